//! Phrases: names of one or several words, found in running text whatever is joined to their first word.

use std::hash::Hasher;
use std::ops::Range;

use marsad_model::Span;
use marsad_text::{Text, TokenKind, fold_str};
use rustc_hash::FxHasher;

use crate::WordMap;
use crate::facts::{Bit, Words};

/// A set of names, each with a value.
#[derive(Debug, Clone)]
pub struct PhraseMap<T> {
    /// By folded first word: the other words and the value, longest first.
    heads: WordMap<Vec<Rest<T>>>,
    /// Its bit in [`crate::facts`]; 0 where it has none.
    pub(crate) bit: Bit,
}

/// The further words of a name, and its value.
#[derive(Debug, Clone)]
struct Rest<T> {
    /// The print of the first of the words; 0 where there is none.
    print: u32,
    words: Vec<Box<str>>,
    value: T,
}

impl<T> Default for PhraseMap<T> {
    fn default() -> Self {
        Self { heads: WordMap::default(), bit: 0 }
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
        let list = self.heads.or_default(head);
        if !list.iter().any(|r| r.words == rest && r.value == value) {
            let at = list.partition_point(|r| r.words.len() >= rest.len());
            let print = rest.first().map_or(0, |w| print(w));
            list.insert(at, Rest { print, words: rest, value });
        }
    }

    /// Whether nothing is in the set.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.heads.is_empty()
    }

    /// Whether this folded word is a name by itself.
    #[must_use]
    pub fn has(&self, folded: &str) -> bool {
        self.one(folded).is_some()
    }

    /// The folded words that names begin with, in no order.
    pub(crate) fn first_words(&self) -> impl Iterator<Item = &str> {
        self.heads.words()
    }

    /// The first value of a name that is this one folded word.
    #[must_use]
    pub fn one(&self, folded: &str) -> Option<&T> {
        self.heads.get(folded)?.iter().find(|r| r.words.is_empty()).map(|r| &r.value)
    }

    /// The values of exactly this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Vec<T> {
        let folded = fold_str(name);
        let mut words = folded.split_whitespace();
        let Some(list) = words.next().and_then(|head| self.heads.get(head)) else { return Vec::new() };
        let rest: Vec<&str> = words.collect();
        list.iter()
            .filter(|r| r.words.len() == rest.len() && r.words.iter().zip(&rest).all(|(a, b)| **a == **b))
            .map(|r| r.value.clone())
            .collect()
    }

    /// The longest names that begin at token `at`, with every value of that length, uncut words before cut ones.
    ///
    /// Empty where none begins there.
    #[must_use]
    #[inline]
    pub fn at(&self, words: &impl Words, at: usize) -> Vec<PhraseHit<T>> {
        if self.may_begin(words, at) { self.longest(words, at) } else { Vec::new() }
    }

    fn longest(&self, words: &impl Words, at: usize) -> Vec<PhraseHit<T>> {
        let mut best: Vec<PhraseHit<T>> = Vec::new();
        let text = words.text();
        let (heads, next) = (self.cuts_of(words, at), words.print(at + 1));
        let (mut longest, mut least_cut) = (0, 0);
        let mut article = String::new();
        for (number, found) in cuts(text.fold(at), &mut article).into_iter().enumerate() {
            let Some((cut, conjunction, preposition, head)) = found.filter(|_| heads >> number & 1 == 1) else {
                continue;
            };
            let Some(list) = self.heads.get(head) else { continue };
            for rest in list {
                let length = rest.words.len() + 1;
                if length < longest || (length == longest && cut != least_cut) {
                    break;
                }
                let Some(end) = rest.end(text, at + 1, next) else { continue };
                if length > longest {
                    best.clear();
                    (longest, least_cut) = (length, cut);
                }
                best.push(PhraseHit {
                    tokens: at..end,
                    span: Span::new(cut_start(text, at, cut), text.cover(at, end).end),
                    preposition,
                    conjunction,
                    value: rest.value.clone(),
                });
            }
        }
        best
    }

    /// Whether a name begins at token `at`: whether [`PhraseMap::at`] finds any.
    #[must_use]
    #[inline]
    pub fn begins(&self, words: &impl Words, at: usize) -> bool {
        self.may_begin(words, at) && self.finds(words, at)
    }

    fn finds(&self, words: &impl Words, at: usize) -> bool {
        let text = words.text();
        let (heads, next) = (self.cuts_of(words, at), words.print(at + 1));
        let mut article = String::new();
        cuts(text.fold(at), &mut article)
            .into_iter()
            .enumerate()
            .filter_map(|(number, found)| found.filter(|_| heads >> number & 1 == 1))
            .filter_map(|(.., head)| self.heads.get(head))
            .any(|list| list.iter().any(|rest| rest.end(text, at + 1, next).is_some()))
    }

    /// The ways to free the word at `at` of what is joined before it that are worth a look.
    fn cuts_of(&self, words: &impl Words, at: usize) -> u8 {
        if self.bit == 0 { u8::MAX } else { words.heads(at) }
    }

    /// Whether the word at `at` is such that a name may begin there.
    #[inline]
    fn may_begin(&self, words: &impl Words, at: usize) -> bool {
        (self.bit == 0 || words.begins(at, self.bit))
            && words.text().tokens().get(at).is_some_and(|t| t.kind != TokenKind::Mark)
    }
}

