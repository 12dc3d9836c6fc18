//! What the word before a time makes of it: since, until, before, after, within, the n-th day in a row.

use marsad_model::TimeType;

use super::amount::Amount;
use super::calendar::{Days, Grain, add_days, add_months, shift};
use super::lexicon::{Edge, Grade, Sym, Unit};
use super::reader::{Period, Times};
use super::scan::Hit;

impl Times<'_> {
    /// «منذ …»: runs to publication.
    pub(super) fn since(&self, i: usize, at: usize) -> Option<Hit> {
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

    pub(super) fn separator_until(&self, i: usize) -> Option<usize> {
        let at = if matches!(self.mark(i), Some('،')) { i + 1 } else { i };
        let found = self.sym(at).filter(|f| f.joined.prep.is_none())?;
        matches!(found.value, Sym::Until | Sym::To).then_some(found.end)
    }

    pub(super) fn now(&self, i: usize) -> Option<Period> {
        let found = self.bare(i).filter(|f| f.value == Sym::Now)?;
        Some(Period::new(found.end, self.reference.map(|r| (r, r)), Grain::Day))
    }

    /// «حتى …»: open at its start where an end is named; else the time itself.
    pub(super) fn until(&self, i: usize, at: usize) -> Option<Hit> {
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
    pub(super) fn before(&self, i: usize, at: usize) -> Option<Hit> {
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
            if self.fold(amount.end + 1) == "ذلك" { self.away_in_story(&amount, -1.0) } else { None }
        } else {
            self.ago(&amount, -1.0)
        };
        Some(Hit::away(i, amount.end, &amount, days))
    }

    /// «بعد …»: so long after publication («بعد يومين»), so long after an event («بعد أربع سنوات على …»), or from a date.
    pub(super) fn after(&self, i: usize, at: usize) -> Option<Hit> {
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
            if self.fold(end + 1) == "ذلك" { self.away_in_story(&amount, 1.0) } else { None }
        } else if self.follows && self.running_day().is_some() {
            self.away_in_story(&amount, 1.0)
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
    pub(super) fn thence(&self, i: usize, at: usize, by: i16) -> Option<Hit> {
        let amount = self.amount(at).filter(|a| !a.definite && self.joined(at).prep == Some('ب'))?;
        let days = self.away_in_story(&amount, f64::from(by));
        Some(Hit::away(i, amount.end, &amount, days))
    }

    /// «بعد شهرين يوم الخميس».
    pub(super) fn trailing_weekday(&self, i: usize, amount: &Amount) -> Option<(Option<Days>, usize)> {
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
    pub(super) fn year_in_brackets(&self, i: usize) -> Option<Period> {
        let mut period = self.bracketed_year(i)?.period?;
        period.end += usize::from(self.mark(period.end) == Some(')'));
        Some(period)
    }

    pub(super) fn numeric_period(&self, i: usize) -> Option<Period> {
        self.numeric(i).and_then(|p| p.period(self))
    }

    /// Whether a length is counted from something else than publication: «قبل يومين من الهجوم».
    pub(super) fn anaphoric(&self, end: usize) -> bool {
        self.fold(end) == "من" && self.now(end + 1).is_none()
    }

    /// So long before (or after) publication: days exactly, months and years as the month there.
    pub(super) fn ago(&self, amount: &Amount, sign: f64) -> Option<Days> {
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
    pub(super) fn within(&self, i: usize, at: usize) -> Option<Hit> {
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
    pub(super) fn in_row(&self, i: usize) -> Option<Hit> {
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
            // «لليوم الثالث» goes on since the first; «لليوم 205» is the name of a day.
            (None, Unit::Day) if number < 100 => reference.and_then(|r| shift(r, unit, -back)),
            (None, Unit::Day) => reference,
            _ => return None,
        };
        let kind = if from == reference { TimeType::Date } else { TimeType::Range };
        Some(Hit { from, to: reference, unit: Some(unit), ..Hit::new(i, row.unwrap_or(end), kind) })
    }
}
