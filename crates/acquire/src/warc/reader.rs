//! Reading records: one by its place, or all in a row.

use super::record::Record;
use super::{MAX_RECORD, WarcError};
use flate2::bufread::GzDecoder;
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

/// Most bytes of a record's header block.
const MAX_HEADER: u64 = 256 * 1024;

/// Reads the record whose gzip member has this place in the file, as [`super::Location`] gives it.
///
/// The place is checked: a member that ends elsewhere or holds more than one record is broken.
pub fn read_member(path: &Path, offset: u64, length: u64) -> Result<Record, WarcError> {
    let broken = |reason: &str| WarcError::Broken { path: path.to_owned(), offset, reason: reason.to_owned() };
    let io = |source| WarcError::Io { path: path.to_owned(), action: "reading a record", source };
    let mut file = File::open(path).map_err(io)?;
    file.seek(SeekFrom::Start(offset)).map_err(io)?;
    let mut member = GzDecoder::new(BufReader::new(file.take(length)));
    let record =
        read_record(&mut BufReader::new(&mut member), offset, MAX_RECORD).map_err(|f| f.named(path, offset))?;
    let record = record.ok_or_else(|| broken("there is no record"))?;
    // To the member's end, where its checksum is checked.
    let mut rest = Vec::new();
    member.by_ref().take(16).read_to_end(&mut rest).map_err(|e| broken(&e.to_string()))?;
    let raw = member.into_inner();
    let left = raw.buffer().len() as u64 + raw.get_ref().limit();
    if left > 0 || rest.iter().any(|b| !b.is_ascii_whitespace()) {
        return Err(broken("the place does not hold exactly one record"));
    }
    Ok(record)
}

/// Streams over the records of a file, compressed or not, one in memory at a time.
///
/// A broken record comes out as an error that names its place; reading goes on at the next place where a record begins.
pub struct Reader {
    path: PathBuf,
    input: BufReader<File>,
    /// Where the unread bytes begin.
    position: u64,
    /// Where the member at hand begins, and what is left of it.
    member: Option<Member>,
    limit: u64,
    done: bool,
}

/// A gzip member that is being read. Members of other programs may hold many records.
struct Member {
    start: u64,
    decoder: BufReader<GzDecoder<BufReader<File>>>,
    records: u64,
}

impl Reader {
    /// Opens a `.warc.gz` or `.warc` file.
    pub fn open(path: &Path) -> Result<Self, WarcError> {
        Self::open_at(path, 0)
    }

    /// Sets the most bytes of one record; larger ones come out as errors.
    #[must_use]
    pub fn with_limit(mut self, bytes: u64) -> Self {
        self.limit = bytes;
        self
    }

    pub(super) fn open_at(path: &Path, from: u64) -> Result<Self, WarcError> {
        let io = |source| WarcError::Io { path: path.to_owned(), action: "opening the archive", source };
        let mut file = File::open(path).map_err(io)?;
        let mut start = [0u8; 8];
        let read = read_up_to(&mut file, &mut start).map_err(io)?;
        let mut opened = [0u8; 8];
        let gzip = start.starts_with(&[0x1f, 0x8b]);
        if gzip {
            file.rewind().map_err(io)?;
            // What cannot be opened is broken, not foreign: that is told record by record.
            let _ = read_up_to(&mut GzDecoder::new(BufReader::new(&file)), &mut opened);
        }
        let what = match &start[..read] {
            _ if opened.starts_with(b"filedesc") => Some("an ARC file (the format before WARC)"),
            [] | [0x1f, 0x8b, ..] => None,
            s if s.starts_with(b"WARC/") => None,
            s if s.starts_with(b"filedesc") => Some("an ARC file (the format before WARC)"),
            s if s.starts_with(b"PK\x03\x04") => Some("a zip archive (a .wacz file holds its WARC files inside)"),
            _ => Some("some other file"),
        };
        if let Some(what) = what {
            return Err(WarcError::NotWarc { path: path.to_owned(), what });
        }
        file.seek(SeekFrom::Start(from)).map_err(io)?;
        Ok(Self {
            path: path.to_owned(),
            input: BufReader::with_capacity(64 * 1024, file),
            position: from,
            member: None,
            limit: MAX_RECORD,
            done: false,
        })
    }

