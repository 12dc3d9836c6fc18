//! Putting together anew the parts of the tellings that something touched, and giving events their ids.
//!
//! An event goes with one telling, its anchor. A group that holds anchors is the event with the least id of theirs; the
//! others became it, and their ids lead to it. Taken apart again, each half has its anchor and so its own id back.

use super::copies;
use super::db::{Db, values};
use super::tell;
use super::weigh::Run;
use crate::error::StoreError;
use marsad_corroborate::{ACCEPT, Decision, Member, Sources, group};
use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

/// One telling of a part.
pub(super) struct Told {
    pub(super) name: String,
    pub(super) document: i64,
    event: Option<i64>,
}

/// What hangs together by accepted matches and by what persons put together.
#[derive(Default)]
pub(super) struct Part {
    pub(super) members: BTreeMap<i64, Told>,
    pub(super) accepted: Vec<(i64, i64, f64)>,
    pub(super) decisions: BTreeSet<Decision>,
}

/// One transaction of parts.
pub(super) fn step(db: &mut dyn Db, run: &mut Run<'_>, time: Duration, most: usize) -> Result<(), StoreError> {
    let began = Instant::now();
    let waiting = db.ints(&format!("SELECT id FROM tellings WHERE settled = 0 ORDER BY id LIMIT {most}"), &[])?;
    let ruled = db.row("SELECT decision FROM rulings LIMIT 1", &[])?.is_some();
    let mut done: BTreeSet<i64> = BTreeSet::new();
    let mut touched = BTreeSet::new();
    for start in waiting {
        if done.contains(&start) {
            continue;
        }
        let part = part_of(db, start, ruled)?;
        settle(db, run, &part, &mut touched)?;
        done.extend(part.members.keys());
        if began.elapsed() > time {
            break;
        }
    }
    copies::regroup(db, &touched)
}

pub(super) fn part_of(db: &mut dyn Db, start: i64, ruled: bool) -> Result<Part, StoreError> {
    let mut part = Part::default();
    let mut open = vec![start];
    while !open.is_empty() {
        let rows = db.rows_in("SELECT id, name, document, event FROM tellings WHERE id IN ({})", &open)?;
        let mut names = Vec::with_capacity(rows.len());
        for row in &rows {
            let name = row.text(1).to_owned();
            names.push(name.clone());
            part.members.insert(row.int(0), Told { name, document: row.int(2), event: row.maybe_int(3) });
        }
        let mut next = BTreeSet::new();
        for (own, other) in [("a", "b"), ("b", "a")] {
            let sql =
                format!("SELECT {own}, {other}, weight FROM matches WHERE {own} IN ({{}}) AND weight >= {ACCEPT}");
            for row in db.rows_in(&sql, &open)? {
                let (x, y) = (row.int(0), row.int(1));
                if own == "a" {
                    part.accepted.push((x, y, row.real(2)));
                }
                next.insert(y);
            }
        }
        if ruled {
            let mut beside = BTreeSet::new();
            for own in ["a", "b"] {
                let sql = format!("SELECT kind, a, b FROM rulings WHERE {own} IN ({{}})");
                for row in db.rows_named(&sql, names.iter().map(String::as_str))? {
                    let (a, b) = (row.text(1).to_owned(), row.text(2).to_owned());
                    if let Some(decision) = decision(row.text(0), a, b) {
                        if let Decision::Together(a, b) = &decision {
                            beside.extend([a.clone(), b.clone()]);
                        }
                        part.decisions.insert(decision);
                    }
                }
            }
            let sql = "SELECT id FROM tellings WHERE name IN ({})";
            next.extend(db.rows_named(sql, beside.iter().map(String::as_str))?.iter().map(|row| row.int(0)));
        }
        open = next.into_iter().filter(|id| !part.members.contains_key(id)).collect();
    }
    Ok(part)
}

/// A ruling as the matcher takes it.
pub(super) fn decision(kind: &str, a: String, b: String) -> Option<Decision> {
    match kind {
        "together" => Some(Decision::Together(a, b)),
        "apart" => Some(Decision::Apart(a, b)),
        "pinned" => Some(Decision::Pinned(a)),
        _ => None,
    }
}

