//! Codes sentences with a pack of a folder, without building the program again: for whoever writes a pack.
//!
//! `cargo run -p marsad-clause --example read_pack -- TAG FOLDER < sentences.jsonl`, a line being `{"id", "text", "published"}`;
//! prints `{"id", "reports"}`.

use std::io::BufRead as _;

use marsad_clause::ClauseReader;
use marsad_lexicon::{Files, Gazetteer, LanguagePack};
use marsad_text::Text;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let (tag, folder) = (args.next().ok_or("which language?")?, args.next().ok_or("which folder?")?);
    let mut files = Files::default();
    files.overlay(folder.as_ref())?;
    let gazetteer = Gazetteer::load(&Files::builtin())?;
    let pack = LanguagePack::load(&files, &tag, &gazetteer)?;
    eprintln!("{pack}");
    let reader = ClauseReader::new(&gazetteer, &pack);
    for line in std::io::stdin().lock().lines() {
        let row: serde_json::Value = serde_json::from_str(&line?)?;
        let text = Text::new(row["text"].as_str().unwrap_or_default());
        let day = row["published"].as_str().and_then(|d| d.parse().ok());
        let reports = reader.read(&text, day);
        println!("{}", serde_json::json!({"id": row["id"], "reports": reports}));
    }
    Ok(())
}
