//! Reads a file or folder as `marsad add` does, without coding or storing, and prints how many items of each kind of file it
//! has, how fast that went, and how much memory it took.
//!
//! `cargo run --release -p marsad-acquire --example sources -- PATH`
#![allow(clippy::print_stdout, clippy::print_stderr)]

use marsad_acquire::{Limits, ReadOptions, sources, to_document};
use std::path::PathBuf;
use std::time::Instant;

fn main() {
    let Some(path) = std::env::args().nth(1).map(PathBuf::from) else {
        eprintln!("give a file or folder");
        std::process::exit(2);
    };
    let started = Instant::now();
    let (mut items, mut documents, mut errors, mut notices, mut bytes) = (0u64, 0u64, 0u64, 0u64, 0u64);
    for file in sources::files(&path) {
        let source = match file.and_then(|file| sources::open(&file, &Limits::default())) {
            Ok(source) => source,
            Err(error) => {
                eprintln!("{error}");
                continue;
            }
        };
        bytes += source.size();
        for step in source {
            match step {
                Ok(item) => {
                    items += 1;
                    let read = item.fetched.as_ref().map(|f| to_document(f, &ReadOptions::default()));
                    match read {
                        Some(Ok(_)) => documents += 1,
                        Some(Err(error)) => eprintln!("{}: {error}", item.place),
                        None => {}
                    }
                }
                Err(error) => {
                    *(if error.notice { &mut notices } else { &mut errors }) += 1;
                    if !error.notice {
                        eprintln!("{error}");
                    }
                }
            }
        }
    }
    let seconds = started.elapsed().as_secs_f64();
    let megabytes = bytes as f64 / 1e6;
    let peak = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = peak.lines().find_map(|l| l.strip_prefix("VmHWM:")).map(str::trim).unwrap_or("unknown").to_owned();
    println!("items {items}, documents {documents}, errors {errors}, notices {notices}");
    println!("{megabytes:.1} MB in {seconds:.1} s: {:.1} MB/s; peak of memory {peak}", megabytes / seconds);
}
