//! Words of a document: from a stretch that was chosen, or found where they were typed.

use crate::params::Fault;
use marsad_model::{Document, Quote, Span};

/// A document's full text by scalar values.
#[derive(Debug, Clone)]
pub struct FullText {
    chars: Vec<char>,
}

impl FullText {
    /// The title, two line ends and the text, as spans count them.
    #[must_use]
    pub fn of(document: &Document) -> Self {
        Self { chars: document.full_text().chars().collect() }
    }

    /// The words under a span; none where it is empty or reaches beyond the text.
    #[must_use]
    pub fn quote(&self, span: Span) -> Option<Quote> {
        if span.is_empty() {
            return None;
        }
        let text: String = self.chars.get(span.start..span.end)?.iter().collect();
        Some(Quote { start: span.start, end: span.end, text })
    }

    /// Words as somebody typed or pasted them, where they stand nearest to a place of the text. Blanks count as one another.
    #[must_use]
    pub fn find(&self, typed: &str, near: usize) -> Option<Quote> {
        let wanted: Vec<char> = typed.trim().chars().collect();
        if wanted.is_empty() || wanted.len() > self.chars.len() {
            return None;
        }
        let same = |a: &char, b: &char| a == b || a.is_whitespace() && b.is_whitespace();
        let starts = (0..=self.chars.len() - wanted.len())
            .filter(|&at| self.chars[at..at + wanted.len()].iter().zip(&wanted).all(|(a, b)| same(a, b)));
        let start = starts.min_by_key(|start| start.abs_diff(near))?;
        self.quote(Span::new(start, start + wanted.len()))
    }

    /// The words that a form names: a stretch, else typed words. None where it names neither.
    ///
    /// # Errors
    /// Where the stretch lies outside, or the words do not stand in the text.
    pub fn chosen(&self, stretch: Option<(usize, usize)>, typed: &str, near: usize) -> Result<Option<Quote>, Fault> {
        if let Some((start, end)) = stretch {
            let fault = || Fault::new("words", "error.stretch", vec![("value", format!("{start}–{end}"))]);
            return self.quote(Span::new(start, end)).map(Some).ok_or_else(fault);
        }
        if typed.trim().is_empty() {
            return Ok(None);
        }
        let shown: String = typed.trim().chars().take(80).collect();
        self.find(typed, near).map(Some).ok_or_else(|| Fault::new("words", "error.words_none", vec![("value", shown)]))
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use marsad_model::Report;
    use serde_json::json;

    /// A text to take words from.
    pub fn text() -> FullText {
        FullText::of(&Document {
            title: "😀 قصف إدلب".into(),
            text: "قصف  إدلب ثم قصف\nإدلب مرة أخرى".into(),
            ..Document::default()
        })
    }

    /// A report of it.
    pub fn report() -> Report {
        let quote = |start: usize, end: usize| {
            let words = text().quote(Span::new(start, end)).unwrap();
            json!({ "start": start, "end": end, "text": words.text })
        };
        let with = |start, end, more: serde_json::Value| {
            let mut out = quote(start, end);
            out.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            out
        };
        serde_json::from_value(json!({
            "type": "ASSAULT", "mode": ["aerial"], "aux": [], "modality": "asserted", "polarity": "affirmed",
            "certainty": "certain", "trigger": quote(12, 15), "event": 1,
            "actors": [with(22, 24, json!({ "entity": "x" }))],
            "places": [with(17, 21, json!({ "name": "Idlib", "id": "geonames:169577", "precision": 1 }))],
            "date": with(29, 33, json!({ "from": "2023-05-01", "to": null })),
            "counts": [with(2, 5, json!({ "what": "killed", "min": 3, "max": null }))],
            "confidence": 0.5, "rule": "test/one", "evidence": quote(12, 28),
            "versions": { "marsad": "0", "lexicon": "sha256:0" },
        }))
        .unwrap()
    }

    #[test]
    fn typed_words_are_found_nearest_to_the_act_whatever_blanks_stand_between() {
        let text = text();
        let quote = text.find(" قصف إدلب ", 25).unwrap();
        assert_eq!((quote.start, quote.text.as_str()), (25, "قصف\nإدلب"));
        assert_eq!(text.find("قصف إدلب", 0).unwrap().start, 2);
        assert_eq!(text.find("حلب", 0), None);
        assert_eq!(text.find("  ", 0), None);
        assert_eq!(text.find(&"س".repeat(1000), 0), None);
    }

    #[test]
    fn a_stretch_gives_its_words_and_one_beyond_the_text_is_refused() {
        let text = text();
        assert_eq!(text.chosen(Some((2, 5)), "", 0).unwrap().unwrap().text, "قصف");
        for bad in [(5, 5), (7, 3), (0, 500), (usize::MAX - 1, usize::MAX)] {
            assert_eq!(text.chosen(Some(bad), "", 0).unwrap_err().parameter, "words", "{bad:?}");
        }
        assert_eq!(text.chosen(None, " ", 0), Ok(None));
        assert!(text.chosen(None, "حلب", 0).is_err());
    }
}
