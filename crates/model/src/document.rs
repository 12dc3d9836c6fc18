//! Documents: the readable text of a capture, and what coding made of it.

use crate::{Day, Report};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The readable text of one capture. Immutable: a changed page is a new document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Document {
    /// Identity chosen by whoever made the document (a URL, a path, a record id).
    #[serde(default)]
    pub id: String,
    /// Headline; empty where the page has none.
    #[serde(default)]
    pub title: String,
    /// Body text, paragraphs separated by newlines.
    #[serde(default)]
    pub text: String,
    /// Day of publication, in the outlet's own time zone; what relative dates count from.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub published: Option<Day>,
    /// Who signed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub byline: Option<String>,
    /// ISO 639-1 language code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The outlet's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outlet: Option<String>,
    /// Where it was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

impl Document {
    /// The text that all spans of the document count in: `title + "\n\n" + text`.
    #[must_use]
    pub fn full_text(&self) -> String {
        format!("{}\n\n{}", self.title, self.text)
    }
}

/// One line of `marsad code`: a document's id and its reports.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CodedDocument {
    /// The document's id, as it came in.
    pub id: String,
    /// The reports, in the order of their triggers.
    pub reports: Vec<Report>,
    /// The paragraphs that were not read, in order; left out where there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<Notice>,
}

/// A paragraph that was not read because it is in another language than Arabic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Notice {
    /// First scalar value of the paragraph.
    pub start: usize,
    /// One past its last scalar value.
    pub end: usize,
    /// Its language as a tag: `fa`, `ckb`, `en` …
    pub language: String,
}
