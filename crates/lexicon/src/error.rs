//! What can be wrong with a lexicon.

/// Why a lexicon could not be loaded. Each names the file, and the line where there is one.
#[derive(Debug, thiserror::Error)]
pub enum LexiconError {
    /// A folder or file could not be read.
    #[error("cannot read {path}: {source}")]
    Io {
        /// Which.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// A file is larger than a hand-edited one can be.
    #[error("{path} is larger than 64 MiB: split it")]
    TooLarge {
        /// Which.
        path: String,
    },
    /// A compiled gazetteer cannot be used.
    #[error("{path}: {source}")]
    Pack {
        /// Which.
        path: String,
        /// Why.
        source: marsad_gazetteer::PackError,
    },
    /// A row is not what its file's columns ask for.
    #[error("{file}:{line}: {what}")]
    Row {
        /// File.
        file: String,
        /// Line, from 1.
        line: usize,
        /// What is wrong and what was expected.
        what: String,
    },
    /// A frame file is not readable.
    #[error("{file}: {what}")]
    Frame {
        /// File.
        file: String,
        /// What is wrong.
        what: String,
    },
}

impl From<marsad_text::arabic::morphology::MorphologyError> for LexiconError {
    fn from(e: marsad_text::arabic::morphology::MorphologyError) -> Self {
        Self::Row { file: e.file, line: e.line, what: e.what }
    }
}
