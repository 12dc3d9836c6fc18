//! HTTP for Marsad: pages in Arabic and English, and the same answers as JSON.
//!
//! Pages are rendered here and work without JavaScript; the bundle under `web/` only makes them handier. Everything the
//! browser needs comes from this program: no request leaves the machine. This is the only crate that knows HTTP.

mod api;
mod assets;
mod basemap;
mod brief;
mod chart;
mod cutting;
mod dates;
mod errors;
mod exports;
mod guard;
mod highlight;
mod i18n;
mod lexicon;
mod names;
mod openapi;
mod pages;
mod params;
mod people;
mod review;
mod routes;
mod rss;
mod series;
mod serve;
mod sheets;
mod state;
mod view;
mod watches;
mod watching;

pub use basemap::{Basemap, BasemapError};
pub use brief::{PrintError, Room, Style, brief_html, brief_pdf};
pub use i18n::Lang;
pub use names::{Names, Places};
pub use openapi::openapi;
pub use params::to_query as question;
pub use people::Access;
pub use review::Known;
pub use serve::{ServerError, bind, serve, serve_on};
pub use watches::Watches;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use axum::routing::{get, post};
use marsad_edit::Desk;
use marsad_export::{Format, Of};
use marsad_store::{Changes, EventStore, Explore, Ledger, Outlets, People, Reviews, Store, Tokens, Upkeep};
use people::Door;
use routes::Routes;
use state::AppState;
use std::net::SocketAddr;
use std::sync::Arc;

/// Where the server listens unless told otherwise: this machine only.
pub const DEFAULT_ADDRESS: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 8745);

/// What can be set.
#[derive(Clone, Default)]
pub struct Options {
    /// Arabic names of known places and actors, for the Arabic pages.
    pub names: Names,
    /// Which governorate a place lies in, for the tree of places.
    pub places: Places,
    /// The store's answers in time and space; without them there are no map, timeline, small charts and day's page.
    pub explore: Option<Arc<dyn Explore>>,
    /// The collector's ledger, for the page of sources.
    pub ledger: Option<Arc<dyn Ledger>>,
    /// Events and origins, for their pages.
    pub events: Option<Arc<dyn EventStore>>,
    /// The store with its dossiers. Without it there are none.
    pub dossiers: Option<Arc<dyn Upkeep>>,
    /// Host names that requests may be for, without port. Empty: on a loopback address only names of this machine (so
    /// that a foreign page cannot read the store by pointing its own name here), else any.
    pub hosts: Vec<String>,
    /// Reviews of reports. Without them there is no workplace.
    pub reviews: Option<Arc<dyn Reviews>>,
    /// The lexicon, for who and where a coder can choose; without it only words of the text.
    pub known: Option<Known>,
    /// What is noted of outlets; without it there are no pages of them.
    pub outlets: Option<Arc<dyn Outlets>>,
    /// The watches to show; without them there are no pages of alarms.
    pub watches: Option<Watches>,
    /// The feed of changes for `/api/changes`; without it there is none.
    pub changes: Option<Arc<dyn Changes>>,
    /// The tokens that the API asks for; without them anybody may ask.
    pub tokens: Option<Arc<dyn Tokens>>,
    /// How many requests a minute each caller of the API has; 0 for any number.
    pub rate: u32,
    /// The address under which readers see the server, e.g. `https://record.example`, for links in exports. Without it the
    /// name that a request asks for.
    pub address: Option<String>,
    /// Where the lexicon is changed; without it there are no pages of it.
    pub desk: Option<Arc<Desk>>,
    /// A map of the user's own under the reports; without it, the one that comes with the program.
    pub basemap: Option<Basemap>,
    /// Who may do what; without it anybody reads and nobody writes.
    pub access: Access,
    /// Accounts, and the log of what was done. Without it nobody can log in, and nothing can be written.
    pub people: Option<Arc<dyn People>>,
}

/// Every address under `/api/`, as the description of the API names them.
#[must_use]
pub fn api_addresses() -> Vec<String> {
    routes().paths.into_iter().filter(|path| path.starts_with("/api/") && path != NOWHERE).collect()
}

/// What answers where there is nothing.
const NOWHERE: &str = "/api/{*rest}";

/// How many exports may run at once; the others are told to come back.
const EXPORTS: usize = 8;

