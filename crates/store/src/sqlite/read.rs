//! Reading: single rows, and what questions are answered with.

use super::rows::{DOCUMENT_ROWS, NOT_RECODED, REPORT_ROWS, ReportRead, document_row, report_row, unsigned};
use crate::api::{CaptureRef, DocumentRow, ReportRow};
use crate::backend::{Moment, TextRow};
use crate::columns::{Columns, Marks, NewDocumentColumns, NewReportColumns};
use crate::day;
use crate::error::StoreError;
use crate::query::Term;
use crate::versions::{Captured, Version, compared};
use crate::words::words;
use rusqlite::{Connection, OptionalExtension, Row};
use std::collections::BTreeSet;
use std::path::Path;

/// Up to so many documents with a phrase are looked at themselves.
const FEW: usize = 100;

/// A reading connection of a store.
pub(super) struct Reading<'a> {
    pub(super) db: &'a Connection,
    pub(super) folder: &'a Path,
}

impl Reading<'_> {
    fn sql(&self, error: rusqlite::Error) -> StoreError {
        StoreError::sql(self.folder, error)
    }

    /// One report.
    pub(super) fn report(&self, id: i64) -> Result<Option<ReportRow>, StoreError> {
        let found = self
            .db
            .prepare_cached(&format!("{REPORT_ROWS} WHERE r.id = ?1"))
            .and_then(|mut row| row.query_row([id], report_row).optional())
            .map_err(|e| self.sql(e))?;
        found.map(|read| read.whole(self.folder)).transpose()
    }

    /// One document.
    pub(super) fn document(&self, id: i64) -> Result<Option<DocumentRow>, StoreError> {
        // In one moment: it may be read again meanwhile.
        let moment = self.db.unchecked_transaction().map_err(|e| self.sql(e))?;
        let found = moment
            .prepare_cached(&format!("{DOCUMENT_ROWS} WHERE d.id = ?1"))
            .and_then(|mut row| row.query_row([id], document_row).optional())
            .map_err(|e| self.sql(e))?;
        let Some(read) = found else { return Ok(None) };
        let reports: Vec<ReportRead> = moment
            .prepare_cached(&format!("{REPORT_ROWS} WHERE r.document = ?1 AND {NOT_RECODED} ORDER BY r.id"))
            .and_then(|mut rows| rows.query_map([id], report_row)?.collect())
            .map_err(|e| self.sql(e))?;
        let mut reports: Vec<ReportRow> =
            reports.into_iter().map(|read| read.whole(self.folder)).collect::<Result<_, _>>()?;
        // Ids follow the order of the text, but for what was read again.
        reports.sort_by_key(|row| row.report.trigger.start);
        read.whole(self.folder, id, reports).map(Some)
    }

    /// Where a document's bytes lie.
    pub(super) fn capture(&self, id: i64) -> Result<Option<CaptureRef>, StoreError> {
        self.db
            .prepare_cached(
                "SELECT c.file, c.\"offset\", c.length, c.sha256, c.captured_at
                 FROM documents d JOIN captures c ON c.id = d.capture WHERE d.id = ?1",
            )
            .and_then(|mut row| {
                row.query_row([id], |row| {
                    Ok(CaptureRef {
                        file: row.get(0)?,
                        offset: unsigned(row, 1)?,
                        length: unsigned(row, 2)?,
                        sha256: row.get(3)?,
                        captured_at: row.get(4)?,
                    })
                })
                .optional()
            })
            .map_err(|e| self.sql(e))
    }

    /// The address a document was captured from.
    pub(super) fn target(&self, id: i64) -> Result<Option<String>, StoreError> {
        self.db
            .prepare_cached("SELECT target FROM documents WHERE id = ?1")
            .and_then(|mut row| row.query_row([id], |row| row.get(0)).optional())
            .map_err(|e| self.sql(e))
    }

    /// All versions of a page.
    pub(super) fn versions(&self, target: &str) -> Result<Vec<Version>, StoreError> {
        let version = |row: &Row<'_>| {
            let version = Version {
                document: row.get(0)?,
                version: row.get(1)?,
                current: row.get(2)?,
                target: target.to_owned(),
                captured_at: row.get(3)?,
                sha256: row.get(4)?,
                title: row.get(5)?,
                published: row.get::<_, Option<i64>>(6)?.and_then(day::from_key),
                reports: unsigned(row, 7)?,
                changed: None,
            };
            Ok(Captured { version, body: row.get(8)? })
        };
        let all = self
            .db
            .prepare_cached(
                "SELECT d.id, d.version, d.current, c.captured_at, c.sha256, d.title, d.published,
                        (SELECT count(*) FROM reports r WHERE r.document = d.id AND r.id NOT IN (SELECT report FROM recoded)), d.body
                 FROM documents d JOIN captures c ON c.id = d.capture WHERE d.target = ?1",
            )
            .and_then(|mut rows| rows.query_map([target], version)?.collect())
            .map_err(|e| self.sql(e))?;
        Ok(compared(all))
    }

    /// The documents that match an expression of one of the word indexes; rising.
    fn matching(&self, index: &str, expression: &str) -> Result<Vec<i64>, StoreError> {
        self.db
            .prepare_cached(&format!("SELECT rowid FROM {index} WHERE {index} MATCH ?1"))
            .and_then(|mut rows| rows.query_map([expression], |row| row.get(0))?.collect())
            .map_err(|e| self.sql(e))
    }

    /// The documents that have one of these words, or a word that begins so; rising.
    fn with_one_of(&self, forms: &[String], beginning: bool) -> Result<Vec<i64>, StoreError> {
        let mut known = self.db.prepare_cached("SELECT 1 FROM vocabulary WHERE word = ?1").map_err(|e| self.sql(e))?;
        let mut all: Vec<i64> = Vec::new();
        let mut lists = 0;
        for form in forms {
            if beginning || known.exists([form]).map_err(|e| self.sql(e))? {
                all.extend(
                    self.matching("document_index", &format!("\"{form}\"{}", if beginning { " *" } else { "" }))?,
                );
                lists += 1;
            }
        }
        if lists > 1 {
            // Runs that rise: sorting merges them.
            all.sort();
            all.dedup();
        }
        Ok(all)
    }

    /// Those of a few documents whose text holds a term.
    fn holding(&self, few: Vec<i64>, term: &Term) -> Result<Vec<i64>, StoreError> {
        let mut text =
            self.db.prepare_cached("SELECT title, body FROM documents WHERE id = ?1").map_err(|e| self.sql(e))?;
        let mut out = Vec::new();
        for id in few {
            let holds = text
                .query_row([id], |row| {
                    let has = |at| Ok::<_, rusqlite::Error>(term.find(&words(row.get_ref(at)?.as_str()?)).is_some());
                    Ok(has(0)? || has(1)?)
                })
                .map_err(|e| self.sql(e))?;
            if holds {
                out.push(id);
            }
        }
        Ok(out)
    }

    fn marks(&self) -> rusqlite::Result<Marks> {
        self.db
            .prepare_cached(
                "SELECT coalesce((SELECT max(id) FROM documents), 0), coalesce((SELECT max(id) FROM reports), 0),
                        coalesce((SELECT max(seq) FROM replaced), 0), coalesce((SELECT max(id) FROM names), 0),
                        coalesce((SELECT max(id) FROM outlets), 0), coalesce((SELECT max(id) FROM revisions), 0),
                        coalesce((SELECT max(seq) FROM recodings), 0),
                        coalesce((SELECT max(id) FROM outlet_versions), 0)",
            )?
            .query_row([], |row| {
                Ok(Marks {
                    document: row.get(0)?,
                    report: row.get(1)?,
                    replaced: row.get(2)?,
                    name: row.get(3)?,
                    outlet: row.get(4)?,
                    revised: row.get(5)?,
                    recoded: row.get(6)?,
                    noted: row.get(7)?,
                })
            })
    }

    fn load_all(&self, columns: &mut Columns) -> rusqlite::Result<()> {
        let from = columns.marks();
        let moment = self.db.unchecked_transaction()?;
        let db = &*moment;
        let mut rows = db.prepare_cached("SELECT id, name FROM outlets WHERE id > ?1 ORDER BY id")?;
        let mut rows = rows.query([from.outlet])?;
        while let Some(row) = rows.next()? {
            columns.add_outlet(row.get(0)?, row.get_ref(1)?.as_str()?);
        }
        let mut rows = db.prepare_cached("SELECT id, label, written FROM names WHERE id > ?1 ORDER BY id")?;
        let mut rows = rows.query([from.name])?;
        while let Some(row) = rows.next()? {
            columns.add_name(row.get(0)?, row.get_ref(1)?.as_str()?, row.get_ref(2)?.as_str()?);
        }
        let mut rows = db.prepare_cached(
            "SELECT id, current, published, outlet FROM documents INDEXED BY documents_columns WHERE id > ?1 ORDER BY id",
        )?;
        let mut rows = rows.query([from.document])?;
        while let Some(row) = rows.next()? {
            columns.add_document(NewDocumentColumns {
                id: row.get(0)?,
                current: row.get(1)?,
                published: row.get::<_, Option<i64>>(2)?.unwrap_or(day::OPEN_START),
                outlet: row.get(3)?,
            });
        }
        let mut rows = db.prepare_cached(crate::outlets::sql::ALL)?;
        let noted = rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        let noted: Vec<(i64, String, String)> = noted.collect::<Result<_, _>>()?;
        columns.note_outlets(noted.iter().map(|(id, outlet, facts)| (*id, outlet.as_str(), facts.as_str())));
        let revised = revisions(db, columns)?;
        columns.forget_reports_of(&revised);
        let mut places = Beside::of(db, "report_places", from.report)?;
        let mut actors = Beside::of(db, "report_actors", from.report)?;
        let mut rows = db.prepare_cached(&format!("{COLUMNS} WHERE id > ?1 ORDER BY id"))?;
        let mut rows = rows.query([from.report])?;
        while let Some(row) = rows.next()? {
            let id = row.get(0)?;
            // Also of what is passed over, so that the next finds its own.
            let (places, actors) = (places.names_of(id), actors.names_of(id));
            columns.seen_report(id);
            if !revised.contains(&row.get::<_, i64>(1)?) && !row.get(8)? {
                add_report(columns, row, places, actors)?;
            }
        }
        for document in revised {
            let mut rows = db.prepare_cached(&format!("{COLUMNS} WHERE document = ?1 ORDER BY id"))?;
            let mut rows = rows.query([document])?;
            while let Some(row) = rows.next()? {
                if row.get(8)? {
                    continue;
                }
                let names = |table: &str| -> rusqlite::Result<Vec<i64>> {
                    let sql = format!("SELECT name FROM {table} WHERE report = ?1 ORDER BY name");
                    db.prepare_cached(&sql)?.query_map([row.get::<_, i64>(0)?], |row| row.get(0))?.collect()
                };
                add_report(columns, row, &names("report_places")?, &names("report_actors")?)?;
            }
        }
        let mut rows = db.prepare_cached("SELECT seq, document FROM replaced WHERE seq > ?1 ORDER BY seq")?;
        let mut rows = rows.query([from.replaced])?;
        while let Some(row) = rows.next()? {
            columns.replace(row.get(0)?, row.get(1)?);
        }
        Ok(())
    }
}

