//! The value of `date:`: a year, month or day, or a stretch of them.

use crate::day::{self, OPEN_END, OPEN_START};
use jiff::civil::Date;

/// The first and last day of a value, as keys of `day`; the error says what is wrong with it.
pub(super) fn days(value: &str) -> Result<(i64, i64), String> {
    let plain: String = value.chars().map(digit).collect();
    if let Some((from, to)) = plain.split_once("..") {
        let first = if from.is_empty() { OPEN_START } else { stretch(from)?.0 };
        let last = if to.is_empty() { OPEN_END } else { stretch(to)?.1 };
        if from.is_empty() && to.is_empty() {
            return Err("`..` has no day on either side".into());
        }
        if first > last {
            return Err(format!("`{value}` ends before it begins"));
        }
        return Ok((first, last));
    }
    // Longest first.
    for (sign, side) in [(">=", Side::From), ("<=", Side::To), (">", Side::After), ("<", Side::Before)] {
        let Some(rest) = plain.strip_prefix(sign) else { continue };
        let (first, last) = stretch(rest)?;
        // The days of a key one further or one less need not exist: keys are only compared.
        return Ok(match side {
            Side::From => (first, OPEN_END),
            Side::To => (OPEN_START, last),
            Side::After => (last + 1, OPEN_END),
            Side::Before => (OPEN_START, first - 1),
        });
    }
    stretch(&plain)
}

#[derive(Clone, Copy)]
enum Side {
    From,
    To,
    After,
    Before,
}

/// The first and last day of a year, month or day.
fn stretch(text: &str) -> Result<(i64, i64), String> {
    let wrong = || format!("`{}` is no day, month or year", crate::error::shortened(text));
    let parts: Vec<&str> = text.split('-').collect();
    let number = |at: usize, digits: usize| -> Result<i16, String> {
        let part: &str = parts.get(at).copied().unwrap_or_default();
        let fits = part.bytes().all(|b| b.is_ascii_digit()) && (1..=digits).contains(&part.len());
        if fits { part.parse().map_err(|_| wrong()) } else { Err(wrong()) }
    };
    let year = number(0, 4)?;
    if parts.first().is_some_and(|part| part.len() != 4) {
        return Err(wrong());
    }
    let small = |at| number(at, 2).and_then(|n| i8::try_from(n).map_err(|_| wrong()));
    let date = |month, day| Date::new(year, month, day).map_err(|_| wrong());
    let (first, last) = match parts.len() {
        1 => (date(1, 1)?, date(12, 31)?),
        2 => {
            let first = date(small(1)?, 1)?;
            (first, first.last_of_month())
        }
        3 => {
            let day = date(small(1)?, small(2)?)?;
            (day, day)
        }
        _ => return Err(wrong()),
    };
    Ok((day::key(first), day::key(last)))
}

/// Arabic and Persian digits as ASCII ones, and every dash as a hyphen.
fn digit(c: char) -> char {
    let from = |zero: u32| char::from_digit(u32::from(c) - zero, 10).unwrap_or(c);
    match c {
        '٠'..='٩' => from(0x660),
        '۰'..='۹' => from(0x6F0),
        '\u{2010}'..='\u{2013}' | '/' => '-',
        '…' => '.',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn years_months_days_and_stretches() {
        for (value, from, to) in [
            ("2019", 20_190_101, 20_191_231),
            ("2019-02", 20_190_201, 20_190_228),
            ("2020-2", 20_200_201, 20_200_229),
            ("2019-03-01..2019-04", 20_190_301, 20_190_430),
            ("٢٠١٩/٣/١", 20_190_301, 20_190_301),
            (">2019", 20_191_232, OPEN_END),
            (">=2019-03", 20_190_301, OPEN_END),
            ("<2019-03-01", OPEN_START, 20_190_300),
            ("<=2019", OPEN_START, 20_191_231),
            ("2019..", 20_190_101, OPEN_END),
            ("..2019-01-05", OPEN_START, 20_190_105),
        ] {
            assert_eq!(days(value), Ok((from, to)), "{value}");
        }
        for value in [
            "",
            "..",
            "19",
            "2019-13",
            "2019-02-30",
            "2019-1-1-1",
            "مارس",
            ">",
            "2019..2018",
            "20190301",
            "-2019",
            "2019-",
        ] {
            assert!(days(value).is_err(), "{value}");
        }
    }

    proptest! {
        #[test]
        fn no_value_makes_it_panic(value in "[0-9.<>=-]{0,16}|\\PC{0,20}") {
            if let Ok((from, to)) = days(&value) {
                prop_assert!(from <= to + 1);
            }
        }
    }
}
