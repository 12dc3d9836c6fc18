//! The packs of a lexicon, each compiled when the first document in its language comes.

use std::sync::OnceLock;

use marsad_text::Language;

use super::LanguagePack;
use crate::{Files, Gazetteer, LexiconError};

/// The packs of a lexicon by language.
#[derive(Debug, Default)]
pub struct Packs {
    /// What they are compiled from; only the files that packs read.
    files: Files,
    all: Vec<(Language, OnceLock<Option<LanguagePack>>)>,
}

impl Packs {
    /// Finds the packs among the files. Those that a user's folder adds to are compiled at once, so that a fault is told before
    /// anything is coded; the built-in ones wait for their first document.
    pub(crate) fn of(files: &Files, gazetteer: &Gazetteer) -> Result<Self, LexiconError> {
        let mut out = Self::default();
        for tag in super::tags(files) {
            let folder = format!("lexicon/{tag}/");
            let own = [".tsv", ".toml"]
                .iter()
                .any(|end| files.paths(&folder, end).any(|p| files.get(p).iter().any(|l| !l.is_built_in())));
            let slot = OnceLock::new();
            let mut known = Language::of_tag(&tag);
            if own {
                let pack = LanguagePack::load(files, &tag, gazetteer)?;
                known = Some(pack.language);
                let _ = slot.set((!pack.experimental).then_some(pack));
            }
            if let Some(language) = known {
                out.all.push((language, slot));
            }
        }
        if !out.all.is_empty() {
            out.files = files.clone();
        }
        Ok(out)
    }

    /// The pack of a language, where it is read.
    pub(crate) fn get(&self, language: Language, gazetteer: &Gazetteer) -> Option<&LanguagePack> {
        let (_, slot) = self.all.iter().find(|(l, _)| *l == language)?;
        let compiled = slot.get_or_init(|| {
            // A test compiles the built-in packs; a user's own were compiled above.
            let pack = LanguagePack::load(&self.files, language.tag(), gazetteer).ok()?;
            (!pack.experimental).then_some(pack)
        });
        compiled.as_ref()
    }
}
