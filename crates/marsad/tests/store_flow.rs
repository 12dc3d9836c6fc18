//! A store from its making to the questions put to it.

#![allow(clippy::unwrap_used, reason = "helpers of tests may fail as tests do")]

mod common;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::OnceLock;

use common::{Run, demo_pages, marsad, run};
use serde_json::Value;

/// A store with the sample pages, made once for all questions.
fn store() -> &'static Path {
    static STORE: OnceLock<tempfile::TempDir> = OnceLock::new();
    STORE
        .get_or_init(|| {
            let folder = tempfile::tempdir().expect("a temporary folder");
            run(marsad().arg("init").arg("--store").arg(folder.path())).ends_with(0);
            let done = run(marsad().args(["add", "--store"]).arg(folder.path()).args(demo_pages())).ends_with(0);
            assert_eq!(done.out.lines().count(), 20);
            folder
        })
        .path()
}

fn ask(arguments: &[&str]) -> Run {
    run(marsad().args(arguments).env("MARSAD_STORE", store())).ends_with(0)
}

/// The reports that answer a question.
fn events(arguments: &[&str]) -> Vec<Value> {
    ask(&[&["reports", "--format", "jsonl", "--limit", "0"], arguments].concat()).json_lines()
}

/// What tells reports apart: the document and the trigger's place in it.
fn keys(reports: &[Value]) -> BTreeSet<(String, u64)> {
    let key = |r: &Value| (r["document"]["id"].as_str().unwrap().to_owned(), r["trigger"]["start"].as_u64().unwrap());
    reports.iter().map(key).collect()
}

/// A table with commas, read strictly as RFC 4180 has it: quotes only around a whole cell, doubled inside.
fn csv(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell) = (Vec::new(), Vec::new(), String::new());
    let mut chars = text.chars().peekable();
    let (mut quoted, mut closed) = (false, false);
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' if quoted => (quoted, closed) = (false, true),
            _ if quoted => cell.push(c),
            '"' => {
                assert!(cell.is_empty() && !closed, "a quote inside a bare cell: {cell}");
                quoted = true;
            }
            ',' | '\n' => {
                row.push(std::mem::take(&mut cell));
                closed = false;
                if c == '\n' {
                    rows.push(std::mem::take(&mut row));
                }
            }
            _ => {
                assert!(!closed && c != '\r', "`{c}` after a closed quote or a bare return");
                cell.push(c);
            }
        }
    }
    assert!(!quoted && cell.is_empty() && row.is_empty(), "the last row is whole");
    rows
}

#[test]
fn pages_added_again_are_known() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("مرصد");
    let made = run(marsad().arg("init").env("MARSAD_STORE", &store)).ends_with(0);
    assert_eq!(made.out.trim_end(), store.to_str().unwrap());
    run(marsad().arg("init").env("MARSAD_STORE", &store))
        .ends_with(2)
        .says(&["there is a store", store.to_str().unwrap()]);

    let pages = &demo_pages()[..3];
    let first = run(marsad().arg("add").args(pages).env("MARSAD_STORE", &store)).ends_with(0);
    assert_eq!(first.out.lines().count(), 3);
    assert!(first.out.lines().all(|l| l.ends_with(" reports")), "{}", first.out);
    let again = run(marsad().arg("add").args(pages).env("MARSAD_STORE", &store)).ends_with(0);
    assert!(again.out.lines().all(|l| l.ends_with("already there")), "{}", again.out);
    let ids = |r: &Run| r.out.lines().map(|l| l.split('\t').next().unwrap().to_owned()).collect::<Vec<_>>();
    assert_eq!(ids(&first), ids(&again));

    // `--store` goes before what the environment names.
    let other = folder.path().join("other");
    run(marsad().arg("init").arg("--store").arg(&other).env("MARSAD_STORE", &store)).ends_with(0);
    run(marsad().arg("reports").arg("--store").arg(&other).env("MARSAD_STORE", &store)).ends_with(0).says(&["0 of 0"]);
}

#[test]
fn without_a_name_the_store_lies_in_the_users_data_folder() {
    let home = tempfile::tempdir().unwrap();
    let made = run(marsad().arg("init").env("HOME", home.path())).ends_with(0);
    assert_eq!(Path::new(made.out.trim_end()), home.path().join(".local/share/marsad"));
    run(marsad().arg("reports").env("HOME", home.path())).ends_with(0).says(&["0 of 0 reports"]);
}

#[test]
fn a_page_that_changed_is_a_new_version_and_counts_once() {
    let folder = tempfile::tempdir().unwrap();
    let (store, page) = (folder.path().join("store"), folder.path().join("page.html"));
    run(marsad().arg("init").arg("--store").arg(&store)).ends_with(0);
    let add = |text: &str| {
        std::fs::write(&page, text).unwrap();
        run(marsad().args(["add", "--published", "2016-12-07", "--store"]).arg(&store).arg(&page)).ends_with(0).out
    };
    assert_ne!(add(common::PAGE), add(&common::PAGE.replace("خمسة", "سبعة")), "two versions have two numbers");
    let found =
        run(marsad().args(["reports", "--type", "ASSAULT", "--format", "jsonl", "--store"]).arg(&store)).ends_with(0);
    let ids: BTreeSet<String> = found.json_lines().iter().map(|r| r["document"]["id"].to_string()).collect();
    assert_eq!(ids.len(), 1, "only the later version answers");
    assert!(found.out.contains("سبعة") && !found.out.contains("خمسة"));
}

