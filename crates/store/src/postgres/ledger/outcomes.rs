//! What visits gave, written under the lease they were made with.

use super::{Fault, Step};
use crate::error::StoreError;
use crate::ledger::{
    Claim, FeedDone, FeedOutcome, FeedResult, FeedRow, Found, Hop, Millis, NewFeed, TargetOutcome, TargetResult,
    TargetRow, TargetState, Work,
};

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

pub(super) fn add_feed(step: &mut Step<'_, '_>, new: &NewFeed, now: Millis) -> Result<(i64, bool), Fault> {
    step.know_host(&new.host)?;
    let added = step.run(
        "INSERT INTO feeds (address, kind, parent, title, outlet, pattern, every, added_at, home, host, ask, next_try)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $1, $8) ON CONFLICT (address) DO NOTHING",
        &[
            &new.address,
            &new.kind.as_str(),
            &new.parent,
            &new.title,
            &new.outlet,
            &new.pattern,
            &new.every,
            &now,
            &new.host,
        ],
    )?;
    let rows = step.query("SELECT id FROM feeds WHERE address = $1", &[&new.address])?;
    Ok((rows.first().map_or(0, |row| row.get(0)), added == 1))
}

/// Notes a page; a new one, or one that has changed since, is due at once.
pub(super) fn find(step: &mut Step<'_, '_>, feed: Option<i64>, found: &Found, now: Millis) -> Result<Find, Fault> {
    step.know_host(&found.host)?;
    let added = step.run(
        "INSERT INTO targets (address, feed, found_at, updated, state, home, host, ask, next_try)
         VALUES ($1, $2, $3, $4, 'waiting', $5, $5, $1, $3) ON CONFLICT (address) DO NOTHING",
        &[&found.address, &feed, &now, &found.updated, &found.host],
    )?;
    if added == 1 {
        return Ok(Find::New);
    }
    if let Some(updated) = found.updated {
        // Without a time known before, the first one told only counts if it is later than the fetch.
        let sql = "UPDATE targets SET updated = $2, next_try = $3, tries = 0
                   WHERE address = $1 AND state = 'done' AND $2::bigint > coalesce(updated, last_success)";
        if step.run(sql, &[&found.address, &updated, &now])? == 1 {
            return Ok(Find::Again);
        }
        let sql = "UPDATE targets SET updated = $2 WHERE address = $1 AND updated IS NULL";
        step.run(sql, &[&found.address, &updated])?;
    }
    Ok(Find::Known)
}

pub(super) fn feed_done(
    step: &mut Step<'_, '_>,
    claim: &Claim,
    outcome: &FeedOutcome,
) -> Result<Option<FeedDone>, Fault> {
    let Work::Feed(feed) = &claim.work else { return Ok(None) };
    let sql = "UPDATE feeds SET lease_token = NULL, last_try = $3 WHERE id = $1 AND lease_token = $2";
    if step.run(sql, &[&feed.id, &claim.token, &outcome.at])? == 0 {
        return Ok(None);
    }
    let mut done = FeedDone::default();
    match &outcome.result {
        FeedResult::Entries { .. } => done = entries(step, feed, outcome)?,
        FeedResult::Unchanged { wait } => {
            step.run(
                "UPDATE feeds SET ask = address, last_success = $2, next_try = $2::bigint + $3::bigint, rhythm = $3, failures = 0,
                    last_error = NULL WHERE id = $1",
                &[&feed.id, &outcome.at, wait],
            )?;
        }
        FeedResult::Moved { hop, host } => {
            step.know_host(host)?;
            let hops = further(step.place, "feed", feed.id, &feed.redirects, feed.ask != feed.feed.address, hop)?;
            let sql = "UPDATE feeds SET ask = $2, host = $3, redirects = $4, next_try = $5 WHERE id = $1";
            step.run(sql, &[&feed.id, &hop.to, host, &hops, &outcome.at])?;
        }
        FeedResult::Failed { cause, wait } => {
            let sql = "UPDATE feeds SET ask = address, next_try = $2::bigint + $3::bigint, failures = failures + 1, last_error = $4 WHERE id = $1";
            step.run(sql, &[&feed.id, &outcome.at, wait, cause])?;
        }
    }
    if !matches!(outcome.result, FeedResult::Moved { .. }) {
        step.run("UPDATE feeds SET host = home WHERE id = $1", &[&feed.id])?;
    }
    Ok(Some(done))
}

