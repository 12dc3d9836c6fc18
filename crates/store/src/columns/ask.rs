//! Questions to the columns.

use super::exclude::Excluded;
use super::{Bits, Columns, Lists, small};
use crate::api::{FacetValue, Facets, Filter, Stats};
use crate::cursor::Cursor;
use crate::day;
use crate::error::StoreError;
use crate::query::{Asks, Query, Term};
use crate::words::name_key;
use std::collections::BTreeMap;

/// The fields of a filter that facets count by, as bits of what a report fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Facet {
    Type = 1,
    Place = 2,
    Actor = 4,
    Modality = 8,
    Outlet = 16,
    Mode = 32,
    SaidBy = 64,
    Country = 128,
    Days = 256,
    Governorate = 512,
}

/// At most this many places and actors are counted out.
const MOST_NAMES: usize = 30;

/// Finds the documents that hold a term; ids in any order.
pub(crate) type FindDocuments<'a> = dyn FnMut(&Term) -> Result<Vec<i64>, StoreError> + 'a;

/// A filter, made ready for one pass over the columns.
pub(crate) struct Asked {
    document: Option<usize>,
    /// No report can answer.
    nothing: bool,
    type_: Option<u8>,
    modality: Option<u8>,
    /// As documents have it.
    outlet: Option<u32>,
    places: Option<Vec<bool>>,
    actors: Option<Vec<bool>>,
    from: Option<i32>,
    to: Option<i32>,
    min_confidence: Option<f64>,
    words: Option<Bits>,
    mode: Option<u32>,
    said_by: Option<Vec<bool>>,
    spots: Option<Vec<bool>>,
    countries: Option<Vec<bool>>,
    governorates: Option<Vec<bool>>,
    panel: Option<Vec<bool>>,
    not: Vec<Excluded>,
}

impl Asked {
    /// Whether no report can answer.
    pub(super) fn is_nothing(&self) -> bool {
        self.nothing
    }
}

impl Columns {
    /// Makes a filter ready.
    pub(crate) fn asked(
        &self,
        filter: &Filter,
        query: &Query,
        find: &mut FindDocuments<'_>,
    ) -> Result<Asked, StoreError> {
        // A value that no report has is found by none; 255 and u32::MAX are numbers of nothing.
        let code = |text: &str| self.codes.at.get(text).and_then(|n| u8::try_from(*n).ok()).unwrap_or(u8::MAX);
        let outlet = |name: &str| self.outlets.iter().position(|(n, _)| n == name).map_or(u32::MAX, |at| at as u32 + 1);
        let names = |wanted: &Option<String>| {
            wanted.as_deref().filter(|name| !name.trim().is_empty()).map(|name| self.names_with(&name_key(name)))
        };
        let document = filter.document.map(|id| self.document_at(id));
        Ok(Asked {
            nothing: document == Some(None),
            document: document.flatten(),
            type_: filter.type_.map(|t| code(t.as_str())),
            modality: filter.modality.map(|m| code(m.as_str())),
            outlet: filter.outlet.as_deref().map(outlet),
            places: names(&filter.place),
            actors: names(&filter.actor),
            from: filter.from.map(|day| small(day::key(day))),
            to: filter.to.map(|day| small(day::key(day))),
            min_confidence: filter.min_confidence,
            words: self.reports_with(query, find)?,
            mode: filter.mode.map(|m| self.codes.at.get(m.as_str()).copied().unwrap_or(u32::MAX)),
            said_by: filter.said_by.as_deref().map(|name| self.speakers_with(name)),
            spots: filter.within.map(|area| self.spots_in(area)),
            countries: filter.country.as_deref().map(|country| self.spots_of(country)),
            governorates: filter.governorate.as_deref().map(|name| self.spots_in_part(name)),
            panel: filter.panel.as_deref().map(|panel| self.outlets_of_panel(panel)),
            not: filter.not.iter().map(|not| self.excluded(not)).collect(),
        })
    }

