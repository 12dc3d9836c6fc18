//! Today: what happened since the reader's last visit: alarms, new events, tolls that rose, what came in, what changed without a
//! word, and which feeds are in trouble.

mod news;
mod visit;

use super::sources::{self, Health};
use super::{Frame, page};
use crate::dates;
use crate::errors::Failure;
use crate::i18n::{Lang, number};
use crate::params::{self, Unknown};
use crate::state::AppState;
use crate::view::{Card, Viewer};
use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};
use marsad_model::Day;
use marsad_store::{Arrival, Changed, Explore, Stats, Store, StoreError};
use news::Lines;
use visit::Visit;

/// How many documents are looked through, how many are shown, and of how many reports are told.
const LOOKED: usize = 400;
const SHOWN: usize = 15;
const CARDS: usize = 3;
/// How many changed pages are shown.
const CHANGES: usize = 12;

/// A document that came in.
pub struct New {
    document: i64,
    title: String,
    outlet: Option<String>,
    published: Option<String>,
    reports: String,
    cards: Vec<Card>,
    more: Option<String>,
}

/// A page that changed.
pub struct Edit {
    href: String,
    title: String,
    outlet: Option<String>,
    words: String,
    /// Numbers that gave way to others: old, new, and whether it rose.
    numbers: Vec<(String, String, bool)>,
}

#[derive(Template)]
#[template(path = "today.html")]
struct TodayPage {
    f: Frame,
    since: String,
    /// The day that was asked for, for the form.
    day: String,
    everything: Option<String>,
    news: Lines,
    /// Whether nothing happened at all.
    quiet: bool,
    stats: Stats,
    new_reports: String,
    new_documents: String,
    arrivals: Vec<New>,
    more: Option<String>,
    changes: Vec<Edit>,
    trouble: Vec<Health>,
    has_ledger: bool,
}

