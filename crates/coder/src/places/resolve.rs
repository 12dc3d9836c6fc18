//! Which place of a name is meant, and what the record says of it.

use marsad_lexicon::GazetteerPlace;
use marsad_model::{MatchedBy, PlaceKind};

use super::votes::Votes;
use super::{Candidate, weight};
use crate::scene::{PlaceMention, Scene};

/// Candidates on each side that say where a story is just now.
const NEAR: usize = 3;

/// Kilometres within which places are neighbours.
const NEAR_KM: f64 = 40.0;

pub(super) fn resolve(scene: &Scene<'_>, votes: &Votes, all: &[Candidate], k: usize) -> PlaceMention {
    let c = &all[k];
    let gazetteer = &scene.lexicon.gazetteer;
    let scored = rank(scene, votes, all, k);
    let why = scored.first().map(|s| s.why.clone()).unwrap_or_default();
    let margin = scored.first().zip(scored.get(1)).map(|(a, b)| a.score - b.score);
    let mut ranked: Vec<u32> = scored.into_iter().map(|s| s.index).collect();
    // A small place of a name in a country that the text never speaks of is another one that nobody lists.
    let stranger = ranked.first().map(|&i| gazetteer.at(i)).is_some_and(|p| {
        c.nation.is_none()
            && scene.about.is_some()
            && p.country != scene.about.as_deref()
            && weight(&p) < 4.0
            && votes.share(p.country) < 0.03
    });
    if stranger {
        ranked.clear();
    }
    let mut matched = MatchedBy::Name;
    if ranked.is_empty() {
        ranked = transliterated(scene, votes, all, k);
        matched = MatchedBy::Transliteration;
    }
    let best = ranked.first().map(|&i| gazetteer.at(i));
    let part = c.direction.is_some() || c.head_form.as_deref() == Some("ريف");
    // «مطار حلب» where only the town is known: near the town, but not the town.
    let of_town =
        c.head == Some(PlaceKind::Site) && best.is_some_and(|p| p.kind != PlaceKind::Site && !headed_by(&p, c));
    let kind = match (c.head, best) {
        (Some(PlaceKind::Region), _) | (None, _) if part => Some(PlaceKind::Region),
        (Some(h), Some(p)) if h == PlaceKind::Site || p.kind == PlaceKind::Country => {
            Some(if h == PlaceKind::Site { h } else { p.kind })
        }
        (Some(h), Some(p)) => Some(settled(h, &p)),
        (Some(h), None) => Some(h),
        (None, Some(p)) => Some(p.kind),
        (None, None) => None,
    };
    let name = match best {
        Some(p) => named(&p, c),
        None => scene.text.slice(c.name_span).to_owned(),
    };
    let country =
        best.and_then(|p| p.country.map(str::to_owned)).or_else(|| c.nation.clone()).or_else(|| scene.about.clone());
    let position = best.map(|p| match c.direction.as_deref() {
        Some(d) if p.kind == PlaceKind::Country => {
            p.country.and_then(|c| gazetteer.toward(c, d)).unwrap_or((p.lat, p.lon))
        }
        Some(d) if p.kind == PlaceKind::Governorate || c.head_form.as_deref() == Some("ريف") => shifted(&p, d),
        _ => (p.lat, p.lon),
    });
    PlaceMention {
        tokens: c.tokens.clone(),
        span: c.span,
        name,
        id: best.filter(|_| !part && !of_town).map(|p| p.id.to_owned()),
        lat: position.map(|p| p.0),
        lon: position.map(|p| p.1),
        kind,
        country,
        rivals: ranked.iter().skip(1).take(5).copied().collect(),
        preposition: c.preposition.clone(),
        part,
        pointed: c.back.is_some(),
        many: false,
        matched: best.map(|_| matched),
        near: near(scene, c, best.as_ref()),
        why: if matched == MatchedBy::Transliteration && best.is_some() {
            vec!["its Latin name can be written so"]
        } else {
            why
        },
        margin,
    }
}

