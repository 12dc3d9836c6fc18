//! Counts per day or week, with what was read beside them.

use marsad_model::Day;
use serde::{Deserialize, Serialize};

/// Most periods that one series may have: a hundred years of days.
pub const MOST_PERIODS: usize = 40_000;

/// Highest count that one period may have.
pub const MOST_COUNT: u64 = 1_000_000_000;

/// How long one period of a series is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Step {
    /// One day.
    Day,
    /// Seven days from a Monday, or from whatever day the series began with.
    Week,
}

impl Step {
    /// Days in one period.
    pub fn days(self) -> i64 {
        match self {
            Self::Day => 1,
            Self::Week => 7,
        }
    }

    /// Periods in one week.
    pub fn a_week(self) -> usize {
        match self {
            Self::Day => 7,
            Self::Week => 1,
        }
    }
}

/// One period: what was counted, and how much was read.
///
/// A period without a count is a gap: nothing is known, which is not the same as a count of nothing.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Point {
    /// Events, reports, or whatever is counted.
    pub count: Option<u64>,
    /// Articles read on all topics from the fixed panel, copies taken out. `None` where the series has no exposure.
    pub exposure: Option<f64>,
}

/// What keeps a row out of a series.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum SeriesError {
    /// The day does not begin a period of the series.
    #[error("{day} begins no period of a series that began on {start} and has periods of {days} days")]
    BetweenPeriods {
        /// The day given.
        day: Day,
        /// The first day of the series.
        start: Day,
        /// Days in a period.
        days: i64,
    },
    /// The day lies before the series, or too far behind it.
    #[error("{day} is outside a series that began on {start}; a series has at most {MOST_PERIODS} periods")]
    Outside {
        /// The day given.
        day: Day,
        /// The first day of the series.
        start: Day,
    },
    /// More than can be counted.
    #[error("a count of {0} is above {MOST_COUNT}, the highest that is believed")]
    Count(u64),
    /// The exposure is no amount of reading.
    #[error("an exposure of {0} is no number of articles: give 0 or more, or leave it empty")]
    Exposure(f64),
}

/// Counts in periods of equal length without a break; periods that nothing is known about are gaps.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Series {
    start: Day,
    step: Step,
    points: Vec<Point>,
}

impl Series {
    /// A series that begins on `start` and has no periods yet.
    pub fn new(start: Day, step: Step) -> Self {
        Self { start, step, points: Vec::new() }
    }

    /// A series of counts that follow one another from `start`, without exposure.
    pub fn of_counts(start: Day, step: Step, counts: &[u64]) -> Self {
        let points = counts
            .iter()
            .take(MOST_PERIODS)
            .map(|c| Point { count: Some((*c).min(MOST_COUNT)), exposure: None })
            .collect();
        Self { start, step, points }
    }

    /// Puts a count at the period that begins on `day`; periods skipped over become gaps.
    ///
    /// # Errors
    ///
    /// When the day begins no period or lies outside, the count is beyond belief, or the exposure negative or no number.
    pub fn put(&mut self, day: Day, point: Point) -> Result<(), SeriesError> {
        if let Some(exposure) = point.exposure.filter(|e| !(e.is_finite() && *e >= 0.0)) {
            return Err(SeriesError::Exposure(exposure));
        }
        if let Some(count) = point.count.filter(|c| *c > MOST_COUNT) {
            return Err(SeriesError::Count(count));
        }
        let days = days_between(self.start, day);
        if days.rem_euclid(self.step.days()) != 0 {
            return Err(SeriesError::BetweenPeriods { day, start: self.start, days: self.step.days() });
        }
        let index = usize::try_from(days / self.step.days()).ok().filter(|i| *i < MOST_PERIODS);
        let index = index.ok_or(SeriesError::Outside { day, start: self.start })?;
        if index >= self.points.len() {
            self.points.resize(index + 1, Point::default());
        }
        self.points[index] = point;
        Ok(())
    }

    /// How long a period is.
    pub fn step(&self) -> Step {
        self.step
    }

    /// All periods, in order.
    pub fn points(&self) -> &[Point] {
        &self.points
    }

    /// Number of periods.
    pub fn len(&self) -> usize {
        self.points.len()
    }

    /// Whether there are no periods.
    pub fn is_empty(&self) -> bool {
        self.points.is_empty()
    }

    /// The first day of a period; the end of time where the calendar has no such day.
    pub fn day(&self, index: usize) -> Day {
        let days = i64::try_from(index).unwrap_or(i64::MAX).saturating_mul(self.step.days());
        self.start.saturating_add(jiff::Span::new().try_days(days).unwrap_or_default())
    }

    /// The last day of a period.
    pub fn last_day(&self, index: usize) -> Day {
        self.day(index).saturating_add(jiff::Span::new().days(self.step.days() - 1))
    }

    /// The period that a day lies in, if the series has it.
    pub fn index_of(&self, day: Day) -> Option<usize> {
        let index = days_between(self.start, day).div_euclid(self.step.days());
        usize::try_from(index).ok().filter(|i| *i < self.len())
    }

