//! Codes JSON lines of documents from standard input and prints coded JSON lines; `code_lines --time` only says how long coding took.

#![allow(clippy::print_stdout, clippy::unwrap_used, missing_docs)]

use std::io::{BufRead, Write};

fn main() {
    let lexicon = marsad_lexicon::Lexicon::builtin();
    let coder = marsad_coder::Coder::new(lexicon);
    let time = std::env::args().any(|a| a == "--time");
    let mut documents = Vec::new();
    for line in std::io::stdin().lock().lines() {
        let mut value: serde_json::Value = serde_json::from_str(&line.unwrap()).unwrap();
        let object = value.as_object_mut().unwrap();
        object
            .retain(|k, v| !v.is_null() && ["id", "title", "text", "published", "outlet", "url"].contains(&k.as_str()));
        documents.push(serde_json::from_value::<marsad_model::Document>(value).unwrap());
    }
    let bytes: usize = documents.iter().map(|d| d.title.len() + d.text.len()).sum();
    let started = std::time::Instant::now();
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut reports = 0;
    for document in &documents {
        let coded = coder.code(document);
        reports += coded.reports.len();
        if !time {
            serde_json::to_writer(&mut out, &coded).unwrap();
            out.write_all(b"\n").unwrap();
        }
    }
    let seconds = started.elapsed().as_secs_f64();
    eprintln!(
        "{} documents, {reports} reports, {bytes} bytes, {seconds:.2} s, {:.2} MB/s",
        documents.len(),
        bytes as f64 / 1e6 / seconds
    );
}
