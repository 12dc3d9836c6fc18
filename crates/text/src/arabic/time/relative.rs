//! Times told against publication or against another time: yesterday, last week, this year, the last six months.

use super::calendar::{self, Days, Grain, add_days, add_months, edge, latest, shift};
use super::date::Parts;
use super::lexicon::{Calendar, Edge, Grade, Hours, Sym, Unit};
use super::reader::{Period, Times};

impl Times<'_> {
    /// A word that counts days from publication: «أمس», «اليوم», «بعد غد», «الليلة الماضية».
    pub(crate) fn deictic(&self, i: usize) -> Option<Period> {
        let found = self.sym(i)?;
        // «اليوم الحادي والعشرون من الحصار», «اليوم الـ205»
        if found.value == Sym::Days(0) && found.end == i + 1 && self.fold(i).ends_with("اليوم") {
            let class = crate::arabic::number::Class::Ordinal;
            let joint = crate::arabic::number::Class::OrdinalJoint;
            let nth = self
                .numbers
                .word(i + 1)
                .is_some_and(|w| w.article && w.joined.bare() && (w.class == class || w.class == joint));
            if nth || self.fold(i + 1) == "ال" && self.plain_digits(i + 2).is_some() {
                return None;
            }
        }
        let (from, to) = match found.value {
            Sym::Days(by) => (by, by),
            Sym::Today(_) => (0, 0),
            Sym::Night(by) => (by, by + 1),
            _ => return None,
        };
        let mut end = found.end;
        let (mut from, mut to) = (from, to);
        // «أمس (الأول)»
        if self.mark(end) == Some('(') && from == -1 && self.fold(end + 1) == "الاول" && self.mark(end + 2) == Some(')')
        {
            (end, from, to) = (end + 3, from - 1, to - 1);
        }
        let days = self.reference.and_then(|r| Some((add_days(r, i64::from(from))?, add_days(r, i64::from(to))?)));
        let mut period = Period::new(end, days, Grain::Day);
        period.hours = match found.value {
            Sym::Today(hours) => Some(hours),
            Sym::Night(_) => Some(Hours::Night),
            _ => None,
        };
        self.weekday_beside(&mut period);
        Some(period)
    }

    /// A weekday that only repeats the day just named: «أمس الاثنين», «اليوم (الجمعة)». Where the two disagree, the
    /// weekday is right if it is near, since pages are often dated a day late.
    fn weekday_beside(&self, period: &mut Period) {
        let open = matches!(self.mark(period.end), Some('(' | '-' | '،')) && self.mark(period.end) == Some('(');
        let at = if open { period.end + 1 } else { period.end };
        let at = match self.bare(at) {
            Some(f) if matches!(f.value, Sym::Unit { unit: Unit::Day, grade: Grade::One, definite: false }) => f.end,
            _ => at,
        };
        let Some(found) = self.bare(at) else { return };
        let Sym::Weekday { day, definite: true } = found.value else { return };
        if open && self.mark(found.end) != Some(')') {
            return;
        }
        period.end = if open { found.end + 1 } else { found.end };
        if let (Some((from, to)), Some(reference)) = (period.days, self.reference)
            && from == to
            && from.weekday().to_monday_one_offset() != day
        {
            let sign = if from > reference { 1 } else { -1 };
            let near = (0..7).filter_map(|by| add_days(reference, sign * by));
            let said = near.into_iter().find(|d| d.weekday().to_monday_one_offset() == day);
            period.days = said.map(|d| (d, d)).or(period.days);
            period.precise = false;
        }
    }

    /// A unit with «الماضي», «المقبل», «هذا» …: one period.
    pub(crate) fn unit_step(&self, i: usize) -> Option<Period> {
        if let Some(period) = self.same_period(i) {
            return Some(period);
        }
        let first = self.sym(i)?;
        let (unit_at, this) = if first.value == Sym::This { (first.end, true) } else { (i, false) };
        let found = if this { self.bare(unit_at)? } else { first };
        let Sym::Unit { unit, grade: Grade::One, definite: true } = found.value else { return None };
        let (step, end) = if this {
            (0, found.end)
        } else {
            match self.bare(found.end) {
                Some(f) if matches!(f.value, Sym::Step(_)) => {
                    let Sym::Step(by) = f.value else { return None };
                    (by, f.end)
                }
                Some(f) if f.value == Sym::This => (0, f.end),
                _ => return None,
            }
        };
        let hijri = self.sym(end.saturating_sub(2)).is_some_and(|f| f.value == Sym::HijriMark);
        if hijri {
            return None;
        }
        let days = if this { self.stepped(unit, 0) } else { self.story_step(unit, found.end, i64::from(step)) };
        Some(Period::new(end, days, unit_grain(unit)))
    }

    /// «السنة الهجرية القادمة».
    pub(crate) fn hijri_step(&self, i: usize) -> Option<Period> {
        let found = self.sym(i)?;
        let Sym::Unit { unit: Unit::Year, grade: Grade::One, definite: true } = found.value else { return None };
        let mark = self.is(found.end, Sym::HijriMark)?;
        let step = self.bare(mark)?;
        let Sym::Step(by) = step.value else { return None };
        let days = self.reference.and_then(|r| calendar::hijri_year(calendar::hijri_year_of(r) + i32::from(by)));
        Some(Period::new(step.end, days, Grain::Year))
    }

    pub(crate) fn stepped(&self, unit: Unit, step: i64) -> Option<Days> {
        let reference = self.reference?;
        let year = i32::from(reference.year());
        let by = i32::try_from(step).ok()?;
        match unit {
            Unit::Day => add_days(reference, step).map(|d| (d, d)),
            // «هذا الأسبوع» is the seven days to publication.
            Unit::Week if step == 0 => Some((add_days(reference, -6)?, reference)),
            Unit::Week => calendar::week(reference, step),
            Unit::Month => {
                let first = add_months(reference.first_of_month(), step)?;
                Some((first, first.last_of_month()))
            }
            Unit::Year => calendar::year(year + by),
            Unit::Decade => {
                Some((calendar::year(year / 10 * 10 + 10 * by)?.0, calendar::year(year / 10 * 10 + 10 * by + 9)?.1))
            }
            Unit::Century => {
                let first = (year - 1) / 100 * 100 + 1 + 100 * by;
                Some((calendar::year(first)?.0, calendar::year(first + 99)?.1))
            }
            Unit::Hour | Unit::Minute | Unit::Second => None,
        }
    }

    /// Several units with «الماضية», «المقبلة»: «الأشهر الستة الماضية», «آخر 3 سنوات», «الساعات الـ24 الماضية».
    pub(crate) fn units_step(&self, i: usize) -> Option<Period> {
        let first = self.sym(i);
        let last = first.filter(|f| f.value == Sym::Last).map(|f| f.end);
        let at = last.unwrap_or(i);
        let (unit, low, high, end) = self.unit_run(at, last.is_some())?;
        let latest_only = self.is(end, Sym::Latest).is_some();
        let (step, end) = match self.bare(end).map(|f| (f.value, f.end)) {
            Some((Sym::Step(by), end)) if by != 0 && last.is_none() => (by, end),
            Some((Sym::Latest, end)) if last.is_none() => (-1, end),
            _ if last.is_some() => (-1, end),
            _ => return None,
        };
        let exact = low == high;
        let told = self.running.get().filter(|_| step > 0 && self.of_story(end - 1));
        if let Some(running) = told {
            let to = shift(running.to, unit, high);
            let days = add_days(running.to, 1).zip(to).filter(|(from, to)| from <= to);
            return Some(Period { precise: exact, ..Period::stretch(end, days, unit_grain(unit)) });
        }
        let days = self.reference.and_then(|r| {
            if step > 0 {
                return Some((add_days(r, 1)?, shift(r, unit, high)?));
            }
            let back = if exact { -low } else { -high };
            if !exact && (latest_only || matches!(unit, Unit::Year | Unit::Decade | Unit::Century)) {
                return None;
            }
            let to = if exact || !matches!(unit, Unit::Day) { r } else { add_days(r, -1)? };
            Some((shift(r, unit, back)?, to))
        });
        let mut period = Period::stretch(end, days, unit_grain(unit));
        period.precise = exact;
        Some(period)
    }

    /// «الأشهر الستة», «الأيام القليلة», «3 أيام», «الساعات الـ48»: unit, least and greatest number, the token after.
    fn unit_run(&self, i: usize, last: bool) -> Option<(Unit, f64, f64, usize)> {
        if let Some((number, after)) = self.count(i, 100_000) {
            let found = self.bare(after)?;
            let Sym::Unit { unit, definite: false, .. } = found.value else { return None };
            return Some((unit, f64::from(number), f64::from(number), found.end));
        }
        let found = self.sym(i).filter(|f| !last || f.joined.bare())?;
        let Sym::Unit { unit, grade, definite } = found.value else { return None };
        if grade == Grade::Two {
            return Some((unit, 2.0, 2.0, found.end));
        }
        if grade != Grade::Many || (!definite && !last) {
            return None;
        }
        if let Some(few) = self.is(found.end, Sym::Few) {
            return Some((unit, 3.0, 9.0, few));
        }
        if (self.fold(found.end) == "ال" || self.numbers.word(found.end).is_some_and(|w| w.article && w.joined.bare()))
            && let Some((number, after)) = self.count(found.end, 100_000)
        {
            return Some((unit, f64::from(number), f64::from(number), after));
        }
        Some((unit, 3.0, 9.0, found.end))
    }

    /// «مطلع الشهر الجاري», «أواخر عام 2014», «منتصف نيسان».
    pub(crate) fn edge(&self, i: usize) -> Option<(Period, Edge)> {
        let found = self.sym(i)?;
        let (which, at) = match found.value {
            Sym::Edge(which) => (which, found.end),
            Sym::Half => {
                // «نصف شهر مارس» is its middle; «نصف شهر» alone is a length.
                let next = self.bare(found.end)?;
                let month = matches!(next.value, Sym::Unit { unit: Unit::Month, .. });
                (month && self.parts(found.end).is_some()).then_some((Edge::Middle, found.end))?
            }
            Sym::Last => {
                let next = self.bare(found.end)?;
                matches!(next.value, Sym::Unit { unit: Unit::Month | Unit::Year, grade: Grade::One, .. })
                    .then_some((Edge::End, found.end))?
            }
            _ => return None,
        };
        let at = self.skip(at, &["من"]);
        let period = self.whole(at)?;
        let days = period.days.and_then(|d| edge(d, period.grain, which));
        if period.grain == Grain::Day {
            return None;
        }
        Some((Period { days, edge: Some((which, period.days)), ..period }, which))
    }

    /// A period longer than a day: month, year, week, quarter, decade, season.
    pub(crate) fn whole(&self, i: usize) -> Option<Period> {
        if let Some(parts) = self.parts(i).filter(|p| p.day.is_none()) {
            return parts.period(self);
        }
        let plain = || {
            // «مطلع العام», «نهاية الأسبوع»: the one that runs.
            let found = self.sym(i)?;
            let Sym::Unit { unit, grade: Grade::One, definite: true } = found.value else { return None };
            matches!(unit, Unit::Week | Unit::Month | Unit::Year | Unit::Decade | Unit::Century)
                .then(|| Period::new(found.end, self.stepped(unit, 0), unit_grain(unit)))
        };
        self.unit_step(i)
            .or_else(|| self.hijri_step(i))
            .or_else(|| self.year(i))
            .or_else(|| self.decade(i))
            .or_else(|| self.century(i))
            .or_else(|| self.quarter(i))
            .or_else(|| self.season(i))
            .or_else(plain)
    }

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
    fn half_month(&self, i: usize, number: i32) -> Option<Period> {
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

    fn share(&self, sym: Sym) -> Option<(i64, i32)> {
        match sym {
            Sym::Quarter => Some((3, 4)),
            Sym::HalfYear => Some((6, 2)),
            _ => None,
        }
    }

    fn slice_of(&self, days: Days, months: i64, number: i32, end: usize) -> Option<Period> {
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
        let mut at = end;
        for _ in 0..4 {
            let Some(parts) = self.parts(at).filter(|p| p.day.is_some()) else {
                at += 1;
                continue;
            };
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

/// What a unit's periods are counted as.
pub(crate) fn unit_grain(unit: Unit) -> Grain {
    match unit {
        Unit::Day | Unit::Hour | Unit::Minute | Unit::Second => Grain::Day,
        Unit::Week => Grain::Week,
        Unit::Month => Grain::Month,
        Unit::Year => Grain::Year,
        Unit::Decade => Grain::Decade,
        Unit::Century => Grain::Century,
    }
}
