//! What is to be reviewed, and who has it before them.

use super::checked;
use super::item::document_of;
use super::rows::{ItemState, QueueAsk, QueueItem, QueueKind};
use super::second::waits;
use super::settle::Settled;
use super::{reading, tables};
use crate::api::{Filter, ReportRow, Store};
use crate::error::StoreError;
use crate::events::db::{self, Db, EventTables, values};
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap, HashSet};

const ROWS: usize = 50;
const MOST_ROWS: usize = 1000;
/// How often an item is looked for that nobody takes away meanwhile.
const TRIES: usize = 20;

/// The filter without its page.
pub(super) fn whole(filter: &Filter) -> Filter {
    Filter { limit: None, after: None, ..filter.clone() }
}

/// [`super::Reviews::queue`].
pub(super) fn list<S: EventTables + Store + ?Sized>(store: &S, ask: &QueueAsk) -> Result<Vec<QueueItem>, StoreError> {
    let now = if ask.now.is_empty() { 0 } else { checked::moment(&ask.now)? };
    let limit = ask.limit.unwrap_or(ROWS).min(MOST_ROWS);
    let ids = match ask.kind {
        QueueKind::Open => open(store, ask, now, limit)?,
        QueueKind::Assigned => {
            let sql = "SELECT report FROM review_assigned WHERE coder = $1 AND answered = 0 ORDER BY batch, report";
            let all = db::read(store, |db| db.ints(sql, values![ask.coder.as_str()]))?;
            within(store, ask, all)?
        }
        QueueKind::Disputed => in_state(store, ask, ItemState::Disputed)?,
        QueueKind::Moved => in_state(store, ask, ItemState::Moved)?,
        QueueKind::Second => second(store, ask, now)?,
    };
    db::read(store, |db| items(db, &ids, &ask.coder, limit))
}

/// Reports that nobody has reviewed, was given or has claimed; one's own claims come again.
fn open<S: EventTables + Store + ?Sized>(
    store: &S,
    ask: &QueueAsk,
    now: i64,
    limit: usize,
) -> Result<Vec<i64>, StoreError> {
    let without = db::read(store, |db| {
        let mut out: HashSet<i64> = HashSet::new();
        out.extend(db.ints("SELECT report FROM review_items WHERE state <> 'open'", &[])?);
        out.extend(db.ints("SELECT DISTINCT report FROM review_assigned", &[])?);
        let sql = "SELECT report FROM review_claims WHERE until > $1 AND coder <> $2";
        out.extend(db.ints(sql, values![now, ask.coder.as_str()])?);
        Ok(out)
    })?;
    store.first_to_review(&whole(&ask.filter), ask.order, limit, &without)
}

/// Reports by which what second readers say is reached, but for those that others have before them.
fn second<S: EventTables + Store + ?Sized>(store: &S, ask: &QueueAsk, now: i64) -> Result<Vec<i64>, StoreError> {
    let all = db::read(store, |db| {
        let sql = "SELECT report FROM review_claims WHERE until > $1 AND coder <> $2";
        let taken: HashSet<i64> = db.ints(sql, values![now, ask.coder.as_str()])?.into_iter().collect();
        Ok(waits::queue(db)?.into_iter().filter(|report| !taken.contains(report)).collect())
    })?;
    within(store, ask, all)
}

fn in_state<S: EventTables + Store + ?Sized>(
    store: &S,
    ask: &QueueAsk,
    state: ItemState,
) -> Result<Vec<i64>, StoreError> {
    let sql = "SELECT report FROM review_items WHERE state = $1 ORDER BY report";
    let all = db::read(store, |db| db.ints(sql, values![state.as_str()]))?;
    within(store, ask, all)
}

/// Those of some reports that answer a question. What is not in the record answers by its document alone.
fn within<S: EventTables + Store + ?Sized>(store: &S, ask: &QueueAsk, all: Vec<i64>) -> Result<Vec<i64>, StoreError> {
    let filter = whole(&ask.filter);
    if all.is_empty() || filter == Filter::default() {
        return Ok(all);
    }
    let answering: HashSet<i64> = store.report_ids(&filter)?.into_iter().collect();
    db::read(store, |db| {
        let mut out = Vec::new();
        for id in &all {
            let fits = answering.contains(id)
                || db.row("SELECT id FROM reports WHERE id = $1", values![*id])?.is_none()
                    && match filter.document {
                        Some(document) => document_of(db, *id)? == Some(document),
                        None => true,
                    };
            if fits {
                out.push(*id);
            }
        }
        Ok(out)
    })
}

