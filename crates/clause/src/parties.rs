//! Who stands in a stretch of a sentence: noun phrases to actors.

use marsad_lexicon::language::{Classes, NameKind, PackName};
use marsad_model::{Actor, Quote, Sector};
use marsad_text::Text;

use crate::groups::Group;
use crate::scene::Scene;

/// Somebody named in a sentence.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Party {
    pub start: usize,
    pub end: usize,
    pub entity: Option<String>,
    pub id: Option<String>,
    pub country: Option<String>,
    pub sector: Option<Sector>,
    /// Whether only a place behind its noun was known: «negotiations in Tunis».
    pub tail: bool,
}

impl Party {
    pub(crate) fn actor(&self, scene: &Scene<'_>, text: &Text) -> Actor {
        let quote = self.quote(scene, text);
        let entity = self.entity.clone().unwrap_or_else(|| quote.text.clone());
        Actor { quote, entity, id: self.id.clone(), country: self.country.clone(), sector: self.sector, loaded: None }
    }

    pub(crate) fn quote(&self, scene: &Scene<'_>, text: &Text) -> Quote {
        text.quote(scene.span(self.start, self.end))
    }

    /// Whether it can fight.
    pub(crate) fn armed(&self) -> bool {
        use Sector::{Cop, Mil, Par, Prm, Reb, Spy, Uaf};
        matches!(self.sector, Some(Cop | Mil | Par | Prm | Reb | Spy | Uaf))
    }
}

/// Words that an actor does not begin with.
const BEFORE_NAME: Classes = Classes::DETERMINER;

/// The noun phrase that ends before a word.
pub(crate) fn nouns_before(scene: &Scene<'_>, end: usize) -> Vec<Party> {
    let mut to = end;
    while to > 0 && (scene.mark(to - 1) == Some(',') || scene.is(to - 1, Classes::ADVERB)) {
        to -= 1;
    }
    let mut from = to;
    while from > 0 && (scene.noun_like(from - 1) || scene.named(from - 1).is_some() || scene.words[from - 1].number) {
        if from < to && scene.words[from - 1].owner && scene.named(from - 1).is_none() {
            break;
        }
        from -= 1;
    }
    parties(scene, from, to)
}

/// The noun phrase that begins at a word and goes to `end` at most.
pub(crate) fn nouns_at(scene: &Scene<'_>, groups: &[Group], start: usize, end: usize) -> (usize, usize) {
    let mut from = start;
    while from < end
        && (scene.is(from, Classes::ADVERB)
            || scene
                .pack
                .time
                .at(|k| scene.lower(k), from)
                .is_some_and(|_| scene.is(from + 1, Classes::PREPOSITION | Classes::DETERMINER)))
    {
        from += 1;
    }
    let mut to = from;
    let verb = |i: usize| groups.iter().any(|g| g.start == i);
    while to < end {
        // «up to 16 …», «more than 100 …».
        if let Some((len, _)) = scene.pack.numbers.at(|k| scene.lower(k), to) {
            to += len;
            continue;
        }
        let class = scene.class(to);
        let joins = class.any(Classes::OF) || class.any(Classes::CONJUNCTION) && scene.named(to + 1).is_some();
        // «ports in Yemen», «refugees from Rwanda»: kept with the noun, the country may stand there.
        let place = class.any(Classes::PLACE)
            && to > from
            && (scene.words.get(to + 1).is_some_and(|w| w.capital)
                || scene.is(to + 1, Classes::DETERMINER) && scene.words.get(to + 2).is_some_and(|w| w.capital));
        let stops = class.any(
            Classes::PREPOSITION
                | Classes::BY
                | Classes::TO
                | Classes::SUBORDINATOR
                | Classes::THAT
                | Classes::RELATIVE
                | Classes::CONJUNCTION
                | Classes::IF
                | Classes::UNLESS
                | Classes::PRONOUN,
        );
        if (stops && !joins && !place) || verb(to) || scene.mark(to).is_some_and(|m| m != '(' && m != ')') {
            break;
        }
        to += 1;
    }
    (from, to)
}

