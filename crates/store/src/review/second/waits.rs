//! What second readers have read, and what of it waits for a person.

use super::keep::{Detail, Says};
use super::rows::{Difference, NewSecondReading, SecondAnswer, SecondReader, SecondReading, SecondWaits};
use crate::day;
use crate::error::StoreError;
use crate::events::db::{Db, Row, values};
use marsad_agree::ReportField;
use marsad_model::Day;
use std::collections::HashMap;

const MOST_ROWS: usize = 1000;

/// Reports of the record that are read otherwise by a second reader, and that no person has settled.
const REPORTS: &str = "SELECT DISTINCT x.report FROM second_differences x
     JOIN reports r ON r.id = x.report JOIN documents d ON d.id = r.document
     WHERE d.current AND NOT EXISTS (SELECT 1 FROM recoded g WHERE g.report = x.report)
       AND NOT EXISTS (SELECT 1 FROM review_items i WHERE i.report = x.report AND i.state <> 'open') ORDER BY x.report";

/// Proposals without an answer.
const PROPOSALS: &str =
    "SELECT x.document, x.reading, x.proposal FROM second_differences x JOIN documents d ON d.id = x.document
     WHERE d.current AND x.report IS NULL
       AND NOT EXISTS (SELECT 1 FROM second_answers a WHERE a.reading = x.reading AND a.proposal = x.proposal)
     ORDER BY x.document, x.reading, x.proposal";

fn place(n: i64) -> usize {
    usize::try_from(n).unwrap_or(usize::MAX)
}

/// [`super::SecondReadings::unread_by`].
pub(super) fn unread(
    db: &mut dyn Db,
    reader: &str,
    after: i64,
    since: Option<Day>,
    limit: usize,
) -> Result<Vec<i64>, StoreError> {
    let limit = i64::try_from(limit.min(MOST_ROWS)).unwrap_or(i64::MAX);
    // A document without a day is of no day: it is asked for without `since`.
    let since = since.map_or(day::OPEN_START, day::key);
    db.ints(
        "SELECT d.id FROM documents d WHERE d.id > $1 AND d.current
           AND COALESCE(CAST(d.published AS bigint), -99999999) >= $2
           AND NOT EXISTS (SELECT 1 FROM second_readings s WHERE s.document = d.id AND s.reader = $3)
         ORDER BY d.id LIMIT $4",
        values![after, since, reader, limit],
    )
}

const COLUMNS: &str = "SELECT s.id, s.document, s.reader, s.at, s.dropped, s.detail FROM second_readings s";

/// [`super::SecondReadings::second_readings`].
pub(super) fn of_document(db: &mut dyn Db, document: i64) -> Result<Vec<SecondReading>, StoreError> {
    let rows = db.rows(&format!("{COLUMNS} WHERE s.document = $1 ORDER BY s.id"), values![document])?;
    read(db, &rows)
}

/// [`super::SecondReadings::second_after`].
pub(super) fn after(
    db: &mut dyn Db,
    reader: Option<&str>,
    reading: i64,
    limit: usize,
) -> Result<Vec<SecondReading>, StoreError> {
    let limit = i64::try_from(limit.min(MOST_ROWS)).unwrap_or(i64::MAX);
    let from = format!("{COLUMNS} JOIN documents d ON d.id = s.document WHERE d.current AND s.id > $1");
    let rows = match reader {
        Some(reader) => {
            db.rows(&format!("{from} AND s.reader = $2 ORDER BY s.id LIMIT $3"), values![reading, reader, limit])?
        }
        None => db.rows(&format!("{from} ORDER BY s.id LIMIT $2"), values![reading, limit])?,
    };
    read(db, &rows)
}

