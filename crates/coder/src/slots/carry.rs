//! Doers carried over: from the verb an act hangs on, from the subject of the sentence, from the speaker.

use std::ops::Range;

use marsad_lexicon::Role;
use marsad_model::{EventType, Sector};
use marsad_text::arabic::conjugate::{NominalKind, Person};

use super::Slots;
use super::governed::{governed, side_before};
use super::noun::speaking;
use super::object::unlisted;
use super::verb::coordinated;
use crate::attribution::{Speech, speech_at};
use crate::scene::{ActorMention, Scene};
use crate::subjects::{Subject, Subjects};
use crate::triggers::{Form, Trigger};

/// How far apart, in words, acts in a row may stand.
const ROW: usize = 14;

/// Gives acts that name no doer the one their surroundings give: «دعت حماس … مطالبةً», «قصف الجيش البلدة واقتحمها»,
/// «أعلنت السرايا استهداف …».
pub(crate) fn carry(
    scene: &Scene<'_>,
    triggers: &[Trigger],
    all: &mut [Slots],
    speeches: &[Speech],
    subjects: &Subjects,
) {
    for k in 0..triggers.len() {
        let trigger = &triggers[k];
        let frame = trigger.frame(scene.lexicon);
        // «خلال اشتباكات مع …»: one side is still wanting.
        let lonely = !all[k].actors.is_empty() && all[k].actors.iter().all(|a| a.preposition.as_deref() == Some("مع"));
        if !all[k].actors.is_empty() && !lonely || frame.consequence {
            continue;
        }
        if frame.subject != Role::Actor {
            // «داعش يقف وراء الهجوم»: whoever says so accuses.
            if frame.type_.is_speech_act()
                && (frame.subject == Role::Recipient || frame.modality.is_some())
                && let Some(m) = speaker(scene, trigger, speeches, subjects)
                && !all[k].recipients.iter().any(|r| r.span.overlaps(m.span))
            {
                all[k].actors = vec![m];
                all[k].how = "carried";
            }
            continue;
        }
        if let Some(doers) = row(scene, triggers, all, k) {
            all[k].actors = doers;
            all[k].how = "row";
            continue;
        }
        let Some(found) = doers(scene, triggers, all, k, speeches, subjects) else { continue };
        let found: Vec<ActorMention> = found
            .into_iter()
            .filter(|m| can_do(scene, m, frame.type_) && !all[k].recipients.iter().any(|r| r.span.overlaps(m.span)))
            .collect();
        if !found.is_empty() {
            for m in found {
                if !all[k].actors.iter().any(|a| a.span.overlaps(m.span)) {
                    all[k].actors.push(m);
                }
            }
            all[k].how = "carried";
        }
    }
}

/// Whoever the words around act `k` say does it.
fn doers(
    scene: &Scene<'_>,
    triggers: &[Trigger],
    all: &[Slots],
    k: usize,
    speeches: &[Speech],
    subjects: &Subjects,
) -> Option<Vec<ActorMention>> {
    let trigger = &triggers[k];
    let frame = trigger.frame(scene.lexicon);
    let sentence = scene.sentence(trigger.tokens.start).tokens.clone();
    let here = trigger.tokens.start;
    let near = |m: &ActorMention| {
        let m = if sentence.contains(&m.tokens.start) { m } else { latest(scene, m, here) };
        let limit = if m.tokens.start < here { here } else { sentence.end };
        coordinated(scene, m, limit).into_iter().cloned().collect::<Vec<_>>()
    };
    let speaker = || speaker(scene, trigger, speeches, subjects).map(|m| near(&m));
    let matrix = || subjects.matrix(scene, sentence.start..here).map(near);
    let voiced = frame.type_.is_speech_act();
    match trigger.form {
        Form::Verb { active: false, .. } => None,
        Form::Verb { features, .. } if features.person == Person::First => speaker(),
        Form::Verb { .. } => match subjects.of(scene, here) {
            Subject::Actor(m) => Some(near(m)),
            Subject::Thing(_) => None,
            Subject::Unknown => voiced.then(speaker).flatten(),
        },
        Form::Noun { participle: Some(NominalKind::PassiveParticiple), .. } => None,
        Form::Noun { participle, .. } if speaking(scene, trigger, participle) => {
            speech_before(speeches, sentence.start..here)
                .and_then(|w| scene.actor_of(w).map(near))
                .or_else(matrix)
                .or_else(|| voiced.then(speaker).flatten())
        }
        Form::Noun { .. } => {
            let spoken = trigger.pattern == "phrase" && voiced;
            // «يجب أن …»: said by whoever speaks, whatever the sentence is about.
            if spoken
                && frame.modality.is_some()
                && let Some(found) = speaker()
            {
                return Some(found);
            }
            let owned = trigger.pronoun.is_some() && !matches!(frame.genitive, Role::Recipient | Role::None);
            let found = (!owned).then(|| governed(scene, triggers, all, k, subjects, &sentence)).flatten();
            found
                .map(|list| list.iter().flat_map(near).collect())
                .or_else(|| {
                    (!owned && !voiced).then(|| side_before(scene, trigger, subjects, &sentence)).flatten().map(near)
                })
                .or_else(|| spoken.then(|| speaker().or_else(matrix)).flatten())
        }
    }
}

