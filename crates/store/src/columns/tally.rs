//! Counts over time: one pass over the reports, one over the documents.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;
use marsad_model::Day;
use marsad_watch::{Measure, Series, When};

use super::ask::Asked;
use super::frame::{Frame, Mention, Ordinal, Periods, Unit, day_of, of_day, ordinal};
use super::{Columns, Lists};
use crate::counting::{Counted, Split, Tally};

impl Columns {
    /// The outlets that are read for a question, by their number among documents (0: none named).
    fn panel(&self, ask: &Tally) -> Vec<bool> {
        let fixed = ask.filter.panel.as_deref().map(|panel| self.outlets_of_panel(panel));
        let among = |(at, name): (usize, &str)| {
            fixed.as_ref().is_none_or(|fixed| fixed[at + 1])
                && (ask.panel.is_empty() || ask.panel.iter().any(|one| one == name))
                && ask.filter.outlet.as_deref().is_none_or(|one| one == name)
        };
        std::iter::once(ask.panel.is_empty() && ask.filter.outlet.is_none() && fixed.is_none())
            .chain(self.outlets.iter().map(|(name, _)| name.as_str()).enumerate().map(among))
            .collect()
    }

    /// The documents read, each with its day.
    fn read<'a>(&'a self, panel: &'a [bool]) -> impl Iterator<Item = (usize, Ordinal)> + 'a {
        let d = &self.documents;
        (0..d.id.len())
            .filter(|at| d.current[*at] && panel[d.outlet[*at] as usize])
            .filter_map(|at| Some((at, ordinal(d.published[at])?)))
    }

