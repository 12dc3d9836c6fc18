//! Times told against publication or against another time: yesterday, last week, this year, the last six months.

use super::calendar::{self, Days, Grain, add_days, add_months, edge, shift};
use super::lexicon::{Edge, Grade, Hours, Sym, Unit};
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
    pub(super) fn unit_run(&self, i: usize, last: bool) -> Option<(Unit, f64, f64, usize)> {
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
