//! A person cuts the link between two documents that do not go back to one source; taken back like every decision.

use crate::errors::Failure;
use crate::people::{Answer, Signed, Who};
use crate::state::AppState;
use axum::extract::{Path, State};
use axum::response::Response;
use marsad_store::{Act, Role, StoreError};
use serde::Deserialize;
use serde_json::{Value, json};

/// What the form beside a link sends.
#[derive(Debug, Deserialize)]
pub struct Cut {
    /// The other document.
    other: i64,
    /// Why, in the person's words.
    why: String,
}

async fn cut(state: &AppState, who: &Who, id: &str, what: Cut) -> Result<Value, Failure> {
    who.must(Role::Editor)?;
    let id: i64 = id.parse().map_err(|_| Failure::NotFound)?;
    let events = state.events.clone().ok_or(Failure::NotFound)?;
    let act = Act { who: who.name.to_string(), why: what.why };
    let other = what.other;
    let decided = state.ask(move |_| Ok(events.cut_link(id, other, &act))).await?;
    let decided = decided.map_err(|error| match error {
        StoreError::BadDecision { .. } => Failure::Body(error.to_string()),
        other => other.into(),
    })?;
    let subject = json!({ "documents": [id, other], "decision": decided.id });
    state.audit(who, "link.cut", subject.clone()).await?;
    Ok(subject)
}

/// `POST /{lang}/documents/{id}/cut`.
pub async fn page(
    State(state): State<AppState>,
    who: Who,
    answer: Answer,
    Path((_, id)): Path<(String, String)>,
    Signed(what): Signed<Cut>,
) -> Response {
    let result = cut(&state, &who, &id, what).await;
    answer.of(&format!("/{}/documents/{id}", answer.lang.code()), result)
}

/// `POST /api/documents/{id}/cut`.
pub async fn api(
    State(state): State<AppState>,
    who: Who,
    answer: Answer,
    Path(id): Path<String>,
    Signed(what): Signed<Cut>,
) -> Response {
    let result = cut(&state, &who, &id, what).await;
    answer.of("/", result)
}
