//! The kind of page the project is made for, where a copy lies at hand. The page is not ours to ship: its folder is named
//! by `MARSAD_SHARED`, or lies beside the repository. Without it this test says so and passes.

#![allow(clippy::unwrap_used, reason = "helpers of tests may fail as tests do")]

mod common;

use std::collections::BTreeSet;
use std::path::PathBuf;

use common::{marsad, run};
use serde_json::{Value, json};

fn page() -> Option<PathBuf> {
    let shared = std::env::var_os("MARSAD_SHARED").map(PathBuf::from);
    let shared = shared.unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"));
    let page = shared.join("gold/seed/page.txt");
    page.is_file().then_some(page)
}

/// Every string in a value.
fn strings<'a>(value: &'a Value, into: &mut Vec<&'a str>) {
    match value {
        Value::String(s) => into.push(s),
        Value::Array(list) => list.iter().for_each(|v| strings(v, into)),
        Value::Object(map) => map.values().for_each(|v| strings(v, into)),
        _ => {}
    }
}

#[test]
fn a_page_of_one_sides_outlet() {
    let Some(page) = page() else {
        eprintln!("SKIPPED: there is no gold/seed/page.txt; name the folder that holds it in MARSAD_SHARED");
        return;
    };
    let read =
        run(marsad().arg("read").arg(&page).args(["--published", "2022-03-23", "--format", "jsonl"])).ends_with(0);
    let reports = read.json_lines();
    assert!(reports.len() >= 20, "{} reports", reports.len());
    let document = run(marsad().arg("extract").arg(&page)).ends_with(0).json_lines().remove(0);
    let text = format!("{}\n\n{}", document["title"].as_str().unwrap(), document["text"].as_str().unwrap());
    let line = json!({ "id": "page", "text": text, "ref": "2022-03-23" }).to_string();
    let kinds = ["mentions", "--kind", "time,number,place,actor,person"];
    let answer = run(marsad().args(kinds).write_stdin(line)).ends_with(0).json_lines().remove(0);
    let mentions = answer["mentions"].as_array().unwrap();
    let of_kind = |kind: &'static str| mentions.iter().filter(move |m| m["kind"] == kind);

    let mut faults: Vec<String> = Vec::new();
    let mut check = |right: bool, what: &str| {
        if !right {
            faults.push(what.to_owned());
        }
    };

    let mut all = Vec::new();
    reports.iter().chain([&document, &answer]).for_each(|v| strings(v, &mut all));
    for furniture in ["اظهر المزيد", "زر الذهاب إلى الأعلى"] {
        check(!all.iter().any(|s| s.contains(furniture)), &format!("«{furniture}» is in the output"));
    }

    check(of_kind("time").any(|m| m["from"] == "2019-03-23" && m["to"] == "2019-03-23"), "no mention of 23 March 2019");
    check(reports.iter().any(|r| r["date"]["from"] == "2019-03-23"), "no report of 23 March 2019");

    for place in ["الباغوز", "سجن الصناعة", "مخيم الهول", "إدلب", "ليبيا", "أوكرانيا"]
    {
        let mut placed = of_kind("place").filter(|m| m["text"].as_str().unwrap().contains(place));
        check(placed.any(|m| m["lat"].is_number() && m["lon"].is_number()), &format!("«{place}» has no position"));
    }

    let ids = |words: &str| -> BTreeSet<String> {
        of_kind("actor").filter(|m| m["text"] == words).map(|m| m["id"].to_string()).collect()
    };
    let (plain, loaded) = (ids("داعش"), ids("مرتزقة داعش"));
    check(plain.len() == 1 && plain == loaded, &format!("«داعش» is {plain:?}, «مرتزقة داعش» is {loaded:?}"));
    let parties = reports.iter().flat_map(|r| [&r["actors"], &r["recipients"]]).flat_map(|a| a.as_array().unwrap());
    let named: BTreeSet<String> =
        parties.filter(|a| a["text"].as_str().unwrap().contains("داعش")).map(|a| a["entity"].to_string()).collect();
    eprintln!("parties whose words hold «داعش»: {named:?}");

    let said: BTreeSet<&str> = reports.iter().filter_map(|r| r["said_by"]["text"].as_str()).collect();
    check(
        said.contains("خبراء في شؤون التنظيمات المتطرفة"),
        &format!("«خبراء في شؤون التنظيمات المتطرفة» say nothing, only {said:?}"),
    );
    let advised = |r: &Value| r["modality"] == "recommended" && r["evidence"]["text"].as_str().unwrap().contains("يجب");
    check(reports.iter().any(advised), "nothing is recommended with «يجب»");

    assert!(faults.is_empty(), "{} reports; {}", reports.len(), faults.join("; "));
}
