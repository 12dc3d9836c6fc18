//! Acts that belong together: a loss and its cause, an act that goes on in a verb, a demand and what it demands.

use marsad_lexicon::{Hint, Light};
use marsad_model::{CountKind, EventType};

use crate::apart::{another_loss, apart};
use crate::attribution::Speech;
use crate::coder::Draft;
use crate::losses::{loss_word, result_before};
use crate::scene::Scene;
use crate::triggers::Form;

/// A loss belongs to an act of its sentence at most this many words away.
const CONSEQUENCE_REACH: usize = 22;
/// The same, where a verb of result says so.
const RESULT_REACH: usize = 40;
/// How far, in words, a verb of result may stand before a loss.
const RESULT: usize = 8;
/// An act goes on in a verb at most this many words later.
const CONTINUES: usize = 4;
/// An act may be aimed by a verb at most this many words later.
const AIM_REACH: usize = 18;
/// A demand or threat swallows the act it is about within this many words.
const SWALLOW_REACH: usize = 8;

/// Whether token `i` is a verb that aims an act at somebody: «استهدف».
fn aims(scene: &Scene<'_>, i: usize) -> bool {
    let aim = |verb: &u32| scene.lexicon.cues.light.get(verb) == Some(&Light::Aim);
    scene.words[i].verb.as_ref().is_some_and(|v| v.readings.iter().any(|r| aim(&r.verb)))
}

/// «غارة استهدفت …», «القصف الذي طال …»: the verb goes on with the act named right before it.
pub(crate) fn continue_acts(scene: &Scene<'_>, drafts: &mut [Draft]) {
    for k in 1..drafts.len() {
        let here = drafts[k].trigger.tokens.start;
        if !aims(scene, here) || !matches!(drafts[k].trigger.form, Form::Verb { .. }) {
            continue;
        }
        let before = &drafts[k - 1].trigger;
        let frame = before.frame(scene.lexicon);
        let near = here - before.tokens.end.min(here) <= CONTINUES
            && !(before.tokens.end..here)
                .any(|i| scene.text.tokens()[i].mark.is_some() || scene.words[i].function.is_some_and(|f| !f.relative));
        if frame.type_ != EventType::Assault || frame.consequence || !matches!(before.form, Form::Noun { .. }) || !near
        {
            continue;
        }
        let slots = std::mem::take(&mut drafts[k].slots);
        let counts = std::mem::take(&mut drafts[k].counts);
        drafts[k].dropped = true;
        let into = &mut drafts[k - 1];
        into.counts.extend(counts);
        for r in slots.recipients {
            if !into.slots.recipients.iter().chain(&into.slots.actors).any(|x| x.span.overlaps(r.span)) {
                into.slots.recipients.push(r);
            }
        }
    }
}

/// «هجوما … استهدف مقاتلين»: at whom an act was aimed, said by a verb further on whose subject is no actor.
pub(crate) fn share_aims(scene: &Scene<'_>, drafts: &mut [Draft]) {
    for k in 1..drafts.len() {
        let here = drafts[k].trigger.tokens.start;
        if drafts[k].dropped
            || !aims(scene, here)
            || !drafts[k].slots.actors.is_empty()
            || drafts[k].slots.recipients.is_empty()
        {
            continue;
        }
        let start = scene.sentence(here).tokens.start;
        let act = (0..k).rev().take_while(|&o| drafts[o].trigger.tokens.start >= start).find(|&o| {
            matches!(drafts[o].trigger.form, Form::Noun { .. })
                && drafts[o].trigger.frame(scene.lexicon).type_ == EventType::Assault
                && here - drafts[o].trigger.tokens.end <= AIM_REACH
        });
        let Some(o) = act.filter(|&o| !drafts[o].dropped && drafts[o].slots.recipients.is_empty()) else { continue };
        drafts[o].slots.recipients = drafts[k].slots.recipients.clone();
        drafts[k].slots.actors = drafts[o].slots.actors.clone();
    }
}

