//! The machine's own reading of a document, kept beside what was settled, and how another reading takes its place.

use super::log;
use super::rows::ItemState;
use super::settle::{Machine, Settled, settle_document};
use super::tables::{self, Page, Recorded};
use crate::error::StoreError;
use crate::events::db::{Db, values};
use crate::recode::Recoded;
use marsad_model::Report;
use std::collections::{BTreeMap, BTreeSet};

/// Whether a document has ever been reviewed or given out: from then on its reading stands in a table of its own.
pub(super) fn is_reviewed(db: &mut dyn Db, document: i64) -> Result<bool, StoreError> {
    for table in ["reviews", "review_assigned"] {
        let sql = format!("SELECT document FROM {table} WHERE document = $1 LIMIT 1");
        if db.row(&sql, values![document])?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// What the machine read in a document.
pub(super) fn machine(db: &mut dyn Db, document: i64) -> Result<Vec<Machine>, StoreError> {
    let sql = if is_reviewed(db, document)? {
        "SELECT report, json, found FROM readings WHERE document = $1 ORDER BY report"
    } else {
        "SELECT r.id, t.json, 1 FROM reports r JOIN report_texts t ON t.report = r.id
         WHERE r.document = $1 AND NOT EXISTS (SELECT 1 FROM recoded x WHERE x.report = r.id) ORDER BY r.id"
    };
    let rows = db.rows(sql, values![document])?;
    rows.iter()
        .map(|row| {
            let report = serde_json::from_str(row.text(1)).map_err(|e| StoreError::BadRow {
                path: db.place().into(),
                what: "report",
                id: row.int(0),
                why: e.to_string(),
            })?;
            Ok(Machine { id: row.int(0), found: row.int(2) == 1, report })
        })
        .collect()
}

/// Those of a reading that are in it, in the order of the text.
pub(super) fn found(machine: Vec<Machine>) -> Vec<(i64, Report)> {
    let mut out: Vec<(i64, Report)> = machine.into_iter().filter(|m| m.found).map(|m| (m.id, m.report)).collect();
    out.sort_by_key(|(id, report)| (report.trigger.start, *id));
    out
}

/// Keeps the machine's reading before the first review of a document changes the record.
pub(super) fn keep(db: &mut dyn Db, document: i64) -> Result<(), StoreError> {
    if is_reviewed(db, document)? {
        return Ok(());
    }
    db.run(
        "INSERT INTO readings (report, document, found, json)
         SELECT r.id, r.document, 1, t.json FROM reports r JOIN report_texts t ON t.report = r.id
         WHERE r.document = $1 AND NOT EXISTS (SELECT 1 FROM recoded x WHERE x.report = r.id)",
        values![document],
    )
    .map(|_| ())
}

/// Whom the reports of a document were given to.
pub(super) fn assigned(db: &mut dyn Db, document: i64) -> Result<BTreeMap<i64, Vec<String>>, StoreError> {
    let mut out: BTreeMap<i64, Vec<String>> = BTreeMap::new();
    let sql = "SELECT report, coder FROM review_assigned WHERE document = $1 ORDER BY report, coder";
    for row in db.rows(sql, values![document])? {
        out.entry(row.int(0)).or_default().push(row.text(1).to_owned());
    }
    Ok(out)
}

/// How the reports of a document stand.
pub(super) fn settled(db: &mut dyn Db, document: i64) -> Result<Vec<Settled>, StoreError> {
    let machine = machine(db, document)?;
    let log = log::of_document(db, document)?;
    let assigned = assigned(db, document)?;
    Ok(settle_document(&machine, &log, &assigned))
}

/// What of some settled reports is in the record.
pub(super) fn record(items: &[Settled]) -> BTreeMap<i64, Recorded> {
    let in_record = items.iter().filter(|item| item.in_record);
    in_record.map(|item| (item.report, (item.shown.clone(), item.reviewed.clone()))).collect()
}

/// Replays the log of a document and makes the record as it comes out. Gives the items, and which reports changed.
pub(super) fn settle(db: &mut dyn Db, page: &Page) -> Result<(Vec<Settled>, Vec<i64>), StoreError> {
    let items = settled(db, page.id)?;
    let changed = tables::write(db, page, &record(&items))?;
    db.run("DELETE FROM review_items WHERE document = $1", values![page.id])?;
    for item in &items {
        if item.state != ItemState::Open || item.reviewed.is_some() || !item.assigned.is_empty() {
            db.run(
                "INSERT INTO review_items (report, document, state) VALUES ($1, $2, $3)",
                values![item.report, page.id, item.state.as_str()],
            )?;
        }
    }
    db.run("UPDATE review_assigned SET answered = 0 WHERE document = $1 AND answered = 1", values![page.id])?;
    let there: BTreeSet<i64> = items.iter().map(|item| item.report).collect();
    for (report, coders) in assigned(db, page.id)? {
        let item = items.iter().find(|item| item.report == report);
        for coder in coders {
            // What is no more needs no answer, and what an editor decided needs none either.
            let answered = item.is_none_or(|item| {
                item.answers.iter().any(|answer| answer.coder == coder)
                    || matches!(item.state, ItemState::Settled | ItemState::Rejected)
            });
            if answered || !there.contains(&report) {
                db.run(
                    "UPDATE review_assigned SET answered = 1 WHERE report = $1 AND coder = $2",
                    values![report, coder],
                )?;
            }
        }
    }
    Ok((items, changed))
}

/// Which earlier report each new one is: at the same words and of the same type, else at the same words, else at overlapping
/// words and of the same type, the larger overlap first. Each is one at most.
fn same_reports(new: &[Report], before: &[(i64, Report)]) -> Vec<Option<i64>> {
    let mut pairs: Vec<(u8, std::cmp::Reverse<usize>, usize, usize)> = Vec::new();
    for (i, a) in new.iter().enumerate() {
        for (j, (_, b)) in before.iter().enumerate() {
            let (span, other) = (a.trigger.span(), b.trigger.span());
            let rank = match (span == other, a.type_ == b.type_) {
                (true, true) => 0,
                (true, false) => 1,
                (false, true) if span.overlaps(other) => 2,
                _ => continue,
            };
            let shared = span.end.min(other.end).saturating_sub(span.start.max(other.start));
            pairs.push((rank, std::cmp::Reverse(shared), i, j));
        }
    }
    pairs.sort_unstable();
    let mut out = vec![None; new.len()];
    let mut used = vec![false; before.len()];
    for (.., i, j) in pairs {
        if out[i].is_none() && !used[j] {
            used[j] = true;
            out[i] = Some(before[j].0);
        }
    }
    out
}

/// Puts another reading of a reviewed document in place of the one before: what persons said stays, and reports keep their ids
/// where the new reading has them at the same or at overlapping words. None, and nothing done, where nobody has reviewed it.
///
/// `reports` stand in the order of the text; `told` is what else is told, as JSON.
pub(crate) fn recode(
    db: &mut dyn Db,
    document: i64,
    reports: &[Report],
    told: Option<&str>,
) -> Result<Option<Recoded>, StoreError> {
    if !is_reviewed(db, document)? {
        return Ok(None);
    }
    let Some(page) = tables::page(db, document)? else { return Ok(None) };
    let before = settled(db, document)?;
    let was = tables::recorded(db, document)?;
    let known: Vec<(i64, Report)> =
        before.iter().map(|item| (item.report, item.machine.clone().unwrap_or_else(|| item.shown.clone()))).collect();
    let mut next = tables::next_report(db)?;
    let mut read: BTreeMap<i64, &Report> = BTreeMap::new();
    for (report, known) in reports.iter().zip(same_reports(reports, &known)) {
        let id = known.unwrap_or_else(|| {
            next += 1;
            next - 1
        });
        read.insert(id, report);
    }
    db.run("UPDATE documents SET told = $1 WHERE id = $2", values![told, document])?;
    db.run("UPDATE readings SET found = 0 WHERE document = $1", values![document])?;
    for (id, report) in &read {
        let json = serde_json::to_string(report)
            .map_err(|e| StoreError::BadReview { why: format!("the reading is no JSON ({e})") })?;
        db.run(
            "INSERT INTO readings (report, document, found, json) VALUES ($1, $2, 1, $3)
             ON CONFLICT (report) DO UPDATE SET found = 1, json = excluded.json",
            values![*id, document, json],
        )?;
    }
    settle(db, &page)?;
    let now = tables::recorded(db, document)?;
    let mut out = Recoded { document, ..Recoded::default() };
    for (id, (report, _)) in &was {
        match now.get(id) {
            Some((after, _)) if crate::recode::same(report, after) => out.kept += 1,
            Some(_) => {
                out.gone.push((*id, Some(*id)));
                out.fresh.push(*id);
            }
            None => out.gone.push((*id, None)),
        }
    }
    out.fresh.extend(now.keys().filter(|id| !was.contains_key(id)));
    Ok(Some(out))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn report(type_: &str, start: usize, end: usize) -> Report {
        let words = json!({ "start": start, "end": end, "text": "x".repeat(end - start) });
        serde_json::from_value(json!({
            "type": type_, "modality": "asserted", "polarity": "affirmed", "certainty": "unstated", "trigger": words, "event": 1,
            "confidence": 0.5, "rule": "r", "evidence": words, "versions": { "marsad": "0", "lexicon": "sha256:0" }
        }))
        .unwrap()
    }

    #[test]
    fn a_report_is_the_one_at_its_words_before_one_beside_them() {
        let before = [(1, report("ASSAULT", 0, 4)), (2, report("AID", 10, 14)), (3, report("COERCE", 20, 24))];
        let new = [
            report("ASSAULT", 2, 6),
            report("ASSAULT", 0, 4),
            report("RETREAT", 10, 14),
            report("COERCE", 21, 30),
            report("COERCE", 40, 44),
        ];
        assert_eq!(same_reports(&new, &before), [None, Some(1), Some(2), Some(3), None]);
    }
}
