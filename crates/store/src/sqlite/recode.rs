//! Reading documents again in the embedded store.

use super::SqliteStore;
use super::events::Tables;
use super::index::Known;
use super::write::{Of, insert_report};
use crate::day;
use crate::error::StoreError;
use crate::events::db::read;
use crate::recode::{self, Plan, Reading, Recode, Recoded, Written};
use crate::review::reading;
use marsad_model::Report;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};
use std::path::Path;
use std::sync::PoisonError;

impl Recode for SqliteStore {
    fn recode(&self, readings: &[Reading], at: &str) -> Result<Vec<Recoded>, StoreError> {
        let written: Vec<Written> = readings.iter().map(recode::written).collect::<Result<_, _>>()?;
        let mut writer = self.writer();
        let mut known_words = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known_words.forget();
        let step = writer.transaction_with_behavior(TransactionBehavior::Immediate).map_err(|e| self.sql(e))?;
        let mut out = Vec::with_capacity(readings.len());
        for (reading, written) in readings.iter().zip(&written) {
            out.extend(one(&step, &mut known_words, reading.document, written, at, &self.folder)?);
        }
        step.commit().map_err(|e| self.sql(e))?;
        known_words.keep();
        Ok(out)
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

/// Reads one document again; none where it is no current one.
fn one(
    db: &Connection,
    words: &mut Known,
    document: i64,
    new: &Written,
    at: &str,
    folder: &Path,
) -> Result<Option<Recoded>, StoreError> {
    let sql = |e| StoreError::sql(folder, e);
    let row: Option<(Option<i64>, Option<i64>, Option<String>)> = db
        .prepare_cached("SELECT outlet, published, told FROM documents WHERE id = ?1 AND current = 1")
        .and_then(|mut rows| rows.query_row([document], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).optional())
        .map_err(sql)?;
    let Some((outlet, published, told)) = row else { return Ok(None) };
    // What persons said of a document stays, however it is read.
    let reviewed = reading::recode(&mut Tables { db, folder }, document, &new.reports, new.told.as_deref())?;
    if reviewed.is_some() {
        return Ok(reviewed);
    }
    let stored: Vec<(i64, String)> = db
        .prepare_cached(
            "SELECT r.id, t.json FROM reports r JOIN report_texts t ON t.report = r.id
             WHERE r.document = ?1 AND NOT EXISTS (SELECT 1 FROM recoded x WHERE x.report = r.id) ORDER BY r.id",
        )
        .and_then(|mut rows| rows.query_map([document], |row| Ok((row.get(0)?, row.get(1)?)))?.collect())
        .map_err(sql)?;
    let old: Vec<(i64, Report)> = stored
        .iter()
        .map(|(id, json)| Ok((*id, super::rows::from_json(folder, "report", *id, json)?)))
        .collect::<Result<_, StoreError>>()?;
    let plan = recode::plan(&old, &new.reports);
    let mut write = || -> rusqlite::Result<Recoded> {
        let mut regrouped = false;
        for (id, place) in &plan.kept {
            let json = &new.json[*place];
            let changed = db
                .prepare_cached("UPDATE report_texts SET json = ?2 WHERE report = ?1 AND json <> ?2")?
                .execute(params![id, json])?;
            let event = old.iter().find(|(old, _)| old == id).map(|(_, report)| report.event);
            regrouped |= changed > 0 && event != Some(new.reports[*place].event);
        }
        let of = Of { document, current: true, outlet, published: published.and_then(day::from_key) };
        let mut fresh = Vec::with_capacity(plan.fresh.len());
        for place in &plan.fresh {
            fresh.push((*place, insert_report(db, words, &of, &new.reports[*place], &new.json[*place])?));
        }
        let retold = told != new.told;
        if retold {
            db.prepare_cached("UPDATE documents SET told = ?2 WHERE id = ?1")?.execute(params![document, new.told])?;
        }
        let Plan { kept, gone, .. } = &plan;
        let became = |place: &Option<usize>| {
            place.and_then(|place| fresh.iter().find(|(at, _)| *at == place).map(|(_, id)| *id))
        };
        let gone: Vec<(i64, Option<i64>)> = gone.iter().map(|(id, place)| (*id, became(place))).collect();
        if regrouped || retold || !gone.is_empty() || !fresh.is_empty() {
            db.prepare_cached("INSERT INTO recodings (document, at, lexicon) VALUES (?1, ?2, ?3)")?
                .execute(params![document, at, new.lexicon])?;
            let seq = db.last_insert_rowid();
            for (report, became) in &gone {
                db.prepare_cached("INSERT INTO recoded (report, recoding, became) VALUES (?1, ?2, ?3)")?
                    .execute(params![report, seq, became])?;
                db.prepare_cached("UPDATE reports SET current = 0 WHERE id = ?1")?.execute([report])?;
            }
        }
        Ok(Recoded { document, kept: kept.len(), gone, fresh: fresh.into_iter().map(|(_, id)| id).collect() })
    };
    write().map(Some).map_err(sql)
}
