//! A file that holds many items: mailboxes, tables, exports.

use marsad_acquire::{Limits, ReadOptions, sources, to_document};

/// Any bytes as a file of this name, whose ending says what it is: items or errors that name the file; every page of an item is a
/// document with words or an error; whoever goes on in the middle finds the same rest.
pub fn check(name: &str, data: &[u8]) {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let path = dir.path().join(name);
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
                // A PDF would start another program.
                if let Some(fetched) = &item.fetched
                    && !fetched.bytes.trim_ascii_start().starts_with(b"%PDF")
                    && let Ok(reading) = to_document(fetched, &options)
                {
                    assert!(!reading.document.full_text().trim().is_empty(), "a document without any words is an error");
                }
            }
            Err(error) => assert!(error.to_string().contains(name), "{error}"),
        }
        steps.push(step);
    }
    let middle = steps.len() / 2;
    let rest: Vec<_> = sources::open(&path, &limits).expect("as before").skip_to(middle as u64).collect();
    assert_eq!(rest, steps[middle..]);
}
