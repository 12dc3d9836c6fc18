-- Format 4: where pages come from, and what is still to be fetched. Times are milliseconds since 1970 (UTC).
--
-- Whatever has a `next_try` is to be visited then; null means never again by itself. A claim moves `next_try` to the end of
-- its lease and leaves its token, so that what a dead process had claimed comes up again by itself.

-- Who is asked. One claim holds a host at a time.
CREATE TABLE hosts (
    host        TEXT PRIMARY KEY,
    not_before  INTEGER NOT NULL DEFAULT 0,
    lease_until INTEGER NOT NULL DEFAULT 0,
    lease_token INTEGER,
    crawl_delay INTEGER,
    failures    INTEGER NOT NULL DEFAULT 0,
    last_cause  TEXT
) STRICT, WITHOUT ROWID;

-- robots.txt of an origin (`https://example.org`), as it came. `status` is null where there was no answer.
CREATE TABLE robots (
    origin     TEXT PRIMARY KEY,
    status     INTEGER,
    body       BLOB NOT NULL,
    fetched_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- `ask` is the address of the next request and `host` whom it goes to: others than `address` and its host `home` only
-- between the hops of a redirect. `redirects` is
-- JSON: `[{"status":301,"to":"…"}]`. `every` is the interval that the user set, `rhythm` the one last waited.
CREATE TABLE feeds (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    address       TEXT NOT NULL UNIQUE,
    kind          TEXT NOT NULL CHECK (kind IN ('feed', 'sitemap', 'index', 'home')),
    parent        INTEGER REFERENCES feeds (id),
    title         TEXT,
    outlet        TEXT,
    pattern       TEXT,
    every         INTEGER,
    paused        INTEGER NOT NULL DEFAULT 0 CHECK (paused IN (0, 1)),
    added_at      INTEGER NOT NULL,
    home          TEXT NOT NULL,
    host          TEXT NOT NULL REFERENCES hosts (host),
    ask           TEXT NOT NULL,
    redirects     TEXT NOT NULL DEFAULT '[]',
    etag          TEXT,
    last_modified TEXT,
    last_try      INTEGER,
    last_success  INTEGER,
    next_try      INTEGER,
    lease_token   INTEGER,
    rhythm        INTEGER,
    entries       INTEGER NOT NULL DEFAULT 0,
    failures      INTEGER NOT NULL DEFAULT 0,
    last_error    TEXT
) STRICT;
CREATE INDEX feeds_due ON feeds (host, next_try) WHERE next_try IS NOT NULL AND paused = 0;
CREATE INDEX feeds_by_parent ON feeds (parent) WHERE parent IS NOT NULL;

-- Visits that found nothing known: between `since` and `until` entries may have come and gone unseen.
CREATE TABLE feed_gaps (
    id      INTEGER PRIMARY KEY,
    feed    INTEGER NOT NULL REFERENCES feeds (id),
    since   INTEGER NOT NULL,
    until   INTEGER NOT NULL,
    entries INTEGER NOT NULL
) STRICT;
CREATE INDEX feed_gaps_by_feed ON feed_gaps (feed, until);

-- Pages to be fetched, and those that were. `updated` is when the feed says that the page last changed.
CREATE TABLE targets (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    address       TEXT NOT NULL UNIQUE,
    feed          INTEGER REFERENCES feeds (id),
    found_at      INTEGER NOT NULL,
    updated       INTEGER,
    state         TEXT NOT NULL CHECK (state IN ('waiting', 'claimed', 'done', 'failed', 'gone', 'refused')),
    home          TEXT NOT NULL,
    host          TEXT NOT NULL REFERENCES hosts (host),
    ask           TEXT NOT NULL,
    redirects     TEXT NOT NULL DEFAULT '[]',
    tries         INTEGER NOT NULL DEFAULT 0,
    visits        INTEGER NOT NULL DEFAULT 0,
    next_try      INTEGER,
    lease_token   INTEGER,
    etag          TEXT,
    last_modified TEXT,
    last_try      INTEGER,
    last_success  INTEGER,
    last_cause    TEXT,
    document      INTEGER REFERENCES documents (id)
) STRICT;
CREATE INDEX targets_due ON targets (host, next_try) WHERE next_try IS NOT NULL;
CREATE INDEX targets_by_feed ON targets (feed, state);
CREATE INDEX targets_by_state ON targets (state, id);
