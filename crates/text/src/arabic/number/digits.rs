//! Numbers written in digits: both kinds of digits, separators of thousands and decimals, signs, percent signs.

use super::reader::Reader;
use crate::TokenKind;

/// The value of a folded digit token: `1,200`, `3.5`, `45٬600`, `12،220,13`. None for what is no number (`3.2.2023`).
pub(crate) fn digit_value(folded: &str) -> Option<f64> {
    // A long run after a nought is a telephone number.
    if folded.len() > 40 || folded.len() > 6 && folded.starts_with('0') && folded.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let separators: Vec<(usize, char)> = folded.char_indices().filter(|(_, c)| !c.is_ascii_digit()).collect();
    let Some(&(last_at, last)) = separators.last() else { return folded.parse().ok() };
    let first = separators[0].1;
    let tail = folded[last_at..].chars().count() - 1;
    let head = &folded[..separators[0].0];
    let alike = separators.iter().all(|(_, c)| *c == first);
    let grouped = groups_of_three(folded, if alike { None } else { Some(last_at) });
    let decimal_at = if last == '٫' {
        Some(last_at)
    } else if separators.len() == 1 {
        let thousands = tail == 3 && head.len() <= 3 && !head.starts_with('0');
        (!thousands).then_some(last_at)
    } else if alike {
        if !grouped {
            return None;
        }
        None
    } else {
        Some(last_at)
    };
    if separators.len() > 1 && decimal_at.is_some() && !grouped {
        return None;
    }
    let mut plain = String::with_capacity(folded.len());
    for (at, c) in folded.char_indices() {
        if c.is_ascii_digit() {
            plain.push(c);
        } else if Some(at) == decimal_at {
            plain.push('.');
        }
    }
    plain.parse().ok()
}

/// Whether the digits between separators, up to `until`, stand in threes.
fn groups_of_three(folded: &str, until: Option<usize>) -> bool {
    let whole = until.map_or(folded, |at| &folded[..at]);
    let mut groups = whole.split(|c: char| !c.is_ascii_digit());
    groups.next().is_some_and(|g| (1..=3).contains(&g.len())) && groups.all(|g| g.len() == 3)
}

/// A number in digits at a token.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Digits {
    /// First token, the sign included.
    pub start: usize,
    /// One past the last token.
    pub end: usize,
    pub value: f64,
}

