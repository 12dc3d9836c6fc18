-- Format 2: what is found by name and by word. All of it is derived from the record and can be made again.

-- `folding` is the fingerprint of the folding rules that the tables below were made with.
CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

-- A name of a place ('place') or of an actor or recipient ('actor'): the English one, the words as written, and both
-- folded, with a space before and after every word.
CREATE TABLE names (
    id          INTEGER PRIMARY KEY,
    kind        TEXT NOT NULL CHECK (kind IN ('place', 'actor')),
    label       TEXT NOT NULL,
    written     TEXT NOT NULL,
    label_key   TEXT NOT NULL,
    written_key TEXT NOT NULL,
    UNIQUE (kind, label, written)
) STRICT;

CREATE TABLE report_places (
    report INTEGER NOT NULL REFERENCES reports (id),
    name   INTEGER NOT NULL REFERENCES names (id),
    PRIMARY KEY (report, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX report_places_by_name ON report_places (name);

CREATE TABLE report_actors (
    report INTEGER NOT NULL REFERENCES reports (id),
    name   INTEGER NOT NULL REFERENCES names (id),
    PRIMARY KEY (report, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX report_actors_by_name ON report_actors (name);

-- Folded words, one space between: as they stand, and without proclitics and article. The tokenizer `ascii` leaves every
-- character beyond ASCII alone, so the words of the index are exactly ours.
CREATE TABLE document_words (
    id         INTEGER PRIMARY KEY REFERENCES documents (id),
    title      TEXT NOT NULL,
    title_bare TEXT NOT NULL,
    body       TEXT NOT NULL,
    body_bare  TEXT NOT NULL
) STRICT;
CREATE VIRTUAL TABLE document_index USING fts5 (
    title, title_bare, body, body_bare, content = 'document_words', content_rowid = 'id', tokenize = 'ascii'
);

CREATE TABLE report_words (
    id         INTEGER PRIMARY KEY REFERENCES reports (id),
    names      TEXT NOT NULL,
    names_bare TEXT NOT NULL
) STRICT;
CREATE VIRTUAL TABLE report_index USING fts5 (
    names, names_bare, content = 'report_words', content_rowid = 'id', tokenize = 'ascii'
);
