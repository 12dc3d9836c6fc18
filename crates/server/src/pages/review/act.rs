//! What a coder says of a report: accepted, put right, rejected, passed over; taken back; and reports that were missed.

use super::shown::{leads_to, reason_of};
use super::work::{begun, form_of};
use super::{At, home_href, now, reviews};
use crate::errors::Failure;
use crate::params::{Fault, Unknown};
use crate::people::{Answer, Signed, Who};
use crate::review::words::FullText;
use crate::review::{Draft, Known, Queue};
use crate::state::AppState;
use axum::extract::{Path, State};
use axum::response::Response;
use marsad_model::EventType;
use marsad_store::ReportField;
use marsad_store::{FieldChange, NewReview, NoNodes, Nodes, Outcome, Role, StoreError, Verdict, reasons};
use serde::Deserialize;
use serde_json::{Value, json};

/// What the form under a card sends; a script sends the same as JSON.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Sent {
    /// `accept`, `skip`, `reject.DIGIT`, `same.REPORT`.
    verdict: String,
    draft: String,
    note: String,
    /// How long the card was on the screen.
    seconds: String,
    #[serde(rename = "in")]
    queue: String,
    /// The report that comes next.
    next: String,
    decides: String,
}

/// A verdict as it was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said {
    Accept,
    Skip,
    Reject(u8),
    Same(i64),
}

impl Said {
    fn read(verdict: &str) -> Result<Self, Fault> {
        let (word, of) = verdict.split_once('.').unwrap_or((verdict, ""));
        let known = "accept, skip, reject.DIGIT, same.REPORT";
        let fault = || Fault::new("verdict", "error.choice", vec![("value", verdict.into()), ("known", known.into())]);
        match word {
            "accept" => Ok(Self::Accept),
            "skip" => Ok(Self::Skip),
            "same" => of.parse().map(Self::Same).map_err(|_| fault()),
            "reject" => {
                let digit: u8 = of.parse().map_err(|_| fault())?;
                let reason = reasons().iter().find(|r| r.digit == digit && leads_to(r).is_none());
                reason.map(|r| Self::Reject(r.digit)).ok_or_else(fault)
            }
            _ => Err(fault()),
        }
    }
}

/// Who and where a review may name.
fn nodes(known: Option<&Known>) -> &dyn Nodes {
    known.map_or(&NoNodes, |known| known)
}

/// `POST /{lang}/review/{report}`.
pub async fn decide(
    State(state): State<AppState>,
    who: Who,
    Path((_, id)): Path<(String, String)>,
    answer: Answer,
    Signed(sent): Signed<Sent>,
) -> Response {
    let next = match sent.next.parse::<i64>() {
        Ok(next) => At::new(answer.lang, next, &sent.queue).href(),
        Err(_) => home_href(answer.lang, &sent.queue, true),
    };
    match said(&state, &who, &id, &sent).await {
        Ok(value) if answer.json => answer.done(&next, value),
        Ok(_) => answer.go(&next),
        Err(failure) => answer.failed(&failure),
    }
}

async fn said(state: &AppState, who: &Who, id: &str, sent: &Sent) -> Result<Value, Failure> {
    who.must(Role::Coder)?;
    let decides = !sent.decides.is_empty();
    if decides {
        who.must(Role::Editor)?;
    }
    let report: i64 = id.parse().map_err(|_| Failure::NotFound)?;
    let said = Said::read(&sent.verdict)?;
    Queue::read(&sent.queue, Unknown::Ignore)?;
    let reviews = reviews(state)?;
    let me = who.name.to_string();
    if said == Said::Skip {
        state.ask(move |_| reviews.release_review(report, &me)).await?;
        return Ok(json!({ "report": report, "verdict": "skip" }));
    }
    let asked = reviews.clone();
    let name = me.clone();
    let (item, row) = state
        .ask(move |store| {
            let coder = if decides { None } else { Some(name.as_str()) };
            let Some(item) = asked.review_item(report, coder)? else { return Ok(None) };
            let row = store.document(item.document)?;
            Ok(row.map(|row| (item, row)))
        })
        .await?
        .ok_or(Failure::NotFound)?;
    let text = FullText::of(&row.document);
    let draft = Draft::read(&sent.draft, &text)?;
    // A value that has not the shape of its field is found here, with a page that can be read, and not in the store.
    draft.over(begun(&item, &me, decides))?;
    let mut new = NewReview::of(item.document, Some(report), Verdict::Accept, &me, &now());
    match said {
        Said::Reject(digit) => (new.verdict, new.reason) = (Verdict::NotEvent, Some(digit)),
        Said::Same(other) => (new.verdict, new.duplicate_of) = (Verdict::Duplicate, Some(other)),
        _ if !draft.is_empty() => {
            (new.verdict, new.reason, new.changes) = (Verdict::Wrong, reason_of(&draft), draft.changes());
        }
        _ => {}
    }
    new.note = Some(sent.note.trim().to_owned()).filter(|note| !note.is_empty());
    new.seconds = sent.seconds.parse().ok().filter(|s: &f64| (0.0..=86_400.0).contains(s));
    new.decides = decides;
    let outcome = put(state, who, new).await?;
    Ok(json!({ "review": outcome.review, "report": outcome.report, "state": outcome.state }))
}