fn settle(db: &mut dyn Db, run: &mut Run<'_>, part: &Part, touched: &mut BTreeSet<i64>) -> Result<(), StoreError> {
    let all: Vec<i64> = part.members.keys().copied().collect();
    let tellings: BTreeMap<String, Member> =
        tell::load(db, run, &all)?.iter().map(|(_, telling)| (telling.id.clone(), Member::of(telling))).collect();
    let ids: BTreeMap<&str, i64> = part.members.iter().map(|(id, m)| (m.name.as_str(), *id)).collect();
    let name = |id: &i64| part.members.get(id).map(|m| m.name.as_str());
    let accepted: Vec<(&str, &str, f64)> =
        part.accepted.iter().filter_map(|(a, b, w)| Some((name(a)?, name(b)?, *w))).collect();
    let groups: Vec<Vec<i64>> = group(&tellings, &accepted, &part.decisions)
        .into_iter()
        .map(|members| members.into_iter().filter_map(|n| ids.get(n).copied()).collect())
        .collect();
    let events = give_ids(db, part, &groups)?;
    let mut now: BTreeMap<i64, i64> = BTreeMap::new();
    for (event, members) in events.iter().zip(&groups) {
        let moved: Vec<i64> = members.iter().filter(|id| part.members[id].event != Some(*event)).copied().collect();
        db.run_in("UPDATE tellings SET event = $1 WHERE id IN ({})", values![*event], &moved)?;
        db.run("UPDATE events SET stale = 1, became = NULL WHERE id = $1", values![*event])?;
        now.extend(members.iter().map(|id| (*id, *event)));
    }
    db.run_in("UPDATE tellings SET settled = 1 WHERE id IN ({})", &[], &all)?;
    lead_on(db, part, &now)?;
    open_matches(db, &all, &part.decisions)?;
    links_of(db, run, part, &now, touched)
}

/// The id of each group.
fn give_ids(db: &mut dyn Db, part: &Part, groups: &[Vec<i64>]) -> Result<Vec<i64>, StoreError> {
    let names = part.members.values().map(|m| m.name.as_str());
    let anchored: BTreeMap<String, i64> = db
        .rows_named("SELECT anchor, id FROM events WHERE anchor IN ({})", names)?
        .iter()
        .map(|row| (row.text(0).to_owned(), row.int(1)))
        .collect();
    let mut taken: BTreeSet<i64> = anchored.values().copied().collect();
    let mut out = Vec::with_capacity(groups.len());
    for members in groups {
        let own = members.iter().filter_map(|id| anchored.get(&part.members[id].name)).min();
        if let Some(event) = own {
            out.push(*event);
            continue;
        }
        // The group lives on whose anchor is gone with a version of its page.
        let before: BTreeSet<i64> = members.iter().filter_map(|id| part.members[id].event).collect();
        let mut heir = None;
        for event in before {
            let sql = "SELECT e.id FROM events e WHERE e.id = $1
                       AND NOT EXISTS (SELECT 1 FROM tellings t WHERE t.name = e.anchor)";
            if !taken.contains(&event) && db.row(sql, values![event])?.is_some() {
                heir = Some(event);
                break;
            }
        }
        let Some(anchor) = members.iter().min().map(|id| part.members[id].name.as_str()) else { continue };
        let event = match heir {
            Some(event) => {
                db.run("UPDATE events SET anchor = $1 WHERE id = $2", values![anchor, event])?;
                event
            }
            None => db
                .row("INSERT INTO events (anchor, stale) VALUES ($1, 1) RETURNING id", values![anchor])?
                .map_or(0, |row| row.int(0)),
        };
        taken.insert(event);
        out.push(event);
    }
    Ok(out)
}

/// Lets the ids of events that are no more lead to where their reports went.
fn lead_on(db: &mut dyn Db, part: &Part, now: &BTreeMap<i64, i64>) -> Result<(), StoreError> {
    let living: BTreeSet<i64> = now.values().copied().collect();
    let mut gone: BTreeMap<i64, i64> = BTreeMap::new();
    for (id, member) in &part.members {
        if let (Some(before), Some(event)) = (member.event, now.get(id))
            && !living.contains(&before)
        {
            gone.entry(before).or_insert(*event);
        }
    }
    // Anchors whose event is another now: so it is where this part was put together for the first time since a rebuild.
    let by_name: BTreeMap<&str, i64> =
        part.members.iter().filter_map(|(id, m)| Some((m.name.as_str(), *now.get(id)?))).collect();
    for row in db.rows_named("SELECT id, anchor FROM events WHERE anchor IN ({})", by_name.keys().copied())? {
        if let Some(event) = by_name.get(row.text(1)).filter(|event| **event != row.int(0)) {
            gone.insert(row.int(0), *event);
        }
    }
    for (before, event) in gone {
        let sql = "UPDATE events SET became = $1, stale = 1 WHERE id = $2 AND id <> $3
                   AND NOT EXISTS (SELECT 1 FROM tellings t WHERE t.event = $4)";
        db.run(sql, values![event, before, event, before])?;
    }
    Ok(())
}

