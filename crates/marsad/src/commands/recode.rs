//! `marsad recode`: stored documents read again with the lexicon as it is now.

use std::io::{BufWriter, Write};
use std::sync::atomic::Ordering;

use marsad_edit::{Again, EditError, Folder, Reach};

use super::lexicon_try::documents;
use super::{Done, LexiconChoice, StoreChoice, user_lexicon};
use crate::output::difference;
use crate::talk::{Bar, talk};
use crate::{interrupt, weighing};

/// Read stored documents again with the lexicon as it is now, and show what changed
///
/// A report that is read as before keeps its number. Of one that is not, the old reading stays under its number, out of all lists.
#[derive(Debug, clap::Args)]
pub struct Recode {
    /// Only the documents that this change of your lexicon can touch (`marsad lexicon log`)
    #[arg(long, value_name = "CHANGE")]
    change: Option<u64>,
    /// Only the documents that this search finds, at most the newest thousand
    #[arg(long, value_name = "WORDS", conflicts_with = "sample")]
    filter: Option<String>,
    /// Only so many documents, spread evenly over the archive
    #[arg(long, value_name = "N")]
    sample: Option<usize>,
    /// Show what would change, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// One JSON object a line: each document that is read otherwise, then the sums
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    store: StoreChoice,
    #[command(flatten)]
    lexicon: LexiconChoice,
}

impl Recode {
    pub fn run(self) -> anyhow::Result<Done> {
        let store = self.store.open()?;
        let lexicon = self.lexicon.load()?;
        let reach = match self.change {
            Some(id) => Folder::new(user_lexicon()?).reach(id)?,
            None => Reach::All("-".to_owned()),
        };
        let cancel = interrupt::flag()?;
        let mut out = BufWriter::new(std::io::stdout().lock());
        let mut bar = None;
        let mut progress = |done: u64, of: u64| {
            bar.get_or_insert_with(|| Bar::over(of)).at(done, || format!("{done} of {of} documents"));
        };
        let mut broken = None;
        let again = Again { store: &*store, lexicon: &lexicon, reach: &reach };
        let which = documents(self.sample, self.filter);
        let done = again.run(&which, self.dry_run, &cancel, &mut progress, &mut |diff| {
            let written = if self.json {
                serde_json::to_string(&diff).map_err(anyhow::Error::from).and_then(|json| Ok(writeln!(out, "{json}")?))
            } else {
                difference::document(&mut out, &diff).map_err(anyhow::Error::from)
            };
            if let Err(error) = written {
                cancel.store(true, Ordering::Relaxed);
                broken.get_or_insert(error);
            }
        });
        drop(bar);
        let (totals, error) = match done {
            Ok(done) => (done, None),
            Err(cut) => (cut.1, Some(cut.0)),
        };
        // What was read again is weighed, whatever became of the rest.
        if !self.dry_run {
            weighing::weigh(&*store, &lexicon)?;
        }
        if let Some(error) = broken {
            return Err(error);
        }
        if self.json {
            writeln!(out, "{}", serde_json::json!({ "totals": totals.totals }))?;
        } else {
            difference::totals(&mut out, &totals.totals)?;
        }
        out.flush()?;
        for (document, why) in &totals.totals.failed {
            talk!("document {document}: {why}");
        }
        let written = if self.dry_run { "nothing was written" } else { "the store has the new readings" };
        talk!(
            "{} documents read again, {} otherwise than before; {written}",
            totals.totals.looked,
            totals.totals.changed
        );
        match error {
            Some(EditError::Cancelled) => talk!("called off: what was read until then stays; the same command goes on"),
            Some(error) => return Err(error.into()),
            None => {}
        }
        Ok(if totals.totals.failures == 0 && !cancel.load(Ordering::Relaxed) { Done::All } else { Done::Some })
    }
}
