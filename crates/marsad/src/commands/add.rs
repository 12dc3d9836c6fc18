//! `marsad add`: pages into the store.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use marsad_coder::Coder;
use marsad_model::Day;
use marsad_store::NewDocument;

use super::{Done, LexiconChoice, Place, StoreChoice};
use crate::coding;
use crate::importing::{Import, Options};
use crate::pages::{LimitOptions, Page, is_address};
use crate::report::Report;
use crate::talk::talk;

/// Read pages, code them and keep both in the store
///
/// Takes pages, folders, lists of addresses, tables and JSON lines of articles, e-mails and mailboxes, Telegram exports and
/// web archives. An import that was broken off goes on where it was when the same command is given again.
#[derive(Debug, clap::Args)]
pub struct Add {
    /// Files, folders, addresses or `-`
    #[arg(required = true, value_name = "PATH|URL|-")]
    inputs: Vec<String>,
    /// Day of publication, where the page does not say it or says it wrongly
    #[arg(long, value_name = "DATE", value_parser = super::day)]
    published: Option<Day>,
    /// A file that lists every item that failed, was passed over or is doubtful: a table, or JSON lines if it ends in .jsonl
    #[arg(long, value_name = "FILE")]
    errors: Option<PathBuf>,
    /// Also read files that were imported before and have not changed since
    #[arg(long)]
    again: bool,
    /// Seconds between two requests to the same host, for lists of addresses
    #[arg(long, value_name = "SECONDS", default_value_t = 1.0)]
    delay: f64,
    /// How many threads read and code [default: one for each core]
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
    #[command(flatten)]
    store: StoreChoice,
    #[command(flatten)]
    limits: LimitOptions,
    #[command(flatten)]
    lexicon: LexiconChoice,
}

impl Add {
    pub fn run(self) -> anyhow::Result<Done> {
        anyhow::ensure!(
            (0.0..=3600.0).contains(&self.delay),
            "--delay {}: give seconds between 0 and 3600",
            self.delay
        );
        let store = self.store.open()?;
        let notes = match self.store.place()? {
            Place::Folder(folder) => folder.join("imports.tsv"),
            Place::Postgres(..) => store.archive_folder().join("imports.tsv"),
        };
        let report = Report::open(self.errors.as_deref())?;
        let lexicon = self.lexicon.load()?;
        let coder = Coder::new(&lexicon);
        let options = Options {
            limits: self.limits.limits(),
            published: self.published,
            // With another day of publication everything is read anew.
            again: self.again || self.published.is_some(),
            threads: self.threads.unwrap_or_else(crate::streams::default_threads),
            delay: Duration::from_secs_f64(self.delay),
        };
        let mut import = Import::new(&*store, &coder, &lexicon, &notes, report, options)?;
        let mut out = std::io::BufWriter::new(std::io::stdout().lock());
        let mut many = false;
        for input in &self.inputs {
            if input == "-" || is_address(input) {
                import.page(input, &mut out)?;
            } else {
                many |= import.path(Path::new(input), &mut out)?;
            }
            out.flush()?;
        }
        import.weigh()?;
        if many {
            talk!("{}", import.summary());
        }
        Ok(if import.report.errors > 0 { Done::Some } else { Done::All })
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
