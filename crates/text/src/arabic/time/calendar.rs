//! Days and periods: arithmetic that never overflows, the Hijri calendar (Umm al-Qura), Easter.

use icu_calendar::cal::Hijri;
use icu_calendar::{Date, Iso};
use marsad_model::Day;

use super::lexicon::{Edge, Unit};

/// A closed interval of days.
pub(crate) type Days = (Day, Day);

/// What a period is: how its edges and its neighbours are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Grain {
    Day,
    Week,
    Month,
    Quarter,
    Half,
    Season,
    Year,
    Decade,
    Century,
    /// A stretch between two times.
    Other,
}

pub(crate) fn day(year: i32, month: u8, of_month: u8) -> Option<Day> {
    Day::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(of_month).ok()?).ok()
}

pub(crate) fn add_days(from: Day, days: i64) -> Option<Day> {
    from.checked_add(jiff::Span::new().try_days(days).ok()?).ok()
}

pub(crate) fn add_months(from: Day, months: i64) -> Option<Day> {
    from.checked_add(jiff::Span::new().try_months(months).ok()?).ok()
}

/// A day moved by a number of units; parts of a day do not move it.
pub(crate) fn shift(from: Day, unit: Unit, by: f64) -> Option<Day> {
    if !by.is_finite() || by.abs() > 1e6 {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "bounded above")]
    let whole = |v: f64| v.round() as i64;
    match unit {
        Unit::Second | Unit::Minute => Some(from),
        Unit::Hour => add_days(from, whole((by / 24.0).trunc())),
        Unit::Day => add_days(from, whole(by)),
        Unit::Week => add_days(from, whole(by * 7.0)),
        Unit::Month => {
            let moved = add_months(from, whole(by.trunc()))?;
            add_days(moved, whole(by.fract() * 30.0))
        }
        Unit::Year => add_months(from, whole(by * 12.0)),
        Unit::Decade => add_months(from, whole(by * 120.0)),
        Unit::Century => add_months(from, whole(by * 1200.0)),
    }
}

pub(crate) fn month(year: i32, number: u8) -> Option<Days> {
    let first = day(year, number, 1)?;
    Some((first, first.last_of_month()))
}

pub(crate) fn year(year: i32) -> Option<Days> {
    Some((day(year, 1, 1)?, day(year, 12, 31)?))
}

/// The week, from Sunday, that lies `steps` weeks from the one of a day.
pub(crate) fn week(of: Day, steps: i64) -> Option<Days> {
    let first = add_days(of, -i64::from(of.weekday().to_sunday_zero_offset()) + 7 * steps)?;
    Some((first, add_days(first, 6)?))
}

/// The first, middle or last part of a period.
pub(crate) fn edge((from, to): Days, grain: Grain, edge: Edge) -> Option<Days> {
    let length = i64::from((to - from).get_days()).max(0) + 1;
    let parts = |first: i64, middle: (i64, i64), last: i64| match edge {
        Edge::Start => Some((from, add_days(from, first - 1)?)),
        Edge::Middle => Some((add_days(from, middle.0)?, add_days(from, middle.1)?)),
        Edge::End => Some((add_days(to, 1 - last)?, to)),
    };
    match grain {
        Grain::Day => Some((from, to)),
        Grain::Week => parts(3, (2, 4), 3),
        Grain::Month => parts(10, (10, 19), 10),
        Grain::Year => match edge {
            Edge::Start => Some((from, add_days(add_months(from, 3)?, -1)?)),
            Edge::Middle => Some((add_months(from, 4)?, add_days(add_months(from, 8)?, -1)?)),
            Edge::End => Some((add_months(add_days(to, 1)?, -3)?, to)),
        },
        _ => {
            let third = (length / 3).max(1);
            parts(third, (third, (2 * third - 1).max(third)), third)
        }
    }
}

