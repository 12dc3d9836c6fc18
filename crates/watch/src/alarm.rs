//! From verdicts to alarms: when one begins, how strong it is, and what it says in words.

use marsad_model::Day;
use serde::{Deserialize, Serialize};

use crate::cusum::CUSUM;
use crate::ears::{C1, C2, C3};
use crate::farrington::FARRINGTON;
use crate::series::{Series, Step, days_between};
use crate::verdict::{Detector, Numbers, Verdict};
use crate::window::{BLOCK, RISE, WEEK};

/// Days without an alarm after which the next one is a new alarm and not the same.
pub const QUIET_DAYS: i64 = 28;
/// Days within which a second detector makes a warning.
pub const TOGETHER_DAYS: i64 = 21;

impl Detector {
    /// Runs the detector as it is set by default; one verdict for each period. Farrington sums a daily series to weeks first:
    /// then there is one for each whole week.
    pub fn run(self, series: &Series) -> Vec<Verdict> {
        match self {
            Self::Rise => RISE.run(series),
            Self::Block => BLOCK.run(series),
            Self::Week => WEEK.run(series),
            Self::Cusum => CUSUM.run(series),
            Self::Farrington => FARRINGTON.run(series),
            Self::EarsC1 => C1.run(series),
            Self::EarsC2 => C2.run(series),
            Self::EarsC3 => C3.run(series),
        }
    }

    /// What it says of the last period alone, as [`Detector::run`] does of all; for Farrington, of the last whole week.
    pub fn last(self, series: &Series) -> Option<Verdict> {
        let at = series.len().checked_sub(1)?;
        match self {
            Self::Rise => Some(RISE.judge(series, at)),
            Self::Block => Some(BLOCK.judge(series, at)),
            Self::Week => Some(WEEK.judge(series, at)),
            Self::Farrington if series.step() == Step::Week => Some(FARRINGTON.judge(series, at)),
            _ => self.run(series).pop(),
        }
    }
}

/// How much speaks for an alarm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// One detector.
    Watch,
    /// Two detectors within three weeks.
    Warning,
}

impl Level {
    /// Its name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Watch => "watch",
            Self::Warning => "warning",
        }
    }
}

/// A rise that a detector saw.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Alarm {
    /// The detector.
    pub detector: Detector,
    /// The last day of the period in which the alarm was first to be had.
    pub day: Day,
    /// The period of the series that ends on it.
    pub index: usize,
    /// Whether a second detector says so too.
    pub level: Level,
    /// The numbers of the first verdict.
    pub numbers: Numbers,
}

/// The alarms among the verdicts of one detector on one series: the first of each run; a run ends after four quiet weeks.
/// All are of level [`Level::Watch`].
pub fn alarms(detector: Detector, verdicts: &[Verdict]) -> Vec<Alarm> {
    let mut alarms: Vec<Alarm> = Vec::new();
    let mut last: Option<Day> = None;
    for (index, verdict) in verdicts.iter().enumerate() {
        let Verdict::Alarm(numbers) = verdict else { continue };
        if last.is_none_or(|day| days_between(day, numbers.to) > QUIET_DAYS) {
            alarms.push(Alarm { detector, day: numbers.to, index, level: Level::Watch, numbers: *numbers });
        }
        last = Some(numbers.to);
    }
    alarms
}

/// The alarms of `rise` on a series, a warning where `week`, `block` or `cusum` alarms within three weeks before or after.
///
/// What comes after raises the level of an alarm that is there already; it never makes one.
pub fn watch(series: &Series) -> Vec<Alarm> {
    let mut found = alarms(Detector::Rise, &Detector::Rise.run(series));
    raise(series, &mut found);
    found
}

/// Makes warnings of the alarms of `rise` that a second detector shares.
pub(crate) fn raise(series: &Series, found: &mut [Alarm]) {
    if found.is_empty() {
        return;
    }
    let seconds = [Detector::Week, Detector::Block, Detector::Cusum].map(|d| d.run(series));
    let days: Vec<Day> =
        seconds.iter().flatten().filter(|v| v.is_alarm()).filter_map(|v| Some(v.numbers()?.to)).collect();
    for alarm in found {
        if days.iter().any(|day| days_between(alarm.day, *day).abs() <= TOGETHER_DAYS) {
            alarm.level = Level::Warning;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(counts: &[u64]) -> Series {
        Series::of_counts("2022-01-03".parse().unwrap(), Step::Week, counts)
    }

    #[test]
    fn a_run_of_alarms_is_one_until_four_weeks_are_quiet() {
        let counts: Vec<u64> = [vec![2; 60], vec![12; 3], vec![2; 2], vec![14; 2], vec![2; 20]].concat();
        let series = series(&counts);
        let verdicts = Detector::Rise.run(&series);
        let found = alarms(Detector::Rise, &verdicts);
        assert!(verdicts.iter().filter(|v| v.is_alarm()).count() > 3);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!((found[0].index, found[0].day), (60, series.last_day(60)));
        // A quiet time is four weeks without one: days 28 apart are still the same alarm.
        let mut apart = vec![Verdict::Gap; 12];
        for index in [0, 4, 9] {
            let numbers = Numbers { to: series.last_day(index), ..found[0].numbers };
            apart[index] = Verdict::Alarm(numbers);
        }
        assert_eq!(alarms(Detector::Rise, &apart).iter().map(|a| a.index).collect::<Vec<_>>(), [0, 9]);
    }

    #[test]
    fn the_last_period_alone_is_judged_as_in_a_run() {
        let counts: Vec<u64> = (0..320).map(|n| 3 + n * 7 % 5 + u64::from(n > 316) * 20).collect();
        for len in [20, 70, 320] {
            let series = series(&counts[..len]);
            for detector in Detector::ALL {
                assert_eq!(detector.last(&series), detector.run(&series).pop(), "{detector:?} of {len}");
            }
        }
    }

    #[test]
    fn a_second_detector_makes_a_warning() {
        let counts: Vec<u64> = [vec![2; 60], vec![12; 6]].concat();
        assert_eq!(watch(&series(&counts))[0].level, Level::Warning);
        // Without a year of history `block` and `cusum` are silent, and a slow rise stays below what one week shows.
        let slow: Vec<u64> = [vec![4; 30], vec![8; 8]].concat();
        let found = watch(&series(&slow));
        assert_eq!(found.iter().map(|a| a.level).collect::<Vec<_>>(), [Level::Watch]);
    }
}
