//! Any bytes as an archive: records and named errors come out, and the reader comes to an end.
//!
//! The first byte says how the rest is wrapped, so that the fuzzer need not find out how gzip, zstd and zip files look.
#![no_main]

use libfuzzer_sys::fuzz_target;
use marsad_acquire::{Limits, warc};
use std::io::{Cursor, Write};

fuzz_target!(|data: &[u8]| {
    let Some((how, data)) = data.split_first() else { return };
    let bytes = match how % 8 {
        1 => gzip(data),
        2 => zstd::encode_all(data, 1).expect("compresses"),
        // A member for each half.
        3 => [gzip(&data[..data.len() / 2]), gzip(&data[data.len() / 2..])].concat(),
        4 => [&[0x5d, 0x2a, 0x4d, 0x18, 4, 0, 0, 0, 1, 2, 3, 4], &zstd::encode_all(data, 1).expect("compresses")[..]].concat(),
        5 => zip(&[("archive/data.warc", data), ("datapackage.json", b"{\"resources\":[{\"path\":\"archive/data.warc\"}]}")]),
        6 => zip(&[("archive/data.warc", b"WARC/1.0\r\nContent-Length: 0\r\n\r\n"), ("datapackage.json", data)]),
        // An answer in a record.
        7 => {
            let head = format!("WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: http://a/\r\nContent-Length: {}\r\n\r\n", data.len());
            [head.as_bytes(), data].concat()
        }
        _ => data.to_vec(),
    };
    let dir = tempfile::tempdir().expect("a temporary folder");
    let path = dir.path().join("fuzz.warc.gz");
    std::fs::write(&path, &bytes).expect("a temporary file");
    let limits = Limits { max_bytes: 1 << 20, ..Limits::default() };

    // Unpacked, a record needs a few bytes at least; so many cannot come out of what the fuzzer gives.
    let most = 4 * (data.len() + bytes.len()) + 64;
    for limit in [1 << 20, 16] {
        for (count, record) in warc::Collection::new(vec![path.clone()]).with_limit(limit).enumerate() {
            assert!(count <= most, "more records than bytes: the reader does not move");
            if let Ok(record) = record {
                assert!(record.offset <= bytes.len() as u64 && record.payload.len() as u64 <= limit + 16);
                let _ = (record.status(), record.method(), record.check_digests());
                let _ = record.page(&limits);
            }
        }
    }
    if let Ok(reader) = warc::Reader::open(&path) {
        assert!(warc::Captures::new(reader).count() <= most);
    }
    let _ = warc::read_member(&path, 0, bytes.len() as u64);
    let half = bytes.len() as u64 / 2;
    let _ = warc::read_member(&path, half, bytes.len() as u64 - half);
});

fn gzip(data: &[u8]) -> Vec<u8> {
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gz.write_all(data).expect("compresses");
    gz.finish().expect("compresses")
}

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, bytes) in files {
        zip.start_file(*name, options).expect("writes");
        zip.write_all(bytes).expect("writes");
    }
    zip.finish().expect("writes").into_inner()
}
