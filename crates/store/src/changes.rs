//! What came in and what was replaced, in the order in which it happened: for whoever keeps a copy of the record.

use crate::cursor::hex;
use crate::error::{StoreError, shortened};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Most changes of one page.
pub(crate) const MOST: usize = 1000;

/// What happened to a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Happened {
    /// It came in.
    Added,
    /// A later version of its page took its place: it and its reports are in lists no more.
    Replaced,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentChange {
    /// What happened.
    pub happened: Happened,
    /// To which document.
    pub document: i64,
    /// Its reports: to be taken in, or to be dropped.
    pub reports: Vec<i64>,
}

/// Some changes, and where to go on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangePage {
    /// The changes after the cursor: first what came in, then what was replaced, each in order. A document that came in and
    /// was replaced within one page is told twice, in this order.
    pub changes: Vec<DocumentChange>,
    /// Where to go on: now if `more`, else some other day.
    pub next: String,
    /// Whether there are more already.
    pub more: bool,
}

/// A store that tells what changed.
pub trait Changes: Send + Sync {
    /// At most `limit` (and 1000) changes of each kind after a cursor; from the beginning without one.
    ///
    /// # Errors
    /// When the cursor is not one of ours or the database cannot be read.
    fn changes(&self, after: Option<&str>, limit: usize) -> Result<ChangePage, StoreError>;

    /// The media type of a document's page, as it was captured.
    ///
    /// # Errors
    /// When the database cannot be read.
    fn media_type(&self, document: i64) -> Result<Option<String>, StoreError>;
}

/// How far somebody has come: the last document, and the last that was replaced.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Mark {
    pub document: i64,
    pub replaced: i64,
}

const FORM: u8 = 1;
const LENGTH: usize = 1 + 8 + 8 + 2;

impl Mark {
    /// The mark as a word for the outside.
    pub(crate) fn encode(self) -> String {
        let mut bytes = vec![FORM];
        bytes.extend(self.document.to_be_bytes());
        bytes.extend(self.replaced.to_be_bytes());
        let check = Sha256::digest(&bytes);
        bytes.extend(&check[..2]);
        hex(&bytes)
    }

    /// The mark of such a word.
    pub(crate) fn decode(word: Option<&str>) -> Result<Self, StoreError> {
        let Some(word) = word else { return Ok(Self::default()) };
        Self::read(word).ok_or_else(|| StoreError::BadCursor { cursor: shortened(word) })
    }

    fn read(word: &str) -> Option<Self> {
        if word.len() != 2 * LENGTH || !word.is_ascii() {
            return None;
        }
        let bytes: Vec<u8> =
            (0..LENGTH).map(|at| u8::from_str_radix(word.get(2 * at..2 * at + 2)?, 16).ok()).collect::<Option<_>>()?;
        let (body, check) = bytes.split_at(LENGTH - 2);
        if body[0] != FORM || Sha256::digest(body)[..2] != *check {
            return None;
        }
        let number = |from: usize| Some(i64::from_be_bytes(body.get(from..from + 8)?.try_into().ok()?));
        Some(Self { document: number(1)?, replaced: number(9)? })
    }
}

/// Puts a page together of what a database found: documents and replaced ones with the numbers of their order, one more than
/// `limit` of each where there are more.
pub(crate) fn page(
    mark: Mark,
    limit: usize,
    mut added: Vec<DocumentChange>,
    mut replaced: Vec<(i64, DocumentChange)>,
) -> ChangePage {
    let mut next = mark;
    let more_added = added.len() > limit;
    added.truncate(limit);
    next.document = added.last().map_or(mark.document, |last| last.document);
    // What was replaced is told once its coming in was told.
    let known =
        replaced.iter().take(limit).take_while(|(_, change)| !more_added || change.document <= next.document).count();
    let more = more_added || replaced.len() > known;
    replaced.truncate(known);
    next.replaced = replaced.last().map_or(mark.replaced, |(seq, _)| *seq);
    added.extend(replaced.into_iter().map(|(_, change)| change));
    ChangePage { changes: added, next: next.encode(), more }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn marks_come_back(document in any::<i64>(), replaced in any::<i64>()) {
            let mark = Mark { document, replaced };
            prop_assert_eq!(Mark::decode(Some(&mark.encode())).unwrap(), mark);
        }

        #[test]
        fn other_words_are_refused(word in "\\PC{0,60}|[0-9a-f]{38}") {
            prop_assert!(Mark::read(&word).is_none_or(|mark| mark.encode() == word));
        }
    }
}
