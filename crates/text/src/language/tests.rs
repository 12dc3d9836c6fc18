use proptest::prelude::*;

use super::*;
use crate::Text;

/// The cases as (expected tag, paragraph).
fn cases() -> Vec<(&'static str, &'static str)> {
    include_str!("../../../../lexicon/lang/languages.cases.tsv")
        .lines()
        .filter(|l| !l.starts_with('#'))
        .skip(1)
        .filter_map(|l| l.split_once('\t'))
        .collect()
}

fn tag(paragraph: &str) -> &'static str {
    language_of_paragraph(paragraph).map_or("-", Language::tag)
}

#[test]
fn each_language_is_told_in_nearly_all_of_its_lines() {
    let cases = cases();
    for language in ["ar", "fa", "ur", "ckb", "kmr", "tr", "en", "fr", "he", "ru"] {
        let of: Vec<_> = cases.iter().filter(|c| c.0 == language).collect();
        let wrong: Vec<String> =
            of.iter().filter(|c| tag(c.1) != language).map(|c| format!("{}: {}", tag(c.1), c.1)).collect();
        assert!(of.len() >= 30, "{language}: {} lines", of.len());
        // Arabic must never be taken for something else.
        let allowed = if language == "ar" { 0 } else { 2 };
        assert!(wrong.len() <= allowed, "{language}: {} of {} wrong:\n{}", wrong.len(), of.len(), wrong.join("\n"));
    }
}

#[test]
fn nothing_is_taken_for_a_language_it_is_not() {
    // Where a line is not told, it must be left open rather than taken for another language.
    let wrong: Vec<String> = cases()
        .into_iter()
        .filter(|(expected, line)| ![*expected, "-"].contains(&tag(line)))
        .map(|(expected, line)| format!("{expected} as {}: {line}", tag(line)))
        .collect();
    assert!(wrong.len() <= 2, "{} lines:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn the_quick_way_agrees_with_the_slow_one() {
    let quick: Vec<_> = cases().into_iter().filter(|c| script::plainly_arabic(c.1)).collect();
    assert!(quick.iter().all(|c| c.0 == "ar"), "{quick:?}");
    let long = "وأعلنت وزارة الداخلية في العاصمة أن الشرطة اعتقلت أربعة أشخاص في الحملة الأخيرة";
    assert!(script::plainly_arabic(long));
    assert_eq!(LanguageLexicon::builtin().read(long), Some(Language::Arabic));
}

#[test]
fn tags_and_codes_come_back() {
    for language in Language::ALL {
        assert_eq!(Language::of_tag(language.tag()), Some(language));
        assert_eq!(language.code().len(), 2);
        assert_eq!(Language::ALL[language as usize], language);
    }
}

#[test]
fn broken_rows_are_named() {
    let good = "form\tweights\tsource\tlicence\n";
    for (letters, words, affixes, named) in [
        ("form\tweights\tsource\tlicence\nab\tar:1\town\tproject\n", good, good, "lang/letters.tsv, line 2"),
        (good, "form\tweights\tsource\tlicence\nin\txx:1\town\tproject\n", good, "lang/words.tsv, line 2"),
        (good, good, "form\tweights\tsource\tlicence\ning\ten:1\town\tproject\n", "lang/affixes.tsv, line 2"),
    ] {
        let error = LanguageLexicon::parse(letters, words, affixes).unwrap_err().to_string();
        assert!(error.starts_with(named), "{error}");
    }
}

proptest! {
    #[test]
    fn paragraphs_left_out_lie_in_order_in_any_text(source in "(.{0,40}\n?|[a-z ]{0,40}\n|[\\u{600}-\\u{6ff} ]{0,40}\n){0,5}") {
        let found = foreign_paragraphs(&source);
        let mut last = 0;
        let length = source.chars().count();
        for p in &found {
            prop_assert!(p.span.start >= last && p.span.end > p.span.start && p.span.end <= length);
            prop_assert!(p.language != Language::Arabic);
            prop_assert_eq!(language_of_paragraph(p.span.slice(&source)), Some(p.language));
            last = p.span.end;
        }
        let spans: Vec<_> = found.iter().map(|p| p.span).collect();
        let text = Text::without(source.clone(), &spans);
        prop_assert_eq!(text.len(), length);
        for token in text.tokens() {
            prop_assert!(spans.iter().all(|s| s.end <= token.span.start || s.start >= token.span.end));
            prop_assert_eq!(text.slice(token.span), token.span.slice(&source));
        }
        let _ = language_of_text(&source);
    }
}
