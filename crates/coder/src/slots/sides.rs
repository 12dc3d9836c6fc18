//! The sides of a fight or a talk: «بين … من جهة، و… من جهة أخرى», wherever in the sentence they stand.

use marsad_lexicon::Role;

use super::Slots;
use crate::actors::adjective_country;
use crate::scene::{ActorMention, Scene};
use crate::triggers::{Form, Trigger};

/// How far behind the noun of a fight its «بين» may stand.
const REACH: usize = 24;
/// How many words may stand between two sides.
const GAP: usize = 10;

/// Fills in the sides that «بين» names.
pub(super) fn sides(scene: &Scene<'_>, trigger: &Trigger, slots: &mut Slots) {
    let frame = trigger.frame(scene.lexicon);
    if !frame.actor_preps.iter().any(|p| p == "بين") || !matches!(trigger.form, Form::Noun { .. } | Form::Verb { .. })
    {
        return;
    }
    let sentence = scene.sentence(trigger.tokens.start).tokens.clone();
    let stop = (trigger.tokens.end + REACH).min(sentence.end);
    let Some(between) = (trigger.tokens.end..stop).find(|&i| scene.bare(i) == "بين") else { return };
    let Some(first) = scene.actors_in(between + 1..sentence.end).next().filter(|m| m.tokens.start <= between + 4)
    else {
        return;
    };
    let mut end = between + 1;
    for m in scene.actors_in(first.tokens.start..sentence.end) {
        if m.span != first.span && !follows(scene, m, end) {
            break;
        }
        end = m.tokens.end;
        slots.put(Role::Actor, frame.type_, m.clone());
    }
    if slots.how == "noun" {
        slots.how = "sides";
    }
}

/// Whether a mention is one more side behind one that ends at `end`.
fn follows(scene: &Scene<'_>, m: &ActorMention, end: usize) -> bool {
    let gap = end..m.tokens.start;
    let and = m.joined || gap.clone().any(|i| matches!(scene.fold(i), "و" | "وبين"));
    and && gap.len() <= GAP
        && gap.into_iter().all(|i| {
            let word = &scene.words[i];
            scene.parts_clauses(i) && scene.text.tokens()[i].mark.is_none_or(|c| !matches!(c, '.' | '؛' | ':'))
                || scene.text.tokens()[i].mark.is_some_and(|c| matches!(c, '"' | '«' | '»' | '“' | '”'))
                || adjective_country(scene, i).is_some()
                || matches!(scene.bare(i), "من" | "بين")
                || word.function.is_none_or(|f| f.conjunction) && !(word.verb.is_some() && scene.is_verb(i))
        })
}
