//! What can go wrong when the lexicon is changed.

use marsad_lexicon::LexiconError;
use marsad_store::StoreError;
use std::path::PathBuf;

/// Why a change was not tried, kept or taken back. Each says what to do.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    /// A change is not what its family asks for.
    #[error("{what}")]
    Bad {
        /// What is wrong and the way out.
        what: String,
    },
    /// A row is not what its file's columns ask for.
    #[error("{file}: {what}")]
    Row {
        /// The file, as a person knows it.
        file: String,
        /// What is wrong and what was expected.
        what: String,
    },
    /// Lint or cases speak against the change.
    #[error("nothing was saved: {}", lines.join("; "))]
    Refused {
        /// What speaks against it, each line with file and line or with the case.
        lines: Vec<String>,
    },
    /// The files are not as they were when the change was made ready.
    #[error("`{file}` was changed meanwhile: try the change again")]
    Changed {
        /// Which file.
        file: String,
    },
    /// A change cannot be taken back.
    #[error("change {id} cannot be taken back: {why}")]
    NoUndo {
        /// Number of the entry.
        id: u64,
        /// Why, and the way out.
        why: String,
    },
    /// Another program is changing the folder.
    #[error("another program is changing `{}`; try again when it is done", path.display())]
    Locked {
        /// The folder.
        path: PathBuf,
    },
    /// A file could not be read or written.
    #[error("cannot {doing} `{}`: {source}", path.display())]
    Io {
        /// What was to be done.
        doing: &'static str,
        /// The file.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// The history cannot be read.
    #[error("`{}` is no entry of the history ({why}); move it away, the files themselves are as they are", path.display())]
    History {
        /// The file.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// The lexicon does not compile or cannot be read.
    #[error(transparent)]
    Lexicon(#[from] LexiconError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Somebody called it off.
    #[error("called off; what was done until then stays")]
    Cancelled,
    /// As many jobs run as may.
    #[error("another trial or reading is under way: let it finish, or call it off")]
    Busy,
}

/// A run that was cut short: why, and what it came to until then.
pub type CutShort<T> = Box<(EditError, T)>;

impl EditError {
    /// A change that is not as it should be.
    pub(crate) fn bad(what: impl Into<String>) -> Self {
        Self::Bad { what: what.into() }
    }

    /// A file that cannot be read or written.
    pub(crate) fn io(doing: &'static str, path: impl Into<PathBuf>, source: std::io::Error) -> Self {
        Self::Io { doing, path: path.into(), source }
    }
}
