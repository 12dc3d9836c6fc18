//! Slots of a noun or masdar: adjectives of nationality, iḍāfa, light verbs, the verb it hangs on.

use std::ops::Range;

use marsad_lexicon::{Light, Role};
use marsad_model::{EventType, Sector};
use marsad_text::arabic::conjugate::NominalKind;
use marsad_text::{TokenKind, splits};

use super::Slots;
use super::verb::{coordinated, free, subject_before};
use crate::actors::adjective_country;
use crate::scene::{ActorMention, Scene};
use crate::triggers::{Form, Trigger};

/// How far from an act a light verb may stand before it.
const LIGHT_REACH: usize = 10;

pub(super) fn noun(
    scene: &Scene<'_>,
    trigger: &Trigger,
    clause: &Range<usize>,
    participle: Option<NominalKind>,
    slots: &mut Slots,
) {
    let frame = trigger.frame(scene.lexicon);
    let mut at = trigger.tokens.end;
    slots.how = "noun";
    if participle == Some(NominalKind::PassiveParticiple) {
        // «المدعومة من», «المحاصر من قبل»: the noun before it is done to.
        if let Some(m) = scene
            .actors_in(clause.start..trigger.tokens.start)
            .next_back()
            .filter(|m| trigger.tokens.start - m.tokens.end <= 1)
        {
            slots.put(Role::Recipient, frame.type_, m.clone());
        }
        if scene.bare(at) == "من"
            && let Some(m) = scene.actors_in(at + 1..clause.end).next().filter(|m| m.tokens.start <= at + 2)
        {
            slots.put(Role::Actor, frame.type_, m.clone());
        }
        return;
    }
    // «قوات سوريا الديمقراطية المدعومة من واشنطن»: a phrase that begins with a passive participle belongs to the noun before it.
    let adjective = trigger.pattern == "phrase"
        && splits(scene.fold(trigger.tokens.start))
            .any(|s| scene.lexicon.verbs.nominal(s.stem).iter().any(|r| r.kind == NominalKind::PassiveParticiple));
    if adjective
        && let Some(m) = scene
            .actors_in(clause.start..trigger.tokens.start)
            .next_back()
            .filter(|m| m.tokens.end == trigger.tokens.start)
    {
        slots.put(Role::Recipient, frame.type_, m.clone());
    }
    if participle == Some(NominalKind::ActiveParticiple)
        && let Some(m) = subject_before(scene, trigger, clause)
    {
        slots.put(frame.subject, frame.type_, m.clone());
    }
    // Adjectives of nationality: «الغارات الجوية الإسرائيلية», «الدعم التركي».
    let mut adjectives = 0;
    while at < clause.end && adjectives < 4 && !scene.parts_clauses(at) {
        if let Some(country) = adjective_country(scene, at) {
            if !scene.actors.iter().any(|a| a.tokens.contains(&at)) {
                slots.put(Role::Actor, frame.type_, nation(scene, at, country, frame.type_));
                slots.how = "noun-nationality";
            }
            at += 1;
        } else if scene.words[at].function.is_none()
            && scene.actors_in(at..clause.end).next().is_none_or(|m| m.tokens.start != at)
            && adjective_like(scene, trigger, at)
        {
            at += 1;
        } else {
            break;
        }
        adjectives += 1;
    }
    // Iḍāfa: «هجوم الحوثيين», «اغتيال القائد». A number may stand between: «مقتل 5 جنود».
    let skip = scene.numbers.iter().find(|n| n.tokens.start == at).map_or(at, |n| n.tokens.end);
    // «تحرير آخر معاقل داعش»: up to two nouns may stand between.
    let chain = |m: &ActorMention| {
        m.tokens.start <= skip + 2
            && (skip..m.tokens.start).all(|i| {
                scene.words[i].function.is_none()
                    && scene.words[i].verb.as_ref().is_none_or(|v| v.noun_too)
                    && scene.text.tokens()[i].kind == TokenKind::Arabic
            })
    };
    if let Some(m) = scene.actors_in(at..clause.end).next().filter(|m| chain(m) && free(m) && !m.joined) {
        // «إحراق مستوطنين لمنزلهم», «اقتحام مستوطنين المسجد»: what follows is the object, so this is the doer.
        let object_follows = scene.numbers.iter().any(|n| n.tokens.start == m.tokens.end)
            || scene.actor_at(m.tokens.end).is_some_and(|k| free(&scene.actors[k]) && !scene.actors[k].joined)
            || scene.places.iter().any(|p| p.tokens.start == m.tokens.end && p.preposition.is_none() && !p.part)
            || m.tokens.start == at
                && scene.fold(m.tokens.end).starts_with('ل')
                && scene.words.get(m.tokens.end).is_some_and(|w| w.function.is_none() && w.verb.is_none());
        let role = if object_follows && frame.genitive != Role::None {
            Role::Actor
        } else if frame.genitive == Role::Auto && (m.tokens.start > skip || trigger.pattern == "masdar") {
            // «قصف مواقع داعش», «مهاجمة جنود»: whose things are struck, and who is.
            Role::Recipient
        } else if frame.genitive == Role::Auto && m.armed() && scene.bare(m.tokens.end) == "علي" {
            Role::Actor
        } else {
            frame.genitive
        };
        for m in coordinated(scene, m, clause.end) {
            slots.put(role, frame.type_, m.clone());
        }
        if slots.how == "noun" {
            slots.how = "noun-genitive";
        }
    }
    light_verb(scene, trigger, clause, slots);
    relative_doer(scene, trigger, at, clause, slots);
}

