//! Dates: day, month and year in words and digits, twin month names, numeric dates, years.

use super::calendar::{self, Days, Grain, hijri, hijri_month, hijri_year_of, latest};
use super::lexicon::{Calendar, Grade, Sym, Unit};
use super::reader::{Period, Times};

/// The parts of a date as written.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Parts {
    pub end: usize,
    pub day: Option<u8>,
    pub month: Option<u8>,
    pub year: Option<i32>,
    pub hijri: bool,
    /// Day of the week, 1 to 7.
    pub weekday: Option<i8>,
    /// Last (-1), this (0), next (1) of the month.
    pub step: Option<i16>,
}

/// How far past publication a date without a year may lie.
const AHEAD: i64 = 28;

impl Parts {
    /// The days of the parts, against the day of publication where they leave something open.
    pub(crate) fn resolve(&self, times: &Times<'_>) -> Option<Days> {
        let month = self.month?;
        let make = |year: i32| match (self.hijri, self.day) {
            (false, None) => calendar::month(year, month),
            (false, Some(day)) => calendar::day(year, month, day).map(|d| (d, d)),
            (true, None) => hijri_month(year, month),
            (true, Some(day)) => hijri(year, month, day).map(|d| (d, d)),
        };
        if let Some(year) = self.year {
            // «رمضان 2019»: the Hijri year whose month begins in that year.
            if self.hijri && year > 1700 {
                let base = year - 579;
                return (base - 2..=base + 1).filter_map(make).find(|d| i32::from(d.0.year()) == year);
            }
            return make(year);
        }
        let reference = times.reference?;
        let base = if self.hijri { hijri_year_of(reference) } else { i32::from(reference.year()) };
        let years = base - 3..=base + 2;
        match self.step {
            Some(0) => {
                if self.hijri {
                    return latest(reference, 0, years, make, |d| d.0);
                }
                make(base)
            }
            Some(step) if step < 0 => {
                let mut past: Vec<Days> = years.filter_map(make).filter(|d| d.1 < reference).collect();
                past.sort_unstable();
                past.into_iter().rev().nth(usize::from(step.unsigned_abs()) - 1)
            }
            Some(step) => {
                let mut coming: Vec<Days> = years.filter_map(make).filter(|d| d.0 > reference).collect();
                coming.sort_unstable();
                coming.into_iter().nth(usize::from(step.unsigned_abs()) - 1)
            }
            None => {
                if let Some(days) = self.in_story(times, make) {
                    return Some(days);
                }
                let fits = |days: Days| self.weekday.is_none_or(|w| days.0.weekday().to_monday_one_offset() == w);
                let on_weekday = self.weekday.and_then(|_| {
                    let near = |y: i32| make(y).filter(|d| self.day.is_some() && fits(*d));
                    near(base).or_else(|| near(base - 1)).or_else(|| near(base + 1))
                });
                on_weekday.or_else(|| latest(reference, AHEAD, years, make, |d| d.0))
            }
        }
    }

    /// In a story of an earlier year, a date without a year is the next such date after the time reached.
    fn in_story(&self, times: &Times<'_>, make: impl Fn(i32) -> Option<Days>) -> Option<Days> {
        let running = times.running.get().filter(|_| times.follows && !self.hijri)?;
        let reference = times.reference?;
        let year = i32::from(running.from.year());
        if year >= i32::from(reference.year()) {
            return None;
        }
        (year..=year + 1).filter_map(make).find(|d| d.1 >= running.from && d.0 <= reference)
    }

    pub(crate) fn period(&self, times: &Times<'_>) -> Option<Period> {
        let days = self.resolve(times);
        if days.is_none() && (self.year.is_some() || times.reference.is_some()) {
            return None;
        }
        let grain = if self.day.is_some() { Grain::Day } else { Grain::Month };
        Some(Period::new(self.end, days, grain))
    }
}

