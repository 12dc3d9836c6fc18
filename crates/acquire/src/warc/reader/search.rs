//! Where the next record begins, after something broken.

use super::{PATIENCE, Reader, State, WarcError, first_line};
use crate::warc::head::{begins_record, is_version};
use crate::warc::one;
use crate::warc::stream::{self, Packing, Stream};
use std::io::Read;

/// What one look whether a member begins somewhere counts.
const LOOK: u64 = 16 * 1024;

impl Reader {
    /// After something broken: goes on where the next record begins.
    pub(super) fn find_next(&mut self, mut stream: Stream, nth: u64, offset: u64) -> Result<(), WarcError> {
        if stream.packing() == Packing::Plain {
            return self.search(stream.at());
        }
        match one::seek_record(&mut stream, self.arc) {
            Ok(true) => self.state = State::Within(stream, nth + 1),
            Ok(false) => self.leave(stream)?,
            Err(_) => self.search(offset + 1)?,
        }
        Ok(())
    }

    /// Leaves a broken member behind.
    pub(super) fn give_up(&mut self, offset: u64, error: &std::io::Error) -> Result<WarcError, WarcError> {
        let said = self.broken(offset, error.to_string());
        self.search(offset + 1)?;
        Ok(said)
    }

    /// Goes to the next place in the file that looks like a record or a member with one.
    pub(super) fn search(&mut self, from: u64) -> Result<(), WarcError> {
        let mut input = self.place.open(from).map_err(|e| self.io(e))?;
        let mut before = b'\n';
        loop {
            let base = input.position();
            let window = input.peek(32 * 1024).map_err(|e| self.io(e))?.to_vec();
            // The last bytes may be the first part of a beginning.
            let last = window.len() < 1024;
            let end = if last { window.len() } else { window.len() - 512 };
            for at in 0..end {
                let here = &window[at..];
                let packed = here.starts_with(&[0x1f, 0x8b, 0x08]) || here.starts_with(&stream::ZSTD);
                let version = is_version(here) && !(before.is_ascii_alphanumeric() || before == b' ');
                let line = self.arc && before == b'\n' && begins_record(first_line(here), true);
                if version || line || (packed && self.is_member(base + at as u64)) {
                    input.go_to(base + at as u64).map_err(|e| self.io(e))?;
                    self.state = State::Between(input);
                    return Ok(());
                }
                before = window[at];
            }
            if last || self.wasted > PATIENCE.saturating_add(self.place.length().saturating_mul(4)) {
                return self.next_place();
            }
            input.go_to(base + end as u64).map_err(|e| self.io(e))?;
        }
    }

    /// Whether a member that begins here unpacks to a record.
    fn is_member(&mut self, at: u64) -> bool {
        self.wasted += LOOK;
        let look = || -> std::io::Result<bool> {
            let mut input = self.place.open(at)?;
            let packing = Packing::of(input.peek(8)?);
            let mut start = Vec::new();
            Stream::new(input, packing, self.dictionary.as_deref())?.take(4096).read_to_end(&mut start).or_else(
                |e| {
                    // What came before the break is enough to tell.
                    if start.is_empty() { Err(e) } else { Ok(0) }
                },
            )?;
            Ok(begins_record(first_line(start.trim_ascii_start()), true))
        };
        look().unwrap_or(false)
    }
}
