//! A stream of any charset as UTF-8.

use crate::charset;
use encoding_rs::{CoderResult, Decoder, Encoding};
use std::io::Read;

/// How much is looked at to tell the charset.
pub(super) const SAMPLE: usize = 256 * 1024;

/// The charset of a stream, from its beginning.
pub(super) fn charset_of(sample: &[u8]) -> &'static Encoding {
    // Not in the middle of a letter.
    let end = if sample.len() < SAMPLE { sample.len() } else { memchr::memrchr(b'\n', sample).unwrap_or(sample.len()) };
    let name = charset::decode(&sample[..end], None).charset;
    Encoding::for_label(name.as_bytes()).unwrap_or(encoding_rs::UTF_8)
}

/// Reads a stream and gives it as UTF-8, without its byte-order mark; bytes that are no letters become �.
pub(super) struct Utf8<R> {
    input: R,
    decoder: Decoder,
    raw: Vec<u8>,
    used: usize,
    out: Vec<u8>,
    given: usize,
    ended: bool,
}

impl<R: Read> Utf8<R> {
    pub(super) fn of(input: R, encoding: &'static Encoding) -> Self {
        let decoder = encoding.new_decoder_with_bom_removal();
        Self { input, decoder, raw: Vec::new(), used: 0, out: Vec::new(), given: 0, ended: false }
    }

    fn fill(&mut self) -> std::io::Result<()> {
        while self.given == self.out.len() && !self.ended {
            if self.used == self.raw.len() {
                self.raw.resize(32 * 1024, 0);
                let read = self.input.read(&mut self.raw)?;
                self.raw.truncate(read);
                self.used = 0;
            }
            let last = self.raw.is_empty();
            self.out.resize(128 * 1024, 0);
            let (result, read, written, _) = self.decoder.decode_to_utf8(&self.raw[self.used..], &mut self.out, last);
            self.used += read;
            self.out.truncate(written);
            self.given = 0;
            self.ended = last && result == CoderResult::InputEmpty;
        }
        Ok(())
    }
}

impl<R: Read> Read for Utf8<R> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        self.fill()?;
        let len = into.len().min(self.out.len() - self.given);
        into[..len].copy_from_slice(&self.out[self.given..self.given + len]);
        self.given += len;
        Ok(len)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_charset_comes_out_as_utf8_however_it_is_cut() {
        let text = "العنوان;النص\nقصف على البلدة;سقطت ثلاث قذائف\n".repeat(5000);
        for encoding in [encoding_rs::UTF_8, encoding_rs::WINDOWS_1256, encoding_rs::UTF_16LE] {
            let bytes: Vec<u8> = match encoding.name() {
                "UTF-16LE" => "\u{FEFF}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect(),
                _ => encoding.encode(&text).0.into_owned(),
            };
            assert_eq!(charset_of(&bytes[..bytes.len().min(SAMPLE)]).name(), encoding.name());
            let mut out = String::new();
            Utf8::of(&bytes[..], encoding).read_to_string(&mut out).unwrap();
            assert!(out == text, "{}", encoding.name());
        }
    }
}
