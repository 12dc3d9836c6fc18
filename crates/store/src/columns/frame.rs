//! What series are made in: periods, what was read in each, and what is counted there.

use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;
use marsad_model::Day;
use marsad_watch::{MOST_COUNT, MOST_PERIODS, Point, Series, Step};

use crate::counting::{Counted, MOST_SERIES, Split};
use crate::day;

/// A day as its number since 1970-01-01.
pub(crate) type Ordinal = i32;

/// The number of a day key; none for keys that are no day, as the open ends.
pub(crate) fn ordinal(key: i32) -> Option<Ordinal> {
    let day = day::from_key(i64::from(key))?;
    Some(of_day(day))
}

/// The number of a day: Hinnant's count of civil days.
pub(crate) fn of_day(day: Day) -> Ordinal {
    let (month, dom) = (i32::from(day.month()), i32::from(day.day()));
    let year = i32::from(day.year()) - i32::from(month <= 2);
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + dom - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// The day of a number.
pub(crate) fn day_of(number: Ordinal) -> Option<Day> {
    let epoch = Date::constant(1970, 1, 1);
    epoch.checked_add(jiff::Span::new().try_days(number).ok()?).ok()
}

/// Periods by number: days since 1970-01-01, or weeks that begin on Monday.
#[derive(Debug, Clone, Copy)]
pub(super) struct Periods {
    step: Step,
    first: i32,
    pub(super) count: usize,
}

impl Periods {
    pub(super) fn number(step: Step, day: Ordinal) -> i32 {
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
    pub(super) fn over(step: Step, since: Ordinal, until: Ordinal) -> Self {
        let end = Self::number(step, until.saturating_add(1));
        let most = i32::try_from(MOST_PERIODS).unwrap_or(i32::MAX);
        let first = Self::number(step, since).max(end.saturating_sub(most));
        Self { step, first, count: usize::try_from(end - first).unwrap_or(0) }
    }

    pub(super) fn index(self, day: Ordinal) -> Option<usize> {
        usize::try_from(Self::number(self.step, day) - self.first).ok().filter(|at| *at < self.count)
    }

    /// Whether two days lie in one period.
    pub(super) fn is_one(step: Step, from: Ordinal, to: Ordinal) -> bool {
        Self::number(step, from) == Self::number(step, to)
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

/// A report that counts: on what day, and under which value of the split (0 where there is none).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Mention {
    /// Id of the report.
    pub report: i64,
    /// Id of its document.
    pub document: i64,
    /// The day that it counts on; of measures of events the day on which it was told.
    pub day: Ordinal,
    /// Number of the value.
    pub value: u32,
}

/// What is counted on one day: one report, one event, or how many an event hurt, at the least and at the most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Unit {
    /// Number of the value of the split.
    pub value: u32,
    /// First and last day; what does not lie in one period counts nowhere.
    pub days: (Ordinal, Ordinal),
    /// How much at the least.
    pub least: u64,
    /// How much at the most.
    pub most: u64,
}

impl Unit {
    /// One thing on one day.
    pub(crate) fn one(value: u32, day: Ordinal) -> Self {
        Self { value, days: (day, day), least: 1, most: 1 }
    }
}

/// What series are made in: the periods, with what was read in each, and the names of the values.
pub(crate) struct Frame {
    /// None where nothing was read, or nothing is asked for.
    pub(super) periods: Option<Periods>,
    /// The series where there are no periods.
    pub(super) empty: Series,
    pub(super) step: Step,
    pub(super) split: Option<Split>,
    /// By outlet where outlets are set apart, else under 0.
    pub(super) read: HashMap<u32, Vec<u32>>,
    pub(super) names: HashMap<u32, String>,
    /// Whether least and most may differ.
    pub(super) ranged: bool,
}

/// The counts of one value, period by period.
struct Row {
    least: Vec<u64>,
    most: Vec<u64>,
}

impl Frame {
    /// The period of a stretch of days, where it lies in one that is counted.
    fn index(&self, (from, to): (Ordinal, Ordinal)) -> Option<usize> {
        self.periods?.index(from).filter(|_| Periods::is_one(self.step, from, to))
    }

    /// The series of what was counted, those with the highest counts first.
    pub(crate) fn series(&self, units: impl Iterator<Item = Unit>) -> Vec<Counted> {
        let nothing = |series: &Series| Counted {
            of: None,
            total: 0,
            series: series.clone(),
            upper: self.ranged.then(|| series.clone()),
            total_upper: self.ranged.then_some(0),
        };
        let Some(periods) = self.periods else {
            return if self.split.is_some() { Vec::new() } else { vec![nothing(&self.empty)] };
        };
        let unread = vec![0; periods.count];
        let apart = self.split == Some(Split::Outlet);
        let read_of = |value: u32| self.read.get(if apart { &value } else { &0 }).unwrap_or(&unread);
        let mut rows: BTreeMap<u32, Row> = BTreeMap::new();
        let blank = || Row { least: vec![0; periods.count], most: vec![0; periods.count] };
        if self.split.is_none() {
            rows.insert(0, blank());
        }
        for unit in units {
            let Some(index) = self.index(unit.days) else { continue };
            let row = rows.entry(unit.value).or_insert_with(blank);
            row.least[index] = row.least[index].saturating_add(unit.least);
            row.most[index] = row.most[index].saturating_add(unit.most);
        }
        let sum = |of: &[u64], read: &[u32]| {
            of.iter().zip(read).filter(|(_, read)| **read > 0).fold(0_u64, |sum, (n, _)| sum.saturating_add(*n))
        };
        let mut out: Vec<(u64, Counted)> = Vec::with_capacity(rows.len());
        for (value, row) in rows {
            let read = read_of(value);
            let (total, most) = (sum(&row.least, read), sum(&row.most, read));
            // Of a cut count only what was counted in a period that was read.
            if self.split.is_some() && most == 0 {
                continue;
            }
            let of = self.split.map(|_| self.names.get(&value).cloned().unwrap_or_default());
            let series = periods.series(&row.least, read);
            let upper = self.ranged.then(|| periods.series(&row.most, read));
            out.push((most, Counted { of, total, series, upper, total_upper: self.ranged.then_some(most) }));
        }
        out.sort_by(|(most, a), (also, b)| {
            b.total.cmp(&a.total).then_with(|| also.cmp(most)).then_with(|| a.of.cmp(&b.of))
        });
        out.truncate(MOST_SERIES);
        out.into_iter().map(|(_, one)| one).collect()
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