    /// What of the facets a report fails; none where it fails in another way.
    pub(super) fn fails(&self, asked: &Asked, at: usize) -> Option<u16> {
        if asked.nothing {
            return None;
        }
        let r = &self.reports;
        if r.gone[at] {
            return None;
        }
        let document = r.document[at] as usize;
        let there = match asked.document {
            // A document asked for by id shows its reports even when a newer version of the page has taken its place.
            Some(wanted) => document == wanted,
            None => self.documents.current[document],
        };
        let fits = there
            && asked.min_confidence.is_none_or(|least| r.confidence[at] >= least)
            && asked.words.as_ref().is_none_or(|words| words.get(at))
            && asked.panel.as_ref().is_none_or(|panel| panel[self.documents.outlet[document] as usize])
            && asked.spots.as_ref().is_none_or(|spots| spots[r.spot[at] as usize])
            && !asked.not.iter().any(|not| self.is_excluded(not, at));
        if !fits {
            return None;
        }
        let named = |wanted: &Option<Vec<bool>>, lists: &Lists| {
            wanted.as_ref().is_none_or(|wanted| lists.get(at).iter().any(|name| wanted[*name as usize]))
        };
        let mut out = 0;
        let mut check = |facet: Facet, holds: bool| out |= if holds { 0 } else { facet as u16 };
        check(Facet::Type, asked.type_.is_none_or(|type_| r.type_[at] == type_));
        check(Facet::Modality, asked.modality.is_none_or(|modality| r.modality[at] == modality));
        check(Facet::Outlet, asked.outlet.is_none_or(|outlet| self.documents.outlet[document] == outlet));
        check(Facet::Place, named(&asked.places, &r.places));
        check(Facet::Actor, named(&asked.actors, &r.actors));
        check(Facet::Mode, asked.mode.is_none_or(|mode| r.modes.get(at).contains(&mode)));
        check(Facet::SaidBy, asked.said_by.as_ref().is_none_or(|said| said[r.said_by[at] as usize]));
        check(Facet::Country, asked.countries.as_ref().is_none_or(|spots| spots[r.spot[at] as usize]));
        let inside = asked.governorates.as_ref().is_none_or(|spots| spots[r.spot[at] as usize]);
        check(Facet::Governorate, inside);
        let days = asked.from.is_none_or(|from| r.day_to[at] >= from) && asked.to.is_none_or(|to| r.day_from[at] <= to);
        check(Facet::Days, days);
        Some(out)
    }

    /// Whether a report answers.
    pub(super) fn holds(&self, asked: &Asked, at: usize) -> bool {
        self.fails(asked, at) == Some(0)
    }

    /// How many reports answer, and the ids of those of one page, at most `limit`, with the cursor of the next.
    pub(crate) fn page(&self, asked: &Asked, after: Option<Cursor>, limit: usize) -> (u64, Vec<i64>, Option<Cursor>) {
        let found = Bits::of(self.reports.id.len(), |at| self.fails(asked, at) == Some(0));
        let total = found.count();
        let cursor = |at: u32| {
            let document = self.reports.document[at as usize] as usize;
            let published = i64::from(self.documents.published[document]);
            Cursor { published, document: self.documents.id[document], id: self.reports.id[at as usize] }
        };
        let start = after.map_or(0, |after| {
            let key = |c: Cursor| (std::cmp::Reverse((c.published, c.document)), c.id);
            self.order.partition_point(|at| key(cursor(*at)) <= key(after))
        });
        let mut rows: Vec<u32> = Vec::new();
        let mut next = None;
        for at in self.order[start..].iter().copied().filter(|at| found.get(*at as usize)) {
            if rows.len() == limit {
                next = rows.last().map(|last| cursor(*last));
                break;
            }
            rows.push(at);
        }
        (total, rows.into_iter().map(|at| self.reports.id[at as usize]).collect(), next)
    }

