//! Finds the times of a text: what stands around a time (since, until, before, after, within) and what it makes of it.

use marsad_model::{Day, Precision, Span, TimeType};

use super::TimeMention;
use super::amount::Amount;
use super::calendar::{Days, Grain, add_days, add_months, shift};
use super::lexicon::{Edge, Grade, Sym, Unit};
use super::reader::{Period, Times};
use super::story::Running;
use super::timex::{self, Described};
use crate::TokenKind;
use crate::arabic::number::table::start_after;

/// A time found, before it becomes a mention.
#[derive(Debug, Clone)]
struct Hit {
    start: usize,
    end: usize,
    kind: TimeType,
    from: Option<Day>,
    to: Option<Day>,
    value: Option<String>,
    precise: bool,
    /// The period it was read from.
    period: Option<Period>,
    /// The unit of the length it was read from.
    unit: Option<Unit>,
    /// Whether the end is left open.
    open: bool,
}

impl Hit {
    fn new(start: usize, end: usize, kind: TimeType) -> Self {
        Self {
            start,
            end,
            kind,
            from: None,
            to: None,
            value: None,
            precise: true,
            period: None,
            unit: None,
            open: false,
        }
    }

    /// The days told, as the kind of a time so long from another.
    fn away(start: usize, end: usize, amount: &Amount, days: Option<Days>) -> Self {
        let exact = amount.low == amount.high;
        let kind = if exact { TimeType::Date } else { TimeType::Range };
        Self {
            from: days.map(|d| d.0),
            to: days.map(|d| d.1),
            precise: exact && days.is_some(),
            unit: Some(amount.unit),
            ..Self::new(start, end, kind)
        }
    }

    /// Precision, part and TIMEX3 value.
    fn described(&self) -> Described {
        if matches!(self.kind, TimeType::Duration | TimeType::Set) {
            let value = match self.unit {
                Some(unit) if !self.precise && self.kind == TimeType::Duration => {
                    Some(unit.unknown_number().to_owned())
                }
                _ => self.value.clone(),
            };
            return (self.unit.map(Unit::precision), None, value);
        }
        if let Some(value) = &self.value {
            return (self.from.map(|_| Precision::Day), None, Some(value.clone()));
        }
        let to = self.to.filter(|_| !self.open);
        if let Some(period) = self.period {
            let (precision, part, value) = timex::single(&period);
            if !self.open && (self.from, self.to) == (period.days.map(|d| d.0), period.days.map(|d| d.1)) {
                return (precision, part, value);
            }
            let known = self.from.or(to).is_some();
            let value = known.then(|| timex::stretch(self.from, to, period.unit));
            return (precision, part, value);
        }
        match (self.from, to) {
            (Some(from), Some(to)) => {
                let (precision, value) = timex::plain(from, to);
                let unit = self.unit.map(Unit::precision).filter(|u| *u <= Precision::Hour || *u == Precision::Week);
                (Some(unit.unwrap_or(precision)), None, Some(value))
            }
            (None, None) => (self.unit.map(Unit::precision), None, None),
            (from, to) => (self.unit.map(Unit::precision), None, Some(timex::stretch(from, to, Grain::Day))),
        }
    }

    /// The time that a story has reached with this.
    fn reached(&self, times: &Times<'_>, precision: Option<Precision>) -> Option<Running> {
        let (from, to, precision) = (self.from?, self.to?, precision?);
        let now = Some(from) == times.reference && self.value.is_some();
        let today = times.sym(self.start).is_some_and(|f| f.value == Sym::Days(0)) && Some(from) == times.reference;
        let told = self.kind == TimeType::Date && !now && precision >= Precision::PartOfDay;
        let fits = precision <= Precision::Month || precision == Precision::Year;
        (told && fits && !(today && times.running.get().is_some())).then_some(Running { from, to, precision })
    }

