//! Where: places of the gazetteer behind a preposition of place, by their English names.

use marsad_lexicon::Gazetteer;
use marsad_lexicon::language::{Classes, NameKind};
use marsad_model::{MatchedBy, Place, PlaceKind, Rival};
use marsad_text::Text;

use crate::scene::Scene;

/// A place in a sentence.
#[derive(Debug, Clone)]
pub(crate) struct Spot {
    pub start: usize,
    pub place: Place,
}

/// Every place that a preposition of place stands before, in order.
pub(crate) fn find(scene: &Scene<'_>, text: &Text, gazetteer: &Gazetteer) -> Vec<Spot> {
    let countries: Vec<&str> = scene.names.iter().filter_map(|n| n.name.country.as_deref()).collect();
    let mut out = Vec::new();
    let mut at = 0;
    while at < scene.words.len() {
        let timed = scene.pack.time.at(|k| scene.lower(k), at).is_some();
        let found = (scene.words[at].capital && !timed).then(|| spot(scene, text, gazetteer, at, &countries)).flatten();
        match found {
            Some((len, spot)) => {
                at += len;
                out.push(spot);
            }
            None => at += 1,
        }
    }
    out
}

/// Whether a preposition of place leads to a word: «in the northern city of …».
fn led(scene: &Scene<'_>, at: usize) -> bool {
    let mut i = at;
    let mut far = 0;
    while i > 0 && far < 6 {
        i -= 1;
        far += 1;
        if scene.is(i, Classes::PLACE) {
            return true;
        }
        // «…, Iraq» behind a town.
        let passes = scene.noun_like(i)
            || scene.is(i, Classes::DETERMINER | Classes::OF)
            || scene.mark(i) == Some(',') && far == 1;
        if !passes {
            return false;
        }
    }
    false
}

fn spot(scene: &Scene<'_>, text: &Text, gazetteer: &Gazetteer, at: usize, countries: &[&str]) -> Option<(usize, Spot)> {
    if !led(scene, at) {
        return None;
    }
    let quote = |len: usize| text.quote(scene.span(at, at + len));
    let (len, indices) = scene.pack.places_at(|i| scene.lower(i), at);
    let capitals = (at..at + len).any(|i| scene.words[i].capital);
    // «in Damascus, Syria»: the country named beside decides, else the larger place.
    let mut ranked: Vec<u32> = indices;
    ranked.sort_by_key(|&i| {
        let p = gazetteer.at(i);
        let here = p.country.is_some_and(|c| countries.contains(&c));
        (!here, std::cmp::Reverse(p.population), p.id.to_owned())
    });
    let named = scene.named(at).filter(|n| n.start == at);
    let country = named.filter(|n| n.name.kind == NameKind::Country && n.end - n.start >= len);
    if let Some(found) = country {
        let code = found.name.country.as_deref()?;
        let index = gazetteer.index(&format!("country:{code}"))?;
        let len = found.end - found.start;
        return Some((len, Spot { start: at, place: place(gazetteer, index, &[], quote(len)) }));
    }
    let first = *ranked.first().filter(|_| capitals)?;
    // A body or person of the lexicon of that name is no place.
    if named.is_some_and(|n| matches!(n.name.kind, NameKind::Person | NameKind::Nationality) || n.end - n.start > len) {
        return None;
    }
    Some((len, Spot { start: at, place: place(gazetteer, first, &ranked[1..], quote(len)) }))
}

fn place(gazetteer: &Gazetteer, index: u32, rivals: &[u32], quote: marsad_model::Quote) -> Place {
    let p = gazetteer.at(index);
    let rivals = rivals.iter().take(5).map(|&i| {
        let r = gazetteer.at(i);
        Rival { id: r.id.to_owned(), name: r.en.to_owned(), country: r.country.map(str::to_owned) }
    });
    let precision = match p.kind {
        PlaceKind::Site | PlaceKind::Neighbourhood | PlaceKind::Village | PlaceKind::Town => 1,
        PlaceKind::City => 2,
        PlaceKind::District => 3,
        PlaceKind::Governorate => 4,
        PlaceKind::Region => 5,
        PlaceKind::Country => 6,
    };
    Place {
        quote,
        name: p.en.to_owned(),
        id: Some(p.id.to_owned()),
        lat: Some(p.lat),
        lon: Some(p.lon),
        kind: Some(p.kind),
        country: p.country.map(str::to_owned),
        precision,
        rivals: rivals.collect(),
        matched: Some(MatchedBy::Name),
    }
}
