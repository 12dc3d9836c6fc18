//! The archive folder: WARC files that only grow.
//!
//! A file is written on only while its length is what the database knows of it. Bytes behind that were left by a crash (or
//! belong to a database older than its archive): they stay as they are, and the next capture begins a new file. So nothing
//! that is in the archive is ever cut off or written over. How a record is written and read is the business of
//! [`marsad_acquire::warc`].

use crate::error::{StoreError, shortened};
use crate::{CaptureRef, NewDocument};
use marsad_acquire::warc::{WarcError, Writer, is_sealed, read_member};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::path::{Path, PathBuf};

/// Most bytes of a page: what the archive reads back.
pub(crate) const LARGEST: u64 = marsad_acquire::warc::MAX_RECORD;

/// A file of this length is not written on any more.
const FULL: u64 = 1 << 30;

/// The archive of one store.
#[derive(Debug, Clone)]
pub(crate) struct Archive {
    folder: PathBuf,
    full: u64,
}

/// Where a capture was put.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Put {
    /// Name of the file in the folder.
    pub file: String,
    /// Byte offset of the member.
    pub offset: u64,
    /// Its compressed length.
    pub length: u64,
}

impl Archive {
    /// The archive in this folder.
    pub(crate) fn new(folder: PathBuf) -> Self {
        Self { folder, full: FULL }
    }

    /// Makes files end at another length: for tests, and for media that want small files.
    pub(crate) fn set_full(&mut self, bytes: u64) {
        self.full = bytes;
    }

    /// Writes the bytes of a page and waits until they are on the disk.
    ///
    /// `known_end` says where the last known member of a file ends. The caller sees to it that nobody else writes.
    pub(crate) fn put(
        &self,
        new: &NewDocument,
        date: jiff::Timestamp,
        known_end: impl FnOnce(&str) -> Result<u64, StoreError>,
    ) -> Result<Put, StoreError> {
        let last = self.last_file()?;
        let mut number = 1;
        if let Some(found) = last {
            let name = file_name(found);
            let path = self.folder.join(&name);
            let length = path.metadata().map_err(|e| StoreError::io("read the length of", &path, e))?.len();
            let open = length < self.full && !is_sealed(&path) && length == known_end(&name)?;
            number = if open { found } else { found + 1 };
        }
        let mut writer = Writer::open(&self.folder.join(file_name(number)));
        if matches!(writer, Err(WarcError::Broken { .. } | WarcError::NotWarc { .. } | WarcError::TooLarge { .. })) {
            // Rotten in the middle: what is whole in it can still be read, and the store goes on beside it.
            number += 1;
            writer = Writer::open(&self.folder.join(file_name(number)));
        }
        let place = writer
            .and_then(|mut writer| writer.append_resource(&new.target, &new.media_type, &new.bytes, date))
            .map_err(|e| not_written(&self.folder, e))?;
        if last != Some(number) {
            self.sync_folder()?;
        }
        Ok(Put { file: file_name(number), offset: place.offset, length: place.length })
    }

    /// The payload of a capture, checked against its SHA-256.
    pub(crate) fn get(&self, capture: &CaptureRef) -> Result<Vec<u8>, StoreError> {
        let path = self.folder.join(&capture.file);
        let damaged = |why: String| StoreError::Damaged { path: path.clone(), offset: capture.offset, why };
        if number_of(&capture.file).is_none() {
            return Err(damaged("no archive file has such a name".into()));
        }
        let record = read_member(&path, capture.offset, capture.length).map_err(|error| {
            damaged(match error {
                WarcError::Io { source, .. } => format!("it cannot be read ({source})"),
                WarcError::Broken { reason, .. } => reason,
                other => other.to_string(),
            })
        })?;
        let bytes = record.page_bytes().map_err(|e| damaged(e.to_string()))?;
        let found = sha256(&bytes);
        if found != capture.sha256 {
            let noted = shortened(&capture.sha256);
            return Err(damaged(format!("its SHA-256 is {found}, and {noted} was noted when it was stored")));
        }
        Ok(bytes.into_owned())
    }

    /// The highest number of a file in the folder.
    fn last_file(&self) -> Result<Option<u32>, StoreError> {
        let fail = |e| StoreError::io("list", &self.folder, e);
        let mut last = None;
        for entry in self.folder.read_dir().map_err(fail)? {
            let name = entry.map_err(fail)?.file_name();
            last = last.max(name.to_str().and_then(number_of));
        }
        Ok(last)
    }

    /// Makes a new file's name as durable as its bytes.
    fn sync_folder(&self) -> Result<(), StoreError> {
        sync_folder(&self.folder)
    }
}

/// The store's words for an archive that cannot be written.
fn not_written(folder: &Path, error: WarcError) -> StoreError {
    match error {
        WarcError::Io { path, source, .. } => StoreError::io("write", &path, source),
        WarcError::Locked { path } => StoreError::Locked { path },
        WarcError::Sealed { path } => {
            let why = "it has a trusted timestamp and is not written on any more".to_owned();
            StoreError::Damaged { path, offset: 0, why }
        }
        WarcError::Broken { path, offset, reason } => StoreError::Damaged { path, offset, why: reason },
        WarcError::NotWarc { path, what } => StoreError::Damaged { path, offset: 0, why: format!("it is {what}") },
        other => StoreError::Damaged { path: folder.to_path_buf(), offset: 0, why: other.to_string() },
    }
}

/// Waits until the names in a folder are on the disk; systems without such a call need none.
pub(crate) fn sync_folder(folder: &Path) -> Result<(), StoreError> {
    if cfg!(unix) {
        File::open(folder).and_then(|dir| dir.sync_all()).map_err(|e| StoreError::io("write", folder, e))?;
    }
    Ok(())
}

/// SHA-256 in lower-case hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    crate::cursor::hex(&Sha256::digest(bytes))
}

fn file_name(number: u32) -> String {
    format!("marsad-{number:05}.warc.gz")
}

fn number_of(name: &str) -> Option<u32> {
    let number = name.strip_prefix("marsad-")?.strip_suffix(".warc.gz")?.parse().ok()?;
    (file_name(number) == name).then_some(number)
}
