-- Format 16: documents that were read again with another lexicon. A row of `recodings` for each document and time that
-- something changed; `at` is UTC, RFC 3339.
CREATE TABLE recodings (
    seq      INTEGER PRIMARY KEY AUTOINCREMENT,
    document INTEGER NOT NULL REFERENCES documents (id),
    at       TEXT NOT NULL,
    lexicon  TEXT NOT NULL
) STRICT;
CREATE INDEX recodings_by_document ON recodings (document);

-- Reports that gave way to another reading. They keep their rows and their ids, and are in no list. `became` is the report of
-- the same words now, in the record or taken out by persons; null where there is none any more.
CREATE TABLE recoded (
    report   INTEGER PRIMARY KEY REFERENCES reports (id),
    recoding INTEGER NOT NULL REFERENCES recodings (seq),
    became   INTEGER
) STRICT;
CREATE INDEX recoded_by_recoding ON recoded (recoding);
