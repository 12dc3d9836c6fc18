//! `marsad lint`: is the lexicon clean?

use marsad_lexicon::lint;

use super::{Done, LexiconChoice};

/// Check the lexicon and gazetteer files: letters, order, sources, codes
#[derive(Debug, clap::Args)]
pub struct Lint {
    #[command(flatten)]
    lexicon: LexiconChoice,
}

impl Lint {
    pub fn run(self) -> anyhow::Result<Done> {
        let findings = lint::lint(&self.lexicon.files()?);
        for finding in &findings {
            println!("{finding}");
        }
        if findings.is_empty() {
            eprintln!("marsad: the lexicon is clean");
            return Ok(Done::All);
        }
        eprintln!("marsad: {} findings", findings.len());
        Ok(Done::Some)
    }
}
