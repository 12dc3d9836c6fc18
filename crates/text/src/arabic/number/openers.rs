//! What may begin at a word, answered by one look-up: most words of a text begin no number and no time, and no list
//! has to be asked about them.

use super::table::variants;
use crate::{Text, TokenKind, WordMap};

/// Sets of words, each a bit: the folded words that may begin something, with every proclitic [`variants`] allows.
#[derive(Debug, Clone, Default)]
pub(crate) struct Openers {
    bits: WordMap<u8>,
}

impl Openers {
    /// Adds folded words under a bit.
    pub(crate) fn add<'a>(&mut self, words: impl Iterator<Item = &'a str>, bit: u8) {
        for word in words {
            *self.bits.or_default(word.into()) |= bit;
        }
    }

    /// Both sets together.
    pub(crate) fn merged(&self, other: &Self) -> Self {
        let mut out = self.clone();
        for word in other.bits.words() {
            *out.bits.or_default(word.into()) |= other.bits.get(word).copied().unwrap_or(0);
        }
        out
    }

    /// For each token of a text, the bits of all that may begin there.
    pub(crate) fn scan(&self, text: &Text) -> Vec<u8> {
        let tokens = text.tokens();
        (0..tokens.len()).map(|i| if tokens[i].kind == TokenKind::Arabic { self.of(text.fold(i)) } else { 0 }).collect()
    }

    /// The bits of a folded word under every cut of its proclitics.
    fn of(&self, word: &str) -> u8 {
        let mut all = 0;
        let none: Option<()> = variants(word, |stem, _| {
            all |= self.bits.get(stem).copied().unwrap_or(0);
            None
        });
        debug_assert!(none.is_none());
        all
    }
}

/// The bits of [`Openers`]: what may begin at a word.
pub(crate) mod opens {
    /// A number word.
    pub const WORD: u8 = 1;
    /// A bound, a vague quantity and the like.
    pub const FRAME: u8 = 1 << 1;
    /// A dual noun that counts itself.
    pub const DUAL: u8 = 1 << 2;
    /// A name with a number in it.
    pub const WHOLE: u8 = 1 << 6;
    /// Any of the above.
    pub const NUMBER: u8 = WORD | FRAME | DUAL | WHOLE;
    /// A word that only links times: from, to, or, on.
    pub const LINK: u8 = 1 << 3;
    /// Any other word of time.
    pub const TIME: u8 = 1 << 4;
    /// A name that looks like a time, or the head of one.
    pub const NAME: u8 = 1 << 5;
}

/// What was found at some of the tokens of a text: few of many, each looked up once.
#[derive(Debug, Clone)]
pub(crate) struct Sparse<T> {
    /// For each token, one more than its place in `found`; 0 where there is none.
    at: Vec<u32>,
    found: Vec<T>,
}

impl<T: Copy> Sparse<T> {
    /// Asks `look` about those tokens whose bits hold `bit`.
    pub(crate) fn new(bits: &[u8], bit: u8, mut look: impl FnMut(usize) -> Option<T>) -> Self {
        let mut found = Vec::new();
        let mut at = vec![0; bits.len()];
        for (i, _) in bits.iter().enumerate().filter(|(_, b)| *b & bit != 0) {
            if let Some(value) = look(i) {
                found.push(value);
                at[i] = u32::try_from(found.len()).unwrap_or(0);
            }
        }
        Self { at, found }
    }

    /// What was found at token `i`.
    pub(crate) fn get(&self, i: usize) -> Option<T> {
        let place = self.at.get(i)?.checked_sub(1)?;
        self.found.get(place as usize).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_are_found_behind_every_proclitic() {
        let mut openers = Openers::default();
        openers.add(["العام", "عشرات"].into_iter(), 1);
        openers.add(["عام", "عشرات"].into_iter(), 2);
        let text = Text::new("العام للعام وبالعام بعام عشرات وعشرات وفد 12");
        assert_eq!(openers.scan(&text), [1, 1, 1, 2, 3, 3, 0, 0]);
    }
}
