//! Questions to the events.

use super::copies;
use super::db::{Db, EventTables, Row, Value, read, values};
use super::decide;
use super::grounds::{self, One};
use super::heads::Head;
use super::rows::{EventFilter, EventFull, EventRow, Grounds, OriginRow, Speaker, Suggestion, TellingRow};
use super::summary::{self, Told};
use super::weigh::Run;
use crate::api::{Filter, Page, ReportRow, Store};
use crate::cursor::Cursor;
use crate::day;
use crate::error::StoreError;
use marsad_corroborate::Telling;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

const ROWS: usize = 50;
const MOST_ROWS: usize = 1000;
/// Redirects that are followed.
const MOST_STEPS: usize = 100;
/// Suggestions shown with an event.
const BESIDE: usize = 20;

/// See [`super::EventStore::events`].
pub(super) fn events<S: EventTables + ?Sized>(store: &S, filter: &EventFilter) -> Result<Page<EventRow>, StoreError> {
    let limit = filter.limit.unwrap_or(ROWS).min(MOST_ROWS);
    let after = filter.after.as_deref().map(Cursor::decode).transpose()?;
    let asked = Filter { limit: None, after: None, document: filter.document, ..filter.reports.clone() };
    let reports = if asked == Filter::default() { None } else { Some(store.report_ids(&asked)?) };
    read(store, |db| {
        let sql = conditions(filter);
        let Some(reports) = &reports else { return all_of(db, &sql, after, limit) };
        let heads = if reports.len() > store.heads().few { store.heads().of(db)? } else { None };
        let all: Vec<(i64, i64)> = match heads {
            Some(heads) => {
                let told = heads.told_in(reports).into_iter().zip(&heads.all);
                told.filter(|(told, head)| *told && answers(filter, head))
                    .map(|(_, head)| (head.day, head.id))
                    .collect()
            }
            None => {
                let ids: Vec<i64> = events_of(db, reports)?.into_iter().collect();
                let rows =
                    db.rows_in(&format!("SELECT id, sort_day FROM events WHERE {sql} AND id IN ({{}})"), &ids)?;
                let mut all: Vec<(i64, i64)> = rows.iter().map(|row| (row.int(1), row.int(0))).collect();
                all.sort_unstable_by(|x, y| y.cmp(x));
                // The last part of a list is filled up with its last number.
                all.dedup();
                all
            }
        };
        let start = after.map_or(0, |a| all.partition_point(|key| *key >= (a.published, a.id)));
        let page = &all[start.min(all.len())..(start + limit).min(all.len())];
        let next = page.last().filter(|_| start + limit < all.len());
        Ok(Page {
            rows: by_ids(db, &page.iter().map(|(_, id)| *id).collect::<Vec<_>>())?,
            total: all.len() as u64,
            next: next.map(|(day, id)| Cursor { published: *day, document: 0, id: *id }.encode()),
        })
    })
}

/// A page of all events that have some columns of their own: counted and cut out by the database.
fn all_of(db: &mut dyn Db, sql: &str, after: Option<Cursor>, limit: usize) -> Result<Page<EventRow>, StoreError> {
    let total = db.row(&format!("SELECT count(*) FROM events WHERE {sql}"), &[])?.map_or(0, |row| row.int(0));
    let (mut from, mut values) = ("", Vec::new());
    if let Some(after) = after {
        values.extend([Value::Int(after.published), Value::Int(after.id)]);
        from = " AND (sort_day, id) < ($1, $2)";
    }
    let most = limit + 1;
    let rows = db.rows(
        &format!("SELECT id, sort_day FROM events WHERE {sql}{from} ORDER BY sort_day DESC, id DESC LIMIT {most}"),
        &values,
    )?;
    let found: Vec<(i64, i64)> = rows.iter().map(|row| (row.int(1), row.int(0))).collect();
    let page = &found[..limit.min(found.len())];
    let next = page.last().filter(|_| found.len() > limit);
    Ok(Page {
        rows: by_ids(db, &page.iter().map(|(_, id)| *id).collect::<Vec<_>>())?,
        total: total.unsigned_abs(),
        next: next.map(|(day, id)| Cursor { published: *day, document: 0, id: *id }.encode()),
    })
}

/// Whether an event answers the conditions on its own columns.
fn answers(filter: &EventFilter, head: &Head) -> bool {
    let number = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    filter.min_origins.is_none_or(|least| head.origins >= number(least))
        && filter.max_origins.is_none_or(|most| head.origins <= number(most))
        && (head.contested || !filter.contested)
        && (head.pinned || !filter.pinned)
        && filter.told_from.is_none_or(|from| head.first_told.is_some_and(|told| told >= day::key(from)))
        && filter.told_to.is_none_or(|to| head.first_told.is_some_and(|told| told <= day::key(to)))
}

