//! A row of archive files in a folder: when one is full, the next begins.

use super::writer::{Writer, stamp_of};
use super::{WarcError, beside};
use std::path::{Path, PathBuf};

/// Length at which a file is full, unless told otherwise: 1 GiB.
pub const FULL: u64 = 1 << 30;

/// Writes files `PREFIX-00001.warc.gz`, `PREFIX-00002.warc.gz`, … of a folder, each up to a length.
///
/// A file that is full, that has a trusted timestamp beside it, or that is broken in its middle is left as it is, and the
/// next is begun. A capture is never split between files.
#[derive(Debug)]
pub struct Roll {
    folder: PathBuf,
    prefix: String,
    full: u64,
    number: u32,
    writer: Option<Writer>,
}

impl Roll {
    /// The files of this prefix in a folder, which is made where it is missing. `full` is in bytes: a file is not written
    /// on once it is as long (see [`FULL`]).
    ///
    /// # Errors
    /// When the folder cannot be made or listed.
    pub fn open(folder: &Path, prefix: &str, full: u64) -> Result<Self, WarcError> {
        let io = |action| move |source| WarcError::Io { path: folder.to_owned(), action, source };
        std::fs::create_dir_all(folder).map_err(io("making the folder"))?;
        let mut number = 0;
        for entry in folder.read_dir().map_err(io("listing the folder"))? {
            let name = entry.map_err(io("listing the folder"))?.file_name();
            number = number.max(name.to_str().and_then(|name| number_of(prefix, name)).unwrap_or(0));
        }
        Ok(Self { folder: folder.to_owned(), prefix: prefix.to_owned(), full, number: number.max(1), writer: None })
    }

    /// The writer of the file whose turn it is; [`Writer::path`] names it.
    ///
    /// # Errors
    /// As [`Writer::open`], but that a finished or broken file is passed over.
    pub fn writer(&mut self) -> Result<&mut Writer, WarcError> {
        let mut open = self.writer.take().filter(|w| w.len() < self.full && !w.is_sealed());
        if open.is_none() {
            for _ in 0..2 {
                let path = self.path();
                let length = path.metadata().map_or(0, |m| m.len());
                if length >= self.full || stamp_of(&path).exists() {
                    self.number += 1;
                    continue;
                }
                match Writer::open(&path) {
                    Ok(writer) => {
                        open = Some(writer);
                        break;
                    }
                    Err(WarcError::Broken { .. } | WarcError::NotWarc { .. }) => self.number += 1,
                    Err(error) => return Err(error),
                }
            }
        }
        let writer = match open {
            Some(writer) => writer,
            None => Writer::open(&self.path())?,
        };
        Ok(self.writer.insert(writer))
    }

    fn path(&self) -> PathBuf {
        beside(&self.folder.join(format!("{}-{:05}", self.prefix, self.number)), ".warc.gz")
    }
}

fn number_of(prefix: &str, name: &str) -> Option<u32> {
    name.strip_prefix(prefix)?.strip_prefix('-')?.strip_suffix(".warc.gz")?.parse().ok()
}