fn entries(step: &mut Step<'_, '_>, feed: &FeedRow, outcome: &FeedOutcome) -> Result<FeedDone, Fault> {
    let mut done = FeedDone::default();
    let FeedResult::Entries { found, children, title, etag, last_modified, may_miss, wait_if_new, wait_if_none } =
        &outcome.result
    else {
        return Ok(done);
    };
    for one in found {
        match find(step, Some(feed.id), one, outcome.at)? {
            Find::New => done.new += 1,
            Find::Known => done.known += 1,
            Find::Again => (done.known, done.again) = (done.known + 1, done.again + 1),
        }
    }
    for child in children {
        let (id, new) = add_feed(step, child, outcome.at)?;
        if new {
            step.run("UPDATE feeds SET parent = $2 WHERE id = $1", &[&id, &feed.id])?;
            done.feeds += 1;
        }
    }
    let count = i64::try_from(found.len()).unwrap_or(i64::MAX);
    if let Some(since) = feed.last_success.filter(|_| *may_miss && done.new > 0 && done.known == 0 && feed.entries > 0)
    {
        let sql = "INSERT INTO feed_gaps (feed, since, until, entries) VALUES ($1, $2, $3, $4)";
        step.run(sql, &[&feed.id, &since, &outcome.at, &count])?;
        done.gap = true;
    }
    let wait = if done.new + done.again + done.feeds > 0 { wait_if_new } else { wait_if_none };
    step.run(
        "UPDATE feeds SET ask = address, title = coalesce(title, $2), etag = $3, last_modified = $4, last_success = $5,
            next_try = $5::bigint + $6::bigint, rhythm = $6, entries = $7, failures = 0, last_error = NULL WHERE id = $1",
        &[&feed.id, title, etag, last_modified, &outcome.at, wait, &count],
    )?;
    Ok(done)
}

pub(super) fn target_done(step: &mut Step<'_, '_>, claim: &Claim, outcome: &TargetOutcome) -> Result<bool, Fault> {
    let Work::Target(target) = &claim.work else { return Ok(false) };
    let sql = "UPDATE targets SET lease_token = NULL, last_try = $3 WHERE id = $1 AND lease_token = $2";
    if step.run(sql, &[&target.id, &claim.token, &outcome.at])? == 0 {
        return Ok(false);
    }
    let TargetOutcome { at, next_try, result } = outcome;
    let id = target.id;
    match result {
        TargetResult::Done { document, etag, last_modified } => {
            step.run(
                "UPDATE targets SET state = 'done', next_try = $2, tries = 0, visits = visits + 1, etag = $3,
                    last_modified = $4, last_success = $5, last_cause = NULL, document = $6 WHERE id = $1",
                &[&id, next_try, etag, last_modified, at, document],
            )?;
        }
        TargetResult::Unchanged => {
            step.run(
                "UPDATE targets SET state = 'done', next_try = $2, tries = 0, visits = visits + 1, last_success = $3,
                    last_cause = NULL WHERE id = $1",
                &[&id, next_try, at],
            )?;
        }
        TargetResult::Moved { hop, host } => {
            step.know_host(host)?;
            let hops = further(step.place, "page to fetch", id, &target.redirects, target.ask != target.address, hop)?;
            step.run(
                "UPDATE targets SET ask = $2, host = $3, redirects = $4, next_try = $5, state = $6 WHERE id = $1",
                &[&id, &hop.to, host, &hops, at, &resting(target)],
            )?;
            return Ok(true);
        }
        TargetResult::Again { cause } => {
            step.run(
                "UPDATE targets SET state = $2, next_try = $3, tries = tries + 1, last_cause = $4 WHERE id = $1",
                &[&id, &resting(target), next_try, cause],
            )?;
        }
        TargetResult::Over { state, cause } => {
            // What is in the store already stays done: the cause tells of the later visit.
            let state = if target.document.is_some() { TargetState::Done } else { *state };
            step.run(
                "UPDATE targets SET state = $2, next_try = $3, tries = tries + 1, last_cause = $4 WHERE id = $1",
                &[&id, &state.as_str(), next_try, cause],
            )?;
        }
    }
    // The next visit begins at the page's own address.
    step.run("UPDATE targets SET ask = address, host = home WHERE id = $1", &[&id])?;
    Ok(true)
}

/// The state of a page that waits: one that was fetched before is done all the same.
fn resting(target: &TargetRow) -> &'static str {
    if target.document.is_some() { "done" } else { "waiting" }
}

/// The hops of a redirect with one more; those of the visit before are forgotten at the first.
fn further(
    place: &str,
    what: &'static str,
    id: i64,
    hops: &[Hop],
    under_way: bool,
    hop: &Hop,
) -> Result<String, StoreError> {
    let mut all = if under_way { hops.to_vec() } else { Vec::new() };
    all.push(hop.clone());
    serde_json::to_string(&all).map_err(|e| StoreError::BadRow { path: place.into(), what, id, why: e.to_string() })
}
