//! The HTTP message inside a response record.

use super::Doubt;
use crate::AcquireError;
use std::io::Read;

/// A message taken apart, nothing copied but the names.
pub(crate) struct Head<'b> {
    pub status: Option<u16>,
    headers: Vec<(String, String)>,
    pub body: &'b [u8],
}

impl Head<'_> {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.as_str())
    }
}

/// The body of a message without chunks and compression.
pub(crate) struct Entity<'h> {
    pub content_type: &'h str,
    pub bytes: Vec<u8>,
    pub doubts: Vec<Doubt>,
}

/// Longest head that is looked for.
const MAX_HEAD: usize = 256 * 1024;
/// Most compressions one over the other.
const MAX_ENCODINGS: usize = 4;
/// Largest window of a zstd body, as a power of two: 8 MiB, what the web allows (RFC 9659).
const ZSTD_WINDOW_LOG: u32 = 23;

/// Splits a block in head and body; `None` where it is no HTTP answer. Line ends may be any of those that programs write.
pub(crate) fn split(block: &[u8]) -> Option<Head<'_>> {
    if block.starts_with(b"HTTP/") { split_any(block) } else { None }
}

/// As [`split`], for requests too.
pub(crate) fn split_any(block: &[u8]) -> Option<Head<'_>> {
    let mut at = 0;
    let mut lines: Vec<String> = Vec::new();
    while at < block.len() {
        let window = &block[at..block.len().min(MAX_HEAD)];
        let end = match window.iter().position(|b| *b == b'\n') {
            Some(end) => end,
            None if block.len() <= MAX_HEAD => window.len(),
            None => return None,
        };
        let mut line = &window[..end];
        while let [rest @ .., b'\r'] = line {
            line = rest;
        }
        at = (at + end + 1).min(block.len());
        if line.is_empty() {
            break;
        }
        lines.push(String::from_utf8_lossy(line).into_owned());
    }
    let mut lines = lines.into_iter();
    let status = lines.next()?.split_ascii_whitespace().nth(1).and_then(|s| s.parse().ok());
    let headers = lines
        .filter_map(|line| line.split_once(':').map(|(n, v)| (n.trim().to_owned(), v.trim().to_owned())))
        .collect();
    Some(Head { status, headers, body: &block[at..] })
}

/// The body with its chunks joined; none where it has none.
pub(crate) fn joined(head: &Head<'_>) -> Option<Vec<u8>> {
    let chunked = head.header("Transfer-Encoding")?.to_ascii_lowercase().contains("chunked");
    if chunked { dechunk(head.body).map(|(bytes, _)| bytes) } else { None }
}

/// The body without chunks and compression, as far as it can be had.
pub(crate) fn entity<'h>(head: &'h Head<'_>, target: &str, max_bytes: u64) -> Result<Entity<'h>, AcquireError> {
    let mut doubts = Vec::new();
    let chunked = head.header("Transfer-Encoding").is_some_and(|v| v.to_ascii_lowercase().contains("chunked"));
    // Some programs keep the header and store the body joined: then it does not parse as chunks.
    let mut bytes = match dechunk(head.body).filter(|_| chunked) {
        Some((bytes, whole)) => {
            if !whole {
                doubts.push(Doubt::Chunks);
            }
            bytes
        }
        None => head.body.to_vec(),
    };
    let encodings = head.header("Content-Encoding").unwrap_or_default().to_ascii_lowercase();
    let encodings: Vec<&str> = encodings.split(',').map(str::trim).filter(|e| !e.is_empty()).collect();
    if encodings.len() > MAX_ENCODINGS {
        let reason = format!("it is compressed {} times over", encodings.len());
        return Err(AcquireError::Compression { target: target.to_owned(), reason });
    }
    for encoding in encodings.iter().rev() {
        let (opened, doubt) = unpack(&bytes, encoding, target, max_bytes)?;
        bytes = opened.unwrap_or(bytes);
        doubts.extend(doubt);
    }
    if bytes.len() as u64 > max_bytes {
        return Err(AcquireError::TooLarge { target: target.to_owned(), limit: max_bytes });
    }
    let content_type = head.header("Content-Type").unwrap_or_default();
    Ok(Entity { content_type, bytes, doubts })
}

