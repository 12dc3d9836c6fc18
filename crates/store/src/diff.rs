//! What changed between two texts, word by word.
//!
//! Works on the words of both; what stands between words (spaces, signs) goes with the word before it. Time and memory are
//! bounded: where two texts have little in common, the search for what they share is given up after a while and larger
//! stretches count as replaced.

use serde::{Deserialize, Serialize};
use similar::{Algorithm, DiffTag, capture_diff_slices_deadline};
use std::time::{Duration, Instant};

/// Longest text of which words are compared, in bytes; of longer ones only whether they are equal.
const LONGEST: usize = 8 << 20;
/// How long the comparison of two texts may take.
const MOST_TIME: Duration = Duration::from_secs(2);

/// What a piece of a [`diff`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// In both.
    Same,
    /// Only in the old one.
    Removed,
    /// Only in the new one.
    Added,
}

/// A stretch of one or both texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// What became of it.
    pub change: Change,
    /// The words.
    pub text: String,
    /// Where it stands in the old text, in scalar values; of what was added, where it would stand.
    pub old: (usize, usize),
    /// Where it stands in the new text; of what was removed, where it would stand.
    pub new: (usize, usize),
}

/// A number that gave way to another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChangedNumber {
    /// As the old text has it, with the words around it that changed.
    pub old: String,
    /// As the new text has it.
    pub new: String,
    /// Where the new words stand in the new text, in scalar values.
    pub at: (usize, usize),
    /// How much greater the new number is, where both are told in digits or words that `marsad` reads as one number.
    pub by: Option<f64>,
}

/// The pieces of two texts, in order; joined, those that are not `Added` give the old text and those not `Removed` the new.
///
/// ```
/// use marsad_store::{Change, diff};
/// let pieces = diff("مقتل 12 شخصا", "مقتل 15 شخصا");
/// assert_eq!(pieces.iter().filter(|p| p.change == Change::Added).map(|p| p.text.as_str()).collect::<String>(), "15 ");
/// ```
#[must_use]
pub fn diff(old: &str, new: &str) -> Vec<Piece> {
    let (a, b) = if old.len().max(new.len()) > LONGEST { (vec![old], vec![new]) } else { (pieces(old), pieces(new)) };
    let deadline = Some(Instant::now() + MOST_TIME);
    let mut out: Vec<Piece> = Vec::new();
    let (mut old_at, mut new_at) = (0, 0);
    let mut push = |change: Change, words: &[&str]| {
        let text: String = words.concat();
        if text.is_empty() {
            return;
        }
        let length = text.chars().count();
        let (from_old, from_new) = (old_at, new_at);
        old_at += if change == Change::Added { 0 } else { length };
        new_at += if change == Change::Removed { 0 } else { length };
        out.push(Piece { change, text, old: (from_old, old_at), new: (from_new, new_at) });
    };
    for op in capture_diff_slices_deadline(Algorithm::Myers, &a, &b, deadline) {
        let (tag, in_old, in_new) = op.as_tag_tuple();
        match tag {
            DiffTag::Equal => push(Change::Same, &b[in_new]),
            DiffTag::Delete => push(Change::Removed, &a[in_old]),
            DiffTag::Insert => push(Change::Added, &b[in_new]),
            DiffTag::Replace => {
                push(Change::Removed, &a[in_old]);
                push(Change::Added, &b[in_new]);
            }
        }
    }
    out
}

/// The numbers that changed, in the order of the new text: where words were replaced, and one side or both have a number.
#[must_use]
pub fn changed_numbers(pieces: &[Piece]) -> Vec<ChangedNumber> {
    let pairs = pieces.windows(2).filter(|pair| pair[0].change == Change::Removed && pair[1].change == Change::Added);
    pairs
        .filter_map(|pair| {
            let (old, new) = (number(&pair[0].text), number(&pair[1].text));
            let both = old.is_some() && new.is_some();
            (both && old != new).then(|| ChangedNumber {
                old: pair[0].text.trim().to_owned(),
                new: pair[1].text.trim().to_owned(),
                at: trimmed(&pair[1]),
                by: old.flatten().zip(new.flatten()).map(|(old, new)| new - old),
            })
        })
        .collect()
}

