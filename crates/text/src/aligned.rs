//! Folding that remembers where every letter came from.

use std::ops::Range;

use marsad_model::Span;

use crate::fold::fold_into;

/// A folded string and the way back to the original, both counted in Unicode scalar values.
///
/// A mark folds to nothing and a ligature to several letters, so positions do not match one to one; what stands between two
/// letters does. [`Aligned::original`] and [`Aligned::folded`] undo each other on every range that cuts no ligature and begins
/// and ends with a letter.
///
/// ```
/// use marsad_text::Aligned;
/// let word = Aligned::new("قُتِلَ في ﺣﻠﺐ");
/// assert_eq!(word.text(), "قتل في حلب");
/// let at = word.original(0..3);
/// assert_eq!((at.start, at.end), (0, 5));
/// assert_eq!(at.slice("قُتِلَ في ﺣﻠﺐ"), "قُتِل");
/// assert_eq!(word.folded(at), 0..3);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aligned {
    text: String,
    /// For every scalar value of `text`, the scalar value of the original it was made from. Never falls.
    origin: Vec<usize>,
}

impl Aligned {
    /// Folds `source`.
    #[must_use]
    pub fn new(source: &str) -> Self {
        let mut text = String::with_capacity(source.len());
        let mut origin = Vec::with_capacity(source.len() / 2);
        for (at, c) in source.chars().enumerate() {
            let from = text.len();
            fold_into(c, &mut text);
            origin.extend(text[from..].chars().map(|_| at));
        }
        Self { text, origin }
    }

    /// The folded string.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The span of the original that the folded scalar values of `range` were made from, without the marks around it; a
    /// ligature that the range cuts is inside. Empty at 0 where the range is empty or lies outside.
    #[must_use]
    pub fn original(&self, range: Range<usize>) -> Span {
        match self.origin.get(range) {
            Some([first, .., last]) => Span::new(*first, last + 1),
            Some([only]) => Span::new(*only, only + 1),
            _ => Span::new(0, 0),
        }
    }

    /// The folded scalar values that were made from those of `span`; empty where these are all marks or none.
    #[must_use]
    pub fn folded(&self, span: Span) -> Range<usize> {
        let at = |position| self.origin.partition_point(|&o| o < position);
        at(span.start)..at(span.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Text, fold_str};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn letters_map_to_where_they_stand_and_back(s in "\\PC{0,60}|[\\u{600}-\\u{6ff}\\u{fb50}-\\u{feff}\\u{200f} ]{0,60}") {
            let aligned = Aligned::new(&s);
            prop_assert_eq!(aligned.text(), fold_str(&s));
            let mut next = 0;
            for (at, c) in s.chars().enumerate() {
                let made = aligned.folded(Span::new(at, at + 1));
                let folded: String = aligned.text().chars().skip(made.start).take(made.len()).collect();
                prop_assert_eq!(&folded, &fold_str(c.encode_utf8(&mut [0; 4])));
                // No letter is lost and none is made twice.
                prop_assert_eq!(made.start, next);
                next = made.end;
                if !made.is_empty() {
                    prop_assert_eq!(aligned.original(made), Span::new(at, at + 1));
                }
            }
            prop_assert_eq!(next, aligned.text().chars().count());
        }

        #[test]
        fn ranges_come_back(s in "[\\u{620}-\\u{655}\\u{fb50}-\\u{feff} ]{1,40}", cut in any::<(prop::sample::Index, prop::sample::Index)>()) {
            let aligned = Aligned::new(&s);
            let count = s.chars().count();
            let (a, b) = (cut.0.index(count), cut.1.index(count));
            let span = Span::new(a.min(b), a.max(b) + 1);
            let made = aligned.folded(span);
            if made.is_empty() {
                prop_assert_eq!(fold_str(span.slice(&s)), "");
            } else {
                let back = aligned.original(made.clone());
                prop_assert!(back.start >= span.start && back.end <= span.end);
                prop_assert_eq!(fold_str(back.slice(&s)), fold_str(span.slice(&s)));
                prop_assert_eq!(aligned.folded(back), made);
            }
        }

        #[test]
        fn tokens_fold_as_their_words_do(s in "\\PC{0,80}|[\\u{600}-\\u{6ff}\\u{fb50}-\\u{feff}\\u{200f} .0-9]{0,80}") {
            let text = Text::new(s.as_str());
            for i in 0..text.tokens().len() {
                let aligned = Aligned::new(text.word(i));
                prop_assert_eq!(text.fold(i), aligned.text());
            }
        }
    }

    #[test]
    fn ranges_outside_are_empty() {
        let aligned = Aligned::new("حلب");
        assert_eq!(aligned.original(2..9), Span::new(0, 0));
        assert_eq!(aligned.original(1..1), Span::new(0, 0));
        assert_eq!(aligned.folded(Span::new(7, 9)), 3..3);
    }
}
