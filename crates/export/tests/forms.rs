//! Every form, read back.

#![allow(missing_docs, clippy::unwrap_used)]

use std::collections::{HashMap, HashSet};
use std::io::Read;

use marsad_export::{About, COLUMNS, DocumentLine, Exporter, Format};
use marsad_store::ReportRow;
use serde_json::{Value, json};

/// A report with everything, of a page with a long Arabic title and a formula at its beginning.
fn row(id: i64) -> ReportRow {
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
fn bare(id: i64) -> ReportRow {
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

fn about() -> About {
    About {
        address: Some("https://record.example".into()),
        question: "type=ASSAULT".into(),
        accessed: "2026-11-30T12:00:00Z".parse().unwrap(),
        ..About::now("Record")
    }
}

fn written(format: Format, rows: &[ReportRow]) -> Vec<u8> {
    let mut exporter = Exporter::begin(Vec::new(), format, &about()).unwrap();
    for row in rows {
        exporter.row(row).unwrap();
    }
    exporter.end().unwrap()
}

fn text(format: Format, rows: &[ReportRow]) -> String {
    String::from_utf8(written(format, rows)).unwrap()
}

fn table(format: Format, rows: &[ReportRow], delimiter: u8) -> (Vec<String>, Vec<HashMap<String, String>>) {
    let bytes = written(format, rows);
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).quoting(delimiter == b',').from_reader(bytes.as_slice());
    let head: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let rows =
        reader.records().map(|r| head.iter().cloned().zip(r.unwrap().iter().map(str::to_owned)).collect()).collect();
    (head, rows)
}

#[test]
fn equal_rows_give_equal_bytes_in_every_form() {
    for format in Format::ALL {
        let rows = [row(1), bare(2)];
        assert_eq!(written(format, &rows), written(format, &rows), "{}", format.name());
        assert!(
            !written(format, &[]).is_empty() || matches!(format, Format::Jsonl | Format::Plover),
            "{}",
            format.name()
        );
        assert_eq!(Format::named(format.name()), Some(format));
    }
}

#[test]
fn a_csv_has_the_promised_columns_and_every_row_its_citation() {
    let (head, rows) = table(Format::Csv, &[row(1), bare(2)], b',');
    assert_eq!(head, COLUMNS.iter().map(|c| c.name).collect::<Vec<_>>());
    assert_eq!(rows[0]["title"], "'=قصف \"عنيف\"، على حلب", "no formula");
    assert_eq!(
        (rows[0]["killed_min"].as_str(), rows[0]["killed_max"].as_str()),
        ("5", "5"),
        "the total, not a part of it"
    );
    assert_eq!(rows[0]["counts"], "killed 5 مدنيين; killed 2 طفلان");
    assert_eq!(rows[0]["from"], "2016-12-05");
    assert_eq!(rows[1]["from"], "");
    for row in &rows {
        assert!(row["citation"].contains("Accessed 2026-11-30"), "{row:?}");
    }
    assert!(rows[0]["citation"].contains("https://record.example/en/documents/1?report=1"));
}

#[test]
fn the_dictionary_of_columns_is_the_one_of_the_manual() {
    let manual = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/exports.md")).unwrap();
    for column in COLUMNS {
        let line = format!("| `{}` | {} | {} |", column.name, column.kind.as_str(), column.means);
        assert!(manual.contains(&line), "docs/exports.md lacks: {line}");
    }
    for format in Format::ALL {
        assert!(
            manual.contains(&format!("| `{}` |", format.name())),
            "docs/exports.md lacks the form {}",
            format.name()
        );
    }
}

#[test]
fn a_parquet_file_gives_the_cells_back_with_their_types() {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field;
    let rows: Vec<ReportRow> = (0..25_001).map(|n| if n % 2 == 0 { row(n) } else { bare(n) }).collect();
    let mut file = tempfile::tempfile().unwrap();
    std::io::Write::write_all(&mut file, &written(Format::Parquet, &rows)).unwrap();
    let reader = SerializedFileReader::new(file).unwrap();
    let metadata = reader.metadata().file_metadata();
    assert_eq!(metadata.num_rows(), 25_001);
    assert!(reader.num_row_groups() > 2, "groups are bounded");
    let notes = metadata.key_value_metadata().unwrap();
    assert!(notes.iter().any(|n| n.key == "citation" && n.value.as_deref().unwrap().contains("Accessed 2026-11-30")));
    let mut read = reader.get_row_iter(None).unwrap();
    let first: HashMap<String, Field> =
        read.next().unwrap().unwrap().get_column_iter().map(|(k, v)| (k.clone(), v.clone())).collect();
    assert_eq!(first["title"], Field::Str("=قصف \"عنيف\"، على حلب".into()), "as it is");
    assert_eq!(first["published"], Field::Date(17_141));
    assert_eq!(first["lat"], Field::Double(36.20124));
    assert_eq!(first["current"], Field::Bool(true));
    assert_eq!(first["killed_min"], Field::Long(5));
    let second: HashMap<String, Field> =
        read.next().unwrap().unwrap().get_column_iter().map(|(k, v)| (k.clone(), v.clone())).collect();
    assert_eq!(
        (&second["published"], &second["lat"], &second["report"]),
        (&Field::Null, &Field::Null, &Field::Long(1))
    );
}

#[test]
fn a_workbook_holds_sheets_of_well_formed_xml() {
    let mut about = about();
    about.right_to_left = true;
    let mut exporter = Exporter::begin(Vec::new(), Format::Xlsx, &about).unwrap();
    let mut odd = row(1);
    odd.title = "a\u{1}<b>&\u{FFFF}".into();
    exporter.row(&odd).unwrap();
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(exporter.end().unwrap())).unwrap();
    let names: HashSet<String> = zip.file_names().map(str::to_owned).collect();
    for name in [
        "[Content_Types].xml",
        "xl/workbook.xml",
        "xl/styles.xml",
        "xl/worksheets/sheet1.xml",
        "xl/worksheets/sheet2.xml",
    ] {
        assert!(names.contains(name), "{name}");
    }
    for name in &names {
        let mut text = String::new();
        zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        let mut reader = quick_xml::Reader::from_str(&text);
        reader.config_mut().check_end_names = true;
        while reader.read_event().unwrap_or_else(|e| panic!("{name}: {e}")) != quick_xml::events::Event::Eof {}
        if name.ends_with("sheet1.xml") {
            assert!(text.contains("rightToLeft=\"1\"") && text.contains("a&lt;b&gt;&amp;"), "{text}");
            assert!(text.contains("<c r=\"H2\" s=\"2\"><v>42710</v></c>"), "a day is a day: {text}");
        }
        if name.ends_with("sheet2.xml") {
            assert!(text.contains("Accessed 2026-11-30"), "{text}");
        }
    }
}

