//! Verbs and phrases of saying.

use marsad_model::CueClass;
use rustc_hash::FxHashMap;

use crate::phrase::PhraseMap;
use crate::table::read_tables;
use crate::{Files, LexiconError};

/// A phrase that names a source: «بحسب», «نقلا عن».
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SayingPhrase {
    /// How it stands to what is said.
    pub class: CueClass,
    /// Whether the source follows it.
    pub before_source: bool,
}

/// How people are quoted.
#[derive(Debug, Clone, Default)]
pub struct Saying {
    /// Lemma of a verb of saying (folded) to its class.
    pub verbs: FxHashMap<String, CueClass>,
    /// Participles and masdars of saying, as written: «مؤكدا», «مشيرا».
    pub nominals: PhraseMap<CueClass>,
    /// Phrases.
    pub phrases: PhraseMap<SayingPhrase>,
}

impl Saying {
    pub(crate) fn load(files: &Files) -> Result<Self, LexiconError> {
        let mut out = Self::default();
        for path in files.paths("lexicon/ar/saying", ".tsv") {
            if path.ends_with("saying_phrases.tsv") {
                read_tables(files, path, |row| {
                    let phrase = SayingPhrase {
                        class: row.parse("class")?,
                        before_source: row.get("position").starts_with("before"),
                    };
                    for form in row.list("form") {
                        out.phrases.insert(form, phrase.clone());
                    }
                    Ok(())
                })?;
            } else {
                read_tables(files, path, |row| {
                    let class: CueClass = row.parse("class")?;
                    out.verbs.insert(marsad_text::fold_str(row.get("lemma")), class);
                    for form in row.list("nominals") {
                        out.nominals.insert(form, class);
                    }
                    Ok(())
                })?;
            }
        }
        Ok(out)
    }
}
