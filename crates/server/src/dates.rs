//! Days in words, in both languages.

use crate::i18n::Lang;
use jiff::Timestamp;
use marsad_model::Day;

/// One day: "20 January 2022".
#[must_use]
pub fn day(lang: Lang, d: Day) -> String {
    let month = lang.code_name("date.month", &d.month().to_string());
    lang.fill("date.format", &[("d", &d.day().to_string()), ("m", &month), ("y", &d.year().to_string())])
}

/// Days from one to another, either end open; whole months and years are named as such.
#[must_use]
pub fn range(lang: Lang, from: Option<Day>, to: Option<Day>) -> Option<String> {
    Some(match (from, to) {
        (None, None) => return None,
        (Some(from), None) => lang.fill("date.from", &[("from", &day(lang, from))]),
        (None, Some(to)) => lang.fill("date.to", &[("to", &day(lang, to))]),
        (Some(from), Some(to)) if from == to => day(lang, from),
        (Some(from), Some(to)) => {
            let whole = from.day() == 1 && to == to.last_of_month();
            if whole && from.year() == to.year() && from.month() == 1 && to.month() == 12 {
                from.year().to_string()
            } else if whole && from.year() == to.year() && from.month() == to.month() {
                let month = lang.code_name("date.month", &from.month().to_string());
                lang.fill("date.month_format", &[("m", &month), ("y", &from.year().to_string())])
            } else {
                lang.fill("date.range", &[("from", &day(lang, from)), ("to", &day(lang, to))])
            }
        }
    })
}

/// A UTC instant as stored (RFC 3339), to the minute; what cannot be read is shown as it is.
#[must_use]
pub fn instant(lang: Lang, stamp: &str) -> String {
    let parts = stamp.get(..10).and_then(|d| d.parse::<Day>().ok()).zip(stamp.get(11..16));
    match parts {
        Some((d, time)) if stamp.ends_with('Z') => lang.fill("date.instant", &[("day", &day(lang, d)), ("time", time)]),
        _ => stamp.to_owned(),
    }
}

/// A moment in milliseconds since 1970, to the minute.
#[must_use]
pub fn moment(lang: Lang, millis: i64) -> String {
    Timestamp::from_millisecond(millis).map(|at| instant(lang, &at.to_string())).unwrap_or_default()
}

/// How long ago something was, in milliseconds, or how far ahead it lies where that is negative; in the largest whole unit.
#[must_use]
pub fn ago(lang: Lang, millis: i64) -> String {
    let minutes = millis.unsigned_abs() / 60_000;
    let (past, ahead, n) = match minutes {
        0 => return lang.t("ago.now").to_owned(),
        1..60 => ("ago.minutes", "ahead.minutes", minutes),
        60..2880 => ("ago.hours", "ahead.hours", minutes / 60),
        _ => ("ago.days", "ahead.days", minutes / 1440),
    };
    lang.count(if millis >= 0 { past } else { ahead }, n)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn r(lang: Lang, from: Option<&str>, to: Option<&str>) -> Option<String> {
        range(lang, from.map(|d| d.parse().unwrap()), to.map(|d| d.parse().unwrap()))
    }

    #[test]
    fn instants_keep_their_zone_or_their_words() {
        assert_eq!(instant(Lang::En, "2026-11-02T09:14:00Z"), "2 November 2026, 09:14 UTC");
        assert_eq!(instant(Lang::En, "2026-11-02T09:14:00+03:00"), "2026-11-02T09:14:00+03:00");
        assert_eq!(instant(Lang::Ar, "غداً وليس اليوم"), "غداً وليس اليوم");
    }

    #[test]
    fn moments_are_told_from_here() {
        assert_eq!(ago(Lang::En, 20_000), "just now");
        assert_eq!(ago(Lang::En, 3 * 3_600_000), "3 hours ago");
        assert_eq!(ago(Lang::Ar, -2 * 60_000), "بعد دقيقتين");
        assert_eq!(ago(Lang::Ar, 5 * 86_400_000), "قبل 5 أيام");
        assert_eq!(moment(Lang::En, 0), "1 January 1970, 00:00 UTC");
    }

    #[test]
    fn ranges_are_told_as_a_person_would() {
        assert_eq!(r(Lang::En, Some("2022-01-20"), Some("2022-01-20")).unwrap(), "20 January 2022");
        assert_eq!(r(Lang::En, Some("2022-02-01"), Some("2022-02-28")).unwrap(), "February 2022");
        assert_eq!(r(Lang::En, Some("2022-01-01"), Some("2022-12-31")).unwrap(), "2022");
        assert_eq!(r(Lang::En, Some("2022-01-01"), Some("2022-02-28")).unwrap(), "1 January 2022 to 28 February 2022");
        assert_eq!(r(Lang::Ar, Some("2019-03-23"), None).unwrap(), "منذ 23 آذار/مارس 2019");
        assert_eq!(r(Lang::Ar, None, Some("2019-03-23")).unwrap(), "حتى 23 آذار/مارس 2019");
        assert_eq!(r(Lang::Ar, None, None), None);
    }
}
