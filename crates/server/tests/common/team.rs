//! A server where people log in, and requests to it.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use jiff::Timestamp;
use marsad_server::{Access, Options, Watches, router};
use marsad_store::{
    AuditFilter, EventStore, NewPerson, People, Role, SqliteStore, hash_password, page_token, token_hash,
};
use std::sync::{Arc, LazyLock};
use tower::ServiceExt;

/// The password of everybody here.
pub const PASSWORD: &str = "four plain words here";
static HASH: LazyLock<String> = LazyLock::new(|| hash_password(PASSWORD).unwrap());

/// A server, its store, and what must live as long.
pub struct Team {
    pub store: Arc<SqliteStore>,
    pub app: Router,
    _dir: tempfile::TempDir,
}

/// An answer.
pub struct Told {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Told {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |v| v.to_str().unwrap())
    }

    /// The cookie of this name that the answer sets, with its attributes.
    pub fn set_cookie(&self, name: &str) -> Option<&str> {
        let all = self.headers.get_all(header::SET_COOKIE).iter().map(|v| v.to_str().unwrap());
        all.into_iter().find(|v| v.split('=').next() == Some(name))
    }

    /// The value of that cookie.
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.set_cookie(name).map(|c| c.split([';', '=']).nth(1).unwrap().to_owned())
    }

    /// What the page's forms carry.
    pub fn csrf(&self) -> String {
        let at = self.body.find("<meta name=\"csrf\" content=\"").unwrap_or_else(|| panic!("no token: {}", self.body));
        self.body[at..].split('"').nth(3).unwrap().to_owned()
    }
}

/// A server with the sample pages and one person of each role, `reader`, `coder`, `editor`, `admin`.
pub fn team(change: impl FnOnce(Options) -> Options) -> Team {
    let dir = tempfile::tempdir().unwrap();
    let store = Arc::new(SqliteStore::create(dir.path().join("store")).unwrap());
    super::fill(&*store);
    store.weigh(&|_| None, &mut |_, _| {}).unwrap();
    for role in Role::ALL {
        let person =
            NewPerson { name: role.to_string(), display: String::new(), role, password: HASH.clone(), one_time: false };
        store.add_person(&person, Timestamp::now()).unwrap();
    }
    let options = Options {
        names: super::names(),
        explore: Some(store.clone()),
        ledger: Some(store.clone()),
        events: Some(store.clone()),
        reviews: Some(store.clone()),
        dossiers: Some(store.clone()),
        outlets: Some(store.clone()),
        watches: Some(Watches(store.clone())),
        changes: Some(store.clone()),
        tokens: Some(store.clone()),
        people: Some(store.clone()),
        access: Access::Team { guests: false },
        ..Options::default()
    };
    Team { app: router(store.clone(), change(options)), store, _dir: dir }
}

impl Team {
    pub async fn send(&self, request: Request<Body>) -> Told {
        let (parts, body) = self.app.clone().oneshot(request).await.unwrap().into_parts();
        let body = to_bytes(body, 10_000_000).await.unwrap();
        Told { status: parts.status, headers: parts.headers, body: String::from_utf8_lossy(&body).into_owned() }
    }

    pub async fn get(&self, path: &str, cookie: &str) -> Told {
        self.send(Request::get(path).header(header::COOKIE, cookie).body(Body::empty()).unwrap()).await
    }

    /// A form, with the headers given.
    pub async fn post(&self, path: &str, headers: &[(&str, &str)], body: &str) -> Told {
        let form = "application/x-www-form-urlencoded";
        let mut request = Request::post(path).header(header::HOST, "localhost:8745");
        if !headers.iter().any(|(name, _)| *name == "content-type") {
            request = request.header(header::CONTENT_TYPE, form);
        }
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        self.send(request.body(Body::from(body.to_owned())).unwrap()).await
    }

    /// Begins a session: its cookie, and what its pages carry.
    pub fn session(&self, name: &str) -> (String, String) {
        let token = format!("token of {name}").replace(' ', "_");
        assert!(self.store.open_session(name, &token_hash(&token), Timestamp::now()).unwrap(), "{name}");
        (format!("marsad_session={token}"), page_token(&token))
    }

    /// What was written into the log, the last first.
    pub fn log(&self) -> Vec<(String, String, String)> {
        let rows = self.store.audit(&AuditFilter::default()).unwrap();
        rows.into_iter().map(|r| (r.who, r.what, r.subject)).collect()
    }
}

impl Team {
    /// Ends all sessions of a person.
    pub fn store_ends(&self, name: &str) {
        self.store.end_sessions(name).unwrap();
    }

    /// A session where there may have been one.
    pub fn session_anew(&self, name: &str) -> (String, String) {
        self.store_ends(name);
        self.session(name)
    }
}
