//! What whoever keeps a store asks of it, beside what [`crate::Store`] answers to everybody.

use crate::api::CaptureRef;
use crate::archive::Archive;
use crate::backup::{Manifest, OnProgress};
use crate::changes::Changes;
use crate::counting::Counting;
use crate::dossiers::Dossiers;
use crate::error::StoreError;
use crate::events::EventStore;
use crate::exchanges::Exchanges;
use crate::explore::Explore;
use crate::ledger::Ledger;
use crate::outlets::Outlets;
use crate::people::People;
use crate::recode::Recode;
use crate::review::Reviews;
use crate::tokens::Tokens;
use crate::watch::Watched;
use serde::Serialize;
use std::path::Path;

/// A store that can be checked and copied, with its ledger, its events, its reviews, its changes, its readings, its tokens and
/// its people.
pub trait Upkeep:
    Watched
    + Ledger
    + Exchanges
    + EventStore
    + Reviews
    + Explore
    + Counting
    + Dossiers
    + Changes
    + Recode
    + Tokens
    + People
    + Outlets
{
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

    /// Which of these pages, by address and bytes, are there already: the numbers of their documents. They need not be read and
    /// coded again; [`Store::add_all`] would answer [`crate::Added::Known`].
    ///
    /// # Errors
    /// When the database cannot be read.
    fn known(&self, pages: &[(&str, &[u8])]) -> Result<Vec<Option<i64>>, StoreError>;

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
    /// Exchanges that are no documents whose bytes were read and hashed.
    pub exchanges: u64,
    /// Those that cannot be had back as they were stored.
    pub damaged: Vec<Damage>,
    /// What is wrong with the database itself, at most 100 lines; empty where all is well.
    pub database: Vec<String>,
    /// Rows of the audit log that were read and hashed.
    pub audit_rows: u64,
    /// The hash of its last row; null where it has none. Kept elsewhere, it shows later that nothing before it was changed.
    pub audit_head: Option<String>,
    /// The first row of the audit log that is not as it was written; empty where all is well.
    pub audit_faults: Vec<String>,
    /// What is worth knowing and no fault: bytes in the archive that nobody points to, at most 100 lines.
    pub notes: Vec<String>,
    /// Free bytes where the archive stands; none where the system does not say.
    pub free_bytes: Option<u64>,
}

impl VerifyReport {
    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.damaged.is_empty() && self.database.is_empty() && self.audit_faults.is_empty()
    }
}

/// A capture that cannot be had back as it was stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Damage {
    /// Store id of its document; null for an exchange that is none.
    pub document: Option<i64>,
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

/// A capture with its document and address.
pub(crate) type Kept = (i64, String, CaptureRef);

/// Checks the archive of a store; `ends` are the file names with the end of their last known member.
pub(crate) fn check_archive(
    store: &dyn Upkeep,
    archive: &Archive,
    report: &mut VerifyReport,
    ends: &[(String, u64)],
) -> Result<(), StoreError> {
    let mut check = |document, target, capture: CaptureRef| {
        if let Err(error) = archive.get(&capture) {
            let why = match error {
                StoreError::Damaged { why, .. } => why,
                other => other.to_string(),
            };
            report.damaged.push(Damage { document, target, file: capture.file, offset: capture.offset, why });
        }
    };
    let mut last = 0;
    while let Some((document, target, capture)) = store.capture_after(last)? {
        last = document;
        report.captures += 1;
        check(Some(document), target, capture);
    }
    let mut last = 0;
    loop {
        let rows = store.exchanges(None, last, 500)?;
        let Some(end) = rows.last() else { break };
        last = end.id;
        report.exchanges += rows.len() as u64;
        rows.into_iter().for_each(|row| check(None, row.target, row.capture));
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

/// Notes the dossiers whose questions this program cannot read: written by a newer one, or by hand.
pub(crate) fn check_dossiers(store: &dyn Dossiers, report: &mut VerifyReport) -> Result<(), StoreError> {
    for row in store.dossiers()? {
        if let Err(error) = marsad_watch::dossier::Question::read(&row.question) {
            let why = error.to_string();
            let why = why.lines().next().unwrap_or_default();
            report.notes.push(format!("dossier {} cannot be read by this program: {why}", row.name));
        }
    }
    report.notes.truncate(MOST_LINES);
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
