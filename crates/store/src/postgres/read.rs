//! Reading: single rows, and what questions are answered with.

use super::connect::Address;
use crate::api::{CaptureRef, DocumentRow, ReportRow, Told};
use crate::archive::ENDS;
use crate::backend::{Moment, TextRow};
use crate::columns::{Columns, Marks, NewDocumentColumns, NewReportColumns};
use crate::day;
use crate::error::StoreError;
use crate::query::Term;
use crate::upkeep::Kept;
use crate::versions::{Captured, Version, compared};
use marsad_model::{Day, Document};
use postgres::fallible_iterator::FallibleIterator;
use postgres::{Client, IsolationLevel, Row};
use std::collections::{BTreeSet, HashMap};

const REPORT_ROWS: &str = "SELECT r.id, r.document, t.json, d.title, o.name, d.url, d.published, d.version,
            d.current AND NOT EXISTS (SELECT 1 FROM recoded x WHERE x.report = r.id), r.reviewed
     FROM reports r JOIN report_texts t ON t.report = r.id JOIN documents d ON d.id = r.document
     LEFT JOIN outlets o ON o.id = d.outlet";

/// A connection of a store, for reading.
pub(super) struct Reading<'a> {
    pub(super) client: &'a mut Client,
    pub(super) address: &'a Address,
}

fn published(row: &Row, at: usize) -> Option<Day> {
    row.get::<_, Option<i32>>(at).and_then(|key| day::from_key(i64::from(key)))
}

pub(super) fn unsigned(row: &Row, at: usize) -> u64 {
    u64::try_from(row.get::<_, i64>(at)).unwrap_or(0)
}

pub(super) fn capture(row: &Row, at: usize) -> CaptureRef {
    CaptureRef {
        file: row.get(at),
        offset: unsigned(row, at + 1),
        length: unsigned(row, at + 2),
        sha256: row.get(at + 3),
        captured_at: row.get(at + 4),
    }
}

impl Reading<'_> {
    pub(super) fn query(
        &mut self,
        sql: &str,
        values: &[&(dyn postgres::types::ToSql + Sync)],
    ) -> Result<Vec<Row>, StoreError> {
        self.client.query(sql, values).map_err(|e| self.address.failed(e))
    }

    fn json<T: serde::de::DeserializeOwned>(&self, what: &'static str, id: i64, json: &str) -> Result<T, StoreError> {
        let path = self.address.shown.clone().into();
        serde_json::from_str(json).map_err(|e| StoreError::BadRow { path, what, id, why: e.to_string() })
    }

    fn report_row(&self, row: &Row) -> Result<ReportRow, StoreError> {
        let id = row.get(0);
        Ok(ReportRow {
            id,
            document: row.get(1),
            title: row.get(3),
            outlet: row.get(4),
            url: row.get(5),
            published: published(row, 6),
            version: u32::try_from(row.get::<_, i32>(7)).unwrap_or(1),
            current: row.get(8),
            report: self.json("report", id, row.get(2))?,
            reviewed: row
                .get::<_, Option<&str>>(9)
                .map(|json| self.json("the review of report", id, json))
                .transpose()?,
        })
    }

    /// One document.
    pub(super) fn document(&mut self, id: i64) -> Result<Option<DocumentRow>, StoreError> {
        let found = self.query(
            "SELECT d.name, d.title, d.body, d.published, d.byline, d.language, o.name, d.url,
                    c.file, c.\"offset\", c.length, c.sha256, c.captured_at, d.target, d.version, d.current, d.told
             FROM documents d JOIN captures c ON c.id = d.capture LEFT JOIN outlets o ON o.id = d.outlet WHERE d.id = $1",
            &[&id],
        )?;
        let Some(row) = found.first() else { return Ok(None) };
        // One question, so that all of them are of one reading.
        let sql = format!(
            "{REPORT_ROWS} WHERE r.document = $1 AND NOT EXISTS (SELECT 1 FROM recoded x WHERE x.report = r.id) ORDER BY r.id"
        );
        let reports = self.query(&sql, &[&id])?;
        let mut reports: Vec<ReportRow> = reports.iter().map(|row| self.report_row(row)).collect::<Result<_, _>>()?;
        // Ids follow the order of the text, but for what was read again.
        reports.sort_by_key(|row| row.report.trigger.start);
        let told: Option<&str> = row.get(16);
        Ok(Some(DocumentRow {
            id,
            document: Document {
                id: row.get(0),
                title: row.get(1),
                text: row.get(2),
                published: published(row, 3),
                byline: row.get(4),
                language: row.get(5),
                outlet: row.get(6),
                url: row.get(7),
            },
            capture: capture(row, 8),
            target: row.get(13),
            version: u32::try_from(row.get::<_, i32>(14)).unwrap_or(1),
            current: row.get(15),
            told: told.map_or_else(|| Ok(Told::default()), |json| self.json("document", id, json))?,
            reports,
        }))
    }

    /// Where a document's bytes lie.
    pub(super) fn capture(&mut self, id: i64) -> Result<Option<CaptureRef>, StoreError> {
        let sql = "SELECT c.file, c.\"offset\", c.length, c.sha256, c.captured_at
                   FROM documents d JOIN captures c ON c.id = d.capture WHERE d.id = $1";
        Ok(self.query(sql, &[&id])?.first().map(|row| capture(row, 0)))
    }

    /// The capture of the next document after one.
    pub(super) fn capture_after(&mut self, last: i64) -> Result<Option<Kept>, StoreError> {
        let sql = "SELECT d.id, c.target, c.file, c.\"offset\", c.length, c.sha256, c.captured_at
                   FROM documents d JOIN captures c ON c.id = d.capture WHERE d.id > $1 ORDER BY d.id LIMIT 1";
        Ok(self.query(sql, &[&last])?.first().map(|row| (row.get(0), row.get(1), capture(row, 2))))
    }

    /// Every archive file with the end of its last known member.
    pub(super) fn archive_ends(&mut self) -> Result<Vec<(String, u64)>, StoreError> {
        let rows = self.query(ENDS, &[])?;
        Ok(rows.iter().map(|row| (row.get(0), unsigned(row, 1))).collect())
    }

    /// The address a document was captured from.
    pub(super) fn target(&mut self, id: i64) -> Result<Option<String>, StoreError> {
        Ok(self.query("SELECT target FROM documents WHERE id = $1", &[&id])?.first().map(|row| row.get(0)))
    }

    /// All versions of a page.
    pub(super) fn versions(&mut self, target: &str) -> Result<Vec<Version>, StoreError> {
        if target.contains('\0') {
            return Ok(Vec::new());
        }
        let rows = self.query(
            "SELECT d.id, d.version, d.current, c.captured_at, c.sha256, d.title, d.published,
                    (SELECT count(*) FROM reports r WHERE r.document = d.id AND r.id NOT IN (SELECT report FROM recoded)), d.body
             FROM documents d JOIN captures c ON c.id = d.capture WHERE md5(d.target) = md5($1) AND d.target = $1",
            &[&target],
        )?;
        let all = rows.iter().map(|row| Captured {
            version: Version {
                document: row.get(0),
                version: u32::try_from(row.get::<_, i32>(1)).unwrap_or(1),
                current: row.get(2),
                target: target.to_owned(),
                captured_at: row.get(3),
                sha256: row.get(4),
                title: row.get(5),
                published: published(row, 6),
                reports: unsigned(row, 7),
                changed: None,
            },
            body: row.get(8),
        });
        Ok(compared(all.collect()))
    }
}

