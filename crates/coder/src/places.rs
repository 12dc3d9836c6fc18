//! Places: names of the gazetteer that have a reason to be one here, head nouns with a name, parts of the compass; and which
//! of several places of one name is meant.

use std::ops::Range;

use marsad_lexicon::{GazetteerPlace, PhraseHit};
use marsad_model::{PlaceKind, Span};
use marsad_text::TokenKind;
use rustc_hash::FxHashMap;

use crate::scene::{PlaceMention, Scene};

/// A name that may be a place, with what stands around it.
struct Candidate {
    tokens: Range<usize>,
    span: Span,
    /// What the name alone covers.
    name_span: Span,
    options: Vec<u32>,
    head: Option<PlaceKind>,
    /// Folded head noun.
    head_form: Option<String>,
    direction: Option<String>,
    preposition: Option<String>,
}

/// Finds every place, in order, none overlapping, and resolves it.
pub(crate) fn find(scene: &mut Scene<'_>) {
    let mut candidates: Vec<Candidate> = Vec::new();
    let mut i = 0;
    while i < scene.text.tokens().len() {
        match candidate(scene, i, candidates.last()) {
            Some(c) => {
                i = c.tokens.end;
                candidates.push(c);
            }
            None => i += 1,
        }
    }
    let votes = country_votes(scene, &candidates);
    scene.country = votes.iter().max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(a.0))).map(|(c, _)| c.clone());
    let mentions = candidates.iter().enumerate().map(|(k, c)| resolve(scene, c, &votes, &candidates, k)).collect();
    scene.places = mentions;
}

fn names_at(scene: &Scene<'_>, i: usize) -> Vec<PhraseHit<u32>> {
    if i >= scene.text.tokens().len() || scene.words[i].function.is_some() {
        return Vec::new();
    }
    scene.lexicon.gazetteer.names.at(scene.text, i)
}

fn candidate(scene: &Scene<'_>, i: usize, last: Option<&Candidate>) -> Option<Candidate> {
    if scene.words[i].function.is_some() {
        return None;
    }
    if inside_actor(scene, i) {
        return None;
    }
    headed(scene, i).or_else(|| directed(scene, i)).or_else(|| bare(scene, i, last))
}

/// Whether token `i` is part of an actor's name that is not itself a place («قوات سوريا الديمقراطية»).
fn inside_actor(scene: &Scene<'_>, i: usize) -> bool {
    let at = scene.actors.partition_point(|a| a.tokens.end <= i);
    scene.actors.get(at).is_some_and(|a| a.tokens.contains(&i) && !a.state)
}

/// «مدينة حلب», «ريف إدلب الشمالي», «قرية» + a name nobody knows.
fn headed(scene: &Scene<'_>, i: usize) -> Option<Candidate> {
    let hit = scene.lexicon.gazetteer.heads.at(scene.text, i).into_iter().next()?;
    let head = hit.value.kind;
    let mut at = hit.tokens.end;
    // «ريف مدينة حلب»: the inner head says what the name is, the outer what is meant.
    if let Some(inner) = scene.lexicon.gazetteer.heads.at(scene.text, at).into_iter().next() {
        if inner.preposition.is_none() && !inner.conjunction {
            at = inner.tokens.end;
        }
    }
    let mut names: Vec<PhraseHit<u32>> =
        names_at(scene, at).into_iter().filter(|h| h.preposition.is_none() && !h.conjunction).collect();
    let (name_span, mut end, options) = match names.first() {
        Some(first) => {
            let (span, end) = (first.span, first.tokens.end);
            (span, end, names.drain(..).map(|h| h.value).collect())
        }
        None => {
            // A name nobody knows: only after heads that are always followed by one.
            if !matches!(head, PlaceKind::Village | PlaceKind::Town | PlaceKind::Neighbourhood | PlaceKind::Site)
                || !unknown_name(scene, at)
            {
                return None;
            }
            let mut end = at + 1;
            if matches!(scene.fold(at), "تل" | "ابو" | "ام" | "بيت" | "كفر" | "عين" | "دير" | "خان" | "راس" | "وادي" | "بني" | "خربه" | "جبل")
                && scene.text.tokens().get(end).is_some_and(|t| t.kind == TokenKind::Arabic)
            {
                end += 1;
            }
            (scene.text.cover(at, end), end, Vec::new())
        }
    };
    // «الشمالي», «الجنوبي الشرقي» after «ريف إدلب».
    let mut direction = None;
    while let Some(d) = scene.lexicon.gazetteer.directions.at(scene.text, end).into_iter().next() {
        if d.preposition.is_some() || d.conjunction || !scene.fold(end).starts_with("ال") {
            break;
        }
        direction = Some(d.value);
        end = d.tokens.end;
    }
    let whole = matches!(head, PlaceKind::Region | PlaceKind::Governorate | PlaceKind::Site | PlaceKind::District | PlaceKind::Neighbourhood)
        || direction.is_some();
    let span = Span::new(if whole { hit.span.start } else { name_span.start }, scene.text.cover(i, end).end);
    Some(Candidate {
        tokens: i..end,
        span,
        name_span,
        options,
        head: Some(head),
        head_form: Some(hit.value.form),
        direction,
        preposition: scene.preposition_before(i, hit.preposition),
    })
}

