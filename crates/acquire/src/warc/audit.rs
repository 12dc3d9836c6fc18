//! Reading an archive file from end to end and comparing it with what is known of it.

use super::reader::Reader;
use super::record::Record;
use super::{Doubt, WarcError, hex};
use crate::timestamp::{self, StampError, Token};
use sha2::{Digest, Sha256};
use std::path::Path;

/// A capture that should stand in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// First byte of its gzip member.
    pub offset: u64,
    /// Length of the member.
    pub length: u64,
    /// SHA-256 of the page without HTTP head, chunks and compression, lower-case hexadecimal.
    pub sha256: String,
}

/// What is wrong with a file, or worth knowing about it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Finding {
    /// A record that cannot be read.
    #[error(transparent)]
    Broken(#[from] WarcError),
    /// A record that is not what its own headers say.
    #[error("the record at byte {offset} ({id}): {doubt}")]
    Doubtful {
        /// Where it begins.
        offset: u64,
        /// Its identifier.
        id: String,
        /// What differs.
        doubt: Doubt,
    },
    /// A capture that is not what was stored.
    #[error("the capture at byte {offset}: {reason}; restore the file from a copy")]
    Capture {
        /// Where it should begin.
        offset: u64,
        /// What is wrong.
        reason: String,
    },
    /// The trusted timestamp does not hold.
    #[error(transparent)]
    Stamp(#[from] StampError),
    /// A page that nobody knows of: bytes left by a crash, or newer than the database. No fault.
    #[error("the {kind} at byte {offset} is known to no document ({target}); it does no harm")]
    Orphan {
        /// Where it begins.
        offset: u64,
        /// `response`, `resource` or `revisit`.
        kind: String,
        /// The address it is about.
        target: String,
    },
}

impl Finding {
    /// Whether something is wrong, and not only worth knowing.
    #[must_use]
    pub fn is_fault(&self) -> bool {
        !matches!(self, Finding::Orphan { .. })
    }
}

/// What was looked at in a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Audited {
    /// Records read whole.
    pub records: u64,
    /// Known captures found as they were stored.
    pub captures: u64,
    /// Its trusted timestamp, if it has one that holds.
    pub stamp: Option<Token>,
}

/// Reads a file from end to end: each record against its digests, each known capture against its place and SHA-256, the file
/// against its trusted timestamp. Whatever is found goes to `told`, in the order of the file; `record` is called after each
/// record with how far the file is read. Holds one record at a time.
///
/// # Errors
/// When the file cannot be read at all.
pub fn audit(
    path: &Path,
    known: &[Known],
    mut record: impl FnMut(u64),
    mut told: impl FnMut(Finding),
) -> Result<Audited, WarcError> {
    let mut audited = Audited::default();
    let mut places: Vec<(u64, u64, &Known, bool)> = known.iter().map(|k| (k.offset, k.length, k, false)).collect();
    places.sort_by_key(|(offset, length, ..)| (*offset, *length));
    let mut reader = Reader::open(path)?;
    while let Some(next) = reader.next() {
        let next = match next {
            Ok(next) => next,
            Err(error) => {
                told(Finding::Broken(error));
                continue;
            }
        };
        audited.records += 1;
        record(reader.position());
        for doubt in next.check_digests().into_iter().chain(next.doubts.iter().cloned()) {
            let id = next.id().unwrap_or("without an identifier").to_owned();
            told(Finding::Doubtful { offset: next.offset, id, doubt });
        }
        let first = places.partition_point(|(offset, ..)| *offset < next.offset);
        let mut asked_for = false;
        for (_, length, capture, seen) in places[first..].iter_mut().take_while(|(offset, ..)| *offset == next.offset) {
            (asked_for, *seen) = (true, true);
            match compare(&next, *length, &capture.sha256) {
                Ok(()) => audited.captures += 1,
                Err(reason) => told(Finding::Capture { offset: next.offset, reason }),
            }
        }
        if !asked_for && may_be_orphan(&next) {
            let (kind, target) = (next.kind().to_owned(), next.target().unwrap_or_default().to_owned());
            told(Finding::Orphan { offset: next.offset, kind, target });
        }
    }
    for (offset, _, _, _) in places.iter().filter(|(.., seen)| !seen) {
        told(Finding::Capture { offset: *offset, reason: "no whole record begins there".to_owned() });
    }
    match timestamp::check(path) {
        Ok(stamp) => audited.stamp = stamp,
        Err(error) => told(Finding::Stamp(error)),
    }
    Ok(audited)
}

/// Redirects and refusals have no document.
fn may_be_orphan(record: &Record) -> bool {
    match record.kind() {
        "resource" | "revisit" => true,
        "response" => record.status().is_none_or(|status| (200..300).contains(&status)),
        _ => false,
    }
}

fn compare(record: &Record, length: u64, sha256: &str) -> Result<(), String> {
    if record.length != length {
        return Err(format!("its member has {} bytes, and {length} were noted when it was stored", record.length));
    }
    let bytes = record.page_bytes().map_err(|e| e.to_string())?;
    let found = hex(&Sha256::digest(&bytes));
    if found == sha256 {
        return Ok(());
    }
    let noted: String = sha256.chars().take(64).collect();
    Err(format!("its SHA-256 is {found}, and {noted} was noted when it was stored"))
}
