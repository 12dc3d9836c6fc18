//! `marsad mentions`: times, numbers, places, actors, people, words of texts, line by line.

use marsad_coder::{Coder, Wanted};
use serde_json::{Value, json};

use super::{Done, LexiconChoice};
use crate::records::{answer, day_of, text};
use crate::streams::run_standard;

/// Kinds of mention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Kind {
    Time,
    Number,
    Place,
    Actor,
    Person,
    /// The words with what is joined to them cut off
    Word,
}

/// Print the mentions in texts: JSON lines in, JSON lines out, in the same order
#[derive(Debug, clap::Args)]
pub struct Mentions {
    /// Which kinds, separated by commas
    #[arg(long, value_enum, value_delimiter = ',', required = true)]
    kind: Vec<Kind>,
    /// Threads to work with; the output is the same for any number [default: one a core]
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
    #[command(flatten)]
    lexicon: LexiconChoice,
}

impl Mentions {
    pub fn run(self) -> anyhow::Result<Done> {
        let has = |kind| self.kind.contains(&kind);
        let words = has(Kind::Word);
        anyhow::ensure!(!words || self.kind.len() == 1, "--kind word stands alone: its output has another shape");
        let wanted = Wanted {
            time: has(Kind::Time),
            number: has(Kind::Number),
            place: has(Kind::Place),
            actor: has(Kind::Actor),
            person: has(Kind::Person),
        };
        let lexicon = self.lexicon.load()?;
        let coder = Coder::new(&lexicon);
        run_standard(self.threads, |number, line| {
            answer(number, line, |value| {
                let text = text(value, "text")?.ok_or("no `text` is there")?;
                let id = value.get("id").cloned().unwrap_or(Value::Null);
                if words {
                    return Ok(json!({ "id": id, "words": coder.segments(&text) }).to_string());
                }
                let reference = day_of(value, "ref")?;
                Ok(json!({ "id": id, "mentions": coder.mentions(&text, reference, wanted) }).to_string())
            })
        })
    }
}
