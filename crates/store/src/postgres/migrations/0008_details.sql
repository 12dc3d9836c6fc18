-- Format 8: what questions ask of a report beside its type, voice, day and names, as one line (src/details.rs): modes, who
-- says so, and the place that it is drawn at. Null where an older program stored it and it was not read again.
ALTER TABLE reports ADD COLUMN details TEXT;
