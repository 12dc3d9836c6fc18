//! Database rows as the types of the model.

use crate::api::{CaptureRef, ReportRow};
use crate::day;
use crate::error::StoreError;
use marsad_model::{Document, Report};
use rusqlite::Row;
use std::path::Path;

/// Reads reports with what a list shows of their documents; `report_row` reads its columns.
pub(super) const REPORT_ROWS: &str = "SELECT r.id, r.document, r.report, d.title, o.name, d.url, d.published
     FROM reports r JOIN documents d ON d.id = r.document LEFT JOIN outlets o ON o.id = d.outlet";

/// A row of [`REPORT_ROWS`], its report still JSON.
pub(super) fn report_row(row: &Row<'_>) -> rusqlite::Result<(RowHead, String)> {
    let head = RowHead {
        id: row.get(0)?,
        document: row.get(1)?,
        title: row.get(3)?,
        outlet: row.get(4)?,
        url: row.get(5)?,
        published: row.get(6)?,
    };
    Ok((head, row.get(2)?))
}

/// A [`ReportRow`] without its report.
pub(super) struct RowHead {
    pub(super) id: i64,
    pub(super) document: i64,
    title: String,
    outlet: Option<String>,
    url: Option<String>,
    /// As the column has it: null, not `OPEN_START`, where unknown.
    pub(super) published: Option<i64>,
}

impl RowHead {
    /// The whole row.
    pub(super) fn with_report(self, folder: &Path, json: &str) -> Result<ReportRow, StoreError> {
        let report = report_from_json(folder, self.id, json)?;
        let Self { id, document, title, outlet, url, published } = self;
        Ok(ReportRow { id, document, title, outlet, url, published: published.and_then(day::from_key), report })
    }
}

/// A report as it was stored.
pub(super) fn report_from_json(folder: &Path, id: i64, json: &str) -> Result<Report, StoreError> {
    serde_json::from_str(json).map_err(|e| StoreError::BadRow {
        path: folder.to_path_buf(),
        what: "report",
        id,
        why: e.to_string(),
    })
}

/// Reads documents with their captures; `document_row` reads its columns.
pub(super) const DOCUMENT_ROWS: &str =
    "SELECT d.name, d.title, d.body, d.published, d.byline, d.language, o.name, d.url,
            c.file, c.\"offset\", c.length, c.sha256, c.captured_at
     FROM documents d JOIN captures c ON c.id = d.capture LEFT JOIN outlets o ON o.id = d.outlet";

/// A row of [`DOCUMENT_ROWS`].
pub(super) fn document_row(row: &Row<'_>) -> rusqlite::Result<(Document, CaptureRef)> {
    let document = Document {
        id: row.get(0)?,
        title: row.get(1)?,
        text: row.get(2)?,
        published: row.get::<_, Option<i64>>(3)?.and_then(day::from_key),
        byline: row.get(4)?,
        language: row.get(5)?,
        outlet: row.get(6)?,
        url: row.get(7)?,
    };
    let capture = CaptureRef {
        file: row.get(8)?,
        offset: unsigned(row, 9)?,
        length: unsigned(row, 10)?,
        sha256: row.get(11)?,
        captured_at: row.get(12)?,
    };
    Ok((document, capture))
}

/// A column that is never negative.
pub(super) fn unsigned(row: &Row<'_>, at: usize) -> rusqlite::Result<u64> {
    let value: i64 = row.get(at)?;
    u64::try_from(value).map_err(|_| rusqlite::Error::IntegralValueOutOfRange(at, value))
}
