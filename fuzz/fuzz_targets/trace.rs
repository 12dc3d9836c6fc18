//! Any bytes as a page, traced: every range lies inside the bytes, and words that are covered are found again in them.
#![no_main]

use libfuzzer_sys::fuzz_target;
use marsad_acquire::{Fetched, ReadOptions, to_document, trace};
use marsad_model::Span;

fuzz_target!(|data: &[u8]| {
    // The first byte chooses the charset of the header, and whether the page is called plain text.
    let Some((&choice, bytes)) = data.split_first() else { return };
    // A PDF would start another program.
    if bytes.trim_ascii_start().starts_with(b"%PDF") {
        return;
    }
    let charset_hint = [None, Some("utf-8"), Some("windows-1256"), Some("utf-16le")][usize::from(choice) % 4];
    let fetched = Fetched {
        target: "https://example.org/2022/03/23/page".to_owned(),
        media_type: if choice & 64 == 0 { "text/html" } else { "text/plain" }.to_owned(),
        charset_hint: charset_hint.map(str::to_owned),
        bytes: bytes.to_vec(),
    };
    let mut options = ReadOptions::default();
    options.today = Some(marsad_model::Day::constant(2025, 1, 1));
    let Ok(reading) = to_document(&fetched, &options) else { return };
    let found = trace(&fetched, &reading.document);
    let chars = reading.document.full_text().chars().count();
    for start in (0..chars).step_by(7) {
        for range in found.bytes(Span::new(start, start + 9)) {
            assert!(range.start < range.end && range.end <= bytes.len() as u64, "{range:?} of {}", bytes.len());
        }
    }
    assert_eq!(found, trace(&fetched, &reading.document), "traced differently twice");
});
