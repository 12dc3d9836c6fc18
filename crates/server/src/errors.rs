//! What can go wrong with a request, and how it is told: as a page in the reader's language or as problem+json.

use crate::i18n::Lang;
use crate::pages::{self, Frame};
use crate::params::{self, Fault};
use crate::people::log_in_address;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use marsad_store::{Role, Scope, StoreError};
use serde_json::json;

/// Why a request has no answer.
#[derive(Debug)]
pub enum Failure {
    /// There is nothing at the address.
    NotFound,
    /// The address is there, but only for reading.
    ReadOnly,
    /// A parameter cannot be used.
    Bad(Fault),
    /// A token is asked for, and there is none or no good one.
    NoToken,
    /// The token is good, and not for this.
    Scope(Scope),
    /// Too many requests; so many seconds until there may be another.
    TooOften(u64),
    /// As many exports run as can.
    Busy,
    /// Whoever asks may not do that.
    NotAllowed {
        /// What one has to be.
        needs: Role,
        /// Whether it might help to log in: nobody has, and somebody could.
        log_in: bool,
    },
    /// A form that is none of ours, or an old one.
    Forged,
    /// A body that is larger than any may be.
    TooLarge,
    /// A body that is neither a form nor JSON.
    Media,
    /// A body that cannot be read, or says what cannot be done.
    Body(String),
    /// The store failed, or our own code.
    Broken(String),
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Failure::Bad(fault)
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::BadCursor { .. } => Failure::Bad(Fault::new("after", "error.cursor", Vec::new())),
            StoreError::QueryTooLong { words, max } => {
                let args = vec![("words", words.to_string()), ("max", max.to_string())];
                Failure::Bad(Fault::new("q", "error.words", args))
            }
            StoreError::BadQuery { start, shown, why, help, .. } => {
                let args = vec![("at", (start + 1).to_string()), ("shown", shown), ("why", why), ("help", help)];
                Failure::Bad(Fault::new("q", "error.query", args))
            }
            other => Failure::Broken(other.to_string()),
        }
    }
}

impl From<askama::Error> for Failure {
    fn from(error: askama::Error) -> Self {
        Failure::Broken(error.to_string())
    }
}

impl Failure {
    fn status(&self) -> StatusCode {
        match self {
            Failure::NotFound => StatusCode::NOT_FOUND,
            Failure::ReadOnly => StatusCode::METHOD_NOT_ALLOWED,
            Failure::Bad(_) => StatusCode::BAD_REQUEST,
            Failure::NoToken => StatusCode::UNAUTHORIZED,
            Failure::Scope(_) => StatusCode::FORBIDDEN,
            Failure::TooOften(_) => StatusCode::TOO_MANY_REQUESTS,
            Failure::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Failure::NotAllowed { log_in: true, .. } => StatusCode::UNAUTHORIZED,
            Failure::NotAllowed { .. } | Failure::Forged => StatusCode::FORBIDDEN,
            Failure::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Failure::Media => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Failure::Body(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Failure::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Keys of title and explanation in the catalogue.
    fn keys(&self) -> (&'static str, &'static str) {
        match self {
            Failure::NotFound => ("error.404.title", "error.404.lead"),
            Failure::ReadOnly => ("error.405.title", "error.405.lead"),
            Failure::Bad(_) => ("error.400.title", "error.400.lead"),
            Failure::NoToken => ("error.401.title", "error.401.lead"),
            Failure::Scope(_) => ("error.403.title", "error.403.lead"),
            Failure::TooOften(_) => ("error.429.title", "error.429.lead"),
            Failure::Busy => ("error.503.title", "error.503.lead"),
            Failure::NotAllowed { log_in: true, .. } => ("error.login.title", "error.login.lead"),
            Failure::NotAllowed { .. } => ("error.role.title", "error.role.lead"),
            Failure::Forged => ("error.forged.title", "error.forged.lead"),
            Failure::TooLarge => ("error.413.title", "error.413.lead"),
            Failure::Media => ("error.415.title", "error.415.lead"),
            Failure::Body(_) => ("error.422.title", "error.422.lead"),
            Failure::Broken(_) => ("error.500.title", "error.500.lead"),
        }
    }

    fn log(&self) {
        if let Failure::Broken(why) = self {
            tracing::error!("a request failed: {why}");
        }
    }

    /// The failure as a page.
    #[must_use]
    pub fn page(&self, mut frame: Frame) -> Response {
        self.log();
        let lang = frame.lang;
        if let Failure::NotAllowed { log_in: true, .. } = self {
            let to = [(header::LOCATION, log_in_address(&frame)), (header::CACHE_CONTROL, "no-store".to_owned())];
            return (StatusCode::SEE_OTHER, to).into_response();
        }
        let (title, lead) = self.keys();
        frame.title = lang.t(title).to_owned();
        frame.nav = "";
        frame.json = None;
        let (detail, clear) = match self {
            Failure::Bad(fault) => (Some(fault.message(lang)), Some(without(&frame, fault))),
            Failure::Body(why) => (Some(why.clone()), None),
            Failure::NotAllowed { needs, .. } => {
                let role = lang.code_name("role", needs.as_str());
                (Some(lang.fill_isolated("error.role.needs", &[("role", &role)])), None)
            }
            _ => (None, None),
        };
        let page = pages::ErrorPage { f: frame, lead: lang.t(lead), detail, clear };
        let mut response = pages::render(&page);
        *response.status_mut() = self.status();
        response
    }

    /// The failure as problem+json (RFC 9457).
    #[must_use]
    pub fn problem(&self) -> Response {
        self.log();
        let (title, lead) = self.keys();
        let mut body = json!({
            "type": "about:blank",
            "title": Lang::En.t(title),
            "status": self.status().as_u16(),
            "detail": Lang::En.t(lead),
        });
        if let Failure::Bad(fault) = self {
            body["detail"] = fault.plain().into();
            body["parameter"] = fault.parameter.clone().into();
        }
        if let Failure::Body(why) = self {
            body["detail"] = why.clone().into();
        }
        if let Failure::NotAllowed { needs, .. } = self {
            body["role"] = needs.as_str().into();
        }
        if let Failure::Scope(scope) = self {
            body["scope"] = scope.as_str().into();
        }
        let mut response =
            (self.status(), [(header::CONTENT_TYPE, "application/problem+json")], body.to_string()).into_response();
        let more = match self {
            Failure::NoToken | Failure::NotAllowed { log_in: true, .. } => {
                Some((header::WWW_AUTHENTICATE, "Bearer".to_owned()))
            }
            Failure::TooOften(seconds) => Some((header::RETRY_AFTER, seconds.to_string())),
            Failure::Busy => Some((header::RETRY_AFTER, "10".to_owned())),
            _ => None,
        };
        if let Some((name, value)) = more
            && let Ok(value) = value.parse()
        {
            response.headers_mut().insert(name, value);
        }
        response
    }
}

/// A link that asks the same without the faulty parameter, and its words.
fn without(frame: &Frame, fault: &Fault) -> (String, String) {
    let kept: Vec<(String, String)> = form_urlencoded::parse(frame.query.as_bytes())
        .filter(|(name, _)| *name != fault.parameter)
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    let query: Vec<String> = kept.iter().map(|(n, v)| format!("{}={}", params::encode(n), params::encode(v))).collect();
    let href = format!("/{}{}?{}", frame.lang.code(), frame.path, query.join("&"));
    (href, frame.lang.fill_isolated("error.clear", &[("name", &fault.parameter)]))
}
