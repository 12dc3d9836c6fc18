//! Appending records.

use super::reader::Reader;
use super::{WarcError, hex};
use crate::fetch::{Exchange, USER_AGENT};
use flate2::Compression;
use flate2::write::GzEncoder;
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// Where a record was written and what it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// First byte of the record's gzip member.
    pub offset: u64,
    /// Length of the member.
    pub length: u64,
    /// `WARC-Record-ID`, without angle brackets.
    pub record_id: String,
    /// SHA-256 of the payload (the page's bytes, without the HTTP head), lower-case hexadecimal.
    pub sha256: String,
}

/// Appends records to one WARC file.
///
/// **Crashes.** Each record is written as one gzip member and synced; then the end of the file is noted in a file beside it
/// (`….warc.gz.end`). [`Writer::open`] compares the two. If the archive is longer, the bytes after the noted end are
/// read: whole records stay, and a half-written one is moved to `….warc.gz.torn-OFFSET` and cut off, so that what is
/// appended next begins at a clean boundary. Without a note (the file came from elsewhere) the whole file is checked so.
/// Nothing before the first broken byte is ever changed, and a break with whole records after it is never cut: then
/// opening fails and names the place.
///
/// The file is locked while the writer lives.
#[derive(Debug)]
pub struct Writer {
    path: PathBuf,
    file: File,
    end: u64,
    /// Whether records wait for [`Writer::flush`] to be synced.
    later: bool,
}