fn read(db: &mut dyn Db, rows: &[Row]) -> Result<Vec<SecondReading>, StoreError> {
    let ids: Vec<i64> = rows.iter().map(|row| row.int(0)).collect();
    let mut differences: HashMap<i64, Vec<Difference>> = HashMap::new();
    let sql = "SELECT reading, report, field, proposal, says, n FROM second_differences WHERE reading IN ({}) ORDER BY reading, n";
    for row in db.rows_in(sql, &ids)? {
        let Says { code, words } = row.json(4, db)?;
        differences.entry(row.int(0)).or_default().push(Difference {
            report: row.maybe_int(1),
            field: row.maybe_text(2).and_then(ReportField::from_name),
            proposal: row.maybe_int(3).map(place),
            code,
            words,
        });
    }
    let mut answers: HashMap<i64, Vec<SecondAnswer>> = HashMap::new();
    let sql = "SELECT reading, proposal, at, coder, report FROM second_answers WHERE reading IN ({}) ORDER BY id";
    for row in db.rows_in(sql, &ids)? {
        answers.entry(row.int(0)).or_default().push(SecondAnswer {
            reading: row.int(0),
            proposal: place(row.int(1)),
            at: row.text(2).to_owned(),
            coder: row.text(3).to_owned(),
            report: row.maybe_int(4),
        });
    }
    let mut out = Vec::with_capacity(rows.len());
    for row in rows {
        let Detail { reports, names } = row.json(5, db)?;
        out.push(SecondReading {
            id: row.int(0),
            new: NewSecondReading {
                document: row.int(1),
                reader: row.text(2).to_owned(),
                at: row.text(3).to_owned(),
                reports,
                names,
                dropped: row.int(4).unsigned_abs(),
                differences: differences.remove(&row.int(0)).unwrap_or_default(),
            },
            answers: answers.remove(&row.int(0)).unwrap_or_default(),
        });
    }
    Ok(out)
}

/// [`super::SecondReadings::second_readers`].
pub(super) fn readers(db: &mut dyn Db) -> Result<Vec<SecondReader>, StoreError> {
    let sql = "SELECT s.reader, count(*), CAST(sum(s.dropped) AS bigint),
                      CAST(sum((SELECT count(*) FROM second_differences x WHERE x.reading = s.id)) AS bigint)
               FROM second_readings s GROUP BY s.reader";
    let rows = db.rows(sql, &[])?;
    let mut out: Vec<SecondReader> = rows
        .iter()
        .map(|row| SecondReader {
            reader: row.text(0).to_owned(),
            documents: row.int(1).unsigned_abs(),
            dropped: row.int(2).unsigned_abs(),
            differences: row.int(3).unsigned_abs(),
        })
        .collect();
    // By their letters, whatever the database's own order is.
    out.sort_by(|a, b| a.reader.cmp(&b.reader));
    Ok(out)
}

/// [`super::SecondReadings::second_waits`].
pub(in crate::review) fn all(db: &mut dyn Db) -> Result<SecondWaits, StoreError> {
    let reports = db.ints(REPORTS, &[])?;
    let rows = db.rows(PROPOSALS, &[])?;
    let proposals = rows.iter().map(|row| (row.int(0), row.int(1), place(row.int(2)))).collect();
    Ok(SecondWaits { reports, proposals })
}

/// The reports by which the queue leads to what second readers say: those that are read otherwise, and of each document with
/// a proposal that nobody has answered its first report.
pub(in crate::review) fn queue(db: &mut dyn Db) -> Result<Vec<i64>, StoreError> {
    let SecondWaits { mut reports, proposals } = all(db)?;
    let mut documents: Vec<i64> = proposals.into_iter().map(|(document, ..)| document).collect();
    documents.dedup();
    let sql = "SELECT r.document, min(r.id) FROM reports r WHERE r.document IN ({})
                 AND NOT EXISTS (SELECT 1 FROM recoded g WHERE g.report = r.id) GROUP BY r.document";
    let beside: Vec<(i64, i64)> = db.rows_in(sql, &documents)?.iter().map(|row| (row.int(0), row.int(1))).collect();
    if !beside.is_empty() {
        let sql = "SELECT DISTINCT document FROM reports WHERE id IN ({})";
        let there: Vec<i64> = db.rows_in(sql, &reports)?.iter().map(|row| row.int(0)).collect();
        // Where a report of the document is in the queue already, its card shows the proposals too.
        reports.extend(beside.iter().filter(|(document, _)| !there.contains(document)).map(|(_, report)| report));
        reports.sort_unstable();
        reports.dedup();
    }
    Ok(reports)
}