/// What the columns have of a report; last, whether it gave way to another reading.
const COLUMNS: &str = "SELECT id, document, type, modality, day_from, day_to, confidence, places, actors, details,
    EXISTS (SELECT 1 FROM recoded x WHERE x.report = reports.id) FROM reports";

/// A row of [`COLUMNS`] into the columns.
fn add_report(columns: &mut Columns, row: &Row) {
    let days: (Option<i32>, Option<i32>) = (row.get(4), row.get(5));
    let (places, actors): (Vec<i64>, Vec<i64>) = (row.get(7), row.get(8));
    columns.add_report(&NewReportColumns {
        id: row.get(0),
        document: row.get(1),
        type_: row.get(2),
        modality: row.get(3),
        days: days.0.zip(days.1).map(|(from, to)| (i64::from(from), i64::from(to))),
        confidence: row.get(6),
        places: &places,
        actors: &actors,
        details: row.get::<_, Option<&str>>(9).unwrap_or_default(),
    });
}

fn load_all(client: &mut Client, columns: &mut Columns) -> Result<(), postgres::Error> {
    let from = columns.marks();
    // One moment for all of it.
    let mut moment =
        client.build_transaction().isolation_level(IsolationLevel::RepeatableRead).read_only(true).start()?;
    for row in moment.query("SELECT id, name FROM outlets WHERE id > $1 ORDER BY id", &[&from.outlet])? {
        columns.add_outlet(row.get(0), row.get(1));
    }
    for row in moment.query("SELECT id, label, written FROM names WHERE id > $1 ORDER BY id", &[&from.name])? {
        columns.add_name(row.get(0), row.get(1), row.get(2));
    }
    let noted = moment.query(crate::outlets::sql::ALL, &[])?;
    columns.note_outlets(noted.iter().map(|row| (row.get(0), row.get(1), row.get(2))));
    let sql = "SELECT id, current, published, outlet FROM documents WHERE id > $1 ORDER BY id";
    let mut rows = moment.query_raw(sql, [&from.document])?;
    while let Some(row) = rows.next()? {
        columns.add_document(NewDocumentColumns {
            id: row.get(0),
            current: row.get(1),
            published: row.get::<_, Option<i32>>(2).map_or(day::OPEN_START, i64::from),
            outlet: row.get(3),
        });
    }
    drop(rows);
    let mut revised: BTreeSet<i64> = BTreeSet::new();
    for row in moment.query("SELECT id, document FROM revisions WHERE id > $1 ORDER BY id", &[&from.revised])? {
        columns.revised(row.get(0), 0);
        revised.insert(row.get(1));
    }
    for row in moment.query("SELECT seq, document FROM recodings WHERE seq > $1 ORDER BY seq", &[&from.recoded])? {
        columns.revised(0, row.get(0));
        revised.insert(row.get(1));
    }
    if from.report == 0 {
        // Where nothing was loaded, all of it is loaded as it is now.
        revised.clear();
    }
    columns.forget_reports_of(&revised);
    let mut rows = moment.query_raw(&format!("{COLUMNS} WHERE id > $1 ORDER BY id"), [&from.report])?;
    while let Some(row) = rows.next()? {
        columns.seen_report(row.get(0));
        if !revised.contains(&row.get::<_, i64>(1)) && !row.get::<_, bool>(10) {
            add_report(columns, &row);
        }
    }
    drop(rows);
    if !revised.is_empty() {
        let all: Vec<i64> = revised.into_iter().collect();
        for row in moment.query(&format!("{COLUMNS} WHERE document = ANY($1) ORDER BY id"), &[&all])? {
            if !row.get::<_, bool>(10) {
                add_report(columns, &row);
            }
        }
    }
    for row in moment.query("SELECT seq, document FROM replaced WHERE seq > $1 ORDER BY seq", &[&from.replaced])? {
        columns.replace(row.get(0), row.get(1));
    }
    moment.commit()
}

