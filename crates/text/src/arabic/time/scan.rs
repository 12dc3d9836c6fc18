//! Finds the times of a text: what stands around a time (since, until, before, after, within) and what it makes of it.

use marsad_model::{Day, Span, TimeType};

use super::TimeMention;
use super::calendar::{Days, Grain, add_days, add_months, shift};
use super::lexicon::{Edge, Grade, Sym, Unit};
use super::reader::{Period, Times};
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
}

impl Hit {
    fn at(start: usize, period: &Period, kind: TimeType) -> Self {
        Self {
            start,
            end: period.end,
            kind,
            from: period.days.map(|d| d.0),
            to: period.days.map(|d| d.1),
            value: None,
            precise: period.precise,
        }
    }
}

/// The times of a text in order.
pub(crate) fn scan(times: &Times<'_>) -> Vec<TimeMention> {
    let tokens = times.text.tokens();
    let mut out: Vec<TimeMention> = Vec::new();
    let mut i = 0;
    while i < tokens.len() {
        if let Some(end) = times.name(i) {
            i = end;
            continue;
        }
        let Some(hit) = times.hit(i) else {
            i += 1;
            continue;
        };
        if times.named(hit.start) && times.undated_month(&hit) {
            i = hit.end.max(i + 1);
            continue;
        }
        let letters = times.joined(hit.start).letters;
        let start = start_after(times.text, hit.start, letters);
        let end = tokens[hit.end - 1].span.end;
        i = hit.end.max(i + 1);
        out.push(TimeMention {
            span: Span::new(start, end),
            tokens: hit.start..hit.end,
            kind: hit.kind,
            from: hit.from,
            to: hit.to,
            value: hit.value,
            precise: hit.precise,
        });
    }
    out
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
        self.repeated(i)
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

    fn repeated(&self, i: usize) -> Option<Hit> {
        let (end, value) = self.repetition(i)?;
        Some(Hit { start: i, end, kind: TimeType::Set, from: None, to: None, value: Some(value), precise: true })
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
            start: i,
            end: found.end,
            kind: TimeType::Date,
            from,
            to: self.reference,
            value: Some(value.to_owned()),
            precise: from.is_some(),
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
            start: i,
            end: amount.end,
            kind: TimeType::Duration,
            from: None,
            to: None,
            value: Some(amount.value),
            precise,
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
            Sym::For => {
                let whole_day = self.is(found.end, Sym::Days(0)).filter(|end| *end == found.end + 1);
                if let Some(end) = whole_day {
                    let value = Some("P1D".to_owned());
                    return Some(Hit {
                        start: i,
                        end,
                        kind: TimeType::Duration,
                        from: None,
                        to: None,
                        value,
                        precise: true,
                    });
                }
                let hit = self.length(found.end, true)?;
                Some(Hit { start: i, ..hit })
            }
            _ => None,
        }
    }

    /// «منذ …»: runs to publication.
    fn since(&self, i: usize, at: usize) -> Option<Hit> {
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
            return Some(hit);
        }
        let amount = self.amount(at)?;
        let exact = amount.low == amount.high;
        let vague_years = !exact && matches!(amount.unit, Unit::Year | Unit::Decade | Unit::Century);
        let from = self.reference.filter(|_| !vague_years).and_then(|r| shift(r, amount.unit, -amount.high));
        Some(Hit {
            start: i,
            end: amount.end,
            kind: TimeType::Range,
            from,
            to: self.reference,
            value: None,
            precise: exact,
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
        if let Some(parts) = self.parts(at).and_then(|p| p.period(self)).or_else(|| self.year(at)) {
            let mut hit = Hit::at(i, &parts, TimeType::Range);
            hit.to = hit.from.and_then(|d| add_days(d, -1));
            hit.from = None;
            return Some(hit);
        }
        let amount = self.amount(at).filter(|a| !a.definite)?;
        let days = if self.anaphoric(amount.end) { None } else { self.ago(&amount, -1.0) };
        let precise = amount.low == amount.high && days.is_some();
        let kind = if amount.low == amount.high { TimeType::Date } else { TimeType::Range };
        Some(Hit {
            start: i,
            end: amount.end,
            kind,
            from: days.map(|d| d.0),
            to: days.map(|d| d.1),
            value: None,
            precise,
        })
    }

    /// «بعد …»: so long after publication («بعد يومين»), so long after an event («بعد أربع سنوات على …»), or from a date.
    fn after(&self, i: usize, at: usize) -> Option<Hit> {
        if let Some(period) =
            self.parts(at).and_then(|p| p.period(self)).or_else(|| self.year(at)).or_else(|| self.numeric_period(at))
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
            None
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
        let precise = amount.low == amount.high && days.is_some();
        let kind = if amount.low == amount.high { TimeType::Date } else { TimeType::Range };
        Some(Hit { start: i, end, kind, from: days.map(|d| d.0), to: days.map(|d| d.1), value: None, precise })
    }

    /// «بعد شهرين يوم الخميس».
    fn trailing_weekday(&self, i: usize, amount: &super::amount::Amount) -> Option<(Option<Days>, usize)> {
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

    fn numeric_period(&self, i: usize) -> Option<Period> {
        self.numeric(i).and_then(|p| p.period(self))
    }

    /// Whether a length is counted from something else than publication: «قبل يومين من الهجوم».
    fn anaphoric(&self, end: usize) -> bool {
        self.fold(end) == "من" && self.now(end + 1).is_none()
    }

    /// So long before (or after) publication: days exactly, months and years as the month there.
    fn ago(&self, amount: &super::amount::Amount, sign: f64) -> Option<Days> {
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
        let from = self.reference.and_then(|r| shift(r, amount.unit, -amount.high));
        Some(Hit { start: i, from, to: self.reference, ..hit })
    }

    /// «لليوم السابع على التوالي», «للشهر الـ32 على التوالي», «لليوم 205».
    fn in_row(&self, i: usize) -> Option<Hit> {
        let found = self.sym(i).filter(|f| f.joined.prep == Some('ل'))?;
        let (unit, Grade::One, true) = self.unit(found.value)? else { return None };
        let (number, end) = self.count(found.end, 20_000)?;
        let row = self.is(end, Sym::InRow);
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
        Some(Hit { start: i, end: row.unwrap_or(end), kind, from, to: reference, value: None, precise: true })
    }
}