/// Everybody named in a stretch.
pub(crate) fn parties(scene: &Scene<'_>, from: usize, to: usize) -> Vec<Party> {
    let mut out: Vec<Party> = Vec::new();
    let mut parts: Vec<(usize, usize)> = Vec::new();
    let mut start = from;
    let mut i = from;
    let mut depth = 0;
    while i < to {
        match scene.mark(i) {
            Some('(') => depth += 1,
            Some(')') => depth = (depth - 1).max(0),
            _ => {}
        }
        let inside = scene.named(i).is_some_and(|n| n.start < i);
        let parted = scene.is(i, Classes::CONJUNCTION) || scene.mark(i) == Some(',');
        if parted && !inside && depth == 0 {
            parts.push((start, i));
            start = i + 1;
        }
        i += 1;
    }
    parts.push((start, to));
    let last = parts.len() - 1;
    // «Hungarian and Romanian officials»: the last noun serves all.
    let shared = parts.get(last).and_then(|&(a, b)| party(scene, a, b)).and_then(|p| p.sector);
    for (at, &(a, b)) in parts.iter().enumerate() {
        let Some(mut found) = party(scene, a, b) else { continue };
        let kind = |i: usize| scene.named(i).map(|n| n.name.kind);
        let adjective =
            (found.start..found.end).all(|i| matches!(kind(i), Some(NameKind::Nationality | NameKind::Country)));
        let alike = matches!(kind(parts[last].0), Some(NameKind::Nationality | NameKind::Country));
        if at < last && adjective && alike && shared.is_some() {
            found.sector = shared;
        }
        if !out.iter().any(|o: &Party| o.start == found.start) {
            out.push(found);
        }
    }
    out
}

