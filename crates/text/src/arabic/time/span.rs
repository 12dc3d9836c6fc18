//! Longer periods with names: centuries, decades, quarters, halves, seasons; feasts and anniversaries.

use super::calendar::{self, Days, Grain, add_days, add_months, latest, shift};
use super::date::Parts;
use super::lexicon::{Calendar, Grade, Sym, Unit};
use super::reader::{Period, Times};

impl Times<'_> {
    /// «القرن التاسع عشر», «القرن الحادي والعشرين».
    pub(crate) fn century(&self, i: usize) -> Option<Period> {
        let found = self.sym(i)?;
        let Sym::Unit { unit: Unit::Century, grade: Grade::One, definite: true } = found.value else { return None };
        let (number, end) = self.count(found.end, 30)?;
        let first = (number - 1) * 100 + 1;
        Some(Period::new(end, Some((calendar::year(first)?.0, calendar::year(first + 99)?.1)), Grain::Century))
    }

    /// «التسعينات», «سبعينيات القرن التاسع عشر».
    pub(crate) fn decade(&self, i: usize) -> Option<Period> {
        let found = self.sym(i)?;
        let Sym::Decade(tens) = found.value else { return None };
        let mut end = found.end;
        let mut century = if tens < 30 { 2000 } else { 1900 };
        if let Some(next) = self.bare(end)
            && let Sym::Unit { unit: Unit::Century, grade: Grade::One, definite: true } = next.value
        {
            if let Some((number, after)) = self.count(next.end, 30) {
                (century, end) = ((number - 1) * 100, after);
            } else if let Some(step) = self.bare(next.end).filter(|f| matches!(f.value, Sym::Step(_))) {
                end = step.end;
                century = 1900;
            }
        }
        let first = century + i32::from(tens);
        Some(Period::new(end, Some((calendar::year(first)?.0, calendar::year(first + 9)?.1)), Grain::Decade))
    }

    /// «الربع الثالث من عام 2016», «النصف الأول من العام الجاري», «2016 الربع الثالث».
    pub(crate) fn quarter(&self, i: usize) -> Option<Period> {
        if let Some((year, 4)) = self.plain_digits(i).filter(|(y, _)| (1800..=2099).contains(y)) {
            let found = self.bare(i + 1)?;
            let (months, count) = self.share(found.value)?;
            let (number, end) = self.count(found.end, count)?;
            return self.slice_of(calendar::year(year)?, months, number, end);
        }
        let found = self.sym(i)?;
        let (months, count) = self.share(found.value)?;
        let (number, after) = match self.bare(found.end).map(|f| (f.value, f.end)) {
            Some((Sym::Latest, end)) => (count, end),
            // «الربع الماضي», «النصف الحالي»
            Some((Sym::Step(by), end)) => {
                let days = self.reference.and_then(|r| {
                    let ordinal = (i64::from(r.month()) - 1) / months;
                    let first =
                        add_months(calendar::day(i32::from(r.year()), 1, 1)?, months * (ordinal + i64::from(by)))?;
                    Some((first, add_days(add_months(first, months)?, -1)?))
                });
                return Some(Period::new(end, days, if months == 3 { Grain::Quarter } else { Grain::Half }));
            }
            _ => self.count(found.end, count)?,
        };
        let at = self.skip(after, &["من"]);
        if months == 6
            && let Some(period) = self.half_month(at, number)
        {
            return Some(period);
        }
        let year = self.unit_step(at).or_else(|| self.year(at)).or_else(|| {
            let (year, 4) = self.plain_digits(at)? else { return None };
            Some(Period::new(at + 1, calendar::year(year), Grain::Year))
        });
        // «الربع الثالث من العام»
        let year = year.or_else(|| {
            let found = self.bare(at)?;
            let Sym::Unit { unit: Unit::Year, grade: Grade::One, definite: true } = found.value else { return None };
            Some(Period::new(found.end, self.stepped(Unit::Year, 0), Grain::Year))
        });
        let year = year.filter(|y| y.grain == Grain::Year)?;
        let grain = if months == 3 { Grain::Quarter } else { Grain::Half };
        let Some(days) = year.days else { return Some(Period::new(year.end, None, grain)) };
        self.slice_of(days, months, number, year.end)
    }

    /// «النصف الثاني من شهر آذار».
    pub(super) fn half_month(&self, i: usize, number: i32) -> Option<Period> {
        let month = match self.parts_known(i).filter(|p| p.day.is_none()) {
            Some(parts) => parts.period(self)?,
            None => self.unit_step(i).filter(|p| p.grain == Grain::Month)?,
        };
        let days = month.days.and_then(|(from, to)| {
            let middle = add_days(from, 14)?;
            if number == 1 { Some((from, middle)) } else { Some((add_days(middle, 1)?, to)) }
        });
        Some(Period::stretch(month.end, days, Grain::Day))
    }

    pub(super) fn share(&self, sym: Sym) -> Option<(i64, i32)> {
        match sym {
            Sym::Quarter => Some((3, 4)),
            Sym::HalfYear => Some((6, 2)),
            _ => None,
        }
    }

    pub(super) fn slice_of(&self, days: Days, months: i64, number: i32, end: usize) -> Option<Period> {
        let first = add_months(days.0, months * i64::from(number - 1))?;
        let last = add_days(add_months(first, months)?, -1)?;
        Some(Period::new(end, Some((first, last)), if months == 3 { Grain::Quarter } else { Grain::Half }))
    }

    /// «الأشهر الأربعة الأولى من العام الحالي».
    pub(crate) fn first_months(&self, i: usize) -> Option<Period> {
        let (unit, low, high, end) = self.unit_run(i, false)?;
        if unit != Unit::Month || low != high || !(1.0..12.0).contains(&low) {
            return None;
        }
        let word = self.bare(end)?;
        let start = match word.value {
            Sym::First => true,
            Sym::Latest => false,
            _ => return None,
        };
        let at = self.skip(word.end, &["من"]);
        let year = self.unit_step(at).or_else(|| self.year(at)).filter(|y| y.grain == Grain::Year)?;
        let days = year.days.and_then(|(from, to)| {
            if start {
                return Some((from, add_days(shift(from, unit, low)?, -1)?));
            }
            Some((shift(add_days(to, 1)?, unit, -low)?, to))
        });
        Some(Period::stretch(year.end, days, Grain::Month))
    }

    /// «صيف عام 2014», «الصيف الماضي».
    pub(crate) fn season(&self, i: usize) -> Option<Period> {
        let found = self.sym(i)?;
        let (found, this) = if found.value == Sym::This { (self.bare(found.end)?, true) } else { (found, false) };
        let Sym::Season(month) = found.value else { return None };
        let make = |year: i32| {
            let first = calendar::day(year, month, 1)?;
            Some((first, add_days(add_months(first, 3)?, -1)?))
        };
        let at = self.skip(found.end, &["من"]);
        if let Some((year, false, end)) = self.year_number(at).filter(|(y, ..)| (1800..2100).contains(y)) {
            // «شتاء 2012-2013»
            let second = self.plain_digits(end + 1).filter(|(y, len)| *len == 4 && *y == year + 1);
            let end = if matches!(self.mark(end), Some('-' | '/' | '–')) && second.is_some() { end + 2 } else { end };
            return Some(Period::new(end, make(year), Grain::Season));
        }
        // «صيف العام الماضي»
        if let Some(year) = self.unit_step(at).filter(|p| p.grain == Grain::Year) {
            let days = year.days.and_then(|(first, _)| make(i32::from(first.year())));
            return Some(Period::new(year.end, days, Grain::Season));
        }
        let (step, end) = match self.bare(found.end) {
            Some(f) if matches!(f.value, Sym::Step(_)) => {
                let Sym::Step(by) = f.value else { return None };
                (by, f.end)
            }
            _ if this => (0, found.end),
            _ => return None,
        };
        let days = self.reference.and_then(|r| {
            let years = i32::from(r.year()) - 2..=i32::from(r.year()) + 1;
            match step {
                0 => latest(r, 30, years, make, |d| d.0),
                s if s < 0 => years.filter_map(make).filter(|d| d.1 < r).max(),
                _ => years.filter_map(make).filter(|d| d.0 > r).min(),
            }
        });
        Some(Period::new(end, days, Grain::Season))
    }

    /// «الذكرى الثالثة لـ15 آذار 2011», «في الذكرى الثالثة»: so many years after a date; the days are open where no date
    /// follows.
    pub(crate) fn anniversary(&self, i: usize) -> Option<Period> {
        let found = self.sym(i).filter(|f| f.value == Sym::Anniversary)?;
        let (years, end) = self.count(found.end, 500)?;
        // The event stands between: «لاتفاق 9 آذار 2016».
        let dated = (end..end + 4).find_map(|at| self.parts(at).filter(|p| p.day.is_some()).map(|p| (at, p)));
        if let Some((at, parts)) = dated {
            let dated = Parts { year: parts.year.map(|y| y + years), ..parts };
            return dated.period(self).filter(|_| self.text.sentence_of(at) == self.text.sentence_of(i));
        }
        let placed = i.checked_sub(1).is_some_and(|k| matches!(self.fold(k), "في" | "وفي"));
        placed.then(|| Period::new(end, None, Grain::Day))
    }

    /// A feast, with its year or the nearest not after publication.
    pub(crate) fn feast(&self, i: usize) -> Option<Period> {
        let found = self.sym(i)?;
        let Sym::Feast { calendar: which, month, day } = found.value else { return None };
        let make = |year: i32| {
            let date = match which {
                Calendar::Gregorian => calendar::day(year, month, day.unsigned_abs()),
                Calendar::Hijri => calendar::hijri(year, month, day.unsigned_abs()),
                Calendar::Easter => add_days(calendar::easter(year)?, i64::from(day)),
            }?;
            Some((date, date))
        };
        let at = self.skip(found.end, &["من"]);
        if let Some((year, hijri, end)) = self.year_number(at).filter(|(y, ..)| (1300..2100).contains(y)) {
            let date = if which == Calendar::Hijri && !hijri && year > 1700 {
                let base = year - 579;
                (base - 2..=base + 1).filter_map(make).find(|d| i32::from(d.0.year()) == year)
            } else {
                make(year)
            };
            return Some(Period::new(end, Some(date?), Grain::Day));
        }
        let (step, end) = match self.bare(found.end) {
            Some(f) if matches!(f.value, Sym::Step(_)) => {
                let Sym::Step(by) = f.value else { return None };
                (by, f.end)
            }
            _ => (-1, found.end),
        };
        let days = self.reference.and_then(|r| {
            let base = if which == Calendar::Hijri { calendar::hijri_year_of(r) } else { i32::from(r.year()) };
            let years = base - 2..=base + 2;
            if step > 0 {
                return years.filter_map(make).filter(|d| d.0 > r).min();
            }
            latest(r, 28, years, make, |d| d.0)
        });
        Some(Period::new(end, days, Grain::Day))
    }
}
