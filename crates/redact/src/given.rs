//! Names that the coder does not take for a person: «نعت العائلة سامر حداد», «جثة نورس الدالاتي», «رهف العبد الله».
//!
//! The record needs to be right about whom it names; the public form need not be right about whom it hides. So here a name is
//! whatever looks like one: listed given names, words behind a listed head («الطفلة», «عائلة»), words that no table knows
//! before another, words whose age is told, the next of a list of names. In doubt a word is hidden.

use std::collections::{HashMap, HashSet};

use marsad_lexicon::Lexicon;
use marsad_model::Span;
use marsad_text::{Text, TokenKind, fold_str};

/// The most words of a name.
const NAME_WORDS: usize = 4;

/// The lists: given names and heads, each with whether it is sure; and the words that end a name.
#[derive(Debug)]
pub(crate) struct Given {
    names: HashMap<String, bool>,
    heads: HashMap<String, bool>,
    /// Folded, and as written: «على» is folded like «علي».
    no_name_after: HashSet<String>,
    no_name_after_written: HashSet<&'static str>,
    /// Words behind a number that say how old somebody is, folded.
    ages: HashSet<String>,
}

fn rows(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    text.lines().filter(|l| !l.starts_with('#')).skip(1).map(|l| l.split('\t').collect())
}

fn sure(text: &'static str) -> HashMap<String, bool> {
    rows(text).filter_map(|row| Some((fold_str(row.first()?), row.get(1) == Some(&"yes")))).collect()
}

/// A text with what may be shown of it and what its words are.
struct Read<'a> {
    text: &'a Text,
    shown: &'a [Span],
    folded: Vec<String>,
    lexicon: &'a Lexicon,
}

impl Read<'_> {
    /// Whether a token is an Arabic word outside of what may be shown.
    fn free(&self, at: usize) -> bool {
        self.text
            .tokens()
            .get(at)
            .is_some_and(|t| t.kind == TokenKind::Arabic && !self.shown.iter().any(|s| s.overlaps(t.span)))
    }

    /// Whether a token follows the one before it with one space between.
    fn follows(&self, at: usize) -> bool {
        let tokens = self.text.tokens();
        at > 0 && tokens.get(at).is_some_and(|t| t.span.start == tokens[at - 1].span.end + 1)
    }

    fn word(&self, at: usize) -> &str {
        self.folded.get(at).map_or("", String::as_str)
    }

    fn definite(&self, at: usize) -> bool {
        self.word(at).starts_with("ال")
    }

    /// Whether no table has the word, however it is cut.
    fn unknown(&self, at: usize) -> bool {
        self.word(at).chars().count() > 2 && self.lexicon.verbs.words.analyse(self.text.word(at)).is_empty()
    }

    fn verb(&self, at: usize) -> bool {
        !self.lexicon.verbs.finite(self.word(at)).is_empty()
    }
}

/// Whether a folded word looks like a family name.
fn family(folded: &str) -> bool {
    folded == "الدين"
        || folded == "الله"
        || folded.starts_with("ال") && folded.ends_with('ي') && folded.chars().count() > 4
}

/// A word without a letter joined before it.
fn cut(folded: &str) -> Option<&str> {
    folded.strip_prefix(['و', 'ف', 'ل', 'ب', 'ك'])
}

impl Given {
    pub(crate) fn listed() -> Self {
        Self {
            names: sure(include_str!("../data/given_names.tsv")),
            heads: sure(include_str!("../data/name_heads.tsv")),
            no_name_after: rows(include_str!("../data/no_name_after.tsv"))
                .filter_map(|row| row.first().map(|w| fold_str(w)))
                .collect(),
            no_name_after_written: rows(include_str!("../data/no_name_after.tsv"))
                .filter_map(|row| row.first().copied())
                .collect(),
            ages: rows(include_str!("../data/age_words.tsv"))
                .filter_map(|row| row.first().map(|w| fold_str(w)))
                .collect(),
        }
    }

    /// Whether a folded word is a listed given name, and a sure one; with or without a letter joined before it.
    fn given(&self, folded: &str) -> Option<bool> {
        self.names.get(folded).or_else(|| cut(folded).and_then(|rest| self.names.get(rest))).copied()
    }