/// Whether a settlement is only named to say what lies near it: «قرب حلب», «شرق خان يونس», «ريف حمص».
fn near(scene: &Scene<'_>, c: &Candidate, best: Option<&GazetteerPlace<'_>>) -> bool {
    let settlement = |p: &GazetteerPlace<'_>| {
        matches!(
            p.kind,
            PlaceKind::City | PlaceKind::Town | PlaceKind::Village | PlaceKind::Neighbourhood | PlaceKind::Site
        )
    };
    let beside = c.direction.as_deref().is_some_and(|d| d != "C")
        || c.preposition.as_deref().is_some_and(|p| scene.lexicon.place_links.around.contains(p));
    beside && best.is_some_and(settlement)
}

/// Where no gazetteer has the Arabic name of a settlement: the one place of the country whose Latin name it can be, if there is
/// one, or the one near what is named beside it.
fn transliterated(scene: &Scene<'_>, votes: &Votes, all: &[Candidate], k: usize) -> Vec<u32> {
    let c = &all[k];
    let settled = matches!(
        c.head,
        Some(PlaceKind::City | PlaceKind::Town | PlaceKind::Village | PlaceKind::Neighbourhood | PlaceKind::District)
    );
    let country = c.nation.clone().or_else(|| scene.about.clone()).or_else(|| votes.top().map(|(c, _)| c.to_owned()));
    let (true, Some(country)) = (settled && c.back.is_none(), country) else { return Vec::new() };
    let gazetteer = &scene.lexicon.gazetteer;
    let found = gazetteer.transliterated(&country, scene.text.slice(c.name_span));
    if found.len() < 2 {
        return found;
    }
    let beside = |&i: &u32| {
        let p = gazetteer.at(i);
        all[k.saturating_sub(NEAR)..(k + NEAR + 1).min(all.len())].iter().any(|o| {
            let [only] = o.options[..] else { return false };
            let q = gazetteer.at(only);
            q.kind != PlaceKind::Country && marsad_lexicon::km((p.lat, p.lon), (q.lat, q.lon)) <= NEAR_KM
        })
    };
    let close: Vec<u32> = found.iter().copied().filter(beside).collect();
    if close.len() == 1 { close } else { Vec::new() }
}

/// One reading of a name, with what speaks for it.
struct Scored {
    index: u32,
    score: f64,
    why: Vec<&'static str>,
}

/// Whether the place's own name begins with the head.
fn headed_by(place: &GazetteerPlace<'_>, c: &Candidate) -> bool {
    c.head_form.as_deref().is_some_and(|h| marsad_text::fold_str(place.ar).starts_with(h))
}

/// The kind to record where head and gazetteer say different things: the text's own word, unless it is a vaguer one.
fn settled(head: PlaceKind, place: &GazetteerPlace<'_>) -> PlaceKind {
    match (head, place.kind) {
        (PlaceKind::Region, known) => known,
        (said, _) => said,
    }
}

/// A quarter of a degree from a place in a direction: the countryside or edge of a town or governorate.
fn shifted(p: &GazetteerPlace<'_>, direction: &str) -> (f64, f64) {
    let (mut lat, mut lon) = (p.lat, p.lon);
    if matches!(direction, "N" | "NE" | "NW" | "S" | "SE" | "SW" | "E" | "W") {
        let step = 0.25;
        lat += if direction.contains('N') {
            step
        } else if direction.contains('S') {
            -step
        } else {
            0.0
        };
        lon += if direction.contains('E') {
            step
        } else if direction.contains('W') {
            -step
        } else {
            0.0
        };
    }
    (lat, lon)
}

