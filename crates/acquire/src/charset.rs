//! From bytes to text: byte-order mark, then UTF-8 that proves itself, then what is declared if it makes sense, then a guess.

use crate::document::Warning;
use crate::sniff;
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

/// Decoded text and how it was decoded.
pub(crate) struct Decoded {
    pub text: String,
    pub charset: String,
    pub warnings: Vec<Warning>,
}

/// The charset that [`decode`] reads the bytes with, and how many bytes its mark takes at their start.
pub(crate) fn encoding_of(bytes: &[u8], hint: Option<&str>) -> (&'static Encoding, usize) {
    if let Some((encoding, skip)) = Encoding::for_bom(bytes) {
        return (encoding, skip);
    }
    if let Some(encoding) = sniff::utf16_encoding(bytes) {
        return (encoding, 0);
    }
    (choose(bytes, declared(bytes, hint).iter().map(|(e, _)| *e)), 0)
}

/// The charsets that the header and the page itself declare.
fn declared(bytes: &[u8], hint: Option<&str>) -> Vec<(&'static Encoding, String)> {
    [hint.map(str::to_owned), inside(bytes)]
        .into_iter()
        .flatten()
        .filter_map(|label| Encoding::for_label(label.trim().as_bytes()).map(|e| (e, label)))
        .collect()
}

/// Decodes a page. `hint` is the charset of the HTTP header; a charset declared inside the page is found here.
pub(crate) fn decode(bytes: &[u8], hint: Option<&str>) -> Decoded {
    let mut warnings = Vec::new();
    let (chosen, skip) = encoding_of(bytes, hint);
    if skip > 0 || sniff::utf16_encoding(bytes).is_some() {
        return finish(chosen, &bytes[skip..], warnings);
    }
    let declared = declared(bytes, hint);
    if let Some((_, label)) = declared.first()
        && declared.iter().all(|(e, _)| !same(e, chosen))
    {
        warnings.push(Warning::Charset { declared: label.clone(), used: chosen.name().to_owned() });
    }
    finish(chosen, bytes, warnings)
}

fn finish(encoding: &'static Encoding, bytes: &[u8], mut warnings: Vec<Warning>) -> Decoded {
    let (text, broken) = encoding.decode_without_bom_handling(bytes);
    if broken {
        let places = text.matches('\u{FFFD}').count();
        warnings.push(Warning::BrokenBytes { charset: encoding.name().to_owned(), places });
    }
    Decoded { text: text.into_owned(), charset: encoding.name().to_owned(), warnings }
}

/// ASCII pages decode the same in every charset that pages use: no reason to warn.
fn same(a: &'static Encoding, b: &'static Encoding) -> bool {
    a == b
}

