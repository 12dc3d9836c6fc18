//! Whether what a frame asks for stands near its trigger: its subject, what follows it, what is around it.

use std::ops::Range;

use marsad_lexicon::{Frame, Listed, Near, NearKind, without_article};
use marsad_model::{PlaceKind, Sector};
use marsad_text::TokenKind;
use marsad_text::splits;

use crate::order;
use crate::scene::Scene;

/// Words before and after a trigger in which `needs` are looked for.
const AROUND: (usize, usize) = (4, 5);
/// Words after a trigger in which what it is done to is looked for.
const AFTER: usize = 12;
/// Words after a verb, and before it, in which its subject is looked for.
const SUBJECT: (usize, usize) = (6, 8);
/// Words that may stand between two commas without ending a clause: «ضبطت، أمس الأحد، شحنة».
const ASIDE: usize = 6;
/// Words before a trigger in which what its pronoun points back at is looked for.
const BACK: usize = 12;

/// Words before a trigger in which `not_near` are looked for.
const NOT_NEAR: usize = 4;

/// Whether a frame's `needs`, `after` and `subjects` are there and its `not_near` are not.
pub(crate) fn holds(scene: &Scene<'_>, frame: &Frame, tokens: &Range<usize>) -> bool {
    let sentence = scene.sentence(tokens.start).tokens.clone();
    let (lists, words) = (&frame.near, &frame.near.words);
    if !lists.not_near.is_empty() {
        let from = (sentence.start..tokens.start).rev().take(NOT_NEAR).find(|&i| scene.parts_clauses(i));
        let from = from.map_or_else(|| tokens.start.saturating_sub(NOT_NEAR).max(sentence.start), |i| i + 1);
        if any(scene, &lists.not_near, from..tokens.start, Cut::Subject) {
            return false;
        }
    }
    if !lists.needs.is_empty() {
        let reach = frame.reach.map_or(AROUND, |r| (r, r));
        let before = tokens.start.saturating_sub(reach.0).max(sentence.start)..tokens.start;
        let after = tokens.end..(tokens.end + reach.1).min(sentence.end).max(tokens.end);
        let joined = |range: &Range<usize>| range.clone().any(|i| listed(scene, i, frame, &words.needs));
        if ![before, after].into_iter().any(|r| joined(&r) || any(scene, &lists.needs, r, Cut::Whole)) {
            return false;
        }
    }
    let earlier = |i: usize| {
        words.not_earlier.has_any(without_article(scene.fold(i))) || listed(scene, i, frame, &words.not_earlier)
    };
    if !words.not_earlier.is_empty() && (sentence.start..tokens.start).any(earlier) {
        return false;
    }
    if !lists.after.is_empty() && !followed(scene, &lists.after, tokens, &sentence) {
        return false;
    }
    lists.subjects.is_empty() || done_by(scene, &lists.subjects, tokens, &sentence)
}

/// Whether token `i` is one of `list` with «و» or «ف» joined in front («وأجرى»), or, where a frame reaches far, «ب» or «ل».
fn listed(scene: &Scene<'_>, i: usize, frame: &Frame, list: &Listed) -> bool {
    splits(scene.fold(i))
        .filter(|s| s.conjunction.is_some() || frame.reach.is_some() && s.preposition.is_some())
        .filter(|s| (s.preposition.is_none() || frame.reach.is_some()) && s.pronoun.is_none() && !s.future)
        .any(|s| list.has(s.stem))
}

/// How a listed word may stand.
#[derive(Clone, Copy, PartialEq)]
enum Cut {
    /// As it is, or with the article.
    Whole,
    /// Also with و, ف or a pronoun.
    Subject,
    /// Also with a preposition.
    Any,
}

