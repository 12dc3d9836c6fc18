//! Slots: who did it and to whom, by how Arabic arranges its sentences.

use std::ops::Range;

use marsad_lexicon::{Light, Role};
use marsad_model::{EventType, Sector, Span};
use marsad_text::arabic::conjugate::{NominalKind, Number, Person};

use marsad_text::TokenKind;
use marsad_text::arabic::number::{Countable, NumberLexicon};

use crate::actors::adjective_country;
use crate::attribution::{Speech, speech_at};
use crate::pronouns::antecedent;
use crate::scene::{ActorMention, Scene};
use crate::triggers::{Form, Trigger};

/// How far from its verb a subject may stand, in words.
const SUBJECT_REACH: usize = 9;
/// How far from an act a light verb may stand before it.
const LIGHT_REACH: usize = 10;

/// Doers and those done to.
#[derive(Debug, Clone, Default)]
pub(crate) struct Slots {
    pub actors: Vec<ActorMention>,
    pub recipients: Vec<ActorMention>,
    /// Name of the pattern that filled them, for the rule.
    pub how: &'static str,
}

impl Slots {
    fn put(&mut self, role: Role, type_: EventType, mention: ActorMention) {
        let role = match role {
            Role::Auto if mention.armed() && type_ == EventType::Assault => Role::Actor,
            Role::Auto => Role::Recipient,
            other => other,
        };
        let list = match role {
            Role::Actor => &mut self.actors,
            Role::Recipient => &mut self.recipients,
            Role::Auto | Role::None => return,
        };
        if !list.iter().any(|m| m.span.overlaps(mention.span)) {
            list.push(mention);
        }
    }
}

/// Fills the slots of one trigger. `others` are all triggers of the document, which bound its reach.
pub(crate) fn fill(scene: &Scene<'_>, trigger: &Trigger, others: &[Trigger], speeches: &[Speech]) -> Slots {
    let clause = clause(scene, trigger, others);
    let mut slots = Slots::default();
    let first_person = matches!(trigger.form, Form::Verb { features, .. } if features.person == Person::First);
    match trigger.form {
        Form::Verb { features, active, passive } => {
            verb(scene, trigger, &clause, features.number, active, passive, &mut slots);
        }
        Form::Noun { participle, .. } => noun(scene, trigger, &clause, participle, &mut slots),
    }
    if first_person {
        // «نطالب», «ندين»: whoever is being quoted.
        let frame = trigger.frame(scene.lexicon);
        let (who, object) = (speech_at(speeches, trigger.tokens.start).and_then(|s| s.speaker.as_ref()), std::mem::take(&mut slots.actors));
        for m in object {
            slots.put(frame.object, frame.type_, m);
        }
        if let Some(m) = who.and_then(|w| scene.actors.iter().find(|m| m.span == w.span)) {
            slots.put(frame.subject, frame.type_, m.clone());
        }
        slots.how = "first-person";
    }
    joined_pronoun(scene, trigger, &mut slots);
    object_phrase(scene, trigger, &clause, &mut slots);
    by_phrase(scene, trigger, &clause, &mut slots);
    if slots.actors.is_empty() {
        control(scene, trigger, &clause, &mut slots);
    }
    prepositions(scene, trigger, &clause, &mut slots);
    // Nobody does a thing to themselves in one report.
    let actors: Vec<Span> = slots.actors.iter().map(|a| a.span).collect();
    slots.recipients.retain(|r| !actors.iter().any(|a| a.overlaps(r.span)));
    slots
}

/// «اعتقاله», «هجومهم», «اتهمته»: the pronoun is the object of a verb, and the doer or the done-to of a noun.
fn joined_pronoun(scene: &Scene<'_>, trigger: &Trigger, slots: &mut Slots) {
    let Some(pronoun) = trigger.pronoun.as_deref() else { return };
    let frame = trigger.frame(scene.lexicon);
    let Some(m) = antecedent(scene, pronoun, trigger.tokens.start) else { return };
    let role = match trigger.form {
        // «الغارة التي شنتها», «المدينة التي قصفتها»: the pronoun goes back to what the clause hangs on.
        Form::Verb { .. } if relative_before(scene, trigger) => return,
        Form::Verb { .. } => frame.object,
        Form::Noun { participle: None, .. } => frame.genitive,
        Form::Noun { .. } => return,
    };
    slots.put(role, frame.type_, m.clone());
}

