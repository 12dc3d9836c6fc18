//! Reads every feed of a folder and prints a table: what each is, how many entries it has, or why it is refused.
//!
//! `cargo run -p marsad-acquire --example feeds -- FOLDER`. Where `NAME.serde.json` stands beside a feed, it is what the
//! library feed-rs reads of it; then the table also tells on how many of the compared fields both agree (number of
//! entries; of each entry id, title, first link and time), and standard error where they do not.
#![allow(clippy::print_stdout, clippy::print_stderr)]

use marsad_acquire::feeds::{self, Feed};
use serde_json::Value;
use std::path::{Path, PathBuf};

fn main() {
    let Some(folder) = std::env::args().nth(1).map(PathBuf::from) else {
        eprintln!("give the folder with the feeds");
        std::process::exit(2);
    };
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(&folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    files.sort();
    println!("file\tkind\tentries\tskipped\twith link\twith day\tcompared\tagreeing\treason");
    for path in files {
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        if name.ends_with(".serde.json") || name.ends_with(".tsv") {
            continue;
        }
        let Ok(bytes) = std::fs::read(&path) else { continue };
        match feeds::parse(&bytes, &name, None) {
            Ok(feed) => {
                let (compared, agreeing) = expected(&path).map_or((0, 0), |e| compare(&name, &feed, &e));
                let links = feed.entries.iter().filter(|e| e.link.is_some()).count();
                let days = feed.entries.iter().filter(|e| e.day.is_some()).count();
                let reasons: Vec<String> =
                    feed.skipped.iter().map(|s| format!("entry {}: {}", s.position, s.reason)).collect();
                println!(
                    "{name}\t{}\t{}\t{}\t{links}\t{days}\t{compared}\t{agreeing}\t{}",
                    feed.kind.name(),
                    feed.entries.len(),
                    feed.skipped.len(),
                    reasons.join("; ")
                );
            }
            Err(error) => println!("{name}\trefused\t\t\t\t\t\t\t{}", error.to_string().replace(['\t', '\n'], " ")),
        }
    }
}

fn expected(path: &Path) -> Option<Value> {
    let beside = path.with_extension("serde.json");
    serde_json::from_slice(&std::fs::read(beside).ok()?).ok()
}

fn compare(name: &str, feed: &Feed, expected: &Value) -> (usize, usize) {
    let (mut compared, mut agreeing) = (0, 0);
    let mut count = |what: &str, theirs: &str, ours: &str| {
        compared += 1;
        if theirs == ours {
            agreeing += 1;
        } else {
            eprintln!("{name}: {what}: {theirs:?} there, {ours:?} here");
        }
    };
    let entries = expected.get("entries").and_then(Value::as_array).cloned().unwrap_or_default();
    count("entries", &entries.len().to_string(), &feed.entries.len().to_string());
    for (theirs, ours) in entries.iter().zip(&feed.entries) {
        let text = |path: &str| theirs.pointer(path).and_then(Value::as_str).unwrap_or_default();
        // Ids that the other one made up are random or its own hash.
        let id = text("/id").trim();
        let made_up = (30..=36).contains(&id.len()) && id.chars().all(|c| c.is_ascii_hexdigit() || c == '-');
        if !made_up {
            count("id", id, &ours.id);
        }
        let squeezed = |t: &str| t.split_whitespace().collect::<Vec<_>>().join(" ");
        count("title", &squeezed(text("/title/content")), &ours.title);
        let link = text("/links/0/href");
        if link.contains("://") {
            let link = feeds::clean_link(link, None).unwrap_or_default();
            let found = ours.link.iter().chain(&ours.links).any(|l| *l == link);
            count("link", &link, if found { &link } else { ours.link.as_deref().unwrap_or_default() });
        }
        let time = if text("/published").is_empty() { text("/updated") } else { text("/published") };
        let time = time.parse::<jiff::Timestamp>().map(|t| t.as_second()).ok();
        let show = |t: Option<i64>| t.map(|t| t.to_string()).unwrap_or_default();
        count("time", &show(time), &show(ours.published.map(|t| t.as_second())));
    }
    (compared, agreeing)
}