impl Times<'_> {
    /// The month's name at `i`: number, whether Hijri, whether it can stand alone, and the token after its twins.
    pub(crate) fn month(&self, i: usize) -> Option<(u8, bool, bool, usize)> {
        let found = self.sym(i)?;
        let Sym::Month { number, calendar, mut alone } = found.value else { return None };
        let hijri = calendar == Calendar::Hijri;
        // «إب» is a town: a name that is also another word is no month where its hamza is another one.
        if !alone && self.text.word(i).contains('إ') {
            return None;
        }
        let mut end = found.end;
        // «تشرين الأول/أكتوبر», «آذار (مارس)», «مايو - أيار», «مايو أيار»
        for _ in 0..2 {
            let open = matches!(self.mark(end), Some('/' | '(' | '-' | '\\'));
            let at = if open { end + 1 } else { end };
            let Some(twin) = self.bare(at) else { break };
            let Sym::Month { number: other, .. } = twin.value else { break };
            // A dash or a stroke between different months is a range or a list.
            if other != number {
                break;
            }
            alone = true;
            end = if self.mark(end) == Some('(') && self.mark(twin.end) == Some(')') { twin.end + 1 } else { twin.end };
        }
        Some((number, hijri, alone, end))
    }

    /// A day of the month, 1 to 31, in digits or words.
    pub(crate) fn day_number(&self, i: usize) -> Option<(u8, usize)> {
        let (value, end) = self.count(i, 31)?;
        Some((u8::try_from(value).ok()?, end))
    }

    /// A date that names its month; weekday and «يوم» before it allowed.
    pub(crate) fn parts(&self, i: usize) -> Option<Parts> {
        self.parts_near(i, false)
    }

    /// The same, where the words before show that a month follows: its name may then be another word too («رمضان»).
    pub(crate) fn parts_known(&self, i: usize) -> Option<Parts> {
        self.parts_near(i, true)
    }

    fn parts_near(&self, i: usize, known: bool) -> Option<Parts> {
        let (mut at, weekday) = self.date_head(i);
        let mut parts = Parts { weekday, ..Parts::default() };
        let mut alone = known || at > i;
        // «هذا أيلول»
        if let Some(this) = self.sym(i).filter(|f| f.value == Sym::This && self.month(f.end).is_some()) {
            (at, alone, parts.step) = (this.end, true, Some(0));
        }
        if let Some((day, after)) = self.day_number(at) {
            // «مقتل 12 في يناير» counts; «الثالث في يناير» is a day.
            let counts = self.fold(after) == "في" && self.plain_digits(after.saturating_sub(1)).is_some();
            let next = if counts { after } else { self.to_month(after) };
            if let Some((number, hijri, _, end)) = self.month(next) {
                if self.sym(next).is_some_and(|f| f.joined.conj || f.joined.prep.is_some_and(|p| p != 'ل')) {
                    return None;
                }
                parts.day = Some(day);
                (parts.month, parts.hijri, at, alone) = (Some(number), hijri, end, true);
            } else if let Some((number, end)) = self.numbered_month(i, next) {
                parts.day = Some(day);
                (parts.month, at, alone) = (Some(number), end, true);
            }
        }
        if parts.month.is_none() {
            if let Some(end) = self.month_word(at) {
                alone = true;
                at = end;
            }
            if let Some((number, hijri, own, end)) = self.month(at) {
                (parts.month, parts.hijri, at) = (Some(number), hijri, end);
                // «باب» is a door, seldom ب and «آب».
                let door = !own && self.sym(i).is_some_and(|f| f.joined.prep.is_some());
                alone |= own || !door && self.before_month(i);
                if let Some((day, end)) = self.day_after(at).filter(|_| !door) {
                    (parts.day, at, alone) = (Some(day), end, true);
                }
            } else {
                let (number, end) = self.numbered_month(i, at)?;
                (parts.month, at, alone) = (Some(number), end, true);
            }
        }
        parts.end = at;
        if let Some((numeric, end)) = self.bracketed_date(at) {
            return Some(Parts { end, ..numeric });
        }
        self.year_of(&mut parts, &mut alone);
        self.step_of(&mut parts, &mut alone);
        self.shared_year(&mut parts);
        alone.then_some(parts)
    }

    /// «يوم», «بتاريخ», «الموافق», a weekday: what may stand before a date.
    pub(crate) fn date_head(&self, i: usize) -> (usize, Option<i8>) {
        let (mut at, mut weekday) = (i, None);
        for _ in 0..4 {
            let Some(found) = self.sym(at).filter(|f| at == i || f.joined.bare()) else { break };
            match found.value {
                Sym::Unit { unit: Unit::Day, grade: Grade::One, .. } | Sym::DateHead => at = found.end,
                Sym::Weekday { day, .. } if weekday.is_none() => {
                    weekday = Some(day);
                    at = found.end;
                    if matches!(self.mark(at), Some('،' | ',')) {
                        at += 1;
                    }
                }
                _ => break,
            }
        }
        (at, weekday)
    }

    /// From after a day to its month: «من», «من شهر», «/», «-», «.».
    fn to_month(&self, i: usize) -> usize {
        let mut at = i;
        if matches!(self.mark(at), Some('/' | '-' | '.')) {
            return at + 1;
        }
        at = self.skip(at, &["من", "في"]);
        self.month_word(at).unwrap_or(at)
    }

    /// «شهر» at `i`; the token after it.
    fn month_word(&self, i: usize) -> Option<usize> {
        let found = self.sym(i)?;
        let unit = matches!(found.value, Sym::Unit { unit: Unit::Month, grade: Grade::One, definite: false });
        (unit && self.sym(found.end).is_some_and(|f| matches!(f.value, Sym::Month { .. }))).then_some(found.end)
    }

    /// Whether a word of time before `i` shows that an ambiguous name is a month.
    fn before_month(&self, i: usize) -> bool {
        let Some(before) = i.checked_sub(1) else { return false };
        matches!(self.fold(before), "في" | "وفي" | "الي")
            // «يناير ومارس»
            || self.joined(i).conj && (1..=2).any(|back| {
                let month = i.checked_sub(back).and_then(|k| self.sym(k)).filter(|f| f.end == i);
                month.is_some_and(|f| matches!(f.value, Sym::Month { alone: true, .. }))
            })
            || self.sym(before).is_some_and(|f| {
                f.end == i
                    && matches!(
                        f.value,
                        Sym::Since | Sym::Until | Sym::Edge(_) | Sym::Within | Sym::This | Sym::Between
                    )
            })
    }

    /// A day after its month: «مايو تسعة وعشرين», «شباط 13», «أكتوبر/ 2».
    fn day_after(&self, i: usize) -> Option<(u8, usize)> {
        let at = if matches!(self.mark(i), Some('/' | '-')) { i + 1 } else { i };
        if self.numbers.word(at).is_some_and(|w| !w.joined.bare()) {
            return None;
        }
        let (day, end) = self.day_number(at)?;
        // «شباط 13 آذار» is no date, nor is a month before a count («آذار 20 قتيلا» has the year or a mark after it).
        let digits = self.plain_digits(at);
        let followed = self.text.tokens().get(end).is_some_and(|t| t.is_word())
            && self.sym(end).is_none()
            && self.numbers.word(end).is_none()
            && !matches!(self.fold(end), "في" | "الي" | "حتي" | "من");
        (!followed && digits.is_none_or(|(_, len)| len <= 2) && self.mark(end) != Some('/')).then_some((day, end))
    }

    /// «شهر 9», «الشهر التاسع».
    fn numbered_month(&self, start: usize, i: usize) -> Option<(u8, usize)> {
        let found = self.sym(i).filter(|f| i == start || f.joined.bare())?;
        let Sym::Unit { unit: Unit::Month, grade: Grade::One, definite } = found.value else { return None };
        let (number, end) = self.count(found.end, 12)?;
        let ordinal = self.numbers.word(found.end).is_some_and(|w| w.article);
        if definite != ordinal {
            return None;
        }
        Some((u8::try_from(number).ok()?, end))
    }

    /// «شباط (28/2/1945)».
    fn bracketed_date(&self, i: usize) -> Option<(Parts, usize)> {
        let open = if self.mark(i) == Some('/') { i + 1 } else { i };
        if self.mark(open) != Some('(') {
            return None;
        }
        let parts = self.numeric(open + 1)?;
        let end = if self.mark(parts.end) == Some(')') { parts.end + 1 } else { parts.end };
        Some((parts, end))
    }
}