#[test]
fn a_place_is_found_by_its_names_in_both_languages() {
    let names = ["Baghuz", "الباغوز", "al-baghuz", "BAGHUZ"];
    let found: Vec<_> = names.iter().map(|name| keys(&events(&["--place", name]))).collect();
    assert!(found[0].len() >= 3, "only {} reports are in Baghuz", found[0].len());
    for (name, keys) in names.iter().zip(&found) {
        assert_eq!(keys, &found[0], "{name}");
    }
    for report in events(&["--place", "الباغوز"]) {
        assert!(
            report["places"].as_array().unwrap().iter().any(|p| p["name"].as_str().unwrap().contains("Baghuz")),
            "{report}"
        );
    }
    assert!(events(&["--place", "باغو"]).is_empty(), "half a name is no name");
}

#[test]
fn types_and_voices_narrow() {
    let all = events(&[]);
    let assaults = events(&["--type", "ASSAULT"]);
    assert!(!assaults.is_empty() && assaults.len() < all.len());
    assert!(assaults.iter().all(|r| r["type"] == "ASSAULT"));
    assert_eq!(keys(&assaults), keys(&events(&["--type", "assault"])));
    let expected: Vec<&Value> = all.iter().filter(|r| r["type"] == "ASSAULT" && r["modality"] == "reported").collect();
    assert_eq!(events(&["--type", "ASSAULT", "--modality", "reported"]).len(), expected.len());
    let outlet = all[0]["document"]["outlet"].as_str().unwrap();
    let of_outlet = events(&["--outlet", outlet]);
    assert!(!of_outlet.is_empty() && of_outlet.iter().all(|r| r["document"]["outlet"] == outlet));
    let houthis = events(&["--actor", "Houthis"]);
    assert!(!houthis.is_empty());
    assert_eq!(keys(&houthis), keys(&events(&["--actor", "الحوثيون"])));
}

/// First and last day of a report: of the act, or of publication where the text tells none.
fn days(report: &Value) -> (String, String) {
    let text = |v: &Value| v.as_str().map(str::to_owned);
    let published = text(&report["document"]["published"]).unwrap_or_default();
    match &report["date"] {
        Value::Null => (published.clone(), published),
        date => (text(&date["from"]).unwrap_or_default(), text(&date["to"]).unwrap_or("9999".to_owned())),
    }
}

#[test]
fn days_are_inclusive_and_slip_by_none() {
    let all = events(&[]);
    // Of the future only what is open-ended answers.
    for (from, to) in [
        ("2019-03-23", "2019-03-23"),
        ("2019-03-24", "2019-12-31"),
        ("2020-12-30", "2021-05-21"),
        ("1990-01-01", "1990-01-02"),
        ("2090-01-01", "2090-12-31"),
    ] {
        let inside = |r: &&Value| {
            let (first, last) = days(r);
            first.as_str() <= to && last.as_str() >= from
        };
        let expected: BTreeSet<_> = keys(&all.iter().filter(inside).cloned().collect::<Vec<_>>());
        assert_eq!(keys(&events(&["--from", from, "--to", to])), expected, "{from} to {to}");
    }
    assert!(!events(&["--from", "2019-03-23", "--to", "2019-03-23"]).is_empty());
}

