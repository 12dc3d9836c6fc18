//! Which written words a word of a search means: itself, and itself with و ف ب ك ل and the article joined to it.
//!
//! The forms are made by rule and then looked up in the table of words of `marsad-text`: a form that is known as a word of
//! its own is left out, so that «لام» does not find «كلام» nor «جنة» «لجنة». What the table does not know (most names) is
//! taken under every form.

use crate::words::{cut, has_letters};
use marsad_text::arabic::morphology::{Analysis, Morphology};

const CONJUNCTIONS: [&str; 3] = ["", "و", "ف"];
const PREPOSITIONS: [&str; 4] = ["", "ب", "ك", "ل"];

/// The written forms, folded, under which a folded word is looked up; the word itself comes first.
pub(crate) fn forms(word: &str) -> Vec<String> {
    made(word, &stems(word), may_be)
}

/// The same for the beginning of a word; no table knows those.
pub(crate) fn beginnings(word: &str) -> Vec<String> {
    let bare = cut(word, &["ال"], 2);
    made(word, &[word.to_owned(), bare.to_owned()], |_, _| true)
}

fn made(word: &str, stems: &[String], fits: impl Fn(&str, &str) -> bool) -> Vec<String> {
    let mut out = vec![word.to_owned()];
    for stem in stems {
        for conjunction in CONJUNCTIONS {
            for preposition in PREPOSITIONS {
                for article in [false, true] {
                    let proclitics = conjunction.len() + preposition.len() > 0 || article;
                    let Some(form) = join(conjunction, preposition, article, stem) else { continue };
                    if !out.contains(&form) && (!proclitics || fits(&form, stem)) {
                        out.push(form);
                    }
                }
            }
        }
    }
    out
}

/// What the word is once it has lost what is joined to it: itself; without the article; and where the table knows it only
/// with something joined, without that.
fn stems(word: &str) -> Vec<String> {
    let mut out = vec![word.to_owned()];
    if !is_arabic(word) {
        return out;
    }
    let bare = word.strip_prefix("لل").filter(|rest| has_letters(rest, 2)).unwrap_or_else(|| cut(word, &["ال"], 2));
    if bare != word {
        out.push(bare.to_owned());
    }
    if let Some(first) = Morphology::builtin().analyse(word).first() {
        let joined = first.split.conjunction.is_some() || first.split.preposition.is_some();
        let stem = &first.split.stem;
        // With its pronoun, if it has one: only what is joined in front is lost.
        if let Some(at) = word.find(stem.as_str()).filter(|_| joined && has_letters(stem, 2))
            && !out.iter().any(|known| *known == word[at..])
        {
            out.push(word[at..].to_owned());
        }
    }
    out
}

/// A stem with what is joined to it, as it is written; none where Arabic does not write it so.
fn join(conjunction: &str, preposition: &str, article: bool, stem: &str) -> Option<String> {
    if !is_arabic(stem) {
        // Digits and Latin words take the letters, not the article: «و2006».
        return (!article).then(|| format!("{conjunction}{preposition}{stem}"));
    }
    if !has_letters(stem, 2) {
        return (conjunction.is_empty() && preposition.is_empty() && !article).then(|| stem.to_owned());
    }
    Some(match (preposition, article) {
        ("ل", true) if stem.starts_with('ل') => format!("{conjunction}ل{stem}"),
        ("ل", true) => format!("{conjunction}لل{stem}"),
        (_, true) => format!("{conjunction}{preposition}ال{stem}"),
        (_, false) => format!("{conjunction}{preposition}{stem}"),
    })
}

/// Whether a form can be the stem with something joined to it: unless the table knows it otherwise.
fn may_be(form: &str, stem: &str) -> bool {
    if !is_arabic(stem) {
        return true;
    }
    let analyses = Morphology::builtin().analyse(form);
    let Some(first) = analyses.first() else { return true };
    let leaves_no_more = |analysis: &Analysis| {
        let split = &analysis.split;
        split.stem.chars().count() + split.pronoun.map_or(0, |p| p.chars().count()) <= stem.chars().count()
    };
    // The fewest cuts come first. A reading that leaves more of the word than the stem takes letters of ours for its own;
    // only where the article stands between is that the rarer reading.
    leaves_no_more(first) || analyses.iter().any(|analysis| analysis.split.article && leaves_no_more(analysis))
}

fn is_arabic(word: &str) -> bool {
    word.chars().all(|c| ('\u{0620}'..='\u{064A}').contains(&c) || ('\u{066E}'..='\u{06D3}').contains(&c))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn has(word: &str, form: &str) -> bool {
        forms(&marsad_text::fold_str(word)).contains(&marsad_text::fold_str(form))
    }

    #[test]
    fn joined_letters_and_article_do_not_hide_a_word() {
        for (word, form) in [
            ("بغداد", "وببغداد"),
            ("لاجئين", "للاجئين"),
            ("اللاجئين", "لاجئين"),
            ("اللجنة", "وللجنة"),
            ("مدينة", "بالمدينة"),
            ("المدينة", "ومدينة"),
            ("حي", "بالحي"),
            ("2006", "و2006"),
            ("داعش", "فداعش"),
            ("القصف", "للقصف"),
        ] {
            assert!(has(word, form), "{word} finds {form}: {:?}", forms(&marsad_text::fold_str(word)));
        }
    }

    #[test]
    fn a_word_of_its_own_is_not_another_word_with_letters_joined() {
        for (word, form) in [("لام", "كلام"), ("جنة", "لجنة"), ("جنة", "ولجنة"), ("رقة", "ورقة"), ("اللجنة", "الجنة")]
        {
            assert!(!has(word, form), "{word} finds {form}");
        }
    }

    proptest! {
        #[test]
        fn every_form_has_the_bare_form_of_the_word(word in "[ابتجحدرسعفقكلمنهوي]{2,7}") {
            for form in forms(&word) {
                prop_assert_eq!(crate::words::bare(&form), crate::words::bare(&word), "{} of {}", form, word);
            }
        }

        #[test]
        fn any_word_has_itself_and_not_many_forms(word in "\\PC{1,20}") {
            let all = forms(&word);
            prop_assert_eq!(&all[0], &word);
            prop_assert!(all.len() <= 80);
        }
    }
}
