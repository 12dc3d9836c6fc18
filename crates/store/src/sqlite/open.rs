//! Making and opening a store's folder.

use super::pool::Pool;
use super::{SqliteStore, index, schema};
use crate::archive::{Archive, sync_folder};
use crate::backend::Memory;
use crate::error::StoreError;
use crate::events::heads::KeptHeads;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Duration;

/// The database of a store.
pub(crate) const DATABASE: &str = "marsad.sqlite";
/// The database while it is being made; a leftover of this name is no store.
const UNFINISHED: &str = "marsad.sqlite.new";
const ARCHIVE: &str = "archive";
const README: &str = "README.txt";
const README_TEXT: &str = include_str!("README.store.txt");

/// Memory for pages of the database while writing, in KiB.
const CACHE_KIB: i64 = 32 << 10;
/// Pages in the log from which it is copied into the database: 16 MiB.
const CHECKPOINT: i64 = 4_000;

impl SqliteStore {
    /// Makes a store in a folder that is not there yet or is empty, and opens it.
    ///
    /// # Errors
    /// When there is a store or something else in the folder already, or it cannot be written.
    pub fn create(dir: impl AsRef<Path>) -> Result<Self, StoreError> {
        let dir = dir.as_ref();
        std::fs::create_dir_all(dir).map_err(|e| StoreError::io("make the folder", dir, e))?;
        if dir.join(DATABASE).exists() {
            return Err(StoreError::Exists { path: dir.to_path_buf() });
        }
        refuse_other_files(dir)?;
        let archive = dir.join(ARCHIVE);
        std::fs::create_dir_all(&archive).map_err(|e| StoreError::io("make the folder", &archive, e))?;
        write_readme(dir)?;

        // Under another name until it is whole, so that a crash leaves no half-made store.
        let unfinished = dir.join(UNFINISHED);
        for leftover in [unfinished.clone(), dir.join(format!("{UNFINISHED}-journal"))] {
            if leftover.exists() {
                std::fs::remove_file(&leftover).map_err(|e| StoreError::io("remove", &leftover, e))?;
            }
        }
        let fill = |path: &Path| -> rusqlite::Result<()> {
            let mut db = Connection::open(path)?;
            let whole = db.transaction()?;
            schema::fill(&whole, schema::LATEST)?;
            index::mark_current(&whole)?;
            whole.commit()?;
            db.close().map_err(|(_, e)| e)
        };
        fill(&unfinished).map_err(|e| StoreError::sql(dir, e))?;
        let database = dir.join(DATABASE);
        std::fs::rename(&unfinished, &database).map_err(|e| StoreError::io("write", &database, e))?;
        sync_folder(dir)?;
        Self::open(dir)
    }

    /// Opens the store in a folder, bringing one of an earlier format up to date.
    ///
    /// # Errors
    /// When there is no store, it is of a later format, or it cannot be read.
    pub fn open(dir: impl AsRef<Path>) -> Result<Self, StoreError> {
        let folder = dir.as_ref().to_path_buf();
        let database = find_database(&folder)?;
        let mut writer = connect(&database).map_err(|e| StoreError::sql(&folder, e))?;
        schema::check_and_migrate(&mut writer, &folder)?;
        // Only now: a file that is not ours has been left as it was.
        let prepare = |db: &Connection| -> rusqlite::Result<()> {
            db.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))?;
            db.pragma_update(None, "synchronous", "full")?;
            // A batch touches many places of the indexes: they stay in memory, and are copied out of the log once for many
            // batches. Both are KiB and pages of the writer alone.
            db.pragma_update(None, "cache_size", -CACHE_KIB)?;
            db.pragma_update_and_check(None, "wal_autocheckpoint", CHECKPOINT, |_| Ok(()))
        };
        prepare(&writer).map_err(|e| StoreError::sql(&folder, e))?;
        index::bring_up_to_date(&mut writer, &folder)?;
        let archive = folder.join(ARCHIVE);
        std::fs::create_dir_all(&archive).map_err(|e| StoreError::io("make the folder", &archive, e))?;
        Ok(Self {
            folder,
            archive: Archive::new(archive),
            writer: Mutex::new(writer),
            readers: Pool::new(database),
            known: Mutex::default(),
            memory: Memory::default(),
            heads: KeptHeads::default(),
        })
    }
}

/// Writes the note that says what the folder is.
pub(crate) fn write_readme(dir: &Path) -> Result<(), StoreError> {
    let readme = dir.join(README);
    std::fs::write(&readme, README_TEXT).map_err(|e| StoreError::io("write", &readme, e))
}

/// A connection to a database that must be there, set up as every connection of a store is.
pub(super) fn connect(database: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(database, flags)?;
    connection.busy_timeout(Duration::from_secs(5))?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.set_prepared_statement_cache_capacity(256);
    // A statement with a partial index in reach would be planned anew for every value asked.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(connection)
}

fn find_database(folder: &Path) -> Result<PathBuf, StoreError> {
    let path = folder.to_path_buf();
    let about = match folder.metadata() {
        Ok(about) => about,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Err(StoreError::Missing { path }),
        Err(e) => return Err(StoreError::io("open", folder, e)),
    };
    if !about.is_dir() {
        let why = match folder.parent() {
            Some(parent) if folder.file_name().is_some_and(|name| name == DATABASE) => {
                format!("it is the database inside one; name the folder `{}`", parent.display())
            }
            _ => "it is a file, and a store is a folder".to_owned(),
        };
        return Err(StoreError::NotAStore { path, why });
    }
    let database = folder.join(DATABASE);
    if !database.is_file() {
        let why = format!("it has no `{DATABASE}`; name the store's own folder, or make one with `marsad init`");
        return Err(StoreError::NotAStore { path, why });
    }
    Ok(database)
}

/// Lets pass an empty folder and what a creation that was cut short has left in one.
fn refuse_other_files(dir: &Path) -> Result<(), StoreError> {
    let fail = |e| StoreError::io("list", dir, e);
    for entry in dir.read_dir().map_err(fail)? {
        let entry = entry.map_err(fail)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let ours = match name.as_str() {
            README => std::fs::read(entry.path()).is_ok_and(|text| README_TEXT.as_bytes().starts_with(&text)),
            ARCHIVE => entry.path().read_dir().is_ok_and(|mut files| files.next().is_none()),
            _ => name.starts_with(UNFINISHED),
        };
        if !ours {
            return Err(StoreError::NotEmpty { path: dir.to_path_buf(), found: name });
        }
    }
    Ok(())
}
