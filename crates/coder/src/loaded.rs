//! Loaded terms of a text: where they stand and what to say instead.

use std::ops::Range;

use marsad_lexicon::{Loaded, PhraseHit};
use marsad_model::LoadedTerm;
use marsad_text::Text;

use crate::Coder;
use crate::scene::Scene;

impl Coder<'_> {
    /// The loaded terms of a text with their neutral wording, in order. A word inside an actor's own name is none.
    #[must_use]
    pub fn loaded_terms(&self, text: &str) -> Vec<LoadedTerm> {
        let text = Text::new(text);
        let scene = Scene::new(self.lexicon, &text, None);
        terms(&scene, 0..text.tokens().len())
    }
}

/// The loaded terms among some tokens.
pub(crate) fn terms(scene: &Scene<'_>, tokens: Range<usize>) -> Vec<LoadedTerm> {
    let mut out = Vec::new();
    let mut i = tokens.start;
    while i < tokens.end {
        match scene.lexicon.entities.loaded.at(scene, i).into_iter().next() {
            Some(hit) if hit.tokens.end <= tokens.end && is_loaded(scene, &hit) => {
                out.push(LoadedTerm { quote: scene.text.quote(hit.span), neutral: hit.value.neutral_ar.clone() });
                i = hit.tokens.end;
            }
            _ => i += 1,
        }
    }
    out
}

/// Whether the words carry their loaded sense here.
fn is_loaded(scene: &Scene<'_>, hit: &PhraseHit<Loaded>) -> bool {
    let (from, to) = (hit.tokens.start, hit.tokens.end);
    // Inside a name that the lexicon has: «هيئة تحرير الشام», «كتائب الشهيد عمر».
    let own = scene.actors_in(0..scene.text.tokens().len()).any(|a| {
        a.id.is_some()
            && a.loaded.is_none()
            && a.tokens.start <= from
            && to <= a.tokens.end
            && a.tokens.len() > hit.tokens.len()
    });
    if own {
        return false;
    }
    // «الاحتلال العثماني», «العدو السريع»: an adjective makes another thing of it.
    if hit.tokens.len() == 1 && crate::actors::described(scene, to) {
        return false;
    }
    hit.value.needs.iter().all(|need| match need.as_str() {
        // «تحرير القرية», not «تحرير العقد».
        "place" => near_place(scene, to),
        // «استشهد عامل برصاص», not «استشهد ببيت من الشعر».
        "person" => {
            scene.actors_in(to..scene.text.tokens().len()).next().is_some_and(|a| a.tokens.start <= to + 1)
                || scene.lexicon.entities.heads.begins(scene, to)
        }
        // «العملاء» among fighters, not of a bank.
        "fighters" => scene.actors_in(scene.sentence(from).tokens.clone()).any(|a| a.tokens.start != from && a.armed()),
        // «!+بيت»: not with this word under ب soon after («استشهد ببيت من الشعر»); «!عيد»: not after this word.
        other if other.starts_with("!+") => {
            let word = format!("ب{}", marsad_text::fold_str(&other[2..]));
            !(to..to + 3).any(|k| scene.fold(k) == word)
        }
        other => other.strip_prefix('!').is_none_or(|w| {
            let before = from.checked_sub(1).map_or("", |b| scene.fold(b));
            let word = marsad_text::fold_str(w);
            before != word && before.strip_prefix(['ب', 'ل', 'و']) != Some(word.as_str())
        }),
    })
}

/// Whether a place, or the head of one, begins within two words.
fn near_place(scene: &Scene<'_>, at: usize) -> bool {
    scene.places_in(at..scene.text.tokens().len()).next().is_some_and(|p| p.tokens.start <= at + 1)
        || scene.fold(at).strip_prefix("ال").is_some_and(|w| scene.lexicon.gazetteer.heads.has(w))
}
