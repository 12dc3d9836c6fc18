//! The list of reports: search, filters, facets, chips and pages.

use super::{Frame, page};
use crate::i18n::Lang;
use crate::params::{self, Unknown};
use crate::state::AppState;
use crate::view::{Card, Viewer, percent};
use crate::{Names, dates};
use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use marsad_model::{EventType, Modality};
use marsad_store::{FacetValue, Facets, Filter, ReportRow, Stats};
use std::collections::HashMap;

/// How many reports a page shows unless the address says otherwise.
const PAGE_SIZE: usize = 20;
/// How many values of a facet are shown before "more".
const FACET_HEAD: usize = 7;

/// A filter in force, and the address without it.
pub struct Chip {
    label: &'static str,
    value: String,
    href: String,
    remove: String,
}

/// One value of a facet.
pub struct FacetLink {
    label: String,
    count: String,
    href: String,
    selected: bool,
}

/// One facet: the first values, and the rest.
pub struct Facet {
    title: &'static str,
    head: Vec<FacetLink>,
    rest: Vec<FacetLink>,
}

/// A choice of a select box.
pub struct Choice {
    value: String,
    label: String,
    selected: bool,
}

#[derive(Template)]
#[template(path = "list.html")]
struct ListPage {
    f: Frame,
    filter: Filter,
    total: u64,
    cards: Vec<Card>,
    chips: Vec<Chip>,
    clear: String,
    facets: Vec<Facet>,
    types: Vec<Choice>,
    modalities: Vec<Choice>,
    outlets: Vec<Choice>,
    places: Vec<(String, String)>,
    actors: Vec<(String, String)>,
    next: Option<String>,
    first: Option<String>,
    search: Option<String>,
    stats: Stats,
    span: Option<String>,
}

impl ListPage {
    fn text(&self, value: &Option<String>) -> String {
        value.clone().unwrap_or_default()
    }

    fn from(&self) -> String {
        self.filter.from.map(|d| d.to_string()).unwrap_or_default()
    }

    fn to(&self) -> String {
        self.filter.to.map(|d| d.to_string()).unwrap_or_default()
    }

    /// Whether a filter beside the words is in force, so that the form shows it.
    fn narrowed(&self) -> bool {
        let f = &self.filter;
        f.type_.is_some()
            || f.place.is_some()
            || f.actor.is_some()
            || f.modality.is_some()
            || f.outlet.is_some()
            || f.from.is_some()
            || f.to.is_some()
    }
}

/// `/{lang}/`.
pub async fn list(State(state): State<AppState>, Path(code): Path<String>, RawQuery(query): RawQuery) -> Response {
    let frame = |lang: Lang| Frame::new(lang, "explore", "/", query.clone());
    let raw = query.clone();
    page(&code, frame, async move |mut f: Frame| {
        f.title = f.lang.t("list.title").to_owned();
        let mut filter = params::filter(raw.as_deref(), Unknown::Ignore)?;
        let mut asked = filter.clone();
        asked.limit.get_or_insert(PAGE_SIZE);
        let (rows, facets, stats) = state
            .ask(move |store| {
                Ok((store.reports(&asked)?, store.facets(&Filter { after: None, ..asked })?, store.stats()?))
            })
            .await?;
        let json = params::to_query(&filter);
        f.json = Some(if json.is_empty() { "/api/reports".to_owned() } else { format!("/api/reports?{json}") });
        let next = rows.next.clone().map(|cursor| Filter { after: Some(cursor), ..filter.clone() });
        let first = filter.after.take().is_some();
        let maker = Maker {
            viewer: Viewer { lang: f.lang, names: &state.names },
            filter: &filter,
            seen: seen(&rows.rows, f.lang, &state.names),
        };
        let search = filter.q.as_ref().or(filter.place.as_ref()).or(filter.actor.as_ref());
        Ok(ListPage {
            cards: rows.rows.iter().map(|row| maker.viewer.card(row)).collect(),
            chips: maker.chips(),
            clear: maker.viewer.list_href(&Filter { limit: filter.limit, ..Filter::default() }),
            types: maker.choices(EventType::ALL, filter.type_, "type"),
            modalities: maker.choices(Modality::ALL, filter.modality, "modality"),
            outlets: maker.outlets(&facets),
            places: facets.places.iter().map(|v| (v.value.clone(), maker.known(&v.value))).collect(),
            actors: facets.actors.iter().map(|v| (v.value.clone(), maker.known(&v.value))).collect(),
            facets: maker.facets(&facets),
            next: next.map(|n| maker.viewer.list_href(&n)),
            first: first.then(|| maker.viewer.list_href(&filter)),
            search: search.map(|q| q.chars().take(200).collect()),
            span: dates::range(f.lang, stats.first_published, stats.last_published),
            total: rows.total,
            stats,
            filter: filter.clone(),
            f,
        })
    })
    .await
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

/// Makes the parts of the page that lead to neighbouring questions.
struct Maker<'a> {
    viewer: Viewer<'a>,
    filter: &'a Filter,
    seen: HashMap<String, String>,
}

