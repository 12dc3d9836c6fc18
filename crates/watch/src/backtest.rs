//! Replays series and counts hits, false alarms and delays, beside what chance would give.

use marsad_model::Day;
use serde::Serialize;

use crate::alarm::{Alarm, alarms, raise};
use crate::series::{Series, Step, days_between};
use crate::verdict::{Detector, Verdict};
use crate::vintage::Vintages;

/// When an alarm belongs to an onset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// Days before the onset.
    pub before: i64,
    /// Days after it.
    pub after: i64,
}

/// From one week before to twelve weeks after.
pub const RULES: Rules = Rules { before: 7, after: 84 };

/// What a detector did on one series.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Replay {
    /// The alarms, in order.
    pub alarms: Vec<Alarm>,
    /// Periods in which an alarm was possible.
    pub judged: usize,
    /// Years of such periods.
    pub years: f64,
    /// Periods of those that were too sparse to say.
    pub sparse: usize,
    /// Onsets that a judged period lies near enough to.
    pub onsets: usize,
    /// Delay of each hit: days from onset to the period of the first alarm, in the order of the onsets; negative before it.
    pub delays: Vec<i64>,
    /// Alarms near no onset.
    pub false_alarms: usize,
    /// Hits to be expected of as many alarms on random periods.
    pub chance_hits: f64,
    /// False alarms to be expected of as many alarms on random periods.
    pub chance_false: f64,
}

/// Replays a series as it is known now. Alarms of `rise` have their level as in [`watch()`](crate::watch()).
pub fn replay(series: &Series, detector: Detector, onsets: &[Day], rules: Rules) -> Replay {
    // Farrington looks at weeks.
    let weekly = (detector == Detector::Farrington && series.step() == Step::Day).then(|| series.weekly());
    let series = weekly.as_ref().unwrap_or(series);
    let mut replay = score(series, detector, &detector.run(series), onsets, rules);
    if detector == Detector::Rise {
        raise(series, &mut replay.alarms);
    }
    replay
}

/// Replays a series as it was known when each period was first told of. A delay does not count how late a period was told.
/// Farrington, which sums days to weeks, replays a daily series as it is known last.
pub fn replay_as_known(vintages: &Vintages, detector: Detector, onsets: &[Day], rules: Rules) -> Replay {
    let latest = vintages.latest();
    if detector == Detector::Farrington && latest.step() == Step::Day {
        return replay(&latest, detector, onsets, rules);
    }
    let mut verdicts = vec![Verdict::Gap; latest.len()];
    for (index, verdict) in verdicts.iter_mut().enumerate() {
        if let Some(day) = vintages.first_known(latest.day(index)) {
            let then = vintages.as_of(day).until(index + 1);
            *verdict = detector.last(&then).filter(|_| then.len() > index).unwrap_or(Verdict::Gap);
        }
    }
    score(&latest, detector, &verdicts, onsets, rules)
}

/// Scores verdicts, one for each period of the series, that are there already.
pub fn score(series: &Series, detector: Detector, verdicts: &[Verdict], onsets: &[Day], rules: Rules) -> Replay {
    let found = alarms(detector, verdicts);
    let near = |onset: &Day, index: usize| {
        // Both are counted from the first day of their period.
        let apart = days_between(*onset, series.day(index));
        (-rules.before..=rules.after).contains(&apart)
    };
    let judged: Vec<usize> = (0..verdicts.len()).filter(|i| verdicts[*i].numbers().is_some()).collect();
    let mut replay = Replay {
        judged: judged.len(),
        years: judged.len() as f64 * series.step().days() as f64 / 365.25,
        sparse: verdicts.iter().filter(|v| matches!(v, Verdict::TooSparse(_))).count(),
        onsets: 0,
        delays: Vec::new(),
        false_alarms: found.iter().filter(|a| !onsets.iter().any(|o| near(o, a.index))).count(),
        chance_hits: 0.0,
        chance_false: 0.0,
        alarms: found,
    };
    for onset in onsets {
        let width = judged.iter().filter(|i| near(onset, **i)).count();
        if width == 0 {
            continue;
        }
        replay.onsets += 1;
        replay.chance_hits += chance_of_one(judged.len(), width, replay.alarms.len());
        if let Some(first) = replay.alarms.iter().find(|a| near(onset, a.index)) {
            replay.delays.push(days_between(*onset, series.day(first.index)));
        }
    }
    let outside = judged.iter().filter(|i| !onsets.iter().any(|o| near(o, **i))).count();
    if !judged.is_empty() {
        replay.chance_false = replay.alarms.len() as f64 * outside as f64 / judged.len() as f64;
    }
    replay
}

/// How likely at least one of `alarms` random periods of `all` is one of `wanted`.
fn chance_of_one(all: usize, wanted: usize, alarms: usize) -> f64 {
    let mut none = 1.0;
    for drawn in 0..alarms.min(all) {
        none *= (all - wanted).saturating_sub(drawn) as f64 / (all - drawn) as f64;
    }
    1.0 - none
}

