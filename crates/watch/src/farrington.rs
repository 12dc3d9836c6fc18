//! Farrington's method in its flexible form: the same weeks of past years, by quasi-Poisson regression.
//!
//! After Farrington and others (1996), Noufaily and others (2013), and what Salmon, Schumacher and Höhle (2016) say of their
//! implementation. Weekly series only; a daily one is summed to weeks first.

use crate::glm::{Fit, fit};
use crate::numbers::{Counts, normal_point, student_beyond};
use crate::series::{Series, Step, days_between};
use crate::verdict::{Numbers, Verdict};

/// How the bound is reckoned from the fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// A normal interval on the scale of μ^⅔, turned back.
    Delta,
    /// A quantile of the negative binomial with the fitted mean and dispersion.
    Plugin,
}

/// The settings. Lengths are in weeks.
#[derive(Debug, Clone, PartialEq)]
pub struct Farrington {
    /// Past years taken.
    pub years: usize,
    /// Whether the same week is found by the calendar; else a year is 52 weeks.
    pub calendar: bool,
    /// Weeks on either side of the same week of a past year.
    pub half_window: usize,
    /// Parts that a year is cut into; 1: only the windows themselves are taken.
    pub periods: usize,
    /// Last weeks left out.
    pub left_out: usize,
    /// A trend stays in the model where its p is below this; 1: always.
    pub trend_below: f64,
    /// Residuals above this are weighted down.
    pub residual_above: f64,
    /// How the bound is reckoned.
    pub bound: Bound,
    /// One-sided share of false alarms.
    pub alpha: f64,
    /// No alarm with fewer than this many events in the last four weeks.
    pub least_in_four: u64,
}

/// Five years, windows of seven weeks, ten periods, 26 weeks left out.
pub const FARRINGTON: Farrington = Farrington {
    years: 5,
    calendar: true,
    half_window: 3,
    periods: 10,
    left_out: 26,
    trend_below: 1.0,
    residual_above: 2.58,
    bound: Bound::Plugin,
    alpha: 0.01,
    least_in_four: 5,
};

impl Farrington {
    /// What it says about each week (of a daily series: each whole week).
    pub fn run(&self, series: &Series) -> Vec<Verdict> {
        let weekly;
        let series = if series.step() == Step::Week {
            series
        } else {
            weekly = series.weekly();
            &weekly
        };
        (0..series.len()).map(|at| self.judge(series, at)).collect()
    }

    /// What it says about the week `at`.
    pub fn judge(&self, series: &Series, at: usize) -> Verdict {
        let with_exposure = series.has_exposure();
        let Some((observed, read)) = series.known(at, with_exposure) else { return Verdict::Gap };
        let need = self.years * 52 + self.half_window;
        let Some(rows) = self.rows(series, at, with_exposure) else { return Verdict::TooShort { have: at, need } };
        let Some(model) = self.model(&rows, at, read) else { return Verdict::TooShort { have: rows.len(), need } };
        let Model { fit, x } = model;
        let expected = (fit.predictor(&x) + read.ln()).exp();
        let phi = fit.dispersion;
        let bound = match self.bound {
            Bound::Plugin => Counts::new(expected, phi * expected).quantile(1.0 - self.alpha) as f64,
            Bound::Delta => {
                let variance = phi * expected + fit.relative * fit.variance_at(&x) * expected * expected;
                let step = normal_point(1.0 - self.alpha) * 2.0 / 3.0 * expected.powf(-1.0 / 3.0) * variance.sqrt();
                (expected.powf(2.0 / 3.0) + step).max(0.0).powf(1.5)
            }
        };
        let p = Counts::new(expected, phi * expected).at_least(observed);
        let first = rows.iter().map(|r| r.index).min().unwrap_or(at);
        let last = rows.iter().map(|r| r.index).max().unwrap_or(at);
        let numbers = Numbers {
            from: series.day(at),
            to: series.last_day(at),
            baseline_from: series.day(first),
            baseline_to: series.last_day(last),
            observed,
            expected,
            dispersion: phi,
            exposure: with_exposure.then_some(read),
            bound,
            score: -p.max(1e-300).log10(),
            p: Some(p),
        };
        let four = (at.saturating_sub(3)..=at).filter_map(|i| series.points()[i].count).sum::<u64>();
        if four < self.least_in_four {
            Verdict::TooSparse(numbers)
        } else if observed as f64 > bound {
            Verdict::Alarm(numbers)
        } else {
            Verdict::Quiet(numbers)
        }
    }

