//! Days out of metadata: ISO 8601 and its many misspellings, e-mail dates, epoch seconds.

use crate::dates::{civil, day_in, plausible};
use crate::fold::ascii_digits;
use marsad_model::Day;

/// A day read from a string, and what the string says about its time zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stamp {
    /// The day as written.
    pub day: Day,
    /// The hour, where the time is given in UTC: then the outlet's own day may be the next or the one before.
    pub utc_hour: Option<u8>,
    /// Whether an offset other than zero is written: then the day is the outlet's own for sure.
    pub local: bool,
}

impl Stamp {
    fn plain(day: Day) -> Self {
        Self { day, utc_hour: None, local: false }
    }
}

/// Reads the first date in a metadata value: ISO 8601 and its many misspellings, e-mail dates, epoch seconds, or words.
pub(crate) fn stamp(value: &str) -> Option<Stamp> {
    let value: String = value.chars().take(200).collect();
    let value = ascii_digits(value.trim());
    if let Some(stamp) = iso(&value).or_else(|| epoch(&value)) {
        return Some(stamp);
    }
    let day = day_in(&value)?;
    // «Tue, 24 Mar 2020 22:10:00 GMT»
    let utc = value.ends_with("GMT") || value.ends_with("UTC") || value.ends_with("+0000");
    let hour = value.split_once(':').and_then(|(before, _)| {
        let digits = before.rsplit(|c: char| !c.is_ascii_digit()).next()?;
        digits.parse::<u8>().ok().filter(|h| *h < 24)
    });
    Some(Stamp { day, utc_hour: hour.filter(|_| utc), local: false })
}

/// `2022-03-23T21:05:00+03:00`, `2022/3/23 21:05`, `2022-03-23 21:05:00Z`, `20220323T2105`.
fn iso(value: &str) -> Option<Stamp> {
    let bytes = value.as_bytes();
    let number = |from: usize, most: usize| -> Option<(i16, usize)> {
        let len = bytes.get(from..)?.iter().take(most).take_while(|b| b.is_ascii_digit()).count();
        (len > 0).then(|| value[from..from + len].parse().ok().map(|n| (n, from + len)))?
    };
    let (year, at) = number(0, 4).filter(|(_, at)| *at == 4)?;
    let (month, day, at) = match bytes.get(at)? {
        b'-' | b'/' | b'.' => {
            let (month, next) = number(at + 1, 2)?;
            if !matches!(bytes.get(next)?, b'-' | b'/' | b'.') {
                return None;
            }
            let (day, next) = number(next + 1, 2)?;
            (month, day, next)
        }
        b'0'..=b'9' => {
            let (month, next) = number(at, 2).filter(|(_, next)| *next == at + 2)?;
            let (day, next) = number(next, 2).filter(|(_, after)| *after == next + 2)?;
            (month, day, next)
        }
        _ => return None,
    };
    if bytes.get(at).is_some_and(u8::is_ascii_digit) {
        return None;
    }
    let day = civil(i32::from(year), i32::from(month), i32::from(day))?;
    let rest = value[at..].trim_start_matches(['T', 't', ' ', ',', '-']);
    let Some((hour, _)) = number(value.len() - rest.len(), 2) else { return Some(Stamp::plain(day)) };
    let zone = rest.find(['Z', 'z', '+', '-']).map(|i| &rest[i..]).unwrap_or_default();
    let zero = zone.starts_with(['Z', 'z'])
        || rest.ends_with("GMT")
        || rest.ends_with("UTC")
        || (zone.len() > 2 && zone[1..].chars().all(|c| matches!(c, '0' | ':')));
    let local = !zero && zone.starts_with(['+', '-']) && zone[1..].starts_with(|c: char| c.is_ascii_digit());
    Some(Stamp { day, utc_hour: zero.then_some(hour as u8), local })
}

fn epoch(value: &str) -> Option<Stamp> {
    if !matches!(value.len(), 10 | 13) || !value.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let seconds = value[..10].parse::<i64>().ok()?;
    let time = jiff::Timestamp::from_second(seconds).ok()?;
    let civil = jiff::tz::Offset::UTC.to_datetime(time);
    let hour = u8::try_from(civil.hour()).ok()?;
    plausible(civil.date()).then_some(Stamp { day: civil.date(), utc_hour: Some(hour), local: false })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Option<String> {
        stamp(text).map(|s| s.day.to_string())
    }

    #[test]
    fn machine_dates() {
        for text in [
            "2022-03-23",
            "2022-3-23",
            "2022/03/23 21:05",
            "2022-03-23T21:05:00Z",
            "2022-03-23T21:05+0300",
            "20220323",
            "2022-03-23 21:05:00.000",
            "Wed, 23 Mar 2022 21:05:00 GMT",
            "1648069500",
            "1648069500000",
            "٢٠٢٢-٠٣-٢٣",
            "2022.03.23",
            "March 23, 2022",
            "الأربعاء، 23 مارس 2022 - 12:09 م",
        ] {
            assert_eq!(day(text).as_deref(), Some("2022-03-23"), "{text}");
        }
        for text in ["", "2022", "2022-13-40", "1234567", "لا تاريخ هنا", "0000-00-00", "9999999999"] {
            assert_eq!(day(text), None, "{text}");
        }
    }

    #[test]
    fn zones_are_told_apart() {
        let utc = stamp("2022-03-23T21:05:00+00:00").unwrap();
        assert_eq!((utc.utc_hour, utc.local), (Some(21), false));
        assert_eq!(stamp("Wed, 23 Mar 2022 21:05:00 GMT").unwrap().utc_hour, Some(21));
        let local = stamp("2022-03-23T21:05+0300").unwrap();
        assert_eq!((local.utc_hour, local.local), (None, true));
        assert_eq!(stamp("2022-03-23 21:05").unwrap(), Stamp::plain(civil(2022, 3, 23).unwrap()));
    }
}
