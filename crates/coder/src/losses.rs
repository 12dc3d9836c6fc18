//! Losses: the words for the killed, the wounded and the destroyed, and those who have no number.

use std::ops::Range;

use marsad_lexicon::Light;
use marsad_model::{Count, CountKind};
use marsad_text::arabic::number::{Countable, Grade, NumberLexicon, NumberMention};

use crate::counts::FoundCount;
use crate::scene::Scene;
use crate::triggers::Trigger;

/// Whether a verb of result stands within some words before token `i`: «أدى الهجوم إلى مقتل …».
pub(crate) fn result_before(scene: &Scene<'_>, i: usize, reach: usize) -> bool {
    let sentence = scene.sentence(i).tokens.start;
    let result = |verb: u32| scene.lexicon.cues.light.get(&verb) == Some(&Light::Result);
    (i.saturating_sub(reach).max(sentence)..i)
        .rev()
        .take_while(|&k| !scene.text.tokens()[k].mark.is_some_and(|m| matches!(m, '؛' | ':' | '.')))
        .any(|k| {
            let read = scene.words[k].verb.as_ref().is_some_and(|v| v.readings.iter().any(|r| result(r.verb)));
            // «وأدت» has the letters of another verb too.
            read || scene
                .fold(k)
                .strip_prefix('و')
                .is_some_and(|w| scene.lexicon.verbs.finite(w).iter().any(|r| result(r.verb)))
        })
}

/// «عشرات القتلى والجرحى», «10 بين قتيل وجريح»: killed and wounded in one figure.
pub(crate) fn together(
    scene: &Scene<'_>,
    number: &NumberMention,
    counted: Option<&Range<usize>>,
    what: CountKind,
) -> bool {
    let from = counted.map_or(number.tokens.end, |c| c.start);
    let other = |i: usize| {
        scene.fold(i).starts_with('و')
            && loss_at(scene, i).is_some_and(|w| w != what)
            && scene.numbers.iter().all(|n| n.tokens.end != i && !n.tokens.contains(&i))
    };
    (from + 1..=from + 2)
        .any(|i| i < scene.text.tokens().len() && (from..i).all(|k| loss_at(scene, k).is_some()) && other(i))
}

/// «مقتل وجرح 110», «قتل وأصيب 20»: two losses with one figure.
pub(crate) fn both_losses(scene: &Scene<'_>, trigger: &Trigger, what: CountKind) -> bool {
    // «قتلوا وأصيب 20»: the first has its own subject.
    let finished = |i: usize| ["وا", "هم", "هما"].iter().any(|e| scene.fold(i).ends_with(e));
    let loss =
        |i: usize| scene.words.get(i).is_some() && !finished(i) && loss_word(scene, i).is_some_and(|w| w != what);
    matches!(what, CountKind::Killed | CountKind::Wounded)
        && (trigger.tokens.start.checked_sub(1).is_some_and(loss) && scene.fold(trigger.tokens.start).starts_with('و')
            || scene.fold(trigger.tokens.end).starts_with('و') && loss(trigger.tokens.end))
}

/// What the word at `i`, as the trigger of a frame of loss, says happened.
fn loss_word(scene: &Scene<'_>, i: usize) -> Option<CountKind> {
    let frames = &scene.lexicon.frames;
    let of = |frame: u32| {
        let f = &frames.all[frame as usize];
        f.counts.filter(|_| f.consequence)
    };
    let by_verb = scene.words[i].verb.as_ref().and_then(|v| {
        v.readings.iter().find_map(|r| frames.by_verb.get(&r.verb).and_then(|list| list.iter().find_map(|&f| of(f))))
    });
    by_verb.or_else(|| {
        marsad_text::splits(scene.fold(i)).find_map(|s| {
            let noun = frames.by_noun.get(s.stem).and_then(|l| l.iter().find_map(|n| of(n.frame)));
            noun.or_else(|| {
                scene
                    .lexicon
                    .verbs
                    .nominal(s.stem)
                    .iter()
                    .find_map(|r| frames.by_verb.get(&r.verb).and_then(|list| list.iter().find_map(|&f| of(f))))
            })
        })
    })
}

pub(crate) fn loss_at(scene: &Scene<'_>, i: usize) -> Option<CountKind> {
    scene.lexicon.cues.losses.at(scene.text, i).first().map(|h| h.value)
}

/// «عدد القتلى إلى 18», «الجرحى 74889».
pub(crate) fn loss_before(scene: &Scene<'_>, number: &NumberMention) -> Option<CountKind> {
    (1..=3).find_map(|back| {
        let i = number.tokens.start.checked_sub(back)?;
        if scene.parts_clauses(i) {
            return None;
        }
        loss_at(scene, i)
    })
}

/// «مقتل جندي», «اغتيال محام», «تدمير دبابة»: one without a number or a name.
pub(crate) fn one_person(scene: &Scene<'_>, trigger: &Trigger) -> Option<FoundCount> {
    let what = trigger.frame(scene.lexicon).counts.filter(|w| *w != CountKind::Participants)?;
    let at = trigger.tokens.end;
    let fold = scene.fold(at);
    let (class, grade) = NumberLexicon::builtin().countable(fold)?;
    let fits = match class {
        Countable::Person => what != CountKind::Destroyed,
        Countable::Vehicle | Countable::Weapon | Countable::Thing => what == CountKind::Destroyed,
        Countable::Money | Countable::Unit | Countable::Time => false,
    };
    if !fits || grade != Grade::Singular || fold.starts_with("ال") {
        return None;
    }
    let named = scene.actors.iter().any(|a| a.person && a.tokens.contains(&at));
    if named || scene.numbers.iter().any(|n| n.tokens.contains(&at) || n.tokens.end == at) {
        return None;
    }
    Some(bare(scene, at, what, Some(1)))
}

/// «وأصيب آخرون»: two at least.
pub(crate) fn others(scene: &Scene<'_>, trigger: &Trigger) -> Option<FoundCount> {
    let what = of_people(scene, trigger)?;
    let at = trigger.tokens.end;
    if scene.numbers.iter().any(|n| n.tokens.contains(&at)) {
        return None;
    }
    let one = *scene.lexicon.cues.others.get(scene.fold(at))?;
    let what = if both_losses(scene, trigger, what) { CountKind::Other } else { what };
    let mut found = bare(scene, at, what, one.then_some(1));
    if !one {
        found.count.min = Some(2);
    }
    Some(found)
}

/// What happens to people in a trigger's act, if it counts any.
fn of_people(scene: &Scene<'_>, trigger: &Trigger) -> Option<CountKind> {
    trigger.frame(scene.lexicon).counts.filter(|w| !matches!(w, CountKind::Destroyed | CountKind::Participants))
}

fn bare(scene: &Scene<'_>, at: usize, what: CountKind, max: Option<u64>) -> FoundCount {
    let quote = scene.text.quote(scene.text.tokens()[at].span);
    let of = Some(quote.text.clone());
    FoundCount { at, count: Count { quote, what, of, min: Some(1), max } }
}
