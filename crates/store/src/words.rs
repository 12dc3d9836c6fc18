//! Words as the indexes know them: folded, and a second time without what Arabic writes joined to their beginning.
//!
//! The index holds each word twice: as it stands, and *bare*: without leading و ف ب ك ل and ال, as many as there are, as
//! long as two letters remain. The rule knows no dictionary and cuts letters that belong to the word as well («فلسطين» →
//! «سطين»), on both sides alike: a word and the same word with anything joined to it always have the same bare form. Phrases
//! are looked up by bare forms; which single words a search means is decided by [`crate::clitics`], which does know words.
//!
//! Names of places and actors lose only the article («ال», «لل», and `al-` with its kin in Latin script): their spans were
//! cut from their proclitics already, and «لبنان» must stay «لبنان».

use crate::cursor::hex;
use marsad_text::{fold_str, is_mark};
use sha2::{Digest, Sha256};
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Longest word kept, in characters; what is longer is cut, in the index and in searches alike.
const LONGEST: usize = 64;

/// The Arabic article as Latin script spells it. Dropped before another word: always (first two), or before a hyphen.
const LATIN_ARTICLES: &[&str] =
    &["al", "el", "ad", "an", "ar", "as", "ash", "at", "ath", "az", "ed", "en", "er", "es", "et", "ez", "ul"];

/// Raised when the rules of this module change, so that indexes made with the old ones are made again.
const RULES: &str = "words-2";

/// One word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    /// First byte in the original text.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// The word folded, as it stands.
    pub folded: String,
}

impl Word {
    /// The word without proclitics and article.
    pub(crate) fn bare(&self) -> &str {
        bare(&self.folded)
    }
}

/// The words of a text, in order.
pub(crate) fn words(text: &str) -> Vec<Word> {
    let mut out: Vec<Word> = Vec::new();
    let mut start = None;
    let mut chars = text.char_indices().peekable();
    let mut before = ' ';
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map_or(' ', |&(_, c)| c);
        let inside = is_letter(c)
            || (start.is_some() && !c.is_ascii() && (is_mark(c) || is_combining_mark(c)))
            || (start.is_some()
                && is_apostrophe(c)
                && before.is_alphabetic()
                && next.is_alphabetic()
                && !possessive(&text[at + c.len_utf8()..]));
        match (inside, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                push(&mut out, text, from, at);
                start = None;
                drop_article(&mut out, c, &text[at + c.len_utf8()..]);
            }
            _ => {}
        }
        before = c;
    }
    if let Some(from) = start {
        push(&mut out, text, from, text.len());
    }
    out
}

/// Whether a character is a letter or digit of any script. Most are told without a look into Unicode's tables.
fn is_letter(c: char) -> bool {
    match c {
        '\u{0621}'..='\u{064A}' => true,
        c if c.is_ascii() => c.is_ascii_alphanumeric(),
        c => c.is_alphanumeric(),
    }
}

/// Folds the run of letters from `from` to `to` and appends it; a run that folds to nothing or to several words is that.
fn push(out: &mut Vec<Word>, text: &str, from: usize, to: usize) {
    let folded = fold(&text[from..to]);
    // Nearly always one word.
    if !folded.is_empty() && folded.len() <= LONGEST && folded.chars().all(is_letter) {
        out.push(Word { start: from, end: to, folded });
        return;
    }
    for part in folded.split(|c: char| !is_letter(c)).filter(|part| !part.is_empty()) {
        out.push(Word { start: from, end: to, folded: part.chars().take(LONGEST).collect() });
    }
}

/// Takes the last word back if it is the article of the word that follows.
fn drop_article(out: &mut Vec<Word>, separator: char, rest: &str) {
    let Some(last) = out.last() else { return };
    let Some(rank) = LATIN_ARTICLES.iter().position(|article| *article == last.folded) else { return };
    let hyphen = matches!(separator, '-' | '\u{2010}' | '\u{2011}') || is_apostrophe(separator);
    let goes_on = (hyphen || (separator == ' ' && rank < 2)) && rest.chars().next().is_some_and(char::is_alphabetic);
    if goes_on {
        out.pop();
    }
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '`' | '‘' | '’' | '\u{02BC}')
}

/// Whether what follows an apostrophe is the English possessive and nothing more.
fn possessive(rest: &str) -> bool {
    let mut chars = rest.chars();
    matches!(chars.next(), Some('s' | 'S')) && !chars.next().is_some_and(char::is_alphanumeric)
}

