//! When: the time expression that belongs to an act.

use marsad_model::{Aux, DateRange, Day, Place, Precision, Report, Span, TimeType};
use marsad_text::arabic::conjugate::Aspect;

use crate::attribution::Speech;
use crate::events::clash;
use crate::losses::loss_word;
use crate::order;
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

/// How much farther «منذ …» counts than the day of the act itself: «في أكبر هجوم منذ أشهر، سيطرت … أمس».
const SINCE: usize = 10;
/// How far behind «منذ» the day may stand on which something began: «منذ بدء الهجوم في 19 يونيو».
const BEGAN: usize = 7;
/// How near the beginning of its sentence a time stands that holds for all that is told in it.
const OPENING: usize = 3;

/// The date or range that belongs to a trigger: in its clause if there is one, else the nearest in its sentence that no
/// other trigger stands closer to.
pub(crate) fn when(scene: &Scene<'_>, trigger: &Trigger, others: &[Trigger], speeches: &[Speech]) -> Option<DateRange> {
    if let Some(day) = eve(scene, trigger, others, speeches) {
        return Some(day);
    }
    let t =
        nearest(scene, trigger, others, |t| !of_saying(scene, t, trigger, speeches) && !of_later(scene, t, trigger))?;
    let (span, from, to) = meant(scene, t, trigger);
    Some(DateRange { quote: scene.text.quote(span), from, to })
}

/// The days that a time means for an act, and its words.
fn meant(scene: &Scene<'_>, t: &Timed, trigger: &Trigger) -> (Span, Option<Day>, Option<Day>) {
    let (span, from, to) = (t.mention.span, t.mention.from, t.mention.to);
    if let Some(since) = began(scene, t, trigger) {
        return (scene.text.cover(since, t.tokens.end), from, scene.published);
    }
    if lately(scene, t, trigger) {
        return (span, None, scene.published);
    }
    // «قتل هذا العام 20 جنديا»: the year as far as it has gone.
    let past = match trigger.form {
        Form::Verb { features, .. } => features.aspect == Aspect::Perfect,
        Form::Noun { .. } => t.mention.part.is_none(),
    };
    let long = t.mention.precision.is_some_and(|p| p >= Precision::Month);
    let running = scene.published.filter(|p| from.is_some_and(|f| f < *p) && to.is_some_and(|to| to > *p));
    let to = if past && long { running.or(to) } else { to };
    (span, from, to)
}

/// «منذ بدء الهجوم في 19 يونيو»: the token of «منذ» before the day on which something else began that still goes on.
fn began(scene: &Scene<'_>, t: &Timed, trigger: &Trigger) -> Option<usize> {
    let first = t.tokens.start;
    let low = first.saturating_sub(BEGAN).max(scene.sentence(first).tokens.start);
    let since = (low..first)
        .rev()
        .take_while(|&i| !scene.parts_clauses(i))
        .find(|&i| scene.lexicon.cues.since.contains(scene.bare(i)))?;
    let inside = trigger.tokens.start > since && trigger.tokens.start < first;
    let alone = order::on(&scene.times, since).is_none();
    (!inside && alone && since + 1 < first).then_some(since)
}

/// «منذ سنوات», «في الأيام الأخيرة»: nobody says from when.
fn lately(scene: &Scene<'_>, t: &Timed, trigger: &Trigger) -> bool {
    let m = &t.mention;
    let open = m.open || !scene.lexicon.cues.after.contains(scene.bare(t.tokens.start));
    let days = m.kind == TimeType::Range
        || m.kind == TimeType::Date && m.precision.is_some_and(|p| matches!(p, Precision::Day | Precision::Week));
    // «الذكرى الـ17».
    let numbered = !order::touching(&scene.numbers, &t.tokens).is_empty();
    scene.published.is_some()
        && !numbered
        && !trigger.future
        && !trigger.frame(scene.lexicon).type_.is_speech_act()
        && m.from.is_none()
        && m.to.is_none()
        && m.value.is_none()
        && m.timex.is_none()
        && m.precision.is_some()
        && days
        && open
}