/// Who says what an act stands in: by the act of saying that reaches it, else by the last one of its paragraph.
fn speaker(scene: &Scene<'_>, trigger: &Trigger, speeches: &[Speech], subjects: &Subjects) -> Option<ActorMention> {
    let here = trigger.tokens.start;
    let paragraph = scene.sentence(here).paragraph;
    let heard = speech_at(speeches, here).or_else(|| {
        speeches
            .iter()
            .rev()
            .find(|s| s.cue.end <= here && s.speaker.is_some() && scene.sentence(s.cue.start).paragraph == paragraph)
    })?;
    let who = heard.speaker.as_ref()?;
    let sentence = scene.sentence(heard.cue.start).span;
    let near = sentence.start <= who.span.start && who.span.end <= sentence.end;
    // «وندد رئيس الوزراء … وقال»: whoever did the act before speaks.
    match subjects.of(scene, heard.cue.start) {
        Subject::Actor(m) if !near => return Some(m.clone()),
        // «وتابع زلاتس»: a name that no list knows.
        Subject::Thing(i) if !near && scene.words[i].function.is_none() => return Some(unlisted(scene, i..i + 1)),
        _ => {}
    }
    scene.actor_of(who.span).cloned()
}

/// The last mention of the same actor before token `here`.
fn latest<'s>(scene: &'s Scene<'_>, m: &'s ActorMention, here: usize) -> &'s ActorMention {
    if m.kind == "object" {
        return m;
    }
    scene.actors_in(m.tokens.start..here).rev().find(|o| o.entity == m.entity && o.id == m.id).unwrap_or(m)
}

/// Who speaks by the last act of saying that begins in a stretch.
fn speech_before(speeches: &[Speech], range: Range<usize>) -> Option<marsad_model::Span> {
    speeches.iter().rev().find(|s| range.contains(&s.cue.start)).and_then(|s| s.speaker.as_ref()).map(|w| w.span)
}

/// «بين إطلاق نار وقصف واستحداث مواقع»: acts in a row have one doer.
fn row(scene: &Scene<'_>, triggers: &[Trigger], all: &[Slots], k: usize) -> Option<Vec<ActorMention>> {
    let (trigger, earlier) = (&triggers[k], &triggers[k.checked_sub(1)?]);
    let frame = trigger.frame(scene.lexicon);
    let sentence = scene.sentence(trigger.tokens.start).tokens.clone();
    let here = trigger.tokens.start;
    let and = scene.fold(here).starts_with('و') || here > 0 && matches!(scene.fold(here - 1), "و" | "او");
    let in_row = and
        && matches!(trigger.form, Form::Noun { .. })
        && matches!(earlier.form, Form::Noun { .. })
        && earlier.tokens.start >= sentence.start
        && earlier.frame(scene.lexicon).type_ == frame.type_
        && here - earlier.tokens.end <= ROW
        && frame.genitive != Role::None
        && !all[k - 1].actors.is_empty();
    in_row.then(|| all[k - 1].actors.clone())
}

/// Who can do an act of a type: not everybody who is spoken of attacks.
fn can_do(scene: &Scene<'_>, m: &ActorMention, type_: EventType) -> bool {
    // The dead and wounded do nothing.
    if scene.lexicon.cues.losses.begins(scene, m.tokens.start) {
        return false;
    }
    // «محافظة رفح»: a place under its head.
    if !m.state
        && !m.person
        && scene.places_in(m.tokens.clone()).any(|p| p.tokens.end == m.tokens.end && m.kind == "government")
    {
        return false;
    }
    let outlet = matches!(m.kind.as_str(), "outlet" | "agency") || matches!(m.sector, Some(Sector::Jrn));
    match type_ {
        EventType::Assault | EventType::Coerce | EventType::Mobilize | EventType::Retreat => {
            !outlet && !matches!(m.sector, Some(Sector::Ngo | Sector::Med | Sector::Edu)) && m.kind != "object"
        }
        _ => true,
    }
}
