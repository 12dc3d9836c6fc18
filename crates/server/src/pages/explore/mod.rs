//! Explore: one question and its answers as a list, a table, a map, in time, and side by side. The address is the question.

mod charts;
mod counted;
mod facets;
mod map;
mod views;

use super::{Frame, page};
use crate::errors::Failure;
use crate::i18n::Lang;
use crate::params::{self, Unknown};
use crate::state::AppState;
use crate::view::{Card, Viewer};
use crate::{Names, dates};
use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use facets::{Chip, Country, Facet, Maker};
use marsad_model::{EventType, Modality, Mode};
use marsad_store::{
    Explore, Facets, Field, Filter, Grid, Hint, Multiples, Page, ReportRow, SpotCount, Stats, Store, Timeline,
};
use std::collections::HashMap;
use views::{Small, Spot, Time, drawn, smalls, time};

pub use map::{reach, spot};

/// How many reports a page shows unless the address says otherwise, as cards and in a table.
const PAGE_SIZE: usize = 20;
const TABLE_SIZE: usize = 100;
/// How many small charts there are.
const CHARTS: usize = 12;

/// A way of seeing the answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Seen {
    List,
    Table,
    Map,
    Time,
    Beside,
}

impl Seen {
    const ALL: [(Seen, &'static str, &'static str); 5] = [
        (Seen::List, "", "view.list"),
        (Seen::Table, "table", "view.table"),
        (Seen::Map, "map", "view.map"),
        (Seen::Time, "timeline", "view.timeline"),
        (Seen::Beside, "multiples", "view.multiples"),
    ];

    fn read(name: &str) -> Self {
        Self::ALL.iter().find(|(_, code, _)| *code == name).map_or(Seen::List, |(seen, ..)| *seen)
    }

    fn code(self) -> &'static str {
        Self::ALL.iter().find(|(seen, ..)| *seen == self).map_or("", |(_, code, _)| code)
    }
}

/// A choice of a select box.
pub struct Choice {
    value: String,
    label: String,
    selected: bool,
}

/// A word of the search that no text has, and the same search with a word like it.
pub struct Suggestion {
    word: String,
    instead: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "explore.html")]
