//! People under a title, rank or office, and offices alone.

use marsad_lexicon::{PhraseHit, Title};
use marsad_model::{Sector, Span};

use super::names::{best_hit, from_entity, short};
use super::people::name_end;
use super::words::{adjective_country, is_adjective, is_quote};
use super::{Found, Open};
use crate::order;
use crate::scene::{ActorMention, Scene};

/// The most words that say what an office is of.
const MODIFIERS: usize = 6;

/// What stands between a title and a name.
struct Office {
    end: usize,
    sector: Option<Sector>,
    country: Option<String>,
    of: Option<String>,
    /// Id of the armed group, party or body it is of.
    id: Option<String>,
}

/// A person under a title, or the office alone.
pub(super) fn titled(scene: &Scene<'_>, i: usize) -> Option<Found> {
    if scene.words.get(i)?.function.is_some() {
        return None;
    }
    let hit = scene.lexicon.entities.titles.at(scene, i).into_iter().next()?;
    if hit.value.class == "family" && !super::words::definite(scene, i) {
        return relative(scene, &hit);
    }
    let mut office = office(scene, &hit);
    if office.end == hit.tokens.end && hit.value.class == "office" && body_noun(scene, &hit) {
        office.end += 1;
        if is_adjective(scene, office.end - 1, office.end) {
            office.end += 1;
        }
    }
    person(scene, i, &hit, &office).or_else(|| alone(scene, i, &hit, &office))
}

/// Whether a plain noun behind a title says what the office is of: «مدير الميناء», «حاكم الولاية».
fn body_noun(scene: &Scene<'_>, hit: &PhraseHit<Title>) -> bool {
    let at = hit.tokens.end;
    let Some(token) = scene.text.tokens().get(at) else { return false };
    token.spaced
        && token.kind == marsad_text::TokenKind::Arabic
        && !super::words::definite(scene, hit.tokens.start)
        && !super::words::definite(scene, at - 1)
        && scene.fold(at).starts_with("ال")
        && scene.words[at].function.is_none()
        && scene.words[at].verb.is_none()
        && scene.text.sentence_of(at) == scene.text.sentence_of(hit.tokens.start)
        && order::on(&scene.times, at).is_none()
        && order::on(&scene.numbers, at).is_none()
        && !super::words::unknown(scene, at)
}

/// «أرملة …», «نجل القيادي»: a relative of somebody, who is somebody else.
fn relative(scene: &Scene<'_>, hit: &PhraseHit<Title>) -> Option<Found> {
    let at = hit.tokens.end;
    let all = [
        super::names::named(scene, at),
        titled(scene, at),
        super::people::given(scene, at),
        super::composed::composed(scene, at, 1),
    ];
    let whose = super::longest(all.into_iter().flatten());
    let whose = whose.filter(|f| {
        f.cut.is_none()
            && !f.mention.joined
            && (f.mention.person || matches!(f.mention.kind.as_str(), "office" | "person"))
    })?;
    let tokens = hit.tokens.start..whose.mention.tokens.end;
    let span = Span::new(hit.span.start, scene.text.cover(tokens.start, tokens.end).end);
    Some(Found {
        mention: ActorMention {
            span,
            entity: scene.text.slice(span).to_owned(),
            id: None,
            country: whose.mention.country,
            sector: Some(Sector::Cvl),
            kind: "population".to_owned(),
            loaded: None,
            joined: hit.conjunction,
            preposition: scene.preposition_before(tokens.start, hit.preposition),
            person: false,
            state: false,
            tokens,
        },
        open: Open::No,
        cut: hit.preposition,
    })
}

/// Reads what the office is of: a nationality, an organisation, a place, further titles.
fn office(scene: &Scene<'_>, hit: &PhraseHit<Title>) -> Office {
    let title = &hit.value;
    let mut o = Office { end: hit.tokens.end, sector: title.sector, country: None, of: None, id: None };
    for _ in 0..MODIFIERS {
        let at = o.end;
        if at >= scene.text.tokens().len() || !scene.text.tokens()[at].is_word() && !is_quote(scene, at) {
            break;
        }
        // «باسم», «في», «لدى» lead on to what the office is of.
        let lead =
            usize::from(title.class == "office" && matches!(scene.fold(at), "باسم" | "في" | "لدي" | "الي" | "لشؤون"));
        if let Some(country) = adjective_country(scene, at).filter(|_| lead == 0) {
            o.country = Some(country);
            o.end += 1;
        } else if let Some(inner) = scene
            .lexicon
            .entities
            .titles
            .at(scene, at)
            .into_iter()
            .next()
            .filter(|h| lead == 0 && h.preposition.is_none() && !h.conjunction)
        {
            o.sector = o.sector.or(inner.value.sector);
            o.end = inner.tokens.end;
        } else if lead == 0 && o.country.is_some() && o.of.is_none() && adjective_country(scene, at - 1).is_some()
            || lead == 0
                && super::words::definite(scene, at - 1)
                && o.of.is_none()
                && o.country.is_none()
                && hit.tokens.end == at
                && hit.tokens.len() == 1
            || lead == 0 && o.id.is_some()
            || !of(scene, &mut o, at + lead, title, hit.tokens.end)
        {
            if lead == 0 && title.class == "office" && is_adjective(scene, at - 1, at) {
                o.end += 1;
            } else {
                break;
            }
        }
    }
    o
}

