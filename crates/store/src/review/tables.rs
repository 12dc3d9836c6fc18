//! The rows of the record that a review rewrites: a report, its JSON, what it is asked for by, and the marks by which others
//! learn of it.

use super::rows::Reviewed;
use crate::day;
use crate::details;
use crate::error::StoreError;
use crate::events::db::{Db, Dialect, Value, values};
use marsad_model::{Day, Report};
use std::collections::BTreeMap;

/// A document as far as reviews need it.
pub(super) struct Page {
    pub id: i64,
    pub current: bool,
    pub outlet: Option<i64>,
    pub outlet_name: Option<String>,
    pub published: Option<Day>,
    pub name: String,
    pub title: String,
    pub text: String,
    pub url: Option<String>,
    pub version: u32,
}

impl Page {
    /// The text that spans count in.
    pub(super) fn full_text(&self) -> String {
        format!("{}\n\n{}", self.title, self.text)
    }
}

/// The document of an id.
pub(super) fn page(db: &mut dyn Db, id: i64) -> Result<Option<Page>, StoreError> {
    let found = db.row(
        "SELECT CASE WHEN d.current THEN 1 ELSE 0 END, d.outlet, o.name, CAST(d.published AS bigint), d.name, d.title, d.body, d.url,
                CAST(d.version AS bigint)
         FROM documents d LEFT JOIN outlets o ON o.id = d.outlet WHERE d.id = $1",
        values![id],
    )?;
    Ok(found.map(|row| Page {
        id,
        current: row.int(0) == 1,
        outlet: row.maybe_int(1),
        outlet_name: row.maybe_text(2).map(str::to_owned),
        published: row.maybe_int(3).and_then(day::from_key),
        name: row.text(4).to_owned(),
        title: row.text(5).to_owned(),
        text: row.text(6).to_owned(),
        url: row.maybe_text(7).map(str::to_owned),
        version: u32::try_from(row.int(8)).unwrap_or(1),
    }))
}

/// A report of the record with the note on its review.
pub(super) type Recorded = (Report, Option<Reviewed>);

/// The reports of a document as the record has them.
pub(super) fn recorded(db: &mut dyn Db, document: i64) -> Result<BTreeMap<i64, Recorded>, StoreError> {
    let sql = "SELECT r.id, t.json, r.reviewed FROM reports r JOIN report_texts t ON t.report = r.id
               WHERE r.document = $1 AND NOT EXISTS (SELECT 1 FROM recoded x WHERE x.report = r.id)";
    let mut out = BTreeMap::new();
    for row in db.rows(sql, values![document])? {
        let bad = |e: serde_json::Error| StoreError::BadRow {
            path: db.place().into(),
            what: "report",
            id: row.int(0),
            why: e.to_string(),
        };
        let report = serde_json::from_str(row.text(1)).map_err(bad)?;
        let reviewed = row.maybe_text(2).map(serde_json::from_str).transpose().map_err(bad)?;
        out.insert(row.int(0), (report, reviewed));
    }
    Ok(out)
}

/// The id that the next report gets. Ids are never given twice, whatever became of their reports.
pub(super) fn next_report(db: &mut dyn Db) -> Result<i64, StoreError> {
    Ok(db.row(&format!("SELECT {HIGHEST_REPORT}"), &[])?.map_or(0, |row| row.int(0)) + 1)
}

/// Takes an id for a report that may have to wait for its place in the record.
pub(super) fn reserve(db: &mut dyn Db, id: i64, document: i64) -> Result<(), StoreError> {
    if db.dialect() == Dialect::Sqlite {
        // It counts on from the highest id that was ever there.
        db.run(
            "INSERT INTO reports (id, document, current, type, modality, confidence, published) VALUES ($1, $2, 0, '', '', 0, 0)",
            values![id, document],
        )?;
        db.run("DELETE FROM reports WHERE id = $1", values![id])?;
    }
    Ok(())
}

/// The highest id that a report ever had, as SQL.
pub(crate) const HIGHEST_REPORT: &str = "coalesce((SELECT max(n) FROM (SELECT max(id) AS n FROM reports
    UNION ALL SELECT max(report) FROM readings UNION ALL SELECT max(report) FROM reviews) AS ids), 0)";

/// Makes the record of a document have these reports and no others; says which changed, in order.
pub(super) fn write(db: &mut dyn Db, page: &Page, wanted: &BTreeMap<i64, Recorded>) -> Result<Vec<i64>, StoreError> {
    let there = recorded(db, page.id)?;
    let mut changed = Vec::new();
    let mut told_otherwise = false;
    for (id, (report, reviewed)) in wanted {
        match there.get(id) {
            Some((before, of_before)) if before == report => {
                if of_before != reviewed {
                    set_reviewed(db, *id, reviewed.as_ref())?;
                    changed.push(*id);
                }
                continue;
            }
            _ => {}
        }
        put(db, page, *id, report, reviewed.as_ref())?;
        told_otherwise = true;
        changed.push(*id);
    }
    for id in there.keys().filter(|id| !wanted.contains_key(id)) {
        remove(db, *id)?;
        told_otherwise = true;
        changed.push(*id);
    }
    if told_otherwise {
        // Those after the mark are weighed anyway.
        db.run(
            "INSERT INTO reweigh (document) SELECT document FROM weighed WHERE document = $1 ON CONFLICT DO NOTHING",
            values![page.id],
        )?;
    }
    if !changed.is_empty() {
        db.run("INSERT INTO revisions (document) VALUES ($1)", values![page.id])?;
    }
    changed.sort_unstable();
    Ok(changed)
}

