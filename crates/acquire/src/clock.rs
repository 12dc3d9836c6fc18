//! Instants out of strings: a day with its time and zone, as feeds, mails and exports write them, in any language whose
//! months are in the data files.

use crate::fold::{ascii_digits, fold};
use crate::stamps;
use jiff::Timestamp;
use jiff::civil::{Time, date};
use jiff::tz::Offset;
use marsad_model::Day;
use std::collections::HashMap;
use std::sync::OnceLock;

/// A moment and the day that was written for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Moment {
    /// The instant; where no zone is written, as if the clock showed UTC.
    pub at: Timestamp,
    /// The day as written, which is the outlet's own where it writes its own time.
    pub day: Day,
    /// Whether a time of day is written.
    pub timed: bool,
}

/// Reads the first moment in a string.
pub(crate) fn moment(value: &str) -> Option<Moment> {
    let value: String = value.chars().take(200).collect();
    let value = ascii_digits(value.trim());
    if let Some(at) = epoch(&value) {
        return Some(Moment { at, day: Offset::UTC.to_datetime(at).date(), timed: true });
    }
    let (value, day) = match stamps::stamp(&value) {
        Some(stamp) => (value, stamp.day),
        None => {
            let long = long_year(&value)?;
            let day = stamps::stamp(&long)?.day;
            (long, day)
        }
    };
    let (time, rest) = time_in(&value).unwrap_or((Time::midnight(), ""));
    let offset = zone(rest).unwrap_or(Offset::UTC);
    let at = offset.to_timestamp(day.to_datetime(time)).ok()?;
    Some(Moment { at, day, timed: !rest.is_empty() || time != Time::midnight() })
}

/// Seconds or milliseconds since 1970, in the years that news pages can have.
fn epoch(value: &str) -> Option<Timestamp> {
    if !(9..=13).contains(&value.len()) || !value.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number = value.parse::<i64>().ok()?;
    let at = match value.len() {
        12..=13 => Timestamp::from_millisecond(number),
        9..=10 => Timestamp::from_second(number),
        _ => return None,
    };
    let at = at.ok()?;
    (date(1985, 1, 1)..date(2100, 1, 1)).contains(&Offset::UTC.to_datetime(at).date()).then_some(at)
}

/// `07 Sep 02 …` with the year in full.
fn long_year(value: &str) -> Option<String> {
    let words: Vec<&str> = value.split_whitespace().collect();
    let digits = |w: &str, most: usize| (1..=most).contains(&w.len()) && w.bytes().all(|b| b.is_ascii_digit());
    let at = words
        .windows(3)
        .position(|w| digits(w[0], 2) && w[1].chars().all(char::is_alphabetic) && w[2].len() == 2 && digits(w[2], 2))?;
    let mut words: Vec<String> = words.into_iter().map(str::to_owned).collect();
    let year = words[at + 2].parse::<u16>().ok()?;
    words[at + 2] = (if year < 70 { 2000 + year } else { 1900 + year }).to_string();
    Some(words.join(" "))
}

/// The first time of day and what stands behind it.
fn time_in(value: &str) -> Option<(Time, &str)> {
    let bytes = value.as_bytes();
    let number = |from: usize, most: usize| -> Option<(i8, usize)> {
        let len = bytes.get(from..)?.iter().take(most).take_while(|b| b.is_ascii_digit()).count();
        (len > 0).then(|| value[from..from + len].parse().ok().map(|n| (n, from + len)))?
    };
    // `20220323T210500Z`: digits without colons.
    if let Some(t) = value.find('T').filter(|t| *t == 8)
        && let (Some((hour, a)), Some((minute, b))) = (number(t + 1, 2), number(t + 3, 2))
        && a == t + 3
        && b == t + 5
    {
        let (second, end) = number(b, 2).unwrap_or((0, b));
        return Some((Time::new(hour % 24, minute, second.min(59), 0).ok()?, &value[end..]));
    }
    for (colon, _) in value.match_indices(':') {
        let digits = bytes[..colon].iter().rev().take_while(|b| b.is_ascii_digit()).count();
        if !(1..=2).contains(&digits) {
            continue;
        }
        let Some((hour, _)) = number(colon - digits, 2) else { continue };
        let Some((minute, mut end)) = number(colon + 1, 2).filter(|(m, end)| *m < 60 && *end == colon + 3) else {
            continue;
        };
        let mut second = 0;
        if bytes.get(end) == Some(&b':')
            && let Some((s, after)) = number(end + 1, 2)
        {
            (second, end) = (s.min(59), after);
            if bytes.get(end) == Some(&b'.') {
                end += 1 + bytes[end + 1..].iter().take_while(|b| b.is_ascii_digit()).count();
            }
        }
        if hour > 24 {
            continue;
        }
        let rest = &value[end..];
        let hour = half_of_day(rest, hour % 24);
        return Some((Time::new(hour, minute, second, 0).ok()?, rest));
    }
    None
}

/// The hour of a clock of twelve hours, if words say which half of the day it is.
fn half_of_day(rest: &str, hour: i8) -> i8 {
    let folded = fold(rest);
    let starts = |role: &str| words().iter().any(|(word, (r, _))| *r == role && starts_with_word(&folded, word));
    match hour {
        12 if starts("morning") => 0,
        1..=11 if starts("evening") => hour + 12,
        hour => hour,
    }
}

