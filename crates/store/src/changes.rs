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
    /// It was read again with another lexicon: some of its reports gave way to others.
    Recoded,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentChange {
    /// What happened.
    pub happened: Happened,
    /// To which document.
    pub document: i64,
    /// Its reports: to be taken in, or to be dropped. Of a document that was read again those that it has now.
    pub reports: Vec<i64>,
    /// Of a document that was read again: reports that are to be dropped.
    #[serde(default)]
    pub dropped: Vec<i64>,
}

/// Some changes, and where to go on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangePage {
    /// The changes after the cursor: first what came in, then what was read again, then what was replaced, each in order. A
    /// document that came in and was replaced within one page is told twice, in this order.
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

/// How far somebody has come: the last document, the last that was replaced, and the last that was read again.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Mark {
    pub document: i64,
    pub replaced: i64,
    pub recoded: i64,
}

const FORM: u8 = 2;
const LENGTH: usize = 1 + 8 + 8 + 8 + 2;
/// The form before documents were read again: without the last number.
const EARLIER_FORM: u8 = 1;
const EARLIER_LENGTH: usize = 1 + 8 + 8 + 2;

impl Mark {
    /// The mark as a word for the outside.
    pub(crate) fn encode(self) -> String {
        let mut bytes = vec![FORM];
        bytes.extend(self.document.to_be_bytes());
        bytes.extend(self.replaced.to_be_bytes());
        bytes.extend(self.recoded.to_be_bytes());
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
        let (form, length) = match word.len() {
            n if n == 2 * LENGTH => (FORM, LENGTH),
            n if n == 2 * EARLIER_LENGTH => (EARLIER_FORM, EARLIER_LENGTH),
            _ => return None,
        };
        if !word.is_ascii() {
            return None;
        }
        let bytes: Vec<u8> =
            (0..length).map(|at| u8::from_str_radix(word.get(2 * at..2 * at + 2)?, 16).ok()).collect::<Option<_>>()?;
        let (body, check) = bytes.split_at(length - 2);
        if body[0] != form || Sha256::digest(body)[..2] != *check {
            return None;
        }
        let number = |from: usize| Some(i64::from_be_bytes(body.get(from..from + 8)?.try_into().ok()?));
        let recoded = if form == FORM { number(17)? } else { 0 };
        Some(Self { document: number(1)?, replaced: number(9)?, recoded })
    }
}

/// Puts a page together of what a database found: documents, replaced ones and those read again with the numbers of their order,
/// one more than `limit` of each where there are more.
pub(crate) fn page(
    mark: Mark,
    limit: usize,
    mut added: Vec<DocumentChange>,
    mut replaced: Vec<(i64, DocumentChange)>,
    mut recoded: Vec<(i64, DocumentChange)>,
) -> ChangePage {
    let mut next = mark;
    let more_added = added.len() > limit;
    added.truncate(limit);
    next.document = added.last().map_or(mark.document, |last| last.document);
    // What was replaced is told once its coming in was told.
    let known = |list: &[(i64, DocumentChange)]| {
        list.iter().take(limit).take_while(|(_, change)| !more_added || change.document <= next.document).count()
    };
    let (told, read) = (known(&replaced), known(&recoded));
    let more = more_added || replaced.len() > told || recoded.len() > read;
    replaced.truncate(told);
    recoded.truncate(read);
    next.replaced = replaced.last().map_or(mark.replaced, |(seq, _)| *seq);
    next.recoded = recoded.last().map_or(mark.recoded, |(seq, _)| *seq);
    added.extend(recoded.into_iter().chain(replaced).map(|(_, change)| change));
    ChangePage { changes: added, next: next.encode(), more }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn marks_come_back(document in any::<i64>(), replaced in any::<i64>(), recoded in any::<i64>()) {
            let mark = Mark { document, replaced, recoded };
            prop_assert_eq!(Mark::decode(Some(&mark.encode())).unwrap(), mark);
        }

        #[test]
        fn other_words_are_refused(word in "\\PC{0,60}|[0-9a-f]{38}|[0-9a-f]{54}") {
            prop_assert!(Mark::read(&word).is_none_or(|mark| mark.encode() == word));
        }

        #[test]
        fn marks_of_the_earlier_form_are_read(document in any::<i64>(), replaced in any::<i64>()) {
            let mut bytes = vec![EARLIER_FORM];
            bytes.extend(document.to_be_bytes());
            bytes.extend(replaced.to_be_bytes());
            let check = Sha256::digest(&bytes);
            bytes.extend(&check[..2]);
            prop_assert_eq!(Mark::decode(Some(&hex(&bytes))).unwrap(), Mark { document, replaced, recoded: 0 });
        }
    }
}
