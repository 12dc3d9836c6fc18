//! Any text: its layout partitions it, and the language of a paragraph is told without fail.
#![no_main]

use libfuzzer_sys::fuzz_target;
use marsad_text::{Layout, Text, language_of_text, quotations};

fuzz_target!(|data: &str| {
    let text = Text::new(data);
    let layout = Layout::of(&text);
    let mut next = 0;
    for clause in &layout.clauses {
        assert_eq!(clause.tokens.start, next);
        next = clause.tokens.end;
        assert!(clause.span.end <= text.len());
    }
    assert_eq!(next, text.tokens().len());
    for span in quotations(&text) {
        assert!(!span.is_empty() && span.end <= text.len());
    }
    let _ = language_of_text(data);
});
