//! Folding: the one spelling under which words are compared.
//!
//! Folding is for matching only. It joins what Arabic newsrooms write in several ways: the forms of alef (أ إ آ ٱ → ا),
//! ى and ي, ة and ه, Persian and Urdu letter forms (ک ی ھ), presentation forms (ﻻ → لا), digits of both kinds; and it drops
//! what carries no letter: harakat, Quranic marks, tatweel, bidi controls, soft hyphens. Latin letters are lower-cased.
//! Medial hamza seats (ؤ ئ) and the bare hamza stay: they tell words apart.

use unicode_normalization::UnicodeNormalization;

/// Whether folding drops this character: a mark, a tatweel or an invisible control.
#[must_use]
pub fn is_mark(c: char) -> bool {
    matches!(c,
        '\u{0610}'..='\u{061A}' | '\u{061C}' | '\u{0640}' | '\u{064B}'..='\u{065F}' | '\u{0670}' | '\u{06D6}'..='\u{06DC}'
        | '\u{06DF}'..='\u{06E8}' | '\u{06EA}'..='\u{06ED}' | '\u{08D3}'..='\u{08FF}' | '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}' | '\u{00AD}')
}

/// One letter that is not a mark and not a presentation form.
fn letter(c: char) -> char {
    match c {
        'أ' | 'إ' | 'آ' | 'ٱ' | '\u{0672}' | '\u{0673}' => 'ا',
        'ى' | 'ی' | 'ې' | 'ے' => 'ي',
        'ة' | 'ہ' | 'ھ' | 'ە' | 'ۀ' | 'ۃ' => 'ه',
        'ک' | 'ڪ' => 'ك',
        '٠'..='٩' => char::from(b'0' + (c as u32 - '٠' as u32) as u8),
        '۰'..='۹' => char::from(b'0' + (c as u32 - '۰' as u32) as u8),
        'A'..='Z' => c.to_ascii_lowercase(),
        _ => c,
    }
}

/// Appends the folded form of one character to `out`; a mark appends nothing, a ligature several letters.
pub fn fold_into(c: char, out: &mut String) {
    match c {
        ' '..='~' | '\u{0621}'..='\u{064A}' => {
            if c != '\u{0640}' {
                out.push(letter(c));
            }
        }
        _ if is_mark(c) => {}
        // Arabic presentation forms, full-width forms: compatibility decomposition, then letter by letter.
        '\u{FB50}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}' | '\u{FF01}'..='\u{FF5E}' => {
            out.extend(std::iter::once(c).nfkc().filter(|d| !is_mark(*d)).map(letter));
        }
        _ if c.is_uppercase() => out.extend(c.to_lowercase()),
        _ => out.push(letter(c)),
    }
}

/// Folds a whole string.
///
/// ```
/// assert_eq!(marsad_text::fold_str("الإِرهابيّـــة ﻻ ٢٠١٩"), "الارهابيه لا 2019");
/// ```
#[must_use]
pub fn fold_str(s: &str) -> String {
    let mut out = String::with_capacity(s.len());
    for c in s.chars() {
        fold_into(c, &mut out);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn joins_the_spellings_newsrooms_use() {
        for (a, b) in [
            ("إلى", "الى"),
            ("مقاومة", "مقاومه"),
            ("علي", "على"),
            ("قُتِلَ", "قتل"),
            ("هجـــوم", "هجوم"),
            ("ﻗﺼﻒ", "قصف"),
            ("الاحتلال", "اﻻحتلال"),
            ("کرکوک", "كركوك"),
            ("۱۲", "12"),
            ("\u{200f}دمشق\u{202c}", "دمشق"),
        ] {
            assert_eq!(fold_str(a), fold_str(b), "{a} and {b}");
        }
    }

    #[test]
    fn keeps_what_tells_words_apart() {
        for (a, b) in [("سؤال", "سوال"), ("مئة", "ميه"), ("جزء", "جز")] {
            assert_ne!(fold_str(a), fold_str(b));
        }
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(s in "\\PC{0,40}|[\\u{600}-\\u{6ff}\\u{fb50}-\\u{feff} ]{0,40}") {
            let once = fold_str(&s);
            prop_assert_eq!(fold_str(&once), once);
        }
    }
}