    /// Counts the answers by field, each field without its own narrowing.
    pub(crate) fn facets(&self, asked: &Asked) -> Facets {
        let (mut types, mut modalities) = ([0u64; 256], [0u64; 256]);
        let mut outlets = vec![0u64; self.outlets.len() + 1];
        let (mut places, mut actors) = (vec![0u64; self.labels.all.len()], vec![0u64; self.labels.all.len()]);
        let count = |lists: &Lists, at: usize, counts: &mut Vec<u64>| {
            let names = lists.get(at);
            for (n, name) in names.iter().enumerate() {
                let label = self.label_of[*name as usize];
                // Two spellings of one name in a report are one.
                if !names[..n].iter().any(|before| self.label_of[*before as usize] == label) {
                    counts[label as usize] += 1;
                }
            }
        };
        let mut modes = vec![0u64; self.codes.all.len()];
        let mut said_by = vec![0u64; self.speakers.all.len() + 1];
        let mut spots = vec![0u64; self.spots.len() + 1];
        let mut parts = vec![0u64; self.spots.len() + 1];
        let mut years: BTreeMap<i32, u64> = BTreeMap::new();
        for at in 0..self.reports.id.len() {
            let Some(fails) = self.fails(asked, at) else { continue };
            let counts = |facet: Facet| fails & !(facet as u16) == 0;
            if counts(Facet::Mode) {
                self.reports.modes.get(at).iter().for_each(|mode| modes[*mode as usize] += 1);
            }
            if counts(Facet::SaidBy) {
                said_by[self.reports.said_by[at] as usize] += 1;
            }
            if counts(Facet::Country) {
                spots[self.reports.spot[at] as usize] += 1;
            }
            if counts(Facet::Governorate) {
                parts[self.reports.spot[at] as usize] += 1;
            }
            if counts(Facet::Days)
                && let Some(day) = self.first_day(at)
            {
                *years.entry(day / 10_000).or_default() += 1;
            }
            if counts(Facet::Type) {
                types[usize::from(self.reports.type_[at])] += 1;
            }
            if counts(Facet::Modality) {
                modalities[usize::from(self.reports.modality[at])] += 1;
            }
            if counts(Facet::Outlet) {
                outlets[self.documents.outlet[self.reports.document[at] as usize] as usize] += 1;
            }
            if counts(Facet::Place) {
                count(&self.reports.places, at, &mut places);
            }
            if counts(Facet::Actor) {
                count(&self.reports.actors, at, &mut actors);
            }
        }
        let codes =
            |counts: &[u64]| ranked(self.codes.all.iter().map(String::as_str).zip(counts.iter().copied()), usize::MAX);
        let labels =
            |counts: &[u64]| ranked(self.labels.all.iter().map(String::as_str).zip(counts.iter().copied()), MOST_NAMES);
        let named = self.outlets.iter().map(|(name, _)| name.as_str()).zip(outlets[1..].iter().copied());
        Facets {
            types: codes(&types),
            places: labels(&places),
            actors: labels(&actors),
            modalities: codes(&modalities),
            outlets: ranked(named, usize::MAX),
            modes: codes(&modes),
            said_by: ranked(
                std::iter::once("-").chain(self.speakers.all.iter().map(String::as_str)).zip(said_by.iter().copied()),
                MOST_NAMES,
            ),
            countries: {
                let mut countries: BTreeMap<&str, u64> = BTreeMap::new();
                for (spot, count) in self.spots.iter().zip(&spots[1..]) {
                    *countries.entry(&spot.country).or_default() += count;
                }
                ranked(countries.into_iter(), usize::MAX)
            },
            governorates: ranked(self.by_part(&parts).into_iter(), usize::MAX),
            years: {
                let all = years.into_iter().rev().take(MOST_NAMES);
                all.map(|(year, count)| FacetValue { value: format!("{year:04}"), count }).collect()
            },
        }
    }

    /// The current documents that answer a search, newest first: how many, and the first ones.
    pub(crate) fn documents(
        &self,
        query: &Query,
        limit: usize,
        find: &mut FindDocuments<'_>,
    ) -> Result<(u64, Vec<i64>), StoreError> {
        let d = &self.documents;
        let mut found = Bits::of(d.id.len(), |at| d.current[at]);
        for clause in &query.clauses {
            let mut any = Bits::new(d.id.len(), false);
            for item in &clause.items {
                let mut holds = match &item.asks {
                    Asks::Words(term) => self.documents_of(&find(term)?),
                    Asks::Source(key) => self.documents_from(key),
                    Asks::Days(from, to) => {
                        let (from, to) = (small(*from), small(*to));
                        let mut days = self
                            .documents_where(|at| self.reports.day_to[at] >= from && self.reports.day_from[at] <= to);
                        days.or(&Bits::of(d.id.len(), |at| {
                            (from..=to).contains(&d.published[at]) && d.published[at] > small(day::OPEN_START)
                        }));
                        days
                    }
                    Asks::Type(type_) => {
                        let code = self.codes.at.get(type_.as_str()).copied();
                        self.documents_where(|at| Some(u32::from(self.reports.type_[at])) == code)
                    }
                    Asks::Place(key) => {
                        let names = self.names_with(key);
                        self.documents_where(|at| self.reports.places.get(at).iter().any(|name| names[*name as usize]))
                    }
                    Asks::Actor(key) => {
                        let names = self.names_with(key);
                        self.documents_where(|at| self.reports.actors.get(at).iter().any(|name| names[*name as usize]))
                    }
                };
                if item.excluded {
                    holds.not();
                }
                any.or(&holds);
            }
            found.and(&any);
        }
        let mut all: Vec<usize> = (0..d.id.len()).filter(|at| found.get(*at)).collect();
        let newest = |at: &usize| std::cmp::Reverse((d.published[*at], d.id[*at]));
        if all.len() > limit && limit > 0 {
            all.select_nth_unstable_by_key(limit - 1, newest);
        }
        all.truncate(limit);
        all.sort_unstable_by_key(newest);
        Ok((found.count(), all.into_iter().map(|at| d.id[at]).collect()))
    }

    /// How many reports a document has.
    pub(crate) fn reports_of(&self, document: i64) -> u64 {
        self.document_at(document).map_or(0, |at| u64::from(self.documents.reports[at]))
    }

