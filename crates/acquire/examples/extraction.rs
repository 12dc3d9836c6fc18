//! Reads the pages of a development set and compares their dates and texts with the gold ones.
//!
//! `cargo run -p marsad-acquire --example extraction [-- --text NAME]` reads the demonstration pages;
//! `MARSAD_BENCH=/path/to/bench` another set: its folder must hold `pages/index.tsv` with the columns `file`, `url` and
//! `gold_date`. A gold text stands beside its page as `NAME.gold.txt` (plain) or `NAME.gold.json` (fundus).
#![allow(clippy::print_stdout)]

use marsad_acquire::{Fetched, Limits, ReadOptions, read_file, to_document};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

fn main() {
    let (folder, index) = match std::env::var("MARSAD_BENCH") {
        Ok(bench) => (Path::new(&bench).join("pages"), Path::new(&bench).join("pages/index.tsv")),
        Err(_) => {
            let demo = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../demo"));
            (demo.join("pages"), demo.join("sources.tsv"))
        }
    };
    let Ok(rows) = std::fs::read_to_string(&index) else {
        println!("SKIPPED: {} cannot be read", index.display());
        return;
    };
    let only = std::env::args().skip_while(|a| a != "--text").nth(1);
    let mut lines = rows.lines().filter(|l| !l.starts_with('#'));
    let header: Vec<&str> = lines.next().unwrap_or_default().split('\t').collect();
    let column =
        |names: &[&str]| names.iter().find_map(|name| header.iter().position(|h| h == name)).unwrap_or(usize::MAX);
    let (file, url, gold) = (column(&["file"]), column(&["url"]), column(&["gold_date", "published"]));
    let (mut right, mut with_gold) = (0, 0);
    for row in lines {
        let cells: Vec<&str> = row.split('\t').collect();
        let cell = |i: usize| cells.get(i).copied().unwrap_or_default();
        if only.as_deref().is_some_and(|name| !cell(file).contains(name)) {
            continue;
        }
        let path = folder.join(cell(file));
        let page = match read_file(&path, &Limits::default()) {
            Ok(page) => Fetched { target: cell(url).to_owned(), ..page },
            Err(error) => {
                println!("{error}");
                continue;
            }
        };
        let started = std::time::Instant::now();
        let reading = match to_document(&page, &ReadOptions::default()) {
            Ok(reading) => reading,
            Err(error) => {
                println!("{error}");
                continue;
            }
        };
        let took = started.elapsed().as_millis();
        let document = reading.document;
        let day = document.published.map(|d| d.to_string()).unwrap_or_default();
        if !cell(gold).is_empty() {
            with_gold += 1;
            right += usize::from(day == cell(gold));
        }
        let mark = if day == cell(gold) || cell(gold).is_empty() { "ok  " } else { "MISS" };
        println!(
            "{mark} {} | {day} gold {} | {} chars, {} paragraphs, {took} ms | {} | {}",
            cell(file),
            cell(gold),
            document.text.chars().count(),
            document.text.split("\n\n").count(),
            reading.charset,
            document.title
        );
        println!("       {:?} {:?} {:?} {:?}", document.language, document.outlet, document.byline, document.url);
        if let Some(gold) = gold_text(&path) {
            let (precision, recall, f1) = token_scores(&document.text, &gold);
            println!("       words against gold: precision {precision:.4}, recall {recall:.4}, F1 {f1:.4}");
        }
        for warning in &reading.warnings {
            println!("       ! {warning}");
        }
        if only.is_some() {
            println!("{}", document.text);
        }
    }
    println!("dates: {right} of {with_gold} right");
}

/// The gold text beside a page, if there is one.
fn gold_text(page: &Path) -> Option<String> {
    if let Ok(text) = std::fs::read_to_string(page.with_extension("gold.txt")) {
        return Some(text);
    }
    let json = std::fs::read_to_string(page.with_extension("gold.json")).ok()?;
    let value: serde_json::Value = serde_json::from_str(&json).ok()?;
    let body = value.as_object()?.values().find_map(|version| version.get("body"))?;
    let mut lines: Vec<&str> = Vec::new();
    lines.extend(body["summary"].as_array().into_iter().flatten().filter_map(|v| v.as_str()));
    for section in body["sections"].as_array().into_iter().flatten() {
        for part in ["headline", "paragraphs"] {
            lines.extend(section[part].as_array().into_iter().flatten().filter_map(|v| v.as_str()));
        }
    }
    Some(lines.join("\n"))
}

/// Precision, recall and F1 over bags of words.
fn token_scores(text: &str, gold: &str) -> (f64, f64, f64) {
    fn bag(text: &str) -> HashMap<&str, usize> {
        let mut bag = HashMap::new();
        for word in text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()) {
            *bag.entry(word).or_insert(0) += 1;
        }
        bag
    }
    let (found, wanted) = (bag(text), bag(gold));
    let shared: usize = found.iter().map(|(word, n)| (*n).min(wanted.get(word).copied().unwrap_or(0))).sum();
    let part = |whole: &HashMap<&str, usize>| shared as f64 / whole.values().sum::<usize>().max(1) as f64;
    let (precision, recall) = (part(&found), part(&wanted));
    (precision, recall, 2.0 * precision * recall / (precision + recall).max(f64::EPSILON))
}
