//! The question to a timestamp authority and its answer (RFC 3161).

use super::der::{Values, dotted, tag, value};
use jiff::Timestamp;

const SHA256: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01];
const SIGNED_DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02];
const TST_INFO: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x01, 0x04];

/// What a timestamp token says. Its signature is not checked here: `openssl ts -verify` does that, with the certificate
/// of the authority that you trust.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// What was stamped: the SHA-256 of a file.
    pub sha256: [u8; 32],
    /// When, as the authority says.
    pub time: Timestamp,
    /// The authority's number of this token, hexadecimal.
    pub serial: String,
    /// The rules that the authority stamps by, as an object identifier.
    pub policy: String,
    /// The number that the question carried, if one did.
    pub nonce: Option<Vec<u8>>,
}

/// The question: the hash of a file, a number that the answer must repeat, and that the certificate be sent along.
#[must_use]
pub fn query(sha256: &[u8; 32], nonce: u64) -> Vec<u8> {
    let algorithm = value(tag::SEQUENCE, &[value(tag::OID, SHA256), value(tag::NULL, &[])].concat());
    let imprint = value(tag::SEQUENCE, &[algorithm, value(tag::BYTES, sha256)].concat());
    let parts =
        [value(tag::INTEGER, &[1]), imprint, value(tag::INTEGER, &integer(nonce)), value(tag::BOOLEAN, &[0xff])];
    value(tag::SEQUENCE, &parts.concat())
}

/// A number in as few bytes as it takes, the first of which is not negative.
pub(super) fn integer(number: u64) -> Vec<u8> {
    let bytes = number.to_be_bytes();
    let skip = bytes.iter().take_while(|b| **b == 0).count().min(7);
    let mut out = bytes[skip..].to_vec();
    if out[0] & 0x80 != 0 {
        out.insert(0, 0);
    }
    out
}

/// Reads an authority's whole answer, as it is kept in a `.tsr` file.
///
/// # Errors
/// In words, when the authority refused, or when it is no such answer.
pub fn read_answer(bytes: &[u8]) -> Result<Token, String> {
    let broken = |what: &str| format!("it is no timestamp answer ({what})");
    let mut answer = Values(bytes).open(tag::SEQUENCE).ok_or_else(|| broken("no sequence"))?;
    let mut status = answer.open(tag::SEQUENCE).ok_or_else(|| broken("no status"))?;
    match status.take(tag::INTEGER) {
        // Granted, or granted with changes.
        Some([0 | 1]) => {}
        Some(number) => {
            let said = status.open(tag::SEQUENCE).and_then(|mut texts| texts.take(tag::UTF8)).unwrap_or_default();
            let said: String = String::from_utf8_lossy(said).chars().filter(|c| !c.is_control()).take(200).collect();
            return Err(format!("the authority refused (status {number:?}): {said}"));
        }
        None => return Err(broken("no status")),
    }
    token(answer).ok_or_else(|| broken("its token is missing or of another shape"))
}

fn token(mut answer: Values<'_>) -> Option<Token> {
    let mut content = answer.open(tag::SEQUENCE)?;
    if content.take(tag::OID)? != SIGNED_DATA {
        return None;
    }
    let mut signed = content.open(tag::EXPLICIT_0)?.open(tag::SEQUENCE)?;
    signed.take(tag::INTEGER)?;
    signed.take(tag::SET)?;
    let mut wrapped = signed.open(tag::SEQUENCE)?;
    if wrapped.take(tag::OID)? != TST_INFO {
        return None;
    }
    let info = wrapped.open(tag::EXPLICIT_0)?.take(tag::BYTES)?;
    let mut info = Values(info).open(tag::SEQUENCE)?;
    info.take(tag::INTEGER)?;
    let policy = dotted(info.take(tag::OID)?);
    let mut imprint = info.open(tag::SEQUENCE)?;
    if imprint.open(tag::SEQUENCE)?.take(tag::OID)? != SHA256 {
        return None;
    }
    let sha256 = imprint.take(tag::BYTES)?.try_into().ok()?;
    let serial = super::super::warc::hex(info.take(tag::INTEGER)?);
    let time = time(info.take(tag::TIME)?)?;
    // Accuracy and ordering may stand between.
    info.take(tag::SEQUENCE);
    info.take(tag::BOOLEAN);
    let nonce = info.take(tag::INTEGER).map(<[u8]>::to_vec);
    Some(Token { sha256, time, serial, policy, nonce })
}

/// `20240501100000.5Z`, always UTC.
fn time(bytes: &[u8]) -> Option<Timestamp> {
    let text = std::str::from_utf8(bytes).ok()?.strip_suffix('Z')?;
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    if whole.len() != 14 || !whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit()) {
        return None;
    }
    let fraction: String = fraction.chars().take(9).collect();
    let [y, mo, d, h, mi, s] = [0..4, 4..6, 6..8, 8..10, 10..12, 12..14].map(|range| &whole[range]);
    format!("{y}-{mo}-{d}T{h}:{mi}:{s}.{fraction}Z").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_utc_with_or_without_fractions() {
        assert_eq!(time(b"20240501100000Z").unwrap().to_string(), "2024-05-01T10:00:00Z");
        assert_eq!(time(b"20240501100000.25Z").unwrap().to_string(), "2024-05-01T10:00:00.25Z");
        for none in
            [&b"20240501100000"[..], b"2024050110Z", b"20241301100000Z", b"2024050110000\xc3Z", b"20240501100000.xZ"]
        {
            assert!(time(none).is_none());
        }
    }

    #[test]
    fn numbers_are_never_negative() {
        assert_eq!(integer(0), [0]);
        assert_eq!(integer(0x80), [0, 0x80]);
        assert_eq!(integer(u64::MAX), [0, 255, 255, 255, 255, 255, 255, 255, 255]);
    }

    #[test]
    fn refusals_are_told_in_the_authoritys_words() {
        let text = value(tag::SEQUENCE, &value(tag::UTF8, "not today".as_bytes()));
        let status = value(tag::SEQUENCE, &[value(tag::INTEGER, &[2]), text].concat());
        let said = read_answer(&value(tag::SEQUENCE, &status)).unwrap_err();
        assert!(said.contains("refused") && said.contains("not today"), "{said}");
        let granted = value(tag::SEQUENCE, &value(tag::SEQUENCE, &value(tag::INTEGER, &[0])));
        assert!(read_answer(&granted).unwrap_err().contains("its token is missing"));
        assert!(read_answer(b"<html>").unwrap_err().contains("no timestamp answer"));
    }
}
