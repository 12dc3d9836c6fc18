//! [`Explore`] for PostgreSQL.

use super::PostgresStore;
use crate::api::{Area, Field, Filter};
use crate::day;
use crate::error::StoreError;
use crate::explore::{self, Arrival, Explore, Grid, Multiples, SpotCount, Timeline};

impl Explore for PostgresStore {
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
            let rows = moment
                .client
                .query(
                    "SELECT d.id, d.title, o.name, d.published, c.captured_at, d.version, d.current,
                            (SELECT count(*) FROM reports r WHERE r.document = d.id AND r.id NOT IN (SELECT report FROM recoded))
                     FROM documents d JOIN captures c ON c.id = d.capture LEFT JOIN outlets o ON o.id = d.outlet
                     WHERE d.id > $1 ORDER BY d.id DESC LIMIT $2",
                    &[&after, &i64::try_from(limit).unwrap_or(i64::MAX)],
                )
                .map_err(|e| self.address.failed(e))?;
            let arrivals = rows.iter().map(|row| Arrival {
                document: row.get(0),
                title: row.get(1),
                outlet: row.get(2),
                published: row.get::<_, Option<i32>>(3).and_then(|key| day::from_key(i64::from(key))),
                captured_at: row.get(4),
                version: u32::try_from(row.get::<_, i32>(5)).unwrap_or(1),
                current: row.get(6),
                reports: u64::try_from(row.get::<_, i64>(7)).unwrap_or(0),
            });
            Ok(arrivals.collect())
        })
    }
}
