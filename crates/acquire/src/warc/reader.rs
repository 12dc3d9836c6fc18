//! Reading records: all of an archive in a row.

mod search;

use super::head::{Failure, begins_record};
use super::input::{Input, Place};
use super::one::{self, After, Raw};
use super::record::Record;
use super::stream::{self, Packing, Stream};
use super::{Doubt, WITH_HEAD, WarcError, wacz};
use std::collections::VecDeque;
use std::io::BufRead;
use std::path::Path;

/// How many bytes may be read a second time, beside four times the file, before a broken archive is given up.
const PATIENCE: u64 = 1 << 30;

/// Streams over the records of an archive, one in memory at a time.
///
/// Reads WARC 0.17 to 1.1 and ARC files, plain, as gzip (a member for each record, or for all) or zstd (with its
/// dictionary), and the files inside a WACZ, whose hashes are compared first. A broken record comes out as an error that
/// names its place; reading goes on where the next record begins. A record over the limit is passed over and named.
pub struct Reader {
    place: Place,
    /// The files that come after this one.
    rest: VecDeque<Place>,
    /// What is wrong with the archive as a whole, to be told first.
    said: VecDeque<WarcError>,
    state: State,
    dictionary: Option<Vec<u8>>,
    /// Where the record read last ends.
    position: u64,
    limit: u64,
    arc: bool,
    wasted: u64,
}

enum State {
    /// Between members, or between the records of a plain file.
    Between(Input),
    /// In a stream that may hold more records; how many came out of it.
    Within(Stream, u64),
    Done,
}

impl Reader {
    /// Opens an archive: `.warc`, `.arc`, either with `.gz` or `.zst`, or `.wacz`. What it is is told by its bytes.
    ///
    /// # Errors
    /// When it cannot be opened or is no archive.
    pub fn open(path: &Path) -> Result<Self, WarcError> {
        let io = |source| WarcError::Io { path: path.to_owned(), action: "opening the archive", source };
        let place = Place::whole(path).map_err(io)?;
        let mut input = place.open(0).map_err(io)?;
        let start = input.peek(8192).map_err(io)?;
        let what = match start {
            s if s.starts_with(b"PK\x03\x04") || s.starts_with(b"PK\x05\x06") => {
                let wacz::Inside { places, problems } = wacz::inside(path)?;
                let mut reader = Self::over(places, path)?;
                reader.said = problems.into();
                return Ok(reader);
            }
            [] => None,
            s if Packing::of(s) != Packing::Plain || stream::skippable(s).is_some() => None,
            s if s.starts_with(b"filedesc:") || begins_record(first_line(s), true) => None,
            _ => Some("some other file"),
        };
        match what {
            Some(what) => Err(WarcError::NotWarc { path: path.to_owned(), what }),
            None => Self::over(vec![place], path),
        }
    }

    /// Sets the most bytes of one record; larger ones come out as errors.
    #[must_use]
    pub fn with_limit(mut self, bytes: u64) -> Self {
        self.limit = bytes;
        self
    }

    /// Where the record read last ends, in the file at hand.
    #[must_use]
    pub fn position(&self) -> u64 {
        self.position
    }

    /// Reads from a byte on, at which a record begins.
    pub(super) fn open_at(path: &Path, from: u64) -> Result<Self, WarcError> {
        let mut reader = Self::open(path)?;
        let input = reader.place.open(from).map_err(|e| reader.io(e))?;
        reader.state = State::Between(input);
        reader.position = from;
        Ok(reader)
    }

    /// Reads these places one after the other.
    pub(super) fn over(places: Vec<Place>, path: &Path) -> Result<Self, WarcError> {
        let mut rest = VecDeque::from(places);
        let nothing = || WarcError::NotWarc { path: path.to_owned(), what: "an archive without any pages" };
        let place = rest.pop_front().ok_or_else(nothing)?;
        let mut reader = Self {
            place: place.clone(),
            rest,
            said: VecDeque::new(),
            state: State::Done,
            dictionary: None,
            position: 0,
            limit: WITH_HEAD,
            arc: false,
            wasted: 0,
        };
        reader.begin(place)?;
        Ok(reader)
    }