    /// The reports that count, each with the day that it counts on. Of a measure of events that is the day on which it was told:
    /// where the event counts, the event says.
    fn counting<'a>(
        &'a self,
        ask: &'a Tally,
        asked: &'a Asked,
        panel: &'a [bool],
    ) -> impl Iterator<Item = (usize, Ordinal)> + 'a {
        let (r, d) = (&self.reports, &self.documents);
        let all = if asked.is_nothing() { 0 } else { r.id.len() };
        let known = ask.known.map_or(Ordinal::MAX, of_day);
        let of_events = ask.measure.is_of_events();
        (0..all).filter_map(move |at| {
            let document = r.document[at] as usize;
            if !panel[d.outlet[document] as usize] || !self.holds(asked, at) {
                return None;
            }
            let told = ordinal(d.published[document]);
            if ask.known.is_some() && told.is_none_or(|told| told > known) {
                return None;
            }
            let day = match ask.when {
                When::Told => {
                    let told = told?;
                    // What is open towards now is no old matter.
                    let last = ordinal(r.day_to[at]).unwrap_or(Ordinal::MAX);
                    ask.fresh.is_none_or(|most| last >= told - Ordinal::from(most)).then_some(told)?
                }
                When::Happened if of_events => told?,
                When::Happened => {
                    let (from, to) = (ordinal(r.day_from[at])?, ordinal(r.day_to[at])?);
                    Periods::is_one(ask.step, from, to).then_some(from)?
                }
            };
            Some((at, day))
        })
    }

    /// [`Columns::counting`], once for each value of the split.
    pub(crate) fn mentions(&self, ask: &Tally, asked: &Asked, mut take: impl FnMut(Mention)) {
        let panel = self.panel(ask);
        let mut values = Vec::new();
        for (at, day) in self.counting(ask, asked, &panel) {
            self.split_values(ask.split, at, &mut values);
            let document = self.documents.id[self.reports.document[at] as usize];
            for value in &values {
                take(Mention { report: self.reports.id[at], document, day, value: *value });
            }
        }
    }

    /// The values of a report that a count is cut by.
    fn split_values(&self, split: Option<Split>, at: usize, out: &mut Vec<u32>) {
        let labels = |lists: &Lists, out: &mut Vec<u32>| {
            for name in lists.get(at) {
                let label = self.label_of[*name as usize];
                // Two spellings of one name in a report are one.
                if !out.contains(&label) {
                    out.push(label);
                }
            }
        };
        out.clear();
        match split {
            None => out.push(0),
            Some(Split::Place) => labels(&self.reports.places, out),
            Some(Split::Actor) => labels(&self.reports.actors, out),
            Some(Split::Type) => out.push(u32::from(self.reports.type_[at])),
            Some(Split::Outlet) => {
                let outlet = self.documents.outlet[self.reports.document[at] as usize];
                out.extend((outlet > 0).then_some(outlet));
            }
        }
    }

    fn value_name(&self, split: Split, value: u32) -> String {
        let name = match split {
            Split::Place | Split::Actor => self.labels.all.get(value as usize),
            Split::Type => self.codes.all.get(value as usize),
            Split::Outlet => self.outlets.get(value as usize - 1).map(|(name, _)| name),
        };
        name.cloned().unwrap_or_default()
    }

    /// What the series of a question are made in; `values` are those that have names in it.
    pub(crate) fn frame(&self, ask: &Tally, values: impl Iterator<Item = u32>) -> Frame {
        let panel = self.panel(ask);
        let (mut first, mut last) = (Ordinal::MAX, Ordinal::MIN);
        for (_, day) in self.read(&panel) {
            (first, last) = (first.min(day), last.max(day));
        }
        let nothing = first > last;
        let since = ask.since.map_or(first, of_day);
        let until = ask.until.map_or(last, of_day).min(ask.known.map_or(Ordinal::MAX, of_day));
        let periods = (!nothing && since <= until).then(|| Periods::over(ask.step, since, until));
        // What was read: by everybody, and where outlets are set apart, by each.
        let apart = ask.split == Some(Split::Outlet);
        let mut read: HashMap<u32, Vec<u32>> = HashMap::new();
        if let Some(periods) = periods {
            for (at, day) in self.read(&panel) {
                if let Some(index) = periods.index(day) {
                    let key = if apart { self.documents.outlet[at] } else { 0 };
                    read.entry(key).or_insert_with(|| vec![0; periods.count])[index] += 1;
                }
            }
        }
        let mut names = HashMap::new();
        if let Some(split) = ask.split {
            for value in values {
                names.entry(value).or_insert_with(|| self.value_name(split, value));
            }
        }
        let empty = Series::new(ask.since.or(ask.until).unwrap_or(Date::constant(1970, 1, 1)), ask.step);
        Frame { periods, empty, step: ask.step, split: ask.split, read, names, ranged: ask.measure.is_ranged() }
    }

    /// [`crate::Counting::tally`] of reports and documents.
    pub(crate) fn tally(&self, ask: &Tally, asked: &Asked) -> Vec<Counted> {
        let mut values: HashSet<u32> = HashSet::new();
        let mut counts: HashMap<(u32, Ordinal), u64> = HashMap::new();
        let mut seen: HashSet<(i64, u32, i32)> = HashSet::new();
        self.mentions(ask, asked, |m| {
            let counts_now = match ask.measure {
                Measure::Documents => seen.insert((m.document, m.value, Periods::number(ask.step, m.day))),
                _ => true,
            };
            if counts_now {
                values.insert(m.value);
                *counts.entry((m.value, m.day)).or_default() += 1;
            }
        });
        let units = counts.iter().map(|((value, day), n)| Unit { least: *n, most: *n, ..Unit::one(*value, *day) });
        self.frame(ask, values.into_iter()).series(units)
    }

    /// [`crate::Counting::tallied`].
    pub(crate) fn tallied(&self, ask: &Tally, asked: &Asked, (from, to): (Day, Day), limit: usize) -> (u64, Vec<i64>) {
        let panel = self.panel(ask);
        let (from, to) = (of_day(from), of_day(to));
        let mut found: Vec<(Ordinal, i64)> = self
            .counting(ask, asked, &panel)
            .filter(|(_, day)| (from..=to).contains(day))
            .map(|(at, day)| (day, self.reports.id[at]))
            .collect();
        let total = found.len() as u64;
        found.sort_unstable_by_key(|(day, id)| (std::cmp::Reverse(*day), *id));
        (total, found.into_iter().take(limit).map(|(_, id)| id).collect())
    }

    /// [`crate::Counting::sightings`].
    pub(crate) fn sightings(&self, ask: &Tally, asked: &Asked) -> Vec<(Day, String)> {
        let Some(split) = ask.split else { return Vec::new() };
        let panel = self.panel(ask);
        let until = ask.until.map_or(Ordinal::MAX, of_day);
        let since = ask.since.map_or(Ordinal::MIN, of_day);
        let mut seen: HashSet<(Ordinal, u32)> = HashSet::new();
        let mut values = Vec::new();
        for (at, day) in self.counting(ask, asked, &panel) {
            if (since..=until).contains(&day) {
                self.split_values(Some(split), at, &mut values);
                seen.extend(values.iter().map(|value| (day, *value)));
            }
        }
        let named = |(day, value)| Some((day_of(day)?, self.value_name(split, value)));
        let mut out: Vec<(Day, String)> = seen.into_iter().filter_map(named).collect();
        out.sort_unstable();
        out
    }
}