/// «قُتل خمسة في قصف»: the loss belongs to the act; «قُتل خمسة وأصيب ستة» is one report.
pub(crate) fn join_consequences(scene: &Scene<'_>, drafts: &mut [Draft], speeches: &[Speech]) {
    // What each loss was joined to, so that a loss beside it follows.
    let mut joined: Vec<Option<usize>> = vec![None; drafts.len()];
    for k in 0..drafts.len() {
        let frame = drafts[k].trigger.frame(scene.lexicon);
        let here = drafts[k].trigger.tokens.clone();
        // «أدى انفجار سيارة قرب مقر في البلدة إلى مقتل …»: the preposition looks back farther.
        let led = here.start > 0 && scene.lexicon.cues.led.contains(scene.bare(here.start - 1));
        let result = result_before(scene, here.start, if led { RESULT * 2 } else { RESULT });
        // «استهدف … ما أدى إلى تدمير دبابتين»: destruction as a result is no act of its own.
        let ruin = frame.counts == Some(CountKind::Destroyed) && result_before(scene, here.start, 3);
        if !(frame.consequence || ruin) || frame.type_ != EventType::Assault {
            continue;
        }
        let sentence = scene.sentence(here.start).tokens.clone();
        let act = (0..drafts.len())
            .filter(|&o| o != k && (!drafts[o].dropped || joined[o].is_some()))
            .filter(|&o| {
                let t = &drafts[o].trigger;
                let f = t.frame(scene.lexicon);
                let inside = t.tokens.start >= sentence.start && t.tokens.end <= sentence.end;
                let distance = distance(&here, &t.tokens);
                let other_act = f.type_ == EventType::Assault
                    && !f.consequence
                    && distance <= if result { RESULT_REACH } else { CONSEQUENCE_REACH }
                    && !(result && t.tokens.start > here.start)
                    && linked(scene, &here, &t.tokens)
                    && (result || !apart(scene, drafts, k, o, speeches));
                // A second loss right after a first: «قتل … وأصيب».
                let first_loss = !ruin
                    && f.consequence
                    && f.type_ == EventType::Assault
                    && o < k
                    && distance <= CONSEQUENCE_REACH
                    && !another_loss(scene, drafts, k, o, speeches);
                inside && (other_act || first_loss)
            })
            .min_by_key(|&o| {
                (drafts[o].trigger.frame(scene.lexicon).consequence, distance(&here, &drafts[o].trigger.tokens))
            });
        let Some(act) = act.map(|o| joined[o].unwrap_or(o)) else { continue };
        joined[k] = Some(act);
        give(drafts, k, act);
    }
}

/// What draft `from` knows goes over to draft `to`, and `from` is no report of its own.
pub(crate) fn give(drafts: &mut [Draft], from: usize, to: usize) {
    let (counts, slots) = (std::mem::take(&mut drafts[from].counts), std::mem::take(&mut drafts[from].slots));
    drafts[from].dropped = true;
    let into = &mut drafts[to];
    for c in counts {
        if !into.counts.iter().any(|x| x.at == c.at) {
            into.counts.push(c);
        }
    }
    for r in slots.recipients {
        if !into.slots.recipients.iter().chain(&into.slots.actors).any(|x| x.span.overlaps(r.span)) {
            into.slots.recipients.push(r);
        }
    }
    if into.slots.actors.is_empty() {
        into.slots.actors = slots.actors;
    }
}

/// «رددوا هتافات» beside «تظاهر», «بعد إدانته» beside «حكمت»: a sign of an act that its sentence names says nothing more; one
/// that speaks of acts more than it tells them is none where the document names the act.
pub(crate) fn drop_signs(scene: &Scene<'_>, drafts: &mut [Draft]) {
    for k in 0..drafts.len() {
        let trigger = &drafts[k].trigger;
        let frame = trigger.frame(scene.lexicon);
        let sentence = scene.sentence(trigger.tokens.start).tokens.clone();
        let named = |d: &Draft| {
            let other = d.trigger.frame(scene.lexicon);
            !d.dropped
                && !other.consequence
                && other.type_ == frame.type_
                && (frame.passing || sentence.contains(&d.trigger.tokens.start))
        };
        if frame.consequence && frame.type_ != EventType::Assault && drafts.iter().any(named) {
            drafts[k].dropped = true;
        }
    }
}