#[test]
fn every_format_says_the_same() {
    let asked = ["--type", "ASSAULT", "--limit", "0"];
    let out = |format: &str| ask(&[&["reports", "--format", format], &asked[..]].concat()).out;
    let lines = events(&["--type", "ASSAULT"]);
    let json: Vec<Value> = serde_json::from_str(&out("json")).expect("one JSON array");
    assert_eq!(json, lines);

    let rows = csv(&out("csv"));
    let (header, rows) = rows.split_first().expect("a header");
    assert_eq!(rows.len(), lines.len());
    assert_eq!(header.iter().collect::<BTreeSet<_>>().len(), header.len(), "no two columns of one name");
    let column = |name: &str| header.iter().position(|h| h == name).unwrap_or_else(|| panic!("no column {name}"));
    let string = |v: &Value| v.as_str().unwrap_or_default().to_owned();
    for (row, line) in rows.iter().zip(&lines) {
        assert_eq!(row.len(), header.len());
        assert_eq!(row[column("trigger")], string(&line["trigger"]["text"]));
        assert_eq!(row[column("evidence")], string(&line["evidence"]["text"]));
        assert_eq!(row[column("from")], string(&line["date"]["from"]));
        assert_eq!(row[column("place")], string(&line["places"][0]["name"]));
        assert_eq!(row[column("lat")].parse::<f64>().ok(), line["places"][0]["lat"].as_f64());
        assert_eq!(row[column("document")], string(&line["document"]["id"]));
    }
    // Excel takes a file for UTF-8 only by its mark; other readers stumble over it, so it is a form of its own.
    assert_eq!(out("csv-excel").strip_prefix('\u{FEFF}'), Some(out("csv").as_str()));

    let map: Value = serde_json::from_str(&out("geojson")).expect("one JSON object");
    assert_eq!(map["type"], "FeatureCollection");
    let features = map["features"].as_array().expect("features");
    let placed: Vec<&Value> = lines.iter().filter(|l| l["places"][0]["lat"].is_number()).collect();
    assert!(!placed.is_empty());
    assert_eq!(features.len(), placed.len());
    for (feature, line) in features.iter().zip(placed) {
        assert_eq!((&feature["type"], &feature["geometry"]["type"]), (&"Feature".into(), &"Point".into()));
        let place = &line["places"][0];
        assert_eq!(feature["geometry"]["coordinates"], Value::from(vec![place["lon"].clone(), place["lat"].clone()]));
        assert_eq!(feature["properties"]["trigger"], line["trigger"]);
    }

    let text = out("text");
    assert_eq!(text.lines().filter(|l| l.starts_with("ASSAULT")).count(), lines.len());

    // With nothing to show every format is still whole.
    let none = |format: &str| ask(&["reports", "--place", "لامكان", "--format", format]).out;
    assert_eq!(serde_json::from_str::<Value>(&none("json")).unwrap(), Value::Array(vec![]));
    assert_eq!(serde_json::from_str::<Value>(&none("geojson")).unwrap()["features"], Value::Array(vec![]));
    assert_eq!(csv(&none("csv")).len(), 1);
    assert_eq!(none("jsonl"), "");
}

#[test]
fn a_limit_is_kept_and_the_rest_is_counted() {
    let all = events(&[]).len();
    let done = ask(&["reports", "--limit", "3", "--format", "jsonl"]);
    assert_eq!(done.out.lines().count(), 3);
    assert!(done.err.contains(&format!("3 of {all} reports")), "{}", done.err);
}

fn titles(arguments: &[&str]) -> BTreeSet<String> {
    let found = ask(&[&["search", "--json", "--limit", "0"], arguments].concat()).json_lines();
    found.iter().map(|d| d["title"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn documents_are_found_by_words_phrases_and_exclusions() {
    let prison = titles(&["\"سجن الصناعة\""]);
    assert!(!prison.is_empty());
    let both = titles(&["سجن الصناعة"]);
    assert!(prison.is_subset(&both), "a phrase finds no more than its words");
    let battle = titles(&["الباغوز"]);
    assert!(battle.len() >= 2);
    let without = titles(&["الباغوز -\"سجن الصناعة\""]);
    assert!(!without.is_empty() && without.is_subset(&battle));
    assert_eq!(without, battle.difference(&prison).cloned().collect());
    // The same with words as arguments of their own, and options after them.
    assert_eq!(titles(&["--", "الباغوز", "-\"سجن الصناعة\""]), without);
    let limited = ask(&["search", "الباغوز", "--limit", "1", "--json"]);
    assert_eq!(limited.out.lines().count(), 1);
    assert!(limited.err.contains(&format!("1 of {}", battle.len())), "{}", limited.err);
    assert!(titles(&["الباغوز كلمةلاتوجد"]).is_empty());
    assert!(titles(&["\"الصناعة سجن\""]).is_empty(), "a phrase has an order");
    assert_eq!(titles(&["الباغوز", "NEAR(\"*"]).len(), 0, "nothing typed breaks the search");
    let text = ask(&["search", "الباغوز"]).out;
    assert_eq!(text.lines().count(), 2 * battle.len(), "two lines a document:\n{text}");
}

/// A sound store is called sound; one flipped byte in the archive is found and named.
#[test]
fn the_doctor_finds_a_damaged_page() {
    let folder = tempfile::tempdir().unwrap();
    run(marsad().arg("init").arg("--store").arg(folder.path())).ends_with(0);
    let page = demo_pages().into_iter().next().unwrap();
    run(marsad().args(["add", "--store"]).arg(folder.path()).arg(&page)).ends_with(0);
    let sound = run(marsad().args(["doctor", "--store"]).arg(folder.path())).ends_with(0);
    assert!(sound.out.contains("archived pages checked\t1"), "{}", sound.out);
    let archive = std::fs::read_dir(folder.path().join("archive"))
        .unwrap()
        .map(|e| e.unwrap().path())
        .find(|p| p.to_string_lossy().ends_with(".warc.gz"))
        .unwrap();
    let mut bytes = std::fs::read(&archive).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0x20;
    std::fs::write(&archive, bytes).unwrap();
    let damaged = run(marsad().args(["doctor", "--store"]).arg(folder.path())).ends_with(1);
    assert!(damaged.out.contains("damaged\tdocument 1"), "{}", damaged.out);
    let json = run(marsad().args(["doctor", "--json", "--store"]).arg(folder.path())).ends_with(1);
    assert_eq!(serde_json::from_str::<Value>(json.out.trim()).unwrap()["damaged"].as_array().unwrap().len(), 1);
}
