//! The doer of an act that a noun names, by what the noun hangs on: a verb, an accusation, the deeds told before it.

use std::ops::Range;

use marsad_lexicon::Light;
use marsad_model::EventType;
use marsad_text::TokenKind;

use super::Slots;
use super::noun::passive_voice;
use crate::scene::{ActorMention, Scene};
use crate::subjects::{Subject, Subjects};
use crate::triggers::{Form, Trigger};

/// How many nouns may stand between an act and the word it hangs on.
const CHAIN: usize = 3;

/// Who does the act that a noun names, by the word it hangs on as its object or by a preposition that is no mere
/// occasion: the subject of a verb, or whoever is accused of it.
pub(super) fn governed(
    scene: &Scene<'_>,
    triggers: &[Trigger],
    all: &[Slots],
    k: usize,
    subjects: &Subjects,
    sentence: &Range<usize>,
) -> Option<Vec<ActorMention>> {
    let trigger = &triggers[k];
    let hard = !trigger.frame(scene.lexicon).type_.is_speech_act();
    let mut i = trigger.tokens.start;
    let mut nouns = 0;
    let mut preposition = trigger.joined_preposition.map(|c| c.to_string());
    while i > sentence.start && preposition.is_none() {
        let b = i - 1;
        let word = &scene.words[b];
        if scene.is_preposition(b) && !scene.lexicon.cues.quantifiers.contains(scene.bare(b)) {
            preposition = Some(scene.bare(b).to_owned());
            i = b;
        } else if nouns < CHAIN
            && scene.text.tokens()[b].kind == TokenKind::Arabic
            && word.function.is_none_or(|f| f.demonstrative || f.preposition)
            && !(word.verb.is_some() && scene.is_verb(b))
            && scene.actor_ending(i).is_none()
        {
            nouns += 1;
            i = b;
            preposition = joined_preposition(scene, b);
        } else {
            break;
        }
    }
    let verb = subjects.last_verb(sentence.start..i);
    // «استهدف القيادي في ضربة»: one act under two names.
    let within = preposition.as_deref().is_some_and(|p| scene.lexicon.cues.within.contains(p));
    if within
        && hard
        && let Some(o) = verb.and_then(|v| (0..k).rev().find(|&o| triggers[o].tokens.contains(&v)))
    {
        let f = triggers[o].frame(scene.lexicon);
        if f.type_ == trigger.frame(scene.lexicon).type_
            && (!f.consequence || all[o].how != "passive")
            && !all[o].actors.is_empty()
        {
            return Some(all[o].actors.clone());
        }
    }
    if preposition.as_deref().is_some_and(|p| scene.lexicon.cues.occasions.contains(p)) {
        return None;
    }
    // «أعلن التنظيم مسؤوليته عن الهجوم».
    let claimed = preposition.as_deref() == Some("عن")
        && i > sentence.start
        && scene.lexicon.cues.claims.contains(scene.fold(i - 1));
    // «إن الهجوم …»: the act is what the clause is about.
    let opened =
        i > sentence.start && scene.words[i - 1].function.is_some_and(|f| f.subordinator || f.content || f.relative);
    if opened && preposition.is_none() {
        return None;
    }
    // «اتهمه بقتل», «أدين باغتيال», «متهم بالتخطيط»: done by the accused.
    let accused = (0..k).rev().map(|o| (&triggers[o], &all[o])).find(|(t, _)| {
        t.tokens.start < i && sentence.contains(&t.tokens.start) && verb.is_none_or(|v| t.tokens.end > v)
    });
    if let Some((t, slots)) = accused
        && preposition.is_some()
        && hard
        && matches!(t.frame(scene.lexicon).type_, EventType::Accuse | EventType::Sanction)
        && !slots.recipients.is_empty()
    {
        return Some(slots.recipients.clone());
    }
    let verb = verb?;
    if (verb..i).any(|b| scene.text.tokens()[b].mark.is_some_and(|m| matches!(m, '؛' | '.' | ':'))) {
        return None;
    }
    let readings = &scene.words[verb].verb.as_ref()?.readings;
    let mut roles = readings.iter().filter_map(|r| scene.lexicon.cues.light.get(&r.verb));
    let light = roles.clone().find(|l| **l == Light::Agent).or_else(|| roles.next());
    let stops = matches!(light, Some(Light::Undergo | Light::Occur | Light::Result | Light::Aim))
        || readings.iter().all(|r| passive_voice(r.features));
    if stops {
        return None;
    }
    if let Some(o) = (0..k).rev().find(|&o| triggers[o].tokens.contains(&verb)) {
        let t = triggers[o].frame(scene.lexicon);
        // «دان الوزير الهجوم», «يحقق في اتهام»: what a speech act is about is not done by whoever speaks.
        if !hard && matches!(t.type_, EventType::Accuse | EventType::Reject) {
            return None;
        }
        if t.consequence && all[o].actors.is_empty()
            || hard && matches!(t.type_, EventType::Accuse | EventType::Request | EventType::Reject)
        {
            return None;
        }
        if !all[o].actors.is_empty() {
            return Some(all[o].actors.clone());
        }
    }
    // «أعلن ضابط مقتل …»: sources tell of deeds; sides of their own.
    let says = readings.iter().any(|r| {
        let lemma = &scene.lexicon.verbs.all[r.verb as usize].lemma;
        scene.lexicon.saying.verbs.contains_key(lemma.as_str())
    });
    // «أعلن الوسيط عن موافقة الأطراف»: told of others.
    if says && !hard && preposition.as_deref() == Some("عن") {
        return None;
    }
    match subjects.of(scene, verb) {
        Subject::Actor(m) if !(says && hard) || claimed || side(m) => Some(vec![m.clone()]),
        // «الجرائم المرتكبة من جانب … والتي شملت القصف»: acts that are part of an act.
        Subject::Thing(_) if hard => (0..k)
            .rev()
            .take_while(|&o| triggers[o].tokens.start >= sentence.start)
            .find(|&o| triggers[o].tokens.end <= verb && matches!(triggers[o].form, Form::Noun { .. }))
            .filter(|&o| triggers[o].frame(scene.lexicon).type_ == EventType::Assault)
            .map(|o| all[o].actors.clone()),
        _ => None,
    }
}

