//! Prints training rows.
#![allow(clippy::print_stdout, missing_docs)]
use std::io::BufRead;
fn main() {
    let lexicon = marsad_lexicon::Lexicon::builtin();
    let coder = marsad_coder::Coder::new(lexicon);
    for line in std::io::stdin().lock().lines() {
        let d: marsad_model::Document = serde_json::from_str(&line.expect("line")).expect("json");
        for e in coder.slot_examples(&d) {
            let v: Vec<String> = e.sheet.values.iter().map(|x| format!("{x}")).collect();
            println!("{}\t{}\t{}\t{}\t{}\t{}\t{}", d.id, e.type_, e.trigger.start, e.trigger.end, e.candidate.start, e.candidate.end, v.join(","));
            if std::env::var_os("NAMES").is_some() { println!("#{}", e.sheet.names().join(",")); return; }
        }
    }
}
