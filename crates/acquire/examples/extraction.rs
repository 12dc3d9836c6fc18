//! Reads the pages of a development set and compares their dates with the gold ones.
//!
//! `MARSAD_BENCH=/path/to/bench cargo run -p marsad-acquire --example extraction [--text NAME]`; the folder must hold
//! `pages/index.tsv` with the columns `file`, `url` and `gold_date`.
#![allow(clippy::print_stdout)]

use marsad_acquire::{Fetched, Limits, ReadOptions, read_file, to_document};
use std::path::Path;

fn main() {
    let Ok(bench) = std::env::var("MARSAD_BENCH") else {
        println!("SKIPPED: MARSAD_BENCH is not set");
        return;
    };
    let folder = Path::new(&bench).join("pages");
    let Ok(index) = std::fs::read_to_string(folder.join("index.tsv")) else {
        println!("SKIPPED: {} has no index.tsv", folder.display());
        return;
    };
    let only = std::env::args().skip_while(|a| a != "--text").nth(1);
    let mut lines = index.lines();
    let header: Vec<&str> = lines.next().unwrap_or_default().split('\t').collect();
    let column = |name: &str| header.iter().position(|h| *h == name).unwrap_or(usize::MAX);
    let (file, url, gold) = (column("file"), column("url"), column("gold_date"));
    let (mut right, mut with_gold) = (0, 0);
    for row in lines {
        let cells: Vec<&str> = row.split('\t').collect();
        let cell = |i: usize| cells.get(i).copied().unwrap_or_default();
        if only.as_deref().is_some_and(|name| !cell(file).contains(name)) {
            continue;
        }
        let page = match read_file(&folder.join(cell(file)), &Limits::default()) {
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
        for warning in &reading.warnings {
            println!("       ! {warning}");
        }
        if only.is_some() {
            println!("{}", document.text);
        }
    }
    println!("dates: {right} of {with_gold} right");
}
