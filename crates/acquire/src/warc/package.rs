//! Captures as one WACZ file (version 1.1.1), which programs for web archives open without anything else.

use super::compose::Draft;
use super::neighbours::{self, Spot};
use super::record::Record;
use super::surt::surt;
use super::{WarcError, beside, hex};
use crate::fetch::USER_AGENT;
use flate2::Compression;
use flate2::write::GzEncoder;
use jiff::Timestamp;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// Lines of the index that are compressed together.
const BLOCK: usize = 1000;

/// A capture that is to be packed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackedPage {
    /// The archive file it stands in.
    pub file: PathBuf,
    /// First byte of its gzip member.
    pub offset: u64,
    /// Length of the member.
    pub length: u64,
    /// The page's headline, for the list of pages.
    pub title: String,
}

/// What was packed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Packed {
    /// Pages.
    pub pages: usize,
    /// Records, with requests and redirects.
    pub records: usize,
    /// Length of the file in bytes.
    pub bytes: u64,
}

/// Writes captures into a new WACZ file, each with its request and the redirects before it; the records byte for byte as
/// they stand in the archive. The same captures and title give the same bytes: the time of packing is that of the last
/// capture. `done` is called after each page.
///
/// # Errors
/// When a capture cannot be read, or the file is there already or cannot be written. Nothing half is left then.
pub fn pack(out: &Path, title: &str, pages: &[PackedPage], mut done: impl FnMut()) -> Result<Packed, WarcError> {
    if out.exists() {
        let source = std::io::Error::new(std::io::ErrorKind::AlreadyExists, "it is there already; name another file");
        return Err(WarcError::Io { path: out.to_owned(), action: "writing the package", source });
    }
    let part = beside(out, ".part");
    let written = write(&part, title, pages, &mut done);
    let io = |source| WarcError::Io { path: out.to_owned(), action: "writing the package", source };
    match written {
        Ok(packed) => std::fs::rename(&part, out).map(|()| packed).map_err(io),
        Err(error) => {
            let _ = std::fs::remove_file(&part);
            Err(error)
        }
    }
}

fn write(part: &Path, title: &str, pages: &[PackedPage], done: &mut dyn FnMut()) -> Result<Packed, WarcError> {
    let io = |source| WarcError::Io { path: part.to_owned(), action: "writing the package", source };
    let zip_error = |e: zip::result::ZipError| io(std::io::Error::other(e));
    let mut contents = Contents::default();
    for page in pages {
        let (spots, record) = neighbours::capture(&page.file, page.offset, page.length)?;
        contents.add(page, spots, &record);
    }
    let created = contents.pages.iter().map(|p| p.at).max().unwrap_or(Timestamp::UNIX_EPOCH);
    let mut zip = ZipWriter::new(BufWriter::new(File::create(part).map_err(io)?));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(zip::DateTime::default())
        .unix_permissions(0o644)
        .large_file(contents.bytes() > u64::from(u32::MAX) / 2);
    let mut resources = Vec::new();

    // Stored as it is, so that a reader can go to any record in it.
    zip.start_file("archive/data.warc.gz", options).map_err(zip_error)?;
    let mut data = Hashed { inner: &mut zip, hash: Sha256::new(), length: 0 };
    let mut index = BTreeSet::new();
    let info = Draft { at: created, ..Draft::warcinfo("data.warc.gz") };
    let mut gz = GzEncoder::new(Vec::new(), Compression::default());
    gz.write_all(&info.bytes(0, 0).0)
        .and_then(|()| gz.finish())
        .and_then(|member| data.write_all(&member))
        .map_err(io)?;
    let mut last_page = None;
    for (page, (file, offset, length)) in &contents.members {
        let at = data.length;
        copy(file, *offset, *length, &mut data).map_err(io)?;
        let record = super::read_member(file, *offset, *length)?;
        index.extend(index_line(&record, at, *length));
        if last_page.replace(*page) != Some(*page) {
            done();
        }
    }
    resources.push(resource("data.warc.gz", "archive/data.warc.gz", hex(&data.hash.finalize()), data.length));

    let (lines, blocks) = compressed_index(&index).map_err(io)?;
    let pages_list = contents.page_list();
    for (name, folder, bytes) in [
        ("index.cdx.gz", "indexes", lines.as_slice()),
        ("index.idx", "indexes", blocks.as_bytes()),
        ("pages.jsonl", "pages", pages_list.as_bytes()),
    ] {
        let path = format!("{folder}/{name}");
        zip.start_file(&path, options).map_err(zip_error)?;
        zip.write_all(bytes).map_err(io)?;
        resources.push(resource(name, &path, hex(&Sha256::digest(bytes)), bytes.len() as u64));
    }
    let mut package = json!({
        "profile": "data-package",
        "title": title,
        "created": seconds(created),
        "wacz_version": "1.1.1",
        "software": USER_AGENT,
        "resources": resources,
    });
    if let Some(first) = contents.pages.first() {
        package["mainPageUrl"] = json!(first.url);
        package["mainPageDate"] = json!(seconds(first.at));
    }
    let package = format!("{package:#}\n");
    let digest = json!({"path": "datapackage.json", "hash": format!("sha256:{}", hex(&Sha256::digest(&package)))});
    for (name, text) in [("datapackage.json", package), ("datapackage-digest.json", format!("{digest:#}\n"))] {
        zip.start_file(name, options).map_err(zip_error)?;
        zip.write_all(text.as_bytes()).map_err(io)?;
    }
    let file = zip.finish().map_err(zip_error)?.into_inner().map_err(|e| io(e.into_error()))?;
    file.sync_all().map_err(io)?;
    let bytes = file.metadata().map_err(io)?.len();
    Ok(Packed { pages: contents.pages.len(), records: contents.members.len(), bytes })
}

