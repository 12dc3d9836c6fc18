//! Reading documents again on PostgreSQL.

use super::PostgresStore;
use super::events::{EVENTS_LOCK, Tables};
use super::insert::{OfDocument, insert_reports};
use super::write::WRITE_LOCK;
use super::writer::Writer;
use crate::day;
use crate::error::StoreError;
use crate::events::db::read;
use crate::recode::{self, Plan, Reading, Recode, Recoded, Written};
use crate::review::reading;
use marsad_model::{Day, Report};
use postgres::Transaction;

impl Recode for PostgresStore {
    fn recode(&self, readings: &[Reading], at: &str) -> Result<Vec<Recoded>, StoreError> {
        let written: Vec<Written> = readings.iter().map(recode::written).collect::<Result<_, _>>()?;
        self.with_writer(|writer| {
            let failed = |e| self.address.failed(e);
            let Writer { client, names, .. } = writer;
            let mut step = client.transaction().map_err(failed)?;
            // In this order, as whoever reviews: nobody weighs what goes.
            for lock in [EVENTS_LOCK, WRITE_LOCK] {
                step.execute("SELECT pg_advisory_xact_lock($1)", &[&lock]).map_err(failed)?;
            }
            let mut out = Vec::with_capacity(readings.len());
            // What is there, and what is to be done about it.
            let mut planned: Vec<(Stored, Plan, &Written)> = Vec::with_capacity(readings.len());
            for (reading, written) in readings.iter().zip(&written) {
                if let Some(stored) = self.stored(&mut step, reading.document)? {
                    // What persons said of a document stays, however it is read.
                    let mut tables = Tables::of(&mut step, self);
                    let (document, told) = (reading.document, written.told.as_deref());
                    if let Some(done) = reading::recode(&mut tables, document, &written.reports, told)? {
                        out.push(done);
                        continue;
                    }
                    let plan = recode::plan(&stored.reports, &written.reports);
                    planned.push((stored, plan, written));
                }
            }
            let each: Vec<OfDocument<'_>> = planned
                .iter()
                .map(|(stored, plan, written)| OfDocument {
                    document: stored.document,
                    published: stored.published,
                    reports: plan.fresh.iter().map(|at| (&written.reports[*at], written.json[*at].as_str())).collect(),
                })
                .collect();
            let mut next = insert_reports(&mut step, names, &each).map_err(failed)?;
            for (stored, plan, written) in &planned {
                let fresh: Vec<(usize, i64)> = plan.fresh.iter().copied().zip(next..).collect();
                next += i64::try_from(fresh.len()).unwrap_or(0);
                out.push(settle(&mut step, stored, plan, written, &fresh, at).map_err(failed)?);
            }
            step.commit().map_err(failed)?;
            out.sort_by_key(|done: &Recoded| readings.iter().position(|reading| reading.document == done.document));
            Ok(out)
        })
    }

    fn documents_naming(&self, names: &[String]) -> Result<Vec<i64>, StoreError> {
        let found = self.reading(|moment| recode::naming(moment, names))?;
        read(self, |db| recode::current(db, &found))
    }

    fn documents_after(&self, document: i64, limit: usize) -> Result<Vec<i64>, StoreError> {
        read(self, |db| recode::after(db, document, limit))
    }

    fn became(&self, report: i64) -> Result<Option<i64>, StoreError> {
        read(self, |db| recode::became(db, report))
    }
}

/// A document as it is stored.
struct Stored {
    document: i64,
    published: Option<Day>,
    told: Option<String>,
    reports: Vec<(i64, Report)>,
}

impl PostgresStore {
    /// A current document with its reports; none where it is no current one.
    fn stored(&self, step: &mut Transaction<'_>, document: i64) -> Result<Option<Stored>, StoreError> {
        let failed = |e| self.address.failed(e);
        let sql = "SELECT published, told FROM documents WHERE id = $1 AND current";
        let Some(row) = step.query_opt(sql, &[&document]).map_err(failed)? else { return Ok(None) };
        let sql = "SELECT r.id, t.json FROM reports r JOIN report_texts t ON t.report = r.id
                   WHERE r.document = $1 AND NOT EXISTS (SELECT 1 FROM recoded x WHERE x.report = r.id) ORDER BY r.id";
        let mut reports = Vec::new();
        for row in step.query(sql, &[&document]).map_err(failed)? {
            let (id, json): (i64, &str) = (row.get(0), row.get(1));
            let report = serde_json::from_str(json).map_err(|e| {
                let path = self.address.shown.clone().into();
                StoreError::BadRow { path, what: "report", id, why: e.to_string() }
            })?;
            reports.push((id, report));
        }
        let published = row.get::<_, Option<i32>>(0).and_then(|key| day::from_key(i64::from(key)));
        Ok(Some(Stored { document, published, told: row.get(1), reports }))
    }
}

/// Writes what became of the reports that were there; `fresh` are the new ones by their place in the reading.
fn settle(
    step: &mut Transaction<'_>,
    stored: &Stored,
    plan: &Plan,
    written: &Written,
    fresh: &[(usize, i64)],
    at: &str,
) -> Result<Recoded, postgres::Error> {
    let mut regrouped = false;
    for (id, place) in &plan.kept {
        let json = &written.json[*place];
        let sql = "UPDATE report_texts SET json = $2 WHERE report = $1 AND json <> $2";
        let changed = step.execute(sql, &[id, json])?;
        let event = stored.reports.iter().find(|(old, _)| old == id).map(|(_, report)| report.event);
        regrouped |= changed > 0 && event != Some(written.reports[*place].event);
    }
    let retold = stored.told != written.told;
    if retold {
        step.execute("UPDATE documents SET told = $2 WHERE id = $1", &[&stored.document, &written.told])?;
    }
    let became =
        |place: &Option<usize>| place.and_then(|place| fresh.iter().find(|(at, _)| *at == place).map(|(_, id)| *id));
    let gone: Vec<(i64, Option<i64>)> = plan.gone.iter().map(|(id, place)| (*id, became(place))).collect();
    if regrouped || retold || !gone.is_empty() || !fresh.is_empty() {
        let sql = "INSERT INTO recodings (seq, document, at, lexicon)
                   SELECT coalesce((SELECT max(seq) FROM recodings), 0) + 1, $1, $2, $3 RETURNING seq";
        let seq: i64 = step.query_one(sql, &[&stored.document, &at, &written.lexicon])?.get(0);
        for (report, became) in &gone {
            let sql = "INSERT INTO recoded (report, recoding, became) VALUES ($1, $2, $3)";
            step.execute(sql, &[report, &seq, became])?;
        }
    }
    let fresh = fresh.iter().map(|(_, id)| *id).collect();
    Ok(Recoded { document: stored.document, kept: plan.kept.len(), gone, fresh })
}