/// The house folding, and for Latin script also without diacritics, ʿayn, hamza and apostrophes.
fn fold(run: &str) -> String {
    if run.chars().all(|c| ('\u{0600}'..='\u{06FF}').contains(&c)) {
        return fold_str(run);
    }
    let mut plain = String::with_capacity(run.len());
    for c in run.chars() {
        match c {
            '\u{02B0}'..='\u{02FF}' => {}
            _ if is_apostrophe(c) => {}
            '\u{00C0}'..='\u{024F}' | '\u{1E00}'..='\u{1EFF}' => {
                plain.extend(c.nfd().filter(|d| !is_combining_mark(*d)))
            }
            '\u{0300}'..='\u{036F}' => {}
            _ => plain.push(c),
        }
    }
    // Once more lower-cased: a capital of another script may come out of the decomposition.
    fold_str(&plain).to_lowercase()
}

/// A folded word without the letters that may be joined to its beginning, where at least two letters remain.
pub(crate) fn bare(word: &str) -> &str {
    let mut rest = word;
    loop {
        let next = cut(cut(rest, &["و", "ف", "ب", "ك", "ل"], 2), &["ال"], 2);
        if next.len() == rest.len() {
            return rest;
        }
        rest = next;
    }
}

/// The key of a name: its folded words without articles, a space before and after each; empty where it has no words.
pub(crate) fn name_key(name: &str) -> String {
    let mut out = String::new();
    for word in words(name) {
        let stem = word.folded.strip_prefix("لل").filter(|rest| has_letters(rest, 2));
        out.push(' ');
        out.push_str(stem.unwrap_or_else(|| cut(&word.folded, &["ال"], 2)));
    }
    if !out.is_empty() {
        out.push(' ');
    }
    out
}

/// A text as the index holds it: its words as they stand, and bare.
pub(crate) fn indexed(text: &str) -> (String, String) {
    let (mut plain, mut stripped) = (String::with_capacity(text.len()), String::with_capacity(text.len()));
    for word in words(text) {
        for (out, form) in [(&mut plain, word.folded.as_str()), (&mut stripped, word.bare())] {
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(form);
        }
    }
    (plain, stripped)
}

/// Stands between title and text in an index, so that no phrase runs over from one into the other. No search has it.
pub(crate) const BETWEEN: &str = "¶";

/// A document as the index holds it.
pub(crate) fn indexed_document(title: &str, body: &str) -> (String, String) {
    let ((title, title_bare), (body, body_bare)) = (indexed(title), indexed(body));
    (format!("{title} {BETWEEN} {body}"), format!("{title_bare} {BETWEEN} {body_bare}"))
}

/// A fingerprint of everything that decides how words are folded: an index with another one must be made again.
pub(crate) fn fingerprint() -> &'static str {
    static FINGERPRINT: LazyLock<String> = LazyLock::new(|| {
        let mut hash = Sha256::new();
        hash.update(RULES);
        let blocks = [
            0x20..=0x24F,
            0x2B0..=0x36F,
            0x600..=0x6FF,
            0x750..=0x77F,
            0x8A0..=0x8FF,
            0x1E00..=0x1EFF,
            0x2010..=0x2069,
        ];
        let more = (0xFB50..=0xFDFF).chain(0xFE70..=0xFEFF);
        for c in blocks.into_iter().flatten().chain(more).filter_map(char::from_u32) {
            hash.update(indexed(&format!("x{c}y")).0);
            hash.update([0]);
        }
        hex(&hash.finalize())
    });
    &FINGERPRINT
}

/// A word without the first of these prefixes that it has, where at least so many letters remain.
pub(crate) fn cut<'a>(word: &'a str, prefixes: &[&str], least: usize) -> &'a str {
    prefixes.iter().find_map(|prefix| word.strip_prefix(prefix)).filter(|rest| has_letters(rest, least)).unwrap_or(word)
}

