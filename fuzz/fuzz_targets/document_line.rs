//! A line of another store: either words for what is wrong with it, or a document whose quotes are its own words and which gives
//! the same line again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use marsad_export::DocumentLine;

fuzz_target!(|data: &str| {
    let Ok(line) = DocumentLine::parse(data) else { return };
    let written = serde_json::to_string(&line).expect("a line");
    assert_eq!(DocumentLine::parse(&written).as_ref(), Ok(&line));
    if let Ok(new) = line.into_new() {
        let full: Vec<char> = new.document.full_text().chars().collect();
        for report in &new.reports {
            let (start, end) = (report.trigger.start, report.trigger.end);
            assert_eq!(full.get(start..end).map(|c| c.iter().collect::<String>()).as_ref(), Some(&report.trigger.text));
        }
    }
});