    /// The same place from a byte on, as where a record was found before.
    pub(super) fn back_to(place: &Place, offset: u64, limit: u64) -> Result<Self, WarcError> {
        let mut reader = Self::over(vec![place.clone()], &place.name)?.with_limit(limit);
        reader.arc = true;
        let input = place.open(offset).map_err(|e| reader.io(e))?;
        reader.state = State::Between(input);
        Ok(reader)
    }

    /// The place that is read.
    pub(super) fn place(&self) -> &Place {
        &self.place
    }

    /// Opens the next file.
    fn begin(&mut self, place: Place) -> Result<(), WarcError> {
        self.place = place;
        self.arc = false;
        self.dictionary = None;
        self.position = 0;
        let mut input = self.place.open(0).map_err(|e| self.io(e))?;
        self.dictionary = stream::dictionary(&mut input).map_err(|reason| self.broken(0, reason))?;
        self.state = State::Between(input);
        Ok(())
    }

    fn io(&self, source: std::io::Error) -> WarcError {
        WarcError::Io { path: self.place.name.to_path_buf(), action: "reading the archive", source }
    }

    fn broken(&self, offset: u64, reason: impl Into<String>) -> WarcError {
        WarcError::Broken { path: self.place.name.to_path_buf(), offset, reason: reason.into() }
    }

    fn step(&mut self) -> Result<Option<Record>, WarcError> {
        loop {
            if self.wasted > PATIENCE.saturating_add(self.place.length().saturating_mul(4)) {
                self.wasted = 0;
                let reason = "so much before it is broken that the rest of the file is not searched any more";
                let error = self.broken(self.position, reason);
                self.next_place()?;
                return Err(error);
            }
            match std::mem::replace(&mut self.state, State::Done) {
                State::Done => return Ok(None),
                State::Between(input) => self.between(input)?,
                State::Within(stream, nth) => {
                    if let Some(record) = self.within(stream, nth)? {
                        return Ok(Some(record));
                    }
                }
            }
        }
    }

    fn next_place(&mut self) -> Result<(), WarcError> {
        self.state = State::Done;
        self.rest.pop_front().map_or(Ok(()), |place| self.begin(place))
    }

    /// Finds out what comes next in the file.
    fn between(&mut self, mut input: Input) -> Result<(), WarcError> {
        loop {
            // Blank lines and padding between records.
            let blank = input.fill_buf().map_err(|e| self.io(e))?;
            let blank = blank.iter().take_while(|b| matches!(b, b'\r' | b'\n' | 0)).count();
            if blank == 0 {
                break;
            }
            input.consume(blank);
        }
        let at = input.position();
        let start = input.peek(8).map_err(|e| self.io(e))?;
        if start.is_empty() {
            return self.next_place();
        }
        if let Some(length) = stream::skippable(start) {
            let cut = length > input.left();
            input.go_to(at + length).map_err(|e| self.io(e))?;
            self.state = State::Between(input);
            return if cut { Err(self.broken(at, "its frame is cut short")) } else { Ok(()) };
        }
        let packing = Packing::of(start);
        let stream = Stream::new(input, packing, self.dictionary.as_deref()).map_err(|e| self.io(e))?;
        self.state = State::Within(stream, 0);
        Ok(())
    }

