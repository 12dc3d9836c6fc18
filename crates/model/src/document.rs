//! Documents: the readable text of a capture, and what coding made of it.

use crate::{Day, Figure, Genre, Quote, Report};
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

/// One line of `marsad code`: a document's id, its reports, and what else is told of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CodedDocument {
    /// The document's id, as it came in.
    pub id: String,
    /// The reports, in the order of their triggers.
    pub reports: Vec<Report>,
    /// What kind of text it is; null in what an older program wrote.
    #[serde(default)]
    pub genre: Option<Genre>,
    /// The words that told the genre; empty for news, and where only the address or the outlet tell.
    #[serde(default)]
    pub genre_cues: Vec<Quote>,
    /// Stated quantities that are no count of a report, in the order of the text.
    #[serde(default)]
    pub figures: Vec<Figure>,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_an_older_program_still_opens() {
        let old = r#"{"id":"a","reports":[],"notices":[{"start":0,"end":4,"language":"fa"}]}"#;
        let coded: CodedDocument = serde_json::from_str(old).unwrap();
        assert_eq!((coded.genre, coded.figures.len(), coded.notices.len()), (None, 0, 1));
        let now = serde_json::to_value(&coded).unwrap();
        let keys: Vec<&String> = now.as_object().unwrap().keys().collect();
        assert_eq!(keys, ["id", "reports", "genre", "genre_cues", "figures", "notices"]);
    }
}
