//! The cases that stand beside the time files, and what holds of every text.

use std::fmt::Write;

use proptest::prelude::*;

use super::*;

/// The day on which the cases are published: a Saturday.
const PUBLISHED: &str = "2024-04-20";

fn shown(mention: &TimeMention) -> String {
    if let Some(value) = mention.value.as_ref().filter(|v| *v != "PAST_REF") {
        return value.clone();
    }
    let end = |day: Option<Day>| day.map(|d| d.to_string()).unwrap_or_default();
    if mention.from.is_some() && mention.from == mention.to {
        return end(mention.from);
    }
    format!("{}..{}", end(mention.from), end(mention.to))
}

fn run(cases: &str) {
    let mut wrong = String::new();
    for line in cases.lines().filter(|l| !l.starts_with('#')).skip(1) {
        let (expect, marked) = line.split_once('\t').unwrap();
        let start = marked.chars().position(|c| c == '⟦').unwrap();
        let end = marked.chars().position(|c| c == '⟧').unwrap() - 1;
        let span = Span::new(start, end);
        let text = Text::new(marked.replace(['⟦', '⟧'], ""));
        let found = times(&text, PUBLISHED.parse().ok());
        let found: Vec<&TimeMention> = found.iter().filter(|m| m.span.overlaps(span)).collect();
        let got: Vec<String> = found.iter().map(|m| format!("{} «{}»", shown(m), text.slice(m.span))).collect();
        let right = match expect {
            "-" => found.is_empty(),
            _ => found.len() == 1 && shown(found[0]) == expect && span.contains(found[0].span),
        };
        if !right {
            writeln!(wrong, "{marked}: expected {expect}, got {got:?}").unwrap();
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

macro_rules! cases {
    ($($name:ident: $file:literal),* $(,)?) => {
        $(#[test]
        fn $name() {
            run(include_str!(concat!("../../../lexicon/time/", $file, ".cases.tsv")));
        })*
    };
}

cases! {
    cases_of_months: "months",
    cases_of_weekdays: "weekdays",
    cases_of_units: "units",
    cases_of_parts: "parts",
    cases_of_relative_words: "relative",
    cases_of_feasts: "feasts",
    cases_of_names: "names",
}

/// The mention that overlaps the brackets, its words, and what must be said of it.
fn bracketed_times(cases: &str, read: impl Fn(&Text) -> Vec<TimeMention>, say: impl Fn(&TimeMention) -> String) {
    let mut wrong = String::new();
    for line in cases.lines().filter(|l| !l.starts_with('#')).skip(1) {
        let (expect, marked) = line.split_once('\t').unwrap();
        let start = marked.chars().position(|c| c == '⟦').unwrap();
        let end = marked.chars().position(|c| c == '⟧').unwrap() - 1;
        let text = Text::new(marked.replace(['⟦', '⟧'], ""));
        let found: Vec<_> = read(&text).into_iter().filter(|m| m.span.overlaps(Span::new(start, end))).collect();
        let got: Vec<String> = found.iter().map(&say).filter(|s| !s.is_empty()).collect();
        let right = if expect == "-" { got.is_empty() } else { got == [expect] };
        if !right {
            writeln!(wrong, "{marked}: expected {expect}, got {got:?}").unwrap();
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn cases_of_precision_and_timex() {
    let cases = include_str!("../../../lexicon/time/timex.cases.tsv");
    bracketed_times(
        cases,
        |text| times(text, PUBLISHED.parse().ok()),
        |m| {
            let part = m.part.map(|p| match p {
                PeriodPart::Start => "start",
                PeriodPart::Mid => "mid",
                PeriodPart::End => "end",
            });
            let said = [m.precision.map(Precision::as_str), part, m.timex.as_deref()];
            said.into_iter().flatten().collect::<Vec<_>>().join(" ")
        },
    );
}

#[test]
fn cases_of_stories() {
    let cases = include_str!("../../../lexicon/time/story.cases.tsv");
    bracketed_times(
        cases,
        |text| times_in_story(text, PUBLISHED.parse().ok(), None).0,
        |m| m.timex.clone().unwrap_or_default(),
    );
}

#[test]
fn a_story_goes_on_in_the_next_text() {
    let published = PUBLISHED.parse().ok();
    let (_, reached) = times_in_story(&Text::new("دخلوا القرية في 3 آب 2014."), published, None);
    assert_eq!(reached, Some(Running::on("2014-08-03".parse().unwrap())));
    let (found, reached) = times_in_story(&Text::new("وفي اليوم التالي انسحبوا."), published, reached);
    assert_eq!(found[0].timex.as_deref(), Some("2014-08-04"));
    assert_eq!(reached.map(|r| r.to), "2014-08-04".parse().ok());
    // What was said of publication does not move the story.
    let (_, reached) = times_in_story(&Text::new("وقال الوزير اليوم إنه يتابع."), published, reached);
    assert_eq!(reached.map(|r| r.to), "2014-08-04".parse().ok());
}

#[test]
fn since_leaves_its_end_open() {
    let found = times(&Text::new("منذ عام 2013"), PUBLISHED.parse().ok());
    assert!(found[0].open);
    assert_eq!(found[0].to, PUBLISHED.parse().ok());
    assert!(!times(&Text::new("عام 2013"), PUBLISHED.parse().ok())[0].open);
}

#[test]
fn without_a_day_of_publication_only_full_dates_resolve() {
    let text = Text::new("بعد قصف أمس، كما حدث في 3 آب 2014 وقبل شهرين");
    let found = times(&text, None);
    let days: Vec<_> = found.iter().map(|m| m.from.map(|d| d.to_string())).collect();
    assert_eq!(days, [None, Some("2014-08-03".to_owned()), None]);
}

#[test]
fn digits_of_every_order_give_the_same_day() {
    for text in [
        "28/2/1945",
        "28-2-1945",
        "1945/2/28",
        "1945-02-28",
        "28.2.1945",
        "٢٨/٢/١٩٤٥",
        "بتاريخ (28/2/1945)",
        "شباط (28/2/1945)",
    ] {
        let text = Text::new(text);
        let found = times(&text, None);
        assert_eq!(found.len(), 1, "{}", text.source());
        assert_eq!(found[0].from, "1945-02-28".parse().ok(), "{}", text.source());
    }
}

#[test]
fn a_hijri_year_is_an_interval_of_days() {
    let found = times(&Text::new("عام 1440 هـ"), None);
    assert_eq!((found[0].from, found[0].to), ("2018-09-11".parse().ok(), "2019-08-30".parse().ok()));
}

#[test]
fn since_runs_to_publication_and_lies_in_the_past() {
    let found = times(&Text::new("منذ آب"), "2015-07-24".parse().ok());
    assert_eq!((found[0].from, found[0].to), ("2014-08-01".parse().ok(), "2015-07-24".parse().ok()));
}

#[test]
fn long_runs_of_one_word_are_read_in_linear_time_and_bounded_depth() {
    let pieces = [
        "منذ ",
        "قبل يومين و",
        "1/1/",
        "2014-",
        "آذار/",
        "من 3 إلى ",
        "يوم ",
        "ليل ",
        "كل ",
        "الشهر ",
        "(",
        "شهر و",
        "هذا ",
        "الجمعة ",
    ];
    for piece in pieces {
        let text = Text::new(piece.repeat(20_000));
        assert!(times(&text, PUBLISHED.parse().ok()).len() <= text.tokens().len());
    }
}

/// Pieces that times are made of, in any order.
fn pieces() -> impl Strategy<Value = String> {
    let words = vec![
        "منذ",
        "حتى",
        "قبل",
        "بعد",
        "خلال",
        "من",
        "إلى",
        "بين",
        "عام",
        "2014",
        "31",
        "30",
        "شباط",
        "آذار/مارس",
        "كانون الثاني",
        "رمضان",
        "هـ",
        "يوم",
        "الجمعة",
        "الأسبوع",
        "الماضي",
        "المقبل",
        "قرون",
        "999999",
        "9999",
        "1/1/1",
        "30/2/2020",
        "-",
        "(",
        ")",
        "و",
        "أمس",
        "الأول",
        "ليل",
        "منتصف",
        "أواخر",
        "الشهر",
        "التاسع",
        "كل",
        "يومين",
        "بضعة",
        "أشهر",
        "الستة",
        "الماضية",
        "عيد الفصح",
        "صيف",
        "العقد",
        "مليار",
        "سنة",
        "لليوم",
        "الـ",
        "على التوالي",
        "الربع",
        "الثالث",
        "آخر",
        "12",
        "/",
        "، ",
        "ونصف",
        "السبعينيات",
        "نفسه",
        "نفس",
        "التالي",
        "بعد ذلك",
        "بيومين",
        "منه",
        "الذكرى",
        "الساعة",
        "القرن",
    ];
    proptest::collection::vec((proptest::sample::select(words), 0..8u8), 0..24)
        .prop_map(|v| v.into_iter().map(|(w, space)| format!("{w}{}", if space > 0 { " " } else { "" })).collect())
}

proptest! {
    #[test]
    fn any_text_gives_ordered_mentions_inside_it(
        s in prop_oneof![pieces(), "[\\u{620}-\\u{652}0-9٠-٩ .,،/()-]{0,80}", "\\PC{0,60}"],
        year in -9999i16..=9999, known in prop::bool::ANY,
    ) {
        let text = Text::new(s);
        let reference = Day::new(year, 12, 31).ok().filter(|_| known);
        let reached_before = Day::new(year, 2, 3).ok().filter(|_| !known).map(Running::on);
        let mut last = 0;
        for m in times(&text, reference) {
            prop_assert!(m.span.start >= last && m.span.end > m.span.start && m.span.end <= text.len());
            prop_assert!(m.tokens.end <= text.tokens().len() && !m.tokens.is_empty());
            if let (Some(from), Some(to)) = (m.from, m.to) {
                prop_assert!(from <= to, "{} {:?}", text.source(), m);
            }
            last = m.span.end;
        }
        let (found, reached) = times_in_story(&text, reference, reached_before);
        for m in &found {
            if let (Some(from), Some(to)) = (m.from, m.to) {
                prop_assert!(from <= to, "{} {:?}", text.source(), m);
            }
        }
        prop_assert!(reached.is_none_or(|r| r.from <= r.to));
    }
}
