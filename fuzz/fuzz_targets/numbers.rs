//! Any text: the numbers in it lie inside it, in order, and their bounds are in order too.
#![no_main]

use libfuzzer_sys::fuzz_target;
use marsad_text::Text;
use marsad_text::arabic::number::numbers;

fuzz_target!(|data: &str| {
    let text = Text::new(data);
    let mut last = 0;
    for number in numbers(&text) {
        assert!(number.span.start >= last && number.span.start < number.span.end && number.span.end <= text.len());
        last = number.span.end;
        assert_eq!(number.span.slice(data), text.slice(number.span));
        for bound in [number.min, number.max].into_iter().flatten() {
            assert!(bound.is_finite(), "{bound} in {:?}", text.slice(number.span));
        }
        if let (Some(min), Some(max)) = (number.min, number.max) {
            assert!(min <= max, "{min} to {max} in {:?}", text.slice(number.span));
        }
        if let Some(counted) = number.counted {
            assert!(counted.start <= counted.end && counted.end <= text.tokens().len());
        }
    }
});
