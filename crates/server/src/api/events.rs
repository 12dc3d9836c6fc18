//! Events as JSON: lists, one event with all that is said of it, and its parts.

use super::answer;
use crate::errors::Failure;
use crate::params::{self, Fault, Unknown};
use crate::state::AppState;
use axum::extract::{Path, RawQuery, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use marsad_store::{EventFilter, EventFull, EventStore, StoreError};
use serde_json::{Value, json};
use std::sync::Arc;

/// What a question to events may have beside what one to reports has.
const OWN: &[&str] = &["origins", "origins_to", "contested", "pinned", "told_from", "told_to"];
/// Suggestions in one answer.
const SUGGESTIONS: usize = 100;

/// Asks for events, off the async threads.
async fn ask<T, F>(state: &AppState, question: F) -> Result<T, Failure>
where
    T: Send + 'static,
    F: FnOnce(&dyn EventStore) -> Result<T, StoreError> + Send + 'static,
{
    let events = Arc::clone(state.events.as_ref().ok_or(Failure::NotFound)?);
    match tokio::task::spawn_blocking(move || question(events.as_ref())).await {
        Ok(answer) => answer.map_err(Failure::from),
        Err(broken) => Err(Failure::Broken(broken.to_string())),
    }
}

/// Reads a question to events, and gives it back as a query string without its cursor.
///
/// # Errors
/// The first parameter that cannot be used.
pub fn filter(raw: Option<&str>, unknown: Unknown) -> Result<(EventFilter, String), Fault> {
    let known: Vec<&'static str> = params::KNOWN.iter().chain(OWN).copied().collect();
    let mut own = EventFilter::default();
    let (mut rest, mut again) = (Vec::new(), Vec::new());
    for (name, value) in params::pairs(raw, &known, unknown)? {
        if name != "after" {
            again.push((name, value.clone()));
        }
        match name {
            "origins" => own.min_origins = params::whole(name, &value, 1, 1_000_000)?.try_into().ok(),
            "origins_to" => own.max_origins = params::whole(name, &value, 1, 1_000_000)?.try_into().ok(),
            "contested" => own.contested = params::whole(name, &value, 0, 1)? == 1,
            "pinned" => own.pinned = params::whole(name, &value, 0, 1)? == 1,
            "told_from" => own.told_from = Some(params::day(name, &value)?),
            "told_to" => own.told_to = Some(params::day(name, &value)?),
            _ => rest.push((name, value)),
        }
    }
    let query = |pairs: &[(&str, String)]| {
        pairs.iter().map(|(name, value)| format!("{name}={}", params::encode(value))).collect::<Vec<_>>().join("&")
    };
    own.reports = params::filter(Some(&query(&rest)), unknown)?;
    (own.limit, own.after, own.document) =
        (own.reports.limit.take(), own.reports.after.take(), own.reports.document.take());
    Ok((own, query(&again)))
}

/// `/api/events`: a page of events, with the address of the next.
pub async fn list(State(state): State<AppState>, RawQuery(raw): RawQuery) -> Response {
    let result = async {
        let (filter, again) = filter(raw.as_deref(), Unknown::Refuse)?;
        let page = ask(&state, move |events| events.events(&filter)).await?;
        let next_url = page.next.as_ref().map(|cursor| {
            let and = if again.is_empty() { "" } else { "&" };
            format!("/api/events?{again}{and}after={}", params::encode(cursor))
        });
        Ok(json!({ "rows": page.rows, "total": page.total, "next": page.next, "next_url": next_url }))
    };
    answer(result.await)
}

/// The event of an address; where it was merged into another, the way there.
async fn found(
    state: &AppState,
    id: &str,
    raw: Option<&str>,
    part: &str,
) -> Result<EventFull, Result<Response, Failure>> {
    params::pairs(raw, &[], Unknown::Refuse).map_err(|fault| Err(fault.into()))?;
    let id: i64 = id.parse().map_err(|_| Err(Failure::NotFound))?;
    let full = ask(state, move |events| events.event(id)).await.map_err(Err)?.ok_or(Err(Failure::NotFound))?;
    if full.row.id == id {
        return Ok(full);
    }
    // Not for ever: a person may take the merging back.
    let to = format!("/api/events/{}{part}", full.row.id);
    Err(Ok((StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, to)]).into_response()))
}

async fn part(
    state: AppState,
    id: &str,
    raw: Option<String>,
    name: &str,
    of: impl FnOnce(EventFull) -> Value,
) -> Response {
    match found(&state, id, raw.as_deref(), name).await {
        Ok(full) => answer(Ok(of(full))),
        Err(Ok(elsewhere)) => elsewhere,
        Err(Err(failure)) => failure.problem(),
    }
}

/// `/api/events/{id}`: one event with all that is said of it.
pub async fn one(State(state): State<AppState>, Path(id): Path<String>, RawQuery(raw): RawQuery) -> Response {
    part(state, &id, raw, "", |full| json!(full)).await
}

/// `/api/events/{id}/…`: a part of it.
pub async fn of_one(
    State(state): State<AppState>,
    Path((id, what)): Path<(String, String)>,
    RawQuery(raw): RawQuery,
) -> Response {
    let of: fn(EventFull) -> Value = match what.as_str() {
        "reports" => |full| {
            let reports: Vec<_> = full.tellings.into_iter().flat_map(|t| t.reports).collect();
            json!({ "event": full.row.id, "rows": reports })
        },
        "figures" => |full| json!({ "event": full.row.id, "figures": full.figures }),
        "origins" => |full| json!({ "event": full.row.id, "rows": full.origins }),
        "decisions" => |full| json!({ "event": full.row.id, "rows": full.decisions }),
        "suggestions" => |full| json!({ "event": full.row.id, "rows": full.suggestions }),
        _ => return Failure::NotFound.problem(),
    };
    part(state, &id, raw, &format!("/{what}"), of).await
}

/// `/api/events/suggestions`: pairs of events that may be one.
pub async fn suggestions(State(state): State<AppState>, RawQuery(raw): RawQuery) -> Response {
    let result = async {
        params::pairs(raw.as_deref(), &[], Unknown::Refuse)?;
        let rows = ask(&state, |events| events.suggestions(SUGGESTIONS)).await?;
        Ok(json!({ "rows": rows }))
    };
    answer(result.await)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_to_events_is_one_to_reports_with_more() {
        let raw = "type=ASSAULT&origins=2&contested=1&told_from=2020-12-30&limit=3&after=x&document=4";
        let (f, again) = filter(Some(raw), Unknown::Refuse).unwrap();
        assert_eq!((f.min_origins, f.contested, f.pinned, f.limit), (Some(2), true, false, Some(3)));
        assert_eq!((f.after.as_deref(), f.document, f.reports.limit), (Some("x"), Some(4), None));
        assert_eq!(again, "type=ASSAULT&origins=2&contested=1&told_from=2020-12-30&limit=3&document=4");
        for (raw, parameter) in [
            ("origins=0", "origins"),
            ("contested=yes", "contested"),
            ("told_to=x", "told_to"),
            ("orgins=2", "orgins"),
            ("type=WAR", "type"),
        ] {
            assert_eq!(filter(Some(raw), Unknown::Refuse).unwrap_err().parameter, parameter);
        }
    }
}
