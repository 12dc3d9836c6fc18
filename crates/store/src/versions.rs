//! The versions of a page: what was captured when, and what each changed.

use crate::diff::{Change, ChangedNumber, changed_numbers, diff};
use marsad_model::Day;
use serde::{Deserialize, Serialize};

/// One version of a page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Version {
    /// Store id of its document.
    pub document: i64,
    /// Its number, from 1 in the order in which versions came in; captures of an earlier day may come in later.
    pub version: u32,
    /// Whether it is the current one: the one captured last.
    pub current: bool,
    /// The address or path it was captured from.
    pub target: String,
    /// UTC time of the capture, RFC 3339.
    pub captured_at: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Its headline.
    pub title: String,
    /// Its day of publication.
    pub published: Option<Day>,
    /// How many reports it has.
    pub reports: u64,
    /// What it changed of the version captured before it; null of the first.
    pub changed: Option<Changed>,
}

/// What a version changed. All empty where only bytes changed that are no text: an advertisement, a counter.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Changed {
    /// Whether the headline is another.
    pub title: bool,
    /// Whether the day of publication is another.
    pub published: bool,
    /// Words that were not there before, headline and text together.
    pub words_added: usize,
    /// Words that are there no more.
    pub words_removed: usize,
    /// Numbers that gave way to others, in the order of the text.
    pub numbers: Vec<ChangedNumber>,
}

impl Changed {
    /// Whether the words are as they were.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}

/// A version as a store reads it, with its text; in the order of capture.
pub(crate) struct Captured {
    pub version: Version,
    pub body: String,
}

/// Says of each version what it changed.
pub(crate) fn compared(mut all: Vec<Captured>) -> Vec<Version> {
    let time = |c: &Captured| c.version.captured_at.parse::<jiff::Timestamp>().ok();
    all.sort_by_key(|c| (time(c), c.version.version));
    let full = |c: &Captured| format!("{}\n\n{}", c.version.title, c.body);
    let changes: Vec<Option<Changed>> = std::iter::once(None)
        .chain(all.windows(2).map(|pair| {
            let pieces = diff(&full(&pair[0]), &full(&pair[1]));
            let words = |change: Change| {
                pieces.iter().filter(|p| p.change == change).map(|p| p.text.split_whitespace().count()).sum()
            };
            Some(Changed {
                title: pair[0].version.title != pair[1].version.title,
                published: pair[0].version.published != pair[1].version.published,
                words_added: words(Change::Added),
                words_removed: words(Change::Removed),
                numbers: changed_numbers(&pieces),
            })
        }))
        .collect();
    all.into_iter().zip(changes).map(|(c, changed)| Version { changed, ..c.version }).collect()
}
