//! Light verbs beside the noun of an act: who carries it out or suffers it.

use std::ops::Range;

use marsad_lexicon::{Light, Role};
use marsad_text::arabic::conjugate::NominalKind;
use marsad_text::{TokenKind, splits};

use super::Slots;
use super::verb::{coordinated, free};
use crate::amounts::amount_start;
use crate::scene::Scene;
use crate::subjects::{Subject, Subjects};
use crate::triggers::Trigger;

/// How far from an act a light verb may stand before it.
const LIGHT_REACH: usize = 10;

/// «شنّت القوات … هجوماً», «تعرّضت القرية لقصف»: the subject of a light verb before the noun.
pub(super) fn light_verb(
    scene: &Scene<'_>,
    trigger: &Trigger,
    clause: &Range<usize>,
    subjects: &Subjects,
    slots: &mut Slots,
) {
    let frame = trigger.frame(scene.lexicon);
    let from = trigger.tokens.start.saturating_sub(LIGHT_REACH).max(clause.start);
    for i in (from..trigger.tokens.start).rev() {
        let Some(verb) = scene.words[i].verb.as_ref().filter(|_| scene.is_verb(i)) else { continue };
        // «تحالف تقوده السعودية»: a verb with its object joined to it carries no later act.
        if verb.split.pronoun.is_some() {
            continue;
        }
        let Some(light) = verb.readings.iter().find_map(|r| scene.lexicon.cues.light.get(&r.verb)) else { return };
        let known = match subjects.of(scene, i) {
            Subject::Actor(m) => Some(m),
            _ => None,
        };
        let between = known.or_else(|| scene.actors_in(i + 1..trigger.tokens.start).find(|m| free(m)));
        // «وتبنى الهجوم تنظيم الدولة»: the doer behind the act.
        let behind =
            scene.actor_at(trigger.tokens.end).is_some_and(|k| free(&scene.actors[k]) && !scene.actors[k].joined);
        if behind && known.is_none() && i + 1 == trigger.tokens.start {
            if let (Light::Agent, Some(k)) = (light, scene.actor_at(trigger.tokens.end)) {
                slots.put(Role::Actor, frame.type_, scene.actors[k].clone());
                slots.how = "light-agent";
            }
            return;
        }
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
                // «تعرض موقع للجيش لقصف»: whose it is.
                let owner = || {
                    scene
                        .actors_in(i + 1..trigger.tokens.start)
                        .next()
                        .filter(|m| m.preposition.as_deref() == Some("ل") && m.tokens.start <= i + 3)
                };
                if let Some(m) = between.or_else(owner).or_else(before) {
                    slots.put(Role::Recipient, frame.type_, m.clone());
                    slots.how = "light-undergo";
                }
            }
            Light::Occur | Light::Result | Light::Aim => {}
        }
        return;
    }
}

/// «تنفيذ الجيش هجمات», «تعرّض قوة لكمين», «ارتكاب السلطات جرائم»: whom the masdar of a light verb belongs to.
pub(super) fn light_noun(scene: &Scene<'_>, trigger: &Trigger, clause: &Range<usize>, slots: &mut Slots) {
    let frame = trigger.frame(scene.lexicon);
    let Some(m) = scene.actors_in(clause.start..trigger.tokens.start).next_back() else { return };
    // «تعرض بعض مراكز الجيش»: nouns may stand between.
    let mut head = amount_start(scene, m.tokens.start, m.preposition.as_deref());
    let light = |b: usize| {
        splits(scene.fold(b)).any(|s| {
            scene
                .lexicon
                .verbs
                .nominal(s.stem)
                .iter()
                .any(|n| n.kind == NominalKind::Masdar && scene.lexicon.cues.light.contains_key(&n.verb))
        })
    };
    let plain = |b: usize| scene.words[b].function.is_none() && scene.text.tokens()[b].kind == TokenKind::Arabic;
    while head > clause.start + 1 && m.tokens.start - head < 3 && !light(head - 1) && plain(head - 1) {
        head -= 1;
    }
    let before = head.checked_sub(1).filter(|&b| b >= clause.start && free(m) && !m.joined);
    let bare = (m.tokens.end..trigger.tokens.start).all(|i| {
        scene.words[i].function.is_none_or(|f| f.particle) && !(scene.words[i].verb.is_some() && scene.is_verb(i))
    });
    let Some(b) = before.filter(|_| bare && trigger.tokens.start - m.tokens.end <= LIGHT_REACH) else { return };
    let light = splits(scene.fold(b)).find_map(|s| {
        scene
            .lexicon
            .verbs
            .nominal(s.stem)
            .iter()
            .filter(|n| n.kind == NominalKind::Masdar)
            .find_map(|n| scene.lexicon.cues.light.get(&n.verb))
    });
    match light {
        Some(Light::Agent) if slots.actors.is_empty() => {
            slots.put(Role::Actor, frame.type_, m.clone());
            slots.how = "light-agent";
        }
        Some(Light::Undergo) if slots.recipients.is_empty() => slots.put(Role::Recipient, frame.type_, m.clone()),
        _ => {}
    }
}

