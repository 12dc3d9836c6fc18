//! Whether the tables about events fit together.

use super::db::Db;
use crate::error::StoreError;
use crate::upkeep::MOST_LINES;

/// What must find nothing, and what it means where it does. The first column is named in the line.
const FAULTS: &[(&str, &str)] = &[
    (
        "SELECT d.id FROM documents d WHERE d.current AND d.id <= coalesce((SELECT mark FROM weighing WHERE id = 1), 0)
         AND NOT EXISTS (SELECT 1 FROM weighed w WHERE w.document = d.id)",
        "document {} was not weighed",
    ),
    (
        "SELECT w.document FROM weighed w WHERE NOT EXISTS (SELECT 1 FROM documents d WHERE d.id = w.origin)",
        "the origin of document {} is no document",
    ),
    (
        "SELECT t.document FROM tellings t WHERE NOT EXISTS (SELECT 1 FROM weighed w WHERE w.document = t.document)",
        "document {} tells events and was not weighed",
    ),
    ("SELECT id FROM tellings WHERE settled = 1 AND event IS NULL", "telling {} is in no event"),
    (
        "SELECT t.event FROM tellings t JOIN events e ON e.id = t.event WHERE t.settled = 1 AND e.became IS NOT NULL",
        "event {} was merged into another and still has reports",
    ),
    (
        "SELECT e.id FROM events e WHERE e.stale = 0 AND e.summary IS NOT NULL
         AND NOT EXISTS (SELECT 1 FROM tellings t WHERE t.event = e.id)",
        "event {} is listed and has no reports",
    ),
    (
        "SELECT e.id FROM events e JOIN tellings t ON t.event = e.id
         WHERE e.stale = 0 AND e.summary IS NULL AND t.settled = 1",
        "event {} has reports and is not listed",
    ),
    (
        "SELECT a FROM matches m WHERE NOT EXISTS (SELECT 1 FROM tellings t WHERE t.id = m.a)
         OR NOT EXISTS (SELECT 1 FROM tellings t WHERE t.id = m.b)",
        "a match of telling {} points at nothing",
    ),
    (
        "SELECT a FROM links l WHERE NOT EXISTS (SELECT 1 FROM weighed w WHERE w.document = l.a)
         OR NOT EXISTS (SELECT 1 FROM weighed w WHERE w.document = l.b)",
        "a link of document {} points at nothing",
    ),
    (
        "SELECT l.a FROM links l JOIN weighed x ON x.document = l.a JOIN weighed y ON y.document = l.b
         WHERE x.origin <> y.origin",
        "document {} is linked with one of another origin",
    ),
    (
        "SELECT r.decision FROM rulings r JOIN weighed x ON x.page = r.a JOIN weighed y ON y.page = r.b
         JOIN links l ON (l.a = x.document AND l.b = y.document) OR (l.a = y.document AND l.b = x.document)
         WHERE r.kind = 'cut'",
        "decision {} cut a link that is there",
    ),
    (
        "SELECT r.decision FROM rulings r JOIN tellings x ON x.name = r.a JOIN tellings y ON y.name = r.b
         WHERE r.kind = 'together' AND x.settled = 1 AND y.settled = 1 AND x.event <> y.event",
        "decision {} put reports together that are apart",
    ),
    (
        "SELECT r.decision FROM rulings r JOIN tellings x ON x.name = r.a JOIN tellings y ON y.name = r.b
         WHERE r.kind = 'apart' AND x.settled = 1 AND y.settled = 1 AND x.event = y.event",
        "decision {} kept reports apart that are together",
    ),
];

/// See [`super::EventStore::check_events`].
pub(super) fn all(db: &mut dyn Db) -> Result<Vec<String>, StoreError> {
    let mut out = Vec::new();
    for (sql, says) in FAULTS {
        for id in db.ints(&format!("{sql} LIMIT 10"), &[])? {
            out.push(format!("{}; `marsad events rebuild` makes the events anew", says.replace("{}", &id.to_string())));
        }
    }
    out.truncate(MOST_LINES);
    Ok(out)
}
