//! Events: the list, and one event with all that is said of it.

mod one;
mod teller;
mod why;

pub use one::{decided, event};

use super::{Frame, page};
use crate::api::events::filter;
use crate::dates;
use crate::errors::Failure;
use crate::i18n::{Lang, number};
use crate::params::{self, Unknown};
use crate::state::AppState;
use crate::view::{Viewer, family};
use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use marsad_corroborate::{Course, Range, Standing};
use marsad_store::{EventFilter, EventRow, FigureRow, Filter, Page};

/// How many events a page shows.
const PAGE_SIZE: usize = 30;

/// An event in a list.
pub struct Row {
    pub href: String,
    pub type_name: String,
    pub family: &'static str,
    pub modes: Vec<String>,
    pub when: String,
    pub place: Option<String>,
    pub exact: Option<String>,
    pub actors: String,
    pub recipients: String,
    pub figures: Vec<Figure>,
    pub title: String,
    pub origins: String,
    pub documents: String,
    pub contested: bool,
    pub pinned: bool,
}

/// A figure in short: what it counts with its range, and how the origins stand to each other.
pub struct Figure {
    pub words: String,
    pub standing: &'static str,
    pub strong: bool,
}

#[derive(Template)]
#[template(path = "events.html")]
struct EventsPage {
    f: Frame,
    q: String,
    rows: Vec<Row>,
    total: u64,
    waiting: Option<String>,
    tabs: Vec<(&'static str, String, bool)>,
    chips: Vec<(String, String, String)>,
    next: Option<String>,
    first: Option<String>,
    asked: String,
    citation: String,
}

impl EventsPage {
    /// What the events can be taken away as.
    fn exports(&self) -> Vec<(&'static str, String, String)> {
        crate::exports::menu_of_events(self.f.lang, &self.asked)
    }
}

/// A range of numbers, as both languages read it.
pub fn range(lang: Lang, r: Range) -> String {
    match (r.min, r.max) {
        (Some(a), Some(b)) if a == b => number(a),
        (Some(a), Some(b)) => format!("\u{2066}{}–{}\u{2069}", number(a), number(b)),
        (Some(a), None) => lang.fill("count.min", &[("n", &number(a))]),
        (None, Some(b)) => lang.fill("count.max", &[("n", &number(b))]),
        (None, None) => lang.t("count.unknown").to_owned(),
    }
}

/// How origins stand to each other in a figure.
pub fn standing(lang: Lang, standing: Standing) -> &'static str {
    lang.t_static(match standing {
        Standing::One => "standing.one",
        Standing::Agreed => "standing.agreed",
        Standing::Rising => "standing.rising",
        Standing::Contested => "standing.contested",
    })
}

/// How a figure went in time; nothing where it went nowhere.
pub fn course(lang: Lang, course: Course) -> Option<&'static str> {
    let key = match course {
        Course::Single | Course::Steady => return None,
        Course::Rising => "course.rising",
        Course::Falling => "course.falling",
        Course::Mixed => "course.mixed",
    };
    Some(lang.t_static(key))
}

fn figure(lang: Lang, f: &FigureRow) -> Figure {
    let what = lang.code_name("count", f.what.as_str());
    Figure {
        words: format!("{what}: {}", range(lang, f.range)),
        standing: standing(lang, f.standing),
        strong: matches!(f.standing, Standing::Contested | Standing::Rising),
    }
}

/// A row of the list.
pub fn row(viewer: Viewer<'_>, e: &EventRow) -> Row {
    let lang = viewer.lang;
    let name = |n: &str| viewer.known_name(n).unwrap_or(n).to_owned();
    let names = |all: &[marsad_store::Named]| {
        let names: Vec<String> = all.iter().take(3).map(|n| name(&n.name)).collect();
        crate::view::joined(lang, &names).unwrap_or_default()
    };
    Row {
        href: format!("/{}/events/{}", lang.code(), e.id),
        type_name: viewer.type_name(e.type_),
        family: family(e.type_),
        modes: e.modes.iter().map(|m| lang.code_name("mode", m)).collect(),
        when: match e.days {
            Some((from, to)) => dates::range(lang, Some(from), Some(to)).unwrap_or_default(),
            None => String::new(),
        },
        place: e.places.first().map(|p| name(&p.name)),
        exact: (e.precision > 2 && !e.places.is_empty()).then(|| lang.code_name("precision", &e.precision.to_string())),
        actors: names(&e.actors),
        recipients: names(&e.recipients),
        figures: e.figures.iter().map(|f| figure(lang, f)).collect(),
        title: e.title.clone(),
        origins: lang.count("events.origins", e.origins),
        documents: lang.count("stats.documents", e.documents),
        contested: e.contested,
        pinned: e.pinned,
    }
}

