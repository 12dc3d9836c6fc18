//! Inputs of every kind into tables: what comes out, each document once, and the same bytes however the work was cut up.
#![allow(clippy::unwrap_used)]

mod common;

use std::time::{Duration, Instant};

use common::{ask, dispatches, ended, field, inputs, program, run, same, tree, write_jsonl};
use serde_json::{Value, json};

#[test]
fn every_kind_of_input_becomes_tables_by_month_and_each_id_stands_once() {
    let dir = tempfile::tempdir().unwrap();
    let (folder, out) = (dir.path().join("in"), dir.path().join("out"));
    let all = inputs(&folder);
    std::fs::write(folder.join("f.jsonl"), "{\"id\": \"x\", \"text\": \"نص قصير عن الطقس في المدينة\"}\n{not json\n{\"id\": \"y\", \"text\": \"نص\", \"published\": \"أمس\"}\n").unwrap();
    let (from, to) = (folder.to_str().unwrap(), out.to_str().unwrap());
    let (_, err) = run(&["batch", from, "--out", to], 1);
    assert!(err.contains("6 inputs coded") && err.contains("2 records failed"), "{err}");
    assert!(err.contains("10 whose id another has were left out"), "{err}");
    let data = ["--data", to];
    // The dispatches by their ids, the pages of the archive by their addresses.
    let mut expected: Vec<&str> = all[..150].iter().chain(&all[190..]).map(|d| field(d, "id")).collect();
    expected.extend(all[150..200].iter().map(|d| field(d, "url")));
    expected.push("x");
    expected.sort_unstable();
    let found = ask("select id, month, published from documents order by id", &data);
    let ids: Vec<&str> = found.iter().map(|d| field(d, "id")).collect();
    assert_eq!(ids, expected);
    for d in &found {
        let day = field(d, "published");
        assert_eq!(field(d, "month"), if day.is_empty() { "unknown" } else { &day[..7] });
    }
    assert!(out.join("documents/month=2021-01").is_dir() && out.join("reports/month=2021-01").is_dir());
    // Of two documents with one id the first is kept, and nothing of the second is left anywhere.
    let input = |name: &str| folder.join(name).display().to_string();
    let twice = ask("select id, input, number from duplicates order by number", &data);
    assert_eq!(twice.len(), 10);
    assert!(twice.iter().all(|d| field(d, "input") == input("b.jsonl")));
    let lost = ask(
        "select count(*) n from reports r left join documents d on r.document = d.id and r.input = d.input where d.id is null",
        &data,
    );
    assert_eq!(lost[0]["n"], 0);
    let counts = ask("select sum(reports) r, sum(mentions) m from documents", &data);
    assert_eq!(counts[0]["r"], ask("select count(*) n from reports", &data)[0]["n"]);
    assert_eq!(counts[0]["m"], ask("select count(*) n from mentions", &data)[0]["n"]);
    assert!(counts[0]["r"].as_u64().unwrap() > 100 && counts[0]["m"].as_u64().unwrap() > 500, "{counts:?}");
    // What failed is a row with its place.
    let errors = ask("select input, unit, at, message from errors order by at", &data);
    assert_eq!(errors.len(), 2);
    assert_eq!(
        (field(&errors[0], "input"), field(&errors[0], "unit"), errors[0]["at"].as_u64()),
        (input("f.jsonl").as_str(), "line", Some(2))
    );
    assert!(field(&errors[1], "message").contains("أمس"));
    // The same again does nothing; what is new is added.
    let before = tree(&out);
    let (_, err) = run(&["batch", from, "--out", to], 0);
    assert!(err.contains("0 inputs coded") && err.contains("6 inputs done before"), "{err}");
    assert!(before == tree(&out));
}