/// Whether the word at `at` can be an adjective of the trigger.
pub(super) fn adjective_like(scene: &Scene<'_>, trigger: &Trigger, at: usize) -> bool {
    let word = scene.fold(at);
    let definite = matches!(trigger.form, Form::Noun { definite: true, .. });
    let ends = ["يه", "ي", "ه", "يا", "ين", "ان"].iter().any(|e| word.ends_with(e));
    ends && definite == word.starts_with("ال") && scene.words[at].verb.is_none() && !word.starts_with('و')
}

/// A country named only by an adjective, as the doer of an act.
pub(super) fn nation(scene: &Scene<'_>, at: usize, country: String, type_: EventType) -> ActorMention {
    let entities = &scene.lexicon.entities;
    let id = format!("state-{}", country.to_lowercase());
    let name = entities.get(&id).map_or_else(|| country.clone(), |e| e.en.clone());
    let sector = if type_ == EventType::Assault { Sector::Mil } else { Sector::Gov };
    ActorMention {
        tokens: at..at + 1,
        span: scene.text.tokens()[at].span,
        entity: name,
        id: entities.get(&id).map(|e| e.id.clone()),
        country: Some(country),
        sector: Some(sector),
        kind: "state".to_owned(),
        loaded: None,
        joined: false,
        preposition: None,
        person: false,
        state: true,
    }
}

/// «شنّت القوات … هجوماً», «تعرّضت القرية لقصف»: the subject of a light verb before the noun.
pub(super) fn light_verb(scene: &Scene<'_>, trigger: &Trigger, clause: &Range<usize>, slots: &mut Slots) {
    let frame = trigger.frame(scene.lexicon);
    let from = trigger.tokens.start.saturating_sub(LIGHT_REACH).max(clause.start);
    for i in (from..trigger.tokens.start).rev() {
        let Some(verb) = scene.words[i].verb.as_ref().filter(|_| scene.is_verb(i)) else { continue };
        let Some(light) = verb.readings.iter().find_map(|r| scene.lexicon.cues.light.get(&r.verb)) else { return };
        let between = scene.actors_in(i + 1..trigger.tokens.start).find(|m| free(m));
        let before = || scene.actors_in(clause.start..i).rfind(|m| free(m)).filter(|m| i - m.tokens.end <= 3);
        match light {
            Light::Agent => {
                if let Some(m) = between.or_else(before) {
                    for m in coordinated(scene, m, trigger.tokens.start) {
                        slots.put(Role::Actor, frame.type_, m.clone());
                    }
                    slots.how = "light-agent";
                }
            }
            Light::Undergo => {
                if let Some(m) = between.or_else(before) {
                    slots.put(Role::Recipient, frame.type_, m.clone());
                    slots.how = "light-undergo";
                }
            }
            Light::Occur | Light::Result | Light::Aim => {}
        }
        return;
    }
}