/// The pages and the API over a store.
pub fn router(store: Arc<dyn Store>, options: Options) -> Router {
    let hosts: Arc<[String]> = options.hosts.iter().map(|h| h.to_ascii_lowercase()).collect();
    let state = AppState {
        store,
        names: options.names,
        places: Arc::new(options.places),
        explore: options.explore,
        ledger: options.ledger,
        events: options.events,
        dossiers: options.dossiers,
        reviews: options.reviews,
        known: options.known,
        progress: Arc::default(),
        outlets: options.outlets,
        watches: options.watches,
        basemap: options.basemap.map(Arc::new),
        hosts,
        changes: options.changes,
        desk: options.desk,
        tokens: options.tokens,
        rates: Arc::new(guard::Rates::new(options.rate)),
        exports: Arc::new(tokio::sync::Semaphore::new(EXPORTS)),
        door: Arc::new(Door::new(options.access, options.people, options.address.as_deref())),
        address: options.address.map(|a| a.trim_end_matches('/').into()),
    };
    layered(state)
}

/// Every address with who answers there.
fn routes() -> Routes {
    let exports = Format::ALL.into_iter().fold(Routes::default(), |router, format| {
        let name = format.name();
        router.route(&format!("/api/reports.{name}"), get(move |s, q, h| exports::reports(format, s, q, h))).route(
            &format!("/{{lang}}/reports.{name}"),
            get(move |s, p, q, h| exports::localised((format, Of::Reports), s, p, q, h)),
        )
    });
    let exports = Format::OF_EVENTS.into_iter().fold(exports, |router, format| {
        let name = format.name();
        router.route(&format!("/api/events.{name}"), get(move |s, q, h| exports::events(format, s, q, h))).route(
            &format!("/{{lang}}/events.{name}"),
            get(move |s, p, q, h| exports::localised((format, Of::Events), s, p, q, h)),
        )
    });
    let exports = sheets::BESIDE_PAGES.into_iter().fold(exports, |router, name| {
        router.route(&format!("/{{lang}}/{name}.csv"), get(move |p, q| sheets::elsewhere(name, p, q)))
    });
    exports
        .route("/", get(pages::welcome))
        .route("/{lang}", get(pages::home))
        .route("/{lang}/", get(pages::today))
        .route("/{lang}/explore", get(pages::explore))
        .route("/{lang}/events", get(pages::events))
        .route("/{lang}/events/{id}", get(pages::event))
        .route("/{lang}/sources", get(pages::sources))
        .route("/{lang}/sources/{outlet}", get(pages::outlet).post(pages::note_outlet))
        .route("/{lang}/documents/{id}/changes", get(pages::changes))
        .route("/{lang}/documents/{id}/cut", axum::routing::post(cutting::page))
        .route("/api/documents/{id}/cut", axum::routing::post(cutting::api))
        .route("/{lang}/documents/{id}", get(pages::source))
        .route("/{lang}/search", get(pages::search))
        .route("/{lang}/about", get(pages::about))
        .route("/{lang}/dossiers", get(pages::dossiers))
        .route("/{lang}/dossiers/{name}", get(pages::dossier))
        .route("/{lang}/dossiers/{name}/brief", get(pages::dossier_brief))
        .route("/api/dossiers", get(pages::dossiers_json))
        .route("/api/dossiers/{name}", get(pages::dossier_json))
        .route("/api/reports", get(api::reports))
        .route("/api/facets", get(api::facets))
        .route("/api/timeline", get(api::timeline))
        .route("/api/timeline.csv", get(sheets::timeline))
        .route("/api/series", get(series::series))
        .route("/api/multiples", get(api::multiples))
        .route("/api/multiples.csv", get(sheets::multiples))
        .route("/api/map", get(api::map))
        .route("/api/sources", get(pages::sources_api))
        .route("/api/sources.csv", get(sheets::sources))
        .route("/api/outlets", get(pages::outlets_api))
        .route("/api/outlets.csv", get(sheets::outlets))
        .route("/api/outlets/{outlet}", get(pages::outlet_api).post(pages::note_outlet_api))
        .route("/api/documents/{id}", get(api::document))
        .route("/api/search", get(api::search))
        .route("/{lang}/alarms", get(pages::alarms))
        .route("/{lang}/alarms.rss", get(pages::alarms_feed))
        .route("/{lang}/alarms/{id}", get(watching::show).post(watching::alarm))
        .route("/{lang}/watch/{id}", get(pages::watch).post(watching::of_watch))
        .route("/api/alarms", get(api::alarms))
        .route("/api/alarms.csv", get(sheets::alarms))
        .route("/api/alarms/{id}", axum::routing::post(watching::api_alarm))
        .route("/api/watches", get(api::watches))
        .route("/api/watch/{id}", get(api::watch).post(watching::api_watch))
        .route("/api/changes", get(api::changes))
        .route("/api/openapi.json", get(api::openapi))
        .route("/api/events", get(api::events::list))
        .route("/api/events/suggestions", get(api::events::suggestions))
        .route("/api/events/{id}", get(api::events::one))
        .route("/api/events/{id}/{what}", get(api::events::of_one))
        .route("/{lang}/review", get(pages::review::home))
        .route("/{lang}/review/next", get(pages::review::next))
        .route("/{lang}/review/agreement", get(pages::review::agreement))
        .route("/{lang}/review/candidates", get(pages::review::candidates))
        .route("/{lang}/review/samples", post(pages::review::give_out))
        .route("/{lang}/review/documents/{id}", get(pages::review::of_document))
        .route("/{lang}/review/documents/{id}/missed", post(pages::review::missed))
        .route("/{lang}/review/documents/{id}/second", post(pages::review::answer_second))
        .route("/{lang}/review/{report}", get(pages::review::work).post(pages::review::decide))
        .route("/{lang}/review/{report}/undo", post(pages::review::undo))
        .route("/{lang}/review/{report}/event", post(pages::review::decide_event))
        .route("/{lang}/review/{report}/settle", get(pages::review::settle).post(pages::review::settled))
        .route("/api/review", post(pages::review::post_json))
        .route("/api/review/next", get(pages::review::next_json))
        .route("/api/review/{report}", get(pages::review::item_json))
        .route("/{lang}/login", get(people::log_in_page).post(people::log_in))
        .route("/{lang}/logout", get(people::log_out_page).post(people::log_out))
        .route("/{lang}/account", get(people::account).post(people::change_password))
        .route("/{lang}/people", get(people::people).post(people::add_person))
        .route("/{lang}/people/{name}", get(people::person).post(people::change_person))
        .route("/{lang}/audit", get(people::log))
        .route("/{lang}/lexicon", get(lexicon::home))
        .route("/{lang}/gazetteer", get(lexicon::gazetteer))
        .route("/{lang}/lexicon/try", axum::routing::post(lexicon::attempt))
        .route("/{lang}/lexicon/try/{id}", get(lexicon::tried).post(lexicon::act))
        .route("/{lang}/lexicon/history", get(lexicon::history).post(lexicon::undo))
        .route("/{lang}/lexicon/again", get(lexicon::again).post(lexicon::change_again))
        .route("/{lang}/lexicon/{family}", get(lexicon::family))
        .route("/{lang}/lexicon/{family}/new", get(lexicon::add))
        .route("/{lang}/lexicon/{family}/row", get(lexicon::row))
        .route(NOWHERE, get(api::nowhere))
        .route(basemap::ADDRESS, get(basemap::archive))
        .route("/assets/{file}", get(assets::asset))
}

