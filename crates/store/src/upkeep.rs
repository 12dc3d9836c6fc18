//! What whoever keeps a store asks of it, beside what [`Store`] answers to everybody.

use crate::api::{CaptureRef, Store};
use crate::archive::Archive;
use crate::backup::{Manifest, OnProgress};
use crate::changes::Changes;
use crate::error::StoreError;
use crate::events::EventStore;
use crate::explore::Explore;
use crate::ledger::Ledger;
use crate::tokens::Tokens;
use serde::Serialize;
use std::path::Path;

/// A store that can be checked and copied, with its ledger, its events, its changes and its tokens.
pub trait Upkeep: Store + Ledger + EventStore + Explore + Changes + Tokens {
    /// Where the store is, as a person names it; without a password.
    fn place(&self) -> String;

    /// The folder of the archive.
    fn archive_folder(&self) -> &Path;

    /// The format of the database.
    fn format(&self) -> i64;

    /// The capture of the document that comes next after another, in the order of their numbers; 0 asks for the first. Of
    /// which document, of which address, and where it lies.
    ///
    /// # Errors
    /// When the database cannot be read.
    fn capture_after(&self, document: i64) -> Result<Option<(i64, String, CaptureRef)>, StoreError>;

    /// Reads every capture and compares it with its SHA-256, and checks the database and its indexes.
    ///
    /// Holds one page in memory at a time. Others may read and write meanwhile.
    ///
    /// # Errors
    /// When the database cannot be read at all. Damage is no error: it is what the report is about.
    fn verify(&self) -> Result<VerifyReport, StoreError>;

    /// Copies the whole store, as it is at one moment, to a new folder, or to one file where the name ends in `.tar`. Others
    /// may read and write meanwhile.
    ///
    /// # Errors
    /// When there is something at `to`, or the store cannot be read or the copy not be written.
    fn backup(&self, to: &Path, progress: OnProgress<'_>) -> Result<Manifest, StoreError>;
}

/// What [`Upkeep::verify`] found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct VerifyReport {
    /// Captures whose bytes were read and hashed.
    pub captures: u64,
    /// Those that cannot be had back as they were stored.
    pub damaged: Vec<Damage>,
    /// What is wrong with the database itself, at most 100 lines; empty where all is well.
    pub database: Vec<String>,
    /// What is worth knowing and no fault: bytes in the archive that nobody points to, at most 100 lines.
    pub notes: Vec<String>,
    /// Free bytes where the archive stands; none where the system does not say.
    pub free_bytes: Option<u64>,
}

impl VerifyReport {
    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.damaged.is_empty() && self.database.is_empty()
    }
}

/// A capture that cannot be had back as it was stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Damage {
    /// Store id of its document.
    pub document: i64,
    /// The address it came from.
    pub target: String,
    /// The archive file and the byte where it begins.
    pub file: String,
    /// See `file`.
    pub offset: u64,
    /// What is wrong.
    pub why: String,
}

/// Most lines of one kind in a report.
pub(crate) const MOST_LINES: usize = 100;

/// A capture with its document and address, as the check of an archive takes it.
pub(crate) type Kept = (i64, String, CaptureRef);

/// Checks an archive: `next` gives the capture after a document, `ends` the file names with the end of their last known
/// member.
pub(crate) fn check_archive(
    archive: &Archive,
    report: &mut VerifyReport,
    mut next: impl FnMut(i64) -> Result<Option<Kept>, StoreError>,
    ends: &[(String, u64)],
) -> Result<(), StoreError> {
    let mut last = 0;
    while let Some((document, target, capture)) = next(last)? {
        last = document;
        report.captures += 1;
        if let Err(error) = archive.get(&capture) {
            let why = match error {
                StoreError::Damaged { why, .. } => why,
                other => other.to_string(),
            };
            report.damaged.push(Damage { document, target, file: capture.file, offset: capture.offset, why });
        }
    }
    for (file, end) in ends {
        let length = archive.folder().join(file).metadata().map_or(0, |about| about.len());
        if length > *end {
            report.notes.push(format!(
                "{file} has {} bytes after its last known page: left by a crash, or newer than this database",
                length - end
            ));
        }
    }
    report.notes.truncate(MOST_LINES);
    report.free_bytes = free_bytes(archive.folder());
    Ok(())
}

/// Free bytes on the file system of a folder.
pub(crate) fn free_bytes(folder: &Path) -> Option<u64> {
    #[cfg(unix)]
    {
        let about = rustix::fs::statvfs(folder).ok()?;
        Some(about.f_bavail.saturating_mul(about.f_frsize))
    }
    #[cfg(not(unix))]
    {
        let _ = folder;
        None
    }
}
