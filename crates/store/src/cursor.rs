//! Page cursors: where a page of rows ended, as an opaque word.
//!
//! A cursor holds the day of publication, the document and the id of the last row shown, so that pages neither repeat nor skip rows
//! while documents are added. Two check bytes tell a mistyped one.

use crate::StoreError;
use crate::error::shortened;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

const FORM: u8 = 2;
const LENGTH: usize = 1 + 8 + 8 + 8 + 2;

/// The last row of a page, in the order of pages: newest publication first, then the document added last, then
/// the order of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cursor {
    /// Key of the day of publication (see `day`).
    pub published: i64,
    /// Store id of the document.
    pub document: i64,
    /// Store id of the report.
    pub id: i64,
}

impl Cursor {
    /// The cursor as a word for the outside.
    pub(crate) fn encode(self) -> String {
        let mut bytes = vec![FORM];
        bytes.extend(self.published.to_be_bytes());
        bytes.extend(self.document.to_be_bytes());
        bytes.extend(self.id.to_be_bytes());
        let check = Sha256::digest(&bytes);
        bytes.extend(&check[..2]);
        hex(&bytes)
    }

    /// The cursor of such a word.
    pub(crate) fn decode(word: &str) -> Result<Self, StoreError> {
        Self::read(word).ok_or_else(|| StoreError::BadCursor { cursor: shortened(word) })
    }

    fn read(word: &str) -> Option<Self> {
        if word.len() != 2 * LENGTH || !word.is_ascii() {
            return None;
        }
        let digit = |c: u8| char::from(c).to_digit(16).and_then(|d| u8::try_from(d).ok());
        let bytes: Vec<u8> = word
            .as_bytes()
            .chunks(2)
            .map(|pair| Some(digit(pair[0])? << 4 | digit(pair[1])?))
            .collect::<Option<_>>()?;
        let (body, check) = bytes.split_at(LENGTH - 2);
        if body[0] != FORM || Sha256::digest(body)[..2] != *check {
            return None;
        }
        let number = |from: usize| Some(i64::from_be_bytes(body.get(from..from + 8)?.try_into().ok()?));
        Some(Self { published: number(1)?, document: number(9)?, id: number(17)? })
    }
}

/// Bytes as lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn cursors_come_back(published in any::<i64>(), document in any::<i64>(), id in any::<i64>()) {
            let cursor = Cursor { published, document, id };
            prop_assert_eq!(Cursor::decode(&cursor.encode()).unwrap(), cursor);
        }

        #[test]
        fn other_words_are_refused(word in "\\PC{0,60}") {
            prop_assert!(Cursor::decode(&word).is_err());
        }

        #[test]
        fn a_changed_digit_is_noticed(at in 0usize..54, id in any::<i64>()) {
            let mut word = Cursor { published: 20_190_323, document: 7, id }.encode().into_bytes();
            word[at] = if word[at] == b'0' { b'1' } else { b'0' };
            let word = String::from_utf8(word).unwrap();
            // Two check bytes let one change in 65 536 pass; that is a page from elsewhere, not a fault.
            if let Ok(found) = Cursor::decode(&word) {
                prop_assert_ne!(found, Cursor { published: 20_190_323, document: 7, id });
            }
        }
    }
}
