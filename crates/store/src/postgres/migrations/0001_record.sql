-- Format 1 on PostgreSQL: the record, in a schema of its own. Days are integers YYYYMMDD, as in the SQLite store. Ids are
-- given by the writer, who holds a lock, so that they become visible in their order.

CREATE TABLE meta (key text PRIMARY KEY, value text NOT NULL);

CREATE TABLE outlets (id bigint PRIMARY KEY, name text NOT NULL UNIQUE);

-- Where the bytes of a page lie. Never changed.
CREATE TABLE captures (
    id          bigint PRIMARY KEY,
    target      text NOT NULL,
    media_type  text NOT NULL,
    captured_at text NOT NULL,
    sha256      text NOT NULL,
    size        bigint NOT NULL,
    file        text NOT NULL,
    "offset"    bigint NOT NULL,
    length      bigint NOT NULL
);
-- By hash, since addresses may be longer than an entry of an index.
CREATE UNIQUE INDEX captures_known ON captures (sha256, md5(target));
CREATE INDEX captures_by_file ON captures (file, "offset");

-- The readable text of a capture. `version` counts the changes of a page from 1; one version of a page is current.
CREATE TABLE documents (
    id        bigint PRIMARY KEY,
    capture   bigint NOT NULL UNIQUE REFERENCES captures (id),
    target    text NOT NULL,
    version   integer NOT NULL,
    current   boolean NOT NULL,
    name      text NOT NULL,
    title     text NOT NULL,
    body      text NOT NULL,
    published integer,
    byline    text,
    language  text,
    outlet    bigint REFERENCES outlets (id),
    url       text,
    told      text
);
CREATE UNIQUE INDEX documents_versions ON documents (md5(target), version);
CREATE UNIQUE INDEX documents_current ON documents (md5(target)) WHERE current;

-- A name of a place ('place') or of an actor or recipient ('actor'): the English one, and the words as written.
CREATE TABLE names (id bigint PRIMARY KEY, kind text NOT NULL, label text NOT NULL, written text NOT NULL);
CREATE UNIQUE INDEX names_known ON names (kind, md5(label), md5(written));

-- One thing that one document says; the days as in the SQLite store.
CREATE TABLE reports (
    id         bigint PRIMARY KEY,
    document   bigint NOT NULL REFERENCES documents (id),
    type       text NOT NULL,
    modality   text NOT NULL,
    day_from   integer,
    day_to     integer,
    confidence double precision NOT NULL,
    places     bigint[] NOT NULL,
    actors     bigint[] NOT NULL
);
CREATE INDEX reports_by_document ON reports (document);
-- The whole of it as JSON.
CREATE TABLE report_texts (report bigint PRIMARY KEY REFERENCES reports (id), json text NOT NULL);

-- Documents that a later version took the place of, in the order in which it happened.
CREATE TABLE replaced (seq bigint PRIMARY KEY, document bigint NOT NULL REFERENCES documents (id));

-- Every folded word of a text, and behind `=` its bare form, at the same place. A long text has several parts, which overlap:
-- places in a tsvector end at 16,383.
CREATE TABLE document_words (
    document bigint NOT NULL REFERENCES documents (id),
    part     integer NOT NULL,
    words    tsvector NOT NULL,
    PRIMARY KEY (document, part)
);
CREATE INDEX document_words_index ON document_words USING gin (words);
-- Every word that a text has, folded, once.
CREATE TABLE vocabulary (word text PRIMARY KEY);
