//! `read --explain`, `read --figures`, and what `code` tells of a document beside its reports.

#![allow(clippy::unwrap_used, reason = "helpers of tests may fail as tests do")]

mod common;

use common::{PAGE, marsad, run};
use serde_json::{Value, json};

const CAMP: &str =
    "أرقام المخيم\nيضم السجن المركزي نحو 3200 معتقل، وفق إدارة السجون.\nيعيش في مخيم الزعتري نحو 80 ألف لاجئ سوري.\n";

fn read(input: &str, arguments: &[&str]) -> common::Run {
    run(marsad().args(["read", "--published", "2022-03-23"]).args(arguments).arg("-").write_stdin(input.to_owned()))
}

#[test]
fn reasons_stand_under_each_report() {
    let plain = read(PAGE, &[]).ends_with(0).out;
    let explained = read(PAGE, &["--explain"]).ends_with(0).out;
    assert!(!plain.contains("\n  why\n"), "{plain}");
    let heads = plain.lines().filter(|l| l.contains("  «") && l.contains("(0.")).count();
    assert!(heads > 0 && explained.matches("\n  why\n").count() == heads, "{explained}");
    assert!(explained.contains("    type: ASSAULT «قصف"), "{explained}");
    // All else is the same.
    let without: Vec<&str> = explained.lines().filter(|l| *l != "  why" && !l.starts_with("    ")).collect();
    assert_eq!(without, plain.lines().collect::<Vec<_>>());
}

#[test]
fn reasons_as_json() {
    for format in ["json", "jsonl"] {
        let out = read(PAGE, &["--explain", "--format", format]).ends_with(0).out;
        let reports: Vec<Value> = if format == "json" {
            serde_json::from_str(&out).unwrap()
        } else {
            out.lines().map(|l| serde_json::from_str(l).unwrap()).collect()
        };
        for report in &reports {
            let why = report["why"].as_array().unwrap();
            let fields: Vec<&str> = why.iter().map(|w| w["field"].as_str().unwrap()).collect();
            assert!(fields.contains(&"type") && fields.contains(&"modality") && fields.contains(&"confidence"));
            for (field, list) in [("places", "places"), ("actors", "actors"), ("contexts", "contexts")] {
                let told = fields.iter().filter(|f| **f == field).count();
                assert_eq!(told, report[list].as_array().unwrap().len(), "{field} of {report:#}");
            }
            for reason in why {
                let keys: Vec<&String> = reason.as_object().unwrap().keys().collect();
                let wanted = ["field", "value", "how", "words", "because", "capture"];
                assert_eq!(keys, wanted[..if reason["words"].is_null() { 5 } else { 6 }]);
            }
        }
        let plain = read(PAGE, &["--format", format]).ends_with(0).out;
        assert!(!plain.contains("\"why\""));
    }
}

#[test]
fn reasons_lead_to_the_bytes_of_the_page() {
    let out = read(PAGE, &["--explain", "--format", "jsonl"]).ends_with(0);
    let cut = |ranges: &Value| -> String {
        let range = |r: &Value| r[0].as_u64().unwrap() as usize..r[1].as_u64().unwrap() as usize;
        ranges.as_array().unwrap().iter().map(|r| &PAGE[range(r)]).collect()
    };
    let mut quotes = 0;
    for report in out.json_lines() {
        assert_eq!(cut(&report["capture"]), report["evidence"]["text"].as_str().unwrap());
        for reason in report["why"].as_array().unwrap().iter().filter(|r| !r["words"].is_null()) {
            assert_eq!(cut(&reason["capture"]), reason["words"]["text"].as_str().unwrap());
            quotes += 1;
        }
    }
    assert!(quotes > 5, "{quotes}");
    let text = read(PAGE, &["--explain"]).ends_with(0).out;
    let at = PAGE.find("قصفت طائرات").unwrap();
    assert!(text.contains(&format!("capture: bytes {at}..")), "{text}");
}

#[test]
fn extract_tells_section_and_change_where_the_page_does() {
    let page = PAGE.replace(
        "<title>",
        "<meta property='article:section' content='أخبار محلية'><meta property='article:published_time' content='2022-03-22T08:00:00Z'>\
         <meta property='article:modified_time' content='2022-03-24T09:00:00Z'><title>",
    );
    let extract =
        |page: &str| run(marsad().arg("extract").write_stdin(page.to_owned())).ends_with(0).json_lines().remove(0);
    let told = extract(&page);
    assert_eq!(told["section"], "أخبار محلية");
    assert_eq!((told["published"].as_str(), told["modified"].as_str()), (Some("2022-03-22"), Some("2022-03-24")));
    let silent = extract(PAGE);
    assert!(silent.get("section").is_none() && silent.get("modified").is_none(), "{silent}");
}

#[test]
fn reasons_have_no_room_in_a_table() {
    for format in ["csv", "csv-excel", "geojson"] {
        read(PAGE, &["--explain", "--format", format]).ends_with(2).says(&["--explain", "json"]);
    }
    read(PAGE, &["--explain", "--figures"]).ends_with(2).says(&["--explain", "--figures"]);
}

#[test]
fn figures_in_every_form() {
    let text = read(CAMP, &["--figures"]).ends_with(0).out;
    assert!(text.contains("figure held  3200 «نحو 3200 معتقل»"), "{text}");
    assert!(text.contains("figure displaced  80000 «نحو 80 ألف لاجئ»"), "{text}");
    let table = read(CAMP, &["--figures", "--format", "csv"]).ends_with(0).out;
    assert!(table.starts_with("document,title,outlet,url,published,what,min,max,of,"), "{table}");
    assert_eq!(table.lines().count(), 3, "{table}");
    assert!(table.contains(",held,3200,3200,معتقل,"), "{table}");
    let lines = read(CAMP, &["--figures", "--format", "jsonl"]).ends_with(0).json_lines();
    assert_eq!(lines.len(), 2);
    assert_eq!((&lines[0]["what"], &lines[0]["min"]), (&json!("held"), &json!(3200)));
    assert_eq!(lines[0]["document"]["genre"], "news");
    let map: Value = serde_json::from_str(&read(CAMP, &["--figures", "--format", "geojson"]).ends_with(0).out).unwrap();
    assert!(map["features"].as_array().unwrap().iter().all(|f| f["properties"]["what"] == "displaced"), "{map}");
    read(PAGE, &["--figures"]).ends_with(0).says(&["no figure"]);
}

#[test]
fn code_tells_the_genre_and_the_figures() {
    let line = json!({
        "id": 7, "title": "عشر سنوات على مجزرة الحولة", "published": "2022-05-25",
        "text": "تحل اليوم الذكرى العاشرة لمجزرة الحولة.\nقتلت قوات النظام عشرات المدنيين في البلدة.\nويعيش في المخيم القريب 5 آلاف نازح.",
    });
    let coded = run(marsad().arg("code").write_stdin(line.to_string())).ends_with(0).json_lines().remove(0);
    assert_eq!((&coded["id"], &coded["genre"]), (&json!(7), &json!("anniversary")));
    assert!(coded["genre_cues"].as_array().unwrap().iter().any(|q| q["text"] == "سنوات على"), "{coded:#}");
    assert_eq!(coded["figures"][0]["what"], "displaced");
    let killings = coded["reports"].as_array().unwrap().iter().filter(|r| r["type"] == "ASSAULT");
    assert!(killings.into_iter().all(|r| r["aux"].as_array().unwrap().contains(&json!("historical"))), "{coded:#}");
}
