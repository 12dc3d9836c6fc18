//! What every request shares, and the ways to the store.

use crate::errors::Failure;
use crate::guard::Rates;
use crate::i18n::Lang;
use crate::people::Door;
use crate::review::Known;
use crate::{Names, Places};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use marsad_store::{Changes, EventStore, Explore, Ledger, Outlets, Reviews, Store, StoreError, Tokens, Upkeep};
use std::sync::Arc;
use tokio::sync::Semaphore;

/// Shared by all requests; cheap to clone.
#[derive(Clone)]
pub struct AppState {
    /// The observatory's memory.
    pub store: Arc<dyn Store>,
    /// The same with its dossiers, where it has them.
    pub dossiers: Option<Arc<dyn Upkeep>>,
    /// Arabic names for the Arabic pages.
    pub names: Names,
    /// Which governorate a place lies in.
    pub places: Arc<Places>,
    /// The store's answers in time and space, where it gives them.
    pub explore: Option<Arc<dyn Explore>>,
    /// The collector's ledger, where there is one.
    pub ledger: Option<Arc<dyn Ledger>>,
    /// Events and origins, where the store has them.
    pub events: Option<Arc<dyn EventStore>>,
    /// Host names that requests may be for, in lower case; empty for any.
    pub hosts: Arc<[String]>,
    /// Reviews, where the store has them.
    pub reviews: Option<Arc<dyn Reviews>>,
    /// Who and where a coder can choose.
    pub known: Option<Known>,
    /// How far queues have come.
    pub progress: Arc<crate::review::progress::Remembered>,
    /// What is noted of outlets, where the store has it.
    pub outlets: Option<Arc<dyn Outlets>>,
    /// A map of the user's own.
    pub basemap: Option<Arc<crate::Basemap>>,
    /// The watches, where there are any.
    pub watches: Option<crate::watches::Watches>,
    /// The feed of changes, where the store has one.
    pub changes: Option<Arc<dyn Changes>>,
    /// The tokens that the API asks for; none where anybody may ask.
    pub tokens: Option<Arc<dyn Tokens>>,
    /// How often each caller may ask the API.
    pub rates: Arc<Rates>,
    /// Places for exports that run at once.
    pub exports: Arc<Semaphore>,
    /// The address under which readers see the server, where it is known.
    pub address: Option<Arc<str>>,
    /// Where the lexicon is changed, where it can be.
    pub desk: Option<Arc<marsad_edit::Desk>>,
    /// Who may come in, and what is known of them.
    pub door: Arc<Door>,
}

impl AppState {
    /// The address under which this request sees the server.
    #[must_use]
    pub fn address_of(&self, headers: &HeaderMap) -> Option<String> {
        let plain = |host: &str| host.bytes().all(|b| b.is_ascii_alphanumeric() || b".-:[]".contains(&b));
        self.address.as_deref().map(str::to_owned).or_else(|| {
            let host = headers.get(header::HOST).and_then(|h| h.to_str().ok()).filter(|h| plain(h));
            host.map(|host| format!("http://{host}"))
        })
    }

    /// Asks the store off the async threads: its calls block.
    ///
    /// # Errors
    /// What the store says, or that its thread broke.
    pub async fn ask<T, F>(&self, question: F) -> Result<T, Failure>
    where
        T: Send + 'static,
        F: FnOnce(&dyn Store) -> Result<T, StoreError> + Send + 'static,
    {
        let store = Arc::clone(&self.store);
        match tokio::task::spawn_blocking(move || question(store.as_ref())).await {
            Ok(answer) => answer.map_err(Failure::from),
            Err(broken) => Err(Failure::Broken(broken.to_string())),
        }
    }
}

impl AppState {
    /// Asks the whole store, as [`AppState::ask`] does.
    ///
    /// # Errors
    /// [`Failure::NotFound`] where there is none; what the store says, or that its thread broke.
    pub async fn whole<T, F>(&self, question: F) -> Result<T, Failure>
    where
        T: Send + 'static,
        F: FnOnce(&dyn Upkeep) -> Result<T, StoreError> + Send + 'static,
    {
        let store = self.dossiers.clone().ok_or(Failure::NotFound)?;
        match tokio::task::spawn_blocking(move || question(store.as_ref())).await {
            Ok(answer) => answer.map_err(Failure::from),
            Err(broken) => Err(Failure::Broken(broken.to_string())),
        }
    }
}

/// The language that the headers of a request ask for.
#[must_use]
pub fn preferred(headers: &HeaderMap) -> Lang {
    let text = |name| headers.get(name).and_then(|v: &axum::http::HeaderValue| v.to_str().ok());
    Lang::negotiate(text(header::COOKIE), text(header::ACCEPT_LANGUAGE))
}

/// Refuses requests for other host names, where names are set.
pub async fn check_host(State(state): State<AppState>, request: Request, next: Next) -> Response {
    if state.hosts.is_empty() {
        return next.run(request).await;
    }
    let named = request.headers().get(header::HOST).and_then(|h| h.to_str().ok()).or(request.uri().host());
    let host = named.map(|h| without_port(h).to_ascii_lowercase());
    if host.is_some_and(|h| state.hosts.contains(&h)) {
        return next.run(request).await;
    }
    let lang = preferred(request.headers());
    (StatusCode::MISDIRECTED_REQUEST, lang.t("error.host").to_owned()).into_response()
}

/// A host header without its port; an IPv6 address keeps its brackets.
fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    }
}

#[cfg(test)]
mod tests {
    use super::without_port;

    #[test]
    fn ports_go_and_addresses_stay() {
        assert_eq!(without_port("localhost:8745"), "localhost");
        assert_eq!(without_port("[::1]:80"), "[::1]");
        assert_eq!(without_port("[::1]"), "[::1]");
        assert_eq!(without_port("example.org"), "example.org");
    }
}
