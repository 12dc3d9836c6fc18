//! Reports made for the tests of forms, and what is written of them.
#![allow(dead_code, missing_docs, clippy::unwrap_used)]

use std::collections::HashMap;

use marsad_export::{About, Exporter, Format};
use marsad_store::ReportRow;
use serde_json::{Value, json};

/// A report with everything, of a page with a long Arabic title and a formula at its beginning.
pub fn row(id: i64) -> ReportRow {
    let words = |start: usize, text: &str| json!({ "start": start, "end": start + text.chars().count(), "text": text });
    let with = |mut quote: Value, more: Value| {
        quote.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        quote
    };
    let actor = |start, text: &str, entity: &str, id: &str, sector: &str, country: Option<&str>| {
        with(
            words(start, text),
            json!({ "entity": entity, "id": id, "sector": sector, "country": country, "loaded": null }),
        )
    };
    serde_json::from_value(json!({
        "id": id, "document": 1 + id / 3, "title": "=قصف \"عنيف\"، على حلب", "outlet": "وكالة الساحل", "url": "https://a.example/1?x=1&y=2",
        "published": "2016-12-06", "version": 1, "current": true,
        "report": {
            "type": "ASSAULT", "mode": ["aerial"], "aux": [], "modality": "reported", "polarity": "affirmed", "certainty": "certain",
            "trigger": words(24, "قصفت"), "event": 1,
            "actors": [actor(29, "طائرات الجيش", "Syrian Arab Army", "syrian-arab-army", "MIL", Some("SYR"))],
            "recipients": [actor(60, "مدنيين", "civilians", "civilians", "CVL", None)],
            "places": [with(words(45, "حلب"), json!({ "name": "Aleppo", "id": "geonames:170063", "lat": 36.20124, "lon": 37.16117,
                "kind": "city", "country": "SYR", "precision": 1, "rivals": [], "matched": "name" }))],
            "date": with(words(70, "أمس"), json!({ "from": "2016-12-05", "to": "2016-12-05" })),
            "counts": [
                with(words(55, "خمسة مدنيين"), json!({ "what": "killed", "of": "مدنيين", "min": 5, "max": 5 })),
                with(words(75, "طفلان"), json!({ "what": "killed", "of": "طفلان", "min": 2, "max": 2 })),
            ],
            "said_by": with(words(0, "سكان"), json!({ "entity": "سكان", "source_type": "witness", "named": false, "cue": "قال",
                "cue_class": "neutral", "quotation": "indirect", "cited_outlet": null })),
            "contexts": ["military"], "loaded_terms": [], "confidence": 0.83, "rule": "attack/vso",
            "evidence": words(24, "قصفت طائرات الجيش أحياء في حلب\tأمس"),
            "versions": { "marsad": "0.1.0", "lexicon": "sha256:00" }
        }
    }))
    .unwrap()
}

/// The same without anything that a text need not say.
pub fn bare(id: i64) -> ReportRow {
    let mut row = row(id);
    row.outlet = None;
    row.url = None;
    row.published = None;
    let r = &mut row.report;
    r.mode.clear();
    r.actors.clear();
    r.recipients.clear();
    r.places.clear();
    r.counts.clear();
    r.date = None;
    r.said_by = None;
    r.contexts.clear();
    row
}

pub fn about() -> About {
    About {
        address: Some("https://record.example".into()),
        question: "type=ASSAULT".into(),
        accessed: "2026-11-30T12:00:00Z".parse().unwrap(),
        ..About::now("Record")
    }
}

pub fn written(format: Format, rows: &[ReportRow]) -> Vec<u8> {
    let mut exporter = Exporter::begin(Vec::new(), format, &about()).unwrap();
    for row in rows {
        exporter.row(row).unwrap();
    }
    exporter.end().unwrap()
}

pub fn text(format: Format, rows: &[ReportRow]) -> String {
    String::from_utf8(written(format, rows)).unwrap()
}

pub fn table(format: Format, rows: &[ReportRow], delimiter: u8) -> (Vec<String>, Vec<HashMap<String, String>>) {
    let bytes = written(format, rows);
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).quoting(delimiter == b',').from_reader(bytes.as_slice());
    let head: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let rows =
        reader.records().map(|r| head.iter().cloned().zip(r.unwrap().iter().map(str::to_owned)).collect()).collect();
    (head, rows)
}