    /// The next record of a stream; none where the stream has ended, or the file goes on otherwise.
    fn within(&mut self, mut stream: Stream, nth: u64) -> Result<Option<Record>, WarcError> {
        let plain = stream.packing() == Packing::Plain;
        let offset = if plain { stream.at() } else { stream.start() };
        let mut raw = match one::read(&mut stream, self.limit) {
            Ok(Some(raw)) => raw,
            Ok(None) => {
                self.leave(stream)?;
                return if nth == 0 && !plain { Err(self.broken(offset, "it holds no record")) } else { Ok(None) };
            }
            Err(Failure::Damaged(error)) if plain => return Err(self.io(error)),
            Err(Failure::Damaged(error)) => return Err(self.give_up(offset, &error)?),
            Err(Failure::TooLarge { length, id }) => {
                let error =
                    WarcError::TooLarge { path: self.place.name.to_path_buf(), offset, limit: self.limit, length, id };
                return match self.go_on(stream, nth, None) {
                    Ok(_) => Err(error),
                    Err(failure) => Err(self.give_up(offset, &failure)?),
                };
            }
            Err(Failure::Lied(reason, from)) => {
                let error = self.broken(offset, reason);
                self.wasted += stream.at();
                match stream.go_to(from, &self.place, self.dictionary.as_deref()) {
                    Ok(_) => self.find_next(stream, nth, offset)?,
                    Err(_) => self.search(offset + 1)?,
                }
                return Err(error);
            }
            Err(Failure::BrokenArc(reason)) => {
                self.arc = true;
                let error = self.broken(offset, reason);
                self.find_next(stream, nth, offset)?;
                return Err(error);
            }
            Err(Failure::Broken(reason)) => {
                let error = self.broken(offset, reason);
                self.find_next(stream, nth, offset)?;
                return Err(error);
            }
        };
        self.arc |= raw.arc;
        let end = stream.at();
        match self.go_on(stream, nth, Some(&mut raw)) {
            Ok(alone) => {
                let length = match alone {
                    true if !plain => self.position - offset,
                    _ if plain => end - offset,
                    _ => 0,
                };
                Ok(Some(raw.into_record(&self.place.name, offset, length, nth)))
            }
            Err(error) if plain => Err(self.io(error)),
            Err(error) => Err(self.give_up(offset, &error)?),
        }
    }

    /// Looks at what follows a record. Says whether the record was alone in its stream.
    fn go_on(&mut self, mut stream: Stream, nth: u64, raw: Option<&mut Raw>) -> std::io::Result<bool> {
        let plain = stream.packing() == Packing::Plain;
        match one::what_follows(&mut stream, self.arc)? {
            After::End => {
                // A record that ends too early may have taken others with it.
                let taken = raw.filter(|raw| raw.cut).map_or(Ok(0), |raw| raw.give_back(&mut stream))?;
                self.wasted += taken;
                if taken == 0 {
                    self.leave_quietly(stream)?;
                    return Ok(nth == 0);
                }
            }
            After::Record => {}
            After::Other => {
                if let Some(raw) = raw {
                    let taken = raw.give_back(&mut stream)?;
                    self.wasted += taken;
                    raw.doubts.push(Doubt::Length { taken });
                }
                if plain {
                    let from = stream.at();
                    return self.search(from).map(|()| false).map_err(std::io::Error::other);
                }
                if !one::seek_record(&mut stream, self.arc)? {
                    self.leave_quietly(stream)?;
                    return Ok(nth == 0);
                }
            }
        }
        if plain {
            self.leave_quietly(stream)?;
        } else {
            self.state = State::Within(stream, nth + 1);
        }
        Ok(false)
    }

    fn leave(&mut self, stream: Stream) -> Result<(), WarcError> {
        self.leave_quietly(stream).map_err(|e| self.io(e))
    }

    fn leave_quietly(&mut self, stream: Stream) -> std::io::Result<()> {
        let (start, plain) = (stream.start(), stream.packing() == Packing::Plain);
        let mut input = stream.into_input()?;
        if !plain && input.position() <= start {
            input.go_to(start + 1)?;
        }
        self.position = input.position();
        self.state = State::Between(input);
        Ok(())
    }
}

/// Up to the first line break.
fn first_line(bytes: &[u8]) -> &[u8] {
    bytes.split(|b| *b == b'\n').next().unwrap_or_default()
}

impl Iterator for Reader {
    type Item = Result<Record, WarcError>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(error) = self.said.pop_front() {
            return Some(Err(error));
        }
        match self.step() {
            Err(error @ WarcError::Io { .. }) => {
                self.state = State::Done;
                Some(Err(error))
            }
            other => other.transpose(),
        }
    }
}
