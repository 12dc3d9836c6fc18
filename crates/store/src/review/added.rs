//! Adding a review and taking one back.

use super::checked::{self, Text, refuse};
use super::nodes::Nodes;
use super::rows::{NewReview, Outcome, ReviewRow, Verdict};
use super::settle::Settled;
use super::{log, reading, tables};
use crate::api::Store;
use crate::error::StoreError;
use crate::events::db::{self, EventTables, values};
use marsad_model::Report;

/// Most reviews of one document: more are no work of people.
const MOST: usize = 10_000;

/// [`super::Reviews::add_review`].
pub(super) fn add<S: EventTables + Store + ?Sized>(
    store: &S,
    new: &NewReview,
    nodes: &dyn Nodes,
) -> Result<Outcome, StoreError> {
    checked::form(new)?;
    let done = db::change(store, true, |db| {
        db.lock_record()?;
        let Some(page) = tables::page(db, new.document)? else {
            return refuse(format!("there is no document {}", new.document));
        };
        let items = reading::settled(db, page.id)?;
        if log::count(db, page.id)? >= MOST {
            return refuse(format!("document {} has {MOST} reviews already", page.id));
        }
        let review = match new.report {
            Some(report) => of_report(new, nodes, &items, report, &page.full_text())?,
            None => {
                let number = items.iter().map(|item| item.shown.event).max().unwrap_or(0) + 1;
                missed(new, nodes, &items, tables::next_report(db)?, number, &page.full_text())?
            }
        };
        reading::keep(db, page.id)?;
        if new.report.is_none() {
            tables::reserve(db, review.report, page.id)?;
        }
        let id = log::insert(db, &review)?;
        db.run(
            "DELETE FROM review_claims WHERE report = $1 AND coder = $2",
            values![review.report, new.coder.as_str()],
        )?;
        let settled = reading::settle(db, &page)?;
        Ok(outcome(id, review.report, settled))
    })?;
    done.ok_or_else(busy)
}

fn busy() -> StoreError {
    StoreError::BadReview { why: "the store is busy; try again".into() }
}

fn outcome(review: i64, report: i64, (items, changed): (Vec<Settled>, Vec<i64>)) -> Outcome {
    let state = items.iter().find(|item| item.report == report).map(|item| item.state);
    // A missed report that was taken back is nowhere any more.
    Outcome { review, report, state: state.unwrap_or(super::ItemState::Rejected), changed }
}

/// A review of a report that is there.
fn of_report(
    new: &NewReview,
    nodes: &dyn Nodes,
    items: &[Settled],
    report: i64,
    full: &str,
) -> Result<ReviewRow, StoreError> {
    let Some(item) = items.iter().find(|item| item.report == report) else {
        return refuse(format!("document {} has no report {report}", new.document));
    };
    if !item.assigned.is_empty() && !new.decides && !item.assigned.contains(&new.coder) {
        return refuse(format!(
            "report {report} was given to {}; only they answer it, and an editor decides",
            item.assigned.join(", ")
        ));
    }
    if let Verdict::Duplicate = new.verdict {
        let other = new.duplicate_of.and_then(|other| items.iter().find(|item| item.report == other));
        if other.is_none_or(|other| other.report == report || !other.in_record) {
            return refuse("`duplicate_of` is to be another report of the same document that is in the record");
        }
    }
    // What a coder of a blind sample builds on is their own answer; others' are not theirs to know, nor to be held to.
    let mut known: Vec<&Report> = vec![&item.shown];
    known.extend(&item.machine);
    known.extend(item.answers.iter().map(|answer| &answer.report));
    let text = Text::new(full, nodes, known);
    let changes = text.changes(&new.changes)?;
    let own = item.answers.iter().find(|answer| answer.coder == new.coder && !new.decides);
    let mut after = own.map_or(&item.shown, |answer| &answer.report).clone();
    let before = after.clone();
    for change in &changes {
        checked::put(&mut after, change)?;
    }
    if changes.iter().any(|change| change.field == marsad_agree::ReportField::Mode) {
        checked::modes(&after)?;
    }
    Ok(ReviewRow {
        id: 0,
        report,
        trigger: before.trigger.span(),
        type_: before.type_,
        undoes: None,
        base: item.machine.clone().unwrap_or_else(|| item.shown.clone()),
        by_machine: item.machine.is_some(),
        new: NewReview { changes, ..new.clone() },
    })
}

/// A report that the machine has not found.
fn missed(
    new: &NewReview,
    nodes: &dyn Nodes,
    items: &[Settled],
    id: i64,
    event: u32,
    full: &str,
) -> Result<ReviewRow, StoreError> {
    let text = Text::new(full, nodes, Vec::new());
    let changes = text.changes(&new.changes)?;
    let added = text.added(&changes, event, env!("CARGO_PKG_VERSION"))?;
    let there = items.iter().find(|item| {
        item.in_record && item.shown.type_ == added.type_ && item.shown.trigger.span() == added.trigger.span()
    });
    if let Some(there) = there {
        return refuse(format!(
            "«{}» is {} already, as report {}; review that one",
            added.trigger.text, added.type_, there.report
        ));
    }
    Ok(ReviewRow {
        id: 0,
        report: id,
        trigger: added.trigger.span(),
        type_: added.type_,
        undoes: None,
        base: added,
        by_machine: false,
        new: NewReview { changes, ..new.clone() },
    })
}

/// [`super::Reviews::undo_review`].
pub(super) fn undo<S: EventTables + Store + ?Sized>(
    store: &S,
    review: i64,
    coder: &str,
    at: &str,
) -> Result<Outcome, StoreError> {
    checked::name("the coder", coder)?;
    checked::moment(at)?;
    let done = db::change(store, true, |db| {
        db.lock_record()?;
        let Some(row) = log::one(db, review)? else {
            return refuse(format!("there is no review {review}"));
        };
        if row.new.verdict == Verdict::Undo {
            return refuse(format!("review {review} takes another back itself; give that one again instead"));
        }
        if row.new.coder != coder {
            return refuse(format!("review {review} is of {}; only own reviews are taken back", row.new.coder));
        }
        if log::undone(db, review)? {
            return refuse(format!("review {review} was taken back already"));
        }
        let Some(page) = tables::page(db, row.new.document)? else {
            return refuse(format!("there is no document {}", row.new.document));
        };
        let new = NewReview::of(page.id, Some(row.report), Verdict::Undo, coder, at);
        let id = log::insert(db, &ReviewRow { id: 0, undoes: Some(review), new, ..row.clone() })?;
        let settled = reading::settle(db, &page)?;
        Ok(outcome(id, row.report, settled))
    })?;
    done.ok_or_else(busy)
}
