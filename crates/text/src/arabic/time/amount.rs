//! Lengths of time: «48 ساعة», «عامين», «سنة ونصف», «بضعة أيام», «شهرين وأسبوع»; repetitions: «كل يومين», «أسبوعياً».

use super::lexicon::{Grade, Sym, Unit};
use super::reader::Times;
use crate::arabic::number::{Frame, NumberKind};

/// A length of time.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Amount {
    pub end: usize,
    /// The unit of its first part.
    pub unit: Unit,
    /// Least number of that unit meant.
    pub low: f64,
    /// Greatest number of that unit meant.
    pub high: f64,
    /// ISO 8601 period, of the least number.
    pub value: String,
    /// Whether it is only the name of a unit («شهر», «أيام»), which needs a word before it to be a length.
    pub bare: bool,
    /// Whether the unit has the article.
    pub definite: bool,
}

/// One part of a length.
struct Part {
    end: usize,
    unit: Unit,
    low: f64,
    high: f64,
    bare: bool,
    definite: bool,
}

impl Times<'_> {
    /// The length of time at token `i`, bounds before it allowed.
    pub(crate) fn amount(&self, i: usize) -> Option<Amount> {
        let mut at = i;
        while let Some(found) = self.numbers.frame_at(at) {
            if !matches!(found.value, Frame::Min | Frame::Max | Frame::Approx | Frame::Least | Frame::Most)
                || at - i > 8
            {
                break;
            }
            at = found.end;
        }
        let first = self.part(at, at > i)?;
        let mut out = Amount {
            end: first.end,
            unit: first.unit,
            low: first.low,
            high: first.high,
            value: String::new(),
            bare: first.bare,
            definite: first.definite,
        };
        let mut parts = vec![(first.unit, first.low)];
        while parts.len() < 6 && first.low == first.high {
            let next = if self.fold(out.end) == "و" {
                self.part(out.end + 1, false)
            } else if self.joined(out.end).conj {
                self.part(out.end, false)
            } else {
                None
            };
            let Some(next) = next.filter(|n| n.low == n.high && !n.definite && finer(n.unit, first.unit)) else {
                break;
            };
            if next.bare
                && self.sym(next.end).is_some_and(|f| f.joined.bare() && !matches!(f.value, Sym::On | Sym::From))
            {
                break;
            }
            parts.push((next.unit, next.low));
            out.end = next.end;
            out.bare = false;
        }
        out.value = iso(&parts);
        Some(out)
    }

    fn part(&self, i: usize, bound: bool) -> Option<Part> {
        if let Some(found) = self.sym(i) {
            match found.value {
                Sym::Unit { unit, grade, definite } => return self.named_part(unit, grade, definite, found.end, bound),
                Sym::Half => {
                    let next = self.bare(found.end)?;
                    let Sym::Unit { unit, grade: Grade::One, definite } = next.value else { return None };
                    return Some(Part { end: next.end, unit, low: 0.5, high: 0.5, bare: false, definite });
                }
                _ => {}
            }
        }
        if !self.numbers.is_number(i) && self.numbers.frame_at(i).is_none() {
            return None;
        }
        let quantity = self.numbers.quantity(i)?;
        // «4 في المئة سنة 2011»
        if quantity.article && quantity.min == Some(100.0) && i.checked_sub(1).is_some_and(|k| self.fold(k) == "في") {
            return None;
        }
        if matches!(quantity.kind, NumberKind::Ordinal | NumberKind::Percent) {
            return None;
        }
        let found = self.bare(quantity.end)?;
        let Sym::Unit { unit, grade, .. } = found.value else { return None };
        if grade == Grade::Two {
            return None;
        }
        // «الـ7 يوم الجمعة»
        let weekday = self.bare(found.end).is_some_and(|f| matches!(f.value, Sym::Weekday { .. }));
        // «رقم 9 عام (1921)»
        let year = self.mark(found.end) == Some('(') || self.plain_digits(found.end).is_some_and(|(_, len)| len == 4);
        if unit == Unit::Year && grade == Grade::One && quantity.digits && year {
            return None;
        }
        if unit == Unit::Day && grade == Grade::One && quantity.digits && weekday {
            return None;
        }
        let low = quantity.min.or(quantity.max)?;
        let high = quantity.max.unwrap_or(low);
        let (low, high, end) = match self.half_more(found.end) {
            Some(end) => (low + 0.5, high + 0.5, end),
            None => (low, high, found.end),
        };
        (low >= 0.0 && high < 1e7).then_some(Part { end, unit, low, high, bare: false, definite: false })
    }

    fn named_part(&self, unit: Unit, grade: Grade, definite: bool, end: usize, bound: bool) -> Option<Part> {
        let part = |end, low, high, bare| Some(Part { end, unit, low, high, bare, definite });
        match grade {
            Grade::Two => {
                // «شهري أيار وحزيران», «عامي 2011 و2014», «يومي 4 و5» name their members.
                let construct = self.fold(end - 1).ends_with('ي');
                let member = self.sym(end).is_some_and(|f| matches!(f.value, Sym::Month { .. } | Sym::Weekday { .. }))
                    || self.plain_digits(end).is_some();
                if construct && member {
                    return None;
                }
                match self.half_more(end) {
                    Some(after) => part(after, 2.5, 2.5, false),
                    None => part(end, 2.0, 2.0, definite),
                }
            }
            Grade::One => {
                if let Some(after) = self.half_more(end) {
                    return part(after, 1.5, 1.5, false);
                }
                if let Some(after) = self.is(end, Sym::Full) {
                    return part(after, 1.0, 1.0, definite);
                }
                part(end, 1.0, 1.0, !bound)
            }
            Grade::Many => {
                let few = self.is(end, Sym::Few).or_else(|| {
                    let word = self.fold(end);
                    matches!(word, "عده" | "قليله" | "معدوده" | "طويله").then_some(end + 1)
                });
                part(few.unwrap_or(end), 3.0, 9.0, few.is_none() || definite)
            }
        }
    }

    /// «ونصف» after a unit.
    fn half_more(&self, i: usize) -> Option<usize> {
        let joined = self.sym(i).is_some_and(|f| f.value == Sym::Half && f.joined.conj);
        let apart = self.fold(i) == "و" && self.is(i + 1, Sym::Half).is_some();
        let end = if joined {
            i + 1
        } else if apart {
            i + 2
        } else {
            return None;
        };
        // «ساعة ونصف الساعة»
        let again =
            self.bare(end).is_some_and(|f| matches!(f.value, Sym::Unit { grade: Grade::One, definite: true, .. }));
        Some(if again { end + 1 } else { end })
    }

    /// A repetition: «كل يوم», «كل يومين», «كل يوم اثنين», «أيام الاثنين», «يومياً».
    pub(crate) fn repetition(&self, i: usize) -> Option<(usize, String)> {
        let found = self.sym(i)?;
        match found.value {
            Sym::Set(value) => Some((found.end, value.to_owned())),
            Sym::Every => {
                let at = found.end;
                let next = self.bare(at);
                if let Some(Sym::Unit { unit: Unit::Day, grade: Grade::One, definite: false }) = next.map(|f| f.value)
                    && let Some(day) = self.weekday_name(at + 1)
                {
                    return Some((at + 2, format!("XXXX-WXX-{day}")));
                }
                // «كل أحد» is everyone.
                if let Some(day) = self.weekday_name(at).filter(|_| self.fold(at) != "احد") {
                    return Some((at + 1, format!("XXXX-WXX-{day}")));
                }
                if let Some(date) = self.day_month(at) {
                    return Some((date.end, format!("XXXX-{:02}-{:02}", date.month?, date.day?)));
                }
                let amount = self.amount(at).filter(|a| !a.definite && a.low == a.high)?;
                Some((amount.end, amount.value))
            }
            Sym::Unit { unit: Unit::Day, grade: Grade::Many, definite: false } => {
                let day = self.weekday_name(found.end)?;
                Some((found.end + 1, format!("XXXX-WXX-{day}")))
            }
            _ => None,
        }
    }

    fn weekday_name(&self, i: usize) -> Option<i8> {
        match self.bare(i)?.value {
            Sym::Weekday { day, .. } => Some(day),
            _ => None,
        }
    }
}

