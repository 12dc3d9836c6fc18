-- Format 13: what persons say of reports, and the settled record that follows from it. `reports` and `report_texts` hold what is
-- settled; what the machine read of documents that somebody reviewed stands in `readings`.

-- Only ever added to. `report` is the id of the report that the review is about (of a missed one, the id that it got), `undoes` the
-- review that is taken back. `detail` is the rest of the review as JSON: where the report's trigger stood and of what type it was,
-- reason, fields, values, note, and what the machine had read.
CREATE TABLE reviews (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    at       TEXT NOT NULL,
    coder    TEXT NOT NULL,
    document INTEGER NOT NULL REFERENCES documents (id),
    report   INTEGER NOT NULL,
    verdict  TEXT NOT NULL CHECK (verdict IN ('accept', 'wrong', 'not_event', 'missed', 'duplicate', 'undo')),
    undoes   INTEGER REFERENCES reviews (id),
    seconds  REAL,
    detail   TEXT NOT NULL CHECK (json_valid(detail))
) STRICT;
CREATE UNIQUE INDEX reviews_undone ON reviews (undoes) WHERE undoes IS NOT NULL;
CREATE INDEX reviews_by_document ON reviews (document, id);
CREATE INDEX reviews_by_coder ON reviews (coder, id);

-- The machine's own reading of a document, once somebody reviewed it. `found` is 0 where the last reading has it no longer.
CREATE TABLE readings (
    report   INTEGER PRIMARY KEY,
    document INTEGER NOT NULL REFERENCES documents (id),
    found    INTEGER NOT NULL,
    json     TEXT NOT NULL CHECK (json_valid(json))
) STRICT;
CREATE INDEX readings_by_document ON readings (document);

-- How each report stands that somebody reviewed or was given. Made from the log, and can be made again.
CREATE TABLE review_items (
    report   INTEGER PRIMARY KEY,
    document INTEGER NOT NULL REFERENCES documents (id),
    state    TEXT NOT NULL
) STRICT;
CREATE INDEX review_items_by_state ON review_items (state, report);
CREATE INDEX review_items_by_document ON review_items (document);

-- Samples that were given to several coders; `coders` is a JSON list.
CREATE TABLE review_batches (
    id     INTEGER PRIMARY KEY AUTOINCREMENT,
    at     TEXT NOT NULL,
    who    TEXT NOT NULL,
    name   TEXT NOT NULL,
    coders TEXT NOT NULL
) STRICT;
CREATE TABLE review_assigned (
    report   INTEGER NOT NULL,
    coder    TEXT NOT NULL,
    batch    INTEGER NOT NULL REFERENCES review_batches (id),
    document INTEGER NOT NULL REFERENCES documents (id),
    answered INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (report, coder)
) STRICT, WITHOUT ROWID;
CREATE INDEX review_assigned_open ON review_assigned (coder, report) WHERE answered = 0;
CREATE INDEX review_assigned_by_batch ON review_assigned (batch, report);
CREATE INDEX review_assigned_by_document ON review_assigned (document);

-- Who has a report before them, and until when, in milliseconds since 1970 (UTC).
CREATE TABLE review_claims (
    report INTEGER PRIMARY KEY,
    coder  TEXT NOT NULL,
    until  INTEGER NOT NULL
) STRICT;

-- Documents whose reports are others than they were, in the order in which it happened.
CREATE TABLE revisions (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    document INTEGER NOT NULL REFERENCES documents (id)
) STRICT;

-- Documents that were weighed and are to be weighed again.
CREATE TABLE reweigh (document INTEGER PRIMARY KEY REFERENCES documents (id)) STRICT;

-- Who has reviewed a report, as JSON; null where nobody has.
ALTER TABLE reports ADD COLUMN reviewed TEXT;
