//! What can go wrong with a second reader, in words that name the place and the way out.

/// An error of a second reader.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The reader cannot be used as it is set up: no other document will fare better.
    #[error("{0}")]
    Setup(String),
    /// The reader is not to be had just now, also after trying again.
    #[error("{0}")]
    NotNow(String),
    /// This document could not be read by it; others may.
    #[error("{0}")]
    Document(String),
}
