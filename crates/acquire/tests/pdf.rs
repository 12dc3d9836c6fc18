//! A statement that was printed to PDF, and the page it was printed from.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use marsad_acquire::{AcquireError, Fetched, Limits, ReadOptions, read_file, to_document, trace};
use marsad_model::Span;
use std::path::Path;

fn fixture(name: &str) -> Fetched {
    read_file(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name), &Limits::default()).unwrap()
}

#[test]
fn a_printed_statement_reads_as_its_page() {
    let printed = match to_document(&fixture("statement.pdf"), &ReadOptions::default()) {
        Ok(reading) => reading,
        Err(AcquireError::Pdf { .. }) => {
            println!("LEFT OUT: pdftotext (poppler-utils) is missing, so no PDF can be read here");
            return;
        }
        Err(error) => panic!("{error}"),
    };
    assert_eq!(printed.warnings, []);
    let printed = printed.document;
    assert_eq!(printed.title, "قافلة من 20 شاحنة تدخل المخيم بعد انتظار دام أسبوعين");
    assert_eq!(printed.published.unwrap().to_string(), "2022-03-23");
    assert_eq!(printed.language.as_deref(), Some("ar"));
    let page = to_document(&fixture("statement.html"), &ReadOptions::default()).unwrap().document;
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let body = printed.text.split_once("\n\n").unwrap().1;
    assert_eq!(words(body), words(&page.text));
    // Where a full line ends a sentence, paper does not tell whether the paragraph goes on.
    assert!((2..=4).contains(&body.split("\n\n").count()), "{body}");
    // The bytes of a PDF are no text: its words have no places in them.
    assert_eq!(trace(&fixture("statement.pdf"), &printed).bytes(Span::new(0, 200)), []);
}

#[test]
fn a_broken_pdf_is_refused_in_words() {
    let broken = Fetched { bytes: b"%PDF-1.7\nnothing".to_vec(), ..fixture("statement.pdf") };
    let error = to_document(&broken, &ReadOptions::default()).unwrap_err().to_string();
    assert!(error.contains("statement.pdf: ") && error.contains("PDF") && error.contains(".txt"), "{error}");
}
