//! Reads every archive of a development set, and writes what was found as a table.
//!
//! `cargo run -p marsad-acquire --example archive -- FOLDER`: one row a file with its kind, records, pages, documents, broken
//! places, digests that differ and doubts; then the records by kind. With `--memory` the last row is the most memory that was held.
//! `… -- --records FILE` only reads every record of one file, as a peer does that checks nothing: records, bytes as they lie in
//! the file, seconds.
#![allow(clippy::print_stdout)]

use marsad_acquire::warc::{Collection, Doubt, Reader};
use marsad_acquire::{Limits, ReadOptions, to_document};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

#[derive(Default)]
struct Row {
    records: BTreeMap<String, usize>,
    pages: usize,
    documents: usize,
    differing: usize,
    broken: Vec<String>,
    doubts: BTreeMap<String, usize>,
}

fn main() {
    if std::env::args().nth(1).as_deref() == Some("--records") {
        let path = std::env::args().nth(2).map(PathBuf::from).unwrap_or_default();
        let begun = Instant::now();
        let records = Collection::new(vec![path.clone()]).filter(Result::is_ok).count();
        let bytes = std::fs::metadata(&path).map_or(0, |m| m.len());
        println!("{records}\t{bytes}\t{:.4}", begun.elapsed().as_secs_f64());
        return;
    }
    let folder = std::env::args().nth(1).map(PathBuf::from);
    let Some(files) = folder.as_deref().and_then(|folder| std::fs::read_dir(folder).ok()) else {
        println!("SKIPPED: give a folder with archives");
        return;
    };
    let mut paths: Vec<_> =
        files.flatten().map(|f| f.path()).filter(|p| p.extension().is_some_and(|e| e != "tsv")).collect();
    paths.sort();
    println!("file\tkind\trecords\tby_type\tpages\tdocuments\tbroken\tdiffering digests\tsaid");
    for path in &paths {
        let row = read(path);
        let records: usize = row.records.values().sum();
        let by_type = row.records.iter().map(|(kind, n)| format!("{kind} {n}")).collect::<Vec<_>>().join(", ");
        let said = row.broken.iter().take(4).cloned();
        let said =
            said.chain(row.doubts.iter().map(|(what, n)| format!("{n} × {what}"))).collect::<Vec<_>>().join(" | ");
        println!(
            "{}\t{}\t{records}\t{by_type}\t{}\t{}\t{}\t{}\t{}",
            name(path),
            kind(path),
            row.pages,
            row.documents,
            row.broken.len(),
            row.differing,
            said.replace(['\t', '\n'], " "),
        );
    }
    if std::env::args().any(|a| a == "--memory") {
        println!("# peak memory: {}", peak().unwrap_or_else(|| "not known on this system".to_owned()));
    }
}

fn read(path: &Path) -> Row {
    let mut row = Row::default();
    let limits = Limits::default();
    for record in Collection::new(vec![path.to_owned()]) {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                row.broken.push(error.to_string().replace(&*path.to_string_lossy(), name(path)));
                continue;
            }
        };
        let kind = if record.kind().is_empty() { "without a type" } else { record.kind() };
        *row.records.entry(kind.to_owned()).or_default() += 1;
        let mut doubts = record.check_digests();
        match record.page(&limits) {
            None => doubts.extend(record.doubts.iter().cloned()),
            Some(Err(error)) => row.broken.push(error.to_string()),
            Some(Ok(page)) => {
                row.pages += 1;
                doubts.extend(page.doubts);
                row.documents += usize::from(to_document(&page.fetched, &ReadOptions::default()).is_ok());
            }
        }
        row.differing += usize::from(doubts.iter().any(|d| matches!(d, Doubt::Digest { .. })));
        for doubt in &doubts {
            *row.doubts.entry(short(doubt)).or_default() += 1;
        }
    }
    row
}

/// Without what differs from record to record.
fn short(doubt: &Doubt) -> String {
    match doubt {
        Doubt::Digest { what, .. } => format!("{what} digest differs"),
        Doubt::NoOriginal { why, .. } => format!("revisit of a capture that {why}"),
        Doubt::Header { .. } => "a line of the headers has no colon".to_owned(),
        other => other.to_string(),
    }
}

fn name(path: &Path) -> &str {
    path.file_name().and_then(|n| n.to_str()).unwrap_or_default()
}

fn kind(path: &Path) -> &'static str {
    if Reader::open(path).is_err() {
        return "refused";
    }
    let name = name(path);
    match () {
        () if name.ends_with(".wacz") => "WACZ",
        () if name.ends_with(".arc") => "ARC",
        () if name.ends_with(".arc.gz") => "ARC, gzip",
        () if name.ends_with(".gz") => "WARC, gzip",
        () => "WARC",
    }
}

/// The most memory that this process held, where the system says it.
fn peak() -> Option<String> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|l| l.starts_with("VmHWM"))?;
    Some(line.trim_start_matches("VmHWM:").trim().to_owned())
}
