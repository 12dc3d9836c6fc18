//! Phrases: names of one or several words, found in running text whatever is joined to their first word.

use std::ops::Range;

use marsad_model::Span;
use marsad_text::{Text, TokenKind, fold_str};
use rustc_hash::FxHashMap;

/// A set of names, each with a value.
#[derive(Debug, Clone)]
pub struct PhraseMap<T> {
    /// By folded first word: the other words and the value, longest first.
    heads: FxHashMap<Box<str>, Vec<(Vec<Box<str>>, T)>>,
}

impl<T> Default for PhraseMap<T> {
    fn default() -> Self {
        Self { heads: FxHashMap::default() }
    }
}

/// A name found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhraseHit<T> {
    /// Its tokens.
    pub tokens: Range<usize>,
    /// Its words, without the conjunction or preposition joined to the first, where that can be cut off.
    pub span: Span,
    /// The preposition joined to its first word.
    pub preposition: Option<char>,
    /// Whether و or ف is joined to its first word.
    pub conjunction: bool,
    /// What it stands for.
    pub value: T,
}

impl<T: Clone + PartialEq> PhraseMap<T> {
    /// Adds a name; the same name may have several values.
    pub fn insert(&mut self, name: &str, value: T) {
        let text = Text::new(name);
        let mut words = (0..text.tokens().len()).map(|i| Box::from(text.fold(i)));
        let Some(head) = words.next() else { return };
        let rest: Vec<Box<str>> = words.collect();
        let list = self.heads.entry(head).or_default();
        if !list.iter().any(|(r, v)| *r == rest && *v == value) {
            let at = list.partition_point(|(r, _)| r.len() >= rest.len());
            list.insert(at, (rest, value));
        }
    }

    /// Whether nothing is in the set.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.heads.is_empty()
    }

    /// The values of exactly this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Vec<T> {
        let folded = fold_str(name);
        let mut words = folded.split_whitespace();
        let Some(list) = words.next().and_then(|head| self.heads.get(head)) else { return Vec::new() };
        let rest: Vec<&str> = words.collect();
        list.iter()
            .filter(|(r, _)| r.len() == rest.len() && r.iter().zip(&rest).all(|(a, b)| **a == **b))
            .map(|(_, v)| v.clone())
            .collect()
    }

    /// The longest names that begin at token `at`, with every value of that length, uncut words before cut ones.
    ///
    /// Empty where none begins there.
    #[must_use]
    pub fn at(&self, text: &Text, at: usize) -> Vec<PhraseHit<T>> {
        let Some(token) = text.tokens().get(at) else { return Vec::new() };
        if token.kind == TokenKind::Mark {
            return Vec::new();
        }
        let word = text.fold(at);
        let mut best: Vec<PhraseHit<T>> = Vec::new();
        let (mut longest, mut least_cut) = (0, 0);
        let mut article = String::new();
        for (cut, conjunction, preposition, head) in cuts(word, &mut article) {
            let Some(list) = self.heads.get(head) else { continue };
            for (rest, value) in list {
                let length = rest.len() + 1;
                if length < longest || (length == longest && cut != least_cut) {
                    break;
                }
                if !rest.iter().enumerate().all(|(k, w)| text.fold(at + 1 + k) == &**w) {
                    continue;
                }
                if length > longest {
                    best.clear();
                    (longest, least_cut) = (length, cut);
                }
                best.push(PhraseHit {
                    tokens: at..at + length,
                    span: Span::new(cut_start(text, at, cut), text.cover(at, at + length).end),
                    preposition,
                    conjunction,
                    value: value.clone(),
                });
            }
        }
        best
    }
}

/// Where a token begins once `letters` folded letters are cut off; «لل» cannot be cut and gives the token's own start.
pub fn cut_start(text: &Text, at: usize, letters: usize) -> usize {
    let span = text.tokens()[at].span;
    if letters == 0 {
        return span.start;
    }
    let mut left = letters;
    for (i, c) in text.slice(span).chars().enumerate() {
        if marsad_text::is_mark(c) {
            continue;
        }
        if left == 0 {
            return span.start + i;
        }
        left -= 1;
    }
    span.start
}

/// The ways to free a word of a joined conjunction and preposition: letters cut, conjunction, preposition, what is left.
fn cuts<'a>(word: &'a str, article: &'a mut String) -> Vec<(usize, bool, Option<char>, &'a str)> {
    let mut out = vec![(0, false, None, word)];
    let mut bases = vec![(0, false, word)];
    if let Some(rest) = word.strip_prefix(['و', 'ف']) {
        if rest.chars().count() >= 2 {
            out.push((1, true, None, rest));
            bases.push((1, true, rest));
        }
    }
    let mut joined: Option<(bool, &str)> = None;
    for (cut, conjunction, base) in bases {
        if let Some(rest) = base.strip_prefix("لل") {
            joined.get_or_insert((conjunction, rest));
        }
        let mut letters = base.chars();
        if let (Some(p @ ('ب' | 'ك' | 'ل')), rest) = (letters.next(), letters.as_str()) {
            if rest.chars().count() >= 2 {
                out.push((cut + 1, conjunction, Some(p), rest));
            }
        }
    }
    // «للحوثيين» is ل + الحوثيين with its alef left out: nothing can be cut from the written word.
    if let Some((conjunction, rest)) = joined {
        article.push_str("ال");
        article.push_str(rest);
        out.push((usize::from(conjunction), conjunction, Some('ل'), article.as_str()));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map() -> PhraseMap<&'static str> {
        let mut map = PhraseMap::default();
        for (name, value) in
            [("الحوثيين", "houthi"), ("داعش", "is"), ("مرتزقة داعش", "is"), ("بغداد", "baghdad"), ("قوات سوريا الديمقراطية", "sdf")]
        {
            map.insert(name, value);
        }
        map
    }

    #[test]
    fn finds_names_under_what_is_joined_to_them() {
        for (words, value, found) in [
            ("للحوثيين", "houthi", "للحوثيين"),
            ("وللحوثيين", "houthi", "للحوثيين"),
            ("بالحوثيين", "houthi", "الحوثيين"),
            ("وداعش", "is", "داعش"),
            ("لمرتزقة داعش", "is", "مرتزقة داعش"),
            ("بغداد", "baghdad", "بغداد"),
            ("وببغداد", "baghdad", "بغداد"),
            ("وقوات سوريا الديمقراطية", "sdf", "قوات سوريا الديمقراطية"),
        ] {
            let text = Text::new(words);
            let hits = map().at(&text, 0);
            assert_eq!(hits.len(), 1, "{words}");
            assert_eq!((hits[0].value, text.slice(hits[0].span)), (value, found));
        }
    }

    #[test]
    fn gives_nothing_inside_other_words() {
        for words in ["بغدادي", "دواعش", "الحوثيون"] {
            assert!(map().at(&Text::new(words), 0).is_empty(), "{words}");
        }
    }
}
