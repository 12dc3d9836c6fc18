//! Appending records.

use super::compose::Draft;
use super::reader::Reader;
use super::{WarcError, beside};
use crate::exchange::{self, Exchange};
use crate::fetch::USER_AGENT;
use flate2::Compression;
use flate2::write::GzEncoder;
use jiff::Timestamp;
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

/// Where everything was written that belongs to one page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Captured {
    /// The last answer: the page. It stands behind everything else.
    pub response: Location,
    /// The request that got it, where it is known.
    pub request: Option<Location>,
    /// The answers that led there, each with its request.
    pub redirects: Vec<(Location, Option<Location>)>,
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
    ///
    /// # Errors
    /// When another process writes to it, when it is broken in its middle, when a trusted timestamp says that it is
    /// finished, or when the system refuses.
    pub fn open(path: &Path) -> Result<Self, WarcError> {
        if stamp_of(path).exists() {
            return Err(WarcError::Sealed { path: path.to_owned() });
        }
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
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            writer.append(&[Draft::warcinfo(&name)])?;
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
        self.one(Draft::resource(target, media_type, bytes, at))
    }

    /// Appends everything that went over the wire for a page: each request with its answer, the redirects first. All of it is
    /// written and synced at once, and the page itself stands last. A request that is not known is left out; none is made up.
    pub fn append_exchange(&mut self, exchange: &Exchange) -> Result<Captured, WarcError> {
        let mut batch = Batch::new(self.end);
        let mut redirects = Vec::with_capacity(exchange.redirects.len());
        for hop in &exchange.redirects {
            let draft = |response: &str| Draft::request(&hop.url, hop.at, &hop.request, hop.peer, response);
            redirects.push(self.pair(&mut batch, &Draft::hop(hop), (!hop.request.is_empty()).then_some(&draft))?);
        }
        let (target, at) = (&exchange.fetched.target, exchange.at);
        let draft = |response: &str| Draft::request(target, at, &exchange.request, exchange.peer, response);
        let known = (!exchange.request.is_empty()).then_some(&draft);
        let (response, request) = self.pair(&mut batch, &Draft::response(exchange), known)?;
        self.write(batch)?;
        Ok(Captured { response, request, redirects })
    }

    /// A request, if it is known, and behind it its answer.
    fn pair<F: Fn(&str) -> Draft>(
        &self,
        batch: &mut Batch,
        response: &Draft,
        request: Option<&F>,
    ) -> Result<(Location, Option<Location>), WarcError> {
        let id = response.record_id(batch.from, batch.records + u64::from(request.is_some()));
        let request = request.map(|draft| self.pack(batch, &draft(&id))).transpose()?;
        Ok((self.pack(batch, response)?, request))
    }

    /// Appends an answer with its HTTP head; the body as it came.
    pub fn append_response(&mut self, exchange: &Exchange) -> Result<Location, WarcError> {
        self.one(Draft::response(exchange))
    }

    /// Appends the request that was sent, to stand with the response it got. A request that is not known is told as this
    /// program's usual one, and marked `X-Marsad-Reconstructed`.
    pub fn append_request(&mut self, exchange: &Exchange, response: &Location) -> Result<Location, WarcError> {
        self.one(request_draft(exchange, response))
    }

    /// The archive that is written.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether a trusted timestamp was put beside the archive: then nothing can be appended any more.
    #[must_use]
    pub fn is_sealed(&self) -> bool {
        stamp_of(&self.path).exists()
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

    fn one(&mut self, draft: Draft) -> Result<Location, WarcError> {
        let mut places = self.append(&[draft])?;
        places.pop().ok_or_else(|| WarcError::NotWarc { path: self.path.clone(), what: "nothing to write" })
    }

    fn append(&mut self, drafts: &[Draft]) -> Result<Vec<Location>, WarcError> {
        let mut batch = Batch::new(self.end);
        let places = drafts.iter().map(|draft| self.pack(&mut batch, draft)).collect::<Result<_, _>>()?;
        self.write(batch)?;
        Ok(places)
    }

    /// Adds a record as one gzip member to what will be written.
    fn pack(&self, batch: &mut Batch, draft: &Draft) -> Result<Location, WarcError> {
        let offset = batch.from + batch.bytes.len() as u64;
        let (bytes, record_id, sha256) = draft.bytes(batch.from, batch.records);
        batch.records += 1;
        let io = |source| WarcError::Io { path: self.path.clone(), action: "writing a record", source };
        let mut gzip = GzEncoder::new(std::mem::take(&mut batch.bytes), Compression::default());
        gzip.write_all(&bytes).map_err(io)?;
        batch.bytes = gzip.finish().map_err(io)?;
        let length = batch.from + batch.bytes.len() as u64 - offset;
        Ok(Location { offset, length, record_id, sha256 })
    }

    fn write(&mut self, batch: Batch) -> Result<(), WarcError> {
        if self.is_sealed() {
            return Err(WarcError::Sealed { path: self.path.clone() });
        }
        let written = self
            .file
            .seek(SeekFrom::Start(batch.from))
            .and_then(|_| self.file.write_all(&batch.bytes))
            .and_then(|()| if self.later { Ok(()) } else { self.file.sync_data() });
        if let Err(source) = written {
            // A full disk leaves half a member: take it back, so that the next record does not follow rubbish.
            let _ = self.file.set_len(batch.from);
            return Err(WarcError::Io { path: self.path.clone(), action: "writing a record", source });
        }
        self.end = batch.from + batch.bytes.len() as u64;
        if self.later { Ok(()) } else { self.note_end() }
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

/// Records that are written together.
struct Batch {
    from: u64,
    bytes: Vec<u8>,
    records: u64,
}

impl Batch {
    fn new(from: u64) -> Self {
        Self { from, bytes: Vec::new(), records: 0 }
    }
}

/// Where the trusted timestamp of an archive file is kept.
pub(crate) fn stamp_of(path: &Path) -> PathBuf {
    beside(path, ".tsr")
}

fn request_draft(exchange: &Exchange, response: &Location) -> Draft {
    let target = &exchange.fetched.target;
    if !exchange.request.is_empty() {
        return Draft::request(target, exchange.at, &exchange.request, exchange.peer, &response.record_id);
    }
    let (host, path) = reqwest::Url::parse(target).map_or((String::new(), "/".to_owned()), |url| {
        let query = url.query().map(|q| format!("?{q}")).unwrap_or_default();
        (exchange::host_of(&url), format!("{}{query}", url.path()))
    });
    let head =
        format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: {USER_AGENT}\r\nAccept-Encoding: gzip\r\n\r\n");
    let mut draft = Draft::request(target, exchange.at, head.as_bytes(), exchange.peer, &response.record_id);
    draft.more.push(("X-Marsad-Reconstructed", "yes".to_owned()));
    draft
}