    fn at(start: usize, period: &Period, kind: TimeType) -> Self {
        Self {
            from: period.days.map(|d| d.0),
            to: period.days.map(|d| d.1),
            precise: period.precise,
            period: Some(*period),
            ..Self::new(start, period.end, kind)
        }
    }
}

/// The times of a text in order.
pub(crate) fn scan(times: &Times<'_>) -> Vec<TimeMention> {
    let tokens = times.text.tokens();
    let mut out: Vec<TimeMention> = Vec::new();
    each(times, |hit| {
        let letters = times.joined(hit.start).letters;
        let start = start_after(times.text, hit.start, letters);
        let end = tokens[hit.end - 1].span.end;
        let (precision, part, timex) = hit.described();
        if let Some(reached) = hit.reached(times, precision) {
            times.running.set(Some(reached));
        }
        out.push(TimeMention {
            span: Span::new(start, end),
            tokens: hit.start..hit.end,
            kind: hit.kind,
            from: hit.from,
            to: hit.to,
            value: hit.value,
            open: hit.open,
            precision,
            part,
            timex,
            precise: hit.precise,
        });
    });
    out
}

/// The tokens of dates and stretches between dates.
pub(crate) fn dates(times: &Times<'_>) -> Vec<std::ops::Range<usize>> {
    let mut out = Vec::new();
    each(times, |hit| {
        if hit.period.is_some() && hit.unit.is_none() {
            out.push(hit.start..hit.end);
        }
    });
    out
}

/// Visits the times found, in order.
fn each(times: &Times<'_>, mut visit: impl FnMut(Hit)) {
    let tokens = times.text.tokens();
    let mut i = 0;
    while i < tokens.len() {
        if let Some(end) = times.name(i) {
            i = end;
            continue;
        }
        let Some(hit) = times.hit(i) else {
            i = times.past_clock(i).max(i + 1);
            continue;
        };
        if times.undated_month(&hit) && (times.named(hit.start) || times.quoted(&hit)) {
            i = hit.end.max(i + 1);
            continue;
        }
        i = hit.end.max(i + 1);
        visit(hit);
    }
}

