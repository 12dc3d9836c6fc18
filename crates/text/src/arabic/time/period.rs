//! One time at one place: the order in which the kinds of dates are tried, parts of the day around them, ranges.

use super::calendar::{Days, Grain, add_days};
use super::date::Parts;
use super::lexicon::{Grade, Hours, Sym, Unit};
use super::reader::{Period, Times};

impl Times<'_> {
    /// The time at token `i`: a day, or a longer period. It is asked for by several kinds of times that may begin there.
    pub(crate) fn period(&self, i: usize) -> Option<Period> {
        let known = self.periods.borrow().iter().find(|(at, _)| *at == i).map(|(_, period)| *period);
        known.unwrap_or_else(|| {
            let period = self.read_period(i);
            self.periods.borrow_mut().push((i, period));
            period
        })
    }

    fn read_period(&self, i: usize) -> Option<Period> {
        let mut period = self.with_part(i).or_else(|| self.plain(i))?;
        if period.grain == Grain::Day {
            let (end, hours) = self.adverb(period.end);
            period.end = end;
            period.hours = hours.or(period.hours);
        } else if period.grain == Grain::Week {
            self.day_of_week(&mut period);
        }
        Some(period)
    }

    /// A word or phrase that counts days from publication or from the story.
    fn day_word(&self, i: usize) -> Option<Period> {
        let same = || self.same_period(i).filter(|p| p.grain == Grain::Day);
        same().or_else(|| self.day_step(i)).or_else(|| self.deictic(i))
    }

    fn plain(&self, i: usize) -> Option<Period> {
        self.nth(i)
            .or_else(|| self.headed_numeric(i))
            .or_else(|| self.parts(i).and_then(|p| p.period(self)))
            .or_else(|| self.day_month(i).and_then(|p| p.period(self)))
            .or_else(|| self.day_of_step(i))
            .or_else(|| self.day_word(i))
            .or_else(|| self.weekday(i))
            .or_else(|| self.first_months(i))
            .or_else(|| self.units_step(i))
            .or_else(|| self.hijri_step(i))
            .or_else(|| self.unit_step(i))
            .or_else(|| self.quarter(i))
            .or_else(|| self.decade(i))
            .or_else(|| self.century(i))
            .or_else(|| self.season(i))
            .or_else(|| self.feast(i))
            .or_else(|| self.year_month(i))
            .or_else(|| self.year(i))
    }

    /// «الأسبوع المقبل يوم الجمعة»: the day after its week.
    fn day_of_week(&self, period: &mut Period) {
        let head = self
            .bare(period.end)
            .filter(|f| matches!(f.value, Sym::Unit { unit: Unit::Day, grade: Grade::One, definite: false }));
        let Some(found) = self.bare(head.map_or(period.end, |f| f.end)) else { return };
        let Sym::Weekday { day, definite: true } = found.value else { return };
        period.end = found.end;
        period.grain = Grain::Day;
        period.days = period.days.and_then(|(first, _)| {
            let date = add_days(first, i64::from(day) % 7)?;
            Some((date, date))
        });
    }

    /// «بتاريخ (15/1/1959)», «يوم الأحد 21-11-2010», «بتاريخ (1934)».
    fn headed_numeric(&self, i: usize) -> Option<Period> {
        let mut at = i;
        let mut dated = false;
        for _ in 0..4 {
            let Some(found) = self.sym(at).filter(|f| at == i || f.joined.bare()) else { break };
            match found.value {
                Sym::DateHead => dated = true,
                Sym::Unit { unit: Unit::Day, .. } | Sym::Weekday { .. } => {}
                _ => break,
            }
            at = found.end;
        }
        if at > i && matches!(self.mark(at), Some(':' | '،' | ',')) {
            at += 1;
        }
        let open = at > i && self.mark(at) == Some('(');
        let at = if open { at + 1 } else { at };
        let close = |end: usize| if open && self.mark(end) == Some(')') { end + 1 } else { end };
        if let Some(parts) = self.numeric(at) {
            return Parts { end: close(parts.end), ..parts }.period(self);
        }
        if dated {
            let (year, 4) = self.plain_digits(at)? else { return None };
            if !(1200..=2100).contains(&year) || matches!(self.mark(at + 1), Some('/' | '-')) {
                return None;
            }
            let days = super::calendar::year(year)?;
            return Some(Period::new(close(at + 1), Some(days), Grain::Year));
        }
        None
    }

    /// «16 من هذا الشهر», «20 من الشهر المقبل», «الحادي عشر من الشهر قبل الماضي».
    fn day_of_step(&self, i: usize) -> Option<Period> {
        let at = match self.sym(i).map(|f| (f.value, f.end)) {
            Some((Sym::Unit { unit: Unit::Day, .. } | Sym::DateHead, end)) => end,
            _ => i,
        };
        let (day, end) = self.day_number(at)?;
        let (days, end) = self.month_step(end, day).or_else(|| self.of_it(end, day))?;
        Some(Period::new(end, days, Grain::Day))
    }

    /// «من الشهر المقبل», «في هذا الشهر» after a day's number.
    fn month_step(&self, i: usize, day: u8) -> Option<(Option<Days>, usize)> {
        let tail = self.skip(i, &["من", "في"]);
        let month = self.unit_step(tail).filter(|p| p.grain == Grain::Month)?;
        let days = month.days.and_then(|(first, last)| {
            let date = add_days(first, i64::from(day) - 1).filter(|d| *d <= last)?;
            Some((date, date))
        });
        Some((days, month.end))
    }

    /// A part of the day before its day: «فجر اليوم», «ليل السبت - الأحد», «منتصف ليل أمس».
    fn with_part(&self, i: usize) -> Option<Period> {
        let (mut at, mut midnight, mut any, mut of_day) = (i, false, false, None);
        for _ in 0..3 {
            let Some(found) = self.sym(at).filter(|f| at == i || f.joined.bare()) else { break };
            let Sym::Part { before: true, midnight: m, hours, .. } = found.value else { break };
            midnight |= m;
            any = true;
            of_day = hours.or(of_day);
            at = self.skip(found.end, &["من"]);
        }
        if !any {
            return None;
        }
        let mut period = self.day_word(at).or_else(|| {
            let found = self.sym(at)?;
            let day = matches!(found.value, Sym::Weekday { .. } | Sym::This | Sym::Unit { unit: Unit::Day, .. });
            let numbered = self.numbers.is_number(at);
            (day || numbered).then(|| self.plain(at)).flatten()
        });
        if period.is_none() && self.numbers.is_number(at) {
            period = self.plain(at);
        }
        let mut period = period.filter(|p| p.grain == Grain::Day)?;
        period.hours = of_day.or(period.hours);
        if let Some(end) = self.second_weekday(&mut period) {
            period.end = end;
        } else if midnight {
            period.days = period.days.and_then(|(from, to)| Some((from, add_days(to, 1)?)));
        }
        Some(period)
    }

    /// The second day of a night: «ليل السبت - الأحد», «ليل الخميس/الجمعة».
    fn second_weekday(&self, period: &mut Period) -> Option<usize> {
        let marked = matches!(self.mark(period.end), Some('-' | '–' | '/'));
        // «ليل الأحد الاثنين»
        let beside = matches!(self.bare(period.end).map(|f| f.value), Some(Sym::Weekday { definite: true, .. }));
        if !marked && !beside {
            return None;
        }
        let mut at = period.end + usize::from(marked);
        if let Some(Sym::Part { before: true, .. }) = self.bare(at).map(|f| f.value) {
            at += 1;
        }
        let found = self.bare(at)?;
        let Sym::Weekday { day, .. } = found.value else { return None };
        if let Some((from, to)) = period.days {
            let next = add_days(to, 1)?;
            if next.weekday().to_monday_one_offset() != day {
                return None;
            }
            period.hours = period.hours.or(Some(Hours::Night));
            period.days = Some((from, next));
        }
        Some(found.end)
    }

    /// A part of the day after its day: «الجمعة فجراً», «الثلاثاء، في الصباح».
    fn adverb(&self, i: usize) -> (usize, Option<Hours>) {
        let at = if matches!(self.mark(i), Some('،' | ',')) { i + 1 } else { i };
        let Some(found) = self.bare(at) else { return (i, None) };
        let Sym::Part { before, after: true, hours, .. } = found.value else { return (i, None) };
        if before && self.sym(found.end).is_some_and(|f| matches!(f.value, Sym::Days(_) | Sym::Weekday { .. })) {
            return (i, None);
        }
        (found.end, hours)
    }

    /// From one time to another: «من 3 إلى 9 آب», «بين عامي 2017 و2019», «2014-2016», «30 أو 31 يوليو».
    pub(crate) fn range(&self, i: usize) -> Option<Period> {
        let opener = self.sym(i).filter(|f| matches!(f.value, Sym::From | Sym::Between));
        if let Some(opener) = opener {
            let between = opener.value == Sym::Between;
            return self.span_of(opener.end, between);
        }
        if let Some(period) = self.day_list(i).or_else(|| self.two_months(i)) {
            return Some(period);
        }
        if let Some(period) = self.two_weekdays(i).or_else(|| self.month_between(i)) {
            return Some(period);
        }
        self.span_of(i, false)
    }

    /// «يومي 4 و5 تموز», «في 3 و4 و5 أيار»: from the first day to the last.
    fn day_list(&self, i: usize) -> Option<Period> {
        let head = self.sym(i).filter(|f| {
            matches!(f.value, Sym::Unit { unit: Unit::Day, grade: Grade::Two | Grade::Many, definite: false })
        });
        let placed = i.checked_sub(1).is_some_and(|k| matches!(self.fold(k), "في" | "وفي"));
        if head.is_none() && !placed {
            return None;
        }
        let (first, mut at) = self.day_number(head.map_or(i, |f| f.end))?;
        for _ in 0..6 {
            at = if self.fold(at) == "و" { at + 1 } else { at };
            if at == 0 || !(self.fold(at - 1) == "و" || self.joined(at).conj) {
                return None;
            }
            if let Some(last) = self.parts_known(at).filter(|p| p.day.is_some_and(|d| d > first)) {
                let from = Parts { day: Some(first), ..last }.resolve(self);
                return range_of(from, last.resolve(self), last.end, Grain::Day);
            }
            at = self.day_number(at)?.1;
        }
        None
    }

    /// «شهري أيار وحزيران 2013».
    fn two_months(&self, i: usize) -> Option<Period> {
        let head = self.sym(i)?;
        let Sym::Unit { unit: Unit::Month, grade: Grade::Two, definite: false } = head.value else { return None };
        let month = |k: usize| self.sym(k).is_some_and(|f| matches!(f.value, Sym::Month { .. }));
        month(head.end).then(|| self.period_span(head.end, true)).flatten()
    }

    /// «نوفمبر بين 15 و19».
    fn month_between(&self, i: usize) -> Option<Period> {
        let month = self.parts(i).filter(|p| p.day.is_none())?;
        let opener = self.bare(month.end).filter(|f| f.value == Sym::Between)?;
        let (first, after) = self.day_number(opener.end)?;
        let at = self.separator(after, true)?;
        let (last, end) = self.day_number(at)?;
        let from = Parts { day: Some(first), ..month }.resolve(self);
        let to = Parts { day: Some(last), ..month }.resolve(self);
        range_of(from, to, end, Grain::Day)
    }

    fn span_of(&self, i: usize, between: bool) -> Option<Period> {
        self.day_span(i, between).or_else(|| self.year_span(i, between)).or_else(|| self.period_span(i, between))
    }

    /// The token after the word or mark between the ends of a range.
    fn separator(&self, i: usize, between: bool) -> Option<usize> {
        if matches!(self.mark(i), Some('-' | '–' | '—' | '~')) {
            return Some(i + 1);
        }
        if let Some(found) = self.sym(i).filter(|f| f.joined.prep.is_none()) {
            match found.value {
                Sym::To | Sym::Until | Sym::Or => return Some(found.end),
                _ => {}
            }
        }
        if between {
            if self.fold(i) == "و" {
                return Some(i + 1);
            }
            if self.joined(i).conj {
                return Some(i);
            }
        }
        None
    }

    /// Two days of one month.
    fn day_span(&self, i: usize, between: bool) -> Option<Period> {
        let (first, after) = self.day_number(i)?;
        let at = self.separator(after, between)?;
        if let Some(last) = self.parts(at).filter(|p| p.day.is_some() && p.month.is_some()) {
            let from = Parts { day: Some(first), ..last }.resolve(self);
            return range_of(from, last.resolve(self), last.end, Grain::Day);
        }
        let (last, end) = self.day_number(at)?;
        let (to, end) = self.month_step(end, last)?;
        let from = to.and_then(|(to, _)| add_days(to, i64::from(first) - i64::from(last)));
        range_of(from.map(|d| (d, d)), to, end, Grain::Day)
    }

    /// Two years: «بين عامي 2017 و2019», «2014-2016».
    fn year_span(&self, i: usize, between: bool) -> Option<Period> {
        let head = self.sym(i).filter(|f| matches!(f.value, Sym::Unit { unit: Unit::Year, .. }));
        let at = head.map_or(i, |f| f.end);
        let year = |at: usize| {
            let head = self.bare(at).filter(|f| matches!(f.value, Sym::Unit { unit: Unit::Year, .. }));
            let at = head.map_or(at, |f| f.end);
            let bracket = self.mark(at) == Some('(');
            let at = at + usize::from(bracket);
            let (year, 4) = self.plain_digits(at)? else { return None };
            let end = at + 1;
            let end = if bracket && self.mark(end) == Some(')') { end + 1 } else { end };
            (1200..=2100).contains(&year).then_some((year, end))
        };
        let (first, after) = year(at)?;
        let next =
            if self.mark(after) == Some('/') { after + 1 } else { self.separator(after, between || head.is_some())? };
        let (last, end) = year(next)?;
        let counted = self.numbers.lexicon.countable(self.fold(end)).is_some();
        if first >= last || counted || last - first > 200 {
            return None;
        }
        let days = (super::calendar::year(first)?.0, super::calendar::year(last)?.1);
        Some(Period::stretch(end, Some(days), Grain::Year))
    }

    /// Two times of any kind.
    fn period_span(&self, i: usize, between: bool) -> Option<Period> {
        let named = self.parts(i);
        let first = self.period(i)?;
        let at = self.separator(first.end, between)?;
        if let (Some(mut from), Some(to)) = (named, self.parts(at)) {
            // The year of the second is the year of the first.
            if from.end == first.end && from.year.is_none() && to.year.is_some() && from.hijri == to.hijri {
                from.year = to.year;
                let last = to.resolve(self);
                let mut start = from.resolve(self);
                if start > last {
                    from.year = to.year.map(|y| y - 1);
                    start = from.resolve(self);
                }
                return range_of(start, last, to.end, grain_of(&to));
            }
            // Both without a year: the first is the last one before the second.
            if from.end == first.end && from.year.is_none() && to.year.is_none() {
                let last = to.resolve(self);
                let year = last.map(|d| i32::from(d.1.year()));
                let start = |back: i32| Parts { year: year.map(|y| y - back), ..from }.resolve(self);
                let start = if from.hijri {
                    from.resolve(self)
                } else {
                    start(0).filter(|s| Some(*s) <= last).or_else(|| start(1))
                };
                return range_of(start, last, to.end, grain_of(&to));
            }
        }
        let last = self.period(at)?;
        range_of(first.days, last.days, last.end, last.unit)
    }
}

fn range_of(from: Option<Days>, to: Option<Days>, end: usize, unit: Grain) -> Option<Period> {
    let days = match (from, to) {
        (Some((from, _)), Some((_, to))) if from <= to => Some((from, to)),
        (None, None) => None,
        (Some(_), Some(_)) => return None,
        _ => None,
    };
    Some(Period::stretch(end, days, unit))
}

fn grain_of(parts: &Parts) -> Grain {
    if parts.day.is_some() { Grain::Day } else { Grain::Month }
}
