//! Actors: names of the lexicon, actors made of a head noun and what follows it, people under titles, peoples.

use std::ops::Range;

use marsad_lexicon::{Entity, PhraseHit};
use marsad_model::{Sector, Span};
use marsad_text::TokenKind;

use crate::scene::{ActorMention, Scene};

/// The most words of a person's name after a title.
const NAME_WORDS: usize = 4;
/// The most modifiers after a head.
const MODIFIERS: usize = 6;

/// Finds every actor, in order, none overlapping.
pub(crate) fn find(scene: &mut Scene<'_>) {
    let mut found: Vec<ActorMention> = Vec::new();
    let mut i = 0;
    while i < scene.text.tokens().len() {
        let best = [named(scene, i), composed(scene, i, &found), titled(scene, i), people(scene, i)]
            .into_iter()
            .flatten()
            .max_by_key(|m| (m.tokens.end, !m.person));
        match best {
            Some(mention) => {
                i = mention.tokens.end;
                found.push(mention);
            }
            None => i += 1,
        }
    }
    scene.actors = found;
}

/// A name the lexicon has.
fn named(scene: &Scene<'_>, i: usize) -> Option<ActorMention> {
    let hit = best_hit(scene, i)?;
    let entity = scene.lexicon.entities.at(hit.value);
    Some(from_entity(scene, &hit, entity))
}

/// The hit to take among entities of one name: the one in office on the day of publication, else the first.
fn best_hit(scene: &Scene<'_>, i: usize) -> Option<PhraseHit<u32>> {
    if scene.words[i].function.is_some() {
        return None;
    }
    let hits = scene.lexicon.entities.names.at(scene.text, i);
    let alive = |hit: &&PhraseHit<u32>| {
        let e = scene.lexicon.entities.at(hit.value);
        scene.published.is_none_or(|day| e.from.is_none_or(|f| f <= day) && e.to.is_none_or(|t| day <= t))
    };
    hits.iter().find(alive).or(hits.first()).cloned()
}

fn from_entity(scene: &Scene<'_>, hit: &PhraseHit<u32>, entity: &Entity) -> ActorMention {
    let words = scene.text.slice(hit.span);
    let loaded = scene
        .lexicon
        .entities
        .loaded
        .get(words)
        .first()
        .map(|l| l.term.clone())
        .or_else(|| loaded_inside(scene, hit.tokens.clone()));
    ActorMention {
        tokens: hit.tokens.clone(),
        span: hit.span,
        entity: entity.en.clone(),
        id: Some(entity.id.clone()),
        country: entity.country.clone(),
        sector: entity.sector,
        kind: entity.kind.clone(),
        loaded,
        joined: hit.conjunction,
        preposition: scene.preposition_before(hit.tokens.start, hit.preposition),
        person: entity.kind == "person",
        state: entity.kind == "state",
    }
}

/// A loaded term among the tokens of a mention.
fn loaded_inside(scene: &Scene<'_>, tokens: Range<usize>) -> Option<String> {
    tokens.into_iter().find_map(|i| {
        scene.lexicon.entities.loaded.at(scene.text, i).first().map(|hit| scene.text.slice(hit.span).to_owned())
    })
}

/// Head noun + what follows: «قوات النظام», «مسلحون من …», «الشرطة العراقية», «خبراء في شؤون …».
fn composed(scene: &Scene<'_>, i: usize, earlier: &[ActorMention]) -> Option<ActorMention> {
    if scene.words[i].function.is_some() {
        return None;
    }
    let hit = scene.lexicon.entities.heads.at(scene.text, i).into_iter().next()?;
    let head = &hit.value;
    let mut end = hit.tokens.end;
    let mut entity: Option<Entity> = None;
    let mut country: Option<String> = None;
    let mut sector = head.sector;
    let mut named_group = false;
    for _ in 0..MODIFIERS {
        if end >= scene.text.tokens().len() || scene.parts_clauses(end) {
            break;
        }
        // «من» + a named group: «عناصر من داعش», «مسلحين من تنظيم …».
        let of = usize::from(scene.fold(end) == "من" && head.takes != "nationality");
        if end + of < scene.text.tokens().len() && !scene.parts_clauses(end + of) {
            if let Some(inner) = best_hit(scene, end + of).filter(|h| h.preposition.is_none() && !h.conjunction) {
                let e = scene.lexicon.entities.at(inner.value);
                if e.kind != "person" && (of == 0 || e.kind != "state") && entity.is_none() {
                    // A state under its own name after «قوات» is its owner; under «سكان» it is a place.
                    country = country.or(e.country.clone());
                    if e.kind != "state" {
                        sector = e.sector.or(sector);
                    }
                    entity = Some(e.clone());
                    end = inner.tokens.end;
                    continue;
                }
                break;
            }
        }
        if of == 1 {
            break;
        }
        if let Some(nation) = adjective_country(scene, end) {
            country = Some(nation);
            end += 1;
            continue;
        }
        if let Some(inner) = scene.lexicon.entities.heads.at(scene.text, end).into_iter().next() {
            if inner.preposition.is_none() && !inner.conjunction && entity.is_none() && end == hit.tokens.end {
                if inner.value.sector.is_some() && matches!(sector, None | Some(Sector::Uaf | Sector::Cvl)) {
                    sector = inner.value.sector;
                }
                end = inner.tokens.end;
                continue;
            }
        }
        if is_adjective(scene, hit.tokens.end - 1, end) {
            end += 1;
            continue;
        }
        // «لواء النصر», «فيلق الشام»: a group's own name.
        if !named_group && head.takes.contains("group") && end == hit.tokens.end && is_name_word(scene, end) {
            named_group = true;
            end += 1;
            continue;
        }
        break;
    }
    let bare = end == hit.tokens.end;
    let definite = scene.fold(hit.tokens.start).contains("ال") && scene.text.slice(hit.span).starts_with("ال");
    if bare && entity.is_none() && country.is_none() {
        if let Some(before) = antecedent(earlier, head.kind.as_str(), definite) {
            entity = None;
            country = before.country.clone();
            sector = before.sector.or(sector);
            return Some(make(scene, &hit, end, before.entity.clone(), before.id.clone(), country, sector, &head.kind));
        }
        // A head that says nothing by itself («حركة», «مجموعة») is no actor.
        if !matches!(head.takes.as_str(), "any" | "nationality" | "" | "none") && !definite {
            return None;
        }
        if sector.is_none() {
            return None;
        }
    }
    let (name, id) = match (&entity, &country) {
        (Some(e), _) if e.kind != "state" => (e.en.clone(), Some(e.id.clone())),
        (_, Some(c)) => (format!("{} ({c})", english_head(&head.en, &head.kind)), None),
        _ => (scene.text.slice(Span::new(hit.span.start, scene.text.cover(hit.tokens.start, end).end)).to_owned(), None),
    };
    Some(make(scene, &hit, end, name, id, country, sector, &head.kind))
}

