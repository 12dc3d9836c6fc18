//! What persons decide: taken down, checked against what was decided before, and put into force at once.

use super::db::{Db, EventTables, change, values};
use super::rows::{Act, Decided};
use super::weigh::Run;
use super::{copies, list, settle, summary, tell};
use crate::error::StoreError;
use marsad_corroborate::{Contradiction, Decision, Events};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::time::Duration;

/// Longest reason, in scalar values.
const LONGEST_WHY: usize = 4_000;
/// A decision is put into force in its own transaction, however long that takes.
const NO_END: Duration = Duration::from_secs(3_600);

/// What is kept of a decision beside its columns.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
struct Detail {
    events: Vec<i64>,
    reports: Vec<i64>,
    documents: Vec<i64>,
    now: Vec<i64>,
    tellings: Vec<String>,
}

/// What a person asks for, as the matcher takes it.
struct Ask {
    what: &'static str,
    detail: Detail,
    rulings: Vec<Decision>,
    /// The pages whose link is cut.
    cut: Option<(String, String)>,
    undoes: Option<i64>,
}

fn bad(why: String) -> StoreError {
    StoreError::BadDecision { why }
}

/// Decides in one transaction, while nobody else weighs.
fn decide<S: EventTables + ?Sized>(
    store: &S,
    act: &Act,
    mut ask: impl FnMut(&mut (dyn Db + '_)) -> Result<Ask, StoreError>,
) -> Result<Decided, StoreError> {
    if act.why.trim().is_empty() {
        return Err(bad("a decision needs a reason; say why".into()));
    }
    if act.why.chars().count() > LONGEST_WHY {
        return Err(bad(format!("the reason is longer than {LONGEST_WHY} characters; shorten it")));
    }
    let at = jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let done = change(store, true, |db| {
        let ask = ask(db)?;
        let Ask { what, mut detail, rulings, cut, undoes } = ask;
        let json = |detail: &Detail| serde_json::to_string(detail).unwrap_or_default();
        let id = db
            .row(
                "INSERT INTO decisions (at, who, why, what, detail, undoes) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id",
                values![at.as_str(), act.who.as_str(), act.why.trim(), what, json(&detail), undoes],
            )?
            .map_or(0, |row| row.int(0));
        for ruling in &rulings {
            let (kind, a, b) = match ruling {
                Decision::Together(a, b) => ("together", a.as_str(), b.as_str()),
                Decision::Apart(a, b) => ("apart", a.as_str(), b.as_str()),
                Decision::Pinned(a) => ("pinned", a.as_str(), ""),
            };
            db.run("INSERT INTO rulings (decision, kind, a, b) VALUES ($1, $2, $3, $4)", values![id, kind, a, b])?;
        }
        let documents = detail.documents.first().copied().zip(detail.documents.get(1).copied());
        if let (Some((a, b)), Some((x, y))) = (&cut, documents) {
            let sql = "INSERT INTO rulings (decision, kind, a, b) VALUES ($1, 'cut', $2, $3)";
            db.run(sql, values![id, a.as_str(), b.as_str()])?;
            copies::cut(db, x, y)?;
        }
        if let Some(undone) = undoes {
            db.run("DELETE FROM rulings WHERE decision = $1", values![undone])?;
            if let Some((x, y)) = documents {
                copies::link_again(db, &mut Run::new(&|_| None), x, y)?;
            }
        }
        enforce(db, &detail.tellings)?;
        let mut now: Vec<i64> = Vec::new();
        for row in db.rows_named(
            "SELECT name, event FROM tellings WHERE name IN ({})",
            detail.tellings.iter().map(String::as_str),
        )? {
            now.extend(row.maybe_int(1).filter(|event| !now.contains(event)));
        }
        // What was there before stands first.
        now.sort_by_key(|id| (!detail.events.contains(id), *id));
        detail.now = now;
        db.run("UPDATE decisions SET detail = $1 WHERE id = $2", values![json(&detail), id])?;
        Ok(id)
    })?;
    let id = done.ok_or_else(|| bad("another process is weighing; try again in a moment".into()))?;
    let all = super::db::read(store, |db| all(db, None))?;
    all.into_iter().find(|d| d.id == id).ok_or_else(|| bad(format!("decision {id} was taken down and is gone")))
}

/// Puts what touches some tellings together anew, and sums up what changed.
fn enforce(db: &mut dyn Db, names: &[String]) -> Result<(), StoreError> {
    let all: Vec<&str> = names.iter().map(String::as_str).collect();
    tell::unsettle_beside(db, &all)?;
    let sql = "SELECT id, event FROM tellings WHERE name IN ({})";
    let rows = db.rows_named(sql, all.iter().copied())?;
    let ids: Vec<i64> = rows.iter().map(|row| row.int(0)).collect();
    db.run_in("UPDATE tellings SET settled = 0 WHERE id IN ({})", &[], &ids)?;
    // Also what nothing joins to the others any more.
    let events: Vec<i64> = rows.iter().filter_map(|row| row.maybe_int(1)).collect();
    db.run_in("UPDATE tellings SET settled = 0 WHERE event IN ({})", &[], &events)?;
    db.run_in("UPDATE events SET stale = 1 WHERE id IN ({})", &[], &events)?;
    let mut run = Run::new(&|_| None);
    settle::step(db, &mut run, NO_END, 1_000_000)?;
    summary::step(db, NO_END, 1_000_000)
}

/// The event that an id stands for, with the names of its tellings.
fn event(db: &mut dyn Db, id: i64) -> Result<(i64, Vec<(i64, String)>), StoreError> {
    let none = || bad(format!("there is no event {id}; `marsad events` lists them"));
    let living = list::living(db, id)?.ok_or_else(none)?;
    let names = list::names_of(db, living)?;
    if names.is_empty() { Err(none()) } else { Ok((living, names)) }
}

/// Refuses rulings that contradict those in force.
fn check(db: &mut dyn Db, rulings: &[Decision]) -> Result<(), StoreError> {
    let mut events = Events::new();
    for row in db.rows("SELECT kind, a, b FROM rulings ORDER BY decision", &[])? {
        if let Some(decision) = settle::decision(row.text(0), row.text(1).to_owned(), row.text(2).to_owned()) {
            // Those in force were checked when they were made.
            let _ = events.decide(decision);
        }
    }
    for ruling in rulings {
        if let Err(Contradiction { a, b, earlier }) = events.decide(ruling.clone()) {
            let sql = "SELECT DISTINCT decision FROM rulings WHERE a IN ({}) ORDER BY decision";
            let mut named: BTreeSet<i64> = BTreeSet::new();
            for sql in [sql, &sql.replace("WHERE a", "WHERE b")] {
                named.extend(db.rows_named(sql, [a.as_str(), b.as_str()])?.iter().map(|row| row.int(0)));
            }
            let named: Vec<String> = named.iter().map(|id| format!("`marsad events undo {id}`")).collect();
            return Err(bad(format!(
                "some of these reports were {earlier}; take that back first (one of {}), then decide again",
                named.join(", ")
            )));
        }
    }
    Ok(())
}

fn together(names: &[String]) -> Vec<Decision> {
    let Some((first, rest)) = names.split_first() else { return Vec::new() };
    rest.iter().map(|name| Decision::Together(first.clone(), name.clone())).collect()
}

/// See [`super::EventStore::merge_events`].
pub(super) fn merge<S: EventTables + ?Sized>(store: &S, a: i64, b: i64, act: &Act) -> Result<Decided, StoreError> {
    decide(store, act, |db| {
        let ((x, mut names), (y, more)) = (event(db, a)?, event(db, b)?);
        if x == y {
            return Err(bad(format!("{a} and {b} are one event already")));
        }
        names.extend(more);
        names.sort();
        let names: Vec<String> = names.into_iter().map(|(_, name)| name).collect();
        let rulings = together(&names);
        check(db, &rulings)?;
        let detail = Detail { events: vec![x, y], tellings: names, ..Detail::default() };
        Ok(Ask { what: "merge", detail, rulings, cut: None, undoes: None })
    })
}

/// See [`super::EventStore::split_event`].
pub(super) fn split<S: EventTables + ?Sized>(
    store: &S,
    id: i64,
    reports: &[i64],
    act: &Act,
) -> Result<Decided, StoreError> {
    decide(store, act, |db| {
        let (event, names) = event(db, id)?;
        let mut out: BTreeSet<i64> = BTreeSet::new();
        for report in reports {
            let sql =
                "SELECT t.id, t.event FROM telling_reports r JOIN tellings t ON t.id = r.telling WHERE r.report = $1";
            match db.row(sql, values![*report])? {
                Some(row) if row.maybe_int(1) == Some(event) => out.insert(row.int(0)),
                _ => {
                    return Err(bad(format!(
                        "report {report} is not of event {event}; `marsad events show {event}` lists its reports"
                    )));
                }
            };
        }
        let (went, stays): (Vec<_>, Vec<_>) = names.iter().cloned().partition(|(at, _)| out.contains(at));
        if went.is_empty() || stays.is_empty() {
            return Err(bad(format!(
                "that would leave nothing on one side of event {event}; name some of its reports, and not all"
            )));
        }
        let ids: Vec<i64> = out.iter().copied().collect();
        let all = db.rows_in("SELECT report FROM telling_reports WHERE telling IN ({}) ORDER BY report", &ids)?;
        let of = |list: &[(i64, String)]| list.iter().map(|(_, name)| name.clone()).collect::<Vec<_>>();
        let (went, stays) = (of(&went), of(&stays));
        let mut rulings = together(&went);
        rulings.extend(went.iter().flat_map(|a| stays.iter().map(|b| Decision::Apart(a.clone(), b.clone()))));
        check(db, &rulings)?;
        keep_id(db, event, &went, &stays)?;
        let detail = Detail {
            events: vec![event],
            reports: all.iter().map(|row| row.int(0)).collect(),
            tellings: names.iter().map(|(_, name)| name.clone()).collect(),
            ..Detail::default()
        };
        Ok(Ask { what: "split", detail, rulings, cut: None, undoes: None })
    })
}

/// Lets the id of an event stay with what stays.
fn keep_id(db: &mut dyn Db, event: i64, went: &[String], stays: &[String]) -> Result<(), StoreError> {
    let anchor = db.row("SELECT anchor FROM events WHERE id = $1", values![event])?;
    let anchor = anchor.map(|row| row.text(0).to_owned()).unwrap_or_default();
    let (Some(first), true) = (stays.first(), went.contains(&anchor)) else { return Ok(()) };
    let set = "UPDATE events SET anchor = $1 WHERE id = $2";
    // It may be the anchor of an event that was merged into this one: the two change places.
    let other = db.row("SELECT id FROM events WHERE anchor = $1", values![first.as_str()])?.map(|row| row.int(0));
    if let Some(other) = other {
        db.run(set, values![format!("{event}#"), other])?;
    }
    db.run(set, values![first.as_str(), event])?;
    if let Some(other) = other {
        db.run(set, values![anchor, other])?;
    }
    Ok(())
}

/// See [`super::EventStore::pin_event`].
pub(super) fn pin<S: EventTables + ?Sized>(store: &S, id: i64, act: &Act) -> Result<Decided, StoreError> {
    decide(store, act, |db| {
        let (event, names) = event(db, id)?;
        let names: Vec<String> = names.into_iter().map(|(_, name)| name).collect();
        let pinned = "SELECT decision FROM rulings WHERE kind = 'pinned' AND a IN ({})";
        if let Some(row) = db.rows_named(pinned, names.iter().map(String::as_str))?.first() {
            return Err(bad(format!(
                "event {event} is pinned already; `marsad events undo {}` takes that back",
                row.int(0)
            )));
        }
        let mut rulings = together(&names);
        check(db, &rulings)?;
        rulings.extend(names.first().map(|name| Decision::Pinned(name.clone())));
        let detail = Detail { events: vec![event], tellings: names, ..Detail::default() };
        Ok(Ask { what: "pin", detail, rulings, cut: None, undoes: None })
    })
}

/// See [`super::EventStore::cut_link`].
pub(super) fn cut<S: EventTables + ?Sized>(store: &S, a: i64, b: i64, act: &Act) -> Result<Decided, StoreError> {
    decide(store, act, |db| {
        let none = || bad(format!("documents {a} and {b} are not linked; `marsad events show` tells which are"));
        let sql = "SELECT a FROM links WHERE a = $1 AND b = $2";
        if db.row(sql, values![a.min(b), a.max(b)])?.is_none() {
            return Err(none());
        }
        let pages = copies::pages(db, a, b)?.ok_or_else(none)?;
        let told = db.rows_in("SELECT name, event FROM tellings WHERE document IN ({}) ORDER BY id", &[a, b])?;
        let mut events: Vec<i64> = Vec::new();
        for event in told.iter().filter_map(|row| row.maybe_int(1)) {
            if !events.contains(&event) {
                events.push(event);
            }
        }
        let detail = Detail {
            events,
            documents: vec![a.min(b), a.max(b)],
            tellings: told.iter().map(|row| row.text(0).to_owned()).collect(),
            ..Detail::default()
        };
        Ok(Ask { what: "cut", detail, rulings: Vec::new(), cut: Some(pages), undoes: None })
    })
}

/// The current versions of two pages; none where one of them is not there any more.
fn of_pages(db: &mut dyn Db, a: &str, b: &str) -> Result<Vec<i64>, StoreError> {
    let mut out = Vec::new();
    for page in [a, b] {
        out.extend(db.row("SELECT document FROM weighed WHERE page = $1", values![page])?.map(|row| row.int(0)));
    }
    out.sort_unstable();
    Ok(if out.len() == 2 { out } else { Vec::new() })
}

/// See [`super::EventStore::undo_decision`].
pub(super) fn undo<S: EventTables + ?Sized>(store: &S, decision: i64, act: &Act) -> Result<Decided, StoreError> {
    decide(store, act, |db| {
        let found = all(db, None)?.into_iter().find(|d| d.id == decision);
        let found = found
            .ok_or_else(|| bad(format!("there is no decision {decision}; `marsad events decisions` lists them")))?;
        if found.undone {
            return Err(bad(format!("decision {decision} was taken back already")));
        }
        if found.undoes.is_some() {
            return Err(bad(format!("decision {decision} takes another one back; make that one again instead")));
        }
        let mut tellings: BTreeSet<String> = BTreeSet::new();
        let mut documents = Vec::new();
        for row in db.rows("SELECT a, b, kind FROM rulings WHERE decision = $1", values![decision])? {
            if row.text(2) == "cut" {
                documents = of_pages(db, row.text(0), row.text(1))?;
                let sql = "SELECT name FROM tellings WHERE document IN ({})";
                tellings.extend(db.rows_in(sql, &documents)?.iter().map(|row| row.text(0).to_owned()));
                continue;
            }
            tellings.extend([row.text(0).to_owned(), row.text(1).to_owned()].into_iter().filter(|n| !n.is_empty()));
        }
        let detail =
            Detail { events: found.now, documents, tellings: tellings.into_iter().collect(), ..Detail::default() };
        Ok(Ask { what: "undo", detail, rulings: Vec::new(), cut: None, undoes: Some(decision) })
    })
}

/// See [`super::EventStore::decisions`].
pub(super) fn all(db: &mut dyn Db, event: Option<i64>) -> Result<Vec<Decided>, StoreError> {
    let about: Option<BTreeSet<String>> = match event {
        Some(event) => Some(list::names_of(db, event)?.into_iter().map(|(_, name)| name).collect()),
        None => None,
    };
    let sql = "SELECT d.id, d.at, d.who, d.why, d.what, d.detail, d.undoes, u.id
               FROM decisions d LEFT JOIN decisions u ON u.undoes = d.id ORDER BY d.id DESC";
    let mut out = Vec::new();
    for row in db.rows(sql, &[])? {
        let detail: Detail = row.json(5, db)?;
        if about.as_ref().is_some_and(|names| !detail.tellings.iter().any(|name| names.contains(name))) {
            continue;
        }
        out.push(Decided {
            id: row.int(0),
            at: row.text(1).to_owned(),
            who: row.text(2).to_owned(),
            why: row.text(3).to_owned(),
            what: row.text(4).to_owned(),
            events: detail.events,
            reports: detail.reports,
            documents: detail.documents,
            now: detail.now,
            undoes: row.maybe_int(6),
            undone: row.maybe_int(7).is_some(),
        });
    }
    Ok(out)
}
