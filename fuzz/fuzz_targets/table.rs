//! Any bytes as a table: articles or named errors; going on in the middle gives the same rest.
#![no_main]

use libfuzzer_sys::fuzz_target;
use marsad_acquire::{Limits, ReadOptions, sources, to_document};

fuzz_target!(|data: &[u8]| {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let path = dir.path().join("x.csv");
    std::fs::write(&path, data).expect("a temporary file");
    let limits = Limits { max_bytes: 64 * 1024, ..Limits::default() };
    let mut options = ReadOptions::default();
    options.today = Some(marsad_model::Day::constant(2025, 1, 1));
    let Ok(source) = sources::open(&path, &limits) else { return };
    let mut steps = Vec::new();
    for step in source {
        match &step {
            Ok(item) => {
                assert!(!item.target.is_empty());
                if let Some(fetched) = &item.fetched
                    && let Ok(reading) = to_document(fetched, &options)
                {
                    assert!(!reading.document.full_text().trim().is_empty(), "a document without any words is an error");
                }
            }
            Err(error) => assert!(error.to_string().contains("x.csv"), "{error}"),
        }
        steps.push(step);
    }
    // Whoever goes on in the middle finds the same rest.
    let middle = steps.len() / 2;
    let rest: Vec<_> = sources::open(&path, &limits).expect("as before").skip_to(middle as u64).collect();
    assert_eq!(rest, steps[middle..]);
});
