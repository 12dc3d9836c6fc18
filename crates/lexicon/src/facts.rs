//! What can be said of a word by its letters alone: what may begin with it, and what it hints at.
//!
//! A text asks the same few thousand words for the same things over and over. The answers are kept, and a list is only
//! looked at where the word may begin one of its entries. They change no answer: a word that is not kept is asked anew.

use std::sync::Mutex;

use marsad_text::{Text, TokenKind, splits};
use rustc_hash::FxHashMap;

use crate::phrase::cuts;
use crate::{Hints, Lexicon, NominalReading, PhraseMap, WordMap};

/// Words kept by one thread before it begins anew: some five megabytes.
const KEPT: usize = 1 << 16;
/// The longest word that is kept, in bytes.
const LONGEST: usize = 64;

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

/// What the letters of one word say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Facts {
    /// What may begin with it, or be it.
    pub begins: Bit,
    /// What it hints at.
    pub hints: Hints,
}

/// Words of a text, and what may begin where: a text alone does not know, and says yes.
pub trait Words {
    /// The text.
    fn text(&self) -> &Text;

    /// Whether an entry of the list with this bit may begin at token `at`.
    fn begins(&self, _at: usize, _bit: Bit) -> bool {
        true
    }
}

impl Words for Text {
    fn text(&self) -> &Text {
        self
    }
}

/// A list of phrases of any kind.
trait List {
    fn set_bit(&mut self, bit: Bit);
    fn bit(&self) -> Bit;
    fn heads(&self) -> Box<dyn Iterator<Item = &str> + '_>;
}

impl<T: Clone + PartialEq> List for PhraseMap<T> {
    fn set_bit(&mut self, bit: Bit) {
        self.bit = bit;
    }

    fn bit(&self) -> Bit {
        self.bit
    }

    fn heads(&self) -> Box<dyn Iterator<Item = &str> + '_> {
        Box::new(self.first_words())
    }
}

/// Which words begin what, and the answers that are kept: one set for each thread that is at work.
#[derive(Debug, Default)]
pub(crate) struct Known {
    /// The lists that a word begins an entry of.
    heads: WordMap<Bit>,
    /// What a stem is to the frames.
    stems: WordMap<Bit>,
    kept: Mutex<Vec<FxHashMap<Box<str>, Facts>>>,
}

macro_rules! lists {
    ($lexicon:expr, $borrow:ident) => {{
        let Lexicon { entities, gazetteer, saying, cues, contexts, genres, figures, .. } = $lexicon;
        [
            entities.names.$borrow(),
            entities.heads.$borrow(),
            entities.titles.$borrow(),
            entities.loaded.$borrow(),
            entities.short.$borrow(),
            entities.adjectives.$borrow(),
            gazetteer.heads.$borrow(),
            gazetteer.directions.$borrow(),
            gazetteer.nationalities.$borrow(),
            gazetteer.sites.$borrow(),
            saying.nominals.$borrow(),
            saying.phrases.$borrow(),
            cues.modes.$borrow(),
            cues.modality.$borrow(),
            cues.modality_after.$borrow(),
            cues.losses.$borrow(),
            cues.by_phrases.$borrow(),
            cues.same_scene.$borrow(),
            cues.contrasts.$borrow(),
            cues.asides.$borrow(),
            cues.among.$borrow(),
            contexts.words.$borrow(),
            genres.words.$borrow(),
            figures.words.$borrow(),
        ]
    }};
}

impl<T: Clone + PartialEq> PhraseMap<T> {
    fn list(&self) -> &dyn List
    where
        T: 'static,
    {
        self
    }

    fn list_mut(&mut self) -> &mut dyn List
    where
        T: 'static,
    {
        self
    }
}

