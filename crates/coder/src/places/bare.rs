//! A name alone: it needs a reason to be a place.

use marsad_lexicon::PhraseHit;
use marsad_model::Mode;
use marsad_text::splits;

use super::candidate::{names_at, only_imported};
use super::{Candidate, weight};
use crate::actors::adjective_country;
use crate::scene::Scene;

/// Whether places follow a preposition, joined or standing alone.
fn of_place(scene: &Scene<'_>, preposition: Option<&str>) -> bool {
    preposition.is_some_and(|p| p == "ب" || scene.lexicon.cues.functions.get(p).is_some_and(|f| f.place))
}

/// Whether a name that only an imported gazetteer has may be a place without a head noun: after a preposition of place or in
/// a list of places, and no word of another kind.
fn imported_reason(
    scene: &Scene<'_>,
    i: usize,
    hit: &PhraseHit<u32>,
    preposition: Option<&str>,
    last: Option<&Candidate>,
) -> bool {
    let name = marsad_text::fold_str(scene.text.slice(hit.span));
    // «ورقة», «بلاد»: letters cut off must leave a word with the article.
    if (hit.preposition.is_some() || hit.conjunction) && !name.starts_with("ال") {
        return false;
    }
    let listed = last.is_some_and(|c| !c.weak && c.tokens.end == i && hit.conjunction);
    let placed = of_place(scene, preposition) && preposition != Some("ب");
    let other_word = hit.tokens.len() == 1
        && (scene.words[i].verb.is_some()
            || name.chars().count() < 4
            || scene.lexicon.gazetteer.common.contains(&name)
            || scene.lexicon.frames.by_noun.contains_key(name.strip_prefix("ال").unwrap_or(&name))
            || scene.lexicon.gazetteer.heads.has(name.strip_prefix("ال").unwrap_or(&name)));
    (placed || listed) && !other_word && !scene.given(i) && !crate::actors::described(scene, hit.tokens.end)
}

/// Words between what takes ground and the ground: «سيطر الجيش السوري الحر على».
const TAKERS: usize = 5;

/// Whether ground is taken in the words before token `i`: «سيطر الجيش على الباب», «السيطرة على الباب».
fn taken_before(scene: &Scene<'_>, i: usize) -> bool {
    let frames = &scene.lexicon.frames;
    let takes = |verb: &u32| {
        frames
            .by_verb
            .get(verb)
            .is_some_and(|all| all.iter().any(|&f| frames.all[f as usize].mode.contains(&Mode::Seize)))
    };
    let noun =
        |k: usize| splits(scene.fold(k)).any(|s| scene.lexicon.verbs.nominal(s.stem).iter().any(|r| takes(&r.verb)));
    let verb = |k: usize| scene.words[k].verb.as_ref().is_some_and(|v| v.readings.iter().any(|r| takes(&r.verb)));
    let from = i.saturating_sub(TAKERS + 1).max(scene.sentence(i).tokens.start);
    (from..i).rev().take_while(|&k| !scene.parts_clauses(k)).any(|k| verb(k) || noun(k))
}

/// The name that begins at token `i`, if it has a reason to be a place.
pub(super) fn bare(scene: &Scene<'_>, i: usize, last: Option<&Candidate>) -> Option<Candidate> {
    let hits = names_at(scene, i);
    let first = hits.first()?;
    // «كبيرا» is no «بيرا»; a label of several words («#أمطار_الكويت») is no place.
    let label = |k: usize| scene.text.tokens().get(k).is_some_and(|t| t.mark == Some('_'));
    if first.preposition == Some('ك') || i > 0 && label(i - 1) || label(first.tokens.end) {
        return None;
    }
    // «مطعم بيروت», «من طراز القدس»: the name of a thing.
    if i > 0
        && first.preposition.is_none()
        && !first.conjunction
        && scene.lexicon.gazetteer.is_not_before(scene.fold(i - 1))
    {
        return None;
    }
    let preposition = scene.preposition_before(i, first.preposition);
    let weak = only_imported(scene, &hits);
    if weak && !imported_reason(scene, i, first, preposition.as_deref(), last) {
        return None;
    }
    let several = first.tokens.len() > 1;
    let name = marsad_text::fold_str(scene.text.slice(first.span));
    let placed = of_place(scene, preposition.as_deref());
    let listed = last.is_some_and(|c| {
        // «في حلب وإدلب», «حلب، وإدلب».
        let gap = c.tokens.end..i;
        first.conjunction && gap.len() <= 1 && gap.clone().all(|k| scene.parts_clauses(k))
            || gap.len() == 1 && scene.fold(gap.start) == "،" && !first.conjunction
    });
    // Namesakes in imported lists say nothing of how well known a name is.
    let known = hits.iter().filter(|h| weak || !scene.lexicon.gazetteer.imported(h.value));
    let biggest = known.map(|h| scene.lexicon.gazetteer.at(h.value)).map(|p| weight(&p)).fold(0.0, f64::max);
    let actor = scene.actors.iter().any(|a| a.tokens.start == first.tokens.start && a.state);
    let nation = adjective_country(scene, first.tokens.end)
        .filter(|c| hits.iter().any(|h| scene.lexicon.gazetteer.at(h.value).country == Some(c.as_str())));
    // A hashtag or a dateline: «#حلب», «دمشق - …».
    let tagged = i > 0 && matches!(scene.text.tokens()[i - 1].mark, Some('#'));
    let dateline = scene.sentence(i).tokens.start == i
        && scene
            .text
            .tokens()
            .get(first.tokens.end)
            .is_some_and(|t| matches!(t.mark, Some('-' | '–' | ':' | '(' | '/')));
    let reason = placed
        || listed
        || nation.is_some()
        || tagged
        || dateline
        || matches!(preposition.as_deref(), Some("من" | "علي" | "عن" | "مع" | "ل"));
    if scene.lexicon.gazetteer.common.contains(&name) {
        // Also an ordinary word: only where a preposition of place shows it, and never as a person's word.
        let country = biggest >= 8.0 && preposition.is_some();
        let taken = || preposition.as_deref() == Some("علي") && name.starts_with("ال") && taken_before(scene, i);
        let strong = taken()
            || placed && preposition.as_deref() != Some("ب")
            || nation.is_some()
            || dateline
            || listed
            || country;
        if !(strong && biggest >= 4.5) || crate::actors::described(scene, first.tokens.end) && nation.is_none() {
            return None;
        }
    } else if !several && !actor {
        // After a given name or title it is a family name: «محمد الحلبي».
        let family = i > 0 && scene.given(i - 1) && preposition.is_none();
        let short = name.chars().count() <= 3;
        // «درعا واقيا»: an indefinite noun with its adjective.
        let next = scene.fold(first.tokens.end);
        let noun = preposition.is_none()
            && biggest < 8.0
            && name.ends_with('ا')
            && next.ends_with('ا')
            && next.chars().count() >= 5
            && names_at(scene, first.tokens.end).is_empty()
            && scene.words[first.tokens.end].function.is_none();
        if noun {
            return None;
        }
        if family || biggest < 3.5 && !reason || short && biggest < 5.0 && !placed {
            return None;
        }
    }
    Some(Candidate {
        tokens: first.tokens.clone(),
        span: first.span,
        name_span: first.span,
        options: hits.iter().map(|h| h.value).collect(),
        head: None,
        head_form: None,
        list: false,
        direction: None,
        preposition,
        nation,
        back: None,
        quiet: false,
        weak,
    })
}
