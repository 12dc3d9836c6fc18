//! The stretch of a sentence in which an act may find its slots.

use std::ops::Range;

use crate::order;
use crate::scene::Scene;
use crate::triggers::{Form, Trigger};

/// The most words of an aside between commas.
const ASIDE: usize = 9;

/// The stretch of the sentence in which a trigger may find its slots.
pub(super) fn clause(scene: &Scene<'_>, trigger: &Trigger, others: &[Trigger]) -> Range<usize> {
    let sentence = scene.sentence(trigger.tokens.start).tokens.clone();
    let mut from = trigger.tokens.start;
    while from > sentence.start {
        let before = from - 1;
        let strong = scene.text.tokens()[before]
            .mark
            .is_some_and(|m| matches!(m, '؛' | ';' | ':' | '.' | '«' | '»' | '"' | '“' | '”'));
        let comma = scene.parts_clauses(before)
            && trigger.tokens.start - before > 1
            && verb_between(scene, before + 1, trigger.tokens.start);
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
        let sides = matches!(mark, Some('،' | ','))
            && sided
            && scene.text.tokens().len() > to + 1
            && (scene.bare(to + 1) == "بين" || scene.fold(to + 1).starts_with('و') && scene.fold(to - 1) == "جهه");
        // «استهدف الحزب، بقذائف المدفعية، تجمعا»: what stands between two commas parts nothing.
        if matches!(mark, Some('،' | ','))
            && let Some(end) = aside(scene, to, sentence.end)
        {
            to = end + 1;
            continue;
        }
        // A straight mark opens what no other has opened before it.
        let closing = matches!(mark, Some('»' | '”')) && !opened(scene, trigger.tokens.end, to)
            || mark == Some('"')
                && !opened(scene, trigger.tokens.end, to)
                && opened(scene, sentence.start, trigger.tokens.start);
        let strong = mark.is_some_and(|m| matches!(m, '؛' | ';' | ':' | '.'))
            || closing
            || matches!(mark, Some('،' | ',')) && !sides;
        // «و» + a new verb begins another clause; another trigger's verb ends ours.
        let next = order::starting(others, to).is_some_and(|o| matches!(o.form, Form::Verb { .. }));
        if strong || scene.opens_clause(to) || next {
            break;
        }
        to += 1;
    }
    from..to
}

/// The comma that ends an aside which begins behind the comma at `comma`: a phrase of place, time or means without a verb.
fn aside(scene: &Scene<'_>, comma: usize, end: usize) -> Option<usize> {
    let first = comma + 1;
    let fold = if first < end { scene.fold(first) } else { return None };
    let phrase = scene.is_preposition(first) && !fold.starts_with('و')
        || order::starting(&scene.times, first).is_some()
        || fold.starts_with("بال")
        || fold.starts_with('ب') && scene.words[first].function.is_none() && scene.words[first].verb.is_none();
    let close = (first..end.min(first + ASIDE)).find(|&i| matches!(scene.text.tokens()[i].mark, Some('،' | ',')))?;
    (phrase && !verb_between(scene, first, close)).then_some(close)
}

/// Whether a quotation mark opened between two tokens and not closed before the second.
pub(super) fn opened(scene: &Scene<'_>, from: usize, to: usize) -> bool {
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

pub(super) fn verb_between(scene: &Scene<'_>, from: usize, to: usize) -> bool {
    (from..to).any(|i| scene.words[i].verb.is_some() && scene.is_verb(i))
}