/// The options, the likeliest first.
fn rank(scene: &Scene<'_>, votes: &Votes, all: &[Candidate], k: usize) -> Vec<Scored> {
    let c = &all[k];
    let gazetteer = &scene.lexicon.gazetteer;
    if let [only] = c.options[..] {
        return vec![Scored { index: only, score: 0.0, why: vec!["no other place has the name"] }];
    }
    let around = || {
        all[k.saturating_sub(NEAR)..(k + NEAR + 1).min(all.len())]
            .iter()
            .filter(|o| o.tokens != c.tokens && o.back.is_none())
    };
    let score = |index: u32| {
        let place = gazetteer.at(index);
        let mut why = Vec::new();
        if weight(&place) >= 4.5 {
            why.push("well known");
        }
        if votes.share(place.country) >= 0.3 {
            why.push("in the country of the story");
        }
        let mut s = weight(&place) * 0.6 + 6.0 * votes.share(place.country);
        if c.nation.is_some() && place.country == c.nation.as_deref() {
            why.push("in the country that the adjective names");
            s += 8.0;
        }
        // «العاصمة القطرية، الدوحة».
        let before = k
            .checked_sub(1)
            .map(|j| &all[j])
            .filter(|o| o.back.as_deref() == Some("عاصمه") && o.tokens.end + 1 >= c.tokens.start);
        if before.is_some_and(|o| o.options.contains(&index)) {
            s += 8.0;
        }
        if c.head.is_none_or(|h| h == PlaceKind::City)
            && place.country.and_then(|x| gazetteer.capital(x)) == Some(index)
        {
            why.push("the capital");
            s += 2.0;
        }
        // Inside a place named near by, or under the same governorate as one.
        let inside = around().any(|o| {
            o.options
                .iter()
                .any(|&x| place.parent == Some(gazetteer.at(x).id) && gazetteer.at(x).kind != PlaceKind::Country)
        });
        let beside = around().any(|o| {
            o.options.iter().any(|&x| {
                let p = gazetteer.at(x);
                place.admin1.is_some()
                    && place.country == p.country
                    && (p.admin1 == place.admin1 || place.admin1 == Some(p.en))
            })
        });
        if inside {
            why.push("lies in a place named near by");
        }
        if beside {
            why.push("in the governorate of a place named near by");
        }
        s += if inside { 3.0 } else { 0.0 } + if beside { 1.5 } else { 0.0 };
        // Lists of every hamlet have a namesake for everything.
        if gazetteer.imported(index) {
            s -= 3.0;
        }
        // Near a place named close by that can only be one.
        let near = around().any(|o| {
            let [only] = o.options[..] else { return false };
            let p = gazetteer.at(only);
            !matches!(p.kind, PlaceKind::Country | PlaceKind::Region)
                && marsad_lexicon::km((p.lat, p.lon), (place.lat, place.lon)) <= NEAR_KM
        });
        if near {
            why.push("near a place named near by");
        }
        s += if near { 2.0 } else { 0.0 };
        if c.head == Some(place.kind) {
            why.push("of the kind that the word before it says");
        }
        match (c.head, place.kind) {
            (Some(h), kind) if h == kind => s += 3.0,
            (
                Some(PlaceKind::City | PlaceKind::Town | PlaceKind::Village),
                PlaceKind::City | PlaceKind::Town | PlaceKind::Village,
            ) => s += 2.0,
            (Some(PlaceKind::Region | PlaceKind::Governorate), PlaceKind::Governorate) => s += 2.0,
            (None, PlaceKind::Governorate) => s -= 2.0,
            (None, PlaceKind::District) => s -= 1.5,
            (None, PlaceKind::Site | PlaceKind::Neighbourhood) => s -= 0.5,
            _ => {}
        }
        Scored { index, score: s, why }
    };
    let mut scored: Vec<Scored> = c.options.iter().map(|&o| score(o)).collect();
    scored.sort_by(|a, b| {
        b.score.total_cmp(&a.score).then_with(|| gazetteer.at(a.index).id.cmp(gazetteer.at(b.index).id))
    });
    scored.dedup_by_key(|x| x.index);
    scored
}

fn named(place: &GazetteerPlace<'_>, c: &Candidate) -> String {
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
        (None, false) => place.en.to_owned(),
    }
}
