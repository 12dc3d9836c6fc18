//! Labelled stories: documents with the reports a careful reader found in them, one JSON document a line.

use std::io::BufRead;

use anyhow::Context;
use marsad_model::{Document, EventType, Span};
use serde::Deserialize;

/// One labelled document.
#[derive(Debug, Deserialize)]
pub struct Story {
    /// The text.
    #[serde(flatten)]
    pub document: Document,
    /// Its reports.
    pub reports: Vec<Label>,
}

/// One labelled report, as far as it is learned from.
#[derive(Debug, Deserialize)]
pub struct Label {
    /// PLOVER type.
    #[serde(rename = "type")]
    pub type_: EventType,
    /// The words that name the act.
    pub trigger: Place,
    /// Who did it.
    pub actors: Vec<Place>,
    /// To whom.
    pub recipients: Vec<Place>,
    /// Where.
    pub places: Vec<Place>,
}

/// Where words stand, in Unicode scalar values of the full text.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct Place {
    start: usize,
    end: usize,
}

impl Place {
    /// The same as a span.
    #[must_use]
    pub fn span(self) -> Span {
        Span::new(self.start, self.end)
    }
}

/// Reads stories.
///
/// # Errors
/// When a line cannot be read or is no labelled story; the message has its number.
pub fn read(from: impl BufRead) -> anyhow::Result<Vec<Story>> {
    from.lines()
        .enumerate()
        .map(|(n, line)| serde_json::from_str(&line?).with_context(|| format!("line {} is no labelled story", n + 1)))
        .collect()
}

/// Pairs what was coded with the labels of one document: the same type and overlapping words, the larger overlap first.
/// Gives the number of the label of each coded act.
#[must_use]
pub fn pair(coded: &[(EventType, Span)], labels: &[Label]) -> Vec<Option<usize>> {
    let overlap = |a: Span, b: Span| a.end.min(b.end).saturating_sub(a.start.max(b.start));
    let mut all: Vec<(usize, usize, usize)> = Vec::new();
    for (c, (type_, span)) in coded.iter().enumerate() {
        for (l, label) in labels.iter().enumerate().filter(|(_, l)| l.type_ == *type_) {
            let shared = overlap(*span, label.trigger.span());
            if shared > 0 {
                all.push((usize::MAX - shared, l, c));
            }
        }
    }
    all.sort_unstable();
    let mut out = vec![None; coded.len()];
    let mut taken = vec![false; labels.len()];
    for (_, l, c) in all {
        if !taken[l] && out[c].is_none() {
            taken[l] = true;
            out[c] = Some(l);
        }
    }
    out
}
