//! Codes documents.
#![allow(clippy::print_stdout, missing_docs)]
use std::io::BufRead;
fn main() {
    let coder = marsad_coder::Coder::new(marsad_lexicon::Lexicon::builtin());
    for line in std::io::stdin().lock().lines() {
        let d: marsad_model::Document = serde_json::from_str(&line.expect("line")).expect("json");
        println!("{}", serde_json::to_string(&coder.code(&d)).expect("json"));
    }
}
