//! Events as they were known on a day: told by what was published by then, and put together by the same rules from that alone.
//!
//! What two documents weigh follows from these two alone, so the matches of then are those of now between documents that were there;
//! decisions of persons count from their day on. Only parts that hold something later are put together anew: the others are today
//! as they were.

use super::db::Db;
use super::rows::FigureRow;
use super::tally::Facts;
use super::weigh::Run;
use super::{settle, summary, tell};
use crate::day;
use crate::error::StoreError;
use marsad_corroborate::{ACCEPT, Decision, Member, group};
use marsad_model::{CountKind, Day};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What was other then than it is now.
#[derive(Default)]
pub(super) struct Then {
    /// Tellings whose events were put together anew, each with a number that no event has.
    pub(super) of: HashMap<i64, i64>,
    /// Those events by their numbers.
    pub(super) facts: HashMap<i64, Facts>,
}

/// What was known of some events on a day.
pub(super) fn events(
    db: &mut dyn Db,
    known: Day,
    events: &BTreeSet<i64>,
    kind: Option<CountKind>,
) -> Result<Then, StoreError> {
    let ids: Vec<i64> = events.iter().copied().collect();
    let later = later(known);
    // With documents that came later, or whose origin has some.
    let mut starts: BTreeSet<i64> = BTreeSet::new();
    let sql = format!(
        "SELECT min(t.id) FROM tellings t JOIN weighed w ON w.document = t.document JOIN weighed v ON v.origin = w.origin
         JOIN documents d ON d.id = v.document WHERE {later} AND t.event IN ({{}}) GROUP BY t.event"
    );
    starts.extend(db.rows_in(&sql, &ids)?.iter().map(|row| row.int(0)));
    // That hang together with others, where one may have been part of the other.
    for (own, other) in [("a", "b"), ("b", "a")] {
        let sql = format!(
            "SELECT min(x.id) FROM tellings x JOIN matches m ON m.{own} = x.id JOIN tellings y ON y.id = m.{other}
             WHERE m.weight >= {ACCEPT} AND x.event <> y.event AND x.event IN ({{}}) GROUP BY x.event"
        );
        starts.extend(db.rows_in(&sql, &ids)?.iter().map(|row| row.int(0)));
    }
    let (decided, named) = decided_later(db, known)?;
    let sql = "SELECT id FROM tellings WHERE name IN ({})";
    starts.extend(db.rows_named(sql, named.iter().map(String::as_str))?.iter().map(|row| row.int(0)));

    let ruled = db.row("SELECT decision FROM rulings LIMIT 1", &[])?.is_some();
    let mut out = Then::default();
    let mut run = Run::new(&|_| None);
    let mut done: BTreeSet<i64> = BTreeSet::new();
    for start in starts {
        if done.contains(&start) {
            continue;
        }
        let mut part = settle::part_of(db, start, ruled)?;
        done.extend(part.members.keys());
        part.decisions.retain(|decision| !decided.contains(decision));
        put_together(db, &mut run, &part, &later, kind, &mut out)?;
    }
    Ok(out)
}

/// Says in SQL that a document `d` was not there.
pub(super) fn later(known: Day) -> String {
    format!("(d.published IS NULL OR d.published > {})", day::key(known))
}

/// The decisions in force that were taken after a day, and the tellings that they name.
fn decided_later(db: &mut dyn Db, known: Day) -> Result<(BTreeSet<Decision>, BTreeSet<String>), StoreError> {
    let next = known.checked_add(jiff::Span::new().days(1)).unwrap_or(known).to_string();
    let (mut late, mut early, mut named) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    let sql = "SELECT r.kind, r.a, r.b, d.at FROM rulings r JOIN decisions d ON d.id = r.decision";
    for row in db.rows(sql, &[])? {
        let (a, b) = (row.text(1).to_owned(), row.text(2).to_owned());
        let is_late = row.text(3) >= next.as_str();
        if is_late {
            named.extend([a.clone(), b.clone()].into_iter().filter(|name| !name.is_empty()));
        }
        let list = if is_late { &mut late } else { &mut early };
        list.extend(settle::decision(row.text(0), a, b));
    }
    late.retain(|decision| !early.contains(decision));
    Ok((late, named))
}

