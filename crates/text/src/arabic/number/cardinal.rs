//! Cardinal and ordinal numbers in words, and words mixed with digits («12 ألفاً و500»).

mod further;

use super::lexicon::Class;
use super::reader::{Reader, Word};

/// A number in words or digits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Cardinal {
    /// First token.
    pub start: usize,
    /// One past the last token.
    pub end: usize,
    pub min: f64,
    pub max: f64,
    /// Whether an ordinal form stands in it.
    pub ordinal: bool,
    /// Whether any of its words has the article.
    pub article: bool,
    /// Whether it is written in digits alone.
    pub digits: bool,
    /// Whether the word ألف, مليون … stands in it.
    pub scaled: bool,
    /// Whether it is a fraction below one, alone.
    pub fraction: bool,
}

/// The number while it is being read.
struct State {
    /// Closed groups: thousands, millions.
    total: f64,
    /// The group below the next scale.
    group: f64,
    unit: bool,
    tens: bool,
    hundred: bool,
    /// Whether the group is in digits.
    digits: bool,
    /// The last scale closed.
    scale: f64,
    /// Value of the unit just read, to be multiplied by what follows directly.
    last_unit: Option<f64>,
    out: Cardinal,
}

impl State {
    fn close(&mut self, scale: f64, by: f64) -> bool {
        if scale >= self.scale {
            return false;
        }
        self.total += by * scale;
        self.group = 0.0;
        (self.unit, self.tens, self.hundred, self.digits) = (false, false, false, false);
        self.scale = scale;
        self.last_unit = None;
        self.out.scaled = true;
        true
    }

    fn set(&mut self, end: usize) {
        self.out.end = end;
        self.out.min = self.total + self.group;
        self.out.max = self.out.min;
    }

    fn note(&mut self, word: Word) {
        self.out.article |= word.article;
        self.out.ordinal |= matches!(word.class, Class::Ordinal | Class::OrdinalJoint);
    }
}

impl Reader<'_> {
    /// The number that starts at token `i`. With `joins` false nothing is added by «و» (after «بين»).
    pub(crate) fn cardinal(&self, i: usize, joins: bool) -> Option<Cardinal> {
        self.cardinal_below(i, joins, f64::INFINITY)
    }

    /// The number that starts at token `i` and has no scale word as great as `limit`.
    fn cardinal_below(&self, i: usize, joins: bool, limit: f64) -> Option<Cardinal> {
        let blank = Cardinal {
            start: i,
            end: i,
            min: 0.0,
            max: 0.0,
            ordinal: false,
            article: false,
            digits: false,
            scaled: false,
            fraction: false,
        };
        let mut state = State {
            total: 0.0,
            group: 0.0,
            unit: false,
            tens: false,
            hundred: false,
            digits: false,
            scale: limit,
            last_unit: None,
            out: blank,
        };
        let mut at = self.open(i, &mut state)?;
        state.set(at);
        if state.out.fraction {
            return Some(state.out);
        }
        // A number of words has at most a few dozen of them.
        for _ in 0..40 {
            let Some(next) = self.extend(at, joins, &mut state) else { break };
            at = next;
            if state.out.end < at {
                state.set(at);
            }
        }
        Some(state.out)
    }

    /// Reads the first element; gives the token after it.
    fn open(&self, i: usize, state: &mut State) -> Option<usize> {
        if let Some(digits) = self.digits_at(i) {
            state.group = digits.value;
            state.digits = true;
            state.out.digits = true;
            return Some(digits.end);
        }
        let word = self.word(i)?;
        state.note(word);
        match word.class {
            Class::Zero => state.digits = true,
            Class::Unit | Class::Ordinal => return self.unit(i, word, state),
            Class::Joint | Class::OrdinalJoint => {
                let next = self.teen(i + 1, false);
                let tens = self.plus_tens(i + 1);
                return match (next, tens) {
                    (Some(_), _) | (_, Some(_)) => self.unit(i, word, state),
                    _ => None,
                };
            }
            Class::Ten => {
                (state.group, state.unit, state.tens) = (10.0, true, true);
            }
            Class::Tens => (state.group, state.tens) = (word.value, true),
            Class::Hundred | Class::Hundreds => (state.group, state.hundred) = (word.value, true),
            Class::Scale => {
                state.close(word.value, 1.0);
            }
            Class::ScaleDual | Class::ScaleAccusative => {
                state.close(word.value, 2.0);
            }
            Class::Fraction | Class::FractionDual => return self.fraction(i, word, state),
            Class::Minus => {
                if self.word(i + 1).is_some_and(|w| w.class == Class::Minus) {
                    return None;
                }
                let rest = self.cardinal(i + 1, true).filter(|c| c.min >= 0.0 && !c.ordinal)?;
                state.group = -rest.min;
                state.digits = true;
                state.scale = 0.0;
                return Some(rest.end);
            }
            Class::HundredPlural | Class::ScalePlural | Class::FractionPlural | Class::Point | Class::Odd => {
                return None;
            }
        }
        Some(i + 1)
    }

    /// A unit, with the ten of a teen or the hundred that it multiplies.
    fn unit(&self, i: usize, word: Word, state: &mut State) -> Option<usize> {
        if let Some(value) = self.teen(i + 1, word.class == Class::Ordinal) {
            state.note(value);
            state.group += word.value + 10.0;
            (state.unit, state.tens) = (true, true);
            state.last_unit = None;
            return Some(i + 2);
        }
        if word.class != Class::Unit || !self.hundred_after(i + 1) {
            state.group += word.value;
            state.unit = true;
            state.last_unit = (word.class == Class::Unit).then_some(word.value);
            return Some(i + 1);
        }
        if state.hundred {
            return None;
        }
        state.group += word.value * 100.0;
        state.hundred = true;
        state.last_unit = None;
        Some(i + 2)
    }

    /// The «عشر» of a teen at `i`.
    fn teen(&self, i: usize, article: bool) -> Option<Word> {
        self.word(i).filter(|w| w.class == Class::Ten && w.joined.bare() && (article || !w.article))
    }

    fn plus_tens(&self, i: usize) -> Option<usize> {
        let (word, end) = self.joined_word(i)?;
        (word.class == Class::Tens).then_some(end)
    }

    fn hundred_after(&self, i: usize) -> bool {
        self.word(i)
            .is_some_and(|w| matches!(w.class, Class::Hundred | Class::HundredPlural) && w.joined.bare() && !w.article)
    }

    /// The number word joined by «و» at `i`, written together or apart, and the token after it.
    fn joined_word(&self, i: usize) -> Option<(Word, usize)> {
        if self.is_conj(i) {
            let word = self.word(i + 1)?;
            return word.joined.bare().then_some((word, i + 2));
        }
        let word = self.word(i)?;
        (word.joined.conj && word.joined.prep.is_none()).then_some((word, i + 1))
    }
}