/// Writes a question to events as a query string.
#[must_use]
pub fn to_query(f: &EventFilter) -> String {
    // Limit, cursor and document of a question to events stand beside its question to reports.
    let reports = Filter { limit: f.limit, document: f.document, ..f.reports.clone() };
    let mut out = params::to_query(&reports);
    let mut put = |text: String| {
        if !out.is_empty() {
            out.push('&');
        }
        out.push_str(&text);
    };
    if f.contested {
        put("contested=1".into());
    }
    if let Some(n) = f.min_origins {
        put(format!("origins={n}"));
    }
    if let Some(n) = f.max_origins {
        put(format!("origins_to={n}"));
    }
    if f.pinned {
        put("pinned=1".into());
    }
    for (name, day) in [("told_from", f.told_from), ("told_to", f.told_to)] {
        if let Some(day) = day {
            put(format!("{name}={day}"));
        }
    }
    if let Some(after) = &f.after {
        put(format!("after={}", params::encode(after)));
    }
    out
}

fn href(lang: Lang, f: &EventFilter) -> String {
    let query = to_query(f);
    let mark = if query.is_empty() { "" } else { "?" };
    format!("/{}/events{mark}{query}", lang.code())
}

/// `/{lang}/events`.
pub async fn events(State(state): State<AppState>, Path(code): Path<String>, RawQuery(query): RawQuery) -> Response {
    let frame = |lang: Lang| Frame::new(lang, "events", "/events", query.clone());
    let raw = query.clone();
    page(&code, frame, async move |mut f: Frame| {
        f.title = f.lang.t("events.title").to_owned();
        let lang = f.lang;
        let (mut asked, _) = filter(raw.as_deref(), Unknown::Ignore)?;
        let events = state.events.clone().ok_or(Failure::NotFound)?;
        let question = EventFilter { limit: asked.limit.or(Some(PAGE_SIZE)), ..asked.clone() };
        let (found, waiting): (Page<EventRow>, u64) =
            state.ask(move |_| Ok((events.events(&question)?, events.unweighed()?))).await?;
        let next = found.next.clone().map(|after| href(lang, &EventFilter { after: Some(after), ..asked.clone() }));
        let first = asked.after.take().is_some();
        let json = to_query(&asked);
        f.json = Some(if json.is_empty() { "/api/events".to_owned() } else { format!("/api/events?{json}") });
        let viewer = Viewer { lang, names: &state.names };
        let tab = |key, (min, max): (Option<u64>, Option<u64>), contested: bool| {
            let here = asked.min_origins == min && asked.max_origins == max && asked.contested == contested;
            let other = EventFilter { min_origins: min, max_origins: max, contested, ..asked.clone() };
            (lang.t_static(key), href(lang, &other), here)
        };
        let rest = super::explore::chips(viewer, &state.places, &asked.reports);
        let chips = rest.into_iter().map(|(label, value, without)| {
            (label, value, href(lang, &EventFilter { reports: without, ..asked.clone() }))
        });
        Ok::<_, Failure>(EventsPage {
            q: asked.reports.q.clone().unwrap_or_default(),
            rows: found.rows.iter().map(|e| row(viewer, e)).collect(),
            total: found.total,
            waiting: (waiting > 0).then(|| lang.count("events.waiting", waiting)),
            tabs: vec![
                tab("events.all", (None, None), false),
                tab("events.one", (None, Some(1)), false),
                tab("events.two", (Some(2), None), false),
                tab("events.three", (Some(3), None), false),
                tab("events.contested", (None, None), true),
            ],
            chips: chips.collect(),
            next,
            first: first.then(|| href(lang, &asked)),
            citation: crate::exports::citation_of_events(&state, &json),
            asked: to_query(&EventFilter { limit: None, ..asked.clone() }),
            f,
        })
    })
    .await
}
