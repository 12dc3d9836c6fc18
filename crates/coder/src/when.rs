//! When: the time expression that belongs to an act.

use marsad_model::{Aux, Place, Report, TimeType};

use crate::attribution::Speech;
use crate::events::clash;
use crate::scene::{Scene, Timed};
use crate::triggers::{Form, Trigger};

/// How far from an act a time may stand, in words; a mark or a new clause between counts for three more.
const REACH: usize = 35;
/// How far «منذ …» may stand, which mostly belongs to the words beside it.
const SINCE_REACH: usize = 15;
/// How much nearer another act must stand to have a time for itself.
const NEARER: usize = 8;
/// What a mark or a new clause between an act and a time counts for, in words.
const PART: usize = 3;
/// How far behind a speaker the day of saying may stand: «أعلن الوزير، أمس، مقتل …».
const BEHIND: usize = 2;
/// What a relative clause of its own between an act and a time counts for.
const RELATIVE: usize = 10;

/// The date or range that belongs to a trigger: in its clause if there is one, else the nearest in its sentence that no
/// other trigger stands closer to.
pub(crate) fn when<'s>(
    scene: &'s Scene<'_>,
    trigger: &Trigger,
    others: &[Trigger],
    speeches: &[Speech],
) -> Option<&'s Timed> {
    nearest(scene, trigger, others, |t| !of_saying(scene, t, trigger, speeches) && !of_later(scene, t, trigger))
}

/// The day before which a trigger's act was: «أغلق المطار في 2016 بعد اتهام …».
pub(crate) fn before<'s>(scene: &'s Scene<'_>, trigger: &Trigger, others: &[Trigger]) -> Option<&'s Timed> {
    // Most acts stand behind no such word.
    let start = trigger.tokens.start;
    if !(start.saturating_sub(3)..start).any(|i| scene.lexicon.cues.after.contains(scene.bare(i))) {
        return None;
    }
    nearest(scene, trigger, others, |t| of_later(scene, t, trigger))
}

/// The nearest time of a trigger's sentence that suits and that no other trigger stands much closer to.
fn nearest<'s>(
    scene: &'s Scene<'_>,
    trigger: &Trigger,
    others: &[Trigger],
    suits: impl Fn(&Timed) -> bool,
) -> Option<&'s Timed> {
    let sentence = scene.sentence(trigger.tokens.start).tokens.clone();
    let inside = |from: usize, to: usize| from >= sentence.start && to <= sentence.end;
    let mut best: Option<(&Timed, usize)> = None;
    for t in scene.times.iter().filter(|t| inside(t.tokens.start, t.tokens.end)) {
        if !dates(scene, t) || !suits(t) {
            continue;
        }
        let d = distance(scene, t, trigger);
        let since = scene.fold(t.tokens.start).ends_with("منذ");
        if d > if since { SINCE_REACH } else { REACH } {
            continue;
        }
        let rival = others
            .iter()
            .filter(|o| o.tokens != trigger.tokens && inside(o.tokens.start, o.tokens.end))
            .map(|o| distance(scene, t, o))
            .min();
        if rival.is_none_or(|r| r + NEARER >= d) && best.is_none_or(|(_, b)| d < b) {
            best = Some((t, d));
        }
    }
    best.map(|(t, _)| t)
}

/// Words between a time and a trigger, and what stands between them.
fn distance(scene: &Scene<'_>, t: &Timed, of: &Trigger) -> usize {
    let (from, to) =
        if t.tokens.start >= of.tokens.end { (of.tokens.end, t.tokens.start) } else { (t.tokens.end, of.tokens.start) };
    let parts = (from..to).filter(|&i| scene.parts_clauses(i) || scene.opens_clause(i)).count();
    // «اتفاق الهدنة الذي دخل … في يناير»: the day of the relative clause.
    let relative = (from..to.saturating_sub(1)).any(|i| {
        scene.words[i].function.is_some_and(|f| f.relative)
            && scene.words[i + 1].verb.as_ref().is_some_and(|v| {
                // «الغارة التي شنتها … في يناير» is on the day of the raid.
                let light = v.readings.iter().any(|r| scene.lexicon.cues.light.contains_key(&r.verb));
                !light || v.split.pronoun.is_none()
            })
    });
    to.saturating_sub(from) + parts * PART + usize::from(relative && t.tokens.start >= of.tokens.end) * RELATIVE
}

