//! Events in every form that has room for them, read back.

#![allow(missing_docs, clippy::unwrap_used)]

use std::collections::HashMap;
use std::io::Read;

use marsad_export::{About, EVENT_COLUMNS, Exporter, Format, Of};
use marsad_store::{EventRow, ReportRow};
use serde_json::{Value, json};

fn event(id: i64) -> EventRow {
    let named = |id: &str, name: &str| json!({ "id": id, "name": name });
    let figure = |what: &str, min: u64, max: u64, standing: &str| json!({ "what": what, "range": { "min": min, "max": max }, "standing": standing, "course": "steady", "origins": 2 });
    serde_json::from_value(json!({
        "id": id, "type": "ASSAULT", "modes": ["aerial"], "days": ["2016-12-05", "2016-12-06"],
        "places": [named("geonames:170063", "Aleppo")], "point": [36.20124, 37.16117], "precision": 1, "country": "SYR",
        "actors": [named("syrian-arab-army", "Syrian Arab Army")], "recipients": [named("civilians", "civilians")],
        "figures": [figure("killed", 5, 7, "contested"), figure("wounded", 3, 3, "agreed")], "modalities": ["reported"],
        "title": "=قصف \"عنيف\"، على حلب", "first_told": "2016-12-06", "last_told": "2016-12-08",
        "origins": 2, "documents": 3, "reports": 4, "outlets": 2, "contested": true, "pinned": false,
    }))
    .unwrap()
}

/// An event of which hardly anything is told.
fn bare(id: i64) -> EventRow {
    let (days, point, first_told, last_told) = (None, None, None, None);
    let (places, actors, recipients, figures, country) = Default::default();
    let modes = Vec::new();
    EventRow { days, point, first_told, last_told, places, actors, recipients, figures, country, modes, ..event(id) }
}

fn report(id: i64, outlet: &str, killed: u64) -> ReportRow {
    let words = |start: usize, text: &str| json!({ "start": start, "end": start + text.chars().count(), "text": text });
    let with = |mut quote: Value, more: Value| {
        quote.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        quote
    };
    let actor = |text: &str, entity: &str, id: &str, sector: &str, country: Option<&str>| {
        let more = json!({ "entity": entity, "id": id, "sector": sector, "country": country, "loaded": null });
        with(words(29, text), more)
    };
    serde_json::from_value(json!({
        "id": id, "document": id, "title": format!("خبر {id}"), "outlet": outlet, "url": null, "published": "2016-12-06",
        "version": 1, "current": true,
        "report": {
            "type": "ASSAULT", "mode": [], "aux": [], "modality": "reported", "polarity": "affirmed", "certainty": "certain",
            "trigger": words(24, "قصفت"), "event": 1,
            "actors": [actor("الطيران", "Syrian Arab Army", "syrian-arab-army", "MIL", Some("SYR"))],
            "recipients": [actor("مدنيين", "civilians", "civilians", "CVL", None)],
            "places": [with(words(45, "حلب"), json!({ "name": "Aleppo", "id": "geonames:170063", "lat": 36.20124,
                "lon": 37.16117, "kind": "city", "country": "SYR", "precision": 1, "rivals": [], "matched": "name" }))],
            "date": null,
            "counts": [with(words(55, "خمسة"), json!({ "what": "killed", "of": null, "min": killed, "max": killed }))],
            "said_by": null, "contexts": [], "loaded_terms": [], "confidence": 0.8, "rule": "attack/vso",
            "evidence": words(24, "قصفت حلب"), "versions": { "marsad": "0.1.0", "lexicon": "sha256:00" }
        }
    }))
    .unwrap()
}

fn about() -> About {
    About {
        of: Of::Events,
        address: Some("https://record.example".into()),
        question: "origins=2".into(),
        accessed: "2026-11-30T12:00:00Z".parse().unwrap(),
        ..About::now("Record")
    }
}

fn written(format: Format, rows: &[EventRow], reports: &[ReportRow]) -> Vec<u8> {
    let mut exporter = Exporter::begin(Vec::new(), format, &about()).unwrap();
    for row in rows {
        exporter.event(row, reports).unwrap();
    }
    exporter.end().unwrap()
}

fn table(format: Format, rows: &[EventRow], reports: &[ReportRow]) -> (Vec<String>, Vec<HashMap<String, String>>) {
    let bytes = written(format, rows, reports);
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    let head: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let rows =
        reader.records().map(|r| head.iter().cloned().zip(r.unwrap().iter().map(str::to_owned)).collect()).collect();
    (head, rows)
}

#[test]
fn a_csv_has_the_promised_columns_and_every_row_its_citation() {
    let (head, rows) = table(Format::Csv, &[event(12), bare(13)], &[]);
    assert_eq!(head, EVENT_COLUMNS.iter().map(|c| c.name).collect::<Vec<_>>());
    let r = &rows[0];
    for (column, value) in [
        ("event", "12"),
        ("from", "2016-12-05"),
        ("to", "2016-12-06"),
        ("place", "Aleppo"),
        ("killed_min", "5"),
        ("killed_max", "7"),
        ("killed_standing", "contested"),
        ("wounded_standing", "agreed"),
        ("figures", "killed 5..7 contested 2; wounded 3..3 agreed 2"),
        ("origins", "2"),
        ("title", "'=قصف \"عنيف\"، على حلب"),
    ] {
        assert_eq!(r[column], value, "{column}");
    }
    assert!(
        r["citation"].contains("https://record.example/en/events/12") && r["citation"].contains("Accessed 2026-11-30")
    );
    assert_eq!((rows[1]["from"].as_str(), rows[1]["killed_min"].as_str()), ("", ""));
}