/// «علقت الأمم المتحدة، الثلاثاء، قوافلها غداة غارات»: the day before that of the other act, or before publication.
fn eve(scene: &Scene<'_>, trigger: &Trigger, others: &[Trigger], speeches: &[Speech]) -> Option<DateRange> {
    let start = trigger.tokens.start;
    let at = (start.saturating_sub(2)..start).rev().find(|&i| scene.lexicon.cues.eve.contains(scene.bare(i)))?;
    let day = nearest(scene, trigger, others, |t| t.tokens.end <= at && !of_saying(scene, t, trigger, speeches))
        .and_then(|t| t.mention.from.filter(|f| Some(*f) == t.mention.to))
        .or(scene.published)?;
    let before = day.yesterday().ok()?;
    Some(DateRange { quote: scene.text.quote(scene.text.tokens()[at].span), from: Some(before), to: Some(before) })
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
    let mut best: Option<(&Timed, usize)> = None;
    for t in order::within(&scene.times, &sentence) {
        if !dates(scene, t, trigger) || !suits(t) {
            continue;
        }
        let d = distance(scene, t, trigger);
        let since = scene.fold(t.tokens.start).ends_with("منذ");
        let opens = t.tokens.start <= sentence.start + OPENING && t.tokens.end <= trigger.tokens.start;
        if d > if since && !opens { SINCE_REACH } else { REACH } {
            continue;
        }
        let rival = order::within(others, &sentence)
            .iter()
            .filter(|o| o.tokens != trigger.tokens)
            .filter(|o| !shares(scene, t, trigger, o))
            .map(|o| distance(scene, t, o))
            .min();
        let far = d + if since { SINCE } else { 0 };
        if rival.is_none_or(|r| r + NEARER >= d) && best.is_none_or(|(_, b)| far < b) {
            best = Some((t, far));
        }
    }
    best.map(|(t, _)| t)
}

/// Whether another act does not take a time away from a trigger, though it stands nearer to it.
fn shares(scene: &Scene<'_>, t: &Timed, trigger: &Trigger, other: &Trigger) -> bool {
    let behind = |x: &Trigger| x.tokens.start >= t.tokens.end;
    // «سيطر الجيش على البلدة الأربعاء، بعد هجوم», «… أمس، ونهبوا»: the day belongs to what stands before it.
    if behind(other) && !behind(trigger) && (joined_on(scene, other) || of_later(scene, t, other)) {
        return true;
    }
    // «هاجموا فجرا القرية، وأحرقوا المنازل»: one day for acts in a row.
    let led = other.tokens.start.checked_sub(1).is_some_and(|i| scene.lexicon.cues.after.contains(scene.bare(i)));
    let row = |x: &Trigger, y: &Trigger| {
        matches!((x.form, y.form), (Form::Verb { .. }, Form::Verb { .. }))
            && joined_on(scene, x.max_by_place(y))
            && !led
    };
    row(trigger, other)
}

/// Whether a trigger begins with و or ف that is not of the word.
fn joined_on(scene: &Scene<'_>, trigger: &Trigger) -> bool {
    let i = trigger.tokens.start;
    scene.fold(i).starts_with(['و', 'ف'])
        && match trigger.form {
            Form::Verb { .. } => scene.words[i].verb.as_ref().is_some_and(|v| v.split.conjunction.is_some()),
            Form::Noun { .. } => {
                scene.fold(i).starts_with("وال") || scene.lexicon.verbs.nominal(scene.fold(i)).is_empty()
            }
        }
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
fn dates(scene: &Scene<'_>, t: &Timed, trigger: &Trigger) -> bool {
    let m = &t.mention;
    // «ثلاث غارات خلال 24 ساعة»: the last of them, where it is told of what was.
    let length = m.kind == TimeType::Duration && m.from.is_some() && m.to.is_some() && m.precise && !trigger.future;
    lately(scene, t, trigger)
        || (length || matches!(m.kind, TimeType::Date | TimeType::Range))
            && (m.from.is_some() || m.to.is_some())
            // «حتى الآن», «حاليا» say nothing of when it happened.
            && (m.from.is_some() || m.to != scene.published)
            && m.value.as_deref() != Some("PRESENT_REF")
}

/// «قصفت الطائرات المدينة أمس بعد هجوم …»: what stands behind «بعد» was before that day. Not so where the loss is told first
/// («قتل خمسة أمس بعد هجوم …») or the fight led to what is told («سيطر على البلدة أمس بعد معارك»).
fn of_later(scene: &Scene<'_>, t: &Timed, trigger: &Trigger) -> bool {
    let start = trigger.tokens.start;
    t.tokens.end <= start
        && (t.tokens.end..start).any(|i| start - i <= 3 && scene.lexicon.cues.after.contains(scene.bare(i)))
        && !scene.lexicon.cues.leading.contains(scene.fold(start))
        && !(scene.sentence(start).tokens.start..t.tokens.start).any(|i| loss_word(scene, i).is_some())
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
        let behind = || {
            s.speaker.as_ref().is_some_and(|w| {
                let end = scene.text.tokens().partition_point(|x| x.span.end <= w.span.end);
                s.cue.start < end && end <= t.tokens.start && t.tokens.start <= end + BEHIND
            })
        };
        before && (t.tokens.end <= s.scope.start || behind())
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
        let phrase = triggers[k].pattern == "phrase";
        let goes_on = match triggers[k].form {
            Form::Noun { definite, .. } => definite,
            Form::Verb { .. } => !phrase,
        };
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
