//! Backups: a consistent copy of a store, made while it is in use, and its way back.
//!
//! A backup is a folder, or one `.tar` file with the same in it, always in this order:
//!
//! | file | holds |
//! | --- | --- |
//! | `manifest.json` | what the backup is of, and of every other file its length and SHA-256 |
//! | `marsad.sqlite`, or `tables/*.copy` | the database of one moment; of PostgreSQL its tables |
//! | `archive/*.warc.gz` | the archive, up to what the database of that moment knows |
//!
//! It stands under another name (`….part`) until it is whole.

mod pack;
mod restore;
mod tar;

pub use restore::{check_backup, restore, restore_postgres};

use crate::archive::sync_folder;
use crate::cursor::hex;
use crate::error::StoreError;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// The name of the manifest, first of all files.
pub(crate) const MANIFEST: &str = "manifest.json";
/// The form of backups that this program writes and reads.
const FORM: u32 = 1;
/// Most bytes of a manifest.
const LARGEST_MANIFEST: u64 = 16 << 20;

/// Told now and then while a backup or its restoring goes on: bytes done, bytes in all.
pub type OnProgress<'a> = &'a mut dyn FnMut(u64, u64);

/// What a backup is of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The form of the backup.
    pub marsad_backup: u32,
    /// `sqlite` or `postgres`.
    pub store: String,
    /// The format of the database.
    pub format: i64,
    /// The program that made it.
    pub program: String,
    /// When, UTC, RFC 3339.
    pub made_at: String,
    /// Documents, all versions.
    pub documents: u64,
    /// Reports, of all versions.
    pub reports: u64,
    /// Every other file, in order.
    pub files: Vec<FileEntry>,
}

/// A file of a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileEntry {
    /// Its name inside the backup.
    pub path: String,
    /// Bytes.
    pub size: u64,
    /// SHA-256 of them, lower-case hexadecimal.
    pub sha256: String,
}

impl Manifest {
    /// Bytes of all files.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.files.iter().map(|file| file.size).fold(0, u64::saturating_add)
    }
}

/// What goes into a backup: its names and where the bytes are.
pub(crate) struct Plan {
    pub store: &'static str,
    pub format: i64,
    pub documents: u64,
    pub reports: u64,
    /// The database's files, made for this backup and standing in its working folder; then those of the archive.
    pub files: Vec<(String, PathBuf, Option<u64>)>,
}

/// Makes a backup at `to`: `prepare` writes the database's files into a working folder and says what there is.
pub(crate) fn make(
    to: &Path,
    progress: OnProgress<'_>,
    prepare: impl FnOnce(&Path) -> Result<Plan, StoreError>,
) -> Result<Manifest, StoreError> {
    let as_tar = to.extension().is_some_and(|e| e == "tar");
    if as_tar && to.exists() {
        return Err(StoreError::NotEmpty { path: to.to_path_buf(), found: "the file is there already".into() });
    }
    refuse_full_folder(to)?;
    let work = beside(to, ".part");
    if work.exists() {
        // Left by a backup that was cut short.
        std::fs::remove_dir_all(&work).map_err(|e| StoreError::io("remove", &work, e))?;
    }
    std::fs::create_dir_all(&work).map_err(|e| StoreError::io("make the folder", &work, e))?;
    let made = pack::pack(&work, as_tar, progress, prepare).and_then(|manifest| {
        let whole = if as_tar { work.join(pack::TAR) } else { work.clone() };
        if !as_tar && to.exists() {
            std::fs::remove_dir(to).map_err(|e| StoreError::io("write", to, e))?;
        }
        std::fs::rename(&whole, to).map_err(|e| StoreError::io("write", to, e))?;
        if let Some(parent) = to.parent().filter(|parent| !parent.as_os_str().is_empty()) {
            sync_folder(parent)?;
        }
        Ok(manifest)
    });
    if as_tar || made.is_err() {
        let _ = std::fs::remove_dir_all(&work);
    }
    made
}

/// A place that something may be written to: nothing, or an empty folder.
pub(crate) fn refuse_full_folder(path: &Path) -> Result<(), StoreError> {
    if !path.exists() {
        return Ok(());
    }
    let fail = |e| StoreError::io("list", path, e);
    match path.read_dir().map_err(fail)?.next() {
        None => Ok(()),
        Some(entry) => {
            let found = entry.map_err(fail)?.file_name().to_string_lossy().into_owned();
            Err(StoreError::NotEmpty { path: path.to_path_buf(), found })
        }
    }
}

/// A name beside a path.
pub(crate) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(suffix);
    path.with_file_name(name)
}

/// SHA-256 of exactly `length` bytes of a reader, each given to `keep` as well.
pub(crate) fn hashed(
    from: &mut dyn Read,
    length: u64,
    mut keep: impl FnMut(&[u8]) -> std::io::Result<()>,
) -> std::io::Result<String> {
    let mut hash = Sha256::new();
    let mut left = length;
    let mut buffer = vec![0; 1 << 16];
    while left > 0 {
        let most = usize::try_from(left).unwrap_or(usize::MAX).min(buffer.len());
        let got = from.read(&mut buffer[..most])?;
        if got == 0 {
            return Err(std::io::Error::new(
                std::io::ErrorKind::UnexpectedEof,
                format!("{left} bytes are missing at its end"),
            ));
        }
        hash.update(&buffer[..got]);
        keep(&buffer[..got])?;
        left -= got as u64;
    }
    Ok(hex(&hash.finalize()))
}

/// Opens a file that is one, not a link to one.
pub(crate) fn open_plain(path: &Path) -> std::io::Result<File> {
    let about = path.symlink_metadata()?;
    if !about.is_file() {
        return Err(std::io::Error::other("it is no plain file"));
    }
    File::open(path)
}
