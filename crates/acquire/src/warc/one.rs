//! Reading one record out of a stream, and finding where the next begins.

use super::head::{Failure, begins_record, find, named, read_head};
use super::input::Place;
use super::record::Record;
use super::stream::{GZIP, Packing, Stream, ZSTD};
use super::{Doubt, WITH_HEAD, WarcError};
use std::io::{BufRead, Read};
use std::path::Path;
use std::sync::Arc;

/// Longest line that is looked at for the beginning of a record.
const MAX_LINE: u64 = 8 * 1024;

/// A record as read, before it is known what follows.
pub(super) struct Raw {
    headers: Vec<(String, String)>,
    payload: Vec<u8>,
    pub arc: bool,
    pub doubts: Vec<Doubt>,
    /// Whether the stream ended before the record should.
    pub cut: bool,
}

/// What follows a record.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum After {
    End,
    Record,
    Other,
}

/// Reads the record that begins here; none at the end. A record over the limit is passed over.
pub(super) fn read(stream: &mut Stream, limit: u64) -> Result<Option<Raw>, Failure> {
    let Some(head) = read_head(stream)? else { return Ok(None) };
    let (length, headers) = (head.length, head.headers);
    let early = |have: u64| format!("it ends after {have} of {length} bytes{}", named(&headers));
    if length > limit {
        if let Some(left) = stream.left().filter(|left| *left < length) {
            return Err(Failure::Broken(early(left)));
        }
        let from = stream.at();
        let skipped = std::io::copy(&mut stream.by_ref().take(length), &mut std::io::sink())?;
        if skipped < length {
            return Err(Failure::Lied(early(skipped), from));
        }
        let id = find(&headers, "WARC-Record-ID").or(find(&headers, "WARC-Target-URI")).unwrap_or("without a name");
        return Err(Failure::TooLarge { length, id: id.chars().take(200).collect() });
    }
    let mut payload = Vec::new();
    stream.by_ref().take(length).read_to_end(&mut payload)?;
    let have = payload.len() as u64;
    let mut doubts = head.doubts;
    if have < length {
        doubts.push(Doubt::Cut { have, declared: length });
    }
    Ok(Some(Raw { headers, payload, arc: head.arc, doubts, cut: have < length }))
}

impl Raw {
    /// Gives back what the record took of the next one, as far as that can be seen; says how many bytes that were.
    pub(super) fn give_back(&mut self, stream: &mut Stream) -> std::io::Result<u64> {
        // The beginning may lie across the end: then it is the last line, put together with what follows it.
        let mut ahead = Vec::new();
        stream.by_ref().take(16).read_to_end(&mut ahead)?;
        let whole = self.payload.len();
        self.payload.extend_from_slice(&ahead);
        let start = self.payload.windows(8).position(|w| w.starts_with(b"WARC/") && begins_record(w, false));
        let start = start.filter(|&at| at < whole && (at == 0 || self.payload[at - 1] == b'\n'));
        stream.put_back(self.payload.split_off(start.unwrap_or(whole)));
        while start.is_some() && self.payload.ends_with(b"\r\n\r\n\r\n") {
            self.payload.truncate(self.payload.len() - 2);
        }
        Ok(start.map_or(0, |at| (whole - at) as u64))
    }

    pub(super) fn into_record(mut self, file: &Arc<Path>, offset: u64, length: u64, nth: u64) -> Record {
        if self.arc {
            self.of_arc();
        }
        Record {
            headers: self.headers,
            payload: self.payload,
            offset,
            length,
            nth,
            file: Arc::clone(file),
            doubts: self.doubts,
            original: None,
        }
    }

