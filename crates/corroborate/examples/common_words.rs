//! Counts in how many of the project's own texts each word stands, and prints `data/common_words.tsv`.
//!
//! ```text
//! cargo run -p marsad-corroborate --example common_words >crates/corroborate/data/common_words.tsv
//! ```
//!
//! Run it from the top of the repository. What two documents weigh in every store changes with the table, so it is made anew only
//! with a new version of the weights.
#![allow(clippy::print_stdout, clippy::unwrap_used, missing_docs)]

use marsad_corroborate::bare;
use marsad_text::{Text, TokenKind};
use std::collections::{BTreeMap, BTreeSet};

fn texts() -> Vec<String> {
    let mut files: Vec<_> = std::fs::read_dir("bench/own/reports").unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    let mut out = Vec::new();
    for file in files {
        let whole = std::fs::read_to_string(file).unwrap();
        // Of each block the text alone: what is coded of it stands behind the fence.
        let texts = whole.split("\npublished:").skip(1).filter_map(|block| block.split("\n```").next());
        let told = |line: &&str| !line.starts_with("outlet:");
        out.extend(
            texts.map(|text| text.lines().skip(1).filter(told).collect::<Vec<_>>().join("\n").replace("title:", "")),
        );
    }
    for line in std::fs::read_to_string("demo/dispatches.jsonl").unwrap().lines() {
        let row: serde_json::Value = serde_json::from_str(line).unwrap();
        out.push(format!("{}\n{}", row["title"].as_str().unwrap(), row["text"].as_str().unwrap()));
    }
    out
}

fn main() {
    let texts = texts();
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    for text in &texts {
        let text = Text::new(text.clone());
        let words = (0..text.tokens().len()).filter(|i| text.tokens()[*i].kind != TokenKind::Mark);
        for word in words.map(|i| bare(text.fold(i)).to_owned()).collect::<BTreeSet<String>>() {
            *seen.entry(word).or_default() += 1;
        }
    }
    println!(
        "# In how many of the project's own texts each word stands, folded and without what is joined in front of it; words that"
    );
    println!("# stand in one are left out. `*` says how many texts there are. Made by examples/common_words.rs.");
    println!("word\tdocuments\tsource\tlicence");
    println!("*\t{}\town\tproject", texts.len());
    for (word, n) in seen.iter().filter(|(word, n)| **n > 1 && !word.contains('\t')) {
        println!("{word}\t{n}\town\tproject");
    }
}
