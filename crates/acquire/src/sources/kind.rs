//! What kind of file something is, by its name and its first bytes.

use super::{Place, SourceError, Unit};
use flate2::read::MultiGzDecoder;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// How much of a file is looked at.
const LOOK: u64 = 64 * 1024;

/// The kinds of files that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// One page: HTML or plain text.
    Page,
    /// One e-mail (`.eml`).
    Mail,
    /// A mailbox (`.mbox`).
    Mailbox,
    /// Addresses, one a line.
    List,
    /// A table of articles (`.csv`, `.tsv`).
    Table,
    /// Articles as JSON objects, one a line (`.jsonl`).
    JsonLines,
    /// A Telegram export (`result.json`), or a JSON array of articles.
    Json,
    /// A web archive (`.warc`, `.warc.gz`, `.wacz`, …).
    Archive,
}

impl Kind {
    /// What it is called in messages.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Mail => "e-mail",
            Self::Mailbox => "mailbox",
            Self::List => "list of addresses",
            Self::Table => "table",
            Self::JsonLines => "JSON lines",
            Self::Json => "JSON export",
            Self::Archive => "web archive",
        }
    }

    /// Whether a file of this kind may hold more than one item.
    #[must_use]
    pub fn is_many(self) -> bool {
        !matches!(self, Self::Page | Self::Mail)
    }
}

/// How many bytes of a file were read.
pub(super) type Counter = Arc<AtomicU64>;

struct Counted(File, Counter);