fn json<T: serde::Serialize>(what: &T) -> Result<String, StoreError> {
    serde_json::to_string(what).map_err(|e| StoreError::BadReview { why: format!("what comes out is no JSON ({e})") })
}

fn set_reviewed(db: &mut dyn Db, id: i64, reviewed: Option<&Reviewed>) -> Result<(), StoreError> {
    let reviewed = reviewed.map(json).transpose()?;
    db.run("UPDATE reports SET reviewed = $1 WHERE id = $2", values![reviewed, id]).map(|_| ())
}

fn remove(db: &mut dyn Db, id: i64) -> Result<(), StoreError> {
    let tables: &[&str] = match db.dialect() {
        Dialect::Sqlite => &["telling_reports", "report_places", "report_actors", "report_texts"],
        Dialect::Postgres => &["telling_reports", "report_texts"],
    };
    for table in tables {
        db.run(&format!("DELETE FROM {table} WHERE report = $1"), values![id])?;
    }
    db.run("DELETE FROM reports WHERE id = $1", values![id]).map(|_| ())
}

/// Writes a report in place of what stood under its id.
fn put(db: &mut dyn Db, page: &Page, id: i64, report: &Report, reviewed: Option<&Reviewed>) -> Result<(), StoreError> {
    let (text, reviewed) = (json(report)?, reviewed.map(json).transpose()?);
    let reach = day::reach(report, page.published);
    let (mut places, mut actors) = (Vec::new(), Vec::new());
    for place in &report.places {
        places.push(name(db, "place", &place.name, &place.quote.text)?);
    }
    for actor in report.actors.iter().chain(&report.recipients) {
        actors.push(name(db, "actor", &actor.entity, &actor.quote.text)?);
    }
    for list in [&mut places, &mut actors] {
        list.sort_unstable();
        list.dedup();
    }
    let (type_, modality, line) = (report.type_.as_str(), report.modality.as_str(), details::line(report));
    let (from, to) = (reach.map(|r| r.0), reach.map(|r| r.1));
    match db.dialect() {
        Dialect::Sqlite => {
            db.run(
                "INSERT INTO reports (id, document, current, type, modality, day_from, day_to, confidence, outlet, published, details, reviewed)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
                 ON CONFLICT (id) DO UPDATE SET type = excluded.type, modality = excluded.modality, day_from = excluded.day_from,
                     day_to = excluded.day_to, confidence = excluded.confidence, details = excluded.details, reviewed = excluded.reviewed",
                values![
                    id,
                    page.id,
                    page.current,
                    type_,
                    modality,
                    from,
                    to,
                    report.confidence,
                    page.outlet,
                    page.published.map_or(day::OPEN_START, day::key),
                    line,
                    reviewed
                ],
            )?;
            for (table, names) in [("report_places", places), ("report_actors", actors)] {
                db.run(&format!("DELETE FROM {table} WHERE report = $1"), values![id])?;
                let rows: Vec<Vec<i64>> = names.into_iter().map(|name| vec![id, name]).collect();
                db.insert(&format!("INSERT INTO {table} (report, name)"), &rows)?;
            }
        }
        Dialect::Postgres => {
            db.run(
                "INSERT INTO reports (id, document, type, modality, day_from, day_to, confidence, places, actors, details, reviewed)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, CAST(CAST($8 AS text) AS bigint[]), CAST(CAST($9 AS text) AS bigint[]), $10, $11)
                 ON CONFLICT (id) DO UPDATE SET type = excluded.type, modality = excluded.modality, day_from = excluded.day_from,
                     day_to = excluded.day_to, confidence = excluded.confidence, places = excluded.places, actors = excluded.actors,
                     details = excluded.details, reviewed = excluded.reviewed",
                values![
                    id,
                    page.id,
                    type_,
                    modality,
                    from,
                    to,
                    report.confidence,
                    array(&places),
                    array(&actors),
                    line,
                    reviewed
                ],
            )?;
        }
    }
    db.run(
        "INSERT INTO report_texts (report, json) VALUES ($1, $2) ON CONFLICT (report) DO UPDATE SET json = excluded.json",
        values![id, text],
    )
    .map(|_| ())
}

/// A list of numbers as PostgreSQL writes it.
fn array(numbers: &[i64]) -> Value {
    let all: Vec<String> = numbers.iter().map(i64::to_string).collect();
    Value::from(format!("{{{}}}", all.join(",")))
}

/// The id of a name, given anew where it has none.
fn name(db: &mut dyn Db, kind: &str, label: &str, written: &str) -> Result<i64, StoreError> {
    let find = match db.dialect() {
        Dialect::Sqlite => "SELECT id FROM names WHERE kind = $1 AND label = $2 AND written = $3",
        // By the index, which has hashes of the words.
        Dialect::Postgres => "SELECT id FROM names WHERE kind = $1 AND md5(label) = md5($2) AND md5(written) = md5($3)",
    };
    if let Some(row) = db.row(find, values![kind, label, written])? {
        return Ok(row.int(0));
    }
    let row = db.row(
        "INSERT INTO names (id, kind, label, written)
         SELECT coalesce((SELECT max(id) FROM names), 0) + 1, CAST($1 AS text), CAST($2 AS text), CAST($3 AS text) RETURNING id",
        values![kind, label, written],
    )?;
    Ok(row.map_or(0, |row| row.int(0)))
}
