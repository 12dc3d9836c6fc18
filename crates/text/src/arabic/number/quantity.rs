//! Quantities: a number, a range, or words like «tens», with the bounds around them.

use marsad_model::NumberType;

use super::cardinal::Cardinal;
use super::lexicon::{Class, Frame, Grade};
use super::reader::Reader;

/// A quantity and where it stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Quantity {
    /// First token, bounds included.
    pub start: usize,
    /// One past the last token, bounds included.
    pub end: usize,
    /// First token of the number itself.
    pub core: usize,
    /// One past the last token of the number itself.
    pub core_end: usize,
    pub kind: NumberType,
    pub min: Option<f64>,
    pub max: Option<f64>,
    pub article: bool,
    /// Whether it is one number in digits.
    pub digits: bool,
}

impl Quantity {
    fn of(number: &Cardinal) -> Self {
        let spread = number.min < number.max;
        Self {
            start: number.start,
            end: number.end,
            core: number.start,
            core_end: number.end,
            kind: match (number.ordinal, spread) {
                (true, _) => NumberType::Ordinal,
                (_, true) => NumberType::Range,
                _ => NumberType::Number,
            },
            min: Some(number.min),
            max: Some(number.max),
            article: number.article,
            digits: number.digits && !number.scaled,
        }
    }

    fn spread(first: &Cardinal, last: &Cardinal, start: usize) -> Option<Self> {
        if first.ordinal || last.ordinal {
            return None;
        }
        let mut low = first.min;
        if last.scaled && !first.scaled && first.min >= 1000.0 {
            return None;
        }
        // «3 إلى 4 آلاف»: the scale belongs to both.
        if last.scaled && !first.scaled && first.min < 1000.0 {
            let scale = [1e12, 1e9, 1e6, 1e3].into_iter().find(|s| last.min >= *s)?;
            if first.min * scale < last.min {
                low *= scale;
            }
        }
        (low < last.max).then_some(Self {
            start,
            end: last.end,
            core: first.start,
            core_end: last.end,
            kind: NumberType::Range,
            min: Some(low),
            max: Some(last.max),
            article: first.article || last.article,
            digits: false,
        })
    }
}

