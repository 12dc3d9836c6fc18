//! Whether everything is still there and still as it was stored.

use super::SqliteStore;
use super::rows::unsigned;
use crate::api::{CaptureRef, Filter, Store};
use crate::archive::ENDS;
use crate::error::StoreError;
use crate::events::EventStore;
use crate::events::db::read;
use crate::outlets::check_outlets;
use crate::people::check_people;
use crate::recode;
use crate::review::Reviews;
use crate::upkeep::{Kept, MOST_LINES, VerifyReport, check_archive, check_dossiers};

impl SqliteStore {
    /// See [`crate::Upkeep::verify`]. Only the check of the word index makes writers wait.
    pub(super) fn check_all(&self) -> Result<VerifyReport, StoreError> {
        let mut report = VerifyReport { database: self.check_database()?, ..VerifyReport::default() };
        report.database.extend(self.check_events()?);
        report.database.extend(read(self, |db| recode::faults(db))?);
        report.database.extend(self.check_reviews()?);
        let ends = self.archive_ends()?;
        check_archive(self, &self.archive, &mut report, &ends)?;
        check_dossiers(self, &mut report)?;
        if let Ok(facets) = self.facets(&Filter::default()) {
            let known = facets.outlets.into_iter().map(|outlet| outlet.value).collect();
            check_outlets(self, &known, &mut report)?;
        }
        check_people(self, &mut report)?;
        Ok(report)
    }

    /// Every archive file with the end of its last known member.
    pub(super) fn archive_ends(&self) -> Result<Vec<(String, u64)>, StoreError> {
        self.reading(|moment| {
            let mut rows = moment.db.prepare_cached(ENDS).map_err(|e| self.sql(e))?;
            let rows = rows.query_map([], |row| Ok((row.get(0)?, unsigned(row, 1)?))).map_err(|e| self.sql(e))?;
            rows.collect::<Result<_, _>>().map_err(|e| self.sql(e))
        })
    }

    fn check_database(&self) -> Result<Vec<String>, StoreError> {
        let mut found = self.reading(|moment| {
            let db = moment.db;
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
            lines.extend(super::watch::faults(db, MOST_LINES).map_err(|e| self.sql(e))?);
            Ok(lines)
        })?;
        // SQLite takes the check of a word index as a write.
        for index in ["document_index", "phrase_index"] {
            let check = format!("INSERT INTO {index} ({index}) VALUES ('integrity-check')");
            if let Err(error) = self.writer().execute(&check, []) {
                match self.sql(error) {
                    StoreError::Database { source, .. } => found.push(format!("{index}: {source}")),
                    other => return Err(other),
                }
            }
        }
        found.truncate(MOST_LINES);
        Ok(found)
    }

    /// The capture of the document that comes after another.
    pub(super) fn next_capture(&self, last: i64) -> Result<Option<Kept>, StoreError> {
        self.reading(|moment| {
            let mut next = moment
                .db
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
