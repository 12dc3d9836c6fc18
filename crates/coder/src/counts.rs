//! Counts: how many, of whom, and what happened to them.

use marsad_model::{Count, CountKind};
use marsad_text::arabic::number::{Countable, Grade, NumberLexicon, NumberMention};

use crate::scene::Scene;
use crate::triggers::Trigger;

/// How far from a trigger its numbers may stand, in words.
const REACH: usize = 14;

/// How far from an act a number may stand that nothing but the act says the meaning of.
const BESIDE: usize = 6;

/// A count with the tokens it stands on.
#[derive(Debug, Clone)]
pub(crate) struct FoundCount {
    pub at: usize,
    pub count: Count,
}

/// The counts of a trigger's sentence that belong to it.
pub(crate) fn counts(scene: &Scene<'_>, trigger: &Trigger, others: &[Trigger]) -> Vec<FoundCount> {
    let sentence = scene.sentence(trigger.tokens.start);
    let frame = trigger.frame(scene.lexicon);
    let mut out: Vec<FoundCount> = Vec::new();
    for number in &scene.numbers {
        if number.tokens.start < sentence.tokens.start || number.tokens.end > sentence.tokens.end {
            continue;
        }
        let gap = gap(number, trigger);
        if gap > REACH {
            continue;
        }
        let counted = counted_tokens(scene, number);
        let by_noun = counted.as_ref().and_then(|c| loss_at(scene, c.start)).or_else(|| loss_before(scene, number));
        // The nearest trigger that can own the number.
        let owner = others
            .iter()
            .filter(|o| o.tokens.start >= sentence.tokens.start && o.tokens.end <= sentence.tokens.end)
            .filter(|o| by_noun.is_some() || o.frame(scene.lexicon).counts.is_some())
            .min_by_key(|o| (self::gap(number, o), o.tokens.start));
        if owner.is_some_and(|o| o.tokens != trigger.tokens) {
            continue;
        }
        let fits = |what| match &counted {
            Some(c) => suffers(scene, c.start, what) && gap <= BESIDE && !verb_between(scene, number, trigger),
            // «يقتل 25 في سوق»: a bare number right after the act.
            None => gap == 0 && what != CountKind::Destroyed,
        };
        let what = match (by_noun, frame.counts) {
            (Some(what), _) => what,
            (None, Some(what)) if fits(what) => what,
            _ => continue,
        };
        if let Some(count) = make(scene, number, counted, what) {
            out.push(FoundCount { at: number.tokens.start, count });
        }
    }
    if let Some(one) = one_person(scene, trigger).filter(|_| out.is_empty()) {
        out.push(one);
    }
    out
}

/// Whether another finite verb stands between a number and a trigger.
fn verb_between(scene: &Scene<'_>, number: &NumberMention, trigger: &Trigger) -> bool {
    let (from, to) = if number.tokens.start >= trigger.tokens.end {
        (trigger.tokens.end, number.tokens.start)
    } else {
        (number.tokens.end, trigger.tokens.start)
    };
    (from..to).any(|i| scene.words[i].verb.is_some() && scene.is_verb(i))
}

fn gap(number: &NumberMention, trigger: &Trigger) -> usize {
    if number.tokens.start >= trigger.tokens.end {
        number.tokens.start - trigger.tokens.end
    } else {
        trigger.tokens.start.saturating_sub(number.tokens.end)
    }
}

/// The tokens of what is counted: the noun beside the number, or the number's own dual noun.
fn counted_tokens(scene: &Scene<'_>, number: &NumberMention) -> Option<std::ops::Range<usize>> {
    if let Some(counted) = &number.counted {
        return Some(counted.clone());
    }
    let next = number.tokens.end + usize::from(scene.fold(number.tokens.end) == "من");
    let token = scene.text.tokens().get(next)?;
    (token.is_word() && scene.words[next].function.is_none()).then_some(next..next + 1)
}

fn loss_at(scene: &Scene<'_>, i: usize) -> Option<CountKind> {
    scene.lexicon.cues.losses.at(scene.text, i).first().map(|h| h.value)
}

/// «عدد القتلى إلى 18», «الجرحى 74889».
fn loss_before(scene: &Scene<'_>, number: &NumberMention) -> Option<CountKind> {
    (1..=3).find_map(|back| {
        let i = number.tokens.start.checked_sub(back)?;
        if scene.parts_clauses(i) {
            return None;
        }
        loss_at(scene, i)
    })
}

/// Whether the noun at `i` can be what an act did something to.
fn suffers(scene: &Scene<'_>, i: usize, what: CountKind) -> bool {
    let class = NumberLexicon::builtin().countable(scene.fold(i)).map(|(class, _)| class);
    let dated = scene.times.iter().any(|t| t.tokens.contains(&i));
    !dated
        && match class {
            Some(Countable::Money | Countable::Unit | Countable::Time) => false,
            Some(Countable::Person) => what != CountKind::Destroyed,
            Some(Countable::Vehicle | Countable::Weapon | Countable::Thing) => matches!(what, CountKind::Destroyed),
            None => true,
        }
}

/// «مقتل جندي», «اغتيال محام»: one person without a number or a name.
fn one_person(scene: &Scene<'_>, trigger: &Trigger) -> Option<FoundCount> {
    let what =
        trigger.frame(scene.lexicon).counts.filter(|w| !matches!(w, CountKind::Destroyed | CountKind::Participants))?;
    let at = trigger.tokens.end;
    let fold = scene.fold(at);
    let (class, grade) = NumberLexicon::builtin().countable(fold)?;
    if class != Countable::Person || grade != Grade::Singular || fold.starts_with("ال") {
        return None;
    }
    let named = scene.actors.iter().any(|a| a.person && a.tokens.contains(&at));
    if named || scene.numbers.iter().any(|n| n.tokens.contains(&at) || n.tokens.end == at) {
        return None;
    }
    let span = scene.text.tokens()[at].span;
    let quote = scene.text.quote(span);
    let of = Some(quote.text.clone());
    Some(FoundCount { at, count: Count { quote, what, of, min: Some(1), max: Some(1) } })
}

fn make(
    scene: &Scene<'_>,
    number: &NumberMention,
    counted: Option<std::ops::Range<usize>>,
    what: CountKind,
) -> Option<Count> {
    let bound = |x: Option<f64>| -> Option<Option<u64>> {
        match x {
            None => Some(None),
            // Counts of people are whole numbers that fit.
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            Some(v) if (0.0..1e15).contains(&v) && v.fract() == 0.0 => Some(Some(v as u64)),
            Some(_) => None,
        }
    };
    let (min, max) = (bound(number.min)?, bound(number.max)?);
    if max == Some(0)
        || !matches!(
            number.kind,
            marsad_model::NumberType::Number | marsad_model::NumberType::Range | marsad_model::NumberType::Vague
        )
    {
        return None;
    }
    // A mention that begins where the noun does is the noun with its modifiers: «آلاف عناصر داعش».
    let noun = counted.map(|c| {
        let actor = scene.actors.iter().find(|a| a.tokens.start == c.start).map_or(c.end, |a| a.tokens.end);
        scene.text.cover(c.start, actor)
    });
    let span =
        noun.map_or(number.span, |n| if n.start >= number.span.start { number.span.cover(n) } else { number.span });
    let quote = scene.text.quote(span);
    let of = noun.map(|n| scene.text.slice(n).to_owned());
    Some(Count { quote, what, of, min, max })
}