    /// Where the record read last ends.
    #[must_use]
    pub fn position(&self) -> u64 {
        self.position
    }

    fn step(&mut self) -> Result<Option<Record>, WarcError> {
        if self.member.is_some() {
            return self.next_in_member();
        }
        let path = self.path.clone();
        let io = |source| WarcError::Io { path, action: "reading the archive", source };
        let start = self.position;
        let ahead = self.input.fill_buf().map_err(io)?;
        match ahead {
            [] => Ok(None),
            [b'\r' | b'\n' | 0, ..] => {
                self.input.consume(1);
                self.position += 1;
                self.step_over_blank()
            }
            [0x1f, ..] => self.open_member(start),
            _ => self.plain_record(start),
        }
    }

    /// Blank lines and padding between records: stepped over in a loop, since a hostile file may have millions.
    fn step_over_blank(&mut self) -> Result<Option<Record>, WarcError> {
        loop {
            let path = self.path.clone();
            let ahead = self.input.fill_buf().map_err(|source| WarcError::Io {
                path,
                action: "reading the archive",
                source,
            })?;
            let blank = ahead.iter().take_while(|b| matches!(b, b'\r' | b'\n' | 0)).count();
            if blank == 0 {
                return self.step();
            }
            self.input.consume(blank);
            self.position += blank as u64;
        }
    }

    fn plain_record(&mut self, start: u64) -> Result<Option<Record>, WarcError> {
        let mut counted = Counting { inner: &mut self.input, count: 0 };
        let outcome = read_record(&mut counted, start, self.limit);
        let count = counted.count;
        match outcome {
            Ok(record) => {
                self.position = start + count;
                Ok(record)
            }
            Err(failure) => {
                if matches!(failure, Failure::TooLarge(_)) {
                    self.position = start + count;
                } else {
                    self.resync(start + 1)?;
                }
                Err(failure.named(&self.path, start))
            }
        }
    }

    fn open_member(&mut self, start: u64) -> Result<Option<Record>, WarcError> {
        let io = |path: &Path, source| WarcError::Io { path: path.to_owned(), action: "reading the archive", source };
        let mut file = File::open(&self.path).map_err(|e| io(&self.path, e))?;
        file.seek(SeekFrom::Start(start)).map_err(|e| io(&self.path, e))?;
        let decoder = BufReader::new(GzDecoder::new(BufReader::with_capacity(64 * 1024, file)));
        self.member = Some(Member { start, decoder, records: 0 });
        self.next_in_member()
    }

    fn next_in_member(&mut self) -> Result<Option<Record>, WarcError> {
        let Some(member) = self.member.as_mut() else { return Ok(None) };
        let start = member.start;
        let outcome = read_record(&mut member.decoder, start, self.limit);
        if let Ok(Some(record)) = outcome {
            member.records += 1;
            // Whether the member ends here decides where the next record begins; its checksum is checked on the way.
            return match at_end(&mut member.decoder) {
                Ok(true) => {
                    self.close_member()?;
                    Ok(Some(record))
                }
                Ok(false) => Ok(Some(record)),
                Err(error) => Err(self.give_up(start, Failure::from(error))?),
            };
        }
        match outcome {
            Ok(_) => {
                let empty = member.records == 0;
                self.close_member()?;
                if empty {
                    return Err(Failure::Broken("the gzip member holds no record".to_owned()).named(&self.path, start));
                }
                self.step()
            }
            Err(failure @ Failure::TooLarge(_)) => {
                // Skipped to its end within the member; the member goes on.
                match at_end(&mut member.decoder) {
                    Ok(true) => self.close_member()?,
                    Ok(false) => {}
                    Err(error) => return Err(self.give_up(start, Failure::from(error))?),
                }
                Err(failure.named(&self.path, start))
            }
            Err(failure) => Err(self.give_up(start, failure)?),
        }
    }

