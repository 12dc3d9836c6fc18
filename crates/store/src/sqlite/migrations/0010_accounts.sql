-- Format 10: tokens of programs that ask the API. Only hashes are kept. A name is free again when its token is taken back.
CREATE TABLE tokens (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    name       TEXT NOT NULL,
    scopes     TEXT NOT NULL,
    sha256     TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    revoked_at TEXT
) STRICT;
CREATE UNIQUE INDEX tokens_good ON tokens (name) WHERE revoked_at IS NULL;
