//! What a person types into the search box, and the expression of the full-text index it becomes.
//!
//! All words must occur. `"…"` (also “…” and «…») is a phrase; a word of several parts such as `S-400` is one too. `-` before
//! a word or phrase excludes it. Everything else is a separator, so nothing typed reaches the index's own syntax.

use crate::StoreError;
use crate::words::{Word, alternatives, bare, words};

/// Most words a search may have.
pub(crate) const MOST_WORDS: usize = 64;

/// A word or phrase of a search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Term {
    /// Folded; one word, or the words of a phrase in order.
    words: Vec<String>,
    /// Whether it must not occur.
    pub excluded: bool,
}

/// The terms of a search, in order; none where nothing but separators was typed.
pub(crate) fn parse(query: &str) -> Result<Vec<Term>, StoreError> {
    let mut terms = Vec::new();
    let mut total = 0;
    let mut rest = query;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace());
        let excluded = rest.starts_with('-');
        rest = rest.trim_start_matches('-');
        let Some(first) = rest.chars().next() else { break };
        let chunk;
        if is_quote(first) {
            let inner = &rest[first.len_utf8()..];
            let end = inner.find(is_quote).unwrap_or(inner.len());
            chunk = &inner[..end];
            rest = inner[end..].strip_prefix(is_quote).unwrap_or("");
        } else {
            let end = rest.find(|c: char| c.is_whitespace() || is_quote(c)).unwrap_or(rest.len());
            (chunk, rest) = rest.split_at(end);
        }
        let words: Vec<String> = words(chunk).into_iter().map(|word| word.folded).collect();
        total += words.len();
        if !words.is_empty() && total <= MOST_WORDS {
            terms.push(Term { words, excluded });
        }
    }
    if total > MOST_WORDS {
        return Err(StoreError::QueryTooLong { words: total, max: MOST_WORDS });
    }
    Ok(terms)
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '«' | '»')
}

impl Term {
    /// The term in the syntax of FTS5. Words are letters and digits only, and quoted.
    pub(crate) fn expression(&self) -> String {
        let forms: Vec<String> = self.forms().iter().map(|form| format!("\"{}\"", form.join(" "))).collect();
        forms.join(" OR ")
    }

    /// Where the term first occurs among the words of a text: the first and one past the last of them.
    pub(crate) fn find(&self, text: &[Word]) -> Option<(usize, usize)> {
        let forms = self.forms();
        let fits = |window: &[Word]| {
            forms.iter().any(|form| {
                window.iter().zip(form).all(|(word, form)| word.folded == *form)
                    || window.iter().zip(form).all(|(word, form)| word.bare() == form)
            })
        };
        text.windows(self.words.len()).position(fits).map(|at| (at, at + self.words.len()))
    }

    /// The sequences of words that are looked for, one of which must occur.
    fn forms(&self) -> Vec<Vec<String>> {
        match self.words.as_slice() {
            [word] => alternatives(word).into_iter().map(|form| vec![form]).collect(),
            phrase => {
                let stripped: Vec<String> = phrase.iter().map(|word| bare(word).to_owned()).collect();
                if stripped == phrase { vec![stripped] } else { vec![phrase.to_vec(), stripped] }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn expressions(query: &str) -> Vec<(bool, String)> {
        parse(query).unwrap().iter().map(|term| (term.excluded, term.expression())).collect()
    }

    #[test]
    fn words_phrases_and_exclusions() {
        assert_eq!(
            expressions("قصف -\"وقف إطلاق\" بغداد"),
            [(false, "\"قصف\"".into()), (true, "\"وقف اطلاق\"".into()), (false, "\"بغداد\" OR \"غداد\"".into())]
        );
        assert_eq!(
            expressions("«الحسكة»S-400"),
            [(false, "\"الحسكه\" OR \"حسكه\"".into()), (false, "\"s 400\"".into())]
        );
        assert_eq!(expressions("  -- \"\" - ؟ \"").len(), 0);
        assert_eq!(expressions("\"لم يغلق"), [(false, "\"لم يغلق\"".into())]);
    }

    #[test]
    fn the_syntax_of_the_index_is_only_words() {
        assert_eq!(
            expressions("NEAR(a, 3) OR title:x* AND NOT ^y"),
            [
                (false, "\"near a\"".into()),
                (false, "\"3\"".into()),
                (false, "\"or\"".into()),
                (false, "\"title x\"".into()),
                (false, "\"and\"".into()),
                (false, "\"not\"".into()),
                (false, "\"y\"".into())
            ]
        );
    }

    #[test]
    fn too_many_words_are_counted_and_refused() {
        let long = "كلمة ".repeat(65);
        assert!(matches!(parse(&long), Err(StoreError::QueryTooLong { words: 65, max: 64 })));
        assert!(parse(&"كلمة ".repeat(64)).is_ok());
    }

    #[test]
    fn finds_where_a_phrase_stands() {
        let text = words("أعلنت القوات السيطرة على المدينة وبالسيطرة على الطريق");
        let find = |query: &str| parse(query).unwrap()[0].find(&text);
        assert_eq!(find("\"سيطرة على الطريق\""), Some((5, 8)));
        assert_eq!(find("مدينة"), Some((4, 5)));
        assert_eq!(find("\"على السيطرة\""), None);
    }

    proptest! {
        #[test]
        fn nothing_typed_is_more_than_quoted_words(query in "[\"*:^(){}+\\-a-zا-ي «»']{0,40}|\\PC{0,40}") {
            for term in parse(&query).unwrap() {
                let inner: String = term.expression().split(" OR ").collect::<Vec<_>>().join(" ");
                prop_assert!(inner.chars().all(|c| c == '"' || c == ' ' || c.is_alphanumeric()), "{}", inner);
            }
        }
    }
}
