//! Dates in digits: 28/2/1945, 2023-03-11, 3.2.2023, «يوم 22/04», 2015-3.

use super::calendar::{self, Grain};
use super::date::Parts;
use super::lexicon::Sym;
use super::reader::{Period, Times};
use crate::TokenKind;

impl Times<'_> {
    /// A date in digits: 28/2/1945, 2023-03-11, 3.2.2023, with its calendar's mark.
    pub(crate) fn numeric(&self, i: usize) -> Option<Parts> {
        let (fields, mut end) = self.fields(i)?;
        let [(a, la), (b, _), (c, lc)] = fields;
        let (year, mut month, mut day) = match (la, lc) {
            (4, _) => (a, b, c),
            (_, 4) => (c, b, a),
            (_, 2) if la <= 2 => (if c > 60 { 1900 + c } else { 2000 + c }, b, a),
            _ => return None,
        };
        if month > 12 && day <= 12 {
            std::mem::swap(&mut month, &mut day);
        }
        let (month, day) = (u8::try_from(month).ok()?, u8::try_from(day).ok()?);
        let mut hijri = false;
        if let Some(found) = self.bare(end) {
            match found.value {
                Sym::HijriMark => (hijri, end) = (true, found.end),
                Sym::ChristianMark => end = found.end,
                _ => {}
            }
        }
        if !(1..=12).contains(&month) || !(1..=31).contains(&day) || !(100..=2200).contains(&year) {
            return None;
        }
        Some(Parts { end, day: Some(day), month: Some(month), year: Some(year), hijri, ..Parts::default() })
    }

    /// The three fields of a numeric date with their lengths, and the token after them.
    fn fields(&self, i: usize) -> Option<([(i32, usize); 3], usize)> {
        let token = self.text.tokens().get(i)?;
        if token.kind == TokenKind::Number && self.fold(i).contains('.') {
            let mut fields = [(0, 0); 3];
            let mut parts = self.fold(i).split('.');
            for field in &mut fields {
                let part = parts.next()?;
                if part.is_empty() || part.len() > 4 {
                    return None;
                }
                *field = (part.parse().ok()?, part.len());
            }
            return parts.next().is_none().then_some((fields, i + 1));
        }
        let first = self.plain_digits(i)?;
        let separator = self.mark(i + 1).filter(|m| matches!(m, '/' | '-' | '–' | '\\' | '.'))?;
        let second = self.plain_digits(i + 2)?;
        if self.spaced(i + 1) != self.spaced(i + 2) && separator != '/' {
            return None;
        }
        let after = self.mark(i + 3)?;
        // «08/12, 2015»
        let comma = matches!(after, ',' | '،') && self.plain_digits(i + 4).is_some_and(|(_, len)| len == 4 || len == 2);
        if after != separator && !comma {
            return None;
        }
        let third = self.plain_digits(i + 4)?;
        if self.mark(i + 5) == Some(separator) && !self.spaced(i + 5) && self.plain_digits(i + 6).is_some() {
            return None;
        }
        Some(([first, second, third], i + 5))
    }

    /// Day and month in digits, where a word of time before them says so: «يوم 22/04», «الجمعة 6/8».
    pub(crate) fn day_month(&self, i: usize) -> Option<Parts> {
        let (at, weekday) = self.date_head(i);
        let headed = at > i
            || i.checked_sub(1).is_some_and(|k| {
                matches!(self.fold(k), "في" | "وفي" | "عند")
                    || self
                        .sym(k)
                        .is_some_and(|f| f.end == i && matches!(f.value, Sym::Since | Sym::Until | Sym::Every))
            });
        if !headed {
            return None;
        }
        let (mut day, _) = self.plain_digits(at)?;
        if !matches!(self.mark(at + 1), Some('/' | '-')) || self.spaced(at + 2) {
            return None;
        }
        let (mut month, _) = self.plain_digits(at + 2)?;
        if month > 12 && day <= 12 {
            std::mem::swap(&mut month, &mut day);
        }
        if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
            return None;
        }
        let (day, month) = (u8::try_from(day).ok()?, u8::try_from(month).ok()?);
        Some(Parts { end: at + 3, day: Some(day), month: Some(month), weekday, ..Parts::default() })
    }

    /// Year and month in digits: 2015-3.
    pub(crate) fn year_month(&self, i: usize) -> Option<Period> {
        let (year, 4) = self.plain_digits(i)? else { return None };
        if self.mark(i + 1) != Some('-') || self.spaced(i + 1) || self.spaced(i + 2) || self.mark(i + 3) == Some('-') {
            return None;
        }
        let (month, len) = self.plain_digits(i + 2)?;
        if len > 2 || !(1800..=2099).contains(&year) {
            return None;
        }
        let days = calendar::month(year, u8::try_from(month).ok()?)?;
        Some(Period::new(i + 3, Some(days), Grain::Month))
    }
}
