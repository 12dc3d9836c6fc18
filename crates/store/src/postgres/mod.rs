//! The store on a PostgreSQL server: the record in the schema `marsad` of a database, the archive in a folder.
//!
//! Several programs on several machines may use one such store at once. Each writer has archive files of its own, under a
//! number that it holds as long as its connection lives (`marsad-w001-00001.warc.gz`); all of them must see the folder. Rows
//! are written under one lock for a moment each, so that readers can load what is new by its ids.

mod changes;
mod connect;
mod copy;
mod counting;
mod dossiers;
mod events;
mod exchanges;
mod explore;
mod insert;
mod ledger;
mod outlets;
mod read;
mod recode;
mod schema;
mod tls;
mod vector;
mod watch;
mod write;
mod writer;

pub(crate) use copy::tables;

use crate::api::{
    Added, CaptureRef, DocumentRow, Facets, Filter, NewDocument, Page, ReportRow, SearchHit, Stats, Store,
};
use crate::archive::{Archive, sha256, sync_folder};
use crate::backend::{self, Memory, Moment};
use crate::backup::{Manifest, OnProgress, make};
use crate::checked::{check, check_all};
use crate::error::StoreError;
use crate::events::EventStore;
use crate::events::db::read;
use crate::events::heads::KeptHeads;
use crate::outlets::check_outlets;
use crate::people::check_people;
use crate::recode::faults;
use crate::review::Reviews;
use crate::upkeep::{MOST_LINES, Upkeep, VerifyReport, check_archive, check_dossiers};
use crate::{Hint, Version};
use connect::{Address, Pool};
use read::Reading;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A store in a PostgreSQL database.
pub struct PostgresStore {
    address: Address,
    archive: Archive,
    full: Option<u64>,
    writer: Mutex<Option<writer::Writer>>,
    readers: Pool,
    memory: Memory,
    heads: KeptHeads,
}

impl std::fmt::Debug for PostgresStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PostgresStore").field("address", &self.address.shown).finish_non_exhaustive()
    }
}

impl PostgresStore {
    /// Makes a store in a database that has none, its archive in a folder that is not there yet or is empty, and opens it.
    ///
    /// # Errors
    /// When the server cannot be reached, or there is a store in the database or anything in the folder already.
    pub fn create(url: &str, archive: &Path) -> Result<Self, StoreError> {
        let address = Address::parse(url)?;
        let mut client = address.connect()?;
        std::fs::create_dir_all(archive).map_err(|e| StoreError::io("make the folder", archive, e))?;
        let archive = archive.canonicalize().map_err(|e| StoreError::io("open", archive, e))?;
        let mut entries = archive.read_dir().map_err(|e| StoreError::io("list", &archive, e))?;
        if let Some(found) = entries.next() {
            let found = found.map_err(|e| StoreError::io("list", &archive, e))?.file_name();
            return Err(StoreError::NotEmpty { found: found.to_string_lossy().into_owned(), path: archive });
        }
        sync_folder(&archive)?;
        schema::create(&mut client, &address, &archive)?;
        Self::open(url, None)
    }

    /// Opens the store in a database, bringing one of an earlier format up to date. `archive` is where its archive lies as
    /// seen from this machine, if that is elsewhere than the database says.
    ///
    /// # Errors
    /// When the server cannot be reached, there is no store, it is of a later format, or the folder is not there.
    pub fn open(url: &str, archive: Option<&Path>) -> Result<Self, StoreError> {
        let address = Address::parse(url)?;
        let noted = schema::check_and_migrate(&mut address.connect()?, &address)?;
        let folder = archive.map_or(noted, Path::to_path_buf);
        if !folder.is_dir() {
            return Err(StoreError::NoArchive { place: address.shown, path: folder });
        }
        Ok(Self {
            archive: Archive::new(folder),
            full: None,
            writer: Mutex::default(),
            readers: Pool::new(address.clone()),
            memory: Memory::default(),
            heads: KeptHeads::default(),
            address,
        })
    }

