//! Alarms and verdicts in plain Arabic and English, from the templates in `data/sentences.tsv`.

use std::collections::BTreeMap;

use crate::alarm::Alarm;
use crate::novelty::Novelty;
use crate::verdict::{Detector, Numbers, Verdict};

/// The languages that sentences come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// Arabic, with European digits as in the rest of the program.
    Arabic,
    /// English.
    English,
}

/// The files of templates: of alarms and verdicts, and of dossiers.
const TEMPLATES: [&str; 2] = [include_str!("../data/sentences.tsv"), include_str!("../data/dossier.tsv")];

/// The rows of the data files: key, Arabic, English.
fn rows() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    let of = |file: &'static str| file.lines().filter(|l| !l.starts_with('#') && !l.is_empty()).skip(1);
    TEMPLATES.into_iter().flat_map(of).filter_map(|line| {
        let mut cells = line.split('\t');
        Some((cells.next()?, cells.next()?, cells.next()?))
    })
}

/// The template of a key with its names filled in; empty for a key that the file does not have.
pub(crate) fn fill(key: &str, language: Language, values: &BTreeMap<&str, String>) -> String {
    let Some((_, arabic, english)) = rows().find(|(k, ..)| *k == key) else { return String::new() };
    let template = match language {
        Language::Arabic => arabic,
        Language::English => english,
    };
    let mut out = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        out.push_str(before);
        out.push_str(values.get(name).map_or("", String::as_str));
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Two significant digits or one decimal: as much as a reader can use.
pub(crate) fn number(value: f64) -> String {
    if value == 0.0 || (value.abs() >= 10.0 && value.fract() == 0.0) || value.abs() >= 100.0 {
        format!("{value:.0}")
    } else if value.abs() >= 0.1 {
        let text = format!("{value:.1}");
        text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
    } else {
        let digits = usize::try_from((-value.abs().log10().floor()) as i64).unwrap_or(0).min(12);
        format!("{value:.digits$}")
    }
}

/// A chance, never said to be nothing.
fn chance(p: f64) -> String {
    if p < 1e-6 { "< 0.000001".to_owned() } else { number(p) }
}

pub(crate) fn values(numbers: &Numbers) -> BTreeMap<&'static str, String> {
    BTreeMap::from([
        ("from", numbers.from.to_string()),
        ("to", numbers.to.to_string()),
        ("baseline_from", numbers.baseline_from.to_string()),
        ("baseline_to", numbers.baseline_to.to_string()),
        ("observed", numbers.observed.to_string()),
        ("expected", number(numbers.expected)),
        ("dispersion", number(numbers.dispersion)),
        ("bound", number(numbers.bound)),
        ("score", number(numbers.score)),
        ("p", numbers.p.map(chance).unwrap_or_default()),
        ("exposure", numbers.exposure.map(number).unwrap_or_default()),
    ])
}

/// What an alarm says: what was counted and expected, whether reading was allowed for, its level, and that it is no forecast.
pub fn of_alarm(alarm: &Alarm, language: Language) -> String {
    let values = values(&alarm.numbers);
    let exposure = if alarm.numbers.exposure.is_some() { "exposure" } else { "no-exposure" };
    // Where the spread is no more than chance, nothing is said of it.
    let dispersion = (alarm.numbers.p.is_some() && alarm.numbers.dispersion >= 1.05).then_some("dispersion");
    let keys = [Some(alarm.detector.name()), dispersion, Some(exposure), Some(alarm.level.name()), Some("fast")];
    keys.into_iter().flatten().map(|key| fill(key, language, &values)).collect::<Vec<_>>().join(" ")
}

/// The same of an alarm that goes by the counts alone, where their share of what was read is told beside it.
pub fn of_counts(alarm: &Alarm, language: Language) -> String {
    let values = values(&alarm.numbers);
    let dispersion = (alarm.numbers.p.is_some() && alarm.numbers.dispersion >= 1.05).then_some("dispersion");
    let keys = [Some(alarm.detector.name()), dispersion, Some(alarm.level.name()), Some("fast")];
    keys.into_iter().flatten().map(|key| fill(key, language, &values)).collect::<Vec<_>>().join(" ")
}