struct ExplorePage {
    f: Frame,
    filter: Filter,
    seen: &'static str,
    tabs: Vec<(&'static str, String, bool)>,
    total: u64,
    cards: Vec<Card>,
    chips: Vec<Chip>,
    clear: String,
    facets: Vec<Facet>,
    tree: Vec<Country>,
    types: Vec<Choice>,
    modes: Vec<Choice>,
    modalities: Vec<Choice>,
    outlets: Vec<Choice>,
    places: Vec<(String, String)>,
    actors: Vec<(String, String)>,
    hidden: Vec<(&'static str, String)>,
    next: Option<String>,
    first: Option<String>,
    search: Option<String>,
    hints: Vec<Suggestion>,
    stats: Stats,
    span: Option<String>,
    time: Option<Time>,
    series: Option<counted::Series>,
    smalls: Vec<Small>,
    bys: Vec<(&'static str, String, bool)>,
    map: String,
    map_data: String,
    spots: Vec<Spot>,
    unplaced: Option<String>,
    citation: String,
    /// The chart's numbers as a table.
    table: Option<String>,
}

impl ExplorePage {
    /// What the answers can be taken away as.
    fn exports(&self) -> Vec<(&'static str, String, String)> {
        crate::exports::menu(self.f.lang, &self.filter)
    }

    fn text(&self, value: &Option<String>) -> String {
        value.clone().unwrap_or_default()
    }

    fn from(&self) -> String {
        self.filter.from.map(|d| d.to_string()).unwrap_or_default()
    }

    fn to(&self) -> String {
        self.filter.to.map(|d| d.to_string()).unwrap_or_default()
    }

    fn is(&self, seen: &str) -> bool {
        self.seen == seen
    }

    /// Whether a filter beside the words is in force, so that the form shows it.
    fn narrowed(&self) -> bool {
        let f = &self.filter;
        Field::ALL.iter().any(|field| facets::chosen(f, *field).is_some()) || f.from.is_some() || f.to.is_some()
    }
}

/// What the store says to a question.
struct Answers {
    rows: Page<ReportRow>,
    facets: Facets,
    stats: Stats,
    hints: Vec<Hint>,
    spots: Vec<SpotCount>,
    timeline: Option<Timeline>,
    multiples: Option<Multiples>,
    grid: Option<(Grid, marsad_store::Area)>,
}

fn ask(
    store: &dyn Store,
    explore: Option<&dyn Explore>,
    f: &Filter,
    seen: Seen,
    by: Field,
) -> Result<Answers, marsad_store::StoreError> {
    let mut asked = f.clone();
    asked.limit.get_or_insert(match seen {
        Seen::Table => TABLE_SIZE,
        Seen::List => PAGE_SIZE,
        Seen::Map | Seen::Time | Seen::Beside => 1,
    });
    let rows = store.reports(&asked)?;
    let all = Filter { after: None, ..asked };
    let hints = match &f.q {
        Some(q) if rows.total == 0 => store.hints(q)?,
        _ => Vec::new(),
    };
    let mut out = Answers {
        rows,
        facets: store.facets(&all)?,
        stats: store.stats()?,
        hints,
        spots: Vec::new(),
        timeline: None,
        multiples: None,
        grid: None,
    };
    if let Some(explore) = explore {
        out.spots = explore.spots(&all)?;
        match seen {
            Seen::Time => out.timeline = Some(explore.timeline(&all)?),
            Seen::Beside => out.multiples = Some(explore.multiples(&all, by, CHARTS)?),
            Seen::Map => {
                // Once for the frame, once at its scale.
                let view = map::frame(&explore.grid(&all, 0.0, None)?, f.within);
                out.grid = Some((explore.grid(&all, map::zoom(&view), None)?, view));
            }
            Seen::List | Seen::Table => {}
        }
    }
    Ok(out)
}

/// `/{lang}/explore`.
pub async fn explore(State(state): State<AppState>, Path(code): Path<String>, RawQuery(query): RawQuery) -> Response {
    let frame = |lang: Lang| Frame::new(lang, "explore", "/explore", query.clone());
    let raw = query.clone();
    page(&code, frame, async move |mut f: Frame| {
        let lang = f.lang;
        f.title = lang.t("explore.title").to_owned();
        let filter = params::filter(raw.as_deref(), Unknown::Ignore)?;
        let (mut seen, mut by) = (Seen::List, Field::Type);
        let (_, how) = params::filter_and(raw.as_deref(), Unknown::Ignore, crate::series::KNOWN)?;
        for (name, value) in params::pairs(raw.as_deref(), &["view", "by"], Unknown::Ignore)? {
            match name {
                "view" => seen = Seen::read(&value),
                _ => by = Field::from_name(&value).unwrap_or(by),
            }
        }
        let (asked, deeper) = (filter.clone(), state.explore.clone());
        let answers = state.ask(move |store| ask(store, deeper.as_deref(), &asked, seen, by)).await?;
        // Counted only where somebody asks: events stand in tables of their own.
        let mut series = None;
        if seen == Seen::Time && state.watches.is_some() {
            let asked = how.iter().any(|(name, _)| *name == "measure");
            let how: params::Rest = how.into_iter().filter(|(name, _)| *name != "split").collect();
            let tally = crate::series::read(Filter { after: None, limit: None, ..filter.clone() }, &how)?;
            let found = if asked { crate::series::counted(&state, tally.clone()).await? } else { Vec::new() };
            series = Some(counted::series(lang, &filter, &tally, asked, found.first()));
        }
        Ok::<_, Failure>(ExplorePage { series, ..compose(f, &state, filter, answers, seen, by) })
    })
    .await
}

fn compose(mut f: Frame, state: &AppState, mut filter: Filter, answers: Answers, seen: Seen, by: Field) -> ExplorePage {
    let lang = f.lang;
    let twin = match seen {
        Seen::Time => "timeline",
        Seen::Beside => "multiples",
        Seen::Map => "map",
        Seen::List | Seen::Table => "reports",
    };
    let mut json = params::to_query(&filter);
    if seen == Seen::Beside {
        json = format!("{json}{}by={}", if json.is_empty() { "" } else { "&" }, by.as_str());
    }
    f.json = Some(if json.is_empty() { format!("/api/{twin}") } else { format!("/api/{twin}?{json}") });
    let listed = matches!(seen, Seen::List | Seen::Table);
    let next =
        answers.rows.next.clone().filter(|_| listed).map(|cursor| Filter { after: Some(cursor), ..filter.clone() });
    let first = filter.after.take().is_some();
    let rest = match (seen, by) {
        (Seen::List, _) => String::new(),
        (Seen::Beside, by) if by != Field::Type => format!("view=multiples&by={}", by.as_str()),
        (seen, _) => format!("view={}", seen.code()),
    };
    let viewer = Viewer { lang, names: &state.names };
    let known = self::seen(&answers.rows.rows, lang, &state.names);
    let maker = Maker { viewer, places: &state.places, filter: &filter, rest: &rest, seen: known };
    let tabs = Seen::ALL.iter().filter(|(s, ..)| state.explore.is_some() || matches!(s, Seen::List | Seen::Table)).map(
        |(s, code, words)| {
            let view = if code.is_empty() { String::new() } else { format!("view={code}") };
            let other = Maker { viewer, places: &state.places, filter: &filter, rest: &view, seen: HashMap::new() };
            (lang.get(words).unwrap_or(words), other.href(&filter), *s == seen)
        },
    );
    let tabs = tabs.collect();
    let search = filter.q.as_ref().or(filter.place.as_ref()).or(filter.actor.as_ref());
    let mut hidden: Vec<(&'static str, String)> = Vec::new();
    hidden.extend(filter.document.map(|d| ("document", d.to_string())));
    hidden.extend(filter.min_confidence.map(|c| ("min_confidence", c.to_string())));
    hidden.extend(filter.limit.map(|n| ("limit", n.to_string())));
    hidden.extend(filter.country.clone().map(|c| ("country", c)));
    hidden.extend(filter.governorate.clone().map(|c| ("governorate", c)));
    hidden.extend(filter.panel.clone().map(|c| ("panel", c)));
    hidden.extend(filter.said_by.clone().map(|c| ("said_by", c)));
    hidden.extend(filter.within.map(|a| ("box", format!("{},{},{},{}", a.west, a.south, a.east, a.north))));
    hidden.extend(filter.not.iter().map(|n| ("not", format!("{}:{}", n.field.as_str(), n.value))));
    hidden.extend((seen != Seen::List).then(|| ("view", seen.code().to_owned())));
    hidden.extend((seen == Seen::Beside).then(|| ("by", by.as_str().to_owned())));
    let (smalls, bys) = match &answers.multiples {
        Some(multiples) => smalls(&maker, multiples, by),
        None => Default::default(),
    };
    let (map, map_data, spots, unplaced) = match &answers.grid {
        Some((grid, view)) => drawn(&maker, grid, view, &answers.spots, state.basemap.as_deref()),
        None => Default::default(),
    };
    let table = match seen {
        Seen::Time => Some("timeline"),
        Seen::Beside => Some("multiples"),
        _ => None,
    };
    ExplorePage {
        citation: crate::exports::citation(state, &params::to_query(&filter)),
        table: table
            .map(|name| format!("/api/{name}.csv{}", if json.is_empty() { String::new() } else { format!("?{json}") })),
        seen: seen.code(),
        tabs,
        cards: answers.rows.rows.iter().map(|row| viewer.card(row)).collect(),
        chips: maker.chips(),
        clear: maker.href(&Filter { limit: filter.limit, ..Filter::default() }),
        types: choices(lang, EventType::ALL, filter.type_, "type"),
        modes: choices(lang, Mode::ALL, filter.mode, "mode"),
        modalities: choices(lang, Modality::ALL, filter.modality, "modality"),
        outlets: outlets(&filter, &answers.facets),
        places: answers.facets.places.iter().map(|v| (v.value.clone(), maker.known(&v.value))).collect(),
        actors: answers.facets.actors.iter().map(|v| (v.value.clone(), maker.known(&v.value))).collect(),
        facets: maker.facets(&answers.facets),
        tree: maker.tree(&answers.facets, &answers.spots),
        next: next.map(|n| maker.href(&n)),
        first: first.then(|| maker.href(&filter)),
        search: search.map(|q| q.chars().take(200).collect()),
        hints: suggestions(&maker, &answers.hints),
        span: dates::range(lang, answers.stats.first_published, answers.stats.last_published),
        total: answers.rows.total,
        stats: answers.stats,
        time: answers.timeline.as_ref().map(|timeline| time(&maker, timeline)),
        series: None,
        smalls,
        bys,
        map,
        map_data,
        spots,
        unplaced,
        hidden,
        filter: filter.clone(),
        f,
    }
}

/// The filters in force of a question that another page asks: label, value, and the question without it.
pub fn chips(viewer: Viewer<'_>, places: &crate::Places, filter: &Filter) -> Vec<(String, String, Filter)> {
    let maker = Maker { viewer, places, filter, rest: "", seen: HashMap::new() };
    let others = maker.chips().into_iter().map(|chip| {
        let query = chip.href.split_once('?').map(|(_, query)| query);
        (chip.label, chip.value, params::filter(query, Unknown::Ignore).unwrap_or_default())
    });
    others.collect()
}

/// The same search with a word that texts have in the place of one that none has.
fn suggestions(maker: &Maker<'_>, hints: &[Hint]) -> Vec<Suggestion> {
    let q = maker.filter.q.clone().unwrap_or_default();
    let one = |hint: &Hint| {
        let instead = hint.suggestions.iter().map(|word| {
            // As it was typed where it was typed so; else the whole search is the word.
            let other = if q.contains(&hint.word) { q.replace(&hint.word, word) } else { word.clone() };
            let href = maker.href(&Filter { q: Some(other), ..maker.filter.clone() });
            (word.clone(), href)
        });
        Suggestion { word: hint.word.clone(), instead: instead.collect() }
    };
    hints.iter().map(one).collect()
}

fn choices<T: Copy + PartialEq + std::fmt::Display>(
    lang: Lang,
    all: &[T],
    chosen: Option<T>,
    group: &str,
) -> Vec<Choice> {
    let one = |code: &T| {
        let value = code.to_string();
        Choice { label: lang.code_name(group, &value), selected: chosen == Some(*code), value }
    };
    all.iter().map(one).collect()
}

fn outlets(filter: &Filter, facets: &Facets) -> Vec<Choice> {
    let mut names: Vec<String> = facets.outlets.iter().map(|v| v.value.clone()).collect();
    names.extend(filter.outlet.clone());
    names.sort();
    names.dedup();
    let chosen = filter.outlet.as_deref();
    names.into_iter().map(|v| Choice { selected: chosen == Some(v.as_str()), label: v.clone(), value: v }).collect()
}

/// Names that this page's texts themselves use for canonical ones: a facet may show them where no better is known.
fn seen(rows: &[ReportRow], lang: Lang, names: &Names) -> HashMap<String, String> {
    let mut out = HashMap::new();
    if lang == Lang::En {
        return out;
    }
    for r in rows.iter().map(|row| &row.report) {
        let places = r.places.iter().map(|p| (&p.name, &p.quote.text));
        // A loaded name is nobody's name.
        let actors =
            r.actors.iter().chain(&r.recipients).filter(|a| a.loaded.is_none()).map(|a| (&a.entity, &a.quote.text));
        for (canonical, words) in places.chain(actors).filter(|(canonical, _)| names.arabic(canonical).is_none()) {
            out.entry(canonical.clone()).or_insert_with(|| words.clone());
        }
    }
    out
}
