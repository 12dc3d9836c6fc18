//! One event: field by field with the words of each document, rivals beside the best, origins and copies with their grounds,
//! the history of its figures, why it is one, and a kept page beside it.

use super::teller::{FieldOf, FigureOf, OriginOf, Teller};
use super::why::{self, Pair};
use super::{Row, row};
use crate::dates;
use crate::errors::Failure;
use crate::highlight::{self, Block, Marking};
use crate::i18n::Lang;
use crate::pages::{Frame, page};
use crate::params;
use crate::state::AppState;
use crate::view::Viewer;
use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use marsad_model::Quote;
use marsad_store::{DocumentRow, EventFull, EventStore, Store, StoreError};
use std::collections::{BTreeMap, BTreeSet};

/// How many documents are looked up.
const DOCUMENTS: usize = 60;

/// A document that tells the event, to be shown beside it.
pub struct Tab {
    words: String,
    href: String,
    here: bool,
}

#[derive(Template)]
#[template(path = "event.html")]
struct EventPage {
    f: Frame,
    event: Row,
    told: String,
    outlets: String,
    reports: String,
    fields: Vec<FieldOf>,
    figures: Vec<FigureOf>,
    origins: Vec<OriginOf>,
    pairs: Vec<Pair>,
    decisions: Vec<(String, String, String)>,
    suggestions: Vec<Row>,
    tabs: Vec<Tab>,
    beside: Option<Beside>,
}

/// The kept page shown beside the event.
pub struct Beside {
    href: String,
    captured: String,
    language: Option<String>,
    head: Block,
    body: Vec<Block>,
}

/// What the store says of an event: the event, and the documents that are quoted.
struct Found {
    event: EventFull,
    documents: BTreeMap<i64, DocumentRow>,
}

fn find(store: &dyn Store, events: &dyn EventStore, id: i64) -> Result<Option<Found>, StoreError> {
    let Some(event) = events.event(id)? else { return Ok(None) };
    let mut wanted: BTreeSet<i64> = event.tellings.iter().map(|t| t.document).collect();
    for origin in &event.origins {
        wanted.extend(origin.documents.iter().copied());
    }
    let mut documents = BTreeMap::new();
    for id in wanted.into_iter().take(DOCUMENTS) {
        if let Some(row) = store.document(id)? {
            documents.insert(id, row);
        }
    }
    Ok(Some(Found { event, documents }))
}

/// `/{lang}/events/{id}?page=DOCUMENT`.
pub async fn event(
    State(state): State<AppState>,
    Path((code, id)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Response {
    let path = format!("/events/{}", params::encode(&id));
    let frame = |lang: Lang| Frame::new(lang, "events", &path, query.clone());
    let raw = query.clone();
    let mut moved = None;
    let response = page(&code, frame, async |f: Frame| {
        let id: i64 = id.parse().map_err(|_| Failure::NotFound)?;
        let shown = params::one_id(raw.as_deref(), "page")?;
        let events = state.events.clone().ok_or(Failure::NotFound)?;
        let found = state.ask(move |store| find(store, events.as_ref(), id)).await?.ok_or(Failure::NotFound)?;
        if found.event.row.id != id {
            moved = Some(format!("/{}/events/{}", f.lang.code(), found.event.row.id));
        }
        let viewer = Viewer { lang: f.lang, names: &state.names };
        Ok::<_, Failure>(compose(f, viewer, &found, shown))
    })
    .await;
    // An event that was merged into another is found there.
    moved.map_or(response, |to| Redirect::temporary(&to).into_response())
}

fn compose(mut f: Frame, viewer: Viewer<'_>, found: &Found, shown: Option<i64>) -> EventPage {
    let lang = f.lang;
    let e = &found.event;
    let list = row(viewer, &e.row);
    f.title = match &list.place {
        Some(place) => lang.fill_isolated("event.title", &[("type", &list.type_name), ("place", place)]),
        None => list.type_name.clone(),
    };
    f.json = Some(format!("/api/events/{}", e.row.id));
    let teller = Teller { viewer, event: e };
    let chosen =
        shown.filter(|id| e.tellings.iter().any(|t| t.document == *id)).or(e.tellings.first().map(|t| t.document));
    let tabs = e.tellings.iter().map(|t| Tab {
        words: t.outlet.clone().unwrap_or_else(|| t.title.clone()),
        href: format!("/{}/events/{}?page={}#beside", lang.code(), e.row.id, t.document),
        here: Some(t.document) == chosen,
    });
    let told = dates::range(lang, e.row.first_told, e.row.last_told).unwrap_or_default();
    EventPage {
        told: lang.fill("event.told", &[("days", &told)]),
        outlets: lang.count("event.outlets", e.row.outlets),
        reports: lang.count("list.count", e.row.reports),
        fields: teller.fields(),
        figures: teller.figures(),
        origins: teller.origins(&found.documents),
        pairs: why::pairs(lang, e),
        decisions: e.decisions.iter().map(|d| (decided(lang, &d.what), d.who.clone(), d.why.clone())).collect(),
        suggestions: e.suggestions.iter().map(|s| row(viewer, if s.a.id == e.row.id { &s.b } else { &s.a })).collect(),
        tabs: tabs.collect(),
        beside: chosen.and_then(|id| beside(lang, e, found.documents.get(&id)?)),
        event: list,
        f,
    }
}

fn decided(lang: Lang, what: &str) -> String {
    let key = match what {
        "merge" => "decided.merge",
        "split" => "decided.split",
        "pin" => "decided.pin",
        "cut" => "decided.cut",
        _ => "decided.undo",
    };
    lang.t(key).to_owned()
}

/// The kept text of a document with the words of its reports of the event.
fn beside(lang: Lang, event: &EventFull, row: &DocumentRow) -> Option<Beside> {
    let telling = event.tellings.iter().find(|t| t.document == row.id)?;
    let mut marks = Vec::new();
    for r in &telling.reports {
        let r = &r.report;
        let mut put = |key: &'static str, q: &Quote| {
            marks.push(Marking { span: q.span(), key, anchor: marks.len() });
        };
        put("evidence", &r.evidence);
        put("act", &r.trigger);
        r.actors.iter().for_each(|a| put("who", &a.quote));
        r.recipients.iter().for_each(|a| put("whom", &a.quote));
        r.places.iter().for_each(|p| put("where", &p.quote));
        r.date.iter().for_each(|d| put("when", &d.quote));
        r.counts.iter().for_each(|c| put("count", &c.quote));
        r.said_by.iter().for_each(|s| put("said", &s.quote));
    }
    let (head, body) = highlight::blocks(&row.document.title, &row.document.text, &marks);
    let first = telling.reports.first().map(|r| format!("?report={}", r.id)).unwrap_or_default();
    Some(Beside {
        href: format!("/{}/documents/{}{first}", lang.code(), row.id),
        captured: dates::instant(lang, &row.capture.captured_at),
        language: row.document.language.clone(),
        head,
        body,
    })
}
