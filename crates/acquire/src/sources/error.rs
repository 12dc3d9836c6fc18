//! What went wrong with one item of an import, and where it stands.

use std::fmt;
use std::path::PathBuf;

/// A place in a file, as a person finds it again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub path: PathBuf,
    /// What `at` counts.
    pub unit: Unit,
    /// Bytes from 0, or lines, rows and messages from 1.
    pub at: u64,
}

/// What places in a kind of file are counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// The file as a whole.
    File,
    /// Bytes from 0; in a compressed file, of what is in it.
    Byte,
    /// Lines from 1.
    Line,
    /// Rows of a table from 1, the heading not counted.
    Row,
    /// Messages or records from 1.
    Item,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        match self.unit {
            Unit::File => write!(f, "{path}"),
            Unit::Byte => write!(f, "{path}, byte {}", self.at),
            Unit::Line => write!(f, "{path}, line {}", self.at),
            Unit::Row => write!(f, "{path}, row {}", self.at),
            Unit::Item => write!(f, "{path}, item {}", self.at),
        }
    }
}

/// Why an item of an import gave nothing. The message names file and place; the rest of the file goes on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {reason}")]
pub struct SourceError {
    /// Where it stands.
    pub place: Place,
    /// What is wrong and what to do.
    pub reason: String,
    /// Whether this is as it should be (a picture in a folder of pages, a message without words) and only told so that
    /// nothing is passed over in silence.
    pub notice: bool,
}

impl SourceError {
    pub(super) fn new(place: Place, reason: impl Into<String>) -> Self {
        Self { place, reason: reason.into(), notice: false }
    }

    pub(super) fn notice(place: Place, reason: impl Into<String>) -> Self {
        Self { place, reason: reason.into(), notice: true }
    }
}
