//! What kind of thing some bytes are: a page, plain text, or something that is no text at all.

use crate::AcquireError;

/// The two kinds that give documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Html,
    Plain,
}

/// Beginnings that give a file away. The order matters only for shared beginnings.
const MAGIC: &[(&[u8], &str)] = &[
    (b"\x89PNG", "a PNG image"),
    (b"\xFF\xD8\xFF", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"BM\x00\x00", "a bitmap image"),
    (b"RIFF", "an image, sound or video file"),
    (b"\x00\x00\x00\x18ftyp", "a video file"),
    (b"\x00\x00\x00\x20ftyp", "a video file"),
    (b"\x1A\x45\xDF\xA3", "a video file"),
    (b"ID3", "a sound file"),
    (b"OggS", "a sound or video file"),
    (b"PK\x03\x04", "a zip archive or an office document (docx, xlsx, epub)"),
    (b"\xD0\xCF\x11\xE0", "an old office document (doc, xls)"),
    (b"{\\rtf", "a rich-text document"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xBC\xAF", "a 7z archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xFD7zXZ", "an xz archive"),
    (b"\x28\xB5\x2F\xFD", "a zstd archive"),
    (b"SQLite format 3", "a database"),
    (b"PAR1", "a Parquet file"),
    (b"\x7FELF", "a program"),
    (b"MZ\x90", "a program"),
];

/// Refuses what is not text, or is text but no page.
pub(crate) fn refuse_other_kinds(target: &str, bytes: &[u8]) -> Result<(), AcquireError> {
    let target = || target.to_owned();
    let start = trimmed(bytes);
    if start.is_empty() {
        return Err(AcquireError::Empty { target: target() });
    }
    if start.starts_with(b"WARC/1.") {
        return Err(AcquireError::Archive { target: target() });
    }
    if let Some((_, what)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Err(AcquireError::Binary { target: target(), what });
    }
    if is_feed(start) {
        return Err(AcquireError::Feed { target: target() });
    }
    if !looks_utf16(bytes) && looks_binary(bytes) {
        return Err(AcquireError::Binary { target: target(), what: "binary data" });
    }
    Ok(())
}

/// What some bytes are that are no text in any charset.
pub(crate) fn no_text(bytes: &[u8]) -> Option<&'static str> {
    let start = trimmed(bytes);
    if is_pdf(bytes) {
        return Some("a PDF");
    }
    if start.starts_with(b"WARC/1.") {
        return Some("a WARC archive");
    }
    let magic = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)).map(|(_, what)| *what);
    magic.or_else(|| (!looks_utf16(bytes) && looks_binary(bytes)).then_some("binary data"))
}

/// Whether the bytes are a PDF file.
pub(crate) fn is_pdf(bytes: &[u8]) -> bool {
    trimmed(bytes).starts_with(b"%PDF-")
}

/// Bytes without a byte-order mark and leading white space.
fn trimmed(bytes: &[u8]) -> &[u8] {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let bytes = if bytes == b"\xFF\xFE" || bytes == b"\xFE\xFF" { &[] } else { bytes };
    bytes.trim_ascii_start()
}

fn is_feed(start: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&start[..start.len().min(2048)]).to_lowercase();
    let rest = match head.strip_prefix("<?xml") {
        Some(after) => after.split_once("?>").map_or("", |(_, rest)| rest),
        None => &head,
    };
    let mut rest = rest.trim_start();
    while let Some(after) = rest.strip_prefix("<!--").or_else(|| rest.strip_prefix("<?")) {
        let Some((_, next)) = after.split_once('>') else { return false };
        rest = next.trim_start();
    }
    ["<rss", "<feed", "<rdf:rdf"].iter().any(|tag| rest.starts_with(tag))
}

/// Whether the bytes are UTF-16: a byte-order mark, or every other byte of the start is zero as in ASCII markup.
pub(crate) fn looks_utf16(bytes: &[u8]) -> bool {
    utf16_encoding(bytes).is_some()
}

