//! Archives of other programs, made for the tests.

use flate2::write::GzEncoder;
use marsad_acquire::Limits;
use marsad_acquire::warc::{Reader, Record, WarcError};
use std::io::Write;
use std::path::{Path, PathBuf};

pub const PAGE: &str = "<p>أعلنت البلدية فتح الطريق.</p>";

pub fn record(kind: &str, target: &str, more: &str, block: &str) -> String {
    format!(
        "WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:id:{kind}:{target}>\r\nWARC-Date: 2024-05-01T10:00:00Z\r\nWARC-Target-URI: {target}\r\n{more}Content-Length: {}\r\n\r\n{block}\r\n\r\n",
        block.len()
    )
}

pub fn http(body: &str) -> String {
    format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{body}")
}

pub fn response(target: &str) -> String {
    record("response", target, "Content-Type: application/http\r\n", &http(PAGE))
}

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut gz = GzEncoder::new(Vec::new(), flate2::Compression::default());
    gz.write_all(bytes).unwrap();
    gz.finish().unwrap()
}

pub fn read(path: &Path) -> (Vec<Record>, Vec<WarcError>) {
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    for next in Reader::open(path).unwrap() {
        match next {
            Ok(record) => good.push(record),
            Err(error) => bad.push(error),
        }
    }
    (good, bad)
}

pub fn targets(records: &[Record]) -> Vec<&str> {
    records.iter().map(|r| r.target().unwrap_or_default()).collect()
}

pub struct Folder(pub tempfile::TempDir);

impl Folder {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }
}

pub fn page(record: &Record) -> String {
    String::from_utf8(record.page(&Limits::default()).unwrap().unwrap().fetched.bytes).unwrap()
}