/// Puts together what was there of one part.
fn put_together(
    db: &mut dyn Db,
    run: &mut Run<'_>,
    part: &settle::Part,
    later: &str,
    kind: Option<CountKind>,
    out: &mut Then,
) -> Result<(), StoreError> {
    let documents: BTreeSet<i64> = part.members.values().map(|m| m.document).collect();
    let documents: Vec<i64> = documents.into_iter().collect();
    let sql = format!("SELECT d.id FROM documents d WHERE NOT {later} AND d.id IN ({{}})");
    let there: BTreeSet<i64> = db.rows_in(&sql, &documents)?.iter().map(|row| row.int(0)).collect();
    let ids: Vec<i64> = part.members.iter().filter(|(_, m)| there.contains(&m.document)).map(|(id, _)| *id).collect();
    if ids.is_empty() {
        return Ok(());
    }
    let mut by_name: BTreeMap<String, i64> = BTreeMap::new();
    let mut members: BTreeMap<String, Member> = BTreeMap::new();
    for (id, telling) in tell::load(db, run, &ids)? {
        members.insert(telling.id.clone(), Member::of(&telling));
        by_name.insert(telling.id.clone(), id);
    }
    let name = |id: &i64| part.members.get(id).map(|m| m.name.as_str()).filter(|name| by_name.contains_key(*name));
    let accepted: Vec<(&str, &str, f64)> =
        part.accepted.iter().filter_map(|(a, b, w)| Some((name(a)?, name(b)?, *w))).collect();
    let groups: Vec<BTreeSet<i64>> = group(&members, &accepted, &part.decisions)
        .into_iter()
        .map(|names| names.into_iter().filter_map(|name| by_name.get(name).copied()).collect())
        .collect();
    let mut told: BTreeMap<i64, summary::Told> =
        summary::told_of(db, &ids)?.into_iter().map(|one| (one.row, one)).collect();
    let origins = origins(db, told.values().map(|one| one.origin).collect(), later)?;
    for one in told.values_mut() {
        one.origin = origins.get(&one.document).copied().unwrap_or(one.document);
    }
    for tellings in groups {
        // Numbers below zero are of no event.
        let number = -1 - i64::try_from(out.facts.len()).unwrap_or(i64::MAX - 1);
        let mut of: Vec<summary::Told> = tellings.iter().filter_map(|id| told.remove(id)).collect();
        summary::in_order(&mut of);
        let days = summary::view(&of).and_then(|view| summary::days(&view.days.best()?.value));
        let figures: Vec<FigureRow> = if kind.is_some() { summary::figure_rows(&of) } else { Vec::new() };
        let figure = figures.iter().find(|figure| Some(figure.what) == kind);
        out.facts.insert(number, Facts::of(days, figure));
        out.of.extend(tellings.into_iter().map(|telling| (telling, number)));
    }
    Ok(())
}

/// The origins of then of the documents that go back to some origins now: those that links between documents of then make.
pub(super) fn origins(db: &mut dyn Db, now: BTreeSet<i64>, later: &str) -> Result<BTreeMap<i64, i64>, StoreError> {
    let now: Vec<i64> = now.into_iter().collect();
    let sql = format!(
        "SELECT w.document FROM weighed w JOIN documents d ON d.id = w.document WHERE NOT {later} AND w.origin IN ({{}})"
    );
    let documents: Vec<i64> = db.rows_in(&sql, &now)?.iter().map(|row| row.int(0)).collect();
    let mut beside: BTreeMap<i64, Vec<i64>> = documents.iter().map(|id| (*id, Vec::new())).collect();
    for row in db.rows_in("SELECT a, b FROM links WHERE a IN ({})", &documents)? {
        let (a, b) = (row.int(0), row.int(1));
        if beside.contains_key(&a) && beside.contains_key(&b) {
            beside.entry(a).or_default().push(b);
            beside.entry(b).or_default().push(a);
        }
    }
    let mut out: BTreeMap<i64, i64> = BTreeMap::new();
    for start in documents.iter().copied().collect::<BTreeSet<i64>>() {
        let mut open = vec![start];
        while let Some(id) = open.pop() {
            // Rising starts: the least of a group is its name.
            if let std::collections::btree_map::Entry::Vacant(free) = out.entry(id) {
                free.insert(start);
                open.extend(beside.get(&id).into_iter().flatten());
            }
        }
    }
    Ok(out)
}