#[test]
fn a_map_keeps_what_has_no_place() {
    let map: Value = serde_json::from_slice(&written(Format::Geojson, &[row(1), bare(2)])).unwrap();
    assert_eq!(map["features"][0]["geometry"]["coordinates"], json!([37.16117, 36.20124]));
    assert_eq!(map["features"][0]["properties"]["precision_label"], "exact place");
    assert_eq!(map["features"][1]["geometry"], Value::Null);
    assert!(map["citation"].as_str().unwrap().contains("Accessed"));
}

#[test]
fn a_feed_is_read_by_a_feed_reader_of_any_kind() {
    let feed = text(Format::Rss, &[row(1), bare(2)]);
    let mut reader = quick_xml::Reader::from_str(&feed);
    while reader.read_event().unwrap() != quick_xml::events::Event::Eof {}
    assert!(feed.contains("<pubDate>Tue, 06 Dec 2016 00:00:00 GMT</pubDate>"), "{feed}");
    assert!(feed.contains("<link>https://record.example/en/documents/1?report=1</link>"));
    assert!(feed.contains("url=\"https://a.example/1?x=1&amp;y=2\""), "{feed}");
    assert_eq!(feed.matches("<guid").count(), 2);
}

#[test]
fn acled_columns_are_filled_as_their_readers_expect() {
    let mut planned = row(3);
    planned.report.modality = marsad_model::Modality::Intended;
    let (head, rows) = table(Format::Acled, &[row(1), bare(2), planned], b',');
    assert_eq!(head.len(), 31);
    assert_eq!(rows.len(), 1, "what is planned has not happened, and what has no day has no place");
    let r = &rows[0];
    for (column, value) in [
        ("event_id_cnty", "SYR1"),
        ("event_date", "2016-12-05"),
        ("year", "2016"),
        ("time_precision", "1"),
        ("event_type", "Explosions/Remote violence"),
        ("sub_event_type", "Air/drone strike"),
        ("actor1", "Syrian Arab Army"),
        ("inter1", "State forces"),
        ("actor2", "civilians"),
        ("inter2", "Civilians"),
        ("interaction", "State forces-Civilians"),
        ("civilian_targeting", "Civilian targeting"),
        ("iso", "760"),
        ("country", "Syria"),
        ("location", "Aleppo"),
        ("geo_precision", "1"),
        ("fatalities", "5"),
        ("source", "وكالة الساحل"),
        ("timestamp", "1796040000"),
    ] {
        assert_eq!(r[column], value, "{column}");
    }
}

