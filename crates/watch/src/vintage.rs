//! Vintages: what was known on a date, for sources revise what they said.

use std::collections::BTreeMap;

use marsad_model::Day;
use serde::Serialize;

use crate::series::{Point, Series, SeriesError, Step};

/// A count that was replaced by another for the same period.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Revision {
    /// First day of the period.
    pub period: Day,
    /// From this day on the new value was known.
    pub known: Day,
    /// What was said before.
    pub before: Point,
    /// What is said since.
    pub after: Point,
}

/// Every value that was ever known for each period, with the day it was known from. Nothing is overwritten.
#[derive(Debug, Clone, PartialEq)]
pub struct Vintages {
    start: Day,
    step: Step,
    told: BTreeMap<Day, BTreeMap<Day, Point>>,
}

impl Vintages {
    /// Of a series that begins on `start`; nothing is known yet.
    pub fn new(start: Day, step: Step) -> Self {
        Self { start, step, told: BTreeMap::new() }
    }

    /// From the day `known` on, the period that begins on `period` had this value. The same words twice change nothing; of two
    /// values known on one day the later call counts.
    ///
    /// # Errors
    ///
    /// As [`Series::put`].
    pub fn tell(&mut self, period: Day, known: Day, point: Point) -> Result<(), SeriesError> {
        Series::new(self.start, self.step).put(period, point)?;
        self.told.entry(period).or_default().insert(known, point);
        Ok(())
    }

    /// The series as it was known at the end of a day.
    pub fn as_of(&self, day: Day) -> Series {
        let mut series = Series::new(self.start, self.step);
        for (period, values) in &self.told {
            if let Some((_, point)) = values.range(..=day).next_back() {
                // Each period was tried when it was told.
                let _ = series.put(*period, *point);
            }
        }
        series
    }

    /// The day from which anything was known of the period that begins on `period`.
    pub fn first_known(&self, period: Day) -> Option<Day> {
        Some(*self.told.get(&period)?.first_key_value()?.0)
    }

    /// The series as it is known now.
    pub fn latest(&self) -> Series {
        self.as_of(Day::MAX)
    }

    /// What was revised, by period and day.
    pub fn revisions(&self) -> Vec<Revision> {
        let mut revisions = Vec::new();
        for (period, values) in &self.told {
            let pairs = values.values().zip(values.iter().skip(1));
            let changed = pairs.filter(|(before, (_, after))| before != after);
            revisions.extend(changed.map(|(before, (known, after))| Revision {
                period: *period,
                known: *known,
                before: *before,
                after: *after,
            }));
        }
        revisions
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn count(count: u64) -> Point {
        Point { count: Some(count), exposure: None }
    }

    #[test]
    fn what_was_known_on_a_date_can_be_asked_for_again() {
        let mut vintages = Vintages::new(day("2024-01-01"), Step::Week);
        vintages.tell(day("2024-01-01"), day("2024-01-09"), count(40)).unwrap();
        vintages.tell(day("2024-01-08"), day("2024-01-16"), count(42)).unwrap();
        vintages.tell(day("2024-01-01"), day("2024-02-01"), count(36)).unwrap();
        vintages.tell(day("2024-01-08"), day("2024-02-01"), count(42)).unwrap();
        assert!(vintages.as_of(day("2024-01-08")).is_empty());
        assert_eq!(vintages.as_of(day("2024-01-31")).points(), [count(40), count(42)]);
        assert_eq!(vintages.latest().points(), [count(36), count(42)]);
        let revision =
            Revision { period: day("2024-01-01"), known: day("2024-02-01"), before: count(40), after: count(36) };
        assert_eq!(vintages.revisions(), [revision]);
        assert!(vintages.tell(day("2024-01-02"), day("2024-01-09"), count(1)).is_err());
    }
}
