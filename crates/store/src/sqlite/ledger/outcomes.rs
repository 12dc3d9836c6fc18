//! What visits gave, written under the lease they were made with.

use super::{claims, feeds, targets, unreadable};
use crate::ledger::{
    Claim, FeedDone, FeedOutcome, FeedResult, FeedRow, Hop, TargetOutcome, TargetResult, TargetRow, TargetState, Work,
};
use rusqlite::{Connection, params};

pub(super) fn feed_done(db: &Connection, claim: &Claim, outcome: &FeedOutcome) -> rusqlite::Result<Option<FeedDone>> {
    let Work::Feed(feed) = &claim.work else { return Ok(None) };
    let held = db
        .prepare_cached("UPDATE feeds SET lease_token = NULL, last_try = ?3 WHERE id = ?1 AND lease_token = ?2")?
        .execute(params![feed.id, claim.token, outcome.at])?;
    if held == 0 {
        return Ok(None);
    }
    let mut done = FeedDone::default();
    match &outcome.result {
        FeedResult::Entries { .. } => done = entries(db, feed, outcome)?,
        FeedResult::Unchanged { wait } => {
            db.prepare_cached(
                "UPDATE feeds SET ask = address, last_success = ?2, next_try = ?2 + ?3, rhythm = ?3, failures = 0,
                    last_error = NULL WHERE id = ?1",
            )?
            .execute(params![feed.id, outcome.at, wait])?;
        }
        FeedResult::Moved { hop, host } => {
            claims::know_host(db, host)?;
            let hops = further(&feed.redirects, feed.ask != feed.feed.address, hop)?;
            db.prepare_cached("UPDATE feeds SET ask = ?2, host = ?3, redirects = ?4, next_try = ?5 WHERE id = ?1")?
                .execute(params![feed.id, hop.to, host, hops, outcome.at])?;
        }
        FeedResult::Failed { cause, wait } => {
            db.prepare_cached(
                "UPDATE feeds SET ask = address, next_try = ?2 + ?3, failures = failures + 1, last_error = ?4 WHERE id = ?1",
            )?
            .execute(params![feed.id, outcome.at, wait, cause])?;
        }
    }
    if !matches!(outcome.result, FeedResult::Moved { .. }) {
        db.prepare_cached("UPDATE feeds SET host = home WHERE id = ?1")?.execute([feed.id])?;
    }
    Ok(Some(done))
}

fn entries(db: &Connection, feed: &FeedRow, outcome: &FeedOutcome) -> rusqlite::Result<FeedDone> {
    let mut done = FeedDone::default();
    let FeedResult::Entries { found, children, title, etag, last_modified, may_miss, wait_if_new, wait_if_none } =
        &outcome.result
    else {
        return Ok(done);
    };
    for one in found {
        match targets::find(db, Some(feed.id), one, outcome.at)? {
            targets::Find::New => done.new += 1,
            targets::Find::Known => done.known += 1,
            targets::Find::Again => (done.known, done.again) = (done.known + 1, done.again + 1),
        }
    }
    for child in children {
        let (id, new) = feeds::add(db, child, outcome.at)?;
        if new {
            db.prepare_cached("UPDATE feeds SET parent = ?2 WHERE id = ?1")?.execute([id, feed.id])?;
            done.feeds += 1;
        }
    }
    if let Some(since) = feed.last_success.filter(|_| *may_miss && done.new > 0 && done.known == 0 && feed.entries > 0)
    {
        db.prepare_cached("INSERT INTO feed_gaps (feed, since, until, entries) VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![feed.id, since, outcome.at, i64::try_from(found.len()).unwrap_or(i64::MAX)])?;
        done.gap = true;
    }
    let wait = if done.new + done.again + done.feeds > 0 { wait_if_new } else { wait_if_none };
    db.prepare_cached(
        "UPDATE feeds SET ask = address, title = ifnull(title, ?2), etag = ?3, last_modified = ?4, last_success = ?5,
            next_try = ?5 + ?6, rhythm = ?6, entries = ?7, failures = 0, last_error = NULL WHERE id = ?1",
    )?
    .execute(params![
        feed.id,
        title,
        etag,
        last_modified,
        outcome.at,
        wait,
        i64::try_from(found.len()).unwrap_or(i64::MAX)
    ])?;
    Ok(done)
}

pub(super) fn target_done(db: &Connection, claim: &Claim, outcome: &TargetOutcome) -> rusqlite::Result<bool> {
    let Work::Target(target) = &claim.work else { return Ok(false) };
    let held = db
        .prepare_cached("UPDATE targets SET lease_token = NULL, last_try = ?3 WHERE id = ?1 AND lease_token = ?2")?
        .execute(params![target.id, claim.token, outcome.at])?;
    if held == 0 {
        return Ok(false);
    }
    let TargetOutcome { at, next_try, result } = outcome;
    match result {
        TargetResult::Done { document, etag, last_modified } => {
            db.prepare_cached(
                "UPDATE targets SET state = 'done', next_try = ?2, tries = 0, visits = visits + 1, etag = ?3,
                    last_modified = ?4, last_success = ?5, last_cause = NULL, document = ?6 WHERE id = ?1",
            )?
            .execute(params![target.id, next_try, etag, last_modified, at, document])?;
        }
        TargetResult::Unchanged => {
            db.prepare_cached(
                "UPDATE targets SET state = 'done', next_try = ?2, tries = 0, visits = visits + 1, last_success = ?3,
                    last_cause = NULL WHERE id = ?1",
            )?
            .execute(params![target.id, next_try, at])?;
        }
        TargetResult::Moved { hop, host } => {
            claims::know_host(db, host)?;
            let hops = further(&target.redirects, target.ask != target.address, hop)?;
            db.prepare_cached(
                "UPDATE targets SET ask = ?2, host = ?3, redirects = ?4, next_try = ?5, state = ?6 WHERE id = ?1",
            )?
            .execute(params![target.id, hop.to, host, hops, at, resting(target)])?;
            return Ok(true);
        }
        TargetResult::Again { cause } => {
            db.prepare_cached(
                "UPDATE targets SET state = ?2, next_try = ?3, tries = tries + 1, last_cause = ?4 WHERE id = ?1",
            )?
            .execute(params![target.id, resting(target), next_try, cause])?;
        }
        TargetResult::Over { state, cause } => {
            // What is in the store already stays done: the cause tells of the later visit.
            let state = if target.document.is_some() { TargetState::Done } else { *state };
            db.prepare_cached(
                "UPDATE targets SET state = ?2, next_try = ?3, tries = tries + 1, last_cause = ?4 WHERE id = ?1",
            )?
            .execute(params![target.id, state.as_str(), next_try, cause])?;
        }
    }
    // The next visit begins at the page's own address.
    db.prepare_cached("UPDATE targets SET ask = address, host = home WHERE id = ?1")?.execute([target.id])?;
    Ok(true)
}

/// The state of a page that waits: one that was fetched before is done all the same.
fn resting(target: &TargetRow) -> &'static str {
    if target.document.is_some() { "done" } else { "waiting" }
}

/// The hops of a redirect with one more; those of the visit before are forgotten at the first.
fn further(hops: &[Hop], under_way: bool, hop: &Hop) -> rusqlite::Result<String> {
    let mut all = if under_way { hops.to_vec() } else { Vec::new() };
    all.push(hop.clone());
    serde_json::to_string(&all).map_err(unreadable)
}