    /// Leaves a whole member behind: reading goes on where it ends.
    fn close_member(&mut self) -> Result<(), WarcError> {
        let Some(member) = self.member.take() else { return Ok(()) };
        let mut raw = member.decoder.into_inner().into_inner();
        let end = raw.stream_position();
        let end =
            end.map_err(|source| WarcError::Io { path: self.path.clone(), action: "reading the archive", source })?;
        self.go_to(end.max(member.start + 1))
    }

    /// Leaves a broken member behind: reading goes on at the next place that looks like a record.
    fn give_up(&mut self, start: u64, failure: Failure) -> Result<WarcError, WarcError> {
        self.member = None;
        self.resync(start + 1)?;
        Ok(failure.named(&self.path, start))
    }

    fn go_to(&mut self, position: u64) -> Result<(), WarcError> {
        let io = |source| WarcError::Io { path: self.path.clone(), action: "reading the archive", source };
        self.input.seek(SeekFrom::Start(position)).map_err(io)?;
        self.position = position;
        Ok(())
    }

    /// Searches from `from` for the beginning of a gzip member that decompresses to a record, or of a plain record.
    fn resync(&mut self, from: u64) -> Result<(), WarcError> {
        self.go_to(from)?;
        let path = self.path.clone();
        let io = move |source| WarcError::Io { path: path.clone(), action: "reading the archive", source };
        let mut base = from;
        let mut window: Vec<u8> = Vec::with_capacity(128 * 1024);
        loop {
            let mut chunk = vec![0u8; 64 * 1024];
            let read = read_up_to(&mut self.input, &mut chunk).map_err(&io)?;
            window.extend_from_slice(&chunk[..read]);
            for at in 0..window.len().saturating_sub(8) {
                let here = &window[at..];
                let place = base + at as u64;
                if here.starts_with(b"WARC/1.") || (here.starts_with(&[0x1f, 0x8b, 0x08]) && self.begins_record(place))
                {
                    return self.go_to(place);
                }
            }
            if read == 0 {
                self.done = true;
                return Ok(());
            }
            // The last bytes may be the first part of a beginning.
            let spent = window.len().saturating_sub(8);
            window.drain(..spent);
            base += spent as u64;
        }
    }

    fn begins_record(&self, place: u64) -> bool {
        let start = || -> std::io::Result<bool> {
            let mut file = File::open(&self.path)?;
            file.seek(SeekFrom::Start(place))?;
            let mut start = [0u8; 7];
            let read = read_up_to(&mut GzDecoder::new(BufReader::new(file)), &mut start)?;
            Ok(read == 7 && start.starts_with(b"WARC/"))
        };
        start().unwrap_or(false)
    }
}

impl Iterator for Reader {
    type Item = Result<Record, WarcError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        match self.step() {
            Ok(Some(record)) => Some(Ok(record)),
            Ok(None) => {
                self.done = true;
                None
            }
            Err(error) => {
                if matches!(error, WarcError::Io { .. }) {
                    self.done = true;
                }
                Some(Err(error))
            }
        }
    }
}

/// Why a record could not be read, before its place has a name.
enum Failure {
    Broken(String),
    TooLarge(u64),
}

impl Failure {
    fn named(self, path: &Path, offset: u64) -> WarcError {
        let path = path.to_owned();
        match self {
            Failure::Broken(reason) => WarcError::Broken { path, offset, reason },
            Failure::TooLarge(limit) => WarcError::TooLarge { path, offset, limit },
        }
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Failure::Broken(error.to_string())
    }
}

