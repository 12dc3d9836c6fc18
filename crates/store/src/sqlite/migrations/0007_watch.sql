-- Format 7: questions that are counted again and again, and what came of it. Times are milliseconds since 1970 (UTC), days
-- are YYYYMMDD.

-- `tally` is the question as JSON. A removed watch keeps its history and gives its name free.
CREATE TABLE watches (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    name        TEXT NOT NULL,
    name_ar     TEXT,
    tally       TEXT NOT NULL CHECK (json_valid(tally)),
    detect      INTEGER NOT NULL CHECK (detect IN (0, 1)),
    added_at    INTEGER NOT NULL,
    muted_until INTEGER,
    removed_at  INTEGER,
    last_run    INTEGER
) STRICT;
CREATE UNIQUE INDEX watches_by_name ON watches (name) WHERE removed_at IS NULL;

-- Every value that was ever known of a period, from the day `known` on. `part` is empty for the whole count; a count that
-- is null is a gap.
CREATE TABLE watch_counts (
    watch    INTEGER NOT NULL REFERENCES watches (id),
    part     TEXT NOT NULL,
    period   INTEGER NOT NULL,
    known    INTEGER NOT NULL,
    count    INTEGER,
    exposure REAL,
    PRIMARY KEY (watch, part, period, known)
) STRICT, WITHOUT ROWID;

-- `content` is what the alarm rests on, as JSON.
CREATE TABLE watch_alarms (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    watch           INTEGER NOT NULL REFERENCES watches (id),
    part            TEXT NOT NULL,
    method          TEXT NOT NULL,
    day             INTEGER NOT NULL,
    level           TEXT NOT NULL CHECK (level IN ('watch', 'warning')),
    content         TEXT NOT NULL CHECK (json_valid(content)),
    raised_at       INTEGER NOT NULL,
    acknowledged_at INTEGER,
    acknowledged_by TEXT,
    UNIQUE (watch, part, method, day)
) STRICT;

-- Only added to.
CREATE TABLE watch_notes (
    id    INTEGER PRIMARY KEY AUTOINCREMENT,
    at    INTEGER NOT NULL,
    watch INTEGER NOT NULL REFERENCES watches (id),
    alarm INTEGER REFERENCES watch_alarms (id),
    who   TEXT NOT NULL,
    text  TEXT NOT NULL
) STRICT;
CREATE INDEX watch_notes_by_watch ON watch_notes (watch);

-- Each alarm goes to each channel once. A claim moves `next_try` to the end of its lease.
CREATE TABLE watch_deliveries (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    alarm       INTEGER NOT NULL REFERENCES watch_alarms (id),
    channel     TEXT NOT NULL,
    state       TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'failed')),
    tries       INTEGER NOT NULL DEFAULT 0,
    next_try    INTEGER,
    last_try    INTEGER,
    last_result TEXT,
    UNIQUE (alarm, channel)
) STRICT;
CREATE INDEX watch_deliveries_due ON watch_deliveries (next_try) WHERE state = 'waiting';
