//! The digests in a record's headers.

use super::record::Record;
use super::{Doubt, hex, http};
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};

/// Compares the block and the payload with what the headers say of them.
pub(super) fn check(record: &Record) -> Vec<Doubt> {
    let mut doubts = Vec::new();
    if let Some(declared) = record.header("WARC-Block-Digest") {
        doubts.extend(compare("block", declared, &[&record.payload]));
    }
    // The payload digest of a revisit is that of the record it refers to.
    let declared = record.header("WARC-Payload-Digest").filter(|_| record.kind() != "revisit");
    if let Some(declared) = declared {
        let head = match record.kind() {
            "response" => http::split(&record.payload),
            "request" => http::split_any(&record.payload),
            _ => None,
        };
        // Programs differ in whether the chunks belong to the payload.
        let joined = head.as_ref().and_then(http::joined);
        let body = head.as_ref().map_or(record.payload.as_slice(), |head| head.body);
        let candidates: Vec<&[u8]> = std::iter::once(body).chain(joined.as_deref()).collect();
        doubts.extend(compare("payload", declared, &candidates));
    }
    doubts
}

fn compare(what: &'static str, declared: &str, candidates: &[&[u8]]) -> Option<Doubt> {
    let unknown = || Some(Doubt::DigestUnknown { what, declared: declared.chars().take(100).collect() });
    let Some((algorithm, value)) = declared.trim().split_once(':') else { return unknown() };
    let hash: fn(&[u8]) -> Vec<u8> = match algorithm.to_ascii_lowercase().replace('-', "").as_str() {
        "sha1" => |b| Sha1::digest(b).to_vec(),
        "sha256" => |b| Sha256::digest(b).to_vec(),
        "sha512" => |b| Sha512::digest(b).to_vec(),
        _ => return unknown(),
    };
    let value = value.trim().trim_end_matches('=');
    let found = candidates.iter().map(|bytes| hash(bytes)).collect::<Vec<_>>();
    let fits = |digest: &Vec<u8>| {
        value.eq_ignore_ascii_case(&hex(digest))
            || value.eq_ignore_ascii_case(&base32(digest))
            || value.replace('-', "+").replace('_', "/") == base64(digest)
    };
    if found.iter().any(fits) {
        return None;
    }
    let found = found.first().map(|d| if value.len() == d.len() * 2 { hex(d) } else { base32(d) }).unwrap_or_default();
    Some(Doubt::Digest { what, declared: declared.chars().take(200).collect(), found })
}

/// Base 32 (RFC 4648) without its padding.
fn base32(bytes: &[u8]) -> String {
    letters(bytes, 5, b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
}

/// Base 64 (RFC 4648) without its padding.
fn base64(bytes: &[u8]) -> String {
    letters(bytes, 6, b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
}

/// The bits in groups, each as a letter.
fn letters(bytes: &[u8], group: u32, alphabet: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() * 2);
    let (mut held, mut bits) = (0u32, 0u32);
    let mut push = |value: u32| {
        let at = (value & ((1 << group) - 1)) as usize;
        out.push(alphabet.get(at).map_or('?', |letter| char::from(*letter)));
    };
    for byte in bytes {
        held = (held << 8) | u32::from(*byte);
        bits += 8;
        while bits >= group {
            bits -= group;
            push(held >> bits);
        }
    }
    if bits > 0 {
        push(held << (group - bits));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bases_are_those_of_the_rfc() {
        let rows = [("", "", ""), ("f", "MY", "Zg"), ("fo", "MZXQ", "Zm8"), ("foo", "MZXW6", "Zm9v")];
        for (plain, in_32, in_64) in rows.into_iter().chain([("foobar", "MZXW6YTBOI", "Zm9vYmFy")]) {
            assert_eq!((base32(plain.as_bytes()).as_str(), base64(plain.as_bytes()).as_str()), (in_32, in_64));
        }
    }

    #[test]
    fn digests_are_compared_in_every_spelling() {
        for declared in [
            "sha1:VLFKU",
            "sha1:a9993e364706816aba3e25717850c26c9cd0d89d",
            "SHA-1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5",
            "sha256:BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD",
            "sha256:XJ4BNP4PAHH6UQKBIDPF3LRCEOYAGYNDSYLXVHFUCD7WD4QACWWQ====",
            "sha1:qZk-NkcGgWq6PiVxeFDCbJzQ2J0=",
        ] {
            let doubt = compare("block", declared, &[b"abc"]);
            assert_eq!(doubt.is_some(), declared.ends_with("VLFKU"), "{declared}: {doubt:?}");
        }
        assert!(compare("block", "sha1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5", &[b"x", b"abc"]).is_none());
        let doubt = compare("payload", "md5:900150983cd24fb0d6963f7d28e17f72", &[b"abc"]).unwrap();
        assert!(matches!(doubt, Doubt::DigestUnknown { .. }));
    }
}
