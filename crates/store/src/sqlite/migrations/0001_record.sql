-- Format 1: the record itself. Days are integers YYYYMMDD, so that they sort and a person can read them.

CREATE TABLE outlets (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;

-- Where the bytes of a page lie. Never changed.
CREATE TABLE captures (
    id          INTEGER PRIMARY KEY,
    target      TEXT NOT NULL,
    media_type  TEXT NOT NULL,
    captured_at TEXT NOT NULL,
    sha256      TEXT NOT NULL,
    size        INTEGER NOT NULL,
    file        TEXT NOT NULL,
    "offset"    INTEGER NOT NULL,
    length      INTEGER NOT NULL,
    UNIQUE (target, sha256)
) STRICT;
CREATE INDEX captures_by_file ON captures (file, "offset");

-- The readable text of a capture. `version` counts the changes of a page from 1; one version of a page is current.
CREATE TABLE documents (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    capture   INTEGER NOT NULL UNIQUE REFERENCES captures (id),
    target    TEXT NOT NULL,
    version   INTEGER NOT NULL,
    current   INTEGER NOT NULL CHECK (current IN (0, 1)),
    name      TEXT NOT NULL,
    title     TEXT NOT NULL,
    body      TEXT NOT NULL,
    published INTEGER,
    byline    TEXT,
    language  TEXT,
    outlet    INTEGER REFERENCES outlets (id),
    url       TEXT,
    UNIQUE (target, version)
) STRICT;
CREATE UNIQUE INDEX documents_current ON documents (target) WHERE current = 1;

-- One thing that one document says. `report` is the whole of it as JSON, the other columns are what questions ask for.
-- `published` is -99999999 where the document has no day; `day_from` and `day_to` are -99999999 and 99999999 where open
-- and null where neither the report nor its document has a day.
CREATE TABLE reports (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    document   INTEGER NOT NULL REFERENCES documents (id),
    current    INTEGER NOT NULL CHECK (current IN (0, 1)),
    type       TEXT NOT NULL,
    modality   TEXT NOT NULL,
    day_from   INTEGER,
    day_to     INTEGER,
    confidence REAL NOT NULL,
    outlet     INTEGER REFERENCES outlets (id),
    published  INTEGER NOT NULL,
    report     TEXT NOT NULL CHECK (json_valid(report))
) STRICT;
CREATE INDEX reports_by_document ON reports (document);
CREATE INDEX reports_newest ON reports (published DESC, id DESC) WHERE current = 1;
CREATE INDEX reports_by_type ON reports (type, published DESC, id DESC) WHERE current = 1;
