//! Any bytes as an archive: records and named errors come out, and the reader comes to an end.
#![no_main]

use libfuzzer_sys::fuzz_target;
use marsad_acquire::{Limits, warc};

fuzz_target!(|data: &[u8]| {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let path = dir.path().join("fuzz.warc.gz");
    std::fs::write(&path, data).expect("a temporary file");
    let limits = Limits { max_bytes: 1 << 20, ..Limits::default() };

    if let Ok(reader) = warc::Reader::open(&path) {
        for (count, record) in reader.with_limit(1 << 20).enumerate() {
            assert!(count <= data.len(), "more records than bytes: the reader does not move");
            if let Ok(record) = record {
                assert!(record.offset <= data.len() as u64);
                let _ = record.status();
                let _ = record.to_fetched(&limits);
            }
        }
    }
    let _ = warc::read_member(&path, 0, data.len() as u64);
    let half = data.len() as u64 / 2;
    let _ = warc::read_member(&path, half, data.len() as u64 - half);
});
