//! The derived tables: names and words. What is in them is made from the record by the rules of `words`, and made again
//! when those rules change.

use crate::StoreError;
use crate::words::{fingerprint, indexed, name_key};
use marsad_model::{Actor, Place, Report};
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};
use std::path::Path;

/// A word that no search has, so that no phrase runs from one name into the next.
const BETWEEN_NAMES: &str = " ¶ ";

/// Indexes the words of a document.
pub(super) fn add_document(db: &Connection, id: i64, title: &str, body: &str) -> rusqlite::Result<()> {
    let ((title, title_bare), (body, body_bare)) = (indexed(title), indexed(body));
    for sql in [
        "INSERT INTO document_words (id, title, title_bare, body, body_bare) VALUES (?1, ?2, ?3, ?4, ?5)",
        "INSERT INTO document_index (rowid, title, title_bare, body, body_bare) VALUES (?1, ?2, ?3, ?4, ?5)",
    ] {
        db.prepare_cached(sql)?.execute(params![id, title, title_bare, body, body_bare])?;
    }
    Ok(())
}

/// Indexes the names of a report.
pub(super) fn add_report(db: &Connection, id: i64, report: &Report) -> rusqlite::Result<()> {
    let (mut names, mut names_bare) = (String::new(), String::new());
    let mut add = |table: &str, kind: &str, label: &str, written: &str| -> rusqlite::Result<()> {
        for name in [label, written] {
            let (plain, bare) = indexed(name);
            names.extend([plain.as_str(), BETWEEN_NAMES]);
            names_bare.extend([bare.as_str(), BETWEEN_NAMES]);
        }
        let name = name(db, kind, label, written)?;
        db.prepare_cached(&format!("INSERT OR IGNORE INTO {table} (report, name) VALUES (?1, ?2)"))?
            .execute([id, name])?;
        Ok(())
    };
    for Place { name, quote, .. } in &report.places {
        add("report_places", "place", name, &quote.text)?;
    }
    for Actor { entity, quote, .. } in report.actors.iter().chain(&report.recipients) {
        add("report_actors", "actor", entity, &quote.text)?;
    }
    for sql in [
        "INSERT INTO report_words (id, names, names_bare) VALUES (?1, ?2, ?3)",
        "INSERT INTO report_index (rowid, names, names_bare) VALUES (?1, ?2, ?3)",
    ] {
        db.prepare_cached(sql)?.execute(params![id, names, names_bare])?;
    }
    Ok(())
}

fn name(db: &Connection, kind: &str, label: &str, written: &str) -> rusqlite::Result<i64> {
    let found = db
        .prepare_cached("SELECT id FROM names WHERE kind = ?1 AND label = ?2 AND written = ?3")?
        .query_row([kind, label, written], |row| row.get(0))
        .optional()?;
    if let Some(id) = found {
        return Ok(id);
    }
    db.prepare_cached("INSERT INTO names (kind, label, written, label_key, written_key) VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute([kind, label, written, &name_key(label), &name_key(written)])?;
    Ok(db.last_insert_rowid())
}

/// Notes that the index is made by the rules of this program.
pub(super) fn mark_current(db: &Connection) -> rusqlite::Result<()> {
    db.execute(
        "INSERT INTO meta (key, value) VALUES ('folding', ?1) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        [fingerprint()],
    )?;
    Ok(())
}

fn is_current(db: &Connection) -> rusqlite::Result<bool> {
    let found: Option<String> =
        db.query_row("SELECT value FROM meta WHERE key = 'folding'", [], |row| row.get(0)).optional()?;
    Ok(found == Some(fingerprint()))
}

/// Makes the index again if it was made by other rules, or never.
pub(super) fn bring_up_to_date(db: &mut Connection, folder: &Path) -> Result<(), StoreError> {
    let sql = |e| StoreError::sql(folder, e);
    if is_current(db).map_err(sql)? {
        return Ok(());
    }
    let step = db.transaction_with_behavior(TransactionBehavior::Immediate).map_err(sql)?;
    if !is_current(&step).map_err(sql)? {
        make_again(&step, folder)?;
        mark_current(&step).map_err(sql)?;
    }
    step.commit().map_err(sql)
}

fn make_again(db: &Connection, folder: &Path) -> Result<(), StoreError> {
    let sql = |e| StoreError::sql(folder, e);
    db.execute_batch(
        "INSERT INTO document_index (document_index) VALUES ('delete-all');
         INSERT INTO report_index (report_index) VALUES ('delete-all');
         DELETE FROM document_words; DELETE FROM report_words;
         DELETE FROM report_places; DELETE FROM report_actors; DELETE FROM names;",
    )
    .map_err(sql)?;
    let mut documents = db.prepare("SELECT id, title, body FROM documents ORDER BY id").map_err(sql)?;
    let mut rows = documents.query([]).map_err(sql)?;
    while let Some(row) = rows.next().map_err(sql)? {
        let read = || Ok((row.get(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?));
        let (id, title, body) = read().map_err(sql)?;
        add_document(db, id, &title, &body).map_err(sql)?;
    }
    let mut reports = db.prepare("SELECT id, report FROM reports ORDER BY id").map_err(sql)?;
    let mut rows = reports.query([]).map_err(sql)?;
    while let Some(row) = rows.next().map_err(sql)? {
        let (id, json): (i64, String) = row.try_into().map_err(sql)?;
        let report = super::rows::report_from_json(folder, id, &json)?;
        add_report(db, id, &report).map_err(sql)?;
    }
    Ok(())
}
