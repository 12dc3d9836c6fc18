//! Dossiers in SQLite.

use super::SqliteStore;
use crate::dossiers::{DossierNote, DossierRow, DossierVersion, Dossiers, KeptDossier, decide, sql};
use crate::error::StoreError;
use rusqlite::{OptionalExtension, Row, TransactionBehavior, params};

fn row(row: &Row<'_>) -> rusqlite::Result<DossierRow> {
    Ok(DossierRow {
        name: row.get(0)?,
        version: row.get(1)?,
        question: row.get(2)?,
        added_at: row.get(3)?,
        first_added_at: row.get(4)?,
        notes: super::rows::unsigned(row, 5)?,
    })
}

impl SqliteStore {
    fn list_dossiers(&self, name: &str) -> Result<Vec<DossierRow>, StoreError> {
        self.rows(sql::LIST, name, row)
    }

    fn rows<T>(
        &self,
        sql: &str,
        name: &str,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, StoreError> {
        self.reading(|moment| {
            let mut rows = moment.db.prepare_cached(sql).map_err(|e| self.sql(e))?;
            let rows = rows.query_map([name], read).map_err(|e| self.sql(e))?;
            rows.collect::<Result<_, _>>().map_err(|e| self.sql(e))
        })
    }
}

impl Dossiers for SqliteStore {
    fn keep_dossier(&self, name: &str, question: &str, at: &str) -> Result<KeptDossier, StoreError> {
        let mut writer = self.writer();
        let mut work = || -> rusqlite::Result<KeptDossier> {
            let step = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let found: Option<(i64, bool)> =
                step.query_row(sql::FIND, [name], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
            let current = match found {
                Some((id, _)) => step.query_row(sql::CURRENT, [id], |row| Ok((row.get(0)?, row.get(1)?))).optional()?,
                None => None,
            };
            let (kept, add) = decide(current, found.is_some_and(|(_, removed)| removed), question);
            if !matches!(kept, KeptDossier::Same(_)) {
                let id: i64 = step.query_row(sql::ADD, [name], |row| row.get(0))?;
                if add {
                    step.execute(sql::VERSION, params![id, kept.version(), question, at])?;
                }
            }
            step.commit()?;
            Ok(kept)
        };
        work().map_err(|e| self.sql(e))
    }

    fn dossiers(&self) -> Result<Vec<DossierRow>, StoreError> {
        self.list_dossiers("")
    }

    fn dossier(&self, name: &str) -> Result<Option<DossierRow>, StoreError> {
        if name.is_empty() {
            return Ok(None);
        }
        Ok(self.list_dossiers(name)?.pop())
    }

    fn dossier_versions(&self, name: &str) -> Result<Vec<DossierVersion>, StoreError> {
        self.rows(sql::VERSIONS, name, |row| {
            Ok(DossierVersion { version: row.get(0)?, question: row.get(1)?, added_at: row.get(2)? })
        })
    }

    fn remove_dossier(&self, name: &str, at: &str) -> Result<bool, StoreError> {
        self.writer().execute(sql::REMOVE, [name, at]).map(|n| n > 0).map_err(|e| self.sql(e))
    }

    fn add_dossier_note(&self, name: &str, text: &str, at: &str) -> Result<Option<i64>, StoreError> {
        self.writer().query_row(sql::NOTE, [name, at, text], |row| row.get(0)).optional().map_err(|e| self.sql(e))
    }

    fn dossier_notes(&self, name: &str) -> Result<Vec<DossierNote>, StoreError> {
        self.rows(sql::NOTES, name, |row| Ok(DossierNote { id: row.get(0)?, at: row.get(1)?, text: row.get(2)? }))
    }
}
