-- Lists show the newest pages first, and the reports of one page in the order of its text.
DROP INDEX reports_newest;
DROP INDEX reports_by_type;
CREATE INDEX reports_newest ON reports (published DESC, document DESC, id) WHERE current = 1;
CREATE INDEX reports_by_type ON reports (type, published DESC, document DESC, id) WHERE current = 1;
