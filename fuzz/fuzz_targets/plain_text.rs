//! Any bytes as a text file.
#![no_main]

use libfuzzer_sys::fuzz_target;
use marsad_acquire::{Fetched, ReadOptions, to_document};

fuzz_target!(|data: &[u8]| {
    let fetched = Fetched {
        target: "page.txt".to_owned(),
        media_type: "text/plain".to_owned(),
        charset_hint: None,
        bytes: data.to_vec(),
    };
    let mut options = ReadOptions::default();
    options.today = Some(marsad_model::Day::constant(2025, 1, 1));
    if let Ok(reading) = to_document(&fetched, &options) {
        // Furniture is dropped and blanks are tidied; nothing is made up. A broken byte becomes one U+FFFD of three bytes.
        assert!(reading.document.full_text().len() <= 4 * data.len() + 64);
    }
});
