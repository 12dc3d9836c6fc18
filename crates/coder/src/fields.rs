//! Fields of a report that are read around its trigger: modes, places, loaded words.

use marsad_model::{Actor, LoadedTerm, Mode, Place, PlaceKind, Rival};

use crate::join::distance;
use crate::scene::{ActorMention, PlaceMention, Scene};
use crate::slots::Slots;
use crate::triggers::Trigger;

/// Modes of the frame, and of words near the trigger that no other trigger stands closer to.
pub(crate) fn modes(scene: &Scene<'_>, trigger: &Trigger, kept: &[Trigger]) -> Vec<Mode> {
    let frame = trigger.frame(scene.lexicon);
    let mut out = frame.mode.clone();
    let sentence = scene.sentence(trigger.tokens.start).tokens.clone();
    let from = trigger.tokens.start.saturating_sub(5).max(sentence.start);
    let to = (trigger.tokens.end + 9).min(sentence.end);
    for i in from..to {
        if i > trigger.tokens.end && scene.text.tokens()[i].mark.is_some_and(|m| matches!(m, '،' | '؛' | ',')) {
            break;
        }
        for hit in scene.lexicon.cues.modes.at(scene.text, i) {
            if hit.value.type_ != frame.type_ || out.contains(&hit.value.mode) || hit.tokens.end > to {
                continue;
            }
            let here = distance(&hit.tokens, &trigger.tokens);
            let closer = kept.iter().any(|o| {
                o.tokens != trigger.tokens
                    && o.frame(scene.lexicon).type_ == frame.type_
                    && distance(&hit.tokens, &o.tokens) < here
            });
            let before_far = hit.tokens.end <= trigger.tokens.start
                && (hit.tokens.end..trigger.tokens.start).any(|x| scene.parts_clauses(x));
            if !closer && !before_far {
                out.push(hit.value.mode);
            }
        }
    }
    // The particular way of killing, not the general one beside it.
    if out.contains(&Mode::SuicideAttack) {
        out.retain(|m| *m != Mode::Explosives || frame.mode.contains(m));
    }
    if out.contains(&Mode::Drone) {
        out.retain(|m| *m != Mode::Aerial || frame.mode.contains(m));
    }
    out
}

pub(crate) fn actor(scene: &Scene<'_>, m: &ActorMention) -> Actor {
    Actor {
        quote: scene.text.quote(m.span),
        entity: m.entity.clone(),
        id: m.id.clone(),
        country: m.country.clone(),
        sector: m.sector,
        loaded: m.loaded.clone(),
    }
}

/// The places of an act: after it up to the next act, else before it in its clause; the most specific first.
pub(crate) fn places(scene: &Scene<'_>, trigger: &Trigger, kept: &[Trigger], slots: &Slots) -> Vec<Place> {
    let sentence = scene.sentence(trigger.tokens.start).tokens.clone();
    let inside =
        |t: &Trigger| t.tokens.start >= sentence.start && t.tokens.end <= sentence.end && t.tokens != trigger.tokens;
    let next = kept
        .iter()
        .filter(|t| inside(t) && t.tokens.start >= trigger.tokens.end)
        .map(|t| t.tokens.start)
        .min()
        .unwrap_or(sentence.end);
    let last = kept
        .iter()
        .filter(|t| inside(t) && t.tokens.end <= trigger.tokens.start)
        .map(|t| t.tokens.end)
        .max()
        .unwrap_or(sentence.start);
    let usable = |p: &&PlaceMention| {
        let actor = slots.actors.iter().chain(&slots.recipients).any(|a| a.span.overlaps(p.span));
        let origin = matches!(p.preposition.as_deref(), Some("من" | "عن" | "مع" | "ضد" | "ل"));
        let state_actor = p.kind == Some(PlaceKind::Country) && p.preposition.is_none() && !p.part;
        !actor && !origin && !state_actor
    };
    let mut found: Vec<&PlaceMention> = scene.places_in(trigger.tokens.end..next).filter(usable).collect();
    if found.is_empty() {
        found = scene.places_in(last..trigger.tokens.start).filter(usable).collect();
    }
    if found.is_empty() {
        found = scene.places_in(next..sentence.end).filter(usable).take(2).collect();
    }
    let mut out: Vec<Place> = Vec::new();
    for p in found {
        if !out.iter().any(|x| x.quote.span() == p.span) {
            out.push(place(scene, p));
        }
    }
    out.sort_by_key(|p| p.kind);
    out
}

pub(crate) fn place(scene: &Scene<'_>, p: &PlaceMention) -> Place {
    let precision =
        match p.kind {
            Some(
                PlaceKind::Site | PlaceKind::Neighbourhood | PlaceKind::Village | PlaceKind::Town | PlaceKind::City,
            ) if p.lat.is_some() => 1,
            Some(PlaceKind::District) => 3,
            Some(PlaceKind::Governorate) => 4,
            Some(PlaceKind::Region) => 5,
            Some(PlaceKind::Country) => 6,
            _ => 7,
        };
    Place {
        quote: scene.text.quote(p.span),
        name: p.name.clone(),
        id: p.id.clone(),
        lat: p.lat,
        lon: p.lon,
        kind: p.kind,
        country: p.country.clone(),
        precision,
        rivals: p
            .rivals
            .iter()
            .map(|&i| {
                let r = scene.lexicon.gazetteer.at(i);
                Rival { id: r.id.to_owned(), name: r.en.to_owned(), country: r.country.map(str::to_owned) }
            })
            .collect(),
    }
}

pub(crate) fn loaded(scene: &Scene<'_>, tokens: std::ops::Range<usize>) -> Vec<LoadedTerm> {
    let mut out: Vec<LoadedTerm> = Vec::new();
    let mut i = tokens.start;
    while i < tokens.end {
        match scene.lexicon.entities.loaded.at(scene.text, i).into_iter().next() {
            Some(hit) if hit.tokens.end <= tokens.end => {
                out.push(LoadedTerm { quote: scene.text.quote(hit.span), neutral: hit.value.neutral_ar.clone() });
                i = hit.tokens.end;
            }
            _ => i += 1,
        }
    }
    out
}
