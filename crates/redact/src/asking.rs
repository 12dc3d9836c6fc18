//! Questions that touch what is hidden: how they are asked, and how their answers are checked and counted.

use std::collections::HashMap;

use marsad_store::{Area, Exclusion, FacetValue, Facets, Field, Filter, ReportRow, Search, Unspoken, names_match};

/// What the answers to a question are checked by that touches what is hidden.
pub(crate) struct Check {
    pub(crate) search: Search,
    pub(crate) filter: Filter,
}

/// Whether a public form has the names that a filter asks for, and none that it excludes.
pub(crate) fn named(row: &ReportRow, filter: &Filter) -> bool {
    let r = &row.report;
    let actor = |name: &str| {
        r.actors.iter().chain(&r.recipients).any(|a| names_match(name, &a.entity) || names_match(name, &a.quote.text))
    };
    let place = |name: &str| r.places.iter().any(|p| names_match(name, &p.name) || names_match(name, &p.quote.text));
    let speaker = |name: &str| {
        r.said_by.as_ref().is_some_and(|s| names_match(name, &s.entity) || names_match(name, &s.quote.text))
    };
    let has = |name: &Option<String>, holds: &dyn Fn(&str) -> bool| {
        name.as_deref().filter(|n| !n.trim().is_empty() && *n != "-").is_none_or(holds)
    };
    let excluded = |not: &Exclusion| match not.field {
        Field::Actor => actor(&not.value),
        Field::Place => place(&not.value),
        Field::SaidBy => speaker(&not.value),
        _ => false,
    };
    has(&filter.actor, &actor)
        && has(&filter.place, &place)
        && has(&filter.said_by, &speaker)
        && !filter.not.iter().any(excluded)
}

/// Whether the values of a field are names.
pub(crate) fn is_named(field: Field) -> bool {
    matches!(field, Field::Actor | Field::Place | Field::SaidBy)
}

/// A search without the words that it excludes and that are hidden; without any that it excludes, where it is not known yet which
/// are.
pub(crate) fn without_exclusions(query: &str, unspoken: Option<&Unspoken>) -> String {
    let (mut out, mut word, mut quoted) = (Vec::new(), String::new(), false);
    for c in query.chars().chain(std::iter::once(' ')) {
        if matches!(c, '"' | '“' | '”' | '„' | '«' | '»') {
            quoted = !quoted;
        }
        if !c.is_whitespace() || quoted {
            word.push(c);
            continue;
        }
        let kept = match word.strip_prefix('-') {
            Some(excluded) => {
                let spoken = |unspoken| Search::parse(excluded).is_ok_and(|search| !search.meets(unspoken));
                unspoken.is_some_and(spoken)
            }
            None => true,
        };
        if kept && !word.is_empty() {
            out.push(std::mem::take(&mut word));
        }
        word.clear();
    }
    out.push(word);
    out.join(" ")
}

/// The stretch in whole tenths of a degree that holds a stretch: with a finer one a sensitive place could be closed in on.
pub(crate) fn wider(area: Area) -> Area {
    let (down, up) = (|x: f64| (x * 10.0).floor() / 10.0, |x: f64| (x * 10.0).ceil() / 10.0);
    Area { west: down(area.west), south: down(area.south), east: up(area.east), north: up(area.north) }
}

/// Counts of rows by field, of the rows as they are shown.
pub(crate) fn counted(rows: &[ReportRow]) -> Facets {
    fn of<'a>(values: impl Iterator<Item = &'a str>, most: usize) -> Vec<FacetValue> {
        let mut counts: HashMap<&str, u64> = HashMap::new();
        for value in values.filter(|v| !v.is_empty()) {
            *counts.entry(value).or_default() += 1;
        }
        let mut out: Vec<_> =
            counts.into_iter().map(|(value, count)| FacetValue { value: value.to_owned(), count }).collect();
        out.sort_unstable_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
        out.truncate(most);
        out
    }
    Facets {
        types: of(rows.iter().map(|r| r.report.type_.as_str()), usize::MAX),
        places: of(rows.iter().flat_map(|r| r.report.places.iter().map(|p| p.name.as_str())), 30),
        actors: of(
            rows.iter().flat_map(|r| r.report.actors.iter().chain(&r.report.recipients).map(|a| a.entity.as_str())),
            30,
        ),
        modalities: of(rows.iter().map(|r| r.report.modality.as_str()), usize::MAX),
        outlets: of(rows.iter().filter_map(|r| r.outlet.as_deref()), usize::MAX),
        modes: of(rows.iter().flat_map(|r| r.report.mode.iter().map(|m| m.as_str())), usize::MAX),
        said_by: of(rows.iter().map(|r| r.report.said_by.as_ref().map_or("-", |s| s.entity.as_str())), 30),
        countries: of(rows.iter().filter_map(|r| r.report.places.first()?.country.as_deref()), usize::MAX),
        governorates: Vec::new(),
        years: Vec::new(),
    }
}
