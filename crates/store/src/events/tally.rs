//! Events counted over time: which of them some reports tell, on which days they count, and how many they hurt; as known now, or
//! as it was known on a day before.

use super::db::{Db, EventTables, read};
use super::rows::FigureRow;
use super::then;
use crate::columns::{Mention, Ordinal, Unit, of_day};
use crate::counting::{Folded, Tally};
use crate::error::StoreError;
use marsad_model::{CountKind, Day, FigureKind};
use marsad_watch::{Measure, When};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Up to so many ids are looked up one by one; for more, the whole table is read.
const FEW: usize = 20_000;

/// Something that counts, with the reports by which it does and the days on which they were told.
pub(crate) struct Counts {
    /// What it adds to the counts.
    pub unit: Unit,
    /// Its reports.
    pub reports: Vec<(Ordinal, i64)>,
}

/// What an event adds, and when it happened.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Facts {
    pub(super) days: Option<(Ordinal, Ordinal)>,
    pub(super) least: u64,
    pub(super) most: u64,
}

impl Facts {
    /// Takes over the ends of a figure: the least and the greatest that its origins told last. Where the range is open at its
    /// upper end, the highest number that was named stands for it; at its lower end, nothing is the least.
    pub(super) fn of(days: Option<(Day, Day)>, figure: Option<&FigureRow>) -> Self {
        let least = figure.and_then(|f| f.range.min).unwrap_or(0);
        let most = figure.and_then(|f| f.range.max.or(f.top)).unwrap_or(least);
        Self { days: days.map(|(from, to)| (of_day(from), of_day(to))), least, most: most.max(least) }
    }
}

/// What of a measure that asks tables some reports make.
pub(crate) fn units<S: EventTables + ?Sized>(
    store: &S,
    ask: &Tally,
    mentions: &[Mention],
) -> Result<Vec<Counts>, StoreError> {
    if mentions.is_empty() {
        return Ok(Vec::new());
    }
    read(store, |db| match ask.measure {
        Measure::Figures => figures(db, ask, mentions),
        Measure::Origins => origins(db, ask, mentions),
        _ => events(db, ask, mentions),
    })
}

/// The reports of what counts on some days: how many, and the newest of them.
pub(crate) fn reports(units: Vec<Counts>, from: Day, to: Day, limit: usize) -> (u64, Vec<i64>) {
    let (from, to) = (of_day(from), of_day(to));
    let within = units.into_iter().filter(|one| from <= one.unit.days.0 && one.unit.days.1 <= to);
    let mut found: Vec<(std::cmp::Reverse<Ordinal>, i64)> =
        within.flat_map(|one| one.reports).map(|(day, id)| (std::cmp::Reverse(day), id)).collect();
    found.sort_unstable();
    let mut seen = HashSet::new();
    found.retain(|(_, id)| seen.insert(*id));
    (found.len() as u64, found.into_iter().take(limit).map(|(_, id)| id).collect())
}

/// How many origins and events some reports make.
pub(crate) fn folded<S: EventTables + ?Sized>(
    store: &S,
    ask: &Tally,
    mentions: &[Mention],
) -> Result<Folded, StoreError> {
    let documents: BTreeSet<i64> = mentions.iter().map(|m| m.document).collect();
    let reports: BTreeSet<i64> = mentions.iter().map(|m| m.report).collect();
    let ask = Tally { measure: Measure::Events, when: When::Told, split: None, ..ask.clone() };
    let whole: Vec<Mention> = mentions.iter().map(|m| Mention { value: 0, ..*m }).collect();
    read(store, |db| {
        let origins = some(db, "SELECT document, origin FROM weighed", "document", &documents)?;
        let of: HashMap<i64, i64> = origins.iter().map(|row| (row.int(0), row.int(1))).collect();
        // What waits to be weighed is an origin of its own until then.
        let origins: BTreeSet<i64> = documents.iter().map(|id| of.get(id).copied().unwrap_or(*id)).collect();
        Ok(Folded {
            reports: reports.len() as u64,
            documents: documents.len() as u64,
            origins: origins.len() as u64,
            events: events(db, &ask, &whole)?.len() as u64,
        })
    })
}

/// The rows of a question with a list of ids, by reading all where there are many.
fn some(db: &mut dyn Db, select: &str, column: &str, ids: &BTreeSet<i64>) -> Result<Vec<super::db::Row>, StoreError> {
    if ids.len() > FEW {
        let mut rows = db.rows(select, &[])?;
        rows.retain(|row| ids.contains(&row.int(0)));
        return Ok(rows);
    }
    let all: Vec<i64> = ids.iter().copied().collect();
    let word = if select.contains(" WHERE ") { "AND" } else { "WHERE" };
    db.rows_in(&format!("{select} {word} {column} IN ({{}})"), &all)
}