impl Times<'_> {
    fn hit(&self, i: usize) -> Option<Hit> {
        let token = self.text.tokens().get(i)?;
        match token.kind {
            TokenKind::Foreign => return None,
            TokenKind::Mark => return self.bracketed_year(i),
            TokenKind::Number => {}
            TokenKind::Arabic => {
                let framed = self.numbers.lexicon.frames.find(self.text, i).is_some();
                if self.sym(i).is_none() && !self.numbers.is_number(i) && !framed && token.span.len() > 2 {
                    return None;
                }
            }
        }
        if self.past_clock(i) > i {
            return None;
        }
        self.repeated(i)
            .or_else(|| self.anniversary(i).map(|p| Hit::at(i, &p, TimeType::Date)))
            .or_else(|| self.prefixed(i))
            .or_else(|| self.range(i).map(|p| Hit::at(i, &p, TimeType::Range)))
            .or_else(|| self.edge(i).map(|(p, _)| Hit { precise: false, ..Hit::at(i, &p, TimeType::Date) }))
            .or_else(|| self.in_row(i))
            .or_else(|| self.period(i).map(|p| Hit::at(i, &p, TimeType::Date)))
            .or_else(|| self.moment(i))
            .or_else(|| self.length(i, false))
    }

    /// Whether a date has a month but no year, as names made of dates do («شارع 8 آذار», «سد تشرين»).
    fn undated_month(&self, hit: &Hit) -> bool {
        let year = |k| self.plain_digits(k).is_some_and(|(_, len)| len == 4) || self.numeric(k).is_some();
        let month = |k| self.sym(k).is_some_and(|f| matches!(f.value, Sym::Month { .. }));
        hit.kind == TimeType::Date && (hit.start..hit.end).any(month) && !(hit.start..hit.end).any(year)
    }

    /// Whether a bare name stands between marks of quotation or in brackets, as names of things do («نيسان»).
    fn quoted(&self, hit: &Hit) -> bool {
        let marks = (hit.start.checked_sub(1).and_then(|k| self.mark(k)), self.mark(hit.end));
        let around = matches!(
            marks,
            (Some('«'), Some('»')) | (Some('('), Some(')')) | (Some('"' | '“' | '”'), Some('"' | '“' | '”'))
        );
        around && hit.end == hit.start + 1
    }

    /// One past a time of the clock at `i` («الساعة التاسعة وأربعين دقيقة», «الساعة 8:30»); `i` where there is none.
    fn past_clock(&self, i: usize) -> usize {
        let Some(found) = self.sym(i) else { return i };
        let Sym::Unit { unit: Unit::Hour, grade: Grade::One, definite: true } = found.value else { return i };
        let Some((_, mut end)) = self.count(found.end, 24) else { return i };
        if self.mark(end) == Some(':') && self.plain_digits(end + 1).is_some() {
            return end + 2;
        }
        // «والنصف», «وأربعين دقيقة», «إلا ربعاً»
        let joined = self.numbers.word(end).is_some_and(|w| w.joined.conj);
        if joined && let Some(number) = self.numbers.cardinal(end, true) {
            end = number.end;
        }
        let minutes = self.bare(end).filter(|f| matches!(f.value, Sym::Unit { unit: Unit::Minute, .. }));
        minutes.map_or(end, |f| f.end)
    }

    fn repeated(&self, i: usize) -> Option<Hit> {
        let (end, value) = self.repetition(i)?;
        let unit = match value
            .trim_start_matches("PT")
            .trim_start_matches('P')
            .trim_start_matches(|c: char| c.is_ascii_digit() || c == '.')
        {
            "H" | "M" | "S" if value.starts_with("PT") => Unit::Hour,
            "W" => Unit::Week,
            "M" => Unit::Month,
            "Y" => Unit::Year,
            _ => Unit::Day,
        };
        Some(Hit { value: Some(value), unit: Some(unit), ..Hit::new(i, end, TimeType::Set) })
    }

    /// «(1948)», «(1343) هجري».
    fn bracketed_year(&self, i: usize) -> Option<Hit> {
        if self.mark(i) != Some('(') {
            return None;
        }
        let (year, hijri, end) = self.year_number(i)?;
        let after = self.text.tokens().get(end.checked_sub(1)?)?;
        if after.mark != Some(')') && !hijri {
            return None;
        }
        let days = if hijri {
            super::calendar::hijri_year(year)?
        } else {
            if !(1800..=2099).contains(&year) {
                return None;
            }
            super::calendar::year(year)?
        };
        // «رقم (1604)» is told by its head, which numbers know.
        let label = i.checked_sub(1).is_some_and(|k| {
            self.numbers
                .lexicon
                .heads
                .find(self.text, k)
                .is_some_and(|f| f.end == i && f.value == crate::arabic::number::Head::Label)
        });
        if label {
            return None;
        }
        let start = if hijri { i } else { i + 1 };
        let end = if hijri { end } else { end - 1 };
        Some(Hit::at(start, &Period::new(end, Some(days), Grain::Year), TimeType::Date))
    }

    /// «الآن», «حالياً», «مؤخراً».
    fn moment(&self, i: usize) -> Option<Hit> {
        let found = self.sym(i)?;
        let (from, value) = match found.value {
            Sym::Now => (self.reference, "PRESENT_REF"),
            Sym::Lately => (None, "PAST_REF"),
            _ => return None,
        };
        Some(Hit {
            from,
            to: self.reference,
            value: Some(value.to_owned()),
            precise: from.is_some(),
            ..Hit::new(i, found.end, TimeType::Date)
        })
    }

    /// A length of time by itself or after «لمدة».
    fn length(&self, i: usize, headed: bool) -> Option<Hit> {
        let amount = self.amount(i)?;
        if (amount.bare || amount.definite) && !headed {
            return None;
        }
        let precise = amount.low == amount.high;
        Some(Hit {
            value: Some(amount.value),
            precise,
            unit: Some(amount.unit),
            ..Hit::new(i, amount.end, TimeType::Duration)
        })
    }

    /// A time after a word that changes it.
    fn prefixed(&self, i: usize) -> Option<Hit> {
        let found = self.sym(i)?;
        match found.value {
            Sym::Since => self.since(i, found.end),
            Sym::Until => self.until(i, found.end),
            Sym::Before => self.before(i, found.end),
            Sym::After => self.after(i, found.end),
            Sym::Within => self.within(i, found.end),
            Sym::Thence(by) => self.thence(i, found.end, by),
            Sym::For => {
                let whole_day = self.is(found.end, Sym::Days(0)).filter(|end| *end == found.end + 1);
                if let Some(end) = whole_day {
                    let value = Some("P1D".to_owned());
                    return Some(Hit { value, unit: Some(Unit::Day), ..Hit::new(i, end, TimeType::Duration) });
                }
                let hit = self.length(found.end, true)?;
                Some(Hit { start: i, ..hit })
            }
            _ => None,
        }
    }

    /// «منذ …»: runs to publication.
    fn since(&self, i: usize, at: usize) -> Option<Hit> {
        let clock = self.past_clock(at);
        let at = if clock > at { self.skip(clock, &["من"]) } else { at };
        let period = self.range(at).or_else(|| self.edge(at).map(|(p, _)| p)).or_else(|| self.period(at));
        if let Some(period) = period {
            let mut hit = Hit::at(i, &period, TimeType::Range);
            let until = self.separator_until(period.end).and_then(|next| {
                self.edge(next).map(|(p, _)| p).or_else(|| self.period(next)).or_else(|| self.now(next))
            });
            if let Some(until) = until {
                hit.end = until.end;
                hit.to = until.days.map(|d| d.1);
                return Some(hit);
            }
            // What has gone on since «آب» began in the last one.
            if self.reference.is_some_and(|r| hit.from.is_some_and(|f| f > r && f < add_days(r, 60).unwrap_or(r))) {
                hit.from = hit.from.and_then(|f| add_months(f, -12));
            }
            hit.to = self.reference.filter(|r| Some(*r) >= hit.from);
            hit.open = true;
            return Some(hit);
        }
        let amount = self.amount(at)?;
        let exact = amount.low == amount.high;
        let vague_years = !exact && matches!(amount.unit, Unit::Year | Unit::Decade | Unit::Century);
        let from = self.reference.filter(|_| !vague_years).and_then(|r| shift(r, amount.unit, -amount.high));
        Some(Hit {
            from,
            to: self.reference,
            open: true,
            precise: exact,
            unit: Some(amount.unit),
            ..Hit::new(i, amount.end, TimeType::Range)
        })
    }

    fn separator_until(&self, i: usize) -> Option<usize> {
        let at = if matches!(self.mark(i), Some('،')) { i + 1 } else { i };
        let found = self.sym(at).filter(|f| f.joined.prep.is_none())?;
        matches!(found.value, Sym::Until | Sym::To).then_some(found.end)
    }

    fn now(&self, i: usize) -> Option<Period> {
        let found = self.bare(i).filter(|f| f.value == Sym::Now)?;
        Some(Period::new(found.end, self.reference.map(|r| (r, r)), Grain::Day))
    }

    /// «حتى …»: open at its start where an end is named; else the time itself.
    fn until(&self, i: usize, at: usize) -> Option<Hit> {
        if let Some(period) = self.now(at) {
            let hit = Hit::at(i, &period, TimeType::Range);
            return Some(Hit { from: None, value: Some("PRESENT_REF".to_owned()), ..hit });
        }
        if let Some((period, edge)) = self.edge(at) {
            let hit = Hit::at(if edge == Edge::End { i } else { at }, &period, TimeType::Range);
            return Some(if edge == Edge::End { Hit { from: None, ..hit } } else { hit });
        }
        let period = self.period(at)?;
        Some(Hit::at(at, &period, TimeType::Date))
    }

    /// «قبل …»: so long before publication, or up to a date.
    fn before(&self, i: usize, at: usize) -> Option<Hit> {
        if let Some(parts) =
            self.parts(at).and_then(|p| p.period(self)).or_else(|| self.year(at)).or_else(|| self.year_in_brackets(at))
        {
            let mut hit = Hit::at(i, &parts, TimeType::Range);
            hit.to = hit.from.and_then(|d| add_days(d, -1));
            hit.from = None;
            return Some(hit);
        }
        // «قبل نهاية العام»
        if let Some((period, _)) = self.edge(at) {
            let hit = Hit::at(i, &period, TimeType::Range);
            return Some(Hit { from: None, precise: false, ..hit });
        }
        let amount = self.amount(at).filter(|a| !a.definite)?;
        let days = if self.anaphoric(amount.end) {
            if self.fold(amount.end + 1) == "ذلك" { self.from_story(&amount, -1.0) } else { None }
        } else {
            self.ago(&amount, -1.0)
        };
        Some(Hit::away(i, amount.end, &amount, days))
    }

    /// «بعد …»: so long after publication («بعد يومين»), so long after an event («بعد أربع سنوات على …»), or from a date.
    fn after(&self, i: usize, at: usize) -> Option<Hit> {
        if let Some(period) = self
            .parts(at)
            .and_then(|p| p.period(self))
            .or_else(|| self.year(at))
            .or_else(|| self.year_in_brackets(at))
            .or_else(|| self.numeric_period(at))
        {
            let mut hit = Hit::at(i, &period, TimeType::Range);
            hit.from = period
                .days
                .and_then(|(from, to)| if period.grain == Grain::Day { Some(from) } else { add_days(to, 1) });
            hit.to = None;
            return Some(hit);
        }
        let amount = self.amount(at).filter(|a| !a.definite)?;
        if matches!(amount.unit, Unit::Second | Unit::Minute | Unit::Hour) {
            return None;
        }
        let mut end = amount.end;
        let long = matches!(amount.unit, Unit::Month | Unit::Year | Unit::Decade | Unit::Century);
        let days = if self.is(end, Sym::On).is_some() || (long && self.anaphoric(end)) {
            self.ago(&amount, -1.0)
        } else if self.anaphoric(end) {
            if self.fold(end + 1) == "ذلك" { self.from_story(&amount, 1.0) } else { None }
        } else if self.follows && self.running_day().is_some() {
            self.from_story(&amount, 1.0)
        } else {
            if self.fold(end) == "من" && self.now(end + 1).is_some() {
                end += 2;
            }
            let day = self.trailing_weekday(end, &amount);
            match day {
                Some((days, after)) => {
                    end = after;
                    days
                }
                None => self.ago(&amount, 1.0),
            }
        };
        Some(Hit::away(i, end, &amount, days))
    }

    /// «بعد ذلك بيومين», «قبلها بأسبوع»: so long from the time that the story has reached.
    fn thence(&self, i: usize, at: usize, by: i16) -> Option<Hit> {
        let amount = self.amount(at).filter(|a| !a.definite && self.joined(at).prep == Some('ب'))?;
        let days = self.from_story(&amount, f64::from(by));
        Some(Hit::away(i, amount.end, &amount, days))
    }

    /// «بعد شهرين يوم الخميس».
    fn trailing_weekday(&self, i: usize, amount: &Amount) -> Option<(Option<Days>, usize)> {
        let head = self
            .bare(i)
            .filter(|f| matches!(f.value, Sym::Unit { unit: Unit::Day, grade: Grade::One, definite: false }))?;
        let found = self.bare(head.end)?;
        let Sym::Weekday { day, .. } = found.value else { return None };
        let days = self.reference.and_then(|r| {
            let target = shift(r, amount.unit, amount.low)?;
            let (first, _) = super::calendar::week(target, 0)?;
            let mut date = add_days(first, i64::from(day) % 7)?;
            if amount.unit == Unit::Month && date < target {
                date = add_days(date, 7)?;
            }
            Some((date, date))
        });
        Some((days, found.end))
    }

    /// «قبل (1948)».
    fn year_in_brackets(&self, i: usize) -> Option<Period> {
        let mut period = self.bracketed_year(i)?.period?;
        period.end += usize::from(self.mark(period.end) == Some(')'));
        Some(period)
    }

    fn numeric_period(&self, i: usize) -> Option<Period> {
        self.numeric(i).and_then(|p| p.period(self))
    }

    /// Whether a length is counted from something else than publication: «قبل يومين من الهجوم».
    fn anaphoric(&self, end: usize) -> bool {
        self.fold(end) == "من" && self.now(end + 1).is_none()
    }

    /// So long before (or after) publication: days exactly, months and years as the month there.
    fn ago(&self, amount: &Amount, sign: f64) -> Option<Days> {
        let reference = self.reference?;
        let far = shift(reference, amount.unit, sign * amount.high)?;
        let near = shift(reference, amount.unit, sign * amount.low)?;
        let (from, to) = if far <= near { (far, near) } else { (near, far) };
        let exact = amount.low == amount.high;
        match amount.unit {
            Unit::Month | Unit::Year | Unit::Decade | Unit::Century if exact => {
                Some((from.first_of_month(), to.last_of_month()))
            }
            _ => Some((from, to)),
        }
    }

    /// «خلال …»: a period, or a length that ends with publication.
    fn within(&self, i: usize, at: usize) -> Option<Hit> {
        let period = self
            .range(at)
            .or_else(|| self.edge(at).map(|(p, _)| p))
            .or_else(|| self.period(at))
            .or_else(|| self.whole(at));
        if let Some(period) = period {
            return Some(Hit::at(i, &period, TimeType::Range));
        }
        let hit = self.length(at, true)?;
        let amount = self.amount(at)?;
        // «خلال أيام العيد» is no length.
        let of = self.fold(amount.end).starts_with("ال")
            && self.sym(amount.end).is_none_or(|f| matches!(f.value, Sym::Feast { .. }));
        if amount.bare && amount.low < amount.high && of {
            return None;
        }
        let from = self.reference.and_then(|r| shift(r, amount.unit, -amount.high));
        Some(Hit { start: i, from, to: self.reference, ..hit })
    }

    /// «لليوم السابع على التوالي», «للشهر الـ32 على التوالي», «لليوم 205».
    fn in_row(&self, i: usize) -> Option<Hit> {
        let found = self.sym(i)?;
        let (unit, Grade::One, true) = self.unit(found.value)? else { return None };
        let (number, end) = self.count(found.end, 20_000)?;
        let row = self.is(end, Sym::InRow);
        if found.joined.prep != Some('ل') && row.is_none() {
            return None;
        }
        let reference = self.reference;
        let back = f64::from(number - 1);
        let from = match (row, unit) {
            (Some(_), Unit::Month | Unit::Year) => reference.and_then(|r| {
                let first = shift(r, unit, -back)?;
                Some(if unit == Unit::Month { first.first_of_month() } else { add_months(first, 0)? })
            }),
            (Some(_), _) => reference.and_then(|r| shift(r, unit, -back)),
            (None, Unit::Day) => reference,
            _ => return None,
        };
        let kind = if row.is_some() { TimeType::Range } else { TimeType::Date };
        Some(Hit { from, to: reference, unit: Some(unit), ..Hit::new(i, row.unwrap_or(end), kind) })
    }
}
