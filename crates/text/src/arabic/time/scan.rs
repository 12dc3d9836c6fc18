//! Finds the times of a text: what stands around a time (since, until, before, after, within) and what it makes of it.

use marsad_model::{Day, Precision, Span, TimeType};

use super::TimeMention;
use super::amount::Amount;
use super::calendar::{Days, Grain};
use super::lexicon::{Grade, Sym, Unit};
use super::reader::{Period, Times};
use super::story::Running;
use super::timex::{self, Described};
use crate::TokenKind;
use crate::arabic::number::table::start_after;

/// A time found, before it becomes a mention.
#[derive(Debug, Clone)]
pub(super) struct Hit {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) kind: TimeType,
    pub(super) from: Option<Day>,
    pub(super) to: Option<Day>,
    pub(super) value: Option<String>,
    pub(super) precise: bool,
    /// The period it was read from.
    pub(super) period: Option<Period>,
    /// The unit of the length it was read from.
    pub(super) unit: Option<Unit>,
    /// Whether the end is left open.
    pub(super) open: bool,
}

impl Hit {
    pub(super) fn new(start: usize, end: usize, kind: TimeType) -> Self {
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
    pub(super) fn away(start: usize, end: usize, amount: &Amount, days: Option<Days>) -> Self {
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
    pub(super) fn described(&self) -> Described {
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
    pub(super) fn reached(&self, times: &Times<'_>, precision: Option<Precision>) -> Option<Running> {
        let (from, to, precision) = (self.from?, self.to?, precision?);
        let now = Some(from) == times.reference && self.value.is_some();
        let today = times.sym(self.start).is_some_and(|f| f.value == Sym::Days(0)) && Some(from) == times.reference;
        let told = self.kind == TimeType::Date && !now && precision >= Precision::PartOfDay;
        let fits = precision <= Precision::Month || precision == Precision::Year;
        (told && fits && !(today && times.running.get().is_some())).then_some(Running { from, to, precision })
    }

    pub(super) fn at(start: usize, period: &Period, kind: TimeType) -> Self {
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
    scan_with_dates(times).0
}

/// The times of a text in order, and the tokens of those that are dates or stretches between dates.
pub(crate) fn scan_with_dates(times: &Times<'_>) -> (Vec<TimeMention>, Vec<std::ops::Range<usize>>) {
    let tokens = times.text.tokens();
    let mut out: Vec<TimeMention> = Vec::new();
    let mut dates = Vec::new();
    each(times, |hit| {
        if hit.period.is_some() && hit.unit.is_none() {
            dates.push(hit.start..hit.end);
        }
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
    (out, dates)
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
        times.periods.borrow_mut().clear();
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
            TokenKind::Number if !self.digits_open_time(i) => return None,
            TokenKind::Number => {}
            TokenKind::Arabic => {
                if !self.opens_time(i) && token.span.len() > 2 {
                    return None;
                }
                let framed = self.numbers.frame_at(i).is_some();
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
    pub(super) fn past_clock(&self, i: usize) -> usize {
        let Some(found) = self.sym(i) else { return i };
        let Sym::Unit { unit: Unit::Hour, grade: Grade::One, definite: true } = found.value else { return i };
        let at = if self.fold(found.end) == "ال" { found.end + 1 } else { found.end };
        let hour = match self.plain_digits(at) {
            Some((hour, _)) => (hour <= 24).then_some(at + 1),
            // The minutes that «و» adds are read below.
            None => self.numbers.cardinal(at, false).filter(|n| n.min >= 1.0 && n.max <= 24.0).map(|n| n.end),
        };
        let Some(mut end) = hour else { return i };
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
    pub(super) fn bracketed_year(&self, i: usize) -> Option<Hit> {
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
    pub(super) fn length(&self, i: usize, headed: bool) -> Option<Hit> {
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
}
