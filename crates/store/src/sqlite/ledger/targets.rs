//! Pages to fetch in the embedded store.

use super::{claims, unreadable};
use crate::ledger::{Found, Millis, TargetRow, TargetState};
use rusqlite::{Connection, OptionalExtension, Row, params};

/// The columns of a page, as [`read`] takes them, from `targets t LEFT JOIN feeds f`.
const COLUMNS: &str = "t.id, t.address, t.feed, f.outlet, t.found_at, t.updated, t.state, t.host, t.ask, t.redirects,
    t.tries, t.visits, t.next_try, t.etag, t.last_modified, t.last_try, t.last_success, t.last_cause, t.document";

/// What finding a page meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Find {
    /// It was not known.
    New,
    /// It was known.
    Known,
    /// It was known and fetched, and has changed since, says its feed.
    Again,
}

/// Notes a page; a new one, or one that has changed since, is due at once.
pub(super) fn find(db: &Connection, feed: Option<i64>, found: &Found, now: Millis) -> rusqlite::Result<Find> {
    claims::know_host(db, &found.host)?;
    let added = db
        .prepare_cached(
            "INSERT INTO targets (address, feed, found_at, updated, state, home, host, ask, next_try)
             VALUES (?1, ?2, ?3, ?4, 'waiting', ?5, ?5, ?1, ?3) ON CONFLICT (address) DO NOTHING",
        )?
        .execute(params![found.address, feed, now, found.updated, found.host])?;
    if added == 1 {
        return Ok(Find::New);
    }
    if let Some(updated) = found.updated {
        // Without a time known before, the first one told only counts if it is later than the fetch.
        let again = db
            .prepare_cached(
                "UPDATE targets SET updated = ?2, next_try = ?3, tries = 0
                 WHERE address = ?1 AND state = 'done' AND ?2 > ifnull(updated, last_success)",
            )?
            .execute(params![found.address, updated, now])?;
        if again == 1 {
            return Ok(Find::Again);
        }
        db.prepare_cached("UPDATE targets SET updated = ?2 WHERE address = ?1 AND updated IS NULL")?
            .execute(params![found.address, updated])?;
    }
    Ok(Find::Known)
}

/// The page of a host that has been due for the longest time.
pub(super) fn due(db: &Connection, host: &str, now: Millis) -> rusqlite::Result<Option<TargetRow>> {
    db.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM targets t LEFT JOIN feeds f ON f.id = t.feed
         WHERE t.host = ?1 AND t.next_try <= ?2 ORDER BY t.next_try, t.id LIMIT 1"
    ))?
    .query_row(params![host, now], read)
    .optional()
}

pub(super) fn list(
    db: &Connection,
    feed: Option<i64>,
    state: Option<TargetState>,
    after: i64,
    limit: usize,
) -> rusqlite::Result<Vec<TargetRow>> {
    let mut rows = db.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM targets t LEFT JOIN feeds f ON f.id = t.feed
         WHERE t.id > ?1 AND (?2 IS NULL OR t.feed = ?2) AND (?3 IS NULL OR t.state = ?3) ORDER BY t.id LIMIT ?4"
    ))?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = rows.query_map(params![after, feed, state.map(TargetState::as_str), limit], read)?;
    rows.collect()
}

fn read(row: &Row<'_>) -> rusqlite::Result<TargetRow> {
    let state: String = row.get(6)?;
    let redirects: String = row.get(9)?;
    Ok(TargetRow {
        id: row.get(0)?,
        address: row.get(1)?,
        feed: row.get(2)?,
        outlet: row.get(3)?,
        found_at: row.get(4)?,
        updated: row.get(5)?,
        state: TargetState::from_name(&state).ok_or_else(|| unreadable(format!("`{state}` is no state of a page")))?,
        host: row.get(7)?,
        ask: row.get(8)?,
        redirects: serde_json::from_str(&redirects).map_err(unreadable)?,
        tries: row.get(10)?,
        visits: row.get(11)?,
        next_try: row.get(12)?,
        etag: row.get(13)?,
        last_modified: row.get(14)?,
        last_try: row.get(15)?,
        last_success: row.get(16)?,
        last_cause: row.get(17)?,
        document: row.get(18)?,
    })
}
