//! What is new among events since a document came in: events that nobody had told before, and tolls that rose.

use super::db::{Db, values};
use super::heads::KeptHeads;
use super::list;
use super::rows::{EventRow, NewEvent, News, Rise, ToldBy};
use super::summary::{self, Told};
use super::tell;
use crate::error::StoreError;
use marsad_model::{CountKind, Report};
use std::collections::{BTreeMap, BTreeSet};

/// How many documents back is looked at most.
const LOOKED: i64 = 5_000;
/// How many events that others were told of again are looked through for tolls, the latest first.
const LOOKED_THROUGH: usize = 300;
/// Sources that a line names.
const SOURCES: usize = 4;

/// See [`super::EventStore::news`].
pub(super) fn news(db: &mut dyn Db, kept: &KeptHeads, after: i64, limit: usize) -> Result<News, StoreError> {
    let last = db.row("SELECT coalesce(max(document), 0) FROM weighed", &[])?.map_or(0, |row| row.int(0));
    let from = after.max(last - LOOKED);
    kept.news(db, format!("{from} {limit}"), |db| since(db, from, limit))
}

fn since(db: &mut dyn Db, from: i64, limit: usize) -> Result<News, StoreError> {
    // A page that changed is known under the names of its tellings since its first version.
    // Asked by event: joined at once, an event that a thousand documents tell is multiplied by itself.
    let sql = "SELECT e.id, (SELECT min(n.document) FROM tellings a JOIN telling_names n ON n.name = a.name WHERE a.event = e.id),
               e.sort_day FROM events e
               WHERE e.summary IS NOT NULL AND e.id IN (SELECT t.event FROM tellings t WHERE t.document > $1)";
    // The latest first, each by its day and id.
    let (mut fresh, mut told_again) = (Vec::new(), Vec::new());
    for row in db.rows(sql, values![from])? {
        if row.int(1) > from { &mut fresh } else { &mut told_again }.push((row.int(2), row.int(0)));
    }
    let total = fresh.len() as u64;
    let mut latest = |mut all: Vec<(i64, i64)>, most: usize| {
        all.sort_unstable_by(|x, y| y.cmp(x));
        let ids: Vec<i64> = all.into_iter().take(most).map(|(_, id)| id).collect();
        list::by_ids(db, &ids)
    };
    let (rows, again) = (latest(fresh, limit)?, latest(told_again, LOOKED_THROUGH)?);
    let mut out = News { events: Vec::with_capacity(rows.len()), total, rises: Vec::new() };
    for row in rows {
        let sources = sources(db, row.id)?;
        out.events.push(NewEvent { row, sources });
    }
    for row in again {
        out.rises.extend(rises(db, row, from)?);
    }
    // The steepest first.
    out.rises.sort_by_key(|rise| (std::cmp::Reverse(rise.now - rise.before), rise.row.id));
    out.rises.truncate(limit);
    Ok(out)
}

/// The documents that tell an event, those that came first before the others.
fn sources(db: &mut dyn Db, event: i64) -> Result<Vec<ToldBy>, StoreError> {
    let sql = format!(
        "SELECT d.id, d.title, o.name FROM tellings t JOIN documents d ON d.id = t.document
         LEFT JOIN outlets o ON o.id = d.outlet WHERE t.event = $1 ORDER BY d.id LIMIT {SOURCES}"
    );
    let source = |row: &super::db::Row| ToldBy {
        document: row.int(0),
        title: row.text(1).to_owned(),
        outlet: row.maybe_text(2).map(str::to_owned),
    };
    Ok(db.rows(&sql, values![event])?.iter().map(source).collect())
}

/// The highest number of each kind in some reports.
fn highest<'a>(reports: impl Iterator<Item = &'a Report>) -> BTreeMap<CountKind, u64> {
    let mut out = BTreeMap::new();
    for count in reports.flat_map(|report| &report.counts) {
        if let Some(n) = count.max.or(count.min) {
            let best = out.entry(count.what).or_insert(n);
            *best = n.max(*best);
        }
    }
    out
}

/// Whether a number of this kind is a toll.
fn is_toll(what: CountKind) -> bool {
    !matches!(what, CountKind::Participants | CountKind::Other | CountKind::Released)
}

/// Which numbers of an event are higher than any that was told by a document.
fn rises(db: &mut dyn Db, row: EventRow, until: i64) -> Result<Vec<Rise>, StoreError> {
    let told: Vec<Told> = summary::told(db, row.id)?;
    let (old, new): (Vec<&Told>, Vec<&Told>) = told.iter().partition(|one| one.document <= until);
    let mut before: Vec<Report> = old.iter().flat_map(|one| &one.reports).map(|(_, report)| report.clone()).collect();
    // What an earlier version of a page told of it.
    let names: BTreeSet<&str> = new.iter().map(|one| one.telling.id.as_str()).collect();
    let sql = format!("SELECT document, number FROM telling_names WHERE document <= {until} AND name IN ({{}})");
    for earlier in db.rows_named(&sql, names)? {
        let of = |report: &Report| i64::from(report.event) == earlier.int(1);
        before.extend(tell::reports_of(db, earlier.int(0))?.into_iter().map(|(_, report)| report).filter(of));
    }
    let before = highest(before.iter());
    let mut out = Vec::new();
    let now = highest(new.iter().flat_map(|one| &one.reports).map(|(_, report)| report));
    for (what, now) in now.into_iter().filter(|(what, _)| is_toll(*what)) {
        let Some(was) = before.get(&what).copied().filter(|was| *was < now) else { continue };
        let says = |one: &&&Told| highest(one.reports.iter().map(|(_, r)| r)).get(&what) == Some(&now);
        let Some(source) = new.iter().find(says) else { continue };
        let source = ToldBy { document: source.document, title: source.title.clone(), outlet: source.outlet.clone() };
        out.push(Rise { row: row.clone(), what, before: was, now, source });
    }
    Ok(out)
}
