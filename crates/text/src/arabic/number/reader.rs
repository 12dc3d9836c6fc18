//! The tokens of a text as number words: what the grammar below reads.

use super::digits::digit_value;
use super::lexicon::{Class, Frame, NumberLexicon};
use super::openers::{Sparse, opens};
use super::table::{Found, Joined, variants};
use crate::{Text, TokenKind};

/// One number word.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Word {
    pub class: Class,
    pub value: f64,
    /// Whether the article is written.
    pub article: bool,
    pub joined: Joined,
}

/// A text with its number words looked up once.
pub(crate) struct Reader<'t> {
    pub text: &'t Text,
    pub lexicon: &'t NumberLexicon,
    /// Bits of [`opens`] for each token.
    opens: Vec<u8>,
    words: Sparse<Word>,
    frames: Sparse<Found<Frame>>,
}

impl<'t> Reader<'t> {
    /// `opens`: the bits of each token, from the lexicon's openers, alone or merged with those of times.
    pub(crate) fn new(text: &'t Text, lexicon: &'t NumberLexicon, opens: Vec<u8>) -> Self {
        let words = Sparse::new(&opens, opens::WORD, |i| look_up(text, lexicon, i));
        let frames = Sparse::new(&opens, opens::FRAME, |i| lexicon.frames.find(text, i));
        Self { text, lexicon, opens, words, frames }
    }

    /// Whether something of the kinds `what` (bits of [`opens`]) may begin at token `i`.
    pub(crate) fn may(&self, i: usize, what: u8) -> bool {
        self.opens.get(i).is_some_and(|bits| bits & what != 0)
    }

    /// Looks up the tokens whose bits hold one of `what`.
    pub(crate) fn sparse<T: Copy>(&self, what: u8, look: impl FnMut(usize) -> Option<T>) -> Sparse<T> {
        Sparse::new(&self.opens, what, look)
    }

    /// The bound or vague quantity that starts at token `i`.
    pub(crate) fn frame_at(&self, i: usize) -> Option<Found<Frame>> {
        self.frames.get(i)
    }

    /// The number word at token `i`.
    pub(crate) fn word(&self, i: usize) -> Option<Word> {
        self.words.get(i)
    }

    /// The value of the digits at token `i`.
    pub(crate) fn digits(&self, i: usize) -> Option<f64> {
        let token = self.text.tokens().get(i)?;
        (token.kind == TokenKind::Number).then(|| digit_value(self.text.fold(i))).flatten()
    }

    /// Whether anything here could start or hold a number.
    pub(crate) fn is_number(&self, i: usize) -> bool {
        self.word(i).is_some() || self.text.tokens().get(i).is_some_and(|t| t.kind == TokenKind::Number)
    }

    /// Whether token `i` is a proclitic written apart before digits («و 500», «الـ15»).
    pub(crate) fn is_conj(&self, i: usize) -> bool {
        matches!(self.text.fold(i), "و" | "ف")
    }

    /// The mark at token `i`.
    pub(crate) fn mark(&self, i: usize) -> Option<char> {
        self.text.tokens().get(i).and_then(|t| t.mark)
    }

    /// Whether white space stands before token `i`.
    pub(crate) fn spaced(&self, i: usize) -> bool {
        self.text.tokens().get(i).is_none_or(|t| t.spaced)
    }
}

fn look_up(text: &Text, lexicon: &NumberLexicon, i: usize) -> Option<Word> {
    if text.tokens().get(i)?.kind != TokenKind::Arabic {
        return None;
    }
    let folded = text.fold(i);
    variants(folded, |stem, joined| {
        let &(class, value, article) = lexicon.words.get(stem)?;
        // «لست» is "I am not", «لسنا» no number at all: the preposition does not stand before bare six.
        if joined.prep == Some('ل') && stem == "ست" {
            return None;
        }
        // «الاثنين» is Monday.
        if article && value == 2.0 && class == Class::Unit {
            return None;
        }
        // A dual that lost its nun has no article.
        if article && matches!(class, Class::ScaleDual | Class::ScaleAccusative) && !stem.ends_with('ن') {
            return None;
        }
        let class = match class {
            // «ألفاً» is one thousand, «ألفا» two thousand of what follows.
            Class::ScaleAccusative if text.word(i).contains('\u{64B}') => Class::Scale,
            class => class,
        };
        Some(Word { class, value, article, joined })
    })
}
