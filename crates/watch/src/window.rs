//! A few weeks against the weeks before, by a negative binomial: `rise`, `block` and `week`.
//!
//! With y counts and e exposure, λ = (Σy + ½)/Σe over the baseline, μ = λ·e₀ in the window, φ the dispersion (Pearson χ² over
//! its degrees of freedom, at least 1), V = φμ(1 + e₀/Σe): an alarm where P(Y ≥ y) under mean μ and variance V is below α. Where
//! more is read a week than before, what φ has above 1 grows in proportion.

use crate::numbers::Counts;
use crate::series::Series;
use crate::verdict::{Numbers, SPARSE_A_WEEK, Verdict};

/// How the dispersion of the baseline is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dispersion {
    /// Over blocks of four weeks, which also sees slow ups and downs.
    FourWeeks,
    /// Over single weeks.
    Weeks,
    /// The larger of the two.
    Larger,
}

/// A detector that compares the last weeks with the weeks before. All lengths are in weeks, also for daily series.
#[derive(Debug, Clone, PartialEq)]
pub struct Window {
    /// Lengths of the last weeks looked at; the one with the smallest p speaks.
    pub windows: &'static [usize],
    /// Longest baseline.
    pub baseline: usize,
    /// Known weeks that the baseline must have.
    pub least_baseline: usize,
    /// Weeks left out between baseline and window, so that a slow start does not hide itself.
    pub guard: usize,
    /// Counts below this never alarm.
    pub least_count: u64,
    /// An alarm where p is below this.
    pub alpha: f64,
    /// How the dispersion is measured.
    pub dispersion: Dispersion,
}

/// The detector that raises alarms. Its constants were chosen on half of the Syrian places and in simulation, and are frozen;
/// `bench/results/watch.tsv` has what they are worth on the other half.
pub const RISE: Window = Window {
    windows: &[3, 4],
    baseline: 39,
    least_baseline: 26,
    guard: 4,
    least_count: 3,
    alpha: 0.005,
    dispersion: Dispersion::Larger,
};

/// The last four weeks against the 52 before.
pub const BLOCK: Window = Window {
    windows: &[4],
    baseline: 52,
    least_baseline: 52,
    guard: 0,
    least_count: 1,
    alpha: 0.005,
    dispersion: Dispersion::FourWeeks,
};

/// The last week against 26, two left out.
pub const WEEK: Window = Window {
    windows: &[1],
    baseline: 26,
    least_baseline: 26,
    guard: 2,
    least_count: 3,
    alpha: 0.005,
    dispersion: Dispersion::Weeks,
};

impl Window {
    /// What it says about each period. Of a daily series, each day is judged by the weeks that end on it.
    pub fn run(&self, series: &Series) -> Vec<Verdict> {
        (0..series.len()).map(|at| self.judge(series, at)).collect()
    }

    /// What it says at the period `at`, from what was counted until then.
    pub fn judge(&self, series: &Series, at: usize) -> Verdict {
        let with_exposure = series.has_exposure();
        let verdicts = self.windows.iter().map(|weeks| self.judge_one(series, at, *weeks, with_exposure));
        let mut best: Option<Verdict> = None;
        for verdict in verdicts {
            let less = |old: &Verdict| match (verdict.numbers(), old.numbers()) {
                (Some(new), Some(old)) => new.p < old.p,
                (new, old) => new.is_some() && old.is_none(),
            };
            if best.as_ref().is_none_or(less) {
                best = Some(verdict);
            }
        }
        best.unwrap_or(Verdict::Gap)
    }

