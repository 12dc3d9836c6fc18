//! The embedded store: one SQLite database beside the archive folder.

mod changes;
mod counting;
mod dossiers;
mod events;
mod exchanges;
mod explore;
mod index;
mod ledger;
mod open;
mod outlets;
mod pool;
mod read;
mod recode;
mod rows;
mod schema;
mod snapshot;
mod verify;
mod watch;
mod write;

pub(crate) use open::{DATABASE, write_readme};

use crate::api::{
    Added, CaptureRef, DocumentRow, Facets, Filter, NewDocument, Page, ReportRow, SearchHit, Stats, Store,
};
use crate::archive::{Archive, sha256};
use crate::backend::{self, Memory};
use crate::backup::{Manifest, OnProgress, make};
use crate::checked::check_all;
use crate::error::StoreError;
use crate::events::heads::KeptHeads;
use crate::upkeep::{Upkeep, VerifyReport};
use crate::{Hint, Version};
use pool::Pool;
use read::Reading;
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
    /// Words of the vocabulary that the writer has seen; locked after `writer`.
    known: Mutex<index::Known>,
    memory: Memory,
    heads: KeptHeads,
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

    /// Keeps in memory which events reports are told in, and asks it where more than so many reports answer a question to events,
    /// instead of more than 5,000.
    #[must_use]
    pub fn with_events_in_memory_above(mut self, reports: usize) -> Self {
        self.heads.few = reports;
        self
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

    /// Runs `work` with a reading connection. Documents and reports never change once they are there, so what is read a moment
    /// later fits what was read before; only the columns are loaded in one transaction.
    fn reading<T>(&self, work: impl FnOnce(&mut Reading<'_>) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let reader = self.readers.get().map_err(|e| self.sql(e))?;
        work(&mut Reading { db: &reader, folder: &self.folder })
    }
}

impl Store for SqliteStore {
    fn add(&self, new: &NewDocument) -> Result<Added, StoreError> {
        self.write(new)
    }

    fn add_all(&self, new: &[NewDocument]) -> Result<Vec<Result<Added, StoreError>>, StoreError> {
        check_all(new, |good| self.write_all(good))
    }

    fn reports(&self, filter: &Filter) -> Result<Page<ReportRow>, StoreError> {
        self.reading(|moment| backend::reports(moment, &self.memory, filter))
    }

    fn report(&self, id: i64) -> Result<Option<ReportRow>, StoreError> {
        self.reading(|moment| moment.report(id))
    }

    fn facets(&self, filter: &Filter) -> Result<Facets, StoreError> {
        self.reading(|moment| backend::facets(moment, &self.memory, filter))
    }

    fn document(&self, id: i64) -> Result<Option<DocumentRow>, StoreError> {
        self.reading(|moment| moment.document(id))
    }

    fn capture(&self, id: i64) -> Result<Option<Vec<u8>>, StoreError> {
        let found = self.reading(|moment| moment.capture(id))?;
        found.map(|capture| self.archive.get(&capture)).transpose()
    }

    fn search(&self, query: &str, limit: usize) -> Result<Page<SearchHit>, StoreError> {
        self.reading(|moment| backend::search(moment, &self.memory, query, limit))
    }

    fn hints(&self, query: &str) -> Result<Vec<Hint>, StoreError> {
        self.reading(|moment| backend::hints(moment, query))
    }

    fn versions(&self, document: i64) -> Result<Vec<Version>, StoreError> {
        self.reading(|moment| match moment.target(document)? {
            Some(target) => moment.versions(&target),
            None => Ok(Vec::new()),
        })
    }

    fn versions_of(&self, target: &str) -> Result<Vec<Version>, StoreError> {
        self.reading(|moment| moment.versions(target))
    }

    fn stats(&self) -> Result<Stats, StoreError> {
        self.reading(|moment| backend::stats(moment, &self.memory))
    }
}

impl Upkeep for SqliteStore {
    fn place(&self) -> String {
        self.folder.display().to_string()
    }

    fn archive_folder(&self) -> &Path {
        self.archive.folder()
    }

    fn format(&self) -> i64 {
        schema::LATEST
    }

    fn capture_after(&self, document: i64) -> Result<Option<(i64, String, CaptureRef)>, StoreError> {
        self.next_capture(document)
    }

    fn known(&self, pages: &[(&str, &[u8])]) -> Result<Vec<Option<i64>>, StoreError> {
        let known = |db: &Connection, (target, bytes): &(&str, &[u8])| write::known(db, target, &sha256(bytes));
        self.reading(|moment| pages.iter().map(|page| known(moment.db, page).map_err(|e| self.sql(e))).collect())
    }

    fn verify(&self) -> Result<VerifyReport, StoreError> {
        self.check_all()
    }

    fn backup(&self, to: &Path, progress: OnProgress<'_>) -> Result<Manifest, StoreError> {
        make(to, progress, |work| self.snapshot(work))
    }
}
