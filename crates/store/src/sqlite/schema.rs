//! The formats a database has had, and the way from each to the next.

use super::index::Known;
use super::rows::from_json;
use super::write::add_names;
use crate::StoreError;
use crate::details;
use rusqlite::{Connection, TransactionBehavior};
use std::path::Path;

/// What marks a SQLite file as ours: `MRSD`.
pub(super) const APPLICATION_ID: i64 = 0x4D52_5344;

/// One file for each format; a database of format `n` has run the first `n`.
const MIGRATIONS: &[&str] = &[
    include_str!("migrations/0001_record.sql"),
    include_str!("migrations/0002_search.sql"),
    include_str!("migrations/0003_reading_order.sql"),
    include_str!("migrations/0004_feeds.sql"),
    include_str!("migrations/0005_columns.sql"),
    include_str!("migrations/0006_events.sql"),
    include_str!("migrations/0007_watch.sql"),
    include_str!("migrations/0008_dossiers.sql"),
    include_str!("migrations/0009_reviews.sql"),
    include_str!("migrations/0010_accounts.sql"),
    include_str!("migrations/0011_exchanges.sql"),
    include_str!("migrations/0012_details.sql"),
    include_str!("migrations/0013_review.sql"),
    include_str!("migrations/0014_people.sql"),
    include_str!("migrations/0015_outlets.sql"),
    include_str!("migrations/0016_recoded.sql"),
    include_str!("migrations/0017_second.sql"),
];

/// The format that this program writes.
pub(super) const LATEST: i64 = MIGRATIONS.len() as i64;

/// Fills an empty database with the tables of a format.
pub(super) fn fill(db: &Connection, format: i64) -> rusqlite::Result<()> {
    db.pragma_update(None, "application_id", APPLICATION_ID)?;
    for sql in &MIGRATIONS[..usize::try_from(format).unwrap_or(0).min(MIGRATIONS.len())] {
        db.execute_batch(sql)?;
    }
    db.pragma_update(None, "user_version", format)
}

/// Checks that a database is ours and not of a later program, and brings it to the latest format.
pub(super) fn check_and_migrate(db: &mut Connection, folder: &Path) -> Result<(), StoreError> {
    let sql = |e| StoreError::sql(folder, e);
    let number =
        |db: &Connection, name: &str| db.pragma_query_value(None, name, |row| row.get::<_, i64>(0)).map_err(sql);
    if number(db, "application_id")? != APPLICATION_ID {
        let why = "its `marsad.sqlite` is the database of another program".to_owned();
        return Err(StoreError::NotAStore { path: folder.to_path_buf(), why });
    }
    let known_format = |found: i64| match found {
        ..=0 => Err(StoreError::NotAStore {
            path: folder.to_path_buf(),
            why: "its `marsad.sqlite` was never filled".into(),
        }),
        found if found > LATEST => Err(StoreError::Newer { path: folder.to_path_buf(), found, known: LATEST }),
        found => Ok(found),
    };
    if known_format(number(db, "user_version")?)? == LATEST {
        return Ok(());
    }
    let step = db.transaction_with_behavior(TransactionBehavior::Immediate).map_err(sql)?;
    // Read again: another process may have done it meanwhile.
    let found = known_format(number(&step, "user_version")?)?;
    for (sql_text, format) in MIGRATIONS.iter().zip(1i64..).filter(|(_, format)| *format > found) {
        step.execute_batch(sql_text).map_err(sql)?;
        step.pragma_update(None, "user_version", format).map_err(sql)?;
    }
    if found < 12 {
        add_all_details(&step, folder)?;
    }
    if found < 2 {
        // Format 1 had no names: they are read out of the reports.
        add_all_names(&step, folder)?;
    }
    step.commit().map_err(sql)
}

/// Reads out of the reports of an older format what format 11 keeps beside them.
fn add_all_details(db: &Connection, folder: &Path) -> Result<(), StoreError> {
    let sql = |e| StoreError::sql(folder, e);
    let mut reports = db.prepare("SELECT report, json FROM report_texts ORDER BY report").map_err(sql)?;
    let mut set = db.prepare("UPDATE reports SET details = ?2 WHERE id = ?1").map_err(sql)?;
    let mut rows = reports.query([]).map_err(sql)?;
    while let Some(row) = rows.next().map_err(sql)? {
        let (id, json): (i64, String) = row.try_into().map_err(sql)?;
        set.execute((id, details::line(&from_json(folder, "report", id, &json)?))).map_err(sql)?;
    }
    Ok(())
}

fn add_all_names(db: &Connection, folder: &Path) -> Result<(), StoreError> {
    let sql = |e| StoreError::sql(folder, e);
    let mut reports = db.prepare("SELECT report, json FROM report_texts ORDER BY report").map_err(sql)?;
    let mut rows = reports.query([]).map_err(sql)?;
    let mut known = Known::default();
    while let Some(row) = rows.next().map_err(sql)? {
        let (id, json): (i64, String) = row.try_into().map_err(sql)?;
        add_names(db, &mut known, id, &from_json(folder, "report", id, &json)?).map_err(sql)?;
    }
    Ok(())
}
