-- Format 17: what second readers made of documents, and where that is not what the record says. A second reader changes no report.

-- Only ever added to: one row for a document and a reader. `reader` names the program, the model and the version of the question;
-- `at` is UTC, RFC 3339; `detail` is what it proposed as JSON, every part of it words of the document; `dropped` is how many fields
-- were not, and were left out.
CREATE TABLE second_readings (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    document INTEGER NOT NULL REFERENCES documents (id),
    reader   TEXT NOT NULL,
    at       TEXT NOT NULL,
    dropped  INTEGER NOT NULL,
    detail   TEXT NOT NULL CHECK (json_valid(detail))
) STRICT;
CREATE UNIQUE INDEX second_readings_once ON second_readings (reader, document);
CREATE INDEX second_readings_by_document ON second_readings (document);

-- Made from a reading and the record, and made again when the record is another. `report` is null where only the second reader has
-- one, and `proposal` then its place in the reading; `field` is null where only the record has it. `says` is JSON.
CREATE TABLE second_differences (
    reading  INTEGER NOT NULL REFERENCES second_readings (id),
    n        INTEGER NOT NULL,
    document INTEGER NOT NULL,
    report   INTEGER,
    field    TEXT,
    proposal INTEGER,
    says     TEXT NOT NULL CHECK (json_valid(says)),
    PRIMARY KEY (reading, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX second_differences_by_report ON second_differences (report) WHERE report IS NOT NULL;
CREATE INDEX second_differences_by_document ON second_differences (document);

-- Only ever added to: what a person said of a report that only a second reader has. `report` is the one that it became; null where
-- the text tells of no act there.
CREATE TABLE second_answers (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    reading  INTEGER NOT NULL REFERENCES second_readings (id),
    proposal INTEGER NOT NULL,
    at       TEXT NOT NULL,
    coder    TEXT NOT NULL,
    report   INTEGER
) STRICT;
CREATE UNIQUE INDEX second_answers_once ON second_answers (reading, proposal);
