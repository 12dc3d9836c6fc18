//! Those done to: joined pronouns, and objects that no list knows.

use std::ops::Range;

use marsad_lexicon::{Role, without_article};
use marsad_model::{EventType, Sector, Span};
use marsad_text::TokenKind;
use marsad_text::arabic::number::{Countable, NumberLexicon};

use super::Slots;
use super::verb::relative_before;
use crate::actors::adjective_country;
use crate::order;
use crate::pronouns::{agrees, antecedent};
use crate::scene::{ActorMention, Scene};
use crate::subjects::{Subject, Subjects};
use crate::triggers::{Form, Trigger};

/// How far behind an act the preposition of those struck may stand, in words.
const AGAINST: usize = 6;
/// The most things in a row.
const ROW: usize = 4;

/// «اعتقاله», «هجومهم», «اتهمته»: the pronoun is the object of a verb, and the doer or the done-to of a noun.
pub(super) fn joined_pronoun(scene: &Scene<'_>, trigger: &Trigger, subjects: &Subjects, slots: &mut Slots) {
    let Some(pronoun) = trigger.pronoun.as_deref() else { return };
    let frame = trigger.frame(scene.lexicon);
    // «جددت الطائرات غاراتها»: the doer of the verb before whoever stands nearer.
    let owner = subjects
        .last_verb(scene.sentence(trigger.tokens.start).tokens.start..trigger.tokens.start)
        .and_then(|v| match subjects.of(scene, v) {
            Subject::Actor(m) => Some(m),
            _ => None,
        })
        .filter(|m| {
            matches!(trigger.form, Form::Noun { .. }) && frame.genitive != Role::Recipient && agrees(scene, pronoun, m)
        });
    let Some(m) = owner.or_else(|| antecedent(scene, pronoun, trigger.tokens.start)) else { return };
    let role = match trigger.form {
        // «الغارة التي شنتها», «المدينة التي قصفتها»: the pronoun goes back to what the clause hangs on.
        Form::Verb { .. } if relative_before(scene, trigger) => {
            // «حركة حزم التي تدعمها واشنطن».
            let before = scene.actor_ending(trigger.tokens.start - 1).map(|k| scene.actors[k].clone());
            if let Some(m) = before.filter(|m| agrees(scene, pronoun, m)) {
                slots.put(frame.object, frame.type_, m);
            }
            return;
        }
        Form::Verb { .. } => frame.object,
        Form::Noun { participle: None, .. } => frame.genitive,
        Form::Noun { .. } => return,
    };
    slots.put(role, frame.type_, m.clone());
}

/// What is done to something that no list knows: «إحراق مساجد», «تدمير ممتلكات فلسطينية», «استهدف عربة عسكرية».
pub(super) fn object_phrase(scene: &Scene<'_>, trigger: &Trigger, clause: &Range<usize>, slots: &mut Slots) {
    let frame = trigger.frame(scene.lexicon);
    if !slots.recipients.is_empty()
        || trigger.pronoun.is_some()
        || trigger.pattern == "phrase"
        || frame.type_ != EventType::Assault && frame.type_ != EventType::Coerce
    {
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
            && order::on(&scene.times, i).is_none()
            && !scene.places.iter().any(|p| p.tokens.contains(&i))
            && order::on(&scene.numbers, i).is_none()
    };
    // «بداخله», «وأعمال»: something joined before it makes it no bare object.
    let joined = scene.fold(from).starts_with(['ب', 'ل', 'ك', 'و', 'ف'])
        && NumberLexicon::builtin().countable(scene.fold(from)).is_none();
    if !plain(from)
        || joined
        || scene.lexicon.cues.generic.contains(scene.fold(from))
        || scene.lexicon.cues.losses.begins(scene, from)
    {
        return;
    }
    let mut end = from + 1;
    while end < from + 4 && plain(end) && adjective_of(scene, from, end) {
        end += 1;
    }
    slots.recipients.push(unlisted(scene, from..end));
}

/// Those struck under a noun that no list knows, behind a preposition that says against whom: «ضد أهداف حكومية»,
/// «بحق الطواقم الصحفية»; behind others only with the nation they are of.
pub(super) fn against(scene: &Scene<'_>, trigger: &Trigger, clause: &Range<usize>, slots: &mut Slots) {
    let frame = trigger.frame(scene.lexicon);
    if !slots.recipients.is_empty() || frame.type_ != EventType::Assault || !matches!(trigger.form, Form::Noun { .. }) {
        return;
    }
    let lists = |p: &str| frame.recipient_preps.iter().any(|w| w == p);
    let at = (trigger.tokens.end..clause.end.min(trigger.tokens.end + AGAINST))
        .take_while(|&i| !scene.parts_clauses(i) && !scene.is_verb(i))
        .find(|&i| scene.is_preposition(i) && lists(scene.bare(i)));
    let Some(at) = at else { return };
    let from = at + 1;
    let noun = from < clause.end
        && scene.text.tokens()[from].kind == TokenKind::Arabic
        && scene.words[from].function.is_none()
        && scene.actor_at(from).is_none()
        && scene.places_in(from..clause.end).next().is_none_or(|p| p.tokens.start > from)
        && !scene.lexicon.cues.generic.contains(scene.fold(from))
        && order::on(&scene.numbers, from).is_none();
    if !noun {
        return;
    }
    let mut end = from + 1;
    while end < clause.end && end < from + 4 && adjective_of(scene, from, end) && scene.words[end].function.is_none() {
        end += 1;
    }
    let sharp = scene.lexicon.cues.against.contains(scene.bare(at));
    let nation = (from + 1..end).any(|i| adjective_country(scene, i).is_some());
    if sharp && end > from + 1 || nation {
        slots.recipients.push(unlisted(scene, from..end));
    }
}

