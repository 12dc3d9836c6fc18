//! Any text on any day: the times in it lie inside it, in order, and begin before they end.
#![no_main]

use libfuzzer_sys::fuzz_target;
use marsad_text::Text;
use marsad_text::arabic::time::times;

fuzz_target!(|input: (u32, &str)| {
    let (number, data) = input;
    let text = Text::new(data);
    // A day between the years 1 and 9999, or none.
    let date = format!("{:04}-{:02}-{:02}", number % 9999 + 1, number / 9999 % 12 + 1, number / 119_988 % 28 + 1);
    let reference = (number % 7 != 0).then(|| date.parse().expect("a day"));
    let mut last = 0;
    for time in times(&text, reference) {
        assert!(time.span.start >= last && time.span.start < time.span.end && time.span.end <= text.len());
        last = time.span.end;
        assert_eq!(time.span.slice(data), text.slice(time.span));
        if let (Some(from), Some(to)) = (time.from, time.to) {
            assert!(from <= to, "{from} to {to} in {:?}", text.slice(time.span));
        }
    }
});
