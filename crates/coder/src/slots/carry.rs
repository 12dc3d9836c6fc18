//! Doers carried over: from the verb an act hangs on, from the subject of the sentence, from the speaker.

use std::ops::Range;

use marsad_lexicon::{Light, Role};
use marsad_model::{EventType, Sector};
use marsad_text::arabic::conjugate::{NominalKind, Person};
use marsad_text::{TokenKind, fold_str};

use super::Slots;
use super::noun::{nation, passive_voice, speaking};
use super::object::unlisted;
use super::verb::coordinated;
use crate::actors::adjective_country;
use crate::attribution::{Speech, speech_at};
use crate::scene::{ActorMention, Scene};
use crate::subjects::{Subject, Subjects};
use crate::triggers::{Form, Trigger};

/// How far apart, in words, acts in a row may stand.
const ROW: usize = 14;
/// How far behind a condemnation what it condemns may stand, in words.
const BLAMED: usize = 16;
/// How far behind a condemnation the adjective of a nation may stand, in words.
const ADJECTIVE: usize = 7;
/// How many nouns may stand between an act and the word it hangs on.
const CHAIN: usize = 3;

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

/// «خطف ومقتل فلان», «أسر أو اعتقال جنود»: nouns in a row share whom the last of them names.
pub(crate) fn shared(scene: &Scene<'_>, triggers: &[Trigger], all: &mut [Slots]) {
    for k in (1..triggers.len()).rev() {
        let (first, second) = (&triggers[k - 1], &triggers[k]);
        let and = scene.fold(second.tokens.start).starts_with('و') && second.tokens.start == first.tokens.end
            || second.tokens.start == first.tokens.end + 1 && matches!(scene.fold(first.tokens.end), "و" | "او");
        let nouns = matches!(first.form, Form::Noun { .. }) && matches!(second.form, Form::Noun { .. });
        let same = first.frame(scene.lexicon).type_ == second.frame(scene.lexicon).type_
            || !first.frame(scene.lexicon).type_.is_speech_act() && !second.frame(scene.lexicon).type_.is_speech_act();
        if !(and && nouns && same) {
            continue;
        }
        if all[k - 1].recipients.is_empty() {
            all[k - 1].recipients = all[k].recipients.clone();
        }
        if all[k - 1].actors.is_empty() {
            all[k - 1].actors = all[k].actors.clone();
        }
    }
}

/// Gives a condemnation that names nobody those who do what is condemned: «دانت الوزارة اقتحامات الجيش».
pub(crate) fn blamed(scene: &Scene<'_>, triggers: &[Trigger], all: &mut [Slots]) {
    for k in 0..triggers.len() {
        let trigger = &triggers[k];
        let frame = trigger.frame(scene.lexicon);
        if !all[k].recipients.is_empty() || !matches!(frame.type_, EventType::Accuse | EventType::Reject) {
            continue;
        }
        let end = scene.sentence(trigger.tokens.start).tokens.end;
        let inner = (k + 1..triggers.len())
            .take_while(|&o| triggers[o].tokens.start < end.min(trigger.tokens.end + BLAMED))
            .find(|&o| !triggers[o].frame(scene.lexicon).type_.is_speech_act() && !all[o].actors.is_empty());
        let Some(o) = inner else {
            // «دان العدوان الإماراتي»: the nation of what is condemned.
            let reach = trigger.tokens.end..end.min(trigger.tokens.end + ADJECTIVE);
            let at = reach
                .take_while(|&i| {
                    scene.words[i].function.is_none_or(|f| !f.relative && !f.content)
                        && !(scene.words[i].verb.is_some() && scene.is_verb(i))
                })
                .find(|&i| {
                    adjective_country(scene, i).is_some() && !scene.actors.iter().any(|a| a.tokens.contains(&i))
                });
            if let Some((i, country)) = at.and_then(|i| adjective_country(scene, i).map(|c| (i, c))) {
                all[k].recipients = vec![nation(scene, i, country, frame.type_)];
            }
            continue;
        };
        let doers: Vec<ActorMention> = all[o]
            .actors
            .iter()
            .filter(|m| m.tokens.start > trigger.tokens.start && !all[k].actors.iter().any(|a| a.span.overlaps(m.span)))
            .cloned()
            .collect();
        all[k].recipients = doers;
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
                .and_then(|w| scene.actors.iter().find(|m| m.span == w).map(near))
                .or_else(matrix)
                .or_else(|| voiced.then(speaker).flatten())
        }
        Form::Noun { .. } => {
            let found =
                (trigger.pronoun.is_none()).then(|| governed(scene, triggers, all, k, subjects, &sentence)).flatten();
            let spoken = trigger.pattern == "phrase" && voiced;
            // «يجب أن …»: said by whoever speaks, whatever the sentence is about.
            if spoken
                && frame.modality.is_some()
                && let Some(found) = speaker()
            {
                return Some(found);
            }
            found
                .map(|list| list.iter().flat_map(near).collect())
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
    scene.actors.iter().find(|m| m.span == who.span).cloned()
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
    if !scene.lexicon.cues.losses.at(scene.text, m.tokens.start).is_empty() {
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

/// Who does the act that a noun names, by the word it hangs on as its object or by a preposition that is no mere
/// occasion: the subject of a verb, or whoever is accused of it.
fn governed(
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
    let within = preposition.as_deref().is_some_and(|p| matches!(p, "في" | "ب" | "خلال" | "ضمن" | "عبر"));
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
        let key = &scene.lexicon.verbs.all[r.verb as usize].key;
        let lemma = fold_str(key.split('/').next().unwrap_or(key));
        scene.lexicon.saying.verbs.contains_key(&lemma)
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
fn side_before<'s>(
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
    let mut at = start;
    while let Some(v) = subjects.last_verb(sentence.start..at) {
        at = v;
        let verb = scene.words[v].verb.as_ref()?;
        let light = verb.readings.iter().find_map(|r| scene.lexicon.cues.light.get(&r.verb));
        let says = verb.readings.iter().any(|r| {
            let key = &scene.lexicon.verbs.all[r.verb as usize].key;
            scene.lexicon.saying.verbs.contains_key(&fold_str(key.split('/').next().unwrap_or(key)))
                || scene.lexicon.frames.by_verb.get(&r.verb).is_some_and(|f| {
                    f.iter().any(|&f| {
                        let f = &scene.lexicon.frames.all[f as usize];
                        f.type_.is_speech_act() || f.consequence
                    })
                })
        });
        let suffers = matches!(light, Some(Light::Undergo | Light::Occur | Light::Result | Light::Aim))
            || verb.readings.iter().all(|r| passive_voice(r.features));
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
