//! What the collector needs from outside.

use marsad_acquire::{Answer, Conditions, Exchange, ReadOptions, Reading, Unanswered, Visitor, to_document};
use marsad_store::NewDocument;
use marsad_store::ledger::{Millis, TargetRow};
use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

/// Who asks the web.
pub trait Web: Send + Sync {
    /// Sends one request and gives its answer, whatever its status.
    ///
    /// # Errors
    /// Where there is none.
    fn ask(&self, address: &str, conditions: &Conditions) -> Result<Answer, Unanswered>;
}

impl Web for Visitor {
    fn ask(&self, address: &str, conditions: &Conditions) -> Result<Answer, Unanswered> {
        Visitor::ask(self, address, conditions)
    }
}

/// Who reads a page and codes it.
pub trait Reader: Send + Sync {
    /// The page as the store takes it; [`document_of`] does all but the coding.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    fn read(&self, exchange: &Exchange, target: &TargetRow) -> Result<NewDocument, String>;
}

/// The document of a page, without reports, and what was doubtful about it. The outlet that the user named for the feed is the
/// page's.
///
/// # Errors
/// Where there is no readable text.
pub fn document_of(exchange: &Exchange, target: &TargetRow) -> Result<(NewDocument, Vec<String>), String> {
    let fetched = &exchange.fetched;
    let Reading { mut document, warnings, .. } =
        to_document(fetched, &ReadOptions::default()).map_err(|error| error.to_string())?;
    if document.id.is_empty() {
        document.id.clone_from(&fetched.target);
    }
    if target.outlet.is_some() {
        document.outlet.clone_from(&target.outlet);
    }
    let media_type = if fetched.media_type.is_empty() { "application/octet-stream" } else { &fetched.media_type };
    let new = NewDocument {
        target: fetched.target.clone(),
        media_type: media_type.to_owned(),
        bytes: fetched.bytes.clone(),
        captured_at: exchange.at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        document,
        exchange: Some(Box::new(exchange.clone())),
        ..NewDocument::default()
    };
    Ok((new, warnings.iter().map(ToString::to_string).collect()))
}

/// Time and chance.
pub trait World: Send + Sync {
    /// The time.
    fn now(&self) -> Millis;

    /// A random number.
    fn random(&self) -> u64;

    /// Lets time go by, at most until somebody asks to stop; true if so.
    fn pause(&self, stop: &Stop, most: Duration) -> bool {
        stop.wait(most)
    }

    /// A random number from 0 to 1.
    fn chance(&self) -> f64 {
        // 53 bits are what a float holds exactly.
        let numerator = (self.random() >> 11) as f64;
        numerator / (1u64 << 53) as f64
    }
}

/// The clock and the chance of this machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct System;

impl World for System {
    fn now(&self) -> Millis {
        jiff::Timestamp::now().as_millisecond()
    }

    fn random(&self) -> u64 {
        // Each state is keyed anew by the system; enough to spread requests and to tell leases apart.
        RandomState::new().build_hasher().finish()
    }
}

/// A request to stop, and a way to sleep that it ends.
#[derive(Debug, Default)]
pub struct Stop {
    asked: Mutex<bool>,
    changed: Condvar,
}

impl Stop {
    /// Asks to stop after what is in hand.
    pub fn ask(&self) {
        *self.asked.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.changed.notify_all();
    }

    /// Whether somebody has asked.
    #[must_use]
    pub fn asked(&self) -> bool {
        *self.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits, at most until somebody asks; true if so.
    pub fn wait(&self, most: Duration) -> bool {
        let asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        let (asked, _) =
            self.changed.wait_timeout_while(asked, most, |asked| !*asked).unwrap_or_else(PoisonError::into_inner);
        *asked
    }
}
