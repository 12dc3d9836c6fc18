//! Adding documents: bytes to the archive, then everything else in one transaction.

use super::SqliteStore;
use super::index::{self, Known};
use super::rows::unsigned;
use crate::api::{Added, NewDocument};
use crate::archive::Put;
use crate::checked::{Checked, check};
use crate::day;
use crate::details;
use crate::error::StoreError;
use jiff::Timestamp;
use marsad_model::{Actor, Day, Place, Report};
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};
use std::sync::PoisonError;

impl SqliteStore {
    pub(super) fn write(&self, new: &NewDocument) -> Result<Added, StoreError> {
        let checked = check(new)?;
        let added = self.write_all(&[(new, checked)])?;
        added
            .into_iter()
            .next()
            .ok_or_else(|| StoreError::BadInput { target: new.target.clone(), why: "it is nothing".into() })
    }

    /// Adds documents in one transaction, their bytes with one flush.
    pub(super) fn write_all(&self, all: &[(&NewDocument, Checked)]) -> Result<Vec<Added>, StoreError> {
        let mut writer = self.writer();
        // A panic while writing left the words of an undone transaction; they are only ever asked after one that is done.
        let mut known_words = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known_words.forget();
        // The write lock comes first: it also keeps other processes from the archive.
        let step = writer.transaction_with_behavior(TransactionBehavior::Immediate).map_err(|e| self.sql(e))?;
        let mut archive = self.archive.begin();
        let mut out = Vec::with_capacity(all.len());
        for (new, checked) in all {
            if let Some(id) = known(&step, &new.target, &checked.sha256).map_err(|e| self.sql(e))? {
                out.push(Added::Known(id));
                continue;
            }
            let put = archive.put(new, checked.captured, |file| known_end(&step, file).map_err(|e| self.sql(e)))?;
            let id = insert(&step, &mut known_words, new, checked, &put).map_err(|e| self.sql(e))?;
            out.push(Added::New(id));
        }
        archive.finish()?;
        step.commit().map_err(|e| self.sql(e))?;
        known_words.keep();
        Ok(out)
    }
}

/// Where the last known member of an archive file ends.
pub(super) fn known_end(db: &Connection, file: &str) -> rusqlite::Result<u64> {
    let mut end = 0;
    for table in ["captures", "exchanges"] {
        let sql = format!("SELECT \"offset\" + length FROM {table} WHERE file = ?1 ORDER BY \"offset\" DESC LIMIT 1");
        end = end.max(db.prepare_cached(&sql)?.query_row([file], |row| unsigned(row, 0)).optional()?.unwrap_or(0));
    }
    Ok(end)
}

/// The document of a page with these bytes.
pub(super) fn known(db: &Connection, target: &str, sha256: &str) -> rusqlite::Result<Option<i64>> {
    db.prepare_cached(
        "SELECT d.id FROM captures c JOIN documents d ON d.capture = c.id WHERE c.target = ?1 AND c.sha256 = ?2",
    )?
    .query_row([target, sha256], |row| row.get(0))
    .optional()
}

fn insert(
    db: &Connection,
    words: &mut Known,
    new: &NewDocument,
    checked: &Checked,
    put: &Put,
) -> rusqlite::Result<i64> {
    let document = &new.document;
    let size = |n: u64| i64::try_from(n).map_err(|e| rusqlite::Error::ToSqlConversionFailure(Box::new(e)));
    db.prepare_cached(
        "INSERT INTO captures (target, media_type, captured_at, sha256, size, file, \"offset\", length)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .execute(params![
        new.target,
        new.media_type,
        new.captured_at,
        checked.sha256,
        size(new.bytes.len() as u64)?,
        put.file,
        size(put.offset)?,
        size(put.length)?
    ])?;
    let capture = db.last_insert_rowid();
    let outlet = document.outlet.as_deref().map(|name| outlet(db, name)).transpose()?;
    let (version, current) = next_version(db, &new.target, checked.captured)?;
    let published = document.published.map(day::key);
    db.prepare_cached(
        "INSERT INTO documents (capture, target, version, current, name, title, body, published, byline, language, outlet, url, told)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
    )?
    .execute(params![
        capture,
        new.target,
        version,
        current,
        document.id,
        document.title,
        document.text,
        published,
        document.byline,
        document.language,
        outlet,
        document.url,
        checked.told
    ])?;
    let id = db.last_insert_rowid();
    index::add_document(db, words, id, &document.title, &document.text)?;
    let of = Of { document: id, current, outlet, published: document.published };
    for (at, json) in &checked.reports {
        insert_report(db, words, &of, &new.reports[*at], json)?;
    }
    Ok(id)
}

