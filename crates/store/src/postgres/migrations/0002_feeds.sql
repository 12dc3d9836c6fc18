-- Format 2 on PostgreSQL: where pages come from, and what is still to be fetched. Times are milliseconds since 1970 (UTC).
--
-- Whatever has a `next_try` is to be visited then; null means never again by itself. A claim moves `next_try` to the end of
-- its lease and leaves its token, so that what a dead process had claimed comes up again by itself.

-- Who is asked. One claim holds a host at a time.
CREATE TABLE hosts (
    host        TEXT PRIMARY KEY,
    not_before  bigint NOT NULL DEFAULT 0,
    lease_until bigint NOT NULL DEFAULT 0,
    lease_token bigint,
    crawl_delay bigint,
    failures    bigint NOT NULL DEFAULT 0,
    last_cause  TEXT
);

-- robots.txt of an origin (`https://example.org`), as it came. `status` is null where there was no answer.
CREATE TABLE robots (
    origin     TEXT PRIMARY KEY,
    status     bigint,
    body       bytea NOT NULL,
    fetched_at bigint NOT NULL,
    expires_at bigint NOT NULL
);

-- `ask` is the address of the next request and `host` whom it goes to: others than `address` and its host `home` only
-- between the hops of a redirect. `redirects` is
-- JSON: `[{"status":301,"to":"…"}]`. `every` is the interval that the user set, `rhythm` the one last waited.
CREATE TABLE feeds (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    address       TEXT NOT NULL UNIQUE,
    kind          TEXT NOT NULL CHECK (kind IN ('feed', 'sitemap', 'index', 'home')),
    parent        bigint REFERENCES feeds (id),
    title         TEXT,
    outlet        TEXT,
    pattern       TEXT,
    every         bigint,
    paused        boolean NOT NULL DEFAULT false,
    added_at      bigint NOT NULL,
    home          TEXT NOT NULL,
    host          TEXT NOT NULL REFERENCES hosts (host),
    ask           TEXT NOT NULL,
    redirects     TEXT NOT NULL DEFAULT '[]',
    etag          TEXT,
    last_modified TEXT,
    last_try      bigint,
    last_success  bigint,
    next_try      bigint,
    lease_token   bigint,
    rhythm        bigint,
    entries       bigint NOT NULL DEFAULT 0,
    failures      bigint NOT NULL DEFAULT 0,
    last_error    TEXT
);
CREATE INDEX feeds_due ON feeds (host, next_try) WHERE next_try IS NOT NULL AND NOT paused;
CREATE INDEX feeds_by_parent ON feeds (parent) WHERE parent IS NOT NULL;

-- Visits that found nothing known: between `since` and `until` entries may have come and gone unseen.
CREATE TABLE feed_gaps (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    feed    bigint NOT NULL REFERENCES feeds (id),
    since   bigint NOT NULL,
    until   bigint NOT NULL,
    entries bigint NOT NULL
);
CREATE INDEX feed_gaps_by_feed ON feed_gaps (feed, until);

-- Pages to be fetched, and those that were. `updated` is when the feed says that the page last changed.
CREATE TABLE targets (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    address       TEXT NOT NULL UNIQUE,
    feed          bigint REFERENCES feeds (id),
    found_at      bigint NOT NULL,
    updated       bigint,
    state         TEXT NOT NULL CHECK (state IN ('waiting', 'claimed', 'done', 'failed', 'gone', 'refused')),
    home          TEXT NOT NULL,
    host          TEXT NOT NULL REFERENCES hosts (host),
    ask           TEXT NOT NULL,
    redirects     TEXT NOT NULL DEFAULT '[]',
    tries         bigint NOT NULL DEFAULT 0,
    visits        bigint NOT NULL DEFAULT 0,
    next_try      bigint,
    lease_token   bigint,
    etag          TEXT,
    last_modified TEXT,
    last_try      bigint,
    last_success  bigint,
    last_cause    TEXT,
    document      bigint REFERENCES documents (id)
);
CREATE INDEX targets_due ON targets (host, next_try) WHERE next_try IS NOT NULL;
CREATE INDEX targets_by_feed ON targets (feed, state);
CREATE INDEX targets_by_state ON targets (state, id);
