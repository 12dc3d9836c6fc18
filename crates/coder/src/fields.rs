//! Fields of a report that are read around its trigger: modes, loaded words.

use marsad_model::{Actor, LoadedTerm, Mode};

use crate::join::distance;
use crate::scene::{ActorMention, Scene};
use crate::triggers::Trigger;

/// Modes of the frame, and of words near the trigger that no other trigger stands closer to.
pub(crate) fn modes(scene: &Scene<'_>, trigger: &Trigger, kept: &[Trigger]) -> Vec<Mode> {
    let frame = trigger.frame(scene.lexicon);
    let mut out = frame.mode.clone();
    let sentence = scene.sentence(trigger.tokens.start).tokens.clone();
    let from = trigger.tokens.start.saturating_sub(5).max(sentence.start);
    let to = (trigger.tokens.end + 9).min(sentence.end);
    for i in from..to {
        if i > trigger.tokens.end && scene.text.tokens()[i].mark.is_some_and(|m| matches!(m, '،' | '؛' | ',')) {
            break;
        }
        for hit in scene.lexicon.cues.modes.at(scene, i) {
            if hit.value.type_ != frame.type_ || out.contains(&hit.value.mode) || hit.tokens.end > to {
                continue;
            }
            let here = distance(&hit.tokens, &trigger.tokens);
            let closer = kept.iter().any(|o| {
                o.tokens != trigger.tokens
                    && o.frame(scene.lexicon).type_ == frame.type_
                    && distance(&hit.tokens, &o.tokens) < here
            });
            let before_far = hit.tokens.end <= trigger.tokens.start
                && (hit.tokens.end..trigger.tokens.start).any(|x| scene.parts_clauses(x));
            if !closer && !before_far {
                out.push(hit.value.mode);
            }
        }
    }
    // The particular way of killing, not the general one beside it.
    if out.contains(&Mode::SuicideAttack) {
        out.retain(|m| *m != Mode::Explosives || frame.mode.contains(m));
    }
    if out.contains(&Mode::Drone) {
        out.retain(|m| *m != Mode::Aerial || frame.mode.contains(m));
    }
    out
}

pub(crate) fn actor(scene: &Scene<'_>, m: &ActorMention) -> Actor {
    Actor {
        quote: scene.text.quote(m.span),
        entity: m.entity.clone(),
        id: m.id.clone(),
        country: m.country.clone(),
        sector: m.sector,
        loaded: m.loaded.clone(),
    }
}

pub(crate) fn loaded(scene: &Scene<'_>, tokens: std::ops::Range<usize>) -> Vec<LoadedTerm> {
    let mut out: Vec<LoadedTerm> = Vec::new();
    let mut i = tokens.start;
    while i < tokens.end {
        match scene.lexicon.entities.loaded.at(scene, i).into_iter().next() {
            Some(hit) if hit.tokens.end <= tokens.end => {
                out.push(LoadedTerm { quote: scene.text.quote(hit.span), neutral: hit.value.neutral_ar.clone() });
                i = hit.tokens.end;
            }
            _ => i += 1,
        }
    }
    out
}
