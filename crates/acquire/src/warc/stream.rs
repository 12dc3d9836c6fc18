//! A row of records as one stream of bytes: a plain file, or what one gzip member or zstd frame unpacks to.

use super::input::{Input, Place};
use flate2::bufread::GzDecoder;
use std::io::{BufRead, BufReader, Read};
use zstd::stream::read::Decoder as ZstdDecoder;

/// Largest window of a zstd frame, as a power of two: 128 MiB, what the format's own tools take unasked.
const WINDOW_LOG: u32 = 27;
/// Largest dictionary of a zstd archive.
const MAX_DICTIONARY: u64 = 16 * 1024 * 1024;

pub(super) const GZIP: [u8; 2] = [0x1f, 0x8b];
pub(super) const ZSTD: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// How a stream is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Packing {
    Plain,
    Gzip,
    Zstd,
}

impl Packing {
    /// How the bytes that begin so are packed.
    pub(super) fn of(start: &[u8]) -> Self {
        match start {
            s if s.starts_with(&GZIP) => Packing::Gzip,
            s if s.starts_with(&ZSTD) => Packing::Zstd,
            _ => Packing::Plain,
        }
    }
}

/// The length of a skippable zstd frame that begins so, header and all.
pub(super) fn skippable(start: &[u8]) -> Option<u64> {
    let &[kind, 0x2a, 0x4d, 0x18, a, b, c, d, ..] = start else { return None };
    ((0x50..0x60).contains(&kind)).then(|| u64::from(u32::from_le_bytes([a, b, c, d])) + 8)
}

/// The dictionary in the first frame of a zstd archive, which may itself be compressed.
pub(super) fn dictionary(input: &mut Input) -> Result<Option<Vec<u8>>, String> {
    let start = input.peek(8).map_err(|e| e.to_string())?;
    let Some(length) = skippable(start).filter(|_| start[0] == 0x5d) else { return Ok(None) };
    if length > MAX_DICTIONARY {
        return Err(format!("its dictionary is larger than {MAX_DICTIONARY} bytes"));
    }
    let mut frame = Vec::new();
    input.by_ref().take(length).read_to_end(&mut frame).map_err(|e| e.to_string())?;
    if (frame.len() as u64) < length {
        return Err("its dictionary is cut short".to_owned());
    }
    frame.drain(..8);
    if !frame.starts_with(&ZSTD) {
        return Ok(Some(frame));
    }
    let mut dictionary = Vec::new();
    let mut decoder = ZstdDecoder::with_buffer(&frame[..]).map_err(|e| e.to_string())?;
    decoder.window_log_max(WINDOW_LOG).map_err(|e| e.to_string())?;
    decoder.take(MAX_DICTIONARY + 1).read_to_end(&mut dictionary).map_err(|e| format!("its dictionary: {e}"))?;
    if dictionary.len() as u64 > MAX_DICTIONARY {
        return Err(format!("its dictionary is larger than {MAX_DICTIONARY} bytes"));
    }
    Ok(Some(dictionary))
}

enum Inner {
    Plain(Input),
    Gzip(Box<BufReader<GzDecoder<Input>>>),
    Zstd(Box<BufReader<ZstdDecoder<'static, Input>>>),
}

/// A stream of records, and how far it has been read.
pub(super) struct Stream {
    inner: Inner,
    packing: Packing,
    /// Where the member begins in the file; 0 for plain files.
    start: u64,
    /// How many unpacked bytes were taken; for plain files the place in the file.
    at: u64,
    /// Bytes that were taken and put back, and how many of them were taken again.
    back: Vec<u8>,
    back_taken: usize,
}

impl Stream {
    /// Opens what begins at the input's place.
    pub(super) fn new(input: Input, packing: Packing, dictionary: Option<&[u8]>) -> std::io::Result<Self> {
        let (start, at) = if packing == Packing::Plain { (0, input.position()) } else { (input.position(), 0) };
        let inner = match packing {
            Packing::Plain => Inner::Plain(input),
            Packing::Gzip => Inner::Gzip(Box::new(BufReader::with_capacity(32 * 1024, GzDecoder::new(input)))),
            Packing::Zstd => {
                let mut decoder = ZstdDecoder::with_dictionary(input, dictionary.unwrap_or_default())?;
                decoder.window_log_max(WINDOW_LOG)?;
                Inner::Zstd(Box::new(BufReader::with_capacity(32 * 1024, decoder.single_frame())))
            }
        };
        Ok(Self { inner, packing, start, at, back: Vec::new(), back_taken: 0 })
    }

