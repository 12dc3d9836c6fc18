//! The event that a report tells, on its card: put together with another, taken apart, a decision taken back.

use super::{At, now};
use crate::dates;
use crate::errors::Failure;
use crate::pages::events::{Row, row};
use crate::people::{Answer, Signed, Who};
use crate::state::AppState;
use crate::view::Viewer;
use axum::extract::{Path, State};
use axum::response::Response;
use marsad_store::{Act, Decided, EventFull, EventStore, Role, StoreError};
use serde::Deserialize;
use serde_json::json;

/// Most suggestions that a card shows.
const OTHERS: usize = 5;

/// What the store says of a report's event.
pub struct Found {
    event: EventFull,
    decisions: Vec<Decided>,
}

/// The event of a report, where it tells one.
///
/// # Errors
/// What the store says.
pub fn find(events: &dyn EventStore, report: i64) -> Result<Option<Found>, StoreError> {
    let Some(id) = events.event_of_report(report)? else { return Ok(None) };
    let Some(event) = events.event(id)? else { return Ok(None) };
    Ok(Some(Found { decisions: events.decisions(Some(id))?, event }))
}

/// A report's event as its card shows it.
pub struct EventOf {
    pub href: String,
    pub name: String,
    pub told: String,
    /// Whether more than this report tells it.
    pub shared: bool,
    /// Whether a person said that it is complete.
    pub pinned: bool,
    /// Whether whoever looks may decide about it.
    pub may: bool,
    pub open: bool,
    /// Other events that may be the same: number, name, what else is to be said.
    pub others: Vec<(i64, String, String)>,
    /// Decisions that stand: number and words.
    pub decisions: Vec<(i64, String)>,
}

/// The card's part.
#[must_use]
pub fn shown(viewer: Viewer<'_>, found: &Found, report: i64, who: &Who) -> EventOf {
    let lang = viewer.lang;
    let e = &found.event;
    let list = row(viewer, &e.row);
    let reports: usize = e.tellings.iter().map(|t| t.reports.len()).sum();
    let apart = e.tellings.iter().any(|t| t.reports.iter().all(|r| r.id != report));
    let others = e.suggestions.iter().take(OTHERS).map(|s| {
        let other = if s.a.id == e.row.id { &s.b } else { &s.a };
        let shown = row(viewer, other);
        (other.id, named(&shown), format!("\u{2068}{}\u{2069} · \u{2068}{}\u{2069}", shown.when, shown.title))
    });
    let stands = found.decisions.iter().filter(|d| !d.undone && d.undoes.is_none());
    let decisions = stands.map(|d| {
        let what = crate::pages::events::decided(lang, &d.what);
        (d.id, format!("{what} · {} · {} · {}", d.who, dates::instant(lang, &d.at), d.why))
    });
    EventOf {
        href: list.href.clone(),
        name: named(&list),
        told: lang.count("review.event.told", reports as u64),
        shared: apart,
        pinned: list.pinned,
        may: who.may(Role::Editor),
        open: false,
        others: others.collect(),
        decisions: decisions.collect(),
    }
}

fn named(row: &Row) -> String {
    match &row.place {
        Some(place) => format!("{} · \u{2068}{place}\u{2069}", row.type_name),
        None => row.type_name.clone(),
    }
}

/// What the form of the card sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Sent {
    #[serde(rename = "do")]
    what: String,
    why: String,
    other: String,
    #[serde(rename = "in")]
    queue: String,
}

/// `POST /{lang}/review/{report}/event`: an editor decides about the event of a report.
pub async fn decide(
    State(state): State<AppState>,
    who: Who,
    Path((_, id)): Path<(String, String)>,
    answer: Answer,
    Signed(sent): Signed<Sent>,
) -> Response {
    let page = At::new(answer.lang, id.parse().unwrap_or_default(), &sent.queue).href();
    let work = async {
        who.must(Role::Editor)?;
        let report: i64 = id.parse().map_err(|_| Failure::NotFound)?;
        let events = state.events.clone().ok_or(Failure::NotFound)?;
        let act = Act { who: who.name.to_string(), why: sent.why.trim().to_owned() };
        let (what, number) = sent.what.split_once('.').unwrap_or((&sent.what, &sent.other));
        let number: Option<i64> = number.trim().parse().ok();
        let (what, word) = match what {
            "merge" => ("merge", "event.merge"),
            "split" => ("split", "event.split"),
            "pin" => ("pin", "event.pin"),
            "undo" => ("undo", "event.undo"),
            _ => return Err(Failure::NotFound),
        };
        if ["merge", "undo"].contains(&what) && number.is_none() {
            return Err(Failure::Body(answer.lang.t("review.event.no_number").to_owned()));
        }
        let decided = state
            .ask(move |_| {
                let none = |why: &str| StoreError::BadDecision { why: why.to_owned() };
                let event = events.event_of_report(report)?;
                match (what, number) {
                    ("undo", Some(decision)) => events.undo_decision(decision, &act),
                    ("merge", Some(other)) => {
                        events.merge_events(event.ok_or_else(|| none("this report tells no event"))?, other, &act)
                    }
                    ("pin", _) => events.pin_event(event.ok_or_else(|| none("this report tells no event"))?, &act),
                    _ => {
                        let event = event.ok_or_else(|| none("this report tells no event"))?;
                        events.split_event(event, &[report], &act)
                    }
                }
            })
            .await?;
        let subject = json!({ "decision": decided.id, "report": report, "events": decided.events, "now": decided.now });
        state.audit(&who, word, subject).await?;
        Ok(json!({ "decision": decided.id, "now": decided.now, "at": now() }))
    };
    match work.await {
        Ok(value) if answer.json => answer.done(&page, value),
        Ok(_) => answer.go(&format!("{page}#event")),
        Err(failure) => answer.failed(&failure),
    }
}
