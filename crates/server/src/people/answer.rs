//! The answer to whoever wrote something: back to the page for a form, JSON for a program.

use super::door::{frame_of, is_data};
use crate::errors::Failure;
use crate::i18n::Lang;
use crate::pages::Frame;
use axum::Json;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use std::convert::Infallible;

/// How a request that changes something wants to be answered. An extractor; it stands before the body.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The language of the page that was used.
    pub lang: Lang,
    /// Whether a program asks: its body is JSON, or the address is one of the API.
    pub json: bool,
    /// The page that the form stood on, as path and query; none where the browser does not say.
    pub from: Option<String>,
}

impl Answer {
    /// It is done: a form goes back to the page it came from (or to `page`, where that is not known), a program gets `value`.
    #[must_use]
    pub fn done(&self, page: &str, value: Value) -> Response {
        if self.json {
            return ([(header::CACHE_CONTROL, "no-store")], Json(value)).into_response();
        }
        self.go(self.from.as_deref().unwrap_or(page))
    }

    /// A form goes to this page, wherever it came from.
    #[must_use]
    pub fn go(&self, page: &str) -> Response {
        let to = [(header::LOCATION, page), (header::CACHE_CONTROL, "no-store")];
        (StatusCode::SEE_OTHER, to).into_response()
    }

    /// It cannot be done: a page or problem+json says why.
    #[must_use]
    pub fn failed(&self, failure: &Failure) -> Response {
        if self.json {
            return failure.problem();
        }
        let (path, query) = self.from.as_deref().map_or(("/", None), |from| match from.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (from, None),
        });
        let path = path.strip_prefix(&format!("/{}", self.lang.code())).filter(|p| p.starts_with('/')).unwrap_or("/");
        failure.page(Frame::new(self.lang, "", path, query.map(str::to_owned)))
    }

    /// Either of both.
    #[must_use]
    #[allow(dead_code, reason = "for handlers that only do one thing")]
    pub fn of(&self, page: &str, result: Result<Value, Failure>) -> Response {
        match result {
            Ok(value) => self.done(page, value),
            Err(failure) => self.failed(&failure),
        }
    }

    pub(super) fn read(parts: &Parts) -> Self {
        let text = |name| parts.headers.get(name).and_then(|v: &header::HeaderValue| v.to_str().ok());
        let json = text(header::CONTENT_TYPE).is_some_and(|v| v.trim_start().starts_with("application/json"));
        let host = text(header::HOST);
        let from = text(header::REFERER).and_then(|v| v.parse::<Uri>().ok()).and_then(|uri| {
            // Only a page of ours: the browser tells the page of a foreign one as well.
            let ours = uri.authority().is_some_and(|a| Some(a.as_str()) == host);
            ours.then(|| uri.path_and_query().map(|p| p.as_str().to_owned()))?
        });
        let frame = frame_of(parts.uri.path(), None, &parts.headers);
        Self { lang: frame.lang, json: json || is_data(parts.uri.path()), from: from.filter(|f| is_path(f)) }
    }
}

/// Whether something is an address on this server and nothing that a browser takes for one elsewhere.
pub(super) fn is_path(to: &str) -> bool {
    let plain = |b: u8| (0x21..0x7f).contains(&b) && b != b'\\';
    to.starts_with('/') && !to.starts_with("//") && to.len() <= 4000 && to.bytes().all(plain)
}

impl<S: Send + Sync> FromRequestParts<S> for Answer {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::read(parts))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::Request;

    fn answer(referer: &str, media: &str) -> Answer {
        let request = Request::post("/ar/review/1")
            .header(header::HOST, "localhost:8745")
            .header(header::REFERER, referer)
            .header(header::CONTENT_TYPE, media)
            .body(())
            .unwrap();
        Answer::read(&request.into_parts().0)
    }

    #[test]
    fn a_form_goes_back_to_its_page_and_to_no_other_host() {
        let form = "application/x-www-form-urlencoded";
        let ours = answer("http://localhost:8745/ar/review?q=1", form);
        assert_eq!((ours.from.as_deref(), ours.json, ours.lang), (Some("/ar/review?q=1"), false, Lang::Ar));
        let back = ours.done("/ar/", Value::Null);
        assert_eq!(
            (back.status(), &back.headers()[header::LOCATION]),
            (StatusCode::SEE_OTHER, &"/ar/review?q=1".parse().unwrap())
        );
        assert_eq!(answer("http://evil.example/ar/review", form).from, None);
        assert_eq!(answer("nonsense", form).from, None);
        let program = answer("", "application/json");
        assert_eq!(program.done("/ar/", Value::Null).status(), StatusCode::OK);
    }

    #[test]
    fn addresses_elsewhere_are_none_of_ours() {
        assert!(is_path("/en/explore?q=%D9%82&view=map"));
        for bad in ["", "en", "//evil.example", "/\\evil.example", "http://evil.example", "/a\nb", "/قصف"] {
            assert!(!is_path(bad), "{bad:?}");
        }
    }
}