/// «الهجوم الذي شنه التنظيم», «غارات نفذتها الطائرات»: the subject of a light verb right after the noun.
pub(super) fn relative_doer(scene: &Scene<'_>, trigger: &Trigger, at: usize, clause: &Range<usize>, slots: &mut Slots) {
    let frame = trigger.frame(scene.lexicon);
    let mut i = at;
    if scene.words.get(i).and_then(|w| w.function).is_some_and(|f| f.relative) {
        i += 1;
    }
    let Some(verb) = scene.words.get(i).and_then(|w| w.verb.as_ref()) else { return };
    if verb.split.pronoun.is_none()
        || !verb.readings.iter().any(|r| scene.lexicon.cues.light.get(&r.verb) == Some(&Light::Agent))
    {
        return;
    }
    if let Some(m) = scene.actors_in(i + 1..clause.end).find(|m| free(m)).filter(|m| m.tokens.start <= i + 3) {
        for m in coordinated(scene, m, clause.end) {
            slots.put(Role::Actor, frame.type_, m.clone());
        }
        slots.how = "relative";
    }
}

/// A masdar after a preposition is done by the subject of the verb it hangs on: «يسعى الجيش لاستعادة», «أقدمت … على إعدام»,
/// «انتقل مقاتلون من استهداف».
pub(super) fn control(scene: &Scene<'_>, trigger: &Trigger, clause: &Range<usize>, slots: &mut Slots) {
    if !matches!(trigger.pattern, "masdar" | "noun" | "phrase")
        || !matches!(trigger.form, Form::Noun { participle: None, .. })
    {
        return;
    }
    let frame = trigger.frame(scene.lexicon);
    let preposition = trigger.joined_preposition.map(|c| c.to_string()).or_else(|| {
        trigger.tokens.start.checked_sub(1).filter(|&b| scene.is_preposition(b)).map(|b| scene.bare(b).to_owned())
    });
    let purpose = matches!(preposition.as_deref(), Some("ل" | "الي" | "علي" | "من"));
    let with = preposition.as_deref() == Some("ب");
    // «يعتزم ضباط الاستقالة», «ينجز الأميركيون اتفاقا»: the act is the object of the verb.
    let object = preposition.is_none() && frame.type_ != EventType::Assault && frame.type_ != EventType::Accuse;
    if !purpose && !with && !object {
        return;
    }
    for i in (clause.start..trigger.tokens.start).rev() {
        let Some(verb) = scene.words[i].verb.as_ref().filter(|_| scene.is_verb(i)) else { continue };
        let light = verb.readings.iter().find_map(|r| scene.lexicon.cues.light.get(&r.verb));
        // «أصيب بقصف», «هدد بقصف»: only verbs that carry an act pass their subject on with ب.
        if with && light != Some(&Light::Agent)
            || matches!(light, Some(Light::Undergo | Light::Occur | Light::Result | Light::Aim))
        {
            return;
        }
        if verb.readings.iter().all(|r| passive_voice(r.features)) {
            return;
        }
        // «دان الوزير الاستقالة»: a verb that is an act itself does not pass its subject on to its object.
        if object
            && (verb.readings.iter().any(|r| scene.lexicon.frames.by_verb.contains_key(&r.verb))
                || trigger.tokens.start - i > 7)
        {
            return;
        }
        let subject = scene
            .actors_in(i + 1..trigger.tokens.start)
            .find(|m| free(m))
            .or_else(|| scene.actors_in(clause.start..i).rev().find(|m| free(m) && i - m.tokens.end <= 4));
        if let Some(m) = subject {
            for m in coordinated(scene, m, trigger.tokens.start) {
                slots.put(Role::Actor, frame.type_, m.clone());
            }
            slots.how = "control";
        }
        return;
    }
}

pub(super) fn passive_voice(features: marsad_text::arabic::conjugate::VerbFeatures) -> bool {
    marsad_lexicon::passive(features)
}
