-- Format 13: documents that were read again with another lexicon. A row of `recodings` for each document and time that
-- something changed; `at` is UTC, RFC 3339.
CREATE TABLE recodings (
    seq      bigint PRIMARY KEY,
    document bigint NOT NULL REFERENCES documents (id),
    at       text NOT NULL,
    lexicon  text NOT NULL
);
CREATE INDEX recodings_by_document ON recodings (document);

-- Reports that gave way to another reading. They keep their rows and their ids, and are in no list. `became` is the report of
-- the same words now, in the record or taken out by persons; null where there is none any more.
CREATE TABLE recoded (
    report   bigint PRIMARY KEY REFERENCES reports (id),
    recoding bigint NOT NULL REFERENCES recodings (seq),
    became   bigint
);
CREATE INDEX recoded_by_recoding ON recoded (recoding);