fn events(db: &mut dyn Db, ask: &Tally, mentions: &[Mention]) -> Result<Vec<Counts>, StoreError> {
    let ids: BTreeSet<i64> = mentions.iter().map(|m| m.report).collect();
    let sql = "SELECT r.report, r.telling, t.event FROM telling_reports r JOIN tellings t ON t.id = r.telling";
    let mut placed: HashMap<i64, (i64, i64)> = HashMap::new();
    for row in some(db, sql, "r.report", &ids)? {
        placed.extend(row.maybe_int(2).map(|event| (row.int(0), (row.int(1), event))));
    }
    let mut living: BTreeSet<i64> = placed.values().map(|(_, event)| *event).collect();
    let kind = ask.measure.kind();
    let mut facts: HashMap<i64, Facts> = HashMap::new();
    if let Some(known) = ask.known {
        let then = then::events(db, known, &living, kind)?;
        for (telling, event) in placed.values_mut() {
            if let Some(was) = then.of.get(telling) {
                *event = *was;
            }
        }
        facts = then.facts;
        living = placed.values().map(|(_, event)| *event).filter(|event| !facts.contains_key(event)).collect();
    }
    if kind.is_some() || ask.when == When::Happened {
        facts.extend(now(db, &living, kind)?);
    }
    let mut counted: BTreeMap<(u32, i64), Counts> = BTreeMap::new();
    for mention in mentions {
        let Some((_, event)) = placed.get(&mention.report) else { continue };
        let one = counted
            .entry((mention.value, *event))
            .or_insert_with(|| Counts { unit: Unit::one(mention.value, mention.day), reports: Vec::new() });
        let first = one.unit.days.0.min(mention.day);
        one.unit.days = (first, first);
        one.reports.push((mention.day, mention.report));
    }
    let mut out = Vec::with_capacity(counted.len());
    for ((_, event), mut one) in counted {
        let known = facts.get(&event).copied().unwrap_or_default();
        if ask.when == When::Happened {
            // An event of which nobody tells the day counts nowhere.
            let Some(days) = known.days else { continue };
            one.unit.days = days;
        }
        if kind.is_some() {
            (one.unit.least, one.unit.most) = (known.least, known.most);
        }
        out.push(one);
    }
    Ok(out)
}

/// The origins of the documents of some reports.
fn origins(db: &mut dyn Db, ask: &Tally, mentions: &[Mention]) -> Result<Vec<Counts>, StoreError> {
    let documents: BTreeSet<i64> = mentions.iter().map(|m| m.document).collect();
    let rows = some(db, "SELECT document, origin FROM weighed", "document", &documents)?;
    let mut of: BTreeMap<i64, i64> = rows.iter().map(|row| (row.int(0), row.int(1))).collect();
    if let Some(known) = ask.known {
        of = then::origins(db, of.values().copied().collect(), &then::later(known))?;
    }
    let mut counted: BTreeMap<(u32, i64), Counts> = BTreeMap::new();
    for mention in mentions {
        // What waits to be weighed is an origin of its own until then.
        let origin = of.get(&mention.document).copied().unwrap_or(mention.document);
        let one = counted
            .entry((mention.value, origin))
            .or_insert_with(|| Counts { unit: Unit::one(mention.value, mention.day), reports: Vec::new() });
        let first = one.unit.days.0.min(mention.day);
        one.unit.days = (first, first);
        one.reports.push((mention.day, mention.report));
    }
    Ok(counted.into_values().collect())
}

/// What of an event's summary is counted.
#[derive(Deserialize)]
struct Summary {
    days: Option<(Day, Day)>,
    #[serde(default)]
    figures: Vec<FigureRow>,
}

/// What is known now of some events.
fn now(db: &mut dyn Db, events: &BTreeSet<i64>, kind: Option<CountKind>) -> Result<Vec<(i64, Facts)>, StoreError> {
    let mut out = Vec::with_capacity(events.len());
    for row in some(db, "SELECT id, summary FROM events WHERE summary IS NOT NULL", "id", events)? {
        let summary: Summary = row.json(1, db)?;
        let figure = summary.figures.iter().find(|figure| Some(figure.what) == kind);
        out.push((row.int(0), Facts::of(summary.days, figure)));
    }
    Ok(out)
}

/// What of a document's figures is counted.
#[derive(Deserialize)]
struct Stated {
    #[serde(default)]
    figures: Vec<Quantity>,
}

#[derive(Deserialize)]
struct Quantity {
    what: FigureKind,
    min: Option<u64>,
    max: Option<u64>,
    date: Option<Time>,
}

#[derive(Deserialize)]
struct Time {
    from: Option<Day>,
    to: Option<Day>,
}

/// The figures of the documents of some reports, each once for an origin.
fn figures(db: &mut dyn Db, ask: &Tally, mentions: &[Mention]) -> Result<Vec<Counts>, StoreError> {
    let documents: BTreeSet<i64> = mentions.iter().map(|m| m.document).collect();
    let sql = "SELECT d.id, w.origin, d.told FROM documents d LEFT JOIN weighed w ON w.document = d.id
               WHERE d.told IS NOT NULL";
    let mut stated: HashMap<i64, (i64, Vec<Quantity>)> = HashMap::new();
    for row in some(db, sql, "d.id", &documents)? {
        let told: Stated = row.json(2, db)?;
        if !told.figures.is_empty() {
            stated.insert(row.int(0), (row.maybe_int(1).unwrap_or(row.int(0)), told.figures));
        }
    }
    /// A value, an origin, what is counted and its range.
    type Key = (u32, i64, &'static str, Option<u64>, Option<u64>);
    let mut counted: BTreeMap<Key, Counts> = BTreeMap::new();
    for mention in mentions {
        let Some((origin, figures)) = stated.get(&mention.document) else { continue };
        for figure in figures {
            let days = match (ask.when, figure.date.as_ref().and_then(|date| date.from.zip(date.to))) {
                (When::Happened, Some((from, to))) => (of_day(from), of_day(to)),
                _ => (mention.day, mention.day),
            };
            let key = (mention.value, *origin, figure.what.as_str(), figure.min, figure.max);
            let one = counted.entry(key).or_insert_with(|| Counts {
                unit: Unit { days, ..Unit::one(mention.value, mention.day) },
                reports: Vec::new(),
            });
            one.unit.days = one.unit.days.min(days);
            one.reports.push((mention.day, mention.report));
        }
    }
    Ok(counted.into_values().collect())
}
