//! The reference detectors of the Early Aberration Reporting System: C1, C2 and C3.
//!
//! As told by Hutwagner and others (2003) and Fricker, Hegler and Dunfee (2008): C1 compares with the seven periods before, C2
//! leaves two out between, C3 adds up what C2 was above 1 in the last three periods. Raw counts only.
//!
//! The bound of C3 is the one of the R package `surveillance` 1.20.3, with which all three are compared: it stands z deviations
//! above the period's own count, less what the two periods before were above 1. So C3 speaks a period late.

use crate::numbers::normal_point;
use crate::series::Series;
use crate::verdict::{Numbers, SPARSE_A_WEEK, Verdict};

/// One of the three.
#[derive(Debug, Clone, PartialEq)]
pub struct Ears {
    /// Periods left out between baseline and period: 0 for C1, 2 for C2 and C3.
    pub lag: usize,
    /// Whether what C2 said of the two periods before is added: C3.
    pub three: bool,
    /// Periods of baseline.
    pub baseline: usize,
    /// One-sided share of false alarms under a normal law.
    pub alpha: f64,
}

/// The seven periods before.
pub const C1: Ears = Ears { lag: 0, three: false, baseline: 7, alpha: 0.001 };
/// Seven periods, with two left out.
pub const C2: Ears = Ears { lag: 2, three: false, baseline: 7, alpha: 0.001 };
/// Three periods of C2 together.
pub const C3: Ears = Ears { lag: 2, three: true, baseline: 7, alpha: 0.001 };

impl Ears {
    /// What it says about each period.
    pub fn run(&self, series: &Series) -> Vec<Verdict> {
        let z = normal_point(1.0 - self.alpha);
        let plain: Vec<Result<Level, Verdict>> = (0..series.len()).map(|at| self.level(series, at)).collect();
        let before = if self.three { 2 } else { 0 };
        let mut verdicts = Vec::with_capacity(series.len());
        for (at, level) in plain.iter().enumerate() {
            let level = match level {
                Ok(level) => level,
                Err(verdict) => {
                    verdicts.push(*verdict);
                    continue;
                }
            };
            let earlier = (at.saturating_sub(before)..at).map(|i| plain[i].as_ref().map(Level::above_one));
            let Ok(earlier) = earlier.sum::<Result<f64, _>>() else {
                verdicts.push(Verdict::TooShort { have: 0, need: self.baseline });
                continue;
            };
            let bound = if self.three {
                f64::max(0.0, level.observed as f64 + level.deviation * (z - earlier))
            } else {
                level.mean + level.deviation * z
            };
            let sum = if self.three { level.above_one() + earlier } else { level.statistic };
            let numbers = Numbers {
                from: series.day(at),
                to: series.last_day(at),
                baseline_from: series.day(level.first),
                baseline_to: series.last_day(at - self.lag - 1),
                observed: level.observed,
                expected: level.mean,
                dispersion: if level.mean > 0.0 { level.deviation.powi(2) / level.mean } else { 1.0 },
                exposure: None,
                bound,
                score: sum,
                p: None,
            };
            let sparse = level.mean * series.step().a_week() as f64;
            verdicts.push(if level.observed as f64 > bound {
                Verdict::Alarm(numbers)
            } else if sparse < SPARSE_A_WEEK {
                Verdict::TooSparse(numbers)
            } else {
                Verdict::Quiet(numbers)
            });
        }
        verdicts
    }

    fn level(&self, series: &Series, at: usize) -> Result<Level, Verdict> {
        let (observed, _) = series.known(at, false).ok_or(Verdict::Gap)?;
        let need = self.baseline.max(2);
        let end = at.checked_sub(self.lag).ok_or(Verdict::TooShort { have: 0, need })?;
        let first = end.saturating_sub(need);
        let counts: Vec<f64> = (first..end).filter_map(|i| series.points()[i].count).map(|c| c as f64).collect();
        if counts.len() < need {
            return Err(Verdict::TooShort { have: counts.len(), need });
        }
        let mean = counts.iter().sum::<f64>() / counts.len() as f64;
        let deviation = (counts.iter().map(|c| (c - mean).powi(2)).sum::<f64>() / (counts.len() - 1) as f64).sqrt();
        let beyond = observed as f64 - mean;
        let statistic = match (deviation > 0.0, beyond > 0.0) {
            (true, _) => beyond / deviation,
            (false, true) => f64::INFINITY,
            (false, false) => 0.0,
        };
        Ok(Level { observed, mean, deviation, statistic, first })
    }
}

/// One period beside its baseline.
struct Level {
    observed: u64,
    mean: f64,
    deviation: f64,
    statistic: f64,
    first: usize,
}

impl Level {
    fn above_one(&self) -> f64 {
        (self.statistic - 1.0).max(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::series::Step;

    #[test]
    fn c1_is_mean_and_deviations_of_seven_weeks() {
        // Mean 4, squares 9+4+1+0+1+4+9 = 28, deviation √(28/6) = 2.160; 4 + 3.0902 · 2.160 = 10.675.
        let counts = [1, 2, 3, 4, 5, 6, 7, 10, 11];
        let verdicts = C1.run(&Series::of_counts("2024-01-01".parse().unwrap(), Step::Week, &counts));
        assert_eq!(verdicts[6], Verdict::TooShort { have: 6, need: 7 });
        let numbers = verdicts[7].numbers().unwrap();
        assert!((numbers.bound - 10.675_5).abs() < 1e-3 && !verdicts[7].is_alarm(), "{numbers:?}");
        let verdicts =
            C2.run(&Series::of_counts("2024-01-01".parse().unwrap(), Step::Week, &[1, 2, 3, 4, 5, 6, 7, 0, 0, 11]));
        assert!((verdicts[9].numbers().unwrap().bound - 10.675_5).abs() < 1e-3 && verdicts[9].is_alarm());
    }

    #[test]
    fn c3_remembers_the_two_weeks_before() {
        // C2 of the 8s: (8 − 4)/2.160 = 1.852, (8 − 31/7)/1.718 = 2.079. They leave .852 + 1.079 = 1.931; z = 1.645 is less.
        let counts = [1, 2, 3, 4, 5, 6, 7, 4, 4, 8, 8, 8];
        let series = Series::of_counts("2024-01-01".parse().unwrap(), Step::Week, &counts);
        let three = Ears { alpha: 0.05, ..C3 }.run(&series);
        assert!(!three[9].is_alarm() && !three[10].is_alarm() && three[11].is_alarm());
        // Third window: 3, 4, 5, 6, 7, 4, 4 with a deviation of 1.380; 8 + 1.380 · (1.645 − 1.931) = 7.605.
        assert!((three[11].numbers().unwrap().bound - 7.605).abs() < 0.005, "{:?}", three[11]);
    }
}
