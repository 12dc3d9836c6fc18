//! A change tried on the archive: stored documents read with the lexicon as it is and as it would be.

use crate::compare::{DocumentDiff, compare};
use crate::error::{CutShort, EditError};
use crate::guarded::coded;
use crate::reach::Reach;
use crate::totals::Totals;
use marsad_coder::Coder;
use marsad_lexicon::Lexicon;
use marsad_store::{Upkeep, pairs};
use std::sync::atomic::{AtomicBool, Ordering};

/// How many documents are in memory at once.
const CHUNK: usize = 64;
/// How many ids are asked for at once.
const IDS: usize = 10_000;
/// Most documents that a search narrows to: the newest.
const SEARCHED: usize = 1_000;

/// Which documents are looked at, of those that a change can touch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Documents {
    /// All.
    All,
    /// So many, spread evenly over the time in which they came in.
    Sample(usize),
    /// Those that a search finds, at most the newest thousand.
    Search(String),
}

/// A change to be tried.
pub struct Trial<'a> {
    /// Where the documents are.
    pub store: &'a dyn Upkeep,
    /// The lexicon as it is.
    pub before: &'a Lexicon,
    /// The lexicon as it would be.
    pub after: &'a Lexicon,
    /// What the change can touch.
    pub reach: &'a Reach,
}

/// What one document came to.
enum Read {
    /// It is not current any more.
    Gone,
    Failed(i64, String),
    Done {
        diff: Option<DocumentDiff>,
        stale: bool,
    },
}

/// The current documents that a change can touch, by rising ids.
pub(crate) fn candidates(store: &dyn Upkeep, reach: &Reach) -> Result<Vec<i64>, EditError> {
    if let Reach::Names(names) = reach {
        return Ok(store.documents_naming(names)?);
    }
    let mut out: Vec<i64> = Vec::new();
    loop {
        let more = store.documents_after(out.last().copied().unwrap_or(0), IDS)?;
        if more.is_empty() {
            return Ok(out);
        }
        out.extend(more);
    }
}

/// Some of them.
pub(crate) fn chosen(store: &dyn Upkeep, all: Vec<i64>, which: &Documents) -> Result<Vec<i64>, EditError> {
    Ok(match which {
        Documents::All => all,
        Documents::Sample(n) if all.len() <= *n => all,
        Documents::Sample(n) => (0..*n).map(|at| all[at * all.len() / n]).collect(),
        Documents::Search(query) => {
            let mut found: Vec<i64> = store.search(query, SEARCHED)?.rows.iter().map(|hit| hit.document).collect();
            found.retain(|id| all.binary_search(id).is_ok());
            found.sort_unstable();
            found
        }
    })
}

impl Trial<'_> {
    /// Reads documents both ways. `each` gets every document that is read otherwise, in the order of their ids; `progress`
    /// hears how many are done and how many there are. Memory holds a few documents at a time.
    ///
    /// # Errors
    /// When the store cannot be read; [`EditError::Cancelled`] when `cancel` was set, with the documents until then told.
    pub fn run(
        &self,
        which: &Documents,
        threads: usize,
        cancel: &AtomicBool,
        progress: &mut dyn FnMut(u64, u64),
        each: &mut dyn FnMut(DocumentDiff),
    ) -> Result<Totals, CutShort<Totals>> {
        let mut totals = Totals::default();
        match self.go(which, threads.max(1), cancel, progress, each, &mut totals) {
            Ok(()) => Ok(totals),
            Err(error) => Err(Box::new((error, totals))),
        }
    }

    fn go(
        &self,
        which: &Documents,
        threads: usize,
        cancel: &AtomicBool,
        progress: &mut dyn FnMut(u64, u64),
        each: &mut dyn FnMut(DocumentDiff),
        totals: &mut Totals,
    ) -> Result<(), EditError> {
        let all = candidates(self.store, self.reach)?;
        totals.stored = self.store.stats()?.documents;
        totals.candidates = all.len() as u64;
        let ids = chosen(self.store, all, which)?;
        let of = ids.len() as u64;
        progress(0, of);
        let mut done = 0;
        for chunk in ids.chunks(CHUNK) {
            if cancel.load(Ordering::Relaxed) {
                return Err(EditError::Cancelled);
            }
            for read in self.read(chunk, threads)? {
                match read {
                    Read::Gone => {}
                    Read::Failed(id, why) => totals.fail(id, why),
                    Read::Done { diff, stale } => {
                        totals.looked += 1;
                        totals.stale += u64::from(stale);
                        if let Some(diff) = diff {
                            totals.add(&diff);
                            each(diff);
                        }
                    }
                }
            }
            done += chunk.len() as u64;
            progress(done, of);
        }
        Ok(())
    }

    /// Some documents, in their order.
    fn read(&self, ids: &[i64], threads: usize) -> Result<Vec<Read>, EditError> {
        let one = |ids: &[i64]| ids.iter().map(|id| self.one(*id)).collect::<Result<Vec<Read>, EditError>>();
        if threads < 2 || ids.len() < 4 {
            return one(ids);
        }
        std::thread::scope(|scope| {
            let parts = ids.chunks(ids.len().div_ceil(threads));
            let running: Vec<_> = parts.map(|part| scope.spawn(move || one(part))).collect();
            let mut out = Vec::with_capacity(ids.len());
            for part in running {
                out.extend(part.join().unwrap_or_else(|cause| std::panic::resume_unwind(cause))?);
            }
            Ok(out)
        })
    }

    fn one(&self, id: i64) -> Result<Read, EditError> {
        let Some(row) = self.store.document(id)?.filter(|row| row.current) else { return Ok(Read::Gone) };
        let document = row.document;
        let read = |lexicon| coded(&Coder::new(lexicon), &document);
        let (before, after) = match (read(self.before), read(self.after)) {
            (Ok(before), Ok(after)) => (before, after),
            (Err(why), _) | (_, Err(why)) => return Ok(Read::Failed(id, why)),
        };
        // What the machine read, whatever persons made of it.
        let stored: Vec<_> = self.store.machine_reading(id)?.into_iter().map(|(_, report)| report).collect();
        let known = pairs(&stored, &before.reports);
        let stale = !known.changed.is_empty() || !known.lost.is_empty() || !known.gained.is_empty();
        Ok(Read::Done { diff: compare(id, &document, &before, &after), stale })
    }
}
