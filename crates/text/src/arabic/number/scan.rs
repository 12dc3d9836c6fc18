//! Finds the numbers of a text, and tells quantities from numbers that are names, labels or parts of dates.

use std::ops::Range;

use marsad_model::{NumberType, Span};

use super::NumberMention;
use super::lexicon::{Class, Countable, Grade, Head};
use super::openers::opens;
use super::quantity::Quantity;
use super::reader::Reader;
use super::table::start_after;
use crate::TokenKind;

/// The numbers of a text in order. `dates` gives the tokens of the text's dates; it is asked where a number may be one.
pub(crate) fn scan(reader: &Reader<'_>, dates: impl FnOnce() -> Vec<Range<usize>>) -> Vec<NumberMention> {
    let mut out = Vec::new();
    let mut i = 0;
    while i < reader.text.tokens().len() {
        i = match reader.step(i) {
            Step::Found(mention, next) => {
                out.push(mention);
                next
            }
            Step::Skip(next) => next.max(i + 1),
        };
    }
    drop_dated(reader, dates, &mut out);
    out
}

/// Takes out years and days of the month that a date holds («بين عامي 2011 و2014», «في 3 و4 أيار»).
fn drop_dated(reader: &Reader<'_>, dates: impl FnOnce() -> Vec<Range<usize>>, found: &mut Vec<NumberMention>) {
    let (text, lexicon) = (reader.text, reader.lexicon);
    let doubtful = |m: &NumberMention| {
        let low = m.min.unwrap_or(0.0);
        let digits = text.tokens()[m.core.start].kind == TokenKind::Number;
        let month = |k: usize| lexicon.months.find(text, k).is_some();
        let day = (1.0..=31.0).contains(&low) && (m.core.end..m.core.end + 6).any(month);
        let dated = day || (1000.0..=2100.0).contains(&low);
        digits && m.counted.is_none() && low.fract() == 0.0 && dated && !matches!(m.kind, NumberType::Percent)
    };
    if !found.iter().any(doubtful) {
        return;
    }
    let dates = dates();
    found.retain(|m| !doubtful(m) || !dates.iter().any(|d| d.start <= m.core.start && m.core.end <= d.end));
}

enum Step {
    Found(NumberMention, usize),
    Skip(usize),
}

