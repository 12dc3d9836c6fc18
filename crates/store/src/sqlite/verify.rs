//! Whether everything is still there and still as it was stored.

use super::SqliteStore;
use super::rows::unsigned;
use crate::api::CaptureRef;
use crate::error::StoreError;
use serde::Serialize;

/// What [`SqliteStore::verify`] found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct VerifyReport {
    /// Captures whose bytes were read and hashed.
    pub captures: u64,
    /// Those that cannot be had back as they were stored.
    pub damaged: Vec<Damage>,
    /// What SQLite finds wrong with the database itself, at most 100 lines; empty where all is well.
    pub database: Vec<String>,
}

impl VerifyReport {
    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.damaged.is_empty() && self.database.is_empty()
    }
}

/// A capture that cannot be had back as it was stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Damage {
    /// Store id of its document.
    pub document: i64,
    /// The address it came from.
    pub target: String,
    /// The archive file and the byte where it begins.
    pub file: String,
    /// See `file`.
    pub offset: u64,
    /// What is wrong.
    pub why: String,
}

impl SqliteStore {
    /// Reads every capture and compares it with its SHA-256, and lets SQLite check the database and its indexes.
    ///
    /// Holds one page in memory at a time. Others may read and write meanwhile; only the check of the word indexes makes
    /// writers wait.
    ///
    /// # Errors
    /// When the database cannot be read at all. Damage is no error: it is what the report is about.
    pub fn verify(&self) -> Result<VerifyReport, StoreError> {
        let mut report = VerifyReport { database: self.check_database()?, ..VerifyReport::default() };
        let mut last = 0;
        while let Some((document, target, capture)) = self.capture_after(last)? {
            last = document;
            report.captures += 1;
            if let Err(error) = self.archive.get(&capture) {
                let why = match error {
                    StoreError::Damaged { why, .. } => why,
                    other => other.to_string(),
                };
                report.damaged.push(Damage { document, target, file: capture.file, offset: capture.offset, why });
            }
        }
        Ok(report)
    }

    fn check_database(&self) -> Result<Vec<String>, StoreError> {
        let mut found = self.reading(|db| {
            let mut rows = db.prepare("PRAGMA integrity_check(100)").map_err(|e| self.sql(e))?;
            let lines =
                rows.query_map([], |row| row.get::<_, String>(0)).and_then(Iterator::collect::<Result<Vec<_>, _>>);
            let mut lines = lines.map_err(|e| self.sql(e))?;
            lines.retain(|line| line != "ok");
            let mut orphans = db.prepare("PRAGMA foreign_key_check").map_err(|e| self.sql(e))?;
            let tables =
                orphans.query_map([], |row| row.get::<_, String>(0)).and_then(Iterator::collect::<Result<Vec<_>, _>>);
            for table in tables.map_err(|e| self.sql(e))? {
                lines.push(format!("a row of {table} points at nothing"));
            }
            Ok(lines)
        })?;
        // Compares the word indexes with the tables they index; SQLite takes it as a write.
        for index in ["document_index", "report_index"] {
            let check = format!("INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)");
            if let Err(error) = self.writer().execute(&check, []) {
                match self.sql(error) {
                    StoreError::Database { source, .. } => found.push(format!("{index}: {source}")),
                    other => return Err(other),
                }
            }
        }
        found.truncate(100);
        Ok(found)
    }

    /// The capture of the document that comes next after the one with this id (0 for the first): document, address, place.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn capture_after(&self, last: i64) -> Result<Option<(i64, String, CaptureRef)>, StoreError> {
        self.reading(|db| {
            let mut next = db
                .prepare_cached(
                    "SELECT d.id, c.target, c.file, c.\"offset\", c.length, c.sha256, c.captured_at
                     FROM documents d JOIN captures c ON c.id = d.capture WHERE d.id > ?1 ORDER BY d.id LIMIT 1",
                )
                .map_err(|e| self.sql(e))?;
            let mut rows = next.query([last]).map_err(|e| self.sql(e))?;
            let Some(row) = rows.next().map_err(|e| self.sql(e))? else { return Ok(None) };
            let read = || {
                let capture = CaptureRef {
                    file: row.get(2)?,
                    offset: unsigned(row, 3)?,
                    length: unsigned(row, 4)?,
                    sha256: row.get(5)?,
                    captured_at: row.get(6)?,
                };
                Ok((row.get(0)?, row.get(1)?, capture))
            };
            read().map(Some).map_err(|e| self.sql(e))
        })
    }
}
