//! Beside a verb: the actor or thing behind it and before it, where its subject can stand.

use marsad_text::TokenKind;

use super::agree::{agrees, fits_gender, plural};
use crate::order;
use crate::scene::Scene;
use crate::words::VerbUse;

/// How far behind its verb a subject may stand, in words.
const AFTER: usize = 8;
/// How far before its verb a subject may stand, in words.
const BEFORE: usize = 16;

/// What the words beside a verb say of its subject.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Beside {
    /// The actor of this number in the scene.
    Actor(usize),
    /// Something that is no actor, from this token on.
    Thing(usize),
    /// Nothing: whoever was spoken of before.
    Nobody,
}

/// The actor behind a verb, past times, amounts and phrases of place.
pub(super) fn after(scene: &Scene<'_>, token: usize, verb: &VerbUse<'_>, end: usize) -> Beside {
    if plural(verb) {
        return Beside::Nobody;
    }
    let mut i = token + 1;
    let stop = end.min(token + 1 + AFTER);
    while i < stop {
        if let Some(k) = scene.actor_at(i) {
            let m = &scene.actors[k];
            if m.preposition.is_none() && !m.joined {
                return if agrees(m, scene, verb, true) { Beside::Actor(k) } else { Beside::Thing(i) };
            }
            if m.joined {
                return Beside::Nobody;
            }
            i = m.tokens.end;
            continue;
        }
        if let Some(next) = skip(scene, i) {
            // «قتل 3 من …»: those counted, by whomever.
            if i == token + 1 && next < stop && scene.bare(next) == "من" {
                return Beside::Nobody;
            }
            i = next;
            continue;
        }
        if i > token + 1 && scene.fold(i).starts_with('و') && scene.words[i].function.is_none() {
            return Beside::Nobody;
        }
        let mark = scene.text.tokens()[i].mark;
        if mark.is_some() {
            if matches!(mark, Some('"' | '«' | '“' | '-' | '(' | ')' | '»' | '”')) {
                i += 1;
                continue;
            }
            return Beside::Nobody;
        }
        match scene.words[i].function {
            Some(f) if f.preposition && !f.particle => i = phrase_end(scene, i + 1),
            Some(f) if f.particle || f.demonstrative || f.negation => i += 1,
            Some(_) => return Beside::Nobody,
            None if scene.words[i].verb.is_some() && scene.is_verb(i) => return Beside::Nobody,
            None if with_preposition(scene, i) => i = phrase_end(scene, i),
            None => return Beside::Thing(i),
        }
    }
    Beside::Nobody
}

/// Where the noun behind a preposition ends, with whoever stands in the genitive to it: «في جرائم الحوثيين».
pub(super) fn phrase_end(scene: &Scene<'_>, noun: usize) -> usize {
    if let Some(end) = skip(scene, noun) {
        return end;
    }
    let whole = |k: usize| match scene.actor_at(scene.actors[k].tokens.end) {
        Some(n) if scene.actors[n].person => scene.actors[n].tokens.end,
        _ => scene.actors[k].tokens.end,
    };
    if let Some(k) = scene.actor_at(noun) {
        return whole(k);
    }
    let mut next = noun + 1;
    let article =
        ["ال", "بال", "لل", "كال"].iter().any(|p| noun < scene.words.len() && scene.fold(noun).starts_with(p));
    if article || next >= scene.words.len() {
        return next;
    }
    match scene.actor_at(next) {
        Some(k) if scene.actors[k].preposition.is_none() && !scene.actors[k].joined => whole(k),
        _ if scene.fold(next).starts_with("ال") && scene.words[next].function.is_none() => next + 1,
        _ => {
            // «إلى تحرك دولي عاجل»: its adjectives.
            while next < (noun + 3).min(scene.words.len())
                && scene.text.tokens()[next].kind == TokenKind::Arabic
                && scene.words[next].function.is_none()
                && scene.words[next].verb.is_none()
                && !scene.fold(next).starts_with("ال")
                && !scene.fold(next).ends_with('ا')
                && scene.actor_at(next).is_none()
            {
                next += 1;
            }
            next
        }
    }
}

/// Whether an actor before a verb begins its clause and nothing but particles and adjectives stands between them.
pub(super) fn topic(scene: &Scene<'_>, a: usize, token: usize, start: usize) -> bool {
    let m = &scene.actors[a];
    let from = crate::amounts::amount_start(scene, m.tokens.start, m.preposition.as_deref());
    let near = (m.tokens.end..token).all(|i| {
        scene.words[i].function.is_some_and(|f| f.particle || f.negation)
            || describes(scene, i)
            || scene.text.tokens()[i].mark.is_some()
    });
    // «خلية خططت»: a noun without the article right before a verb is what the verb speaks of.
    let vague = m.tokens.end == token
        && m.id.is_none()
        && !m.person
        && !(m.tokens.start..m.tokens.end).any(|i| scene.fold(i).starts_with("ال"));
    let opens = vague
        || from == start
        || m.joined
        || scene.parts_clauses(from - 1)
        || scene.words[from - 1].function.is_some_and(|f| f.content || f.subordinator || f.particle || f.conjunction);
    near && opens
}

/// Whether the word at `i` is an adjective with the article of an actor right before it: «الحشد الشعبي العراقي».
fn describes(scene: &Scene<'_>, i: usize) -> bool {
    scene.actor_ending(i).is_some()
        && (crate::actors::adjective_country(scene, i).is_some()
            || scene.fold(i).starts_with("ال") && ["ي", "يه", "ين", "ون"].iter().any(|e| scene.fold(i).ends_with(e)))
}

