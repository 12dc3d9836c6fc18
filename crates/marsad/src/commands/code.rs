//! `marsad code`: documents in, reports out, line by line.

use marsad_coder::Coder;
use marsad_model::Document;
use serde_json::Value;

use super::{Done, LexiconChoice};
use crate::records::{answer, day_of, id, text, written};
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
                let coded = coder.code(&document(value)?);
                if id(value).is_string() {
                    return written(&coded);
                }
                // Ids come back as they went in, numbers too.
                let mut coded = serde_json::to_value(coded).map_err(|e| e.to_string())?;
                coded["id"] = id(value).clone();
                written(&coded)
            })
        })
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