/// What is done to something that no list knows: «إحراق مساجد», «تدمير ممتلكات فلسطينية», «استهدف عربة عسكرية».
fn object_phrase(scene: &Scene<'_>, trigger: &Trigger, clause: &Range<usize>, slots: &mut Slots) {
    let frame = trigger.frame(scene.lexicon);
    if !slots.recipients.is_empty() || trigger.pronoun.is_some() || frame.type_ != EventType::Assault && frame.type_ != EventType::Coerce {
        return;
    }
    let from = match trigger.form {
        Form::Noun { participle: None, .. } if matches!(frame.genitive, Role::Recipient) => trigger.tokens.end,
        Form::Verb { active, passive, .. } if frame.object == Role::Recipient => {
            match slots.actors.iter().find(|a| a.tokens.start >= trigger.tokens.end) {
                Some(a) => a.tokens.end,
                None if !slots.actors.is_empty() || passive && !active || frame.consequence => trigger.tokens.end,
                None => return,
            }
        }
        _ => return,
    };
    let plain = |i: usize| {
        i < clause.end
            && scene.text.tokens()[i].kind == TokenKind::Arabic
            && scene.words[i].function.is_none()
            && scene.words[i].verb.as_ref().is_none_or(|v| v.noun_too)
            && !scene.times.iter().any(|t| t.tokens.contains(&i))
            && !scene.places.iter().any(|p| p.tokens.contains(&i))
            && !scene.numbers.iter().any(|n| n.tokens.contains(&i))
    };
    if !plain(from) || scene.lexicon.cues.generic.contains(scene.fold(from)) || scene.lexicon.cues.losses.at(scene.text, from).first().is_some() {
        return;
    }
    let mut end = from + 1;
    while end < from + 4 && plain(end) && adjective_of(scene, from, end) {
        end += 1;
    }
    let span = scene.text.cover(from, end);
    slots.recipients.push(ActorMention {
        tokens: from..end,
        span,
        entity: scene.text.slice(span).to_owned(),
        id: None,
        country: (from + 1..end).find_map(|i| adjective_country(scene, i)),
        sector: match NumberLexicon::builtin().countable(scene.fold(from)) {
            Some((Countable::Person, _)) => Some(Sector::Cvl),
            _ => None,
        },
        kind: "object".to_owned(),
        loaded: None,
        joined: false,
        preposition: None,
        person: false,
        state: false,
    });
}

/// Whether the word at `i` is an adjective that agrees with the noun at `noun` in the article.
fn adjective_of(scene: &Scene<'_>, noun: usize, i: usize) -> bool {
    let word = scene.fold(i);
    let ends = ["يه", "ي", "ه", "يا", "ين", "ون"].iter().any(|e| word.ends_with(e));
    ends && scene.fold(noun).starts_with("ال") == word.starts_with("ال") && !word.starts_with('و')
}

