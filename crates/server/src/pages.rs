//! The pages: what each asks of the store and what it hands to its template.

mod alarms;
mod changes;
mod dossiers;
mod events;
mod explore;
mod outlet;
mod outlet_note;
pub mod review;
mod source;
mod sources;
mod today;
mod watch;

pub use alarms::{alarms, feed as alarms_feed, shown};
pub use changes::changes;
pub(crate) use dossiers::asked as dossier_asked;
pub use dossiers::{dossier, dossiers, json as dossier_json, list_json as dossiers_json, print as dossier_brief};
pub use events::{event, events, to_query as events_query};
pub use explore::{explore, reach, spot};
pub use outlet::{all as all_outlets, list_api as outlets_api, one_api as outlet_api, outlet};
pub use outlet_note::{note as note_outlet, note_api as note_outlet_api};
pub use source::source;
pub use sources::{api as sources_api, sources};
pub use today::today;
pub use watch::watch;

use crate::errors::Failure;
use crate::i18n::Lang;
use crate::params::{self, Unknown};
use crate::people::{Asking, Who, asking, log_in_address};
use crate::state::{AppState, preferred};
use crate::{assets, dates, highlight};
use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Response};
use marsad_store::{Page, Role, SearchHit};
use std::sync::Arc;

/// How many documents a search page shows.
const SEARCH_LIMIT: usize = 50;

/// What every page has around its content.
pub struct Frame {
    /// The reader's language.
    pub lang: Lang,
    /// The page's title.
    pub title: String,
    /// Which entry of the navigation it stands under.
    pub nav: &'static str,
    /// Its path after the language, e.g. `/search`.
    pub path: String,
    /// Its query string as it came, without `?`.
    pub query: String,
    /// Its twin under `/api/`.
    pub json: Option<String>,
    /// Who asks for it.
    pub who: Who,
    /// Whether people log in here.
    pub team: bool,
    /// What its forms carry in the field `csrf`, and its scripts send as `x-csrf`; empty where nobody can write.
    pub csrf: Arc<str>,
}

impl Frame {
    /// The navigation, in its order: the word that a page's `nav` says, the path after the language, and the words' key. A new
    /// page adds its line here.
    pub const NAV: &'static [(&'static str, &'static str, &'static str)] = &[
        ("today", "/", "nav.today"),
        ("explore", "/explore", "nav.explore"),
        ("events", "/events", "nav.events"),
        ("alarms", "/alarms", "nav.alarms"),
        ("dossiers", "/dossiers", "nav.dossiers"),
        ("sources", "/sources", "nav.sources"),
        ("review", "/review", "nav.review"),
    ];

    /// The frame of the page at a path.
    #[must_use]
    pub fn new(lang: Lang, nav: &'static str, path: &str, query: Option<String>) -> Self {
        let Asking { who, csrf, team, .. } = asking();
        let query = query.unwrap_or_default();
        Self { lang, title: String::new(), nav, path: path.to_owned(), query, json: None, who, team, csrf }
    }

    /// Whether whoever asks may review reports.
    #[must_use]
    #[allow(dead_code, reason = "for pages on which one writes")]
    pub fn may_code(&self) -> bool {
        self.who.may(Role::Coder)
    }

    /// Whether whoever asks may settle, and change what is read with.
    #[must_use]
    #[allow(dead_code, reason = "for pages on which one writes")]
    pub fn may_edit(&self) -> bool {
        self.who.may(Role::Editor)
    }

    /// Whether whoever asks says who may do what.
    #[must_use]
    pub fn may_admin(&self) -> bool {
        self.who.may(Role::Admin)
    }

    /// The address of the log-in, which leads back to this page.
    #[must_use]
    pub fn log_in(&self) -> String {
        log_in_address(self)
    }

    /// The navigation as this page has it: address, words, and whether the page stands there.
    #[must_use]
    pub fn navigation(&self) -> Vec<(String, &str, bool)> {
        let mut out = Vec::new();
        // The workplace is for those who may review.
        for (nav, path, words) in Self::NAV.iter().filter(|(nav, ..)| *nav != "review" || self.may_code()) {
            out.push((format!("/{}{path}", self.lang.code()), self.lang.t(words), self.nav == *nav));
        }
        out
    }

    /// The address of this very page in a language.
    #[must_use]
    pub fn in_language(&self, lang: Lang) -> String {
        let query = if self.query.is_empty() { String::new() } else { format!("?{}", self.query) };
        format!("/{}{}{query}", lang.code(), self.path)
    }

    /// The versioned address of an embedded file; empty where there is none.
    #[must_use]
    pub fn asset(&self, name: &str) -> String {
        assets::address(name).unwrap_or_default()
    }

    /// The words that the front end shows itself, as JSON that is safe inside a script element.
    #[must_use]
    pub fn strings(&self) -> String {
        script_json(&self.lang.script_strings())
    }
}