#[test]
fn the_dictionary_of_columns_is_the_one_of_the_manual() {
    let manual = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/exports.md")).unwrap();
    for column in EVENT_COLUMNS {
        let line = format!("| `{}` | {} | {} |", column.name, column.kind.as_str(), column.means);
        assert!(manual.contains(&line), "docs/exports.md lacks: {line}");
    }
}

#[test]
fn every_form_that_has_events_writes_them_and_says_how_to_cite_them() {
    let reports = [report(1, "وكالة الساحل", 5), report(2, "صوت الجبل", 7)];
    for format in Format::ALL {
        let bytes = written(format, &[event(12)], &reports);
        assert_eq!(bytes, written(format, &[event(12)], &reports), "equal rows give equal bytes");
        let plain = !matches!(format, Format::Xlsx | Format::Parquet);
        if Format::OF_EVENTS.contains(&format) && plain {
            let text = String::from_utf8(bytes).unwrap();
            // GED has no column for an address.
            let named = text.contains("events/12") || format == Format::Ged && text.contains("MARSAD-E12");
            assert!(named, "{}: {text}", format.name());
            assert!(text.contains("2026-11-30"), "{}: {text}", format.name());
        }
    }
    let feed = String::from_utf8(written(Format::Rss, &[event(12)], &[])).unwrap();
    assert!(feed.contains("<link>https://record.example/en/events?origins=2</link>"), "{feed}");
    assert!(feed.contains("<pubDate>Thu, 08 Dec 2016"), "{feed}");
    let map: Value = serde_json::from_slice(&written(Format::Geojson, &[event(12), bare(13)], &[])).unwrap();
    assert_eq!(map["features"][0]["geometry"]["coordinates"], json!([37.16117, 36.20124]));
    assert_eq!(map["features"][1]["geometry"], Value::Null);
    let all: Value = serde_json::from_slice(&written(Format::Json, &[event(12), bare(13)], &[])).unwrap();
    assert_eq!((all["count"].as_u64(), all["rows"][0]["id"].as_i64()), (Some(2), Some(12)));
    assert!(all["citation"].as_str().unwrap().contains("events for origins=2"));
}

#[test]
fn parquet_and_workbook_have_the_columns_of_events() {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field;
    let mut file = tempfile::tempfile().unwrap();
    std::io::Write::write_all(&mut file, &written(Format::Parquet, &[event(12), bare(13)], &[])).unwrap();
    let reader = SerializedFileReader::new(file).unwrap();
    let mut read = reader.get_row_iter(None).unwrap();
    let first: HashMap<String, Field> =
        read.next().unwrap().unwrap().get_column_iter().map(|(k, v)| (k.clone(), v.clone())).collect();
    assert_eq!(first.len(), EVENT_COLUMNS.len());
    assert_eq!((&first["event"], &first["killed_max"]), (&Field::Long(12), &Field::Long(7)));
    assert_eq!(first["contested"], Field::Bool(true));
    let book = written(Format::Xlsx, &[event(12)], &[]);
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(book)).unwrap();
    let mut text = String::new();
    zip.by_name("xl/workbook.xml").unwrap().read_to_string(&mut text).unwrap();
    assert!(text.contains("name=\"events\""), "{text}");
}

#[test]
fn acled_and_ged_have_one_row_for_an_event_with_all_its_sources() {
    let reports = [report(1, "وكالة الساحل", 5), report(2, "صوت الجبل", 7), report(3, "وكالة الساحل", 5)];
    let (_, rows) = table(Format::Acled, &[event(12)], &reports);
    assert_eq!(rows.len(), 1);
    for (column, value) in [
        ("event_id_cnty", "SYR12"),
        ("event_date", "2016-12-05"),
        ("time_precision", "2"),
        ("sub_event_type", "Air/drone strike"),
        ("actor1", "Syrian Arab Army"),
        ("actor2", "civilians"),
        ("source", "وكالة الساحل; صوت الجبل"),
        ("fatalities", "5"),
    ] {
        assert_eq!(rows[0][column], value, "{column}");
    }
    assert!(rows[0]["tags"].contains("https://record.example/en/events/12"));
    let (_, rows) = table(Format::Ged, &[event(12), bare(13)], &reports);
    assert_eq!(rows.len(), 1, "only what has deaths");
    for (column, value) in [
        ("id", "12"),
        ("relid", "MARSAD-E12"),
        ("number_of_sources", "2"),
        ("low", "5"),
        ("high", "7"),
        ("date_end", "2016-12-06 00:00:00.000"),
        ("date_prec", "2"),
    ] {
        assert_eq!(rows[0][column], value, "{column}");
    }
    assert!(rows[0]["source_article"].contains("صوت الجبل, 2016-12-06"), "{:?}", rows[0]);
    // What only denies or plans is no event of theirs.
    let mut planned = report(1, "وكالة الساحل", 5);
    planned.report.modality = marsad_model::Modality::Intended;
    assert!(table(Format::Acled, &[event(12)], &[planned]).1.is_empty());
}
