//! Whether what a frame asks for stands near its trigger: its subject, what follows it, what is around it.

use std::ops::Range;

use marsad_lexicon::{Frame, Near, NearKind};
use marsad_model::{PlaceKind, Sector};
use marsad_text::TokenKind;
use marsad_text::splits;

use crate::scene::Scene;

/// Words before and after a trigger in which `needs` are looked for.
const AROUND: (usize, usize) = (4, 5);
/// Words after a trigger in which what it is done to is looked for.
const AFTER: usize = 8;
/// Words after a verb, and before it, in which its subject is looked for.
const SUBJECT: (usize, usize) = (6, 8);
/// Words before a trigger in which what its pronoun points back at is looked for.
const BACK: usize = 12;

/// Words before a trigger in which `not_near` are looked for.
const NOT_NEAR: usize = 4;

/// Whether a frame's `needs`, `after` and `subjects` are there and its `not_near` are not.
pub(crate) fn holds(scene: &Scene<'_>, frame: &Frame, tokens: &Range<usize>) -> bool {
    let sentence = scene.sentence(tokens.start).tokens.clone();
    let lists = &frame.near;
    if !lists.not_near.is_empty() {
        let from = (sentence.start..tokens.start).rev().take(NOT_NEAR).find(|&i| scene.parts_clauses(i));
        let from = from.map_or_else(|| tokens.start.saturating_sub(NOT_NEAR).max(sentence.start), |i| i + 1);
        if any(scene, &lists.not_near, from..tokens.start, false) {
            return false;
        }
    }
    if !lists.needs.is_empty() {
        let before = tokens.start.saturating_sub(AROUND.0).max(sentence.start)..tokens.start;
        let after = tokens.end..(tokens.end + AROUND.1).min(sentence.end).max(tokens.end);
        if !any(scene, &lists.needs, before, false) && !any(scene, &lists.needs, after, false) {
            return false;
        }
    }
    if !lists.after.is_empty() && !followed(scene, &lists.after, tokens, &sentence) {
        return false;
    }
    lists.subjects.is_empty() || done_by(scene, &lists.subjects, tokens, &sentence)
}

/// Whether a stretch has a word or mention of a list; `joined`: also words that something is joined to.
fn any(scene: &Scene<'_>, near: &Near, range: Range<usize>, joined: bool) -> bool {
    let over = |tokens: &Range<usize>| tokens.start < range.end && tokens.end > range.start;
    let has = |i: usize| match joined {
        true => near.has(scene.fold(i), scene.text.word(i).ends_with('ة')),
        false => near.has_word(scene.fold(i)),
    };
    range.clone().any(|i| scene.text.tokens()[i].kind == TokenKind::Arabic && has(i))
        || range.clone().skip(1).any(|i| near.has_pair(scene.fold(i - 1), scene.fold(i)))
        || near.kinds.iter().any(|kind| match kind {
            NearKind::Armed => scene.actors.iter().any(|a| over(&a.tokens) && a.armed() && !a.state),
            NearKind::Civil => scene.actors.iter().any(|a| {
                over(&a.tokens) && (a.kind == "population" || matches!(a.sector, Some(Sector::Cvl | Sector::Ref)))
            }),
            NearKind::Number => scene.numbers.iter().any(|n| over(&n.tokens)),
            NearKind::Place => scene.places.iter().any(|p| over(&p.tokens)),
            NearKind::Ground => scene.places.iter().any(|p| {
                over(&p.tokens)
                    && p.kind != Some(PlaceKind::Country)
                    && p.preposition.as_deref().is_none_or(|p| matches!(p, "علي" | "الي"))
            }),
        })
}

/// Whether a list is met behind a trigger in its clause; by the words before it where a pronoun points back at them.
fn followed(scene: &Scene<'_>, near: &Near, tokens: &Range<usize>, sentence: &Range<usize>) -> bool {
    // Letters right behind a verb that could be a verb and a noun are its noun.
    let other = |i: usize| {
        scene.is_verb(i) && (i > tokens.end || scene.words[i].verb.as_ref().is_some_and(|v| !v.noun_too))
    };
    let end = (tokens.end..sentence.end)
        .take(AFTER)
        .find(|&i| stops(scene, i) || other(i))
        .unwrap_or_else(|| (tokens.end + AFTER).min(sentence.end));
    if any(scene, near, tokens.end..end.max(tokens.end), true) {
        return true;
    }
    let last = tokens.end - 1;
    let pronoun = scene.words[last].verb.as_ref().map_or_else(
        || {
            !scene.text.word(last).ends_with('ة')
                && splits(scene.fold(last))
                    .any(|s| s.pronoun.is_some_and(|p| matches!(p, "ه" | "ها" | "هم" | "هما" | "هن")))
        },
        |v| v.split.pronoun.is_some(),
    );
    pronoun && any(scene, near, tokens.start.saturating_sub(BACK).max(sentence.start)..tokens.start, true)
}

/// Whether the subject of a trigger is on a list: behind it up to the first preposition, else before it.
fn done_by(scene: &Scene<'_>, near: &Near, tokens: &Range<usize>, sentence: &Range<usize>) -> bool {
    let end = (tokens.end..sentence.end)
        .take(SUBJECT.0)
        .find(|&i| stops(scene, i) || scene.is_preposition(i) || scene.is_verb(i))
        .unwrap_or_else(|| (tokens.end + SUBJECT.0).min(sentence.end));
    if any(scene, near, tokens.end..end.max(tokens.end), true) {
        return true;
    }
    if scene.words[tokens.start].verb.is_none() {
        return false;
    }
    let start = (sentence.start..tokens.start)
        .rev()
        .take(SUBJECT.1)
        .find(|&i| {
            let relative = scene.words[i].function.is_some_and(|f| f.relative);
            !relative && (stops(scene, i) || i + 1 < tokens.start && scene.is_verb(i))
        })
        .map_or_else(|| tokens.start.saturating_sub(SUBJECT.1).max(sentence.start), |i| i + 1);
    any(scene, near, start..tokens.start, true)
}

/// Whether a clause ends at token `i`: at a mark other than quotation marks, or a word that opens another.
fn stops(scene: &Scene<'_>, i: usize) -> bool {
    let quotes = matches!(scene.text.tokens()[i].mark, Some('«' | '»' | '"' | '“' | '”'));
    scene.parts_clauses(i) && !quotes || scene.opens_clause(i) || scene.words[i].function.is_some_and(|f| f.relative)
}
