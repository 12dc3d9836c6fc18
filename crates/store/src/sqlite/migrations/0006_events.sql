-- Format 6: what many documents say together. All but `decisions`,
-- `rulings`, `events` and `telling_names` is made from the record and can be made again.

-- The last document that was weighed, in one row: those after it wait. No row, no document.
CREATE TABLE weighing (id INTEGER PRIMARY KEY, mark INTEGER NOT NULL) STRICT;

-- Documents that were weighed: the current version of each page. `page` is its address in short, `origin` the least document
-- of those that go back to one source, `sources` whom it credits and cites. `crowded` where it has more suspects than are
-- looked at.
CREATE TABLE weighed (
    document INTEGER PRIMARY KEY REFERENCES documents (id),
    page     TEXT NOT NULL UNIQUE,
    origin   INTEGER NOT NULL,
    sources  TEXT NOT NULL,
    crowded  INTEGER NOT NULL
) STRICT;
CREATE INDEX weighed_by_origin ON weighed (origin);

-- Under which keys documents are found that share words (`kind` 0) or a long quotation (1).
CREATE TABLE copy_keys (
    kind     INTEGER NOT NULL,
    key      INTEGER NOT NULL,
    document INTEGER NOT NULL,
    PRIMARY KEY (kind, key, document)
) STRICT, WITHOUT ROWID;

-- On what grounds two documents go back to one origin. `by_event` where only a shared event makes the link.
CREATE TABLE links (
    a        INTEGER NOT NULL,
    b        INTEGER NOT NULL,
    kind     TEXT NOT NULL,
    score    REAL NOT NULL,
    source   TEXT,
    evidence TEXT NOT NULL,
    by_event INTEGER NOT NULL,
    PRIMARY KEY (a, b)
) STRICT, WITHOUT ROWID;
CREATE INDEX links_by_b ON links (b, a);

-- The name of what a document tells of its event `number`: `page#n`. A later version of the page keeps it.
CREATE TABLE telling_names (
    document INTEGER NOT NULL REFERENCES documents (id),
    number   INTEGER NOT NULL,
    name     TEXT NOT NULL,
    PRIMARY KEY (document, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX telling_names_by_name ON telling_names (name);

-- Events keep their ids. `anchor` is the telling that an event goes with, `became` the event that it was merged into. The
-- other columns are what lists show and ask for; days are YYYYMMDD. `stale` where they are to be made again.
CREATE TABLE events (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    anchor     TEXT NOT NULL UNIQUE,
    became     INTEGER REFERENCES events (id),
    stale      INTEGER NOT NULL,
    sort_day   INTEGER NOT NULL DEFAULT 0,
    first_told INTEGER,
    last_told  INTEGER,
    origins    INTEGER NOT NULL DEFAULT 0,
    contested  INTEGER NOT NULL DEFAULT 0,
    pinned     INTEGER NOT NULL DEFAULT 0,
    summary    TEXT
) STRICT;
CREATE INDEX events_by_day ON events (sort_day DESC, id DESC) WHERE summary IS NOT NULL;
CREATE INDEX events_stale ON events (id) WHERE stale = 1;
CREATE INDEX events_by_became ON events (became) WHERE became IS NOT NULL;

-- What one document says of one event. `telling` is JSON as the matcher takes it; a row never changes it.
CREATE TABLE tellings (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    document INTEGER NOT NULL REFERENCES documents (id),
    number   INTEGER NOT NULL,
    name     TEXT NOT NULL UNIQUE,
    telling  TEXT NOT NULL,
    event    INTEGER REFERENCES events (id),
    settled  INTEGER NOT NULL
) STRICT;
CREATE INDEX tellings_by_document ON tellings (document);
CREATE INDEX tellings_by_event ON tellings (event);
CREATE INDEX tellings_unsettled ON tellings (id) WHERE settled = 0;

-- Under which numbers tellings meet: squares or regions with days.
CREATE TABLE telling_keys (
    key     INTEGER NOT NULL,
    telling INTEGER NOT NULL,
    PRIMARY KEY (key, telling)
) STRICT, WITHOUT ROWID;

CREATE TABLE telling_reports (
    report  INTEGER PRIMARY KEY REFERENCES reports (id),
    telling INTEGER NOT NULL
) STRICT;
CREATE INDEX telling_reports_by_telling ON telling_reports (telling);

-- Tellings that may tell one event, with the weight in bits. `open` where they are in two events and nobody has decided.
CREATE TABLE matches (
    a      INTEGER NOT NULL,
    b      INTEGER NOT NULL,
    weight REAL NOT NULL,
    open   INTEGER NOT NULL,
    PRIMARY KEY (a, b)
) STRICT, WITHOUT ROWID;
CREATE INDEX matches_by_b ON matches (b, a);
CREATE INDEX matches_open ON matches (weight) WHERE open = 1;

-- What persons decided; only ever added to. `detail` is JSON; `undoes` names the decision that is taken back.
CREATE TABLE decisions (
    id     INTEGER PRIMARY KEY AUTOINCREMENT,
    at     TEXT NOT NULL,
    who    TEXT NOT NULL,
    why    TEXT NOT NULL,
    what   TEXT NOT NULL,
    detail TEXT NOT NULL,
    undoes INTEGER REFERENCES decisions (id)
) STRICT;
CREATE UNIQUE INDEX decisions_undone ON decisions (undoes) WHERE undoes IS NOT NULL;

-- The decisions in force, taken apart: `kind` is together, apart or pinned; `a` and `b` are names of tellings (`b` is empty
-- for pinned).
CREATE TABLE rulings (
    decision INTEGER NOT NULL REFERENCES decisions (id),
    kind     TEXT NOT NULL,
    a        TEXT NOT NULL,
    b        TEXT NOT NULL,
    PRIMARY KEY (a, b, kind, decision)
) STRICT, WITHOUT ROWID;
CREATE INDEX rulings_by_b ON rulings (b);
CREATE INDEX rulings_by_decision ON rulings (decision);
