//! `marsad lint`: is the lexicon clean?

use std::io::{BufWriter, Write};

use marsad_lexicon::lint;

use super::{Done, LexiconChoice};
use crate::talk::talk;

/// Check the lexicon and gazetteer files: letters, order, sources, codes
#[derive(Debug, clap::Args)]
pub struct Lint {
    #[command(flatten)]
    lexicon: LexiconChoice,
}

impl Lint {
    pub fn run(self) -> anyhow::Result<Done> {
        let findings = lint::lint(&self.lexicon.files()?);
        let mut out = BufWriter::new(std::io::stdout().lock());
        for finding in &findings {
            writeln!(out, "{finding}")?;
        }
        out.flush()?;
        if findings.is_empty() {
            talk!("the lexicon is clean");
            return Ok(Done::All);
        }
        talk!("{} findings", findings.len());
        Ok(Done::Some)
    }
}
