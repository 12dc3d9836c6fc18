//! Analyses of a written word: every cut with every reading that its letters allow.

use crate::arabic::conjugate::{Aspect, NominalState};
use crate::arabic::inflect::NounState;
use crate::{Split, fold_str, is_mark, splits};

use super::spelling::Agreement;
use super::table::Slices;
use super::{FunctionReading, Morphology, NominalReading, NounReading, VerbReading};

/// The readings of a stem that go with what is written and with what is joined to it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Readings {
    /// As a finite verb of the first or third person.
    pub verbs: Vec<VerbReading>,
    /// As a verb of the second person or imperative.
    pub addressed: Vec<VerbReading>,
    /// As masdar or participle.
    pub nominals: Vec<NominalReading>,
    /// As a noun or adjective.
    pub nouns: Vec<NounReading>,
    /// As a closed-class word.
    pub functions: Vec<FunctionReading>,
}

impl Readings {
    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.verbs.is_empty()
            && self.addressed.is_empty()
            && self.nominals.is_empty()
            && self.nouns.is_empty()
            && self.functions.is_empty()
    }
}

/// One cut of a word with its readings.
#[derive(Debug, Clone, PartialEq)]
pub struct Analysis {
    /// The clitics, by their folded letters.
    pub split: SplitOwned,
    /// What the stem can be; never empty.
    pub readings: Readings,
    /// How well the letters go with the best of the readings.
    pub agreement: Agreement,
}

/// A [`Split`] that owns its letters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SplitOwned {
    /// و or ف.
    pub conjunction: Option<char>,
    /// ب, ك or ل.
    pub preposition: Option<char>,
    /// س of the future.
    pub future: bool,
    /// Whether the article is cut off.
    pub article: bool,
    /// What is left, folded.
    pub stem: String,
    /// The pronoun.
    pub pronoun: Option<&'static str>,
}

impl Slices<'_> {
    /// Whether there is no reading at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.verbs.is_empty()
            && self.addressed.is_empty()
            && self.nominals.is_empty()
            && self.nouns.is_empty()
            && self.functions.is_empty()
    }
}

impl Morphology {
    /// Every cut of a written word whose stem is known, the fewest cuts first, with the readings that letters and clitics
    /// allow. Marks in the word are passed over; empty where nothing is known.
    #[must_use]
    pub fn analyse(&self, written: &str) -> Vec<Analysis> {
        let letters: String = written.chars().filter(|c| !is_mark(*c)).collect();
        let folded = fold_str(&letters);
        splits(&folded)
            .filter_map(|split| {
                let (readings, agreement) = self.readings(&split, &folded, &letters)?;
                Some(Analysis { split: SplitOwned::of(&split), readings, agreement })
            })
            .collect()
    }

    /// Whether a written word has any analysis.
    #[must_use]
    pub fn knows(&self, written: &str) -> bool {
        let letters: String = written.chars().filter(|c| !is_mark(*c)).collect();
        let folded = fold_str(&letters);
        splits(&folded).any(|split| self.reads(&split, &folded, &letters))
    }

    /// Whether [`Morphology::readings`] gives any.
    fn reads(&self, split: &Split<'_>, folded: &str, letters: &str) -> bool {
        let slices = self.get(split.stem);
        if slices.is_empty() {
            return false;
        }
        let Some(written) = written_stem(split, folded, letters) else { return false };
        let last = split.pronoun.is_none();
        let spelt = |spelling: super::Spelling| spelling.agreement(written, last) != Agreement::Never;
        let mut verbs = slices.verbs.iter().chain(slices.addressed);
        verbs.any(|r| self.verb_goes(r, split) && spelt(r.spelling))
            || slices.nominals.iter().any(|r| nominal_goes(r, split) && spelt(r.spelling))
            || slices.nouns.iter().any(|r| noun_goes(r, split) && spelt(r.spelling))
            || !split.article && !split.future && last && slices.functions.iter().any(|r| spelt(r.spelling))
    }