/// What goes into the package.
#[derive(Default)]
struct Contents {
    /// Each member once, with the number of the page that it came with.
    members: Vec<(usize, (PathBuf, u64, u64))>,
    seen: BTreeSet<(PathBuf, u64)>,
    pages: Vec<Listed>,
}

struct Listed {
    id: String,
    url: String,
    title: String,
    at: Timestamp,
}

impl Contents {
    fn add(&mut self, page: &PackedPage, spots: Vec<Spot>, record: &Record) {
        if self.seen.contains(&(page.file.clone(), page.offset)) {
            return;
        }
        let number = self.pages.len();
        for (offset, length) in spots {
            if self.seen.insert((page.file.clone(), offset)) {
                self.members.push((number, (page.file.clone(), offset, length)));
            }
        }
        self.pages.push(Listed {
            id: record.id().unwrap_or_default().trim_start_matches("urn:uuid:").to_owned(),
            url: record.target().unwrap_or_default().to_owned(),
            title: page.title.clone(),
            at: record.header("WARC-Date").and_then(|d| d.parse().ok()).unwrap_or(Timestamp::UNIX_EPOCH),
        });
    }

    fn bytes(&self) -> u64 {
        self.members.iter().map(|(_, (_, _, length))| length).sum()
    }

    fn page_list(&self) -> String {
        let mut list = json!({"format": "json-pages-1.0", "id": "pages", "title": "Pages"}).to_string() + "\n";
        for page in &self.pages {
            let Listed { id, url, title, at } = page;
            list.push_str(&json!({"id": id, "url": url, "title": title, "ts": at.to_string()}).to_string());
            list.push('\n');
        }
        list
    }
}

fn resource(name: &str, path: &str, sha256: String, bytes: u64) -> Value {
    json!({"name": name, "path": path, "hash": format!("sha256:{sha256}"), "bytes": bytes})
}

fn seconds(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// The line of an index for a record; none for requests and the like.
fn index_line(record: &Record, offset: u64, length: u64) -> Option<String> {
    if !matches!(record.kind(), "response" | "resource" | "revisit") {
        return None;
    }
    let url = record.target()?;
    let at: Timestamp = record.header("WARC-Date")?.parse().ok()?;
    let mut entry = json!({"url": url});
    let mime = match record.kind() {
        "revisit" => Some("warc/revisit".to_owned()),
        "resource" => record.header("Content-Type").map(str::to_owned),
        _ => record.http_header("Content-Type"),
    };
    if let Some(mime) = mime.as_deref().and_then(|m| m.split(';').next()).map(str::trim).filter(|m| !m.is_empty()) {
        entry["mime"] = json!(mime);
    }
    if let Some(status) = record.status() {
        entry["status"] = json!(status.to_string());
    }
    if let Some(digest) = record.header("WARC-Payload-Digest") {
        entry["digest"] = json!(digest);
    }
    entry["length"] = json!(length.to_string());
    entry["offset"] = json!(offset.to_string());
    entry["filename"] = json!("data.warc.gz");
    Some(format!("{} {} {entry}\n", surt(url), at.strftime("%Y%m%d%H%M%S")))
}

/// The index in blocks that can be unpacked alone, and the list of these blocks.
fn compressed_index(lines: &BTreeSet<String>) -> std::io::Result<(Vec<u8>, String)> {
    let mut out = Vec::new();
    let mut list = "!meta 0 {\"format\": \"cdxj-gzip-1.0\", \"filename\": \"index.cdx.gz\"}\n".to_owned();
    let lines: Vec<&String> = lines.iter().collect();
    for block in lines.chunks(BLOCK) {
        let mut gz = GzEncoder::new(Vec::new(), Compression::default());
        for line in block {
            gz.write_all(line.as_bytes())?;
        }
        let packed = gz.finish()?;
        let key: Vec<&str> = block[0].splitn(3, ' ').take(2).collect();
        let digest = format!("sha256:{}", hex(&Sha256::digest(&packed)));
        let place = json!({"offset": out.len(), "length": packed.len(), "digest": digest});
        list.push_str(&format!("{} {place}\n", key.join(" ")));
        out.extend_from_slice(&packed);
    }
    Ok((out, list))
}

fn copy(from: &Path, offset: u64, length: u64, to: &mut impl Write) -> std::io::Result<()> {
    let mut file = File::open(from)?;
    file.seek(SeekFrom::Start(offset))?;
    let copied = std::io::copy(&mut file.take(length), to)?;
    if copied < length {
        return Err(std::io::Error::new(
            std::io::ErrorKind::UnexpectedEof,
            format!("{} ends too early", from.display()),
        ));
    }
    Ok(())
}

/// Hashes and counts what goes through.
struct Hashed<W> {
    inner: W,
    hash: Sha256,
    length: u64,
}

impl<W: Write> Write for Hashed<W> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.hash.update(&bytes[..written]);
        self.length += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.inner.flush()
    }
}
