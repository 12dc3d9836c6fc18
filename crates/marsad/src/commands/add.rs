//! `marsad add`: pages into the store.

use std::io::Write;

use marsad_coder::Coder;
use marsad_model::Day;
use marsad_store::{Added, NewDocument, SqliteStore, Store};

use super::{Done, LexiconChoice, StoreChoice};
use crate::pages::{LimitOptions, fetch, read};

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
        let store = SqliteStore::open(self.store.folder()?)?;
        let lexicon = self.lexicon.load()?;
        let coder = Coder::new(&lexicon);
        let mut done = Done::All;
        let mut out = std::io::stdout().lock();
        for input in &self.inputs {
            let new = fetch(input, &self.limits.limits()).and_then(|fetched| {
                let reading = read(&fetched, self.published)?;
                Ok(new_document(&coder, fetched, reading.document))
            });
            match new {
                Err(error) => {
                    eprintln!("marsad: {error}");
                    done = Done::Some;
                }
                Ok(new) => match store.add(&new)? {
                    Added::New(id) => writeln!(out, "{id}\t{}\t{} reports", new.target, new.reports.len())?,
                    Added::Known(id) => writeln!(out, "{id}\t{}\talready there", new.target)?,
                },
            }
        }
        out.flush()?;
        Ok(done)
    }
}

/// A page as the store takes it.
pub fn new_document(coder: &Coder<'_>, fetched: marsad_acquire::Fetched, document: marsad_model::Document) -> NewDocument {
    let reports = coder.code(&document).reports;
    let media_type = if fetched.media_type.is_empty() { "application/octet-stream".to_owned() } else { fetched.media_type };
    NewDocument {
        target: fetched.target,
        media_type,
        bytes: fetched.bytes,
        captured_at: jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        document,
        reports,
    }
}
