//! Places, actors and people of texts, line by line, with the data files of the working tree laid over the built-in ones:
//! an edit under `lexicon/` or `gazetteer/` shows without a rebuild.
//!
//! `cargo run -p marsad-coder --example mentions < texts.jsonl`, each line `{"id", "text", "ref"}`.

use std::io::{BufRead, Write};
use std::path::Path;
use std::time::Instant;

use marsad_coder::{Coder, Wanted};
use marsad_lexicon::{Files, Lexicon};
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut files = Files::default();
    files.overlay(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")))?;
    let lexicon = Lexicon::compile(&files)?;
    let coder = Coder::new(&lexicon);
    let wanted = Wanted { place: true, actor: true, person: true, ..Wanted::default() };
    let mut out = std::io::stdout().lock();
    let (mut bytes, started) = (0, Instant::now());
    for line in std::io::stdin().lock().lines() {
        let value: Value = serde_json::from_str(&line?)?;
        let text = value["text"].as_str().unwrap_or_default();
        let reference = value["ref"].as_str().and_then(|r| r.get(..10)).and_then(|d| d.parse().ok());
        bytes += text.len();
        let mentions = coder.mentions(text, reference, wanted);
        writeln!(out, "{}", json!({ "id": value["id"], "mentions": mentions }))?;
    }
    let ms = started.elapsed().as_secs_f64() * 1000.0;
    eprintln!("{:.1} ms for {} KB of text: {:.3} ms a KB", ms, bytes / 1024, ms * 1024.0 / bytes.max(1) as f64);
    Ok(())
}
