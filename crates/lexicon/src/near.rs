//! Words that must stand near a trigger: lists of frames, groups of words that several frames share, and kinds of mentions.
//!
//! `@name` in a list of a frame stands for every word of that group of `lexicon/ar/word_groups.tsv`; `#armed`, `#civil`,
//! `#place`, `#ground` and `#number` for any such mention, whatever its words.

use marsad_text::{fold_str, splits};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::frames::without_article;
use crate::table::read_tables;
use crate::{Files, LexiconError};

/// A kind of mention that a frame may ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NearKind {
    /// Somebody who can fight.
    Armed,
    /// People who do not.
    Civil,
    /// A place of the gazetteer.
    Place,
    /// One that no preposition stands before, other than «على» and «إلى»: what is taken or reached, not where.
    Ground,
    /// A number.
    Number,
}

const KINDS: [(&str, NearKind); 5] = [
    ("#armed", NearKind::Armed),
    ("#civil", NearKind::Civil),
    ("#ground", NearKind::Ground),
    ("#number", NearKind::Number),
    ("#place", NearKind::Place),
];

/// Shortest stem, in letters, that a pronoun may have been cut from.
const BEFORE_PRONOUN: usize = 3;

/// Words and kinds of mentions, compiled.
#[derive(Debug, Clone, Default)]
pub struct Near {
    words: FxHashSet<Box<str>>,
    /// Entries of two words.
    pairs: FxHashSet<Box<str>>,
    /// The kinds asked for.
    pub kinds: Vec<NearKind>,
}

impl Near {
    /// Compiles a list.
    ///
    /// # Errors
    /// When it names a kind there is not.
    pub(crate) fn of(list: &[String]) -> Result<Self, String> {
        let mut out = Self::default();
        for word in list {
            if word.starts_with('#') {
                let kind = KINDS.iter().find(|(name, _)| name == word).map(|(_, kind)| *kind);
                out.kinds.push(kind.ok_or_else(|| format!("`{word}` is not a kind of mention"))?);
            } else if word.contains(' ') {
                out.pairs.insert(fold_str(word).into());
            } else {
                out.words.insert(without_article(&fold_str(word)).into());
            }
        }
        Ok(out)
    }

    /// Whether nothing is asked for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty() && self.pairs.is_empty() && self.kinds.is_empty()
    }

    /// Whether a folded word is on the list as it is or without the article.
    #[must_use]
    pub fn has_word(&self, folded: &str) -> bool {
        let plain = without_article(folded);
        self.words.contains(plain) || plain.strip_suffix('ا').is_some_and(|w| self.words.contains(w))
    }

    /// Whether a folded word is on the list, also without what is joined to it. `closed`: it ends in ة, which no pronoun does;
    /// `prepositions`: ب, ك and ل may be joined, too.
    #[must_use]
    pub fn has(&self, folded: &str, closed: bool, prepositions: bool) -> bool {
        let listed = |w: &str| self.words.contains(w) || w.strip_suffix('ا').is_some_and(|w| self.words.contains(w));
        let theirs = |pronoun: &str, stem: &str| {
            !closed && matches!(pronoun, "ه" | "ها" | "هم" | "هن" | "هما") && stem.chars().count() >= BEFORE_PRONOUN
        };
        self.has_word(folded)
            || splits(folded).any(|s| {
                !s.future
                    && (prepositions || s.preposition.is_none())
                    && s.pronoun.is_none_or(|p| theirs(p, s.stem))
                    && listed(s.stem)
            })
    }
}

impl Near {
    /// Whether two folded words, one after the other, are on the list.
    #[must_use]
    pub fn has_pair(&self, first: &str, second: &str) -> bool {
        !self.pairs.is_empty() && self.pairs.contains(format!("{first} {second}").as_str())
    }
}

/// Groups of words by name.
#[derive(Debug, Clone, Default)]
pub(crate) struct Groups(FxHashMap<Box<str>, Vec<String>>);

impl Groups {
    pub(crate) fn load(files: &Files) -> Result<Self, LexiconError> {
        let mut out = Self::default();
        read_tables(files, "lexicon/ar/word_groups", |row| {
            let group = out.0.entry(row.get("group").into()).or_default();
            group.extend(row.list("form").map(str::to_owned));
            Ok(())
        })?;
        Ok(out)
    }

    pub(crate) fn group(&self, name: &str) -> Result<&[String], String> {
        self.0.get(name).map(Vec::as_slice).ok_or_else(|| format!("no group `{name}` in lexicon/ar/word_groups.tsv"))
    }

    /// A list with the words of each `@group` in its place.
    pub(crate) fn words(&self, list: &mut Vec<String>) -> Result<(), String> {
        if !list.iter().any(|w| w.starts_with('@')) {
            return Ok(());
        }
        let mut out = Vec::new();
        for word in list.drain(..) {
            match word.strip_prefix('@') {
                Some(name) => out.extend(self.group(name)?.iter().cloned()),
                None => out.push(word),
            }
        }
        *list = out;
        Ok(())
    }

    /// A list of phrases with one phrase for each word of each `@group` in them.
    pub(crate) fn phrases(&self, list: &mut Vec<String>) -> Result<(), String> {
        if !list.iter().any(|p| p.contains('@')) {
            return Ok(());
        }
        let mut out = Vec::new();
        for phrase in list.drain(..) {
            let mut ways = vec![String::new()];
            for word in phrase.split_whitespace() {
                let single = [word.to_owned()];
                let words = match word.strip_prefix('@') {
                    Some(name) => self.group(name)?,
                    None => &single,
                };
                ways = ways
                    .iter()
                    .flat_map(|way| {
                        words.iter().map(move |w| if way.is_empty() { w.clone() } else { format!("{way} {w}") })
                    })
                    .collect();
            }
            out.extend(ways);
        }
        *list = out;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn groups() -> Groups {
        let mut out = Groups::default();
        out.0.insert("road".into(), vec!["طريق".to_owned(), "شارع".to_owned()]);
        out
    }

    #[test]
    fn a_group_stands_for_its_words_and_an_unknown_one_is_named() {
        let mut list = vec!["@road".to_owned(), "جسر".to_owned()];
        groups().words(&mut list).unwrap();
        assert_eq!(list, ["طريق", "شارع", "جسر"]);
        let mut phrases = vec!["[أغلق] @road".to_owned(), "منع مرور".to_owned()];
        groups().phrases(&mut phrases).unwrap();
        assert_eq!(phrases, ["[أغلق] طريق", "[أغلق] شارع", "منع مرور"]);
        assert!(groups().words(&mut vec!["@sea".to_owned()]).unwrap_err().contains("`sea`"));
    }

    #[test]
    fn words_are_found_with_what_is_joined_to_them() {
        let near = Near::of(&["قوات".to_owned(), "سكان".to_owned(), "#armed".to_owned()]).unwrap();
        for word in ["القوات", "قواته", "وقواتها", "للسكان", "سكانا"] {
            assert!(near.has(&fold_str(word), false, true), "{word}");
        }
        assert!(!near.has("قو", false, true) && !near.has("ساكن", false, true));
        assert!(near.has_word("القوات") && !near.has_word("بقوات"));
        let hidden = Near::of(&["مخبأ".to_owned()]).unwrap();
        assert!(hidden.has("مخباه", false, false) && !hidden.has("مخباه", true, false));
        assert_eq!(near.kinds, [NearKind::Armed]);
        assert!(Near::of(&["#fish".to_owned()]).is_err());
    }
}
