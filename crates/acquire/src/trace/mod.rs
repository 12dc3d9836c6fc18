//! From the words of a document back to the bytes of the capture.
//!
//! The reader drops markup, resolves references and decodes charsets; none of this keeps positions. A trace is found
//! afterwards: the page's text is read once more with the place of every letter, and the document's lines are looked up
//! in it, in order. What cannot be found is not guessed: it has no bytes.

mod align;
mod bytes;
mod source;

use crate::sniff::{self, Kind};
use crate::{Fetched, charset};
use bytes::ByteMap;
use marsad_model::{Document, Span};
use source::Source;
use std::ops::Range;

/// No place.
const NOWHERE: (u32, u32) = (u32::MAX, u32::MAX);

/// Where the scalar values of a document's text stand in the fetched bytes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Trace {
    /// For each scalar value of `title + "\n\n" + text` the bytes it was read from, [`NOWHERE`] where unknown.
    places: Vec<(u32, u32)>,
}

impl Trace {
    /// The byte ranges of the capture ([`Fetched::bytes`]) that a span of the document was read from, in the order of the
    /// text; ranges that touch are joined. Empty where the words were not found on the page.
    #[must_use]
    pub fn bytes(&self, span: Span) -> Vec<Range<u64>> {
        let end = span.end.min(self.places.len());
        let places = self.places.get(span.start.min(end)..end).unwrap_or_default();
        let mut ranges: Vec<Range<u64>> = Vec::new();
        for (start, end) in places.iter().filter(|place| **place != NOWHERE) {
            let (start, end) = (u64::from(*start), u64::from(*end));
            match ranges.last_mut() {
                Some(last) if last.end == start => last.end = end,
                _ => ranges.push(start..end),
            }
        }
        ranges
    }

    /// How many words a document has, and how many of them have bytes for each of their letters and digits.
    #[must_use]
    pub fn words(&self, document: &Document) -> (usize, usize) {
        let (mut all, mut found) = (0, 0);
        let (mut open, mut whole) = (false, true);
        let text = document.full_text();
        for (c, place) in text.chars().zip(&self.places) {
            if c.is_alphanumeric() {
                whole = (whole || !open) && *place != NOWHERE;
                open = true;
            } else if std::mem::take(&mut open) {
                all += 1;
                found += usize::from(whole);
            }
        }
        (all + usize::from(open), found + usize::from(open && whole))
    }

    /// Whether every letter and digit of a span has its bytes.
    #[must_use]
    pub fn covers(&self, document: &Document, span: Span) -> bool {
        let text = document.full_text();
        let inside = text.chars().zip(&self.places).skip(span.start).take(span.len());
        inside.filter(|(c, _)| c.is_alphanumeric()).all(|(_, place)| *place != NOWHERE)
    }
}

/// Finds where the words of `document` stand in the bytes it was read from.
///
/// Takes time in proportion to the page; a page that is no text (PDF) gives an empty trace, as does a document that
/// was not read from these bytes.
#[must_use]
pub fn trace(fetched: &Fetched, document: &Document) -> Trace {
    let text = document.full_text();
    let mut places = vec![NOWHERE; text.chars().count()];
    let is_page = !sniff::is_pdf(&fetched.bytes) && sniff::refuse_other_kinds(&fetched.target, &fetched.bytes).is_ok();
    if !is_page || u32::try_from(fetched.bytes.len()).is_err() {
        return Trace { places };
    }
    let (encoding, skip) = charset::encoding_of(&fetched.bytes, fetched.charset_hint.as_deref());
    let (page, _) = encoding.decode_without_bom_handling(&fetched.bytes[skip..]);
    let Some(map) = ByteMap::new(encoding, &fetched.bytes, skip, &page) else { return Trace { places } };
    let source = match sniff::kind(&fetched.media_type, &page) {
        Kind::Html => Source::of_html(&page),
        Kind::Plain => Source::of_plain(&page),
    };
    align::align(&text, document.title.chars().count(), &source, &mut places);
    bridge(&text, &page, &mut places);
    for place in places.iter_mut().filter(|place| **place != NOWHERE) {
        *place = (map.byte(&page, place.0), map.byte(&page, place.1));
    }
    Trace { places }
}

/// Gives white space between two found letters the white space of the page, so that a sentence is one range.
fn bridge(text: &str, page: &str, places: &mut [(u32, u32)]) {
    let mut before: Option<usize> = None;
    for (at, c) in text.chars().enumerate() {
        if places[at] == NOWHERE {
            if !c.is_whitespace() {
                before = None;
            }
            continue;
        }
        if let Some(last) = before {
            let (from, to) = (places[last].1, places[at].0);
            let gap = (from < to && to - from <= 64).then(|| page.get(from as usize..to as usize)).flatten();
            if gap.is_some_and(|gap| gap.chars().all(source::is_blank)) {
                if at == last + 1 {
                    places[last].1 = to;
                } else {
                    places[last + 1] = (from, to);
                }
            }
        }
        before = Some(at);
    }
}
