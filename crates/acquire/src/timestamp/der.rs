//! The little of DER (X.690) that timestamps need: values one after the other, of known length, nothing copied.

/// Tags that stand in a timestamp.
pub(super) mod tag {
    pub const BOOLEAN: u8 = 0x01;
    pub const INTEGER: u8 = 0x02;
    pub const BYTES: u8 = 0x04;
    pub const NULL: u8 = 0x05;
    pub const OID: u8 = 0x06;
    pub const UTF8: u8 = 0x0c;
    pub const TIME: u8 = 0x18;
    pub const SEQUENCE: u8 = 0x30;
    pub const SET: u8 = 0x31;
    pub const EXPLICIT_0: u8 = 0xa0;
}

/// Values that follow one another.
#[derive(Debug, Clone, Copy)]
pub(super) struct Values<'b>(pub &'b [u8]);

impl<'b> Values<'b> {
    /// Takes the next value: its tag and content. `None` at the end, or where what stands there is no value of known
    /// length that is whole.
    pub(super) fn next(&mut self) -> Option<(u8, &'b [u8])> {
        let &[tag, first, ref rest @ ..] = self.0 else { return None };
        // Tags of several bytes do not occur in timestamps.
        if tag & 0x1f == 0x1f {
            return None;
        }
        let (length, rest) = match first {
            0..=0x7f => (usize::from(first), rest),
            0x81..=0x84 => {
                let (bytes, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
                (bytes.iter().fold(0usize, |n, b| (n << 8) | usize::from(*b)), rest)
            }
            _ => return None,
        };
        let (content, rest) = rest.split_at_checked(length)?;
        self.0 = rest;
        Some((tag, content))
    }

    /// Takes the next value if it has this tag.
    pub(super) fn take(&mut self, tag: u8) -> Option<&'b [u8]> {
        let mut ahead = *self;
        let (found, content) = ahead.next()?;
        (found == tag).then(|| {
            *self = ahead;
            content
        })
    }

    /// As [`Values::take`], for a value that holds others.
    pub(super) fn open(&mut self, tag: u8) -> Option<Values<'b>> {
        self.take(tag).map(Values)
    }
}

/// A value with its tag and length.
pub(super) fn value(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let bytes = length.to_be_bytes();
    let skip = bytes.iter().take_while(|b| **b == 0).count();
    let mut out = vec![tag];
    if length < 0x80 {
        out.push(length as u8);
    } else {
        out.push(0x80 | (bytes.len() - skip) as u8);
        out.extend_from_slice(&bytes[skip..]);
    }
    out.extend_from_slice(content);
    out
}

/// An object identifier with dots, as it is written for people.
pub(super) fn dotted(oid: &[u8]) -> String {
    let mut parts: Vec<u64> = Vec::new();
    let mut number = 0u64;
    for byte in oid.iter().take(64) {
        number = (number << 7) | u64::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            match parts.is_empty() {
                true => parts.extend([(number / 40).min(2), number - (number / 40).min(2) * 40]),
                false => parts.push(number),
            }
            number = 0;
        }
    }
    parts.iter().map(u64::to_string).collect::<Vec<_>>().join(".")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_written_and_read_back() {
        for length in [0usize, 1, 127, 128, 255, 256, 70_000] {
            let written = value(tag::BYTES, &vec![7; length]);
            let mut values = Values(&written);
            assert_eq!(values.take(tag::INTEGER), None);
            assert_eq!(values.take(tag::BYTES).map(<[u8]>::len), Some(length));
            assert!(values.0.is_empty());
            assert!(Values(&written[..written.len() - 1]).next().is_none() || length == 0);
        }
        for broken in
            [&b"\x30"[..], b"\x30\x80\x00\x00", b"\x30\x85\x01\x01\x01\x01\x01", b"\x1f\x01\x00", b"\x30\x02\x00"]
        {
            assert!(Values(broken).next().is_none(), "{broken:?}");
        }
    }

    #[test]
    fn object_identifiers_have_dots() {
        assert_eq!(dotted(&[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01]), "2.16.840.1.101.3.4.2.1");
        assert_eq!(dotted(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02]), "1.2.840.113549.1.7.2");
    }
}
