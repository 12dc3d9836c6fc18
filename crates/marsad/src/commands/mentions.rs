//! `marsad mentions`: times, numbers, places, actors, people, words of texts, line by line.

use marsad_coder::{Coder, Wanted, WordSegments};
use marsad_model::Mention;
use serde::Serialize;
use serde_json::Value;

use super::{Done, LexiconChoice};
use crate::records::{answer, day_of, id, text, written};
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

/// The answer where words are asked for.
#[derive(Serialize)]
struct Words<'a> {
    id: &'a Value,
    words: Vec<WordSegments>,
}

/// The answer where mentions are asked for.
#[derive(Serialize)]
struct Mentioned<'a> {
    id: &'a Value,
    mentions: Vec<Mention>,
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
                let (id, text) = (id(value), text(value, "text")?.ok_or("no `text` is there")?);
                if words {
                    return written(&Words { id, words: coder.segments(&text) });
                }
                let reference = day_of(value, "ref")?;
                written(&Mentioned { id, mentions: coder.mentions(&text, reference, wanted) })
            })
        })
    }
}