    /// Whether a folded word goes on after a name and is no part of it.
    pub(crate) fn ends(&self, folded: &str) -> bool {
        self.no_name_after.contains(folded) || cut(folded).is_some_and(|rest| self.no_name_after.contains(rest))
    }

    /// Names outside of what may be shown.
    pub(crate) fn names(&self, text: &Text, shown: &[Span], lexicon: &Lexicon) -> Vec<Span> {
        let folded = text.tokens().iter().map(|t| fold_str(text.slice(t.span))).collect();
        let read = Read { text, shown, folded, lexicon };
        let tokens = text.tokens();
        let mut out: Vec<Span> = Vec::new();
        let (mut at, mut after_name) = (0, false);
        while at < tokens.len() {
            match self.name_at(&read, at, after_name) {
                Some(end) => {
                    out.push(Span::new(tokens[at].span.start, tokens[end - 1].span.end));
                    at = end;
                    after_name = true;
                }
                None => {
                    // A comma stands between the names of a list, and a colon before the first of them.
                    let begins = matches!(read.word(at), ":" | "：") && self.is_list(&read, at);
                    after_name = begins || after_name && matches!(read.word(at), "،" | "؛" | ",");
                    at += 1;
                }
            }
        }
        out
    }

    /// Whether what stands before a colon says that names follow: «والقتلى هم:», «أسماء الشهداء:».
    fn is_list(&self, read: &Read<'_>, colon: usize) -> bool {
        (colon.saturating_sub(3)..colon).any(|at| self.heads.contains_key(read.word(at)) || read.word(at) == "اسماء")
    }

    /// Whether an age is told from a token on: «(34 عاما)», «، 17 عاما», «البالغة من العمر», or that a name is not the real one.
    fn is_age(&self, read: &Read<'_>, at: usize) -> bool {
        let word = |n: usize| read.word(at + n);
        let opens = matches!(word(0), "(" | "،" | "," | "-" | "–");
        if matches!(word(0), "البالغ" | "البالغه" | "ويبلغ" | "وتبلغ") || word(0) == "(" && word(1) == "اسم"
        {
            return true;
        }
        let from = usize::from(opens);
        let number =
            read.text.tokens().get(at + from).is_some_and(|t| {
                t.kind == TokenKind::Number || read.text.slice(t.span).chars().all(|c| c.is_numeric())
            });
        opens && number && self.ages.contains(word(from + 1))
    }

    /// Whether the words from a token on are somebody whose age follows.
    fn is_aged(&self, read: &Read<'_>, at: usize) -> bool {
        let mut odd = false;
        for n in 0..NAME_WORDS {
            let here = at + n;
            let word = read.word(here);
            if !read.free(here) || n > 0 && !read.follows(here) || self.ends(word) {
                return false;
            }
            odd |= self.given(word).is_some() || read.unknown(here) || n > 0 && family(word);
            if self.is_age(read, here + 1) {
                return odd && (n > 0 || !read.definite(here));
            }
        }
        false
    }