#[test]
fn a_report_of_a_table_is_that_of_the_line_of_marsad_code() {
    let dir = tempfile::tempdir().unwrap();
    let (file, out) = (dir.path().join("a.jsonl"), dir.path().join("out"));
    let all = dispatches();
    write_jsonl(&file, &all[..40]);
    run(&["batch", file.to_str().unwrap(), "--out", out.to_str().unwrap()], 0);
    let rows = ask(
        "select document, json, type, trigger, trigger_start, trigger_end, actors, actor_ids, place_id, killed_min from reports order by number, report",
        &["--data", out.to_str().unwrap()],
    );
    let coder = marsad_coder::Coder::new(marsad_lexicon::Lexicon::builtin());
    let mut expected = Vec::new();
    for d in &all[..40] {
        let document = marsad_model::Document {
            id: field(d, "id").to_owned(),
            title: field(d, "title").to_owned(),
            text: field(d, "text").to_owned(),
            published: Some(field(d, "published").parse().unwrap()),
            outlet: Some(field(d, "outlet").to_owned()),
            url: Some(field(d, "url").to_owned()),
            ..Default::default()
        };
        let text: Vec<char> = document.full_text().chars().collect();
        for report in coder.code(&document).reports {
            expected.push((document.id.clone(), text.clone(), serde_json::to_value(report).unwrap()));
        }
    }
    assert_eq!(rows.len(), expected.len());
    for (row, (id, text, report)) in rows.iter().zip(&expected) {
        assert_eq!(&serde_json::from_str::<Value>(field(row, "json")).unwrap(), report);
        assert_eq!((field(row, "document"), field(row, "type")), (id.as_str(), field(report, "type")));
        let at = |name: &str| row[name].as_u64().unwrap() as usize;
        let words: String = text[at("trigger_start")..at("trigger_end")].iter().collect();
        assert_eq!(field(row, "trigger"), words);
        let actors: Vec<&Value> = report["actors"].as_array().unwrap().iter().map(|a| &a["entity"]).collect();
        assert_eq!(row["actors"].as_array().unwrap().iter().collect::<Vec<_>>(), actors);
        assert_eq!(row["place_id"].as_str(), report["places"][0]["id"].as_str());
    }
}

#[test]
fn threads_shards_and_interruptions_leave_the_same_bytes() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("in");
    inputs(&folder);
    // Many inputs, so that there is always one under way.
    let all = dispatches();
    for n in 0..24 {
        let mut part: Vec<Value> = all.iter().skip(n * 9).take(30).cloned().collect();
        for (k, d) in part.iter_mut().enumerate().filter(|(k, _)| k % 3 > 0) {
            d["id"] = json!(format!("{n}-{k}"));
        }
        write_jsonl(&folder.join(format!("more-{n:02}.jsonl")), &part);
    }
    let from = folder.to_str().unwrap();
    let out = |name: &str| dir.path().join(name);
    let whole = out("whole");
    let began = Instant::now();
    run(&["batch", from, "--out", whole.to_str().unwrap(), "--threads", "1"], 0);
    let took = began.elapsed();
    let threads = out("threads");
    run(&["batch", from, "--out", threads.to_str().unwrap(), "--threads", "9"], 0);
    same(&whole, &threads);
    // Three shards at once, each its own process.
    let shards = out("shards");
    let running: Vec<_> = ["1/3", "2/3", "3/3"]
        .map(|shard| {
            let arguments = ["batch", from, "--out", shards.to_str().unwrap(), "--shard", shard];
            program()
                .args(arguments)
                .stderr(std::process::Stdio::piped())
                .stdout(std::process::Stdio::piped())
                .spawn()
                .unwrap()
        })
        .into_iter()
        .collect();
    for one in running {
        ended(&one.wait_with_output().unwrap(), 0);
    }
    // The last of them has left out what stands twice.
    same(&whole, &shards);
    // Killed ten times, at ten moments, and gone on with.
    let killed = out("killed");
    let mut kills = 0;
    for n in 0..10_u32 {
        let mut child = program()
            .args(["batch", from, "--out", killed.to_str().unwrap(), "--threads", "2"])
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        let until = Instant::now() + took.mul_f64(0.12 + f64::from(n) * 0.017);
        while Instant::now() < until && child.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_millis(3));
        }
        if child.try_wait().unwrap().is_none() {
            kills += 1;
            child.kill().unwrap();
        }
        child.wait().unwrap();
    }
    assert!(kills >= 3, "only {kills} runs were cut short in {took:?}");
    run(&["batch", from, "--out", killed.to_str().unwrap()], 0);
    same(&whole, &killed);
}

#[test]
fn inputs_that_come_later_or_change_leave_what_one_run_over_all_leaves() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("in");
    std::fs::create_dir(&folder).unwrap();
    let all = dispatches();
    let put = |name: &str, from: usize, to: usize| write_jsonl(&folder.join(name), &all[from..to]);
    let (step, whole) = (dir.path().join("step"), dir.path().join("whole"));
    let code = |out: &std::path::Path| run(&["batch", folder.to_str().unwrap(), "--out", out.to_str().unwrap()], 0);
    put("b.jsonl", 0, 30);
    put("c.jsonl", 20, 50);
    code(&step);
    // One before the others, with documents of theirs; then one that changes and gives some of its own up.
    put("a.jsonl", 10, 25);
    code(&step);
    put("b.jsonl", 5, 12);
    code(&step);
    code(&whole);
    same(&whole, &step);
}

