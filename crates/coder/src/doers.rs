//! Acts that are another act where others do them: a road closed by police and by protesters.

use marsad_model::EventType;
use rustc_hash::FxHashMap;

use crate::matching::of_set;
use crate::scene::{ActorMention, Scene};
use crate::slots::Slots;
use crate::telling::ABOUT;
use crate::triggers::{Form, Trigger};

/// How far, in words, whoever does an act may stand from it where no slot holds them.
const NEAR: usize = 5;
/// How far, in words, they may stand behind a verb.
const SUBJECT: usize = 2;
/// Words of a name in which the noun that says what they are is looked for.
const HEAD: usize = 3;

/// Turns acts into those of the frames that stand in for theirs where those frames' doers do them. Returns the acts of frames
/// with doers of which nobody does them.
pub(crate) fn by_doers(scene: &Scene<'_>, triggers: &mut [Trigger], slots: &[Slots]) -> Vec<usize> {
    let frames = &scene.lexicon.frames;
    let mut others = Vec::new();
    // Each act with the frame it would have, and whether that is another than it came with.
    let mut turned: Vec<Option<(u32, bool)>> = Vec::with_capacity(triggers.len());
    for (k, (trigger, slots)) in triggers.iter().zip(slots).enumerate() {
        let frame = trigger.frame(scene.lexicon);
        let choosy = frame.instead_of.is_empty() && !(frame.doers.is_empty() && frame.doer_sectors.is_empty());
        // A phrase may name the doers itself: «خرج متظاهرون».
        if choosy && trigger.pattern != "phrase" && !done_by(scene, trigger.frame, trigger, slots) {
            others.push(k);
            turned.push(None);
            continue;
        }
        let instead = frames.instead.get(&trigger.frame).map_or(&[][..], Vec::as_slice);
        let to = instead.iter().find(|&&f| done_by(scene, f, trigger, slots));
        turned.push(Some((to.copied().unwrap_or(trigger.frame), to.is_some())));
    }
    let mut about: FxHashMap<EventType, bool> = FxHashMap::default();
    for k in 0..triggers.len() {
        let Some((frame, true)) = turned[k] else { continue };
        let to = &frames.all[frame as usize];
        // «اقتحم محتجون السفارة» as one sentence of a story about something else stays what it is.
        if !to.passing || *about.entry(to.type_).or_insert_with(|| is_about(scene, triggers, &turned, to.type_)) {
            triggers[k].frame = frame;
        }
    }
    others
}

/// Whether a document is about a type of act: two sentences speak of it, or three acts of one.
fn is_about(scene: &Scene<'_>, triggers: &[Trigger], turned: &[Option<(u32, bool)>], type_: EventType) -> bool {
    let frames = &scene.lexicon.frames.all;
    let mut sentences: Vec<usize> = triggers
        .iter()
        .zip(turned)
        .filter(|(_, turned)| turned.is_some_and(|(frame, _)| frames[frame as usize].type_ == type_))
        .map(|(trigger, _)| scene.text.sentence_of(trigger.tokens.start))
        .collect();
    let acts = sentences.len();
    sentences.dedup();
    sentences.len() >= ABOUT || acts > ABOUT
}

/// Whether those who do an act are doers of a frame: they are named so, or nobody is named and such words stand near.
fn done_by(scene: &Scene<'_>, frame: u32, trigger: &Trigger, slots: &Slots) -> bool {
    let doers = &scene.lexicon.frames.doers[frame as usize];
    let sectors = &scene.lexicon.frames.all[frame as usize].doer_sectors;
    if !slots.actors.is_empty() {
        // «عرقلة وصول المتظاهرين»: they follow what is done to them.
        let owned = |a: &ActorMention| {
            matches!(trigger.form, Form::Noun { .. }) && a.tokens.start >= trigger.tokens.end && a.preposition.is_none()
        };
        return slots.actors.iter().filter(|a| !owned(a)).any(|a| {
            a.sector.is_some_and(|s| sectors.contains(&s))
                || a.tokens.clone().take(HEAD).any(|i| of_set(scene, i, doers, true))
        });
    }
    // «دهس محتج»: violence is a crowd's where it is named as the doer.
    let noun = matches!(trigger.form, Form::Noun { .. });
    if noun && scene.lexicon.frames.all[frame as usize].passing {
        return false;
    }
    let sentence = scene.sentence(trigger.tokens.start).tokens.clone();
    let from = trigger.tokens.start.saturating_sub(NEAR).max(sentence.start);
    let to = (trigger.tokens.end + if noun { 0 } else { SUBJECT }).min(sentence.end);
    (from..to).filter(|i| !trigger.tokens.contains(i)).any(|i| of_set(scene, i, doers, false))
}