fn english_head<'a>(en: &'a str, kind: &'a str) -> &'a str {
    if en.is_empty() { kind } else { en }
}

#[allow(clippy::too_many_arguments)]
fn make(
    scene: &Scene<'_>,
    hit: &PhraseHit<marsad_lexicon::Head>,
    end: usize,
    entity: String,
    id: Option<String>,
    country: Option<String>,
    sector: Option<Sector>,
    kind: &str,
) -> ActorMention {
    ActorMention {
        tokens: hit.tokens.start..end,
        span: Span::new(hit.span.start, scene.text.cover(hit.tokens.start, end).end),
        entity,
        id,
        country,
        sector,
        kind: kind.to_owned(),
        loaded: loaded_inside(scene, hit.tokens.start..end),
        joined: hit.conjunction,
        preposition: scene.preposition_before(hit.tokens.start, hit.preposition),
        person: false,
        state: false,
    }
}

/// The actor that a bare definite head («التنظيم», «الحركة») speaks of: the last one of its kind.
fn antecedent<'a>(earlier: &'a [ActorMention], kind: &str, definite: bool) -> Option<&'a ActorMention> {
    if !definite || !matches!(kind, "armed-group" | "party" | "militia" | "group" | "organisation") {
        return None;
    }
    earlier.iter().rev().find(|m| m.id.is_some() && matches!(m.kind.as_str(), "armed-group" | "party" | "militia"))
}

/// The country of a nationality adjective at `i` that has nothing joined before it but the article.
pub(crate) fn adjective_country(scene: &Scene<'_>, i: usize) -> Option<String> {
    let hit = scene.lexicon.gazetteer.nationalities.at(scene.text, i).into_iter().next()?;
    (hit.preposition.is_none() && !hit.conjunction).then_some(hit.value)
}

/// Whether the word at `i` is an adjective of the noun at `noun`: it agrees in the article and has an adjective's ending.
fn is_adjective(scene: &Scene<'_>, noun: usize, i: usize) -> bool {
    let word = scene.fold(i);
    if scene.words[i].function.is_some() || scene.text.tokens()[i].kind != TokenKind::Arabic {
        return false;
    }
    let definite_noun = scene.fold(noun).contains("ال") && {
        let fold = scene.fold(noun);
        ["ال", "وال", "بال", "لل", "فال", "كال", "ولل"].iter().any(|p| fold.starts_with(p))
    };
    let relational = ["يه", "ي", "يين", "يون", "يات"].iter().any(|e| word.ends_with(e)) && word.chars().count() >= 5;
    let participle = ["ه", "ين", "ون"].iter().any(|e| word.ends_with(e)) && word.contains("ال") && word.chars().count() >= 6;
    if definite_noun {
        word.starts_with("ال") && (relational || participle)
    } else {
        !word.starts_with("ال") && relational && scene.words[i].verb.is_none()
    }
}

/// Whether the word at `i` can be (part of) a name: not a function word, not a verb, no mark.
fn is_name_word(scene: &Scene<'_>, i: usize) -> bool {
    let Some(token) = scene.text.tokens().get(i) else { return false };
    if !token.is_word() || scene.words[i].function.is_some() || scene.fold(i).chars().count() < 2 {
        return false;
    }
    // A verb that is nothing else ends a name; what is also a noun («محمد», «سعد») does not.
    scene.words[i].verb.as_ref().is_none_or(|v| v.noun_too)
}