    /// Says in the words of WARC what kind of record an ARC record is: its block tells.
    fn of_arc(&mut self) {
        let set = |headers: &mut Vec<(String, String)>, name: &str, value: &str| match headers
            .iter_mut()
            .find(|(n, _)| n == name)
        {
            Some((_, old)) => *old = value.to_owned(),
            None => headers.push((name.to_owned(), value.to_owned())),
        };
        let uri = find(&self.headers, "WARC-Target-URI").unwrap_or_default();
        if uri.starts_with("filedesc:") || uri.starts_with("dns:") {
            return;
        }
        if self.payload.starts_with(b"HTTP/") {
            // What the crawler took the page for is in the page's own head.
            set(&mut self.headers, "Content-Type", "application/http;msgtype=response");
        } else {
            set(&mut self.headers, "WARC-Type", "resource");
        }
    }
}

/// Looks at what follows a record and its blank lines, and takes nothing but the blank.
pub(super) fn what_follows(stream: &mut Stream, arc: bool) -> std::io::Result<After> {
    loop {
        let ahead = stream.fill_buf()?;
        if ahead.is_empty() {
            return Ok(After::End);
        }
        let blank = ahead.iter().take_while(|b| b.is_ascii_whitespace() || **b == 0).count();
        if blank == 0 {
            break;
        }
        stream.consume(blank);
    }
    let mut line = Vec::new();
    stream.by_ref().take(MAX_LINE).read_until(b'\n', &mut line)?;
    let packed = stream.packing() == Packing::Plain && (line.starts_with(&GZIP) || line.starts_with(&ZSTD));
    let found = packed || begins_record(line.trim_ascii_end(), arc);
    stream.put_back(line);
    Ok(if found { After::Record } else { After::Other })
}

/// Goes to the next line of an unpacked member that begins a record; false where there is none.
pub(super) fn seek_record(stream: &mut Stream, arc: bool) -> std::io::Result<bool> {
    let mut line = Vec::new();
    let mut fresh = true;
    loop {
        line.clear();
        if stream.by_ref().take(MAX_LINE).read_until(b'\n', &mut line)? == 0 {
            return Ok(false);
        }
        if fresh && begins_record(line.trim_ascii_end(), arc) {
            stream.put_back(line);
            return Ok(true);
        }
        fresh = line.ends_with(b"\n");
    }
}

/// Reads the record whose gzip member has this place in the file, as [`super::Location`] gives it.
///
/// The place is checked: a member that ends elsewhere or holds more than one record is broken.
///
/// # Errors
/// When the file cannot be read, or the place does not hold exactly one whole record with a page of at most [`super::MAX_RECORD`] bytes.
pub fn read_member(path: &Path, offset: u64, length: u64) -> Result<Record, WarcError> {
    let broken = |reason: &str| WarcError::Broken { path: path.to_owned(), offset, reason: reason.to_owned() };
    let io = |source| WarcError::Io { path: path.to_owned(), action: "reading a record", source };
    let there = std::fs::metadata(path).map_err(io)?.len();
    if offset.checked_add(length).is_none_or(|end| end > there) {
        return Err(broken(&format!("the file ends at byte {there}")));
    }
    let mut input = Place::part(path, "", offset, length).open(0).map_err(io)?;
    let packing = Packing::of(input.peek(8).map_err(io)?);
    if packing == Packing::Plain {
        return Err(broken("no compressed record begins there"));
    }
    let mut stream = Stream::new(input, packing, None).map_err(io)?;
    let raw = read(&mut stream, WITH_HEAD).map_err(|failure| match failure {
        Failure::Broken(reason) | Failure::BrokenArc(reason) | Failure::Lied(reason, _) => broken(&reason),
        Failure::Damaged(error) => broken(&error.to_string()),
        Failure::TooLarge { length, id } => {
            WarcError::TooLarge { path: path.to_owned(), offset, limit: WITH_HEAD, length, id }
        }
    })?;
    let raw = raw.ok_or_else(|| broken("there is no record"))?;
    if raw.cut {
        return Err(broken("it ends too early"));
    }
    // To the member's end, where its checksum is checked.
    let after = what_follows(&mut stream, false).map_err(|e| broken(&e.to_string()))?;
    if after != After::End || stream.into_input().map_err(io)?.left() > 0 {
        return Err(broken("the place does not hold exactly one record"));
    }
    Ok(raw.into_record(&path.into(), offset, length, 0))
}
