//! The head of a record: that of a WARC file, or the one line of an ARC file in the words of WARC.

use super::Doubt;
use super::stream::Stream;
use std::io::{BufRead, Read};

/// Most bytes of a record's header block.
pub(super) const MAX_HEADER: u64 = 256 * 1024;

/// What stands before a record's block.
#[derive(Debug)]
pub(super) struct Head {
    pub headers: Vec<(String, String)>,
    pub length: u64,
    /// Whether it is the line of an ARC file.
    pub arc: bool,
    pub doubts: Vec<Doubt>,
}

/// Why a record could not be read, before its place has a name.
#[derive(Debug)]
pub(super) enum Failure {
    /// What stands there is no record.
    Broken(String),
    /// As `Broken`, and it is a line of an ARC file.
    BrokenArc(String),
    /// It says that it is longer than there are bytes, and more than are held were read: what follows its head begins here.
    Lied(String, u64),
    /// The bytes cannot be had: a broken compression, or the system.
    Damaged(std::io::Error),
    TooLarge {
        length: u64,
        id: String,
    },
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Failure::Damaged(error)
    }
}

/// Reads a head; none at the end of the input.
pub(super) fn read_head(input: &mut Stream) -> Result<Option<Head>, Failure> {
    let mut used = 0u64;
    let mut line = Vec::new();
    // Blank lines between records.
    let first = loop {
        if !read_line(input, &mut line, &mut used)? {
            return Ok(None);
        }
        if line.iter().any(|b| !b.is_ascii_whitespace() && *b != 0) {
            break String::from_utf8_lossy(&line).into_owned();
        }
        used = 0;
    };
    if !first.starts_with("WARC/") {
        return match arc_line(&first) {
            Some(head) => head.map(Some),
            None => Err(Failure::Broken("it does not begin with WARC/".to_owned())),
        };
    }
    let mut headers: Vec<(String, String)> = Vec::new();
    let mut doubts = Vec::new();
    loop {
        if !read_line(input, &mut line, &mut used)? {
            return Err(Failure::Broken(format!("its headers are cut short{}", named(&headers))));
        }
        if line.is_empty() {
            break;
        }
        let text = String::from_utf8_lossy(&line).into_owned();
        if let (true, Some((_, value))) = (text.starts_with([' ', '\t']), headers.last_mut()) {
            value.push(' ');
            value.push_str(text.trim());
            continue;
        }
        match text.split_once(':') {
            Some((name, value)) => headers.push((name.trim().to_owned(), value.trim().to_owned())),
            None if is_version(&line) => {
                line.extend_from_slice(b"\r\n");
                input.put_back(line);
                return Err(Failure::Broken(format!("its headers run into the next record{}", named(&headers))));
            }
            None => doubts.push(Doubt::Header { line: text.chars().take(80).collect() }),
        }
    }
    let declared = find(&headers, "Content-Length").map(|v| v.split_ascii_whitespace().next().unwrap_or_default());
    let Some(Ok(length)) = declared.map(str::parse::<u64>) else {
        return Err(Failure::Broken(format!("its Content-Length is missing or no number{}", named(&headers))));
    };
    Ok(Some(Head { headers, length, arc: false, doubts }))
}

/// The value of a header, whatever the case of its name.
pub(super) fn find<'h>(headers: &'h [(String, String)], name: &str) -> Option<&'h str> {
    headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.as_str())
}

/// The record's identifier as it is added to a reason; nothing where it has none.
pub(super) fn named(headers: &[(String, String)]) -> String {
    let short = |value: &str| value.chars().take(200).collect::<String>();
    match (find(headers, "WARC-Record-ID"), find(headers, "WARC-Target-URI")) {
        (Some(id), _) => format!("; it is {}", short(id)),
        (None, Some(uri)) => format!("; it is about {}", short(uri)),
        (None, None) => String::new(),
    }
}

/// Whether a line begins a record, of a WARC file or (where `arc` files are read) of an ARC file.
pub(super) fn begins_record(line: &[u8], arc: bool) -> bool {
    is_version(line) || (arc && line.len() < 8192 && arc_line(&String::from_utf8_lossy(line)).is_some())
}

/// `WARC/1.0` and the like.
pub(super) fn is_version(line: &[u8]) -> bool {
    matches!(line, [b'W', b'A', b'R', b'C', b'/', b'0' | b'1', b'.', b'0'..=b'9', ..])
}

