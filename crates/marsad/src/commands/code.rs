//! `marsad code`: documents in, reports out, line by line.

use std::io::{BufReader, BufWriter};

use marsad_coder::Coder;
use marsad_model::Document;
use serde_json::{Value, json};

use super::{Done, LexiconChoice};
use crate::lines::Line;
use crate::streams::{Answer, default_threads, run};

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
        run(
            BufReader::with_capacity(1 << 16, std::io::stdin()),
            BufWriter::new(std::io::stdout().lock()),
            self.threads.unwrap_or_else(default_threads),
            |number, line| answer(number, line, |value| {
                let document = document(value)?;
                let mut coded = serde_json::to_value(coder.code(&document)).map_err(|e| e.to_string())?;
                // Ids come back as they went in, numbers too.
                coded["id"] = value.get("id").cloned().unwrap_or(Value::Null);
                Ok(coded)
            }),
        )
    }
}

/// Works on one line that should hold a JSON object; what is wrong with it becomes an error object.
pub fn answer(number: u64, line: Line, work: impl Fn(&Value) -> Result<Value, String>) -> Answer {
    let bytes = match line {
        Line::Bytes(bytes) => bytes,
        Line::TooLong => return fail(number, &Value::Null, "the line is longer than 64 MiB"),
    };
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Answer { text: None, failed: false };
    }
    let value: Value = match serde_json::from_slice(&bytes) {
        Ok(value) => value,
        Err(error) => return fail(number, &Value::Null, &format!("not JSON: {error}")),
    };
    let id = value.get("id").cloned().unwrap_or(Value::Null);
    if !value.is_object() {
        return fail(number, &id, "not a JSON object");
    }
    match work(&value) {
        Ok(done) => Answer { text: Some(done.to_string()), failed: false },
        Err(what) => fail(number, &id, &what),
    }
}

fn fail(number: u64, id: &Value, what: &str) -> Answer {
    eprintln!("marsad: line {number}: {what}");
    Answer { text: Some(json!({ "id": id, "error": what, "line": number }).to_string()), failed: true }
}

/// A document from the fields of a line; unknown fields are passed over.
fn document(value: &Value) -> Result<Document, String> {
    let text = |key: &str| match value.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(s)) => Ok(Some(s.clone())),
        Some(other) => Err(format!("`{key}` should be text, but is {other}")),
    };
    let published = match text("published")? {
        None => None,
        Some(s) if s.is_empty() => None,
        Some(s) => Some(
            s.get(..10)
                .unwrap_or(&s)
                .parse()
                .map_err(|_| format!("`published` should be a day like 2022-03-23, but is `{s}`"))?,
        ),
    };
    let title = text("title")?.unwrap_or_default();
    let body = text("text")?;
    if body.is_none() && title.is_empty() {
        return Err("neither `text` nor `title` is there".to_owned());
    }
    Ok(Document {
        id: value.get("id").map(|id| id.as_str().map_or_else(|| id.to_string(), str::to_owned)).unwrap_or_default(),
        title,
        text: body.unwrap_or_default(),
        published,
        outlet: text("outlet")?,
        url: text("url")?,
        ..Document::default()
    })
}
