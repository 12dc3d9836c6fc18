//! What else a number beside an act counts: more of the same, those who do it, what it is aimed at or done with.

use std::ops::Range;

use marsad_model::{CountKind, EventType, Mode, NumberType};
use marsad_text::arabic::number::{Countable, NumberMention};

use crate::amounts::amount_start;
use crate::counts::{BESIDE, Owned, REACH, class_of, gap};
use crate::losses::{loss_before, noun_loss};
use crate::scene::Scene;
use crate::slots::Slots;
use crate::triggers::Trigger;

/// How far from what it is fired at a number of places or things may stand.
const AIMED: usize = 4;
/// How much farther than an act they do another must stand that people could have suffered.
const SUFFERED: usize = 4;

/// «بينهم 102 من التنظيم و45 من القوات وسبعة مدنيين»: more of those whom the number before counted, with no act between.
pub(crate) fn goes_on(
    scene: &Scene<'_>,
    earlier: &NumberMention,
    number: &NumberMention,
    counted: Option<&Range<usize>>,
    triggers: &[Trigger],
    last: Owned,
) -> bool {
    let between = |t: &Trigger| t.tokens.start >= earlier.tokens.end && t.tokens.start < number.tokens.start;
    let people = matches!(
        last.what,
        CountKind::Killed | CountKind::Wounded | CountKind::Detained | CountKind::Released | CountKind::Kidnapped
    );
    let class = counted.and_then(|c| class_of(scene, c.start));
    people
        && !triggers.iter().any(between)
        && noun_loss(scene, number, counted).is_none()
        && loss_before(scene, number).is_none()
        && (class == Some(Countable::Person) || class.is_none() && scene.fold(number.tokens.end) == "من")
}

/// «شارك فيها 500 مقاتل», «هاجم عشرون مسلحا القرية»: those who do an act.
pub(crate) fn taking_part(
    scene: &Scene<'_>,
    number: &NumberMention,
    counted: Option<&Range<usize>>,
    triggers: &[Trigger],
    slots: &[Slots],
) -> Option<Owned> {
    let class = counted.and_then(|c| class_of(scene, c.start));
    if class.is_some_and(|c| c != Countable::Person) {
        return None;
    }
    let sentence = scene.sentence(number.tokens.start).tokens.clone();
    let first = triggers.partition_point(|t| t.tokens.start < sentence.start);
    let inside = || triggers[first..].iter().take_while(|t| t.tokens.end <= sentence.end).enumerate();
    let word = |i: usize| scene.text.tokens().get(i).is_some() && scene.lexicon.cues.joining.contains(scene.bare(i));
    let end = counted.map_or(number.tokens.end, |c| c.end).max(number.tokens.end);
    let said = (number.tokens.start.saturating_sub(3).max(sentence.start)..number.tokens.start).any(word)
        || (end..(end + 2).min(sentence.end)).any(word);
    // «وقتل في الهجوم ثلاثة جنود»: what happened to them is told nearer by.
    let suffered = inside()
        .filter(|(_, t)| t.frame(scene.lexicon).counts.is_some_and(|w| w != CountKind::Participants))
        .map(|(_, t)| gap(number, t))
        .min();
    let many = number.max.is_none_or(|max| max > 1.0);
    let doer = |k: usize, t: &Trigger| {
        let frame = t.frame(scene.lexicon);
        let near = gap(number, t);
        many && near <= BESIDE
            && suffered.is_none_or(|s| s > near + SUFFERED)
            && !frame.type_.is_speech_act()
            && (frame.counts.is_none() || frame.counts == Some(CountKind::Participants))
            && !frame.consequence
            && slots.get(k).is_some_and(|s| {
                s.actors.iter().any(|a| {
                    amount_start(scene, a.tokens.start, a.preposition.as_deref()) <= number.tokens.start
                        && number.tokens.start < a.tokens.end
                })
            })
    };
    let (k, gap) = inside()
        .filter(|(k, t)| said || doer(first + k, t))
        .map(|(k, t)| (first + k, gap(number, t)))
        .min_by_key(|(_, gap)| *gap)?;
    (gap <= REACH).then_some(Owned { trigger: k, what: CountKind::Participants, gap })
}

/// «قصف أربعة مخازن», «غارات على سبعة مواقع»: how many things an act was aimed at.
pub(crate) fn aimed_at(
    scene: &Scene<'_>,
    number: &NumberMention,
    counted: &Range<usize>,
    trigger: &Trigger,
    near: usize,
) -> Option<CountKind> {
    let frame = trigger.frame(scene.lexicon);
    let act = frame.type_ == EventType::Assault && !frame.consequence && frame.counts.is_none();
    let class = class_of(scene, counted.start);
    let thing = matches!(class, Some(Countable::Thing | Countable::Vehicle | Countable::Weapon));
    let start = number.tokens.start;
    let loose = number.kind == NumberType::Vague || scene.fold(start).starts_with('و');
    let governed =
        start > 0 && scene.is_preposition(start - 1) && !scene.lexicon.cues.aimed.contains(scene.bare(start - 1));
    (act && thing && near <= AIMED && start >= trigger.tokens.end && !governed && !loose).then_some(CountKind::Other)
}

/// What nouns beside an act count that are neither the act nor its losses: what was fired, those sent, what was searched.
pub(crate) fn used(scene: &Scene<'_>, counted: &Range<usize>, trigger: &Trigger) -> Option<CountKind> {
    let frame = trigger.frame(scene.lexicon);
    let class = class_of(scene, counted.start)?;
    match frame.type_ {
        EventType::Assault if !frame.consequence && frame.counts != Some(CountKind::Destroyed) => {
            let bomb = class == Countable::Vehicle && frame.mode.contains(&Mode::Explosives);
            (class == Countable::Weapon || bomb).then_some(CountKind::Other)
        }
        EventType::Mobilize if frame.counts.is_none() => {
            (class == Countable::Person).then_some(CountKind::Participants)
        }
        EventType::Coerce if frame.counts.is_none() => {
            matches!(class, Countable::Thing | Countable::Weapon).then_some(CountKind::Other)
        }
        _ => None,
    }
}