impl Moment for Reading<'_> {
    fn load(&mut self, columns: &mut Columns) -> Result<(), StoreError> {
        load_all(self.client, columns).map_err(|e| self.address.failed(e))
    }

    fn is_loaded(&mut self, columns: &Columns) -> Result<bool, StoreError> {
        let row = self.query(
            "SELECT coalesce((SELECT max(id) FROM documents), 0), coalesce((SELECT max(id) FROM reports), 0),
                    coalesce((SELECT max(seq) FROM replaced), 0), coalesce((SELECT max(id) FROM names), 0),
                    coalesce((SELECT max(id) FROM outlets), 0), coalesce((SELECT max(id) FROM revisions), 0),
                    coalesce((SELECT max(seq) FROM recodings), 0),
                    coalesce((SELECT max(id) FROM outlet_versions), 0)",
            &[],
        )?;
        let Some(row) = row.first() else { return Ok(false) };
        let marks = Marks {
            document: row.get(0),
            report: row.get(1),
            replaced: row.get(2),
            name: row.get(3),
            outlet: row.get(4),
            revised: row.get(5),
            recoded: row.get(6),
            noted: row.get(7),
        };
        Ok(marks.is_within(&columns.marks()))
    }

    fn documents_with(&mut self, term: &Term) -> Result<Vec<i64>, StoreError> {
        let sql = "SELECT DISTINCT document FROM document_words WHERE words @@ $1::text::tsquery ORDER BY document";
        let mut ask = || {
            let mut moment = self.client.build_transaction().read_only(true).start()?;
            // To read the words of every row takes seconds: they lie apart from the rows, which the planner does not count. So it
            // is to look into the index of words, and not to go by documents or through all of them.
            moment.batch_execute("SET LOCAL enable_seqscan TO off; SET LOCAL enable_indexscan TO off")?;
            let rows = moment.query(sql, &[&term.tsquery()])?;
            moment.commit()?;
            Ok(rows)
        };
        let rows: Vec<Row> = ask().map_err(|e| self.address.failed(e))?;
        Ok(rows.iter().map(|row| row.get(0)).collect())
    }

    fn report_rows(&mut self, ids: &[i64]) -> Result<Vec<ReportRow>, StoreError> {
        let rows = self.query(&format!("{REPORT_ROWS} WHERE r.id = ANY($1)"), &[&ids])?;
        let mut found = rows
            .iter()
            .map(|row| Ok((row.get(0), self.report_row(row)?)))
            .collect::<Result<HashMap<i64, ReportRow>, StoreError>>()?;
        Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
    }

    fn texts(&mut self, ids: &[i64]) -> Result<Vec<TextRow>, StoreError> {
        let sql = "SELECT d.id, d.title, d.body, o.name, d.published
                   FROM documents d LEFT JOIN outlets o ON o.id = d.outlet WHERE d.id = ANY($1)";
        let rows = self.query(sql, &[&ids])?;
        let mut found: HashMap<i64, TextRow> = rows
            .iter()
            .map(|row| {
                let text = TextRow {
                    id: row.get(0),
                    title: row.get(1),
                    body: row.get(2),
                    outlet: row.get(3),
                    published: published(row, 4),
                };
                (text.id, text)
            })
            .collect();
        Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
    }

    fn vocabulary(&mut self, word: &mut dyn FnMut(&str)) -> Result<(), StoreError> {
        let mut walk = || -> Result<(), postgres::Error> {
            let mut rows = self.client.query_raw("SELECT word FROM vocabulary", std::iter::empty::<&str>())?;
            while let Some(row) = rows.next()? {
                word(row.get(0));
            }
            Ok(())
        };
        walk().map_err(|e| self.address.failed(e))
    }
}