    /// The weeks that the model is fitted on, each with its part of the year (0 is the part of the week judged).
    fn rows(&self, series: &Series, at: usize, with_exposure: bool) -> Option<Vec<Row>> {
        let half = self.half_window;
        let today = series.day(at);
        // The same week of past years: the one whose first day is nearest to the same date.
        let mut centres = Vec::with_capacity(self.years);
        for year in 1..=self.years {
            let centre = if self.calendar {
                let date = today.checked_sub(jiff::Span::new().try_years(i64::try_from(year).ok()?).ok()?).ok()?;
                usize::try_from((days_between(series.day(0), date) + 3).div_euclid(7)).ok()?
            } else {
                at.checked_sub(52 * year)?
            };
            centres.push(Some(centre).filter(|c| *c >= half)?);
        }
        centres.reverse();
        let first = centres.first()? - half;
        let mut rows = Vec::new();
        let mut put = |index: usize, part: usize| {
            if let Some((count, exposure)) = series.known(index, with_exposure) {
                rows.push(Row { index, part, count: count as f64, offset: exposure.ln() });
            }
        };
        if self.periods <= 1 {
            for centre in &centres {
                (centre - half..=centre + half).filter(|i| *i < at).for_each(|i| put(i, 0));
            }
            return Some(rows);
        }
        let end = at.checked_sub(self.left_out)?;
        for index in first..end {
            put(index, self.part(index, &centres, at));
        }
        Some(rows)
    }

    /// The part of the year that a week lies in: 0 within a window, then 1, 2, … up to the next window.
    fn part(&self, index: usize, centres: &[usize], at: usize) -> usize {
        let half = self.half_window;
        let ends = centres.iter().copied().chain([at]);
        let within = |c: usize| index + half >= c && index <= c + half;
        if ends.clone().any(within) {
            return 0;
        }
        let Some(before) = centres.iter().rev().find(|c| **c + half < index) else { return 0 };
        let next = ends.clone().find(|c| *c > index).unwrap_or(before + 52);
        let (start, stop) = (before + half + 1, next - half);
        let parts = self.periods - 1;
        // Parts are as equal as whole weeks allow; the longer ones come first.
        let (short, longer) = ((stop - start) / parts, (stop - start) % parts);
        let place = index - start;
        let part = if place < longer * (short + 1) {
            place / (short + 1)
        } else {
            longer + (place - longer * (short + 1)) / short.max(1)
        };
        1 + part.min(parts - 1)
    }

    /// The fit after reweighting, with or without trend, and the row of the week judged.
    fn model(&self, rows: &[Row], at: usize, read: f64) -> Option<Model> {
        let parts: Vec<usize> = (1..self.periods.max(1)).filter(|p| rows.iter().any(|r| r.part == *p)).collect();
        let row = |trend: bool, index: usize, part: usize| -> Vec<f64> {
            let mut x = vec![1.0];
            if trend {
                x.push((at as f64 - index as f64) / -52.0);
            }
            x.extend(parts.iter().map(|p| f64::from(u8::from(*p == part))));
            x
        };
        let build = |trend: bool| {
            let x: Vec<Vec<f64>> = rows.iter().map(|r| row(trend, r.index, r.part)).collect();
            Some(Model { fit: self.reweighted(&x, rows)?, x: row(trend, at, 0) })
        };
        let plain = || build(false);
        let Some(model) = build(true) else { return plain() };
        let fit = &model.fit;
        let t = fit.beta[1] / (fit.relative * fit.inverse[1][1]).sqrt();
        let freedom = rows.len().saturating_sub(fit.beta.len()) as f64;
        let wanted = self.trend_below >= 1.0 || student_beyond(t, freedom) < self.trend_below;
        // A trend that would run on above all that was ever seen is not believed.
        let most = rows.iter().map(|r| r.count / r.offset.exp()).fold(0.0, f64::max) * read;
        let beyond = (fit.predictor(&model.x) + read.ln()).exp() > most;
        if wanted && !beyond && self.years >= 3 { Some(model) } else { plain() }
    }

