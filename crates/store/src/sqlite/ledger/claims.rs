//! Leases on hosts, and on what is to be asked of them.

use super::{feeds, targets};
use crate::ledger::{Claim, HostRow, Millis, Work};
use rusqlite::{Connection, OptionalExtension, params};

/// Makes a row for a host that has none.
pub(super) fn know_host(db: &Connection, host: &str) -> rusqlite::Result<()> {
    db.prepare_cached("INSERT INTO hosts (host) VALUES (?1) ON CONFLICT (host) DO NOTHING")?.execute([host])?;
    Ok(())
}

pub(super) fn claim(db: &Connection, now: Millis, lease_until: Millis, token: i64) -> rusqlite::Result<Option<Claim>> {
    // The host that could have been asked for the longest time comes first, so that none is forgotten.
    let host = db
        .prepare_cached(
            "SELECT host, crawl_delay, failures, last_cause FROM hosts h
             WHERE not_before <= ?1 AND lease_until <= ?1 AND (
                EXISTS (SELECT 1 FROM feeds f WHERE f.host = h.host AND f.next_try <= ?1 AND f.paused = 0)
                OR EXISTS (SELECT 1 FROM targets t WHERE t.host = h.host AND t.next_try <= ?1))
             ORDER BY not_before, host LIMIT 1",
        )?
        .query_row([now], |row| {
            Ok(HostRow {
                host: row.get(0)?,
                not_before: lease_until,
                crawl_delay: row.get(1)?,
                failures: row.get(2)?,
                last_cause: row.get(3)?,
            })
        })
        .optional()?;
    let Some(host) = host else { return Ok(None) };
    claim_host(db, &host.host, now, lease_until, token)?;
    let work = if let Some(feed) = feeds::due(db, &host.host, now)? {
        db.prepare_cached("UPDATE feeds SET next_try = ?2, lease_token = ?3 WHERE id = ?1")?.execute(params![
            feed.id,
            lease_until,
            token
        ])?;
        Work::Feed(feed)
    } else if let Some(target) = targets::due(db, &host.host, now)? {
        db.prepare_cached("UPDATE targets SET next_try = ?2, lease_token = ?3, state = 'claimed' WHERE id = ?1")?
            .execute(params![target.id, lease_until, token])?;
        Work::Target(target)
    } else {
        return Ok(None);
    };
    Ok(Some(Claim { token, lease_until, host, work }))
}

pub(super) fn claim_host(
    db: &Connection,
    host: &str,
    now: Millis,
    lease_until: Millis,
    token: i64,
) -> rusqlite::Result<bool> {
    know_host(db, host)?;
    // `not_before` too: a caller that dies under way may have asked at any moment of its lease.
    let taken = db
        .prepare_cached(
            "UPDATE hosts SET lease_until = ?3, lease_token = ?4, not_before = ?3
             WHERE host = ?1 AND not_before <= ?2 AND lease_until <= ?2",
        )?
        .execute(params![host, now, lease_until, token])?;
    Ok(taken == 1)
}

pub(super) fn release_host(
    db: &Connection,
    host: &str,
    token: i64,
    not_before: Millis,
    cause: Option<&str>,
) -> rusqlite::Result<bool> {
    let released = db
        .prepare_cached(
            "UPDATE hosts SET lease_until = 0, lease_token = NULL, not_before = ?3,
                failures = CASE WHEN ?4 IS NULL THEN 0 ELSE failures + 1 END, last_cause = ?4
             WHERE host = ?1 AND lease_token = ?2",
        )?
        .execute(params![host, token, not_before, cause])?;
    Ok(released == 1)
}

pub(super) fn postpone(db: &Connection, claim: &Claim, next_try: Millis) -> rusqlite::Result<bool> {
    let undone = match &claim.work {
        Work::Feed(feed) => db
            .prepare_cached("UPDATE feeds SET next_try = ?3, lease_token = NULL WHERE id = ?1 AND lease_token = ?2")?
            .execute(params![feed.id, claim.token, next_try])?,
        Work::Target(target) => {
            // A page that is in the store already is only looked at again.
            let state = if target.document.is_some() { "done" } else { "waiting" };
            db.prepare_cached(
                "UPDATE targets SET next_try = ?3, lease_token = NULL, state = ?4 WHERE id = ?1 AND lease_token = ?2",
            )?
            .execute(params![target.id, claim.token, next_try, state])?
        }
    };
    Ok(undone == 1)
}

pub(super) fn next(db: &Connection, due_before: Millis) -> rusqlite::Result<Option<Millis>> {
    db.prepare_cached(
        "SELECT min(max(due, not_before, lease_until)) FROM (
            SELECT h.not_before, h.lease_until, min(
                ifnull((SELECT min(f.next_try) FROM feeds f WHERE f.host = h.host AND f.next_try IS NOT NULL AND f.paused = 0), ?2),
                ifnull((SELECT min(t.next_try) FROM targets t WHERE t.host = h.host AND t.next_try IS NOT NULL), ?2)
            ) AS due FROM hosts h)
         WHERE due < ?1",
    )?
    .query_row([due_before, Millis::MAX], |row| row.get(0))
}
