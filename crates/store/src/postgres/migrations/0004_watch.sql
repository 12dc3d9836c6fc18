-- Format 4 on PostgreSQL: questions that are counted again and again, and what came of it. Times are milliseconds since 1970 (UTC), days
-- are YYYYMMDD.

-- `tally` is the question as JSON. A removed watch keeps its history and gives its name free.
CREATE TABLE watches (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name        TEXT NOT NULL,
    name_ar     TEXT,
    tally       TEXT NOT NULL,
    detect      boolean NOT NULL,
    added_at    bigint NOT NULL,
    muted_until bigint,
    removed_at  bigint,
    last_run    bigint
);
CREATE UNIQUE INDEX watches_by_name ON watches (name) WHERE removed_at IS NULL;

-- Every value that was ever known of a period, from the day `known` on. `part` is empty for the whole count; a count that
-- is null is a gap.
CREATE TABLE watch_counts (
    watch    bigint NOT NULL REFERENCES watches (id),
    part     TEXT NOT NULL,
    period   bigint NOT NULL,
    known    bigint NOT NULL,
    count    bigint,
    exposure double precision,
    PRIMARY KEY (watch, part, period, known)
);

-- `content` is what the alarm rests on, as JSON.
CREATE TABLE watch_alarms (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    watch           bigint NOT NULL REFERENCES watches (id),
    part            TEXT NOT NULL,
    method          TEXT NOT NULL,
    day             bigint NOT NULL,
    level           TEXT NOT NULL CHECK (level IN ('watch', 'warning')),
    content         TEXT NOT NULL,
    raised_at       bigint NOT NULL,
    acknowledged_at bigint,
    acknowledged_by TEXT,
    UNIQUE (watch, part, method, day)
);

-- Only added to.
CREATE TABLE watch_notes (
    id    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at    bigint NOT NULL,
    watch bigint NOT NULL REFERENCES watches (id),
    alarm bigint REFERENCES watch_alarms (id),
    who   TEXT NOT NULL,
    text  TEXT NOT NULL
);
CREATE INDEX watch_notes_by_watch ON watch_notes (watch);

-- Each alarm goes to each channel once. A claim moves `next_try` to the end of its lease.
CREATE TABLE watch_deliveries (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    alarm       bigint NOT NULL REFERENCES watch_alarms (id),
    channel     TEXT NOT NULL,
    state       TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'failed')),
    tries       bigint NOT NULL DEFAULT 0,
    next_try    bigint,
    last_try    bigint,
    last_result TEXT,
    UNIQUE (alarm, channel)
);
CREATE INDEX watch_deliveries_due ON watch_deliveries (next_try) WHERE state = 'waiting';
