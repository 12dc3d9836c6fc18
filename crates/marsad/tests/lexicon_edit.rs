//! `marsad lexicon try|save|log|undo` and `marsad recode` as a user runs them, on the demonstration.

mod common;

use std::path::Path;

use assert_cmd::Command;
use common::{marsad, run};
use serde_json::Value;

/// The program with a lexicon folder of its own.
fn with_lexicon(folder: &Path) -> Command {
    let mut command = marsad();
    command.env("MARSAD_LEXICON", folder.join("mine")).env("USER", "rima");
    command
}

/// The demonstration's store.
fn demo(folder: &Path) {
    run(with_lexicon(folder).args(["demo", "--no-serve", "--store"]).arg(folder.join("store"))).ends_with(0);
}

/// A name that somebody has in the demonstration and the lexicon does not know by it: the commonest unknown doer.
fn unknown_doer(folder: &Path) -> String {
    let reports = run(with_lexicon(folder)
        .args(["reports", "--format", "jsonl", "--limit", "0", "--store"])
        .arg(folder.join("store")));
    let mut counts = std::collections::BTreeMap::<String, usize>::new();
    for row in reports.ends_with(0).json_lines() {
        for actor in
            row["actors"].as_array().into_iter().flatten().filter(|a| a["id"].is_null() && a["sector"] != "MIL")
        {
            let words = actor["text"].as_str().unwrap_or_default().to_owned();
            if words.split_whitespace().count() == 2 {
                *counts.entry(words).or_default() += 1;
            }
        }
    }
    counts.into_iter().max_by_key(|(_, count)| *count).map(|(words, _)| words).expect("somebody unknown does something")
}

fn without_lexicon(reports: Vec<Value>) -> Vec<String> {
    reports
        .into_iter()
        .map(|mut row| {
            row["versions"] = Value::Null;
            row.to_string()
        })
        .collect()
}

#[test]
fn a_name_is_tried_kept_read_again_and_taken_back() {
    let dir = tempfile::tempdir().expect("folder");
    let folder = dir.path();
    demo(folder);
    let store = folder.join("store");
    let reports = |folder: &Path| {
        let listed =
            run(with_lexicon(folder).args(["reports", "--format", "jsonl", "--limit", "0", "--store"]).arg(&store));
        let mut all = without_lexicon(listed.ends_with(0).json_lines());
        all.sort();
        all
    };
    let before = reports(folder);
    let name = unknown_doer(folder);
    let row = format!("actor:id=test-brigade;en=Test Brigade;ar={name};kind=armed-group;sector=REB;country=SYR");
    let case = format!("هاجم ⟦{name}⟧ حاجزا للجيش");

    let tried =
        run(with_lexicon(folder).args(["lexicon", "try", "--add", &row, "--case", &case, "--store"]).arg(&store))
            .ends_with(0)
            .says(&["looking at documents that may have", "read otherwise", "1 of 1 cases given hold"]);
    assert!(
        tried.out.contains("Test Brigade") && tried.out.contains("⟦") && tried.out.contains("reports\tall\t"),
        "{}",
        tried.out
    );
    assert!(!folder.join("mine").exists(), "nothing was written");
    assert_eq!(reports(folder), before);
    let announced =
        run(with_lexicon(folder).args(["lexicon", "try", "--json", "--add", &row, "--store"]).arg(&store)).ends_with(0);
    let announced = announced.json_lines();
    let (totals, documents) = announced.split_last().expect("sums");
    assert_eq!(totals["totals"]["changed"].as_u64(), Some(documents.len() as u64));
    assert!(!documents.is_empty());

    let save = ["lexicon", "save", "--add", &row, "--case", &case, "--why", "new in the south"];
    let saved =
        run(with_lexicon(folder).args(save)).ends_with(0).says(&["saved as change 1", "marsad recode --change 1"]);
    assert!(saved.out.contains("mine/lexicon/ar/actors/own.tsv"), "{}", saved.out);
    let log = run(with_lexicon(folder).args(["lexicon", "log"])).ends_with(0);
    assert!(log.out.contains("1\t") && log.out.contains("rima") && log.out.contains("new in the south"), "{}", log.out);

    let dry = run(with_lexicon(folder).args(["recode", "--change", "1", "--dry-run", "--json", "--store"]).arg(&store))
        .ends_with(0);
    assert_eq!(dry.json_lines()[..documents.len()], documents[..], "a dry run announces the same");
    assert_eq!(reports(folder), before);
    let recoded =
        run(with_lexicon(folder).args(["recode", "--change", "1", "--json", "--store"]).arg(&store)).ends_with(0);
    assert_eq!(recoded.json_lines()[..documents.len()], documents[..], "what was announced came");
    let found = run(with_lexicon(folder)
        .args(["reports", "--actor", "Test Brigade", "--format", "jsonl", "--store"])
        .arg(&store))
    .ends_with(0);
    assert!(!found.json_lines().is_empty());
    run(with_lexicon(folder).args(["doctor", "--store"]).arg(&store)).ends_with(0);
    // Nothing is left to be read otherwise.
    let rest = run(with_lexicon(folder).args(["recode", "--dry-run", "--json", "--store"]).arg(&store)).ends_with(0);
    assert_eq!(rest.json_lines().len(), 1, "{}", rest.out);

    let undone = run(with_lexicon(folder).args(["lexicon", "undo"])).ends_with(0).says(&["taken back, as change 2"]);
    drop(undone);
    run(with_lexicon(folder).args(["recode", "--store"]).arg(&store))
        .ends_with(0)
        .says(&["the store has the new readings"]);
    assert_eq!(reports(folder), before);
    run(with_lexicon(folder).args(["lexicon", "undo"])).ends_with(2).says(&["there is no change to take back"]);
}

