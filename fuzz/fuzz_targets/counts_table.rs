//! Any table of counts: what is read of it can be judged by every detector, and each period gets one verdict.
#![no_main]

use libfuzzer_sys::fuzz_target;
use marsad_watch::{Detector, Onsets, Step, Table};

fuzz_target!(|data: &str| {
    let _ = Onsets::read(data);
    let Ok(table) = Table::read(data) else { return };
    for named in table.series.iter().filter(|s| s.series.len() < 400) {
        for detector in Detector::ALL {
            let verdicts = detector.run(&named.series);
            assert!(verdicts.len() == named.series.len() || named.series.step() == Step::Day);
            for numbers in verdicts.iter().filter_map(|v| v.numbers()) {
                assert!(numbers.from <= numbers.to && numbers.baseline_from <= numbers.to);
            }
        }
    }
});
