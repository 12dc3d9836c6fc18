//! A page's text with the place of every letter, markup and references resolved.

use crate::entities;
use crate::guard::Scanner;
use crate::html::is_invisible;

/// Most letters of a page that are looked at.
const MAX_LETTERS: usize = 4_000_000;

/// Letters in a row, white space and invisible signs out, with their places in the decoded page.
#[derive(Debug, Default)]
pub(super) struct Stream {
    /// The letters.
    pub letters: String,
    /// For each byte of `letters` that begins a letter (others repeat it), the index into `places`.
    places: Vec<(u32, u32)>,
    /// Byte offsets in `letters` of every 32nd letter.
    steps: Vec<u32>,
}

/// Letters between two remembered offsets.
const STEP: usize = 32;

/// The streams of a page, in the order in which they are searched.
#[derive(Debug, Default)]
pub(super) struct Source {
    /// What the page shows.
    pub shown: Stream,
    /// Titles, attributes and the strings of scripts.
    pub beside: Stream,
}

/// White space and signs that show nothing.
pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace() || is_invisible(c)
}

impl Stream {
    fn push(&mut self, c: char, from: usize, to: usize) {
        if is_blank(c) || self.places.len() >= MAX_LETTERS {
            return;
        }
        if self.places.len().is_multiple_of(STEP) {
            self.steps.push(u32::try_from(self.letters.len()).unwrap_or(u32::MAX));
        }
        self.letters.push(c);
        // Pages are smaller than 4 GiB: checked by the caller.
        self.places.push((from as u32, to as u32));
    }

    /// The places of the letters from a byte offset in `letters` on.
    pub(super) fn from(&self, offset: usize) -> &[(u32, u32)] {
        let step = self.steps.partition_point(|s| *s as usize <= offset).max(1) - 1;
        let start = self.steps.get(step).map_or(0, |s| *s as usize);
        let letters = self.letters.get(start..offset).map_or(0, |t| t.chars().count());
        self.places.get(step * STEP + letters..).unwrap_or_default()
    }

    /// Text with references, as between tags and in attributes.
    fn text(&mut self, page: &str, from: usize, to: usize) {
        let mut at = from;
        while at < to {
            let Some(c) = page[at..].chars().next() else { break };
            let (c, len) = match c {
                '&' => entities::reference(&page[at..to]).unwrap_or(('&', 1)),
                c => (c, c.len_utf8()),
            };
            self.push(c, at, at + len);
            at += len;
        }
    }

    /// Text of a script: the escapes of JSON strings are resolved, and references inside them.
    fn script(&mut self, page: &str, from: usize, to: usize) {
        let mut at = from;
        while at < to {
            let rest = &page[at..to];
            let Some(c) = rest.chars().next() else { break };
            let (c, len) = match c {
                '\\' => escape(rest).unwrap_or(('\\', 1)),
                '&' => entities::reference(rest).unwrap_or(('&', 1)),
                c => (c, c.len_utf8()),
            };
            self.push(c, at, at + len);
            at += len;
        }
    }
}

/// The letter that an escape of a JSON string stands for, and its length.
fn escape(text: &str) -> Option<(char, usize)> {
    let unit = |at: usize| u16::from_str_radix(text.get(at..at + 4)?, 16).ok();
    match text.as_bytes().get(1)? {
        b'n' | b'r' | b't' | b'b' | b'f' => Some((' ', 2)),
        c @ (b'"' | b'\\' | b'/') => Some((*c as char, 2)),
        b'u' => {
            let first = unit(2)?;
            if (0xD800..0xDC00).contains(&first) && text.get(6..8) == Some("\\u") {
                let pair = [first, unit(8)?];
                return char::decode_utf16(pair).next()?.ok().map(|c| (c, 12));
            }
            char::from_u32(u32::from(first)).map(|c| (c, 6))
        }
        _ => None,
    }
}

impl Source {
    /// The streams of a page of HTML.
    pub(super) fn of_html(page: &str) -> Self {
        let mut source = Self::default();
        let mut scanner = Scanner::new(page);
        let mut from = 0;
        while let Some(tag) = scanner.next_tag() {
            source.between(page, from, tag.start);
            let next = scanner.at();
            if !tag.closes {
                let name = tag.name.to_ascii_lowercase();
                match name.as_str() {
                    "meta" => source.beside.text(page, tag.start, tag.end),
                    "script" => source.beside.script(page, tag.end, next),
                    "title" => source.beside.text(page, tag.end, next),
                    "textarea" | "noframes" | "xmp" | "noembed" | "iframe" | "style" => {}
                    _ => source.between(page, tag.end, next),
                }
            }
            from = next;
        }
        source.between(page, from, page.len());
        source
    }

    /// The stream of plain text.
    pub(super) fn of_plain(page: &str) -> Self {
        let mut source = Self::default();
        for (at, c) in page.char_indices() {
            source.shown.push(c, at, at + c.len_utf8());
        }
        source
    }

    /// What stands between two tags, comments out.
    fn between(&mut self, page: &str, mut from: usize, to: usize) {
        while from < to {
            let rest = &page[from..to];
            let Some(open) = rest.find("<!").into_iter().chain(rest.find("<?")).min() else { break };
            self.shown.text(page, from, from + open);
            let comment = rest[open..].starts_with("<!--");
            let close = if comment { "-->" } else { ">" };
            let end = rest[open..].find(close).map_or(rest.len(), |at| open + at + close.len());
            from += end.max(open + 2).min(rest.len());
        }
        if from < to {
            self.shown.text(page, from, to);
        }
    }
}
