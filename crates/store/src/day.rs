//! Days as sortable integers, `YYYYMMDD`, as the database keeps them.

use jiff::civil::Date;
use marsad_model::{Day, Report};

/// Before every day; what an open beginning or a missing day of publication is kept as.
pub(crate) const OPEN_START: i64 = -99_999_999;
/// After every day; what an open end is kept as.
pub(crate) const OPEN_END: i64 = 99_999_999;

/// The day as an integer whose order is the order of days.
pub(crate) fn key(day: Day) -> i64 {
    i64::from(day.year()) * 10_000 + i64::from(day.month()) * 100 + i64::from(day.day())
}

/// The day of a key; none for the open ends and for what is no day.
pub(crate) fn from_key(key: i64) -> Option<Day> {
    let year = i16::try_from(key.div_euclid(10_000)).ok()?;
    let rest = key.rem_euclid(10_000);
    Date::new(year, i8::try_from(rest / 100).ok()?, i8::try_from(rest % 100).ok()?).ok()
}

/// The first and last day a report is about: of its date, or the day of publication where it has none.
pub(crate) fn reach(report: &Report, published: Option<Day>) -> Option<(i64, i64)> {
    match &report.date {
        Some(date) if date.from.is_some() || date.to.is_some() => {
            Some((date.from.map_or(OPEN_START, key), date.to.map_or(OPEN_END, key)))
        }
        _ => published.map(|day| (key(day), key(day))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_day() -> impl Strategy<Value = Day> {
        (-9999i16..=9999, 1i8..=12, 1i8..=28).prop_map(|(y, m, d)| Date::new(y, m, d).unwrap())
    }

    proptest! {
        #[test]
        fn keys_sort_as_days_do_and_come_back(a in any_day(), b in any_day()) {
            prop_assert_eq!(key(a).cmp(&key(b)), a.cmp(&b));
            prop_assert_eq!(from_key(key(a)), Some(a));
            prop_assert!(OPEN_START < key(a) && key(a) < OPEN_END);
        }

        #[test]
        fn no_number_makes_it_panic(n in any::<i64>()) {
            if let Some(day) = from_key(n) {
                prop_assert_eq!(key(day), n);
            }
        }
    }

    #[test]
    fn a_key_can_be_read_by_eye() {
        assert_eq!(key(Date::new(2019, 3, 23).unwrap()), 20_190_323);
        assert_eq!(from_key(OPEN_START), None);
        assert_eq!(from_key(OPEN_END), None);
        assert_eq!(from_key(20_190_230), None);
    }
}