/// What one verdict says.
pub fn of_verdict(detector: Detector, verdict: &Verdict, language: Language) -> String {
    match verdict {
        Verdict::Alarm(numbers) => fill(detector.name(), language, &values(numbers)),
        Verdict::Quiet(numbers) => fill("quiet", language, &values(numbers)),
        Verdict::TooSparse(numbers) => fill("too-sparse", language, &values(numbers)),
        Verdict::TooShort { have, need } => {
            fill("too-short", language, &BTreeMap::from([("have", have.to_string()), ("need", need.to_string())]))
        }
        Verdict::Gap => fill("gap", language, &BTreeMap::new()),
    }
}

/// What a first or renewed sighting says; `what` is the name of the place or method in the reader's language.
pub fn of_novelty(novelty: &Novelty<'_>, what: &str, language: Language) -> String {
    let values = BTreeMap::from([
        ("what", what.to_owned()),
        ("day", novelty.day.to_string()),
        ("since", novelty.since.to_string()),
        ("last", novelty.last.map(|d| d.to_string()).unwrap_or_default()),
    ]);
    fill(novelty.key(), language, &values)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(template: &str) -> Vec<&str> {
        let mut names: Vec<&str> = template.split('{').skip(1).filter_map(|t| t.split('}').next()).collect();
        names.sort_unstable();
        names
    }

    #[test]
    fn both_languages_say_the_same_numbers() {
        let known = [
            "from",
            "to",
            "baseline_from",
            "baseline_to",
            "observed",
            "expected",
            "bound",
            "score",
            "p",
            "exposure",
            "dispersion",
        ];
        let also = ["have", "need", "what", "day", "since", "last", "alarm_day", "alarm_observed", "alarm_expected"];
        assert!(rows().count() >= 20);
        for (key, arabic, english) in rows() {
            assert_eq!(names(arabic), names(english), "{key}");
            assert!(
                arabic.chars().any(|c| ('ء'..='ي').contains(&c)) && english.is_ascii() | english.contains('“'),
                "{key}"
            );
            for name in names(english) {
                assert!(known.contains(&name) || also.contains(&name), "{key}: {{{name}}}");
            }
        }
    }

    #[test]
    fn every_key_that_code_asks_for_is_in_the_file() {
        let asked = [
            "dispersion",
            "exposure",
            "no-exposure",
            "watch",
            "warning",
            "fast",
            "quiet",
            "too-sparse",
            "too-short",
            "gap",
        ];
        let novel = ["first-in-place", "again-in-place", "new-method", "again-method"];
        for key in asked.into_iter().chain(novel).chain(Detector::ALL.map(Detector::name)) {
            assert_eq!(rows().filter(|(k, ..)| *k == key).count(), 1, "{key}");
        }
    }

    #[test]
    fn an_alarm_is_told_with_its_numbers() {
        let counts: Vec<u64> = [vec![2; 60], vec![12; 3]].concat();
        let series = crate::Series::of_counts("2022-01-03".parse().unwrap(), crate::Step::Week, &counts);
        let alarm = crate::watch(&series)[0];
        let english = of_alarm(&alarm, Language::English);
        assert!(
            english.starts_with("From 2023-02-13 to 2023-03-05 there were 16; about 6 were to be expected"),
            "{english}"
        );
        assert!(english.contains("How much was read is not known") && english.ends_with("not a forecast."));
        let arabic = of_alarm(&alarm, Language::Arabic);
        assert!(arabic.starts_with("في المدة من 2023-02-13 إلى 2023-03-05 بلغ العدد 16"), "{arabic}");
        assert!(!arabic.contains('{') && !english.contains('{'));
    }

    #[test]
    fn numbers_are_as_long_as_they_are_useful() {
        for (value, text) in [(0.0, "0"), (12.0, "12"), (6.04, "6"), (4.26, "4.3"), (0.00312, "0.003"), (123.4, "123")]
        {
            assert_eq!(number(value), text);
        }
        assert_eq!(chance(1e-12), "< 0.000001");
    }
}