impl Reader<'_> {
    fn step(&self, i: usize) -> Step {
        let tokens = self.text.tokens();
        let token = &tokens[i];
        match token.kind {
            TokenKind::Foreign => return Step::Skip(i + 1),
            TokenKind::Mark => {
                let sign = matches!(token.mark, Some('-' | '−' | '.' | '٫'));
                let digits = tokens.get(i + 1).is_some_and(|t| t.kind == TokenKind::Number && !t.spaced);
                if token.mark == Some('+') && digits {
                    return Step::Skip(self.telephone(i + 1));
                }
                if !(sign && digits) {
                    return Step::Skip(i + 1);
                }
            }
            TokenKind::Number if self.entangled(i) => return Step::Skip(self.chunk_end(i)),
            TokenKind::Arabic if !self.may(i, opens::NUMBER) => return Step::Skip(i + 1),
            _ => {}
        }
        if let Some((_, letters)) = self.dual(i) {
            return self.dual_mention(i, letters);
        }
        if self.may(i, opens::WHOLE)
            && let Some(name) = self.lexicon.heads.find(self.text, i).filter(|f| f.value == Head::Whole)
        {
            return Step::Skip(name.end);
        }
        let Some(mut quantity) = self.quantity(i) else { return Step::Skip(i + 1) };
        if (quantity.core..quantity.core_end).any(|k| tokens[k].kind == TokenKind::Number && self.entangled(k)) {
            return Step::Skip(i + 1);
        }
        match self.head(&quantity) {
            Verdict::Drop => return Step::Skip(quantity.end),
            Verdict::Label => quantity.kind = NumberType::Ordinal,
            Verdict::Keep => {}
        }
        if self.sole_definite(&quantity) || self.idle_fraction(&quantity) {
            return Step::Skip(quantity.end);
        }
        if quantity.kind == NumberType::Number && quantity.article && quantity.min.is_some_and(|n| n >= 11.0) {
            // «الستين» by itself is the sixtieth; «الستين عنصراً» counts.
            let frames = quantity.start < quantity.core;
            let plural = self.counted(&quantity).is_some_and(|c| {
                c.start >= quantity.end
                    || self.lexicon.countable(self.text.fold(c.start)).is_some_and(|n| n.1 == Grade::Plural)
            });
            if !quantity.digits && !frames && !plural {
                quantity.kind = NumberType::Ordinal;
            }
        }
        let counted = self.counted(&quantity);
        if let Some(counted) = counted.as_ref().filter(|c| c.start >= quantity.end) {
            self.late_bound(&mut quantity, counted.end);
        }
        let letters = self.cut(quantity.start);
        let start = start_after(self.text, quantity.start, letters);
        let end = tokens[quantity.end - 1].span.end;
        let mention = NumberMention {
            span: Span::new(start, end),
            tokens: quantity.start..quantity.end,
            core: quantity.core..quantity.core_end,
            kind: quantity.kind,
            min: quantity.min,
            max: quantity.max,
            class: counted.as_ref().and_then(|c| self.class_of(c.start)),
            counted,
            dual_noun: false,
        };
        Step::Found(mention, quantity.end)
    }

    fn dual_mention(&self, i: usize, letters: u8) -> Step {
        let two = |k: usize| self.word(k).is_some_and(|w| w.value == 2.0 && w.joined.bare() && !w.article);
        let end = if two(i + 1) { i + 2 } else { i + 1 };
        let span = Span::new(start_after(self.text, i, letters), self.text.tokens()[end - 1].span.end);
        let mention = NumberMention {
            span,
            tokens: i..end,
            core: i..end,
            kind: NumberType::Number,
            min: Some(2.0),
            max: Some(2.0),
            counted: Some(i..i + 1),
            class: self.dual(i).map(|d| d.0),
            dual_noun: true,
        };
        Step::Found(mention, end)
    }

    /// What kind of thing the noun at token `i` is.
    fn class_of(&self, i: usize) -> Option<Countable> {
        let fold = self.text.fold(i);
        let known = |word: &str| self.lexicon.countable(word).map(|n| n.0);
        known(fold).or_else(|| known(super::counted::bare(fold)))
    }

    /// A share of nothing: «النتيجة ربع.» ends there, after a word that is no preposition.
    fn idle_fraction(&self, quantity: &Quantity) -> bool {
        let fraction = self.word(quantity.core).is_some_and(|w| matches!(w.class, Class::Fraction));
        let alone = quantity.start == quantity.core && quantity.end == quantity.core + 1;
        let last = self.text.tokens().get(quantity.end).is_none_or(|t| matches!(t.mark, Some('.' | '،' | '؛')));
        let after_word = quantity.start.checked_sub(1).is_some_and(|k| {
            self.text.tokens()[k].kind == TokenKind::Arabic && self.lexicon.frames.word(self.text.fold(k)).is_none()
        });
        fraction && alone && last && after_word
    }

    /// Letters joined before the first word of a mention.
    fn cut(&self, i: usize) -> u8 {
        if let Some(word) = self.word(i) {
            return word.joined.letters;
        }
        self.frame_at(i).map_or(0, |f| f.joined.letters)
    }

    fn chunk_end(&self, i: usize) -> usize {
        let tokens = self.text.tokens();
        let mut end = i + 1;
        while end < tokens.len() && !tokens[end].spaced {
            end += 1;
        }
        end
    }

    /// One past the groups of a telephone number.
    fn telephone(&self, mut i: usize) -> usize {
        let tokens = self.text.tokens();
        while let Some(token) = tokens.get(i) {
            let part =
                token.kind == TokenKind::Number || (matches!(token.mark, Some('-' | '/' | '(' | ')')) && !token.spaced);
            if !part {
                break;
            }
            i += 1;
        }
        i
    }

    /// A definite number that stands all alone («الواحد», «العشرة») says which, not how many.
    fn sole_definite(&self, quantity: &Quantity) -> bool {
        let small = quantity.min.is_some_and(|n| n <= 10.0) && quantity.kind == NumberType::Number;
        let framed = quantity.start < quantity.core || quantity.end > quantity.core_end;
        small && quantity.article && !quantity.digits && !framed && self.counted(quantity).is_none() && {
            let before = quantity.start.checked_sub(1).filter(|k| self.text.tokens()[*k].kind == TokenKind::Arabic);
            before.is_none_or(|k| self.lexicon.frames.word(self.text.fold(k)).is_some())
        }
    }

    /// Judges a number by the words around it.
    fn head(&self, quantity: &Quantity) -> Verdict {
        let tokens = self.text.tokens();
        let (start, end) = (quantity.core, quantity.core_end);
        let value = quantity.min.or(quantity.max).unwrap_or(0.0);
        let framed = quantity.start < quantity.core || quantity.kind == NumberType::Percent;
        let year_like = (1000.0..=2100.0).contains(&value) && value.fract() == 0.0;
        if quantity.kind == NumberType::Vague {
            return Verdict::Keep;
        }
        // A day before its month: «12 أيار», «الثالث من شهر أيار», «4-9 آب».
        let mut next = end;
        // «19 بالمئة في يناير» and «20 قتلوا في آب» are quantities in a month.
        let within = |word: &str| word == "في" && quantity.kind != NumberType::Ordinal;
        while matches!(self.text.fold(next), "من" | "شهر" | "في" | "/" | "-") && next < end + 3 {
            if within(self.text.fold(next)) {
                break;
            }
            next += 1;
        }
        if value <= 31.0
            && quantity.kind != NumberType::Percent
            && self.lexicon.months.find_bare(self.text, next).is_some()
        {
            return Verdict::Drop;
        }
        let this_month = matches!((self.text.fold(next), self.text.fold(next + 1)), ("الشهر", _) | ("هذا", "الشهر"));
        if quantity.kind == NumberType::Ordinal && next > end && value <= 31.0 && this_month {
            return Verdict::Drop;
        }
        if quantity.kind == NumberType::Ordinal && value == 1.0 && self.yesterday(end) {
            return Verdict::Drop;
        }
        let mut before = start;
        for _ in 0..3 {
            let Some(k) = before.checked_sub(1) else { break };
            let opening =
                matches!(tokens[k].mark, Some('(' | '"' | '«' | '”' | '“' | ':' | '،' | ',' | '-' | '/' | '['));
            let proclitic = matches!(self.text.fold(k), "ال" | "و");
            if !(opening || proclitic) {
                break;
            }
            before = k;
        }
        if framed {
            before = quantity.start;
        }
        let list_mark =
            self.text.sentences().get(self.text.sentence_of(start)).is_some_and(|s| s.tokens.start == start);
        if list_mark
            && quantity.digits
            && value < 1000.0
            && matches!(self.mark(end), Some('-' | '.' | ')' | '–' | ':'))
            && tokens.get(end + 1).is_some_and(|t| t.spaced)
        {
            return Verdict::Label;
        }
        let label = !framed && self.head_before(before) == Some(Head::Label) && quantity.digits;
        let counts = quantity.kind != NumberType::Ordinal && self.counted(quantity).is_some_and(|c| c.start >= end);
        if label && (!counts || self.sure_label(before)) {
            return Verdict::Label;
        }
        if value.fract() == 0.0 && (2.0..=3.0).contains(&value) && self.square(start) {
            return Verdict::Drop;
        }
        if year_like && quantity.digits && !counts && !framed && (self.dated(quantity) || self.year_of_name(quantity)) {
            return Verdict::Drop;
        }
        match self.head_before(before) {
            Some(Head::Name) if !(framed || counts && self.counts_known(quantity)) => Verdict::Drop,
            Some(Head::Label) if !framed && !counts && quantity.kind != NumberType::Percent => {
                if quantity.digits || quantity.kind == NumberType::Ordinal { Verdict::Label } else { Verdict::Keep }
            }
            Some(Head::Year) if (year_like || quantity.digits) && !counts => Verdict::Drop,
            Some(Head::Month) if value <= 12.0 && !counts => Verdict::Drop,
            // «يونيو (حزيران) 2015»
            _ if year_like && before > 1 && self.mark(before - 1) == Some(')') && self.month_before(before - 1) => {
                Verdict::Drop
            }
            _ if self.month_before(before) && !counts && !framed && (value <= 31.0 || year_like) => Verdict::Drop,
            _ => Verdict::Keep,
        }
    }

    /// Whether the noun that is counted is one that the lexicon knows: «اللواء 12 جندياً», but not «اللواء 52 ميكا».
    fn counts_known(&self, quantity: &Quantity) -> bool {
        let direct = self.past_bracket(quantity.start, quantity.end);
        self.counted(quantity).is_some_and(|c| c.start == direct && self.class_of(c.start).is_some())
    }

    /// Whether the head before `i` is a form of «رقم», after which nothing is counted.
    fn sure_label(&self, i: usize) -> bool {
        i.checked_sub(1).is_some_and(|k| self.text.fold(k).contains("رقم"))
    }

    /// Whether «أول» at the end of a number goes on «من أمس».
    fn yesterday(&self, end: usize) -> bool {
        self.text.fold(end) == "امس" || (self.text.fold(end) == "من" && self.text.fold(end + 1) == "امس")
    }

    /// The head phrase that ends just before token `i`.
    fn head_before(&self, i: usize) -> Option<Head> {
        (1..=2).rev().find_map(|len| {
            let from = i.checked_sub(len)?;
            self.lexicon.heads.find(self.text, from).filter(|f| f.end == i).map(|f| f.value)
        })
    }

    /// Whether a month's name ends just before token `i`.
    fn month_before(&self, i: usize) -> bool {
        (1..=2).any(|len| {
            i.checked_sub(len).is_some_and(|from| self.lexicon.months.find(self.text, from).is_some_and(|f| f.end == i))
        })
    }

    /// Whether the digits at `i` are the power of a unit: «م2», «كم3».
    fn square(&self, i: usize) -> bool {
        let unit = |k: usize| {
            let fold = self.text.fold(k);
            fold == "م" || self.lexicon.countable(fold).is_some_and(|n| n.0 == Countable::Unit)
        };
        i > 0 && !self.spaced(i) && unit(i - 1)
    }

    /// Whether four plain digits of our times stand directly after a word, as the year of what it names
    /// («انتخابات 2014», «كأس العالم 2018»), or have the mark of a year («2015م»).
    fn year_of_name(&self, quantity: &Quantity) -> bool {
        let plain = self.text.fold(quantity.core).len() == 4 && quantity.core_end == quantity.core + 1;
        let value = quantity.min.unwrap_or(0.0);
        if !plain || !(1900.0..=2099.0).contains(&value) {
            return false;
        }
        if self.text.fold(quantity.end) == "م" && !self.spaced(quantity.end) {
            return true;
        }
        let next = self.text.tokens().get(quantity.end);
        let open = next.is_none_or(|t| t.kind != TokenKind::Foreign && !matches!(t.mark, Some('%' | '٪' | '$' | '€')));
        let Some(before) = quantity.start.checked_sub(1) else { return false };
        let word = self.text.tokens()[before].kind == TokenKind::Arabic;
        let fold = self.text.fold(before);
        let preposition = self.lexicon.frames.word(fold).is_some();
        (1980.0..=2035.0).contains(&value) && open && word && (!preposition && fold.chars().count() > 2 || fold == "ل")
    }

    /// Whether four digits stand as a year: after a word of time, or alone in brackets.
    fn dated(&self, quantity: &Quantity) -> bool {
        let Some(before) = quantity.start.checked_sub(1) else { return false };
        let bracketed = self.mark(before) == Some('(') && self.mark(quantity.end) == Some(')');
        bracketed
            || matches!(
                self.text.fold(before),
                "في" | "وفي"
                    | "منذ"
                    | "ومنذ"
                    | "حتي"
                    | "وحتي"
                    | "قبل"
                    | "بعد"
                    | "مطلع"
                    | "نهايه"
                    | "اواخر"
                    | "حرب"
                    | "اوائل"
                    | "بدايه"
            )
    }
}

enum Verdict {
    Keep,
    Drop,
    Label,
}