/// The same conditions as SQL; what they compare with are whole numbers.
fn conditions(filter: &EventFilter) -> String {
    let mut sql = "summary IS NOT NULL".to_owned();
    let mut add = |condition: &str, value: i64| sql.push_str(&format!(" AND {condition} {value}"));
    if let Some(least) = filter.min_origins {
        add("origins >=", i64::try_from(least).unwrap_or(i64::MAX));
    }
    if let Some(most) = filter.max_origins {
        add("origins <=", i64::try_from(most).unwrap_or(i64::MAX));
    }
    if filter.contested {
        add("contested =", 1);
    }
    if filter.pinned {
        add("pinned =", 1);
    }
    if let Some(from) = filter.told_from {
        add("first_told >=", day::key(from));
    }
    if let Some(to) = filter.told_to {
        add("first_told <=", day::key(to));
    }
    sql
}

/// The events of reports.
fn events_of(db: &mut dyn Db, reports: &[i64]) -> Result<HashSet<i64>, StoreError> {
    let sql =
        "SELECT t.event, r.report FROM telling_reports r JOIN tellings t ON t.id = r.telling WHERE r.report IN ({})";
    Ok(db.rows_in(sql, reports)?.iter().filter_map(|row| row.maybe_int(0)).collect())
}

fn row(db: &dyn Db, row: &Row, at: usize) -> Result<EventRow, StoreError> {
    row.json(at, db)
}

/// The rows of events, in the order asked for.
pub(super) fn by_ids(db: &mut dyn Db, ids: &[i64]) -> Result<Vec<EventRow>, StoreError> {
    let mut found: HashMap<i64, EventRow> = HashMap::new();
    for read in db.rows_in("SELECT id, summary FROM events WHERE summary IS NOT NULL AND id IN ({})", ids)? {
        found.insert(read.int(0), row(db, &read, 1)?);
    }
    Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
}

/// The id that an event has now.
pub(super) fn living(db: &mut dyn Db, id: i64) -> Result<Option<i64>, StoreError> {
    let mut at = id;
    for _ in 0..MOST_STEPS {
        match db.row("SELECT became FROM events WHERE id = $1", values![at])? {
            None => return Ok(None),
            Some(row) => match row.maybe_int(0) {
                Some(next) => at = next,
                None => return Ok(Some(at)),
            },
        }
    }
    Ok(None)
}

/// See [`super::EventStore::event`].
pub(super) fn event<S: EventTables + Store + ?Sized>(store: &S, id: i64) -> Result<Option<EventFull>, StoreError> {
    let found = read(store, |db| {
        let Some(id) = living(db, id)? else { return Ok(None) };
        let told = summary::told(db, id)?;
        let Some(row) = by_ids(db, &[id])?.pop() else { return Ok(None) };
        let Some(view) = summary::view(&told) else { return Ok(None) };
        let origins: BTreeSet<i64> = told.iter().map(|t| t.origin).collect();
        let origins = origins.into_iter().map(|origin| origin_row(db, origin)).collect::<Result<Vec<_>, _>>()?;
        let full = EventFull {
            row,
            view,
            names: summary::names(&told),
            speakers: speakers(&told),
            figures: summary::figures(&told),
            tellings: Vec::new(),
            origins,
            decisions: decide::all(db, Some(id))?,
            suggestions: suggestions(db, Some(id), BESIDE)?,
            grounds: grounds::of_event(db, &told)?,
            was: was(db, id)?,
        };
        Ok(Some((full, told)))
    })?;
    let Some((mut full, told)) = found else { return Ok(None) };
    for one in told {
        let mut reports: Vec<ReportRow> = Vec::with_capacity(one.reports.len());
        for (report, _) in &one.reports {
            reports.extend(store.report(*report)?);
        }
        full.tellings.push(TellingRow {
            name: one.telling.id,
            document: one.document,
            title: one.title,
            outlet: one.outlet,
            url: one.url,
            published: one.telling.published,
            version: u32::try_from(one.version).unwrap_or(1),
            origin: one.origin,
            reports,
        });
    }
    Ok(Some(full))
}

/// Who tells each telling.
fn speakers(told: &[Told]) -> BTreeMap<String, Vec<Speaker>> {
    let of = |one: &Told| {
        let mut list: Vec<Speaker> = Vec::new();
        for (_, report) in &one.reports {
            let said_by = report.said_by.as_ref().map(|s| s.entity.clone());
            let speaker = Speaker { outlet: one.outlet.clone(), said_by };
            if !list.contains(&speaker) {
                list.push(speaker);
            }
        }
        list
    };
    told.iter().map(|one| (one.telling.id.clone(), of(one))).collect()
}

/// Every event that became this one, also by way of others.
fn was(db: &mut dyn Db, id: i64) -> Result<Vec<i64>, StoreError> {
    let (mut all, mut open) = (BTreeSet::new(), vec![id]);
    while !open.is_empty() {
        let next: Vec<i64> =
            db.rows_in("SELECT id FROM events WHERE became IN ({})", &open)?.iter().map(|row| row.int(0)).collect();
        open = next.into_iter().filter(|id| all.insert(*id)).collect();
    }
    Ok(all.into_iter().collect())
}

