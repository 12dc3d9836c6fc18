//! Keeps hostile or broken markup from exhausting the HTML parser: nesting, open formatting tags and tag count are bounded.
//!
//! A parser's work grows with the square of the depth, and unclosed formatting tags are copied into every paragraph that
//! follows. Real pages stay far below the bounds and pass untouched; others lose the tags that are too many, never text.

use std::borrow::Cow;
use std::collections::HashMap;

/// Deepest nesting that is kept; browsers stop at 512.
const MAX_DEPTH: usize = 256;
/// Most tags of one page.
const MAX_TAGS: usize = 300_000;
/// Most formatting tags open at once.
const MAX_FORMATTING: usize = 64;

/// The markup, and whether tags had to be taken out of it.
pub(crate) fn tame(html: &str) -> (Cow<'_, str>, bool) {
    if within_bounds(html) { (Cow::Borrowed(html), false) } else { (Cow::Owned(flatten(html)), true) }
}

fn within_bounds(html: &str) -> bool {
    let mut open: HashMap<&str, usize> = HashMap::new();
    let (mut depth, mut formatting, mut tags) = (0usize, 0usize, 0usize);
    let mut scanner = Scanner::new(html);
    while let Some(tag) = scanner.next_tag() {
        tags += 1;
        let counter = match weight(tag.name) {
            Weight::None => {
                if tags > MAX_TAGS {
                    return false;
                }
                continue;
            }
            Weight::Formatting => &mut formatting,
            Weight::Nests => &mut depth,
        };
        let count = open.entry(tag.name).or_insert(0);
        if !tag.closes {
            *count += 1;
            *counter += 1;
        } else if *count > 0 {
            *count -= 1;
            *counter = counter.saturating_sub(1);
        }
        if depth > MAX_DEPTH || formatting > MAX_FORMATTING || tags > MAX_TAGS {
            return false;
        }
    }
    true
}

/// The markup without formatting tags, without tags below the deepest level, and without tags after the last allowed.
fn flatten(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut open: HashMap<&str, usize> = HashMap::new();
    let mut dropped: HashMap<&str, usize> = HashMap::new();
    let (mut depth, mut tags, mut from) = (0usize, 0usize, 0usize);
    let mut scanner = Scanner::new(html);
    while let Some(tag) = scanner.next_tag() {
        tags += 1;
        let weight = weight(tag.name);
        let keep = match weight {
            _ if tags > MAX_TAGS => false,
            Weight::Formatting => tag.name.eq_ignore_ascii_case("a"),
            Weight::None => true,
            Weight::Nests if tag.closes => match dropped.get_mut(tag.name) {
                Some(count) if *count > 0 => {
                    *count -= 1;
                    false
                }
                _ => {
                    if let Some(count) = open.get_mut(tag.name).filter(|c| **c > 0) {
                        *count -= 1;
                        depth = depth.saturating_sub(1);
                    }
                    true
                }
            },
            Weight::Nests if depth >= MAX_DEPTH => {
                *dropped.entry(tag.name).or_insert(0) += 1;
                false
            }
            Weight::Nests => {
                *open.entry(tag.name).or_insert(0) += 1;
                depth += 1;
                true
            }
        };
        if !keep {
            out.push_str(&html[from..tag.start]);
            if !matches!(weight, Weight::Formatting) {
                out.push('\n');
            }
            from = tag.end;
        }
    }
    out.push_str(&html[from..]);
    out
}

#[derive(Clone, Copy)]
enum Weight {
    /// Cannot hold anything, or is closed by its next sibling.
    None,
    Formatting,
    Nests,
}

fn weight(name: &str) -> Weight {
    let mut buffer = [0u8; 12];
    let Some(lower) = buffer.get_mut(..name.len()) else { return Weight::Nests };
    lower.copy_from_slice(name.as_bytes());
    lower.make_ascii_lowercase();
    match &*lower {
        b"area" | b"base" | b"br" | b"col" | b"embed" | b"hr" | b"img" | b"input" | b"link" | b"meta" | b"param"
        | b"source" | b"track" | b"wbr" | b"p" | b"li" | b"dt" | b"dd" | b"tr" | b"td" | b"th" | b"tbody"
        | b"thead" | b"tfoot" | b"option" | b"optgroup" | b"colgroup" | b"caption" | b"rp" | b"rt" | b"html"
        | b"head" | b"body" | b"script" | b"style" | b"title" | b"textarea" | b"frame" => Weight::None,
        b"a" | b"b" | b"big" | b"code" | b"em" | b"font" | b"i" | b"nobr" | b"s" | b"small" | b"strike" | b"strong"
        | b"tt" | b"u" => Weight::Formatting,
        _ => Weight::Nests,
    }
}

/// One tag of the markup.
pub(crate) struct Tag<'h> {
    /// As written.
    pub name: &'h str,
    /// Whether it is an end tag.
    pub closes: bool,
    /// Where its `<` stands.
    pub start: usize,
    /// One past its `>`.
    pub end: usize,
}