/// What the columns have of a report; last, whether it gave way to another reading.
const COLUMNS: &str = "SELECT id, document, type, modality, day_from, day_to, confidence, details,
    EXISTS (SELECT 1 FROM recoded x WHERE x.report = reports.id) FROM reports";

/// A row of [`COLUMNS`] into the columns.
fn add_report(columns: &mut Columns, row: &Row<'_>, places: &[i64], actors: &[i64]) -> rusqlite::Result<()> {
    let days: (Option<i64>, Option<i64>) = (row.get(4)?, row.get(5)?);
    columns.add_report(&NewReportColumns {
        id: row.get(0)?,
        document: row.get(1)?,
        type_: row.get_ref(2)?.as_str()?,
        modality: row.get_ref(3)?.as_str()?,
        days: days.0.zip(days.1),
        confidence: row.get(6)?,
        places,
        actors,
        details: row.get_ref(7)?.as_str_or_null()?.unwrap_or_default(),
    });
    Ok(())
}

/// The documents that were loaded and whose reports became others since: they were reviewed or read again.
fn revisions(db: &Connection, columns: &mut Columns) -> rusqlite::Result<BTreeSet<i64>> {
    let from = columns.marks();
    let mut out = BTreeSet::new();
    let mut rows = db.prepare_cached("SELECT id, document FROM revisions WHERE id > ?1 ORDER BY id")?;
    let mut rows = rows.query([from.revised])?;
    while let Some(row) = rows.next()? {
        columns.revised(row.get(0)?, 0);
        out.insert(row.get(1)?);
    }
    let mut rows = db.prepare_cached("SELECT seq, document FROM recodings WHERE seq > ?1 ORDER BY seq")?;
    let mut rows = rows.query([from.recoded])?;
    while let Some(row) = rows.next()? {
        columns.revised(0, row.get(0)?);
        out.insert(row.get(1)?);
    }
    // Where nothing was loaded, all of it is loaded as it is now.
    Ok(if from.report == 0 { BTreeSet::new() } else { out })
}