    /// Lets an archive file end after this many bytes instead of 1 GiB.
    #[must_use]
    pub fn with_archive_files_of(mut self, bytes: u64) -> Self {
        self.full = Some(bytes);
        self
    }

    fn writer(&self) -> MutexGuard<'_, Option<writer::Writer>> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn reading<T>(&self, work: impl FnOnce(&mut Reading<'_>) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let mut client = self.readers.get()?;
        work(&mut Reading { client: &mut client, address: &self.address })
    }
}

impl Store for PostgresStore {
    fn add(&self, new: &NewDocument) -> Result<Added, StoreError> {
        let added = self.write_all(&[(new, check(new)?)])?;
        added
            .into_iter()
            .next()
            .ok_or_else(|| StoreError::BadInput { target: new.target.clone(), why: "it is nothing".into() })
    }

    fn add_all(&self, new: &[NewDocument]) -> Result<Vec<Result<Added, StoreError>>, StoreError> {
        check_all(new, |good| self.write_all(good))
    }

    fn reports(&self, filter: &Filter) -> Result<Page<ReportRow>, StoreError> {
        self.reading(|moment| backend::reports(moment, &self.memory, filter))
    }

    fn report(&self, id: i64) -> Result<Option<ReportRow>, StoreError> {
        self.reading(|moment| Ok(moment.report_rows(&[id])?.pop()))
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

impl Upkeep for PostgresStore {
    fn place(&self) -> String {
        self.address.shown.clone()
    }

    fn archive_folder(&self) -> &Path {
        self.archive.folder()
    }

    fn format(&self) -> i64 {
        schema::LATEST
    }

    fn capture_after(&self, document: i64) -> Result<Option<(i64, String, CaptureRef)>, StoreError> {
        self.reading(|moment| moment.capture_after(document))
    }

    fn known(&self, pages: &[(&str, &[u8])]) -> Result<Vec<Option<i64>>, StoreError> {
        let hashes: Vec<String> = pages.iter().map(|(_, bytes)| sha256(bytes)).collect();
        let pages: Vec<(&str, &str)> =
            pages.iter().zip(&hashes).map(|((target, _), hash)| (*target, &**hash)).collect();
        self.reading(|moment| insert::known(moment.client, &pages).map_err(|e| self.address.failed(e)))
    }

    fn verify(&self) -> Result<VerifyReport, StoreError> {
        let mut report = VerifyReport::default();
        let ends = self.reading(|moment| {
            let sql =
                "SELECT id FROM documents d WHERE NOT EXISTS (SELECT FROM document_words w WHERE w.document = d.id)
                       ORDER BY id LIMIT 100";
            let rows = moment.client.query(sql, &[]).map_err(|e| self.address.failed(e))?;
            report.database =
                rows.iter().map(|row| format!("document {} is not in the word index", row.get::<_, i64>(0))).collect();
            moment.archive_ends()
        })?;
        report.database.extend(self.check_events()?);
        report.database.extend(read(self, |db| faults(db))?);
        report.database.extend(self.check_reviews()?);
        report.database.extend(watch::faults(self, MOST_LINES)?);
        check_archive(self, &self.archive, &mut report, &ends)?;
        check_dossiers(self, &mut report)?;
        if let Ok(facets) = self.facets(&Filter::default()) {
            let known = facets.outlets.into_iter().map(|outlet| outlet.value).collect();
            check_outlets(self, &known, &mut report)?;
        }
        check_people(self, &mut report)?;
        Ok(report)
    }

    fn backup(&self, to: &Path, progress: OnProgress<'_>) -> Result<Manifest, StoreError> {
        make(to, progress, |work| self.snapshot(work))
    }
}

/// Whether a store is named by an address of a server, not by a folder.
#[must_use]
pub fn is_postgres(place: &Path) -> Option<&str> {
    place.to_str().filter(|text| text.starts_with("postgres://") || text.starts_with("postgresql://"))
}

/// An address of a database as it may be shown: without its password.
///
/// # Errors
/// When it is none.
pub fn shown(url: &str) -> Result<String, StoreError> {
    Address::parse(url).map(|address| address.shown)
}