#[test]
fn tables_that_number_their_rows_anew_are_told_of() {
    let dir = tempfile::tempdir().unwrap();
    let (folder, out) = (dir.path().join("in"), dir.path().join("out"));
    std::fs::create_dir(&folder).unwrap();
    for (name, from) in [("a.jsonl", 0), ("b.jsonl", 20)] {
        let mut part = dispatches()[from..from + 20].to_vec();
        part.iter_mut().enumerate().for_each(|(k, d)| d["id"] = json!(k.to_string()));
        write_jsonl(&folder.join(name), &part);
    }
    let (_, err) = run(&["batch", folder.to_str().unwrap(), "--out", out.to_str().unwrap()], 0);
    assert!(err.contains("20 whose id another has") && err.contains("give the column `id` another name"), "{err}");
}

#[test]
fn an_archive_of_many_months_is_finished_in_bounded_memory() {
    // A file for each of 300 months: what finds documents that stand twice must not hold something of each.
    let dir = tempfile::tempdir().unwrap();
    let (file, out) = (dir.path().join("a.jsonl"), dir.path().join("out"));
    let mut all: Vec<Value> = dispatches().into_iter().cycle().take(300).collect();
    for (k, d) in all.iter_mut().enumerate() {
        d["id"] = json!(format!("{k}"));
        d["published"] = json!(format!("{}-{:02}-01", 1995 + k / 12, k % 12 + 1));
    }
    all.push(all[0].clone());
    write_jsonl(&file, &all);
    let (_, err) = run(&["batch", file.to_str().unwrap(), "--out", out.to_str().unwrap(), "--no-mentions"], 0);
    assert!(err.contains("holds 300 documents") && err.contains("1 whose id another has"), "{err}");
    assert_eq!(out.join("documents").read_dir().unwrap().count(), 300);
}

#[test]
fn what_is_wrong_is_named_with_the_way_out() {
    let dir = tempfile::tempdir().unwrap();
    let (file, out) = (dir.path().join("a.jsonl"), dir.path().join("out"));
    write_jsonl(&file, &dispatches()[..3]);
    let (from, to) = (file.to_str().unwrap(), out.to_str().unwrap());
    for (arguments, words) in [
        (vec!["batch", "/no/such/*.warc.gz", "--out", to], vec!["/no/such/*.warc.gz", "pattern"]),
        (vec!["batch", from, "--out", dir.path().to_str().unwrap()], vec!["is not empty", "--out"]),
        (vec!["batch", from, "--out", to, "--shard", "0/4"], vec!["0/4", "1/8 to 8/8"]),
        (vec!["batch", from], vec!["--out"]),
        (vec!["batch", "corroborate", "/no/such"], vec!["/no/such", "--out"]),
        (vec!["sql", "select * from code('/no/such.jsonl')"], vec!["/no/such.jsonl"]),
        (vec!["sql", "select * from code(1)"], vec!["code('news/*.warc.gz')"]),
        (vec!["sql", "select nothing from documents", "--data", "/no/such"], vec!["/no/such"]),
    ] {
        let (_, err) = run(&arguments, 2);
        assert!(words.iter().all(|w| err.contains(w)), "{arguments:?}: {err}");
    }
    run(&["batch", from, "--out", to], 0);
    let (_, err) = run(&["batch", from, "--out", to, "--no-mentions"], 2);
    assert!(err.contains("--again"), "{err}");
    run(&["batch", from, "--out", to, "--no-mentions", "--again"], 0);
    assert!(
        !out.join("mentions").read_dir().is_ok_and(|mut d| d.any(|m| m
            .unwrap()
            .path()
            .read_dir()
            .unwrap()
            .next()
            .is_some()))
    );
    // A file that is no archive costs itself.
    std::fs::write(dir.path().join("b.parquet"), "PAR1").unwrap();
    let (_, err) =
        run(&["batch", from, dir.path().join("b.parquet").to_str().unwrap(), "--out", to, "--no-mentions"], 1);
    assert!(err.contains("b.parquet") && err.contains("1 inputs done before"), "{err}");
}
