//! Any text as the output of a PDF reader: its lines stay lines, no mark of direction is left, and repairing what is
//! repaired loses nothing.
#![no_main]

use libfuzzer_sys::fuzz_target;
use marsad_acquire::pdf::repair::repair;

fuzz_target!(|text: &str| {
    let (once, turned) = repair(text);
    assert_eq!(once.matches('\n').count(), text.matches('\n').count());
    assert!(turned <= text.split('\n').count());
    assert!(!once.contains(['\u{200E}', '\u{200F}', '\u{202A}', '\u{202B}', '\u{202C}', '\u{202D}', '\u{202E}']));
    // The sign of kelvin is the letter K, and is written so where a line is composed anew.
    let letters = |t: &str| t.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '\u{212A}').count();
    assert_eq!(letters(&once), letters(text), "a letter or digit was lost or made");
    let (twice, _) = repair(&once);
    assert_eq!(letters(&twice), letters(&once));
});
