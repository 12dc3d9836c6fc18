//! `marsad events` over the sample pages: copies as one origin, rival tolls in one event, and what a person decides.

mod common;

use std::path::Path;

use common::{Run, marsad, run};
use serde_json::Value;

fn demo(folder: &Path) -> std::path::PathBuf {
    let store = folder.join("demo");
    run(marsad().args(["demo", "--no-serve", "--store"]).arg(&store)).ends_with(0);
    store
}

fn events(store: &Path, arguments: &[&str]) -> Run {
    run(marsad().arg("events").args(arguments).arg("--store").arg(store).env("USER", "rima"))
}

/// The one event that most documents tell.
fn homs(store: &Path) -> Value {
    let list = events(store, &["--place", "حمص", "--type", "ASSAULT", "--format", "jsonl"]).ends_with(0).json_lines();
    list.into_iter().max_by_key(|e| e["documents"].as_u64()).expect("an event in Homs")
}

fn texts<'v>(list: &'v Value, key: &str) -> Vec<&'v str> {
    list.as_array().expect("a list").iter().filter_map(|v| v[key].as_str()).collect()
}

#[test]
fn the_demo_shows_copies_as_one_origin_and_one_event_with_rival_tolls() {
    let folder = tempfile::tempdir().unwrap();
    let store = demo(folder.path());
    let event = homs(&store);
    assert_eq!((event["documents"].as_u64(), event["origins"].as_u64()), (Some(6), Some(3)), "{event:#}");
    assert_eq!(event["outlets"], 5);
    assert_eq!(event["contested"], true);
    assert_eq!(event["days"][0], "2023-10-05");
    assert_eq!((&event["first_told"], &event["last_told"]), (&"2023-10-05".into(), &"2023-10-06".into()));
    let killed = &event["figures"][0];
    assert_eq!((&killed["what"], &killed["standing"]), (&"killed".into(), &"contested".into()));
    assert_eq!((killed["range"]["min"].as_u64(), killed["range"]["max"].as_u64()), (Some(89), Some(123)));

    let id = event["id"].to_string();
    let full: Value = serde_json::from_str(&events(&store, &["show", &id, "--json"]).ends_with(0).out).unwrap();
    let mut origins: Vec<usize> =
        full["origins"].as_array().unwrap().iter().map(|o| o["documents"].as_array().unwrap().len()).collect();
    origins.sort_unstable();
    assert_eq!(origins, [1, 1, 4], "the agency with its two copies and its update, and two others");
    let links: Vec<&Value> =
        full["origins"].as_array().unwrap().iter().flat_map(|o| o["links"].as_array().unwrap()).collect();
    assert!(
        links.iter().any(|l| l["kind"] == "verbatim" && l["evidence"][0]["words"].as_u64() > Some(50)),
        "{links:?}"
    );
    let rows = full["figures"]["killed"]["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 3);
    let agency = rows.iter().max_by_key(|r| r["claims"].as_array().map(Vec::len)).unwrap();
    assert_eq!((&agency["course"], agency["last"]["min"].as_u64()), (&"rising".into(), Some(89)));
    assert!(full["figures"]["killed"]["series"].as_array().unwrap().len() == 2);

    let shown = events(&store, &["show", &id]).ends_with(0).out;
    for words in ["شبكة العاصي", "89–123", "contested", "verbatim", "day by day", "Syrian Observatory for Human Rights"]
    {
        assert!(shown.contains(words), "`{words}` is not in\n{shown}");
    }
    // The old pair of the airport of Aden is one origin, too.
    let aden =
        events(&store, &["--place", "Aden International Airport", "--format", "jsonl"]).ends_with(0).json_lines();
    assert!(aden.iter().any(|e| e["documents"] == 2 && e["origins"] == 1), "{aden:#?}");
    run(marsad().args(["doctor", "--store"]).arg(&store)).ends_with(0).says(&["sound"]);
}

#[test]
fn what_a_person_decides_holds_through_a_rebuild_and_can_be_taken_back() {
    let folder = tempfile::tempdir().unwrap();
    let store = demo(folder.path());
    let event = homs(&store);
    let id = event["id"].to_string();
    let full: Value = serde_json::from_str(&events(&store, &["show", &id, "--json"]).ends_with(0).out).unwrap();
    let report = full["tellings"][0]["reports"][0]["id"].to_string();

    events(&store, &["split", &id, &report]).ends_with(2).says(&["--why"]);
    let split = events(&store, &["split", &id, &report, "--why", "another day"]).ends_with(0);
    let told: Vec<&str> = split.out.trim_end().split('\t').collect();
    assert_eq!((told[1], told[2]), ("split", id.as_str()));
    let new = told[3].to_owned();
    let before = events(&store, &["--limit", "0", "--format", "jsonl"]).ends_with(0).out;
    let rebuilt = events(&store, &["rebuild"]).ends_with(0);
    assert!(rebuilt.out.starts_with("260 documents\t"), "{}", rebuilt.out);
    assert_eq!(events(&store, &["--limit", "0", "--format", "jsonl"]).ends_with(0).out, before);

    events(&store, &["merge", &id, &new, "--why", "the same"]).ends_with(2).says(&["undo 1"]);
    events(&store, &["undo", "1", "--why", "I was wrong", "--who", "Sami"]).ends_with(0);
    events(&store, &["show", &new]).ends_with(0).says(&["was merged into"]);
    let log = events(&store, &["decisions", "--json"]).ends_with(0).json_lines();
    assert_eq!(texts(&Value::Array(log.clone()), "what"), ["undo", "split"]);
    assert_eq!(texts(&Value::Array(log), "who"), ["Sami", "rima"]);

    events(&store, &["pin", &id, "--why", "complete"]).ends_with(0);
    let pinned = events(&store, &["--pinned", "--format", "jsonl"]).ends_with(0).json_lines();
    assert_eq!(pinned.len(), 1);
    events(&store, &["suggestions", "--json"]).ends_with(0).json_lines();
    events(&store, &["show", "99999"]).ends_with(2).says(&["no event 99999"]);
    events(&store, &["undo", "99", "--why", "x"]).ends_with(2).says(&["no decision 99"]);
}

#[test]
fn lists_come_in_every_form_and_old_stores_are_weighed_when_asked() {
    let folder = tempfile::tempdir().unwrap();
    let store = demo(folder.path());
    let json = events(&store, &["--limit", "0", "--format", "jsonl"]).ends_with(0).json_lines();
    let csv = events(&store, &["--limit", "0", "--format", "csv"]).ends_with(0).out;
    assert_eq!(csv.lines().count(), json.len() + 1);
    assert!(csv.starts_with("event,type,mode,"));
    let excel = events(&store, &["--format", "csv-excel", "--limit", "1"]).ends_with(0).out;
    assert!(excel.starts_with('\u{feff}'));
    let geojson: Value =
        serde_json::from_str(&events(&store, &["--format", "geojson", "--limit", "0"]).ends_with(0).out).unwrap();
    let located = json.iter().filter(|e| !e["point"].is_null()).count();
    assert_eq!(geojson["features"].as_array().unwrap().len(), located);
    let array: Value =
        serde_json::from_str(&events(&store, &["--format", "json", "--limit", "0"]).ends_with(0).out).unwrap();
    assert_eq!(array.as_array().unwrap(), &json);
    let contested = events(
        &store,
        &["--contested", "--origins", "3", "--told-from", "2023-10-05", "--told-to", "2023-10-05", "--format", "jsonl"],
    );
    assert_eq!(contested.ends_with(0).json_lines().len(), 1);
    events(&store, &["--type", "PROTEST", "--from", "1990-01-01", "--to", "1990-01-02"])
        .ends_with(0)
        .says(&["0 of 0 events"]);
}
