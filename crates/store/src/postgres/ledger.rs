//! The ledger on PostgreSQL. A claim locks the row of its host and passes over those that others have locked
//! (`SKIP LOCKED`), so that collectors neither wait for each other nor ask one host at a time.

mod outcomes;
mod rows;

use super::PostgresStore;
use crate::error::StoreError;
use crate::ledger::{
    Claim, FeedCounts, FeedDone, FeedOutcome, FeedRow, Found, Gap, HostRow, Ledger, Millis, NewFeed, RobotsRow,
    TargetOutcome, TargetRow, TargetState, Work,
};
use postgres::error::SqlState;
use postgres::types::ToSql;
use postgres::{Row, Transaction};
use rows::{FEED, TARGET, feed_row, small, target_row, unsigned};
use std::collections::HashMap;

/// How often a transaction that ran into another one is tried.
const TRIES: usize = 5;

/// What goes wrong inside a transaction.
pub(super) enum Fault {
    Server(postgres::Error),
    Row(StoreError),
}

impl From<postgres::Error> for Fault {
    fn from(error: postgres::Error) -> Self {
        Self::Server(error)
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        Self::Row(error)
    }
}

/// One transaction of the ledger.
pub(super) struct Step<'a, 'b> {
    client: &'a mut Transaction<'b>,
    pub(super) place: &'a str,
}

impl Step<'_, '_> {
    pub(super) fn query(&mut self, sql: &str, values: &[&(dyn ToSql + Sync)]) -> Result<Vec<Row>, Fault> {
        Ok(self.client.query(sql, values)?)
    }

    pub(super) fn run(&mut self, sql: &str, values: &[&(dyn ToSql + Sync)]) -> Result<u64, Fault> {
        Ok(self.client.execute(sql, values)?)
    }

    /// Makes a row for a host that has none.
    fn know_host(&mut self, host: &str) -> Result<(), Fault> {
        self.run("INSERT INTO hosts (host) VALUES ($1) ON CONFLICT (host) DO NOTHING", &[&host]).map(|_| ())
    }

    fn claim_host(&mut self, host: &str, now: Millis, lease_until: Millis, token: i64) -> Result<bool, Fault> {
        self.know_host(host)?;
        // `not_before` too: a caller that dies under way may have asked at any moment of its lease.
        let sql = "UPDATE hosts SET lease_until = $3, lease_token = $4, not_before = $3
                   WHERE host = $1 AND not_before <= $2 AND lease_until <= $2";
        Ok(self.run(sql, &[&host, &now, &lease_until, &token])? == 1)
    }

    /// A feed and all that it led to, parents before children; nothing where there is no such feed.
    fn family(&mut self, id: i64) -> Result<Vec<i64>, Fault> {
        let rows = self.query(
            "WITH RECURSIVE family (id, depth) AS (
                SELECT id, 0 FROM feeds WHERE id = $1
                UNION SELECT f.id, family.depth + 1 FROM feeds f JOIN family ON f.parent = family.id)
             SELECT id FROM family ORDER BY depth, id",
            &[&id],
        )?;
        Ok(rows.iter().map(|row| row.get(0)).collect())
    }
}

impl PostgresStore {
    /// Runs `work` inside one transaction: all of it or nothing. One that ran into another is run again.
    pub(super) fn step<T>(&self, mut work: impl FnMut(&mut Step<'_, '_>) -> Result<T, Fault>) -> Result<T, StoreError> {
        let mut client = self.readers.get()?;
        let mut tries = 0;
        loop {
            let mut transaction = client.transaction().map_err(|e| self.address.failed(e))?;
            let done = work(&mut Step { client: &mut transaction, place: &self.address.shown })
                .and_then(|out| transaction.commit().map(|()| out).map_err(Fault::Server));
            tries += 1;
            match done {
                Ok(out) => return Ok(out),
                Err(Fault::Row(error)) => return Err(error),
                Err(Fault::Server(error)) => {
                    let met = error.code().is_some_and(|code| {
                        *code == SqlState::T_R_DEADLOCK_DETECTED || *code == SqlState::T_R_SERIALIZATION_FAILURE
                    });
                    if !met || tries == TRIES {
                        return Err(self.address.failed(error));
                    }
                }
            }
        }
    }
}

impl Ledger for PostgresStore {
    fn add_feed(&self, new: &NewFeed, now: Millis) -> Result<(i64, bool), StoreError> {
        self.step(|step| outcomes::add_feed(step, new, now))
    }

