-- Format 14: people. Of a password there is the argon2id hash, of a session's token the SHA-256. `one_time` says that the password
-- was made by somebody else and must be changed first. Rows of `audit` are only added; each has the hash of the one before it, and
-- `audit_head` tells the last, so that a log that was cut short shows (src/people/audit.rs).
CREATE TABLE accounts (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    name       TEXT NOT NULL UNIQUE,
    display    TEXT NOT NULL,
    password   TEXT NOT NULL,
    one_time   INTEGER NOT NULL CHECK (one_time IN (0, 1)),
    role       TEXT NOT NULL CHECK (role IN ('reader', 'coder', 'editor', 'admin')),
    disabled   INTEGER NOT NULL DEFAULT 0 CHECK (disabled IN (0, 1)),
    created_at TEXT NOT NULL,
    seen_at    TEXT
) STRICT;
CREATE TABLE sessions (
    sha256     TEXT PRIMARY KEY,
    account    INTEGER NOT NULL REFERENCES accounts (id),
    created_at TEXT NOT NULL,
    seen_at    TEXT NOT NULL,
    expires_at TEXT NOT NULL
) STRICT;
CREATE INDEX sessions_by_account ON sessions (account);
CREATE TABLE audit (
    n       INTEGER PRIMARY KEY CHECK (n > 0),
    at      TEXT NOT NULL,
    who     TEXT NOT NULL,
    what    TEXT NOT NULL,
    subject TEXT NOT NULL,
    prev    TEXT NOT NULL,
    hash    TEXT NOT NULL
) STRICT;
CREATE INDEX audit_by_who ON audit (who, n);
CREATE TABLE audit_head (
    id   INTEGER PRIMARY KEY CHECK (id = 1),
    n    INTEGER NOT NULL,
    hash TEXT NOT NULL
) STRICT;
CREATE TRIGGER audit_stays BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END;
CREATE TRIGGER audit_keeps BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END;
