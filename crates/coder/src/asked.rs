//! What is asked of the same words of a scene again and again, answered once.

use std::cell::OnceCell;

use marsad_lexicon::Hints;
use rustc_hash::FxHashMap;

use crate::scene::Scene;

/// Answers for one scene; they hold once its actors and places are settled.
#[derive(Debug, Default)]
pub(crate) struct Asked {
    /// Whether each token acts as a finite verb; empty while the scene is being made.
    pub verbs: Vec<bool>,
    mentions: OnceCell<FxHashMap<String, usize>>,
}

impl Asked {
    pub fn of(scene: &Scene<'_>) -> Self {
        let verbs = (0..scene.words.len()).map(|i| scene.words[i].verb.is_some() && scene.is_verb(i)).collect();
        Self { verbs, ..Self::default() }
    }
}

impl Scene<'_> {
    /// What the word at `i` hints at.
    pub fn hints(&self, i: usize) -> Hints {
        self.facts.get(i).map(|f| f.hints).unwrap_or_default()
    }

    /// How often somebody is named in the document.
    pub fn named(&self, entity: &str) -> usize {
        let count = || {
            let mut all = FxHashMap::default();
            for actor in &self.actors {
                *all.entry(actor.entity.clone()).or_default() += 1;
            }
            all
        };
        self.asked.mentions.get_or_init(count).get(entity).copied().unwrap_or_default()
    }
}
