//! What many documents say together: which go back to one origin, which reports tell one event, what persons decided about it.
//!
//! [`EventStore`] is what the rest of the program asks. The rules are those of `marsad_corroborate`; here they are run over
//! tables, as documents arrive, and with the same outcome as if all were done again.
//!
//! A document is weighed in two steps, each in short transactions, so that others may write between: it is compared with
//! those that share keys with it, and then the parts of the tellings that it touched are put together anew. What waits is
//! known by a mark on the documents and by flags on tellings and events; a run that is cut short is gone on with by the next.

mod check;
mod copies;
pub(crate) mod db;
mod decide;
mod grounds;
pub(crate) mod heads;
mod kept;
mod list;
mod news;
mod rows;
mod settle;
mod story;
mod summary;
pub(crate) mod tally;
mod tell;
mod then;
mod weigh;

pub use rows::{
    Act, Decided, EventFilter, EventFull, EventRow, FigureRow, Grounds, LinkRow, Named, NewEvent, News, OriginRow,
    Rise, Speaker, Suggestion, TellingRow, ToldBy, Weighed,
};

use crate::api::{Page, Store};
use crate::error::StoreError;
use db::EventTables;
use std::collections::BTreeMap;

/// Says whom an actor of the lexicon belongs to: its id to the id of what it is part of.
pub type Above<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Is told while documents are weighed: how many are done, and how many are left.
pub type OnWeighed<'a> = &'a mut dyn FnMut(u64, u64);

/// Events and origins of a store.
pub trait EventStore: Send + Sync {
    /// Weighs the documents that came in since the last time: compares them, links them, and puts their reports to events.
    ///
    /// Where another process is at it already, nothing is done ([`Weighed::busy`]): that one takes these documents too.
    ///
    /// # Errors
    /// When the database cannot be read or written. What was weighed until then stays.
    fn weigh(&self, above: Above<'_>, progress: OnWeighed<'_>) -> Result<Weighed, StoreError>;

    /// Makes everything again from the record and from what persons decided. Events keep their ids.
    ///
    /// # Errors
    /// As [`EventStore::weigh`]; a rebuild that was cut short is gone on with by the next weighing.
    fn rebuild_events(&self, above: Above<'_>, progress: OnWeighed<'_>) -> Result<Weighed, StoreError>;

    /// How many documents wait to be weighed.
    ///
    /// # Errors
    /// When the database cannot be read.
    fn unweighed(&self) -> Result<u64, StoreError>;

    /// The events that answer a question, those of the latest days first.
    ///
    /// # Errors
    /// As [`Store::reports`].
    fn events(&self, filter: &EventFilter) -> Result<Page<EventRow>, StoreError>;

    /// One event with all that is said of it. An id that was merged into another gives that other: [`EventFull::row`] has
    /// its own id. None where there is no such event, or none of its reports is left.
    ///
    /// # Errors
    /// When the database cannot be read.
    fn event(&self, id: i64) -> Result<Option<EventFull>, StoreError>;

    /// The event of a report; none where it tells nothing that happened, is of an old version of its page, or waits.
    ///
    /// # Errors
    /// When the database cannot be read.
    fn event_of_report(&self, report: i64) -> Result<Option<i64>, StoreError>;

    /// The events that a document tells, in the order of its text.
    ///
    /// # Errors
    /// When the database cannot be read.
    fn events_of_document(&self, document: i64) -> Result<Vec<EventRow>, StoreError>;

    /// The documents that tell each of some events; rising. Events that are not there are left out.
    ///
    /// # Errors
    /// When the database cannot be read.
    fn documents_of_events(&self, events: &[i64]) -> Result<BTreeMap<i64, Vec<i64>>, StoreError>;

    /// The documents that go back to one source with a document, itself among them, and the links between them. None where
    /// it is an old version, or waits.
    ///
    /// # Errors
    /// When the database cannot be read.
    fn origin_of(&self, document: i64) -> Result<Option<OriginRow>, StoreError>;

    /// What is new among events since a document came in (0: since ever), at most so many of each; at most the last 5000
    /// documents are looked at.
    ///
    /// # Errors
    /// When the database cannot be read.
    fn news(&self, after: i64, limit: usize) -> Result<News, StoreError>;

    /// The last document that came in before an instant (RFC 3339, UTC) by its capture; 0 where there is none.
    ///
    /// # Errors
    /// When the database cannot be read.
    fn last_before(&self, instant: &str) -> Result<i64, StoreError>;

    /// Pairs of events that may be one, about which nobody decided, the likeliest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    fn suggestions(&self, limit: usize) -> Result<Vec<Suggestion>, StoreError>;

    /// A person says that two events are one. Gives the id that it has from now on.
    ///
    /// # Errors
    /// [`StoreError::BadDecision`] where there is no such event or an earlier decision says otherwise.
    fn merge_events(&self, a: i64, b: i64, act: &Act) -> Result<Decided, StoreError>;

