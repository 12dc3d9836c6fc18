//! Adding a document: bytes to the archive, then everything else in one transaction.

use super::SqliteStore;
use super::index;
use crate::api::{Added, NewDocument};
use crate::archive;
use crate::day;
use crate::error::{StoreError, shortened};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

/// What can be known of a new document before anything is written.
struct Checked {
    sha256: String,
    captured: Timestamp,
    /// The reports as JSON, in the order of their triggers, with their places in `NewDocument::reports`.
    reports: Vec<(usize, String)>,
}

impl SqliteStore {
    pub(super) fn write(&self, new: &NewDocument) -> Result<Added, StoreError> {
        let checked = check(new)?;
        let mut writer = self.writer();
        // The write lock comes first: it also keeps other processes from the archive.
        let step = writer.transaction_with_behavior(TransactionBehavior::Immediate).map_err(|e| self.sql(e))?;
        if let Some(id) = known(&step, &new.target, &checked.sha256).map_err(|e| self.sql(e))? {
            return Ok(Added::Known(id));
        }
        let put = self.archive.put(new, checked.captured, |file| {
            let end = step
                .query_row("SELECT max(\"offset\" + length) FROM captures WHERE file = ?1", [file], |row| {
                    row.get::<_, Option<i64>>(0)
                })
                .map_err(|e| self.sql(e))?;
            Ok(end.and_then(|end| u64::try_from(end).ok()).unwrap_or(0))
        })?;
        let id = insert(&step, new, &checked, &put).map_err(|e| self.sql(e))?;
        step.commit().map_err(|e| self.sql(e))?;
        Ok(Added::New(id))
    }
}

/// Refuses what could not be given back as it came.
fn check(new: &NewDocument) -> Result<Checked, StoreError> {
    let refuse = |why: String| StoreError::BadInput { target: shortened(&new.target), why };
    if new.target.is_empty() {
        return Err(refuse("it has no address or path".into()));
    }
    for (what, text) in [("its address", &new.target), ("its media type", &new.media_type)] {
        if text.chars().any(char::is_control) {
            return Err(refuse(format!("{what} has a line break or another control character")));
        }
    }
    if new.bytes.len() as u64 > archive::LARGEST {
        return Err(refuse(format!("it has more than {} MiB, the most of one page", archive::LARGEST >> 20)));
    }
    let captured: Timestamp = new
        .captured_at
        .parse()
        .map_err(|e| refuse(format!("its capture time `{}` is no RFC 3339 time ({e})", shortened(&new.captured_at))))?;
    let mut order: Vec<usize> = (0..new.reports.len()).collect();
    order.sort_by_key(|&at| new.reports[at].trigger.start);
    let reports = order.into_iter().map(|at| {
        let report = &new.reports[at];
        if !report.confidence.is_finite() {
            return Err(refuse(format!("the confidence of its report {} is no number", at + 1)));
        }
        let json =
            serde_json::to_string(report).map_err(|e| refuse(format!("its report {} is no JSON ({e})", at + 1)))?;
        Ok((at, json))
    });
    Ok(Checked { sha256: archive::sha256(&new.bytes), captured, reports: reports.collect::<Result<_, _>>()? })
}

fn known(db: &Connection, target: &str, sha256: &str) -> rusqlite::Result<Option<i64>> {
    db.prepare_cached(
        "SELECT d.id FROM captures c JOIN documents d ON d.capture = c.id WHERE c.target = ?1 AND c.sha256 = ?2",
    )?
    .query_row([target, sha256], |row| row.get(0))
    .optional()
}

fn insert(db: &Connection, new: &NewDocument, checked: &Checked, put: &archive::Put) -> rusqlite::Result<i64> {
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
        "INSERT INTO documents (capture, target, version, current, name, title, body, published, byline, language, outlet, url)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
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
        document.url
    ])?;
    let id = db.last_insert_rowid();
    index::add_document(db, id, &document.title, &document.text)?;
    for (at, json) in &checked.reports {
        let report = &new.reports[*at];
        let reach = day::reach(report, document.published);
        db.prepare_cached(
            "INSERT INTO reports (document, current, type, modality, day_from, day_to, confidence, outlet, published, report)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        )?
        .execute(params![
            id,
            current,
            report.type_.as_str(),
            report.modality.as_str(),
            reach.map(|r| r.0),
            reach.map(|r| r.1),
            report.confidence,
            outlet,
            published.unwrap_or(day::OPEN_START),
            json
        ])?;
        index::add_report(db, db.last_insert_rowid(), report)?;
    }
    Ok(id)
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
            db.execute("UPDATE reports SET current = 0 WHERE document = ?1", [id])?;
        }
    }
    Ok((highest.unwrap_or(0) + 1, current))
}