#[test]
fn a_broken_row_names_file_line_and_way_out() {
    let dir = tempfile::tempdir().expect("folder");
    let folder = dir.path();
    let file = folder.join("new/lexicon/ar/actors/brigades.tsv");
    std::fs::create_dir_all(file.parent().expect("a folder")).expect("folders");
    let head = "id\ten\tar\tkind\tsector\tsource\tlicence\n";
    let rows = "a-brigade\tA\tلواء التجربة\tarmed-group\tREB\town\tproject\nb-brigade\tB\tلواء المثال\tarmed-group\tNOPE\town\tproject\n";
    std::fs::write(&file, format!("{head}{rows}")).expect("write");
    let save = |add: &str| run(with_lexicon(folder).args(["lexicon", "save", "--add", add]));
    save(&file.display().to_string()).ends_with(2).says(&[
        "mine/lexicon/ar/actors/own.tsv:3",
        "sector",
        "nothing was saved",
    ]);
    for (add, says) in [
        ("actor:id=x;height=3", "no column `height`; there are: id, en, ar"),
        ("months:form=x", "there is no family `months` that can be changed; there are: actor_adjectives, actors"),
        ("verb:lemma=هاجم;root=هجم;measure=III;vowel=-;transitive=t", "cannot be changed from your folder"),
        ("nonsense", "is no change: write `actor:id=x"),
        ("actor:id=x;en=X;ar=قوات سوريا الديمقراطية;kind=militia", "share the name"),
    ] {
        save(add).ends_with(2).says(&[says]);
    }
    std::fs::write(&file, format!("{head}x\tX\tY\tZ\tA\tB\tC\tD\n")).expect("write");
    save(&file.display().to_string()).ends_with(2).says(&["brigades.tsv:2: 8 cells where the header has 7"]);
    let case = "هاجم ⟦مسلحون⟧ حاجزا";
    let row = "actor:id=x;en=X;ar=لواء التجربة;kind=militia;sector=REB";
    run(with_lexicon(folder).args(["lexicon", "save", "--add", row, "--case", case]))
        .ends_with(2)
        .says(&["expects x and found", "nothing was saved"]);
    assert!(!folder.join("mine/lexicon").exists());
    run(with_lexicon(folder).args(["recode", "--change", "7", "--store"]).arg(folder.join("none"))).ends_with(2);
}

#[test]
fn a_change_that_another_came_after_is_taken_back_in_order() {
    let dir = tempfile::tempdir().expect("folder");
    let folder = dir.path();
    for (id, name) in [("a", "لواء التجربة"), ("b", "لواء المثال")] {
        let row = format!("actor:id={id}-brigade;en={id};ar={name};kind=militia;sector=REB");
        run(with_lexicon(folder).args(["lexicon", "save", "--add", &row, "--who", "omar"])).ends_with(0);
    }
    run(with_lexicon(folder).args(["lexicon", "undo", "1"])).ends_with(2).says(&["change 2 came after it"]);
    run(with_lexicon(folder).args(["lexicon", "save", "--remove", "actor:b-brigade"])).ends_with(0);
    run(with_lexicon(folder).args(["lexicon", "save", "--remove", "actor:islamic-state"]))
        .ends_with(2)
        .says(&["not your own folder"]);
    let log = run(with_lexicon(folder).args(["lexicon", "log", "--json"])).ends_with(0).json_lines();
    assert_eq!(log.len(), 3);
    assert_eq!(log[0]["changes"][0]["what"], "remove");
    assert_eq!(log[2]["who"], "omar");
}