/// Gives a review to the store and writes down who did.
///
/// # Errors
/// What the store says; [`Failure::Body`] where the review cannot be taken.
pub(super) async fn put(state: &AppState, who: &Who, new: NewReview) -> Result<Outcome, Failure> {
    let reviews = reviews(state)?;
    let known = state.known.clone();
    let (verdict, fields): (_, Vec<ReportField>) = (new.verdict, new.changes.iter().map(|c| c.field).collect());
    let decides = new.decides;
    let outcome = state.ask(move |_| reviews.add_review(&new, nodes(known.as_ref()))).await?;
    let word = match (decides, verdict) {
        (true, _) => "review.settle",
        (_, Verdict::Accept) => "review.accept",
        (_, Verdict::Wrong) => "review.correct",
        (_, Verdict::NotEvent) => "review.reject",
        (_, Verdict::Missed) => "review.add",
        (_, Verdict::Duplicate) => "review.duplicate",
        (_, Verdict::Undo) => "review.undo",
    };
    let subject =
        json!({ "review": outcome.review, "report": outcome.report, "fields": fields, "state": outcome.state });
    state.audit(who, word, subject).await?;
    Ok(outcome)
}

/// What the form of taking back sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Back {
    #[serde(rename = "in")]
    queue: String,
}

/// `POST /{lang}/review/{report}/undo`: whoever asks takes the own last verdict on a report back.
pub async fn undo(
    State(state): State<AppState>,
    who: Who,
    Path((_, id)): Path<(String, String)>,
    answer: Answer,
    Signed(sent): Signed<Back>,
) -> Response {
    let report = id.parse().unwrap_or_default();
    let page = At::new(answer.lang, report, &sent.queue).href();
    let work = async {
        who.must(Role::Coder)?;
        let reviews = reviews(&state)?;
        let me = who.name.to_string();
        let outcome = state
            .ask(move |_| {
                let none =
                    || StoreError::BadReview { why: "you have given no verdict on this report that stands".into() };
                let item = reviews.review_item(report, Some(&me))?.ok_or_else(none)?;
                let gone = |id: i64| item.reviews.iter().any(|r| r.undoes == Some(id));
                let own = item.reviews.iter().rev();
                let last = own.filter(|r| r.new.coder == me && r.new.verdict != Verdict::Undo).find(|r| !gone(r.id));
                reviews.undo_review(last.ok_or_else(none)?.id, &me, &now())
            })
            .await?;
        let subject = json!({ "review": outcome.review, "report": outcome.report, "state": outcome.state });
        state.audit(&who, "review.undo", subject.clone()).await?;
        Ok(subject)
    };
    match work.await {
        Ok(value) if answer.json => answer.done(&page, value),
        Ok(_) => answer.go(&page),
        Err(failure) => answer.failed(&failure),
    }
}

/// What the form for a report that the machine has missed sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Missed {
    #[serde(rename = "type")]
    type_: String,
    start: String,
    end: String,
    words: String,
    #[serde(rename = "in")]
    queue: String,
}

/// `POST /{lang}/review/documents/{id}/missed`: a report that the machine has not found. Its other fields are put right on
/// its card, to which the answer leads.
pub async fn missed(
    State(state): State<AppState>,
    who: Who,
    Path((_, id)): Path<(String, String)>,
    answer: Answer,
    Signed(sent): Signed<Missed>,
) -> Response {
    let page = format!("/{}/review/documents/{id}", answer.lang.code());
    match add(&state, &who, &id, &sent).await {
        Ok(outcome) if answer.json => answer.done(&page, json!({ "review": outcome.review, "report": outcome.report })),
        Ok(outcome) => answer.go(&At::new(answer.lang, outcome.report, &sent.queue).href()),
        Err(failure) => answer.failed(&failure),
    }
}

async fn add(state: &AppState, who: &Who, id: &str, sent: &Missed) -> Result<Outcome, Failure> {
    who.must(Role::Coder)?;
    let document: i64 = id.parse().map_err(|_| Failure::NotFound)?;
    let row = state.ask(move |store| store.document(document)).await?.ok_or(Failure::NotFound)?;
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs([("start", &sent.start), ("end", &sent.end), ("type", &sent.type_)])
        .finish();
    let form = form_of(Some(&query))?;
    let type_: EventType = sent.type_.parse().map_err(|_| {
        let known = EventType::ALL.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        Fault::new("type", "error.type", vec![("value", sent.type_.clone()), ("known", known)])
    })?;
    let text = FullText::of(&row.document);
    let words = text.chosen(form.stretch()?, &sent.words, 0)?;
    let trigger = words.ok_or_else(|| Fault::new("words", "error.no_words", Vec::new()))?;
    let change = |field, value: Result<Value, serde_json::Error>| {
        value.map(|value| FieldChange { field, value }).map_err(|e| Failure::Broken(e.to_string()))
    };
    let mut new = NewReview::of(document, None, Verdict::Missed, &who.name, &now());
    new.changes = vec![
        change(ReportField::Trigger, serde_json::to_value(&trigger))?,
        change(ReportField::Type, serde_json::to_value(type_))?,
    ];
    put(state, who, new).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verdicts_are_read_and_what_is_none_is_refused() {
        assert_eq!(Said::read("accept"), Ok(Said::Accept));
        assert_eq!(Said::read("reject.7"), Ok(Said::Reject(7)));
        assert_eq!(Said::read("same.12"), Ok(Said::Same(12)));
        // What is wrong is put right, not rejected: these digits lead to their fields.
        for bad in ["", "yes", "reject", "reject.1", "reject.300", "same.x"] {
            assert_eq!(Said::read(bad).unwrap_err().parameter, "verdict", "{bad}");
        }
    }
}