impl Lexicon {
    /// Gives every list of phrases its bit.
    pub(crate) fn number_lists(&mut self) {
        for (list, bit) in lists!(self, list_mut).into_iter().zip(FIRST_LIST..) {
            list.set_bit(1 << bit);
        }
        let mut known = Known::default();
        for list in lists!(&*self, list) {
            for word in list.heads() {
                *known.heads.or_default(word.into()) |= list.bit();
            }
        }
        for word in self.frames.by_noun.words() {
            *known.stems.or_default(word.into()) |= FRAME_NOUN;
        }
        for word in self.frames.by_phrase.words() {
            *known.stems.or_default(word.into()) |= FRAME_PHRASE;
        }
        self.known = known;
    }

    /// What the words of a text say by their letters, token by token.
    #[must_use]
    pub fn facts(&self, text: &Text) -> Vec<Facts> {
        let taken = self.known.kept.lock().ok().and_then(|mut all| all.pop());
        let mut kept = taken.unwrap_or_default();
        let of = |i: usize| {
            if text.tokens()[i].kind == TokenKind::Mark {
                return Facts::default();
            }
            let word = text.fold(i);
            if let Some(&facts) = kept.get(word) {
                return facts;
            }
            let facts = self.word_facts(word);
            if word.len() <= LONGEST {
                if kept.len() >= KEPT {
                    kept.clear();
                }
                kept.insert(word.into(), facts);
            }
            facts
        };
        let out = (0..text.tokens().len()).map(of).collect();
        if let Ok(mut all) = self.known.kept.lock() {
            all.push(kept);
        }
        out
    }

    /// What the letters of one folded word say.
    fn word_facts(&self, word: &str) -> Facts {
        let mut begins = 0;
        let mut article = String::new();
        let names = &self.gazetteer.names;
        let known = &self.known;
        let imported = names.has_imported();
        for (.., head) in cuts(word, &mut article).into_iter().flatten() {
            begins |= known.heads.get(head).copied().unwrap_or_default();
            if names.begin_with(head, false) {
                begins |= PLACE | WIDE_PLACE;
            } else if imported && names.begin_with(head, true) {
                begins |= WIDE_PLACE;
            }
        }
        let acts = |r: &NominalReading| self.frames.by_verb.contains_key(&r.verb);
        for split in splits(word) {
            let stem = split.stem;
            begins |= known.stems.get(stem).copied().unwrap_or_default();
            if let Some(bare) = stem.strip_suffix('ا') {
                begins |= known.stems.get(bare).copied().unwrap_or_default() & FRAME_PHRASE;
            }
            if begins & FINITE == 0 && !self.verbs.finite(stem).is_empty() {
                begins |= FINITE;
            }
            if begins & FRAME_NOMINAL == 0 && self.verbs.nominal(stem).iter().any(acts) {
                begins |= FRAME_NOMINAL;
            }
        }
        Facts { begins, hints: self.telling.hints(word) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_has_a_bit_of_its_own_and_kept_words_say_the_same() {
        let lexicon = Lexicon::builtin();
        let bits: Vec<Bit> = lists!(lexicon, list).iter().map(|l| l.bit()).collect();
        assert!(bits.iter().all(|b| b.count_ones() == 1 && *b >= 1 << FIRST_LIST));
        assert_eq!(bits.iter().fold(0, |all, b| all | b).count_ones() as usize, bits.len());
        let text = Text::new("وقالت الشرطة العراقية إن مسلحين هاجموا نقطة للجيش في الموصل، وقتلوا جنديين");
        let first = lexicon.facts(&text);
        assert_eq!(first, lexicon.facts(&text));
        let says = |word: &str, bit: Bit| lexicon.word_facts(word).begins & bit != 0;
        assert!(says("هاجموا", FINITE) && says("الموصل", PLACE) && says("وبالهجوم", FRAME_NOUN));
        assert!(says("للجيش", lexicon.entities.heads.bit()) && !says("نقطه", FINITE));
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
                assert!(!found || facts.begins & lexicon.entities.names.bit() != 0, "{words}");
                let found = !lexicon.gazetteer.names.at(&text, i).is_empty();
                assert!(!found || facts.begins & PLACE != 0, "{words}");
            }
        }
    }
}