impl Reader<'_> {
    fn frame(&self, i: usize) -> Option<(Frame, usize)> {
        self.frame_at(i).map(|f| (f.value, f.end))
    }

    /// A phrase with nothing joined to it, or one that begins with its own «و» («وأكثر»).
    fn frame_bare(&self, i: usize) -> Option<(Frame, usize)> {
        self.frame_at(i).filter(|f| f.joined.bare()).map(|f| (f.value, f.end))
    }

    /// The quantity that starts at token `i`, with bounds before and directly after it.
    pub(crate) fn quantity(&self, i: usize) -> Option<Quantity> {
        let mut at = i;
        let mut bounds = [None; 2];
        for slot in &mut bounds {
            match self.frame(at) {
                Some((frame @ (Frame::Min | Frame::Max | Frame::Approx | Frame::Least | Frame::Most), end)) => {
                    *slot = Some(frame);
                    at = end;
                }
                _ => break,
            }
        }
        if at > i && (self.is_conj(at) || self.word(at).is_some_and(|w| w.joined.conj)) {
            return None;
        }
        let mut quantity = self.plain(at)?;
        if at > i && (quantity.kind == NumberType::Ordinal && !quantity.article || quantity.min.is_none()) {
            return None;
        }
        if at > i && quantity.kind == NumberType::Ordinal {
            quantity.kind = NumberType::Number;
        }
        quantity.start = i;
        for bound in bounds.into_iter().flatten() {
            bind(&mut quantity, bound);
        }
        if let Some((percent, end)) = self.percent(quantity.end) {
            quantity.kind = if quantity.min == quantity.max || quantity.kind != NumberType::Range {
                NumberType::Percent
            } else {
                NumberType::Range
            };
            let _ = percent;
            (quantity.end, quantity.core_end) = (end, end);
        }
        // «٪35», as some write it.
        let signed = |k: usize| matches!(self.mark(k), Some('%' | '٪')) && !self.spaced(k + 1);
        let after_number = |k: usize| k > 0 && !self.spaced(k) && self.digits(k - 1).is_some();
        if quantity.digits && quantity.core.checked_sub(1).is_some_and(|k| signed(k) && !after_number(k)) {
            quantity.kind = NumberType::Percent;
        }
        if quantity.kind != NumberType::Ordinal
            && self.mark(quantity.end).is_none()
            && let Some((frame, end)) = self.frame_bare(quantity.end)
        {
            match frame {
                Frame::AfterMin | Frame::AfterMax | Frame::Least | Frame::Most => {
                    bind(&mut quantity, frame);
                    quantity.end = end;
                }
                // «فوق 1000 وتحت 1500»
                Frame::AndMax if quantity.max.is_none() => {
                    if let Some(upper) = self.cardinal(end, true).filter(|u| Some(u.min) > quantity.min) {
                        quantity.max = Some(upper.max);
                        quantity.kind = NumberType::Range;
                        (quantity.end, quantity.core_end) = (upper.end, upper.end);
                    }
                }
                _ => {}
            }
        }
        Some(quantity)
    }

    /// A bound that follows what is counted: «20 قتيلاً على الأقل».
    pub(crate) fn late_bound(&self, quantity: &mut Quantity, i: usize) {
        if let Some((frame @ (Frame::AfterMin | Frame::AfterMax | Frame::Least | Frame::Most), _)) = self.frame_bare(i)
        {
            bind(quantity, frame);
        }
    }

    /// A quantity without bounds.
    fn plain(&self, i: usize) -> Option<Quantity> {
        match self.frame(i) {
            Some((Frame::Between, end)) => return self.between(i, end),
            Some((Frame::From, end)) => {
                let first = self.cardinal(end, true)?;
                let mut range = self.to(&first, i)?;
                range.core = end;
                return Some(range);
            }
            // «بعده» is not ب and «عدة».
            Some((Frame::Few(..), _)) if self.text.word(i).ends_with('ه') && self.text.fold(i) != "عده" => {}
            Some((frame @ (Frame::Vague(..) | Frame::Few(..) | Frame::Others(_)), end)) => {
                if let Some(quantity) = self.vague(i, frame, end) {
                    return Some(quantity);
                }
            }
            _ => {}
        }
        let mut number = self.cardinal(i, true).or_else(|| self.odd(i))?;
        self.scale_after_bracket(&mut number);
        if let Some(range) = self.to(&number, i) {
            return Some(range);
        }
        if let Some(part) = self.fraction_of(&number) {
            (number.min, number.max) = (part, part);
        }
        let mut quantity = Quantity::of(&number);
        self.after_hundred(&mut quantity);
        Some(quantity)
    }

    /// «خمس السكان» is a fifth of them: a feminine unit before one definite thing («خمس السنوات» are five).
    fn fraction_of(&self, number: &Cardinal) -> Option<f64> {
        let word = self.word(number.start).filter(|w| w.class == Class::Unit && !w.article && w.value >= 5.0)?;
        let single = number.end == number.start + 1 && !self.text.fold(number.start).ends_with(['ه', 'ي', 'ن']);
        let next = self.text.tokens().get(number.end).filter(|t| t.kind == crate::TokenKind::Arabic)?;
        let fold = self.text.fold(number.end);
        let noun = next.spaced && fold.starts_with("ال") && fold.chars().count() > 4 && self.word(number.end).is_none();
        let many = self
            .lexicon
            .countable(fold)
            .is_some_and(|(class, grade)| grade == Grade::Plural && class != super::lexicon::Countable::Person)
            || fold.ends_with("ات")
            || fold.ends_with("ون")
            || fold.ends_with("ين");
        (single && noun && !many).then_some(1.0 / word.value)
    }

    /// «(15) مليون»: the scale stands after the bracket.
    fn scale_after_bracket(&self, number: &mut Cardinal) {
        let after = self.past_bracket(number.start, number.end);
        if !number.digits || after == number.end {
            return;
        }
        let scale = |c| matches!(c, Class::Scale | Class::ScalePlural | Class::ScaleAccusative);
        if let Some(word) = self.word(after).filter(|w| w.joined.bare() && !w.article && scale(w.class)) {
            // 64.6 times a million is a whole number.
            let scaled = |v: f64| (v * word.value * 100.0).round() / 100.0;
            (number.min, number.max) = (scaled(number.min), scaled(number.max));
            (number.end, number.scaled) = (after + 1, true);
        }
    }

    /// «بين … و…».
    fn between(&self, start: usize, i: usize) -> Option<Quantity> {
        let read = |joins: bool| {
            let first = self.cardinal(i, joins)?;
            let second = if self.is_conj(first.end) {
                self.cardinal(first.end + 1, true)?
            } else {
                let word = self.word(first.end)?;
                word.joined.conj.then(|| self.cardinal(first.end, true))??
            };
            let mut range = Quantity::spread(&first, &second, start)?;
            range.core = first.start;
            Some(range)
        };
        read(true).or_else(|| read(false)).or_else(|| {
            let first = self.cardinal(i, true)?;
            let mut range = self.to(&first, start)?;
            range.start = start;
            Some(range)
        })
    }

    /// «… إلى …», «…-…», «… أو …» after a first number.
    fn to(&self, first: &Cardinal, start: usize) -> Option<Quantity> {
        let end = first.end;
        let dash = matches!(self.mark(end), Some('-' | '–' | '—' | '~' | '−')) && first.digits;
        let next = if dash {
            end + 1
        } else {
            match self.frame_bare(end)? {
                (Frame::To | Frame::Or, next) => next,
                _ => return None,
            }
        };
        let mut second = self.cardinal(next, true)?;
        if self.word(next).is_some_and(|w| !w.joined.bare()) || (dash && !second.digits) {
            return None;
        }
        second.start = next;
        if first.fraction || first.min < 0.0 {
            return None;
        }
        Quantity::spread(first, &second, start)
    }

    /// «نيف وثلاثين».
    fn odd(&self, i: usize) -> Option<Cardinal> {
        let word = self.word(i).filter(|w| w.class == Class::Odd)?;
        let next = if self.is_conj(i + 1) { i + 2 } else { i + 1 };
        let tens = self.cardinal(next, true).filter(|c| c.min >= 10.0 && !c.ordinal)?;
        Some(Cardinal { start: i, min: tens.min + 1.0, max: tens.min + 9.0, article: word.article, ..tens })
    }

    /// «الواحد والعشرون بعد المئة».
    fn after_hundred(&self, quantity: &mut Quantity) {
        if !quantity.article || quantity.digits {
            return;
        }
        let Some((Frame::AfterHundred, next)) = self.frame_bare(quantity.end) else { return };
        let Some(word) = self.word(next).filter(|w| w.article && w.joined.bare() && w.value >= 100.0) else { return };
        if let Some(base) = self.cardinal(next, true).filter(|b| b.min >= word.value) {
            quantity.min = quantity.min.map(|v| v + base.min);
            quantity.max = quantity.min;
            quantity.kind = NumberType::Ordinal;
            (quantity.end, quantity.core_end) = (base.end, base.end);
        }
    }

    fn percent(&self, i: usize) -> Option<(char, usize)> {
        if let Some(c @ ('%' | '٪' | '؉')) = self.mark(i) {
            return Some((c, i + 1));
        }
        match self.frame_bare(i)? {
            (Frame::Percent, end) => Some(('%', end)),
            _ => None,
        }
    }

    /// A quantity without a figure: tens, hundreds, several, several thousand, a number of.
    fn vague(&self, i: usize, frame: Frame, end: usize) -> Option<Quantity> {
        let quantity = |end: usize, min: Option<f64>, max: Option<f64>| Quantity {
            start: i,
            end,
            core: i,
            core_end: end,
            kind: NumberType::Vague,
            min,
            max,
            article: false,
            digits: false,
        };
        match frame {
            Frame::Vague(min, max) => Some(quantity(end, min, max)),
            Frame::Few(low, high) => {
                if let Some((Frame::Vague(Some(tens), _), after)) = self.frame_bare(end) {
                    let step = tens / 2.0;
                    return Some(quantity(after, Some(low * step), Some(high * step)));
                }
                match self.word(end) {
                    Some(w) if w.class == Class::Ten && w.joined.bare() => {
                        Some(quantity(end + 1, Some(10.0 + low), Some(10.0 + high)))
                    }
                    Some(w) if w.class == Class::Tens && w.joined.conj => {
                        Some(quantity(end + 1, Some(w.value + low), Some(w.value + high)))
                    }
                    _ => Some(quantity(end, Some(low), Some(high))),
                }
            }
            Frame::Others(min) => self.alone(i).then(|| quantity(end, min, None)),
            _ => None,
        }
    }

    /// Whether «آخرين» at `i` stands for people by itself: not after a noun that it describes, nor after a number.
    fn alone(&self, i: usize) -> bool {
        let Some(before) = i.checked_sub(1) else { return false };
        let token = &self.text.tokens()[before];
        let fold = self.text.fold(before);
        let ending = ["ين", "ون", "ات", "ان"].iter().any(|e| fold.ends_with(e));
        // «جنود آخرين» describes; «إصابة آخرين», «قُتل آخرون» stand alone.
        let several = |word: &str| {
            let singular = word.strip_suffix('ا').unwrap_or(word);
            [word, singular].iter().any(|w| self.lexicon.countable(w).is_some_and(|n| n.1 != Grade::Singular))
        };
        // «نجوماً آخرين»: an accusative that it describes.
        let accusative = fold.ends_with('ا') && !fold.ends_with("وا") && fold.chars().count() > 3;
        let noun = accusative || several(fold) || several(super::counted::bare(fold));
        token.is_word() && !self.is_number(before) && !ending && !noun && self.lexicon.frames.word(fold).is_none()
    }
}

fn bind(quantity: &mut Quantity, bound: Frame) {
    match bound {
        Frame::Min | Frame::Least | Frame::AfterMin => quantity.max = None,
        Frame::Max | Frame::Most | Frame::AfterMax => {
            quantity.max = quantity.max.or(quantity.min);
            quantity.min = None;
        }
        _ => {}
    }
}
