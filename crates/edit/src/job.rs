//! Work behind a page: how far it is, what it found so far, and a way to call it off.

use crate::compare::DocumentDiff;
use crate::totals::Totals;
use serde::Serialize;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

/// What a job is at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase", tag = "state", content = "why")]
pub enum JobState {
    /// It waits or runs.
    Running,
    /// It is done.
    Done,
    /// Somebody called it off, or its time was over.
    Stopped,
    /// It failed.
    Failed(String),
}

/// What a page shows of a job.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct JobView {
    /// Its number.
    pub id: u64,
    /// What it is at.
    #[serde(flatten)]
    pub state: JobState,
    /// How many documents are done.
    pub done: u64,
    /// How many there are.
    pub of: u64,
    /// Seconds since it began.
    pub seconds: u64,
    /// What it found in sum; while it runs, what is known so far of the reports.
    pub totals: Totals,
    /// Documents that are read otherwise, the first ones.
    pub shown: Vec<DocumentDiff>,
}

/// Work that goes on behind a page.
#[derive(Debug)]
pub struct Job {
    id: u64,
    began: Instant,
    cancel: AtomicBool,
    most: usize,
    inner: Mutex<Inner>,
}

#[derive(Debug)]
struct Inner {
    state: JobState,
    done: u64,
    of: u64,
    ended: Option<Instant>,
    totals: Totals,
    shown: Vec<DocumentDiff>,
}

impl Job {
    /// A job that keeps at most so many documents to be shown.
    pub(crate) fn new(id: u64, most: usize) -> Self {
        let (state, totals) = (JobState::Running, Totals::default());
        let inner = Inner { state, done: 0, of: 0, ended: None, totals, shown: Vec::new() };
        Self { id, began: Instant::now(), cancel: AtomicBool::new(false), most, inner: Mutex::new(inner) }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Its number.
    #[must_use]
    pub fn id(&self) -> u64 {
        self.id
    }

    /// Calls it off.
    pub fn cancel(&self) {
        self.cancel.store(true, Ordering::Relaxed);
    }

    /// Set when it is called off.
    pub(crate) fn cancelled(&self) -> &AtomicBool {
        &self.cancel
    }

    /// When it began.
    pub(crate) fn began(&self) -> Instant {
        self.began
    }

    /// Whether it is under way.
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.inner().state == JobState::Running
    }

    pub(crate) fn at(&self, done: u64, of: u64) {
        let mut inner = self.inner();
        (inner.done, inner.of) = (done, of);
    }

    pub(crate) fn found(&self, diff: DocumentDiff) {
        let mut inner = self.inner();
        inner.totals.add(&diff);
        if inner.shown.len() < self.most {
            inner.shown.push(diff);
        }
    }

    pub(crate) fn end(&self, state: JobState, totals: Totals) {
        let mut inner = self.inner();
        (inner.state, inner.totals, inner.ended) = (state, totals, Some(Instant::now()));
    }

    /// What it is at.
    #[must_use]
    pub fn view(&self) -> JobView {
        let inner = self.inner();
        let until = inner.ended.unwrap_or_else(Instant::now);
        JobView {
            id: self.id,
            state: inner.state.clone(),
            done: inner.done,
            of: inner.of,
            seconds: until.duration_since(self.began).as_secs(),
            totals: inner.totals.clone(),
            shown: inner.shown.clone(),
        }
    }
}
