//! Any search and any text: the marks lie inside the text, in order, and begin before they end.
#![no_main]

use libfuzzer_sys::fuzz_target;
use marsad_store::highlights;

fuzz_target!(|input: (&str, &str)| {
    let (query, text) = input;
    let length = text.chars().count();
    let mut last = 0;
    for (start, end) in highlights(query, text) {
        assert!(last <= start && start < end && end <= length);
        last = end;
    }
});