/// Whether the word at `i` can be the name of a place nobody knows.
fn unknown_name(scene: &Scene<'_>, i: usize) -> bool {
    let Some(token) = scene.text.tokens().get(i) else { return false };
    token.kind == TokenKind::Arabic
        && scene.words[i].function.is_none()
        && scene.words[i].verb.is_none()
        && scene.fold(i).chars().count() >= 3
        && !scene.parts_clauses(i)
        && crate::actors::adjective_country(scene, i).is_none()
        && scene.lexicon.gazetteer.heads.at(scene.text, i).is_empty()
        && scene.lexicon.gazetteer.directions.at(scene.text, i).is_empty()
        && scene.lexicon.entities.heads.at(scene.text, i).is_empty()
        && !["يه", "يين", "يون"].iter().any(|e| scene.fold(i).ends_with(e))
}

/// «شمال سوريا», «الشمال السوري», «شرقي البلاد».
fn directed(scene: &Scene<'_>, i: usize) -> Option<Candidate> {
    let hit = scene.lexicon.gazetteer.directions.at(scene.text, i).into_iter().next()?;
    let mut at = hit.tokens.end;
    let mut direction = hit.value.clone();
    // «شمال غرب», «الجنوب الشرقي».
    if let Some(second) = scene.lexicon.gazetteer.directions.at(scene.text, at).into_iter().next() {
        if second.preposition.is_none() && !second.conjunction {
            direction = format!("{direction}{}", second.value);
            at = second.tokens.end;
        }
    }
    let preposition = scene.preposition_before(i, hit.preposition);
    let make = |end: usize, name_span, options| Candidate {
        tokens: i..end,
        span: Span::new(hit.span.start, scene.text.cover(i, end).end),
        name_span,
        options,
        head: None,
        head_form: None,
        direction: Some(direction.clone()),
        preposition: preposition.clone(),
    };
    if let Some(nation) = crate::actors::adjective_country(scene, at) {
        let id = format!("country:{nation}");
        let index = scene.lexicon.gazetteer.all.iter().position(|p| p.id == id)?;
        return Some(make(at + 1, scene.text.cover(at, at + 1), vec![u32::try_from(index).ok()?]));
    }
    // A head may stand between: «شمال مدينة حلب», «شرق محافظة إدلب».
    let mut name_at = at;
    if let Some(head) = scene.lexicon.gazetteer.heads.at(scene.text, at).into_iter().next() {
        if head.preposition.is_none() && !head.conjunction {
            name_at = head.tokens.end;
        }
    }
    let names: Vec<_> = names_at(scene, name_at).into_iter().filter(|h| h.preposition.is_none() && !h.conjunction).collect();
    if let Some(first) = names.first() {
        if inside_actor(scene, first.tokens.start) {
            return None;
        }
        let (span, end) = (first.span, first.tokens.end);
        return Some(make(end, span, names.into_iter().map(|h| h.value).collect()));
    }
    if scene.fold(at) == "البلاد" {
        return Some(make(at + 1, scene.text.cover(at, at + 1), Vec::new()));
    }
    None
}

