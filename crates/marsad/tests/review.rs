//! Review on the command line, from a page to gold and its score.

#![allow(clippy::unwrap_used, reason = "helpers of tests may fail as tests do")]

mod common;

use std::path::Path;

use common::{PAGE, Run, marsad, run};
use serde_json::{Value, json};

fn store(folder: &Path) -> std::path::PathBuf {
    let store = folder.join("store");
    let page = folder.join("page.html");
    std::fs::write(&page, PAGE).unwrap();
    run(marsad().arg("init").arg("--store").arg(&store)).ends_with(0);
    run(marsad().args(["add", "--store"]).arg(&store).arg(&page)).ends_with(0);
    store
}

fn review(store: &Path, arguments: &[&str]) -> Run {
    run(marsad().arg("review").args(arguments).arg("--store").arg(store))
}

fn queue(store: &Path, more: &[&str]) -> Vec<Value> {
    review(store, &[&["queue", "--json"], more].concat()).ends_with(0).json_lines()
}

fn import(store: &Path, lines: &[Value]) -> Run {
    let file = tempfile::NamedTempFile::new().unwrap();
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    std::fs::write(file.path(), text).unwrap();
    review(store, &["import", file.path().to_str().unwrap()])
}

fn says(item: &Value, verdict: &str, more: Value) -> Value {
    let mut out = json!({
        "at": "2026-01-31T10:00:00Z", "coder": "Rima", "document": item["row"]["document"], "report": item["row"]["id"],
        "verdict": verdict, "seconds": 12
    });
    out.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    out
}

