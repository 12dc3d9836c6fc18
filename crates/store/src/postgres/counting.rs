//! Counts over time on PostgreSQL.

use marsad_model::Day;

use super::PostgresStore;
use crate::counting::{self, Counted, Counting, Tally};
use crate::error::StoreError;

impl Counting for PostgresStore {
    fn tally(&self, ask: &Tally) -> Result<Vec<Counted>, StoreError> {
        self.reading(|moment| counting::tally(moment, &self.memory, ask))
    }

    fn tallied(&self, ask: &Tally, from: Day, to: Day, limit: usize) -> Result<(u64, Vec<i64>), StoreError> {
        self.reading(|moment| counting::tallied(moment, &self.memory, ask, (from, to), limit))
    }

    fn sightings(&self, ask: &Tally) -> Result<Vec<(Day, String)>, StoreError> {
        self.reading(|moment| counting::sightings(moment, &self.memory, ask))
    }
}