/// Finds tags as the HTML tokeniser would: comments, quoted attributes and raw text are stepped over.
pub(crate) struct Scanner<'h> {
    html: &'h str,
    at: usize,
    /// Open `svg` and `math` elements: inside them `style` and its like hold markup, not raw text.
    foreign: usize,
}

impl<'h> Scanner<'h> {
    /// A scanner at the start of some markup.
    pub(crate) fn new(html: &'h str) -> Self {
        Self { html, at: 0, foreign: 0 }
    }

    /// Where the next tag is looked for: behind the last tag, and behind its raw text where it has any.
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    /// The next tag.
    pub(crate) fn next_tag(&mut self) -> Option<Tag<'h>> {
        let bytes = self.html.as_bytes();
        loop {
            let start = self.at + self.html.get(self.at..)?.find('<')?;
            let rest = &self.html[start..];
            if let Some(after) = rest.strip_prefix("<!--") {
                let len = if after.starts_with('>') { 0 } else { after.find("-->").unwrap_or(after.len()) };
                self.at = (start + 4 + len).min(bytes.len());
                continue;
            }
            if rest.starts_with("<!") || rest.starts_with("<?") {
                self.at = start + rest.find('>').map_or(rest.len(), |i| i + 1);
                continue;
            }
            let closes = rest.starts_with("</");
            let name_start = start + 1 + usize::from(closes);
            if !bytes.get(name_start).is_some_and(u8::is_ascii_alphabetic) {
                self.at = start + 1;
                continue;
            }
            let name_len = bytes[name_start..]
                .iter()
                .position(|b| b.is_ascii_whitespace() || matches!(b, b'/' | b'>'))
                .unwrap_or(bytes.len() - name_start);
            let name = &self.html[name_start..name_start + name_len];
            let end = tag_end(bytes, name_start + name_len);
            self.at = end;
            if name.eq_ignore_ascii_case("svg") || name.eq_ignore_ascii_case("math") {
                let empty = bytes[..end].ends_with(b"/>");
                self.foreign = if closes { self.foreign.saturating_sub(1) } else { self.foreign + usize::from(!empty) };
            }
            if !closes && self.foreign == 0 && is_raw(name) {
                self.at = raw_end(self.html, end, name);
            }
            return Some(Tag { name, closes, start, end });
        }
    }
}

/// One past the `>` of the tag whose name ends at `at`.
fn tag_end(bytes: &[u8], mut at: usize) -> usize {
    let mut after_equals = false;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'>' => return at + 1,
            b'"' | b'\'' if after_equals => {
                at += 1 + bytes[at + 1..].iter().position(|b| *b == byte).unwrap_or(bytes.len() - at - 1);
                after_equals = false;
            }
            b'=' => after_equals = true,
            b if b.is_ascii_whitespace() => {}
            _ => after_equals = false,
        }
        at += 1;
    }
    bytes.len()
}

fn is_raw(name: &str) -> bool {
    ["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"]
        .iter()
        .any(|raw| raw.eq_ignore_ascii_case(name))
}

/// Where the end tag of a raw-text element begins.
fn raw_end(html: &str, from: usize, name: &str) -> usize {
    let bytes = html.as_bytes();
    let mut at = from;
    while let Some(found) = html.get(at..).and_then(|rest| rest.find("</")) {
        at += found;
        let candidate = bytes.get(at + 2..at + 2 + name.len());
        if candidate.is_some_and(|c| c.eq_ignore_ascii_case(name.as_bytes())) {
            return at;
        }
        at += 2;
    }
    html.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ordinary_markup_passes_untouched() {
        let page = "<!-- <div> --><div title='a>b'><script>if (a<b) '<div><div>'</script><p>نص<p>نص<br></div>";
        assert!(matches!(tame(page), (Cow::Borrowed(_), false)));
    }

    #[test]
    fn bombs_lose_tags_and_keep_text() {
        for bomb in [
            format!("{}نص{}", "<div>".repeat(100_000), "</div>".repeat(100_000)),
            format!("{}نص", "<x-y a=1><font size=1>".repeat(50_000)),
            format!("{}نص", (0..5000).map(|i| format!("<font size={i}>")).collect::<String>()),
            format!("{}نص", "<p><br>".repeat(400_000)),
            format!("{}نص", "<svg><style><div>".repeat(1000)),
        ] {
            let (tamed, changed) = tame(&bomb);
            assert!(changed && tamed.contains("نص"));
            let mut scanner = Scanner::new(&tamed);
            let mut tags = 0;
            while scanner.next_tag().is_some() {
                tags += 1;
            }
            assert!(tags <= MAX_TAGS);
        }
    }

    proptest! {
        #[test]
        fn flattening_never_panics_and_bounds_hold(parts in proptest::collection::vec("</?(div|b|p|script|x)( a=['\"]?)?>?|<!--|-->|[a-zب<>\"' /]", 0..60)) {
            let html = parts.concat();
            let _ = within_bounds(&html);
            let flat = flatten(&html);
            prop_assert!(flat.len() <= html.len() + 60);
        }
    }
}
