//! Level shifts, for display: Bayesian online change-point detection (Adams and MacKay 2007) for counts.
//!
//! Between shifts counts are Poisson with a gamma prior about the series' own mean, thinned by the dispersion that neighbouring
//! periods show; shifts are as likely in each period. It draws a line through the counts; it raises no alarm.

use serde::Serialize;

use crate::series::Series;

/// Longest stretch without a shift that is told from a longer one.
const LONGEST: usize = 520;

/// What is thought of one period from what was known by then.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct LevelAt {
    /// Expected count for this period at its own exposure, by the level thought likely then.
    pub level: f64,
    /// How likely a shift within the last four weeks is.
    pub shift: f64,
    /// The most likely number of periods since the last shift.
    pub since: usize,
}

/// The level at each period; `None` at gaps. `every` is the mean number of weeks between shifts, 52 if you have no other idea.
pub fn levels(series: &Series, every: f64) -> Vec<Option<LevelAt>> {
    let with_exposure = series.has_exposure();
    let known: Vec<Option<(f64, f64)>> =
        (0..series.len()).map(|i| series.known(i, with_exposure).map(|(y, e)| (y as f64, e))).collect();
    let present: Vec<(f64, f64)> = known.iter().flatten().copied().collect();
    let (count, read) = present.iter().fold((0.0, 0.0), |a, b| (a.0 + b.0, a.1 + b.1));
    if present.is_empty() || read <= 0.0 {
        return vec![None; series.len()];
    }
    let mean = (count + 0.5) / read;
    let thin = spread(&present).max(1.0);
    let hazard = (1.0 / (every.max(1.0) * series.step().a_week() as f64)).min(0.5);
    let recent = 4 * series.step().a_week();
    // For each run length: its weight, and shape and rate of the gamma.
    let mut runs: Vec<(f64, f64, f64)> = vec![(1.0, 1.0, 1.0 / mean)];
    let mut out = Vec::with_capacity(series.len());
    for point in known {
        let Some((y, e)) = point else {
            out.push(None);
            continue;
        };
        let (y_thin, e_thin) = (y / thin, e / thin);
        let mut next = Vec::with_capacity(runs.len() + 1);
        let mut fresh = 0.0;
        next.push((0.0, 1.0, 1.0 / mean));
        for (weight, shape, rate) in &runs {
            let log = libm::lgamma(shape + y_thin) - libm::lgamma(*shape) - libm::lgamma(y_thin + 1.0)
                + shape * (rate / (rate + e_thin)).ln()
                + y_thin * (e_thin / (rate + e_thin)).ln();
            let likely = weight * log.exp();
            fresh += likely * hazard;
            next.push((likely * (1.0 - hazard), shape + y_thin, rate + e_thin));
        }
        next[0].0 = fresh;
        if next.len() > LONGEST
            && let Some(last) = next.pop()
            && let Some(kept) = next.last_mut()
        {
            *kept = (kept.0 + last.0, last.1, last.2);
        }
        let sum: f64 = next.iter().map(|n| n.0).sum();
        if sum > 0.0 && sum.is_finite() {
            next.iter_mut().for_each(|n| n.0 /= sum);
        } else {
            // No run explains the count: begin anew.
            next = vec![(1.0, 1.0, 1.0 / mean)];
        }
        runs = next;
        let since = (0..runs.len()).max_by(|a, b| runs[*a].0.total_cmp(&runs[*b].0)).unwrap_or(0);
        out.push(Some(LevelAt {
            level: runs.iter().map(|(w, shape, rate)| w * shape / rate).sum::<f64>() * e,
            shift: runs.iter().take(recent + 1).map(|r| r.0).sum::<f64>().min(1.0),
            since,
        }));
    }
    out
}

/// Dispersion from the differences of neighbours, which a shift of level hardly touches.
fn spread(points: &[(f64, f64)]) -> f64 {
    let pairs = points.windows(2).map(|p| {
        let ((y0, e0), (y1, e1)) = (p[0], p[1]);
        let rate = (y0 + y1) / (e0 + e1);
        ((y1 - rate * e1).powi(2) + (y0 - rate * e0).powi(2), rate * 2.0 * e0 * e1 / (e0 + e1))
    });
    let (above, below) = pairs.fold((0.0, 0.0), |a, b| (a.0 + b.0, a.1 + b.1));
    if below > 0.0 { above / below } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::series::Step;

    #[test]
    fn a_step_is_seen_within_weeks_and_a_flat_line_has_none() {
        let wave = [3, 4, 5, 4, 3, 5, 4, 4];
        let counts: Vec<u64> = (0..80).map(|n| wave[n % 8] * if n >= 60 { 4 } else { 1 }).collect();
        let series = Series::of_counts("2022-01-03".parse().unwrap(), Step::Week, &counts);
        let levels = levels(&series, 52.0);
        let at = |n: usize| levels[n].unwrap();
        assert!(at(55).shift < 0.1 && (3.0..5.0).contains(&at(55).level), "{:?}", at(55));
        assert!(at(62).shift > 0.9 && at(62).level > 10.0, "{:?}", at(62));
        assert!((14.0..18.0).contains(&at(79).level) && (17..=21).contains(&at(79).since), "{:?}", at(79));
    }

    #[test]
    fn nothing_known_is_no_level() {
        assert_eq!(levels(&Series::new("2022-01-03".parse().unwrap(), Step::Week), 52.0), []);
        let none = Series::of_counts("2022-01-03".parse().unwrap(), Step::Week, &[0; 700]);
        assert!(levels(&none, 52.0).iter().all(|l| l.is_some_and(|l| l.level < 0.6)));
    }
}