/// Says of each match of some tellings whether it is a suggestion: two events, and nobody decided.
fn open_matches(db: &mut dyn Db, tellings: &[i64], decisions: &BTreeSet<Decision>) -> Result<(), StoreError> {
    let mut decided: BTreeSet<(&str, &str)> = BTreeSet::new();
    for decision in decisions {
        if let Decision::Together(a, b) | Decision::Apart(a, b) = decision {
            decided.extend([(a.as_str(), b.as_str()), (b.as_str(), a.as_str())]);
        }
    }
    let (mut opened, mut closed) = (Vec::new(), Vec::new());
    for own in ["a", "b"] {
        let sql = format!(
            "SELECT m.a, m.b, m.open, x.event, y.event, x.name, y.name FROM matches m
             JOIN tellings x ON x.id = m.a JOIN tellings y ON y.id = m.b WHERE m.{own} IN ({{}})"
        );
        for row in db.rows_in(&sql, tellings)? {
            let open = row.maybe_int(3) != row.maybe_int(4) && !decided.contains(&(row.text(5), row.text(6)));
            match (row.int(2) == 1, open) {
                (false, true) => opened.push((row.int(0), row.int(1))),
                (true, false) => closed.push((row.int(0), row.int(1))),
                _ => {}
            }
        }
    }
    for (list, open) in [(opened, 1_i64), (closed, 0)] {
        for (a, b) in list {
            db.run("UPDATE matches SET open = $1 WHERE a = $2 AND b = $3", values![open, a, b])?;
        }
    }
    Ok(())
}

/// Links by credit or citation that the new events make, and those that they make no longer.
fn links_of(
    db: &mut dyn Db,
    run: &mut Run<'_>,
    part: &Part,
    now: &BTreeMap<i64, i64>,
    touched: &mut BTreeSet<i64>,
) -> Result<(), StoreError> {
    let documents: BTreeSet<i64> = part.members.values().map(|m| m.document).collect();
    if documents.len() < 2 && part.members.values().all(|m| m.event.is_none()) {
        return Ok(());
    }
    let sources = copies::sources(db, &documents.iter().copied().collect::<Vec<_>>())?;
    // Those that were one event and are no more.
    let in_part: Vec<i64> = documents.iter().copied().collect();
    let mut by_event = BTreeSet::new();
    for own in ["a", "b"] {
        let sql = format!("SELECT a, b FROM links WHERE by_event = 1 AND {own} IN ({{}})");
        by_event.extend(db.rows_in(&sql, &in_part)?.iter().map(|row| (row.int(0), row.int(1))));
    }
    for (a, b) in by_event {
        let sql = "SELECT x.id FROM tellings x JOIN tellings y ON y.event = x.event
                   WHERE x.document = $1 AND y.document = $2 LIMIT 1";
        if db.row(sql, values![a, b])?.is_none() {
            db.run("DELETE FROM links WHERE a = $1 AND b = $2 AND by_event = 1", values![a, b])?;
            touched.extend([a, b]);
        }
    }
    let mut events: BTreeMap<i64, Vec<(&Told, &Sources)>> = BTreeMap::new();
    for (id, member) in &part.members {
        if let (Some(event), Some(sources)) = (now.get(id), sources.get(&member.document)) {
            events.entry(*event).or_default().push((member, sources));
        }
    }
    for members in events.values() {
        for (at, (x, of_x)) in members.iter().enumerate() {
            for (y, of_y) in &members[at + 1..] {
                let new = x.event.is_none() || x.event != y.event;
                if new
                    && x.document != y.document
                    && of_x.meet(of_y)
                    && copies::link_by_event(db, run, x.document, y.document)?
                {
                    touched.extend([x.document, y.document]);
                }
            }
        }
    }
    Ok(())
}
