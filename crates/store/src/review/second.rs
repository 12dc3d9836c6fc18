//! Second readers: what other programs made of documents, and where that is not what the record says.
//!
//! A second reader proposes; it changes no report. What it proposes is kept beside the record, every part of it words of the
//! document under their span. Where the record says otherwise, that comes into the review queue ([`crate::QueueKind::Second`])
//! and a person decides. What a person said of a proposal is only ever added to.

mod keep;
mod rows;
pub(super) mod waits;

pub(super) use keep::check;
pub use rows::{
    Difference, NewSecondReading, ProposedCount, ProposedName, ProposedReport, SecondAnswer, SecondReader,
    SecondReading, SecondWaits,
};

use crate::api::Store;
use crate::error::StoreError;
use crate::events::db::{self, EventTables};
use marsad_model::Day;

/// What second readers made of the documents of a store.
pub trait SecondReadings: Send + Sync {
    /// Keeps what a reader made of a document, with where the record says otherwise. False, and nothing written, where that
    /// reader has read the document already.
    ///
    /// # Errors
    /// [`StoreError::BadReview`] where there is no such document, or something proposed is not words of it under its span.
    fn keep_second(&self, new: &NewSecondReading) -> Result<bool, StoreError>;

    /// Says anew where the record and a reading are not the same: the record changes, a reading does not.
    ///
    /// # Errors
    /// [`StoreError::BadReview`] where there is no such reading; when the database cannot be written.
    fn compare_second(&self, reading: i64, differences: &[Difference]) -> Result<(), StoreError>;

    /// The next current documents that a reader has not read, by rising ids, at most `limit`; 0 asks for the first. With `since`,
    /// only those published on that day or later.
    ///
    /// # Errors
    /// When the database cannot be read.
    fn unread_by(&self, reader: &str, after: i64, since: Option<Day>, limit: usize) -> Result<Vec<i64>, StoreError>;

    /// What second readers made of a document, the first first.
    ///
    /// # Errors
    /// When the database cannot be read.
    fn second_readings(&self, document: i64) -> Result<Vec<SecondReading>, StoreError>;

    /// The readings of current documents after a number, in order, at most `limit`; 0 asks from the beginning. All of them, or
    /// those of one reader.
    ///
    /// # Errors
    /// When the database cannot be read.
    fn second_after(&self, reader: Option<&str>, reading: i64, limit: usize) -> Result<Vec<SecondReading>, StoreError>;

    /// Keeps what a person said of a report that only a second reader has.
    ///
    /// # Errors
    /// [`StoreError::BadReview`] where there is no such proposal, or it was answered already.
    fn answer_second(&self, answer: &SecondAnswer) -> Result<(), StoreError>;

    /// The readers, with how much they have read and how much of it waits for a person.
    ///
    /// # Errors
    /// When the database cannot be read.
    fn second_readers(&self) -> Result<Vec<SecondReader>, StoreError>;

    /// What of the differences waits for a person.
    ///
    /// # Errors
    /// When the database cannot be read.
    fn second_waits(&self) -> Result<SecondWaits, StoreError>;
}

impl<T: EventTables + Store> SecondReadings for T {
    fn keep_second(&self, new: &NewSecondReading) -> Result<bool, StoreError> {
        keep::keep(self, new)
    }

    fn compare_second(&self, reading: i64, differences: &[Difference]) -> Result<(), StoreError> {
        keep::compare(self, reading, differences)
    }

    fn unread_by(&self, reader: &str, after: i64, since: Option<Day>, limit: usize) -> Result<Vec<i64>, StoreError> {
        db::read(self, |db| waits::unread(db, reader, after, since, limit))
    }

    fn second_readings(&self, document: i64) -> Result<Vec<SecondReading>, StoreError> {
        db::read(self, |db| waits::of_document(db, document))
    }

    fn second_after(&self, reader: Option<&str>, reading: i64, limit: usize) -> Result<Vec<SecondReading>, StoreError> {
        db::read(self, |db| waits::after(db, reader, reading, limit))
    }

    fn answer_second(&self, answer: &SecondAnswer) -> Result<(), StoreError> {
        keep::answer(self, answer)
    }

    fn second_readers(&self) -> Result<Vec<SecondReader>, StoreError> {
        db::read(self, |db| waits::readers(db))
    }

    fn second_waits(&self) -> Result<SecondWaits, StoreError> {
        db::read(self, |db| waits::all(db))
    }
}
