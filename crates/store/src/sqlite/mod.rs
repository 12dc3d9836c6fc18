//! The embedded store: one SQLite database beside the archive folder.

mod facets;
mod filter;
mod index;
mod ledger;
mod open;
mod pool;
mod read;
mod rows;
mod schema;
mod verify;
mod write;

pub use verify::{Damage, VerifyReport};

use crate::api::{Added, DocumentRow, Facets, Filter, NewDocument, Page, ReportRow, SearchHit, Stats, Store};
use crate::archive::Archive;
use crate::error::StoreError;
use pool::Pool;
use rusqlite::Connection;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A store in a folder: `marsad.sqlite`, `archive/` and `README.txt`.
///
/// Writing goes through one connection, reading through a few others, so that readers never wait for the writer. Several
/// processes may have the same store open; their writes take turns.
pub struct SqliteStore {
    folder: PathBuf,
    archive: Archive,
    writer: Mutex<Connection>,
    readers: Pool,
}

impl std::fmt::Debug for SqliteStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SqliteStore").field("folder", &self.folder).finish_non_exhaustive()
    }
}

impl SqliteStore {
    /// The folder of the store.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Lets an archive file end after this many bytes instead of 1 GiB.
    #[must_use]
    pub fn with_archive_files_of(mut self, bytes: u64) -> Self {
        self.archive.set_full(bytes);
        self
    }

    fn writer(&self) -> MutexGuard<'_, Connection> {
        // A panic while writing dropped its transaction, which undid it: the connection is as good as before.
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn sql(&self, error: rusqlite::Error) -> StoreError {
        StoreError::sql(&self.folder, error)
    }

    /// Runs `work` inside one read transaction, so that all it reads is of one moment.
    fn reading<T>(&self, work: impl FnOnce(&Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let mut reader = self.readers.get().map_err(|e| self.sql(e))?;
        let moment = reader.transaction().map_err(|e| self.sql(e))?;
        work(&moment)
    }
}

impl Store for SqliteStore {
    fn add(&self, new: &NewDocument) -> Result<Added, StoreError> {
        self.write(new)
    }

    fn reports(&self, filter: &Filter) -> Result<Page<ReportRow>, StoreError> {
        self.reading(|db| self.read_reports(db, filter))
    }

    fn report(&self, id: i64) -> Result<Option<ReportRow>, StoreError> {
        self.reading(|db| self.read_report(db, id))
    }

    fn facets(&self, filter: &Filter) -> Result<Facets, StoreError> {
        self.reading(|db| self.count_facets(db, filter))
    }

    fn document(&self, id: i64) -> Result<Option<DocumentRow>, StoreError> {
        self.reading(|db| self.read_document(db, id))
    }

    fn capture(&self, id: i64) -> Result<Option<Vec<u8>>, StoreError> {
        let found = self.reading(|db| self.read_capture(db, id))?;
        found.map(|capture| self.archive.get(&capture)).transpose()
    }

    fn search(&self, query: &str, limit: usize) -> Result<Page<SearchHit>, StoreError> {
        self.reading(|db| self.find_documents(db, query, limit))
    }

    fn stats(&self) -> Result<Stats, StoreError> {
        self.reading(|db| self.count_all(db))
    }
}
