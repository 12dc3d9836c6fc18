//! Losses that are reports of their own although another act stands in their sentence, and acts that are only how somebody
//! was killed.

use std::ops::Range;

use marsad_model::{CountKind, EventType};

use crate::attribution::Speech;
use crate::coder::Draft;
use crate::join::{give, linked};
use crate::scene::Scene;
use crate::triggers::{Form, Trigger};

/// A killing is done by means named at most this many words later.
const MEANS_REACH: usize = 14;
/// How far, in words, a word like «إثر» stands before the loss behind it.
const BEHIND: usize = 3;

/// «قتل ثلاثة بإطلاق النار», «قتلت القوات عشرين في كمين»: the act behind a killing only says how it was done.
pub(crate) fn join_means(scene: &Scene<'_>, drafts: &mut [Draft]) {
    for o in 1..drafts.len() {
        let act = &drafts[o].trigger;
        let start = scene.sentence(act.tokens.start).tokens.start;
        if drafts[o].dropped || !manner(scene, act) && !scene_of(scene, act) {
            continue;
        }
        let killing = (0..o).rev().take_while(|&k| drafts[k].trigger.tokens.start >= start).find(|&k| {
            let killing = &drafts[k];
            let frame = killing.trigger.frame(scene.lexicon);
            let near = act.tokens.start - killing.trigger.tokens.end.min(act.tokens.start) <= MEANS_REACH;
            let between = killing.trigger.tokens.end..act.tokens.start;
            !killing.dropped
                && near
                && frame.type_ == EventType::Assault
                && frame.counts == Some(CountKind::Killed)
                && linked(scene, &killing.trigger.tokens, &act.tokens)
                && !between.clone().any(|i| scene.text.tokens()[i].mark == Some(':'))
                && (manner(scene, act) || done_by(killing))
        });
        if let Some(k) = killing {
            give(drafts, o, k);
        }
    }
}

/// «أطلقت الشرطة الغاز لتفريق المتظاهرين»: an act named as the aim of one of the same mode is that act.
pub(crate) fn join_aims(scene: &Scene<'_>, drafts: &mut [Draft]) {
    for o in 1..drafts.len() {
        let aim = &drafts[o].trigger;
        let frame = aim.frame(scene.lexicon);
        let noun = matches!(aim.form, Form::Noun { participle: None, .. }) && aim.joined_preposition == Some('ل');
        if drafts[o].dropped || !noun || frame.type_ != EventType::Assault || frame.mode.is_empty() {
            continue;
        }
        let start = scene.sentence(aim.tokens.start).tokens.start;
        let done = (0..o).rev().take_while(|&k| drafts[k].trigger.tokens.start >= start).find(|&k| {
            let t = &drafts[k].trigger;
            let f = t.frame(scene.lexicon);
            !drafts[k].dropped
                && f.type_ == EventType::Assault
                && !f.consequence
                && aim.tokens.start - t.tokens.end.min(aim.tokens.start) <= MEANS_REACH
                && (f.mode.iter().any(|m| frame.mode.contains(m)) || f.means && frame.means)
                && linked(scene, &t.tokens, &aim.tokens)
        });
        if let Some(k) = done {
            give(drafts, o, k);
        }
    }
}

/// Whether an act is named as the means of another: «بإطلاق النار», «طعنا».
fn manner(scene: &Scene<'_>, act: &Trigger) -> bool {
    let frame = act.frame(scene.lexicon);
    let Form::Noun { definite, participle: None, .. } = act.form else { return false };
    let adverb = !definite && act.joined_preposition.is_none() && scene.fold(act.tokens.start).ends_with('ا');
    frame.means && (act.joined_preposition == Some('ب') || adverb)
}

/// Whether an act is a noun that only says in what another was done: «في كمين», «في العملية».
fn scene_of(scene: &Scene<'_>, act: &Trigger) -> bool {
    let before = act.tokens.start.checked_sub(1);
    act.frame(scene.lexicon).type_ == EventType::Assault
        && !act.frame(scene.lexicon).consequence
        && matches!(act.form, Form::Noun { participle: None, .. })
        && act.joined_preposition.is_none()
        && before.is_some_and(|i| scene.bare(i) == "في")
}

