//! Puts coded articles into a store, weighs them, and says which judged pairs of articles became one event. `bench/corroborate.sh`
//! runs it beside the library, which compares the same pairs without a store.
//!
//! ```text
//! pairs PART ARTICLES.jsonl CODED.jsonl PAIRS.jsonl
//! ```
//!
//! Prints rows of a table: part, set, figure, value.
#![allow(clippy::print_stdout, clippy::unwrap_used, missing_docs)]

use marsad_corroborate::{Rarity, SAME_STORY, Story, Weights, compare_stories};
use marsad_model::{CodedDocument, Document};
use marsad_store::{Added, EventStore, NewDocument, SqliteStore, Store};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::time::Instant;

fn lines<T: serde::de::DeserializeOwned>(path: &str) -> Vec<T> {
    let file = std::fs::File::open(path).unwrap_or_else(|e| panic!("{path}: {e}"));
    BufReader::new(file).lines().map(|line| serde_json::from_str(&line.unwrap()).unwrap()).collect()
}

/// The articles as the coder read them: a month of publication is no day.
fn articles(path: &str) -> Vec<Document> {
    let rows: Vec<serde_json::Value> = lines(path);
    let day = |row: &serde_json::Value| row["published"].as_str().and_then(|day| day.parse().ok());
    let text = |row: &serde_json::Value, key: &str| row[key].as_str().map(str::to_owned);
    let one = |row: &serde_json::Value| Document {
        id: text(row, "id").unwrap(),
        title: text(row, "title").unwrap_or_default(),
        text: text(row, "text").unwrap_or_default(),
        published: day(row),
        outlet: text(row, "outlet"),
        url: text(row, "url"),
        ..Document::default()
    };
    rows.iter().map(one).collect()
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [part, documents, coded, pairs] = &args[..] else { panic!("PART ARTICLES CODED PAIRS") };
    let documents: BTreeMap<String, Document> = articles(documents).into_iter().map(|d| (d.id.clone(), d)).collect();
    let coded: BTreeMap<String, CodedDocument> =
        lines::<CodedDocument>(coded).into_iter().map(|c| (c.id.clone(), c)).collect();
    let dir = tempfile::tempdir().unwrap();
    let store = SqliteStore::create(dir.path().join("store")).unwrap();
    let mut ids: BTreeMap<&str, i64> = BTreeMap::new();
    for (id, document) in &documents {
        let Some(coded) = coded.get(id) else { continue };
        let new = NewDocument {
            target: format!("https://articles.example/{id}"),
            media_type: "text/plain".into(),
            bytes: document.full_text().into_bytes(),
            captured_at: "2024-01-01T00:00:00Z".into(),
            document: document.clone(),
            ..NewDocument::default()
        };
        let (Added::New(stored) | Added::Known(stored)) = store.add(&new.coded(coded.clone())).unwrap();
        ids.insert(id, stored);
    }
    let began = Instant::now();
    let done = store.weigh(&|_| None, &mut |_, _| {}).unwrap();
    let row = |figure: &str, value: String| println!("{part}\tsame event, in a store\t{figure}\t{value}");
    row("documents weighed", done.documents.to_string());
    row("seconds", format!("{:.1}", began.elapsed().as_secs_f64()));
    let stories: BTreeMap<&str, Story> = ids
        .keys()
        .map(|id| (*id, Story::read(&documents[*id], &coded[*id].reports, Rarity::builtin(), &|_| None)))
        .collect();
    let event = |id: &str| {
        let main = stories[id].main?;
        let row = store.document(ids[id]).unwrap()?;
        let report = row.reports.iter().find(|r| r.report.event == main)?;
        store.event_of_report(report.id).unwrap()
    };
    let (mut right, mut found, mut there, mut alike, mut merged, mut agreed, mut asked) = (0, 0, 0, 0, 0, 0, 0);
    for pair in lines::<serde_json::Value>(pairs) {
        let (a, b) = (pair["a"].as_str().unwrap(), pair["b"].as_str().unwrap());
        if !ids.contains_key(a) || !ids.contains_key(b) {
            continue;
        }
        let same = pair["event"] == "same";
        let one = event(a).zip(event(b)).is_some_and(|(x, y)| x == y);
        let alone = compare_stories(&stories[a], &stories[b], Weights::stories()).weight >= SAME_STORY;
        if event(a).is_some() && event(b).is_some() {
            asked += 1;
            agreed += usize::from(one == alone);
        }
        there += usize::from(same);
        found += usize::from(one);
        right += usize::from(same && one);
        if pair["event"] == "different" {
            alike += 1;
            merged += usize::from(one);
        }
    }
    let share = |a: usize, b: usize| format!("{:.3}", a as f64 / b.max(1) as f64);
    row("P", share(right, found));
    row("R", share(right, there));
    row("F1", share(2 * right, found + there));
    row("look-alikes merged", format!("{merged} of {alike}"));
    row("as the library says of the two alone", format!("{agreed} of {asked}"));
}
