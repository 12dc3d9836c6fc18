//! The ledger of a collector: which feeds there are, what is still to be fetched, and when whom may be asked.
//!
//! Work is handed out by claims. A claim takes one feed or page together with its host, so that several collectors on one
//! store never ask a host at the same time. A claim is a lease: what a dead process had claimed comes up again when the lease
//! ends. Whoever lost a lease to another is told so, and nothing of theirs is written.
//!
//! The ledger knows no network and no clock: every time is given by the caller.

mod rows;

pub use rows::{
    Claim, FeedCounts, FeedDone, FeedKind, FeedOutcome, FeedResult, FeedRow, Found, Gap, Hop, HostRow, NewFeed,
    RobotsRow, TargetOutcome, TargetResult, TargetRow, TargetState, Work,
};

use crate::StoreError;

/// Milliseconds since 1970 (UTC).
pub type Millis = i64;

/// The book of feeds, pages to fetch, and hosts. Every call is one transaction.
pub trait Ledger: Send + Sync {
    /// Adds a feed, due at once. One that is there already (by its address) is left as it is, and its id given.
    ///
    /// # Errors
    /// When the database cannot be written.
    fn add_feed(&self, new: &NewFeed, now: Millis) -> Result<(i64, bool), StoreError>;

    /// Every feed with its counts, in the order of their ids.
    ///
    /// # Errors
    /// When the database cannot be read.
    fn feeds(&self) -> Result<Vec<FeedRow>, StoreError>;

    /// Pauses a feed (and those that it led to) or lets it go on; false where there is no such feed.
    ///
    /// # Errors
    /// When the database cannot be written.
    fn pause_feed(&self, id: i64, paused: bool) -> Result<bool, StoreError>;

    /// Removes a feed, those that it led to, and what waits to be fetched from them. What was fetched stays, with its entry
    /// in the ledger. False where there is no such feed.
    ///
    /// # Errors
    /// When the database cannot be written.
    fn remove_feed(&self, id: i64) -> Result<bool, StoreError>;

    /// The visits of a feed that found nothing known, newest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    fn gaps(&self, feed: i64) -> Result<Vec<Gap>, StoreError>;

    /// Adds pages to fetch, due at once; those known already are counted and left. How many were new.
    ///
    /// # Errors
    /// When the database cannot be written.
    fn add_targets(&self, found: &[Found], now: Millis) -> Result<u64, StoreError>;

    /// Pages in the order of their ids: of one feed or all, in one state or any, after an id, at most `limit`.
    ///
    /// # Errors
    /// When the database cannot be read.
    fn targets(
        &self,
        feed: Option<i64>,
        state: Option<TargetState>,
        after: i64,
        limit: usize,
    ) -> Result<Vec<TargetRow>, StoreError>;

    /// Makes what failed, was refused or is gone due again, as if it were new. How many there were.
    ///
    /// # Errors
    /// When the database cannot be written.
    fn retry(&self, feed: Option<i64>, now: Millis) -> Result<u64, StoreError>;

    /// Takes the next feed or page that is due at `now` and whose host may be asked, if there is one, and its host; both until
    /// `lease_until`. Feeds come before pages. `token` is the caller's mark on the lease, another one for every claim.
    ///
    /// # Errors
    /// When the database cannot be written.
    fn claim(&self, now: Millis, lease_until: Millis, token: i64) -> Result<Option<Claim>, StoreError>;

    /// Takes a host alone, if it may be asked at `now`.
    ///
    /// # Errors
    /// When the database cannot be written.
    fn claim_host(&self, host: &str, now: Millis, lease_until: Millis, token: i64) -> Result<bool, StoreError>;

    /// Gives a host back: the next claim may ask it from `not_before` on. `cause` is why it is avoided for longer, and null
    /// where it answered as it should, which ends the count of its failures. False where the lease was lost.
    ///
    /// # Errors
    /// When the database cannot be written.
    fn release_host(&self, host: &str, token: i64, not_before: Millis, cause: Option<&str>)
    -> Result<bool, StoreError>;

    /// Makes a claim of a feed or page undone, without a try; it is due again at `next_try`. The host is another matter. False
    /// where the lease was lost.
    ///
    /// # Errors
    /// When the database cannot be written.
    fn postpone(&self, claim: &Claim, next_try: Millis) -> Result<bool, StoreError>;

    /// Writes what a visit to a feed gave, and the pages found. `None` where the lease was lost.
    ///
    /// # Errors
    /// When the database cannot be written.
    fn feed_done(&self, claim: &Claim, outcome: &FeedOutcome) -> Result<Option<FeedDone>, StoreError>;

    /// Writes what a visit to a page gave. False where the lease was lost.
    ///
    /// # Errors
    /// When the database cannot be written.
    fn target_done(&self, claim: &Claim, outcome: &TargetOutcome) -> Result<bool, StoreError>;

    /// When the next claim can be had, of what is due before `due_before`; the later of its own time and its host's. `None`
    /// where nothing is.
    ///
    /// # Errors
    /// When the database cannot be read.
    fn next_claim(&self, due_before: Millis) -> Result<Option<Millis>, StoreError>;

    /// The robots.txt of an origin, as it was last fetched.
    ///
    /// # Errors
    /// When the database cannot be read.
    fn robots(&self, origin: &str) -> Result<Option<RobotsRow>, StoreError>;

    /// Keeps a robots.txt, and the delay that it asks of callers of its host.
    ///
    /// # Errors
    /// When the database cannot be written.
    fn keep_robots(&self, row: &RobotsRow, host: &str, crawl_delay: Option<Millis>) -> Result<(), StoreError>;
}