fn items(db: &mut dyn Db, ids: &[i64], coder: &str, limit: usize) -> Result<Vec<QueueItem>, StoreError> {
    let mut documents: HashMap<i64, (tables::Page, BTreeMap<i64, Settled>)> = HashMap::new();
    let mut out = Vec::new();
    for id in ids {
        if out.len() == limit {
            break;
        }
        let Some(document) = document_of(db, *id)? else { continue };
        let (page, settled) = match documents.entry(document) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(slot) => {
                let Some(page) = tables::page(db, document)? else { continue };
                let items = reading::settled(db, document)?.into_iter().map(|item| (item.report, item)).collect();
                slot.insert((page, items))
            }
        };
        let Some(item) = settled.get(id) else { continue };
        let sql = "SELECT until FROM review_claims WHERE report = $1 AND coder = $2";
        let until = db.row(sql, values![*id, coder])?.and_then(|row| row.maybe_int(0));
        out.push(QueueItem { row: row(page, item, coder), state: item.state, claimed_until: until.and_then(shown) });
    }
    Ok(out)
}

fn shown(moment: i64) -> Option<String> {
    jiff::Timestamp::from_millisecond(moment).ok().map(|moment| moment.to_string())
}

/// An item as a row. Who has still to answer sees the machine's reading.
fn row(page: &tables::Page, item: &Settled, coder: &str) -> ReportRow {
    let blind = item.state == ItemState::Waiting && item.assigned.iter().any(|one| one == coder);
    let report = match &item.machine {
        Some(machine) if blind => machine.clone(),
        _ => item.shown.clone(),
    };
    ReportRow {
        id: item.report,
        document: page.id,
        title: page.title.clone(),
        outlet: page.outlet_name.clone(),
        url: page.url.clone(),
        published: page.published,
        version: page.version,
        current: page.current,
        report,
        reviewed: if blind { None } else { item.reviewed.clone() },
    }
}

/// [`super::Reviews::next_review`].
pub(super) fn next<S: EventTables + Store + ?Sized>(
    store: &S,
    ask: &QueueAsk,
    until: &str,
) -> Result<Option<QueueItem>, StoreError> {
    checked::name("the coder", &ask.coder)?;
    for _ in 0..TRIES {
        // A few, so that two who ask at once need not both look again.
        let first = list(store, &QueueAsk { limit: Some(8), ..ask.clone() })?;
        if first.is_empty() {
            return Ok(None);
        }
        for mut item in first {
            // What is settled already can stand in the queue for a proposal beside it; nobody claims it.
            let claims = matches!(ask.kind, QueueKind::Open | QueueKind::Second) && item.state == ItemState::Open;
            if !claims || claim(store, item.row.id, &ask.coder, &ask.now, until)? {
                if claims {
                    item.claimed_until = Some(until.to_owned());
                }
                return Ok(Some(item));
            }
        }
    }
    Ok(None)
}

/// [`super::Reviews::claim_review`].
pub(super) fn claim<S: EventTables + Store + ?Sized>(
    store: &S,
    report: i64,
    coder: &str,
    now: &str,
    until: &str,
) -> Result<bool, StoreError> {
    checked::name("the coder", coder)?;
    let (now, until) = (checked::moment(now)?, checked::moment(until)?);
    db::write(store, |db| {
        // Somebody may have reviewed it a moment ago.
        let done = "SELECT report FROM review_items WHERE report = $1 AND state <> 'open'";
        let assigned = "SELECT coder FROM review_assigned WHERE report = $1 AND coder = $2";
        if db.row(done, values![report])?.is_some() && db.row(assigned, values![report, coder])?.is_none() {
            return Ok(false);
        }
        let taken = db.run(
            "INSERT INTO review_claims (report, coder, until) VALUES ($1, $2, $3)
             ON CONFLICT (report) DO UPDATE SET coder = excluded.coder, until = excluded.until
             WHERE review_claims.until <= $4 OR review_claims.coder = excluded.coder",
            values![report, coder, until, now],
        )?;
        Ok(taken > 0)
    })
}

/// [`super::Reviews::release_review`].
pub(super) fn release<S: EventTables + Store + ?Sized>(store: &S, report: i64, coder: &str) -> Result<(), StoreError> {
    db::write(store, |db| {
        db.run("DELETE FROM review_claims WHERE report = $1 AND coder = $2", values![report, coder]).map(|_| ())
    })
}
