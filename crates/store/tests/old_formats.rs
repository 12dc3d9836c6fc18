//! Stores of earlier formats still open. The fixtures are the text of real stores and are never made anew.
#![allow(clippy::unwrap_used)]

#[allow(dead_code)]
mod suite;

use marsad_model::EventType;
use marsad_store::{Added, EventFilter, EventStore, Filter, SqliteStore, Store, Upkeep};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use suite::make::day;

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

/// Builds the store of a fixture: the database from its SQL, the archive from its hexadecimal digits.
fn unpack(name: &str, folder: &Path) {
    std::fs::create_dir_all(folder.join("archive")).unwrap();
    let sql = std::fs::read_to_string(fixture(&format!("{name}.sql"))).unwrap();
    rusqlite::Connection::open(folder.join("marsad.sqlite")).unwrap().execute_batch(&sql).unwrap();
    let hex: Vec<u8> = std::fs::read_to_string(fixture(&format!("{name}.warc.gz.hex")))
        .unwrap()
        .bytes()
        .filter(u8::is_ascii_hexdigit)
        .collect();
    let bytes = hex.chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap());
    std::fs::write(folder.join("archive/marsad-00001.warc.gz"), bytes.collect::<Vec<u8>>()).unwrap();
}

fn check_open(name: &str) {
    let dir = tempfile::tempdir().unwrap();
    unpack(name, dir.path());
    let store = SqliteStore::open(dir.path()).unwrap();
    let stats = store.stats().unwrap();
    assert_eq!((stats.documents, stats.reports), (2, 2));
    assert_eq!((stats.first_published, stats.last_published), (Some(day(2024, 5, 1)), Some(day(2024, 5, 3))));
    assert!(store.verify().unwrap().is_sound());

    let first = store.document(1).unwrap().unwrap();
    assert_eq!(first.document.title, "هجوم قرب الميناء");
    assert_eq!(first.document.byline.as_deref(), Some("مراسل"));
    assert_eq!(store.capture(1).unwrap().unwrap(), "<html>هجوم</html>".as_bytes());
    assert_eq!(first.reports[0].report.places[0].name, "Tartus");
    assert_eq!(first.reports[0].report.type_, EventType::Assault);

    // What later formats find by must be there as well.
    let total = |filter: Filter| store.reports(&filter).unwrap().total;
    assert_eq!(total(Filter { place: Some("طرطوس".into()), ..Filter::default() }), 1);
    assert_eq!(total(Filter { actor: Some("islamic state".into()), ..Filter::default() }), 1);
    assert_eq!(total(Filter { from: Some(day(2024, 5, 3)), ..Filter::default() }), 1);
    assert_eq!(store.search("ميناء", 9).unwrap().total, 1);
    assert_eq!(store.facets(&Filter::default()).unwrap().places[0].value, "Tartus");

    // What came in before there were events waits to be weighed.
    assert_eq!(store.unweighed().unwrap(), 2);
    assert_eq!(suite::events::weigh(&store), 2);
    let events = store.events(&EventFilter::default()).unwrap();
    assert_eq!(events.total, 2);
    assert!(events.rows.iter().any(|e| e.places.first().is_some_and(|p| p.name == "Tartus")), "{:?}", events.rows);

    // And it goes on.
    let added =
        store.add(&suite::make::page("https://c.example/3", "هجوم", "نص", vec![suite::make::report(0)])).unwrap();
    assert!(matches!(added, Added::New(_)));
    assert_eq!(store.search("هجوم", 9).unwrap().total, 2);
    drop(store);
    assert_eq!(SqliteStore::open(dir.path()).unwrap().stats().unwrap().reports, 3);
}

#[test]
fn format_1_opens() {
    check_open("format-1");
}

#[test]
fn format_2_opens() {
    check_open("format-2");
}

#[test]
fn format_3_opens() {
    check_open("format-3");
}

#[test]
fn format_4_opens_with_its_feeds() {
    check_open("format-4");
    let dir = tempfile::tempdir().unwrap();
    unpack("format-4", dir.path());
    let store = SqliteStore::open(dir.path()).unwrap();
    let feeds = marsad_store::Ledger::feeds(&store).unwrap();
    assert_eq!((feeds.len(), feeds[0].counts.done), (1, 1));
}

