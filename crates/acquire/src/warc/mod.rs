//! The archive: WARC 1.1 files, one gzip member per record, so that every record can be read by its offset alone.
//!
//! [`Writer`] appends and never changes what is written. [`read_member`] reads one record by offset and length;
//! [`Reader`] streams over whole files, also those of other programs, and survives broken records by naming them.

mod audit;
mod captures;
mod collection;
mod compose;
mod digest;
mod doubt;
mod head;
mod http;
mod input;
mod neighbours;
mod one;
mod package;
mod reader;
mod record;
mod roll;
mod stream;
mod surt;
mod wacz;
mod writer;

pub use audit::{Audited, Finding, Known, audit};
pub use captures::{Capture, Captures};
pub use collection::Collection;
pub use doubt::Doubt;
pub use one::read_member;
pub use package::{Packed, PackedPage, pack};
pub use reader::Reader;
pub use record::{ArchivedPage, Record};
pub use roll::{FULL, Roll};
pub(crate) use writer::stamp_of;
pub use writer::{Captured, Location, Writer};

use std::path::{Path, PathBuf};

/// Most bytes of a page in a record.
pub const MAX_RECORD: u64 = 64 * 1024 * 1024;

/// Most bytes of one record that a [`Reader`] holds in memory, unless told otherwise: a page and its HTTP head.
const WITH_HEAD: u64 = MAX_RECORD + 1024 * 1024;

/// What can go wrong with an archive file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WarcError {
    /// The system refused.
    #[error("{}: {action} failed ({source}); check the path, the permissions and the free space", path.display())]
    Io {
        /// The archive.
        path: PathBuf,
        /// What was being done.
        action: &'static str,
        /// What the system says.
        source: std::io::Error,
    },
    /// Another process is writing to the file.
    #[error("{}: another process is writing to this archive; wait for it or stop it", path.display())]
    Locked {
        /// The archive.
        path: PathBuf,
    },
    /// The file is finished.
    #[error("{}: this archive has a trusted timestamp beside it and is not changed any more; write to another file", path.display())]
    Sealed {
        /// The archive.
        path: PathBuf,
    },
    /// A record that cannot be read.
    #[error("{}: the record at byte {offset} is broken ({reason}); restore the file from a copy, the other records can be read", path.display())]
    Broken {
        /// The archive.
        path: PathBuf,
        /// Where the record begins.
        offset: u64,
        /// What is wrong.
        reason: String,
    },
    /// A record beyond the reader's bound.
    #[error("{}: the record at byte {offset} ({id}) has {length} bytes, more than the limit of {limit}; raise the limit to read it", path.display())]
    TooLarge {
        /// The archive.
        path: PathBuf,
        /// Where the record begins.
        offset: u64,
        /// The bound.
        limit: u64,
        /// How large it says it is.
        length: u64,
        /// Its identifier, or the address it is about.
        id: String,
    },
    /// A web archive in one file whose parts are not as its list says.
    #[error("{}: {inner}: {reason}; get the file anew from where it came, what is whole in it is read", path.display())]
    Package {
        /// The WACZ file.
        path: PathBuf,
        /// The file inside.
        inner: String,
        /// What is wrong.
        reason: String,
    },
    /// Not a WARC file at all.
    #[error("{}: this is {what}, not a web archive; give a WARC, ARC or WACZ file", path.display())]
    NotWarc {
        /// The file.
        path: PathBuf,
        /// What it looks like.
        what: &'static str,
    },
}

/// A path with something put behind its name.
fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// Whether a trusted timestamp stands beside an archive: then nothing is appended to it any more.
#[must_use]
pub fn is_sealed(path: &Path) -> bool {
    stamp_of(path).exists()
}

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}
