//! `marsad add`: pages into the store.

use std::io::Write;

use anyhow::Context;
use marsad_coder::Coder;
use marsad_model::Day;
use marsad_store::{Added, NewDocument};

use super::{Done, LexiconChoice, StoreChoice};
use crate::coding;
use crate::pages::{LimitOptions, Page, read};
use crate::talk::{Progress, talk};

/// Read pages, code them and keep both in the store
#[derive(Debug, clap::Args)]
pub struct Add {
    /// Files, addresses or `-`
    #[arg(required = true, value_name = "PATH|URL|-")]
    inputs: Vec<String>,
    /// Day of publication, where the page does not say it or says it wrongly
    #[arg(long, value_name = "DATE", value_parser = super::day)]
    published: Option<Day>,
    #[command(flatten)]
    store: StoreChoice,
    #[command(flatten)]
    limits: LimitOptions,
    #[command(flatten)]
    lexicon: LexiconChoice,
}

impl Add {
    pub fn run(self) -> anyhow::Result<Done> {
        let store = self.store.open()?;
        let lexicon = self.lexicon.load()?;
        let coder = Coder::new(&lexicon);
        let mut done = Done::All;
        let mut progress = Progress::of("pages");
        let mut out = std::io::stdout().lock();
        for input in &self.inputs {
            let new = read(input, &self.limits, self.published)
                .and_then(|page| new_document(&coder, page).map_err(|what| format!("{input}: {what}")));
            match new {
                Err(error) => {
                    talk!("{error}");
                    done = Done::Some;
                }
                Ok(new) => match store.add(&new).with_context(|| format!("{input} was not added"))? {
                    Added::New(id) => writeln!(out, "{id}\t{}\t{} reports", new.target, new.reports.len())?,
                    Added::Known(id) => writeln!(out, "{id}\t{}\talready there", new.target)?,
                },
            }
            progress.one();
        }
        out.flush()?;
        Ok(done)
    }
}

/// A page as the store takes it.
pub fn new_document(coder: &Coder<'_>, Page { fetched, document, exchange }: Page) -> Result<NewDocument, String> {
    let coded = coding::coded(coder, &document)?;
    let media_type =
        if fetched.media_type.is_empty() { "application/octet-stream".to_owned() } else { fetched.media_type };
    let at = exchange.as_ref().map_or_else(jiff::Timestamp::now, |exchange| exchange.at);
    Ok(NewDocument {
        target: fetched.target,
        media_type,
        bytes: fetched.bytes,
        captured_at: at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        document,
        exchange,
        ..NewDocument::default()
    }
    .coded(coded))
}
