//! The door: every request passes it, and behind it is known who asks.

use super::Who;
use super::waits::Waits;
use crate::errors::Failure;
use crate::guard;
use crate::i18n::Lang;
use crate::pages::Frame;
use crate::state::{AppState, preferred};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use marsad_store::{People, Role, new_token, page_token, token_hash};
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use tokio::sync::Semaphore;

/// Most passwords that are compared at once: each takes a core and 19 MiB for a moment.
const COMPARED: usize = 2;

/// Who may do what on a server.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Access {
    /// Anybody reads, nobody writes.
    #[default]
    Reading,
    /// One person at this machine, who may do everything and has this name in the log.
    Alone {
        /// The name.
        name: Arc<str>,
    },
    /// People with accounts.
    Team {
        /// Whether those without may read.
        guests: bool,
    },
}

impl Access {
    /// One person at this machine, called `local`.
    #[must_use]
    pub fn local() -> Self {
        Self::Alone { name: "local".into() }
    }
}

/// What the door knows.
pub struct Door {
    pub(super) access: Access,
    pub(super) people: Option<Arc<dyn People>>,
    /// Whether readers come by https, so that cookies go no other way.
    pub(super) https: bool,
    /// Whether a proxy on this machine stands before the server and says who comes.
    pub(super) behind: bool,
    /// What the pages of the one person carry.
    token: Arc<str>,
    pub(super) waits: Waits,
    pub(super) comparing: Semaphore,
}

impl Door {
    /// The door of a server that readers see under `address`, if it is known.
    #[must_use]
    pub fn new(access: Access, people: Option<Arc<dyn People>>, address: Option<&str>) -> Self {
        // Without chance no token: then nobody can write, and reading goes on.
        let token = match &access {
            Access::Alone { .. } => new_token().map(|token| page_token(&token)).unwrap_or_default(),
            _ => String::new(),
        };
        Self {
            access,
            people,
            https: address.is_some_and(|a| a.starts_with("https://")),
            behind: address.is_some(),
            token: token.into(),
            waits: Waits::default(),
            comparing: Semaphore::new(COMPARED),
        }
    }

    /// Whether people log in here.
    #[must_use]
    pub fn is_team(&self) -> bool {
        matches!(self.access, Access::Team { .. })
    }

    /// Whether a program without a token may ask the API; none where that is not the door's business.
    #[must_use]
    pub fn guests(&self) -> Option<bool> {
        match self.access {
            Access::Team { guests } => Some(guests),
            _ => None,
        }
    }

    /// Whether readers come by https.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.https
    }

    /// The name of the cookie that holds a session; over https one that no other host and no other way can set.
    pub(super) fn session_cookie(&self) -> &'static str {
        if self.https { "__Host-marsad" } else { "marsad_session" }
    }

    /// The same of whoever is about to log in.
    fn guest_cookie(&self) -> &'static str {
        if self.https { "__Host-marsad-guest" } else { "marsad_guest" }
    }

    /// A cookie as a header; with an empty value one that takes the cookie away.
    pub(super) fn cookie(&self, name: &str, value: &str, seconds: i64) -> Option<HeaderValue> {
        let secure = if self.https { "; Secure" } else { "" };
        let age = if value.is_empty() { 0 } else { seconds };
        format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={age}{secure}").parse().ok()
    }
}

/// What is known of a request behind the door.
#[derive(Debug, Clone)]
pub struct Asking {
    /// Who asks.
    pub who: Who,
    /// What a form has to carry to be one of ours; empty where nobody can write.
    pub csrf: Arc<str>,
    /// Whether people log in here.
    pub team: bool,
    /// The hash of the session's token, where there is a session.
    pub session: Option<Arc<str>>,
    /// Whether the password is of somebody else's making and must be changed first.
    pub one_time: bool,
}

impl Asking {
    fn new(who: Who) -> Self {
        Self { who, csrf: "".into(), team: false, session: None, one_time: false }
    }
}

impl Default for Asking {
    fn default() -> Self {
        Self::new(Who::public())
    }
}

tokio::task_local! {
    static ASKING: Asking;
}

/// What is known of the request that is being answered, for the frame of its page.
#[must_use]
pub fn asking() -> Asking {
    ASKING.try_with(Clone::clone).unwrap_or_default()
}