/// Whether some words hold a number, and its value where it is exactly one.
#[allow(clippy::option_option)]
fn number(words: &str) -> Option<Option<f64>> {
    let text = marsad_text::Text::new(words);
    let found = marsad_text::arabic::number::numbers(&text);
    match found.as_slice() {
        [] => None,
        [one] => Some(one.min.filter(|min| one.max == Some(*min))),
        _ => Some(None),
    }
}

fn trimmed(piece: &Piece) -> (usize, usize) {
    let lead = piece.text.chars().take_while(|c| c.is_whitespace()).count();
    let tail = piece.text.chars().rev().take_while(|c| c.is_whitespace()).count();
    (piece.new.0 + lead, (piece.new.1 - tail).max(piece.new.0 + lead))
}

/// A text as words, each with what follows it up to the next.
fn pieces(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut inside = true;
    for (at, c) in text.char_indices() {
        let word = c.is_alphanumeric() || marsad_text::is_mark(c);
        if word && !inside {
            out.push(&text[start..at]);
            start = at;
        }
        inside = word;
    }
    if start < text.len() {
        out.push(&text[start..]);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_rising_toll_is_told() {
        let old = "قتل 12 شخصا وأصيب 30 آخرون في القصف، بحسب مصدر طبي.";
        let new = "قتل 15 شخصا وأصيب نحو أربعين آخرين في القصف، بحسب مصدر طبي.";
        let pieces = diff(old, new);
        let numbers = changed_numbers(&pieces);
        assert_eq!(numbers[0].old, "12");
        assert_eq!((numbers[0].new.as_str(), numbers[0].by), ("15", Some(3.0)));
        assert_eq!(new.chars().skip(numbers[0].at.0).take(numbers[0].at.1 - numbers[0].at.0).collect::<String>(), "15");
        assert!(numbers[1].old.starts_with("30") && numbers[1].new.contains("أربعين"), "{numbers:?}");
    }

    #[test]
    fn equal_texts_have_one_piece_and_empty_ones_none() {
        assert_eq!(diff("نص", "نص").len(), 1);
        assert!(diff("", "").is_empty());
        assert_eq!(diff("", "نص")[0].change, Change::Added);
    }

    #[test]
    fn large_texts_with_nothing_in_common_take_bounded_time() {
        let words = |salt: u32| {
            (0..60_000u32)
                .map(|n| format!("{:x} ", n.wrapping_mul(2_654_435_761).wrapping_add(salt)))
                .collect::<String>()
        };
        let begun = Instant::now();
        let pieces = diff(&words(1), &words(77_777));
        assert!(!pieces.is_empty());
        assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    }

    proptest! {
        #[test]
        fn the_pieces_are_both_texts(old in "([ابت]{1,2}[ .،]{0,2}){0,30}|\\PC{0,60}", new in "([ابت]{1,2}[ .،]{0,2}){0,30}|\\PC{0,60}") {
            let pieces = diff(&old, &new);
            let joined = |without: Change| pieces.iter().filter(|p| p.change != without).map(|p| p.text.as_str()).collect::<String>();
            prop_assert_eq!(joined(Change::Added), old.clone());
            prop_assert_eq!(joined(Change::Removed), new.clone());
            let slice = |text: &str, (from, to): (usize, usize)| text.chars().skip(from).take(to - from).collect::<String>();
            for piece in &pieces {
                if piece.change != Change::Added { prop_assert_eq!(&slice(&old, piece.old), &piece.text); }
                if piece.change != Change::Removed { prop_assert_eq!(&slice(&new, piece.new), &piece.text); }
            }
            prop_assert!(changed_numbers(&pieces).len() <= pieces.len());
        }
    }
}