pub(crate) fn distance(a: &std::ops::Range<usize>, b: &std::ops::Range<usize>) -> usize {
    if a.start >= b.end { a.start - b.end } else { b.start.saturating_sub(a.end) }
}

/// Whether a loss and an act of one sentence belong together: nothing between them begins something else.
pub(crate) fn linked(scene: &Scene<'_>, loss: &std::ops::Range<usize>, act: &std::ops::Range<usize>) -> bool {
    let (from, to) = if loss.start < act.start { (loss.end, act.start) } else { (act.end, loss.start) };
    // «قتل عشرون، فيما أصيب العشرات في تفجير»: another loss begins nothing else.
    let places = scene.places_in(from..to).next().is_some();
    !(from..to).any(|i| {
        scene.lexicon.cues.contrasts.at(scene, i).iter().any(|hit| {
            places || loss.start > act.start || !(hit.tokens.end < to && loss_word(scene, hit.tokens.end).is_some())
        })
    })
}

/// «تظاهر المئات مطالبين بـ…», «إضراب للمطالبة بـ…», «لافتات تطالب بـ…»: what a protest is for is no demand of its own.
pub(crate) fn demands_of_protests(scene: &Scene<'_>, drafts: &mut [Draft]) {
    for k in 0..drafts.len() {
        let trigger = &drafts[k].trigger;
        let here = trigger.tokens.start;
        if drafts[k].dropped || trigger.frame(scene.lexicon).type_ != EventType::Request {
            continue;
        }
        let start = scene.sentence(here).tokens.start;
        let protested = drafts[..k].iter().rev().take_while(|o| o.trigger.tokens.start >= start).any(|o| {
            let between = o.trigger.tokens.end..here;
            o.trigger.frame(scene.lexicon).type_ == EventType::Protest
                && between.clone().all(|i| !scene.lexicon.cues.contrasts.begins(scene, i))
        });
        let crowd = |i: usize| scene.hints(i).has(Hint::Crowd);
        let carried = (here.saturating_sub(2).max(start)..here).any(crowd);
        drafts[k].dropped = match trigger.form {
            Form::Noun { participle: Some(_), .. } => protested,
            Form::Noun { .. } => protested && trigger.joined_preposition == Some('ل'),
            Form::Verb { .. } => carried && trigger.pattern == "verb" && drafts[k].slots.actors.is_empty(),
        };
    }
}

/// What a demand or threat is about is no report of its own; what an accusation is about is alleged by the accuser.
pub(crate) fn reach_of_words(scene: &Scene<'_>, drafts: &mut [Draft]) {
    for k in 0..drafts.len() {
        if drafts[k].dropped {
            continue;
        }
        let frame = drafts[k].trigger.frame(scene.lexicon);
        let (swallows, alleges) = (frame.swallows, frame.inner_modality.is_some());
        if !swallows && !alleges {
            continue;
        }
        let from = drafts[k].trigger.tokens.end;
        let sentence_end = scene.sentence(from - 1).tokens.end;
        for later in drafts.iter_mut().skip(k + 1) {
            let start = later.trigger.tokens.start;
            let stop = (from..start)
                .any(|i| scene.text.tokens()[i].mark.is_some_and(|m| matches!(m, '.' | '؛' | '»' | '"' | '”')));
            if start >= sentence_end || stop {
                break;
            }
            if swallows {
                if start - from > SWALLOW_REACH || (from..start).any(|i| scene.parts_clauses(i)) {
                    break;
                }
                later.dropped = true;
            } else if scene.lexicon.cues.contrasts.at(scene, start.saturating_sub(1)).len()
                + (from..start)
                    .filter(|&i| {
                        scene.parts_clauses(i.saturating_sub(1)) && scene.lexicon.cues.contrasts.begins(scene, i)
                    })
                    .count()
                > 0
            {
                // «اتهم … ، في حين رفض …»: the accusation ends.
                break;
            } else if later.trigger.frame(scene.lexicon).type_.is_speech_act()
                && scene.fold(start).starts_with('و')
                && scene.parts_clauses(start - 1)
            {
                // «اتهم …، ودعا …»: the accuser's next act of speech.
                break;
            } else if later.alleged_by.is_none() {
                later.alleged_by = Some(k);
            }
        }
    }
}