impl Reader<'_> {
    /// The number in digits whose sign, leading point or first digit stands at token `i`.
    pub(crate) fn digits_at(&self, i: usize) -> Option<Digits> {
        let fresh = self.spaced(i) || i == 0;
        match self.mark(i) {
            Some('-' | '−') if fresh && !self.spaced(i + 1) && !self.number_before(i) => {
                let digits = self.unsigned_at(i + 1)?;
                Some(Digits { start: i, value: -digits.value, ..digits })
            }
            Some('.' | '٫') if fresh && !self.spaced(i + 1) => {
                let fraction = self.text.fold(i + 1);
                if !fraction.bytes().all(|b| b.is_ascii_digit()) || fraction.is_empty() {
                    return None;
                }
                Some(Digits { start: i, end: i + 2, value: format!("0.{fraction}").parse().ok()? })
            }
            _ => self.unsigned_at(i),
        }
    }

    fn number_before(&self, i: usize) -> bool {
        i > 0 && self.text.tokens()[i - 1].kind == TokenKind::Number
    }

    /// Digits at `i`, with groups of three that are set apart by spaces («40 000»), or a fraction («3/4»).
    fn unsigned_at(&self, i: usize) -> Option<Digits> {
        let value = self.digits(i)?;
        let plain = |k: usize, len: usize| {
            let fold = self.text.fold(k);
            fold.len() == len && fold.bytes().all(|b| b.is_ascii_digit())
        };
        let mut end = i + 1;
        if let Some(decimal) = self.letter_decimal(i) {
            return Some(decimal);
        }
        if let Some(fraction) = self.slash_fraction(i, value) {
            return Some(fraction);
        }
        let mut value = value;
        let head = self.text.fold(i);
        if value >= 1.0 && value.fract() == 0.0 && (head.len() <= 3 || value >= 1000.0 && !plain(i, head.len())) {
            while self.spaced(end) && plain(end, 3) && value < 1e12 {
                value = value * 1000.0 + self.digits(end)?;
                end += 1;
            }
            // A longer run of digit groups is a telephone number.
            if end > i + 1 && self.text.tokens().get(end).is_some_and(|t| t.kind == TokenKind::Number) {
                return Some(Digits { start: i, end: i + 1, value: self.digits(i)? });
            }
        }
        Some(Digits { start: i, end, value })
    }

    /// «7ر10», as some agencies write 10.7: the fraction, the letter of the point, the whole.
    fn letter_decimal(&self, i: usize) -> Option<Digits> {
        if self.text.fold(i + 1) != "ر" || self.spaced(i + 1) || self.spaced(i + 2) {
            return None;
        }
        let (fraction, whole) = (self.text.fold(i), self.text.fold(i + 2));
        let plain = |s: &str| (1..=9).contains(&s.len()) && s.bytes().all(|b| b.is_ascii_digit());
        let value = (plain(fraction) && plain(whole)).then(|| format!("{whole}.{fraction}"))?;
        Some(Digits { start: i, end: i + 3, value: value.parse().ok()? })
    }

    /// Whether the digits at `i` stand in a date whose strokes have spaces («30 / 7 / 2015», «29 /01»).
    fn in_spaced_date(&self, i: usize) -> bool {
        let number = |k: usize| self.text.tokens().get(k).is_some_and(|t| t.kind == TokenKind::Number);
        let zero = |k: usize| {
            let fold = self.text.fold(k);
            fold.len() == 2 && fold.starts_with('0')
        };
        let (mut from, mut to) = (i, i);
        while from >= 2 && i - from < 6 && self.mark(from - 1) == Some('/') && number(from - 2) {
            from -= 2;
        }
        while to - i < 6 && self.mark(to + 1) == Some('/') && number(to + 2) {
            to += 2;
        }
        to - from >= 4 || to - from == 2 && (zero(from) || zero(to))
    }

    fn slash_fraction(&self, i: usize, value: f64) -> Option<Digits> {
        if self.mark(i + 1) != Some('/') || self.spaced(i + 1) || self.spaced(i + 2) || self.mark(i + 3) == Some('/') {
            return None;
        }
        let under = self.digits(i + 2)?;
        let whole = |v: f64| v.fract() == 0.0 && (1.0..=1000.0).contains(&v);
        (whole(value) && whole(under) && under > 1.0).then_some(Digits { start: i, end: i + 3, value: value / under })
    }

    /// Whether the digits at `i` belong to something that is no quantity: a date, a clock time, a telephone number, a
    /// name with foreign letters, an address.
    pub(crate) fn entangled(&self, i: usize) -> bool {
        const REACH: usize = 24;
        if self.in_spaced_date(i) {
            return true;
        }
        let tokens = self.text.tokens();
        let mut from = i;
        while from > 0 && !tokens[from].spaced && i - from < REACH {
            from -= 1;
        }
        let mut to = i + 1;
        while to < tokens.len() && !tokens[to].spaced && to - i < REACH {
            to += 1;
        }
        let mut cuts = 0;
        for k in from..to {
            match tokens[k].kind {
                TokenKind::Foreign => return true,
                TokenKind::Mark => match tokens[k].mark {
                    Some('/' | '-' | '–') if k > from && k + 1 < to => {
                        cuts += usize::from(
                            tokens[k - 1].kind == TokenKind::Number && tokens[k + 1].kind == TokenKind::Number,
                        );
                    }
                    Some(':')
                        if k > from
                            && k + 1 < to
                            && tokens[k + 1].kind == TokenKind::Number
                            && tokens[k - 1].kind == TokenKind::Number =>
                    {
                        return true;
                    }
                    Some('+' | '_' | '@' | '#' | '=' | '<' | '>') => return true,
                    _ => {}
                },
                // 01, 007: no one counts so.
                TokenKind::Number if cuts > 0 || k + 1 < to => {
                    let fold = self.text.fold(k);
                    if cuts > 0 && fold.len() > 1 && fold.starts_with('0') && !fold.contains('.') {
                        return true;
                    }
                }
                _ => {}
            }
        }
        cuts > 1
    }
}

#[cfg(test)]
mod tests {
    use super::digit_value;

    #[test]
    fn reads_separators_of_every_newsroom() {
        for (text, value) in [
            ("1,200", 1200.0),
            ("45٬600", 45_600.0),
            ("12،220,13", 12_220.13),
            ("26،013,94", 26_013.94),
            ("1.200", 1200.0),
            ("1.5", 1.5),
            ("0,08", 0.08),
            ("9.2321312", 9.232_131_2),
            ("2٬000٬000٫00", 2e6),
            ("1٫000", 1.0),
            ("1.234.567", 1_234_567.0),
        ] {
            assert_eq!(digit_value(text), Some(value), "{text}");
        }
        assert_eq!(digit_value("3.2.2023"), None);
        assert_eq!(digit_value("1,22,3"), None);
    }
}