    /// The share of all that was read: count over exposure. Nothing where either is missing or nothing was read.
    pub fn share(&self, index: usize) -> Option<f64> {
        let point = self.points.get(index)?;
        Some(point.count? as f64 / point.exposure.filter(|e| *e > 0.0)?)
    }

    /// The count as it would be had as much been read as in a middling period: the share times the mean exposure.
    pub fn adjusted(&self, index: usize) -> Option<f64> {
        let read: Vec<f64> = self.points.iter().filter_map(|p| p.exposure).filter(|e| *e > 0.0).collect();
        let mean = read.iter().sum::<f64>() / read.len() as f64;
        Some(self.share(index)? * mean)
    }

    /// The same counts with the exposure left out: what is called raw.
    pub fn raw(&self) -> Self {
        let points = self.points.iter().map(|p| Point { exposure: None, ..*p }).collect();
        Self { points, ..*self }
    }

    /// Only the first `len` periods.
    pub fn until(&self, len: usize) -> Self {
        Self { points: self.points.iter().take(len).copied().collect(), ..*self }
    }

    /// Whether any period says how much was read.
    pub fn has_exposure(&self) -> bool {
        self.points.iter().any(|p| p.exposure.is_some())
    }

    /// Days to weeks. A week with a day missing is a gap, and so are days at either end that fill no week.
    pub fn weekly(&self) -> Self {
        if self.step == Step::Week {
            return self.clone();
        }
        let skip = usize::from(self.start.weekday().to_monday_zero_offset().unsigned_abs());
        let skip = (7 - skip) % 7;
        let mut weekly = Self::new(self.day(skip), Step::Week);
        let days = self.points.get(skip..).unwrap_or_default();
        for week in days.chunks_exact(7) {
            weekly.points.push(Point {
                count: week.iter().map(|p| p.count).sum(),
                exposure: week.iter().map(|p| p.exposure).sum(),
            });
        }
        weekly
    }

    /// What a detector may reckon with at `index`: count and exposure, the latter 1 for series without. Nothing at a gap,
    /// or where nothing was read.
    pub(crate) fn known(&self, index: usize, with_exposure: bool) -> Option<(u64, f64)> {
        let point = self.points.get(index)?;
        let exposure = if with_exposure { point.exposure.filter(|e| *e > 0.0)? } else { 1.0 };
        Some((point.count?, exposure))
    }
}

/// Days from one day to another; negative backwards.
pub(crate) fn days_between(from: Day, to: Day) -> i64 {
    from.until(to).map_or(0, |span| i64::from(span.get_days()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn a_week_that_was_skipped_is_a_gap_and_not_a_zero() {
        let mut series = Series::new(day("2024-01-01"), Step::Week);
        series.put(day("2024-01-01"), Point { count: Some(3), exposure: Some(100.0) }).unwrap();
        series.put(day("2024-01-15"), Point { count: Some(0), exposure: Some(50.0) }).unwrap();
        assert_eq!(series.points().iter().map(|p| p.count).collect::<Vec<_>>(), [Some(3), None, Some(0)]);
        assert_eq!(series.share(0), Some(0.03));
        assert_eq!(series.adjusted(0), Some(2.25));
        assert_eq!(series.share(1), None);
        assert_eq!(series.raw().points()[0].exposure, None);
        assert_eq!(series.last_day(2), day("2024-01-21"));
        assert_eq!(series.index_of(day("2024-01-17")), Some(2));
        assert_eq!(series.index_of(day("2023-12-31")), None);
    }

    #[test]
    fn days_that_begin_no_period_are_refused_with_the_reason() {
        let mut series = Series::new(day("2024-01-01"), Step::Week);
        let point = Point { count: Some(1), exposure: None };
        let error = series.put(day("2024-01-03"), point).unwrap_err();
        assert_eq!(
            error.to_string(),
            "2024-01-03 begins no period of a series that began on 2024-01-01 and has periods of 7 days"
        );
        assert!(matches!(series.put(day("2023-12-25"), point), Err(SeriesError::Outside { .. })));
        assert!(matches!(series.put(day("9999-12-27"), point), Err(SeriesError::Outside { .. })));
        let nothing = Point { count: Some(1), exposure: Some(f64::NAN) };
        assert!(matches!(series.put(day("2024-01-08"), nothing), Err(SeriesError::Exposure(_))));
        let beyond = Point { count: Some(u64::MAX), exposure: None };
        assert_eq!(series.put(day("2024-01-08"), beyond), Err(SeriesError::Count(u64::MAX)));
        assert!(series.is_empty());
    }

    #[test]
    fn days_become_weeks_from_the_first_monday() {
        // 2024-01-04 is a Thursday; the first whole week begins on the 8th.
        let mut series = Series::new(day("2024-01-04"), Step::Day);
        for n in 0..20 {
            let at = series.day(n);
            if n != 12 {
                series.put(at, Point { count: Some(1), exposure: Some(10.0) }).unwrap();
            }
        }
        let weekly = series.weekly();
        assert_eq!((weekly.day(0), weekly.len()), (day("2024-01-08"), 2));
        assert_eq!(weekly.points()[0], Point { count: Some(7), exposure: Some(70.0) });
        assert_eq!(weekly.points()[1], Point::default(), "the 16th is missing");
    }
}
