//! Those whose things are struck: «مواقع لداعش», «آخر حصون الميليشيا», «مركبات الفلسطينيين».

use std::ops::Range;

use marsad_lexicon::{Light, Role};
use marsad_model::EventType;
use marsad_text::TokenKind;
use marsad_text::arabic::conjugate::NominalKind;
use marsad_text::arabic::number::NumberLexicon;

use super::Slots;
use super::verb::{apposed, coordinated};
use crate::order;
use crate::scene::{ActorMention, Scene};
use crate::triggers::{Form, Trigger};

/// The most words between an act and the owner of what it struck.
const WORDS: usize = 9;
/// The most words between an act and a verb that says at whom it was aimed.
const AIMED: usize = 18;

/// «هجوم استهدف جنودا», «استهدفت غارة دورية», «كمينا مركبا …، استهدف قافلة»: at whom a verb beside an act says it was aimed.
pub(super) fn aimed(scene: &Scene<'_>, trigger: &Trigger, slots: &mut Slots) {
    let frame = trigger.frame(scene.lexicon);
    if !slots.recipients.is_empty()
        || frame.type_.is_speech_act()
        || frame.consequence
        || !matches!(trigger.form, Form::Noun { participle: None, .. })
    {
        return;
    }
    let sentence = scene.sentence(trigger.tokens.start).tokens.clone();
    let aims = |i: usize| {
        scene.words[i].verb.as_ref().is_some_and(|v| {
            v.split.pronoun.is_none()
                && v.readings.iter().any(|r| scene.lexicon.cues.light.get(&r.verb) == Some(&Light::Aim))
        })
    };
    let before =
        trigger.tokens.start.checked_sub(1).filter(|&b| b >= sentence.start && aims(b)).map(|_| trigger.tokens.end);
    let after = || {
        let mut verbs = (trigger.tokens.end..sentence.end.min(trigger.tokens.end + AIMED))
            .take_while(|&i| !scene.opens_clause(i) && !scene.lexicon.cues.contrasts.begins(scene, i))
            .filter(|&i| {
                let pronoun = scene.words[i].verb.as_ref().is_some_and(|v| v.split.pronoun.is_some());
                scene.words[i].verb.is_some() && (aims(i) || pronoun || scene.is_verb(i))
            });
        verbs.next().filter(|&i| aims(i)).map(|i| i + 1)
    };
    let Some(from) = before.or_else(after) else { return };
    let end = (from..sentence.end)
        .find(|&i| {
            scene.words[i].function.is_some_and(|f| f.relative || f.subordinator)
                || matches!(scene.text.tokens()[i].mark, Some('،' | ',' | '؛' | '.'))
                || scene.words[i].verb.is_some() && scene.is_verb(i)
        })
        .unwrap_or(sentence.end);
    let first = scene.actors_in(from..end).find(|m| !slots.actors.iter().any(|a| a.span.overlaps(m.span)));
    let first = first.filter(|m| {
        matches!(m.preposition.as_deref(), None | Some("ل")) && !m.joined && m.tokens.start <= from + WORDS
    });
    if let Some(m) = first {
        let limit = sentence.end.min(m.tokens.end + AIMED);
        for m in coordinated(scene, apposed(scene, m), limit) {
            slots.put(Role::Recipient, frame.type_, m.clone());
        }
    }
}

/// The owner of the object of an act that names no other recipient.
pub(super) fn owned_object(scene: &Scene<'_>, trigger: &Trigger, clause: &Range<usize>, slots: &mut Slots) {
    let frame = trigger.frame(scene.lexicon);
    if !slots.recipients.is_empty() || !matches!(frame.type_, EventType::Assault | EventType::Coerce) {
        return;
    }
    let from = match trigger.form {
        Form::Noun { participle: Some(NominalKind::PassiveParticiple), .. } => return,
        Form::Noun { .. } if frame.genitive == Role::None || frame.consequence => return,
        Form::Verb { .. } if frame.object == Role::None && frame.type_ == EventType::Assault || frame.consequence => {
            return;
        }
        _ => slots
            .actors
            .iter()
            .map(|a| a.tokens.end)
            .filter(|&e| e > trigger.tokens.end && e < clause.end)
            .max()
            .unwrap_or(trigger.tokens.end),
    };
    // «قصفت بقذائف الهاون مقرا للقيادة»: a noun in the accusative is the object, wherever it stands.
    let object = || {
        (from..clause.end)
            .take_while(|&i| !scene.is_verb(i) && !scene.words[i].function.is_some_and(|f| f.relative))
            .find(|&i| accusative(scene, i))
    };
    let found = owner(scene, from, clause.end, slots).or_else(|| owner(scene, object()?, clause.end, slots));
    if let Some(m) = found {
        for m in coordinated(scene, m, clause.end) {
            slots.put(Role::Recipient, frame.type_, m.clone());
        }
    }
}

