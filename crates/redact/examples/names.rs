//! Counts how many words of names of private persons are hidden, and how many of public persons and bodies are left, on sentences of
//! the project's own: `names FILE.tsv…`. Each line of a file is `kind, sentence`; ⟦…⟧ marks what must be hidden (kind `private`) or
//! must stay (kind `public`). What is wrong goes to standard error.

#![allow(clippy::print_stdout, clippy::print_stderr, clippy::unwrap_used, missing_docs)]

use std::path::Path;
use std::sync::Arc;

use marsad_coder::Coder;
use marsad_lexicon::{Files, Lexicon};
use marsad_model::Document;
use marsad_redact::{Finder, document};
use marsad_store::{NewDocument, SqliteStore, Store};

/// A page of one sentence, coded.
fn page(coder: &Coder<'_>, n: usize, text: String) -> NewDocument {
    let document = Document {
        id: n.to_string(),
        title: "خبر".into(),
        text,
        published: "2024-05-01".parse().ok(),
        language: Some("ar".into()),
        ..Document::default()
    };
    let coded = coder.code(&document);
    let page = NewDocument {
        target: format!("https://own.example/{n}"),
        media_type: "text/html".into(),
        bytes: n.to_string().into_bytes(),
        captured_at: "2024-05-01T10:00:00Z".into(),
        document,
        ..NewDocument::default()
    };
    page.coded(coded)
}

fn main() {
    let lexicon = Arc::new(Lexicon::compile(&Files::builtin()).unwrap());
    let finder = Finder::new(Arc::clone(&lexicon));
    let coder = Coder::new(&lexicon);
    println!("sentences\twords of names\tright\tof\tshare");
    for file in std::env::args().skip(1) {
        let text = std::fs::read_to_string(&file).unwrap();
        let dir = tempfile::tempdir().unwrap();
        let store = SqliteStore::create(dir.path().join("store")).unwrap();
        let mut counts = [(0, 0); 2];
        let lines = text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'));
        for (n, (kind, marked)) in lines.filter(|(kind, _)| matches!(*kind, "private" | "public")).enumerate() {
            let public = kind == "public";
            store.add(&page(&coder, n, marked.replace(['⟦', '⟧'], ""))).unwrap();
            let row = store.document(i64::try_from(n).unwrap() + 1).unwrap().unwrap();
            let shown = document(&row, &finder.find(&row)).unwrap().document.text;
            for name in marked.split('⟦').skip(1).filter_map(|rest| rest.split('⟧').next()) {
                for word in name.split(' ') {
                    let there = shown.contains(word);
                    let count = &mut counts[usize::from(public)];
                    count.1 += 1;
                    if there == public {
                        count.0 += 1;
                    } else {
                        eprintln!("{kind}\t{word}\t{marked}\t{shown}");
                    }
                }
            }
        }
        let name = Path::new(&file).file_stem().unwrap_or_default().to_string_lossy();
        let words = ["hidden, of private persons", "left, of public persons and bodies"];
        for (words, (right, of)) in words.into_iter().zip(counts) {
            println!("{name}\t{words}\t{right}\t{of}\t{:.3}", f64::from(right) / f64::from(of.max(1)));
        }
    }
}
