//! Documents of the store read again with the lexicon as it is.

use crate::compare::{DocumentDiff, compare};
use crate::error::{CutShort, EditError};
use crate::guarded::coded;
use crate::reach::Reach;
use crate::totals::Totals;
use crate::trial::{Documents, candidates, chosen};
use marsad_coder::Coder;
use marsad_lexicon::Lexicon;
use marsad_model::{CodedDocument, Report};
use marsad_store::{DocumentRow, Reading, Upkeep};
use serde::{Deserialize, Serialize};
use std::sync::atomic::{AtomicBool, Ordering};

/// How many documents change in one transaction.
const CHUNK: usize = 32;

/// Documents to be read again.
pub struct Again<'a> {
    /// Where they are.
    pub store: &'a dyn Upkeep,
    /// The lexicon that reads them.
    pub lexicon: &'a Lexicon,
    /// Which documents: those that a change can touch.
    pub reach: &'a Reach,
}

/// What reading again came to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgainTotals {
    /// What was looked at, and what it came to; against what was stored.
    pub totals: Totals,
    /// Reports that stayed as they were.
    pub kept: u64,
}

impl Again<'_> {
    /// Reads documents again and puts the new readings into the store, a few documents in each transaction. `each` gets every
    /// document that is read otherwise than it was stored; with `dry` nothing is written. Cut short, what was done stays, and
    /// the next run goes on.
    ///
    /// The events of the documents wait to be weighed anew (`EventStore::weigh`).
    ///
    /// # Errors
    /// When the store cannot be read or written; [`EditError::Cancelled`] when `cancel` was set.
    pub fn run(
        &self,
        which: &Documents,
        dry: bool,
        cancel: &AtomicBool,
        progress: &mut dyn FnMut(u64, u64),
        each: &mut dyn FnMut(DocumentDiff),
    ) -> Result<AgainTotals, CutShort<AgainTotals>> {
        let mut out = AgainTotals::default();
        match self.go(which, dry, cancel, progress, each, &mut out) {
            Ok(()) => Ok(out),
            Err(error) => Err(Box::new((error, out))),
        }
    }

    fn go(
        &self,
        which: &Documents,
        dry: bool,
        cancel: &AtomicBool,
        progress: &mut dyn FnMut(u64, u64),
        each: &mut dyn FnMut(DocumentDiff),
        out: &mut AgainTotals,
    ) -> Result<(), EditError> {
        let all = candidates(self.store, self.reach)?;
        out.totals.stored = self.store.stats()?.documents;
        out.totals.candidates = all.len() as u64;
        let ids = chosen(self.store, all, which)?;
        let of = ids.len() as u64;
        progress(0, of);
        let coder = Coder::new(self.lexicon);
        let mut done = 0;
        for chunk in ids.chunks(CHUNK) {
            if cancel.load(Ordering::Relaxed) {
                return Err(EditError::Cancelled);
            }
            let mut readings = Vec::with_capacity(chunk.len());
            let mut diffs = Vec::new();
            for id in chunk {
                let Some(row) = self.store.document(*id)?.filter(|row| row.current) else { continue };
                match coded(&coder, &row.document) {
                    Err(why) => out.totals.fail(*id, why),
                    Ok(now) => {
                        out.totals.looked += 1;
                        let reports = self.store.machine_reading(*id)?.into_iter().map(|(_, report)| report);
                        diffs.extend(compare(*id, &row.document, &stored(&row, reports.collect()), &now));
                        readings.push(Reading { document: *id, lexicon: self.lexicon.hash.clone(), coded: now });
                    }
                }
            }
            if !dry {
                let done = self.store.recode(&readings, &crate::now())?;
                out.kept += done.iter().map(|one| one.kept as u64).sum::<u64>();
            }
            for diff in diffs {
                out.totals.add(&diff);
                each(diff);
            }
            done += chunk.len() as u64;
            progress(done, of);
        }
        Ok(())
    }
}

/// A document as it was coded when it was stored, whatever persons made of it.
fn stored(row: &DocumentRow, reports: Vec<Report>) -> CodedDocument {
    CodedDocument {
        id: row.document.id.clone(),
        reports,
        genre: row.told.genre,
        genre_cues: row.told.genre_cues.clone(),
        figures: row.told.figures.clone(),
        notices: row.told.notices.clone(),
    }
}
