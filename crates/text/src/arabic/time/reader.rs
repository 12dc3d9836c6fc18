//! The tokens of a text as words of time: what the grammar of this module reads.

use std::cell::{Cell, RefCell};

use marsad_model::Day;

use super::calendar::{Days, Grain};
use super::lexicon::{Edge, Grade, Hours, Name, Sym, TimeLexicon, Unit};
use super::story::Running;
use crate::arabic::number::Reader;
use crate::arabic::number::openers::{Sparse, opens};
use crate::arabic::number::table::{Found, Joined};
use crate::{Text, TokenKind};

/// How many tokens a number at the start of a time may stand before the word that makes it one («ألفين وخمسمئة وثلاثة
/// وأربعين يوماً»).
const NEAR: usize = 10;

/// A text with its words of time looked up once.
pub(crate) struct Times<'t> {
    pub text: &'t Text,
    pub numbers: Reader<'t>,
    pub lexicon: &'t TimeLexicon,
    syms: Sparse<Found<Sym>>,
    /// The day of publication.
    pub reference: Option<Day>,
    /// The time that the story has reached.
    pub running: Cell<Option<Running>>,
    /// Periods that were read since the story has reached that time, by their first token.
    pub periods: RefCell<Vec<(usize, Option<Period>)>>,
    /// Whether lengths («بعد يومين») and dates without a year are counted from the time that the story has reached.
    pub follows: bool,
}

/// A time found at some token, up to `end`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Period {
    /// One past its last token.
    pub end: usize,
    /// Its days; none where they depend on an unknown day of publication.
    pub days: Option<Days>,
    pub grain: Grain,
    /// What the ends of a stretch are counted in; of a single period its grain.
    pub unit: Grain,
    /// The part of the day that is named.
    pub hours: Option<Hours>,
    /// The third of the period that is named, and the whole period.
    pub edge: Option<(Edge, Option<Days>)>,
    /// Whether the words give the day or period exactly.
    pub precise: bool,
}

impl Period {
    /// A stretch whose ends are counted in `unit`.
    pub(crate) fn stretch(end: usize, days: Option<Days>, unit: Grain) -> Self {
        Self { unit, ..Self::new(end, days, Grain::Other) }
    }

    pub(crate) fn new(end: usize, days: Option<Days>, grain: Grain) -> Self {
        Self { end, days, grain, unit: grain, hours: None, edge: None, precise: true }
    }
}

impl<'t> Times<'t> {
    /// `numbers` must know the bits of the openers of both lexicons.
    pub(crate) fn new(numbers: Reader<'t>, lexicon: &'t TimeLexicon, reference: Option<Day>) -> Self {
        let text = numbers.text;
        let syms = numbers.sparse(opens::LINK | opens::TIME, |i| lexicon.syms.find(text, i));
        Self {
            text,
            numbers,
            lexicon,
            syms,
            reference,
            running: Cell::new(None),
            periods: RefCell::default(),
            follows: false,
        }
    }

    /// Whether a word of time stands within reach after token `i`, as it must where a time begins with a number.
    fn time_near(&self, i: usize) -> bool {
        (i..i + NEAR).any(|k| self.numbers.may(k, opens::TIME))
    }

    /// Whether a time may begin with the digits at token `i`: a year or written-out date, or a word of time near.
    pub(crate) fn digits_open_time(&self, i: usize) -> bool {
        let digits = self.fold(i);
        digits.len() >= 4 || self.text.tokens().get(i + 1).is_some_and(|t| t.mark.is_some()) || self.time_near(i + 1)
    }

    /// Whether a time may begin at the word at `i`: a quick no for the many «من», «إلى» and «بعد» with no time after them.
    pub(crate) fn opens_time(&self, i: usize) -> bool {
        match self.sym(i).map(|f| (f.value, f.end)) {
            Some((Sym::On | Sym::To | Sym::Or, _)) => self.numbers.may(i, opens::NUMBER),
            Some((
                Sym::From | Sym::Between | Sym::Since | Sym::Until | Sym::Before | Sym::After | Sym::Within | Sym::For,
                end,
            )) => {
                let next = self.text.tokens().get(end);
                self.numbers.may(end, opens::NUMBER | opens::TIME | opens::LINK)
                    || next.is_some_and(|t| t.kind != TokenKind::Arabic || t.fold.len() <= 4)
            }
            Some(_) => true,
            None => self.numbers.may(i, opens::NUMBER) && self.time_near(i + 1),
        }
    }

