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
    /// Persons reviewed it: some of its reports were corrected, added or taken out.
    Reviewed,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentChange {
    /// What happened.
    pub happened: Happened,
    /// To which document.
    pub document: i64,
    /// Its reports: to be taken in, or to be dropped. Of a document that was read again or reviewed those that it has now, as they
    /// are now.
    pub reports: Vec<i64>,
    /// Of a document that was read again or reviewed: reports that are to be dropped.
    #[serde(default)]
    pub dropped: Vec<i64>,
}

/// Some changes, and where to go on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangePage {
    /// The changes after the cursor: first what came in, then what was read again, then what was replaced, then what was
    /// reviewed, each in order. A
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

/// How far somebody has come: the last document, and the last that was replaced, read again and reviewed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Mark {
    pub document: i64,
    pub replaced: i64,
    pub recoded: i64,
    pub revised: i64,
}

/// The form of a mark, and how many numbers it has. Marks of the first form, from before documents were read again and
/// reviewed, are still taken.
const FORMS: [(u8, usize); 2] = [(1, 2), (2, 4)];

impl Mark {
    /// The mark as a word for the outside.
    pub(crate) fn encode(self) -> String {
        let mut bytes = vec![2];
        for number in [self.document, self.replaced, self.recoded, self.revised] {
            bytes.extend(number.to_be_bytes());
        }
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
        if !word.len().is_multiple_of(2) || word.len() > 80 || !word.is_ascii() {
            return None;
        }
        let bytes: Vec<u8> = (0..word.len() / 2)
            .map(|at| u8::from_str_radix(word.get(2 * at..2 * at + 2)?, 16).ok())
            .collect::<Option<_>>()?;
        let (body, check) = bytes.split_at_checked(bytes.len().checked_sub(2)?)?;
        let (_, numbers) = FORMS.iter().find(|(form, _)| body.first() == Some(form))?;
        if body.len() != 1 + 8 * numbers || Sha256::digest(body)[..2] != *check {
            return None;
        }
        let mut all = body.get(1..)?.chunks_exact(8).map(|n| n.try_into().map_or(0, i64::from_be_bytes));
        let mut next = || all.next().unwrap_or(0);
        Some(Self { document: next(), replaced: next(), recoded: next(), revised: next() })
    }
}

/// Puts a page together of what a database found: documents, and replaced ones, those read again and those reviewed with the
/// numbers of their order, one more than `limit` of each where there are more.
pub(crate) fn page(
    mark: Mark,
    limit: usize,
    mut added: Vec<DocumentChange>,
    replaced: Vec<(i64, DocumentChange)>,
    recoded: Vec<(i64, DocumentChange)>,
    revised: Vec<(i64, DocumentChange)>,
) -> ChangePage {
    let mut next = mark;
    let mut more = added.len() > limit;
    let more_added = more;
    added.truncate(limit);
    let last = added.last().map_or(mark.document, |last| last.document);
    next.document = last;
    let lists = [(recoded, &mut next.recoded), (replaced, &mut next.replaced), (revised, &mut next.revised)];
    for (mut later, seq) in lists {
        // What happened to a document is told once its coming in was told.
        let told = |change: &DocumentChange| !more_added || change.document <= last;
        let known = later.iter().take(limit).take_while(|(_, change)| told(change)).count();
        more |= later.len() > known;
        later.truncate(known);
        *seq = later.last().map_or(*seq, |(seq, _)| *seq);
        added.extend(later.into_iter().map(|(_, change)| change));
    }
    ChangePage { changes: added, next: next.encode(), more }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn marks_come_back(document in any::<i64>(), replaced in any::<i64>(), recoded in any::<i64>(), revised in any::<i64>()) {
            let mark = Mark { document, replaced, recoded, revised };
            prop_assert_eq!(Mark::decode(Some(&mark.encode())).unwrap(), mark);
        }

        #[test]
        fn other_words_are_refused(word in "\\PC{0,60}|[0-9a-f]{38}|[0-9a-f]{70}") {
            prop_assert!(Mark::read(&word).is_none_or(|mark| mark.encode() == word || word.len() == 38));
        }

        #[test]
        fn marks_of_the_earlier_form_are_read(document in any::<i64>(), replaced in any::<i64>()) {
            let mut bytes = vec![1];
            bytes.extend(document.to_be_bytes());
            bytes.extend(replaced.to_be_bytes());
            let check = Sha256::digest(&bytes);
            bytes.extend(&check[..2]);
            prop_assert_eq!(Mark::decode(Some(&hex(&bytes))).unwrap(), Mark { document, replaced, recoded: 0, revised: 0 });
        }
    }
}
