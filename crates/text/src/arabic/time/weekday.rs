//! Days of the week: bare, last, next, of a week, the n-th of a month, with the day of the month.

use marsad_model::Day;

use super::calendar::{Grain, add_days, add_months};
use super::lexicon::{Grade, Sym, Unit};
use super::reader::{Period, Times};

/// The last such weekday not after a day.
fn last_on(reference: Day, weekday: i8) -> Option<Day> {
    let back = i64::from((reference.weekday().to_monday_one_offset() - weekday).rem_euclid(7));
    add_days(reference, -back)
}

impl Times<'_> {
    /// «الجمعة», «يوم الأحد الماضي», «هذا الأربعاء», «الخميس 21», «الجمعة من الأسبوع المقبل».
    pub(crate) fn weekday(&self, i: usize) -> Option<Period> {
        let first = self.sym(i)?;
        let (mut at, mut this) = (i, false);
        if first.value == Sym::This {
            (at, this) = (first.end, true);
        }
        let mut headed = this;
        if let Some(found) = self.sym(at).filter(|f| at == i || f.joined.bare())
            && let Sym::Unit { unit: Unit::Day, grade: Grade::One, definite: false } = found.value
        {
            (at, headed) = (found.end, true);
        }
        let found = self.sym(at).filter(|f| at == i || f.joined.bare())?;
        let Sym::Weekday { day, definite } = found.value else { return None };
        if !definite && !headed {
            return self.bare_of_week(day, found.end);
        }
        let mut end = found.end;
        let reference = self.reference;
        let mut date = reference.and_then(|r| last_on(r, day));
        if this {
            date = reference.and_then(|r| add_days(last_on(r, day)?, if last_on(r, day) == Some(r) { 0 } else { 7 }));
        }
        let mut precise = true;
        let next = self.bare(end);
        match next.map(|f| (f.value, f.end)) {
            Some((Sym::Step(by), after)) if by != 0 => {
                let story = self.running_day().filter(|_| self.of_story(end));
                end = after;
                if let Some(running) = story {
                    let base = if by > 0 { running.to } else { running.from };
                    date = stepped(base, day, i64::from(by));
                    return Some(Period { precise, ..Period::new(end, date.map(|d| (d, d)), Grain::Day) });
                }
                date = reference.and_then(|r| stepped(r, day, i64::from(by)));
            }
            Some((Sym::Step(_), after)) => end = after,
            Some((Sym::After, after)) => {
                // «الخميس بعد أسبوعين»
                if let Some(amount) = self.amount(after).filter(|a| matches!(a.unit, Unit::Week | Unit::Month)) {
                    end = amount.end;
                    date = reference.and_then(|r| near(super::calendar::shift(r, amount.unit, amount.low)?, day));
                }
            }
            _ => {
                if let Some((on, after)) = self.of_week(end, day) {
                    (date, end) = (on, after);
                } else if let Some((on, after)) = self.with_day(end, day) {
                    (date, end) = (on, after);
                    precise = date.is_some();
                }
            }
        }
        let mut period = Period::new(end, date.map(|d| (d, d)), Grain::Day);
        period.precise = precise;
        Some(period)
    }

    /// «يومي الجمعة والسبت الماضيين»: two days of one week.
    pub(crate) fn two_weekdays(&self, i: usize) -> Option<Period> {
        let head = self.sym(i)?;
        let Sym::Unit { unit: Unit::Day, grade: Grade::Two, definite: false } = head.value else { return None };
        let first = self.bare(head.end)?;
        let Sym::Weekday { day: one, definite: true } = first.value else { return None };
        let second = self.sym(first.end).filter(|f| f.joined.conj)?;
        let Sym::Weekday { day: two, definite: true } = second.value else { return None };
        let step = self.bare(second.end).and_then(|f| match f.value {
            Sym::Step(by) if by != 0 => Some((i64::from(by), f.end)),
            _ => None,
        });
        let end = step.map_or(second.end, |(_, end)| end);
        let apart = i64::from((two - one).rem_euclid(7));
        let days = self.reference.and_then(|r| match step {
            Some((by, _)) if by > 0 => {
                let from = stepped(r, one, by)?;
                Some((from, add_days(from, apart)?))
            }
            Some((by, _)) => {
                let to = stepped(r, two, by)?;
                Some((add_days(to, -apart)?, to))
            }
            None => {
                let to = last_on(r, two)?;
                Some((add_days(to, -apart)?, to))
            }
        });
        Some(Period::stretch(end, days, Grain::Day))
    }

    /// «أحد الأسبوع الماضي»: a bare weekday only before its week.
    fn bare_of_week(&self, day: i8, at: usize) -> Option<Period> {
        let (date, end) = self.of_week(at, day)?;
        Some(Period::new(end, date.map(|d| (d, d)), Grain::Day))
    }

    /// «من الأسبوع المقبل», «الأسبوع الماضي» after a weekday.
    fn of_week(&self, i: usize, day: i8) -> Option<(Option<Day>, usize)> {
        let at = self.skip(i, &["من", "في"]);
        let week = self.unit_step(at).filter(|p| p.grain == Grain::Week)?;
        let date = week.days.and_then(|(_, last)| last_on(last, day));
        Some((date, week.end))
    }

    /// The day of the month after a weekday: «الخميس 21», «السبت السادس عشر», «الموافق 16 من هذا الشهر».
    fn with_day(&self, i: usize, weekday: i8) -> Option<(Option<Day>, usize)> {
        let mut at = i;
        if self.mark(at) == Some('،') {
            at += 1;
        }
        let headed = self.is(at, Sym::DateHead);
        at = headed.unwrap_or(at);
        let (day, mut end) = self.day_number(at)?;
        let tail = self.skip(end, &["من", "في"]);
        if let Some(month) = self.unit_step(tail).filter(|p| p.grain == Grain::Month) {
            let date = month.days.and_then(|(first, _)| add_days(first, i64::from(day) - 1));
            return Some((date, month.end));
        }
        // «الخميس 20 قتيلاً» counts; a date ends here or goes on with a mark or a small word.
        let next = self.text.tokens().get(end);
        let open =
            next.is_none_or(|t| !t.is_word()) || matches!(self.fold(end), "في" | "حتي" | "الي" | "مع" | "و" | "عن");
        if headed.is_none() && !open {
            return None;
        }
        if matches!(self.mark(end), Some(':' | '/' | '-' | '%' | '٪')) && !self.spaced(end) {
            return None;
        }
        let date = self.reference.and_then(|r| {
            let months = [0i64, -1, 1, -2];
            let fits = |by: &i64| {
                let month = add_months(r.first_of_month(), *by)?;
                let date = add_days(month, i64::from(day) - 1).filter(|d| d.month() == month.month())?;
                (date.weekday().to_monday_one_offset() == weekday).then_some(date)
            };
            months.iter().find_map(fits)
        });
        end = end.max(at + 1);
        (date.is_some() || self.reference.is_none()).then_some((date, end))
    }

    /// The n-th weekday, week or day of a month: «آخر اثنين من شهر شباط», «الثلاثاء الثالث من أيلول», «أول أسبوع».
    pub(crate) fn nth(&self, i: usize) -> Option<Period> {
        if let Some(period) = self.day_of_feast(i) {
            return Some(period);
        }
        let (what, nth, after) = self.nth_head(i)?;
        let mut at = self.skip(after, &["من", "في"]);
        if self.fold(at) == "بشهر" {
            at += 1;
        }
        let month = self.parts_known(at).filter(|p| p.day.is_none())?.period(self)?;
        let Some((first, last)) = month.days else { return Some(Period::new(month.end, None, Grain::Day)) };
        let days = match what {
            Nth::Weekday(day) if nth < 0 => last_on(last, day).map(|d| (d, d)),
            Nth::Weekday(day) => {
                let start = last_on(add_days(first, 6)?, day)?;
                add_days(start, 7 * (nth - 1)).filter(|d| *d <= last).map(|d| (d, d))
            }
            Nth::Day if nth < 0 => Some((last, last)),
            Nth::Day => add_days(first, nth - 1).map(|d| (d, d)),
            Nth::Week => {
                let start = if nth < 0 { super::calendar::week(last, 0)?.0 } else { add_days(first, 7 * (nth - 1))? };
                let start = if nth < 0 && add_days(start, 6)? > last { add_days(start, -7)? } else { start };
                Some((start, add_days(start, 6)?))
            }
        };
        Some(Period::new(month.end, Some(days?), if what == Nth::Week { Grain::Week } else { Grain::Day }))
    }

    /// «أول أيام عيد الفطر», «ثالث أيام شهر رمضان».
    fn day_of_feast(&self, i: usize) -> Option<Period> {
        let word = self.numbers.word(i).filter(|w| !w.article && w.value <= 30.0)?;
        if word.class != crate::arabic::number::Class::Ordinal {
            return None;
        }
        let days = self.bare(i + 1)?;
        let Sym::Unit { unit: Unit::Day, grade: Grade::Many, definite: false } = days.value else { return None };
        let feast = self.feast(days.end);
        let base = feast.or_else(|| self.parts_known(days.end).filter(|p| p.day.is_none())?.period(self))?;
        #[expect(clippy::cast_possible_truncation, reason = "at most thirty")]
        let date = base.days.and_then(|(first, _)| add_days(first, word.value as i64 - 1));
        Some(Period::new(base.end, date.map(|d| (d, d)), Grain::Day))
    }

    fn nth_head(&self, i: usize) -> Option<(Nth, i64, usize)> {
        let thing = |at: usize, definite: bool| {
            let found = self.bare(at).or_else(|| self.sym(at).filter(|_| at == i))?;
            match found.value {
                Sym::Weekday { day, definite: d } if d == definite => Some((Nth::Weekday(day), found.end)),
                Sym::Unit { unit: Unit::Day, grade: Grade::One, definite: d } if d == definite => {
                    Some((Nth::Day, found.end))
                }
                Sym::Days(0) if definite => Some((Nth::Day, found.end)),
                Sym::Unit { unit: Unit::Week, grade: Grade::One, definite: d } if d == definite => {
                    Some((Nth::Week, found.end))
                }
                _ => None,
            }
        };
        let rank = |at: usize, definite: bool| -> Option<(i64, usize)> {
            if let Some(found) = self.sym(at) {
                match found.value {
                    Sym::Last if !definite => return Some((-1, found.end)),
                    Sym::Latest if definite => return Some((-1, found.end)),
                    _ => {}
                }
            }
            let word = self.numbers.word(at)?;
            let ordinal =
                word.class == crate::arabic::number::Class::Ordinal && word.article == definite && word.value <= 5.0;
            #[expect(clippy::cast_possible_truncation, reason = "at most five")]
            ordinal.then_some((word.value as i64, at + 1))
        };
        if let Some((nth, after)) = rank(i, false) {
            let (what, end) = thing(after, false)?;
            return Some((what, nth, end));
        }
        let (what, after) = thing(i, true)?;
        let (nth, end) = rank(after, true)?;
        Some((what, nth, end))
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Nth {
    Weekday(i8),
    Day,
    Week,
}

/// The weekday `by` steps before (negative) or after a day.
fn stepped(reference: Day, weekday: i8, by: i64) -> Option<Day> {
    let last = last_on(reference, weekday)?;
    let back = if last == reference && by < 0 { add_days(last, -7)? } else { last };
    add_days(back, if by < 0 { 7 * (by + 1) } else { 7 * by })
}

/// The given weekday in the week that begins three days before a day.
fn near(date: Day, weekday: i8) -> Option<Day> {
    let after = last_on(add_days(date, 6)?, weekday)?;
    Some(after)
}