/// Whether the word at `i` is written as a noun without the article in the accusative: «مقرا», «قافلةً».
pub(crate) fn accusative(scene: &Scene<'_>, i: usize) -> bool {
    let word = scene.text.word(i);
    let written = word.ends_with("اً") || word.ends_with("ًا") || word.ends_with("ةً");
    // Without the sign the alef alone, where the word without it is one that the lists know.
    let bare = || {
        scene.fold(i).strip_suffix('ا').is_some_and(|s| {
            let head = scene.lexicon.gazetteer.heads.has(s) || scene.lexicon.entities.heads.has(s);
            head || NumberLexicon::builtin().countable(s).is_some()
        })
    };
    (written || bare())
        && scene.words[i].function.is_none()
        && !scene.fold(i).starts_with("ال")
        && order::on(&scene.times, i).is_none()
        && order::on(&scene.numbers, i).is_none()
}

/// The first actor behind plain nouns, as their genitive or by «ل».
fn owner<'s>(scene: &'s Scene<'_>, from: usize, end: usize, slots: &Slots) -> Option<&'s ActorMention> {
    let (mut i, mut nouns) = (from, 0);
    while i < end && i < from + WORDS {
        if let Some(k) = scene.actor_at(i) {
            let m = &scene.actors[k];
            let fits = nouns > 0 && !m.joined && matches!(m.preposition.as_deref(), None | Some("ل"));
            return (fits && !slots.actors.iter().any(|a| a.span.overlaps(m.span))).then_some(m);
        }
        if let Some(p) = scene.places_in(i..end).next().filter(|p| p.tokens.start == i) {
            (i, nouns) = (p.tokens.end, nouns + 1);
            continue;
        }
        let time = order::starting(&scene.times, i).map(|t| t.tokens.end);
        if let Some(end) = time.or_else(|| order::starting(&scene.numbers, i).map(|n| n.tokens.end)).filter(|&e| e > i)
        {
            i = end;
            continue;
        }
        if scene.text.tokens()[i].kind != TokenKind::Arabic {
            let aside = nouns == 0 && matches!(scene.text.tokens()[i].mark, Some('(' | ')' | '-' | '،' | ','));
            if !aside && scene.text.tokens()[i].mark.is_some_and(|m| !matches!(m, '"' | '«' | '»' | '“' | '”')) {
                return None;
            }
            i += 1;
            continue;
        }
        let word = &scene.words[i];
        let over =
            word.function.is_some_and(|f| !f.demonstrative && !scene.lexicon.cues.quantifiers.contains(scene.bare(i)))
                || word.verb.is_some() && scene.is_verb(i);
        if over || scene.fold(i).starts_with('ب') && nouns > 0 && scene.fold(i).starts_with("بال") {
            return None;
        }
        nouns += 1;
        i += 1;
    }
    None
}

/// The preposition that the nouns before a mention hang on: «على مواقع داعش», «باتجاه مناطق للجيش».
pub(crate) fn chain_preposition(scene: &Scene<'_>, trigger: &Trigger, m: &ActorMention) -> Option<String> {
    if !matches!(m.preposition.as_deref(), None | Some("ل")) || m.joined {
        return None;
    }
    let stop = trigger.tokens.end.max(m.tokens.start.saturating_sub(WORDS));
    let mut i = m.tokens.start;
    // Only a noun without the article has another in the genitive: «في المقام الأول المدنيين».
    if m.preposition.is_none()
        && i > stop
        && scene.fold(i - 1).starts_with("ال")
        && scene.places_in(stop..i).next_back().is_none_or(|p| p.tokens.end != i)
    {
        return None;
    }
    while i > stop {
        let b = i - 1;
        if scene.is_preposition(b) && !scene.lexicon.cues.quantifiers.contains(scene.bare(b)) {
            return (b + 1 < m.tokens.start).then(|| scene.bare(b).to_owned());
        }
        let word = &scene.words[b];
        let mark = scene.text.tokens()[b].mark;
        if mark.is_some_and(|c| !matches!(c, '"' | '«' | '»' | '“' | '”'))
            || word.function.is_some_and(|f| !f.demonstrative && !f.preposition)
            || word.verb.is_some() && scene.is_verb(b)
            || scene.actor_ending(i).is_some()
        {
            return None;
        }
        if b + 1 < m.tokens.start && crate::subjects::with_preposition(scene, b)
            || scene.fold(b).starts_with('ب') && crate::subjects::with_preposition(scene, b)
        {
            return scene.fold(b).chars().find(|c| matches!(c, 'ل' | 'ب' | 'ك')).map(|c| c.to_string());
        }
        i = b;
    }
    None
}