/// The addresses with what stands before each of them.
fn layered(state: AppState) -> Router {
    routes()
        .router
        .fallback(pages::nowhere)
        .method_not_allowed_fallback(pages::read_only)
        .layer(axum::middleware::from_fn_with_state(state.clone(), guard::guard))
        .layer(axum::middleware::from_fn_with_state(state.clone(), people::know))
        .layer(axum::middleware::map_response_with_state(state.clone(), secure))
        .layer(axum::middleware::from_fn_with_state(state.clone(), state::check_host))
        .with_state(state)
}

/// Only our own scripts, styles and pictures, and no frames.
const POLICY: &str = "default-src 'self'; script-src 'self'; worker-src 'self'; style-src 'self'; img-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// The same, with pictures and data of one other origin.
fn policy(origin: &str) -> String {
    POLICY.replace("img-src 'self'", &format!("img-src 'self' {origin}; connect-src 'self' {origin}"))
}

/// The headers that keep a page to itself: only our own scripts and styles, no frames, no sniffing, no word to other sites of
/// where a reader comes from, nothing of the reader's machine. A page of ours is told, so that a form can lead back.
async fn secure(State(state): State<AppState>, mut response: Response) -> Response {
    const HEADERS: [(header::HeaderName, &str); 8] = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (header::HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (
            header::HeaderName::from_static("permissions-policy"),
            "camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), bluetooth=(), display-capture=(), browsing-topics=()",
        ),
        (header::HeaderName::from_static("x-permitted-cross-domain-policies"), "none"),
    ];
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // The tiles of a server that the user named, and of no other.
    if let Some(origin) = state.basemap.as_ref().and_then(|map| map.origin())
        && let Ok(value) = HeaderValue::from_str(&policy(origin))
    {
        headers.insert(header::CONTENT_SECURITY_POLICY, value);
    }
    if state.door.is_https() {
        let always = HeaderValue::from_static("max-age=63072000");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, always);
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-cache"));
    response
}