/// JSON that cannot end the script element it stands in.
#[must_use]
pub fn script_json(value: &serde_json::Value) -> String {
    value.to_string().replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
}

/// Renders a template; a template that fails is a fault of ours and says so plainly.
pub fn render<T: Template>(page: &T) -> Response {
    match page.render() {
        Ok(html) => Html(html).into_response(),
        Err(error) => {
            tracing::error!("a page could not be rendered: {error}");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// Reads the language of the address, runs the page, and remembers the language; failures become pages.
pub async fn page<F, Fut, T>(code: &str, frame: F, make: impl FnOnce(Frame) -> Fut) -> Response
where
    F: Fn(Lang) -> Frame,
    Fut: Future<Output = Result<T, Failure>>,
    T: Template,
{
    let Some(lang) = Lang::from_code(code) else {
        return Failure::NotFound.page(Frame::new(Lang::En, "", "/", None));
    };
    let mut response = match make(frame(lang)).await {
        Ok(page) => render(&page),
        Err(failure) => failure.page(frame(lang)),
    };
    let cookie = format!("marsad_lang={}; Path=/; Max-Age=31536000; SameSite=Lax", lang.code());
    if let Ok(cookie) = cookie.parse() {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// `/`: to the reader's language.
pub async fn welcome(headers: HeaderMap) -> Response {
    let to = format!("/{}/", preferred(&headers).code());
    (StatusCode::FOUND, [(header::LOCATION, to), (header::VARY, "Accept-Language, Cookie".to_owned())]).into_response()
}

/// `/{lang}`: to the same with a slash.
pub async fn home(Path(code): Path<String>, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    match Lang::from_code(&code) {
        Some(lang) => {
            let query = query.map(|q| format!("?{q}")).unwrap_or_default();
            (StatusCode::PERMANENT_REDIRECT, [(header::LOCATION, format!("/{}/{query}", lang.code()))]).into_response()
        }
        None => Failure::NotFound.page(Frame::new(preferred(&headers), "", "/", None)),
    }
}

/// Every other address.
pub async fn nowhere(uri: Uri, headers: HeaderMap) -> Response {
    let first = uri.path().split('/').nth(1).unwrap_or("");
    let lang = Lang::from_code(first).unwrap_or_else(|| preferred(&headers));
    Failure::NotFound.page(Frame::new(lang, "", "/", None))
}

/// A known address asked in a way that it does not take.
pub async fn read_only(uri: Uri, headers: HeaderMap) -> Response {
    // The router itself says in `Allow` what the address takes.
    if uri.path().starts_with("/api/") {
        Failure::ReadOnly.problem()
    } else {
        let first = uri.path().split('/').nth(1).unwrap_or("");
        let lang = Lang::from_code(first).unwrap_or_else(|| preferred(&headers));
        Failure::ReadOnly.page(Frame::new(lang, "", "/", None))
    }
}

/// A page that says what went wrong.
#[derive(Template)]
#[template(path = "error.html")]
pub struct ErrorPage {
    /// The frame.
    pub f: Frame,
    /// What kind of failure.
    pub lead: &'static str,
    /// What exactly.
    pub detail: Option<String>,
    /// The same question without the fault: address and words.
    pub clear: Option<(String, String)>,
}

#[derive(Template)]
#[template(path = "about.html")]
struct AboutPage {
    f: Frame,
}

impl AboutPage {
    /// Keys of the fields that are explained: name and explanation.
    const FIELDS: [(&'static str, &'static str); 8] = [
        ("field.type", "about.type"),
        ("field.actors", "about.actors"),
        ("field.place", "about.place"),
        ("field.date", "about.date"),
        ("field.counts", "about.counts"),
        ("field.said_by", "about.said_by"),
        ("field.modality", "about.modality"),
        ("field.sure", "about.sure"),
    ];

    /// Keys of the rules of trust.
    const TRUST: [&'static str; 7] = [
        "about.trust.said",
        "about.trust.notinfer",
        "about.trust.loaded",
        "about.trust.both",
        "about.trust.copy",
        "about.trust.machine",
        "about.trust.people",
    ];

    /// The paragraph on JSON, with its addresses as code.
    fn json_text(&self) -> String {
        let code = |path: &str| format!("<code dir=\"ltr\">{path}</code>");
        self.f.lang.fill(
            "about.json.text",
            &[
                ("reports", &code("/api/reports")),
                ("facets", &code("/api/facets")),
                ("document", &code("/api/documents/ID")),
            ],
        )
    }
}

/// `/{lang}/about`.
pub async fn about(Path(code): Path<String>, RawQuery(query): RawQuery) -> Response {
    let frame = |lang: Lang| Frame::new(lang, "about", "/about", query.clone());
    page(&code, frame, async |mut f: Frame| {
        f.title = f.lang.t("nav.about").to_owned();
        Ok(AboutPage { f })
    })
    .await
}

#[derive(Template)]
#[template(path = "search.html")]
struct SearchPage {
    f: Frame,
    q: String,
    found: Option<Page<SearchHit>>,
    /// Words that no text has, and the same search with words like them.
    hints: Vec<(String, Vec<(String, String)>)>,
}

impl SearchPage {
    fn day(&self, hit: &SearchHit) -> Option<(String, String)> {
        hit.published.map(|d| (dates::day(self.f.lang, d), d.to_string()))
    }

    fn marked(&self, text: &str, marks: &[(usize, usize)]) -> String {
        highlight::marked(text, marks)
    }

    fn more(&self, page: &Page<SearchHit>) -> Option<String> {
        let shown = page.rows.len() as u64;
        (shown > 0 && shown < page.total).then(|| self.f.lang.count("search.more", shown))
    }
}

/// `/{lang}/search`: documents by the words of their text.
pub async fn search(State(state): State<AppState>, Path(code): Path<String>, RawQuery(query): RawQuery) -> Response {
    let frame = |lang: Lang| Frame::new(lang, "search", "/search", query.clone());
    let raw = query.clone();
    page(&code, frame, async move |mut f: Frame| {
        f.title = f.lang.t("search.title").to_owned();
        let mut q = String::new();
        for (_, value) in params::pairs(raw.as_deref(), &["q"], Unknown::Ignore)? {
            q = value;
        }
        let (mut found, mut hints) = (None, Vec::new());
        if !q.is_empty() {
            f.json = Some(format!("/api/search?q={}", params::encode(&q)));
            let words = q.clone();
            let (page, unknown) = state
                .ask(move |store| {
                    let page = store.search(&words, SEARCH_LIMIT)?;
                    let hints = if page.total == 0 { store.hints(&words)? } else { Vec::new() };
                    Ok((page, hints))
                })
                .await?;
            found = Some(page);
            hints = unknown
                .into_iter()
                .map(|hint| {
                    let other = |word: String| {
                        let instead = if q.contains(&hint.word) { q.replace(&hint.word, &word) } else { word.clone() };
                        (word, format!("/{}/search?q={}", f.lang.code(), params::encode(&instead)))
                    };
                    (hint.word.clone(), hint.suggestions.into_iter().map(other).collect())
                })
                .collect();
        }
        Ok(SearchPage { f, q, found, hints })
    })
    .await
}