    fn feeds(&self) -> Result<Vec<FeedRow>, StoreError> {
        self.step(|step| {
            let mut counts: HashMap<i64, FeedCounts> = HashMap::new();
            let sql = "SELECT feed, state, count(*) FROM targets WHERE feed IS NOT NULL GROUP BY feed, state";
            for row in step.query(sql, &[])? {
                let of = counts.entry(row.get(0)).or_default();
                let n = unsigned(&row, 2);
                match row.get(1) {
                    "waiting" | "claimed" => of.waiting += n,
                    "done" => of.done += n,
                    "failed" => of.failed += n,
                    "gone" => of.gone += n,
                    _ => of.refused += n,
                }
            }
            for row in step.query("SELECT feed, count(*) FROM feed_gaps GROUP BY feed", &[])? {
                counts.entry(row.get(0)).or_default().gaps = unsigned(&row, 1);
            }
            let rows = step.query(&format!("SELECT {FEED} FROM feeds ORDER BY id"), &[])?;
            let feeds = rows.iter().map(|row| {
                let mut feed = feed_row(step.place, row)?;
                feed.counts = counts.get(&feed.id).copied().unwrap_or_default();
                Ok(feed)
            });
            feeds.collect()
        })
    }

    fn pause_feed(&self, id: i64, paused: bool) -> Result<bool, StoreError> {
        self.step(|step| {
            let family = step.family(id)?;
            step.run("UPDATE feeds SET paused = $2 WHERE id = ANY($1)", &[&family, &paused])?;
            Ok(!family.is_empty())
        })
    }

    fn remove_feed(&self, id: i64) -> Result<bool, StoreError> {
        self.step(|step| {
            let family = step.family(id)?;
            // Children first: they point at their parents.
            for id in family.iter().rev() {
                step.run("DELETE FROM targets WHERE feed = $1 AND document IS NULL AND visits = 0", &[id])?;
                step.run("UPDATE targets SET feed = NULL WHERE feed = $1", &[id])?;
                step.run("DELETE FROM feed_gaps WHERE feed = $1", &[id])?;
                step.run("DELETE FROM feeds WHERE id = $1", &[id])?;
            }
            Ok(!family.is_empty())
        })
    }

    fn gaps(&self, feed: i64) -> Result<Vec<Gap>, StoreError> {
        self.step(|step| {
            let sql = "SELECT since, until, entries FROM feed_gaps WHERE feed = $1 ORDER BY until DESC, id DESC";
            let rows = step.query(sql, &[&feed])?;
            Ok(rows.iter().map(|row| Gap { since: row.get(0), until: row.get(1), entries: unsigned(row, 2) }).collect())
        })
    }