/// Where a time, an amount or a place that begins at `i` ends.
fn skip(scene: &Scene<'_>, i: usize) -> Option<usize> {
    let time = order::starting(&scene.times, i).map(|t| t.tokens.end);
    let number = || order::starting(&scene.numbers, i).map(|n| n.tokens.end);
    let place = || scene.places_in(i..scene.words.len()).next().filter(|p| p.tokens.start == i).map(|p| p.tokens.end);
    time.or_else(number).or_else(place).filter(|&e| e > i)
}

/// Whether a preposition is joined to the word at `i`: «بشدة», «للمرة», «بتسليح».
pub(crate) fn with_preposition(scene: &Scene<'_>, i: usize) -> bool {
    let word = scene.fold(i);
    if ["بال", "لل", "كال", "وبال", "ولل"].iter().any(|p| word.starts_with(p))
        || word.starts_with('ب') && word.ends_with('ه')
    {
        return true;
    }
    let Some(rest) = word.strip_prefix(['ب', 'ل']).filter(|r| r.chars().count() >= 2) else { return false };
    let lexicon = scene.lexicon;
    !lexicon.verbs.nominal(rest).is_empty()
        || lexicon.frames.by_noun.contains_key(rest)
        || lexicon.entities.heads.has(rest)
}

/// The actor before a verb in its clause, or the one that its relative hangs on.
pub(super) fn before(scene: &Scene<'_>, token: usize, verb: &VerbUse<'_>, start: usize) -> Beside {
    let mut i = token;
    let stop = start.max(token.saturating_sub(BEFORE));
    let mut things = 0;
    while i > stop {
        let b = i - 1;
        if let Some(k) = scene.actor_ending(i) {
            let m = &scene.actors[k];
            if m.preposition.is_none() && agrees(m, scene, verb, false) {
                return Beside::Actor(k);
            }
            i = m.tokens.start;
            continue;
        }
        if scene.words[b].function.is_some_and(|f| f.relative) {
            if verb.split.pronoun.is_some() {
                return Beside::Nobody;
            }
            return antecedent(scene, b, verb).map_or(Beside::Thing(b), Beside::Actor);
        }
        let mark = scene.text.tokens()[b].mark;
        if mark.is_some() {
            if matches!(mark, Some('"' | '«' | '“' | '-' | '(' | ')' | '»' | '”' | '،' | ',')) {
                i = b;
                continue;
            }
            return Beside::Nobody;
        }
        if order::on(&scene.times, b).is_some() || order::on(&scene.numbers, b).is_some() {
            i = b;
            continue;
        }
        match scene.words[b].function {
            // «إن وحدة خاصة اغتالت»: what «إن» opens begins with its subject.
            Some(f) if f.content && things > 0 && !points_back(scene, b) && scene.words[b + 1].function.is_none() => {
                return Beside::Thing(b + 1);
            }
            Some(f) if f.content || f.subordinator || f.conjunction => return Beside::Nobody,
            Some(_) => i = b,
            None if scene.words[b].verb.is_some() && scene.is_verb(b) => return Beside::Nobody,
            None => {
                // The noun right before the verb is its subject: «غارة استهدفت».
                things += 1;
                if describes(scene, b) {
                    i = b;
                    continue;
                }
                if i == token && !with_preposition(scene, b) && scene.places_in(b..i).next().is_none() {
                    // «يقود سيارة ملغومة فجر …»: the object of a verb before, of the other gender.
                    if !fits_gender(scene, b, verb) {
                        return Beside::Nobody;
                    }
                    return Beside::Thing(opened(scene, b, start).unwrap_or(b));
                }
                if things > 6 {
                    return Beside::Nobody;
                }
                i = b;
            }
        }
    }
    Beside::Nobody
}

/// Whether the word at `i` opens what is said and points back at somebody: «أنه», «بأنها».
pub(super) fn points_back(scene: &Scene<'_>, i: usize) -> bool {
    ["ه", "ها", "هم", "هما"].iter().any(|e| scene.fold(i).ends_with(e))
}

/// Where the nouns that end at `noun` begin behind an «أن» or «إن».
pub(super) fn opened(scene: &Scene<'_>, noun: usize, start: usize) -> Option<usize> {
    let first = (start.max(noun.saturating_sub(4))..=noun)
        .rev()
        .take_while(|&i| scene.words[i].function.is_none() && scene.text.tokens()[i].kind == TokenKind::Arabic)
        .last()?;
    let before = first.checked_sub(1)?;
    (scene.words[before].function.is_some_and(|f| f.content) && !points_back(scene, before)).then_some(first)
}

/// The actor that a relative at `b` hangs on, past its adjectives.
fn antecedent(scene: &Scene<'_>, b: usize, verb: &VerbUse<'_>) -> Option<usize> {
    (b.saturating_sub(3)..=b)
        .rev()
        .take_while(|&e| {
            e == b
                || scene.words[e].function.is_none()
                    && scene.text.tokens()[e].mark.is_none_or(|m| matches!(m, '"' | '»' | '”' | '،'))
        })
        .find_map(|e| scene.actor_ending(e))
        .filter(|&k| agrees(&scene.actors[k], scene, verb, false))
}
