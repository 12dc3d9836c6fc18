//! Review: what persons say of reports, and the settled record that follows from it.
//!
//! [`Reviews`] is what the rest of the program asks. A review is one coder's verdict on one report, or on some fields of it;
//! reviews are only ever added. The record shows what follows from the machine's reading and all reviews together (`settle`):
//! each change replays the log of its document and writes what comes out, so that undoing, reading again with another lexicon
//! and restoring a backup cannot lead elsewhere than the log does.
//!
//! A report keeps its id whatever happens to it, also when a reviewed document is read again ([`crate::Recode`]): what no longer
//! fits then comes into the queue ([`QueueKind::Moved`]). What the machine read is kept beside what was settled.

mod added;
mod agreed;
mod aliases;
mod assign;
mod checked;
mod gold;
mod item;
mod log;
mod nodes;
mod progress;
mod queue;
pub(crate) mod reading;
mod reasons;
mod rows;
mod second;
mod settle;
pub(crate) mod tables;
mod verify;

pub use aliases::{Alias, AliasKind};
pub use nodes::{ActorNode, NoNodes, Nodes, PlaceNode};
pub use reasons::{Reason, reasons};
pub use rows::{
    Answer, Assigned, Assignment, Batch, CoderProgress, Dispute, FieldChange, GoldDocument, ItemState, NewReview,
    Outcome, Progress, QueueAsk, QueueItem, QueueKind, QueueOrder, ReviewItem, ReviewRow, Reviewed, Verdict,
};
pub use second::{
    Difference, NewSecondReading, ProposedCount, ProposedName, ProposedReport, SecondAnswer, SecondReader,
    SecondReading, SecondReadings, SecondWaits,
};
pub use settle::{Machine, Settled, settle_document};

use crate::api::{Filter, Store};
use crate::error::StoreError;
use crate::events::db::{self, EventTables};
use marsad_agree::FieldAgreement;
use marsad_model::Report;

/// Reviews of a store, and the settled record; with what second readers say of it.
///
/// Wherever a moment is asked for, it is UTC and RFC 3339 (`2026-11-30T17:00:00Z`): the store has no clock.
pub trait Reviews: SecondReadings + Send + Sync {
    /// Adds a review and settles its document anew, in one transaction.
    ///
    /// Where nobody else was given the report, the review applies at once. Where several coders were, it applies field by field
    /// once all of them have answered and agree; what they disagree about waits for a review that decides
    /// ([`NewReview::decides`]), which the caller allows to editors only.
    ///
    /// # Errors
    /// [`StoreError::BadReview`] where there is no such report, a value does not quote the text and is no node that `nodes`
    /// knows, the report is given to other coders, or the verdict lacks what it needs; then nothing is written.
    fn add_review(&self, new: &NewReview, nodes: &dyn Nodes) -> Result<Outcome, StoreError>;

    /// Takes an own review back: what the others say stands as if it had never been given.
    ///
    /// # Errors
    /// [`StoreError::BadReview`] where there is no such review, it is somebody else's, or it was taken back already.
    fn undo_review(&self, review: i64, coder: &str, at: &str) -> Result<Outcome, StoreError>;

    /// Everything that a card shows of a report. `coder` is who looks: of a report that was given to several coders blindly,
    /// others' answers are not in it; without a coder (an editor) they are. None where there is no such report.
    ///
    /// # Errors
    /// When the database cannot be read.
    fn review_item(&self, report: i64, coder: Option<&str>) -> Result<Option<ReviewItem>, StoreError>;

    /// The items of a document: its reports as they are settled, in the order of the text, with those that persons rejected.
    ///
    /// # Errors
    /// When the database cannot be read.
    fn review_items(&self, document: i64, coder: Option<&str>) -> Result<Vec<ReviewItem>, StoreError>;

    /// The log: reviews after a number, in order, at most `limit` (and 1000). 0 asks from the beginning.
    ///
    /// # Errors
    /// When the database cannot be read.
    fn reviews(&self, after: i64, limit: usize) -> Result<Vec<ReviewRow>, StoreError>;

    /// What is to be reviewed, the most urgent first. Claims nothing: two who ask are shown the same.
    ///
    /// # Errors
    /// As [`Store::reports`].
    fn queue(&self, ask: &QueueAsk) -> Result<Vec<QueueItem>, StoreError>;

    /// Takes the first item of a queue for a coder, until `until`: nobody else is given it before then, unless it was assigned
    /// to both. None where the queue is empty.
    ///
    /// # Errors
    /// As [`Reviews::queue`].
    fn next_review(&self, ask: &QueueAsk, until: &str) -> Result<Option<QueueItem>, StoreError>;

    /// Takes one report for a coder, who came to it another way; false where somebody else has it.
    ///
    /// # Errors
    /// When the database cannot be written.
    fn claim_review(&self, report: i64, coder: &str, now: &str, until: &str) -> Result<bool, StoreError>;

