//! What each word can be: closed-class word, finite verb, or something else.

use marsad_lexicon::facts::{FINITE, Facts};
use marsad_lexicon::{FunctionWord, Lexicon, VerbReading};
use marsad_text::arabic::conjugate::{Aspect, NominalState, Person, Voice};
use marsad_text::{Split, Text, TokenKind, splits};

/// A word with what the lexicon says it can be.
#[derive(Debug, Clone, Default)]
pub(crate) struct Word<'a> {
    /// Its class if it is a closed-class word, with or without و or ف before it.
    pub function: Option<FunctionWord>,
    /// Its readings as a finite verb, all under one cut.
    pub verb: Option<VerbUse<'a>>,
}

/// A word read as a finite verb.
#[derive(Debug, Clone)]
pub(crate) struct VerbUse<'a> {
    /// Readings of the stem.
    pub readings: Vec<VerbReading>,
    /// What is joined to it.
    pub split: Split<'a>,
    /// Whether the same letters are also a noun the lexicon knows (masdar, participle, noun of a frame).
    pub noun_too: bool,
    /// Readings in the perfect under another cut: «وفر» is «he saved» before it is «and he fled».
    pub joined: Vec<VerbReading>,
}

/// Reads every token of a text.
pub(crate) fn read_words<'a>(lexicon: &Lexicon, text: &'a Text, facts: &[Facts]) -> Vec<Word<'a>> {
    let mut words: Vec<Word<'a>> = Vec::with_capacity(text.tokens().len());
    for (i, &facts) in facts.iter().enumerate() {
        let before = words.last().and_then(|w| w.function).unwrap_or_default();
        words.push(read_word(lexicon, text, i, before, facts));
    }
    words
}

/// `before`: the closed-class word before it.
fn read_word<'a>(lexicon: &Lexicon, text: &'a Text, i: usize, before: FunctionWord, facts: Facts) -> Word<'a> {
    if text.tokens()[i].kind != TokenKind::Arabic {
        return Word::default();
    }
    let fold = text.fold(i);
    let function = function_word(lexicon, fold);
    if function.is_some() {
        return Word { function, verb: None };
    }
    if facts.begins & FINITE == 0 {
        return Word::default();
    }
    Word { function: None, verb: read_verb(lexicon, fold, before, text.word(i).ends_with(['ة', 'ى'])) }
}

/// The closed-class word that a folded word is, with or without و or ف before it.
fn function_word(lexicon: &Lexicon, fold: &str) -> Option<FunctionWord> {
    let functions = &lexicon.cues.functions;
    // «فتحت» is a verb before it is ف + تحت.
    let joined = || {
        functions
            .get(fold.strip_prefix(['و', 'ف'])?)
            .filter(|f| !f.preposition || lexicon.verbs.finite(fold).is_empty())
    };
    functions.get(fold).or_else(joined).copied()
}

/// `closed`: the word ends in ة or ى, so that no pronoun is joined to it.
fn read_verb<'a>(lexicon: &Lexicon, fold: &'a str, before: FunctionWord, closed: bool) -> Option<VerbUse<'a>> {
    for split in splits(fold) {
        if closed && split.pronoun.is_some() {
            continue;
        }
        if split.article || matches!(split.preposition, Some('ب' | 'ك')) || split.pronoun == Some("ي") {
            continue;
        }
        let mut readings: Vec<VerbReading> = lexicon
            .verbs
            .finite(split.stem)
            .iter()
            .filter(|r| {
                let imperfect = r.features.aspect != Aspect::Perfect;
                let joined = split.pronoun.is_some();
                let stands = imperfect || !split.future && split.preposition.is_none();
                stands
                    && (joined || !r.bound)
                    && match r.features.aspect {
                        Aspect::Jussive => before.jussive,
                        Aspect::Subjunctive => split.preposition == Some('ل') || before.subjunctive || before.jussive,
                        _ => true,
                    }
                    // News seldom speaks of itself in the passive.
                    && (r.features.person == Person::Third || !joined && split.preposition.is_none() && r.features.voice == Voice::Active)
                    && (!joined || lexicon.verbs.all[r.verb as usize].transitive)
                    && r.features.person != Person::Second
            })
            .copied()
            .collect();
        // News speaks in the third person: «استعدت» is «she readied herself» before it is «I regained».
        if readings.iter().any(|r| r.features.person == Person::Third) {
            readings.retain(|r| r.features.person == Person::Third);
        }
        if !readings.is_empty() {
            // Letters that are a noun too, standing by itself or before the pronoun: not one that needs a pronoun where
            // none is («هاجمت» of «مهاجمته»), nor the other way round.
            let joined = split.pronoun.is_some();
            let noun_too = !split.future
                && (lexicon.verbs.nominal(split.stem).iter().any(|r| joined || r.state != NominalState::Bound)
                    || lexicon.frames.by_noun.get(split.stem).is_some_and(|l| l.iter().any(|t| joined || !t.bound)));
            let joined = joined_perfect(lexicon, fold, &split);
            return Some(VerbUse { readings, split, noun_too, joined });
        }
    }
    None
}

/// What a word that begins with و or ف and was read whole is behind that letter: a perfect in the third person.
fn joined_perfect(lexicon: &Lexicon, fold: &str, whole: &Split<'_>) -> Vec<VerbReading> {
    let Some(rest) = fold.strip_prefix(['و', 'ف']).filter(|_| whole.conjunction.is_none()) else { return Vec::new() };
    let perfect =
        |r: &&VerbReading| r.features.aspect == Aspect::Perfect && r.features.person == Person::Third && !r.bound;
    lexicon.verbs.finite(rest).iter().filter(perfect).copied().collect()
}
