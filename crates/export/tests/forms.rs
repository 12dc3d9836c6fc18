//! Every form, read back.

#![allow(missing_docs, clippy::unwrap_used)]

mod rows;

use std::collections::{HashMap, HashSet};
use std::io::Read;

use marsad_export::{COLUMNS, DocumentLine, Exporter, Format};
use marsad_store::ReportRow;
use rows::{about, bare, row, table, text, written};
use serde_json::{Value, json};

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
