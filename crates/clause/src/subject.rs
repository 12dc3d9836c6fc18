//! The subject of a verb group.

use marsad_lexicon::language::Classes;

use crate::groups::Group;
use crate::links::Link;
use crate::parties::{Party, nouns_before, parties};
use crate::scene::Scene;

/// The subject of a group, as far as the sentence names one.
pub(crate) fn subject(scene: &Scene<'_>, groups: &[Group], k: usize) -> Vec<Party> {
    subject_within(scene, groups, k, 0)
}

fn subject_within(scene: &Scene<'_>, groups: &[Group], k: usize, depth: usize) -> Vec<Party> {
    let g = &groups[k];
    if depth > 6 {
        return Vec::new();
    }
    let of_parent = || g.parent.map_or_else(Vec::new, |p| subject_within(scene, groups, p, depth + 1));
    if g.infinitive || g.gerund {
        return of_parent();
    }
    let range = subject_range(scene, groups, k);
    let bare =
        (0..g.start).rev().find(|&i| !scene.is(i, Classes::ADVERB)).is_some_and(|i| scene.is(i, Classes::CONJUNCTION));
    if g.link == Link::Joined && bare {
        return of_parent();
    }
    if !g.finite {
        // «ordered out of …» behind its noun.
        return nouns_before(scene, g.start);
    }
    if g.link == Link::Relative {
        let at = (range.0..range.1).find(|&i| scene.is(i, Classes::RELATIVE | Classes::THAT));
        return at.map_or_else(Vec::new, |at| nouns_before(scene, at));
    }
    let timed = |i: usize| scene.pack.time.at(|k| scene.lower(k), i).is_some();
    let empty = (range.0..range.1)
        .all(|i| scene.mark(i).is_some() || timed(i) || !scene.class(i).is_empty() && scene.named(i).is_none());
    let pronoun = (range.0..range.1).any(|i| scene.is(i, Classes::PRONOUN));
    if empty && (pronoun || g.link == Link::Joined) && g.link != Link::Relative {
        return of_parent();
    }
    parties(scene, range.0, range.1)
}

/// The words among which the subject of a finite group stands.
pub(crate) fn subject_range(scene: &Scene<'_>, groups: &[Group], k: usize) -> (usize, usize) {
    let g = &groups[k];
    let mut from = k.checked_sub(1).map_or(0, |p| groups[p].end);
    let mut to = g.start;
    // «the Red Cross operating in Iraq said»: the noun stands before the participle.
    let mut first = k;
    while first > 0 && g.finite && {
        let p = &groups[first - 1];
        !p.finite
            && !p.infinitive
            && !(p.start..groups[first].start).any(|i| scene.mark(i) == Some(','))
            && p.start > 0
            && scene.mark(p.start - 1).is_none()
            && !scene.is(p.start - 1, Classes::PREPOSITION | Classes::THAT)
    } {
        first -= 1;
    }
    if first < k {
        from = first.checked_sub(1).map_or(0, |p| groups[p].end);
        to = groups[first].start;
    }
    let k = first;
    for i in (from..to).rev() {
        let opens = scene.is(i, Classes::SUBORDINATOR | Classes::THAT | Classes::IF | Classes::UNLESS) && i + 1 < to;
        let joins = scene.is(i, Classes::CONJUNCTION) && k > 0 && g.link != Link::Main && i + 1 < to;
        if opens && g.link != Link::Main || joins && g.link == Link::Joined {
            from = i + 1;
            break;
        }
    }
    if g.link == Link::Source
        && let Some(comma) = (from..to).rev().find(|&i| scene.mark(i).is_some_and(|m| m != '(' && m != ')'))
    {
        return leading(scene, comma + 1, to);
    }
    if g.link == Link::Main && k > 0 {
        // Behind a clause that a comma ended.
        let comma = (from..to).find(|&i| scene.mark(i) == Some(','));
        let rest = comma.map_or(from, |c| c + 1);
        if rest + 1 < to && groups[k - 1].link != Link::Relative {
            from = rest;
        } else if groups[k - 1].link == Link::Relative || groups[k - 1].link == Link::Participle {
            // «Hamas, which …, said»: what stands before the bracket.
            let relative =
                (0..groups[k - 1].start).rev().find(|&i| scene.is(i, Classes::RELATIVE) || scene.mark(i) == Some(','));
            let start = k.checked_sub(2).map_or(0, |p| groups[p].end);
            if let Some(r) = relative.filter(|&r| r > start) {
                return leading(scene, start, r);
            }
        }
    }
    leading(scene, from, to)
}

/// A stretch without what leads to its noun: «On Tuesday, …», «Under the plan, …», and without apposition behind it.
fn leading(scene: &Scene<'_>, from: usize, to: usize) -> (usize, usize) {
    let mut parts: Vec<(usize, usize)> = Vec::new();
    let mut start = from;
    for i in from..=to {
        if i == to || scene.mark(i).is_some_and(|m| matches!(m, ',' | '"' | '“' | '”' | ':' | ';' | '`')) {
            if start < i {
                parts.push((start, i));
            }
            start = i + 1;
        }
    }
    let adverbial = |&(a, b): &(usize, usize)| {
        let first = (a..b).find(|&i| !scene.is(i, Classes::ADVERB));
        first.is_none_or(|i| {
            scene.is(i, Classes::PREPOSITION | Classes::SUBORDINATOR | Classes::TO)
                || scene.pack.time.at(|k| scene.lower(k), i).is_some()
        })
    };
    let chosen = parts.iter().position(|p| !adverbial(p));
    match chosen {
        Some(at) => {
            // «A, B and C»: a list of names goes on.
            let mut end = parts[at].1;
            let list =
                parts.len() > at + 1 && (parts[parts.len() - 1].0..to).any(|i| scene.is(i, Classes::CONJUNCTION));
            if list && parts[at + 1..].iter().all(|p| p.1 - p.0 <= 5) {
                end = to;
            }
            (parts[at].0, end)
        }
        None => (from, to),
    }
}
