//! Words with their parts, names that must stay whole, and any string at all.

use proptest::prelude::*;

use super::*;

const NAMES: [&str; 9] = ["بغداد", "كركوك", "لبنان", "باريس", "كابول", "لندن", "سلمي", "ليبيا", "واشنطن"];

fn cut(text: &str) -> String {
    let names = |folded: &str| NAMES.contains(&folded);
    let words = Segmenter::builtin().segment(&Text::new(text), &names);
    words.iter().map(|w| w.parts.join("+")).collect::<Vec<_>>().join(" ")
}

#[test]
fn clitics_are_cut_and_the_article_is_not() {
    for (text, expected) in [
        ("وصل بالسيارة إلى المدينة", "وصل ب+السيارة إلى المدينة"),
        ("للسلطة وللمعارضة", "ل+لسلطة و+ل+لمعارضة"),
        ("أنقذت حياته وحياتها", "أنقذت حيات+ه و+حيات+ها"),
        ("أعلن أبناؤه عن ورثتهم", "أعلن أبناؤ+ه عن ورثت+هم"),
        ("سيهاجمونهم غدا", "س+يهاجمون+هم غدا"),
        ("ولم يكن كبيرا", "و+لم يكن كبيرا"),
        ("قالت إنه عليه وعليها", "قالت إن+ه علي+ه و+علي+ها"),
        ("لأنهم فيها", "ل+أن+هم في+ها"),
        ("له وبها ومنهم", "ل+ه و+ب+ها و+من+هم"),
        ("ممن كانوا", "م+من كانوا"),
        ("كما كان فيما بعد", "كما كان فيما بعد"),
        ("في مستشفاها", "في مستشفا+ها"),
        ("و2006 ب34", "و+2006 ب+34"),
    ] {
        assert_eq!(cut(text), expected, "{text}");
    }
}

#[test]
fn what_only_begins_or_ends_so_stays_whole() {
    for text in [
        "بغداد",
        "كركوك",
        "والي",
        "لبنان",
        "البنيان",
        "وفد",
        "وزير",
        "بطولة",
        "كارثة",
        "سياسة",
        "فريق",
        "لجنة",
        "وجه",
        "مياه",
        "اتجاه",
        "كتابة",
        "وراء",
        "بعض",
        "باريس",
        "سكان",
        "ورد",
        "فرح",
        "سنة",
        "أنا",
        "هناك",
    ] {
        assert_eq!(cut(text), text);
    }
}

#[test]
fn letters_decide_where_nothing_is_known() {
    for (text, expected) in [
        // No lexicon has these.
        ("والكلاتيون", "و+الكلاتيون"),
        ("وأكدينغتون", "و+أكدينغتون"),
        ("لغليندا", "ل+غليندا"),
        ("والكورنثات بالكورنثات", "و+الكورنثات ب+الكورنثات"),
        ("ويلكنسون", "ويلكنسون"),
        ("فالينتينو", "فالينتينو"),
        ("زار سطرنجا وسطرنجا", "زار سطرنجا و+سطرنجا"),
    ] {
        assert_eq!(cut(text), expected, "{text}");
    }
}

#[test]
fn the_word_before_and_after_decide() {
    assert_eq!(cut("فقد جاء متأخرا"), "ف+قد جاء متأخرا");
    assert_eq!(cut("فقد الرجل ساقه"), "فقد الرجل ساق+ه");
}

#[test]
fn marks_go_with_the_letter_before_them() {
    assert_eq!(cut("وَبِالمَدينةِ كدليلٍ"), "وَ+بِ+المَدينةِ ك+دليلٍ");
}

#[test]
fn the_built_in_list_is_read_and_faults_are_named() {
    assert!(Joined::builtin().is_whole("كما") && Joined::builtin().is_host("علي"));
    let head = "form\tuse\tparts\tsource\tlicence\n";
    for row in ["ممن\tparts\tم|مم\town\tproject", "ممن\tnone\t\town\tproject"] {
        let error = Joined::parse(&[("joined.tsv", &format!("{head}{row}\n"))]).unwrap_err();
        assert!(error.to_string().starts_with("joined.tsv:2: "), "{error}");
    }
}

proptest! {
    #[test]
    fn parts_make_the_word_again(s in "\\PC{0,60}|[\\u{600}-\\u{6ff}\\u{fb50}-\\u{feff} 0-9]{0,60}|[وفبكلسالهنيمةىأ ً]{0,60}") {
        let text = Text::new(s.clone());
        let mut last = 0;
        for word in Segmenter::builtin().segment(&text, &|f| f.len() % 3 == 0) {
            prop_assert!(word.span.start >= last && word.span.end > word.span.start);
            last = word.span.end;
            prop_assert_eq!(word.parts.concat(), word.span.slice(&s));
            prop_assert!(word.parts.iter().all(|p| !p.is_empty()));
        }
    }
}