    fn judge_one(&self, series: &Series, at: usize, weeks: usize, with_exposure: bool) -> Verdict {
        let a_week = series.step().a_week();
        let Some(first) = (at + 1).checked_sub(weeks * a_week) else {
            return Verdict::TooShort { have: 0, need: self.least_baseline };
        };
        let (mut observed, mut read) = (0, 0.0);
        for index in first..=at {
            let Some((count, exposure)) = series.known(index, with_exposure) else { return Verdict::Gap };
            observed += count;
            read += exposure;
        }
        let end = first.saturating_sub(self.guard * a_week);
        let base = Baseline::before(series, end, self.baseline, with_exposure);
        if base.weeks.len() < self.least_baseline {
            return Verdict::TooShort { have: base.weeks.len(), need: self.least_baseline };
        }
        let expected = base.rate() * read;
        // Liveliness beyond chance grows with the mean: where more is read a week than in the baseline, by as much.
        let more = (read / weeks as f64) / (base.read / base.weeks.len() as f64);
        let dispersion = 1.0 + (base.dispersion(self.dispersion) - 1.0) * more.max(1.0);
        let law = Counts::new(expected, dispersion * expected * (1.0 + read / base.read));
        let p = law.at_least(observed);
        let numbers = Numbers {
            from: series.day(first),
            to: series.last_day(at),
            baseline_from: series.day(base.first),
            baseline_to: series.last_day(end.saturating_sub(1)),
            observed,
            expected,
            dispersion,
            exposure: with_exposure.then_some(read),
            bound: law.first_beyond(self.alpha).max(self.least_count) as f64,
            score: -p.max(1e-300).log10(),
            p: Some(p),
        };
        if p < self.alpha && observed >= self.least_count {
            Verdict::Alarm(numbers)
        } else if base.a_week() < SPARSE_A_WEEK {
            Verdict::TooSparse(numbers)
        } else {
            Verdict::Quiet(numbers)
        }
    }
}

/// Known weeks before a period: counts and exposures, oldest first.
pub(crate) struct Baseline {
    /// Count and exposure of each whole known week; a week with a gap in it is left out, and so marked.
    weeks: Vec<(f64, f64)>,
    /// The same weeks in fours, without those that a gap breaks.
    fours: Vec<(f64, f64)>,
    count: f64,
    read: f64,
    first: usize,
}

impl Baseline {
    /// The `most` weeks that end before the period `end`.
    pub(crate) fn before(series: &Series, end: usize, most: usize, with_exposure: bool) -> Self {
        let a_week = series.step().a_week();
        let whole = most.min(end / a_week);
        let first = end - whole * a_week;
        let sum = |from: usize| -> Option<(f64, f64)> {
            (from..from + a_week).try_fold((0.0, 0.0), |(count, read), index| {
                series.known(index, with_exposure).map(|(c, e)| (count + c as f64, read + e))
            })
        };
        let all: Vec<Option<(f64, f64)>> = (0..whole).map(|week| sum(first + week * a_week)).collect();
        let add = |a: (f64, f64), b: (f64, f64)| (a.0 + b.0, a.1 + b.1);
        // Fours are counted from the end, so that the last weeks are always in.
        let fours = all.rchunks_exact(4);
        let fours = fours.filter_map(|four| four.iter().try_fold((0.0, 0.0), |a, b| b.map(|b| add(a, b)))).collect();
        let weeks: Vec<(f64, f64)> = all.into_iter().flatten().collect();
        let (count, read) = weeks.iter().fold((0.0, 0.0), |a, b| add(a, *b));
        Self { weeks, fours, count, read, first }
    }

    /// Known weeks.
    pub(crate) fn len(&self) -> usize {
        self.weeks.len()
    }

    /// The first period.
    pub(crate) fn first(&self) -> usize {
        self.first
    }

    /// Sum of the exposures.
    pub(crate) fn read(&self) -> f64 {
        self.read
    }

    /// Counts for each unit of exposure; never 0.
    pub(crate) fn rate(&self) -> f64 {
        (self.count + 0.5) / self.read
    }

    /// Counts a week.
    pub(crate) fn a_week(&self) -> f64 {
        self.count / self.weeks.len() as f64
    }