/// A masdar after a preposition is done by the subject of the verb it hangs on: «يسعى الجيش لاستعادة», «أقدمت … على إعدام»,
/// «انتقل مقاتلون من استهداف».
fn control(scene: &Scene<'_>, trigger: &Trigger, clause: &Range<usize>, slots: &mut Slots) {
    if !matches!(trigger.pattern, "masdar" | "noun" | "phrase") || !matches!(trigger.form, Form::Noun { participle: None, .. }) {
        return;
    }
    let frame = trigger.frame(scene.lexicon);
    let preposition = trigger
        .joined_preposition
        .map(|c| c.to_string())
        .or_else(|| trigger.tokens.start.checked_sub(1).filter(|&b| scene.is_preposition(b)).map(|b| scene.bare(b).to_owned()));
    let purpose = matches!(preposition.as_deref(), Some("ل" | "الي" | "علي" | "من"));
    let with = preposition.as_deref() == Some("ب");
    if !purpose && !with {
        return;
    }
    for i in (clause.start..trigger.tokens.start).rev() {
        let Some(verb) = scene.words[i].verb.as_ref().filter(|_| scene.is_verb(i)) else { continue };
        let light = verb.readings.iter().find_map(|r| scene.lexicon.cues.light.get(&r.verb));
        // «أصيب بقصف», «هدد بقصف»: only verbs that carry an act pass their subject on with ب.
        if with && light != Some(&Light::Agent) || matches!(light, Some(Light::Undergo | Light::Occur | Light::Result)) {
            return;
        }
        if verb.readings.iter().all(|r| passive_voice(r.features)) {
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

fn passive_voice(features: marsad_text::arabic::conjugate::VerbFeatures) -> bool {
    marsad_lexicon::passive(features)
}

/// What the slots of a speech act or a second verb of one subject lack, its forerunner in the sentence gives:
/// «دعت حماس … مطالبةً», «قصف الجيش البلدة واقتحمها».
pub(crate) fn inherit(scene: &Scene<'_>, triggers: &[Trigger], all: &mut [Slots], speeches: &[Speech]) {
    for k in 0..triggers.len() {
        let trigger = &triggers[k];
        let frame = trigger.frame(scene.lexicon);
        if !all[k].actors.is_empty() || frame.subject != Role::Actor || frame.consequence {
            continue;
        }
        let sentence = scene.sentence(trigger.tokens.start).tokens.clone();
        let speech_act = matches!(
            frame.type_,
            EventType::Accuse | EventType::Request | EventType::Threaten | EventType::Reject | EventType::Support | EventType::Agree
        );
        let follows = match trigger.form {
            Form::Verb { features, active, .. } => {
                active && features.person == Person::Third && (scene.fold(trigger.tokens.start).starts_with('و') || speech_act)
            }
            Form::Noun { participle: Some(NominalKind::ActiveParticiple), .. } => true,
            Form::Noun { .. } => false,
        };
        if !follows {
            continue;
        }
        let earlier = (0..k).rev().take_while(|&o| triggers[o].tokens.start >= sentence.start).find_map(|o| {
            let subject = matches!(triggers[o].form, Form::Verb { .. }) || matches!(all[o].how, "light-agent" | "control");
            (subject && !triggers[o].frame(scene.lexicon).consequence).then(|| all[o].actors.first().cloned()).flatten()
        });
        let speaker = || {
            speeches
                .iter()
                .rev()
                .filter(|s| s.cue.end <= trigger.tokens.start && scene.sentence(s.cue.start).paragraph == scene.sentence(trigger.tokens.start).paragraph)
                .find_map(|s| s.speaker.as_ref())
                .and_then(|w| scene.actors.iter().find(|m| m.span == w.span))
                .cloned()
        };
        if let Some(m) = earlier.or_else(|| speech_act.then(speaker).flatten()) {
            if !all[k].recipients.iter().any(|r| r.span.overlaps(m.span)) {
                all[k].actors.push(m);
                all[k].how = "inherited";
            }
        }
    }
}

/// The stretch of the sentence in which a trigger may find its slots.
fn clause(scene: &Scene<'_>, trigger: &Trigger, others: &[Trigger]) -> Range<usize> {
    let sentence = scene.sentence(trigger.tokens.start).tokens.clone();
    let mut from = trigger.tokens.start;
    while from > sentence.start {
        let before = from - 1;
        let strong = scene.text.tokens()[before].mark.is_some_and(|m| matches!(m, '؛' | ';' | ':' | '.' | '«' | '»' | '"' | '“' | '”'));
        let comma = scene.parts_clauses(before) && trigger.tokens.start - before > 1 && verb_between(scene, before + 1, trigger.tokens.start);
        if strong || comma || scene.opens_clause(before) && !scene.words[before].function.is_some_and(|f| f.relative) {
            break;
        }
        from = before;
    }
    let mut to = trigger.tokens.end;
    let sided = !trigger.frame(scene.lexicon).actor_preps.is_empty();
    while to < sentence.end {
        let mark = scene.text.tokens()[to].mark;
        // The sides of a clash may stand behind a comma: «… حي الخالدية، بين قوات النظام و…».
        let sides = matches!(mark, Some('،' | ',')) && sided && scene.text.tokens().len() > to + 1 && (scene.bare(to + 1) == "بين" || scene.fold(to + 1).starts_with('و') && scene.fold(to - 1) == "جهه");
        let closing = matches!(mark, Some('»' | '"' | '”')) && !opened(scene, trigger.tokens.end, to);
        let strong = mark.is_some_and(|m| matches!(m, '؛' | ';' | ':' | '.')) || closing || matches!(mark, Some('،' | ',')) && !sides;
        // «و» + a new verb begins another clause; another trigger's verb ends ours.
        let next = others.iter().any(|o| o.tokens.start == to && matches!(o.form, Form::Verb { .. }));
        if strong || scene.opens_clause(to) || next {
            break;
        }
        to += 1;
    }
    from..to
}

/// Whether a quotation mark opened between two tokens and not closed before the second.
fn opened(scene: &Scene<'_>, from: usize, to: usize) -> bool {
    let mut open = false;
    for i in from..to {
        match scene.text.tokens()[i].mark {
            Some('«' | '“') => open = true,
            Some('»' | '”') => open = false,
            Some('"') => open = !open,
            _ => {}
        }
    }
    open
}

fn verb_between(scene: &Scene<'_>, from: usize, to: usize) -> bool {
    (from..to).any(|i| scene.words[i].verb.is_some() && scene.is_verb(i))
}

/// Mentions that follow each other with و or a comma: «قوات النظام والمسلحين الموالين لها».
fn coordinated<'s>(scene: &'s Scene<'_>, first: &'s ActorMention, limit: usize) -> Vec<&'s ActorMention> {
    let mut out = vec![first];
    let mut end = first.tokens.end;
    for next in scene.actors_in(end..limit) {
        let gap = end..next.tokens.start;
        // «من جهة، و…», «اللبناني و…», a closing mark.
        let bridge = gap.len() <= 4
            && gap.clone().all(|i| {
                scene.parts_clauses(i) || matches!(scene.fold(i), "و" | "او" | "من" | "جهه" | "ثانيه" | "اخري") || adjective_country(scene, i).is_some()
            });
        let and = next.joined || gap.clone().next_back().is_some_and(|i| matches!(scene.fold(i), "و" | "او"));
        if !(and && bridge) {
            break;
        }
        out.push(next);
        end = next.tokens.end;
    }
    out
}

/// Whether a mention stands free of any preposition.
fn free(mention: &ActorMention) -> bool {
    mention.preposition.is_none()
}

#[allow(clippy::too_many_arguments)]
fn verb(
    scene: &Scene<'_>,
    trigger: &Trigger,
    clause: &Range<usize>,
    number: Number,
    active: bool,
    passive: bool,
    slots: &mut Slots,
) {
    let frame = trigger.frame(scene.lexicon);
    let right: Vec<&ActorMention> = scene.actors_in(trigger.tokens.end..clause.end).filter(|m| free(m) && !m.joined).collect();
    let left = subject_before(scene, trigger, clause);
    let near = |m: &&ActorMention| m.tokens.start < trigger.tokens.end + SUBJECT_REACH;
    let counted = |from: usize| scene.numbers.iter().any(|n| n.tokens.start == from || n.core.start == from);
    let first_right = right.first().copied().filter(|m| near(&m));
    // Passive where the letters allow it and only one side is named: «قتل جندي برصاص …», «أصيب 38 شخصا».
    let one_sided = right.len() < 2 && left.is_none();
    let people_counted = counted(trigger.tokens.end);
    let reads_passive = passive
        && (!active
            || frame.consequence && one_sided && first_right.is_none_or(|m| !agent_like(m) || people_counted || frame.counts.is_some())
            || frame.consequence && left.is_some() && right.is_empty() && trigger.pronoun.is_none()
            || people_counted && left.is_none());
    let plural = number != Number::Singular;
    if reads_passive {
        slots.how = "passive";
        let victim = first_right.filter(|_| !plural).or(left);
        if let Some(m) = victim {
            for m in coordinated(scene, m, clause.end) {
                slots.put(frame.object, frame.type_, m.clone());
            }
        }
        return;
    }
    let (subject, object) = match (left, first_right) {
        (Some(l), r) if plural || r.is_none() || subject_first(scene, trigger, l) => (Some(l), r),
        (l, Some(r)) => {
            let second = right.get(1).copied();
            // One name after a transitive verb whose subject was named before it.
            if l.is_some() && second.is_none() && !agent_like(r) { (l, Some(r)) } else { (Some(r), second) }
        }
        (l, None) => (l, None),
    };
    slots.how = if left.is_some() && subject.map(|s| s.tokens.start) == left.map(|l| l.tokens.start) { "svo" } else { "vso" };
    if let Some(s) = subject {
        for m in coordinated(scene, s, if s.tokens.start < trigger.tokens.start { trigger.tokens.start } else { clause.end }) {
            slots.put(frame.subject, frame.type_, m.clone());
        }
    }
    if let Some(o) = object {
        for m in coordinated(scene, o, clause.end) {
            slots.put(frame.object, frame.type_, m.clone());
        }
    }
}

/// Whether somebody looks like a doer rather than a victim.
fn agent_like(m: &ActorMention) -> bool {
    m.armed() || matches!(m.sector, Some(Sector::Gov | Sector::Igo | Sector::Ngo | Sector::Leg | Sector::Pty | Sector::Jud)) || m.person
}

/// The subject before its verb: «قوات النظام قصفت», «الغارات التي شنتها …», «داعش الذي هاجم».
fn subject_before<'s>(scene: &'s Scene<'_>, trigger: &Trigger, clause: &Range<usize>) -> Option<&'s ActorMention> {
    let candidates: Vec<&ActorMention> = scene
        .actors_in(clause.start..trigger.tokens.start)
        .filter(|m| free(m) || m.tokens.end + 1 >= trigger.tokens.start && relative_before(scene, trigger))
        .collect();
    let m = *candidates
        .iter()
        .find(|m| m.tokens.start <= clause.start + 1)
        .or_else(|| candidates.iter().rev().find(|m| trigger.tokens.start - m.tokens.end <= 3))?;
    let other_verb = (m.tokens.end..trigger.tokens.start).any(|i| {
        scene.words[i].verb.is_some() && scene.is_verb(i) && !scene.words[i - 1].function.is_some_and(|f| f.relative)
    });
    (!other_verb).then_some(m)
}

fn relative_before(scene: &Scene<'_>, trigger: &Trigger) -> bool {
    trigger.tokens.start > 0 && scene.words[trigger.tokens.start - 1].function.is_some_and(|f| f.relative)
}

/// Whether a clause clearly opens with its subject.
fn subject_first(scene: &Scene<'_>, trigger: &Trigger, subject: &ActorMention) -> bool {
    let gap = subject.tokens.end..trigger.tokens.start;
    gap.len() <= 2 || relative_before(scene, trigger)
}

fn noun(scene: &Scene<'_>, trigger: &Trigger, clause: &Range<usize>, participle: Option<NominalKind>, slots: &mut Slots) {
    let frame = trigger.frame(scene.lexicon);
    let mut at = trigger.tokens.end;
    slots.how = "noun";
    if participle == Some(NominalKind::PassiveParticiple) {
        // «المدعومة من», «المحاصر من قبل»: the noun before it is done to.
        if let Some(m) = scene.actors_in(clause.start..trigger.tokens.start).next_back().filter(|m| trigger.tokens.start - m.tokens.end <= 1) {
            slots.put(Role::Recipient, frame.type_, m.clone());
        }
        if scene.bare(at) == "من" {
            if let Some(m) = scene.actors_in(at + 1..clause.end).next().filter(|m| m.tokens.start <= at + 2) {
                slots.put(Role::Actor, frame.type_, m.clone());
            }
        }
        return;
    }
    if participle == Some(NominalKind::ActiveParticiple) {
        if let Some(m) = subject_before(scene, trigger, clause) {
            slots.put(frame.subject, frame.type_, m.clone());
        }
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
        m.tokens.start <= skip + 2 && (skip..m.tokens.start).all(|i| {
            scene.words[i].function.is_none() && scene.words[i].verb.as_ref().is_none_or(|v| v.noun_too) && scene.text.tokens()[i].kind == TokenKind::Arabic
        })
    };
    if let Some(m) = scene.actors_in(at..clause.end).next().filter(|m| chain(m) && free(m) && !m.joined) {
        for m in coordinated(scene, m, clause.end) {
            slots.put(frame.genitive, frame.type_, m.clone());
        }
        if slots.how == "noun" {
            slots.how = "noun-genitive";
        }
    }
    light_verb(scene, trigger, clause, slots);
    relative_doer(scene, trigger, at, clause, slots);
}

/// Whether the word at `at` can be an adjective of the trigger.
fn adjective_like(scene: &Scene<'_>, trigger: &Trigger, at: usize) -> bool {
    let word = scene.fold(at);
    let definite = matches!(trigger.form, Form::Noun { definite: true, .. });
    let ends = ["يه", "ي", "ه", "يا", "ين", "ان"].iter().any(|e| word.ends_with(e));
    ends && definite == word.starts_with("ال") && scene.words[at].verb.is_none() && !word.starts_with('و')
}

/// A country named only by an adjective, as the doer of an act.
fn nation(scene: &Scene<'_>, at: usize, country: String, type_: EventType) -> ActorMention {
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
fn light_verb(scene: &Scene<'_>, trigger: &Trigger, clause: &Range<usize>, slots: &mut Slots) {
    let frame = trigger.frame(scene.lexicon);
    let from = trigger.tokens.start.saturating_sub(LIGHT_REACH).max(clause.start);
    for i in (from..trigger.tokens.start).rev() {
        let Some(verb) = scene.words[i].verb.as_ref().filter(|_| scene.is_verb(i)) else { continue };
        let Some(light) = verb.readings.iter().find_map(|r| scene.lexicon.cues.light.get(&r.verb)) else { return };
        let between = scene.actors_in(i + 1..trigger.tokens.start).find(|m| free(m));
        let before = || {
            scene.actors_in(clause.start..i).filter(|m| free(m)).next_back().filter(|m| i - m.tokens.end <= 3)
        };
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
            Light::Occur | Light::Result => {}
        }
        return;
    }
}

/// «الهجوم الذي شنه التنظيم», «غارات نفذتها الطائرات»: the subject of a light verb right after the noun.
fn relative_doer(scene: &Scene<'_>, trigger: &Trigger, at: usize, clause: &Range<usize>, slots: &mut Slots) {
    let frame = trigger.frame(scene.lexicon);
    let mut i = at;
    if scene.words.get(i).and_then(|w| w.function).is_some_and(|f| f.relative) {
        i += 1;
    }
    let Some(verb) = scene.words.get(i).and_then(|w| w.verb.as_ref()) else { return };
    if verb.split.pronoun.is_none() || !verb.readings.iter().any(|r| scene.lexicon.cues.light.get(&r.verb) == Some(&Light::Agent)) {
        return;
    }
    if let Some(m) = scene.actors_in(i + 1..clause.end).find(|m| free(m)).filter(|m| m.tokens.start <= i + 3) {
        for m in coordinated(scene, m, clause.end) {
            slots.put(Role::Actor, frame.type_, m.clone());
        }
        slots.how = "relative";
    }
}

/// «على يد …», «من قبل …».
fn by_phrase(scene: &Scene<'_>, trigger: &Trigger, clause: &Range<usize>, slots: &mut Slots) {
    let frame = trigger.frame(scene.lexicon);
    for i in trigger.tokens.end..clause.end {
        let Some(hit) = scene.lexicon.cues.by_phrases.at(scene.text, i).into_iter().next() else { continue };
        if let Some(m) = scene.actors_in(hit.tokens.end..clause.end).next().filter(|m| m.tokens.start <= hit.tokens.end + 1) {
            for m in coordinated(scene, m, clause.end) {
                slots.put(Role::Actor, frame.type_, m.clone());
            }
            // «مقتل مدنيين على يد …»: who stands between is done to.
            return;
        }
    }
}

fn prepositions(scene: &Scene<'_>, trigger: &Trigger, clause: &Range<usize>, slots: &mut Slots) {
    let frame = trigger.frame(scene.lexicon);
    let is = |list: &[String], p: &str| list.iter().any(|w| marsad_text::fold_str(w) == p);
    let mut previous: Option<Role> = None;
    let mut end = trigger.tokens.end;
    for m in scene.actors_in(trigger.tokens.end..clause.end) {
        let role = match m.preposition.as_deref() {
            Some(p) if is(&frame.recipient_preps, p) => Some(Role::Recipient),
            Some(p) if is(&frame.actor_preps, p) => Some(Role::Actor),
            None if m.joined && m.tokens.start - end <= 1 => previous,
            _ => None,
        };
        if let Some(role) = role {
            slots.put(role, frame.type_, m.clone());
        }
        previous = role;
        end = m.tokens.end;
    }
}
