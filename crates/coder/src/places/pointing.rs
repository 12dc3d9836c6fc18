//! Nouns that point back at a place named before («البلدة», «العاصمة»), and lands named by an adjective («الأراضي السورية»).

use marsad_lexicon::Pointer;
use marsad_lexicon::facts::{POINTS, Words};
use marsad_model::PlaceKind;

use super::Candidate;
use crate::actors::adjective_country;
use crate::scene::Scene;

/// Whether a folded noun without article points back, strongly enough to be a mention.
pub(super) fn is_pointer(scene: &Scene<'_>, stem: &str) -> bool {
    scene.lexicon.gazetteer.pointers.get(stem).is_some_and(|p| !p.quiet && !p.land)
}

/// A noun with article at token `i`: letters joined before it, the noun without article, and what it points at.
fn noun<'s>(scene: &Scene<'s>, i: usize) -> Option<(Option<char>, usize, &'s str, &'s Pointer)> {
    if scene.begins(i, POINTS) { scene.lexicon.gazetteer.pointing(scene.fold(i)) } else { None }
}

/// A noun alone that points back, after a preposition of place or with a nationality: «في البلدة», «من العاصمة اليمنية».
pub(super) fn back(scene: &Scene<'_>, i: usize) -> Option<Candidate> {
    let (joined, cut, stem, pointer) = noun(scene, i)?;
    if pointer.quiet || pointer.land || joined == Some('ل') {
        return None;
    }
    let preposition = scene.preposition_before(i, joined);
    let nation = adjective_country(scene, i + 1);
    let end = i + 1 + usize::from(nation.is_some());
    let placed = preposition.as_deref().is_some_and(|p| scene.lexicon.place_links.pointing.contains(p));
    if !(placed || pointer.capital && nation.is_some()) || nation.is_none() && crate::actors::described(scene, end) {
        return None;
    }
    Some(made(scene, i, cut, end, stem, preposition, nation))
}

/// The same as object, subject or genitive («اقتحمت المدينة», «أنحاء البلاد»), nouns too general to be mentions («المنطقة»), and
/// lands named by an adjective: places for acts only.
pub(super) fn quiet(scene: &Scene<'_>, i: usize) -> Option<Candidate> {
    if let Some((joined, cut, stem, pointer)) = noun(scene, i) {
        let preposition = scene.preposition_before(i, joined);
        let nation = adjective_country(scene, i + 1);
        let end = i + 1 + usize::from(nation.is_some());
        if nation.is_none() && (pointer.land || crate::actors::described(scene, end)) {
            return None;
        }
        let stem = if nation.is_some() && !pointer.capital { LAND } else { stem };
        return Some(made(scene, i, cut, end, stem, preposition, nation));
    }
    // «بلدة تركية», «محافظة عراقية»: a head noun with a nationality instead of a name.
    let head = scene.lexicon.gazetteer.heads.at(scene, i).into_iter().next()?;
    let nation =
        adjective_country(scene, head.tokens.end).filter(|_| !scene.fold(head.tokens.end).starts_with("ال"))?;
    let preposition = scene.preposition_before(i, head.preposition);
    let end = head.tokens.end + 1;
    let mut c = made(scene, i, 0, end, LAND, preposition, Some(nation));
    c.span.start = head.span.start;
    c.name_span = c.span;
    Some(c)
}

/// Stands for a noun whose adjective says the country.
const LAND: &str = "بلاد";

fn made(
    scene: &Scene<'_>,
    i: usize,
    cut: usize,
    end: usize,
    stem: &str,
    preposition: Option<String>,
    nation: Option<String>,
) -> Candidate {
    let start = marsad_lexicon::cut_start(scene.text, i, cut);
    let span = marsad_model::Span::new(start, scene.text.cover(i, end).end);
    Candidate { nation, preposition, back: Some(stem.to_owned()), ..Candidate::new(i..end, span) }
}

/// Gives the words that point back the options of what they point at; takes out those that point at nothing.
pub(super) fn look_back(scene: &Scene<'_>, candidates: &mut Vec<Candidate>) -> Vec<Candidate> {
    for k in 0..candidates.len() {
        let Some(stem) = candidates[k].back.clone() else { continue };
        let gazetteer = &scene.lexicon.gazetteer;
        let Some(pointer) = gazetteer.pointers.get(&stem) else { continue };
        let country = candidates[k].nation.clone().or_else(|| scene.about.clone());
        let options = if pointer.country {
            country.and_then(|c| gazetteer.index(&format!("country:{c}"))).into_iter().collect()
        } else if pointer.capital {
            country.and_then(|c| gazetteer.capital(&c)).into_iter().collect()
        } else {
            (0..k)
                .rev()
                .find(|&j| candidates[j].back.is_none() && points(scene, &candidates[j], &stem, pointer))
                .map(|j| candidates[j].options.clone())
                .unwrap_or_default()
        };
        candidates[k].options = options;
    }
    candidates.extract_if(.., |c| c.back.is_some() && c.options.is_empty()).collect()
}

/// What a noun that points at nothing says by itself: «العاصمة» is a city, «المنطقة» a region. Nothing where it only stands for a
/// country.
pub(super) fn alone(scene: &Scene<'_>, c: Candidate) -> Option<Candidate> {
    let pointer = scene.lexicon.gazetteer.pointers.get(c.back.as_deref()?)?;
    if pointer.country || pointer.land || c.direction.is_some() {
        return None;
    }
    let kind = match pointer.kinds.first() {
        _ if pointer.capital => PlaceKind::City,
        Some(_) if pointer.quiet => PlaceKind::Region,
        Some(&kind) => kind,
        None => PlaceKind::Site,
    };
    Some(Candidate { head: Some(kind), back: None, ..c })
}

/// Whether a noun can point back at a candidate.
fn points(scene: &Scene<'_>, c: &Candidate, stem: &str, pointer: &Pointer) -> bool {
    if c.options.is_empty() || c.direction.is_some() && !pointer.quiet {
        return false;
    }
    if c.head_form.as_deref().is_some_and(|h| h == stem || h.strip_suffix(stem).is_some()) {
        return true;
    }
    let gazetteer = &scene.lexicon.gazetteer;
    let kinds = |wanted: &[PlaceKind]| c.options.iter().any(|&o| wanted.contains(&gazetteer.at(o).kind));
    let bears = || {
        let first = |o: u32| gazetteer.at(o).ar.split_whitespace().next().map(marsad_text::fold_str);
        c.options.iter().any(|&o| first(o).as_deref() == Some(stem))
    };
    if pointer.named {
        return bears();
    }
    // A governorate is spoken of as such: «المحافظة» is not the town of the same name.
    let headed = c.head.is_none_or(|h| pointer.kinds == [PlaceKind::Governorate] && h == PlaceKind::Governorate);
    kinds(&pointer.kinds) && (headed || pointer.quiet || pointer.kinds == [PlaceKind::Neighbourhood])
}
