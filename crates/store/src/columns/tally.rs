//! Counts over time: one pass over the reports, one over the documents.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;
use marsad_model::Day;
use marsad_watch::{MOST_COUNT, MOST_PERIODS, Point, Series, Step};

use super::ask::Asked;
use super::{Columns, Lists};
use crate::counting::{Counted, MOST_SERIES, Measure, Split, Tally, When};
use crate::day;

/// A day as its number since 1970-01-01.
pub(crate) type Ordinal = i32;

/// The number of a day key; none for keys that are no day, as the open ends.
pub(crate) fn ordinal(key: i32) -> Option<Ordinal> {
    let day = day::from_key(i64::from(key))?;
    Some(of_day(day))
}

/// The number of a day: Hinnant's count of civil days.
fn of_day(day: Day) -> Ordinal {
    let (month, dom) = (i32::from(day.month()), i32::from(day.day()));
    let year = i32::from(day.year()) - i32::from(month <= 2);
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + dom - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// The day of a number.
fn day_of(number: Ordinal) -> Option<Day> {
    let epoch = Date::constant(1970, 1, 1);
    epoch.checked_add(jiff::Span::new().try_days(number).ok()?).ok()
}

/// Periods by number: days since 1970-01-01, or weeks that begin on Monday.
#[derive(Debug, Clone, Copy)]
struct Periods {
    step: Step,
    first: i32,
    count: usize,
}

impl Periods {
    fn number(step: Step, day: Ordinal) -> i32 {
        match step {
            Step::Day => day,
            // 1970-01-01 was a Thursday.
            Step::Week => (day + 3).div_euclid(7),
        }
    }

    fn first_day(step: Step, number: i32) -> Ordinal {
        match step {
            Step::Day => number,
            Step::Week => number * 7 - 3,
        }
    }

    /// The periods from a day on that are over on another; the last ones where there are too many.
    fn over(step: Step, since: Ordinal, until: Ordinal) -> Self {
        let end = Self::number(step, until.saturating_add(1));
        let most = i32::try_from(MOST_PERIODS).unwrap_or(i32::MAX);
        let first = Self::number(step, since).max(end.saturating_sub(most));
        Self { step, first, count: usize::try_from(end - first).unwrap_or(0) }
    }

    fn index(self, day: Ordinal) -> Option<usize> {
        usize::try_from(Self::number(self.step, day) - self.first).ok().filter(|at| *at < self.count)
    }

    /// The series of counts; none where nothing was read.
    fn series(self, counts: &[u64], read: &[u32]) -> Series {
        let start = day_of(Self::first_day(self.step, self.first)).unwrap_or(Date::constant(1970, 1, 1));
        let mut series = Series::new(start, self.step);
        for (at, (count, read)) in counts.iter().zip(read).enumerate() {
            let count = (*read > 0).then_some((*count).min(MOST_COUNT));
            // Every period lies inside, so that each is taken.
            let _ = series.put(series.day(at), Point { count, exposure: Some(f64::from(*read)) });
        }
        series
    }
}

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

    /// The reports that count, each with the day that it counts on.
    fn counting<'a>(
        &'a self,
        ask: &'a Tally,
        asked: &'a Asked,
        panel: &'a [bool],
    ) -> impl Iterator<Item = (usize, Ordinal)> + 'a {
        let (r, d) = (&self.reports, &self.documents);
        let all = if asked.is_nothing() { 0 } else { r.id.len() };
        (0..all).filter_map(move |at| {
            let document = r.document[at] as usize;
            if !panel[d.outlet[document] as usize] || !self.holds(asked, at) {
                return None;
            }
            let day = match ask.when {
                When::Told => {
                    let told = ordinal(d.published[document])?;
                    // What is open towards now is no old matter.
                    let last = ordinal(r.day_to[at]).unwrap_or(Ordinal::MAX);
                    ask.fresh.is_none_or(|most| last >= told - Ordinal::from(most)).then_some(told)?
                }
                When::Happened => {
                    let (from, to) = (ordinal(r.day_from[at])?, ordinal(r.day_to[at])?);
                    let one = Periods::number(ask.step, from) == Periods::number(ask.step, to);
                    one.then_some(from)?
                }
            };
            Some((at, day))
        })
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

    /// [`crate::Counting::tally`].
    pub(crate) fn tally(&self, ask: &Tally, asked: &Asked) -> Vec<Counted> {
        let panel = self.panel(ask);
        let (mut first, mut last) = (Ordinal::MAX, Ordinal::MIN);
        for (_, day) in self.read(&panel) {
            (first, last) = (first.min(day), last.max(day));
        }
        let nothing = first > last;
        let since = ask.since.map_or(first, of_day);
        let until = ask.until.map_or(last, of_day);
        if nothing || since > until {
            let series = Series::new(ask.since.or(ask.until).unwrap_or(Date::constant(1970, 1, 1)), ask.step);
            return if ask.split.is_some() { Vec::new() } else { vec![Counted { of: None, total: 0, series }] };
        }
        let periods = Periods::over(ask.step, since, until);

        // What was read: by everybody, and where outlets are set apart, by each.
        let apart = ask.split == Some(Split::Outlet);
        let mut read: HashMap<u32, Vec<u32>> = HashMap::new();
        for (at, day) in self.read(&panel) {
            if let Some(index) = periods.index(day) {
                let key = if apart { self.documents.outlet[at] } else { 0 };
                read.entry(key).or_insert_with(|| vec![0; periods.count])[index] += 1;
            }
        }

        let mut counts: HashMap<(u32, usize), u64> = HashMap::new();
        let mut seen: HashSet<(u32, u32, usize)> = HashSet::new();
        let mut values = Vec::new();
        for (at, day) in self.counting(ask, asked, &panel) {
            let Some(index) = periods.index(day) else { continue };
            self.split_values(ask.split, at, &mut values);
            for value in &values {
                let counts_now = match ask.measure {
                    Measure::Reports => true,
                    Measure::Documents => seen.insert((self.reports.document[at], *value, index)),
                };
                if counts_now {
                    *counts.entry((*value, index)).or_default() += 1;
                }
            }
        }

        let unread = vec![0; periods.count];
        let read_of = |value: u32| read.get(if apart { &value } else { &0 }).unwrap_or(&unread);
        let mut rows: HashMap<u32, (u64, Vec<u64>)> = HashMap::new();
        if ask.split.is_none() {
            rows.insert(0, (0, vec![0; periods.count]));
        }
        let mut totals: HashMap<u32, u64> = HashMap::new();
        for ((value, index), count) in &counts {
            if read_of(*value)[*index] > 0 {
                *totals.entry(*value).or_default() += count;
            }
        }
        let name = |value: u32| ask.split.map(|split| self.value_name(split, value));
        let mut ranked: Vec<(u32, u64, Option<String>)> =
            totals.into_iter().map(|(value, total)| (value, total, name(value))).collect();
        ranked.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.2.cmp(&b.2)));
        ranked.truncate(MOST_SERIES);
        for (value, total, _) in &ranked {
            rows.insert(*value, (*total, vec![0; periods.count]));
        }
        for ((value, index), count) in counts {
            if let Some((_, row)) = rows.get_mut(&value) {
                row[index] += count;
            }
        }
        if ask.split.is_none() {
            let (total, row) = rows.remove(&0).unwrap_or_default();
            return vec![Counted { of: None, total, series: periods.series(&row, read_of(0)) }];
        }
        let one = |(value, total, of): (u32, u64, Option<String>)| {
            let (_, row) = rows.get(&value)?;
            Some(Counted { of, total, series: periods.series(row, read_of(value)) })
        };
        ranked.into_iter().filter_map(one).collect()
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn days_have_the_numbers_that_the_calendar_gives_them(
            y in -9999i16..=9999, m in 1i8..=12, d in 1i8..=28
        ) {
            let day = Day::new(y, m, d).unwrap();
            let number = of_day(day);
            prop_assert_eq!(day_of(number), Some(day));
            prop_assert_eq!(ordinal(i32::try_from(day::key(day)).unwrap()), Some(number));
            let week = Periods::number(Step::Week, number);
            let monday = day_of(Periods::first_day(Step::Week, week));
            if let Some(monday) = monday {
                prop_assert_eq!(monday.weekday(), jiff::civil::Weekday::Monday);
                prop_assert!(number - of_day(monday) < 7 && monday <= day);
            }
        }
    }

    #[test]
    fn only_periods_that_are_over_are_counted() {
        let day = |text: &str| of_day(text.parse().unwrap());
        // From a Wednesday to a Saturday: the week of the Wednesday is over, the one of the Saturday is not.
        let weeks = Periods::over(Step::Week, day("2024-05-01"), day("2024-05-11"));
        assert_eq!((weeks.count, weeks.index(day("2024-04-29"))), (1, Some(0)));
        assert_eq!((weeks.index(day("2024-05-06")), weeks.index(day("2024-04-28"))), (None, None));
        assert_eq!(Periods::over(Step::Week, day("2024-05-01"), day("2024-05-12")).count, 2);
        assert_eq!(Periods::over(Step::Day, day("2024-05-01"), day("2024-05-03")).count, 3);
        assert_eq!(Periods::over(Step::Day, day("0001-01-01"), day("2024-05-03")).count, MOST_PERIODS);
    }
}
