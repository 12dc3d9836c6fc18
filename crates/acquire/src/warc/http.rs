//! The HTTP message inside a response record.

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

/// Longest head that is looked for.
const MAX_HEAD: usize = 256 * 1024;

/// Splits a block in head and body; `None` where it is no HTTP message.
pub(crate) fn split(block: &[u8]) -> Option<Head<'_>> {
    if !block.starts_with(b"HTTP/") {
        return None;
    }
    let window = &block[..block.len().min(MAX_HEAD)];
    let (end, body) = match window.windows(4).position(|w| w == b"\r\n\r\n") {
        Some(at) => (at, at + 4),
        None => match window.windows(2).position(|w| w == b"\n\n") {
            Some(at) => (at, at + 2),
            None if block.len() <= MAX_HEAD => (block.len(), block.len()),
            None => return None,
        },
    };
    let text = String::from_utf8_lossy(&block[..end]);
    let mut lines = text.lines();
    let status = lines.next()?.split(' ').nth(1).and_then(|s| s.trim().parse().ok());
    let headers = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()))
        .collect();
    Some(Head { status, headers, body: &block[body..] })
}

/// Joins the chunks of a chunked body; `None` where they are broken.
pub(crate) fn dechunk(mut body: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(body.len());
    loop {
        let end = body.iter().take(64).position(|b| *b == b'\n')?;
        let line = std::str::from_utf8(&body[..end]).ok()?;
        let size = usize::from_str_radix(line.split(';').next()?.trim(), 16).ok()?;
        body = &body[end + 1..];
        if size == 0 {
            return Some(out);
        }
        out.extend_from_slice(body.get(..size)?);
        body = &body[size..];
        body = body.strip_prefix(b"\r\n").or_else(|| body.strip_prefix(b"\n"))?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_are_joined_or_refused() {
        assert_eq!(dechunk(b"3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n").as_deref(), Some(&b"abcde"[..]));
        for broken in [&b""[..], b"zz\r\n", b"5\r\nab", b"3\r\nabcXX", b"ffffffffffffffff\r\na"] {
            assert_eq!(dechunk(broken), None);
        }
    }

    #[test]
    fn heads_are_split_from_bodies() {
        let head = split(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>").unwrap();
        assert_eq!((head.status, head.header("content-type"), head.body), (Some(200), Some("text/html"), &b"<p>"[..]));
        assert!(split(b"<p>no head</p>").is_none());
        assert_eq!(split(b"HTTP/1.0 404").unwrap().status, Some(404));
    }
}
