//! Notes on outlets in SQLite.

use super::SqliteStore;
use crate::error::StoreError;
use crate::outlets::{OutletFacts, OutletRow, Outlets, read, sql, written};
use rusqlite::{OptionalExtension, TransactionBehavior, params};

impl SqliteStore {
    fn outlet_rows(&self, sql: &str, values: &[&str]) -> Result<Vec<OutletRow>, StoreError> {
        self.reading(|moment| {
            let mut rows = moment.db.prepare_cached(sql).map_err(|e| self.sql(e))?;
            let rows = rows
                .query_map(rusqlite::params_from_iter(values), |row| {
                    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
                })
                .map_err(|e| self.sql(e))?;
            rows.map(|raw| read(raw.map_err(|e| self.sql(e))?, moment.folder)).collect()
        })
    }
}

impl Outlets for SqliteStore {
    fn keep_outlet(&self, outlet: &str, facts: &OutletFacts, at: &str, by: &str) -> Result<bool, StoreError> {
        let new = written(outlet, facts)?;
        let mut writer = self.writer();
        let mut work = || -> rusqlite::Result<bool> {
            let step = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let last: Option<String> = step.query_row(sql::LAST, [outlet], |row| row.get(0)).optional()?;
            if last.as_deref() == Some(new.as_str()) {
                return Ok(false);
            }
            step.execute(sql::ADD, params![outlet, new, at, by])?;
            step.commit()?;
            Ok(true)
        };
        work().map_err(|e| self.sql(e))
    }

    fn outlet_versions(&self, outlet: &str) -> Result<Vec<OutletRow>, StoreError> {
        self.outlet_rows(sql::VERSIONS, &[outlet])
    }

    fn outlets(&self) -> Result<Vec<OutletRow>, StoreError> {
        self.outlet_rows(sql::ALL, &[])
    }
}