/// See [`super::EventStore::event_of_report`].
pub(super) fn event_of_report(db: &mut dyn Db, report: i64) -> Result<Option<i64>, StoreError> {
    let sql = "SELECT t.event FROM telling_reports r JOIN tellings t ON t.id = r.telling WHERE r.report = $1";
    Ok(db.row(sql, values![report])?.and_then(|row| row.maybe_int(0)))
}

/// See [`super::EventStore::events_of_document`].
pub(super) fn events_of_document(db: &mut dyn Db, document: i64) -> Result<Vec<EventRow>, StoreError> {
    let sql = "SELECT event FROM tellings WHERE document = $1 AND event IS NOT NULL ORDER BY id";
    let mut ids: Vec<i64> = Vec::new();
    for id in db.ints(sql, values![document])? {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    by_ids(db, &ids)
}

/// See [`super::EventStore::documents_of_events`].
pub(super) fn documents_of_events(db: &mut dyn Db, events: &[i64]) -> Result<BTreeMap<i64, Vec<i64>>, StoreError> {
    let mut out: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    for row in db.rows_in("SELECT event, document FROM tellings WHERE event IN ({}) ORDER BY document", events)? {
        let documents = out.entry(row.int(0)).or_default();
        if documents.last() != Some(&row.int(1)) {
            documents.push(row.int(1));
        }
    }
    Ok(out)
}

/// See [`super::EventStore::origin_of`].
pub(super) fn origin_of(db: &mut dyn Db, document: i64) -> Result<Option<OriginRow>, StoreError> {
    let found = db.row("SELECT origin FROM weighed WHERE document = $1", values![document])?;
    found.map(|row| origin_row(db, row.int(0))).transpose()
}

fn origin_row(db: &mut dyn Db, origin: i64) -> Result<OriginRow, StoreError> {
    let documents = db.ints("SELECT document FROM weighed WHERE origin = $1 ORDER BY document", values![origin])?;
    Ok(OriginRow { id: origin, links: copies::links(db, &documents)?, documents })
}

/// See [`super::EventStore::suggestions`]; `event` asks for those of one event.
pub(super) fn suggestions(db: &mut dyn Db, event: Option<i64>, limit: usize) -> Result<Vec<Suggestion>, StoreError> {
    let limit = limit.min(MOST_ROWS);
    // Two events may be suggested by many pairs of tellings.
    let most = limit.saturating_mul(20);
    let select = "SELECT m.a, m.b, m.weight, x.event, y.event FROM matches m
                  JOIN tellings x ON x.id = m.a JOIN tellings y ON y.id = m.b WHERE m.open = 1";
    let rows = match event {
        None => db.rows(&format!("{select} ORDER BY m.weight DESC, m.a, m.b LIMIT {most}"), &[])?,
        Some(event) => {
            let mut rows = db.rows(&format!("{select} AND x.event = $1"), values![event])?;
            rows.extend(db.rows(&format!("{select} AND y.event = $1"), values![event])?);
            rows.sort_by(|x, y| {
                y.real(2).total_cmp(&x.real(2)).then_with(|| (x.int(0), x.int(1)).cmp(&(y.int(0), y.int(1))))
            });
            rows
        }
    };
    let mut seen = BTreeSet::new();
    let mut out = Vec::new();
    for found in rows {
        let (Some(x), Some(y)) = (found.maybe_int(3), found.maybe_int(4)) else { continue };
        if out.len() == limit || x == y || !seen.insert((x.min(y), x.max(y))) {
            continue;
        }
        let sql = "SELECT telling, document, number FROM tellings WHERE id IN ({}) ORDER BY id";
        let tellings = db.rows_in(sql, &[found.int(0), found.int(1)])?;
        let [one, other] = &tellings[..] else { continue };
        let told: (Telling, Telling) = (one.json(0, db)?, other.json(0, db)?);
        let above = grounds::above([&told.0, &told.1]);
        let above = |id: &str| above.get(id).cloned();
        let of = |row: &Row, telling| One { document: row.int(1), number: row.int(2), telling };
        let (one, other) = (of(one, &told.0), of(other, &told.1));
        let Grounds { a: first, b: second, stories, weight, parts } =
            grounds::of(db, &mut Run::new(&above), one, other)?;
        let [a, b] = &by_ids(db, &[x, y])?[..] else { continue };
        out.push(Suggestion { a: a.clone(), b: b.clone(), stories, weight, parts, tellings: (first, second) });
    }
    Ok(out)
}

/// What the decisions of an event are found by.
pub(super) fn names_of(db: &mut dyn Db, event: i64) -> Result<Vec<(i64, String)>, StoreError> {
    let rows = db.rows("SELECT id, name FROM tellings WHERE event = $1 ORDER BY id", values![event])?;
    Ok(rows.iter().map(|row| (row.int(0), row.text(1).to_owned())).collect())
}
