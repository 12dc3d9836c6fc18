//! Reads lines `{"id","text"}` and prints the parts of each text: dateline, paragraphs, sentences, clauses, quotations and
//! paragraphs in other languages, one a line. With `--languages` only the language of each paragraph.
#![allow(clippy::print_stdout)]

use std::io::BufRead;

use marsad_text::{Layout, Text, foreign_paragraphs, language_of_paragraph};
use serde_json::Value;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let languages = std::env::args().any(|a| a == "--languages");
    for line in std::io::stdin().lock().lines() {
        let line: Value = serde_json::from_str(&line?)?;
        let source = line["text"].as_str().unwrap_or_default();
        if languages {
            for paragraph in source.lines().filter(|l| !l.trim().is_empty()) {
                println!("{}\t{paragraph}", language_of_paragraph(paragraph).map_or("-", marsad_text::Language::tag));
            }
            continue;
        }
        let text = Text::new(source);
        let layout = Layout::of(&text);
        println!("== {}", line["id"]);
        if let Some(d) = &layout.dateline {
            let part = |s: Option<marsad_model::Span>| s.map_or("-", |s| text.slice(s));
            println!("dateline\t{}\t{}\t{}\t{}", text.slice(d.span), part(d.place), part(d.outlet), part(d.date));
        }
        for p in &layout.paragraphs {
            println!("{:?}\t{}", p.kind, p.mark.map_or("", |m| text.slice(m)));
            for s in &text.sentences()[p.sentences.clone()] {
                println!("  sentence\t{}", text.slice(s.span));
                for c in layout.clauses.iter().filter(|c| s.tokens.contains(&c.tokens.start)) {
                    println!("    {:?}\t{}", c.kind, text.slice(c.span));
                }
            }
        }
        for q in &layout.quotations {
            println!(
                "{:?}\t{}\t{}\t{:?}\t{}",
                q.hint,
                q.quoted.depth,
                q.quoted.closed,
                q.quoted.continues,
                text.slice(q.quoted.span)
            );
        }
        for p in foreign_paragraphs(source) {
            println!("left out\t{}\t{}", p.language.tag(), text.slice(p.span));
        }
    }
    Ok(())
}