/// «بعد تنفيذها غارة», «قيامه بهجوم»: whom the pronoun of a light masdar before the act means.
pub(super) fn light_pronoun(scene: &Scene<'_>, trigger: &Trigger, clause: &Range<usize>, slots: &mut Slots) {
    if !slots.actors.is_empty() {
        return;
    }
    let frame = trigger.frame(scene.lexicon);
    let from = trigger.tokens.start.saturating_sub(3).max(clause.start);
    for i in (from..trigger.tokens.start).rev() {
        let found = splits(scene.fold(i)).find_map(|s| {
            let pronoun = s.pronoun?;
            let agent =
                scene.lexicon.verbs.nominal(s.stem).iter().any(|n| {
                    n.kind == NominalKind::Masdar && scene.lexicon.cues.light.get(&n.verb) == Some(&Light::Agent)
                });
            agent.then(|| crate::pronouns::antecedent(scene, pronoun, i)).flatten()
        });
        if let Some(m) = found {
            slots.put(Role::Actor, frame.type_, m.clone());
            slots.how = "light-agent";
            return;
        }
    }
}

/// «الهجوم الذي شنه التنظيم», «غارات نفذتها الطائرات»: the subject of a light verb right after the noun.
pub(super) fn relative_doer(scene: &Scene<'_>, trigger: &Trigger, at: usize, clause: &Range<usize>, slots: &mut Slots) {
    let frame = trigger.frame(scene.lexicon);
    let mut i = at;
    if matches!(scene.text.tokens().get(i).and_then(|t| t.mark), Some('،' | ',' | '"' | '»')) {
        i += 1;
    }
    // «الكمين المركب الذي …»: adjectives without an ending that shows them.
    let further = (i..(i + 3).min(scene.words.len()))
        .take_while(|&x| x == i || scene.fold(x - 1).starts_with("ال") && scene.words[x - 1].function.is_none())
        .find(|&x| scene.words[x].function.is_some_and(|f| f.relative));
    i = further.unwrap_or(i);
    let relative = scene.words.get(i).and_then(|w| w.function).is_some_and(|f| f.relative);
    if relative {
        i += 1;
    } else if i > at {
        return;
    }
    let Some(verb) = scene.words.get(i).and_then(|w| w.verb.as_ref()) else { return };
    let light = verb.readings.iter().find_map(|r| scene.lexicon.cues.light.get(&r.verb));
    let end = scene.sentence(trigger.tokens.start).tokens.end.max(clause.end);
    let subject = |from: usize, reach: usize| {
        scene.actors_in(from..end).find(|m| free(m)).filter(|m| {
            m.tokens.start <= from + reach
                && (from..m.tokens.start).all(|x| scene.text.tokens()[x].mark.is_none_or(|c| c == '"'))
        })
    };
    // «الاعتداءات التي يتعرض لها الشعب».
    if light == Some(&Light::Undergo) {
        if let Some(m) = subject(i + 1, 2).filter(|_| slots.recipients.is_empty()) {
            slots.put(Role::Recipient, frame.type_, m.clone());
        }
        return;
    }
    if light != Some(&Light::Agent) {
        return;
    }
    let here = || scene.lexicon.cues.functions.get(scene.fold(i + 1)).is_some_and(|f| f.particle);
    if verb.split.pronoun.is_none() && !(i + 1 < end && here()) {
        return;
    }
    if let Some(m) = subject(i + 1, 3) {
        for m in coordinated(scene, m, end) {
            slots.put(Role::Actor, frame.type_, m.clone());
        }
        slots.how = "relative";
    }
}
