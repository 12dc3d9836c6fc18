//! Verbs: the verbs of the lexicon by number and key, and what each form of theirs can be.

use marsad_text::arabic::conjugate::{VerbFeatures, Voice};
use marsad_text::arabic::morphology::Morphology;
use rustc_hash::FxHashMap;

use crate::{Files, LexiconError};

pub use marsad_text::arabic::morphology::{NominalReading, VerbReading};

/// One verb.
#[derive(Debug, Clone)]
pub struct Verb {
    /// Its key: the lemma, with `/2` behind it where two verbs are spelled alike.
    pub key: String,
    /// Whether it takes a direct object.
    pub transitive: bool,
    /// English gloss.
    pub gloss: String,
}

/// All verbs, by their folded surface forms.
#[derive(Debug, Clone)]
pub struct Verbs {
    /// The verbs.
    pub all: Vec<Verb>,
    /// Every form of these verbs, of the nouns and of the closed-class words.
    pub words: Morphology,
    by_key: FxHashMap<String, u32>,
}

/// The files that make the table of words, in the order in which the built-in table was made.
const PARTS: [&str; 4] =
    ["lexicon/ar/function_words.tsv", "lexicon/ar/irregular_nouns.tsv", "lexicon/ar/nouns/", "lexicon/ar/verbs/"];

impl Verbs {
    pub(crate) fn load(files: &Files) -> Result<Self, LexiconError> {
        let layers = || PARTS.iter().flat_map(|part| files.paths(part, ".tsv")).map(|path| (path, files.get(path)));
        let base: Vec<(&str, &str)> =
            layers().filter_map(|(_, l)| l.first()).map(|l| (l.name.as_str(), &*l.text)).collect();
        let over: Vec<(&str, &str)> =
            layers().flat_map(|(_, l)| l.iter().skip(1)).map(|l| (l.name.as_str(), &*l.text)).collect();
        let mut words = Morphology::parse(&base)?;
        if !over.is_empty() {
            words.extend(&over)?;
        }
        let all: Vec<Verb> = words
            .verbs()
            .map(|v| Verb { key: v.key.to_owned(), transitive: v.class == "t", gloss: v.gloss.to_owned() })
            .collect();
        let by_key = all.iter().zip(0..).map(|(verb, i)| (verb.key.clone(), i)).collect();
        Ok(Self { all, words, by_key })
    }

    /// The readings of a folded word as a finite verb of the first or third person.
    #[must_use]
    pub fn finite(&self, folded: &str) -> &[VerbReading] {
        self.words.finite(folded)
    }

    /// The readings of a folded word as masdar or participle.
    #[must_use]
    pub fn nominal(&self, folded: &str) -> &[NominalReading] {
        self.words.nominal(folded)
    }

    /// The verb with this key.
    #[must_use]
    pub fn key(&self, key: &str) -> Option<u32> {
        self.by_key.get(key).copied()
    }

    /// How many distinct surface forms there are, those of nouns and closed-class words included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether there is no verb.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }
}

/// Whether a reading is passive.
#[must_use]
pub fn passive(features: VerbFeatures) -> bool {
    features.voice == Voice::Passive
}
