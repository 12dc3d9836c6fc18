//! Bodies of forms and programs that change something: only from our own pages, only with the page's token.

use super::Answer;
use super::door::Asking;
use crate::errors::Failure;
use crate::state::AppState;
use axum::body::to_bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use marsad_store::Role;
use serde::de::DeserializeOwned;
use subtle::ConstantTimeEq;

/// Largest body, in bytes.
const LARGEST: usize = 1 << 20;
/// The field of a form that holds the page's token.
const FIELD: &str = "csrf";
/// The header of a script's or program's request that does.
const HEADER: &str = "x-csrf";

/// What was sent by somebody who may write (at least [`Role::Coder`]; a handler that wants more asks `who.must(…)` besides), from
/// a page of ours, with the page's token. Urlencoded or JSON, at most 1 MiB. Of a form each field counts once; a handler that wants
/// many values takes JSON, or one field with a line for each.
#[derive(Debug)]
pub struct Signed<T>(pub T);

/// The same from anybody, for what everybody may do: log in, log out, change the own password.
#[derive(Debug)]
pub struct Own<T>(pub T);

/// A request that was not taken.
pub struct Refused {
    failure: Failure,
    answer: Answer,
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        self.answer.failed(&self.failure)
    }
}

impl<T: DeserializeOwned> FromRequest<AppState> for Signed<T> {
    type Rejection = Refused;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Refused> {
        read(request, state, Some(Role::Coder)).await.map(Self)
    }
}

impl<T: DeserializeOwned> FromRequest<AppState> for Own<T> {
    type Rejection = Refused;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Refused> {
        read(request, state, None).await.map(Self)
    }
}

async fn read<T: DeserializeOwned>(request: Request, state: &AppState, least: Option<Role>) -> Result<T, Refused> {
    let (parts, body) = request.into_parts();
    let answer = Answer::read(&parts);
    let asking = parts.extensions.get::<Asking>().cloned().unwrap_or_default();
    let work = async {
        if let Some(role) = least {
            asking.who.must(role)?;
        }
        if !is_ours(&parts.headers, state.address.as_deref()) {
            return Err(Failure::Forged);
        }
        let media = parts.headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or("");
        let media = media.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
        let bytes = to_bytes(body, LARGEST).await.map_err(|_| Failure::TooLarge)?;
        let sent = parts.headers.get(HEADER).and_then(|v| v.to_str().ok());
        match media.as_str() {
            "application/json" => {
                check(sent.unwrap_or(""), &asking)?;
                serde_json::from_slice(&bytes).map_err(|e| Failure::Body(e.to_string()))
            }
            "application/x-www-form-urlencoded" => {
                let mut rest = form_urlencoded::Serializer::new(String::new());
                let mut token = sent.map(str::to_owned);
                for (name, value) in form_urlencoded::parse(&bytes) {
                    match &*name {
                        FIELD => token = token.or(Some(value.into_owned())),
                        _ => {
                            rest.append_pair(&name, &value);
                        }
                    }
                }
                check(token.as_deref().unwrap_or(""), &asking)?;
                serde_urlencoded::from_str(&rest.finish()).map_err(|e| Failure::Body(e.to_string()))
            }
            _ => Err(Failure::Media),
        }
    };
    work.await.map_err(|failure| Refused { failure, answer })
}

/// Compares the token in the same time wherever the first difference is.
fn check(sent: &str, asking: &Asking) -> Result<(), Failure> {
    let good = !asking.csrf.is_empty() && bool::from(sent.as_bytes().ct_eq(asking.csrf.as_bytes()));
    if good { Ok(()) } else { Err(Failure::Forged) }
}

/// Whether a request comes from a page of this server, as far as the browser says. Programs say nothing, and have the token.
fn is_ours(headers: &HeaderMap, address: Option<&str>) -> bool {
    let text = |name: &str| headers.get(name).map(|v| v.to_str().unwrap_or("?"));
    let site = text("sec-fetch-site");
    if !matches!(site, None | Some("same-origin" | "none")) {
        return false;
    }
    match text("origin") {
        None => true,
        // What a browser says for the sake of privacy; then its other word counts.
        Some("null") => site == Some("same-origin"),
        Some(origin) => {
            let host = origin.split_once("://").map(|(_, host)| host);
            address.is_some_and(|a| a.eq_ignore_ascii_case(origin))
                || host.is_some_and(|host| text("host").is_some_and(|h| h.eq_ignore_ascii_case(host)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ours(pairs: &[(&'static str, &'static str)], address: Option<&str>) -> bool {
        let headers: HeaderMap =
            pairs.iter().map(|(k, v)| (k.parse::<header::HeaderName>().unwrap(), v.parse().unwrap())).collect();
        is_ours(&headers, address)
    }

    #[test]
    fn what_comes_from_elsewhere_is_told_apart() {
        let host = ("host", "localhost:8745");
        assert!(ours(&[host], None), "a program");
        assert!(ours(&[host, ("origin", "http://localhost:8745")], None));
        assert!(ours(&[host, ("origin", "null"), ("sec-fetch-site", "same-origin")], None));
        assert!(ours(
            &[("host", "127.0.0.1:8745"), ("origin", "https://record.example")],
            Some("https://record.example")
        ));
        for foreign in [
            &[host, ("origin", "http://evil.example")][..],
            &[host, ("origin", "http://localhost:9000")],
            &[host, ("origin", "null")],
            &[host, ("sec-fetch-site", "cross-site")],
            &[host, ("sec-fetch-site", "same-site"), ("origin", "http://localhost:8745")],
        ] {
            assert!(!ours(foreign, Some("https://record.example")), "{foreign:?}");
        }
    }
}
