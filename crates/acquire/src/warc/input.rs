//! The bytes of one archive file: a file, or the part of a zip file where one lies.

use std::fs::File;
use std::io::{BufRead, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Where an archive's bytes lie on the disk, and what it is called in messages.
#[derive(Debug, Clone)]
pub(super) struct Place {
    /// For messages and records: the path, with `!` and the inner name where the file lies inside another.
    pub name: Arc<Path>,
    file: Arc<PathBuf>,
    start: u64,
    length: u64,
    /// A temporary file goes away with its last user.
    _kept: Option<Arc<tempfile::TempPath>>,
}

impl Place {
    /// A whole file.
    pub(super) fn whole(path: &Path) -> std::io::Result<Self> {
        let length = std::fs::metadata(path)?.len();
        Ok(Self { name: path.into(), file: Arc::new(path.to_owned()), start: 0, length, _kept: None })
    }

    /// A part of a file.
    pub(super) fn part(path: &Path, inner: &str, start: u64, length: u64) -> Self {
        Self { name: inner_name(path, inner), file: Arc::new(path.to_owned()), start, length, _kept: None }
    }

    /// What was unpacked into a temporary file.
    pub(super) fn unpacked(path: &Path, inner: &str, temp: tempfile::TempPath) -> std::io::Result<Self> {
        let length = std::fs::metadata(&temp)?.len();
        let file = Arc::new(temp.to_path_buf());
        Ok(Self { name: inner_name(path, inner), file, start: 0, length, _kept: Some(Arc::new(temp)) })
    }

    pub(super) fn length(&self) -> u64 {
        self.length
    }

    pub(super) fn open(&self, at: u64) -> std::io::Result<Input> {
        let mut file = File::open(self.file.as_path())?;
        let at = at.min(self.length);
        file.seek(SeekFrom::Start(self.start + at))?;
        Ok(Input { file, start: self.start, length: self.length, at, buffer: vec![0; BUFFER], low: 0, high: 0 })
    }
}

fn inner_name(path: &Path, inner: &str) -> Arc<Path> {
    super::beside(path, &format!("!{inner}")).into()
}

const BUFFER: usize = 64 * 1024;

/// An open place that knows how far it is, and can look ahead.
#[derive(Debug)]
pub(super) struct Input {
    file: File,
    start: u64,
    length: u64,
    /// Where the unread bytes begin, from the place's first byte.
    at: u64,
    buffer: Vec<u8>,
    low: usize,
    high: usize,
}

impl Input {
    pub(super) fn position(&self) -> u64 {
        self.at
    }

    pub(super) fn left(&self) -> u64 {
        self.length - self.at
    }

    pub(super) fn go_to(&mut self, at: u64) -> std::io::Result<()> {
        let at = at.min(self.length);
        match at.checked_sub(self.at).and_then(|ahead| usize::try_from(ahead).ok()) {
            Some(ahead) if ahead <= self.high - self.low => self.low += ahead,
            _ => {
                self.file.seek(SeekFrom::Start(self.start + at))?;
                (self.low, self.high) = (0, 0);
            }
        }
        self.at = at;
        Ok(())
    }

    /// The next bytes, as many as asked for where there are so many; at most half the buffer.
    pub(super) fn peek(&mut self, wanted: usize) -> std::io::Result<&[u8]> {
        let wanted = wanted.min(BUFFER / 2);
        if self.high - self.low < wanted {
            self.buffer.copy_within(self.low..self.high, 0);
            (self.low, self.high) = (0, self.high - self.low);
            while self.high < wanted && self.fill()? > 0 {}
        }
        Ok(&self.buffer[self.low..self.high.min(self.low + wanted)])
    }

    /// Reads behind what is buffered; 0 at the end.
    fn fill(&mut self) -> std::io::Result<usize> {
        let unread = self.left() - (self.high - self.low) as u64;
        let room = usize::try_from(unread).unwrap_or(BUFFER).min(BUFFER - self.high);
        loop {
            match self.file.read(&mut self.buffer[self.high..self.high + room]) {
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Ok(read) => {
                    self.high += read;
                    return Ok(read);
                }
                Err(error) => return Err(error),
            }
        }
    }
}

impl Read for Input {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let ahead = self.fill_buf()?;
        let taken = ahead.len().min(buffer.len());
        buffer[..taken].copy_from_slice(&ahead[..taken]);
        self.consume(taken);
        Ok(taken)
    }
}

impl BufRead for Input {
    fn fill_buf(&mut self) -> std::io::Result<&[u8]> {
        if self.low == self.high {
            (self.low, self.high) = (0, 0);
            self.fill()?;
        }
        Ok(&self.buffer[self.low..self.high])
    }

    fn consume(&mut self, amount: usize) {
        let amount = amount.min(self.high - self.low);
        self.low += amount;
        self.at += amount as u64;
    }
}