impl Read for Counted {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let read = self.0.read(into)?;
        self.1.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// A file's bytes, decompressed if it is gzip.
pub(super) fn reader(path: &Path, counter: &Counter) -> std::io::Result<Box<dyn Read + Send>> {
    let mut file = File::open(path)?;
    let mut start = [0u8; 2];
    let gzip = file.read_exact(&mut start).is_ok() && start == [0x1f, 0x8b];
    std::io::Seek::rewind(&mut file)?;
    let file = Counted(file, Arc::clone(counter));
    Ok(if gzip { Box::new(MultiGzDecoder::new(std::io::BufReader::new(file))) } else { Box::new(file) })
}

/// The kind and size of a file.
pub(super) fn of(path: &Path) -> Result<(Kind, u64), SourceError> {
    let whole = || Place { path: path.to_owned(), unit: Unit::File, at: 0 };
    let unreadable = |e: std::io::Error| {
        let out = match e.kind() {
            std::io::ErrorKind::NotFound => "no such file; check the path".to_owned(),
            _ => format!("cannot be read ({e}); check its permissions"),
        };
        SourceError::new(whole(), out)
    };
    let meta = std::fs::metadata(path).map_err(unreadable)?;
    if meta.is_dir() {
        return Err(SourceError::new(whole(), "this is a folder; give the files in it"));
    }
    let name = super::name_of(path).to_lowercase();
    let plain = [".gz", ".zst"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(&name);
    let ending = plain.rsplit_once('.').map_or("", |(_, ending)| ending);
    if matches!(ending, "warc" | "arc" | "wacz") {
        return Ok((Kind::Archive, meta.len()));
    }
    let mut head = Vec::new();
    match reader(path, &Counter::default()).map_err(unreadable)?.take(LOOK).read_to_end(&mut head) {
        Ok(_) => {}
        // Broken compression is told where the file is read.
        Err(e) if e.kind() == std::io::ErrorKind::InvalidInput => {}
        Err(e) if head.is_empty() && meta.len() == 0 => return Err(unreadable(e)),
        Err(_) => {}
    }
    Ok((by_look(ending, &head), meta.len()))
}

fn by_look(ending: &str, head: &[u8]) -> Kind {
    let start = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    match ending {
        "eml" => return Kind::Mail,
        "mbox" | "mbx" => return Kind::Mailbox,
        "csv" | "tsv" => return Kind::Table,
        "urls" => return Kind::List,
        "jsonl" | "ndjson" | "jl" => return Kind::JsonLines,
        "json" if is_json_lines(start) && !is_export(start) => return Kind::JsonLines,
        "json" => return Kind::Json,
        "html" | "htm" | "xhtml" | "shtml" | "mhtml" => return Kind::Page,
        _ => {}
    }
    if start.starts_with(b"WARC/") || start.starts_with(b"filedesc://") {
        return Kind::Archive;
    }
    let text = String::from_utf8_lossy(start);
    if is_list(&text, head.len() as u64 >= LOOK) {
        return Kind::List;
    }
    if matches!(ending, "txt" | "text" | "md") {
        return Kind::Page;
    }
    if start.starts_with(b"{") && is_export(start) {
        return Kind::Json;
    }
    if start.starts_with(b"{") && is_json_lines(start) {
        return Kind::JsonLines;
    }
    if super::mbox::is_separator(start.split(|b| *b == b'\n').next().unwrap_or_default()) {
        return Kind::Mailbox;
    }
    let first = text.lines().next().unwrap_or_default().to_ascii_lowercase();
    let headers =
        ["return-path:", "received:", "delivered-to:", "mime-version:", "from:", "date:", "message-id:", "subject:"];
    let looks = headers.iter().any(|h| first.starts_with(h)) && text.to_ascii_lowercase().contains("\nfrom:");
    if looks { Kind::Mail } else { Kind::Page }
}

/// Whether this is the beginning of a Telegram export: a list of messages, or of chats.
fn is_export(start: &[u8]) -> bool {
    let text = String::from_utf8_lossy(start);
    [("\"messages\"", '['), ("\"chats\"", '{')].iter().any(|(key, opens)| {
        text.match_indices(key).any(|(at, _)| {
            let rest = text[at + key.len()..].trim_start();
            rest.strip_prefix(':').is_some_and(|rest| rest.trim_start().starts_with(*opens))
        })
    })
}

/// Whether every line (the first of which is seen whole) is an object of its own.
fn is_json_lines(start: &[u8]) -> bool {
    let mut lines = start.split(|b| *b == b'\n').map(<[u8]>::trim_ascii);
    let first = lines.next().unwrap_or_default();
    first.starts_with(b"{") && first.ends_with(b"}") && serde_json::from_slice::<serde::de::IgnoredAny>(first).is_ok()
}

/// Whether every line that says something is an address.
fn is_list(text: &str, more: bool) -> bool {
    let mut lines: Vec<&str> = text.lines().map(str::trim).collect();
    if more {
        lines.pop();
    }
    let mut count = 0;
    for line in lines.iter().filter(|l| !l.is_empty() && !l.starts_with('#')) {
        let lower = line.get(..8).unwrap_or(line).to_ascii_lowercase();
        if !(lower.starts_with("http://") || lower.starts_with("https://")) || line.contains(char::is_whitespace) {
            return false;
        }
        count += 1;
    }
    count > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_known_by_name_or_look() {
        for (ending, head, kind) in [
            ("html", "x", Kind::Page),
            ("txt", "خبر عن https://example.org/", Kind::Page),
            ("txt", "# list\nhttps://example.org/a\n\nHTTPS://example.org/b\n", Kind::List),
            ("urls", "https://example.org/a", Kind::List),
            ("csv", "title;text", Kind::Table),
            ("json", "{\"id\":1}\n{\"id\":2}\n", Kind::JsonLines),
            ("json", "{\n \"name\": \"ق\",\n \"messages\": [", Kind::Json),
            ("json", "{\"name\":\"ق\",\"messages\": [{\"id\":1}]}", Kind::Json),
            ("", "From a@example.org Thu Mar 20 10:00:00 2025\nFrom: a\n", Kind::Mailbox),
            ("", "Return-Path: <a@example.org>\nDate: x\nFrom: a\n\n", Kind::Mail),
            ("", "WARC/1.1\r\n", Kind::Archive),
            ("", "نص", Kind::Page),
            ("", "", Kind::Page),
        ] {
            assert_eq!(by_look(ending, head.as_bytes()), kind, "{ending} {head}");
        }
    }
}
