//! Reads the pages of an index and prints one JSON line for each, for `bench/extraction.sh`.
//!
//! `cargo run --release -p marsad-acquire --example read_pages INDEX`: the index has a header row, its column `file` is
//! relative to its own folder, `url` is the page's address. The last line tells
//! the processor time of reading all pages again, so and so many times.
#![allow(clippy::print_stdout)]

use marsad_acquire::{Fetched, Limits, ReadOptions, read_file, to_document, trace};
use serde_json::json;
use std::path::Path;

/// How often every page is read for the time.
const ROUNDS: u32 = 20;

fn main() {
    let index = std::env::args().nth(1).unwrap_or_default();
    let folder = Path::new(&index).parent().unwrap_or(Path::new("."));
    let rows = match std::fs::read_to_string(&index) {
        Ok(rows) => rows,
        Err(error) => {
            eprintln!("{index}: cannot be read ({error}); give an index of pages");
            std::process::exit(2);
        }
    };
    let mut rows = rows.lines().filter(|l| !l.starts_with('#'));
    let header: Vec<&str> = rows.next().unwrap_or_default().split('\t').collect();
    let column = |name: &str| header.iter().position(|h| *h == name).unwrap_or(usize::MAX);
    let (file, url) = (column("file"), column("url"));
    let mut pages = Vec::new();
    for row in rows {
        let cells: Vec<&str> = row.split('\t').collect();
        let cell = |i: usize| cells.get(i).copied().unwrap_or_default();
        let page = match read_file(&folder.join(cell(file)), &Limits::default()) {
            Ok(page) => Fetched { target: cell(url).to_owned(), ..page },
            Err(error) => {
                eprintln!("{error}");
                continue;
            }
        };
        pages.push(page.clone());
        let Ok(reading) = to_document(&page, &ReadOptions::default()) else {
            println!("{}", json!({"file": cell(file), "title": "", "text": "", "published": ""}));
            continue;
        };
        let (words, traced) = trace(&page, &reading.document).words(&reading.document);
        let (document, aside) = (reading.document, reading.aside);
        println!(
            "{}",
            json!({
                "file": cell(file), "title": document.title, "text": document.text,
                "published": document.published.map(|d| d.to_string()).unwrap_or_default(),
                "byline": document.byline, "outlet": document.outlet, "language": document.language,
                "section": aside.section, "updated": aside.updated.map(|d| d.to_string()), "media": aside.media.len(),
                "words": words, "traced": traced,
            })
        );
    }
    let before = processor_seconds();
    for page in pages.iter().cycle().take(pages.len() * ROUNDS as usize) {
        let _ = to_document(page, &ReadOptions::default());
    }
    println!("{}", json!({"file": null, "rounds": ROUNDS, "seconds": processor_seconds() - before}));
}

/// Processor time of this process with all its threads, where the system tells it (Linux); else 0.
fn processor_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit_once(')').map_or("", |(_, rest)| rest).split_whitespace();
    fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}
