//! What can go wrong, in words that name the place and the way out.

use std::path::PathBuf;

/// An error of channels or of sending.
#[derive(Debug, thiserror::Error)]
pub enum AlertError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] marsad_store::StoreError),
    /// The file of channels cannot be read.
    #[error("cannot read `{}`: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// The system's words.
        source: std::io::Error,
    },
    /// The file of channels cannot be written.
    #[error("cannot write `{}`: {source}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// The system's words.
        source: std::io::Error,
    },
    /// The file of channels is not as it should be.
    #[error("`{}` cannot be used: {why}; docs/watch.md shows how it is written", path.display())]
    BadFile {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// A message could not be sent; it may go later.
    #[error("{0}")]
    NotNow(String),
    /// A message was refused, and will be refused again.
    #[error("{0}")]
    Never(String),
}
