//! Whether words of a text are those of a frame, and whether the words around them let it stand.

use std::ops::Range;

use marsad_lexicon::{Frame, Listed, PhraseWord, WordSet, without_article};
use marsad_text::splits;

use crate::order;
use crate::scene::Scene;

/// How far, in words, those who must do an act may be named from it.
const DOER: usize = 8;
/// How far, in words, an object may stand behind its verb, and behind a noun.
const OBJECT: [usize; 2] = [12, 4];

/// Whether the words around a trigger let its frame stand. `finite`: it is a finite verb.
pub(crate) fn allowed(scene: &Scene<'_>, index: u32, tokens: &Range<usize>, finite: bool) -> bool {
    let frame: &Frame = &scene.lexicon.frames.all[index as usize];
    let plain = |k: usize| -> Option<&str> { (k < scene.text.tokens().len()).then(|| without_article(scene.fold(k))) };
    let words = &frame.near.words;
    let is = |k: usize, list: &Listed| plain(k).is_some_and(|word| list.has_any(word));
    // «أشاد حزب الله بـ…»: a word of a known name says nothing about the frame.
    let known =
        |k: usize| order::touching(&scene.actors, &(k..k + 1)).iter().any(|a| a.id.is_some() && a.tokens.start < k);
    if !words.not_after.is_empty()
        && (is(tokens.end, &words.not_after)
            || (!scene.parts_clauses(tokens.end) && !known(tokens.end + 1) && is(tokens.end + 1, &words.not_after)))
    {
        return false;
    }
    // «أعلن الجيش الإسرائيلي استهداف …»: the adjective is of another name, not of what is done.
    let named = |k: usize| {
        let hard = order::touching(&scene.actors, &(k..k + 1));
        let hard = hard.iter().any(|a| a.tokens.end == k + 1 && a.tokens.len() > 1 && a.id.is_some());
        hard && scene.words[tokens.start].verb.is_none() && scene.fold(k).starts_with("ال")
    };
    if !words.not_before.is_empty()
        && let Some(before) = tokens.start.checked_sub(1).filter(|k| !named(*k))
    {
        let folded = scene.fold(before);
        let hit = |w: &str| words.not_before.has(without_article(w));
        if splits(folded).any(|s| s.pronoun.is_none() && hit(s.stem)) {
            return false;
        }
    }
    if !crate::near::holds(scene, frame, tokens) {
        return false;
    }
    // Who does it is read later; where no such word is near, another frame may take the words.
    let doers = &scene.lexicon.frames.doers[index as usize];
    if !doers.is_empty() && frame.doer_sectors.is_empty() && frame.instead_of.is_empty() {
        let sentence = scene.sentence(tokens.start).tokens.clone();
        let from = tokens.start.saturating_sub(DOER).max(sentence.start);
        if !(from..(tokens.end + DOER).min(sentence.end)).any(|i| of_set(scene, i, doers, true)) {
            return false;
        }
    }
    if !frame.objects.is_empty() && object(scene, index, tokens, finite).is_none() {
        return false;
    }
    if frame.opens && !opens(scene, tokens.start) {
        return false;
    }
    if frame.needs_armed {
        let sentence = scene.sentence(tokens.start).tokens.clone();
        if !scene.actors_in(sentence).any(crate::scene::ActorMention::armed) {
            return false;
        }
    }
    true
}

/// Whether token `i`, a number before it aside, opens its sentence or what follows a colon.
fn opens(scene: &Scene<'_>, i: usize) -> bool {
    let first = order::ending(&scene.numbers, i).map_or(i, |n| n.tokens.start);
    let marks = (scene.sentence(i).tokens.start..first).rev().take_while(|&k| scene.text.tokens()[k].mark.is_some());
    let before = first - marks.count();
    before == scene.sentence(i).tokens.start
        || before < first && (before..first).any(|k| matches!(scene.text.tokens()[k].mark, Some(':' | '.' | '…')))
}

