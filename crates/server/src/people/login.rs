//! Logging in and out.

use super::door::{asking, cookie, origin_of};
use super::{Answer, Own, Who};
use crate::errors::Failure;
use crate::i18n::Lang;
use crate::pages::{Frame, page, render};
use crate::params;
use crate::state::AppState;
use askama::Template;
use axum::extract::{ConnectInfo, Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use marsad_store::{Role, SESSION_LONGEST, account_name, check_password, new_token, token_hash};
use serde::Deserialize;
use serde_json::json;
use std::net::SocketAddr;
use std::time::Instant;

#[derive(Template)]
#[template(path = "login.html")]
struct LoginPage {
    f: Frame,
    /// Where to go then.
    to: String,
    /// What was written as the name.
    name: String,
    /// What is wrong.
    fault: Option<String>,
}

/// What the form sends.
#[derive(Deserialize)]
pub struct Login {
    name: String,
    password: String,
    #[serde(default)]
    to: String,
}

/// `/{lang}/login`: the form.
pub async fn log_in_page(
    State(state): State<AppState>,
    who: Who,
    Path(code): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    let frame = |lang: Lang| Frame::new(lang, "login", "/login", query.clone());
    let to = target(query.as_deref());
    if !who.name.is_empty() && state.door.is_team() {
        let lang = Lang::from_code(&code).unwrap_or(Lang::En);
        return (StatusCode::SEE_OTHER, [(header::LOCATION, here(&to, lang))]).into_response();
    }
    page(&code, frame, async |mut f: Frame| {
        if !state.door.is_team() {
            return Err(Failure::NotFound);
        }
        f.title = f.lang.t("login.title").to_owned();
        Ok(LoginPage { f, to, name: String::new(), fault: None })
    })
    .await
}

/// Where the address says to go after the log-in; empty where it says nothing, or somewhere else than here.
fn target(query: Option<&str>) -> String {
    let mut pairs = form_urlencoded::parse(query.unwrap_or("").as_bytes());
    let to = pairs.find(|(name, _)| name == "to").map(|(_, value)| value.into_owned());
    to.filter(|to| super::answer::is_path(to)).unwrap_or_default()
}

/// The address to go to.
fn here(to: &str, lang: Lang) -> String {
    if super::answer::is_path(to) { to.to_owned() } else { format!("/{}/", lang.code()) }
}

/// `POST /{lang}/login`.
pub async fn log_in(
    State(state): State<AppState>,
    peer: Option<axum::Extension<ConnectInfo<SocketAddr>>>,
    headers: HeaderMap,
    answer: Answer,
    Own(login): Own<Login>,
) -> Response {
    if !state.door.is_team() {
        return answer.failed(&Failure::NotFound);
    }
    let from = origin_of(&state.door, peer.map(|p| p.0.0.ip()), &headers);
    // A name that none has is as good as one that nobody has.
    let name = account_name(&login.name).unwrap_or_else(|_| "?".into());
    let again = |status, fault: String| wrong(&answer, &login, status, fault);
    if let Err(seconds) = state.door.waits.begin(&name, from, Instant::now()) {
        if answer.json {
            return Failure::TooOften(seconds).problem();
        }
        let mut response = again(StatusCode::TOO_MANY_REQUESTS, answer.lang.count("login.wait", seconds));
        if let Ok(value) = seconds.to_string().parse() {
            response.headers_mut().insert(header::RETRY_AFTER, value);
        }
        return response;
    }
    match compare(&state, &name, login.password.clone()).await {
        Err(failure) => answer.failed(&failure),
        Ok(false) => {
            tracing::info!("a log-in failed");
            match answer.json {
                true => Failure::NotAllowed { needs: Role::Reader, log_in: true }.problem(),
                false => again(StatusCode::FORBIDDEN, answer.lang.t("login.wrong").to_owned()),
            }
        }
        Ok(true) => {
            state.door.waits.good(&name, from);
            match begin(&state, &headers, &name).await {
                Err(failure) => answer.failed(&failure),
                Ok(token) => {
                    let value = json!({ "name": name });
                    let mut response =
                        if answer.json { answer.done("/", value) } else { answer.go(&here(&login.to, answer.lang)) };
                    let cookie = state.door.cookie(state.door.session_cookie(), &token, SESSION_LONGEST.as_secs());
                    response.headers_mut().extend(cookie.map(|c| (header::SET_COOKIE, c)));
                    response
                }
            }
        }
    }
}

/// The form again, with what was wrong.
fn wrong(answer: &Answer, login: &Login, status: StatusCode, fault: String) -> Response {
    let mut f = Frame::new(answer.lang, "login", "/login", None);
    f.title = f.lang.t("login.title").to_owned();
    let to = if super::answer::is_path(&login.to) { login.to.clone() } else { String::new() };
    let name = login.name.chars().take(64).collect();
    let mut response = render(&LoginPage { f, to, name, fault: Some(fault) });
    *response.status_mut() = status;
    response
}

/// Whether this is the password of somebody who may log in. It takes as long for a name that nobody has.
pub(super) async fn compare(state: &AppState, name: &str, password: String) -> Result<bool, Failure> {
    let place = state.door.comparing.acquire().await.map_err(|e| Failure::Broken(e.to_string()))?;
    let name = name.to_owned();
    let good = state
        .with_people(move |people| {
            let known = people.credentials(&name)?;
            let fits = check_password(known.as_ref().map(|k| k.password.as_str()), &password);
            Ok(fits && known.is_some_and(|k| !k.disabled))
        })
        .await;
    drop(place);
    good
}

/// Begins a session with a token of its own, whatever token the browser came with; that one ends.
async fn begin(state: &AppState, headers: &HeaderMap, name: &str) -> Result<String, Failure> {
    let token = new_token().map_err(|e| Failure::Broken(e.to_string()))?;
    let old = cookie(headers, state.door.session_cookie()).map(token_hash);
    let (hash, whose) = (token_hash(&token), name.to_owned());
    let begun = state
        .with_people(move |people| {
            if let Some(old) = old {
                people.end_session(&old)?;
            }
            people.open_session(&whose, &hash, Timestamp::now())
        })
        .await?;
    if !begun {
        // Kept out in the very moment.
        return Err(Failure::NotAllowed { needs: Role::Reader, log_in: true });
    }
    let who = Who { name: name.into(), role: Role::Reader };
    state.audit(&who, "session.begin", json!({})).await?;
    Ok(token)
}

#[derive(Template)]
#[template(path = "logout.html")]
struct LogoutPage {
    f: Frame,
}

/// `/{lang}/logout`: asks whether, for whoever comes by an address; a form does it.
pub async fn log_out_page(State(state): State<AppState>, Path(code): Path<String>) -> Response {
    let frame = |lang: Lang| Frame::new(lang, "logout", "/logout", None);
    page(&code, frame, async |mut f: Frame| {
        if !state.door.is_team() || f.who.name.is_empty() {
            return Err(Failure::NotFound);
        }
        f.title = f.lang.t("logout.button").to_owned();
        Ok(LogoutPage { f })
    })
    .await
}

/// `POST /{lang}/logout`.
pub async fn log_out(
    State(state): State<AppState>,
    who: Who,
    answer: Answer,
    Own(_): Own<serde_json::Map<String, serde_json::Value>>,
) -> Response {
    let result = async {
        let Some(session) = asking().session else { return Ok(()) };
        state.with_people(move |people| people.end_session(&session)).await?;
        state.audit(&who, "session.end", json!({})).await
    };
    if let Err(failure) = result.await {
        return answer.failed(&failure);
    }
    let mut response =
        if answer.json { answer.done("/", json!({})) } else { answer.go(&format!("/{}/login", answer.lang.code())) };
    let gone = state.door.cookie(state.door.session_cookie(), "", 0);
    response.headers_mut().extend(gone.map(|c| (header::SET_COOKIE, c)));
    if state.door.is_https() {
        // Pages of the session that the browser still has.
        let all = header::HeaderValue::from_static("\"cache\"");
        response.headers_mut().insert(header::HeaderName::from_static("clear-site-data"), all);
    }
    response
}

/// The address of the log-in that leads back.
#[must_use]
pub fn log_in_address(frame: &Frame) -> String {
    let back = frame.in_language(frame.lang);
    match frame.path.as_str() {
        "/" | "/login" | "/logout" => format!("/{}/login", frame.lang.code()),
        _ => format!("/{}/login?to={}", frame.lang.code(), params::encode(&back)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_the_log_in_one_stays_here() {
        assert_eq!(target(Some("to=%2Fen%2Fexplore%3Fq%3Da")), "/en/explore?q=a");
        for elsewhere in ["to=http://evil.example", "to=//evil.example", "to=%2F%5Cevil.example", "x=1", ""] {
            assert_eq!(target(Some(elsewhere)), "", "{elsewhere}");
        }
        assert_eq!(here("//evil.example", Lang::Ar), "/ar/");
    }

    #[test]
    fn the_way_to_the_log_in_leads_back() {
        let frame = Frame::new(Lang::En, "", "/explore", Some("q=a&view=map".into()));
        assert_eq!(log_in_address(&frame), "/en/login?to=%2Fen%2Fexplore%3Fq%3Da%26view%3Dmap");
    }
}