/// Sums of several replays.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Summary {
    /// Series replayed.
    pub series: usize,
    /// Years in which an alarm was possible.
    pub years: f64,
    /// Share of the periods that were too sparse to say.
    pub sparse: f64,
    /// Alarms.
    pub alarms: usize,
    /// Onsets within reach.
    pub onsets: usize,
    /// Onsets with an alarm.
    pub hits: usize,
    /// Alarms near no onset.
    pub false_alarms: usize,
    /// The same for each year of a series.
    pub false_a_year: f64,
    /// Weeks from onset to alarm in the middle of the hits; the mean of two in the middle.
    pub median_delay_weeks: Option<f64>,
    /// Hits that as many alarms on random periods would have.
    pub chance_hits: f64,
    /// False alarms a series-year that they would have.
    pub chance_false_a_year: f64,
}

/// Sums up replays of one detector.
pub fn summary<'a>(replays: impl IntoIterator<Item = &'a Replay>) -> Summary {
    let mut sum = Summary::default();
    let (mut delays, mut chance_false, mut sparse, mut judged) = (Vec::<i64>::new(), 0.0, 0, 0);
    for replay in replays {
        sum.series += 1;
        sum.years += replay.years;
        sum.alarms += replay.alarms.len();
        sum.onsets += replay.onsets;
        sum.hits += replay.delays.len();
        sum.false_alarms += replay.false_alarms;
        sum.chance_hits += replay.chance_hits;
        chance_false += replay.chance_false;
        sparse += replay.sparse;
        judged += replay.judged;
        delays.extend(&replay.delays);
    }
    if sum.years > 0.0 {
        sum.false_a_year = sum.false_alarms as f64 / sum.years;
        sum.chance_false_a_year = chance_false / sum.years;
        sum.sparse = f64::from(u32::try_from(sparse).unwrap_or(u32::MAX)) / judged as f64;
    }
    delays.sort_unstable();
    if let (Some(low), Some(high)) = (delays.get(delays.len().wrapping_sub(1) / 2), delays.get(delays.len() / 2)) {
        sum.median_delay_weeks = Some((low + high) as f64 / 14.0);
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::series::Point;

    fn series(counts: &[u64]) -> Series {
        Series::of_counts("2022-01-03".parse().unwrap(), Step::Week, counts)
    }

    #[test]
    fn an_alarm_near_an_onset_is_a_hit_and_one_elsewhere_is_false() {
        let counts: Vec<u64> = [vec![2; 50], vec![12; 3], vec![2; 60], vec![15; 6], vec![2; 5]].concat();
        let series = series(&counts);
        let hit = replay(&series, Detector::Rise, &[series.day(113)], RULES);
        assert_eq!((hit.alarms.len(), hit.onsets, hit.false_alarms), (2, 1, 1), "{hit:?}");
        assert_eq!(hit.delays, [0]);
        // 14 of the periods judged are near: of two random ones, 1 − (n − 14)(n − 15)/n(n − 1) hit; both are outside else.
        let n = hit.judged as f64;
        let near = (113 - 1..=123).count() as f64;
        assert!((hit.chance_hits - (1.0 - (n - near) * (n - near - 1.0) / (n * (n - 1.0)))).abs() < 1e-12);
        assert!((hit.chance_false - 2.0 * (n - near) / n).abs() < 1e-12);
        let sum = summary([&hit, &hit]);
        assert_eq!((sum.series, sum.hits, sum.false_alarms, sum.median_delay_weeks), (2, 2, 2, Some(0.0)));
        assert!((sum.false_a_year - 1.0 / hit.years).abs() < 1e-12);
    }

    #[test]
    fn an_onset_that_no_judged_week_is_near_is_not_held_against_a_detector() {
        let series = series(&[2; 60]);
        assert_eq!(replay(&series, Detector::Rise, &[series.day(3)], RULES).onsets, 0);
        assert_eq!(summary(&[]), Summary::default());
    }

    #[test]
    fn what_was_revised_later_does_not_help_the_replay() {
        let start = "2022-01-03".parse().unwrap();
        let plain = series(&[2; 60]);
        let mut vintages = Vintages::new(start, Step::Week);
        for n in 0..60 {
            let first = Point { count: Some(if n >= 57 { 12 } else { 2 }), exposure: None };
            vintages.tell(plain.day(n), plain.last_day(n), first).unwrap();
            // Two months later all is said to have been as ever.
            vintages.tell(plain.day(n), "2023-06-01".parse().unwrap(), plain.points()[n]).unwrap();
        }
        assert_eq!(replay(&vintages.latest(), Detector::Rise, &[], RULES).alarms.len(), 0);
        let then = replay_as_known(&vintages, Detector::Rise, &[], RULES);
        assert_eq!(then.alarms.len(), 1);
        assert_eq!(then.alarms[0].index, 57);
    }
}