/// `/{lang}/`. With filters in the address, the same question under its new address.
pub async fn today(
    State(state): State<AppState>,
    Path(code): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let asked = params::pairs(query.as_deref(), &["since"], Unknown::Ignore);
    let named = |name: &str| params::KNOWN.contains(&name);
    if form_urlencoded::parse(query.as_deref().unwrap_or("").as_bytes()).any(|(name, _)| named(&name))
        && Lang::from_code(&code).is_some()
    {
        return Redirect::permanent(&format!("/{code}/explore?{}", query.unwrap_or_default())).into_response();
    }
    let frame = |lang: Lang| Frame::new(lang, "today", "/", query.clone());
    let visit = Visit::read(&headers);
    let mut kept = None;
    let mut response = page(&code, frame, async |mut f: Frame| {
        f.title = f.lang.t("today.title").to_owned();
        let since = asked?.into_iter().next().map(|(_, value)| value);
        let day = since.map(|value| params::day("since", &value)).transpose()?;
        let explore = state.explore.clone().ok_or(Failure::NotFound)?;
        let now = sources::now();
        let deeper = explore.clone();
        let last = state.ask(move |_| Ok(deeper.arrivals(0, 1)?.first().map_or(0, |a| a.document))).await?;
        let seen = visit.unwrap_or_default().looked(last, now);
        kept = Some(seen);
        let (after, instant) = match day {
            Some(day) => (document_before(&state, day).await?, start_of(day)),
            None => (seen.before, seen.ended),
        };
        let (found, stats) =
            state.ask(move |store| Ok((gather(store, explore.as_ref(), after)?, store.stats()?))).await?;
        let news = news::lines(&state, f.lang, after, instant).await?;
        let feeds = match state.ledger.clone() {
            Some(ledger) => Some(state.ask(move |_| ledger.feeds()).await?),
            None => None,
        };
        let lang = f.lang;
        let viewer = Viewer { lang, names: &state.names };
        let trouble: Vec<Health> =
            feeds.iter().flatten().map(|feed| sources::health(lang, feed, now)).filter(|h| h.troubled).collect();
        let since = match (day, visit) {
            (Some(day), _) => lang.fill("today.since_day", &[("day", &dates::day(lang, day))]),
            (None, Some(visit)) if seen.before > 0 || seen.ended > 0 => {
                let ended = if seen.ended > 0 { seen.ended } else { visit.at };
                lang.fill("today.since", &[("when", &dates::ago(lang, now - ended.min(now)))])
            }
            _ => lang.t("today.first").to_owned(),
        };
        let fresh: Vec<&Found> = found.iter().filter(|x| x.arrival.version == 1).collect();
        let shown = fresh.len().min(SHOWN);
        Ok::<_, Failure>(TodayPage {
            everything: (after > 0).then(|| format!("/{}/?since=1970-01-01", lang.code())),
            since,
            new_reports: number(found.iter().filter(|x| x.arrival.current).map(|x| x.arrival.reports).sum()),
            new_documents: number(fresh.len() as u64),
            more: (fresh.len() > shown).then(|| lang.count("today.more", (fresh.len() - shown) as u64)),
            arrivals: fresh.iter().take(SHOWN).map(|x| new(viewer, x)).collect(),
            quiet: news.is_quiet() && found.is_empty() && trouble.is_empty(),
            changes: found.iter().filter_map(|x| edit(lang, x)).take(CHANGES).collect(),
            day: day.map(|day| day.to_string()).unwrap_or_default(),
            news,
            trouble,
            has_ledger: feeds.is_some(),
            stats,
            f,
        })
    })
    .await;
    if let Some(cookie) = kept.and_then(|visit: Visit| visit.cookie().parse().ok()) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// The first instant of a day, in milliseconds since 1970.
fn start_of(day: Day) -> i64 {
    let days = Day::constant(1970, 1, 1).until(day).map_or(0, |span| i64::from(span.get_days()));
    days.saturating_mul(86_400_000)
}

/// The last document that came in before a day; 0 where nobody knows.
async fn document_before(state: &AppState, day: Day) -> Result<i64, Failure> {
    match state.events.clone() {
        Some(events) => state.ask(move |_| events.last_before(&format!("{day}T00:00:00Z"))).await,
        None => Ok(0),
    }
}

/// A document that came in, with its reports or what it changed.
struct Found {
    arrival: Arrival,
    rows: Vec<marsad_store::ReportRow>,
    changed: Option<Changed>,
}

fn gather(store: &dyn Store, explore: &dyn Explore, after: i64) -> Result<Vec<Found>, StoreError> {
    let (mut told, mut compared) = (0, 0);
    let mut out = Vec::new();
    for arrival in explore.arrivals(after, LOOKED)? {
        let mut found = Found { arrival, rows: Vec::new(), changed: None };
        let id = found.arrival.document;
        if found.arrival.version == 1 && told < SHOWN {
            told += 1;
            // A page that changed since is shown as it is now.
            let current = match found.arrival.current {
                true => id,
                false => store.versions(id)?.iter().find(|v| v.current).map_or(id, |v| v.document),
            };
            if let Some(row) = store.document(current)? {
                found.arrival.document = current;
                found.arrival.title = row.document.title;
                found.arrival.reports = row.reports.len() as u64;
                found.rows = row.reports;
            }
        } else if found.arrival.version > 1 && compared < 4 * CHANGES {
            compared += 1;
            found.changed = store.versions(id)?.into_iter().find(|v| v.document == id).and_then(|v| v.changed);
        }
        out.push(found);
    }
    Ok(out)
}

fn new(viewer: Viewer<'_>, found: &Found) -> New {
    let a = &found.arrival;
    let rest = found.rows.len().saturating_sub(CARDS);
    New {
        document: a.document,
        title: a.title.clone(),
        outlet: a.outlet.clone(),
        published: a.published.map(|d| dates::day(viewer.lang, d)),
        reports: viewer.lang.count("list.count", a.reports),
        cards: found.rows.iter().take(CARDS).map(|row| viewer.card(row)).collect(),
        more: (rest > 0).then(|| viewer.lang.count("today.more_reports", rest as u64)),
    }
}

fn edit(lang: Lang, found: &Found) -> Option<Edit> {
    let changed = found.changed.as_ref().filter(|c| !c.is_nothing())?;
    let a = &found.arrival;
    Some(Edit {
        href: format!("/{}/documents/{}/changes", lang.code(), a.document),
        title: if a.title.is_empty() { lang.t("document.untitled").to_owned() } else { a.title.clone() },
        outlet: a.outlet.clone(),
        words: super::changes::told(lang, changed),
        numbers: changed
            .numbers
            .iter()
            .take(3)
            .map(|n| (n.old.clone(), n.new.clone(), n.by.is_some_and(|by| by > 0.0)))
            .collect(),
    })
}
