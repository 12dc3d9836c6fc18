//! Counts: how many, of whom, and what happened to them.

use marsad_model::{Count, CountKind};
use marsad_text::arabic::number::NumberMention;

use crate::scene::Scene;
use crate::triggers::Trigger;

/// How far from a trigger its numbers may stand, in words.
const REACH: usize = 14;

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
        let Some(counted) = counted_tokens(scene, number) else { continue };
        let by_noun = loss_at(scene, counted.start).or_else(|| loss_before(scene, number));
        // The nearest trigger that can own the number.
        let owner = others
            .iter()
            .filter(|o| o.tokens.start >= sentence.tokens.start && o.tokens.end <= sentence.tokens.end)
            .filter(|o| by_noun.is_some() || o.frame(scene.lexicon).counts.is_some())
            .min_by_key(|o| (self::gap(number, o), o.tokens.start));
        let mine = owner.is_none_or(|o| o.tokens == trigger.tokens);
        let what = match (by_noun, frame.counts) {
            (Some(what), _) if mine => what,
            (None, Some(what)) if mine && (gap <= 4 || what != CountKind::Destroyed) && people_or_thing(scene, counted.start, what) => what,
            _ => continue,
        };
        if let Some(count) = make(scene, number, counted, what) {
            out.push(FoundCount { at: number.tokens.start, count });
        }
    }
    out
}

fn gap(number: &NumberMention, trigger: &Trigger) -> usize {
    if number.tokens.start >= trigger.tokens.end {
        number.tokens.start - trigger.tokens.end
    } else {
        trigger.tokens.start.saturating_sub(number.tokens.end)
    }
}

/// The tokens of what is counted: the noun after the number, or the number's own dual noun.
fn counted_tokens(scene: &Scene<'_>, number: &NumberMention) -> Option<std::ops::Range<usize>> {
    if let Some(counted) = &number.counted {
        return Some(counted.clone());
    }
    let mut next = number.tokens.end;
    if scene.fold(next) == "من" {
        next += 1;
    }
    scene.text.tokens().get(next).filter(|t| t.is_word()).map(|_| next..next + 1)
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

fn people_or_thing(scene: &Scene<'_>, i: usize, what: CountKind) -> bool {
    use marsad_text::arabic::number::NumberLexicon;
    let _ = NumberLexicon::builtin();
    let fold = scene.fold(i);
    // Units of time and money are never what an act does something to.
    let unit = scene.times.iter().any(|t| t.tokens.contains(&i));
    let unit_word = ["بالمئه", "دولار", "مليون", "كيلومتر", "كيلومترا", "مترا", "عاما", "يوما", "ساعه", "شهرا", "سنه", "دقيقه", "اعوام", "ايام", "اشهر", "ساعات", "سنوات", "مره", "مرات"].contains(&fold);
    let _ = what;
    !unit && !unit_word
}

fn make(scene: &Scene<'_>, number: &NumberMention, counted: std::ops::Range<usize>, what: CountKind) -> Option<Count> {
    let bound = |x: Option<f64>| -> Option<Option<u64>> {
        match x {
            None => Some(None),
            // Counts of people are whole numbers that fit.
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            Some(v) if v >= 0.0 && v < 1e15 && v.fract() == 0.0 => Some(Some(v as u64)),
            Some(_) => None,
        }
    };
    let (min, max) = (bound(number.min)?, bound(number.max)?);
    if max == Some(0) || !matches!(number.kind, marsad_model::NumberType::Number | marsad_model::NumberType::Range | marsad_model::NumberType::Vague) {
        return None;
    }
    let after = counted.start >= number.tokens.end || number.dual_noun;
    let span = if after { number.span.cover(scene.text.cover(counted.start, counted.end)) } else { number.span };
    let quote = scene.text.quote(span);
    let of = Some(scene.text.slice(scene.text.cover(counted.start, counted.end)).to_owned());
    Some(Count { quote, what, of, min, max })
}
