//! Reading: lists, single rows, search, totals. Each function runs inside one read transaction.

use super::SqliteStore;
use super::filter::Where;
use super::rows::{DOCUMENT_ROWS, REPORT_ROWS, document_row, report_row, unsigned};
use crate::api::{CaptureRef, DocumentRow, Filter, Page, ReportRow, SearchHit, Stats};
use crate::cursor::Cursor;
use crate::day;
use crate::error::StoreError;
use crate::query::parse;
use crate::snippet::snippet;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, params_from_iter};

const ROWS: usize = 50;
const MOST_ROWS: usize = 1000;

impl SqliteStore {
    pub(super) fn read_reports(&self, db: &Connection, filter: &Filter) -> Result<Page<ReportRow>, StoreError> {
        let limit = filter.limit.unwrap_or(ROWS).min(MOST_ROWS);
        let after = filter.after.as_deref().map(Cursor::decode).transpose()?;
        let mut asked = Where::of(filter, None)?;
        let total = db
            .prepare_cached(&format!("SELECT count(*) FROM reports r WHERE {}", asked.sql()))
            .and_then(|mut count| count.query_row(params_from_iter(&asked.values), |row| unsigned(row, 0)))
            .map_err(|e| self.sql(e))?;
        if let Some(Cursor { published, document, id }) = after {
            let [published, document, id] = [published, document, id].map(Value::Integer);
            asked.push(
                "((r.published, r.document) < (?, ?) OR (r.published = ? AND r.document = ? AND r.id > ?))",
                [published.clone(), document.clone(), published, document, id],
            );
        }
        // One more than is shown, to know whether there is a next page.
        asked.values.push(Value::Integer(i64::try_from(limit).unwrap_or(i64::MAX - 1) + 1));
        let sql =
            format!("{REPORT_ROWS} WHERE {} ORDER BY r.published DESC, r.document DESC, r.id LIMIT ?", asked.sql());
        let found = db
            .prepare_cached(&sql)
            .and_then(|mut rows| {
                rows.query_map(params_from_iter(&asked.values), report_row)?.collect::<Result<Vec<_>, _>>()
            })
            .map_err(|e| self.sql(e))?;
        let next = found.get(limit).and(limit.checked_sub(1)).and_then(|last| found.get(last)).map(|(head, _)| {
            let published = head.published.unwrap_or(day::OPEN_START);
            Cursor { published, document: head.document, id: head.id }.encode()
        });
        let rows = found.into_iter().take(limit).map(|(head, json)| head.with_report(&self.folder, &json));
        Ok(Page { rows: rows.collect::<Result<_, _>>()?, total, next })
    }

    pub(super) fn read_report(&self, db: &Connection, id: i64) -> Result<Option<ReportRow>, StoreError> {
        let found = db
            .prepare_cached(&format!("{REPORT_ROWS} WHERE r.id = ?1"))
            .and_then(|mut row| row.query_row([id], report_row).optional())
            .map_err(|e| self.sql(e))?;
        found.map(|(head, json)| head.with_report(&self.folder, &json)).transpose()
    }

    pub(super) fn read_document(&self, db: &Connection, id: i64) -> Result<Option<DocumentRow>, StoreError> {
        let found = db
            .prepare_cached(&format!("{DOCUMENT_ROWS} WHERE d.id = ?1"))
            .and_then(|mut row| row.query_row([id], document_row).optional())
            .map_err(|e| self.sql(e))?;
        let Some((document, capture)) = found else { return Ok(None) };
        // Ids follow the order of triggers: that is the order of writing.
        let reports = db
            .prepare_cached(&format!("{REPORT_ROWS} WHERE r.document = ?1 ORDER BY r.id"))
            .and_then(|mut rows| rows.query_map([id], report_row)?.collect::<Result<Vec<_>, _>>())
            .map_err(|e| self.sql(e))?;
        let reports = reports.into_iter().map(|(head, json)| head.with_report(&self.folder, &json));
        Ok(Some(DocumentRow { id, document, capture, reports: reports.collect::<Result<_, _>>()? }))
    }

    /// Where a document's bytes lie.
    pub(super) fn read_capture(&self, db: &Connection, id: i64) -> Result<Option<CaptureRef>, StoreError> {
        db.prepare_cached(
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

    pub(super) fn find_documents(
        &self,
        db: &Connection,
        query: &str,
        limit: usize,
    ) -> Result<Page<SearchHit>, StoreError> {
        let terms = parse(query)?;
        let mut asked = Where::of_search(&terms);
        let total = db
            .prepare_cached(&format!("SELECT count(*) FROM documents d WHERE {}", asked.sql()))
            .and_then(|mut count| count.query_row(params_from_iter(&asked.values), |row| unsigned(row, 0)))
            .map_err(|e| self.sql(e))?;
        asked.values.push(Value::Integer(i64::try_from(limit.min(MOST_ROWS)).unwrap_or(0)));
        let sql = format!(
            "SELECT d.id, d.title, o.name, d.published, d.body, (SELECT count(*) FROM reports r WHERE r.document = d.id)
             FROM documents d LEFT JOIN outlets o ON o.id = d.outlet WHERE {}
             ORDER BY coalesce(d.published, {}) DESC, d.id DESC LIMIT ?",
            asked.sql(),
            day::OPEN_START
        );
        let hit = |row: &rusqlite::Row<'_>| {
            Ok(SearchHit {
                document: row.get(0)?,
                title: row.get(1)?,
                outlet: row.get(2)?,
                published: row.get::<_, Option<i64>>(3)?.and_then(day::from_key),
                snippet: snippet(row.get_ref(4)?.as_str()?, &terms),
                reports: unsigned(row, 5)?,
            })
        };
        let rows = db
            .prepare_cached(&sql)
            .and_then(|mut rows| rows.query_map(params_from_iter(&asked.values), hit)?.collect())
            .map_err(|e| self.sql(e))?;
        Ok(Page { rows, total, next: None })
    }

    pub(super) fn count_all(&self, db: &Connection) -> Result<Stats, StoreError> {
        db.query_row(
            "SELECT (SELECT count(*) FROM documents WHERE current = 1), (SELECT count(*) FROM reports WHERE current = 1),
                    (SELECT min(published) FROM documents WHERE current = 1),
                    (SELECT max(published) FROM documents WHERE current = 1)",
            [],
            |row| {
                let published = |at| Ok::<_, rusqlite::Error>(row.get::<_, Option<i64>>(at)?.and_then(day::from_key));
                Ok(Stats {
                    documents: unsigned(row, 0)?,
                    reports: unsigned(row, 1)?,
                    first_published: published(2)?,
                    last_published: published(3)?,
                })
            },
        )
        .map_err(|e| self.sql(e))
    }
}
