//! Any Unicode string is read without a panic, and every span lies inside it, in order, on its own words.

use marsad_model::{Day, Span};
use marsad_text::arabic::{number::numbers, time::times};
use marsad_text::{Text, quotations, splits};
use proptest::prelude::*;

/// Any string at all, or one of what Arabic text, dates and numbers are made of.
fn any_text() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "ثلاثة",
        "وعشرون",
        "ألف",
        "ومئة",
        "مليون",
        "نصف",
        "بالمئة",
        "يوم",
        "الأحد",
        "آذار",
        "رجب",
        "مارس",
        "قبل",
        "بعد",
        "أسابيع",
        "عام",
        "هـ",
        "ق.م",
        "الماضي",
        "منتصف",
        "صفر",
        "حتى",
        "من",
        "إلى",
        "2019",
        "31",
        "٣٠",
        "1440",
        "/",
        "-",
        ".",
        "،",
        "«",
        "»",
        "\"",
        "\u{200f}",
        "\u{640}",
        "\u{fdfa}",
        "﷽",
        "99999999999999999999",
        "0",
        "الـ",
        "و",
        "ب",
    ]);
    let phrase = prop::collection::vec((word, prop::sample::select(vec!["", " ", "\n"])), 0..30)
        .prop_map(|words| words.into_iter().map(|(word, space)| format!("{word}{space}")).collect::<String>());
    prop_oneof![
        any::<String>(),
        "\\PC{0,200}",
        "[\\u{600}-\\u{6ff}\\u{fb50}-\\u{feff}\\u{200c}-\\u{200f} 0-9/.-]{0,200}",
        phrase
    ]
}

/// Whether a span holds something and ends inside the text, and slices to the same words in both ways.
fn stands(text: &Text, span: Span) -> bool {
    span.start < span.end && span.end <= text.len() && span.slice(text.source()) == text.slice(span)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn spans_stand_in_the_text(source in any_text()) {
        let text = Text::new(source.as_str());
        prop_assert_eq!(text.len(), source.chars().count());
        for (i, token) in text.tokens().iter().enumerate() {
            prop_assert!(stands(&text, token.span));
            for split in splits(text.fold(i)) {
                prop_assert!(split.stem.len() <= text.fold(i).len());
            }
        }
        for span in text.sentences().iter().map(|s| s.span).chain(quotations(&text)) {
            prop_assert!(stands(&text, span));
        }
        let mut last = 0;
        for number in numbers(&text) {
            prop_assert!(stands(&text, number.span) && number.span.start >= last);
            last = number.span.end;
        }
        for reference in [None, Some(Day::constant(2022, 3, 23)), Some(Day::constant(2024, 2, 29))] {
            let mut last = 0;
            for time in times(&text, reference) {
                prop_assert!(stands(&text, time.span) && time.span.start >= last);
                last = time.span.end;
                prop_assert!(time.from.zip(time.to).is_none_or(|(from, to)| from <= to));
            }
        }
    }
}
