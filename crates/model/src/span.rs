//! Where words stand: spans and quotes.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A stretch of a document's full text, in Unicode scalar values, end exclusive.
///
/// The full text is `title + "\n\n" + text` of one immutable document version (see [`crate::Document::full_text`]); for
/// `marsad mentions` it is the `text` given. Never bytes, never UTF-16 units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Span {
    /// First scalar value.
    pub start: usize,
    /// One past the last scalar value.
    pub end: usize,
}

impl Span {
    /// The span from `start` to `end`; an end before the start gives an empty span at `start`.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end: end.max(start) }
    }

    /// Length in scalar values.
    #[must_use]
    pub fn len(self) -> usize {
        self.end - self.start
    }

    /// Whether the span holds nothing.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.end == self.start
    }

    /// Whether the two spans share at least one scalar value.
    #[must_use]
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Whether `other` lies wholly inside this span.
    #[must_use]
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The smallest span that holds both.
    #[must_use]
    pub fn cover(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The words of `text` under this span; empty where the span lies outside.
    ///
    /// Costs a walk over `text`: for many spans of one text keep an index (the `text` crate does).
    #[must_use]
    pub fn slice(self, text: &str) -> &str {
        let mut bytes = text.char_indices().map(|(b, _)| b).chain(std::iter::once(text.len()));
        let Some(from) = bytes.nth(self.start) else { return "" };
        if self.is_empty() {
            return "";
        }
        let Some(to) = bytes.nth(self.end - self.start - 1) else { return "" };
        &text[from..to]
    }
}

/// A span with its words: the form in which spans leave the program.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Quote {
    /// First scalar value.
    pub start: usize,
    /// One past the last scalar value.
    pub end: usize,
    /// The words under the span, exactly as the document has them.
    pub text: String,
}

impl Quote {
    /// The span without its words.
    #[must_use]
    pub fn span(&self) -> Span {
        Span { start: self.start, end: self.end }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn slices_by_scalar_values_not_bytes() {
        assert_eq!(Span::new(0, 4).slice("قصفت المدينة"), "قصفت");
        assert_eq!(Span::new(5, 12).slice("قصفت المدينة"), "المدينة");
        assert_eq!(Span::new(5, 13).slice("قصفت المدينة"), "");
        assert_eq!(Span::new(3, 3).slice("قصفت"), "");
    }

    proptest! {
        #[test]
        fn slice_equals_the_naive_slice(text in "\\PC{0,40}", a in 0usize..50, b in 0usize..50) {
            let span = Span::new(a.min(b), a.max(b));
            let chars: Vec<char> = text.chars().collect();
            let naive: String = if span.end <= chars.len() { chars[span.start..span.end].iter().collect() } else { String::new() };
            prop_assert_eq!(span.slice(&text), naive);
        }
    }
}