impl<T> Rest<T> {
    /// Where a name with these further words ends, the next of them at token `i`; `next` is the print of that token.
    #[inline]
    fn end(&self, text: &Text, i: usize, next: u32) -> Option<usize> {
        // Most are told apart by the next word alone.
        if next != 0 && self.print != 0 && self.print != next { None } else { follow(text, i, &self.words) }
    }
}

/// A number that equal words have in common and others seldom; never 0.
pub(crate) fn print(word: &str) -> u32 {
    let mut hasher = FxHasher::default();
    hasher.write(word.as_bytes());
    let hash = hasher.finish();
    u32::try_from(hash >> 32).unwrap_or_default() | 1
}

/// Where a name ends whose further words are `rest`, the next of them at token `i`; quotation marks inside a name
/// («تنظيم "الدولة"») are passed over, and one that such a mark opened is taken in with the mark that closes it.
fn follow(text: &Text, mut i: usize, rest: &[Box<str>]) -> Option<usize> {
    let quote = |i: usize| text.tokens().get(i).is_some_and(|t| t.mark.is_some_and(is_quote));
    let mut open = false;
    for word in rest {
        let mut skipped = 0;
        while text.fold(i) != &**word {
            // «''» is two marks.
            if skipped == 2 || !quote(i) {
                return None;
            }
            open = !open;
            skipped += 1;
            i += 1;
        }
        if skipped == 2 {
            open = true;
        }
        i += 1;
    }
    if open && quote(i) {
        i += 1;
        if text.tokens()[i - 1].mark == Some('\'') && text.tokens().get(i).is_some_and(|t| t.mark == Some('\'')) {
            i += 1;
        }
    }
    Some(i)
}

/// A form as listed without article, and as it stands with one: on its last word («قانون الانتخاب») and on every word
/// («الطائرات المسيرة»). A form that has an article at its end is only itself.
pub(crate) fn article_forms(form: &str) -> Vec<String> {
    let words: Vec<&str> = form.split_whitespace().collect();
    let mut out = vec![form.to_owned()];
    let bare = |word: &str| !word.starts_with("ال") && word.chars().count() > 2;
    if words.iter().all(|w| bare(w)) {
        let with = |from: usize| {
            let joined =
                words.iter().enumerate().map(|(i, w)| if i >= from { format!("ال{w}") } else { (*w).to_owned() });
            joined.collect::<Vec<_>>().join(" ")
        };
        out.push(with(words.len() - 1));
        if words.len() > 1 {
            out.push(with(0));
        }
    }
    out
}

/// Whether a mark is a quotation mark of any kind.
pub(crate) fn is_quote(c: char) -> bool {
    matches!(c, '"' | '«' | '»' | '“' | '”' | '„' | '\'' | '‘' | '’' | '‹' | '›')
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

/// A way to free a word of what is joined to it: letters cut, conjunction, preposition, what is left.
pub(crate) type Cut<'a> = Option<(usize, bool, Option<char>, &'a str)>;

/// The ways to free a word of a joined conjunction and preposition, least cut first.
pub(crate) fn cuts<'a>(word: &'a str, article: &'a mut String) -> [Cut<'a>; 5] {
    let longer = |rest: &&str| rest.chars().nth(1).is_some();
    let preposition = |cut: usize, base: &'a str| {
        let mut letters = base.chars();
        match (letters.next(), letters.as_str()) {
            (Some(p @ ('ب' | 'ك' | 'ل')), rest) if longer(&rest) => Some((cut + 1, cut > 0, Some(p), rest)),
            _ => None,
        }
    };
    let base = word.strip_prefix(['و', 'ف']).filter(longer);
    let mut out = [Some((0, false, None, word)), base.map(|b| (1, true, None, b)), preposition(0, word), None, None];
    out[3] = base.and_then(|b| preposition(1, b));
    // «للحوثيين» is ل + الحوثيين with its alef left out: nothing can be cut from the written word.
    let joined =
        word.strip_prefix("لل").map(|rest| (false, rest)).or_else(|| base?.strip_prefix("لل").map(|rest| (true, rest)));
    if let Some((conjunction, rest)) = joined {
        article.push_str("ال");
        article.push_str(rest);
        out[4] = Some((usize::from(conjunction), conjunction, Some('ل'), article.as_str()));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map() -> PhraseMap<&'static str> {
        let mut map = PhraseMap::default();
        for (name, value) in [
            ("الحوثيين", "houthi"),
            ("داعش", "is"),
            ("مرتزقة داعش", "is"),
            ("بغداد", "baghdad"),
            ("قوات سوريا الديمقراطية", "sdf"),
        ] {
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
    fn quotation_marks_inside_a_name_do_not_part_it() {
        for (words, found) in [
            ("مرتزقة \"داعش\" في", "مرتزقة \"داعش\""),
            ("مرتزقة «داعش»", "مرتزقة «داعش»"),
            ("مرتزقة ''داعش'' في", "مرتزقة ''داعش''"),
            ("\"داعش\"", "داعش"),
        ] {
            let text = Text::new(words);
            let at = usize::from(words.starts_with('"'));
            let hits = map().at(&text, at);
            assert_eq!(hits.first().map(|h| text.slice(h.span)), Some(found), "{words}");
        }
        assert!(map().at(&Text::new("مرتزقة، داعش"), 0).is_empty());
    }

    #[test]
    fn gives_nothing_inside_other_words() {
        for words in ["بغدادي", "دواعش", "الحوثيون"] {
            assert!(map().at(&Text::new(words), 0).is_empty(), "{words}");
        }
    }
}
