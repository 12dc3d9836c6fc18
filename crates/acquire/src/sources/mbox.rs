//! Mailboxes: e-mails one after the other, each behind a line that begins with `From `.

use super::window::Window;
use super::{Item, Place, SourceError, Step, Steps, Unit, name_of, short_hash};
use crate::{Fetched, records};
use std::io::Read;
use std::path::{Path, PathBuf};

/// Longest line that is looked at as a whole.
const MAX_LINE: usize = 1024 * 1024;

/// The messages of a mailbox.
pub(super) struct Mailbox {
    path: PathBuf,
    window: Window,
    most: usize,
    number: u64,
    /// Whether the line that begins a message has been taken already.
    begun: bool,
    failed: bool,
}

impl Mailbox {
    pub(super) fn over(path: &Path, input: Box<dyn Read + Send>, most: usize) -> Self {
        Self { path: path.to_owned(), window: Window::over(input), most, number: 0, begun: false, failed: false }
    }

    /// The next line with its line break; only its start and a mark where it is longer than is sensible.
    fn line(&mut self) -> std::io::Result<Option<Vec<u8>>> {
        match self.window.line(MAX_LINE)? {
            Some(0) => Ok(None),
            Some(length) => {
                let line = self.window.ahead()[..length].to_vec();
                self.window.take(length);
                Ok(Some(line))
            }
            // A line without end goes on in pieces.
            None => {
                let piece = self.window.ahead()[..MAX_LINE].to_vec();
                self.window.take(MAX_LINE);
                Ok(Some(piece))
            }
        }
    }

    /// The bytes of the next message; too large a one as `Err` of its size.
    fn message(&mut self) -> std::io::Result<Option<Result<Vec<u8>, u64>>> {
        let mut bytes = Vec::new();
        let mut size = 0u64;
        let mut blank = true;
        let mut any = self.begun;
        self.begun = false;
        let mut whole_line = true;
        while let Some(line) = self.line()? {
            let starts = whole_line;
            whole_line = line.ends_with(b"\n");
            if starts && blank && is_separator(&line) {
                if any {
                    self.begun = true;
                    break;
                }
                any = true;
                continue;
            }
            blank = starts && line.trim_ascii().is_empty();
            // What stands before the first message is no message.
            if !any && blank {
                continue;
            }
            any = true;
            size += line.len() as u64;
            if size <= self.most as u64 {
                bytes.extend_from_slice(if starts { unquoted(&line) } else { &line });
            }
        }
        if !any {
            return Ok(None);
        }
        if size > self.most as u64 {
            return Ok(Some(Err(size)));
        }
        // The blank line before the next message is the mailbox's.
        for end in [&b"\r\n\r\n"[..], b"\n\n"] {
            if bytes.ends_with(end) {
                bytes.truncate(bytes.len() - end.len() / 2);
                break;
            }
        }
        Ok(Some(Ok(bytes)))
    }
}

/// Whether a line begins a message: `From ` with a year or a time of day behind it.
pub(super) fn is_separator(line: &[u8]) -> bool {
    let Some(rest) = line.strip_prefix(b"From ") else { return false };
    let rest = rest.trim_ascii();
    let time = rest.windows(5).any(|w| w[2] == b':' && [w[0], w[1], w[3], w[4]].iter().all(u8::is_ascii_digit));
    let year = rest.len() >= 4 && rest[rest.len() - 4..].iter().all(u8::is_ascii_digit);
    rest.len() < 500 && (time || year)
}

/// `>From ` and `>>From ` without one of the marks that mailboxes put before such lines.
fn unquoted(line: &[u8]) -> &[u8] {
    let marks = line.iter().take_while(|b| **b == b'>').count();
    if marks > 0 && line[marks..].starts_with(b"From ") { &line[1..] } else { line }
}

impl Steps for Mailbox {
    fn step(&mut self, skip: bool) -> Option<Step> {
        if self.failed {
            return None;
        }
        self.number += 1;
        let place = Place { path: self.path.clone(), unit: Unit::Item, at: self.number };
        let bytes = match self.message() {
            Ok(None) => return None,
            Ok(Some(Ok(bytes))) => bytes,
            Ok(Some(Err(size))) => {
                let reason = format!(
                    "a message of {size} bytes, more than the limit of {}; raise it to read this one",
                    self.most
                );
                return Some(Err(SourceError::new(place, reason)));
            }
            Err(e) => {
                self.failed = true;
                return Some(Err(SourceError::new(place, format!("cannot be read any further ({e})"))));
            }
        };
        if skip {
            return Some(Ok(Item { target: String::new(), fetched: None, captured_at: None, place, number: 0 }));
        }
        let target = records::mail::address(&bytes)
            .unwrap_or_else(|| format!("mail:{}#{}", name_of(&self.path), short_hash(&bytes)));
        let fetched =
            Fetched { target: target.clone(), media_type: records::MAIL.to_owned(), charset_hint: None, bytes };
        Some(Ok(Item { target, fetched: Some(fetched), captured_at: None, place, number: 0 }))
    }
}