/// Who one noun phrase names.
pub(crate) fn party(scene: &Scene<'_>, from: usize, to: usize) -> Option<Party> {
    let mut start = from;
    while start < to && scene.pack.time.at(|k| scene.lower(k), start).is_some_and(|(len, _)| start + len < to) {
        start += 1;
    }
    if scene.is(start, BEFORE_NAME) {
        start += 1;
    }
    // Numbers before a noun are counts, no part of a name.
    while let Some((len, _)) = scene.pack.numbers.at(|k| scene.lower(k), start).filter(|(len, _)| start + len < to) {
        start += len;
    }
    while start < to && scene.words[start].number && start + 1 < to {
        start += 1;
    }
    while let Some((len, _)) = scene.pack.numbers.at(|k| scene.lower(k), start).filter(|(len, _)| start + len < to) {
        start += len;
    }
    while start < to
        && (scene.is(start, BEFORE_NAME | Classes::ADVERB | Classes::PREPOSITION | Classes::THAT)
            && scene.named(start).is_none()
            || scene.mark(start).is_some())
    {
        start += 1;
    }
    let known = |i: usize| {
        scene.named(i).is_some_and(|n| !matches!(n.name.kind, NameKind::Head | NameKind::Title | NameKind::Nationality))
    };
    let mut head_end = start;
    while head_end < to {
        let class = scene.class(head_end);
        // «lent Bolivia 50 million», «warned Greece of …»: behind a whole name begins something else.
        let counted = scene.words[head_end].number || scene.pack.numbers.at(|k| scene.lower(k), head_end).is_some();
        if head_end > start && known(head_end - 1) && (counted || class.any(Classes::OF)) {
            break;
        }
        if class.any(Classes::PREPOSITION | Classes::TO | Classes::BY | Classes::RELATIVE)
            && !class.any(Classes::OF)
            && scene.named(head_end).is_none()
            || scene.mark(head_end).is_some()
        {
            break;
        }
        head_end += 1;
    }
    // Times and adverbs behind the noun are none of it.
    let mut end = head_end;
    while end > start
        && (scene.pack.time.at(|k| scene.lower(k), end - 1).is_some()
            || scene.is(end - 1, Classes::ADVERB | Classes::OF))
    {
        end -= 1;
    }
    if start >= end {
        return None;
    }
    // «death of a journalist», «the state of Palestine»: who is meant stands behind «of» where nobody stands before it.
    if let Some(of) = (start..end).find(|&i| scene.is(i, Classes::OF))
        && !scene.names.iter().any(|n| n.start >= start && n.end <= of)
        && scene.names.iter().any(|n| n.start > of && n.end <= end)
        && !(start..of).any(|i| i > 0 && scene.words[i].capital)
    {
        return party(scene, of + 1, to);
    }
    let names: Vec<(usize, usize, &PackName)> =
        scene.names.iter().filter(|n| n.start >= start && n.end <= end).map(|n| (n.start, n.end, n.name)).collect();
    let rest_country = || {
        let behind = scene.names.iter().filter(|n| n.start >= head_end && n.end <= to);
        behind.filter(|n| n.name.kind != NameKind::Head).find_map(|n| n.name.country.clone().map(|c| (n.end, c)))
    };
    let mut country = names.iter().find_map(|(_, _, n)| n.country.clone());
    let whole_end = match (&country, rest_country()) {
        (None, Some((stop, c))) => {
            country = Some(c);
            stop
        }
        _ => end,
    };
    // «government of Sindh province»: before «of» stands the noun.
    let of = (start..end).find(|&i| scene.is(i, Classes::OF)).unwrap_or(end);
    let group_noun = names.iter().any(|(s, _, n)| *s < of && matches!(n.kind, NameKind::Head | NameKind::Title));
    let heads =
        names.iter().filter(|(s, _, n)| matches!(n.kind, NameKind::Head | NameKind::Title) && (!group_noun || *s < of));
    let head = heads
        .clone()
        .rfind(|(_, _, n)| n.kind == NameKind::Head && n.sector.is_some())
        .or_else(|| heads.clone().find(|(_, _, n)| n.sector.is_some()));
    let body = names.iter().find(|(_, _, n)| matches!(n.kind, NameKind::Actor | NameKind::Person));
    let state = names.iter().find(|(_, _, n)| matches!(n.kind, NameKind::Country | NameKind::Capital));
    let sector = head.and_then(|(_, _, n)| n.sector).or_else(|| body.and_then(|(_, _, n)| n.sector)).or_else(|| {
        let alone = state.filter(|(s, e, _)| *s == start && *e == end);
        alone.map(|_| Sector::Gov)
    });
    let named = body
        .filter(|(_, e, _)| *e == end || head.is_none())
        .or_else(|| state.filter(|(s, e, _)| *s == start && *e == end));
    // The first word of a sentence has its capital from there.
    let proper =
        (start..end).any(|i| i > 0 && scene.words[i].capital && !scene.is(i, Classes::DETERMINER | Classes::PRONOUN));
    if names.is_empty() && !proper && whole_end == end {
        return None;
    }
    if sector.is_none() && country.is_none() && body.is_none() && !proper && heads.clone().next().is_none() {
        return None;
    }
    // Nobody but a place behind a preposition: «elections in Belarus».
    if names.is_empty() && !proper {
        let place = scene.names.iter().find(|n| n.start >= head_end && n.end <= to && n.name.country.is_some())?;
        return Some(Party {
            start: place.start,
            end: place.end,
            entity: Some(place.name.entity.clone()),
            id: place.name.id.clone(),
            country,
            sector: None,
            tail: true,
        });
    }
    Some(Party {
        tail: false,
        start,
        end: whole_end,
        entity: named.map(|(_, _, n)| n.entity.clone()),
        id: named.and_then(|(_, _, n)| n.id.clone()),
        country,
        sector,
    })
}
