//! The archive folder: WARC files that only grow.
//!
//! A file is written on only while its length is what the database knows of it. Bytes behind that were left by a crash (or
//! belong to a database older than its archive): they stay as they are, and the next capture begins a new file. So nothing
//! that is in the archive is ever cut off or written over. How a record is written and read is the business of
//! [`marsad_acquire::warc`].

use crate::error::{StoreError, shortened};
use crate::{CaptureRef, NewDocument};
use marsad_acquire::Exchange;
use marsad_acquire::warc::{Location, WarcError, Writer, is_sealed, read_member};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::path::{Path, PathBuf};

/// Most bytes of a page: what the archive reads back.
pub(crate) const LARGEST: u64 = marsad_acquire::warc::MAX_RECORD;

/// Every archive file with the end of the last member that a database knows of, in the order of their names; as SQL that every
/// database takes.
pub(crate) const ENDS: &str = "SELECT file, max(\"offset\" + length) FROM
    (SELECT file, \"offset\", length FROM captures UNION ALL SELECT file, \"offset\", length FROM exchanges) AS members
    GROUP BY file ORDER BY file";

/// A file of this length is not written on any more.
const FULL: u64 = 1 << 30;

/// The archive of one store.
#[derive(Debug, Clone)]
pub(crate) struct Archive {
    folder: PathBuf,
    full: u64,
    /// Which of several writers this is; none where there is only ever one at a time.
    writer: Option<u32>,
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
        Self { folder, full: FULL, writer: None }
    }

    /// The archive in a folder that several writers share, as the writer of this number: it has files of its own.
    pub(crate) fn shared(folder: PathBuf, writer: u32) -> Self {
        Self { writer: Some(writer), ..Self::new(folder) }
    }

    /// The folder.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Makes files end at another length: for tests, and for media that want small files.
    pub(crate) fn set_full(&mut self, bytes: u64) {
        self.full = bytes;
    }

    /// Begins to write; nothing is opened yet. The caller sees to it that nobody else writes until [`Batch::finish`].
    pub(crate) fn begin(&self) -> Batch<'_> {
        Batch { archive: self, open: None }
    }

    /// The payload of a capture, checked against its SHA-256.
    pub(crate) fn get(&self, capture: &CaptureRef) -> Result<Vec<u8>, StoreError> {
        let path = self.folder.join(&capture.file);
        let damaged = |why: String| StoreError::Damaged { path: path.clone(), offset: capture.offset, why };
        if parts_of(&capture.file).is_none() {
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

    /// The file to go on with: its number, and whether it is new.
    fn next_file(&self, known_end: impl FnOnce(&str) -> Result<u64, StoreError>) -> Result<(u32, bool), StoreError> {
        let Some(found) = self.last_file()? else { return Ok((1, true)) };
        let name = self.file_name(found);
        let path = self.folder.join(&name);
        let length = path.metadata().map_err(|e| StoreError::io("read the length of", &path, e))?.len();
        let goes_on = length < self.full && !is_sealed(&path) && length == known_end(&name)?;
        Ok(if goes_on { (found, false) } else { (found + 1, true) })
    }

    /// The highest number of a file in the folder.
    fn last_file(&self) -> Result<Option<u32>, StoreError> {
        let fail = |e| StoreError::io("list", &self.folder, e);
        let mut last = None;
        for entry in self.folder.read_dir().map_err(fail)? {
            let name = entry.map_err(fail)?.file_name();
            let found = name.to_str().and_then(parts_of).filter(|(writer, _)| *writer == self.writer);
            last = last.max(found.map(|(_, number)| number));
        }
        Ok(last)
    }

    /// The name of a file: those of a writer that shares the folder with others bear its number.
    fn file_name(&self, number: u32) -> String {
        file_name(self.writer, number)
    }
}

/// Pages being written to the archive, with one flush to the disk for all of them.
pub(crate) struct Batch<'a> {
    archive: &'a Archive,
    open: Option<(u32, Writer)>,
}

