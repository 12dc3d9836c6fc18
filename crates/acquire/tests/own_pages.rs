//! The project's own set of pages (`bench/own/pages`): what is read from each against what a careful reader takes from it.
#![allow(clippy::unwrap_used)]

use marsad_acquire::{Fetched, Limits, ReadOptions, Reading, read_file, to_document};
use serde_json::Value;
use std::collections::HashMap;
use std::path::PathBuf;

/// A page, what was read from it, and its gold.
struct Page {
    name: String,
    charset: String,
    reading: Reading,
    gold: Value,
}

fn pages() -> Vec<Page> {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../bench/own/pages"));
    let index = std::fs::read_to_string(folder.join("index.tsv")).unwrap();
    let options = ReadOptions { today: Some(marsad_model::Day::new(2026, 12, 1).unwrap()), ..ReadOptions::default() };
    let page = |row: &str| {
        let cells: Vec<&str> = row.split('\t').collect();
        let fetched = read_file(&folder.join(cells[0]), &Limits::default()).unwrap();
        let fetched = Fetched { target: cells[3].to_owned(), ..fetched };
        Page {
            name: cells[0].to_owned(),
            charset: cells[5].to_owned(),
            reading: to_document(&fetched, &options).unwrap_or_else(|e| panic!("{e}")),
            gold: serde_json::from_str(&std::fs::read_to_string(folder.join(cells[1])).unwrap()).unwrap(),
        }
    };
    index.lines().skip(1).map(page).collect()
}

/// F1 over bags of words.
fn f1(text: &str, gold: &str) -> f64 {
    fn bag(text: &str) -> HashMap<&str, usize> {
        let mut bag = HashMap::new();
        text.split(|c: char| !c.is_alphanumeric())
            .filter(|w| !w.is_empty())
            .for_each(|w| *bag.entry(w).or_insert(0) += 1);
        bag
    }
    let (found, wanted) = (bag(text), bag(gold));
    let shared: usize = found.iter().map(|(w, n)| (*n).min(wanted.get(w).copied().unwrap_or(0))).sum();
    2.0 * shared as f64 / (found.values().sum::<usize>() + wanted.values().sum::<usize>()) as f64
}

#[test]
fn text_title_and_day_of_the_own_pages_are_right() {
    let pages = pages();
    assert!(pages.len() >= 60);
    let mut total = 0.0;
    let mut wrong = Vec::new();
    for page in &pages {
        let document = &page.reading.document;
        let gold = |field: &str| page.gold[field].as_str().unwrap_or_default();
        let score = f1(&document.text, gold("text"));
        total += score;
        if score < 0.95 {
            wrong.push(format!("{}: F1 {score:.3}", page.name));
        }
        if document.published.map(|d| d.to_string()).unwrap_or_default() != gold("published") {
            wrong.push(format!("{}: published {:?}", page.name, document.published));
        }
        if document.title != gold("title") {
            wrong.push(format!("{}: title {:?}", page.name, document.title));
        }
        if document.language.as_deref() != Some("ar") {
            wrong.push(format!("{}: language {:?}", page.name, document.language));
        }
    }
    assert!(total / pages.len() as f64 >= 0.99, "mean F1 {}", total / pages.len() as f64);
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn a_change_is_told_where_there_was_one_and_only_there() {
    for page in pages() {
        let updated = page.reading.aside.updated.map(|d| d.to_string());
        assert_eq!(updated.as_deref(), page.gold["updated"].as_str(), "{}", page.name);
    }
}

#[test]
fn sections_and_signatures_are_mostly_right_and_rarely_made_up() {
    let pages = pages();
    let (mut right, mut invented) = (0, 0);
    for page in &pages {
        for (found, gold) in [
            (page.reading.document.byline.as_deref(), page.gold["byline"].as_str()),
            (page.reading.aside.section.as_deref(), page.gold["section"].as_str()),
        ] {
            right += usize::from(found == gold);
            invented += usize::from(found.is_some() && found != gold);
        }
    }
    assert!(right * 100 >= 2 * pages.len() * 78, "{right} of {} right", 2 * pages.len());
    assert!(invented * 100 <= 2 * pages.len() * 7, "{invented} of {} invented", 2 * pages.len());
}

#[test]
fn pages_of_the_old_charset_are_read_as_such() {
    let pages = pages();
    for page in &pages {
        assert_eq!(page.reading.charset.to_lowercase(), page.charset, "{}", page.name);
    }
    assert!(pages.iter().filter(|p| p.charset == "windows-1256").count() >= 6);
}
