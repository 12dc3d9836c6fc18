//! Counts over time in the embedded store.

use super::SqliteStore;
use crate::backend::{Memory, Moment};
use crate::counting::Countable;
use crate::error::StoreError;

impl Countable for SqliteStore {
    fn at_a_moment<T>(
        &self,
        work: impl FnOnce(&mut dyn Moment, &Memory) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.reading(|moment| work(moment, &self.memory))
    }
}