/// Reads one record; `None` at the end of the input. A record over the limit is skipped to its end.
fn read_record(input: &mut impl BufRead, offset: u64, limit: u64) -> Result<Option<Record>, Failure> {
    let mut used = 0u64;
    let mut line = Vec::new();
    // Blank lines between records.
    let version = loop {
        if !read_line(input, &mut line, &mut used)? {
            return Ok(None);
        }
        if !line.is_empty() {
            break String::from_utf8_lossy(&line).into_owned();
        }
    };
    if !version.starts_with("WARC/") {
        return Err(Failure::Broken("it does not begin with WARC/".to_owned()));
    }
    let mut headers: Vec<(String, String)> = Vec::new();
    loop {
        if !read_line(input, &mut line, &mut used)? {
            return Err(Failure::Broken("its headers are cut short".to_owned()));
        }
        if line.is_empty() {
            break;
        }
        let text = String::from_utf8_lossy(&line).into_owned();
        if let (true, Some((_, value))) = (text.starts_with([' ', '\t']), headers.last_mut()) {
            value.push(' ');
            value.push_str(text.trim());
            continue;
        }
        let Some((name, value)) = text.split_once(':') else {
            return Err(Failure::Broken("a header has no colon".to_owned()));
        };
        headers.push((name.trim().to_owned(), value.trim().to_owned()));
    }
    let declared =
        headers.iter().find(|(n, _)| n.eq_ignore_ascii_case("Content-Length")).map(|(_, v)| v.parse::<u64>());
    let Some(Ok(length)) = declared else {
        return Err(Failure::Broken("its Content-Length is missing or no number".to_owned()));
    };
    if length > limit {
        let skipped = std::io::copy(&mut input.by_ref().take(length), &mut std::io::sink())?;
        if skipped < length {
            return Err(Failure::Broken(format!("it ends after {skipped} of {length} bytes")));
        }
        return Err(Failure::TooLarge(limit));
    }
    let mut payload = Vec::new();
    input.by_ref().take(length).read_to_end(&mut payload)?;
    if (payload.len() as u64) < length {
        return Err(Failure::Broken(format!("it ends after {} of {length} bytes", payload.len())));
    }
    Ok(Some(Record { headers, payload, offset }))
}

/// One line without its end; false at the end of the input. Long header blocks are refused.
fn read_line(input: &mut impl BufRead, line: &mut Vec<u8>, used: &mut u64) -> Result<bool, Failure> {
    line.clear();
    let left = MAX_HEADER.saturating_sub(*used);
    let read = input.by_ref().take(left).read_until(b'\n', line)?;
    *used += read as u64;
    if *used >= MAX_HEADER {
        return Err(Failure::Broken("its headers are longer than any real ones".to_owned()));
    }
    while matches!(line.last(), Some(b'\n' | b'\r')) {
        line.pop();
    }
    Ok(read > 0)
}

/// Whether nothing but blank lines is left.
fn at_end(input: &mut impl BufRead) -> std::io::Result<bool> {
    loop {
        let ahead = input.fill_buf()?;
        if ahead.is_empty() {
            return Ok(true);
        }
        let blank = ahead.iter().take_while(|b| b.is_ascii_whitespace()).count();
        if blank == 0 {
            return Ok(false);
        }
        input.consume(blank);
    }
}

fn read_up_to(input: &mut impl Read, buffer: &mut [u8]) -> std::io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match input.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(n) => filled += n,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

/// Counts the bytes that are taken out of a reader.
struct Counting<'r, R> {
    inner: &'r mut R,
    count: u64,
}

impl<R: BufRead> Read for Counting<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.count += read as u64;
        Ok(read)
    }
}

impl<R: BufRead> BufRead for Counting<'_, R> {
    fn fill_buf(&mut self) -> std::io::Result<&[u8]> {
        self.inner.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.count += amount as u64;
        self.inner.consume(amount);
    }
}
