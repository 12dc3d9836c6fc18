//! Reads the pages of an index and prints one JSON line for each, for `bench/extraction.sh`.
//!
//! `cargo run --release -p marsad-acquire --example read_pages INDEX`: the index has a header row, its column `file` is
//! relative to its own folder, `url` is the page's address. Times are the least of seven runs, in microseconds.
#![allow(clippy::print_stdout)]

use marsad_acquire::{Fetched, Limits, ReadOptions, read_file, to_document};
use serde_json::json;
use std::path::Path;
use std::time::Instant;

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
        let mut best = u64::MAX;
        let mut reading = None;
        for _ in 0..7 {
            let started = Instant::now();
            reading = to_document(&page, &ReadOptions::default()).ok();
            best = best.min(u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX));
        }
        let Some(reading) = reading else {
            println!("{}", json!({"file": cell(file), "title": "", "text": "", "published": "", "micros": best}));
            continue;
        };
        let (document, aside) = (reading.document, reading.aside);
        println!(
            "{}",
            json!({
                "file": cell(file), "title": document.title, "text": document.text, "micros": best,
                "published": document.published.map(|d| d.to_string()).unwrap_or_default(),
                "byline": document.byline, "outlet": document.outlet, "language": document.language,
                "section": aside.section, "updated": aside.updated.map(|d| d.to_string()), "media": aside.media.len(),
            })
        );
    }
}
