//! Reads every archive of a development set and counts its records and pages.
//!
//! `MARSAD_BENCH=/path/to/bench cargo run -p marsad-acquire --example archive`; the folder must hold `warc/`.
#![allow(clippy::print_stdout)]

use marsad_acquire::warc::Reader;
use marsad_acquire::{Limits, ReadOptions, to_document};

fn main() {
    let folder = std::env::var("MARSAD_BENCH").map(|bench| std::path::Path::new(&bench).join("warc"));
    let Some(files) = folder.ok().and_then(|folder| std::fs::read_dir(folder).ok()) else {
        println!("SKIPPED: MARSAD_BENCH is not set or has no warc folder");
        return;
    };
    let mut paths: Vec<_> =
        files.flatten().map(|f| f.path()).filter(|p| p.extension().is_some_and(|e| e != "tsv")).collect();
    paths.sort();
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let reader = match Reader::open(&path) {
            Ok(reader) => reader,
            Err(error) => {
                println!("{name}: {error}");
                continue;
            }
        };
        let (mut records, mut pages, mut read) = (0, 0, 0);
        let mut errors = Vec::new();
        for record in reader {
            match record {
                Ok(record) => {
                    records += 1;
                    if let Some(page) = record.to_fetched(&Limits::default()) {
                        pages += 1;
                        read += usize::from(page.and_then(|p| to_document(&p, &ReadOptions::default())).is_ok());
                    }
                }
                Err(error) => errors.push(error.to_string()),
            }
        }
        println!("{name}: {records} records, {pages} pages, {read} read, {} errors", errors.len());
        for error in errors.iter().take(3) {
            println!("    {error}");
        }
    }
}
