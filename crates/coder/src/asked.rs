//! What is asked of the same words of a scene again and again, answered once.

use std::cell::OnceCell;

use marsad_lexicon::{Hints, SayingVerb};
use rustc_hash::FxHashMap;

use crate::learn::Words;
use crate::scene::{ActorMention, Scene};

/// Answers for one scene; they hold once its actors and places are settled.
#[derive(Debug, Default)]
pub(crate) struct Asked {
    /// Whether each token acts as a finite verb; empty while the scene is being made.
    pub verbs: Vec<bool>,
    /// How each token is used as a verb of saying, as far as what it says stands in its sentence.
    pub says: Vec<OnceCell<Option<SayingVerb>>>,
    mentions: OnceCell<FxHashMap<String, usize>>,
    places: OnceCell<FxHashMap<String, usize>>,
    runs: OnceCell<Words>,
}

impl Asked {
    pub fn of(scene: &Scene<'_>) -> Self {
        let verbs = (0..scene.words.len()).map(|i| scene.words[i].verb.is_some() && scene.is_verb(i)).collect();
        Self { verbs, says: vec![OnceCell::new(); scene.words.len()], ..Self::default() }
    }
}

impl Scene<'_> {
    /// What the word at `i` hints at.
    pub fn hints(&self, i: usize) -> Hints {
        self.facts.get(i).map(|f| f.hints).unwrap_or_default()
    }

    /// How many words of each sort stand where.
    pub fn runs(&self) -> &Words {
        self.asked.runs.get_or_init(|| Words::of(self))
    }

    /// How often somebody is named in the document.
    pub fn named(&self, entity: &str) -> usize {
        let all = self.asked.mentions.get_or_init(|| counted(self.actors.iter().map(|a| a.entity.as_str())));
        all.get(entity).copied().unwrap_or_default()
    }

    /// How often a place is named in the document.
    pub fn place_named(&self, name: &str) -> usize {
        let all = self.asked.places.get_or_init(|| counted(self.places.iter().map(|p| p.name.as_str())));
        all.get(name).copied().unwrap_or_default()
    }

    /// The actors that end at token `i` or right around it.
    pub fn actors_near(&self, i: usize) -> impl Iterator<Item = &ActorMention> {
        let from = self.actors.partition_point(|a| a.tokens.end < i);
        self.actors[from..].iter().take_while(move |a| a.tokens.start <= i + 1)
    }
}

fn counted<'n>(names: impl Iterator<Item = &'n str>) -> FxHashMap<String, usize> {
    let mut all = FxHashMap::default();
    for name in names {
        *all.entry(name.to_owned()).or_default() += 1;
    }
    all
}