/// Whether somebody who tells of a deed is a side that may have done it.
fn side(m: &ActorMention) -> bool {
    !m.person
        && m.armed()
        && matches!(m.kind.as_str(), "armed-group" | "military" | "militia" | "party" | "police" | "intelligence")
}

/// The side whose deeds the sentence tells before an act: «القوات اقتحمت البلدة … دون اعتقالات».
pub(super) fn side_before<'s>(
    scene: &'s Scene<'_>,
    trigger: &Trigger,
    subjects: &Subjects,
    sentence: &Range<usize>,
) -> Option<&'s ActorMention> {
    let start = trigger.tokens.start;
    let before = start.checked_sub(1).filter(|&b| b >= sentence.start)?;
    let caused = scene.is_preposition(before) && scene.lexicon.cues.causes.contains(scene.bare(before));
    let opened = scene.words[before].function.is_some_and(|f| f.content || f.subordinator);
    if caused || opened || trigger.joined_preposition.is_some_and(|c| c == 'ك') {
        return None;
    }
    // A fight has sides, not a doer.
    if !trigger.frame(scene.lexicon).actor_preps.is_empty() {
        return None;
    }
    let mut at = start;
    while let Some(v) = subjects.last_verb(sentence.start..at) {
        at = v;
        let verb = scene.words[v].verb.as_ref()?;
        let light = verb.readings.iter().find_map(|r| scene.lexicon.cues.light.get(&r.verb));
        let says = verb.readings.iter().any(|r| {
            let lemma = &scene.lexicon.verbs.all[r.verb as usize].lemma;
            scene.lexicon.saying.verbs.contains_key(lemma.as_str())
                || scene.lexicon.frames.by_verb.get(&r.verb).is_some_and(|f| {
                    f.iter().any(|&f| {
                        let f = &scene.lexicon.frames.all[f as usize];
                        f.type_.is_speech_act() || f.consequence
                    })
                })
        });
        let suffers = matches!(light, Some(Light::Undergo | Light::Occur | Light::Result | Light::Aim))
            || verb.readings.iter().all(|r| passive_voice(r.features));
        // «تلقت دعما», «تعرضت مناطق لقصف»: whoever it came from is somebody else.
        if light == Some(&Light::Undergo) {
            return None;
        }
        if says || suffers {
            continue;
        }
        if let Subject::Actor(m) = subjects.of(scene, v)
            && !subjects.carried_over(v)
            && side(m)
        {
            return Some(m);
        }
    }
    None
}

/// A preposition joined to a noun with the article: «بالسيطرة», «للقيام».
fn joined_preposition(scene: &Scene<'_>, i: usize) -> Option<String> {
    let fold = scene.fold(i);
    let letter = if fold.starts_with("بال") {
        "ب"
    } else if fold.starts_with("لل") {
        "ل"
    } else {
        return None;
    };
    Some(letter.to_owned())
}