type Unpacked = (Option<Vec<u8>>, Option<Doubt>);

/// Takes one encoding off. A body that is not in its encoding stays as it is: some programs archive it unpacked and keep
/// the header. Of a body that breaks off, what came before is taken.
fn unpack(body: &[u8], encoding: &str, target: &str, max_bytes: u64) -> Result<Unpacked, AcquireError> {
    let reader: Box<dyn Read + '_> = match encoding {
        "identity" | "none" => return Ok((None, None)),
        "gzip" | "x-gzip" if !body.starts_with(&[0x1f, 0x8b]) => return Ok((None, None)),
        "gzip" | "x-gzip" => Box::new(flate2::read::MultiGzDecoder::new(body)),
        "deflate" if body.first().is_some_and(|b| b & 0x0f == 8) => Box::new(flate2::read::ZlibDecoder::new(body)),
        "deflate" => Box::new(flate2::read::DeflateDecoder::new(body)),
        "br" => Box::new(brotli_decompressor::Decompressor::new(body, 4096)),
        "zstd" if !body.starts_with(&super::stream::ZSTD) => return Ok((None, None)),
        "zstd" => {
            let open = || {
                let mut decoder = zstd::stream::read::Decoder::with_buffer(body)?;
                decoder.window_log_max(ZSTD_WINDOW_LOG)?;
                Ok::<_, std::io::Error>(decoder)
            };
            Box::new(
                open().map_err(|e| AcquireError::Compression { target: target.to_owned(), reason: e.to_string() })?,
            )
        }
        other => {
            let doubt = Doubt::Encoding { encoding: other.chars().take(40).collect(), reason: "not known".to_owned() };
            return Ok((None, Some(doubt)));
        }
    };
    let mut bytes = Vec::new();
    let outcome = reader.take(max_bytes.saturating_add(1)).read_to_end(&mut bytes);
    if bytes.len() as u64 > max_bytes {
        return Err(AcquireError::TooLarge { target: target.to_owned(), limit: max_bytes });
    }
    let doubt = outcome.err().map(|e| Doubt::Encoding { encoding: encoding.to_owned(), reason: e.to_string() });
    if doubt.is_some() && bytes.is_empty() {
        return Ok((None, doubt.filter(|_| !body.is_empty())));
    }
    Ok((Some(bytes), doubt))
}

/// Joins the chunks of a chunked body, and says whether they were whole. Where they break off or go wrong, the rest is
/// taken as it stands; `None` where the body does not even begin as chunks do.
pub(crate) fn dechunk(mut body: &[u8]) -> Option<(Vec<u8>, bool)> {
    let mut out = Vec::new();
    let mut first = true;
    loop {
        match chunk(body) {
            Some(Chunk::Last) => return Some((out, true)),
            Some(Chunk::Whole(bytes, rest)) => {
                out.extend_from_slice(bytes);
                body = rest;
            }
            Some(Chunk::Cut(bytes)) => {
                out.extend_from_slice(bytes);
                return Some((out, false));
            }
            None if first => return None,
            None => {
                out.extend_from_slice(body);
                return Some((out, false));
            }
        }
        first = false;
    }
}

enum Chunk<'b> {
    Last,
    Whole(&'b [u8], &'b [u8]),
    Cut(&'b [u8]),
}

