//! Any document: reports whose quotes are the document's own words, the same ones twice.
#![no_main]

use libfuzzer_sys::fuzz_target;
use marsad_coder::Coder;
use marsad_lexicon::Lexicon;
use marsad_model::{Day, Document, Quote, Span};
use std::sync::LazyLock;

static CODER: LazyLock<Coder<'static>> = LazyLock::new(|| Coder::new(Lexicon::builtin()));

fuzz_target!(|data: &str| {
    let (title, text) = data.split_once('\n').unwrap_or(("", data));
    let document = Document {
        id: "fuzz".to_owned(),
        title: title.to_owned(),
        text: text.to_owned(),
        published: Some(Day::constant(2022, 3, 23)),
        ..Document::default()
    };
    let coded = CODER.code(&document);
    let again = CODER.code(&document);
    assert_eq!(serde_json::to_string(&coded).ok(), serde_json::to_string(&again).ok());

    let full = document.full_text();
    let same = |quote: &Quote| assert_eq!(Span::new(quote.start, quote.end).slice(&full), quote.text);
    for report in &coded.reports {
        same(&report.trigger);
        same(&report.evidence);
        report.actors.iter().chain(&report.recipients).for_each(|a| same(&a.quote));
        report.places.iter().for_each(|p| same(&p.quote));
        report.counts.iter().for_each(|c| same(&c.quote));
        report.loaded_terms.iter().for_each(|t| same(&t.quote));
        report.date.iter().for_each(|d| same(&d.quote));
        report.said_by.iter().for_each(|s| same(&s.quote));
        assert!((0.0..=1.0).contains(&report.confidence));
        assert!(report.mode.iter().all(|m| report.type_.modes().contains(m)));
    }
});
