-- Format 5: questions are answered from columns in memory, so the tables hold what these are loaded from, and no more.

-- A report as JSON stands apart from the columns that questions ask for.
CREATE TABLE report_texts (
    report INTEGER PRIMARY KEY REFERENCES reports (id),
    json   TEXT NOT NULL CHECK (json_valid(json))
) STRICT;
INSERT INTO report_texts (report, json) SELECT id, report FROM reports;
ALTER TABLE reports DROP COLUMN report;
DROP INDEX reports_newest;
DROP INDEX reports_by_type;

-- What coding tells of a document beside its reports (genre, figures, notices) as JSON; null where it tells nothing.
ALTER TABLE documents ADD COLUMN told TEXT CHECK (told IS NULL OR json_valid(told));
CREATE INDEX documents_columns ON documents (id, current, published, outlet);

-- Documents that a later version took the place of, in the order in which it happened.
CREATE TABLE replaced (
    seq      INTEGER PRIMARY KEY AUTOINCREMENT,
    document INTEGER NOT NULL REFERENCES documents (id)
) STRICT;

-- Names are compared in memory; their folded forms are made there.
DROP INDEX report_places_by_name;
DROP INDEX report_actors_by_name;
ALTER TABLE names DROP COLUMN label_key;
ALTER TABLE names DROP COLUMN written_key;

-- The words of texts without a copy of the text: as they stand, each once, and bare with their places, for phrases. Reports are
-- found by their names in memory.
DROP TABLE document_index;
DROP TABLE document_words;
DROP TABLE report_index;
DROP TABLE report_words;
CREATE VIRTUAL TABLE document_index USING fts5 (plain, content = '', columnsize = 0, detail = none, tokenize = 'ascii');
CREATE VIRTUAL TABLE phrase_index USING fts5 (bare, content = '', columnsize = 0, tokenize = 'ascii');
-- Every word that a text has, folded, once.
CREATE TABLE vocabulary (word TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
DELETE FROM meta WHERE key = 'folding';