    /// A person says that some reports of an event are another event. Gives the ids of what stays and of what went.
    ///
    /// # Errors
    /// [`StoreError::BadDecision`] where the reports are not of this event, or an earlier decision says otherwise.
    fn split_event(&self, id: i64, reports: &[i64], act: &Act) -> Result<Decided, StoreError>;

    /// A person says that an event is complete: the machine adds nothing to it any more, and suggests instead.
    ///
    /// # Errors
    /// [`StoreError::BadDecision`] where there is no such event or it is pinned already.
    fn pin_event(&self, id: i64, act: &Act) -> Result<Decided, StoreError>;

    /// A person says that two documents do not go back to one source: their link is cut, and no version of the two pages is linked
    /// again. Where others link them still, they stay one origin.
    ///
    /// # Errors
    /// [`StoreError::BadDecision`] where the two are not linked.
    fn cut_link(&self, a: i64, b: i64, act: &Act) -> Result<Decided, StoreError>;

    /// A person takes a decision back.
    ///
    /// # Errors
    /// [`StoreError::BadDecision`] where there is no such decision or it was taken back already.
    fn undo_decision(&self, decision: i64, act: &Act) -> Result<Decided, StoreError>;

    /// What persons decided, the latest first; all of it, or what concerns one event.
    ///
    /// # Errors
    /// When the database cannot be read.
    fn decisions(&self, event: Option<i64>) -> Result<Vec<Decided>, StoreError>;

    /// What does not fit together, at most 100 lines; empty where all is well.
    ///
    /// # Errors
    /// When the database cannot be read.
    fn check_events(&self) -> Result<Vec<String>, StoreError>;
}

impl<T: EventTables + Store> EventStore for T {
    fn weigh(&self, above: Above<'_>, progress: OnWeighed<'_>) -> Result<Weighed, StoreError> {
        weigh::run(self, above, progress)
    }

    fn rebuild_events(&self, above: Above<'_>, progress: OnWeighed<'_>) -> Result<Weighed, StoreError> {
        weigh::rebuild(self, above, progress)
    }

    fn unweighed(&self) -> Result<u64, StoreError> {
        db::read(self, |db| weigh::waiting(db))
    }

    fn events(&self, filter: &EventFilter) -> Result<Page<EventRow>, StoreError> {
        list::events(self, filter)
    }

    fn event(&self, id: i64) -> Result<Option<EventFull>, StoreError> {
        list::event(self, id)
    }

    fn event_of_report(&self, report: i64) -> Result<Option<i64>, StoreError> {
        db::read(self, |db| list::event_of_report(db, report))
    }

    fn events_of_document(&self, document: i64) -> Result<Vec<EventRow>, StoreError> {
        db::read(self, |db| list::events_of_document(db, document))
    }

    fn documents_of_events(&self, events: &[i64]) -> Result<BTreeMap<i64, Vec<i64>>, StoreError> {
        db::read(self, |db| list::documents_of_events(db, events))
    }

    fn origin_of(&self, document: i64) -> Result<Option<OriginRow>, StoreError> {
        db::read(self, |db| list::origin_of(db, document))
    }

    fn news(&self, after: i64, limit: usize) -> Result<News, StoreError> {
        db::read(self, |db| news::news(db, self.heads(), after, limit))
    }

    fn last_before(&self, instant: &str) -> Result<i64, StoreError> {
        let sql = "SELECT max(d.id) FROM documents d JOIN captures c ON c.id = d.capture WHERE c.captured_at < $1";
        db::read(self, |db| Ok(db.row(sql, db::values![instant])?.and_then(|row| row.maybe_int(0)).unwrap_or(0)))
    }

    fn suggestions(&self, limit: usize) -> Result<Vec<Suggestion>, StoreError> {
        db::read(self, |db| list::suggestions(db, None, limit))
    }

    fn merge_events(&self, a: i64, b: i64, act: &Act) -> Result<Decided, StoreError> {
        decide::merge(self, a, b, act)
    }

    fn split_event(&self, id: i64, reports: &[i64], act: &Act) -> Result<Decided, StoreError> {
        decide::split(self, id, reports, act)
    }

    fn pin_event(&self, id: i64, act: &Act) -> Result<Decided, StoreError> {
        decide::pin(self, id, act)
    }

    fn cut_link(&self, a: i64, b: i64, act: &Act) -> Result<Decided, StoreError> {
        decide::cut(self, a, b, act)
    }

    fn undo_decision(&self, decision: i64, act: &Act) -> Result<Decided, StoreError> {
        decide::undo(self, decision, act)
    }

    fn decisions(&self, event: Option<i64>) -> Result<Vec<Decided>, StoreError> {
        db::read(self, |db| decide::all(db, event))
    }

    fn check_events(&self) -> Result<Vec<String>, StoreError> {
        db::read(self, |db| check::all(db))
    }
}