/// «إحراق سيارات ومنازل», «استهدفت القرى الجنوبية والبيوت المدنية»: what stands in a row with things that no list knows.
pub(super) fn in_row(scene: &Scene<'_>, trigger: &Trigger, clause: &Range<usize>, slots: &mut Slots) {
    if trigger.frame(scene.lexicon).type_ != EventType::Assault {
        return;
    }
    let Some(last) = slots.recipients.last().filter(|m| m.kind == "object" && m.tokens.start >= trigger.tokens.end)
    else {
        return;
    };
    let definite = scene.fold(last.tokens.start).starts_with("ال");
    let mut from = last.tokens.end;
    for _ in 0..ROW {
        if let Some(k) = scene.actor_at(from).filter(|&k| scene.actors[k].joined && from < clause.end) {
            let m = scene.actors[k].clone();
            from = m.tokens.end;
            slots.put(Role::Recipient, EventType::Assault, m);
            continue;
        }
        let Some(stem) = (from < clause.end).then(|| scene.fold(from)).and_then(|w| w.strip_prefix('و')) else {
            return;
        };
        let frames = &scene.lexicon.frames;
        let bare = without_article(stem);
        let thing = scene.text.tokens()[from].kind == TokenKind::Arabic
            && scene.words[from].function.is_none()
            && scene.words[from].verb.as_ref().is_none_or(|v| v.noun_too)
            && stem.starts_with("ال") == definite
            && !stem.starts_with(['ب', 'ك'])
            && !(frames.by_noun.contains_key(stem) || frames.by_noun.contains_key(bare))
            && scene.lexicon.verbs.nominal(bare).is_empty()
            && !scene.lexicon.cues.generic.contains(stem)
            && scene.places_in(from..clause.end).next().is_none_or(|p| p.tokens.start > from)
            && order::on(&scene.times, from).is_none()
            && order::on(&scene.numbers, from).is_none();
        if !thing {
            return;
        }
        let mut end = from + 1;
        while end < clause.end && end < from + 3 && scene.words[end].function.is_none() {
            let word = scene.fold(end);
            let agrees = ["يه", "ي", "ه", "ين"].iter().any(|e| word.ends_with(e)) && word.starts_with("ال") == definite;
            if !agrees || word.starts_with('و') || scene.actor_at(end).is_some() {
                break;
            }
            end += 1;
        }
        let mut thing = unlisted(scene, from..end);
        thing.span = Span::new(marsad_lexicon::cut_start(scene.text, from, 1), thing.span.end);
        slots.put(Role::Recipient, EventType::Assault, thing);
        from = end;
    }
}

/// Those asked who stand in no list: «طالب الجهات المعنية», «ندعو الجميع», «مطالبة الجماهير الفلسطينية».
pub(super) fn addressed(scene: &Scene<'_>, trigger: &Trigger, clause: &Range<usize>, slots: &mut Slots) {
    let frame = trigger.frame(scene.lexicon);
    if frame.type_ != EventType::Request || frame.object != Role::Recipient || !slots.recipients.is_empty() {
        return;
    }
    if trigger.pattern == "phrase" || trigger.pronoun.is_some() {
        return;
    }
    let mut at = trigger.tokens.end;
    if matches!(trigger.form, Form::Verb { .. })
        && let Some(a) = slots.actors.iter().filter(|a| a.tokens.start >= at).map(|a| a.tokens.end).max()
    {
        at = a;
    }
    let quote = |i: usize| scene.text.tokens().get(i).is_some_and(|t| matches!(t.mark, Some('"' | '«' | '“')));
    let amount = |i: usize| scene.lexicon.cues.quantifiers.contains(scene.bare(i));
    let mut from = at;
    while from < clause.end && (quote(from) || amount(from)) {
        from += 1;
    }
    let word = if from < clause.end { scene.fold(from) } else { return };
    let noun = word.starts_with("ال")
        && scene.words[from].function.is_none()
        && order::on(&scene.times, from).is_none()
        && scene.actor_at(from).is_none();
    if !noun {
        return;
    }
    let mut end = from + 1;
    while end < clause.end && end < from + 3 && scene.fold(end).starts_with("ال") && scene.words[end].function.is_none()
    {
        end += 1;
    }
    slots.recipients.push(unlisted(scene, from..end));
}

/// A mention of somebody or something that no list knows.
pub(super) fn unlisted(scene: &Scene<'_>, tokens: Range<usize>) -> ActorMention {
    let span = scene.text.cover(tokens.start, tokens.end);
    ActorMention {
        span,
        entity: scene.text.slice(span).to_owned(),
        id: None,
        country: (tokens.start + 1..tokens.end).find_map(|i| adjective_country(scene, i)),
        sector: match NumberLexicon::builtin().countable(scene.fold(tokens.start)) {
            Some((Countable::Person, _)) => Some(Sector::Cvl),
            _ => None,
        },
        kind: "object".to_owned(),
        loaded: None,
        joined: false,
        preposition: None,
        person: false,
        state: false,
        tokens,
    }
}

/// Whether the word at `i` is an adjective that agrees with the noun at `noun` in the article.
pub(super) fn adjective_of(scene: &Scene<'_>, noun: usize, i: usize) -> bool {
    let word = scene.fold(i);
    let ends = ["يه", "ي", "ه", "يا", "ين", "ون"].iter().any(|e| word.ends_with(e));
    ends && scene.fold(noun).starts_with("ال") == word.starts_with("ال") && !word.starts_with('و')
}