    fn reweighted(&self, x: &[Vec<f64>], rows: &[Row]) -> Option<Fit> {
        let y: Vec<f64> = rows.iter().map(|r| r.count).collect();
        let offset: Vec<f64> = rows.iter().map(|r| r.offset).collect();
        let first = fit(x, &y, &offset, &vec![1.0; y.len()])?;
        // Anscombe residuals, standardised: past outbreaks must not raise the bound.
        let residual = |i: usize| {
            let (y, m) = (y[i], first.means[i]);
            let raw = 1.5 * (y.powf(2.0 / 3.0) * m.powf(-1.0 / 6.0) - m.sqrt());
            raw / (first.dispersion * (1.0 - first.leverage[i]).max(1e-9)).sqrt()
        };
        let share = |s: f64| if s > self.residual_above { s.powi(-2) } else { 1.0 };
        let raw: Vec<f64> = (0..y.len()).map(|i| share(residual(i))).collect();
        let gamma = y.len() as f64 / raw.iter().sum::<f64>();
        let weight: Vec<f64> = raw.iter().map(|w| w * gamma).collect();
        fit(x, &y, &offset, &weight).or(Some(first))
    }
}

/// A week of the baseline.
struct Row {
    index: usize,
    part: usize,
    count: f64,
    offset: f64,
}

struct Model {
    fit: Fit,
    x: Vec<f64>,
}

#[cfg(test)]
mod tests {
    use marsad_model::Day;

    use super::*;

    fn weekly(counts: &[u64]) -> Series {
        Series::of_counts("2015-01-05".parse().unwrap(), Step::Week, counts)
    }

    #[test]
    fn a_level_line_has_the_bounds_of_its_law() {
        let series = weekly(&[10; 330]);
        let numbers = *FARRINGTON.judge(&series, 329).numbers().unwrap();
        // Poisson with mean 10: P(X ≤ 17) = .9857, P(X ≤ 18) = .9928.
        assert!((numbers.expected - 10.0).abs() < 1e-6 && numbers.dispersion == 1.0);
        assert_eq!(numbers.bound, 18.0);
        // No residuals, so the variance is 10: (10^⅔ + 1.6449 · ⅔ · 10^−⅓ · √10)^(3/2) = 15.63.
        let delta = Farrington { periods: 1, bound: Bound::Delta, alpha: 0.05, ..FARRINGTON };
        let bound = delta.judge(&series, 329).numbers().unwrap().bound;
        assert!((bound - 15.6295).abs() < 1e-3, "{bound}");
    }

    #[test]
    fn past_outbreaks_hardly_raise_the_bound_and_a_new_one_alarms() {
        let mut counts: Vec<u64> = (0..330).map(|n| 8 + n * 7 % 5).collect();
        let calm = FARRINGTON.judge(&weekly(&counts), 329).numbers().unwrap().bound;
        let year_ago = 329 - 52;
        counts[year_ago - 1..=year_ago + 1].fill(90);
        counts[329] = 40;
        let verdict = FARRINGTON.judge(&weekly(&counts), 329);
        assert!(verdict.is_alarm());
        let bound = verdict.numbers().unwrap().bound;
        assert!(bound <= calm + 8.0, "{bound} after {calm}");
    }

    #[test]
    fn the_season_is_in_what_is_expected() {
        // Twenty in the first weeks of each year, five else.
        let start: Day = "2015-01-05".parse().unwrap();
        let line = weekly(&[0; 330]);
        let counts: Vec<u64> = (0..330).map(|n| if line.day(n).day_of_year() < 60 { 20 } else { 5 }).collect();
        let series = weekly(&counts);
        let expected = |day: &str| {
            let at = usize::try_from(days_between(start, day.parse().unwrap()) / 7).unwrap();
            FARRINGTON.judge(&series, at).numbers().unwrap().expected
        };
        assert!((15.0..25.0).contains(&expected("2021-02-01")), "{}", expected("2021-02-01"));
        assert!((4.0..8.0).contains(&expected("2020-08-03")), "{}", expected("2020-08-03"));
    }

    #[test]
    fn too_few_years_or_events_are_said() {
        assert!(matches!(FARRINGTON.judge(&weekly(&[5; 200]), 199), Verdict::TooShort { have: 199, need: 263 }));
        assert!(matches!(FARRINGTON.judge(&weekly(&[1; 330]), 329), Verdict::TooSparse(_)));
    }
}
