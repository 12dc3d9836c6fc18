//! A word, phrase or beginning of a word that is looked for in texts.

use crate::clitics::{beginnings, forms};
use crate::words::{Word, bare};

/// What is looked for in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Term {
    /// For each word its written forms, folded; the one as typed first.
    forms: Vec<Vec<String>>,
    /// Whether the last word is only the beginning of one.
    prefix: bool,
}

impl Term {
    /// The term of folded words; at least one.
    pub(crate) fn new(words: Vec<String>, prefix: bool) -> Self {
        let last = words.len().saturating_sub(1);
        let of = |(at, word): (usize, &String)| if prefix && at == last { beginnings(word) } else { forms(word) };
        Self { forms: words.iter().enumerate().map(of).collect(), prefix }
    }

    /// The term of one word that is written in one of these folded forms; at least one.
    pub(crate) fn any_of(forms: Vec<String>) -> Self {
        Self { forms: vec![forms], prefix: false }
    }

    /// The words as typed, folded.
    pub(crate) fn words(&self) -> impl Iterator<Item = &str> {
        self.forms.iter().filter_map(|forms| forms.first().map(String::as_str))
    }

    /// Whether the last word is only the beginning of one.
    pub(crate) fn is_prefix(&self) -> bool {
        self.prefix
    }

    /// For each word its written forms, folded, and whether they are only the beginnings of words.
    pub(crate) fn each(&self) -> impl Iterator<Item = (&[String], bool)> {
        let last = self.forms.len() - 1;
        self.forms.iter().enumerate().map(move |(at, forms)| (forms.as_slice(), self.prefix && at == last))
    }

    /// What every way to write the phrase has in common, as a phrase in the syntax of FTS5: the bare forms of its words. None
    /// where fewer than two of them are whole words. Words are letters and digits only, and quoted.
    pub(crate) fn bare_phrase(&self) -> Option<String> {
        let phrase: Vec<&str> = self.words().map(bare).collect();
        let phrase = &phrase[..phrase.len() - usize::from(self.prefix)];
        (phrase.len() > 1).then(|| format!("\"{}\"", phrase.join(" ")))
    }

    /// The term in the syntax of `tsquery`, for a vector that holds every word, and its bare form behind `=`.
    pub(crate) fn tsquery(&self) -> String {
        let last = self.forms.len() - 1;
        let each: Vec<String> = self
            .forms
            .iter()
            .enumerate()
            .map(|(at, forms)| {
                let star = if self.prefix && at == last { ":*" } else { "" };
                let all: Vec<String> = forms.iter().map(|form| format!("'{form}'{star}")).collect();
                format!("({})", all.join(" | "))
            })
            .collect();
        if last == 0 {
            return each.join("");
        }
        let phrase: Vec<String> = self.words().map(|word| format!("'={}'", bare(word))).collect();
        let phrase = match (self.prefix, phrase.split_last()) {
            (true, Some((_, before))) => before.to_vec(),
            _ => phrase,
        };
        let phrase = if phrase.len() > 1 { format!("({}) & ", phrase.join(" <-> ")) } else { String::new() };
        format!("{phrase}{}", each.join(" & "))
    }

    /// Where the term first occurs among the words of a text: the first and one past the last of them.
    pub(crate) fn find(&self, text: &[Word]) -> Option<(usize, usize)> {
        self.all(text).next()
    }

    /// Every place where the term occurs among the words of a text.
    pub(crate) fn all<'a>(&'a self, text: &'a [Word]) -> impl Iterator<Item = (usize, usize)> + 'a {
        let length = self.forms.len();
        text.windows(length)
            .enumerate()
            .filter(|(_, window)| {
                window.iter().zip(&self.forms).enumerate().all(|(n, (word, forms))| self.fits(n, forms, word))
            })
            .map(move |(at, _)| (at, at + length))
    }

    fn fits(&self, at: usize, forms: &[String], word: &Word) -> bool {
        if self.prefix && at + 1 == self.forms.len() {
            return forms.iter().any(|form| word.folded.starts_with(form.as_str()));
        }
        forms.contains(&word.folded)
    }
}