    /// Pearson χ² over degrees of freedom, at least 1.
    pub(crate) fn dispersion(&self, how: Dispersion) -> f64 {
        let rate = self.rate();
        let over = |parts: &[(f64, f64)]| -> f64 {
            let chi: f64 = parts.iter().map(|(y, e)| (y - rate * e).powi(2) / (rate * e)).sum();
            if parts.len() > 1 { (chi / (parts.len() - 1) as f64).max(1.0) } else { 1.0 }
        };
        match how {
            Dispersion::FourWeeks => over(&self.fours),
            Dispersion::Weeks => over(&self.weeks),
            Dispersion::Larger => over(&self.fours).max(over(&self.weeks)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::series::{Point, Step};

    fn weekly(counts: &[u64]) -> Series {
        Series::of_counts("2022-01-03".parse().unwrap(), Step::Week, counts)
    }

    #[test]
    fn the_block_reckons_as_worked_by_hand() {
        // 52 weeks of 1, then 4 of 3: λ = 52.5/52, μ = 4λ = 4.03846, φ = 1, V = μ(1 + 4/52) = 4.34911.
        let counts: Vec<u64> = std::iter::repeat_n(1, 52).chain([3; 4]).collect();
        let verdict = BLOCK.judge(&weekly(&counts), 55);
        let numbers = verdict.numbers().unwrap();
        assert_eq!((numbers.observed, numbers.dispersion), (12, 1.0));
        assert!((numbers.expected - 4.038_461_5).abs() < 1e-6);
        // r = μ²/(V − μ) = 52.5, p = r/(r + μ) = 13/14: P(Y ≥ 12) summed term by term.
        let (r, q) = (52.5, 1.0 / 14.0);
        let (mut term, mut below) = ((1.0f64 - q).powf(r), 0.0);
        for y in 0..12 {
            below += term;
            term *= (r + f64::from(y)) / f64::from(y + 1) * q;
        }
        assert!((numbers.p.unwrap() - (1.0 - below)).abs() < 1e-9);
        assert!(verdict.is_alarm());
        assert!(numbers.bound <= 12.0);
    }

    #[test]
    fn half_the_history_is_said_to_be_too_short() {
        assert_eq!(BLOCK.judge(&weekly(&[2; 30]), 29), Verdict::TooShort { have: 26, need: 52 });
        assert_eq!(RISE.judge(&weekly(&[2; 10]), 1), Verdict::TooShort { have: 0, need: 26 });
    }

    #[test]
    fn quiet_about_a_handful_of_events_is_called_too_sparse() {
        let mut counts = [0; 60];
        (counts[5], counts[30]) = (1, 1);
        assert!(matches!(RISE.judge(&weekly(&counts), 59), Verdict::TooSparse(_)));
        // An alarm is one all the same.
        counts[57..].fill(4);
        assert!(RISE.judge(&weekly(&counts), 59).is_alarm());
    }

    #[test]
    fn a_gap_in_the_window_is_no_verdict_and_one_in_the_baseline_is_left_out() {
        let mut series = weekly(&[2; 60]);
        series.put(series.day(20), Point::default()).unwrap();
        let numbers = *RISE.judge(&series, 59).numbers().unwrap();
        assert!((numbers.expected - 6.0).abs() < 0.1 || (numbers.expected - 8.0).abs() < 0.1, "{numbers:?}");
        series.put(series.day(59), Point::default()).unwrap();
        assert_eq!(RISE.judge(&series, 59), Verdict::Gap);
    }

    #[test]
    fn twice_the_reading_explains_twice_the_count() {
        let mut series = Series::new("2022-01-03".parse().unwrap(), Step::Week);
        for n in 0..60 {
            let (count, exposure) = if n < 56 { (5, 100.0) } else { (10, 200.0) };
            series.put(series.day(n), Point { count: Some(count), exposure: Some(exposure) }).unwrap();
        }
        assert!(!RISE.judge(&series, 59).is_alarm());
        assert!(RISE.judge(&series.raw(), 59).is_alarm());
    }

    #[test]
    fn days_are_judged_by_the_weeks_that_end_on_them() {
        let weeks = weekly(&[[3; 50].as_slice(), &[9; 5]].concat());
        let mut days = Series::new(weeks.day(0), Step::Day);
        for (n, point) in weeks.points().iter().enumerate() {
            for d in 0..7 {
                let count = if d == 2 { point.count } else { Some(0) };
                days.put(days.day(n * 7 + d), Point { count, exposure: None }).unwrap();
            }
        }
        for week in [40, 49, 54] {
            let (a, b) = (RISE.judge(&weeks, week), RISE.judge(&days, week * 7 + 6));
            assert_eq!(a.is_alarm(), b.is_alarm());
            assert!((a.numbers().unwrap().p.unwrap() - b.numbers().unwrap().p.unwrap()).abs() < 1e-12);
        }
    }
}
