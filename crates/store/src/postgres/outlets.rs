//! Notes on outlets in PostgreSQL.

use super::PostgresStore;
use crate::dossiers::sql::numbered;
use crate::error::StoreError;
use crate::outlets::{OutletFacts, OutletRow, Outlets, read, sql, written};
use postgres::types::ToSql;

/// What keeps two that note the same at once from writing it twice.
const LOCK: i64 = 0x4D52_5344_000F;

impl PostgresStore {
    fn outlet_rows(&self, sql: &str, values: &[&(dyn ToSql + Sync)]) -> Result<Vec<OutletRow>, StoreError> {
        let place = std::path::PathBuf::from(&self.address.shown);
        let rows =
            self.reading(|moment| moment.client.query(&numbered(sql), values).map_err(|e| self.address.failed(e)))?;
        let raw = |row: &postgres::Row| (row.get(0), row.get(1), row.get(2), row.get(3), row.get(4));
        rows.iter().map(|row| read(raw(row), &place)).collect()
    }
}

impl Outlets for PostgresStore {
    fn keep_outlet(&self, outlet: &str, facts: &OutletFacts, at: &str, by: &str) -> Result<bool, StoreError> {
        let new = written(outlet, facts)?;
        self.reading(|moment| {
            let failed = |e| self.address.failed(e);
            let mut step = moment.client.transaction().map_err(failed)?;
            step.execute("SELECT pg_advisory_xact_lock($1)", &[&LOCK]).map_err(failed)?;
            let last = step.query_opt(&numbered(sql::LAST), &[&outlet]).map_err(failed)?;
            if last.is_some_and(|row| row.get::<_, &str>(0) == new) {
                return Ok(false);
            }
            step.execute(&numbered(sql::ADD), &[&outlet, &new, &at, &by]).map_err(failed)?;
            step.commit().map_err(failed)?;
            Ok(true)
        })
    }

    fn outlet_versions(&self, outlet: &str) -> Result<Vec<OutletRow>, StoreError> {
        self.outlet_rows(sql::VERSIONS, &[&outlet])
    }

    fn outlets(&self) -> Result<Vec<OutletRow>, StoreError> {
        let mut rows = self.outlet_rows(sql::ALL, &[])?;
        // By their letters, whatever the database's own order is.
        rows.sort_by(|a, b| a.outlet.cmp(&b.outlet));
        Ok(rows)
    }
}
