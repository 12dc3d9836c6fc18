//! The lists of phrases, each with its bit, and which words begin their entries.

use super::{Bit, FIRST_LIST, FRAME_NOUN, FRAME_PHRASE, Known};
use crate::{Lexicon, PhraseMap};

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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_has_a_bit_of_its_own() {
        let lexicon = Lexicon::builtin();
        let bits: Vec<Bit> = lists!(lexicon, list).iter().map(|l| l.bit()).collect();
        assert!(bits.iter().all(|b| b.count_ones() == 1 && *b >= 1 << FIRST_LIST));
        assert_eq!(bits.iter().fold(0, |all, b| all | b).count_ones() as usize, bits.len());
    }
}
