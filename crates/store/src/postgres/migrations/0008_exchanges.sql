-- Format 8 on PostgreSQL: what went over the wire and is no document: feeds, rules of robots.txt, redirects, refusals, and pages
-- that could not be read. `address` is the one in the ledger, `target` the one that was asked, `leads_to` where a redirect leads.
-- `sha256` is that of the body without compression. `document` is what an unread page became when it was read later.
CREATE TABLE exchanges (
    id          bigint PRIMARY KEY,
    role        text NOT NULL CHECK (role IN ('feed', 'robots', 'redirect', 'error', 'unread')),
    address     text NOT NULL,
    target      text NOT NULL,
    status      integer NOT NULL,
    leads_to    text,
    media_type  text NOT NULL,
    captured_at text NOT NULL,
    sha256      text NOT NULL,
    size        bigint NOT NULL,
    file        text NOT NULL,
    "offset"    bigint NOT NULL,
    length      bigint NOT NULL,
    cause       text,
    document    bigint REFERENCES documents (id)
);
CREATE INDEX exchanges_by_target ON exchanges (md5(target), role, id);
CREATE INDEX exchanges_by_file ON exchanges (file, "offset");
CREATE INDEX exchanges_by_role ON exchanges (role, id);
