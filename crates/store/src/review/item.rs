//! What a card shows of a report, and to whom.

use super::rows::{ItemState, ReviewItem, ReviewRow};
use super::settle::Settled;
use super::{log, reading};
use crate::error::StoreError;
use crate::events::db::{Db, values};

/// The document that a report is or was of.
pub(super) fn document_of(db: &mut dyn Db, report: i64) -> Result<Option<i64>, StoreError> {
    for sql in [
        "SELECT document FROM reports WHERE id = $1",
        "SELECT document FROM review_items WHERE report = $1",
        "SELECT document FROM readings WHERE report = $1",
    ] {
        if let Some(row) = db.row(sql, values![report])? {
            return Ok(Some(row.int(0)));
        }
    }
    Ok(None)
}

/// [`super::Reviews::review_item`].
pub(super) fn one(db: &mut dyn Db, report: i64, coder: Option<&str>) -> Result<Option<ReviewItem>, StoreError> {
    let Some(document) = document_of(db, report)? else { return Ok(None) };
    Ok(of_document(db, document, coder)?.into_iter().find(|item| item.report == report))
}

/// [`super::Reviews::review_items`].
pub(super) fn of_document(db: &mut dyn Db, document: i64, coder: Option<&str>) -> Result<Vec<ReviewItem>, StoreError> {
    let items = reading::settled(db, document)?;
    let log = log::of_document(db, document)?;
    Ok(items.into_iter().filter_map(|item| seen(item, &log, document, coder)).collect())
}

/// An item as somebody may see it. Until it is settled, a coder of a blind sample sees their own part alone.
fn seen(item: Settled, log: &[ReviewRow], document: i64, coder: Option<&str>) -> Option<ReviewItem> {
    let open = matches!(item.state, ItemState::Waiting | ItemState::Disputed);
    let blind = coder.filter(|_| open && !item.assigned.is_empty());
    let may = |other: &str| blind.is_none_or(|coder| coder == other);
    let reviews: Vec<ReviewRow> =
        log.iter().filter(|review| review.report == item.report && may(&review.new.coder)).cloned().collect();
    let answers: Vec<_> = item.answers.into_iter().filter(|answer| may(&answer.coder)).collect();
    let mut out = ReviewItem {
        report: item.report,
        document,
        state: item.state,
        settled: item.shown,
        machine: item.machine,
        reviewed: item.reviewed,
        assigned: item.assigned,
        answers,
        disputes: item.disputes,
        reviews,
        moved: item.moved,
    };
    if blind.is_some() {
        out.disputes.clear();
        out.reviewed = None;
        out.state = ItemState::Waiting;
        match out.answers.first().map(|answer| answer.report.clone()).or_else(|| out.machine.clone()) {
            Some(own) => out.settled = own,
            // Somebody else added it.
            None => return None,
        }
        if out.machine.is_none() && out.reviews.is_empty() {
            return None;
        }
    }
    Some(out)
}