/// The UTF-16 flavour of the bytes, if they are UTF-16.
pub(crate) fn utf16_encoding(bytes: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    if bytes.starts_with(b"\xFF\xFE") {
        return Some(encoding_rs::UTF_16LE);
    }
    if bytes.starts_with(b"\xFE\xFF") {
        return Some(encoding_rs::UTF_16BE);
    }
    // Without a mark: the high bytes of ASCII are 0, those of Arabic 6.
    let head = &bytes[..bytes.len().min(1024) & !1];
    if head.len() < 16 {
        return None;
    }
    let pairs = head.len() / 2;
    let high = |at: usize| head.iter().skip(at).step_by(2).filter(|b| matches!(b, 0 | 6)).count();
    let zeros = |at: usize| head.iter().skip(at).step_by(2).filter(|b| **b == 0).count();
    let (even, odd) = (high(0), high(1));
    if odd * 10 >= pairs * 9 && zeros(0) * 10 < pairs && zeros(1) > 0 {
        return Some(encoding_rs::UTF_16LE);
    }
    if even * 10 >= pairs * 9 && zeros(1) * 10 < pairs && zeros(0) > 0 {
        return Some(encoding_rs::UTF_16BE);
    }
    None
}

/// Whether control bytes are too many for text in any charset that pages use. A stray one is forgiven.
fn looks_binary(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(64 * 1024)];
    let control = head.iter().filter(|b| matches!(b, 0..=8 | 14..=26 | 28..=31 | 0x7F)).count();
    control > 0 && control * 200 > head.len()
}

/// Whether text is HTML, by its declared type and its own look. Look wins: servers and file names are often wrong.
pub(crate) fn kind(media_type: &str, text: &str) -> Kind {
    let head: String = text.trim_start_matches('\u{FEFF}').trim_start().chars().take(4096).collect::<String>();
    let head = head.to_ascii_lowercase();
    if ["<!doctype html", "<html", "<head", "<body", "<?xml"].iter().any(|t| head.starts_with(t)) {
        return Kind::Html;
    }
    let declared = media_type.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
    let html = matches!(declared.as_str(), "text/html" | "application/xhtml+xml");
    let markers = ["<html", "<body", "<p>", "<p ", "</p>", "<div", "</div>", "<br", "<span", "<meta", "</a>", "<h1"];
    let marks = markers.iter().filter(|m| head.contains(**m)).count();
    if (html && (head.contains('<') || marks > 0)) || marks >= 2 { Kind::Html } else { Kind::Plain }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(bytes: &[u8]) -> String {
        refuse_other_kinds("file", bytes).map_or_else(|e| e.to_string(), |()| "taken".to_owned())
    }

    #[test]
    fn each_kind_is_refused_in_its_own_words() {
        assert!(refused(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR").contains("PNG image"));
        assert!(refused(b"PK\x03\x04\x14\0").contains("zip archive"));
        assert!(is_pdf(b"\n%PDF-1.7\n%\xE2\xE3") && !is_pdf(b"%PD"));
        assert!(refused(b"WARC/1.1\r\nWARC-Type: warcinfo").contains("WARC"));
        assert!(refused(b"<?xml version='1.0'?>\n<!-- x --><rss version='2.0'>").contains("feed"));
        assert!(refused(b"\xEF\xBB\xBF \n\t").contains("empty"));
        assert!(refused(b"abc\0\0\0\0\0defg").contains("binary data"));
    }

    #[test]
    fn text_in_any_charset_is_taken() {
        assert_eq!(refused("نص عربي".as_bytes()), "taken");
        assert_eq!(refused(&encoding_rs::WINDOWS_1256.encode("نص عربي طويل بما يكفي").0), "taken");
        let utf16: Vec<u8> = "<html><p>سقطت قذيفة</p>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(refused(&utf16), "taken");
        assert_eq!(utf16_encoding(&utf16), Some(encoding_rs::UTF_16LE));
    }

    #[test]
    fn look_wins_over_declared_type() {
        assert_eq!(kind("text/plain", "<!DOCTYPE html><p>نص"), Kind::Html);
        assert_eq!(kind("text/html", "نص بلا وسوم"), Kind::Plain);
        assert_eq!(kind("text/html", "<p>نص"), Kind::Html);
        assert_eq!(kind("", "العدد < 5 والعدد > 3"), Kind::Plain);
        assert_eq!(kind("", "<div><p>نص</p></div>"), Kind::Html);
    }
}