/// A name alone: it needs a reason to be a place.
fn bare(scene: &Scene<'_>, i: usize, last: Option<&Candidate>) -> Option<Candidate> {
    let hits = names_at(scene, i);
    let first = hits.first()?;
    let preposition = scene.preposition_before(i, first.preposition);
    let several = first.tokens.len() > 1;
    let name = marsad_text::fold_str(scene.text.slice(first.span));
    let place_preposition =
        matches!(preposition.as_deref(), Some("في" | "ب" | "الي" | "قرب" | "نحو" | "داخل" | "خارج" | "وسط" | "حول" | "باتجاه" | "بين" | "عبر" | "ضمن"));
    let listed = last.is_some_and(|c| {
        // «في حلب وإدلب», «حلب، وإدلب».
        let gap = c.tokens.end..i;
        first.conjunction && (gap.is_empty() || gap.clone().all(|k| scene.parts_clauses(k))) && gap.len() <= 1
            || gap.len() == 1 && scene.fold(gap.start) == "،" && !first.conjunction
    });
    let biggest = hits.iter().map(|h| scene.lexicon.gazetteer.at(h.value)).map(weight).fold(0.0, f64::max);
    let known_actor = scene.actors.iter().any(|a| a.tokens.start == first.tokens.start && a.state);
    if scene.lexicon.gazetteer.common.contains(&name) {
        // Also an ordinary word: only where a preposition of place shows it, and never as a person's word.
        if !(place_preposition && biggest >= 4.5) && !(listed && biggest >= 4.5) {
            return None;
        }
    } else if !several && !known_actor {
        let indefinite_short = name.chars().count() <= 3;
        let reason = place_preposition || listed || matches!(preposition.as_deref(), Some("من" | "علي" | "عن" | "مع" | "ل"));
        if biggest < 3.5 && !reason || indefinite_short && biggest < 5.0 && !place_preposition {
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
        direction: None,
        preposition,
    })
}

/// How well known a place is: countries first, then by inhabitants (log10), with a floor by kind.
fn weight(place: &GazetteerPlace) -> f64 {
    #[allow(clippy::cast_precision_loss)]
    let people = ((place.population + 1) as f64).log10();
    let floor = match place.kind {
        PlaceKind::Country => 8.0,
        PlaceKind::Governorate => 5.0,
        PlaceKind::Region | PlaceKind::City => 4.5,
        PlaceKind::Site | PlaceKind::District => 3.6,
        PlaceKind::Town => 3.0,
        PlaceKind::Neighbourhood | PlaceKind::Village => 2.0,
    };
    people.max(floor)
}

/// How much each country is spoken of: by its own name, its nationality, its unambiguous places, its actors.
fn country_votes(scene: &Scene<'_>, candidates: &[Candidate]) -> FxHashMap<String, f64> {
    let mut votes: FxHashMap<String, f64> = FxHashMap::default();
    let mut add = |country: Option<&String>, weight: f64| {
        if let Some(c) = country {
            *votes.entry(c.clone()).or_default() += weight;
        }
    };
    for c in candidates {
        let mut countries: Vec<&String> =
            c.options.iter().filter_map(|&o| scene.lexicon.gazetteer.at(o).country.as_ref()).collect();
        countries.sort_unstable();
        countries.dedup();
        if let [only] = countries[..] {
            add(Some(only), 1.0);
        }
    }
    for a in &scene.actors {
        add(a.country.as_ref(), if matches!(a.country.as_deref(), Some("USA" | "RUS" | "GBR" | "FRA")) { 0.2 } else { 0.5 });
    }
    votes
}

