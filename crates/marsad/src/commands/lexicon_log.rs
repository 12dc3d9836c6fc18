//! `marsad lexicon log` and `undo`: who changed your own lexicon, when and why; and taking a change back.

use std::io::{BufWriter, Write};

use marsad_edit::Folder;

use super::lexicon_try::{checked, who};
use super::{Done, LexiconChoice, user_lexicon};
use crate::talk::talk;

/// List the changes of your own lexicon, the latest first
#[derive(Debug, clap::Args)]
pub struct Log {
    /// One JSON object a line, with rows and cases
    #[arg(long)]
    json: bool,
}

impl Log {
    pub fn run(self) -> anyhow::Result<Done> {
        let folder = Folder::new(user_lexicon()?);
        let log = folder.log()?;
        let mut out = BufWriter::new(std::io::stdout().lock());
        for entry in &log {
            if self.json {
                writeln!(out, "{}", serde_json::to_string(entry)?)?;
                continue;
            }
            let state = match (entry.undone, entry.undoes) {
                (true, _) => "taken back".to_owned(),
                (false, Some(id)) => format!("takes back {id}"),
                (false, None) => String::new(),
            };
            writeln!(out, "{}\t{}\t{}\t{}\t{state}\t{}", entry.id, entry.at, entry.who, entry.words, entry.why)?;
        }
        out.flush()?;
        talk!("{} changes of {}", log.len(), folder.path().display());
        Ok(Done::All)
    }
}

/// Take a change of your own lexicon back: its files are as they were before it
#[derive(Debug, clap::Args)]
pub struct Undo {
    /// Number of the change, from `marsad lexicon log` [default: the latest]
    #[arg(value_name = "CHANGE")]
    id: Option<u64>,
    /// Why, for the history
    #[arg(long, value_name = "TEXT", default_value = "")]
    why: String,
    /// Who, for the history [default: the user of this machine]
    #[arg(long, value_name = "NAME")]
    who: Option<String>,
    #[command(flatten)]
    lexicon: LexiconChoice,
}

impl Undo {
    pub fn run(self) -> anyhow::Result<Done> {
        let folder = Folder::new(user_lexicon()?);
        let id = match self.id {
            Some(id) => id,
            None => match folder.last()? {
                Some(entry) => entry.id,
                None => anyhow::bail!("there is no change to take back in {}", folder.path().display()),
            },
        };
        let files = self.lexicon.files()?;
        let entry = folder.undo(id, &who(self.who), &self.why, |texts| checked(&files, texts))?;
        talk!(
            "change {id} ({}) is taken back, as change {new}; `marsad recode --change {new}` reads the stored documents that it touches again",
            entry.words,
            new = entry.id
        );
        Ok(Done::All)
    }
}
