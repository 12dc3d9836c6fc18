-- Format 15: what persons noted of outlets: language, kind, panels, stance, whose wire they carry. Every version stays; the last
-- one of an outlet counts. `facts` is JSON; times are UTC, RFC 3339.

CREATE TABLE outlet_versions (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    outlet     TEXT NOT NULL,
    facts      TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    changed_by TEXT NOT NULL
) STRICT;
CREATE INDEX outlet_versions_of ON outlet_versions (outlet, id);

-- What lists of events ask for stands beside their order: a page of them reads no summaries but its own.
DROP INDEX events_by_day;
CREATE INDEX events_by_day ON events (sort_day DESC, id DESC, origins, contested, pinned, first_told) WHERE summary IS NOT NULL;
