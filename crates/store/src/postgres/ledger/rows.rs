//! Rows of the ledger as its types.

use crate::error::StoreError;
use crate::ledger::{FeedCounts, FeedKind, FeedRow, Hop, NewFeed, TargetRow, TargetState};
use postgres::Row;

/// The columns of a feed, as [`feed_row`] takes them.
pub(super) const FEED: &str =
    "id, address, kind, parent, title, outlet, pattern, every, home, host, paused, added_at, ask, redirects,
    etag, last_modified, last_try, last_success, next_try, rhythm, entries, failures, last_error";

/// The columns of a page, as [`target_row`] takes them, from `targets t LEFT JOIN feeds f`.
pub(super) const TARGET: &str =
    "t.id, t.address, t.feed, f.outlet, t.found_at, t.updated, t.state, t.host, t.ask, t.redirects,
    t.tries, t.visits, t.next_try, t.etag, t.last_modified, t.last_try, t.last_success, t.last_cause, t.document";

/// A count that is never negative.
pub(super) fn unsigned(row: &Row, at: usize) -> u64 {
    u64::try_from(row.get::<_, i64>(at)).unwrap_or(0)
}

/// A small count.
pub(super) fn small(row: &Row, at: usize) -> u32 {
    u32::try_from(row.get::<_, i64>(at)).unwrap_or(0)
}

fn unreadable(place: &str, what: &'static str, id: i64, why: String) -> StoreError {
    StoreError::BadRow { path: place.into(), what, id, why }
}

fn hops(place: &str, what: &'static str, id: i64, json: &str) -> Result<Vec<Hop>, StoreError> {
    serde_json::from_str(json).map_err(|e| unreadable(place, what, id, e.to_string()))
}

/// A row of [`FEED`].
pub(super) fn feed_row(place: &str, row: &Row) -> Result<FeedRow, StoreError> {
    let id = row.get(0);
    let kind: &str = row.get(2);
    Ok(FeedRow {
        id,
        feed: NewFeed {
            address: row.get(1),
            kind: FeedKind::from_name(kind)
                .ok_or_else(|| unreadable(place, "feed", id, format!("`{kind}` is no kind of feed")))?,
            parent: row.get(3),
            title: row.get(4),
            outlet: row.get(5),
            pattern: row.get(6),
            every: row.get(7),
            host: row.get(8),
        },
        host: row.get(9),
        paused: row.get(10),
        added_at: row.get(11),
        ask: row.get(12),
        redirects: hops(place, "feed", id, row.get(13))?,
        etag: row.get(14),
        last_modified: row.get(15),
        last_try: row.get(16),
        last_success: row.get(17),
        next_try: row.get(18),
        rhythm: row.get(19),
        entries: unsigned(row, 20),
        failures: small(row, 21),
        last_error: row.get(22),
        counts: FeedCounts::default(),
    })
}

/// A row of [`TARGET`].
pub(super) fn target_row(place: &str, row: &Row) -> Result<TargetRow, StoreError> {
    let id = row.get(0);
    let state: &str = row.get(6);
    Ok(TargetRow {
        id,
        address: row.get(1),
        feed: row.get(2),
        outlet: row.get(3),
        found_at: row.get(4),
        updated: row.get(5),
        state: TargetState::from_name(state)
            .ok_or_else(|| unreadable(place, "page to fetch", id, format!("`{state}` is no state of a page")))?,
        host: row.get(7),
        ask: row.get(8),
        redirects: hops(place, "page to fetch", id, row.get(9))?,
        tries: small(row, 10),
        visits: small(row, 11),
        next_try: row.get(12),
        etag: row.get(13),
        last_modified: row.get(14),
        last_try: row.get(15),
        last_success: row.get(16),
        last_cause: row.get(17),
        document: row.get(18),
    })
}