fn choose(bytes: &[u8], declared: impl Iterator<Item = &'static Encoding>) -> &'static Encoding {
    let mut declared = declared.peekable();
    if bytes.is_ascii() {
        return declared.find(|e| e.is_ascii_compatible()).unwrap_or(UTF_8);
    }
    if mostly_utf8(bytes) {
        return UTF_8;
    }
    // A declaration that makes sense needs no second opinion.
    if let Some(first) = declared.peek().copied().filter(|e| *e != UTF_8)
        && plausibility(first, bytes) >= 0.6
    {
        return first;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(&bytes[..bytes.len().min(1 << 20)], true);
    let guess = detector.guess(None, Utf8Detection::Deny);
    let guessed = plausibility(guess, bytes);
    for encoding in declared {
        if encoding == UTF_8 {
            continue;
        }
        let said = plausibility(encoding, bytes);
        if said >= 0.6 || (said > 0.0 && said >= guessed) {
            return encoding;
        }
    }
    // The detector hesitates on short texts; Arabic pages without a word about their charset are windows-1256.
    let arabic = encoding_rs::WINDOWS_1256;
    if guessed < 0.6 && plausibility(arabic, bytes) > guessed { arabic } else { guess }
}

/// Whether the bytes are UTF-8, a few broken places forgiven. Text in another charset is next to never valid UTF-8.
fn mostly_utf8(bytes: &[u8]) -> bool {
    if std::str::from_utf8(bytes).is_ok() {
        return true;
    }
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good > 0 && bad * 50 <= good
}

/// How much the non-ASCII part of the bytes looks like writing when decoded so, 0 to 1. Errors give 0.
fn plausibility(encoding: &'static Encoding, bytes: &[u8]) -> f32 {
    let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(bytes) else { return 0.0 };
    let (mut total, mut good) = (0u32, 0u32);
    let mut previous = ' ';
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if !c.is_ascii() {
            total += 1;
            let next = chars.peek().copied().unwrap_or(' ');
            good += u32::from(fits(previous, c, next));
        }
        previous = c;
    }
    if total == 0 { 1.0 } else { good as f32 / total as f32 }
}

fn fits(previous: char, c: char, next: char) -> bool {
    match c {
        '\u{0080}'..='\u{009F}' => false,
        '\u{00A0}' | '«' | '»' | '\u{2010}'..='\u{2026}' | '،' | '؛' | '؟' => true,
        // Letters of a script hang together; an Arabic letter beside an accented Latin one is decoding gone wrong.
        c if is_arabic(c) => {
            !is_accented_latin(previous) && !is_accented_latin(next) && (is_arabic(previous) || is_arabic(next))
                || (!previous.is_alphabetic() && !next.is_alphabetic())
        }
        // Accented Latin letters stand among plain ones.
        c if is_accented_latin(c) => {
            (previous.is_ascii_alphabetic() || next.is_ascii_alphabetic())
                && !(is_accented_latin(previous) && is_accented_latin(next))
        }
        c => c.is_alphabetic(),
    }
}

fn is_arabic(c: char) -> bool {
    matches!(c, '\u{0600}'..='\u{06FF}' | '\u{0750}'..='\u{077F}')
}

fn is_accented_latin(c: char) -> bool {
    matches!(c, '\u{00C0}'..='\u{024F}')
}

/// The charset that the page's own markup declares in its first kilobytes.
fn inside(bytes: &[u8]) -> Option<String> {
    let head = &bytes[..bytes.len().min(8192)];
    let (text, _, _) = WINDOWS_1252.decode(head);
    let text = text.to_ascii_lowercase();
    let at = text.find("charset=").map(|at| at + "charset=".len()).or_else(|| {
        let prolog = text.strip_prefix("<?xml")?;
        let end = prolog.find("?>")?;
        prolog[..end].find("encoding=").map(|at| at + "<?xml".len() + "encoding=".len())
    })?;
    let label = text.get(at..)?.trim_start_matches(['"', '\'', ' ']);
    let end = label.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':'))).unwrap_or(label.len());
    (end > 0 && end < 40).then(|| label[..end].to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "قال مصدر أمني إن ثلاثة أشخاص أصيبوا في انفجار عبوة قرب سوق المدينة صباح الاثنين.";

    fn read(bytes: &[u8], hint: Option<&str>) -> (String, String, usize) {
        let d = decode(bytes, hint);
        (d.text, d.charset, d.warnings.len())
    }

    #[test]
    fn windows_1256_under_a_wrong_header_is_read_right_with_a_warning() {
        let bytes = encoding_rs::WINDOWS_1256.encode(TEXT).0;
        for hint in [Some("utf-8"), Some("iso-8859-1"), Some("windows-1252")] {
            assert_eq!(read(&bytes, hint), (TEXT.to_owned(), "windows-1256".to_owned(), 1), "{hint:?}");
        }
        for hint in [None, Some("windows-1256"), Some("cp1256"), Some("no-such-charset")] {
            assert_eq!(read(&bytes, hint), (TEXT.to_owned(), "windows-1256".to_owned(), 0), "{hint:?}");
        }
    }

    #[test]
    fn utf8_under_a_wrong_header_is_read_right_with_a_warning() {
        assert_eq!(read(TEXT.as_bytes(), Some("windows-1256")), (TEXT.to_owned(), "UTF-8".to_owned(), 1));
        assert_eq!(read(TEXT.as_bytes(), Some("utf-8")), (TEXT.to_owned(), "UTF-8".to_owned(), 0));
    }

    #[test]
    fn a_page_cut_inside_a_letter_stays_utf8() {
        let mut bytes = TEXT.as_bytes().to_vec();
        bytes.truncate(bytes.len() - 2);
        let read = decode(&bytes, None);
        assert_eq!(read.charset, "UTF-8");
        assert!(read.text.starts_with("قال مصدر أمني"));
        assert!(matches!(read.warnings.as_slice(), [Warning::BrokenBytes { places: 1, .. }]));
    }

    #[test]
    fn iso_8859_6_declared_inside_the_page_is_believed() {
        let page = format!("<meta http-equiv=Content-Type content='text/html; charset=iso-8859-6'><p>{TEXT}");
        let (bytes, _, unmappable) = encoding_rs::ISO_8859_6.encode(&page);
        assert!(!unmappable);
        let (text, charset, warnings) = read(&bytes, Some("utf-8"));
        assert_eq!((text.as_str(), charset.as_str(), warnings), (page.as_str(), "ISO-8859-6", 0));
    }

    #[test]
    fn french_under_its_own_charset_is_no_arabic() {
        let french = "Le général a été tué près de la frontière, a déclaré le ministère à la presse.";
        let bytes = WINDOWS_1252.encode(french).0;
        assert_eq!(read(&bytes, Some("iso-8859-1")).0, french);
        assert_eq!(read(&bytes, None).0, french);
    }
}
