//! Feeds in the embedded store.

use super::super::rows::unsigned;
use super::{claims, unreadable};
use crate::ledger::{FeedCounts, FeedKind, FeedRow, Millis, NewFeed};
use rusqlite::{Connection, OptionalExtension, Row, params};
use std::collections::HashMap;

/// The columns of a feed, as [`read`] takes them.
const COLUMNS: &str =
    "id, address, kind, parent, title, outlet, pattern, every, home, host, paused, added_at, ask, redirects,
    etag, last_modified, last_try, last_success, next_try, rhythm, entries, failures, last_error";

pub(super) fn add(db: &Connection, new: &NewFeed, now: Millis) -> rusqlite::Result<(i64, bool)> {
    claims::know_host(db, &new.host)?;
    let added = db
        .prepare_cached(
            "INSERT INTO feeds (address, kind, parent, title, outlet, pattern, every, added_at, home, host, ask, next_try)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9, ?1, ?8) ON CONFLICT (address) DO NOTHING",
        )?
        .execute(params![
            new.address,
            new.kind.as_str(),
            new.parent,
            new.title,
            new.outlet,
            new.pattern,
            new.every,
            now,
            new.host
        ])?;
    let id =
        db.prepare_cached("SELECT id FROM feeds WHERE address = ?1")?.query_row([&new.address], |row| row.get(0))?;
    Ok((id, added == 1))
}

pub(super) fn all(db: &Connection) -> rusqlite::Result<Vec<FeedRow>> {
    let mut counts: HashMap<i64, FeedCounts> = HashMap::new();
    let mut rows =
        db.prepare_cached("SELECT feed, state, count(*) FROM targets WHERE feed IS NOT NULL GROUP BY feed, state")?;
    let mut rows = rows.query([])?;
    while let Some(row) = rows.next()? {
        let of = counts.entry(row.get(0)?).or_default();
        let n = unsigned(row, 2)?;
        match row.get_ref(1)?.as_str()? {
            "waiting" | "claimed" => of.waiting += n,
            "done" => of.done += n,
            "failed" => of.failed += n,
            "gone" => of.gone += n,
            _ => of.refused += n,
        }
    }
    let mut rows = db.prepare_cached("SELECT feed, count(*) FROM feed_gaps GROUP BY feed")?;
    let mut rows = rows.query([])?;
    while let Some(row) = rows.next()? {
        counts.entry(row.get(0)?).or_default().gaps = unsigned(row, 1)?;
    }
    let mut all = db.prepare_cached(&format!("SELECT {COLUMNS} FROM feeds ORDER BY id"))?;
    let feeds = all.query_map([], |row| {
        let mut feed = read(row)?;
        feed.counts = counts.get(&feed.id).copied().unwrap_or_default();
        Ok(feed)
    })?;
    feeds.collect()
}

/// The feed of a host that has been due for the longest time.
pub(super) fn due(db: &Connection, host: &str, now: Millis) -> rusqlite::Result<Option<FeedRow>> {
    db.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM feeds WHERE host = ?1 AND next_try <= ?2 AND paused = 0 ORDER BY next_try, id LIMIT 1"
    ))?
    .query_row(params![host, now], read)
    .optional()
}

pub(super) fn pause(db: &Connection, id: i64, paused: bool) -> rusqlite::Result<bool> {
    let family = family(db, id)?;
    for id in &family {
        db.prepare_cached("UPDATE feeds SET paused = ?2 WHERE id = ?1")?.execute(params![id, paused])?;
    }
    Ok(!family.is_empty())
}

pub(super) fn remove(db: &Connection, id: i64) -> rusqlite::Result<bool> {
    let family = family(db, id)?;
    // Children first: they point at their parents.
    for id in family.iter().rev() {
        db.prepare_cached("DELETE FROM targets WHERE feed = ?1 AND document IS NULL AND visits = 0")?.execute([id])?;
        db.prepare_cached("UPDATE targets SET feed = NULL WHERE feed = ?1")?.execute([id])?;
        db.prepare_cached("DELETE FROM feed_gaps WHERE feed = ?1")?.execute([id])?;
        db.prepare_cached("DELETE FROM feeds WHERE id = ?1")?.execute([id])?;
    }
    Ok(!family.is_empty())
}

/// A feed and all that it led to, parents before children; nothing where there is no such feed.
fn family(db: &Connection, id: i64) -> rusqlite::Result<Vec<i64>> {
    let mut rows = db.prepare_cached(
        "WITH RECURSIVE family (id, depth) AS (
            SELECT id, 0 FROM feeds WHERE id = ?1
            UNION SELECT f.id, family.depth + 1 FROM feeds f JOIN family ON f.parent = family.id)
         SELECT id FROM family ORDER BY depth, id",
    )?;
    let ids = rows.query_map([id], |row| row.get(0))?;
    ids.collect()
}

fn read(row: &Row<'_>) -> rusqlite::Result<FeedRow> {
    let kind: String = row.get(2)?;
    let redirects: String = row.get(13)?;
    Ok(FeedRow {
        id: row.get(0)?,
        feed: NewFeed {
            address: row.get(1)?,
            kind: FeedKind::from_name(&kind).ok_or_else(|| unreadable(format!("`{kind}` is no kind of feed")))?,
            parent: row.get(3)?,
            title: row.get(4)?,
            outlet: row.get(5)?,
            pattern: row.get(6)?,
            every: row.get(7)?,
            host: row.get(8)?,
        },
        host: row.get(9)?,
        paused: row.get(10)?,
        added_at: row.get(11)?,
        ask: row.get(12)?,
        redirects: serde_json::from_str(&redirects).map_err(unreadable)?,
        etag: row.get(14)?,
        last_modified: row.get(15)?,
        last_try: row.get(16)?,
        last_success: row.get(17)?,
        next_try: row.get(18)?,
        rhythm: row.get(19)?,
        entries: unsigned(row, 20)?,
        failures: row.get(21)?,
        last_error: row.get(22)?,
        counts: FeedCounts::default(),
    })
}
