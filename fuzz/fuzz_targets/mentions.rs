//! Any text: the numbers and times in it lie inside it, in order, and read back as they are.
#![no_main]

use libfuzzer_sys::fuzz_target;
use marsad_text::Text;
use marsad_text::arabic::{number::numbers, time::times};

fuzz_target!(|data: &str| {
    let text = Text::new(data);
    for token in text.tokens() {
        assert!(!token.span.is_empty() && token.span.end <= text.len());
        assert_eq!(token.span.slice(data), text.slice(token.span));
    }
    let mut last = 0;
    for number in numbers(&text) {
        assert!(number.span.start >= last && number.span.end <= text.len());
        last = number.span.end;
        if let (Some(min), Some(max)) = (number.min, number.max) {
            assert!(min <= max, "{min} to {max} in {:?}", text.slice(number.span));
        }
    }
    let mut last = 0;
    for time in times(&text, Some(marsad_model::Day::constant(2022, 3, 23))) {
        assert!(time.span.start >= last && time.span.end <= text.len());
        last = time.span.end;
        if let (Some(from), Some(to)) = (time.from, time.to) {
            assert!(from <= to, "{from} to {to} in {:?}", text.slice(time.span));
        }
    }
});
