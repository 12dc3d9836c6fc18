//! Acts that are another act where others do them: a road closed by police and by protesters.

use crate::matching::of_set;
use crate::scene::Scene;
use crate::slots::Slots;
use crate::triggers::Trigger;

/// How far, in words, whoever does an act may stand from it where no slot holds them.
const NEAR: usize = 5;
/// Words of a name in which the noun that says what they are is looked for.
const HEAD: usize = 3;

/// Turns acts into those of the frames that stand in for theirs where those frames' doers do them. Returns the acts of frames
/// with doers of which nobody does them.
pub(crate) fn by_doers(scene: &Scene<'_>, triggers: &mut [Trigger], slots: &[Slots]) -> Vec<usize> {
    let frames = &scene.lexicon.frames;
    let mut others = Vec::new();
    for (k, (trigger, slots)) in triggers.iter_mut().zip(slots).enumerate() {
        let instead = frames.instead.get(&trigger.frame).map_or(&[][..], Vec::as_slice);
        if let Some(&frame) = instead.iter().find(|&&f| done_by(scene, f, trigger, slots)) {
            trigger.frame = frame;
        } else {
            let frame = trigger.frame(scene.lexicon);
            let choosy = !frame.doers.is_empty() || !frame.doer_sectors.is_empty();
            if choosy && !done_by(scene, trigger.frame, trigger, slots) {
                others.push(k);
            }
        }
    }
    others
}

/// Whether those who do an act are doers of a frame: they are named so, or nobody is named and such words stand near.
fn done_by(scene: &Scene<'_>, frame: u32, trigger: &Trigger, slots: &Slots) -> bool {
    let doers = &scene.lexicon.frames.doers[frame as usize];
    let sectors = &scene.lexicon.frames.all[frame as usize].doer_sectors;
    if !slots.actors.is_empty() {
        return slots.actors.iter().any(|a| {
            a.sector.is_some_and(|s| sectors.contains(&s))
                || a.tokens.clone().take(HEAD).any(|i| of_set(scene, i, doers, true))
        });
    }
    let sentence = scene.sentence(trigger.tokens.start).tokens.clone();
    let from = trigger.tokens.start.saturating_sub(NEAR).max(sentence.start);
    let to = (trigger.tokens.end + NEAR).min(sentence.end);
    (from..to).filter(|i| !trigger.tokens.contains(i)).any(|i| of_set(scene, i, doers, false))
}
