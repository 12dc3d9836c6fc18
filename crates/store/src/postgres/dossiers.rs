//! Dossiers in PostgreSQL.

use super::PostgresStore;
use crate::dossiers::sql::{self, numbered};
use crate::dossiers::{DossierNote, DossierRow, DossierVersion, Dossiers, KeptDossier, decide};
use crate::error::StoreError;
use postgres::Row;
use postgres::types::ToSql;

/// What keeps two that keep dossiers at once from taking the same number.
const LOCK: i64 = 0x4D52_5344_0005;

fn small(n: i64) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

impl PostgresStore {
    fn dossier_rows(&self, sql: &str, values: &[&(dyn ToSql + Sync)]) -> Result<Vec<Row>, StoreError> {
        self.reading(|moment| moment.client.query(&numbered(sql), values).map_err(|e| self.address.failed(e)))
    }

    fn list_dossiers(&self, name: &str) -> Result<Vec<DossierRow>, StoreError> {
        let rows = self.dossier_rows(sql::LIST, &[&name])?;
        let read = |row: &Row| DossierRow {
            name: row.get(0),
            version: small(row.get(1)),
            question: row.get(2),
            added_at: row.get(3),
            first_added_at: row.get(4),
            notes: u64::try_from(row.get::<_, i64>(5)).unwrap_or(0),
        };
        Ok(rows.iter().map(read).collect())
    }
}

impl Dossiers for PostgresStore {
    fn keep_dossier(&self, name: &str, question: &str, at: &str) -> Result<KeptDossier, StoreError> {
        self.reading(|moment| {
            let failed = |e| self.address.failed(e);
            let mut step = moment.client.transaction().map_err(failed)?;
            step.execute("SELECT pg_advisory_xact_lock($1)", &[&LOCK]).map_err(failed)?;
            let found = step.query_opt(&numbered(sql::FIND), &[&name]).map_err(failed)?;
            let found: Option<(i64, bool)> = found.map(|row| (row.get(0), row.get(1)));
            let current = match found {
                Some((id, _)) => step.query_opt(&numbered(sql::CURRENT), &[&id]).map_err(failed)?,
                None => None,
            };
            let current = current.map(|row| (row.get(0), row.get(1)));
            let (kept, add) = decide(current, found.is_some_and(|(_, removed)| removed), question);
            if !matches!(kept, KeptDossier::Same(_)) {
                let id: i64 = step.query_one(&numbered(sql::ADD), &[&name]).map_err(failed)?.get(0);
                if add {
                    let version = i64::from(kept.version());
                    step.execute(&numbered(sql::VERSION), &[&id, &version, &question, &at]).map_err(failed)?;
                }
            }
            step.commit().map_err(failed)?;
            Ok(kept)
        })
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
        let rows = self.dossier_rows(sql::VERSIONS, &[&name])?;
        let read =
            |row: &Row| DossierVersion { version: small(row.get(0)), question: row.get(1), added_at: row.get(2) };
        Ok(rows.iter().map(read).collect())
    }

    fn remove_dossier(&self, name: &str, at: &str) -> Result<bool, StoreError> {
        self.reading(|moment| {
            let done = moment.client.execute(&numbered(sql::REMOVE), &[&name, &at]);
            done.map(|n| n > 0).map_err(|e| self.address.failed(e))
        })
    }

    fn add_dossier_note(&self, name: &str, text: &str, at: &str) -> Result<Option<i64>, StoreError> {
        Ok(self.dossier_rows(sql::NOTE, &[&name, &at, &text])?.first().map(|row| row.get(0)))
    }

    fn dossier_notes(&self, name: &str) -> Result<Vec<DossierNote>, StoreError> {
        let rows = self.dossier_rows(sql::NOTES, &[&name])?;
        Ok(rows.iter().map(|row| DossierNote { id: row.get(0), at: row.get(1), text: row.get(2) }).collect())
    }
}
