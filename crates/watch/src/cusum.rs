//! CUSUM for a doubling: the evidence of each week is added up, and forgotten where it speaks against.

use crate::numbers::Counts;
use crate::series::Series;
use crate::verdict::{Numbers, SPARSE_A_WEEK, Verdict};
use crate::window::{Baseline, Dispersion};

/// C = max(0, C + log f(y|factor·μ)/f(y|μ)), an alarm at C ≥ h, then C = 0. Lengths are in weeks; of a daily series, the
/// periods added up are days.
#[derive(Debug, Clone, PartialEq)]
pub struct Cusum {
    /// The rise looked for.
    pub factor: f64,
    /// An alarm at this sum.
    pub h: f64,
    /// Weeks of baseline, all of which must be known.
    pub baseline: usize,
    /// Weeks left out between baseline and period.
    pub guard: usize,
}

/// A doubling, against 52 weeks with four left out.
pub const CUSUM: Cusum = Cusum { factor: 2.0, h: 4.0, baseline: 52, guard: 4 };

impl Cusum {
    /// What it says about each period.
    pub fn run(&self, series: &Series) -> Vec<Verdict> {
        let with_exposure = series.has_exposure();
        let (mut sum, mut since) = (0.0, None);
        let mut verdicts = Vec::with_capacity(series.len());
        for at in 0..series.len() {
            let end = at.saturating_sub(self.guard * series.step().a_week());
            let base = Baseline::before(series, end, self.baseline, with_exposure);
            let Some((observed, read)) = series.known(at, with_exposure) else {
                verdicts.push(Verdict::Gap);
                continue;
            };
            if base.len() < self.baseline {
                verdicts.push(Verdict::TooShort { have: base.len(), need: self.baseline });
                continue;
            }
            let expected = base.rate() * read;
            let dispersion = base.dispersion(Dispersion::Weeks);
            let law = Counts::new(expected, dispersion * expected * (1.0 + read / base.read()));
            let doubled = law.with_mean(self.factor * expected);
            sum = f64::max(0.0, sum + doubled.ln_exactly(observed) - law.ln_exactly(observed));
            since = if sum > 0.0 { since.or(Some(at)) } else { None };
            let numbers = Numbers {
                from: series.day(since.unwrap_or(at)),
                to: series.last_day(at),
                baseline_from: series.day(base.first()),
                baseline_to: series.last_day(end.saturating_sub(1)),
                observed: (since.unwrap_or(at)..=at).filter_map(|i| series.points()[i].count).sum(),
                expected: (since.unwrap_or(at)..=at)
                    .filter_map(|i| series.known(i, with_exposure))
                    .map(|(_, e)| base.rate() * e)
                    .sum(),
                dispersion,
                exposure: with_exposure.then_some(read),
                bound: self.h,
                score: sum,
                p: None,
            };
            verdicts.push(if sum >= self.h {
                (sum, since) = (0.0, None);
                Verdict::Alarm(numbers)
            } else if base.a_week() < SPARSE_A_WEEK {
                Verdict::TooSparse(numbers)
            } else {
                Verdict::Quiet(numbers)
            });
        }
        verdicts
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::series::Step;

    #[test]
    fn evidence_adds_up_until_the_alarm_and_begins_anew() {
        // Baseline 4 a week without spread beyond chance: V ≈ μ, so each week of 8 adds about 8 ln 2 − 4 = 1.545.
        let counts: Vec<u64> = std::iter::repeat_n(4, 60).chain([8; 4]).collect();
        let verdicts = CUSUM.run(&Series::of_counts("2022-01-03".parse().unwrap(), Step::Week, &counts));
        assert!(matches!(verdicts[55], Verdict::TooShort { .. }));
        assert!(!verdicts[59].is_alarm() && verdicts[59].numbers().unwrap().score == 0.0);
        let first = verdicts[60].numbers().unwrap().score;
        assert!((1.3..1.6).contains(&first), "{first}");
        assert!(!verdicts[61].is_alarm() && verdicts[62].is_alarm(), "{verdicts:?}");
        let alarm = verdicts[62].numbers().unwrap();
        assert_eq!(alarm.observed, 24, "the weeks that the sum was made of");
        assert!((verdicts[63].numbers().unwrap().score - first).abs() < 0.05, "reset");
    }
}
