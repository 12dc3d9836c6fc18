//! The log of reviews in its table.

use super::rows::ReviewRow;
use crate::error::StoreError;
use crate::events::db::{Db, Row, values};

/// Most reviews of one page.
const MOST: usize = 1000;

fn row(row: &Row, db: &dyn Db) -> Result<ReviewRow, StoreError> {
    let read: Result<ReviewRow, _> = serde_json::from_str(row.text(2));
    let mut read = read.map_err(|e| StoreError::BadRow {
        path: db.place().into(),
        what: "review",
        id: row.int(0),
        why: e.to_string(),
    })?;
    (read.id, read.report) = (row.int(0), row.int(1));
    Ok(read)
}

fn rows(db: &mut dyn Db, found: &[Row]) -> Result<Vec<ReviewRow>, StoreError> {
    found.iter().map(|one| row(one, db)).collect()
}

/// The reviews of a document, in order.
pub(super) fn of_document(db: &mut dyn Db, document: i64) -> Result<Vec<ReviewRow>, StoreError> {
    let found = db.rows("SELECT id, report, detail FROM reviews WHERE document = $1 ORDER BY id", values![document])?;
    rows(db, &found)
}

/// The reviews after a number.
pub(super) fn after(db: &mut dyn Db, after: i64, limit: usize) -> Result<Vec<ReviewRow>, StoreError> {
    let limit = limit.clamp(1, MOST);
    let sql = format!("SELECT id, report, detail FROM reviews WHERE id > $1 ORDER BY id LIMIT {limit}");
    let found = db.rows(&sql, values![after])?;
    rows(db, &found)
}

/// One review.
pub(super) fn one(db: &mut dyn Db, id: i64) -> Result<Option<ReviewRow>, StoreError> {
    let found = db.rows("SELECT id, report, detail FROM reviews WHERE id = $1", values![id])?;
    Ok(rows(db, &found)?.pop())
}

/// Adds a review; gives its number.
pub(super) fn insert(db: &mut dyn Db, review: &ReviewRow) -> Result<i64, StoreError> {
    let json =
        serde_json::to_string(review).map_err(|e| StoreError::BadReview { why: format!("it is no JSON ({e})") })?;
    let row = db.row(
        "INSERT INTO reviews (at, coder, document, report, verdict, undoes, seconds, detail)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id",
        values![
            review.new.at.as_str(),
            review.new.coder.as_str(),
            review.new.document,
            review.report,
            review.new.verdict.as_str(),
            review.undoes,
            review.new.seconds,
            json
        ],
    )?;
    Ok(row.map_or(0, |row| row.int(0)))
}

/// The documents that have reviews or samples, after one, at most `limit`.
pub(super) fn documents(db: &mut dyn Db, after: i64, limit: usize) -> Result<Vec<i64>, StoreError> {
    let sql = format!("SELECT DISTINCT document FROM review_items WHERE document > $1 ORDER BY document LIMIT {limit}");
    db.ints(&sql, values![after])
}

/// How many reviews a document has.
pub(super) fn count(db: &mut dyn Db, document: i64) -> Result<usize, StoreError> {
    let row = db.row("SELECT count(*) FROM reviews WHERE document = $1", values![document])?;
    Ok(row.map_or(0, |row| usize::try_from(row.int(0)).unwrap_or(usize::MAX)))
}

/// Whether a review was taken back.
pub(super) fn undone(db: &mut dyn Db, review: i64) -> Result<bool, StoreError> {
    Ok(db.row("SELECT id FROM reviews WHERE undoes = $1", values![review])?.is_some())
}
