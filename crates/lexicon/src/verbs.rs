//! Verbs: the verbs of the lexicon by number and key, and what each form of theirs can be.

use std::borrow::Cow;

use marsad_text::arabic::conjugate::{VerbFeatures, Voice};
use marsad_text::arabic::morphology::Morphology;
use marsad_text::fold_str;
use rustc_hash::FxHashMap;

use crate::{Files, Layer, LexiconError};

pub use marsad_text::arabic::morphology::{NominalReading, VerbReading};

/// One verb.
#[derive(Debug, Clone)]
pub struct Verb {
    /// Its key: the lemma, with `/2` behind it where two verbs are spelled alike.
    pub key: String,
    /// Its lemma, folded.
    pub lemma: String,
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
        // The program's own texts are borrowed, a user's are owned.
        let layers = PARTS.iter().flat_map(|part| files.paths(part, ".tsv")).flat_map(|path| files.get(path));
        let (base, over): (Vec<&Layer>, Vec<&Layer>) = layers.partition(|l| matches!(l.text, Cow::Borrowed(_)));
        let base: Vec<(&str, &str)> = base.into_iter().map(|l| (l.name.as_str(), &*l.text)).collect();
        let over: Vec<(&str, &str)> = over.into_iter().map(|l| (l.name.as_str(), &*l.text)).collect();
        let mut words = Morphology::parse(&base)?;
        if !over.is_empty() {
            words.extend(&over)?;
        }
        let all: Vec<Verb> = words
            .verbs()
            .map(|v| Verb {
                key: v.key.to_owned(),
                lemma: fold_str(v.key.split('/').next().unwrap_or(v.key)),
                transitive: v.class == "t",
                gloss: v.gloss.to_owned(),
            })
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

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// Else every start of the program would conjugate every verb again.
    #[test]
    fn the_built_in_files_are_those_of_the_built_in_table() {
        assert!(Verbs::load(&Files::builtin()).unwrap().words.is_builtin());
    }

    #[test]
    fn a_users_verb_and_noun_are_laid_over() {
        let folder = std::env::temp_dir().join(format!("marsad-verbs-{}", std::process::id()));
        let verbs = folder.join("lexicon/ar/verbs");
        let nouns = folder.join("lexicon/ar/nouns");
        fs::create_dir_all(&verbs).unwrap();
        fs::create_dir_all(&nouns).unwrap();
        let head = "lemma\troot\tmeasure\tvowel\ttransitive\tpreps\tmasdars\tgloss_en\tsource\tlicence\n";
        fs::write(verbs.join("mine.tsv"), format!("{head}بعثر/9\tبعثر\tQI\t-\tt\t\tبعثرة\tscatter\town\tproject\n"))
            .unwrap();
        let head = "lemma\tpos\tgender\tplurals\tfeminine\tgloss_en\tsource\tlicence\n";
        fs::write(nouns.join("mine.tsv"), format!("{head}زقنبوط\tnoun\tm\tزقنابيط\t-\tthing\town\tproject\n")).unwrap();
        let mut files = Files::builtin();
        files.overlay(&folder).unwrap();
        let loaded = Verbs::load(&files).unwrap();
        fs::remove_dir_all(&folder).unwrap();
        let scatter = loaded.key("بعثر/9").unwrap();
        assert_eq!(loaded.all[scatter as usize].gloss, "scatter");
        assert!(loaded.finite("يبعثرون").iter().any(|r| r.verb == scatter));
        assert_eq!(loaded.words.nouns("زقنابيط").len(), 1);
        assert!(!loaded.finite("قتلوا").is_empty(), "the built-in verbs are still there");
    }
}
