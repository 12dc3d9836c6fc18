//! Years: in digits and words, after «عام», in brackets, behind what happened in them, with the mark of their calendar.

use super::calendar::{self, Grain, hijri_year};
use super::date::Parts;
use super::lexicon::{Grade, Sym, Unit};
use super::reader::{Period, Times};
use crate::TokenKind;

impl Times<'_> {
    /// The year after a month, and the mark of its calendar.
    pub(super) fn year_of(&self, parts: &mut Parts, alone: &mut bool) {
        let mut at = parts.end;
        if matches!(self.mark(at), Some('،' | ',' | '/' | '-' | '.')) {
            at += 1;
        }
        at = self.skip(at, &["من", "في"]);
        if let Some((year, hijri, end)) = self.year_number(at) {
            let loose = self.mark(parts.end).is_some_and(|m| m == '.');
            let brief = self.sym(at).is_none() && !(100..=2200).contains(&year);
            if !loose && !brief {
                (parts.year, parts.end, *alone) = (Some(year), end, true);
                parts.hijri |= hijri;
            }
        } else if let Some(period) = self.year_step(at) {
            let days = period.days.map(|d| i32::from(d.0.year()));
            if !parts.hijri && (days.is_some() || self.reference.is_none() || self.same_period(at).is_some()) {
                (parts.year, parts.end, *alone) = (days, period.end, true);
            }
        }
    }

    /// «العام المقبل», «السنة القادمة».
    pub(super) fn year_step(&self, i: usize) -> Option<Period> {
        let same = |p: &Period| p.grain == Grain::Year;
        if let Some(period) = self.same_period(i).filter(same) {
            return Some(period);
        }
        if let Some(this) = self.bare(i).filter(|f| f.value == Sym::This) {
            let year = self.bare(this.end)?;
            let Sym::Unit { unit: Unit::Year, grade: Grade::One, definite: true } = year.value else { return None };
            let days = self.reference.and_then(|r| calendar::year(i32::from(r.year())));
            return Some(Period::new(year.end, days, Grain::Year));
        }
        let found = self.unjoined(i)?;
        let Sym::Unit { unit: Unit::Year, grade: Grade::One, definite: true } = found.value else { return None };
        let step = self.bare(found.end)?;
        match step.value {
            Sym::Step(by) => {
                let days = self.story_step(Unit::Year, found.end, i64::from(by));
                Some(Period::new(step.end, days, Grain::Year))
            }
            _ => None,
        }
    }

    /// «أيار وحزيران 2013», «3 أيار و2 حزيران 2013»: the year after the second belongs to both.
    pub(super) fn shared_year(&self, parts: &mut Parts) {
        if parts.year.is_some() || parts.step.is_some() || !self.joined(parts.end).conj {
            return;
        }
        let month = |k: usize| self.sym(k).is_some_and(|f| matches!(f.value, Sym::Month { .. }));
        if !(month(parts.end) || month(parts.end + 1)) {
            return;
        }
        let Some(next) = self.parts_known(parts.end) else { return };
        if next.hijri == parts.hijri && next.day.is_some() == parts.day.is_some() && next.month > parts.month {
            (parts.year, parts.step) = (next.year, next.step);
        }
    }

    /// «الماضي», «المقبل», «الجاري» after a month.
    pub(super) fn step_of(&self, parts: &mut Parts, alone: &mut bool) {
        if parts.year.is_some() {
            return;
        }
        if let Some(step) = self.bare(parts.end)
            && let Sym::Step(by) = step.value
        {
            (parts.step, parts.end, *alone) = (Some(by), step.end, true);
        }
    }

    /// A year in digits or words at `i`, with «عام» before it and the mark of its calendar after it allowed.
    pub(crate) fn year_number(&self, i: usize) -> Option<(i32, bool, usize)> {
        let head =
            self.unjoined(i).filter(|f| matches!(f.value, Sym::Unit { unit: Unit::Year, grade: Grade::One, .. }));
        self.year_after(i, head.map(|f| f.end))
    }

    /// A year at `i`, or after the «عام» that ends at `head`.
    pub(super) fn year_after(&self, i: usize, head: Option<usize>) -> Option<(i32, bool, usize)> {
        let mut at = head.unwrap_or(i);
        // «عام ،2009»: the comma strayed there.
        if head.is_some() && self.mark(at) == Some('،') && !self.spaced(at + 1) {
            at += 1;
        }
        let bracket = self.mark(at) == Some('(');
        if bracket {
            at += 1;
        }
        let (year, mut end) = match self.plain_digits(at) {
            Some((year, 4)) => (year, at + 1),
            // «عام 48»
            Some((year @ 32..=99, 2)) if head.is_some() && !self.hijri_mark(at + 1) => (1900 + year, at + 1),
            Some((year, _)) if head.is_some() && year > 31 => (year, at + 1),
            Some(_) => return None,
            None if bracket => return None,
            None => {
                let number = self.numbers.cardinal(at, true)?;
                let value = number.min;
                let plausible = if head.is_some() { 100.0..=2200.0 } else { 1900.0..=2100.0 };
                let whole = number.min == number.max && value.fract() == 0.0 && !number.ordinal && !number.article;
                if !whole || !plausible.contains(&value) || number.digits {
                    return None;
                }
                #[expect(clippy::cast_possible_truncation, reason = "bounded above")]
                (value as i32, number.end)
            }
        };
        if year == 0 {
            return None;
        }
        let close = |end: usize| if bracket && self.mark(end) == Some(')') { end + 1 } else { end };
        end = close(end);
        let mut hijri = false;
        if let Some(found) = self.bare(end) {
            match found.value {
                Sym::HijriMark => (hijri, end) = (true, close(found.end)),
                Sym::ChristianMark => end = close(found.end),
                _ => {}
            }
        }
        Some((year, hijri, end))
    }

    pub(super) fn hijri_mark(&self, i: usize) -> bool {
        self.bare(i).is_some_and(|f| f.value == Sym::HijriMark)
    }

    /// «حرب 48», «عرب 48» is none: a year in two digits after what happened in it.
    pub(super) fn short_year(&self, i: usize) -> Option<Period> {
        let (year @ 40..=99, 2) = self.plain_digits(i)? else { return None };
        let before = i.checked_sub(1).and_then(|k| self.sym(k)).filter(|f| f.end == i)?;
        let next = self
            .text
            .tokens()
            .get(i + 1)
            .is_none_or(|t| !t.is_word() || self.numbers.lexicon.frames.word(self.fold(i + 1)).is_some());
        (before.value == Sym::War && next).then(|| Period::new(i + 1, calendar::year(1900 + year), Grain::Year))
    }

    /// A year that stands by itself: after «عام», with its calendar's mark, or in a place where a year is expected.
    pub(crate) fn year(&self, i: usize) -> Option<Period> {
        if let Some(period) = self.short_year(i) {
            return Some(period);
        }
        let found = self.sym(i).filter(|f| matches!(f.value, Sym::Unit { unit: Unit::Year, grade: Grade::One, .. }));
        let head = found.is_some();
        let (year, hijri, end) =
            if self.mark(i) == Some('(') && !head { None } else { self.year_after(i, found.map(|f| f.end)) }?;
        let marked =
            self.bare(end.saturating_sub(1)).is_some_and(|f| matches!(f.value, Sym::HijriMark | Sym::ChristianMark));
        // «1500 م2» and «1000 م مربع» are metres.
        let metres = marked && !head && self.fold(end - 1) == "م" && {
            let power = self.plain_digits(end).is_some() && !self.spaced(end);
            power || self.spaced(end - 1) && !(1800..=2099).contains(&year)
        };
        if metres || !head && !marked && !hijri && !self.year_context(i, end, year) {
            return None;
        }
        let days = if hijri { hijri_year(year) } else { calendar::year(year) }?;
        Some(Period::new(end, Some(days), Grain::Year))
    }

    /// «كأس العالم 2018», «انتخابات الرئاسة 2014»: a year of our times at the end of what happened in it.
    pub(super) fn year_of_name(&self, before: usize, end: usize, year: i32) -> bool {
        let heads = &self.numbers.lexicon.heads;
        let headed =
            (before.saturating_sub(1)..=before).any(|k| heads.find(self.text, k).is_some_and(|f| f.end == before + 1));
        let word = self.text.tokens()[before].kind == TokenKind::Arabic && self.fold(before).chars().count() > 2;
        let small = |k: usize| self.numbers.lexicon.frames.word(self.fold(k)).is_some();
        let open =
            self.text.tokens().get(end).is_none_or(|t| !t.is_word() || t.kind == TokenKind::Arabic && small(end));
        (1980..=2035).contains(&year) && word && !headed && !small(before) && open
    }

    /// Whether bare digits stand where a year does.
    pub(super) fn year_context(&self, i: usize, end: usize, year: i32) -> bool {
        if !(1800..=2099).contains(&year) || self.plain_digits(i).is_none() || self.numbers.entangled(i) {
            return false;
        }
        let Some(before) = i.checked_sub(1) else { return false };
        // «الانتفاضة الأولى 1987»: after an ordinal nothing is counted.
        let class = crate::arabic::number::Class::Ordinal;
        if self.numbers.word(before).is_some_and(|w| w.class == class && w.article) {
            return true;
        }
        let next = self.text.tokens().get(end);
        let counts = next.is_some_and(|t| t.is_word()) && {
            let fold = self.fold(end);
            self.numbers.lexicon.countable(fold).is_some() || self.text.word(end).contains('\u{64B}')
        };
        if counts || next.is_some_and(|t| matches!(t.mark, Some('%' | '٪'))) {
            return false;
        }
        if self.mark(before) == Some('(') {
            return matches!(self.mark(end), Some(')' | '-' | '/' | '–'));
        }
        if matches!(self.mark(before), Some('-' | '–' | '/')) {
            return before.checked_sub(1).and_then(|k| self.plain_digits(k)).is_some_and(|(_, len)| len == 4);
        }
        let fold = self.fold(before);
        let time_word = self.sym(before).is_some_and(|f| {
            f.end == i
                && matches!(
                    f.value,
                    Sym::Since
                        | Sym::Until
                        | Sym::Edge(_)
                        | Sym::Within
                        | Sym::Before
                        | Sym::After
                        | Sym::Season(_)
                        | Sym::Quarter
                        | Sym::Event
                        | Sym::War
                )
        });
        time_word || matches!(fold, "في" | "وفي" | "الي") || self.year_of_name(before, end, year)
    }
}