/// A person under a title, or the office alone.
fn titled(scene: &Scene<'_>, i: usize) -> Option<ActorMention> {
    if scene.words[i].function.is_some() {
        return None;
    }
    let hit = scene.lexicon.entities.titles.at(scene.text, i).into_iter().next()?;
    let title = hit.value.clone();
    let mut sector = title.sector;
    let mut end = hit.tokens.end;
    let mut country = None;
    let mut office = None;
    // What the office is of: nationality, organisation, further title words.
    for _ in 0..MODIFIERS {
        if end >= scene.text.tokens().len() || scene.parts_clauses(end) {
            break;
        }
        if let Some(nation) = adjective_country(scene, end) {
            country = Some(nation);
            end += 1;
        } else if let Some(inner) = scene.lexicon.entities.titles.at(scene.text, end).into_iter().next().filter(|h| h.preposition.is_none() && !h.conjunction) {
            sector = sector.or(inner.value.sector);
            end = inner.tokens.end;
        } else if let Some(inner) = best_hit(scene, end).filter(|h| h.preposition != Some('ل') && !h.conjunction) {
            let e = scene.lexicon.entities.at(inner.value);
            if e.kind == "person" {
                break;
            }
            country = country.or(e.country.clone());
            office.get_or_insert(e.en.clone());
            if matches!(e.kind.as_str(), "armed-group" | "military" | "militia" | "police") {
                sector = e.sector.or(sector);
            }
            end = inner.tokens.end;
        } else if scene.lexicon.gazetteer.names.at(scene.text, end).iter().any(|h| h.preposition.is_none() && !h.conjunction) && end == hit.tokens.end && title.class == "office" {
            let place = scene.lexicon.gazetteer.names.at(scene.text, end);
            country = country.or_else(|| scene.lexicon.gazetteer.at(place[0].value).country.clone());
            end = place[0].tokens.end;
        } else if title.class == "office" && is_adjective(scene, end - 1, end) {
            end += 1;
        } else {
            break;
        }
    }
    let name_start = end;
    if let Some(person) = best_hit(scene, name_start).filter(|h| scene.lexicon.entities.at(h.value).kind == "person") {
        return Some(ActorMention { tokens: i..person.tokens.end, joined: hit.conjunction, ..from_entity(scene, &person, scene.lexicon.entities.at(person.value)) });
    }
    let mut name_end = name_start;
    while name_end < name_start + NAME_WORDS && name_end < scene.text.tokens().len() && is_name_word(scene, name_end) {
        let word = scene.fold(name_end);
        let connector = matches!(word, "بن" | "ابن" | "ابو" | "ام" | "عبد" | "ال" | "ابي");
        if name_end > name_start && word.starts_with('و') && scene.lexicon.gazetteer.names.at(scene.text, name_end).is_empty() && word.chars().count() > 5 {
            break;
        }
        if !connector && name_end == name_start && word.starts_with("ال") && title.class == "office" {
            break;
        }
        name_end += 1;
    }
    let named = name_end > name_start && title.class != "office" || name_end >= name_start + 2;
    if named {
        let span = scene.text.cover(name_start, name_end);
        return Some(ActorMention {
            tokens: i..name_end,
            span,
            entity: scene.text.slice(span).to_owned(),
            id: None,
            country,
            sector: sector.or(Some(Sector::Cvl)),
            kind: "person".to_owned(),
            loaded: None,
            joined: hit.conjunction,
            preposition: scene.preposition_before(i, hit.preposition),
            person: true,
            state: false,
        });
    }
    if title.class == "honorific" || title.class == "family" || (end == hit.tokens.end && sector.is_none()) {
        return None;
    }
    let span = Span::new(hit.span.start, scene.text.cover(i, end).end);
    Some(ActorMention {
        tokens: i..end,
        span,
        entity: office.map_or_else(|| scene.text.slice(span).to_owned(), |o| format!("{o}: {}", scene.text.slice(hit.span))),
        id: None,
        country,
        sector: sector.or(Some(Sector::Gov)),
        kind: "office".to_owned(),
        loaded: None,
        joined: hit.conjunction,
        preposition: scene.preposition_before(i, hit.preposition),
        person: false,
        state: false,
    })
}

/// A people under its own name: «الفلسطينيين», «إسرائيليون».
fn people(scene: &Scene<'_>, i: usize) -> Option<ActorMention> {
    let fold = scene.fold(i);
    if !["ين", "ون", "ان"].iter().any(|e| fold.ends_with(e)) {
        return None;
    }
    let hit = scene.lexicon.gazetteer.nationalities.at(scene.text, i).into_iter().next()?;
    Some(ActorMention {
        tokens: i..i + 1,
        span: hit.span,
        entity: format!("people ({})", hit.value),
        id: None,
        country: Some(hit.value.clone()),
        sector: Some(Sector::Cvl),
        kind: "population".to_owned(),
        loaded: None,
        joined: hit.conjunction,
        preposition: scene.preposition_before(i, hit.preposition),
        person: false,
        state: false,
    })
}
