//! Samples: the same reports for several coders, who answer without seeing each other's answers.

use super::item::document_of;
use super::queue::whole;
use super::rows::{Assigned, Assignment, Batch};
use super::{checked, reading, tables};
use crate::api::Store;
use crate::error::StoreError;
use crate::events::db::{self, Db, EventTables, Value, values};
use std::collections::{BTreeSet, HashSet};

/// Most reports of a sample.
const MOST: usize = 10_000;

/// [`super::Reviews::assign_reviews`].
pub(super) fn assign<S: EventTables + Store + ?Sized>(store: &S, plan: &Assignment) -> Result<Assigned, StoreError> {
    checked::name("the sample", &plan.name)?;
    checked::name("who gives it out", &plan.by)?;
    checked::moment(&plan.at)?;
    plan.coders.iter().try_for_each(|coder| checked::name("each coder", coder))?;
    let coders: BTreeSet<&String> = plan.coders.iter().collect();
    if coders.is_empty() || coders.len() != plan.coders.len() {
        return checked::refuse("name the coders of a sample, each once");
    }
    if plan.reports == 0 || plan.reports > MOST {
        return checked::refuse(format!("a sample has 1 to {MOST} reports"));
    }
    let without = db::read(store, |db| {
        let mut out: HashSet<i64> = HashSet::new();
        out.extend(db.ints("SELECT report FROM review_items WHERE state <> 'open'", &[])?);
        out.extend(db.ints("SELECT DISTINCT report FROM review_assigned", &[])?);
        Ok(out)
    })?;
    let ids = store.first_to_review(&whole(&plan.filter), plan.order, plan.reports, &without)?;
    if ids.is_empty() {
        return checked::refuse("no report answers the question that is not reviewed or given out already");
    }
    let json = serde_json::to_string(&plan.coders)
        .map_err(|e| StoreError::BadReview { why: format!("the coders are no JSON ({e})") })?;
    let done = db::change(store, true, |db| {
        db.lock_record()?;
        let row = db.row(
            "INSERT INTO review_batches (at, who, name, coders) VALUES ($1, $2, $3, $4) RETURNING id",
            values![plan.at.as_str(), plan.by.as_str(), plan.name.as_str(), json.as_str()],
        )?;
        let batch = row.map_or(0, |row| row.int(0));
        let (mut reports, mut documents) = (Vec::new(), BTreeSet::new());
        for id in &ids {
            let Some(document) = document_of(db, *id)? else { continue };
            reading::keep(db, document)?;
            let mut given = 0;
            for coder in &plan.coders {
                // Another sample may have taken it since.
                given += db.run(
                    "INSERT INTO review_assigned (report, coder, batch, document) SELECT CAST($1 AS bigint), CAST($2 AS text), CAST($3 AS bigint), CAST($4 AS bigint)
                     WHERE NOT EXISTS (SELECT 1 FROM review_assigned WHERE report = $1 AND batch <> $3) ON CONFLICT DO NOTHING",
                    &[Value::from(*id), Value::from(coder.as_str()), Value::from(batch), Value::from(document)],
                )?;
            }
            if given > 0 {
                reports.push(*id);
                documents.insert(document);
            }
        }
        for document in documents {
            if let Some(page) = tables::page(db, document)? {
                reading::settle(db, &page)?;
            }
        }
        Ok(Assigned { batch, reports })
    })?;
    done.ok_or_else(|| StoreError::BadReview { why: "the store is busy; try again".into() })
}

/// [`super::Reviews::review_batches`].
pub(super) fn batches(db: &mut dyn Db) -> Result<Vec<Batch>, StoreError> {
    let mut out = Vec::new();
    for row in db.rows("SELECT id, name, who, at, coders FROM review_batches ORDER BY id DESC", &[])? {
        let mut counts = [0u64; 3];
        let sql = "SELECT i.state, count(*) FROM review_items i
                   WHERE i.report IN (SELECT a.report FROM review_assigned a WHERE a.batch = $1) GROUP BY i.state";
        for state in db.rows(sql, values![row.int(0)])? {
            let count = state.int(1).unsigned_abs();
            match state.text(0) {
                "settled" | "rejected" => counts[1] += count,
                "disputed" => counts[2] += count,
                _ => {}
            }
        }
        let all = db.row("SELECT count(DISTINCT report) FROM review_assigned WHERE batch = $1", values![row.int(0)])?;
        counts[0] = all.map_or(0, |row| row.int(0).unsigned_abs());
        out.push(Batch {
            id: row.int(0),
            name: row.text(1).to_owned(),
            by: row.text(2).to_owned(),
            at: row.text(3).to_owned(),
            coders: row.json(4, db)?,
            reports: counts[0],
            settled: counts[1],
            disputed: counts[2],
        });
    }
    Ok(out)
}
