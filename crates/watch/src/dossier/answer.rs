//! The answer to "is it rising?", from the detectors, with its numbers, in both languages.

use super::question::Both;
use crate::alarm::{Alarm, alarms};
use crate::sentence::{Language, fill, number, values};
use crate::series::{Series, days_between};
use crate::verdict::{Detector, Verdict};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Days for which an alarm that is over is still told.
const TOLD_FOR: i64 = 365;

/// What is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Saying {
    /// More than was to be expected, now.
    Rising,
    /// There was an alarm within a year, and now nothing is unusual.
    Rose,
    /// Nothing unusual.
    Quiet,
    /// Too few to say.
    TooSparse,
    /// Too little is known of the time before.
    TooShort,
    /// Nothing was read in the last period.
    Gap,
    /// There is nothing to count.
    Nothing,
}

impl Saying {
    /// Its code, as in JSON and in the templates.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Rising => "rising",
            Self::Rose => "rose",
            Self::Quiet => "quiet",
            Self::TooSparse => "too-sparse",
            Self::TooShort => "too-short",
            Self::Gap => "gap",
            Self::Nothing => "nothing",
        }
    }
}

/// The answer of one series: of its counts, and beside it of its share of all that was read.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Answer {
    /// What is said of the counts.
    pub saying: Saying,
    /// What the detector says of the counts of the last period.
    pub raw: Option<Verdict>,
    /// What it says of their share of all that was read; null where that is not known.
    pub share: Option<Verdict>,
    /// The last alarm of the counts.
    pub alarm: Option<Alarm>,
    /// All this in a sentence or two.
    pub sentence: Both,
}

impl Answer {
    /// The answer of a series at its end.
    #[must_use]
    pub fn of(series: &Series) -> Self {
        let counts = series.raw();
        let verdicts = Detector::Rise.run(&counts);
        let raw = verdicts.last().copied();
        let alarm = alarms(Detector::Rise, &verdicts).pop();
        let share = series.has_exposure().then(|| Detector::Rise.last(series)).flatten();
        let end = series.len().checked_sub(1).map(|at| series.last_day(at));
        let told = |alarm: &Alarm| end.is_some_and(|end| days_between(alarm.day, end) <= TOLD_FOR);
        let any = series.points().iter().any(|p| p.count.is_some_and(|c| c > 0));
        let saying = match raw {
            None => Saying::Nothing,
            Some(_) if !any => Saying::Nothing,
            Some(Verdict::Alarm(_)) => Saying::Rising,
            Some(Verdict::Quiet(_) | Verdict::TooSparse(_)) if alarm.as_ref().is_some_and(told) => Saying::Rose,
            Some(Verdict::Quiet(_)) => Saying::Quiet,
            Some(Verdict::TooSparse(_)) => Saying::TooSparse,
            Some(Verdict::TooShort { .. }) => Saying::TooShort,
            Some(Verdict::Gap) => Saying::Gap,
        };
        let mut answer = Self { saying, raw, share, alarm, sentence: Both::default() };
        answer.sentence = Both { ar: answer.words(Language::Arabic), en: answer.words(Language::English) };
        answer
    }

    fn words(&self, language: Language) -> String {
        let mut named: BTreeMap<&str, String> = match self.raw {
            Some(Verdict::TooShort { have, need }) => {
                BTreeMap::from([("have", have.to_string()), ("need", need.to_string())])
            }
            Some(ref verdict) => verdict.numbers().map(values).unwrap_or_default(),
            None => BTreeMap::new(),
        };
        if let Some(alarm) = &self.alarm {
            named.insert("alarm_day", alarm.day.to_string());
            named.insert("alarm_observed", alarm.numbers.observed.to_string());
            named.insert("alarm_expected", number(alarm.numbers.expected));
        }
        let first = fill(&format!("answer-{}", self.saying.code()), language, &named);
        let share_rises = self.share.as_ref().map(|verdict| (verdict.is_alarm(), matches!(verdict, Verdict::Quiet(_))));
        let second = match (self.saying, share_rises) {
            (Saying::Rising, Some((true, _))) => "share-rising",
            (Saying::Rising, Some((_, true))) => "share-quiet",
            (Saying::Rising, _) => "share-open",
            (_, Some((true, _))) => "share-rising-alone",
            _ => return first,
        };
        format!("{first} {}", fill(second, language, &BTreeMap::new()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::series::{Point, Step};

    fn read(counts: &[u64], read: impl Fn(usize) -> f64) -> Series {
        let mut series = Series::new("2021-01-04".parse().unwrap(), Step::Week);
        for (at, count) in counts.iter().enumerate() {
            let point = Point { count: Some(*count), exposure: Some(read(at)) };
            series.put(series.day(at), point).unwrap();
        }
        series
    }

    #[test]
    fn a_rise_of_events_and_one_of_reading_are_told_apart() {
        let counts = [vec![2; 50], vec![12; 4]].concat();
        let rising = Answer::of(&read(&counts, |_| 100.0));
        assert_eq!(rising.saying, Saying::Rising);
        assert!(rising.sentence.en.starts_with("Yes, what is reported is rising: from 2021-12-20 to "), "{rising:?}");
        assert!(rising.sentence.en.ends_with("Its share of all that was read is rising too."));
        assert!(rising.sentence.ar.starts_with("نعم، ما يُخبَر عنه في ارتفاع"));
        let more_read = Answer::of(&read(&counts, |at| if at < 50 { 100.0 } else { 600.0 }));
        assert_eq!(more_read.saying, Saying::Rising);
        assert!(more_read.sentence.en.ends_with("the rise may be one of reporting."), "{}", more_read.sentence.en);
    }

    #[test]
    fn what_is_over_what_is_sparse_and_what_is_short_have_their_answers() {
        let over = [vec![2; 50], vec![12; 4], vec![2; 12]].concat();
        let rose = Answer::of(&read(&over, |_| 100.0));
        assert_eq!(rose.saying, Saying::Rose);
        assert!(rose.sentence.en.contains("The last alarm of a rise was on 2021-12-2"), "{}", rose.sentence.en);
        assert_eq!(Answer::of(&read(&[2; 60], |_| 100.0)).saying, Saying::Quiet);
        let sparse: Vec<u64> = (0..60).map(|n| u64::from(n % 20 == 0)).collect();
        let sparse = Answer::of(&read(&sparse, |_| 100.0));
        assert_eq!(sparse.saying, Saying::TooSparse);
        assert!(sparse.sentence.en.starts_with("Too sparse to say"));
        let short = Answer::of(&read(&[2; 10], |_| 100.0));
        assert_eq!(short.saying, Saying::TooShort);
        assert!(
            short.sentence.en.contains("weeks of the time before are known, and it takes"),
            "{}",
            short.sentence.en
        );
        assert_eq!(Answer::of(&read(&[0; 60], |_| 100.0)).saying, Saying::Nothing);
        assert_eq!(Answer::of(&read(&[], |_| 1.0)).saying, Saying::Nothing);
    }

    #[test]
    fn no_sentence_has_a_place_left_open() {
        for counts in [vec![2; 60], [vec![2; 50], vec![12; 4]].concat(), vec![0; 60], vec![1; 9], vec![]] {
            let answer = Answer::of(&read(&counts, |_| 10.0));
            for words in [&answer.sentence.ar, &answer.sentence.en] {
                assert!(!words.is_empty() && !words.contains('{') && !words.contains("  "), "{words}");
                assert!(!words.contains(": ,") && !words.contains(" ."), "{words}");
            }
        }
    }
}
