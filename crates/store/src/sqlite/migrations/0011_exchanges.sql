-- Format 11: what went over the wire and is no document: feeds, rules of robots.txt, redirects, refusals, and pages that could not
-- be read. `address` is the one in the ledger, `target` the one that was asked, `leads_to` where a redirect leads. `sha256` is that
-- of the body without compression. `document` is what an unread page became when it was read later.
CREATE TABLE exchanges (
    id          INTEGER PRIMARY KEY,
    role        TEXT NOT NULL CHECK (role IN ('feed', 'robots', 'redirect', 'error', 'unread')),
    address     TEXT NOT NULL,
    target      TEXT NOT NULL,
    status      INTEGER NOT NULL,
    leads_to    TEXT,
    media_type  TEXT NOT NULL,
    captured_at TEXT NOT NULL,
    sha256      TEXT NOT NULL,
    size        INTEGER NOT NULL,
    file        TEXT NOT NULL,
    "offset"    INTEGER NOT NULL,
    length      INTEGER NOT NULL,
    cause       TEXT,
    document    INTEGER REFERENCES documents (id)
) STRICT;
CREATE INDEX exchanges_by_target ON exchanges (target, role, id);
CREATE INDEX exchanges_by_file ON exchanges (file, "offset");
CREATE INDEX exchanges_by_role ON exchanges (role, id);