/// Whether a finite verb of killing has a doer of its own and those killed.
fn done_by(killing: &Draft) -> bool {
    killing.trigger.pattern == "verb"
        && matches!(killing.trigger.form, Form::Verb { active: true, .. })
        && !killing.slots.actors.is_empty()
        && matches!(killing.slots.how, "svo" | "vso")
        && (!killing.slots.recipients.is_empty() || !killing.counts.is_empty())
}

/// Whether those killed are no outcome of an act of their sentence.
pub(crate) fn apart(scene: &Scene<'_>, drafts: &[Draft], loss: usize, act: usize, speeches: &[Speech]) -> bool {
    let (killed, other) = (&drafts[loss].trigger, &drafts[act].trigger);
    if killed.frame(scene.lexicon).counts != Some(CountKind::Killed) {
        return false;
    }
    // «خطفه وقتله», «قتلوا ثلاثين ودمروا خمس آليات»: another harm.
    let harm = other.frame(scene.lexicon).counts;
    if harm.is_some_and(|h| h != CountKind::Killed || killed.pattern != "phrase") {
        return true;
    }
    if killed.tokens.start < other.tokens.start {
        during(scene, other) || by_others(scene, &(killed.tokens.end..other.tokens.start))
    } else {
        behind(scene, killed) || told_by_others(scene, drafts, &(other.tokens.end..killed.tokens.start), speeches)
    }
}

/// «استشهد سبعة عشر وقتلت القوات مئة»: a second killing that somebody else did or tells.
pub(crate) fn another_loss(
    scene: &Scene<'_>,
    drafts: &[Draft],
    loss: usize,
    first: usize,
    speeches: &[Speech],
) -> bool {
    let (second, before) = (&drafts[loss], &drafts[first].trigger);
    let killed = |t: &Trigger| t.frame(scene.lexicon).counts == Some(CountKind::Killed);
    killed(&second.trigger)
        && killed(before)
        && (done_by(second)
            || told_by_others(scene, drafts, &(before.tokens.end..second.trigger.tokens.start), speeches))
}

/// «استشهاد شاب خلال اقتحام البلدة»: the act is when, not how.
fn during(scene: &Scene<'_>, act: &Trigger) -> bool {
    act.tokens.start.checked_sub(1).is_some_and(|i| scene.lexicon.cues.during.contains(scene.bare(i)))
}

/// «قتل برصاص القوات التي اقتحمت …»: the loss has its doer before the act is named.
fn by_others(scene: &Scene<'_>, between: &Range<usize>) -> bool {
    between.clone().any(|i| scene.lexicon.cues.by_phrases.begins(scene, i))
}

/// «شن غارات إثر مقتل جندي»: what happened before the act.
fn behind(scene: &Scene<'_>, loss: &Trigger) -> bool {
    let from = loss.tokens.start.saturating_sub(BEHIND).max(scene.sentence(loss.tokens.start).tokens.start);
    matches!(loss.form, Form::Noun { .. })
        && (from..loss.tokens.start)
            .rev()
            .take_while(|&i| !scene.parts_clauses(i))
            .any(|i| scene.lexicon.cues.after.contains(scene.bare(i)))
}

/// «… غارات، وأفاد مصدر بمقتل ثمانية», «… ويتهم التحالف الحوثيين بقتل …»: the loss is somebody else's word.
fn told_by_others(scene: &Scene<'_>, drafts: &[Draft], between: &Range<usize>, speeches: &[Speech]) -> bool {
    let said = speeches
        .iter()
        .any(|s| between.contains(&s.cue.start) && s.scope.start <= between.end && between.end < s.scope.end);
    said || drafts
        .iter()
        .any(|d| between.contains(&d.trigger.tokens.start) && d.trigger.frame(scene.lexicon).inner_modality.is_some())
}
