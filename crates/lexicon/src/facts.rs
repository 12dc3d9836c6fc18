//! What can be said of a word by its letters alone: what may begin with it, and what it hints at.
//!
//! A text asks the same few thousand words for the same things over and over. The answers are kept, and a list is only
//! looked at where the word may begin one of its entries. They change no answer: a word that is not kept is asked anew.

mod ask;
mod lists;

use std::sync::{Arc, Mutex};

use marsad_text::{Text, TokenKind};

use crate::kept::Kept;
use crate::{FunctionWord, Hints, Lexicon, VerbWord, WordMap};

/// One bit for each list that a word may begin an entry of.
pub type Bit = u64;

/// The word may be a finite verb.
pub const FINITE: Bit = 1;
/// A frame's phrase may begin with it.
pub const FRAME_PHRASE: Bit = 1 << 1;
/// A frame's noun may be in it.
pub const FRAME_NOUN: Bit = 1 << 2;
/// A masdar or participle of a frame's verb may be in it.
pub const FRAME_NOMINAL: Bit = 1 << 3;
/// A place's name may begin with it.
pub const PLACE: Bit = 1 << 4;
/// A name of an imported place may begin with it.
pub const WIDE_PLACE: Bit = 1 << 5;
/// Bits below this are given; the lists of phrases have those from here on.
const FIRST_LIST: u32 = 6;
/// It is a given name.
pub const GIVEN: Bit = 1 << 63;
/// The table of words has a stem of it, under some cut.
pub const IN_TABLE: Bit = 1 << 62;
/// It is a given name with و, ل or ب before it.
pub const GIVEN_JOINED: Bit = 1 << 61;
/// It ties the parts of a person's name together.
pub const TIES_NAME: Bit = 1 << 60;
/// It says that a name comes.
pub const NAMING: Bit = 1 << 59;
/// It is a head of actors with a pronoun: see [`crate::Entities::owned`].
pub const OWNED: Bit = 1 << 58;
/// It is the head noun of places, alone or with something joined before it.
pub const PLACE_HEAD: Bit = 1 << 57;
/// It is the head noun of places with the article and nothing else.
pub const THE_PLACE_HEAD: Bit = 1 << 56;
/// Without its article it is a masdar.
pub const MASDAR: Bit = 1 << 55;
/// It is a noun with the article that points back at a place: see [`crate::Gazetteer::pointing`].
pub const POINTS: Bit = 1 << 53;
/// Without its article a frame's phrase begins with it.
pub const BEGINS_PHRASE: Bit = 1 << 54;

/// What the letters of one word say.
///
/// Its cuts are those of [`splits`], in that order: see [`cut`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Facts {
    /// What may begin with it, or be it.
    pub begins: Bit,
    /// What it hints at.
    pub hints: Hints,
    /// What a word of a phrase may begin with, written without its article, to be this word: see [`beginning`].
    pub starts: u64,
    /// The cuts whose stem is a form of a finite verb.
    pub finite: u64,
    /// The cuts whose stem is a masdar or participle.
    pub nominal: u64,
    /// The cuts whose stem is a noun of a frame.
    pub nouns: u64,
    /// The cuts whose stem, with or without the accusative's alef, begins a phrase of a frame.
    pub phrases: u64,
    /// The closed-class word it is, with or without و or ف before it.
    pub function: Option<FunctionWord>,
    /// Its print: equal words have equal ones. 0 where it has none.
    pub print: u32,
    /// Which of the ways to free it of what is joined before it leave the first word of a listed name, bit by bit.
    pub heads: u8,
}

impl Facts {
    /// What can be said of a mark: that it may be anything.
    const MARK: Self = Self {
        begins: 0,
        hints: Hints::NONE,
        starts: u64::MAX,
        finite: 0,
        nominal: 0,
        nouns: 0,
        phrases: 0,
        function: None,
        print: 0,
        heads: ALL_CUTS,
    };
}

/// All ways to free a word of what is joined before it.
const ALL_CUTS: u8 = u8::MAX;