/// Whether a time says on which day or days something was.
fn dates(scene: &Scene<'_>, t: &Timed) -> bool {
    matches!(t.mention.kind, TimeType::Date | TimeType::Range)
        && (t.mention.from.is_some() || t.mention.to.is_some())
        // «حتى الآن», «حاليا» say nothing of when it happened.
        && (t.mention.from.is_some() || t.mention.to != scene.published)
        && t.mention.value.as_deref() != Some("PRESENT_REF")
}

/// «قصفت الطائرات المدينة أمس بعد هجوم …»: what stands behind «بعد» was before that day.
fn of_later(scene: &Scene<'_>, t: &Timed, trigger: &Trigger) -> bool {
    t.tokens.end <= trigger.tokens.start
        && (t.tokens.end..trigger.tokens.start)
            .any(|i| trigger.tokens.start - i <= 3 && scene.lexicon.cues.after.contains(scene.bare(i)))
}

/// «أعلن المتحدث أمس أن …», «أعلن المتحدث أمس مقتل …»: the day of saying, not of what is said.
fn of_saying(scene: &Scene<'_>, t: &Timed, trigger: &Trigger, speeches: &[Speech]) -> bool {
    let here = scene.text.sentence_of(trigger.tokens.start);
    speeches.iter().any(|s| {
        let before = s.cue.start < t.tokens.start
            && t.tokens.end <= trigger.tokens.start
            && s.scope.contains(&trigger.tokens.start)
            && scene.text.sentence_of(s.cue.start) == here;
        // Right behind the speaker.
        let behind = s.speaker.as_ref().is_some_and(|w| {
            let end = scene.text.tokens().partition_point(|x| x.span.end <= w.span.end);
            s.cue.start < end && end <= t.tokens.start && t.tokens.start <= end + BEHIND
        });
        before && (t.tokens.end <= s.scope.start || behind)
    })
}

/// An act told on in the next sentence happened on the day of the last: «انفجرت سيارة أمس … . وقتل في الانفجار …». Only a
/// definite noun or a verb goes on so, only a single day is handed on, and no other place may be named.
pub(crate) fn carry(scene: &Scene<'_>, reports: &mut [Report], triggers: &[&Trigger]) {
    let sentence = |k: usize| scene.text.sentence_of(triggers[k].tokens.start);
    // «نقطة تفتيش» can be in the town that was named.
    let unnamed = |p: &Place| scene.sites.iter().any(|s| s.span == p.quote.span());
    let background = |r: &Report| r.aux.contains(&Aux::Future) || r.aux.contains(&Aux::Historical);
    let places =
        |r: &Report| -> Vec<String> { r.places.iter().filter(|p| !unnamed(p)).map(|p| p.name.clone()).collect() };
    for k in 0..reports.len() {
        let r = &reports[k];
        let goes_on = matches!(triggers[k].form, Form::Noun { definite: true, .. } | Form::Verb { .. });
        if r.date.is_some() || background(r) || !goes_on {
            continue;
        }
        let day = (0..k)
            .rev()
            .take_while(|&o| sentence(o) + 1 >= sentence(k))
            .filter(|&o| sentence(o) < sentence(k))
            .map(|o| &reports[o])
            .find(|e| {
                e.type_ == r.type_
                    && !background(e)
                    && e.date.as_ref().is_some_and(|d| d.from == d.to)
                    && !clash(&places(e), &places(r))
            })
            .and_then(|e| e.date.clone());
        reports[k].date = day;
    }
}
