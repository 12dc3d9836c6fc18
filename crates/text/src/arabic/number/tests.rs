//! The cases that stand beside the number files, and what holds of every text.

use std::fmt::Write;

use marsad_model::NumberType;
use proptest::prelude::*;

use super::*;

/// The text without its brackets, and where they stood.
fn bracketed(text: &str) -> (String, Span) {
    let start = text.chars().position(|c| c == '⟦').unwrap();
    let end = text.chars().position(|c| c == '⟧').unwrap() - 1;
    (text.replace(['⟦', '⟧'], ""), Span::new(start, end))
}

fn shown(mention: &NumberMention) -> String {
    let mut out = String::new();
    if mention.kind == NumberType::Ordinal {
        out.push('#');
    }
    match (mention.min, mention.max) {
        (Some(min), Some(max)) if (min - max).abs() < 1e-9 => write!(out, "{min}").unwrap(),
        (min, max) => {
            let end = |v: Option<f64>| v.map(|v| v.to_string()).unwrap_or_default();
            write!(out, "{}..{}", end(min), end(max)).unwrap();
        }
    }
    out
}

fn run(cases: &str) {
    let mut wrong = String::new();
    for line in cases.lines().filter(|l| !l.starts_with('#')).skip(1) {
        let (expect, text) = line.split_once('\t').unwrap();
        let (plain, span) = bracketed(text);
        let text = Text::new(plain);
        let found: Vec<NumberMention> = numbers(&text).into_iter().filter(|m| m.span.overlaps(span)).collect();
        let got: Vec<String> = found.iter().map(|m| format!("{} «{}»", shown(m), text.slice(m.span))).collect();
        let right = match expect {
            "-" => found.is_empty(),
            _ => found.len() == 1 && shown(&found[0]) == expect && found[0].span == span,
        };
        if !right {
            writeln!(wrong, "{} ⟦{}⟧: expected {expect}, got {got:?}", text.source(), text.slice(span)).unwrap();
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn cases_of_numbers() {
    run(include_str!("../../../lexicon/numbers.cases.tsv"));
}

#[test]
fn cases_of_number_words() {
    run(include_str!("../../../lexicon/number_words.cases.tsv"));
}

#[test]
fn cases_of_number_heads() {
    run(include_str!("../../../lexicon/number_heads.cases.tsv"));
}

#[test]
fn cases_of_countable_nouns() {
    run(include_str!("../../../lexicon/countable.cases.tsv"));
}

#[test]
fn says_what_is_counted() {
    for (text, counted) in [
        ("قتل 12 جندياً", Some("جندياً")),
        ("مقتل ثلاثة من عناصر الشرطة", Some("عناصر")),
        ("المعتقلين الثلاثة", Some("المعتقلين")),
        ("شخص واحد", Some("شخص")),
        ("عشرات المدنيين", Some("المدنيين")),
        ("إصابة 134 آخرين", Some("آخرين")),
        ("قُتل 20 في القصف", None),
        ("أصيب 5 وقُتل طفل", None),
    ] {
        let text = Text::new(text);
        let found = numbers(&text);
        let got = found[0].counted.clone().map(|c| text.slice(text.cover(c.start, c.end)));
        assert_eq!(got, counted, "{}", text.source());
    }
}

#[test]
fn says_what_kind_of_thing_is_counted() {
    for (text, class) in [
        ("قتل 12 جندياً", Some("person")),
        ("تدمير ثلاث دبابات", Some("vehicle")),
        ("سقوط قذيفتين", Some("weapon")),
        ("بكلفة 3 ملايين دولار", Some("money")),
        ("على بعد 30 كيلومتراً", Some("unit")),
        ("الركاب الـ23", Some("person")),
        ("ضبط (30) قضية", Some("thing")),
        ("أصيب 5 وقُتل طفل", None),
    ] {
        let text = Text::new(text);
        let found = numbers(&text);
        assert_eq!(found[0].class.map(Countable::as_str), class, "{}", text.source());
    }
}

#[test]
fn the_core_is_the_number_without_its_bounds() {
    let text = Text::new("وأصيب ما لا يقل عن 20 شخصاً");
    let found = &numbers(&text)[0];
    assert_eq!(text.slice(text.cover(found.core.start, found.core.end)), "20");
    assert_eq!((found.min, found.max), (Some(20.0), None));
}

#[test]
fn the_same_number_in_digits_and_words() {
    for (digits, words) in [
        ("1200", "ألف ومئتان"),
        ("٣٥٠٠٠", "خمسة وثلاثون ألفا"),
        ("19", "تسعة عشر"),
        ("2,000,000", "مليونان"),
        ("101", "مئة وواحد"),
    ] {
        let value = |s: &str| numbers(&Text::new(s)).first().map(|m| (m.min, m.max));
        assert_eq!(value(digits), value(words), "{digits} and {words}");
        assert!(value(digits).is_some());
    }
}

#[test]
fn long_runs_of_one_word_are_read_in_linear_time_and_bounded_depth() {
    for piece in ["ناقص ", "1 فاصلة ", "نيف و", "من 1 إلى ", "بين ", "1-", "1/", "أكثر من ", "مئة و", "نصف ", "1 000 "]
    {
        let text = Text::new(piece.repeat(20_000));
        assert!(numbers(&text).len() <= text.tokens().len());
    }
}

/// Pieces that numbers are made of, in any order.
fn pieces() -> impl Strategy<Value = String> {
    let words = vec![
        "ثلاثة",
        "وأربعين",
        "ألف",
        "آلاف",
        "مئة",
        "ومئتين",
        "نصف",
        "و",
        "12",
        "1,5",
        "3/4",
        "%",
        "أكثر من",
        "بين",
        "إلى",
        "-",
        "جندي",
        "شخصين",
        "الثالث",
        "عشر",
        "بضعة",
        "عشرات",
        "فاصلة",
        "ناقص",
        "رقم",
        "(",
        ")",
        ".77",
        "٤٥٬٦٠٠",
        "F16",
        "ـ",
        "ونيف",
        "مليون",
        "أرباع",
        "99999999999999999999999999",
        "آب",
        "أول",
        "من",
        "أمس",
        "ر",
        "م2",
        "«",
        "»",
        "عامي",
        "كأس العالم",
        "2014",
    ];
    proptest::collection::vec((proptest::sample::select(words), prop::bool::ANY), 0..24)
        .prop_map(|v| v.into_iter().map(|(w, space)| format!("{w}{}", if space { " " } else { "" })).collect())
}

proptest! {
    #[test]
    fn any_text_gives_ordered_mentions_inside_it(s in prop_oneof![pieces(), "[\\u{620}-\\u{652}0-9٠-٩ .,،/%-]{0,80}", "\\PC{0,60}"]) {
        let text = Text::new(s);
        let mut last = 0;
        for m in numbers(&text) {
            prop_assert!(m.span.start >= last && m.span.end > m.span.start && m.span.end <= text.len());
            prop_assert!(m.tokens.end <= text.tokens().len() && m.tokens.contains(&m.core.start));
            prop_assert!(m.min.is_none_or(f64::is_finite) && m.max.is_none_or(f64::is_finite));
            if let (Some(min), Some(max)) = (m.min, m.max) {
                prop_assert!(min <= max);
            }
            last = m.span.end;
        }
    }
}