/// What the rows of reports repeat of their document.
pub(super) struct Of {
    pub document: i64,
    pub current: bool,
    pub outlet: Option<i64>,
    pub published: Option<Day>,
}

/// Adds a report with its names; gives its id.
pub(super) fn insert_report(
    db: &Connection,
    words: &mut Known,
    of: &Of,
    report: &Report,
    json: &str,
) -> rusqlite::Result<i64> {
    let reach = day::reach(report, of.published);
    db.prepare_cached(
        "INSERT INTO reports (document, current, type, modality, day_from, day_to, confidence, outlet, published, details)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?
    .execute(params![
        of.document,
        of.current,
        report.type_.as_str(),
        report.modality.as_str(),
        reach.map(|r| r.0),
        reach.map(|r| r.1),
        report.confidence,
        of.outlet,
        of.published.map_or(day::OPEN_START, day::key),
        details::line(report)
    ])?;
    let number = db.last_insert_rowid();
    db.prepare_cached("INSERT INTO report_texts (report, json) VALUES (?1, ?2)")?.execute(params![number, json])?;
    add_names(db, words, number, report)?;
    Ok(number)
}

/// Notes the names that a report can be asked for by.
pub(super) fn add_names(db: &Connection, known: &mut Known, report_id: i64, report: &Report) -> rusqlite::Result<()> {
    let mut add = |sql: &str, kind: &'static str, label: &str, written: &str| -> rusqlite::Result<()> {
        let key = (kind, label.into(), written.into());
        let name = match known.name(&key) {
            Some(id) => id,
            None => {
                let id = name(db, kind, label, written)?;
                known.add_name(key, id);
                id
            }
        };
        db.prepare_cached(sql)?.execute([report_id, name])?;
        Ok(())
    };
    for Place { name, quote, .. } in &report.places {
        let sql = "INSERT OR IGNORE INTO report_places (report, name) VALUES (?1, ?2)";
        add(sql, "place", name, &quote.text)?;
    }
    for Actor { entity, quote, .. } in report.actors.iter().chain(&report.recipients) {
        let sql = "INSERT OR IGNORE INTO report_actors (report, name) VALUES (?1, ?2)";
        add(sql, "actor", entity, &quote.text)?;
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
    db.prepare_cached("INSERT INTO names (kind, label, written) VALUES (?1, ?2, ?3)")?
        .execute([kind, label, written])?;
    Ok(db.last_insert_rowid())
}

fn outlet(db: &Connection, name: &str) -> rusqlite::Result<i64> {
    db.prepare_cached("INSERT INTO outlets (name) VALUES (?1) ON CONFLICT (name) DO NOTHING")?.execute([name])?;
    db.prepare_cached("SELECT id FROM outlets WHERE name = ?1")?.query_row([name], |row| row.get(0))
}

/// The number of a new version of a page, and whether it is the current one: the one captured last is, whatever the order
/// in which captures come in. The version that was current before steps back.
fn next_version(db: &Connection, target: &str, captured: Timestamp) -> rusqlite::Result<(i64, bool)> {
    let highest: Option<i64> = db
        .prepare_cached("SELECT max(version) FROM documents WHERE target = ?1")?
        .query_row([target], |row| row.get(0))?;
    let before: Option<(i64, String)> = db
        .prepare_cached(
            "SELECT d.id, c.captured_at FROM documents d JOIN captures c ON c.id = d.capture WHERE d.target = ?1 AND d.current = 1",
        )?
        .query_row([target], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let mut current = true;
    if let Some((id, captured_before)) = before {
        current = captured_before.parse::<Timestamp>().map_or(true, |before| before <= captured);
        if current {
            db.execute("UPDATE documents SET current = 0 WHERE id = ?1", [id])?;
            db.execute("INSERT INTO replaced (document) VALUES (?1)", [id])?;
            db.execute("UPDATE reports SET current = 0 WHERE document = ?1", [id])?;
        }
    }
    Ok((highest.unwrap_or(0) + 1, current))
}
