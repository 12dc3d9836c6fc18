//! Sources: each feed with its last success, next try, gaps and trouble, as the collector's ledger has it.

use super::{Frame, page};
use crate::dates;
use crate::errors::Failure;
use crate::i18n::{Lang, number};
use crate::params;
use crate::state::AppState;
use crate::view::Viewer;
use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use marsad_store::Filter;
use marsad_store::ledger::{FeedKind, FeedRow, Millis};

/// A feed is late when its visit was due so long ago, in milliseconds.
const LATE: Millis = 2 * 60 * 60 * 1000;

/// How a feed stands.
pub struct Health {
    pub name: String,
    /// The class of its state: `good`, `wait`, `bad`, `off`.
    pub state: &'static str,
    pub words: String,
    pub why: Option<String>,
    pub troubled: bool,
}

/// One row of the table.
pub struct Row {
    pub name: String,
    pub address: String,
    pub kind: &'static str,
    pub outlet: Option<(String, String)>,
    pub state: &'static str,
    pub words: String,
    pub why: Option<String>,
    pub success: Option<(String, String)>,
    pub next: Option<(String, String)>,
    pub kept: String,
    pub open: String,
    pub lost: String,
    pub gaps: String,
}

#[derive(Template)]
#[template(path = "sources.html")]
struct SourcesPage {
    f: Frame,
    feeds: Vec<Row>,
    outlets: Vec<super::outlet::Row>,
    troubled: usize,
    waiting: String,
}

/// This moment, in milliseconds since 1970.
pub fn now() -> Millis {
    jiff::Timestamp::now().as_millisecond()
}

/// How a feed stands at a moment.
pub fn health(lang: Lang, feed: &FeedRow, now: Millis) -> Health {
    let late = feed.next_try.is_some_and(|next| now - next > LATE);
    let (state, words) = match feed {
        f if f.paused => ("off", lang.t("sources.paused").to_owned()),
        f if f.failures > 0 => ("bad", lang.count("sources.failed", u64::from(f.failures))),
        f if f.last_success.is_none() && !late => ("wait", lang.t("sources.first").to_owned()),
        _ if late => ("bad", lang.t("sources.late").to_owned()),
        f if f.counts.gaps > 0 => ("wait", lang.count("sources.gapped", f.counts.gaps)),
        _ => ("good", lang.t("sources.good").to_owned()),
    };
    Health {
        name: feed.feed.title.clone().filter(|t| !t.is_empty()).unwrap_or_else(|| feed.feed.address.clone()),
        state,
        words,
        why: feed.last_error.clone().filter(|_| feed.failures > 0),
        troubled: state == "bad" || feed.counts.gaps > 0 && !feed.paused,
    }
}

/// A feed as a row of the table.
pub fn row(viewer: Viewer<'_>, feed: &FeedRow, now: Millis) -> Row {
    let lang = viewer.lang;
    let Health { name, state, words, why, .. } = health(lang, feed, now);
    let moment = |at: Millis| (dates::ago(lang, now - at), dates::moment(lang, at));
    let c = feed.counts;
    Row {
        name,
        address: feed.feed.address.clone(),
        kind: match feed.feed.kind {
            FeedKind::Feed => lang.t_static("sources.kind.feed"),
            FeedKind::Sitemap => lang.t_static("sources.kind.sitemap"),
            FeedKind::Index => lang.t_static("sources.kind.index"),
            FeedKind::Home => lang.t_static("sources.kind.home"),
        },
        outlet: feed.feed.outlet.clone().map(|o| {
            let href = super::outlet::outlet_href(lang, &o);
            (o, href)
        }),
        state,
        words,
        why,
        success: feed.last_success.map(moment),
        next: feed.next_try.filter(|_| !feed.paused).map(moment),
        kept: number(c.done),
        open: number(c.waiting),
        lost: number(c.failed + c.gone + c.refused),
        gaps: number(c.gaps),
    }
}

/// `/{lang}/sources`.
pub async fn sources(State(state): State<AppState>, Path(code): Path<String>, RawQuery(query): RawQuery) -> Response {
    let frame = |lang: Lang| Frame::new(lang, "sources", "/sources", query.clone());
    page(&code, frame, async |mut f: Frame| {
        f.title = f.lang.t("sources.title").to_owned();
        f.json = Some("/api/sources".to_owned());
        let ledger = state.ledger.clone().ok_or(Failure::NotFound)?;
        let noted = state.outlets.clone();
        let (feeds, counts, noted) = state
            .ask(move |store| {
                let noted = noted.map(|noted| noted.outlets()).transpose()?;
                let counts = if noted.is_some() { store.facets(&Filter::default())?.outlets } else { Vec::new() };
                Ok((ledger.feeds()?, counts, noted.unwrap_or_default()))
            })
            .await?;
        let now = now();
        let viewer = Viewer { lang: f.lang, names: &state.names };
        let mut rows: Vec<(bool, Row)> =
            feeds.iter().map(|feed| (health(f.lang, feed, now).troubled, row(viewer, feed, now))).collect();
        // Trouble first; else in the order in which they were added.
        rows.sort_by_key(|(troubled, _)| !troubled);
        Ok::<_, Failure>(SourcesPage {
            troubled: rows.iter().filter(|(troubled, _)| *troubled).count(),
            waiting: number(feeds.iter().map(|feed| feed.counts.waiting).sum()),
            outlets: super::outlet::table(viewer, &counts, &noted),
            feeds: rows.into_iter().map(|(_, row)| row).collect(),
            f,
        })
    })
    .await
}

/// `/api/sources`: the feeds as the ledger has them.
pub async fn api(State(state): State<AppState>, RawQuery(raw): RawQuery) -> Response {
    let result = async {
        params::pairs(raw.as_deref(), &[], params::Unknown::Refuse)?;
        let ledger = state.ledger.clone().ok_or(Failure::NotFound)?;
        state.ask(move |_| ledger.feeds()).await
    };
    crate::api::answer(result.await)
}
