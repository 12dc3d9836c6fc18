//! [`Explore`] for SQLite.

use super::SqliteStore;
use super::rows::unsigned;
use crate::api::{Area, Field, Filter};
use crate::day;
use crate::error::StoreError;
use crate::explore::{self, Arrival, Explore, Grid, Multiples, SpotCount, Timeline};

impl Explore for SqliteStore {
    fn timeline(&self, filter: &Filter) -> Result<Timeline, StoreError> {
        self.reading(|moment| explore::timeline(moment, &self.memory, filter))
    }

    fn multiples(&self, filter: &Filter, by: Field, most: usize) -> Result<Multiples, StoreError> {
        self.reading(|moment| explore::multiples(moment, &self.memory, filter, by, most))
    }

    fn spots(&self, filter: &Filter) -> Result<Vec<SpotCount>, StoreError> {
        self.reading(|moment| explore::spots(moment, &self.memory, filter))
    }

    fn grid(&self, filter: &Filter, zoom: f64, view: Option<Area>) -> Result<Grid, StoreError> {
        self.reading(|moment| explore::grid(moment, &self.memory, filter, zoom, view))
    }

    fn know_places(&self, parts: std::sync::Arc<crate::PlaceParts>) {
        self.memory.know_places(parts);
    }

    fn arrivals(&self, after: i64, limit: usize) -> Result<Vec<Arrival>, StoreError> {
        self.reading(|moment| {
            let read = || -> rusqlite::Result<Vec<Arrival>> {
                let mut rows = moment.db.prepare_cached(
                    "SELECT d.id, d.title, o.name, d.published, c.captured_at, d.version, d.current,
                            (SELECT count(*) FROM reports r WHERE r.document = d.id AND r.id NOT IN (SELECT report FROM recoded))
                     FROM documents d JOIN captures c ON c.id = d.capture LEFT JOIN outlets o ON o.id = d.outlet
                     WHERE d.id > ?1 ORDER BY d.id DESC LIMIT ?2",
                )?;
                let found = rows.query_map((after, i64::try_from(limit).unwrap_or(i64::MAX)), |row| {
                    Ok(Arrival {
                        document: row.get(0)?,
                        title: row.get(1)?,
                        outlet: row.get(2)?,
                        published: row.get::<_, Option<i64>>(3)?.and_then(day::from_key),
                        captured_at: row.get(4)?,
                        version: row.get(5)?,
                        current: row.get(6)?,
                        reports: unsigned(row, 7)?,
                    })
                })?;
                found.collect()
            };
            read().map_err(|e| self.sql(e))
        })
    }
}
