//! Making the schema of a store, and bringing one of an earlier format up to date.

use super::connect::Address;
use super::insert::add_words;
use super::write::WRITE_LOCK;
use crate::StoreError;
use crate::details;
use crate::words::fingerprint;
use postgres::{Client, Transaction};
use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// One file for each format; a database of format `n` has run the first `n`.
const MIGRATIONS: &[&str] = &[
    include_str!("migrations/0001_record.sql"),
    include_str!("migrations/0002_feeds.sql"),
    include_str!("migrations/0003_events.sql"),
    include_str!("migrations/0004_watch.sql"),
    include_str!("migrations/0005_dossiers.sql"),
    include_str!("migrations/0006_reviews.sql"),
    include_str!("migrations/0007_accounts.sql"),
    include_str!("migrations/0008_exchanges.sql"),
    include_str!("migrations/0009_details.sql"),
    include_str!("migrations/0010_review.sql"),
    include_str!("migrations/0011_people.sql"),
    include_str!("migrations/0012_outlets.sql"),
    include_str!("migrations/0013_recoded.sql"),
    include_str!("migrations/0014_second.sql"),
];

/// The format that this program writes.
pub(super) const LATEST: i64 = MIGRATIONS.len() as i64;

/// Whether a store of this format has a table.
pub(crate) fn has_table(table: &str, format: i64) -> bool {
    let made = format!("CREATE TABLE {table} (");
    MIGRATIONS.iter().take(usize::try_from(format).unwrap_or(0)).any(|sql| sql.contains(&made))
}

/// Makes the schema, with the folder of its archive.
pub(super) fn create(client: &mut Client, address: &Address, archive: &Path) -> Result<(), StoreError> {
    let failed = |e| address.failed(e);
    let mut step = client.transaction().map_err(failed)?;
    make(&mut step, address, archive, LATEST)?;
    set(&mut step, "folding", fingerprint()).map_err(failed)?;
    step.commit().map_err(failed)
}

/// Makes the tables of a format; without a note on the word index, which the next opening then makes.
pub(super) fn make(
    step: &mut Transaction<'_>,
    address: &Address,
    archive: &Path,
    format: i64,
) -> Result<(), StoreError> {
    let failed = |e| address.failed(e);
    step.execute("SELECT pg_advisory_xact_lock($1)", &[&WRITE_LOCK]).map_err(failed)?;
    if is_there(step).map_err(failed)? {
        return Err(StoreError::Exists { path: PathBuf::from(&address.shown) });
    }
    if format > LATEST {
        return Err(StoreError::Newer { path: PathBuf::from(&address.shown), found: format, known: LATEST });
    }
    step.batch_execute("CREATE SCHEMA marsad").map_err(failed)?;
    for sql in &MIGRATIONS[..usize::try_from(format).unwrap_or(0)] {
        step.batch_execute(sql).map_err(failed)?;
    }
    let archive = archive.to_string_lossy();
    for (key, value) in [("format", format.to_string().as_str()), ("archive", &archive)] {
        set(step, key, value).map_err(failed)?;
    }
    Ok(())
}

/// Checks that there is a store, not of a later program, and brings it up to date; gives the folder of its archive.
pub(super) fn check_and_migrate(client: &mut Client, address: &Address) -> Result<PathBuf, StoreError> {
    let failed = |e| address.failed(e);
    let place = || PathBuf::from(&address.shown);
    let mut look = client.transaction().map_err(failed)?;
    if !is_there(&mut look).map_err(failed)? {
        return Err(StoreError::Missing { path: place() });
    }
    let current = state(&mut look).map_err(failed)?;
    look.commit().map_err(failed)?;
    if current.format > LATEST {
        return Err(StoreError::Newer { path: place(), found: current.format, known: LATEST });
    }
    if current.format < LATEST || current.folding != fingerprint() {
        let mut step = client.transaction().map_err(failed)?;
        step.execute("SELECT pg_advisory_xact_lock($1)", &[&WRITE_LOCK]).map_err(failed)?;
        // Read again: another process may have done it meanwhile.
        let found = state(&mut step).map_err(failed)?;
        for (sql, format) in MIGRATIONS.iter().zip(1i64..).filter(|(_, format)| *format > found.format) {
            step.batch_execute(sql).map_err(failed)?;
            set(&mut step, "format", &format.to_string()).map_err(failed)?;
        }
        if found.format < 9 {
            add_all_details(&mut step, address)?;
        }
        if found.folding != fingerprint() {
            index_again(&mut step).map_err(failed)?;
            set(&mut step, "folding", fingerprint()).map_err(failed)?;
        }
        step.commit().map_err(failed)?;
    }
    Ok(PathBuf::from(current.archive))
}

/// Reads out of the reports of an older format what format 8 keeps beside them, some at a time.
fn add_all_details(step: &mut Transaction<'_>, address: &Address) -> Result<(), StoreError> {
    let failed = |e| address.failed(e);
    let mut last = 0i64;
    loop {
        let rows = step
            .query("SELECT report, json FROM report_texts WHERE report > $1 ORDER BY report LIMIT 1000", &[&last])
            .map_err(failed)?;
        let (mut ids, mut lines) = (Vec::new(), Vec::new());
        for row in &rows {
            let (id, json): (i64, &str) = (row.get(0), row.get(1));
            let report = serde_json::from_str(json).map_err(|e| {
                let path = address.shown.clone().into();
                StoreError::BadRow { path, what: "report", id, why: e.to_string() }
            })?;
            ids.push(id);
            lines.push(details::line(&report));
        }
        let Some(id) = ids.last() else { return Ok(()) };
        last = *id;
        let sql = "UPDATE reports SET details = t.line FROM unnest($1::int8[], $2::text[]) AS t (id, line)
                   WHERE reports.id = t.id";
        step.execute(sql, &[&ids, &lines]).map_err(failed)?;
    }
}

struct State {
    format: i64,
    folding: String,
    archive: String,
}

fn state(step: &mut Transaction<'_>) -> Result<State, postgres::Error> {
    let mut get = |key: &str| -> Result<String, postgres::Error> {
        Ok(step.query_opt("SELECT value FROM meta WHERE key = $1", &[&key])?.map(|row| row.get(0)).unwrap_or_default())
    };
    Ok(State { format: get("format")?.parse().unwrap_or(0), folding: get("folding")?, archive: get("archive")? })
}

fn is_there(step: &mut Transaction<'_>) -> Result<bool, postgres::Error> {
    Ok(step.query_one("SELECT to_regclass('marsad.meta') IS NOT NULL", &[])?.get(0))
}

fn set(step: &mut Transaction<'_>, key: &str, value: &str) -> Result<(), postgres::Error> {
    let sql = "INSERT INTO meta (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value";
    step.execute(sql, &[&key, &value]).map(|_| ())
}

/// Makes the word index again, a few documents at a time.
fn index_again(step: &mut Transaction<'_>) -> Result<(), postgres::Error> {
    step.batch_execute("TRUNCATE document_words, vocabulary")?;
    let mut last = 0i64;
    loop {
        let rows = step.query("SELECT id, title, body FROM documents WHERE id > $1 ORDER BY id LIMIT 200", &[&last])?;
        let texts: Vec<(i64, String, String)> = rows.iter().map(|row| (row.get(0), row.get(1), row.get(2))).collect();
        let Some((id, _, _)) = texts.last() else { return Ok(()) };
        last = *id;
        let all: Vec<(i64, &str, &str)> =
            texts.iter().map(|(id, title, body)| (*id, title.as_str(), body.as_str())).collect();
        add_words(step, &mut HashSet::new(), &all)?;
    }
}
