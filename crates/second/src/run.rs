//! A reader over the documents of a store: what it has read is passed over, so that a run that was cut short is gone on with.

use crate::compare::differences;
use crate::error::ReadError;
use crate::{Read, SecondReader};
use marsad_model::{Day, Document, Mention, Report};
use marsad_store::{Difference, NewSecondReading, SecondReading, StoreError, Upkeep};
use serde::Serialize;
use std::sync::atomic::{AtomicBool, Ordering};

/// How many documents in a row may find the reader away before the run is given up.
pub const PATIENCE: usize = 3;
/// How many documents are looked for at once.
const AT_ONCE: usize = 100;

/// What went wrong with a run as a whole.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The reader cannot be used.
    #[error(transparent)]
    Reader(#[from] ReadError),
}

/// Which documents are read.
#[derive(Debug, Clone, Copy, Default)]
pub struct Which {
    /// Only those published on that day or later.
    pub since: Option<Day>,
    /// At most so many.
    pub limit: Option<usize>,
}

/// What became of one document.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Outcome {
    /// The document.
    pub document: i64,
    /// Reports that the reader proposes.
    pub reports: usize,
    /// Names that it has found.
    pub names: usize,
    /// Fields that were left out because their words are not in the document or are no code.
    pub dropped: u64,
    /// Where the record says otherwise.
    pub differences: usize,
}

/// What became of all of them.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Totals {
    /// Documents that were read.
    pub documents: u64,
    /// Reports proposed.
    pub reports: u64,
    /// Names found.
    pub names: u64,
    /// Fields left out.
    pub dropped: u64,
    /// Differences with the record.
    pub differences: u64,
    /// Documents that could not be read, at most a hundred of them, each with why.
    pub failed: Vec<(i64, String)>,
    /// How many could not be read.
    pub failures: u64,
    /// Why the run ended before its end.
    pub ended: Option<String>,
}

impl Totals {
    fn add(&mut self, one: &Outcome) {
        self.documents += 1;
        self.reports += one.reports as u64;
        self.names += one.names as u64;
        self.dropped += one.dropped;
        self.differences += one.differences as u64;
    }

    fn fail(&mut self, document: i64, why: String) {
        self.failures += 1;
        if self.failed.len() < 100 {
            self.failed.push((document, why));
        }
    }
}

/// What the house itself finds in a document's full text.
pub type House<'h> = dyn Fn(&Document) -> Vec<Mention> + 'h;

/// A run over a store.
pub struct Run<'r> {
    /// The store.
    pub store: &'r dyn Upkeep,
    /// What the house finds in a document.
    pub house: &'r House<'r>,
    /// Set when the run is to end where nothing is half done.
    pub cancel: &'r AtomicBool,
}

impl Run<'_> {
    /// Has a reader read what it has not read yet. `now` tells the moment, UTC and RFC 3339; `each` hears of every document.
    ///
    /// # Errors
    /// When the store fails, or the reader cannot be used as it is set up. What could not be read is in the totals.
    pub fn read(
        &self,
        reader: &dyn SecondReader,
        which: Which,
        now: &dyn Fn() -> String,
        each: &mut dyn FnMut(&Outcome),
    ) -> Result<Totals, RunError> {
        let mut totals = Totals::default();
        let (mut after, mut tried, mut away) = (0, 0, 0);
        loop {
            let left = which.limit.map_or(AT_ONCE, |limit| limit.saturating_sub(tried).min(AT_ONCE));
            let documents = self.store.unread_by(reader.id(), after, which.since, left)?;
            let Some(last) = documents.last() else { return Ok(totals) };
            after = *last;
            for id in documents {
                if self.cancel.load(Ordering::Relaxed) {
                    totals.ended =
                        Some("called off; what was read until then stays, and the same command goes on".into());
                    return Ok(totals);
                }
                tried += 1;
                match self.one(reader, id, now) {
                    Ok(Some(outcome)) => {
                        away = 0;
                        totals.add(&outcome);
                        each(&outcome);
                    }
                    // Another run was quicker, or a new version took its place.
                    Ok(None) => away = 0,
                    Err(RunError::Reader(ReadError::Document(why))) => {
                        away = 0;
                        totals.fail(id, why);
                    }
                    Err(RunError::Reader(ReadError::NotNow(why))) => {
                        away += 1;
                        totals.fail(id, why);
                        if away >= PATIENCE {
                            let why = format!("{PATIENCE} documents in a row got no answer; the same command goes on");
                            totals.ended = Some(why);
                            return Ok(totals);
                        }
                    }
                    Err(other) => return Err(other),
                }
            }
        }
    }

    fn one(&self, reader: &dyn SecondReader, id: i64, now: &dyn Fn() -> String) -> Result<Option<Outcome>, RunError> {
        let Some(row) = self.store.document(id)? else { return Ok(None) };
        let Read { reports, names, dropped } = reader.read(&row.document)?;
        // The record as it is now: reading may have taken minutes.
        let read = Read { reports, names, dropped };
        let Some(differences) = self.differences(id, &read, reader.reads_reports())? else { return Ok(None) };
        let Read { reports, names, dropped } = read;
        let outcome = Outcome {
            document: id,
            reports: reports.len(),
            names: names.len(),
            dropped,
            differences: differences.len(),
        };
        let new = NewSecondReading {
            document: id,
            reader: reader.id().to_owned(),
            at: now(),
            reports,
            names,
            dropped,
            differences,
        };
        Ok(self.store.keep_second(&new)?.then_some(outcome))
    }

    /// Where the record of a document and a reading are not the same; none where there is no such document.
    fn differences(
        &self,
        document: i64,
        read: &Read,
        reads_reports: bool,
    ) -> Result<Option<Vec<Difference>>, RunError> {
        let Some(row) = self.store.document(document)? else { return Ok(None) };
        let mentions = (self.house)(&row.document);
        let reports: Vec<(i64, &Report)> = row.reports.iter().map(|row| (row.id, &row.report)).collect();
        Ok(Some(differences(&reports, read, &mentions, reads_reports)))
    }

    /// Compares what was read before with the record as it is now; asks no reader. Answers of persons stay.
    ///
    /// # Errors
    /// When the store fails.
    pub fn compare(&self, each: &mut dyn FnMut(&Outcome)) -> Result<Totals, RunError> {
        let mut totals = Totals::default();
        let mut after = 0;
        loop {
            let readings = self.store.second_after(None, after, AT_ONCE)?;
            let Some(last) = readings.last() else { return Ok(totals) };
            after = last.id;
            for SecondReading { id, new, .. } in readings {
                if self.cancel.load(Ordering::Relaxed) {
                    totals.ended = Some("called off; the same command begins again".into());
                    return Ok(totals);
                }
                // A reader of names proposes none, and one of reports finds no names.
                let reads_reports = !new.reader.starts_with("onnx/");
                let read = Read { reports: new.reports, names: new.names, dropped: new.dropped };
                let Some(found) = self.differences(new.document, &read, reads_reports)? else { continue };
                if found != new.differences {
                    self.store.compare_second(id, &found)?;
                }
                let outcome = Outcome {
                    document: new.document,
                    reports: read.reports.len(),
                    names: read.names.len(),
                    dropped: read.dropped,
                    differences: found.len(),
                };
                totals.add(&outcome);
                each(&outcome);
            }
        }
    }
}
