//! Trusted timestamps (RFC 3161): somebody else's signed word that a file existed at a time.
//!
//! [`stamp`] sends the SHA-256 of a finished archive file, and nothing else of it, to an authority and keeps the answer
//! beside the file as `FILE.tsr`. [`check`] compares the two. From then on [`crate::warc::Writer`] does not change the file.

mod der;
mod token;

pub use token::{Token, query, read_answer};

use crate::fetch::{builder, explain, explain_io};
use crate::warc::{hex, stamp_of};
use crate::{AcquireError, Limits, address};
use reqwest::redirect::Policy;
use sha2::{Digest, Sha256};
use std::fs::{File, TryLockError};
use std::hash::{BuildHasher, Hasher};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

/// Most bytes of an answer; with a chain of certificates they have some ten thousand.
const MAX_ANSWER: u64 = 1024 * 1024;

/// Why a file was not stamped, or its stamp does not hold.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StampError {
    /// The system refused.
    #[error("{}: cannot be read or written ({source}); check the path, the permissions and the free space", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// Somebody is writing to the file.
    #[error("{}: another process is writing to it; stamp it when it is finished", path.display())]
    Locked {
        /// The file.
        path: PathBuf,
    },
    /// There is a stamp already.
    #[error("{}: has a timestamp already; `archive verify` checks it", path.display())]
    Stamped {
        /// The file.
        path: PathBuf,
    },
    /// The authority could not be asked.
    #[error(transparent)]
    Asking(#[from] AcquireError),
    /// The authority's answer does not do.
    #[error("{url}: {reason}; try again, or another timestamp authority")]
    Answer {
        /// The authority.
        url: String,
        /// What is wrong with its answer.
        reason: String,
    },
    /// The token beside the file is broken.
    #[error("{}: {reason}; restore it from a copy", path.display())]
    Broken {
        /// The token.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The file is not what was stamped.
    #[error("{}: its SHA-256 is {found}, stamped was {stamped} at {time}; the file was changed: restore it from a copy", path.display())]
    Differs {
        /// The file.
        path: PathBuf,
        /// Its hash today.
        found: String,
        /// The hash in the token.
        stamped: String,
        /// When that was stamped.
        time: jiff::Timestamp,
    },
}

/// Has a finished file stamped, and keeps the authority's answer beside it as `FILE.tsr`. Only the file's hash is sent.
///
/// The authority's address is chosen by the user and may be in a private network if `limits` allow it.
///
/// # Errors
/// When the file is still written to, is stamped already, or the authority gives no answer that fits.
pub fn stamp(path: &Path, authority: &str, limits: &Limits) -> Result<Token, StampError> {
    let kept = stamp_of(path);
    if kept.exists() {
        return Err(StampError::Stamped { path: path.to_owned() });
    }
    let io = |source| StampError::Io { path: path.to_owned(), source };
    let file = File::open(path).map_err(io)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Err(StampError::Locked { path: path.to_owned() }),
        Err(TryLockError::Error(source)) => return Err(io(source)),
    }
    let sha256 = hash(&file).map_err(io)?;
    let nonce = std::collections::hash_map::RandomState::new().build_hasher().finish();
    // The blocking client brings its own runtime, which must not start inside another one: hence a thread of its own.
    let answer = std::thread::scope(|scope| {
        let worker = scope.spawn(|| ask(authority, query(&sha256, nonce), limits));
        worker.join().unwrap_or_else(|_| Err(AcquireError::Internal { target: authority.to_owned() }))
    })?;
    let wrong = |reason: &str| StampError::Answer { url: authority.to_owned(), reason: reason.to_owned() };
    let token = read_answer(&answer).map_err(|reason| wrong(&reason))?;
    if token.sha256 != sha256 {
        return Err(wrong("the answer is about another file"));
    }
    if token.nonce.as_deref() != Some(&token::integer(nonce)) {
        return Err(wrong("the answer is to another question"));
    }
    let part = kept.with_extension("tsr-part");
    let write = |source| StampError::Io { path: kept.clone(), source };
    let mut out = File::create(&part).map_err(write)?;
    out.write_all(&answer).and_then(|()| out.sync_all()).map_err(write)?;
    std::fs::rename(&part, &kept).map_err(write)?;
    Ok(token)
}

/// Compares a file with the token beside it; none where there is no token.
///
/// # Errors
/// When one of them cannot be read, or they do not belong together.
pub fn check(path: &Path) -> Result<Option<Token>, StampError> {
    let kept = stamp_of(path);
    let mut bytes = Vec::new();
    match File::open(&kept) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(StampError::Io { path: kept, source }),
        Ok(file) => file
            .take(MAX_ANSWER)
            .read_to_end(&mut bytes)
            .map_err(|source| StampError::Io { path: kept.clone(), source })?,
    };
    let token = read_answer(&bytes).map_err(|reason| StampError::Broken { path: kept, reason })?;
    let found = File::open(path)
        .and_then(|file| hash(&file))
        .map_err(|source| StampError::Io { path: path.to_owned(), source })?;
    if found != token.sha256 {
        let (found, stamped) = (hex(&found), hex(&token.sha256));
        return Err(StampError::Differs { path: path.to_owned(), found, stamped, time: token.time });
    }
    Ok(Some(token))
}

fn hash(mut file: &File) -> std::io::Result<[u8; 32]> {
    let mut hash = Sha256::new();
    let mut chunk = vec![0u8; 256 * 1024];
    loop {
        match file.read(&mut chunk) {
            Ok(0) => return Ok(hash.finalize().into()),
            Ok(read) => hash.update(&chunk[..read]),
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

fn ask(authority: &str, query: Vec<u8>, limits: &Limits) -> Result<Vec<u8>, AcquireError> {
    let url = address::parse(authority)?;
    if !limits.allow_private {
        address::check_literal(&url)
            .map_err(|r| AcquireError::RefusedAddress { url: authority.to_owned(), address: r.address })?;
    }
    let client = builder(limits).redirect(Policy::none()).build().map_err(|e| explain(authority, &e, limits))?;
    let request = client.post(url).header("Content-Type", "application/timestamp-query").body(query);
    let response = request.send().map_err(|e| explain(authority, &e, limits))?;
    if !response.status().is_success() {
        return Err(AcquireError::Status { url: authority.to_owned(), status: response.status().as_u16() });
    }
    let mut answer = Vec::new();
    let read = response.take(MAX_ANSWER + 1).read_to_end(&mut answer);
    read.map_err(|e| explain_io(authority, &e, limits))?;
    if answer.len() as u64 > MAX_ANSWER {
        return Err(AcquireError::TooLarge { target: authority.to_owned(), limit: MAX_ANSWER });
    }
    Ok(answer)
}
