//! The immutable text with its tokens, sentences and index from scalar values to bytes.

use marsad_model::{Quote, Span};

use crate::sentence::{Sentence, split_sentences};
use crate::token::Token;
use crate::tokenise::{STRIDE, tokenise};

/// One immutable text, read once: tokens with their folded forms, sentences, and positions in scalar values.
///
/// ```
/// let text = marsad_text::Text::new("قُصفت المدينة، أمس.");
/// assert_eq!(text.tokens().len(), 5);
/// assert_eq!(text.fold(0), "قصفت");
/// assert_eq!(text.slice(text.tokens()[1].span), "المدينة");
/// ```
#[derive(Debug, Clone)]
pub struct Text {
    source: String,
    /// Byte offset of every STRIDE-th scalar value.
    index: Vec<u32>,
    chars: usize,
    arena: String,
    tokens: Vec<Token>,
    sentences: Vec<Sentence>,
    /// The sentence of each token.
    of: Vec<u32>,
}

impl Text {
    /// Reads a text. Its length is bounded only by memory; cost is linear.
    #[must_use]
    pub fn new(source: impl Into<String>) -> Self {
        Self::without(source, &[])
    }

    /// Reads a text but for some stretches of it, which hold no token and no sentence. Positions count in the whole text;
    /// `left_out` is in order.
    ///
    /// ```
    /// use marsad_text::{Text, foreign_paragraphs};
    /// let source = "انتهى.\nThe town is in the hands of the army.\nوصلوا.";
    /// let left_out: Vec<_> = foreign_paragraphs(source).into_iter().map(|p| p.span).collect();
    /// let text = Text::without(source, &left_out);
    /// assert_eq!(text.tokens().len(), 4);
    /// assert_eq!(text.slice(text.tokens()[2].span), "وصلوا");
    /// ```
    #[must_use]
    pub fn without(source: impl Into<String>, left_out: &[Span]) -> Self {
        let source = source.into();
        let mut read = tokenise(&source);
        if !left_out.is_empty() {
            read.tokens.retain(|t| {
                let next = left_out.partition_point(|s| s.end <= t.span.start);
                left_out.get(next).is_none_or(|s| s.start >= t.span.end)
            });
        }
        let sentences = split_sentences(&source, &read);
        let mut of = Vec::with_capacity(read.tokens.len());
        for (sentence, number) in sentences.iter().zip(0_u32..) {
            of.resize(sentence.tokens.end, number);
        }
        Self { source, index: read.index, chars: read.chars, arena: read.arena, tokens: read.tokens, sentences, of }
    }

    /// The original, unchanged.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Length in scalar values.
    #[must_use]
    pub fn len(&self) -> usize {
        self.chars
    }

    /// Whether there is nothing to read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.chars == 0
    }

    /// The tokens in order.
    #[must_use]
    #[inline]
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// The sentences in order; together they hold every token.
    #[must_use]
    #[inline]
    pub fn sentences(&self) -> &[Sentence] {
        &self.sentences
    }

    /// The folded form of the token at `i`; empty where there is none.
    #[must_use]
    #[inline]
    pub fn fold(&self, i: usize) -> &str {
        self.tokens.get(i).map_or("", |t| &self.arena[t.fold.start as usize..t.fold.end as usize])
    }

    /// The words of the token at `i` as written; empty where there is none.
    #[must_use]
    #[inline]
    pub fn word(&self, i: usize) -> &str {
        self.tokens.get(i).map_or("", |t| &self.source[t.bytes.start as usize..t.bytes.end as usize])
    }

    /// The words under a span of this text; empty where the span lies outside.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        if span.end > self.chars || span.start >= span.end {
            return "";
        }
        let from = self.byte(span.start);
        let to = if span.end - span.start < STRIDE {
            from + self.source[from..].chars().take(span.len()).map(char::len_utf8).sum::<usize>()
        } else {
            self.byte(span.end)
        };
        &self.source[from..to]
    }

    /// A span with its words.
    #[must_use]
    pub fn quote(&self, span: Span) -> Quote {
        Quote { start: span.start, end: span.end, text: self.slice(span).to_owned() }
    }

    /// The span from the first to the last of the tokens `from..to`; empty at 0 where there are none.
    #[must_use]
    pub fn cover(&self, from: usize, to: usize) -> Span {
        match (self.tokens.get(from), to.checked_sub(1).and_then(|i| self.tokens.get(i))) {
            (Some(a), Some(b)) if from < to => Span::new(a.span.start, b.span.end),
            _ => Span::new(0, 0),
        }
    }

    /// Index of the sentence that holds token `i`.
    #[must_use]
    #[inline]
    pub fn sentence_of(&self, i: usize) -> usize {
        self.of.get(i).map_or(self.sentences.len().saturating_sub(1), |&number| number as usize)
    }

    /// Byte offset of the scalar value at `at` (at most the length).
    fn byte(&self, at: usize) -> usize {
        if at >= self.chars {
            return self.source.len();
        }
        let from = self.index[at / STRIDE] as usize;
        from + self.source[from..].chars().take(at % STRIDE).map(char::len_utf8).sum::<usize>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn splits_words_numbers_and_marks() {
        let t = Text::new("قُتل 1,200 شخص (بينهم ٣.٥%) في الـ174 يوماً، US-backed.");
        let words: Vec<&str> = (0..t.tokens().len()).map(|i| t.fold(i)).collect();
        assert_eq!(
            words,
            [
                "قتل",
                "1,200",
                "شخص",
                "(",
                "بينهم",
                "3.5",
                "%",
                ")",
                "في",
                "ال",
                "174",
                "يوما",
                "،",
                "us",
                "-",
                "backed",
                "."
            ]
        );
        assert_eq!(t.word(0), "قُتل");
        assert_eq!(t.word(9), "الـ");
    }

    proptest! {
        #[test]
        fn every_token_slices_to_its_own_characters(s in "[\\u{600}-\\u{6ff}a-zA-Z0-9 .,،«»\\n😀\\u{200f}]{0,200}") {
            let text = Text::new(s.clone());
            let chars: Vec<char> = s.chars().collect();
            prop_assert_eq!(text.len(), chars.len());
            let mut last = 0;
            for token in text.tokens() {
                prop_assert!(token.span.start >= last && token.span.end > token.span.start);
                last = token.span.end;
                let naive: String = chars[token.span.start..token.span.end].iter().collect();
                prop_assert_eq!(text.slice(token.span), naive.as_str());
                prop_assert_eq!(token.span.slice(&s), naive.as_str());
            }
        }

        #[test]
        fn sentences_hold_every_token_once(s in "[\\u{620}-\\u{64a} .!؟\\n«»\"0-9]{0,200}") {
            let text = Text::new(s);
            let mut next = 0;
            for sentence in text.sentences() {
                prop_assert_eq!(sentence.tokens.start, next);
                prop_assert!(sentence.tokens.end > sentence.tokens.start);
                next = sentence.tokens.end;
            }
            prop_assert_eq!(next, text.tokens().len());
        }
    }
}
