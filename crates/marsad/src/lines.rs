//! Lines of any length read in bounded memory.

use std::io::{self, BufRead, Read};

/// The longest line that is read; the rest of a longer one is passed over.
pub const LONGEST: usize = 16 << 20;

/// One line of input.
#[derive(Debug, PartialEq, Eq)]
pub enum Line {
    /// Its bytes, without the line break.
    Bytes(Vec<u8>),
    /// Longer than [`LONGEST`]; passed over.
    TooLong,
}

/// Reads the next line; none at the end of the input.
pub fn next_line(input: &mut impl BufRead) -> io::Result<Option<Line>> {
    let mut bytes = Vec::new();
    let read = input.by_ref().take(LONGEST as u64 + 1).read_until(b'\n', &mut bytes)?;
    if read == 0 {
        return Ok(None);
    }
    if bytes.last() == Some(&b'\n') {
        bytes.pop();
        if bytes.last() == Some(&b'\r') {
            bytes.pop();
        }
        return Ok(Some(Line::Bytes(bytes)));
    }
    if bytes.len() <= LONGEST {
        return Ok(Some(Line::Bytes(bytes)));
    }
    loop {
        let buffer = input.fill_buf()?;
        if buffer.is_empty() {
            break;
        }
        match buffer.iter().position(|b| *b == b'\n') {
            Some(at) => {
                input.consume(at + 1);
                break;
            }
            None => {
                let all = buffer.len();
                input.consume(all);
            }
        }
    }
    Ok(Some(Line::TooLong))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_both_endings_and_an_unfinished_last_one() {
        let mut input = io::Cursor::new(b"a\r\nb\n\nc".to_vec());
        let mut all = Vec::new();
        while let Some(Line::Bytes(b)) = next_line(&mut input).unwrap() {
            all.push(String::from_utf8(b).unwrap());
        }
        assert_eq!(all, ["a", "b", "", "c"]);
    }

    #[test]
    fn an_endless_line_is_passed_over_and_the_next_is_read() {
        let long = io::repeat(b'x').take(LONGEST as u64 + 10);
        let mut input = io::BufReader::new(long.chain(io::Cursor::new(b"\nnext\n".to_vec())));
        assert_eq!(next_line(&mut input).unwrap(), Some(Line::TooLong));
        assert_eq!(next_line(&mut input).unwrap(), Some(Line::Bytes(b"next".to_vec())));
    }
}