impl Batch<'_> {
    /// Writes the bytes of a page, unless they are archived already. `known_end` says where the last known member of a file
    /// ends; it is asked when a file is opened.
    pub(crate) fn put(
        &mut self,
        new: &NewDocument,
        date: jiff::Timestamp,
        known_end: impl FnOnce(&str) -> Result<u64, StoreError>,
    ) -> Result<Put, StoreError> {
        if let Some(place) = &new.place {
            return Ok(Put { file: place.file.clone(), offset: place.offset, length: place.length });
        }
        let exchange = new.exchange.as_deref().filter(|exchange| exchange.fetched.bytes == new.bytes);
        self.write(known_end, |writer| match exchange {
            Some(exchange) => writer.append_exchange(exchange).map(|captured| captured.response),
            None => writer.append_resource(&new.target, &new.media_type, &new.bytes, date),
        })
    }

    /// Writes an exchange that is no document.
    pub(crate) fn put_exchange(
        &mut self,
        exchange: &Exchange,
        known_end: impl FnOnce(&str) -> Result<u64, StoreError>,
    ) -> Result<Put, StoreError> {
        self.write(known_end, |writer| writer.append_exchange(exchange).map(|captured| captured.response))
    }

    fn write(
        &mut self,
        known_end: impl FnOnce(&str) -> Result<u64, StoreError>,
        append: impl FnOnce(&mut Writer) -> Result<Location, WarcError>,
    ) -> Result<Put, StoreError> {
        let archive = self.archive;
        if self.open.as_ref().is_some_and(|(_, writer)| writer.len() >= archive.full || writer.is_sealed()) {
            self.close()?;
        }
        let (number, writer) = match &mut self.open {
            Some(open) => open,
            None => {
                let (mut number, mut new_file) = archive.next_file(known_end)?;
                let mut writer = Writer::open(&archive.folder.join(archive.file_name(number)));
                if matches!(
                    writer,
                    Err(WarcError::Broken { .. } | WarcError::NotWarc { .. } | WarcError::TooLarge { .. })
                ) {
                    // Rotten in the middle: what is whole in it can still be read, and the store goes on beside it.
                    (number, new_file) = (number + 1, true);
                    writer = Writer::open(&archive.folder.join(archive.file_name(number)));
                }
                let mut writer = writer.map_err(|e| not_written(&archive.folder, e))?;
                writer.flush_later();
                if new_file {
                    sync_folder(&archive.folder)?;
                }
                self.open.insert((number, writer))
            }
        };
        let place = append(writer).map_err(|e| not_written(&archive.folder, e))?;
        Ok(Put { file: archive.file_name(*number), offset: place.offset, length: place.length })
    }

    /// Waits until everything is on the disk.
    pub(crate) fn finish(mut self) -> Result<(), StoreError> {
        self.close()
    }

    fn close(&mut self) -> Result<(), StoreError> {
        match self.open.take() {
            Some((_, mut writer)) => writer.flush().map_err(|e| not_written(&self.archive.folder, e)),
            None => Ok(()),
        }
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

/// Whether a name is one of an archive file.
pub(crate) fn is_file_name(name: &str) -> bool {
    parts_of(name).is_some()
}

fn file_name(writer: Option<u32>, number: u32) -> String {
    match writer {
        None => format!("marsad-{number:05}.warc.gz"),
        Some(writer) => format!("marsad-w{writer:03}-{number:05}.warc.gz"),
    }
}

fn parts_of(name: &str) -> Option<(Option<u32>, u32)> {
    let middle = name.strip_prefix("marsad-")?.strip_suffix(".warc.gz")?;
    let (writer, number) = match middle.strip_prefix('w').and_then(|rest| rest.split_once('-')) {
        Some((writer, number)) => (Some(writer.parse().ok()?), number.parse().ok()?),
        None => (None, middle.parse().ok()?),
    };
    (file_name(writer, number) == name).then_some((writer, number))
}