    /// Gives a report back that a coder had taken.
    ///
    /// # Errors
    /// When the database cannot be written.
    fn release_review(&self, report: i64, coder: &str) -> Result<(), StoreError>;

    /// Gives a sample of reports to several coders, who answer without seeing each other's answers. Reports that are reviewed
    /// already, or were given to somebody, are not in it.
    ///
    /// # Errors
    /// [`StoreError::BadReview`] where no coder is named or one twice; as [`Reviews::queue`].
    fn assign_reviews(&self, plan: &Assignment) -> Result<Assigned, StoreError>;

    /// The samples that were given out, the latest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    fn review_batches(&self) -> Result<Vec<Batch>, StoreError>;

    /// How far the review of a question's reports has come. `now` bounds what is claimed.
    ///
    /// # Errors
    /// As [`Store::reports`].
    fn review_progress(&self, filter: &Filter, now: &str) -> Result<Progress, StoreError>;

    /// How far coders agree, field by field, over the reports that at least two of them answered; all of them, or those of one
    /// sample.
    ///
    /// # Errors
    /// When the database cannot be read.
    fn review_agreement(&self, batch: Option<i64>) -> Result<Vec<FieldAgreement>, StoreError>;

    /// What the machine read in a document, with the ids of the reports, in the order of the text.
    ///
    /// # Errors
    /// When the database cannot be read.
    fn machine_reading(&self, document: i64) -> Result<Vec<(i64, Report)>, StoreError>;

    /// The next document after one (0 asks for the first) whose reports were all reviewed and settled, as gold.
    ///
    /// # Errors
    /// When the database cannot be read.
    fn next_gold(&self, after: i64) -> Result<Option<GoldDocument>, StoreError>;

    /// What corrections say of names: these words are that actor or place. With how many corrections say so; the most first.
    ///
    /// # Errors
    /// When the database cannot be read.
    fn aliases(&self) -> Result<Vec<Alias>, StoreError>;

    /// What of the settled record does not follow from the log, at most 100 lines; empty where all is well.
    ///
    /// # Errors
    /// When the database cannot be read.
    fn check_reviews(&self) -> Result<Vec<String>, StoreError>;
}

impl<T: EventTables + Store> Reviews for T {
    fn add_review(&self, new: &NewReview, nodes: &dyn Nodes) -> Result<Outcome, StoreError> {
        added::add(self, new, nodes)
    }

    fn undo_review(&self, review: i64, coder: &str, at: &str) -> Result<Outcome, StoreError> {
        added::undo(self, review, coder, at)
    }

    fn review_item(&self, report: i64, coder: Option<&str>) -> Result<Option<ReviewItem>, StoreError> {
        db::read(self, |db| item::one(db, report, coder))
    }

    fn review_items(&self, document: i64, coder: Option<&str>) -> Result<Vec<ReviewItem>, StoreError> {
        db::read(self, |db| item::of_document(db, document, coder))
    }

    fn reviews(&self, after: i64, limit: usize) -> Result<Vec<ReviewRow>, StoreError> {
        db::read(self, |db| log::after(db, after, limit))
    }

    fn queue(&self, ask: &QueueAsk) -> Result<Vec<QueueItem>, StoreError> {
        queue::list(self, ask)
    }

    fn next_review(&self, ask: &QueueAsk, until: &str) -> Result<Option<QueueItem>, StoreError> {
        queue::next(self, ask, until)
    }

    fn claim_review(&self, report: i64, coder: &str, now: &str, until: &str) -> Result<bool, StoreError> {
        queue::claim(self, report, coder, now, until)
    }

    fn release_review(&self, report: i64, coder: &str) -> Result<(), StoreError> {
        queue::release(self, report, coder)
    }

    fn assign_reviews(&self, plan: &Assignment) -> Result<Assigned, StoreError> {
        assign::assign(self, plan)
    }

    fn review_batches(&self) -> Result<Vec<Batch>, StoreError> {
        db::read(self, |db| assign::batches(db))
    }

    fn review_progress(&self, filter: &Filter, now: &str) -> Result<Progress, StoreError> {
        progress::of(self, filter, now)
    }

    fn review_agreement(&self, batch: Option<i64>) -> Result<Vec<FieldAgreement>, StoreError> {
        db::read(self, |db| agreed::of(db, batch))
    }

    fn machine_reading(&self, document: i64) -> Result<Vec<(i64, Report)>, StoreError> {
        db::read(self, |db| reading::machine(db, document).map(reading::found))
    }

    fn next_gold(&self, after: i64) -> Result<Option<GoldDocument>, StoreError> {
        db::read(self, |db| gold::next(db, after))
    }

    fn aliases(&self) -> Result<Vec<Alias>, StoreError> {
        db::read(self, |db| aliases::all(db))
    }

    fn check_reviews(&self) -> Result<Vec<String>, StoreError> {
        db::read(self, |db| verify::all(db))
    }
}
