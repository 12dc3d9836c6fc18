//! Slots of a noun or masdar: adjectives of nationality, iḍāfa, light verbs, the verb it hangs on.

use std::ops::Range;

use marsad_lexicon::{Light, Role};
use marsad_model::{EventType, Sector};
use marsad_text::arabic::conjugate::NominalKind;
use marsad_text::{TokenKind, splits};

use super::Slots;
use super::light::{light_noun, light_pronoun, light_verb, relative_doer};
use super::verb::{among, apposed, coordinated, free};
use crate::actors::{adjective_actor, adjective_country, joined_country};
use crate::amounts::amount_start;
use crate::order;
use crate::scene::{ActorMention, Scene};
use crate::subjects::Subjects;
use crate::triggers::{Form, Trigger};

pub(super) fn noun(
    scene: &Scene<'_>,
    trigger: &Trigger,
    clause: &Range<usize>,
    participle: Option<NominalKind>,
    subjects: &Subjects,
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
        let with = scene
            .actors_in(at..clause.end)
            .next()
            .filter(|m| m.tokens.start == at && m.preposition.as_deref() == Some("ب"));
        if let Some(m) = with {
            slots.put(Role::Actor, frame.type_, m.clone());
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
        slots.how = "adjective";
    }
    // «متهما الحكومة», «مطالبة الجماهير»: the object of a participle; its doer stands further off.
    if speaking(scene, trigger, participle) {
        let object =
            scene.actors_in(at..clause.end).next().filter(|m| m.tokens.start <= at + 1 && free(m) && !m.joined);
        if let Some(m) = object {
            for m in coordinated(scene, apposed(scene, m), clause.end) {
                slots.put(frame.object, frame.type_, m.clone());
            }
        }
        return;
    }
    // Adjectives of nationality: «الغارات الجوية الإسرائيلية», «الدعم التركي», «"عدوانا" إسرائيليا».
    let mut adjectives = 0;
    let closes = |i: usize| scene.text.tokens().get(i).is_some_and(|t| matches!(t.mark, Some('"' | '»' | '”')));
    if closes(at)
        && at + 1 < clause.end.max(at + 2).min(scene.words.len())
        && adjective_country(scene, at + 1).is_some()
    {
        at += 1;
    }
    while at < clause.end.max(trigger.tokens.end + 2).min(scene.words.len())
        && adjectives < 4
        && !scene.parts_clauses(at)
    {
        if let Some(country) = adjective_country(scene, at) {
            if !scene.actors.iter().any(|a| a.tokens.contains(&at)) {
                slots.put(Role::Actor, frame.type_, nation(scene, at, country, frame.type_));
                slots.how = "noun-nationality";
            }
            at += 1;
        } else if let Some(m) = adjective_actor(scene, at, slots.how == "noun-nationality") {
            slots.put(Role::Actor, frame.type_, m);
            slots.how = "noun-nationality";
            at += 1;
        } else if slots.how == "noun-nationality"
            && let Some((country, span)) = joined_country(scene, at)
        {
            slots.put(Role::Actor, frame.type_, ActorMention { span, ..nation(scene, at, country, frame.type_) });
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
    let skip = order::starting(&scene.numbers, at).map_or(at, |n| n.tokens.end);
    // «تحرير آخر معاقل داعش»: up to two nouns may stand between; «مقتل 42 من عناصر داعش»: an amount.
    let amount = |m: &ActorMention| amount_start(scene, m.tokens.start, from_word(scene, m)) <= at;
    let chain = |m: &ActorMention| {
        amount(m)
            || m.tokens.start <= skip + 2
                && (skip..m.tokens.start).all(|i| {
                    scene.words[i].function.is_none()
                        && scene.words[i].verb.as_ref().is_none_or(|v| v.noun_too)
                        && scene.text.tokens()[i].kind == TokenKind::Arabic
                })
    };
    if let Some(m) = scene.actors_in(at..clause.end).next().filter(|m| chain(m) && free(m) && !m.joined) {
        // «إحراق مستوطنين لمنزلهم», «اقتحام مستوطنين المسجد»: what follows is the object, so this is the doer.
        // «مقتل باسكال سليمان منسق الحزب»: who somebody is stands behind the name too.
        let office = scene.actor_at(m.tokens.end).is_some_and(|k| {
            m.person && !scene.actors[k].person && matches!(scene.actors[k].kind.as_str(), "office" | "person")
        });
        let named = apposed(scene, m).span != m.span || office;
        let next = scene.fold(m.tokens.end);
        let joined = next.starts_with('و') && !next.starts_with("واحد");
        let object_follows = !named
            && (order::starting(&scene.numbers, m.tokens.end).is_some() && !joined
                || scene.actor_at(m.tokens.end).is_some_and(|k| free(&scene.actors[k]) && !scene.actors[k].joined)
                || scene.places.iter().any(|p| p.tokens.start == m.tokens.end && p.preposition.is_none() && !p.part)
                || m.tokens.start == at
                    && scene.fold(m.tokens.end).starts_with('ل')
                    && scene.words.get(m.tokens.end).is_some_and(|w| w.function.is_none() && w.verb.is_none()));
        // «اتهام الحوثيين باستخدامه»: what follows says of what, so this is the accused.
        let accused = frame.inner_modality.is_some()
            && (m.tokens.start == at || amount(m))
            && (scene.fold(m.tokens.end).starts_with('ب') && crate::subjects::with_preposition(scene, m.tokens.end));
        let site = !m.state && scene.places_in(m.tokens.clone()).next().is_some();
        // «استهدف هجوم دورية»: the act is the subject of a verb that says at whom it was aimed.
        let subject = trigger.tokens.start > 0
            && scene.words[trigger.tokens.start - 1]
                .verb
                .as_ref()
                .is_some_and(|v| v.readings.iter().any(|r| scene.lexicon.cues.light.get(&r.verb) == Some(&Light::Aim)));
        let role = if accused || subject {
            Role::Recipient
        } else if object_follows && frame.genitive != Role::None {
            Role::Actor
        } else if frame.genitive == Role::Actor && site {
            Role::None
        } else if frame.genitive == Role::Auto && (m.tokens.start > skip || trigger.pattern == "masdar") {
            // «قصف مواقع داعش», «مهاجمة جنود»: whose things are struck, and who is.
            Role::Recipient
        } else if frame.genitive == Role::Auto && m.armed() && scene.bare(m.tokens.end) == "علي" {
            Role::Actor
        } else {
            frame.genitive
        };
        for m in coordinated(scene, apposed(scene, m), clause.end) {
            slots.put(role, frame.type_, m.clone());
        }
        // «اعتقال الجيش 30 فلسطينيا»: whom the doer is named before.
        if role == Role::Actor && object_follows {
            let end = m.tokens.end;
            let object = scene.actors_in(end..clause.end.max(end)).find(|o| free(o) && !o.joined);
            if let Some(o) = object.filter(|o| amount_start(scene, o.tokens.start, from_word(scene, o)) <= end) {
                for o in coordinated(scene, apposed(scene, o), clause.end) {
                    slots.put(Role::Recipient, frame.type_, o.clone());
                }
            }
        }
        if matches!(slots.how, "noun" | "adjective") {
            slots.how = "noun-genitive";
        }
    }
    if frame.genitive == Role::Recipient
        && slots.recipients.iter().all(|m| scene.lexicon.cues.generic.contains(scene.fold(m.tokens.start)))
        && let Some(m) = among(scene, at, clause.end).filter(|_| frame.consequence || frame.counts.is_some())
    {
        for m in coordinated(scene, m, clause.end) {
            slots.put(Role::Recipient, frame.type_, m.clone());
        }
    }
    if slots.how != "adjective" {
        light_verb(scene, trigger, clause, subjects, slots);
    }
    light_noun(scene, trigger, clause, slots);
    light_pronoun(scene, trigger, clause, slots);
    relative_doer(scene, trigger, at, clause, slots);
}

/// Whether a trigger is an active participle, alone or as a listed form of one: «مطالبا», «متهما».
pub(super) fn speaking(scene: &Scene<'_>, trigger: &Trigger, participle: Option<NominalKind>) -> bool {
    let listed = || {
        trigger.pattern == "phrase"
            && trigger.tokens.len() == 1
            && splits(scene.fold(trigger.tokens.start)).any(|s| {
                let list = scene.lexicon.verbs.nominal(s.stem);
                !list.is_empty() && list.iter().all(|n| n.kind != NominalKind::Masdar)
            })
    };
    // «…، مطالبةً الجماهير»: a masdar by its letters.
    let state = || {
        let start = trigger.tokens.start;
        let words = trigger.frame(scene.lexicon).type_.is_speech_act() && trigger.tokens.len() == 1;
        let written = scene.text.word(start);
        words
            && (written.ends_with("ةً") || written.ends_with("ًا") || written.ends_with("اً") || written.ends_with('ة'))
            && start > 0
            && matches!(scene.text.tokens()[start - 1].mark, Some('،' | ','))
            && matches!(trigger.form, Form::Noun { definite: false, .. })
    };
    participle == Some(NominalKind::ActiveParticiple) || participle.is_none() && (listed() || state())
}

/// «من» where it stands right before a mention.
fn from_word(scene: &Scene<'_>, m: &ActorMention) -> Option<&'static str> {
    (m.tokens.start > 0 && scene.bare(m.tokens.start - 1) == "من").then_some("من")
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

pub(super) fn passive_voice(features: marsad_text::arabic::conjugate::VerbFeatures) -> bool {
    marsad_lexicon::passive(features)
}
