//! What holds for every text: spans slice, the same input gives the same output, nothing panics.

#![allow(clippy::unwrap_used)]

use std::path::PathBuf;

use marsad_coder::{Coder, Wanted};
use marsad_lexicon::Lexicon;
use marsad_model::{Document, Figure, Quote};
use proptest::prelude::*;

const ALL: Wanted = Wanted { time: true, number: true, place: true, actor: true, person: true };

/// Every quote in a report with the name of its field.
fn quotes(report: &marsad_model::Report) -> Vec<(&'static str, &Quote)> {
    let mut out = vec![("trigger", &report.trigger), ("evidence", &report.evidence)];
    out.extend(report.actors.iter().map(|a| ("actor", &a.quote)));
    out.extend(report.recipients.iter().map(|a| ("recipient", &a.quote)));
    out.extend(report.places.iter().map(|a| ("place", &a.quote)));
    out.extend(report.counts.iter().map(|a| ("count", &a.quote)));
    out.extend(report.date.iter().map(|a| ("date", &a.quote)));
    out.extend(report.said_by.iter().map(|a| ("said_by", &a.quote)));
    out.extend(report.loaded_terms.iter().map(|a| ("loaded", &a.quote)));
    out
}

/// Every quote in a figure.
fn figure_quotes(figure: &Figure) -> Vec<(&'static str, &Quote)> {
    let mut out = vec![("number", &figure.quote), ("cue", &figure.cue), ("evidence", &figure.evidence)];
    out.extend(figure.subject.iter().map(|a| ("subject", &a.quote)));
    out.extend(figure.place.iter().map(|a| ("place", &a.quote)));
    out.extend(figure.date.iter().map(|a| ("date", &a.quote)));
    out.extend(figure.said_by.iter().map(|a| ("said_by", &a.quote)));
    out
}

fn check(document: &Document) {
    let coder = Coder::new(Lexicon::builtin());
    let full = document.full_text();
    let coded = coder.code(document);
    for report in &coded.reports {
        for (field, quote) in quotes(report) {
            assert_eq!(quote.span().slice(&full), quote.text, "{field} of {} in {:?}", report.rule, document.id);
            assert!(!quote.text.is_empty(), "an empty {field} of {} in {:?}", report.rule, document.id);
        }
        assert!(report.mode.iter().all(|m| report.type_.modes().contains(m)), "{:?} of {}", report.mode, report.type_);
        assert!((0.0..=1.0).contains(&report.confidence));
    }
    for figure in &coded.figures {
        for (field, quote) in figure_quotes(figure) {
            assert_eq!(quote.span().slice(&full), quote.text, "{field} of {} in {:?}", figure.rule, document.id);
        }
        let counted = coded.reports.iter().flat_map(|r| &r.counts);
        assert!(!counted.into_iter().any(|c| c.quote.span().overlaps(figure.quote.span())), "{figure:?} is counted");
    }
    for quote in &coded.genre_cues {
        assert_eq!(quote.span().slice(&full), quote.text, "genre of {:?}", document.id);
    }
    let explained = coder.explain(document);
    assert_eq!(explained.coded, coded, "reasons change what is coded in {:?}", document.id);
    for (report, why) in coded.reports.iter().zip(&explained.why) {
        assert!(why.iter().any(|w| w.field == "type"), "no reason for {} in {:?}", report.rule, document.id);
        for quote in why.iter().filter_map(|w| w.words.as_ref()) {
            assert_eq!(quote.span().slice(&full), quote.text, "a reason of {} in {:?}", report.rule, document.id);
        }
    }
    for mention in coder.mentions(&document.text, document.published, ALL) {
        let span = marsad_model::Span::new(mention.start, mention.end);
        assert_eq!(span.slice(&document.text), mention.text, "{:?} in {:?}", mention.kind, document.id);
    }
    for word in coder.segments(&document.text) {
        let span = marsad_model::Span::new(word.start, word.end);
        assert_eq!(word.segs.concat(), span.slice(&document.text));
        assert!(word.segs.iter().all(|s| !s.is_empty()));
    }
    let again = coder.code(document);
    assert_eq!(serde_json::to_string(&coded).unwrap(), serde_json::to_string(&again).unwrap());
}

#[test]
fn spans_slice_over_the_demo_pages() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../lexicon/ar/frames");
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        check(&Document {
            id: path.display().to_string(),
            title: "عنوان 😀".into(),
            text,
            published: "2024-05-10".parse().ok(),
            ..Document::default()
        });
        seen += 1;
    }
    assert!(seen > 3);
}

/// Real news, where it is at hand: `MARSAD_BENCH`, else `../shared/bench` beside the project.
#[test]
fn spans_slice_over_real_news() {
    let bench = std::env::var_os("MARSAD_BENCH")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/bench"), PathBuf::from);
    let Ok(text) = std::fs::read_to_string(bench.join("news/articles.jsonl")) else {
        eprintln!("SKIPPED: no news under {} (set MARSAD_BENCH)", bench.display());
        return;
    };
    for line in text.lines().filter(|l| !l.trim().is_empty()) {
        let mut row: serde_json::Value = serde_json::from_str(line).unwrap();
        // Some rows know only the year or month of publication.
        if row["published"].as_str().is_none_or(|day| day.parse::<marsad_model::Day>().is_err()) {
            row["published"] = serde_json::Value::Null;
        }
        check(&serde_json::from_value::<Document>(row).unwrap());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    /// Words of the trade in any order, with marks between: the shapes that real sentences take, and many they do not.
    #[test]
    fn anything_can_be_coded(words in proptest::collection::vec(prop_oneof![
        Just("قصفت"), Just("قوات"), Just("النظام"), Just("مدينة"), Just("حلب"), Just("أمس"), Just("5"), Just("مدنيين"), Just("قتلوا"),
        Just("وأضاف"), Just("أن"), Just("قال"), Just("الوزير"), Just("،"), Just("."), Just("\n"), Just("«"), Just("»"), Just(":"), Just("\""),
        Just("للحوثيين"), Just("وبـ"), Just("من قبل"), Just("داعش"), Just("هجوم"), Just("انتحاري"), Just("على"), Just("في"), Just("شمال"),
        Just("سوريا"), Just("😀"), Just("\u{200f}"), Just("الذي"), Just("شنه"), Just("بين"), Just("و"), Just("عشرات"), Just("الآلاف"),
        Just("2019"), Just("آذار"), Just("يجب"), Just("لم"), Just("إطلاق النار"), Just("اتهم"), Just("ريف"), Just("بحسب"), Just("السوري"),
    ], 0..60)) {
        check(&Document { title: "خبر".into(), text: words.join(" "), published: "2024-05-10".parse().ok(), ..Document::default() });
    }

    #[test]
    fn any_characters_can_be_coded(text in "\\PC{0,120}|[\\u{600}-\\u{6ff} .،«»\\n0-9]{0,200}") {
        check(&Document { text, ..Document::default() });
    }
}