/// Finds out who asks, and lets in who may come in.
pub async fn know(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let door = Arc::clone(&state.door);
    let path = request.uri().path();
    if path.starts_with("/assets/") {
        return next.run(request).await;
    }
    let mut begun = None;
    let asking = match &door.access {
        Access::Reading => Asking::default(),
        Access::Alone { .. } if from_elsewhere(&request) => Asking::default(),
        Access::Alone { name } => {
            Asking { csrf: Arc::clone(&door.token), ..Asking::new(Who { name: Arc::clone(name), role: Role::Admin }) }
        }
        Access::Team { guests } => match member(&state, request.headers()).await {
            Err(failure) => return refuse(&request, &failure, Asking::new(Who::guest())),
            Ok(Some(asking)) => {
                if asking.one_time && !["account", "logout"].contains(&place(path)) {
                    return change_first(&request, asking);
                }
                asking
            }
            Ok(None) => {
                let mut asking = Asking { team: true, ..Asking::new(Who::guest()) };
                let known = cookie(request.headers(), door.guest_cookie()).map(str::to_owned);
                if known.is_none() && place(path) == "login" {
                    begun = new_token().ok();
                }
                asking.csrf = known.or_else(|| begun.clone()).map(|t| page_token(&t)).unwrap_or_default().into();
                // The guard asks whoever wants data for a token; pages want a log-in.
                let outside = *guests || path == "/" || ["login", "logout"].contains(&place(path));
                if !outside && guard::scope(path, true).is_none() && path != "/api/openapi.json" {
                    let failure = Failure::NotAllowed { needs: Role::Reader, log_in: true };
                    return refuse(&request, &failure, asking);
                }
                asking
            }
        },
    };
    let keep = !asking.csrf.is_empty() || asking.session.is_some();
    request.extensions_mut().insert(asking.clone());
    let mut response = ASKING.scope(asking, next.run(request)).await;
    let headers = response.headers_mut();
    if door.is_team() {
        headers.append(header::VARY, HeaderValue::from_static("Cookie"));
    }
    let page = headers.get(header::CONTENT_TYPE).is_some_and(|v| v.as_bytes().starts_with(b"text/html"));
    if keep && (page || door.is_team()) {
        // A page that carries a token, or what only some may read, stays in no cache.
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if let Some(cookie) = begun.and_then(|token| door.cookie(door.guest_cookie(), &token, 3600)) {
        headers.append(header::SET_COOKIE, cookie);
    }
    response
}

/// Whose session a request comes with.
async fn member(state: &AppState, headers: &HeaderMap) -> Result<Option<Asking>, Failure> {
    let Some(token) = cookie(headers, state.door.session_cookie()) else { return Ok(None) };
    let (hash, csrf) = (token_hash(token), page_token(token));
    let asked = hash.clone();
    let person = state.with_people(move |people| people.session(&asked, Timestamp::now())).await?;
    Ok(person.map(|person| {
        let who = Who { name: person.name.into(), role: person.role };
        Asking { who, csrf: csrf.into(), team: true, session: Some(hash.into()), one_time: person.one_time }
    }))
}

/// Says why a request goes no further.
fn refuse(request: &Request, failure: &Failure, asking: Asking) -> Response {
    let media = request.headers().get(header::CONTENT_TYPE).map(HeaderValue::as_bytes);
    if is_data(request.uri().path()) || media.is_some_and(|media| media.starts_with(b"application/json")) {
        return failure.problem();
    }
    let frame = || frame_of(request.uri().path(), request.uri().query(), request.headers());
    ASKING.sync_scope(asking, || failure.page(frame()))
}

/// Leads whoever has a password of somebody else's making to where it is changed.
fn change_first(request: &Request, asking: Asking) -> Response {
    if is_data(request.uri().path()) {
        let failure = Failure::NotAllowed { needs: Role::Reader, log_in: false };
        return refuse(request, &failure, asking);
    }
    let lang = frame_of(request.uri().path(), None, request.headers()).lang;
    (StatusCode::SEE_OTHER, [(header::LOCATION, format!("/{}/account", lang.code()))]).into_response()
}

/// The frame of a page that is not reached.
pub(super) fn frame_of(path: &str, query: Option<&str>, headers: &HeaderMap) -> Frame {
    let mut parts = path.splitn(3, '/').skip(1);
    let lang = parts.next().and_then(Lang::from_code);
    let rest = if lang.is_some() { parts.next().unwrap_or("") } else { "" };
    Frame::new(lang.unwrap_or_else(|| preferred(headers)), "", &format!("/{rest}"), query.map(str::to_owned))
}

/// Whether an address gives data to programs.
pub(super) fn is_data(path: &str) -> bool {
    path.starts_with("/api/") || guard::scope(path, true).is_some()
}

/// The part of a page's address after the language.
fn place(path: &str) -> &str {
    let mut parts = path.split('/').skip(1);
    match (parts.next().and_then(Lang::from_code), parts.next(), parts.next()) {
        (Some(_), Some(place), None) => place,
        _ => "",
    }
}

/// Whether a request comes from another machine, or through a proxy that may have it from anywhere: then it is not the one
/// person at this machine.
fn from_elsewhere(request: &Request) -> bool {
    const PROXY: [HeaderName; 2] = [header::FORWARDED, header::VIA];
    let headers = request.headers();
    let passed = PROXY.iter().any(|name| headers.contains_key(name)) || headers.contains_key("x-forwarded-for");
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    passed || peer.is_some_and(|ip| !ip.to_canonical().is_loopback())
}

/// Where a request comes from. Behind a proxy on this machine, what the proxy says of it.
pub(super) fn origin_of(door: &Door, peer: Option<IpAddr>, headers: &HeaderMap) -> Option<IpAddr> {
    let peer = peer.map(|ip| ip.to_canonical());
    if !door.behind || !peer.is_some_and(|ip| ip.is_loopback()) {
        return peer;
    }
    // The last one is the proxy's own word; those before it are anybody's.
    let told = headers.get_all("x-forwarded-for").iter().next_back().and_then(|v| v.to_str().ok());
    told.and_then(|v| v.rsplit(',').next()).and_then(|v| v.trim().parse().ok()).or(peer)
}

/// The value of a cookie.
pub(super) fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|v| v.to_str().ok());
    let mut pairs = all.flat_map(|v| v.split(';')).filter_map(|pair| pair.split_once('='));
    pairs.find(|(key, _)| key.trim() == name).map(|(_, value)| value.trim()).filter(|v| v.len() <= 200 && !v.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(k, v)| (HeaderName::from_static(k), HeaderValue::from_static(v))).collect()
    }

    #[test]
    fn cookies_are_found_by_their_whole_name() {
        let h = headers(&[("cookie", "xmarsad_session=1; marsad_session=abc; b=2")]);
        assert_eq!(cookie(&h, "marsad_session"), Some("abc"));
        assert_eq!(cookie(&h, "session"), None);
        assert_eq!(cookie(&headers(&[("cookie", "marsad_session=")]), "marsad_session"), None);
    }

    #[test]
    fn only_a_proxy_of_ours_says_where_a_request_comes_from() {
        let with = |address| Door::new(Access::Team { guests: false }, None, address);
        let told = headers(&[("x-forwarded-for", "198.51.100.7, 203.0.113.9")]);
        let here: Option<IpAddr> = Some("127.0.0.1".parse().unwrap());
        let there: Option<IpAddr> = Some("192.0.2.1".parse().unwrap());
        assert_eq!(origin_of(&with(Some("https://record.example")), here, &told), "203.0.113.9".parse().ok());
        assert_eq!(origin_of(&with(Some("https://record.example")), there, &told), there);
        assert_eq!(origin_of(&with(None), here, &told), here);
    }

    #[test]
    fn over_https_a_cookie_goes_no_other_way() {
        let door = Door::new(Access::Team { guests: false }, None, Some("https://record.example"));
        let cookie = door.cookie(door.session_cookie(), "abc", 60).unwrap();
        let cookie = cookie.to_str().unwrap();
        assert!(
            cookie.starts_with("__Host-marsad=abc; Path=/; HttpOnly; SameSite=Lax") && cookie.ends_with("; Secure")
        );
        let plain = Door::new(Access::Team { guests: false }, None, None);
        let cookie = plain.cookie(plain.session_cookie(), "", 60).unwrap();
        assert_eq!(cookie, "marsad_session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
    }
}
