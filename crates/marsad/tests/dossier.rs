//! Dossiers from the command line, over the demonstration: the question, its answer, and the brief in both languages.

mod common;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use common::{marsad, repository, run};
use serde_json::Value;

const NAME: &str = "islamic-state-north-east-syria";

/// The demonstration's store, made once.
static DEMO: LazyLock<(tempfile::TempDir, PathBuf)> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a folder");
    let store = folder.path().join("demo");
    run(marsad().args(["demo", "--no-serve", "--store"]).arg(&store)).ends_with(0);
    (folder, store)
});

fn ask(args: &[&str]) -> common::Run {
    run(marsad().arg("dossier").args(args).arg("--store").arg(&DEMO.1))
}

/// The brief as JSON, as it was known on a day.
fn brief(as_of: &str) -> Value {
    let done = ask(&["brief", NAME, "--format", "json", "--as-of", as_of]).ends_with(0);
    serde_json::from_str(&done.out).expect("JSON")
}

/// The words of a page, without its marks.
fn words(html: &str) -> String {
    let body = html.split("<body>").nth(1).expect("a body");
    let mut out = String::new();
    let mut inside = false;
    for c in body.chars() {
        match c {
            '<' => {
                inside = true;
                out.push(' ');
            }
            '>' => inside = false,
            c if !inside => out.push(c),
            _ => {}
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_demonstration_has_a_dossier_with_an_alarm_when_the_prison_was_attacked() {
    let list = ask(&["list"]).ends_with(0);
    assert!(list.out.starts_with(&format!("{NAME}\tversion 1\t")), "{}", list.out);
    let rising = brief("2022-02-06");
    assert_eq!(rising["answer"]["saying"], "rising", "{:#}", rising["answer"]);
    let sentence = rising["answer"]["sentence"]["en"].as_str().unwrap();
    assert!(sentence.starts_with("Yes, what is reported is rising: from 2022-01-"), "{sentence}");
    let attacks = &rising["indicators"][0];
    assert_eq!((&attacks["key"], &attacks["main"]), (&"attacks".into(), &true.into()));
    let alarm = &attacks["alarms"].as_array().unwrap().last().unwrap()[0];
    assert!(["2022-01-23", "2022-01-30"].contains(&alarm["day"].as_str().unwrap()), "{alarm}");
    // Before the attack there was nothing to see: this is no forecast.
    assert_ne!(brief("2022-01-16")["answer"]["saying"], "rising");
    // Nothing told later is in it.
    let text = rising.to_string();
    assert!(!text.contains("\"published\":\"2022-02-1") && !text.contains("\"published\":\"2022-03"));
}

#[test]
fn rival_figures_stand_side_by_side_each_with_who_says_it() {
    let brief = brief("2022-04-03");
    let figure = |key: &str| {
        let found = brief["figures"].as_array().unwrap().iter().find(|f| f["key"] == key);
        found.unwrap_or_else(|| panic!("{key}")).clone()
    };
    let camp = figure("al-hol");
    let numbers: BTreeSet<u64> = camp["lines"].as_array().unwrap().iter().filter_map(|l| l["min"].as_u64()).collect();
    assert!(numbers.is_superset(&BTreeSet::from([57_460, 61_000])), "{camp:#}");
    assert!(camp["lines"].as_array().unwrap().len() >= 3, "{camp:#}");
    let dead = figure("hasakah-dead");
    let ends = (dead["lowest"].as_u64().unwrap(), dead["highest"].as_u64().unwrap());
    assert!(ends.0 < 200 && ends.1 >= 374, "{dead:#}");
    for line in dead["lines"].as_array().unwrap() {
        assert!(line["teller"].is_string() && !line["sources"].as_array().unwrap().is_empty(), "{line}");
    }
}

#[test]
fn measures_are_followed_and_every_source_has_its_archived_hash() {
    let brief = brief("2022-04-03");
    let measures = brief["measures"].as_array().unwrap();
    assert!(measures.len() >= 5, "{measures:#?}");
    let of = |m: &&Value| m["actors"].to_string().contains("UNICEF");
    let documents: Vec<i64> = measures.iter().filter(of).filter_map(|m| m["source"]["document"].as_i64()).collect();
    let once: BTreeSet<&i64> = documents.iter().collect();
    assert!(
        documents.len() >= 2 && once.len() == documents.len(),
        "a headline and its text are one demand: {documents:?}"
    );
    assert!(measures.iter().all(|m| m["type"] != "ASSAULT"));
    let mut sources = Vec::new();
    collect(&brief, &mut sources);
    assert!(sources.len() > 20);
    for source in sources {
        assert_eq!(source["sha256"].as_str().map(str::len), Some(64), "{source}");
        assert!(source["outlet"].is_string() && source["published"].is_string(), "{source}");
        assert!(source["captured_at"].as_str().is_some_and(|at| at.ends_with('Z')), "{source}");
    }
}

/// Every source in a value.
fn collect<'a>(value: &'a Value, out: &mut Vec<&'a Value>) {
    match value {
        Value::Object(fields) if fields.contains_key("sha256") => out.push(value),
        Value::Object(fields) => fields.values().for_each(|v| collect(v, out)),
        Value::Array(values) => values.iter().for_each(|v| collect(v, out)),
        _ => {}
    }
}

#[test]
fn the_brief_is_one_file_in_each_language_that_asks_for_nothing() {
    for (lang, dir, lines) in [
        (
            "en",
            "ltr",
            ["Is the group re-emerging", "Rising", "Figures, and who gives them", "What is not known", "SHA-256"],
        ),
        ("ar", "rtl", ["هل يعود التنظيم إلى الظهور", "في ارتفاع", "الأرقام ومن يقولها", "ما لا يُعرف", "SHA-256"]),
    ] {
        let page = ask(&["brief", NAME, "--lang", lang, "--as-of", "2022-02-06"]).ends_with(0).out;
        assert!(page.contains(&format!("<html lang=\"{lang}\" dir=\"{dir}\">")), "{page:.300}");
        let text = words(&page);
        for line in lines {
            assert!(text.contains(line), "{lang}: {line}\n{text}");
        }
        assert!(page.contains("<svg class=\"chart\"") && !page.contains("<script"));
        // The only addresses are links to where documents were published.
        for at in page.match_indices("://").map(|(at, _)| at - "https".len()) {
            assert!(page[..at].ends_with("<a href=\""), "{}", &page[at.saturating_sub(40)..at + 40]);
        }
        // Each number of a source leads to one of the list.
        for cite in page.split("href=\"#source-").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(page.contains(&format!("id=\"source-{cite}\"")), "{lang}: {cite}");
        }
    }
}

#[cfg(unix)]
#[test]
fn the_brief_prints_on_one_page_in_each_language() {
    let there = |name: &str| {
        let path = std::env::var_os("PATH").unwrap_or_default();
        std::env::split_paths(&path).any(|folder| folder.join(name).is_file())
    };
    let browsers = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    if !browsers.iter().any(|name| there(name)) || !there("pdftotext") {
        eprintln!("NOT RUN: no Chromium or no pdftotext on this machine");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    for (lang, line) in [("en", "What is not known"), ("ar", "SHA-256")] {
        let pdf = folder.path().join(format!("{lang}.pdf"));
        let out = pdf.to_str().unwrap();
        ask(&["brief", NAME, "--lang", lang, "--format", "pdf", "--as-of", "2022-02-06", "-o", out]).ends_with(0);
        let text = run(assert_cmd::Command::new("pdftotext").args(["-layout", out, "-"])).ends_with(0).out;
        assert!(text.contains(line) && text.contains("2022-01-"), "{lang}: {text}");
        assert_eq!(text.matches('\u{c}').count(), 1, "{lang}: more than one page");
        assert!(text.lines().filter(|l| !l.trim().is_empty()).count() > 40, "{text}");
    }
    let none = run(marsad()
        .args(["dossier", "brief", NAME, "--format", "pdf", "--store"])
        .arg(&DEMO.1)
        .env("PATH", "/nowhere"));
    none.ends_with(2).says(&["no Chromium was found", "MARSAD_CHROMIUM", "--format html"]);
}

#[test]
fn a_question_is_kept_noted_changed_and_removed() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("store");
    let dossier = |args: &[&str]| run(marsad().arg("dossier").args(args).arg("--store").arg(&store));
    run(marsad().args(["init", "--store"]).arg(&store)).ends_with(0);
    dossier(&["list"]).ends_with(0).says(&["0 dossiers"]);
    dossier(&["show", "water"]).ends_with(2).says(&["no dossier `water`", "marsad dossier add FILE"]);
    let sample = repository().join(format!("demo/dossiers/{NAME}.toml"));
    let file = sample.to_str().unwrap();
    assert!(dossier(&["add", file]).ends_with(0).out.contains("version 1\tnew"));
    assert!(dossier(&["add", file]).ends_with(0).out.contains("version 1\tthe same"));
    let other = folder.path().join("other.toml");
    std::fs::write(&other, std::fs::read_to_string(&sample).unwrap().replace("Attacks and clashes", "Attacks"))
        .unwrap();
    assert!(dossier(&["add", other.to_str().unwrap()]).ends_with(0).out.contains("version 2\tchanged"));
    dossier(&["note", NAME, "يُنظر", "في", "الأرقام"]).ends_with(0);
    // An empty store has an answer too.
    let shown = dossier(&["show", NAME]).ends_with(0);
    assert!(shown.out.contains("nothing: It cannot be said") && shown.out.contains("يُنظر في الأرقام"), "{}", shown.out);
    assert_eq!(dossier(&["show", NAME, "--question"]).ends_with(0).out, std::fs::read_to_string(&other).unwrap());
    dossier(&["remove", NAME]).ends_with(0);
    dossier(&["list"]).ends_with(0).says(&["0 dossiers"]);
    dossier(&["remove", NAME]).ends_with(2);
}

#[test]
fn a_file_that_is_no_question_is_told_with_line_and_key_and_nothing_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let sample = std::fs::read_to_string(repository().join(format!("demo/dossiers/{NAME}.toml"))).unwrap();
    let tried = |name: &str, text: &str, says: &[&str]| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        let done = ask(&["add", path.to_str().unwrap()]).ends_with(2);
        assert!(done.err.contains(path.to_str().unwrap()), "{}", done.err);
        done.says(says);
    };
    let line = 1 + sample.lines().position(|l| l == "type = \"ASSAULT\"").unwrap();
    let at = format!("line {line}, `indicator.attacks.type` `ATTACK` is not known; there are AGREE, ");
    tried("type.toml", &sample.replacen("\"ASSAULT\"", "\"ATTACK\"", 1), &[&at]);
    tried("open.toml", &sample.replacen("[title]", "[title", 1), &["this is no TOML"]);
    tried(
        "search.toml",
        &sample.replace("q = 'ممول OR ", "q = 'OR "),
        &["cannot be asked", "OR stands between two words"],
    );
    let missing = Path::new("/nowhere/at/all.toml");
    ask(&["add", missing.to_str().unwrap()]).ends_with(2).says(&["/nowhere/at/all.toml", "cannot be opened"]);
}
