//! A place of the text as the record has it.

use marsad_model::{Place, PlaceKind, Rival};

use crate::scene::{PlaceMention, Scene};

/// Whether a place has a name that tells it from others; «نقطة تفتيش» and «منزله» have none.
pub(crate) fn has_name(place: &Place) -> bool {
    place.matched.is_some() || place.kind.is_some_and(|k| k != PlaceKind::Site)
}

/// A place as the record has it.
pub(crate) fn place(scene: &Scene<'_>, p: &PlaceMention) -> Place {
    let precision =
        match p.kind {
            _ if p.near && p.lat.is_some() => 2,
            Some(
                PlaceKind::Site | PlaceKind::Neighbourhood | PlaceKind::Village | PlaceKind::Town | PlaceKind::City,
            ) if p.lat.is_some() => 1,
            Some(PlaceKind::District) => 3,
            Some(PlaceKind::Governorate) => 4,
            Some(PlaceKind::Region) => 5,
            Some(PlaceKind::Country) => 6,
            _ => 7,
        };
    let rivals = p.rivals.iter().map(|&i| scene.lexicon.gazetteer.at(i));
    Place {
        quote: scene.text.quote(p.span),
        name: p.name.clone(),
        id: p.id.clone(),
        lat: p.lat,
        lon: p.lon,
        kind: p.kind,
        country: p.country.clone(),
        precision,
        matched: p.matched,
        rivals: rivals
            .map(|r| Rival { id: r.id.to_owned(), name: r.en.to_owned(), country: r.country.map(str::to_owned) })
            .collect(),
    }
}