    fn add_targets(&self, found: &[Found], now: Millis) -> Result<u64, StoreError> {
        self.step(|step| {
            let mut new = 0;
            for one in found {
                new += u64::from(outcomes::find(step, None, one, now)? == outcomes::Find::New);
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
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        self.step(|step| {
            let sql = format!(
                "SELECT {TARGET} FROM targets t LEFT JOIN feeds f ON f.id = t.feed
                 WHERE t.id > $1 AND ($2::bigint IS NULL OR t.feed = $2) AND ($3::text IS NULL OR t.state = $3)
                 ORDER BY t.id LIMIT $4"
            );
            let rows = step.query(&sql, &[&after, &feed, &state.map(TargetState::as_str), &limit])?;
            rows.iter().map(|row| Ok(target_row(step.place, row)?)).collect()
        })
    }

    fn retry(&self, feed: Option<i64>, now: Millis) -> Result<u64, StoreError> {
        self.step(|step| {
            let sql = "UPDATE targets SET state = 'waiting', tries = 0, next_try = $1, ask = address, host = home, redirects = '[]'
                       WHERE state IN ('failed', 'gone', 'refused') AND ($2::bigint IS NULL OR feed = $2)";
            step.run(sql, &[&now, &feed])
        })
    }

    fn claim(&self, now: Millis, lease_until: Millis, token: i64) -> Result<Option<Claim>, StoreError> {
        self.step(|step| {
            // The host that could have been asked for the longest time comes first, so that none is forgotten.
            let found = step.query(
                "SELECT host, crawl_delay, failures, last_cause FROM hosts h
                 WHERE not_before <= $1 AND lease_until <= $1 AND (
                    EXISTS (SELECT 1 FROM feeds f WHERE f.host = h.host AND f.next_try <= $1 AND NOT f.paused)
                    OR EXISTS (SELECT 1 FROM targets t WHERE t.host = h.host AND t.next_try <= $1))
                 ORDER BY not_before, host LIMIT 1 FOR UPDATE OF h SKIP LOCKED",
                &[&now],
            )?;
            let Some(row) = found.first() else { return Ok(None) };
            let host = HostRow {
                host: row.get(0),
                not_before: lease_until,
                crawl_delay: row.get(1),
                failures: small(row, 2),
                last_cause: row.get(3),
            };
            if !step.claim_host(&host.host, now, lease_until, token)? {
                return Ok(None);
            }
            let feeds = step.query(
                &format!("SELECT {FEED} FROM feeds WHERE host = $1 AND next_try <= $2 AND NOT paused ORDER BY next_try, id LIMIT 1 FOR UPDATE"),
                &[&host.host, &now],
            )?;
            let work = if let Some(row) = feeds.first() {
                let feed = feed_row(step.place, row)?;
                let sql = "UPDATE feeds SET next_try = $2, lease_token = $3 WHERE id = $1";
                step.run(sql, &[&feed.id, &lease_until, &token])?;
                Work::Feed(feed)
            } else {
                let targets = step.query(
                    &format!(
                        "SELECT {TARGET} FROM targets t LEFT JOIN feeds f ON f.id = t.feed
                         WHERE t.host = $1 AND t.next_try <= $2 ORDER BY t.next_try, t.id LIMIT 1 FOR UPDATE OF t"
                    ),
                    &[&host.host, &now],
                )?;
                let Some(row) = targets.first() else { return Ok(None) };
                let target = target_row(step.place, row)?;
                let sql = "UPDATE targets SET next_try = $2, lease_token = $3, state = 'claimed' WHERE id = $1";
                step.run(sql, &[&target.id, &lease_until, &token])?;
                Work::Target(target)
            };
            Ok(Some(Claim { token, lease_until, host, work }))
        })
    }

    fn claim_host(&self, host: &str, now: Millis, lease_until: Millis, token: i64) -> Result<bool, StoreError> {
        self.step(|step| step.claim_host(host, now, lease_until, token))
    }

    fn release_host(
        &self,
        host: &str,
        token: i64,
        not_before: Millis,
        cause: Option<&str>,
    ) -> Result<bool, StoreError> {
        self.step(|step| {
            let sql = "UPDATE hosts SET lease_until = 0, lease_token = NULL, not_before = $3,
                          failures = CASE WHEN $4::text IS NULL THEN 0 ELSE failures + 1 END, last_cause = $4
                       WHERE host = $1 AND lease_token = $2";
            Ok(step.run(sql, &[&host, &token, &not_before, &cause])? == 1)
        })
    }

    fn postpone(&self, claim: &Claim, next_try: Millis) -> Result<bool, StoreError> {
        self.step(|step| {
            let undone = match &claim.work {
                Work::Feed(feed) => {
                    let sql = "UPDATE feeds SET next_try = $3, lease_token = NULL WHERE id = $1 AND lease_token = $2";
                    step.run(sql, &[&feed.id, &claim.token, &next_try])?
                }
                Work::Target(target) => {
                    // A page that is in the store already is only looked at again.
                    let state = if target.document.is_some() { "done" } else { "waiting" };
                    let sql = "UPDATE targets SET next_try = $3, lease_token = NULL, state = $4 WHERE id = $1 AND lease_token = $2";
                    step.run(sql, &[&target.id, &claim.token, &next_try, &state])?
                }
            };
            Ok(undone == 1)
        })
    }

    fn feed_done(&self, claim: &Claim, outcome: &FeedOutcome) -> Result<Option<FeedDone>, StoreError> {
        self.step(|step| outcomes::feed_done(step, claim, outcome))
    }

    fn target_done(&self, claim: &Claim, outcome: &TargetOutcome) -> Result<bool, StoreError> {
        self.step(|step| outcomes::target_done(step, claim, outcome))
    }

    fn next_claim(&self, due_before: Millis) -> Result<Option<Millis>, StoreError> {
        self.step(|step| {
            let rows = step.query(
                "SELECT min(greatest(due, not_before, lease_until)) FROM (
                    SELECT h.not_before, h.lease_until, least(
                        (SELECT min(f.next_try) FROM feeds f WHERE f.host = h.host AND f.next_try IS NOT NULL AND NOT f.paused),
                        (SELECT min(t.next_try) FROM targets t WHERE t.host = h.host AND t.next_try IS NOT NULL)
                    ) AS due FROM hosts h) AS all_hosts
                 WHERE due < $1",
                &[&due_before],
            )?;
            Ok(rows.first().and_then(|row| row.get(0)))
        })
    }

    fn robots(&self, origin: &str) -> Result<Option<RobotsRow>, StoreError> {
        self.step(|step| {
            let sql = "SELECT status, body, fetched_at, expires_at FROM robots WHERE origin = $1";
            let rows = step.query(sql, &[&origin])?;
            Ok(rows.first().map(|row| RobotsRow {
                origin: origin.to_owned(),
                status: row.get::<_, Option<i64>>(0).and_then(|status| u16::try_from(status).ok()),
                body: row.get(1),
                fetched_at: row.get(2),
                expires_at: row.get(3),
            }))
        })
    }

    fn keep_robots(&self, row: &RobotsRow, host: &str, crawl_delay: Option<Millis>) -> Result<(), StoreError> {
        self.step(|step| {
            step.run(
                "INSERT INTO robots (origin, status, body, fetched_at, expires_at) VALUES ($1, $2, $3, $4, $5)
                 ON CONFLICT (origin) DO UPDATE SET status = excluded.status, body = excluded.body,
                    fetched_at = excluded.fetched_at, expires_at = excluded.expires_at",
                &[&row.origin, &row.status.map(i64::from), &row.body, &row.fetched_at, &row.expires_at],
            )?;
            step.know_host(host)?;
            step.run("UPDATE hosts SET crawl_delay = $2 WHERE host = $1", &[&host, &crawl_delay])?;
            Ok(())
        })
    }
}