#[test]
fn a_page_is_reviewed_becomes_gold_and_the_machines_own_reading_is_scored() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(folder.path());
    let open = queue(&store, &[]);
    assert!(!open.is_empty(), "the coder finds something on the page");
    let next = review(&store, &["next", "--coder", "Rima", "--json"]).ends_with(0).json_lines().remove(0);
    assert_eq!(next["item"]["report"], open[0]["row"]["id"]);
    assert!(next["document"]["text"].as_str().unwrap().contains("قصفت"));
    assert_eq!(queue(&store, &["--coder", "Samer"]).len(), open.len() - 1, "it is hers");

    // Everything is accepted but one, which is no strike from the air.
    let wrong = json!({ "changes": [{ "field": "mode", "value": ["heavy-weapons"] }], "reason": 5 });
    let mut lines: Vec<Value> = open.iter().map(|item| says(item, "accept", json!({}))).collect();
    let attack = open.iter().position(|item| item["row"]["report"]["type"] == "ASSAULT").expect("an attack is found");
    lines[attack] = says(&open[attack], "wrong", wrong);
    let machine = open[attack]["row"]["report"]["mode"].clone();
    import(&store, &lines).ends_with(0).says(&[&format!("{} reviews taken in", lines.len())]);
    assert!(queue(&store, &[]).is_empty());
    let status = review(&store, &["status", "--json"]).ends_with(0).json_lines().remove(0);
    assert_eq!((status["settled"].as_u64(), status["open"].as_u64()), (Some(open.len() as u64), Some(0)));
    assert_eq!(status["coders"][0]["median_seconds"], 12.0);

    // The record and its exports have the correction.
    let file = folder.path().join("record.jsonl");
    run(marsad().args(["export", "--format", "jsonl", "--store"]).arg(&store).arg("--output").arg(&file)).ends_with(0);
    let rows: Vec<Value> =
        std::fs::read_to_string(&file).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let corrected = rows.iter().find(|row| row["id"] == open[attack]["row"]["id"]).unwrap();
    assert_eq!(corrected["report"]["mode"], json!(["heavy-weapons"]));
    assert_eq!((&corrected["reviewed"]["by"], &corrected["reviewed"]["fields"]), (&json!(["Rima"]), &json!(["mode"])));

    // Gold has it too, and what is scored is what the machine reads, then and now.
    let gold = folder.path().join("gold.jsonl");
    review(&store, &["export", "--machine", "--output", gold.to_str().unwrap()]).ends_with(0).says(&["1 documents"]);
    let line: Value = serde_json::from_str(std::fs::read_to_string(&gold).unwrap().trim()).unwrap();
    assert_eq!(line["reports"].as_array().unwrap().len(), open.len());
    let mut scores = Vec::new();
    for how in [&["--json"][..], &["--json", "--stored"]] {
        let score = run(marsad().arg("eval").arg(&gold).args(how)).ends_with(0).json_lines().remove(0);
        assert_eq!(
            (score["lists"]["report"]["missed"].as_u64(), score["lists"]["report"]["extra"].as_u64()),
            (Some(0), Some(0))
        );
        let mode = &score["lists"]["mode"];
        assert!(mode["missed"].as_u64() > Some(0), "heavy weapons are what the machine has missed: {score}");
        scores.push(score);
    }
    assert_eq!(scores[0], scores[1], "the lexicon is the same");
    // A reading that is corrected is right; so the wrong one was scored above, and not the corrected one.
    let answers = folder.path().join("answers.jsonl");
    std::fs::write(&answers, json!({ "id": line["id"], "reports": line["reports"] }).to_string()).unwrap();
    let best = run(marsad().arg("eval").arg(&gold).arg("--coded").arg(&answers).arg("--json")).ends_with(0);
    let best = best.json_lines().remove(0);
    assert_eq!(best["lists"]["mode"]["missed"].as_u64(), Some(0), "{best}");
    assert_eq!(best["fields"]["record"]["right"], best["fields"]["record"]["of"]);
    let text = run(marsad().arg("eval").arg(&gold).arg("--by-type")).ends_with(0).out;
    assert!(text.contains("precision") && text.contains("ASSAULT"), "{text}");
    assert_ne!(machine, json!(["heavy-weapons"]));

    // The log goes into another store with the same page, once.
    let log = folder.path().join("log.jsonl");
    review(&store, &["export", "--log", "--output", log.to_str().unwrap()]).ends_with(0);
    let other = folder.path().join("other");
    run(marsad().arg("init").arg("--store").arg(&other)).ends_with(0);
    run(marsad().args(["add", "--store"]).arg(&other).arg(folder.path().join("page.html"))).ends_with(0);
    let taken = review(&other, &["import", log.to_str().unwrap()]).ends_with(0);
    taken.says(&[&format!("{} reviews taken in, 0 known already", lines.len())]);
    review(&other, &["import", log.to_str().unwrap()]).ends_with(0).says(&["0 reviews taken in"]);
    let gold_of = |store: &Path| review(store, &["export"]).ends_with(0).out;
    assert_eq!(gold_of(&other), gold_of(&store));
    run(marsad().args(["doctor", "--store"]).arg(&other)).ends_with(0);
}

#[test]
fn what_does_not_fit_is_named_and_the_rest_is_taken_in() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(folder.path());
    let open = queue(&store, &[]);
    let lines = [
        says(
            &open[0],
            "wrong",
            json!({ "changes": [{ "field": "trigger", "value": { "start": 0, "end": 3, "text": "xyz" } }] }),
        ),
        says(&open[0], "accept", json!({ "report": 999 })),
        json!({ "marsad": "review/9", "target": "x", "sha256": "y", "review": {} }),
        json!([1, 2]),
        says(&open[0], "accept", json!({})),
    ];
    import(&store, &lines).ends_with(1).says(&[
        "line 1: ",
        "«xyz»",
        "line 2: ",
        "999",
        "line 3: ",
        "line 4: ",
        "1 reviews taken in",
    ]);
    review(&store, &["queue", "--kind", "all"]).ends_with(2).says(&["open, assigned, disputed, moved"]);
    review(&store, &["assign", "a sample", "--coders", "Rima,Rima", "--reports", "5"])
        .ends_with(2)
        .says(&["each once"]);
    run(marsad().arg("eval").arg(folder.path().join("page.html"))).ends_with(2).says(&["line 1 of", "no document"]);
}
