//! How many: numbers in digits and words with what stands before them, and whom they count.

use marsad_lexicon::Role;
use marsad_lexicon::language::{Classes, NameKind, NumberWord, WordOrder};
use marsad_model::{Count, CountKind};
use marsad_text::Text;

use crate::groups::Group;
use crate::scene::Scene;

/// A number in a sentence.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Number {
    pub start: usize,
    pub end: usize,
    pub min: Option<u64>,
    pub max: Option<u64>,
}

/// Every number of a sentence, in order.
pub(crate) fn find(scene: &Scene<'_>) -> Vec<Number> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < scene.words.len() {
        match number(scene, at) {
            Some(n) => {
                at = n.end.max(at + 1);
                out.push(n);
            }
            None => at += 1,
        }
    }
    out
}

fn number(scene: &Scene<'_>, start: usize) -> Option<Number> {
    let word = |i: usize| scene.pack.numbers.at(|k| scene.lower(k), i);
    let (mut at, mut bound) = (start, None);
    if let Some((len, kind @ (NumberWord::Min | NumberWord::Max | NumberWord::Approx))) = word(at) {
        bound = Some(*kind);
        at += len;
    }
    let (mut value, mut group, mut any) = (0_u64, 0_u64, false);
    let mut span = (0, None);
    let mut vague = false;
    while at < scene.words.len() && at < start + 8 {
        if scene.words[at].number {
            let digits: String = scene.words[at].lower.chars().filter(char::is_ascii_digit).collect();
            group = group.saturating_add(digits.parse().ok()?);
            (any, at) = (true, at + 1);
            continue;
        }
        match word(at) {
            Some((len, NumberWord::Unit(n))) => {
                group = group.saturating_add(*n);
                (any, at) = (true, at + len);
            }
            Some((len, NumberWord::Scale(n))) if any => {
                if *n >= 1000 {
                    value = value.saturating_add(group.max(1).saturating_mul(*n));
                    group = 0;
                } else {
                    group = group.max(1).saturating_mul(*n);
                }
                at += len;
            }
            Some((len, NumberWord::Vague(from, to))) if !any => {
                (span, vague) = ((*from, *to), true);
                at += len;
                break;
            }
            _ => break,
        }
    }
    if vague {
        return Some(Number { start, end: at, min: Some(span.0), max: span.1 });
    }
    if !any {
        return None;
    }
    let value = value.saturating_add(group);
    let (min, max) = match bound {
        Some(NumberWord::Min) => (Some(value), None),
        Some(NumberWord::Max) => (None, Some(value)),
        Some(NumberWord::Approx) => (Some(value - value / 10), Some(value + value / 10)),
        _ => (Some(value), Some(value)),
    };
    Some(Number { start, end: at, min, max })
}

/// The people whom the numbers beside a verb count: as its object, or as the subject of its passive.
pub(crate) fn counted(
    scene: &Scene<'_>,
    text: &Text,
    groups: &[Group],
    numbers: &[Number],
    k: usize,
    what: CountKind,
) -> Vec<Count> {
    let g = &groups[k];
    let behind = numbers.iter().find(|n| n.start >= g.end && n.start <= g.end + 3);
    let before = numbers.iter().rfind(|n| n.end <= g.start && n.end + 6 >= g.start);
    // «two soldiers died»: counted before a verb whose subject it happens to.
    let happens = |l: u32| {
        let frames = scene.pack.by_lemma.get(&l);
        frames.is_some_and(|list| list.iter().any(|(f, _)| scene.pack.frame(*f).subject == Role::Recipient))
    };
    let chosen =
        if g.passive || scene.pack.order == WordOrder::Sov || g.lemmas().any(happens) { before } else { behind };
    chosen.and_then(|n| count(scene, text, n, what)).into_iter().collect()
}

/// What a verb says of those whom it counts: «kill» killed.
pub(crate) fn loss(scene: &Scene<'_>, group: &Group) -> Option<CountKind> {
    group.lemmas().find_map(|l| {
        let lemma = scene.pack.lemmas[l as usize].as_str();
        scene.pack.losses.at(|i| if i == 0 { lemma } else { "" }, 0).map(|(_, what)| *what)
    })
}

/// A number with the people it counts.
pub(crate) fn count(scene: &Scene<'_>, text: &Text, number: &Number, what: CountKind) -> Option<Count> {
    let mut end = number.end;
    while end < scene.words.len()
        && end < number.end + 5
        && (scene.noun_like(end) || scene.named(end).is_some() || scene.is(end, Classes::OF))
    {
        end += 1;
    }
    let people = (number.end..end)
        .rev()
        .find(|&i| scene.named(i).is_some_and(|n| n.name.kind == NameKind::Head || n.name.people));
    // «three others», «one person»: bare where nothing is counted that is no person.
    let noun = people.map(|i| i + 1).or_else(|| (end == number.end).then_some(end));
    let stop = noun?;
    if scene.pack.time.at(|k| scene.lower(k), number.end).is_some() {
        return None;
    }
    let quote = text.quote(scene.span(number.start, stop));
    let of = (stop > number.end).then(|| text.slice(scene.span(number.end, stop)).to_owned());
    Some(Count { quote, what, of, min: number.min, max: number.max })
}
