//! Any bytes as a signature, any text as tables and as a page: an error or a value that says the same again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use marsad_corroborate::{Credits, Page, Signature, Weights, link};
use marsad_model::Document;

fuzz_target!(|data: &[u8]| {
    if let Ok(signature) = Signature::from_bytes(data) {
        assert_eq!(signature.to_bytes(), data);
        assert!(signature.bands().keys.is_sorted());
        assert!((0.0..=1.0).contains(&signature.containment(&signature)));
    }
    let Ok(text) = std::str::from_utf8(data) else { return };
    let _ = Weights::parse(text);
    let _ = Credits::parse(text, text);
    let (a, b) = text.split_at(text.floor_char_boundary(text.len() / 2));
    let page = |id: &str, text: &str| {
        let document = Document { id: id.to_owned(), text: text.to_owned(), ..Document::default() };
        Page::read(&document, Credits::builtin())
    };
    let (x, y) = (page("a", a), page("b", b));
    if let Some(found) = link(&x, &y, true) {
        for passage in &found.evidence {
            assert!(passage.a.end <= a.chars().count() + 2 && passage.b.end <= b.chars().count() + 2);
        }
    }
});
