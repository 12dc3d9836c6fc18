//! Who may ask the API and how often: tokens with scopes, and a bucket of requests for every caller.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::header;
use axum::middleware::Next;
use axum::response::Response;
use marsad_export::Format;
use marsad_store::{Role, Scope, token_hash};

use crate::errors::Failure;
use crate::people::{Asking, Who};
use crate::state::AppState;

/// Most callers that are remembered; the fullest buckets are forgotten first, which costs nobody anything.
const MOST_CALLERS: usize = 10_000;

/// One bucket for every caller: it holds a minute's requests and fills evenly.
#[derive(Debug)]
pub struct Rates {
    each_minute: f64,
    buckets: Mutex<HashMap<String, (f64, Instant)>>,
}

impl Rates {
    /// So many requests a minute for each caller; 0 for any number.
    #[must_use]
    pub fn new(each_minute: u32) -> Self {
        Self { each_minute: f64::from(each_minute), buckets: Mutex::default() }
    }

    /// Takes one request out of a caller's bucket. Seconds to wait where it is empty.
    ///
    /// # Errors
    /// The whole seconds until there is one again.
    pub fn take(&self, caller: &str, now: Instant) -> Result<(), u64> {
        if self.each_minute == 0.0 {
            return Ok(());
        }
        let each_second = self.each_minute / 60.0;
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        let filled = |(held, since): (f64, Instant)| {
            (held + now.saturating_duration_since(since).as_secs_f64() * each_second).min(self.each_minute)
        };
        if buckets.len() >= MOST_CALLERS && !buckets.contains_key(caller) {
            buckets.retain(|_, bucket| filled(*bucket) < self.each_minute);
            if buckets.len() >= MOST_CALLERS {
                buckets.clear();
            }
        }
        let held = buckets.get(caller).map_or(self.each_minute, |bucket| filled(*bucket));
        if held < 1.0 {
            buckets.insert(caller.to_owned(), (held, now));
            return Err(((1.0 - held) / each_second).ceil().max(1.0) as u64);
        }
        buckets.insert(caller.to_owned(), (held - 1.0, now));
        Ok(())
    }
}

/// The scope that an address asks for; none for what is no data. Where people log in, a feed for feed readers is data too: they
/// cannot log in.
pub fn scope(path: &str, team: bool) -> Option<Scope> {
    let of = |rows: &str| path.rsplit_once(rows).is_some_and(|(_, name)| Format::named(name).is_some());
    let export = of("/reports.") || of("/events.");
    match path.strip_prefix("/api/") {
        Some("openapi.json") => None,
        Some("changes") => Some(Scope::Changes),
        _ if export => Some(Scope::Export),
        Some(_) => Some(Scope::Read),
        None if team && path.ends_with(".rss") => Some(Scope::Read),
        None => None,
    }
}

/// Lets a request to the API pass, or says why not.
pub async fn guard(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let guests = state.door.guests();
    let Some(scope) = scope(request.uri().path(), guests.is_some()) else { return next.run(request).await };
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    // Whoever has logged in needs no token.
    let session = request.extensions().get::<Asking>().filter(|asking| asking.session.is_some());
    let person = session.map(|asking| format!("person {}", asking.who.name));
    let bearer = request.headers().get(header::AUTHORIZATION).and_then(|v| v.to_str().ok());
    let token = bearer.and_then(|v| v.split_once(' ')).filter(|(kind, _)| kind.eq_ignore_ascii_case("bearer"));
    let token = token.map(|(_, token)| token_hash(token.trim()));
    // Guessing costs as many requests as anything else.
    let refused = || match state.rates.take(&address(peer), Instant::now()) {
        Ok(()) => Failure::NoToken.problem(),
        Err(seconds) => Failure::TooOften(seconds).problem(),
    };
    let caller = match (person, state.tokens.clone(), token) {
        (Some(person), _, _) => person,
        (None, None, _) if guests != Some(false) => address(peer),
        (None, Some(_), None) if guests == Some(true) => address(peer),
        (None, Some(tokens), Some(hash)) => match tokio::task::spawn_blocking(move || tokens.token(&hash)).await {
            Ok(Ok(Some(row))) if row.scopes.contains(&scope) => {
                let who = Who { name: format!("token {}", row.name).into(), role: Role::Reader };
                if let Some(asking) = request.extensions_mut().get_mut::<Asking>() {
                    asking.who = who;
                }
                format!("token {}", row.id)
            }
            Ok(Ok(Some(_))) => return Failure::Scope(scope).problem(),
            Ok(Ok(None)) => return refused(),
            Ok(Err(error)) => return Failure::from(error).problem(),
            Err(broken) => return Failure::Broken(broken.to_string()).problem(),
        },
        (None, ..) => return refused(),
    };
    match state.rates.take(&caller, Instant::now()) {
        Ok(()) => next.run(request).await,
        Err(seconds) => Failure::TooOften(seconds).problem(),
    }
}

/// A caller without a token is known by the address; of IPv6 by the network, of which a household has a whole one.
fn address(peer: Option<IpAddr>) -> String {
    match peer {
        Some(IpAddr::V6(ip)) if ip.to_ipv4_mapped().is_none() => format!("{:x?}", &ip.segments()[..4]),
        Some(ip) => ip.to_string(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_bucket_holds_a_minute_and_fills_evenly() {
        let rates = Rates::new(60);
        let now = Instant::now();
        assert!((0..60).all(|_| rates.take("a", now).is_ok()));
        assert_eq!(rates.take("a", now), Err(1));
        assert_eq!(rates.take("b", now), Ok(()), "others have their own");
        assert_eq!(rates.take("a", now + Duration::from_secs(2)), Ok(()));
        assert_eq!(rates.take("a", now + Duration::from_secs(2)), Ok(()));
        assert_eq!(rates.take("a", now + Duration::from_secs(2)), Err(1));
        assert!((0..1000).all(|_| Rates::new(0).take("a", now).is_ok()));
    }

    #[test]
    fn the_callers_that_are_remembered_are_bounded() {
        let rates = Rates::new(1);
        let now = Instant::now();
        for n in 0..MOST_CALLERS + 10 {
            let _ = rates.take(&n.to_string(), now);
        }
        assert!(rates.buckets.lock().unwrap().len() <= MOST_CALLERS);
    }

    #[test]
    fn addresses_ask_for_their_scopes() {
        assert_eq!(scope("/api/reports", false), Some(Scope::Read));
        assert_eq!(scope("/api/reports.csv", false), Some(Scope::Export));
        assert_eq!(scope("/en/reports.parquet", false), Some(Scope::Export));
        assert_eq!(scope("/api/events.geojson", false), Some(Scope::Export));
        assert_eq!(scope("/api/changes", false), Some(Scope::Changes));
        assert_eq!(scope("/api/openapi.json", false), None);
        assert_eq!(scope("/en/reports.nothing", false), None);
        assert_eq!(scope("/en/", false), None);
        assert_eq!(scope("/en/alarms.rss", false), None);
        assert_eq!(scope("/en/alarms.rss", true), Some(Scope::Read));
    }
}
