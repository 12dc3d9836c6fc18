//! The own account: who one is here, and another password.

use super::door::asking;
use super::login::compare;
use super::{Answer, Own, Who};
use crate::errors::Failure;
use crate::i18n::Lang;
use crate::pages::{Frame, page, render};
use crate::state::AppState;
use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::http::{StatusCode, header};
use axum::response::Response;
use jiff::Timestamp;
use marsad_store::{SESSION_LONGEST, hash_password, new_token, password_fault, token_hash};
use serde::Deserialize;
use serde_json::json;
use std::time::Instant;

#[derive(Template)]
#[template(path = "account.html")]
struct AccountPage {
    f: Frame,
    role: String,
    /// Whether the password must be changed before anything else.
    first: bool,
    fault: Option<String>,
    done: bool,
}

/// What the form sends.
#[derive(Deserialize)]
pub struct Change {
    old: String,
    new: String,
    again: String,
}

fn filled(state: &AppState, mut f: Frame, who: &Who) -> Result<AccountPage, Failure> {
    if !state.door.is_team() {
        return Err(Failure::NotFound);
    }
    if who.name.is_empty() {
        return Err(Failure::NotAllowed { needs: who.role, log_in: true });
    }
    f.title = f.lang.t("account.title").to_owned();
    let role = f.lang.code_name("role", who.role.as_str());
    Ok(AccountPage { f, role, first: asking().one_time, fault: None, done: false })
}

/// `/{lang}/account`.
pub async fn account(
    State(state): State<AppState>,
    who: Who,
    Path(code): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    let frame = |lang: Lang| Frame::new(lang, "account", "/account", None);
    page(&code, frame, async |f: Frame| {
        Ok(AccountPage { done: query.as_deref() == Some("done"), ..filled(&state, f, &who)? })
    })
    .await
}

/// `POST /{lang}/account`: another password. All sessions of the account end, and this one begins anew.
pub async fn change_password(
    State(state): State<AppState>,
    who: Who,
    answer: Answer,
    Own(change): Own<Change>,
) -> Response {
    match set(&state, &who, &answer, change).await {
        Ok(response) => response,
        Err(failure) => answer.failed(&failure),
    }
}

async fn set(state: &AppState, who: &Who, answer: &Answer, change: Change) -> Result<Response, Failure> {
    let l = answer.lang;
    let page = filled(state, Frame::new(l, "account", "/account", None), who)?;
    let name = who.name.to_string();
    // Somebody at an open session must not guess the password either.
    if let Err(seconds) = state.door.waits.begin(&name, None, Instant::now()) {
        return Ok(told(answer, page, StatusCode::TOO_MANY_REQUESTS, l.count("login.wait", seconds)));
    }
    if !compare(state, &name, change.old.clone()).await? {
        return Ok(told(answer, page, StatusCode::FORBIDDEN, l.t("password.old_wrong").to_owned()));
    }
    state.door.waits.good(&name, None);
    let fault = match password_fault(&change.new, &name) {
        Some(fault) => Some(l.code_name("password", fault)),
        None if change.new != change.again => Some(l.t("password.differ").to_owned()),
        None if change.new == change.old => Some(l.t("password.as_before").to_owned()),
        None => None,
    };
    if let Some(fault) = fault {
        return Ok(told(answer, page, StatusCode::UNPROCESSABLE_ENTITY, fault));
    }
    let token = new_token().map_err(|e| Failure::Broken(e.to_string()))?;
    let (whose, hash) = (name.clone(), token_hash(&token));
    let place = state.door.comparing.acquire().await.map_err(|e| Failure::Broken(e.to_string()))?;
    let new = change.new;
    state
        .with_people(move |people| {
            people.set_password(&whose, &hash_password(&new)?, false)?;
            people.open_session(&whose, &hash, Timestamp::now())
        })
        .await?;
    drop(place);
    state.audit(who, "person.password", json!({ "name": name })).await?;
    let mut response = match answer.json {
        true => answer.done("/", json!({ "name": name })),
        false => answer.go(&format!("/{}/account?done", l.code())),
    };
    let cookie = state.door.cookie(state.door.session_cookie(), &token, SESSION_LONGEST.as_secs());
    response.headers_mut().extend(cookie.map(|c| (header::SET_COOKIE, c)));
    Ok(response)
}

/// The form again, with what is wrong.
fn told(answer: &Answer, mut page: AccountPage, status: StatusCode, fault: String) -> Response {
    if answer.json {
        return Failure::Body(fault).problem();
    }
    page.fault = Some(fault);
    let mut response = render(&page);
    *response.status_mut() = status;
    response
}
