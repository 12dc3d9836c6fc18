//! Words as the indexes know them: folded, and a second time without what Arabic writes joined to their beginning.
//!
//! The index holds each word twice: as it stands, and *bare*: without a leading و or ف, then ب, ك or ل, then ال, each only
//! where enough letters remain. A word of a search is made bare by the same rule and found under either form, so that
//! «بغداد» finds «وبغداد», «لبغداد» and «ببغداد», and «مدينة» finds «بالمدينة». The rule knows no dictionary: it cuts letters
//! that belong to the word as well («فلسطين» → «سطين»), the same way on both sides. That costs precision — «كلام» also finds
//! «لام», «لجنة» also finds «جنة» — and never recall, for words of three letters and more. A phrase in quotation marks is
//! cut by the same rule, so that it stays a phrase across clitics.
//!
//! Names of places and actors lose only the article («ال», «لل», and `al-` with its kin in Latin script): their spans were
//! cut from their proclitics already, and «لبنان» must stay «لبنان».

use crate::cursor::hex;
use marsad_text::{fold_str, is_mark};
use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Longest word kept, in characters; what is longer is cut, in the index and in searches alike.
const LONGEST: usize = 64;

/// The Arabic article as Latin script spells it. Dropped before another word: always (first two), or before a hyphen.
const LATIN_ARTICLES: &[&str] =
    &["al", "el", "ad", "an", "ar", "as", "ash", "at", "ath", "az", "ed", "en", "er", "es", "et", "ez", "ul"];

/// Raised when the rules of this module change, so that indexes made with the old ones are made again.
const RULES: &str = "words-1";

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
        let inside = c.is_alphanumeric()
            || (start.is_some() && (is_mark(c) || is_combining_mark(c)))
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

/// Folds the run of letters from `from` to `to` and appends it; a run that folds to nothing or to several words is that.
fn push(out: &mut Vec<Word>, text: &str, from: usize, to: usize) {
    for part in fold(&text[from..to]).split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()) {
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

/// A folded word without a leading و or ف, then ب, ك or ل, then the article, where at least three (after the article two)
/// letters remain.
pub(crate) fn bare(word: &str) -> &str {
    let rest = cut(word, &["و", "ف"], 3);
    if let Some(rest) = rest.strip_prefix("لل").filter(|rest| has_letters(rest, 2)) {
        return rest;
    }
    cut(cut(rest, &["ب", "ك", "ل"], 3), &["ال"], 2)
}

/// The spellings under which a word of a search is looked up.
pub(crate) fn alternatives(word: &str) -> Vec<String> {
    let mut out = vec![word.to_owned()];
    let mut add = |form: String| {
        if !out.contains(&form) {
            out.push(form);
        }
    };
    add(bare(word).to_owned());
    let stem = cut(word, &["ال"], 2);
    if stem != word && (bare(stem) != stem || stem.starts_with(['و', 'ف', 'ب', 'ك', 'ل'])) {
        // The rule cut «ولجنة» to «جنة» in the index; «اللجنة» must find it under its whole spelling.
        for joined in ["و", "ف", "ب", "ك", "ل", "وب", "وك", "ول", "فب", "فك", "فل"] {
            add(format!("{joined}{stem}"));
        }
    }
    // After ل, «اللجنة» is written «للجنة», and «لجنة» too; there the rule takes both ل away.
    if let Some(rest) = stem.strip_prefix('ل').filter(|rest| has_letters(rest, 2)) {
        for joined in ["لل", "ولل", "فلل"] {
            add(format!("{joined}{rest}"));
        }
    }
    out
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

/// A fingerprint of everything that decides how words are folded: an index with another one must be made again.
pub(crate) fn fingerprint() -> String {
    let mut hash = Sha256::new();
    hash.update(RULES);
    let blocks =
        [0x20..=0x24F, 0x2B0..=0x36F, 0x600..=0x6FF, 0x750..=0x77F, 0x8A0..=0x8FF, 0x1E00..=0x1EFF, 0x2010..=0x2069];
    for c in blocks.into_iter().flatten().chain(0xFB50..=0xFDFF).chain(0xFE70..=0xFEFF).filter_map(char::from_u32) {
        hash.update(indexed(&format!("x{c}y")).0);
        hash.update([0]);
    }
    hex(&hash.finalize())
}

fn cut<'a>(word: &'a str, prefixes: &[&str], least: usize) -> &'a str {
    prefixes.iter().find_map(|prefix| word.strip_prefix(prefix)).filter(|rest| has_letters(rest, least)).unwrap_or(word)
}

fn has_letters(word: &str, least: usize) -> bool {
    word.chars().nth(least - 1).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn folded(text: &str) -> Vec<String> {
        words(text).into_iter().map(|word| word.folded).collect()
    }

    /// Whether a search for one word finds a text that holds the other.
    fn finds(query: &str, text: &str) -> bool {
        let (plain, stripped) = indexed(text);
        let tokens: Vec<&str> = plain.split(' ').chain(stripped.split(' ')).collect();
        folded(query).iter().all(|word| alternatives(word).iter().any(|form| tokens.contains(&form.as_str())))
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
            ("وللبنان", "بنان"),
            ("والد", "الد"),
            ("ولد", "ولد"),
            ("الي", "الي"),
            ("الحي", "حي"),
            ("بيت", "بيت"),
            ("فبالسلاح", "سلاح"),
            ("baghdad", "baghdad"),
            ("", ""),
        ] {
            assert_eq!(bare(word), expect, "{word}");
        }
    }

    #[test]
    fn a_search_finds_across_spelling_and_clitics() {
        for (query, text) in [
            ("بغداد", "وصل إلى ببغداد"),
            ("لاجئين", "مخيم للاجئين"),
            ("اللاجئين", "مخيم للاجئين"),
            ("اللجنة", "قال وللجنة"),
            ("الى", "ذهب إلى البيت"),
            ("مدرسه", "المدرسة"),
            ("هجوم", "الهُجـــوم"),
            ("2019", "عام ٢٠١٩"),
            ("حي", "في الحيّ"),
        ] {
            assert!(finds(query, text), "{query} in {text}");
        }
        for (query, text) in [
            ("الباغوز", "الباغور"),
            ("قصف", "قصر"),
            ("سؤال", "سوار"),
            ("مدن", "مدينة"),
            ("اللجنة", "الجنة"),
            ("baghdad", "baghuz"),
        ] {
            assert!(!finds(query, text), "{query} in {text}");
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
        fn no_proclitic_hides_a_word(stem in "[ابتثجحخدذرزسشصضطظعغفقكلمنهوي]{3,7}", at in 0usize..PROCLITICS.len(), article: bool) {
            let joined = PROCLITICS[at];
            // ل and the article are written «لل», and one ل is lost before a word that begins with ل.
            let written = match (article, joined.strip_suffix('ل')) {
                (true, Some(before)) if stem.starts_with('ل') => format!("{before}ل{stem}"),
                (true, Some(before)) => format!("{before}لل{stem}"),
                (true, None) => format!("{joined}ال{stem}"),
                (false, _) => format!("{joined}{stem}"),
            };
            prop_assert!(finds(&stem, &written), "{} not found in {}", stem, written);
            prop_assert!(finds(&format!("ال{stem}"), &written), "ال{} not found in {}", stem, written);
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
