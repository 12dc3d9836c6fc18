//! What the tests of the store share: documents and reports made from few words.
#![allow(dead_code, missing_docs, clippy::unwrap_used)]

use marsad_model::{
    Actor, Certainty, DateRange, Day, Document, EventType, Modality, Place, Polarity, Quote, Report, Versions,
};
use marsad_store::NewDocument;

pub fn quote(start: usize, text: &str) -> Quote {
    Quote { start, end: start + text.chars().count(), text: text.to_owned() }
}

/// A report of an attack, without names and date.
pub fn report(start: usize) -> Report {
    Report {
        type_: EventType::Assault,
        mode: Vec::new(),
        aux: Vec::new(),
        modality: Modality::Asserted,
        polarity: Polarity::Affirmed,
        certainty: Certainty::Unstated,
        trigger: quote(start, "هجوم"),
        event: 1,
        actors: Vec::new(),
        recipients: Vec::new(),
        places: Vec::new(),
        date: None,
        counts: Vec::new(),
        said_by: None,
        contexts: Vec::new(),
        loaded_terms: Vec::new(),
        confidence: 0.5,
        rule: "test/any".into(),
        evidence: quote(start, "هجوم على القرية"),
        versions: Versions { marsad: "0.1.0".into(), lexicon: "sha256:0".into() },
    }
}

pub fn place(name: &str, written: &str) -> Place {
    Place {
        quote: quote(3, written),
        name: name.into(),
        id: None,
        lat: Some(34.5),
        lon: Some(40.75),
        kind: None,
        country: Some("SYR".into()),
        precision: 1,
        rivals: Vec::new(),
        matched: None,
    }
}

pub fn actor(entity: &str, written: &str) -> Actor {
    Actor { quote: quote(0, written), entity: entity.into(), id: None, country: None, sector: None, loaded: None }
}

pub fn dated(from: Option<Day>, to: Option<Day>) -> Option<DateRange> {
    Some(DateRange { quote: quote(9, "أمس"), from, to })
}

pub fn day(year: i16, month: i8, day: i8) -> Day {
    Day::new(year, month, day).unwrap()
}

/// A page with this title and body, its bytes made of both.
pub fn page(target: &str, title: &str, body: &str, reports: Vec<Report>) -> NewDocument {
    NewDocument {
        target: target.into(),
        media_type: "text/html".into(),
        bytes: format!("<html><title>{title}</title><p>{body}</p></html>").into_bytes(),
        captured_at: "2024-05-01T10:00:00Z".into(),
        document: Document {
            id: target.into(),
            title: title.into(),
            text: body.into(),
            published: Some(day(2024, 5, 1)),
            byline: Some("مراسل".into()),
            language: Some("ar".into()),
            outlet: Some("وكالة الساحل".into()),
            url: Some(target.into()),
        },
        reports,
        ..NewDocument::default()
    }
}
