//! Series made up by known rules, to measure what a detector makes of more reading alone.

use crate::series::{Point, Series, Step};
use crate::verdict::Detector;

/// Weeks before the change.
const BEFORE: usize = 78;
/// Weeks after it, in which alarms are looked for.
const AFTER: usize = 13;
/// Articles read a week before the change.
const ARTICLES: f64 = 400.0;

/// What changes in the made-up series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Nothing.
    Nothing,
    /// Twice as much is read; as many events happen.
    Volume,
    /// Twice as many events happen; as much is read.
    Events,
}

/// Share of `runs` made-up series in which a detector alarms within thirteen weeks of a change.
///
/// Counts are Poisson with `mean` a week, times what is read over 400 articles; with `size`, the mean of each week is drawn from
/// a gamma law of that shape (negative binomial counts). What is read is Poisson. `adjusted` gives the detector the exposure.
/// The same seed gives the same share.
pub fn alarm_share(
    detector: Detector,
    change: Change,
    adjusted: bool,
    (mean, size): (f64, Option<f64>),
    runs: usize,
    seed: u64,
) -> f64 {
    let mut random = Random(seed);
    let mut alarmed = 0;
    for _ in 0..runs {
        let mut series = Series::of_counts(jiff::civil::date(2020, 1, 6), Step::Week, &[]);
        for week in 0..BEFORE + AFTER {
            let twice = |what: Change| if week >= BEFORE && change == what { 2.0 } else { 1.0 };
            let read = random.poisson(ARTICLES * twice(Change::Volume)) as f64;
            let lively = size.map_or(1.0, |s| random.gamma(s) / s);
            let count = random.poisson(mean * lively * twice(Change::Events) * read / ARTICLES);
            let point = Point { count: Some(count), exposure: adjusted.then_some(read) };
            // Weeks follow one another from the first.
            let _ = series.put(series.day(week), point);
        }
        let verdicts = detector.run(&series);
        alarmed += usize::from(verdicts.iter().skip(BEFORE).any(|v| v.is_alarm()));
    }
    alarmed as f64 / runs.max(1) as f64
}

/// SplitMix64: small, and the same everywhere.
struct Random(u64);

impl Random {
    /// Between 0 and 1, neither included.
    fn share(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64 + 1e-17
    }

    fn normal(&mut self) -> f64 {
        (-2.0 * self.share().ln()).sqrt() * (std::f64::consts::TAU * self.share()).cos()
    }

    /// By multiplying shares, thirty at a time.
    fn poisson(&mut self, mean: f64) -> u64 {
        let (mut left, mut count) = (mean, 0);
        while left > 0.0 {
            let limit = (-left.min(30.0)).exp();
            left -= 30.0;
            let mut product = self.share();
            while product > limit {
                product *= self.share();
                count += 1;
            }
        }
        count
    }

    /// Marsaglia and Tsang (2000), for shapes of 1 and more.
    fn gamma(&mut self, shape: f64) -> f64 {
        let d = shape - 1.0 / 3.0;
        let c = 1.0 / (9.0 * d).sqrt();
        loop {
            let x = self.normal();
            let v = (1.0 + c * x).powi(3);
            if v > 0.0 && self.share().ln() < 0.5 * x * x + d - d * v + d * v.ln() {
                return d * v;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_have_the_means_they_should() {
        let mut random = Random(7);
        let mean = |mut f: Box<dyn FnMut() -> f64 + '_>| (0..4000).map(|_| f()).sum::<f64>() / 4000.0;
        assert!((mean(Box::new(|| random.poisson(3.0) as f64)) - 3.0).abs() < 0.1);
        assert!((mean(Box::new(|| random.poisson(400.0) as f64)) - 400.0).abs() < 1.5);
        assert!((mean(Box::new(|| random.gamma(3.0))) - 3.0).abs() < 0.1);
    }

    #[test]
    fn more_reading_alone_alarms_raw_counts_and_not_adjusted_ones() {
        let share = |change, adjusted| alarm_share(Detector::Rise, change, adjusted, (3.0, None), 60, 1);
        assert!(share(Change::Volume, false) > 0.6, "{}", share(Change::Volume, false));
        assert!(share(Change::Volume, true) <= 0.1, "{}", share(Change::Volume, true));
        assert!(share(Change::Events, true) > 0.6, "{}", share(Change::Events, true));
    }
}