impl Maker<'_> {
    fn lang(&self) -> Lang {
        self.viewer.lang
    }

    /// A canonical name in the reader's language, as far as we know one.
    fn known(&self, canonical: &str) -> String {
        let known = self.viewer.known_name(canonical).or_else(|| self.seen.get(canonical).map(String::as_str));
        known.unwrap_or(canonical).to_owned()
    }

    fn chip(&self, label: &'static str, value: String, change: impl FnOnce(&mut Filter)) -> Chip {
        let mut without = self.filter.clone();
        change(&mut without);
        let label = self.lang().t(label);
        let remove = self.lang().fill_isolated("chip.remove", &[("filter", &format!("{label}: {value}"))]);
        Chip { label, value, href: self.viewer.list_href(&without), remove }
    }

    fn chips(&self) -> Vec<Chip> {
        let f = self.filter;
        let l = self.lang();
        let mut out = Vec::new();
        out.extend(f.q.as_ref().map(|v| self.chip("filter.q", v.clone(), |f| f.q = None)));
        out.extend(f.type_.map(|t| self.chip("filter.type", self.viewer.type_name(t), |f| f.type_ = None)));
        out.extend(f.place.as_ref().map(|v| self.chip("filter.place", self.known(v), |f| f.place = None)));
        out.extend(f.actor.as_ref().map(|v| self.chip("filter.actor", self.known(v), |f| f.actor = None)));
        let voice = f.modality.map(|m| l.code_name("modality", m.as_str()));
        out.extend(voice.map(|v| self.chip("filter.modality", v, |f| f.modality = None)));
        out.extend(f.outlet.as_ref().map(|v| self.chip("filter.outlet", v.clone(), |f| f.outlet = None)));
        out.extend(f.from.map(|d| self.chip("filter.from", dates::day(l, d), |f| f.from = None)));
        out.extend(f.to.map(|d| self.chip("filter.to", dates::day(l, d), |f| f.to = None)));
        out.extend(f.document.map(|d| self.chip("filter.document", d.to_string(), |f| f.document = None)));
        let least = f.min_confidence.map(|c| format!("{}%", percent(c)));
        out.extend(least.map(|v| self.chip("filter.min_confidence", v, |f| f.min_confidence = None)));
        out
    }

    fn choices<T: Copy + PartialEq + std::fmt::Display>(
        &self,
        all: &[T],
        chosen: Option<T>,
        group: &str,
    ) -> Vec<Choice> {
        all.iter()
            .map(|code| {
                let value = code.to_string();
                Choice { label: self.lang().code_name(group, &value), selected: chosen == Some(*code), value }
            })
            .collect()
    }

    fn outlets(&self, facets: &Facets) -> Vec<Choice> {
        let mut names: Vec<String> = facets.outlets.iter().map(|v| v.value.clone()).collect();
        names.extend(self.filter.outlet.clone());
        names.sort();
        names.dedup();
        let chosen = self.filter.outlet.as_deref();
        names.into_iter().map(|v| Choice { selected: chosen == Some(v.as_str()), label: v.clone(), value: v }).collect()
    }

    fn facet(
        &self,
        title: &'static str,
        values: &[FacetValue],
        chosen: Option<&str>,
        label: impl Fn(&str) -> String,
        set: impl Fn(&mut Filter, Option<&str>),
    ) -> Option<Facet> {
        let mut head: Vec<FacetLink> = values
            .iter()
            .map(|v| {
                let selected = chosen.is_some_and(|c| c.eq_ignore_ascii_case(&v.value));
                let mut other = self.filter.clone();
                set(&mut other, (!selected).then_some(v.value.as_str()));
                let href = self.viewer.list_href(&other);
                FacetLink { label: label(&v.value), count: crate::i18n::number(v.count), href, selected }
            })
            .collect();
        let rest = head.split_off(head.len().min(FACET_HEAD));
        (!head.is_empty()).then(|| Facet { title: self.lang().t(title), head, rest })
    }

    fn facets(&self, facets: &Facets) -> Vec<Facet> {
        let f = self.filter;
        let l = self.lang();
        let (type_, modality) = (f.type_.map(EventType::as_str), f.modality.map(Modality::as_str));
        [
            self.facet(
                "facet.types",
                &facets.types,
                type_,
                |v| l.code_name("type", v),
                |f, v| f.type_ = v.and_then(|v| v.parse().ok()),
            ),
            self.facet(
                "facet.places",
                &facets.places,
                f.place.as_deref(),
                |v| self.known(v),
                |f, v| f.place = v.map(str::to_owned),
            ),
            self.facet(
                "facet.actors",
                &facets.actors,
                f.actor.as_deref(),
                |v| self.known(v),
                |f, v| f.actor = v.map(str::to_owned),
            ),
            self.facet(
                "facet.modalities",
                &facets.modalities,
                modality,
                |v| l.code_name("modality", v),
                |f, v| f.modality = v.and_then(|v| v.parse().ok()),
            ),
            self.facet("facet.outlets", &facets.outlets, f.outlet.as_deref(), str::to_owned, |f, v| {
                f.outlet = v.map(str::to_owned)
            }),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}