#[test]
fn ged_columns_are_filled_as_their_readers_expect() {
    let (head, rows) = table(Format::Ged, &[row(1), bare(2)], b',');
    assert_eq!(head.len(), 49);
    assert_eq!(head[41..44], ["deaths_b", "deaths_civilians", "deaths_unknown"].map(str::to_owned));
    assert_eq!(rows.len(), 1, "only what has deaths");
    let r = &rows[0];
    for (column, value) in [
        ("type_of_violence", "3"),
        ("side_a", "Syrian Arab Army"),
        ("side_b", "Civilians"),
        ("where_prec", "1"),
        ("best", "5"),
        ("high", "5"),
        ("low", "5"),
        ("deaths_civilians", "5"),
        ("date_start", "2016-12-05 00:00:00.000"),
        ("date_prec", "1"),
        ("country", "Syria"),
        ("country_id", "652"),
        ("source_original", "سكان"),
        ("gwnoa", "652"),
        ("geom_wkt", "POINT (37.16117 36.20124)"),
        ("priogrid_gid", "181875"),
    ] {
        assert_eq!(r[column], value, "{column}");
    }
}

#[test]
fn polecat_and_plover_rows_name_both_sides() {
    let (head, rows) = table(Format::Polecat, &[row(1), bare(2)], b'\t');
    assert_eq!((head.len(), rows.len()), (40, 2));
    assert_eq!(rows[0]["Event Type"], "ASSAULT");
    assert_eq!(rows[0]["Quad Code"], "MATERIAL CONFLICT");
    assert_eq!(rows[0]["Recipient Name Raw"], "مدنيين");
    assert_eq!(rows[0]["GeoNames ID"], "170063");
    let lines = text(Format::Plover, &[row(1), bare(2)]);
    let lines: Vec<Value> = lines.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(lines[0]["event"], json!(["ASSAULT"]));
    assert_eq!(lines[0]["size"]["dead"], 5);
    for line in &lines {
        for required in ["id", "date", "actor", "event"] {
            assert!(line.get(required).is_some(), "{required}");
        }
        assert!(line["actor"].as_array().is_some_and(|a| !a.is_empty()));
    }
}