    /// The readings of one cut of a word, given the word folded and as written without marks; none where no reading goes.
    #[must_use]
    pub fn readings(&self, split: &Split<'_>, folded: &str, letters: &str) -> Option<(Readings, Agreement)> {
        let slices = self.get(split.stem);
        if slices.is_empty() {
            return None;
        }
        let written = written_stem(split, folded, letters)?;
        let last = split.pronoun.is_none();
        let mut best = Agreement::Never;
        let mut fits = |spelling: super::Spelling, grammar: bool| {
            let agreement = if grammar { spelling.agreement(written, last) } else { Agreement::Never };
            best = best.min(agreement);
            agreement != Agreement::Never
        };
        let readings = Readings {
            verbs: slices.verbs.iter().filter(|r| fits(r.spelling, self.verb_goes(r, split))).copied().collect(),
            addressed: slices
                .addressed
                .iter()
                .filter(|r| fits(r.spelling, self.verb_goes(r, split)))
                .copied()
                .collect(),
            nominals: slices.nominals.iter().filter(|r| fits(r.spelling, nominal_goes(r, split))).copied().collect(),
            nouns: slices.nouns.iter().filter(|r| fits(r.spelling, noun_goes(r, split))).copied().collect(),
            functions: slices
                .functions
                .iter()
                .filter(|r| fits(r.spelling, !split.article && !split.future && last))
                .copied()
                .collect(),
        };
        (!readings.is_empty()).then_some((readings, best))
    }

    /// Whether a finite verb can carry these clitics.
    fn verb_goes(&self, reading: &VerbReading, split: &Split<'_>) -> bool {
        let imperfect = matches!(reading.features.aspect, Aspect::Imperfect | Aspect::Subjunctive | Aspect::Jussive);
        let joined = split.pronoun.is_some();
        !split.article
            && !matches!(split.preposition, Some('ب' | 'ك'))
            && (imperfect || !split.future && split.preposition.is_none())
            && (!split.future || reading.features.aspect == Aspect::Imperfect)
            && split.pronoun != Some("ي")
            && (joined || !reading.bound)
            && (!joined || self.verb(reading.verb).is_some_and(|v| v.class == "t"))
    }
}

/// Whether a masdar or participle can carry these clitics.
fn nominal_goes(reading: &NominalReading, split: &Split<'_>) -> bool {
    let joined = split.pronoun.is_some();
    let nuun = matches!(reading.number, crate::arabic::conjugate::Number::Dual)
        || reading.number == crate::arabic::conjugate::Number::Plural
            && reading.gender == crate::arabic::conjugate::Gender::Masculine;
    !split.future
        && split.pronoun != Some("ني")
        && match reading.state {
            NominalState::Absolute => !(joined && nuun),
            NominalState::Indefinite => !joined && !split.article,
            NominalState::Accusative => !joined && !split.article && split.preposition.is_none(),
            NominalState::Construct => !split.article,
            NominalState::Bound => joined,
        }
}

/// Whether a noun can carry these clitics.
fn noun_goes(reading: &NounReading, split: &Split<'_>) -> bool {
    use crate::arabic::inflect::Case;
    let joined = split.pronoun.is_some();
    // Dual and sound plural lose their nūn before a pronoun; their case is visible, unlike that of a broken plural.
    let nuun = matches!(reading.features.case, Case::Nominative | Case::Oblique);
    let after_preposition = split.preposition.is_some();
    !split.future
        && split.pronoun != Some("ني")
        && !(after_preposition && matches!(reading.features.case, Case::Nominative | Case::Accusative))
        && match reading.features.state {
            NounState::Bare => !(joined && nuun),
            NounState::Indefinite => !joined && !split.article,
            NounState::Accusative => !joined && !split.article,
            NounState::Construct => !split.article,
            NounState::Bound => joined,
        }
}

/// The letters of the stem as written, where the clitics before it are spelled as they must be.
fn written_stem<'a>(split: &Split<'_>, folded: &str, letters: &'a str) -> Option<&'a str> {
    let length = folded.chars().count();
    if letters.chars().count() != length {
        return None;
    }
    let tail = split.pronoun.map_or(0, |p| p.chars().count());
    let byte = |at: usize| letters.char_indices().nth(at).map_or(letters.len(), |(b, _)| b);
    let (from, to) = (byte(split.prefix_len), byte(length - tail));
    // The article is ال: «آل» and «أل» are other words. A pronoun has no ة and no ى.
    let article = !split.article
        || letters[..from].ends_with("ال")
        || letters[..from].ends_with("لل") && split.preposition == Some('ل');
    let pronoun = split.pronoun.is_none() || !letters.ends_with(['ة', 'ى', 'أ', 'إ', 'آ']);
    (article && pronoun).then(|| &letters[from..to])
}

impl SplitOwned {
    fn of(split: &Split<'_>) -> Self {
        Self {
            conjunction: split.conjunction,
            preposition: split.preposition,
            future: split.future,
            article: split.article,
            stem: split.stem.to_owned(),
            pronoun: split.pronoun.and_then(|p| crate::clitic::PRONOUNS.iter().find(|q| **q == p).copied()),
        }
    }
}
