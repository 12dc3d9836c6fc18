//! A stream seen through a window that grows as far as it has to and forgets what was taken.

use std::io::Read;

/// How much is read at a time.
const STEP: usize = 64 * 1024;

/// A stream and the part of it that is in memory.
pub(super) struct Window {
    input: Box<dyn Read + Send>,
    buffer: Vec<u8>,
    /// Where what was not taken yet begins in `buffer`.
    from: usize,
    /// How many bytes were taken.
    taken: u64,
    ended: bool,
}

impl Window {
    pub(super) fn over(input: Box<dyn Read + Send>) -> Self {
        Self { input, buffer: Vec::new(), from: 0, taken: 0, ended: false }
    }

    /// What is in memory and was not taken yet.
    pub(super) fn ahead(&self) -> &[u8] {
        &self.buffer[self.from..]
    }

    /// Where [`Window::ahead`] begins in the stream.
    pub(super) fn offset(&self) -> u64 {
        self.taken
    }

    /// Reads more; false at the end of the stream.
    pub(super) fn grow(&mut self) -> std::io::Result<bool> {
        if self.ended {
            return Ok(false);
        }
        if self.from > STEP && self.from * 2 > self.buffer.len() {
            self.buffer.drain(..self.from);
            self.from = 0;
        }
        let len = self.buffer.len();
        self.buffer.resize(len + STEP, 0);
        let read = loop {
            match self.input.read(&mut self.buffer[len..]) {
                Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
                other => break other,
            }
        };
        match read {
            Ok(read) => {
                self.buffer.truncate(len + read);
                self.ended = read == 0;
                Ok(read > 0)
            }
            Err(error) => {
                self.buffer.truncate(len);
                self.ended = true;
                Err(error)
            }
        }
    }

    /// At least `bytes` ahead, unless the stream ends before.
    pub(super) fn at_least(&mut self, bytes: usize) -> std::io::Result<&[u8]> {
        while self.ahead().len() < bytes && self.grow()? {}
        Ok(self.ahead())
    }

    /// Takes bytes from the window.
    pub(super) fn take(&mut self, bytes: usize) {
        let bytes = bytes.min(self.ahead().len());
        self.from += bytes;
        self.taken += bytes as u64;
        if self.from == self.buffer.len() {
            self.buffer.clear();
            self.from = 0;
        }
    }

    /// How long the next line is, with its line break: up to `most` bytes, else `None`. 0 at the end of the stream.
    pub(super) fn line(&mut self, most: usize) -> std::io::Result<Option<usize>> {
        let mut seen = 0;
        loop {
            if let Some(at) = memchr::memchr(b'\n', &self.ahead()[seen..]) {
                let len = seen + at + 1;
                return Ok((len <= most).then_some(len));
            }
            seen = self.ahead().len();
            if seen > most {
                return Ok(None);
            }
            if !self.grow()? {
                return Ok(Some(seen));
            }
        }
    }

    /// Takes the rest of a line of any length.
    pub(super) fn skip_line(&mut self) -> std::io::Result<()> {
        loop {
            match memchr::memchr(b'\n', self.ahead()) {
                Some(at) => {
                    self.take(at + 1);
                    return Ok(());
                }
                None => {
                    let all = self.ahead().len();
                    self.take(all);
                    if !self.grow()? {
                        return Ok(());
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    #[test]
    fn lines_come_out_whole_and_too_long_ones_are_passed_over() {
        let text = format!("a\n{}\nlast", "x".repeat(300_000));
        let mut window = Window::over(Box::new(Cursor::new(text.into_bytes())));
        assert_eq!(window.line(1000).unwrap(), Some(2));
        window.take(2);
        assert_eq!(window.line(1000).unwrap(), None);
        window.skip_line().unwrap();
        assert_eq!((window.line(1000).unwrap(), window.offset()), (Some(4), 300_003));
        assert_eq!(window.ahead(), b"last");
        window.take(4);
        assert_eq!(window.line(1000).unwrap(), Some(0));
    }
}