    /// How much there is.
    pub(crate) fn stats(&self) -> Stats {
        let d = &self.documents;
        let mut out = Stats::default();
        let (mut first, mut last) = (i32::MAX, i32::MIN);
        for at in (0..d.id.len()).filter(|at| d.current[*at]) {
            out.documents += 1;
            out.reports += u64::from(d.reports[at]);
            if d.published[at] > small(day::OPEN_START) {
                (first, last) = (first.min(d.published[at]), last.max(d.published[at]));
            }
        }
        (out.first_published, out.last_published) = (day::from_key(i64::from(first)), day::from_key(i64::from(last)));
        out
    }

    /// The reports that a search is about; none where it asks for nothing.
    fn reports_with(&self, query: &Query, find: &mut FindDocuments<'_>) -> Result<Option<Bits>, StoreError> {
        let r = &self.reports;
        let length = r.id.len();
        let mut found: Option<Bits> = None;
        for clause in &query.clauses {
            let mut any = Bits::new(length, false);
            for item in &clause.items {
                let mut holds = match &item.asks {
                    Asks::Words(term) => {
                        let documents = self.documents_of(&find(term)?);
                        let names: Vec<bool> = self
                            .names
                            .iter()
                            .map(|name| {
                                term.find(&name.label_words).or_else(|| term.find(&name.written_words)).is_some()
                            })
                            .collect();
                        let named = names.contains(&true);
                        let has = |lists: &Lists, at: usize| lists.get(at).iter().any(|name| names[*name as usize]);
                        Bits::of(length, |at| {
                            documents.get(r.document[at] as usize)
                                || named && (has(&r.places, at) || has(&r.actors, at))
                        })
                    }
                    Asks::Source(key) => {
                        let documents = self.documents_from(key);
                        Bits::of(length, |at| documents.get(r.document[at] as usize))
                    }
                    Asks::Days(from, to) => {
                        let (from, to) = (small(*from), small(*to));
                        Bits::of(length, |at| r.day_to[at] >= from && r.day_from[at] <= to)
                    }
                    Asks::Type(type_) => {
                        let code = self.codes.at.get(type_.as_str()).copied();
                        Bits::of(length, |at| Some(u32::from(r.type_[at])) == code)
                    }
                    Asks::Place(key) => {
                        let names = self.names_with(key);
                        Bits::of(length, |at| r.places.get(at).iter().any(|name| names[*name as usize]))
                    }
                    Asks::Actor(key) => {
                        let names = self.names_with(key);
                        Bits::of(length, |at| r.actors.get(at).iter().any(|name| names[*name as usize]))
                    }
                };
                if item.excluded {
                    holds.not();
                }
                any.or(&holds);
            }
            match &mut found {
                Some(found) => found.and(&any),
                None => found = Some(any),
            }
        }
        Ok(found)
    }

    /// Which names have these words, a key of `name_key`; none for a key without letters.
    pub(super) fn names_with(&self, key: &str) -> Vec<bool> {
        self.names
            .iter()
            .map(|n| !key.is_empty() && (n.label_key.contains(key) || n.written_key.contains(key)))
            .collect()
    }

    fn documents_of(&self, ids: &[i64]) -> Bits {
        let mut out = Bits::new(self.documents.id.len(), false);
        // Ids of a full-text index rise: one walk finds them all.
        let mut from = 0;
        for id in ids {
            if self.documents.id.get(from).is_none_or(|at| at > id) {
                from = 0;
            }
            match self.documents.id[from..].binary_search(id) {
                Ok(at) => {
                    out.set(from + at);
                    from += at;
                }
                Err(_) => continue,
            }
        }
        out
    }

    fn documents_from(&self, key: &str) -> Bits {
        let outlets: Vec<bool> =
            std::iter::once(false).chain(self.outlets.iter().map(|(_, k)| k.contains(key))).collect();
        Bits::of(self.documents.id.len(), |at| outlets[self.documents.outlet[at] as usize])
    }

    fn documents_where(&self, holds: impl Fn(usize) -> bool) -> Bits {
        let mut out = Bits::new(self.documents.id.len(), false);
        for at in (0..self.reports.id.len()).filter(|at| !self.reports.gone[*at] && holds(*at)) {
            out.set(self.reports.document[at] as usize);
        }
        out
    }
}

/// The values that occur, most first, then by name.
fn ranked<'a>(values: impl Iterator<Item = (&'a str, u64)>, most: usize) -> Vec<FacetValue> {
    let mut out: Vec<_> = values.filter(|(value, count)| *count > 0 && !value.is_empty()).collect();
    out.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    out.truncate(most);
    out.into_iter().map(|(value, count)| FacetValue { value: value.to_owned(), count }).collect()
}
