//! The ledger in the embedded store: claims are immediate transactions, so that two of them never see the same free host.

mod claims;
mod feeds;
mod outcomes;
mod targets;

use super::SqliteStore;
use super::rows::unsigned;
use crate::error::StoreError;
use crate::ledger::{
    Claim, FeedDone, FeedOutcome, FeedRow, Found, Gap, Ledger, Millis, NewFeed, RobotsRow, TargetOutcome, TargetRow,
    TargetState,
};
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

impl SqliteStore {
    /// Runs `work` inside one write transaction: all of it or nothing.
    pub(super) fn writing<T>(&self, work: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, StoreError> {
        let mut writer = self.writer();
        let step = writer.transaction_with_behavior(TransactionBehavior::Immediate).map_err(|e| self.sql(e))?;
        let out = work(&step).map_err(|e| self.sql(e))?;
        step.commit().map_err(|e| self.sql(e))?;
        Ok(out)
    }

    /// Runs `work` inside one read transaction, so that all it reads is of one moment.
    pub(super) fn asking<T>(&self, work: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, StoreError> {
        let reader = self.readers.get().map_err(|e| self.sql(e))?;
        let moment = reader.unchecked_transaction().map_err(|e| self.sql(e))?;
        work(&moment).map_err(|e| self.sql(e))
    }
}

impl Ledger for SqliteStore {
    fn add_feed(&self, new: &NewFeed, now: Millis) -> Result<(i64, bool), StoreError> {
        self.writing(|db| feeds::add(db, new, now))
    }

    fn feeds(&self) -> Result<Vec<FeedRow>, StoreError> {
        self.asking(feeds::all)
    }

    fn pause_feed(&self, id: i64, paused: bool) -> Result<bool, StoreError> {
        self.writing(|db| feeds::pause(db, id, paused))
    }

    fn remove_feed(&self, id: i64) -> Result<bool, StoreError> {
        self.writing(|db| feeds::remove(db, id))
    }

    fn gaps(&self, feed: i64) -> Result<Vec<Gap>, StoreError> {
        self.asking(|db| {
            let mut rows = db.prepare_cached(
                "SELECT since, until, entries FROM feed_gaps WHERE feed = ?1 ORDER BY until DESC, id DESC",
            )?;
            let gaps = rows.query_map([feed], |row| {
                Ok(Gap { since: row.get(0)?, until: row.get(1)?, entries: unsigned(row, 2)? })
            })?;
            gaps.collect()
        })
    }

    fn add_targets(&self, found: &[Found], now: Millis) -> Result<u64, StoreError> {
        self.writing(|db| {
            let mut new = 0;
            for one in found {
                new += u64::from(targets::find(db, None, one, now)? == targets::Find::New);
            }
            Ok(new)
        })
    }

    fn targets(
        &self,
        feed: Option<i64>,
        state: Option<TargetState>,
        after: i64,
        limit: usize,
    ) -> Result<Vec<TargetRow>, StoreError> {
        self.asking(|db| targets::list(db, feed, state, after, limit))
    }

    fn retry(&self, feed: Option<i64>, now: Millis) -> Result<u64, StoreError> {
        self.writing(|db| {
            let count = db
                .prepare_cached(
                    "UPDATE targets SET state = 'waiting', tries = 0, next_try = ?1, ask = address, host = home, redirects = '[]'
                     WHERE state IN ('failed', 'gone', 'refused') AND (?2 IS NULL OR feed = ?2)",
                )?
                .execute(params![now, feed])?;
            Ok(count as u64)
        })
    }

    fn claim(&self, now: Millis, lease_until: Millis, token: i64) -> Result<Option<Claim>, StoreError> {
        self.writing(|db| claims::claim(db, now, lease_until, token))
    }

    fn claim_host(&self, host: &str, now: Millis, lease_until: Millis, token: i64) -> Result<bool, StoreError> {
        self.writing(|db| claims::claim_host(db, host, now, lease_until, token))
    }

    fn release_host(
        &self,
        host: &str,
        token: i64,
        not_before: Millis,
        cause: Option<&str>,
    ) -> Result<bool, StoreError> {
        self.writing(|db| claims::release_host(db, host, token, not_before, cause))
    }

    fn postpone(&self, claim: &Claim, next_try: Millis) -> Result<bool, StoreError> {
        self.writing(|db| claims::postpone(db, claim, next_try))
    }

    fn feed_done(&self, claim: &Claim, outcome: &FeedOutcome) -> Result<Option<FeedDone>, StoreError> {
        self.writing(|db| outcomes::feed_done(db, claim, outcome))
    }

    fn target_done(&self, claim: &Claim, outcome: &TargetOutcome) -> Result<bool, StoreError> {
        self.writing(|db| outcomes::target_done(db, claim, outcome))
    }

    fn next_claim(&self, due_before: Millis) -> Result<Option<Millis>, StoreError> {
        self.asking(|db| claims::next(db, due_before))
    }

    fn robots(&self, origin: &str) -> Result<Option<RobotsRow>, StoreError> {
        self.asking(|db| {
            db.prepare_cached("SELECT status, body, fetched_at, expires_at FROM robots WHERE origin = ?1")?
                .query_row([origin], |row| {
                    Ok(RobotsRow {
                        origin: origin.to_owned(),
                        status: row.get(0)?,
                        body: row.get(1)?,
                        fetched_at: row.get(2)?,
                        expires_at: row.get(3)?,
                    })
                })
                .optional()
        })
    }

    fn keep_robots(&self, row: &RobotsRow, host: &str, crawl_delay: Option<Millis>) -> Result<(), StoreError> {
        self.writing(|db| {
            db.prepare_cached(
                "INSERT INTO robots (origin, status, body, fetched_at, expires_at) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (origin) DO UPDATE SET status = excluded.status, body = excluded.body,
                    fetched_at = excluded.fetched_at, expires_at = excluded.expires_at",
            )?
            .execute(params![row.origin, row.status, row.body, row.fetched_at, row.expires_at])?;
            claims::know_host(db, host)?;
            db.prepare_cached("UPDATE hosts SET crawl_delay = ?2 WHERE host = ?1")?
                .execute(params![host, crawl_delay])?;
            Ok(())
        })
    }
}

/// A column of JSON or of a closed set of names that does not hold what it should.
fn unreadable(what: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, what.into())
}