/// Takes in the organisation or place at `at`; whether there was one.
fn of(scene: &Scene<'_>, o: &mut Office, at: usize, title: &Title, title_end: usize) -> bool {
    let inner = best_hit(scene, at).filter(|h| matches!(h.preposition, None | Some('ل')) && !h.conjunction);
    if let Some(inner) = inner {
        let e = scene.lexicon.entities.at(inner.value);
        if e.kind == "person" || title.class != "office" {
            return false;
        }
        o.country = o.country.take().or(e.country.clone());
        o.of.get_or_insert(e.en.clone());
        if matches!(
            e.kind.as_str(),
            "armed-group" | "military" | "militia" | "igo" | "party" | "police" | "intelligence"
        ) {
            o.id.get_or_insert(e.id.clone());
        }
        if matches!(e.kind.as_str(), "armed-group" | "military" | "militia" | "police" | "igo" | "party") {
            o.sector = e.sector.or(o.sector);
        }
        o.end = inner.tokens.end;
        return true;
    }
    if title.class != "office" {
        return false;
    }
    // «دعا الأمين العام للأمم المتحدة الطرفين»: behind what has the article stands somebody else.
    if super::words::definite(scene, at - 1) && super::words::definite(scene, at) {
        return false;
    }
    let group = super::longest([short(scene, at), super::composed::composed(scene, at, 1)].into_iter().flatten());
    if let Some(inner) =
        group.filter(|f| matches!(f.cut, None | Some('ل')) && !f.mention.joined && f.mention.kind != "person")
    {
        o.country = o.country.take().or(inner.mention.country.clone());
        if matches!(inner.mention.sector, Some(Sector::Mil | Sector::Reb | Sector::Par | Sector::Cop | Sector::Igo)) {
            o.sector = inner.mention.sector;
        }
        o.end = inner.mention.tokens.end;
        return true;
    }
    let places = scene.place_names(at);
    if let Some(place) = places.first().filter(|h| h.preposition.is_none() && !h.conjunction && at == title_end) {
        o.country = o.country.take().or_else(|| scene.lexicon.gazetteer.at(place.value).country.map(str::to_owned));
        o.end = place.tokens.end;
        return true;
    }
    false
}

/// The person named after the office.
fn person(scene: &Scene<'_>, i: usize, hit: &PhraseHit<Title>, office: &Office) -> Option<Found> {
    // «وزير الدفاع اللبناني، موريس سليم»: a comma may stand before a name that is known as one.
    let comma = scene.fold(office.end) == "،" || is_quote(scene, office.end);
    let start = office.end + usize::from(comma);
    if comma && scene.fold(start).starts_with('و') && !scene.given(start) {
        return None;
    }
    let preposition = scene.preposition_before(i, hit.preposition);
    if let Some(person) = best_hit(scene, start).filter(|h| scene.lexicon.entities.at(h.value).kind == "person") {
        let known = from_entity(scene, &person, scene.lexicon.entities.at(person.value));
        let mention = ActorMention { tokens: i..person.tokens.end, joined: hit.conjunction, preposition, ..known };
        return Some(Found { mention, open: Open::No, cut: hit.preposition });
    }
    // «دعا وزير الخارجية حلف شمال الأطلسي»: a body that is known is no name of a person.
    if best_hit(scene, start).is_some_and(|h| h.tokens.len() > 1) {
        return None;
    }
    let end = name_end(scene, start, hit.value.class == "office" || comma)?;
    let span = scene.text.cover(start, end);
    let country = office.country.clone();
    Some(Found {
        open: if country.is_none() { Open::Country } else { Open::No },
        mention: ActorMention {
            tokens: i..end,
            span,
            entity: scene.text.slice(span).to_owned(),
            id: None,
            country,
            sector: office.sector.or(Some(Sector::Cvl)),
            kind: "person".to_owned(),
            loaded: None,
            joined: hit.conjunction,
            preposition,
            person: true,
            state: false,
        },
        cut: hit.preposition,
    })
}

/// The office without a name: «المتحدث باسم الجيش», «محافظ عدن».
fn alone(scene: &Scene<'_>, i: usize, hit: &PhraseHit<Title>, office: &Office) -> Option<Found> {
    let bare = office.end == hit.tokens.end;
    if hit.value.class != "office"
        || bare && (office.sector.is_none() || super::names::common_adjective(scene, office.end))
    {
        return None;
    }
    // «رئيس» and «قائد» without anything are words of any kind.
    if bare && hit.tokens.len() == 1 && !super::words::definite(scene, i) {
        return None;
    }
    let span = Span::new(hit.span.start, scene.text.cover(i, office.end).end);
    Some(Found {
        open: if office.country.is_none() { Open::Country } else { Open::No },
        mention: ActorMention {
            tokens: i..office.end,
            span,
            entity: office
                .of
                .as_ref()
                .map_or_else(|| scene.text.slice(span).to_owned(), |o| format!("{o}: {}", scene.text.slice(hit.span))),
            id: office.id.clone(),
            country: office.country.clone(),
            sector: office.sector.or(Some(Sector::Gov)),
            kind: "office".to_owned(),
            loaded: None,
            joined: hit.conjunction,
            preposition: scene.preposition_before(i, hit.preposition),
            person: false,
            state: false,
        },
        cut: hit.preposition,
    })
}
