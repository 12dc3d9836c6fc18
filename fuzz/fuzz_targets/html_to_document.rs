//! Any bytes as an HTML page: a document or a named error, within bounds, and the same one twice.
#![no_main]

use libfuzzer_sys::fuzz_target;
use marsad_acquire::{Fetched, ReadOptions, to_document};

fuzz_target!(|data: &[u8]| {
    // The first byte chooses what the server said about the charset.
    let Some((&choice, bytes)) = data.split_first() else { return };
    if bytes.trim_ascii_start().starts_with(b"%PDF") {
        return;
    }
    let charset_hint = [None, Some("utf-8"), Some("windows-1256"), Some("iso-8859-6"), Some("no-such-charset")]
        [usize::from(choice) % 5]
        .map(str::to_owned);
    let fetched = Fetched {
        target: "https://example.org/2022/03/23/page".to_owned(),
        media_type: "text/html".to_owned(),
        charset_hint,
        bytes: bytes.to_vec(),
    };
    let mut options = ReadOptions::default();
    options.today = Some(marsad_model::Day::constant(2025, 1, 1));
    let first = to_document(&fetched, &options);
    match (&first, &to_document(&fetched, &options)) {
        (Ok(a), Ok(b)) => assert_eq!(a, b),
        (Err(a), Err(b)) => assert_eq!(a.to_string(), b.to_string()),
        (a, b) => panic!("read differently twice: {a:?} and {b:?}"),
    }
    if let Ok(reading) = first {
        assert!(!reading.document.full_text().trim().is_empty(), "a document without any words is an error");
    }
});
