//! Reviews for programs, and names to choose from for the script of the workplace.

use super::act::put;
use super::{now, reviews, until};
use crate::api::answer;
use crate::errors::Failure;
use crate::i18n::Lang;
use crate::params::{self, Fault, Unknown};
use crate::people::{Answer, Signed, Who};
use crate::review::Queue;
use crate::review::known::{Candidate, Of};
use crate::state::AppState;
use axum::Json;
use axum::extract::{Path, RawQuery, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use marsad_store::{NewReview, ReportField, Role, Verdict};
use serde::Deserialize;
use serde_json::json;

/// `/{lang}/review/candidates?of=actor&q=…`.
pub async fn candidates(
    State(state): State<AppState>,
    who: Who,
    Path(code): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    let result = async {
        who.must(Role::Coder)?;
        let lang = Lang::from_code(&code).ok_or(Failure::NotFound)?;
        let (mut of, mut typed) = (Of::Actor, String::new());
        for (name, value) in params::pairs(query.as_deref(), &["of", "q"], Unknown::Refuse)? {
            match name {
                "q" => typed = value,
                _ => {
                    let args = || vec![("value", value.clone()), ("known", "actor, place".to_owned())];
                    of = Of::from_name(&value).ok_or_else(|| Fault::new("of", "error.choice", args()))?;
                }
            }
        }
        let known = state.known.clone().ok_or(Failure::NotFound)?;
        let found: Vec<Candidate> = state.ask(move |_| Ok(known.like(of, &typed, lang))).await?;
        Ok::<_, Failure>(json!({ "candidates": found }))
    };
    match result.await {
        Ok(value) => ([(header::CACHE_CONTROL, "no-store")], Json(value)).into_response(),
        Err(failure) => failure.problem(),
    }
}

/// `/api/review/next?kind=open&order=confidence&…`: takes the first report of a queue for whoever asks, for twenty minutes.
pub async fn next(State(state): State<AppState>, who: Who, RawQuery(raw): RawQuery) -> Response {
    let result = async {
        who.must(Role::Coder)?;
        let queue = Queue::read(raw.as_deref().unwrap_or(""), Unknown::Refuse)?;
        let reviews = reviews(&state)?;
        let me = who.name.to_string();
        state.ask(move |_| reviews.next_review(&queue.ask(&me, &now(), 1), &until())).await
    };
    let found: Result<_, Failure> = result.await;
    answer(found.map(|item| json!({ "item": item })))
}

/// `/api/review/{report}`: everything that a card shows of a report.
pub async fn item(
    State(state): State<AppState>,
    who: Who,
    Path(id): Path<String>,
    RawQuery(raw): RawQuery,
) -> Response {
    let result = async {
        who.must(Role::Coder)?;
        params::pairs(raw.as_deref(), &[], Unknown::Refuse)?;
        let id: i64 = id.parse().map_err(|_| Failure::NotFound)?;
        let reviews = reviews(&state)?;
        let me = who.name.to_string();
        state.ask(move |_| reviews.review_item(id, Some(&me))).await?.ok_or(Failure::NotFound)
    };
    answer(result.await)
}

/// A review as a program sends it; who and when are not the program's to say.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sent {
    document: i64,
    #[serde(default)]
    report: Option<i64>,
    verdict: Verdict,
    #[serde(default)]
    reason: Option<u8>,
    #[serde(default)]
    fields: Vec<ReportField>,
    #[serde(default)]
    changes: Vec<marsad_store::FieldChange>,
    #[serde(default)]
    duplicate_of: Option<i64>,
    #[serde(default)]
    note: Option<String>,
    #[serde(default)]
    seconds: Option<f64>,
    #[serde(default)]
    decides: bool,
}

/// `POST /api/review`: a review.
pub async fn post(State(state): State<AppState>, who: Who, way: Answer, Signed(sent): Signed<Sent>) -> Response {
    let result = async {
        who.must(if sent.decides { Role::Editor } else { Role::Coder })?;
        if sent.verdict == Verdict::Undo {
            let args =
                vec![("value", "undo".to_owned()), ("known", "accept, wrong, not_event, missed, duplicate".into())];
            return Err(Fault::new("verdict", "error.choice", args).into());
        }
        let Sent { document, report, verdict, reason, fields, changes, duplicate_of, note, seconds, decides } = sent;
        let new = NewReview {
            at: now(),
            coder: who.name.to_string(),
            document,
            report,
            verdict,
            reason,
            fields,
            changes,
            duplicate_of,
            note,
            seconds,
            decides,
        };
        put(&state, &who, new).await
    };
    match result.await {
        Ok(outcome) => way.done("/", json!(outcome)),
        Err(failure) => failure.problem(),
    }
}
