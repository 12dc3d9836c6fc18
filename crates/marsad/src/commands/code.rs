//! `marsad code`: documents in, reports out, line by line.

use marsad_coder::Coder;
use marsad_model::{CodedDocument, Document, Figure, Genre, Notice, Quote, Report};
use serde::Serialize;
use serde_json::Value;

use super::{Done, LexiconChoice};
use crate::records::{answer, day_of, text};
use crate::streams::run_standard;

/// Code documents in bulk: JSON lines in, JSON lines out, in the same order
#[derive(Debug, clap::Args)]
pub struct Code {
    /// Threads to work with; the output is the same for any number [default: one a core]
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
    #[command(flatten)]
    lexicon: LexiconChoice,
}

impl Code {
    pub fn run(self) -> anyhow::Result<Done> {
        let lexicon = self.lexicon.load()?;
        let coder = Coder::new(&lexicon);
        run_standard(self.threads, |number, line| {
            answer(number, line, |value| {
                let document = document(value)?;
                let coded = coder.code(&document);
                let id = value.get("id").unwrap_or(&Value::Null);
                serde_json::to_string(&CodedLine::of(&coded, id)).map_err(|e| e.to_string())
            })
        })
    }
}

/// A [`CodedDocument`] as it is printed: ids come back as they went in, numbers too.
#[derive(Serialize)]
struct CodedLine<'a> {
    id: &'a Value,
    reports: &'a [Report],
    genre: Option<Genre>,
    genre_cues: &'a [Quote],
    figures: &'a [Figure],
    #[serde(skip_serializing_if = "<[Notice]>::is_empty")]
    notices: &'a [Notice],
}

impl<'a> CodedLine<'a> {
    fn of(coded: &'a CodedDocument, id: &'a Value) -> Self {
        let CodedDocument { id: _, reports, genre, genre_cues, figures, notices } = coded;
        Self { id, reports, genre: *genre, genre_cues, figures, notices }
    }
}

/// A document from the fields of a line; unknown fields are passed over.
fn document(value: &Value) -> Result<Document, String> {
    let title = text(value, "title")?.unwrap_or_default();
    let body = text(value, "text")?;
    if body.is_none() && title.is_empty() {
        return Err("neither `text` nor `title` is there".to_owned());
    }
    Ok(Document {
        id: value.get("id").map(|id| id.as_str().map_or_else(|| id.to_string(), str::to_owned)).unwrap_or_default(),
        title,
        text: body.unwrap_or_default(),
        published: day_of(value, "published")?,
        outlet: text(value, "outlet")?,
        url: text(value, "url")?,
        ..Document::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_the_fields_of_a_coded_document() {
        let document = Document {
            id: "7".to_owned(),
            title: "مقتل جنديين في هجوم قرب كركوك".to_owned(),
            text: "قتل جنديان في هجوم.\n\nThe town is in the hands of the army since Sunday morning.".to_owned(),
            ..Document::default()
        };
        let coded = Coder::new(marsad_lexicon::Lexicon::builtin()).code(&document);
        assert!(!coded.reports.is_empty() && !coded.notices.is_empty());
        let mut whole = serde_json::to_value(&coded).unwrap();
        whole["id"] = Value::from(7);
        assert_eq!(serde_json::to_string(&CodedLine::of(&coded, &whole["id"])).unwrap(), whole.to_string());
    }
}