    /// The word of time at token `i`, proclitics allowed.
    pub(crate) fn sym(&self, i: usize) -> Option<Found<Sym>> {
        self.syms.get(i)
    }

    /// The word of time at token `i`, nothing joined to it.
    pub(crate) fn bare(&self, i: usize) -> Option<Found<Sym>> {
        self.sym(i).filter(|f| f.joined.bare())
    }

    /// The word at token `i` where nothing, or only a preposition, is joined to it («للعام»).
    pub(crate) fn unjoined(&self, i: usize) -> Option<Found<Sym>> {
        self.sym(i).filter(|f| !f.joined.conj)
    }

    /// The unit that a word names: «اليوم» is "today", but in «طوال اليوم» and «لليوم السابع» it is a day.
    pub(crate) fn unit(&self, sym: Sym) -> Option<(Unit, Grade, bool)> {
        match sym {
            Sym::Unit { unit, grade, definite } => Some((unit, grade, definite)),
            Sym::Days(0) => Some((Unit::Day, Grade::One, true)),
            _ => None,
        }
    }

    /// Whether the word at `i` is this one; the token after it.
    pub(crate) fn is(&self, i: usize, sym: Sym) -> Option<usize> {
        self.bare(i).filter(|f| f.value == sym).map(|f| f.end)
    }

    pub(crate) fn mark(&self, i: usize) -> Option<char> {
        self.text.tokens().get(i).and_then(|t| t.mark)
    }

    pub(crate) fn fold(&self, i: usize) -> &str {
        self.text.fold(i)
    }

    pub(crate) fn spaced(&self, i: usize) -> bool {
        self.text.tokens().get(i).is_none_or(|t| t.spaced)
    }

    /// Whole digits at token `i`: their value and how many they are.
    pub(crate) fn plain_digits(&self, i: usize) -> Option<(i32, usize)> {
        let token = self.text.tokens().get(i)?;
        let fold = self.text.fold(i);
        if token.kind != TokenKind::Number || fold.len() > 4 || !fold.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        Some((fold.parse().ok()?, fold.len()))
    }

    /// A small whole number, in digits or words, cardinal or ordinal, article allowed: its value and the token after it.
    pub(crate) fn count(&self, i: usize, limit: i32) -> Option<(i32, usize)> {
        let at = if self.fold(i) == "ال" { i + 1 } else { i };
        if let Some((value, _)) = self.plain_digits(at) {
            return (1..=limit).contains(&value).then_some((value, at + 1));
        }
        let number = self.numbers.cardinal(at, true)?;
        let value = number.min;
        let whole = value == number.max && value.fract() == 0.0 && value >= 1.0 && value <= f64::from(limit);
        #[expect(clippy::cast_possible_truncation, reason = "between 1 and the limit")]
        whole.then_some((value as i32, number.end))
    }

    /// Whether a name ends or stands here: the token after a whole name at `i`.
    pub(crate) fn name(&self, i: usize) -> Option<usize> {
        if !self.numbers.may(i, opens::NAME) {
            return None;
        }
        self.lexicon.names.find(self.text, i).filter(|f| f.value == Name::Whole).map(|f| f.end)
    }

    /// Whether the word before token `i` makes a name of what follows («شارع 8 آذار»).
    pub(crate) fn named(&self, i: usize) -> bool {
        i.checked_sub(1)
            .is_some_and(|k| self.lexicon.names.find(self.text, k).is_some_and(|f| f.value == Name::Head && f.end == i))
    }

    /// What is joined before the first word of a mention at `i`.
    pub(crate) fn joined(&self, i: usize) -> Joined {
        if let Some(found) = self.sym(i) {
            return found.joined;
        }
        self.numbers.word(i).map_or_else(Joined::default, |w| w.joined)
    }

    /// Skips «من», «في» and the like between the parts of a date.
    pub(crate) fn skip(&self, i: usize, words: &[&str]) -> usize {
        if words.contains(&self.fold(i)) { i + 1 } else { i }
    }
}
