//! Verbs: every surface form of every verb in the lexicon, with its readings.

use marsad_text::arabic::conjugate::{
    Aspect, NominalKind, NominalState, Number, Person, VerbEntry, VerbFeatures, Voice, bound_forms, conjugate,
    masdar_forms, participles,
};
use marsad_text::fold_str;
use rustc_hash::FxHashMap;

use crate::table::read_tables;
use crate::{Files, LexiconError};

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

/// One reading of a finite form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VerbReading {
    /// Index into [`Verbs::all`].
    pub verb: u32,
    /// What the form says.
    pub features: VerbFeatures,
    /// Whether the form stands only before a joined pronoun.
    pub bound: bool,
}

/// One reading of a masdar or participle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NominalReading {
    /// Index into [`Verbs::all`].
    pub verb: u32,
    /// Masdar or which participle.
    pub kind: NominalKind,
    /// Singular, dual, plural.
    pub number: Number,
    /// What stands around it.
    pub state: NominalState,
}

/// All verbs, by their folded surface forms.
#[derive(Debug, Clone, Default)]
pub struct Verbs {
    /// The verbs.
    pub all: Vec<Verb>,
    forms: FxHashMap<Box<str>, Vec<VerbReading>>,
    nominals: FxHashMap<Box<str>, Vec<NominalReading>>,
    by_key: FxHashMap<String, u32>,
}

impl Verbs {
    pub(crate) fn load(files: &Files) -> Result<Self, LexiconError> {
        let mut out = Self::default();
        read_tables(files, "lexicon/ar/verbs/", |row| {
            let key = row.get("lemma");
            let entry = VerbEntry::from_columns(
                key,
                row.get("root"),
                row.get("measure"),
                row.get("vowel"),
                row.get("transitive"),
                row.get("masdars"),
            )
            .map_err(|e| row.error(e.to_string()))?;
            let index = u32::try_from(out.all.len()).unwrap_or(u32::MAX);
            if out.by_key.contains_key(key) {
                return Ok(());
            }
            out.by_key.insert(key.to_owned(), index);
            out.all.push(Verb {
                key: key.to_owned(),
                transitive: entry.transitive.takes_object(),
                gloss: row.get("gloss_en").to_owned(),
            });
            out.add_forms(index, &entry).map_err(|e| row.error(e.to_string()))
        })?;
        Ok(out)
    }

    fn add_forms(
        &mut self,
        verb: u32,
        entry: &VerbEntry,
    ) -> Result<(), marsad_text::arabic::conjugate::ConjugationError> {
        for (bound, forms) in [(false, conjugate(entry)?), (true, bound_forms(entry)?)] {
            for form in forms {
                // News speaks in the third person; first person plural and singular stand in quotations.
                if form.features.person == Person::Second || form.features.aspect == Aspect::Imperative {
                    continue;
                }
                let reading = VerbReading { verb, features: form.features, bound };
                let list = self.forms.entry(fold_str(&form.surface).into()).or_default();
                if !list.contains(&reading) {
                    list.push(reading);
                }
            }
        }
        let masdars = entry.masdars.iter().flat_map(|m| masdar_forms(m));
        for form in participles(entry)?.into_iter().chain(masdars) {
            let reading = NominalReading { verb, kind: form.kind, number: form.number, state: form.state };
            let list = self.nominals.entry(fold_str(&form.surface).into()).or_default();
            if !list.contains(&reading) {
                list.push(reading);
            }
        }
        Ok(())
    }

    /// The readings of a folded word as a finite verb.
    #[must_use]
    pub fn finite(&self, folded: &str) -> &[VerbReading] {
        self.forms.get(folded).map_or(&[], Vec::as_slice)
    }

    /// The readings of a folded word as masdar or participle.
    #[must_use]
    pub fn nominal(&self, folded: &str) -> &[NominalReading] {
        self.nominals.get(folded).map_or(&[], Vec::as_slice)
    }

    /// The verb with this key.
    #[must_use]
    pub fn key(&self, key: &str) -> Option<u32> {
        self.by_key.get(key).copied()
    }

    /// How many distinct surface forms there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.forms.len() + self.nominals.len()
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