/// The store of format 4, brought up to format 12 by its migrations: the last one without reviews.
#[test]
fn format_12_opens_and_is_reviewed() {
    check_open("format-12");
    let dir = tempfile::tempdir().unwrap();
    unpack("format-12", dir.path());
    let store = SqliteStore::open(dir.path()).unwrap();
    let review =
        marsad_store::NewReview::of(1, Some(1), marsad_store::Verdict::NotEvent, "Rima", "2026-01-01T00:00:00Z");
    marsad_store::Reviews::add_review(&store, &review, &marsad_store::NoNodes).unwrap();
    assert_eq!(store.stats().unwrap().reports, 1);
    assert!(store.verify().unwrap().is_sound());
}

/// How the fixture of the present format is made, once, when a format is new: set `MARSAD_WRITE_FIXTURE` to its name.
#[test]
#[ignore = "writes a fixture; run by hand when the format changes"]
fn write_fixture() {
    let Ok(name) = std::env::var("MARSAD_WRITE_FIXTURE") else { return };
    assert!(!fixture(&format!("{name}.sql")).exists(), "a fixture is never made anew");
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("store");
    let store = SqliteStore::create(&folder).unwrap();
    let mut attack = suite::make::report(0);
    attack.places = vec![suite::make::place("Tartus", "طرطوس")];
    attack.actors = vec![suite::make::actor("Islamic State", "داعش")];
    let mut first =
        suite::make::page("https://a.example/1", "هجوم قرب الميناء", "وقع هجوم قرب ميناء طرطوس.", vec![attack]);
    first.bytes = "<html>هجوم</html>".into();
    let mut denied = suite::make::report(4);
    denied.date = suite::make::dated(Some(day(2024, 5, 3)), None);
    let mut second = suite::make::page("https://b.example/2", "نفي", "نفى متحدث وقوع أي حادث.", vec![denied]);
    (second.document.published, second.document.outlet, second.document.byline) = (Some(day(2024, 5, 3)), None, None);
    store.add(&first).unwrap();
    store.add(&second).unwrap();
    drop(store);
    std::fs::write(fixture(&format!("{name}.sql")), dump(&folder.join("marsad.sqlite"))).unwrap();
    let mut hex = String::new();
    for (n, byte) in std::fs::read(folder.join("archive/marsad-00001.warc.gz")).unwrap().iter().enumerate() {
        let _ = write!(hex, "{}{byte:02x}", if n > 0 && n % 60 == 0 { "\n" } else { "" });
    }
    std::fs::write(fixture(&format!("{name}.warc.gz.hex")), hex + "\n").unwrap();
}

/// A database as SQL text, without the tables that full-text indexes keep for themselves; those are filled again.
fn dump(database: &Path) -> String {
    let db = rusqlite::Connection::open(database).unwrap();
    let pragma = |name: &str| db.pragma_query_value(None, name, |row| row.get::<_, i64>(0)).unwrap();
    let (application, format) = (pragma("application_id"), pragma("user_version"));
    let mut out = format!("PRAGMA application_id = {application};\nPRAGMA user_version = {format};\n");
    let texts = |sql: &str| -> Vec<String> {
        db.prepare(sql).unwrap().query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    };
    let own = "sql IS NOT NULL AND name NOT LIKE 'sqlite_%' AND name NOT GLOB '*_index_[a-z]*'";
    for sql in texts(&format!("SELECT sql FROM sqlite_master WHERE {own} ORDER BY rowid")) {
        let _ = writeln!(out, "{sql};");
    }
    for table in texts(&format!("SELECT name FROM sqlite_master WHERE {own} AND type = 'table' ORDER BY rowid")) {
        if table.ends_with("_index") {
            // It has no text of its own and is made again by the first program that opens the store.
            continue;
        }
        let columns = texts(&format!("SELECT '\"' || name || '\"' FROM pragma_table_info('{table}') ORDER BY cid"));
        let quoted = columns.iter().map(|c| format!("quote({c})")).collect::<Vec<_>>().join(" || ', ' || ");
        let rows = if table == "meta" {
            format!("SELECT {quoted} FROM meta WHERE key <> 'folding'")
        } else {
            format!("SELECT {quoted} FROM {table}")
        };
        for row in texts(&rows) {
            let _ = writeln!(out, "INSERT INTO {table} ({}) VALUES ({row});", columns.join(", "));
        }
    }
    out
}