fn starts_with_word(text: &str, word: &str) -> bool {
    text.strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

/// The offset that is written behind a time.
fn zone(rest: &str) -> Option<Offset> {
    let trimmed = rest.trim_start();
    if let Some(sign) = trimmed.chars().next().filter(|c| matches!(c, '+' | '-')) {
        let digits: String = trimmed[1..].chars().filter(|c| *c != ':').take_while(char::is_ascii_digit).collect();
        let (hours, minutes) = match digits.len() {
            1 | 2 => (digits.parse::<i32>().ok()?, 0),
            3 => (digits[..1].parse::<i32>().ok()?, digits[1..].parse::<i32>().ok()?),
            4.. => (digits[..2].parse::<i32>().ok()?, digits[2..4].parse::<i32>().ok()?),
            _ => return None,
        };
        let seconds = (hours * 60 + minutes) * 60;
        // Nowhere is more than 14 hours from Greenwich.
        return (seconds <= 14 * 3600 && minutes < 60)
            .then(|| Offset::from_seconds(if sign == '-' { -seconds } else { seconds }).ok())?;
    }
    let folded = fold(rest);
    let mut starts = vec![folded.as_str()];
    // Behind «م» or «pm».
    starts.extend(folded.split_once(' ').map(|(_, rest)| rest));
    let longest = starts.into_iter().find_map(|start| {
        let zones = words().iter().filter(|(word, (role, _))| *role == "zone" && starts_with_word(start, word));
        zones.max_by_key(|(word, _)| word.len()).map(|(_, (_, minutes))| *minutes)
    });
    Offset::from_seconds(longest? * 60).ok()
}

/// Words beside a time: what they do, and minutes east of Greenwich.
fn words() -> &'static HashMap<&'static str, (&'static str, i32)> {
    static WORDS: OnceLock<HashMap<&'static str, (&'static str, i32)>> = OnceLock::new();
    WORDS.get_or_init(|| {
        let rows = include_str!("../data/clock_words.tsv").lines().filter(|l| !l.starts_with('#')).skip(1);
        rows.filter_map(|row| {
            let mut columns = row.split('\t');
            Some((columns.next()?, (columns.next()?, columns.next()?.parse().ok()?)))
        })
        .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Option<String> {
        moment(text).map(|m| m.at.to_string())
    }

    #[test]
    fn one_moment_in_many_spellings() {
        for text in [
            "2025-03-20T18:32:37Z",
            "2025-03-20T21:32:37+03:00",
            "2025-03-20T21:32:37.120+0300",
            "2025-03-20 18:32:37",
            "20250320T183237Z",
            "Thu, 20 Mar 2025 18:32:37 GMT",
            "Thu, 20 Mar 2025 18:32:37 Z",
            "Thursday, 20 March 2025 19:32:37 +0100",
            "20 Mar 25 18:32:37 UT",
            "Thu, 20 Mar 2025 14:32:37 EDT",
            "Mar 20, 2025 6:32:37 PM",
            "الخميس، 20 مارس 2025 21:32:37 +0300",
            "الخميس ٢٠ آذار ٢٠٢٥ - ٠٩:٣٢:٣٧ م بتوقيت دمشق",
            "20/03/2025 06:32:37 م",
            "1742495557",
            "1742495557000",
        ] {
            assert_eq!(read(text).as_deref(), Some("2025-03-20T18:32:37Z"), "{text}");
        }
    }

    #[test]
    fn the_day_is_the_one_that_is_written() {
        let late = moment("Thu, 20 Mar 2025 01:10:00 +0300").unwrap();
        assert_eq!((late.at.to_string(), late.day.to_string()), ("2025-03-19T22:10:00Z".into(), "2025-03-20".into()));
        let day = moment("20 مارس 2025").unwrap();
        assert_eq!((day.at.to_string(), day.timed), ("2025-03-20T00:00:00Z".to_owned(), false));
    }

    #[test]
    fn noon_midnight_and_nonsense() {
        assert_eq!(read("2025-03-20 12:05 ص").as_deref(), Some("2025-03-20T00:05:00Z"));
        assert_eq!(read("2025-03-20 12:05 م").as_deref(), Some("2025-03-20T12:05:00Z"));
        assert_eq!(read("Thu, 20 Mar 2025 24:00:00 GMT").as_deref(), Some("2025-03-20T00:00:00Z"));
        for text in ["", "أمس", "12:30", "2025", "20 Mar", "0000-00-00T00:00:00Z"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_string_panics(text in "\\PC{0,60}", tail in "[0-9:T+ -]{0,30}") {
            let _ = moment(&text);
            let _ = moment(&format!("2025-03-20 {tail}{text}"));
        }

        #[test]
        fn what_is_written_comes_back(seconds in 600_000_000i64..4_000_000_000) {
            let at = Timestamp::from_second(seconds).unwrap();
            prop_assert_eq!(moment(&at.to_string()).map(|m| m.at), Some(at));
            prop_assert_eq!(moment(&at.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()).map(|m| m.at), Some(at));
        }
    }
}
