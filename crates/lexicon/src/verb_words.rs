//! Words as finite verbs: which cut of a word is one, and what it then can be.

use std::sync::Arc;

use marsad_text::arabic::conjugate::{Aspect, NominalState, Person, Voice};
use marsad_text::{Split, Text, TokenKind, splits};

use crate::facts::{FINITE, Facts, cut};
use crate::{FunctionWord, Lexicon, VerbReading};

/// A word read as a finite verb.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerbWord {
    /// The number of its cut among those that [`splits`] gives.
    pub cut: usize,
    /// Readings of the stem, all under that cut.
    pub readings: Vec<VerbReading>,
    /// Whether the same letters are also a noun the lexicon knows (masdar, participle, noun of a frame).
    pub noun_too: bool,
    /// Readings in the perfect under another cut: «وفر» is «he saved» before it is «and he fled».
    pub joined: Vec<VerbReading>,
}

/// What beside its folded letters decides how a word is read as a verb.
#[derive(Debug, Clone, Copy)]
struct Beside {
    /// The word ends in ة or ى, so that no pronoun is joined to it.
    closed: bool,
    /// The word before it asks for the jussive.
    jussive: bool,
    /// The word before it asks for the subjunctive.
    subjunctive: bool,
}

impl Beside {
    fn of(text: &Text, i: usize, before: FunctionWord) -> Self {
        Self { closed: text.word(i).ends_with(['ة', 'ى']), jussive: before.jussive, subjunctive: before.subjunctive }
    }

    /// As a number below 8.
    fn number(self) -> u8 {
        u8::from(self.closed) | u8::from(self.jussive) << 1 | u8::from(self.subjunctive) << 2
    }
}

impl Lexicon {
    /// The words of a text as finite verbs, token by token; none where a word is no verb, or is a closed-class word. `facts`
    /// are those of the text.
    #[must_use]
    pub fn verb_words(&self, text: &Text, facts: &[Facts]) -> Vec<Option<Arc<VerbWord>>> {
        let mut memory = self.memory();
        let of = |(i, here): (usize, &Facts)| {
            if here.function.is_some() || here.begins & FINITE == 0 || text.tokens()[i].kind != TokenKind::Arabic {
                return None;
            }
            let before = i.checked_sub(1).and_then(|b| facts[b].function).unwrap_or_default();
            let beside = Beside::of(text, i, before);
            let read = |word: &str| self.verb_word(word, beside, here).map(Arc::new);
            memory.verbs.get_or_insert(text.fold(i), beside.number(), read)
        };
        let out = facts.iter().enumerate().map(of).collect();
        self.keep(memory);
        out
    }

    fn verb_word(&self, fold: &str, beside: Beside, facts: &Facts) -> Option<VerbWord> {
        for (number, split) in splits(fold).enumerate() {
            let joined = split.pronoun.is_some();
            if facts.finite & cut(number) == 0 || beside.closed && joined {
                continue;
            }
            if split.article || matches!(split.preposition, Some('ب' | 'ك')) || split.pronoun == Some("ي") {
                continue;
            }
            let finite = self.verbs.finite(split.stem).iter();
            let mut readings: Vec<VerbReading> = finite.filter(|r| self.goes(r, &split, beside)).copied().collect();
            // News speaks in the third person: «استعدت» is «she readied herself» before it is «I regained».
            if readings.iter().any(|r| r.features.person == Person::Third) {
                readings.retain(|r| r.features.person == Person::Third);
            }
            if !readings.is_empty() {
                // Letters that are a noun too, standing by itself or before the pronoun: not one that needs a pronoun where
                // none is («هاجمت» of «مهاجمته»), nor the other way round.
                let noun_too = !split.future
                    && (facts.nominal & cut(number) != 0
                        && self.verbs.nominal(split.stem).iter().any(|r| joined || r.state != NominalState::Bound)
                        || facts.nouns & cut(number) != 0
                            && self
                                .frames
                                .by_noun
                                .get(split.stem)
                                .is_some_and(|l| l.iter().any(|t| joined || !t.bound)));
                let joined = self.joined_perfect(fold, &split);
                return Some(VerbWord { cut: number, readings, noun_too, joined });
            }
        }
        None
    }

    /// Whether a reading goes with what is joined to the word and stands before it.
    fn goes(&self, reading: &VerbReading, split: &Split<'_>, beside: Beside) -> bool {
        let features = reading.features;
        let imperfect = features.aspect != Aspect::Perfect;
        let joined = split.pronoun.is_some();
        let stands = imperfect || !split.future && split.preposition.is_none();
        stands
            && (joined || !reading.bound)
            && match features.aspect {
                Aspect::Jussive => beside.jussive,
                Aspect::Subjunctive => split.preposition == Some('ل') || beside.subjunctive || beside.jussive,
                _ => true,
            }
            // News seldom speaks of itself in the passive.
            && (features.person == Person::Third
                || !joined && split.preposition.is_none() && features.voice == Voice::Active)
            && (!joined || self.verbs.all[reading.verb as usize].transitive)
            && features.person != Person::Second
    }

    /// What a word that begins with و or ف and was read whole is behind that letter: a perfect in the third person.
    fn joined_perfect(&self, fold: &str, whole: &Split<'_>) -> Vec<VerbReading> {
        let rest = fold.strip_prefix(['و', 'ف']).filter(|_| whole.conjunction.is_none());
        let Some(rest) = rest else { return Vec::new() };
        let perfect =
            |r: &&VerbReading| r.features.aspect == Aspect::Perfect && r.features.person == Person::Third && !r.bound;
        self.verbs.finite(rest).iter().filter(perfect).copied().collect()
    }
}