/// The names of new reports, to be taken in the order of the reports.
struct Beside {
    pairs: Vec<(i64, i64)>,
    names: Vec<i64>,
    at: usize,
}

impl Beside {
    fn of(db: &Connection, table: &str, after: i64) -> rusqlite::Result<Self> {
        let mut rows =
            db.prepare_cached(&format!("SELECT report, name FROM {table} WHERE report > ?1 ORDER BY report, name"))?;
        let pairs: Vec<(i64, i64)> = rows.query_map([after], |row| row.try_into())?.collect::<Result<_, _>>()?;
        Ok(Self { names: pairs.iter().map(|(_, name)| *name).collect(), pairs, at: 0 })
    }

    fn names_of(&mut self, report: i64) -> &[i64] {
        let from = self.at;
        while self.pairs.get(self.at).is_some_and(|(of, _)| *of <= report) {
            self.at += 1;
        }
        &self.names[from..self.at]
    }
}

impl Moment for Reading<'_> {
    fn load(&mut self, columns: &mut Columns) -> Result<(), StoreError> {
        self.load_all(columns).map_err(|e| self.sql(e))
    }

    fn is_loaded(&mut self, columns: &Columns) -> Result<bool, StoreError> {
        Ok(self.marks().map_err(|e| self.sql(e))?.is_within(&columns.marks()))
    }

    fn documents_with(&mut self, term: &Term) -> Result<Vec<i64>, StoreError> {
        let phrase = term.bare_phrase().map(|phrase| self.matching("phrase_index", &phrase)).transpose()?;
        match phrase {
            // What has the bare phrase may have other words with the same bare forms: a few are looked at, of many each word
            // must be there.
            Some(few) if few.len() <= FEW => self.holding(few, term),
            mut found => {
                for (forms, beginning) in term.each() {
                    let ids = self.with_one_of(forms, beginning)?;
                    found = Some(match found {
                        None => ids,
                        Some(before) => before.into_iter().filter(|id| ids.binary_search(id).is_ok()).collect(),
                    });
                }
                Ok(found.unwrap_or_default())
            }
        }
    }

    fn report_rows(&mut self, ids: &[i64]) -> Result<Vec<ReportRow>, StoreError> {
        ids.iter().filter_map(|id| self.report(*id).transpose()).collect()
    }

    fn texts(&mut self, ids: &[i64]) -> Result<Vec<TextRow>, StoreError> {
        let mut one = self
            .db
            .prepare_cached(
                "SELECT d.id, d.title, d.body, o.name, d.published
                 FROM documents d LEFT JOIN outlets o ON o.id = d.outlet WHERE d.id = ?1",
            )
            .map_err(|e| self.sql(e))?;
        let read = |row: &Row<'_>| {
            Ok(TextRow {
                id: row.get(0)?,
                title: row.get(1)?,
                body: row.get(2)?,
                outlet: row.get(3)?,
                published: row.get::<_, Option<i64>>(4)?.and_then(day::from_key),
            })
        };
        ids.iter().filter_map(|id| one.query_row([id], read).optional().map_err(|e| self.sql(e)).transpose()).collect()
    }

    fn vocabulary(&mut self, word: &mut dyn FnMut(&str)) -> Result<(), StoreError> {
        let mut walk = || -> rusqlite::Result<()> {
            let mut rows = self.db.prepare_cached("SELECT word FROM vocabulary")?;
            let mut rows = rows.query([])?;
            while let Some(row) = rows.next()? {
                word(row.get_ref(0)?.as_str()?);
            }
            Ok(())
        };
        walk().map_err(|e| self.sql(e))
    }
}
