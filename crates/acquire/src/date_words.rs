//! The vocabulary of date lines: names of months and the words around dates, from data files; the Persian and the Hijri calendar.

use crate::dates::civil;
use jiff::civil::Date;
use marsad_model::Day;
use std::collections::HashMap;
use std::sync::OnceLock;

/// The calendar that a month belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Calendar {
    Gregorian,
    Jalali,
    Hijri,
}

/// A month of a calendar, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Month(pub Calendar, pub i32);

impl Month {
    /// The Gregorian day of this month, if there is one.
    pub(crate) fn day(self, year: i32, day: i32) -> Option<Day> {
        match self.0 {
            Calendar::Gregorian => civil(year, self.1, day),
            Calendar::Jalali => jalali(year, self.1, day),
            Calendar::Hijri => hijri(year, self.1, day),
        }
    }
}

/// Months by their folded names.
pub(crate) fn months() -> &'static HashMap<&'static str, Month> {
    static MONTHS: OnceLock<HashMap<&'static str, Month>> = OnceLock::new();
    MONTHS.get_or_init(|| {
        let rows = include_str!("../data/months.tsv").lines().filter(|l| !l.starts_with('#')).skip(1);
        rows.filter_map(|row| {
            let mut columns = row.split('\t');
            let (name, month, calendar) = (columns.next()?, columns.next()?.parse().ok()?, columns.next()?);
            let calendar = match calendar {
                "jalali" => Calendar::Jalali,
                "hijri" => Calendar::Hijri,
                _ => Calendar::Gregorian,
            };
            Some((name, Month(calendar, month)))
        })
        .collect()
    })
}

/// Words around dates, folded, with their roles, in order.
pub(crate) fn roles() -> &'static [(&'static str, &'static str)] {
    static ROLES: OnceLock<Vec<(&'static str, &'static str)>> = OnceLock::new();
    ROLES.get_or_init(|| {
        let rows = include_str!("../data/date_words.tsv").lines().filter(|l| !l.starts_with('#')).skip(1);
        rows.filter_map(|row| row.split_once('\t').map(|(word, rest)| (word, rest.split('\t').next().unwrap_or(""))))
            .collect()
    })
}

/// Whether a folded word has a role.
pub(crate) fn has_role(word: &str, role: &str) -> bool {
    roles().iter().any(|(w, r)| *w == word && *r == role)
}

/// A day of the Hijri calendar (Umm al-Qura, as printed in Saudi Arabia; elsewhere a month may begin a day apart).
pub(crate) fn hijri(year: i32, month: i32, day: i32) -> Option<Day> {
    if !(1400..1500).contains(&year) {
        return None;
    }
    let (month, day) = (u8::try_from(month).ok()?, u8::try_from(day).ok()?);
    let date =
        icu_calendar::Date::try_new_hijri_with_calendar(year, month, day, icu_calendar::cal::Hijri::new_umm_al_qura());
    let iso = date.ok()?.to_calendar(icu_calendar::Iso);
    civil(iso.year().extended_year(), i32::from(iso.month().ordinal), i32::from(iso.day_of_month().0))
}

/// A day of the Persian solar calendar, by the 33-year cycle (right from 1340 to 1470).
pub(crate) fn jalali(year: i32, month: i32, day: i32) -> Option<Day> {
    let longest = if month <= 6 { 31 } else { 30 };
    if !(1360..1440).contains(&year) || !(1..=12).contains(&month) || !(1..=longest).contains(&day) {
        return None;
    }
    let number = |year: i32, month: i32, day: i32| {
        let leaps = year / 33 * 8 + (year % 33 + 3) / 4;
        let months = if month <= 7 { (month - 1) * 31 } else { 186 + (month - 7) * 30 };
        year * 365 + leaps + months + day
    };
    // 1 Farvardin 1399 was 20 March 2020.
    let known = Date::new(2020, 3, 20).ok()?;
    let distance = number(year + 1595, month, day) - number(1399 + 1595, 1, 1);
    known.checked_add(jiff::Span::new().try_days(i64::from(distance)).ok()?).ok()
}