/// The bit of the cut with this number; all from the last bit on share it.
#[inline]
#[must_use]
pub fn cut(number: usize) -> u64 {
    1 << number.min(63)
}

/// A bit for the first two letters of a word; every bit for a word too short to have them.
#[inline]
#[must_use]
pub fn beginning(word: &str) -> u64 {
    match word.as_bytes() {
        // Arabic letters take two bytes; the second tells them apart.
        [_, first, _, second, ..] => 1 << ((first.wrapping_mul(11) ^ second) % 64),
        _ => u64::MAX,
    }
}

/// Words of a text, and what may begin where: a text alone does not know, and says yes.
pub trait Words {
    /// The text.
    fn text(&self) -> &Text;

    /// Whether an entry of the list with this bit may begin at token `at`.
    fn begins(&self, _at: usize, _bit: Bit) -> bool {
        true
    }

    /// As [`Facts::heads`] of token `at`.
    fn heads(&self, _at: usize) -> u8 {
        ALL_CUTS
    }

    /// As [`Facts::print`] of token `at`.
    fn print(&self, _at: usize) -> u32 {
        0
    }
}

impl Words for Text {
    fn text(&self) -> &Text {
        self
    }
}

/// Which words begin what, and the answers that are kept: one set for each thread that is at work.
#[derive(Debug, Default)]
pub(crate) struct Known {
    /// The lists that a word begins an entry of.
    heads: WordMap<Bit>,
    /// What a stem is to the frames.
    stems: WordMap<Bit>,
    memories: Mutex<Vec<Memory>>,
}

/// What one thread at work keeps of words.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    facts: Kept<Facts>,
    pub verbs: Kept<Option<Arc<VerbWord>>>,
}

impl Lexicon {
    /// What the words of a text say by their letters, token by token.
    #[must_use]
    pub fn facts(&self, text: &Text) -> Vec<Facts> {
        let mut memory = self.memory();
        let of = |i: usize| match text.tokens()[i].kind {
            TokenKind::Mark => Facts::MARK,
            _ => memory.facts.get_or_insert(text.fold(i), 0, |word| self.word_facts(word)),
        };
        let out = (0..text.tokens().len()).map(of).collect();
        self.keep(memory);
        out
    }

    /// The memory of a thread that is not at work, or a new one.
    pub(crate) fn memory(&self) -> Memory {
        self.known.memories.lock().ok().and_then(|mut all| all.pop()).unwrap_or_default()
    }

    /// Gives a memory back.
    pub(crate) fn keep(&self, memory: Memory) {
        if let Ok(mut all) = self.known.memories.lock() {
            all.push(memory);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kept_words_say_the_same() {
        let lexicon = Lexicon::builtin();
        let text = Text::new("وقالت الشرطة العراقية إن مسلحين هاجموا نقطة للجيش في الموصل، وقتلوا جنديين");
        let first = lexicon.facts(&text);
        assert_eq!(first, lexicon.facts(&text));
        let says = |word: &str, bit: Bit| lexicon.word_facts(word).begins & bit != 0;
        assert!(says("هاجموا", FINITE) && says("الموصل", PLACE) && says("وبالهجوم", FRAME_NOUN));
        assert!(says("للجيش", lexicon.entities.heads.bit) && !says("نقطه", FINITE));
    }

    #[test]
    fn whatever_a_list_finds_may_begin_there() {
        let lexicon = Lexicon::builtin();
        for words in ["وبدير الزور", "للحوثيين", "«قوات سوريا الديمقراطية»", "بالحشد الشعبي", "ولكتائب القسام"]
        {
            let text = Text::new(words);
            let facts = lexicon.facts(&text);
            for (i, facts) in facts.iter().enumerate() {
                let found = !lexicon.entities.names.at(&text, i).is_empty();
                assert!(!found || facts.begins & lexicon.entities.names.bit != 0, "{words}");
                let found = !lexicon.gazetteer.names.at(&text, i).is_empty();
                assert!(!found || facts.begins & PLACE != 0, "{words}");
            }
        }
    }
}