/// The line before a block of an ARC file: `URL IP date type length`, in version 2 with more between type and length.
///
/// None where it is no such line; an error where it is one but says no length. URLs and media types may hold spaces.
fn arc_line(line: &str) -> Option<Result<Head, Failure>> {
    let parts: Vec<&str> = line.trim_end().split(' ').collect();
    if parts.len() < 5 || !parts[0].split_once(':').is_some_and(|(scheme, _)| is_scheme(scheme)) {
        return None;
    }
    // The address is followed by a date; both have a shape of their own.
    let ip = (1..parts.len() - 2).find(|&at| is_address(parts[at]) && is_date(parts[at + 1]))?;
    let (url, rest) = (parts[..ip].join(" "), &parts[ip + 2..]);
    let (length, before) = rest.split_last()?;
    // Version 2: type, result code, checksum, location, offset, file name, length.
    let media_type = if before.len() >= 6 { before[..before.len() - 5].join(" ") } else { before.join(" ") };
    let broken = |what: &str| Some(Err(Failure::BrokenArc(format!("{what}; it is about {url}"))));
    let Ok(number) = length.parse::<u64>() else {
        return broken(&format!("its length `{length}` is no number of bytes"));
    };
    let Some(date) = iso_date(parts[ip + 1]) else {
        return broken(&format!("its date `{}` is none", parts[ip + 1]));
    };
    let kind = if url.starts_with("filedesc:") { "warcinfo" } else { "response" };
    let headers = [
        ("WARC-Type", kind.to_owned()),
        ("WARC-Target-URI", url),
        ("WARC-Date", date),
        ("WARC-IP-Address", parts[ip].to_owned()),
        ("Content-Type", media_type),
        ("Content-Length", number.to_string()),
    ];
    let headers = headers.into_iter().filter(|(_, v)| !matches!(v.as_str(), "-" | "")).map(|(n, v)| (n.to_owned(), v));
    Some(Ok(Head { headers: headers.collect(), length: number, arc: true, doubts: Vec::new() }))
}

fn is_scheme(text: &str) -> bool {
    text.len() < 16
        && text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(|b| b.is_ascii_alphanumeric())
}

fn is_address(text: &str) -> bool {
    text == "-" || text.parse::<std::net::IpAddr>().is_ok()
}

fn is_date(text: &str) -> bool {
    text == "null" || (text.len() >= 12 && text.len() <= 20 && text.bytes().all(|b| b.is_ascii_digit()))
}

/// `20080430204825` as `2008-04-30T20:48:25Z`; times without seconds are taken at the full minute.
fn iso_date(digits: &str) -> Option<String> {
    let d = if digits.len() == 12 { format!("{digits}00") } else { digits.to_owned() };
    if d.len() < 14 || !d.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let date = format!("{}-{}-{}T{}:{}:{}Z", &d[..4], &d[4..6], &d[6..8], &d[8..10], &d[10..12], &d[12..14]);
    date.parse::<jiff::Timestamp>().is_ok().then_some(date)
}

/// One line without its end; false at the end of the input. Long header blocks are refused.
fn read_line(input: &mut impl BufRead, line: &mut Vec<u8>, used: &mut u64) -> Result<bool, Failure> {
    line.clear();
    let left = MAX_HEADER.saturating_sub(*used);
    let read = input.by_ref().take(left).read_until(b'\n', line)?;
    *used += read as u64;
    if *used >= MAX_HEADER {
        return Err(Failure::Broken("its headers are longer than any real ones".to_owned()));
    }
    while matches!(line.last(), Some(b'\n' | b'\r')) {
        line.pop();
    }
    Ok(read > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arc(line: &str) -> Option<Vec<(String, String)>> {
        match arc_line(line) {
            Some(Ok(head)) => Some(head.headers),
            _ => None,
        }
    }

    #[test]
    fn lines_of_both_arc_versions_come_apart() {
        let one = arc("http://example.org/a b?c=d 192.0.2.1 20080430204825 text/html; charset=x 680").unwrap();
        assert_eq!(find(&one, "WARC-Target-URI"), Some("http://example.org/a b?c=d"));
        assert_eq!(find(&one, "WARC-Date"), Some("2008-04-30T20:48:25Z"));
        assert_eq!(find(&one, "Content-Type"), Some("text/html; charset=x"));
        let two = arc("http://example.org/ 192.0.2.1 20080430204825 text/html 200 ABC - 1200 a.arc.gz 5");
        assert_eq!(find(&two.unwrap(), "Content-Type"), Some("text/html"));
        for broken in ["http://example.org/ 192.0.2.1 null text/html 5", "http://e.org/ 192.0.2.1 20080430204825 x -1"]
        {
            assert!(matches!(arc_line(broken), Some(Err(Failure::BrokenArc(_)))), "{broken}");
        }
        for none in ["", "URL IP-address Archive-date Content-type Archive-length", "Date: Mon, 20 Feb 2014 10:10:10"] {
            assert!(arc_line(none).is_none(), "{none}");
        }
    }
}