/// Whether a stretch has a word or mention of a list.
fn any(scene: &Scene<'_>, near: &Near, range: Range<usize>, cut: Cut) -> bool {
    let has = |i: usize| match cut {
        Cut::Whole => near.has_word(scene.fold(i)),
        _ => near.has(scene.fold(i), scene.text.word(i).ends_with('ة'), cut == Cut::Any),
    };
    range.clone().any(|i| scene.text.tokens()[i].kind == TokenKind::Arabic && has(i))
        || range.clone().skip(1).any(|i| near.has_pair(scene.fold(i - 1), scene.fold(i)))
        || near.kinds.iter().any(|kind| match kind {
            NearKind::Armed => over(&scene.actors, |a| &a.tokens, &range).any(|a| a.armed() && !a.state),
            NearKind::Civil => over(&scene.actors, |a| &a.tokens, &range)
                .any(|a| a.kind == "population" || matches!(a.sector, Some(Sector::Cvl | Sector::Ref))),
            NearKind::Number => over(&scene.numbers, |n| &n.tokens, &range).next().is_some(),
            NearKind::Place => over(&scene.places, |p| &p.tokens, &range).next().is_some(),
            NearKind::Ground => over(&scene.places, |p| &p.tokens, &range).any(|p| {
                p.kind != Some(PlaceKind::Country)
                    && p.preposition.as_deref().is_none_or(|p| matches!(p, "علي" | "الي"))
            }),
        })
}

/// Those of a list in the order of the text that lie over a stretch.
fn over<'s, T>(
    all: &'s [T],
    tokens: impl Fn(&T) -> &Range<usize> + Copy,
    range: &Range<usize>,
) -> impl Iterator<Item = &'s T> {
    let (start, end) = (range.start, range.end);
    let from = all.partition_point(|x| tokens(x).end <= start);
    all[from..].iter().take_while(move |x| tokens(x).start < end)
}

/// Whether a list is met behind a trigger in its clause; by the words before it where a pronoun points back at them.
fn followed(scene: &Scene<'_>, near: &Near, tokens: &Range<usize>, sentence: &Range<usize>) -> bool {
    // What stands right behind, and what is asked for, is a noun though it may look like a verb: «نشر ألف جندي».
    let other = |i: usize| i > tokens.end && scene.is_verb(i) && !any(scene, near, i..i + 1, Cut::Any);
    let end = clause_end(scene, tokens.end, (tokens.end + AFTER).min(sentence.end), other);
    if any(scene, near, tokens.end..end, Cut::Any) {
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
    pronoun && any(scene, near, tokens.start.saturating_sub(BACK).max(sentence.start)..tokens.start, Cut::Any)
}

/// Whether the subject of a trigger is on a list: behind it up to the first preposition, else before it.
fn done_by(scene: &Scene<'_>, near: &Near, tokens: &Range<usize>, sentence: &Range<usize>) -> bool {
    // «أكثر من ألف شخص»: a preposition inside an amount ends nothing.
    let inside = |i: usize| order::on(&scene.numbers, i).is_some();
    let other = |i: usize| scene.is_preposition(i) && !inside(i) || scene.is_verb(i);
    let end = clause_end(scene, tokens.end, (tokens.end + SUBJECT.0).min(sentence.end), other);
    if any(scene, near, tokens.end..end, Cut::Subject) {
        return true;
    }
    // «تكبدوا قتلى وفروا»: what stands before «و» is of the verb before it.
    let Some(verb) = scene.words[tokens.start].verb.as_ref() else { return false };
    if verb.split.conjunction.is_some() || !verb.joined.is_empty() {
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
    any(scene, near, start..tokens.start, Cut::Subject)
}

/// Where a clause ends that goes on at `from`, at most at `to`; an aside between two commas does not end it.
fn clause_end(scene: &Scene<'_>, from: usize, to: usize, other: impl Fn(usize) -> bool) -> usize {
    let comma = |i: usize| matches!(scene.text.tokens()[i].mark, Some('،' | ','));
    let mut i = from;
    while i < to {
        if comma(i) {
            let aside =
                (i + 1..(i + 2 + ASIDE).min(to)).take_while(|&k| comma(k) || !(stops(scene, k) || scene.is_verb(k)));
            match aside.into_iter().find(|&k| comma(k)) {
                Some(k) => i = k + 1,
                None => return i,
            }
        } else if stops(scene, i) || other(i) {
            return i;
        } else {
            i += 1;
        }
    }
    to
}

/// Whether a clause ends at token `i`: at a mark other than quotation marks, or a word that opens another.
fn stops(scene: &Scene<'_>, i: usize) -> bool {
    let quotes = matches!(scene.text.tokens()[i].mark, Some('«' | '»' | '"' | '“' | '”'));
    scene.parts_clauses(i) && !quotes || scene.opens_clause(i) || scene.words[i].function.is_some_and(|f| f.relative)
}