/// Which of the frame's objects a trigger has: the verb's own object, or what a noun governs.
pub(crate) fn object(scene: &Scene<'_>, frame: u32, tokens: &Range<usize>, finite: bool) -> Option<usize> {
    let objects = &scene.lexicon.frames.objects[frame as usize];
    let sentence = scene.sentence(tokens.start).tokens.clone();
    // «الجلسة … قاطعها»: its object was named before.
    let pronoun = scene.words[tokens.start].verb.as_ref().is_some_and(|v| v.split.pronoun.is_some());
    if finite
        && pronoun
        && let Some(i) = (sentence.start..tokens.start).rev().find(|&i| of_set(scene, i, objects, true))
    {
        return Some(i);
    }
    let end = sentence.end.min(tokens.end + OBJECT[usize::from(!finite)]);
    for i in tokens.end..end {
        let function = scene.words[i].function;
        if function.is_some_and(|f| f.subordinator || f.content || f.relative) || finite && goes_on(scene, i) {
            return None;
        }
        // «أغلق متجره في شارع …»: where it was done.
        let before = i - 1;
        let governed = i > tokens.end
            && scene.words[before].function.is_some_and(|f| f.preposition)
            && !scene.lexicon.cues.quantifiers.contains(scene.bare(before));
        if !governed && of_set(scene, i, objects, !finite) {
            return Some(i);
        }
    }
    None
}

/// Whether token `i` is a verb that begins what was done next: «أغلق … وفتح».
fn goes_on(scene: &Scene<'_>, i: usize) -> bool {
    scene.is_verb(i) && scene.words[i].verb.as_ref().is_some_and(|v| v.split.conjunction.is_some())
}

/// Whether token `i` is one of a set of words; `to`: ل may stand before it («تعليق لتمويل …»).
pub(crate) fn of_set(scene: &Scene<'_>, i: usize, set: &WordSet, to: bool) -> bool {
    splits(scene.fold(i)).any(|s| {
        !s.future
            && (s.preposition.is_none() || to && s.preposition == Some('ل'))
            && set.has(s.stem, s.pronoun.is_some())
    })
}

/// Whether the words from token `from` on are the rest of a phrase. `pronoun`: the last may carry one.
pub(crate) fn matches_rest(scene: &Scene<'_>, rest: &[PhraseWord], from: usize, pronoun: bool) -> bool {
    rest.iter().enumerate().all(|(k, wanted)| match wanted {
        PhraseWord::Form(form) => word_is(scene, from + k, form, pronoun && k + 1 == rest.len()),
        PhraseWord::Verb(verb) => scene
            .words
            .get(from + k)
            .and_then(|w| w.verb.as_ref())
            .is_some_and(|v| v.readings.iter().any(|r| r.verb == *verb)),
        PhraseWord::Joined(preposition) => joined(scene, from + k, *preposition),
    })
}

/// Whether a preposition is joined to token `i`, as far as its letters are no word by themselves.
fn joined(scene: &Scene<'_>, i: usize, preposition: char) -> bool {
    let fold = scene.fold(i);
    let verbs = &scene.lexicon.verbs;
    scene.words.get(i).is_some_and(|w| w.function.is_none())
        && splits(fold).any(|s| s.conjunction.is_none() && s.preposition == Some(preposition))
        && verbs.finite(fold).is_empty()
        && verbs.nominal(fold).is_empty()
}

/// Whether token `i` is `wanted` (folded, without article), with or without article; the last of a phrase may carry a pronoun.
fn word_is(scene: &Scene<'_>, i: usize, wanted: &str, last: bool) -> bool {
    let fold = scene.fold(i);
    if fold.is_empty() {
        return false;
    }
    let plain = without_article(fold);
    // Every way below keeps the first letter: most words are told apart by it.
    let first = wanted.as_bytes().get(..2);
    if plain.as_bytes().get(..2) != first && fold.as_bytes().get(..2) != first {
        return false;
    }
    // «[استدعى] سفير=»: somebody else's.
    let (wanted, last) = wanted.strip_suffix('=').map_or((wanted, last), |w| (w, false));
    if plain == wanted || plain.strip_suffix('ا') == Some(wanted) {
        return true;
    }
    // «للنار», «بالسجن»: the phrase's own preposition stands joined in the list, so only the article differs.
    if let (Some(rest), Some(inner)) = (fold.strip_prefix("لل"), wanted.strip_prefix('ل'))
        && rest == inner
    {
        return true;
    }
    if let (Some(rest), Some(inner)) = (fold.strip_prefix("بال"), wanted.strip_prefix('ب'))
        && rest == without_article(inner)
    {
        return true;
    }
    last && ["ه", "ها", "هم", "هما", "هن"].iter().any(|p| fold.strip_suffix(p) == Some(wanted))
}
