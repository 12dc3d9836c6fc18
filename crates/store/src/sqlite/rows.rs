//! Database rows as the types of the model.

use crate::api::{CaptureRef, DocumentRow, ReportRow, Told};
use crate::day;
use crate::error::StoreError;
use marsad_model::Document;
use rusqlite::Row;
use std::path::Path;

/// Reads reports with what a list shows of their documents; [`report_row`] reads its columns.
pub(super) const REPORT_ROWS: &str = "SELECT r.id, r.document, t.json, d.title, o.name, d.url, d.published, d.version,
            d.current AND NOT EXISTS (SELECT 1 FROM recoded x WHERE x.report = r.id), r.reviewed
     FROM reports r JOIN report_texts t ON t.report = r.id JOIN documents d ON d.id = r.document
     LEFT JOIN outlets o ON o.id = d.outlet";

/// That a report `r` did not give way to another reading.
pub(super) const NOT_RECODED: &str = "NOT EXISTS (SELECT 1 FROM recoded x WHERE x.report = r.id)";

/// A row of [`REPORT_ROWS`], its report still JSON.
pub(super) struct ReportRead {
    id: i64,
    document: i64,
    json: String,
    title: String,
    outlet: Option<String>,
    url: Option<String>,
    published: Option<i64>,
    version: u32,
    current: bool,
    reviewed: Option<String>,
}

/// A row of [`REPORT_ROWS`].
pub(super) fn report_row(row: &Row<'_>) -> rusqlite::Result<ReportRead> {
    Ok(ReportRead {
        id: row.get(0)?,
        document: row.get(1)?,
        json: row.get(2)?,
        title: row.get(3)?,
        outlet: row.get(4)?,
        url: row.get(5)?,
        published: row.get(6)?,
        version: row.get(7)?,
        current: row.get(8)?,
        reviewed: row.get(9)?,
    })
}

impl ReportRead {
    /// The whole row.
    pub(super) fn whole(self, folder: &Path) -> Result<ReportRow, StoreError> {
        let Self { id, document, json, title, outlet, url, published, version, current, reviewed } = self;
        let report = from_json(folder, "report", id, &json)?;
        let reviewed = reviewed.map(|json| from_json(folder, "the review of report", id, &json)).transpose()?;
        Ok(ReportRow {
            id,
            document,
            title,
            outlet,
            url,
            published: published.and_then(day::from_key),
            version,
            current,
            report,
            reviewed,
        })
    }
}

/// What was stored as JSON.
pub(super) fn from_json<T: serde::de::DeserializeOwned>(
    folder: &Path,
    what: &'static str,
    id: i64,
    json: &str,
) -> Result<T, StoreError> {
    serde_json::from_str(json).map_err(|e| StoreError::BadRow {
        path: folder.to_path_buf(),
        what,
        id,
        why: e.to_string(),
    })
}

/// Reads documents with their captures; [`document_row`] reads its columns.
pub(super) const DOCUMENT_ROWS: &str =
    "SELECT d.name, d.title, d.body, d.published, d.byline, d.language, o.name, d.url,
            c.file, c.\"offset\", c.length, c.sha256, c.captured_at, d.target, d.version, d.current, d.told
     FROM documents d JOIN captures c ON c.id = d.capture LEFT JOIN outlets o ON o.id = d.outlet";

/// A row of [`DOCUMENT_ROWS`].
pub(super) struct DocumentRead {
    document: Document,
    capture: CaptureRef,
    target: String,
    version: u32,
    current: bool,
    told: Option<String>,
}

/// A row of [`DOCUMENT_ROWS`].
pub(super) fn document_row(row: &Row<'_>) -> rusqlite::Result<DocumentRead> {
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
    let (target, version, current, told) = (row.get(13)?, row.get(14)?, row.get(15)?, row.get(16)?);
    Ok(DocumentRead { document, capture, target, version, current, told })
}

impl DocumentRead {
    /// The whole row.
    pub(super) fn whole(self, folder: &Path, id: i64, reports: Vec<ReportRow>) -> Result<DocumentRow, StoreError> {
        let Self { document, capture, target, version, current, told } = self;
        let told = told.map_or_else(|| Ok(Told::default()), |json| from_json(folder, "document", id, &json))?;
        Ok(DocumentRow { id, document, capture, target, version, current, told, reports })
    }
}

/// A column that is never negative.
pub(super) fn unsigned(row: &Row<'_>, at: usize) -> rusqlite::Result<u64> {
    let value: i64 = row.get(at)?;
    u64::try_from(value).map_err(|_| rusqlite::Error::IntegralValueOutOfRange(at, value))
}