fn resolve(
    scene: &Scene<'_>,
    c: &Candidate,
    votes: &FxHashMap<String, f64>,
    all: &[Candidate],
    k: usize,
) -> PlaceMention {
    let total: f64 = votes.values().sum::<f64>().max(1.0);
    let near: Vec<&str> = all[k.saturating_sub(3)..(k + 4).min(all.len())]
        .iter()
        .filter(|o| o.tokens != c.tokens)
        .flat_map(|o| &o.options)
        .flat_map(|&o| {
            let p = scene.lexicon.gazetteer.at(o);
            [p.admin1.as_deref(), Some(p.en.as_str())]
        })
        .flatten()
        .collect();
    let score = |index: u32| {
        let place = scene.lexicon.gazetteer.at(index);
        let mut s = weight(place) * 0.6;
        s += 6.0 * place.country.as_ref().and_then(|x| votes.get(x)).copied().unwrap_or(0.0) / total;
        if place.admin1.as_deref().is_some_and(|a| near.contains(&a)) {
            s += 1.5;
        }
        match (c.head, place.kind) {
            (Some(h), kind) if h == kind => s += 3.0,
            (Some(PlaceKind::City | PlaceKind::Town | PlaceKind::Village), PlaceKind::City | PlaceKind::Town | PlaceKind::Village) => s += 2.0,
            (Some(PlaceKind::Region | PlaceKind::Governorate), PlaceKind::Governorate) => s += 2.0,
            (None, PlaceKind::Governorate) => s -= 2.0,
            (None, PlaceKind::Site | PlaceKind::Neighbourhood) => s -= 0.5,
            _ => {}
        }
        s
    };
    let mut ranked: Vec<u32> = c.options.clone();
    ranked.sort_by(|a, b| {
        score(*b).total_cmp(&score(*a)).then_with(|| scene.lexicon.gazetteer.at(*a).id.cmp(&scene.lexicon.gazetteer.at(*b).id))
    });
    ranked.dedup();
    let best = ranked.first().map(|&i| scene.lexicon.gazetteer.at(i));
    let part = c.direction.is_some() || c.head_form.as_deref() == Some("ريف");
    let kind = match (c.head, best) {
        (Some(PlaceKind::Region), _) | (None, _) if part => Some(PlaceKind::Region),
        (Some(h), Some(p)) if h == PlaceKind::Site || p.kind == PlaceKind::Country => Some(if h == PlaceKind::Site { h } else { p.kind }),
        (Some(h), _) => Some(h),
        (None, Some(p)) => Some(p.kind),
        (None, None) => None,
    };
    // A head that makes a site of a town's name («مطار حلب») is at the town only roughly.
    let name = match best {
        Some(p) => named(p, c),
        None => scene.text.slice(c.name_span).to_owned(),
    };
    let country = best.and_then(|p| p.country.clone()).or_else(|| scene.country.clone());
    let lookup = best.or_else(|| {
        let id = format!("country:{}", scene.country.as_deref()?);
        (c.direction.is_some() && c.options.is_empty()).then(|| scene.lexicon.gazetteer.get(&id))?
    });
    PlaceMention {
        tokens: c.tokens.clone(),
        span: c.span,
        name,
        id: best.filter(|_| !part).map(|p| p.id.clone()),
        lat: lookup.map(|p| p.lat),
        lon: lookup.map(|p| p.lon),
        kind,
        country,
        rivals: ranked.iter().skip(1).take(5).copied().collect(),
        preposition: c.preposition.clone(),
        part,
    }
}

fn named(place: &GazetteerPlace, c: &Candidate) -> String {
    let compass = c.direction.as_deref().map(|d| match d {
        "N" => "Northern",
        "S" => "Southern",
        "E" => "Eastern",
        "W" => "Western",
        "NE" => "North-eastern",
        "NW" => "North-western",
        "SE" => "South-eastern",
        "SW" => "South-western",
        "C" => "Central",
        _ => "Part of",
    });
    let rural = c.head_form.as_deref() == Some("ريف");
    match (compass, rural) {
        (Some(d), true) => format!("{d} rural {}", place.en),
        (Some(d), false) => format!("{d} {}", place.en),
        (None, true) => format!("Rural {}", place.en),
        (None, false) => place.en.clone(),
    }
}