/// Whether a word has at least so many letters.
pub(crate) fn has_letters(word: &str, least: usize) -> bool {
    word.chars().nth(least - 1).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn folded(text: &str) -> Vec<String> {
        words(text).into_iter().map(|word| word.folded).collect()
    }

    #[test]
    fn letters_are_what_unicode_says_they_are() {
        assert!((0..0x11_0000).filter_map(char::from_u32).all(|c| is_letter(c) == c.is_alphanumeric()));
    }

    #[test]
    fn words_are_folded_and_point_at_the_original() {
        let text = "قُصِفَت المدينـــة، ليلاً";
        let found = words(text);
        assert_eq!(found.iter().map(|w| w.folded.as_str()).collect::<Vec<_>>(), ["قصفت", "المدينه", "ليلا"]);
        assert_eq!(&text[found[1].start..found[1].end], "المدينـــة");
        assert_eq!(folded("١٢ شخصا و٣٫٥%"), ["12", "شخصا", "و3", "5"]);
        assert_eq!(folded("«داعش»/(IS)…"), ["داعش", "is"]);
        assert_eq!(folded("صلى الله عليه ﷺ"), ["صلي", "الله", "عليه", "صلي", "الله", "عليه", "وسلم"]);
    }

    #[test]
    fn latin_names_lose_article_case_and_marks() {
        for (name, expect) in [
            ("Al-Baghuz", "baghuz"),
            ("al-Bāghūz", "baghuz"),
            ("Deir ez-Zor", "deir zor"),
            ("Deir al-Zor", "deir zor"),
            ("El Fasher", "fasher"),
            ("Dar'a", "dara"),
            ("Dar’a", "dara"),
            ("Ḥasakah", "hasakah"),
            ("Sanʿāʾ", "sana"),
            ("Syria's north", "syria s north"),
            ("as in Al", "as in al"),
            ("e\u{301}tat", "etat"),
        ] {
            assert_eq!(folded(name).join(" "), expect, "{name}");
        }
    }

    #[test]
    fn clitics_are_cut_where_letters_remain() {
        for (word, expect) in [
            ("وبالمدينه", "مدينه"),
            ("للحوثيين", "حوثيين"),
            ("وللبنان", "نان"),
            ("لبنان", "نان"),
            ("والد", "الد"),
            ("والوالد", "الد"),
            ("ولد", "لد"),
            ("الي", "الي"),
            ("الحي", "حي"),
            ("بيت", "يت"),
            ("بالبيت", "يت"),
            ("اللجنه", "جنه"),
            ("للجنه", "جنه"),
            ("baghdad", "baghdad"),
            ("", ""),
        ] {
            assert_eq!(bare(word), expect, "{word}");
        }
    }

    #[test]
    fn name_keys_keep_whole_words() {
        assert_eq!(name_key("الباغوز فوقاني"), " باغوز فوقاني ");
        assert_eq!(name_key("للحوثيين"), " حوثيين ");
        assert_eq!(name_key("لبنان"), " لبنان ");
        assert_eq!(name_key("Al-Baghuz Fawqani"), " baghuz fawqani ");
        assert_eq!(name_key("…"), "");
    }

    const PROCLITICS: &[&str] = &["", "و", "ف", "ب", "ك", "ل", "وب", "ول", "فب", "فل", "وك"];

    proptest! {
        #[test]
        fn a_word_and_the_same_word_joined_have_one_bare_form(
            stem in "[ابتثجحخدذرزسشصضطظعغفقكلمنهوي]{2,7}", at in 0usize..PROCLITICS.len(), article: bool,
        ) {
            let joined = PROCLITICS[at];
            // ل and the article are written «لل», and one ل is lost before a word that begins with ل.
            let written = match (article, joined.strip_suffix('ل')) {
                (true, Some(before)) if stem.starts_with('ل') => format!("{before}ل{stem}"),
                (true, Some(before)) => format!("{before}لل{stem}"),
                (true, None) => format!("{joined}ال{stem}"),
                (false, _) => format!("{joined}{stem}"),
            };
            prop_assert_eq!(bare(&written), bare(&stem), "{} of {}", written, stem);
        }

        #[test]
        fn any_text_gives_words_that_slice_it(text in "\\PC{0,60}|[\\u{600}-\\u{6ff}'a-z\\u{300} -]{0,60}") {
            for word in words(&text) {
                prop_assert!(text.get(word.start..word.end).is_some_and(|s| !s.is_empty()));
                prop_assert!(!word.folded.is_empty() && word.folded.chars().all(char::is_alphanumeric));
            }
        }

        #[test]
        fn both_indexed_forms_have_as_many_words(text in "[ا-ي a-z'-]{0,80}") {
            let (plain, stripped) = indexed(&text);
            prop_assert_eq!(plain.split(' ').count(), stripped.split(' ').count());
        }
    }
}