/// Whether one unit is smaller than, or the same as, another.
fn finer(unit: Unit, than: Unit) -> bool {
    rank(unit) <= rank(than)
}

fn rank(unit: Unit) -> u8 {
    match unit {
        Unit::Second => 0,
        Unit::Minute => 1,
        Unit::Hour => 2,
        Unit::Day => 3,
        Unit::Week => 4,
        Unit::Month => 5,
        Unit::Year => 6,
        Unit::Decade => 7,
        Unit::Century => 8,
    }
}

/// The ISO 8601 period of the parts; decades and centuries are written as years.
fn iso(parts: &[(Unit, f64)]) -> String {
    let total = |unit: Unit, by: f64| parts.iter().filter(|(u, _)| *u == unit).map(|(_, n)| n * by).sum::<f64>();
    let years = total(Unit::Year, 1.0) + total(Unit::Decade, 10.0) + total(Unit::Century, 100.0);
    let mut out = String::from("P");
    for (n, code) in
        [(years, "Y"), (total(Unit::Month, 1.0), "M"), (total(Unit::Week, 1.0), "W"), (total(Unit::Day, 1.0), "D")]
    {
        if n > 0.0 {
            out.push_str(&format!("{n}{code}"));
        }
    }
    let clock = [(total(Unit::Hour, 1.0), "H"), (total(Unit::Minute, 1.0), "M"), (total(Unit::Second, 1.0), "S")];
    if clock.iter().any(|(n, _)| *n > 0.0) {
        out.push('T');
        for (n, code) in clock {
            if n > 0.0 {
                out.push_str(&format!("{n}{code}"));
            }
        }
    }
    out
}