#[test]
fn a_stix_bundle_keeps_the_rules_of_the_standard() {
    let mut twin = row(2);
    twin.document = 1;
    twin.report.trigger.start += 1;
    let bundle: Value = serde_json::from_slice(&written(Format::Stix, &[row(1), twin, bare(6)])).unwrap();
    assert_eq!(bundle["type"], "bundle");
    let objects = bundle["objects"].as_array().unwrap();
    let ids: HashSet<&str> = objects.iter().map(|o| o["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), objects.len(), "no id twice");
    for object in objects {
        let kind = object["type"].as_str().unwrap();
        assert_eq!(object["spec_version"], "2.1");
        let (head, uuid) = object["id"].as_str().unwrap().split_once("--").unwrap();
        assert_eq!(head, kind);
        assert!(uuid.len() == 36 && uuid.as_bytes()[14] == b'5' && b"89ab".contains(&uuid.as_bytes()[19]), "{uuid}");
        assert!(object.as_object().unwrap().values().all(|v| !v.is_null() && *v != json!([])), "{object}");
        // Everything that is pointed to is there.
        for (key, value) in object.as_object().unwrap() {
            let refs: Vec<&str> = match value {
                Value::String(id) if key.ends_with("_ref") => vec![id.as_str()],
                Value::Array(all) if key.ends_with("_refs") => all.iter().filter_map(Value::as_str).collect(),
                _ => Vec::new(),
            };
            assert!(refs.iter().all(|id| ids.contains(id)), "{key} of {object}");
        }
        let required: &[&str] = match kind {
            "incident" | "identity" => &["name"],
            "report" => &["name", "published", "object_refs"],
            "relationship" => &["relationship_type", "source_ref", "target_ref"],
            "sighting" => &["sighting_of_ref"],
            "extension-definition" => &["name", "schema", "version", "extension_types", "created_by_ref"],
            "location" => &["latitude", "longitude"],
            other => panic!("an object of an unforeseen kind: {other}"),
        };
        assert!(required.iter().all(|key| object.get(key).is_some()), "{object}");
    }
    let of = |kind: &str| objects.iter().filter(|o| o["type"] == kind).count();
    assert_eq!((of("incident"), of("sighting"), of("report")), (3, 3, 2));
    let page = objects.iter().find(|o| o["type"] == "report").unwrap();
    assert_eq!(page["object_refs"].as_array().unwrap().len(), 2, "the two reports of one page");
}

#[test]
fn a_line_whose_words_are_not_in_its_document_is_refused() {
    let document = json!({ "id": "a", "title": "خبر", "text": "قصفت طائرات حلب", "published": "2016-12-06" });
    let quote = |start: usize, text: &str| json!({ "start": start, "end": start + text.chars().count(), "text": text });
    let mut report = serde_json::to_value(bare(1).report).unwrap();
    report["trigger"] = quote(5, "قصفت");
    report["evidence"] = quote(5, "قصفت طائرات حلب");
    let mut line = json!({
        "marsad": "document/1", "target": "https://a.example/1", "captured_at": "2024-05-01T10:00:00Z",
        "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "document": document,
        "told": { "genre": null, "genre_cues": [], "figures": [], "notices": [] }, "reports": [report],
        "page": { "media_type": "text/html", "base64": "dGVzdA==" },
    });
    let read = |line: &Value| DocumentLine::parse(&line.to_string()).and_then(DocumentLine::into_new);
    let good = read(&line).unwrap();
    assert_eq!((good.bytes.as_slice(), good.reports.len()), (b"test".as_slice(), 1));
    assert!(DocumentLine::is(&line.to_string()));

    line["reports"][0]["trigger"]["start"] = json!(6);
    assert!(read(&line).unwrap_err().contains("does not stand at"));
    line["reports"][0]["trigger"]["start"] = json!(5);
    line["page"]["base64"] = json!("dGVzdB==");
    assert!(read(&line).is_err());
    line["page"]["base64"] = json!("dGVz");
    assert!(read(&line).unwrap_err().contains("SHA-256"));
    line["marsad"] = json!("document/2");
    assert!(read(&line).unwrap_err().contains("document/2"));
}

proptest::proptest! {
    /// The same as the fuzz target `document_line`.
    #[test]
    fn no_line_makes_the_reader_panic(title in "\\PC{0,8}", text in "\\PC{0,20}", start in 0usize..40, end in 0usize..40, words in "\\PC{0,6}") {
        let mut report = serde_json::to_value(bare(1).report).unwrap();
        report["trigger"] = json!({ "start": start, "end": end, "text": words });
        report["evidence"] = json!({ "start": 0, "end": 0, "text": "" });
        let line = json!({
            "marsad": "document/1", "target": "x", "captured_at": "2024-05-01T10:00:00Z", "sha256": "",
            "document": { "id": "", "title": title, "text": text, "published": null },
            "told": {}, "reports": [report],
        });
        let full: Vec<char> = format!("{title}\n\n{text}").chars().collect();
        let right = full.get(start..end).is_some_and(|c| c.iter().collect::<String>() == words);
        let read = DocumentLine::parse(&line.to_string()).and_then(DocumentLine::into_new);
        proptest::prop_assert_eq!(read.is_ok(), right);
    }
}