    /// Where the name ends that begins at a token.
    fn name_at(&self, read: &Read<'_>, at: usize, after_name: bool) -> Option<usize> {
        let word = read.word(at);
        let written = read.text.slice(read.text.tokens().get(at)?.span);
        let ends = match self.names.contains_key(word) {
            true => self.no_name_after_written.contains(written),
            false => self.ends(word),
        };
        if !read.free(at) || ends || word.chars().count() < 2 || matches!(word, "ابو" | "ابي" | "ام") {
            return None;
        }
        let next_is_free = read.follows(at + 1) && read.free(at + 1) && !self.ends(read.word(at + 1));
        let next = if next_is_free { read.word(at + 1) } else { "" };
        let given = self.given(word);
        let second = self.given(next).is_some() || family(next);
        let head = at.checked_sub(1).filter(|_| read.follows(at)).and_then(|before| {
            let before = read.word(before);
            self.heads.get(before).or_else(|| cut(before).and_then(|rest| self.heads.get(rest))).copied()
        });
        let unknown = given.is_none() && read.unknown(at) && !read.definite(at);
        let joined = after_name && word.starts_with('و') && word.chars().count() > 3 && !self.heads.contains_key(word);
        let listed = after_name
            && at > 0
            && matches!(read.word(at - 1), "،" | "؛" | "," | ":")
            && !read.verb(at)
            && (given.is_some() || unknown || second || next_is_free && read.unknown(at + 1));
        let begins = given == Some(true)
            || listed
            || !read.definite(at) && !read.verb(at) && self.is_aged(read, at)
            || given.is_some() && second
            || head == Some(true) && !read.verb(at) && !word.ends_with("يه")
            || head == Some(false) && (given.is_some() || unknown)
            || unknown && (second || read.definite(at + 1) && next_is_free || next_is_free && read.unknown(at + 1))
            || joined && (given.is_some() || unknown || second || next_is_free && read.definite(at + 1));
        if !begins {
            return None;
        }
        let mut end = at + 1;
        while end < at + NAME_WORDS && read.follows(end) && read.free(end) {
            let word = read.word(end);
            let first_after = end == at + 1;
            let ties = |word: &str| matches!(word, "بن" | "ابن" | "ابو" | "ام" | "عبد" | "ال");
            // «الطيب ولد أحمد»: elsewhere it is a verb.
            let of = |at: usize| matches!(read.word(at), "ولد" | "بنت") && self.given(read.word(at + 1)).is_some();
            let (tie, tied) = (ties(word) || of(end), ties(read.word(end - 1)) || of(end - 1));
            let part = self.names.contains_key(word)
                || family(word)
                || read.definite(end) && !read.definite(end - 1)
                || read.unknown(end) && !word.starts_with(['و', 'ل', 'ب', 'ف', 'ك'])
                || first_after
                    && given == Some(true)
                    && word.chars().count() > 2
                    && !word.starts_with(['و', 'ل', 'ب', 'ف', 'ك'])
                    && !read.verb(end);
            if !tied && (self.ends(word) || !(part || tie)) {
                break;
            }
            end += 1;
        }
        Some(end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use marsad_lexicon::Files;
    use std::sync::LazyLock;

    static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::compile(&Files::builtin()).unwrap());

    fn found(text: &str) -> Vec<String> {
        let read = Text::new(text);
        Given::listed().names(&read, &[], &LEXICON).into_iter().map(|s| s.slice(text).to_owned()).collect()
    }

    #[test]
    fn listed_names_are_found_with_their_second_part() {
        assert_eq!(found("نعت العائلة سامر حداد، والد الطفلين"), ["سامر حداد"]);
        assert_eq!(found("وقال يزن إن القصف استمر"), ["يزن"]);
        assert_eq!(found("قتل محمد بن علي الأحمدي أمس"), ["محمد بن علي الأحمدي"]);
        assert_eq!(found("وسلمت حقيبته ليزن أمس"), ["ليزن"]);
    }

    #[test]
    fn a_name_that_is_folded_like_a_common_word_is_told_from_it() {
        assert_eq!(found("قتل علي الدرويشي في قصف على القرية"), ["علي الدرويشي"]);
    }

    #[test]
    fn names_behind_heads_and_in_lists_are_found() {
        assert_eq!(found("وعثر الأهالي على جثة نورس الدالاتي قرب النهر"), ["نورس الدالاتي"]);
        assert_eq!(found("وسلمت جثامين زيد ورواد الناصر إلى ذويهما"), ["زيد", "ورواد الناصر"]);
        assert_eq!(found("ونقلت الطفلة سيلين خوري إلى المستشفى"), ["سيلين خوري"]);
        assert_eq!(found("وكانت رهف العبد الله قد خطفت"), ["رهف العبد الله"]);
    }

    #[test]
    fn ordinary_words_are_no_names() {
        assert_eq!(found("تحدث باسم الجيش في ربيع العام الماضي"), [""; 0]);
        assert_eq!(found("دعاء المسافر وفرح الأطفال"), [""; 0]);
        assert_eq!(found("قتل الطفل في القصف وأصيبت والدته"), [""; 0]);
        assert_eq!(found("واعتقلت الشرطة المتظاهرين في الساحة"), [""; 0]);
    }
}
