//! Words that somebody else says stand in a document, found again in it.

use marsad_model::{Quote, Span};
use marsad_text::{Aligned, Text, Token, TokenKind, splits};

/// Most tokens of a quote that is looked for: a sentence may be long, a page is no quote.
const LONGEST: usize = 200;

/// A document's full text, in which quotes are looked for as the house folds: vowel signs, tatweel, forms of alef and the width
/// of spaces are no difference, and a word may have «و», «ب», «ل» and the like joined to its front.
#[derive(Debug)]
pub struct Words {
    text: Text,
}

impl Words {
    /// Reads a full text (`title + "\n\n" + text`).
    #[must_use]
    pub fn new(full: &str) -> Self {
        Self { text: Text::new(full) }
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &Text {
        &self.text
    }

    /// Everywhere that the words of a quote stand inside one of some stretches, in the order of the text. Marks at either end
    /// of the quote do not count; a quote of marks alone stands nowhere.
    ///
    /// ```
    /// use marsad_second::Words;
    /// use marsad_model::Span;
    /// let words = Words::new("خبر\n\nوقُتل خمسة مدنيين في حلب، وقتل جندي.");
    /// let all = [Span::new(0, 99)];
    /// let found = words.find("«قتل»", &all);
    /// assert_eq!(found.iter().map(|q| (q.start, q.text.as_str())).collect::<Vec<_>>(), [(6, "قُتل"), (32, "قتل")]);
    /// assert!(words.find("قتل ستة", &all).is_empty());
    /// ```
    #[must_use]
    pub fn find(&self, quote: &str, inside: &[Span]) -> Vec<Quote> {
        if quote.len() > 8 * 1024 {
            return Vec::new();
        }
        let wanted = Text::new(quote);
        let is_mark = |token: &Token| token.kind == TokenKind::Mark;
        let (Some(first), Some(last)) = (
            wanted.tokens().iter().position(|token| !is_mark(token)),
            wanted.tokens().iter().rposition(|token| !is_mark(token)),
        ) else {
            return Vec::new();
        };
        let folds: Vec<&str> = (first..=last).map(|at| wanted.fold(at)).collect();
        if folds.len() > LONGEST || folds.iter().all(|fold| fold.is_empty()) {
            return Vec::new();
        }
        let tokens = self.text.tokens();
        let mut out = Vec::new();
        for at in 0..(tokens.len() + 1).saturating_sub(folds.len()) {
            let Some(cut) = self.begins(at, folds[0]) else { continue };
            if (1..folds.len()).any(|n| self.text.fold(at + n) != folds[n]) {
                continue;
            }
            let span = Span::new(tokens[at].span.start + cut, tokens[at + folds.len() - 1].span.end);
            if inside.iter().any(|part| part.contains(span)) {
                out.push(self.text.quote(span));
            }
        }
        out
    }

    /// Where in the token at `at` the first word of a quote begins, in scalar values of the token; none where it does not.
    fn begins(&self, at: usize, word: &str) -> Option<usize> {
        let fold = self.text.fold(at);
        if fold == word {
            return Some(0);
        }
        // A single letter is no word that something could be joined to.
        if word.chars().nth(1).is_none() || !fold.ends_with(word) {
            return None;
        }
        let letters = fold.chars().count() - word.chars().count();
        let joined = splits(fold).any(|split| {
            let article = if split.article { 2 } else { 0 };
            split.pronoun.is_none()
                && (split.prefix_len == letters || split.prefix_len.checked_sub(article) == Some(letters))
        });
        if !joined {
            return None;
        }
        let aligned = Aligned::new(self.text.word(at));
        Some(aligned.original(letters..letters + 1).start)
    }

    /// The one place of a quote that is nearest to some words, or the first of all where there are none to be near to.
    #[must_use]
    pub fn nearest(&self, quote: &str, inside: &[Span], near: Option<Span>) -> Option<Quote> {
        let found = self.find(quote, inside);
        let away = |q: &Quote| near.map_or(0, |near| near.start.abs_diff(q.start));
        found.into_iter().min_by_key(|q| (away(q), q.start))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TEXT: &str = "قصف على حلب\n\nقصفت طائراتٌ أحياءً في  مدينة حلب أمس، وقتل خمسةُ مدنيّين. وقالت الشرطة إن القصفَ استمر ساعتين بحلب.";

    fn at(quote: &str) -> Vec<String> {
        let words = Words::new(TEXT);
        let all = [Span::new(0, TEXT.chars().count())];
        let found = words.find(quote, &all);
        for q in &found {
            assert_eq!(q.span().slice(TEXT), q.text);
        }
        found.into_iter().map(|q| q.text).collect()
    }

    #[test]
    fn quotes_are_found_as_the_house_folds() {
        assert_eq!(at("في مدينة حلب"), ["في  مدينة حلب"]);
        assert_eq!(at("خمسة مدنيين"), ["خمسةُ مدنيّين"]);
        assert_eq!(at("«قتل»"), ["قتل"], "without what is joined to it");
        assert_eq!(at("حلب"), ["حلب", "حلب", "حلب"]);
        assert_eq!(at("القصف"), ["القصفَ"]);
        assert_eq!(at("احياء"), ["أحياءً"]);
    }

    #[test]
    fn what_does_not_stand_there_is_not_found() {
        for invented in ["", " ، ", "ستة مدنيين", "حل", "ل", "حلب أمس وقتل", "طائرات روسية", "و", "صف"]
        {
            assert_eq!(at(invented), [] as [&str; 0], "{invented}");
        }
        assert_eq!(at(&"حلب ".repeat(5_000)), [] as [&str; 0]);
    }

    #[test]
    fn the_nearest_place_is_taken() {
        let words = Words::new(TEXT);
        let all = [Span::new(0, TEXT.chars().count())];
        let last = words.find("حلب", &all)[2].start;
        assert_eq!(words.nearest("حلب", &all, None).map(|q| q.start), Some(8));
        let near = Some(Span::new(last - 3, last));
        assert_eq!(words.nearest("حلب", &all, near).map(|q| q.start), Some(last));
        assert_eq!(words.nearest("حلب", &[Span::new(0, 5)], near), None);
    }

    proptest! {
        #[test]
        fn what_is_found_stands_there(text in "[قتلحب والم، .ًـ\n]{0,60}", quote in "[قتلحب والم، ًـ]{0,8}") {
            let words = Words::new(&text);
            for q in words.find(&quote, &[Span::new(0, 1000)]) {
                prop_assert_eq!(q.span().slice(&text), q.text.as_str());
                prop_assert!(!q.text.is_empty());
            }
        }

        #[test]
        fn every_run_of_tokens_is_found_where_it_stands(from in 0usize..20, len in 1usize..5) {
            let text = Text::new(TEXT);
            let to = (from + len).min(text.tokens().len());
            if from < to && text.tokens()[from].kind != TokenKind::Mark && text.tokens()[to - 1].kind != TokenKind::Mark {
                let span = text.cover(from, to);
                let found = Words::new(TEXT).find(text.slice(span), &[Span::new(0, 1000)]);
                prop_assert!(found.iter().any(|q| q.span() == span), "{:?}", text.slice(span));
            }
        }
    }
}