impl Writer {
    /// Opens an archive to append to, creating it (with a `warcinfo` record) where it does not exist.
    pub fn open(path: &Path) -> Result<Self, WarcError> {
        let io = |action| move |source| WarcError::Io { path: path.to_owned(), action, source };
        let mut options = OpenOptions::new();
        let mut file = options
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)
            .map_err(io("opening the archive"))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(WarcError::Locked { path: path.to_owned() }),
            Err(TryLockError::Error(source)) => return Err(io("locking the archive")(source)),
        }
        let length = file.seek(SeekFrom::End(0)).map_err(io("measuring the archive"))?;
        let mut writer = Self { path: path.to_owned(), file, end: length, later: false };
        let noted = writer.noted_end();
        if length > 0 && noted != Some(length) {
            writer.end = writer.repair(noted.filter(|end| *end <= length).unwrap_or(0), length)?;
        }
        writer.note_end()?;
        if writer.end == 0 {
            let info = format!(
                "software: {USER_AGENT}\r\nformat: WARC File Format 1.1\r\nconformsTo: http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r\n"
            );
            let now = Timestamp::now();
            writer.append("warcinfo", None, now, "application/warc-fields", info.as_bytes(), 0, &[])?;
        }
        Ok(writer)
    }

    /// Appends a page as bytes without their HTTP message: a file, or text that somebody pasted.
    pub fn append_resource(
        &mut self,
        target: &str,
        media_type: &str,
        bytes: &[u8],
        at: Timestamp,
    ) -> Result<Location, WarcError> {
        let media_type = if media_type.is_empty() { "application/octet-stream" } else { media_type };
        self.append("resource", Some(target), at, media_type, bytes, 0, &[])
    }

    /// Appends an answer with its HTTP head; the body as it came.
    pub fn append_response(&mut self, exchange: &Exchange) -> Result<Location, WarcError> {
        let reason = reqwest::StatusCode::from_u16(exchange.status).ok().and_then(|s| s.canonical_reason());
        let mut block = format!("HTTP/1.1 {} {}\r\n", exchange.status, reason.unwrap_or("Unknown")).into_bytes();
        for (name, value) in &exchange.headers {
            // The client has joined the chunks, so the stored body has none; the header is kept under the name that
            // other archiving programs use for this.
            let joined = name.eq_ignore_ascii_case("transfer-encoding");
            block.extend_from_slice(if joined { b"X-Archive-Orig-" } else { b"" });
            block.extend_from_slice(one_line(name).as_bytes());
            block.extend_from_slice(b": ");
            block.extend(value.iter().filter(|b| !matches!(b, b'\r' | b'\n')));
            block.extend_from_slice(b"\r\n");
        }
        block.extend_from_slice(b"\r\n");
        let head = block.len();
        block.extend_from_slice(&exchange.body);
        let content_type = "application/http;msgtype=response";
        let asked: &[(&str, &str)] = if exchange.requested == exchange.fetched.target {
            &[]
        } else {
            // Redirects are not kept as records of their own; where they began is.
            &[("X-Marsad-Requested-URI", &exchange.requested)]
        };
        self.append("response", Some(&exchange.fetched.target), exchange.at, content_type, &block, head, asked)
    }

    /// Appends the request that was sent, to stand with the response it got.
    pub fn append_request(&mut self, exchange: &Exchange, response: &Location) -> Result<Location, WarcError> {
        let target = &exchange.fetched.target;
        let (host, path) = reqwest::Url::parse(target).map_or((String::new(), "/".to_owned()), |url| {
            let query = url.query().map(|q| format!("?{q}")).unwrap_or_default();
            (url.host_str().unwrap_or_default().to_owned(), format!("{}{query}", url.path()))
        });
        let block =
            format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: {USER_AGENT}\r\nAccept-Encoding: gzip\r\n\r\n");
        let to = format!("<{}>", response.record_id);
        let content_type = "application/http;msgtype=request";
        self.append(
            "request",
            Some(target),
            exchange.at,
            content_type,
            block.as_bytes(),
            block.len(),
            &[("WARC-Concurrent-To", &to)],
        )
    }

    /// From now on, records are synced by [`Writer::flush`] alone: for many at once. Until then a crash may leave any part of
    /// them, which the next opening repairs as it does after any crash.
    pub fn flush_later(&mut self) {
        self.later = true;
    }

    /// Waits until everything is on the disk, and notes the end.
    pub fn flush(&mut self) -> Result<(), WarcError> {
        let synced = self.file.sync_data();
        synced.map_err(|source| WarcError::Io { path: self.path.clone(), action: "writing a record", source })?;
        self.note_end()
    }

    /// The length of the archive.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.end
    }

    /// Whether nothing was written yet; false from the moment of opening, since the `warcinfo` record is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.end == 0
    }

    #[allow(clippy::too_many_arguments)]
    fn append(
        &mut self,
        kind: &str,
        target: Option<&str>,
        at: Timestamp,
        content_type: &str,
        block: &[u8],
        payload_from: usize,
        more: &[(&str, &str)],
    ) -> Result<Location, WarcError> {
        let payload = block.get(payload_from..).unwrap_or_default();
        let sha256 = hex(&Sha256::digest(payload));
        let date = at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        let record_id = record_id(kind, target.unwrap_or_default(), &at, block, self.end);
        let mut head =
            format!("WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <{record_id}>\r\nWARC-Date: {date}\r\n");
        if let Some(target) = target {
            head.push_str(&format!("WARC-Target-URI: {}\r\n", one_line(target).replace(' ', "%20")));
        }
        for (name, value) in more {
            head.push_str(&format!("{name}: {}\r\n", one_line(value)));
        }
        head.push_str(&format!("WARC-Block-Digest: sha256:{}\r\n", hex(&Sha256::digest(block))));
        if kind != "request" && kind != "warcinfo" {
            head.push_str(&format!("WARC-Payload-Digest: sha256:{sha256}\r\n"));
        }
        head.push_str(&format!("Content-Type: {}\r\nContent-Length: {}\r\n\r\n", one_line(content_type), block.len()));

        let io = |source| WarcError::Io { path: self.path.clone(), action: "writing a record", source };
        let mut gzip = GzEncoder::new(Vec::with_capacity(block.len() / 3 + 512), Compression::default());
        for part in [head.as_bytes(), block, b"\r\n\r\n"] {
            gzip.write_all(part).map_err(io)?;
        }
        let member = gzip.finish().map_err(io)?;
        let offset = self.end;
        let written = self
            .file
            .seek(SeekFrom::Start(offset))
            .and_then(|_| self.file.write_all(&member))
            .and_then(|()| if self.later { Ok(()) } else { self.file.sync_data() });
        if let Err(source) = written {
            // A full disk leaves half a member: take it back, so that the next record does not follow rubbish.
            let _ = self.file.set_len(offset);
            return Err(WarcError::Io { path: self.path.clone(), action: "writing a record", source });
        }
        self.end = offset + member.len() as u64;
        if !self.later {
            self.note_end()?;
        }
        Ok(Location { offset, length: member.len() as u64, record_id, sha256 })
    }

    /// Where the last whole record ends, of the bytes from `from` on; what follows it is moved aside.
    fn repair(&mut self, from: u64, length: u64) -> Result<u64, WarcError> {
        let mut good = from;
        let mut broken: Option<WarcError> = None;
        let mut reader = Reader::open_at(&self.path, from)?;
        while let Some(next) = reader.next() {
            match (next, &broken) {
                (Ok(_), None) => good = reader.position(),
                (Ok(_), Some(_)) => {
                    let error = broken.unwrap_or(WarcError::NotWarc { path: self.path.clone(), what: "broken" });
                    return Err(error);
                }
                // Too large to hold in memory, but whole.
                (Err(WarcError::TooLarge { .. }), None) => good = reader.position(),
                (Err(error @ WarcError::NotWarc { .. }), _) => return Err(error),
                (Err(error), None) => broken = Some(error),
                (Err(_), Some(_)) => {}
            }
        }
        if good == length {
            return Ok(good);
        }
        let io = |action| {
            let path = self.path.clone();
            move |source| WarcError::Io { path, action, source }
        };
        let torn = beside(&self.path, &format!(".torn-{good}"));
        let mut aside = File::create(&torn).map_err(io("saving a torn record"))?;
        self.file.seek(SeekFrom::Start(good)).map_err(io("saving a torn record"))?;
        std::io::copy(&mut Read::by_ref(&mut self.file), &mut aside).map_err(io("saving a torn record"))?;
        aside.sync_all().map_err(io("saving a torn record"))?;
        self.file.set_len(good).map_err(io("cutting a torn record"))?;
        self.file.sync_all().map_err(io("cutting a torn record"))?;
        Ok(good)
    }

    fn noted_end(&self) -> Option<u64> {
        let text = std::fs::read_to_string(beside(&self.path, ".end")).ok()?;
        // A note that was itself half-written lacks its last line break.
        text.strip_suffix('\n')?.parse().ok()
    }

    fn note_end(&self) -> Result<(), WarcError> {
        std::fs::write(beside(&self.path, ".end"), format!("{}\n", self.end)).map_err(|source| WarcError::Io {
            path: self.path.clone(),
            action: "noting the end of the archive",
            source,
        })
    }
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

fn one_line(value: &str) -> String {
    value.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>().trim().to_owned()
}

/// An identifier made from what the record is, where and when: the same append gives the same identifier, and no two
/// records of an archive share one. Shaped as a UUID of version 8 (RFC 9562: contents defined by the maker).
fn record_id(kind: &str, target: &str, at: &Timestamp, block: &[u8], offset: u64) -> String {
    let mut hash = Sha256::new();
    for part in [kind.as_bytes(), target.as_bytes(), at.to_string().as_bytes(), &offset.to_be_bytes(), block] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    let digest = hash.finalize();
    let mut bytes = [0u8; 16];
    bytes.copy_from_slice(&digest[..16]);
    bytes[6] = (bytes[6] & 0x0f) | 0x80;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    let h = hex(&bytes);
    format!("urn:uuid:{}-{}-{}-{}-{}", &h[..8], &h[8..12], &h[12..16], &h[16..20], &h[20..])
}