fn chunk(body: &[u8]) -> Option<Chunk<'_>> {
    let end = body.iter().take(256).position(|b| *b == b'\n')?;
    let line = std::str::from_utf8(&body[..end]).ok()?;
    let digits = line.split(';').next()?.trim();
    let size = usize::from_str_radix(digits, 16).ok().filter(|_| !digits.starts_with('+'))?;
    if size == 0 {
        return Some(Chunk::Last);
    }
    let body = &body[end + 1..];
    let Some(bytes) = body.get(..size) else { return Some(Chunk::Cut(body)) };
    let rest = &body[size..];
    match rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")) {
        Some(rest) => Some(Chunk::Whole(bytes, rest)),
        None if rest.is_empty() => Some(Chunk::Cut(bytes)),
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_are_joined_as_far_as_they_go() {
        let joined = |body: &[u8]| dechunk(body).map(|(b, whole)| (String::from_utf8(b).unwrap(), whole));
        assert_eq!(joined(b"3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n"), Some(("abcde".into(), true)));
        assert_eq!(joined(b"3\r\nabc\r\n5\r\nab"), Some(("abcab".into(), false)));
        assert_eq!(joined(b"3\r\nabc\r\nrest as it stands"), Some(("abcrest as it stands".into(), false)));
        for none in [&b""[..], b"zz\r\n", b"3\r\nabcXX", b"<p>not chunked</p>\n"] {
            assert_eq!(joined(none), None);
        }
    }

    #[test]
    fn heads_are_split_from_bodies_whatever_their_line_ends() {
        for (ends, body) in [("\r\n", "<p>\r\n\r\n"), ("\n", "<p>"), ("\r\r\n", "<p>")] {
            let block = format!("HTTP/1.1 200{ends}Content-Type: text/html{ends}{ends}{body}");
            let head = split(block.as_bytes()).unwrap();
            assert_eq!(
                (head.status, head.header("content-type"), head.body),
                (Some(200), Some("text/html"), body.as_bytes())
            );
        }
        assert!(split(b"<p>no head</p>").is_none());
        assert_eq!(split(b"HTTP/1.0 404").unwrap().status, Some(404));
    }

    fn page(encoding: &str, body: &[u8], max: u64) -> Result<(Vec<u8>, usize), AcquireError> {
        let block = [format!("HTTP/1.1 200 OK\r\nContent-Encoding: {encoding}\r\n\r\n").as_bytes(), body].concat();
        let head = split(&block).unwrap();
        entity(&head, "page", max).map(|e| (e.bytes, e.doubts.len()))
    }

    #[test]
    fn every_compression_is_taken_off_and_what_breaks_off_is_kept() {
        let text = "نص طويل بما يكفي ".repeat(400).into_bytes();
        let zstd = zstd::encode_all(&text[..], 3).unwrap();
        let gzip = {
            let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
            std::io::Write::write_all(&mut gz, &text).unwrap();
            gz.finish().unwrap()
        };
        assert_eq!(page("zstd", &zstd, 1 << 20).unwrap(), (text.clone(), 0));
        assert_eq!(page("gzip", &gzip, 1 << 20).unwrap(), (text.clone(), 0));
        let twice = zstd::encode_all(&gzip[..], 3).unwrap();
        assert_eq!(page("gzip, zstd", &twice, 1 << 20).unwrap(), (text.clone(), 0));
        // "hello" as a stored brotli stream.
        assert_eq!(page("br", b"\x0b\x02\x80hello\x03", 1 << 20).unwrap(), (b"hello".to_vec(), 0));
        assert!(matches!(page("zstd", &zstd, 100), Err(AcquireError::TooLarge { limit: 100, .. })));
        let (part, doubts) = page("gzip", &gzip[..gzip.len() - 9], 1 << 20).unwrap();
        assert!(doubts == 1 && text.starts_with(&part) && !part.is_empty());
        // The header lies: the body is not compressed at all.
        assert_eq!(page("gzip", b"<p>plain</p>", 1 << 20).unwrap(), (b"<p>plain</p>".to_vec(), 0));
        assert_eq!(page("x-own", b"<p>plain</p>", 1 << 20).unwrap(), (b"<p>plain</p>".to_vec(), 1));
    }
}
