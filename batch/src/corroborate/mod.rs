//! Which documents of a folder go back to one origin, and which of their reports tell one event.
//!
//! The rules are those of `marsad_corroborate`, as a store runs them document by document; the outcome is the same. Here the engine
//! finds who is to be compared: keys are written to a table, and pairs are what a join of the table with itself gives. Each pair is
//! compared by the library's own functions, and what hangs together is grouped at the end.
//!
//! Documents stand in the order of their inputs and of the records in them: what comes first in a store, comes first here.

mod events;
mod groups;
mod keys;
mod library;
mod links;
mod pairs;
mod write;

use crate::done::Out;
use crate::engine;
use crate::error::BatchError;

/// Says whom an actor of the lexicon belongs to.
pub type Above<'a> = &'a (dyn Fn(&str) -> Option<String> + Sync);

/// What was found.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Made {
    /// Documents.
    pub documents: u64,
    /// Groups of documents that go back to one source.
    pub origins: u64,
    /// Links between documents.
    pub links: u64,
    /// What documents tell of events.
    pub tellings: u64,
    /// Events.
    pub events: u64,
}

/// Writes the datasets `links`, `origins` and `events` of a folder, in place of those that are there.
///
/// # Errors
/// When the folder is not finished, cannot be read or cannot be written to.
pub fn run(
    out: &Out,
    threads: usize,
    above: Above<'_>,
    runtime: &tokio::runtime::Handle,
    say: &dyn Fn(&str),
) -> Result<Made, BatchError> {
    if crate::once::finished(out).is_none() {
        let why = "was not coded to its end; run `marsad batch` with all its inputs first";
        return Err(BatchError::output(out.root(), why));
    }
    let Some(_alone) = out.alone()? else {
        return Err(BatchError::output(out.root(), "others are at work in it; wait until they are done"));
    };
    let scratch = out.scratch("_corroborate")?;
    let inputs = out.markers()?;
    let library = keys::read(out, &inputs, &scratch, threads, above)?;
    say(&format!("{} documents read; who is to be compared is looked for …", library.len()));
    let session = engine::session(threads, &scratch)?;
    let mut links = links::by_words(&library, &session, &scratch, threads, runtime)?;
    say(&format!("{} documents share words with an earlier one …", links.len()));
    let events = events::find(&library, &session, &scratch, threads, runtime, above)?;
    links::by_events(&library, &events, threads, &mut links)?;
    let made = write::all(out, &inputs, &library, &links, &events, &scratch, above)?;
    out.sweep()?;
    Ok(made)
}
