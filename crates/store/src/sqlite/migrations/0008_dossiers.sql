-- Format 8: dossiers. The question is the file as its writer gave it; every version of it stays, and so do those of a dossier
-- that was removed. Times are UTC, RFC 3339.

CREATE TABLE dossiers (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    name       TEXT NOT NULL UNIQUE,
    removed_at TEXT
) STRICT;

CREATE TABLE dossier_versions (
    dossier  INTEGER NOT NULL REFERENCES dossiers (id),
    version  INTEGER NOT NULL,
    question TEXT NOT NULL,
    added_at TEXT NOT NULL,
    PRIMARY KEY (dossier, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE dossier_notes (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    dossier  INTEGER NOT NULL REFERENCES dossiers (id),
    noted_at TEXT NOT NULL,
    note     TEXT NOT NULL
) STRICT;
CREATE INDEX dossier_notes_of ON dossier_notes (dossier, id);