    pub(super) fn packing(&self) -> Packing {
        self.packing
    }

    pub(super) fn start(&self) -> u64 {
        self.start
    }

    /// How far the stream has been read, in unpacked bytes.
    pub(super) fn at(&self) -> u64 {
        self.at
    }

    /// How many bytes are left, where that is known without reading them.
    pub(super) fn left(&self) -> Option<u64> {
        match &self.inner {
            Inner::Plain(input) => Some(input.left() + (self.back.len() - self.back_taken) as u64),
            _ => None,
        }
    }

    /// Puts back what was taken last.
    pub(super) fn put_back(&mut self, mut bytes: Vec<u8>) {
        self.at = self.at.saturating_sub(bytes.len() as u64);
        bytes.extend_from_slice(&self.back[self.back_taken..]);
        (self.back, self.back_taken) = (bytes, 0);
    }

    /// Goes to another place of the stream, and says how many bytes had to be unpacked for it.
    pub(super) fn go_to(&mut self, at: u64, place: &Place, dictionary: Option<&[u8]>) -> std::io::Result<u64> {
        if let Inner::Plain(input) = &mut self.inner {
            input.go_to(at)?;
            (self.back, self.back_taken) = (Vec::new(), 0);
            self.at = input.position();
            return Ok(0);
        }
        (self.back, self.back_taken) = (Vec::new(), 0);
        if at < self.at {
            *self = Self::new(place.open(self.start)?, self.packing, dictionary)?;
        }
        let ahead = at.saturating_sub(self.at);
        std::io::copy(&mut Read::by_ref(self).take(ahead), &mut std::io::sink())
    }

    /// The file's bytes behind what was taken of them.
    pub(super) fn into_input(self) -> std::io::Result<Input> {
        match self.inner {
            Inner::Plain(mut input) => input.go_to(self.at).map(|()| input),
            Inner::Gzip(reader) => Ok(reader.into_inner().into_inner()),
            Inner::Zstd(reader) => Ok(reader.into_inner().finish()),
        }
    }
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let ahead = self.fill_buf()?;
        let taken = ahead.len().min(buffer.len());
        buffer[..taken].copy_from_slice(&ahead[..taken]);
        self.consume(taken);
        Ok(taken)
    }
}

impl BufRead for Stream {
    fn fill_buf(&mut self) -> std::io::Result<&[u8]> {
        if self.back_taken < self.back.len() {
            return Ok(&self.back[self.back_taken..]);
        }
        match &mut self.inner {
            Inner::Plain(input) => input.fill_buf(),
            Inner::Gzip(reader) => reader.fill_buf(),
            Inner::Zstd(reader) => reader.fill_buf(),
        }
    }

    fn consume(&mut self, amount: usize) {
        self.at += amount as u64;
        if self.back_taken < self.back.len() {
            self.back_taken = (self.back_taken + amount).min(self.back.len());
            if self.back_taken == self.back.len() {
                (self.back, self.back_taken) = (Vec::new(), 0);
            }
            return;
        }
        match &mut self.inner {
            Inner::Plain(input) => input.consume(amount),
            Inner::Gzip(reader) => reader.consume(amount),
            Inner::Zstd(reader) => reader.consume(amount),
        }
    }
}
