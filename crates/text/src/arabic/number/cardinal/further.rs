//! How a number goes on: hundreds and scales behind it, what «و» joins, fractions and decimals.

use super::{Class, Reader, State, Word};

impl Reader<'_> {
    /// One more element of the number at `at`; the token after it, or none where the number ends.
    pub(super) fn extend(&self, at: usize, joins: bool, state: &mut State) -> Option<usize> {
        if let Some(word) = self.word(at).filter(|w| w.joined.bare()) {
            return self.direct(at, word, state);
        }
        if !joins {
            return None;
        }
        if self.is_conj(at) && self.digits(at + 1).is_some() {
            return self.joined_digits(at + 1, state);
        }
        let (word, end) = self.joined_word(at)?;
        self.conjoined(word, end, state)
    }

    /// An element that follows without «و».
    fn direct(&self, at: usize, word: Word, state: &mut State) -> Option<usize> {
        let open = state.group > 0.0;
        match word.class {
            Class::Scale | Class::ScalePlural | Class::ScaleAccusative if open && !state.out.ordinal => {
                let by = state.group;
                let scaled = state.total > 0.0 && state.scale.is_finite() && word.value > state.scale;
                if scaled || !state.close(word.value, by) {
                    return None;
                }
                state.note(word);
                Some(at + 1)
            }
            Class::Hundred if state.digits && (1.0..10.0).contains(&state.group) => {
                state.group *= 100.0;
                (state.hundred, state.digits) = (true, false);
                Some(at + 1)
            }
            // «ألف خمسمئة», as it is spoken.
            Class::Hundreds if !open && state.total > 0.0 => {
                (state.group, state.hundred) = (word.value, true);
                Some(at + 1)
            }
            Class::Unit if !open && state.total > 0.0 && self.hundred_after(at + 1) => self.unit(at, word, state),
            Class::FractionPlural => {
                let unit = state.last_unit.filter(|u| *u < word.value)?;
                state.group += unit / word.value - unit;
                self.seal(at + 1, state)
            }
            Class::Fraction if state.tens && state.total == 0.0 && !word.article && word.value > 2.0 => {
                state.group /= word.value;
                self.seal(at + 1, state)
            }
            Class::Unit if state.tens && state.total == 0.0 && !word.article && word.value >= 5.0 && state.unit => {
                state.group /= word.value;
                self.seal(at + 1, state)
            }
            Class::Point if !state.out.ordinal && state.scale > 0.0 => self.decimals(at, state),
            _ => None,
        }
    }

    /// An element that follows with «و».
    fn conjoined(&self, word: Word, end: usize, state: &mut State) -> Option<usize> {
        let i = end - 1;
        let group = state.group;
        let next_plural = self.word(end).is_some_and(|w| w.class == Class::FractionPlural && w.joined.bare());
        match word.class {
            Class::Unit if next_plural => {
                let under = self.word(end)?.value;
                if word.value >= under {
                    return None;
                }
                state.group += word.value / under;
                self.seal(end + 1, state)
            }
            Class::Unit | Class::Ordinal | Class::Joint | Class::OrdinalJoint if self.room(state) => {
                if word.class == Class::Joint && self.teen(end, false).is_none() {
                    return None;
                }
                if matches!(word.class, Class::Ordinal | Class::OrdinalJoint) && !state.out.article {
                    return None;
                }
                if state.hundred && self.hundred_after(end) {
                    return None;
                }
                state.note(word);
                self.unit(i, word, state)
            }
            Class::Ten if self.room(state) => {
                state.group += 10.0;
                (state.unit, state.tens, state.last_unit) = (true, true, None);
                Some(end)
            }
            Class::Tens if !state.tens && !state.digits && (state.out.article || !word.article) => {
                state.note(word);
                state.group += word.value;
                (state.unit, state.tens, state.last_unit) = (true, true, None);
                Some(end)
            }
            Class::Hundred | Class::Hundreds
                if group == 0.0 && state.total > 0.0 && (!word.article || state.out.article) =>
            {
                state.note(word);
                (state.group, state.hundred) = (word.value, true);
                Some(end)
            }
            Class::Scale | Class::ScaleDual if group == 0.0 && state.total > 0.0 => {
                let by = if word.class == Class::ScaleDual { 2.0 } else { 1.0 };
                state.close(word.value, by).then_some(end)
            }
            Class::Fraction | Class::FractionDual => self.plus_fraction(word, end, state),
            // A unit where there is no room for one is a fraction: «ثلاثة وخمس».
            Class::Unit if state.last_unit.is_some() && word.value >= 5.0 && state.total == 0.0 => {
                state.group += 1.0 / word.value;
                self.seal(end, state)
            }
            Class::Odd => {
                let least = state.total + state.group;
                state.set(end);
                (state.out.min, state.out.max) = (least + 1.0, least + 9.0);
                None
            }
            _ => None,
        }
    }

    /// Whether a unit may still be added.
    fn room(&self, state: &State) -> bool {
        !state.unit && !state.tens && !state.digits && (state.hundred || state.group == 0.0 && state.total > 0.0)
    }

    fn plus_fraction(&self, word: Word, end: usize, state: &mut State) -> Option<usize> {
        if word.article || state.out.ordinal || (state.digits && state.total == 0.0 && state.group.fract() != 0.0) {
            return None;
        }
        let part = if word.class == Class::FractionDual { 2.0 } else { 1.0 } / word.value;
        // «مليون ونصف» is half a million more.
        if state.group == 0.0 && state.scale.is_finite() {
            state.total += part * state.scale;
            let again = self.word(end).is_some_and(|w| w.class == Class::Scale && w.value == state.scale);
            return self.seal(end + usize::from(again), state);
        }
        state.group += part;
        self.seal(end, state)
    }

    /// Ends a number with a fraction: only a scale may still follow («واحد ونصف مليون»).
    pub(super) fn seal(&self, end: usize, state: &mut State) -> Option<usize> {
        state.last_unit = None;
        (state.unit, state.tens, state.hundred, state.digits) = (true, true, true, true);
        Some(end)
    }

    /// «فاصلة» and the digits after the point.
    pub(super) fn decimals(&self, at: usize, state: &mut State) -> Option<usize> {
        if state.total > 0.0 || state.group.fract() != 0.0 {
            return None;
        }
        // A scale word after the digits belongs to the whole: «أربعة فاصلة خمسة وخمسين مليون».
        let after = self.cardinal_below(at + 1, true, 0.0).filter(|c| !c.ordinal && c.min.fract() == 0.0)?;
        let (end, value) = (after.end, after.min);
        if !(0.0..1e9).contains(&value) {
            return None;
        }
        let digits = format!("{value:.0}").len();
        state.group += value / 10f64.powi(i32::try_from(digits).unwrap_or(0));
        self.seal(end, state)
    }

    pub(super) fn joined_digits(&self, i: usize, state: &mut State) -> Option<usize> {
        let value = self.digits(i)?;
        let below_scale = state.group == 0.0 && state.total > 0.0 && value < state.scale && state.scale >= 1000.0;
        let below_hundred = state.hundred && !state.unit && !state.tens && value < 100.0 && state.group > 0.0;
        if value.fract() != 0.0 || !(below_scale || below_hundred) || self.entangled(i) {
            return None;
        }
        state.group += value;
        state.digits = true;
        Some(i + 1)
    }

    /// A fraction at the start: «نصف مليون», «ثلثا السكان», «ربع».
    pub(super) fn fraction(&self, i: usize, word: Word, state: &mut State) -> Option<usize> {
        if word.article {
            return None;
        }
        let part = if word.class == Class::FractionDual { 2.0 } else { 1.0 } / word.value;
        if let Some(scale) = self.word(i + 1).filter(|w| w.joined.bare() && matches!(w.class, Class::Scale)) {
            state.close(scale.value, part);
            return Some(i + 2);
        }
        // «ثمن» alone is a price, «ونصف» alone belongs to the noun before it.
        if word.value >= 8.0 || word.joined.conj {
            return None;
        }
        state.group = part;
        state.out.fraction = true;
        Some(i + 1)
    }
}