/// A day of the Hijri calendar (Umm al-Qura).
pub(crate) fn hijri(year: i32, month: u8, of_month: u8) -> Option<Day> {
    if !(1..=1700).contains(&year) {
        return None;
    }
    let date = Date::try_new_hijri_with_calendar(year, month, of_month, Hijri::new_umm_al_qura()).ok()?;
    let iso = date.to_calendar(Iso);
    day(iso.year().extended_year(), iso.month().ordinal, iso.day_of_month().0)
}

/// A month of the Hijri calendar.
pub(crate) fn hijri_month(year: i32, month: u8) -> Option<Days> {
    let next = if month == 12 { hijri(year + 1, 1, 1)? } else { hijri(year, month + 1, 1)? };
    Some((hijri(year, month, 1)?, add_days(next, -1)?))
}

/// A year of the Hijri calendar.
pub(crate) fn hijri_year(year: i32) -> Option<Days> {
    Some((hijri(year, 1, 1)?, add_days(hijri(year + 1, 1, 1)?, -1)?))
}

/// The Hijri year that a day lies in.
pub(crate) fn hijri_year_of(of: Day) -> i32 {
    let iso = Date::try_new_iso(i32::from(of.year()), of.month().unsigned_abs(), of.day().unsigned_abs());
    iso.map_or(1400, |d| d.to_calendar(Hijri::new_umm_al_qura()).year().extended_year())
}

/// Easter Sunday of the Western churches (Gauss, after Meeus).
pub(crate) fn easter(year: i32) -> Option<Day> {
    let (a, b, c) = (year % 19, year / 100, year % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 19 * l) / 433;
    let n = (h + l - 7 * m + 90) / 25;
    let p = (h + l - 7 * m + 33 * n + 19) % 32;
    day(year, u8::try_from(n).ok()?, u8::try_from(p).ok()?)
}

/// Of the same date in several years, the latest that does not begin more than `ahead` days after a day.
pub(crate) fn latest<T: Copy>(
    reference: Day,
    ahead: i64,
    years: impl IntoIterator<Item = i32>,
    make: impl Fn(i32) -> Option<T>,
    first: impl Fn(T) -> Day,
) -> Option<T> {
    let limit = add_days(reference, ahead)?;
    years.into_iter().filter_map(make).filter(|d| first(*d) <= limit).max_by_key(|d| first(*d))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn hijri_years_months_and_days_follow_umm_al_qura() {
        assert_eq!(hijri_month(1440, 9), Some((d("2019-05-06"), d("2019-06-03"))));
        assert_eq!(hijri(1435, 1, 1), Some(d("2013-11-04")));
        assert_eq!(hijri_year_of(d("2019-05-06")), 1440);
        assert_eq!(hijri(1440, 13, 1), None);
        assert_eq!(hijri(99_999, 1, 1), None);
    }

    #[test]
    fn easter_sundays() {
        for (year, date) in [(2013, "2013-03-31"), (2024, "2024-03-31"), (2025, "2025-04-20")] {
            assert_eq!(easter(year), Some(d(date)));
        }
    }

    #[test]
    fn edges_of_months_are_ten_days() {
        let july = month(2015, 7).unwrap();
        assert_eq!(edge(july, Grain::Month, Edge::End), Some((d("2015-07-22"), d("2015-07-31"))));
        assert_eq!(edge(july, Grain::Month, Edge::Start), Some((d("2015-07-01"), d("2015-07-10"))));
        let year = year(2025).unwrap();
        assert_eq!(edge(year, Grain::Year, Edge::End), Some((d("2025-10-01"), d("2025-12-31"))));
    }

    #[test]
    fn weeks_begin_on_sunday() {
        assert_eq!(week(d("2016-08-14"), -1), Some((d("2016-08-07"), d("2016-08-13"))));
    }

    #[test]
    fn far_dates_give_nothing_and_do_not_panic() {
        assert_eq!(shift(d("2020-01-01"), Unit::Century, 1e6), None);
        assert_eq!(shift(d("2020-01-01"), Unit::Year, f64::NAN), None);
        assert_eq!(add_days(d("2020-01-01"), i64::MAX), None);
    }
}
