//! Outlets: the table of them under the feeds, and one outlet with its series, its feeds, and what is noted of it.

use super::sources::{self, Row as FeedRow};
use super::{Frame, page};
use crate::chart::{self, Words};
use crate::dates;
use crate::errors::Failure;
use crate::i18n::{Lang, number};
use crate::params::{self, Unknown};
use crate::state::AppState;
use crate::view::Viewer;
use crate::watches::last_periods;
use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use marsad_model::Day;
use marsad_store::{FacetValue, Filter, OutletFacts, OutletKind, OutletRow, Outlets, Store, StoreError, Tally};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

/// Weeks that the drawing of an outlet shows.
const PERIODS: usize = 104;

/// An outlet in the table.
pub struct Row {
    pub name: String,
    pub href: String,
    pub reports: String,
    pub kind: Option<String>,
    pub language: Option<String>,
    pub country: Option<String>,
    pub panels: Vec<(String, String)>,
    pub carries: Vec<String>,
}

/// A version of what was noted: when, by whom, in short.
pub struct Noted {
    pub when: String,
    pub who: String,
    pub facts: Vec<(&'static str, String)>,
}

#[derive(Template)]
#[template(path = "outlet.html")]
struct OutletPage {
    f: Frame,
    name: String,
    reports: String,
    list: String,
    facts: Vec<(&'static str, String)>,
    panels: Vec<(String, String)>,
    /// Wires that it carries, and who carries its own: name, address, days.
    carries: Vec<(String, String, String)>,
    carried_by: Vec<(String, String, String)>,
    feeds: Vec<FeedRow>,
    counts: String,
    citation: String,
    history: Vec<Noted>,
    /// The form: what stands in each of its fields.
    form: Option<Form>,
}

/// What the form of an outlet begins with.
struct Form {
    action: String,
    language: String,
    country: String,
    /// Code, words, whether chosen.
    kinds: Vec<(&'static str, String, bool)>,
    stance: String,
    panels: String,
    carries: String,
}

impl Form {
    fn of(lang: Lang, name: &str, facts: &OutletFacts) -> Self {
        let lines = |all: &mut dyn Iterator<Item = String>| all.collect::<Vec<_>>().join("\n");
        let kinds = OutletKind::ALL.into_iter().map(|one| (one.as_str(), kind(lang, one), facts.kind == Some(one)));
        Self {
            action: outlet_href(lang, name),
            language: facts.language.clone().unwrap_or_default(),
            country: facts.country.clone().unwrap_or_default(),
            kinds: kinds.collect(),
            stance: facts.stance.clone().unwrap_or_default(),
            panels: lines(&mut facts.panels.iter().cloned()),
            carries: lines(&mut facts.carries.iter().map(ToString::to_string)),
        }
    }
}

/// The address of an outlet's page.
#[must_use]
pub fn outlet_href(lang: Lang, name: &str) -> String {
    format!("/{}/sources/{}", lang.code(), path_segment(name))
}

/// A name as one part of a path.
fn path_segment(name: &str) -> String {
    let mut out = String::with_capacity(name.len() * 3);
    for byte in name.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => out.push(char::from(byte)),
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    // A part that is only dots would be another folder to a browser.
    if out.bytes().all(|b| b == b'.') { out.replace('.', "%2E") } else { out }
}

fn kind(lang: Lang, kind: OutletKind) -> String {
    lang.code_name("outlet.kind", kind.as_str())
}

/// The panels of an outlet, each with the reports of its outlets.
fn panels(viewer: Viewer<'_>, facts: &OutletFacts) -> Vec<(String, String)> {
    let link =
        |panel: &String| (panel.clone(), viewer.list_href(&Filter { panel: Some(panel.clone()), ..Filter::default() }));
    facts.panels.iter().map(link).collect()
}

/// The table: every outlet that has reports or of which something is noted, most reports first.
pub fn table(viewer: Viewer<'_>, counts: &[FacetValue], noted: &[OutletRow]) -> Vec<Row> {
    let mut all: BTreeMap<&str, (u64, Option<&OutletFacts>)> = BTreeMap::new();
    counts.iter().for_each(|one| all.entry(&one.value).or_default().0 = one.count);
    noted.iter().for_each(|row| all.entry(&row.outlet).or_default().1 = Some(&row.facts));
    let mut all: Vec<_> = all.into_iter().collect();
    all.sort_by_key(|(name, (count, _))| (std::cmp::Reverse(*count), *name));
    let lang = viewer.lang;
    let row = |(name, (count, facts)): (&str, (u64, Option<&OutletFacts>))| Row {
        name: name.to_owned(),
        href: outlet_href(lang, name),
        reports: number(count),
        kind: facts.and_then(|f| f.kind).map(|k| kind(lang, k)),
        language: facts.and_then(|f| f.language.clone()),
        country: facts.and_then(|f| f.country.as_deref()).map(|code| lang.code_name("country", code)),
        panels: facts.map(|f| panels(viewer, f)).unwrap_or_default(),
        carries: facts.map(|f| f.carries.iter().map(|one| one.wire.clone()).collect()).unwrap_or_default(),
    };
    all.into_iter().map(row).collect()
}

/// What is noted, field by field, in the reader's language.
fn facts(lang: Lang, facts: &OutletFacts) -> Vec<(&'static str, String)> {
    let list = |all: &BTreeSet<String>| all.iter().cloned().collect::<Vec<_>>().join(" · ");
    let carries: Vec<String> = facts.carries.iter().map(ToString::to_string).collect();
    let fields = [
        ("outlet.kind", facts.kind.map(|k| kind(lang, k))),
        ("outlet.language", facts.language.clone()),
        ("outlet.country", facts.country.as_deref().map(|code| lang.code_name("country", code))),
        ("outlet.stance", facts.stance.clone()),
        ("outlet.panels", (!facts.panels.is_empty()).then(|| list(&facts.panels))),
        ("outlet.carries", (!carries.is_empty()).then(|| carries.join(" · "))),
    ];
    fields.into_iter().filter_map(|(key, value)| Some((lang.t_static(key), value?))).collect()
}

fn days(lang: Lang, from: Option<Day>, to: Option<Day>) -> String {
    dates::range(lang, from, to).unwrap_or_default()
}

/// What the store says of an outlet.
struct Told {
    reports: u64,
    versions: Vec<OutletRow>,
    all: Vec<OutletRow>,
}

fn told(store: &dyn Store, outlets: &dyn Outlets, name: &str) -> Result<Option<Told>, StoreError> {
    let asked = Filter { outlet: Some(name.to_owned()), limit: Some(1), ..Filter::default() };
    let reports = store.reports(&asked)?.total;
    let versions = outlets.outlet_versions(name)?;
    let known = || store.facets(&Filter::default()).map(|f| f.outlets.iter().any(|one| one.value == name));
    if reports == 0 && versions.is_empty() && !known()? {
        return Ok(None);
    }
    Ok(Some(Told { reports, versions, all: outlets.outlets()? }))
}

/// `/{lang}/sources/{outlet}`.
pub async fn outlet(
    State(state): State<AppState>,
    Path((code, name)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Response {
    let path = format!("/sources/{}", path_segment(&name));
    let frame = |lang: Lang| Frame::new(lang, "sources", &path, query.clone());
    page(&code, frame, async |mut f: Frame| {
        let lang = f.lang;
        f.title.clone_from(&name);
        f.json = Some(format!("/api/outlets/{}", path_segment(&name)));
        let outlets = state.outlets.clone().ok_or(Failure::NotFound)?;
        let (wanted, ledger) = (name.clone(), state.ledger.clone());
        let (told, feeds) = state
            .ask(move |store| {
                let told = told(store, outlets.as_ref(), &wanted)?;
                let feeds = ledger.map(|ledger| ledger.feeds()).transpose()?.unwrap_or_default();
                let its = feeds.into_iter().filter(|feed| feed.feed.outlet.as_deref() == Some(wanted.as_str()));
                Ok((told, its.collect::<Vec<_>>()))
            })
            .await?;
        let told = told.ok_or(Failure::NotFound)?;
        let viewer = Viewer { lang, names: &state.names };
        let asked = Filter { outlet: Some(name.clone()), ..Filter::default() };
        let list = viewer.list_href(&asked);
        let rows = series(&state, asked).await?;
        let current = told.versions.last().map(|row| row.facts.clone()).unwrap_or_default();
        let link = |name: &str, from, to| (name.to_owned(), outlet_href(lang, name), days(lang, from, to));
        let carried_by = told.all.iter().flat_map(|row| {
            let mine = row.facts.carries.iter().filter(|one| one.wire == name);
            mine.map(|one| link(&row.outlet, one.from, one.to))
        });
        let history = told.versions.iter().rev().map(|row| Noted {
            when: dates::instant(lang, &row.changed_at),
            who: row.changed_by.clone(),
            facts: facts(lang, &row.facts),
        });
        let now = sources::now();
        Ok::<_, Failure>(OutletPage {
            reports: lang.count("list.count", told.reports),
            facts: facts(lang, &OutletFacts { panels: BTreeSet::new(), carries: BTreeSet::new(), ..current.clone() }),
            panels: panels(viewer, &current),
            carries: current.carries.iter().map(|one| link(&one.wire, one.from, one.to)).collect(),
            carried_by: carried_by.collect(),
            feeds: feeds.iter().map(|feed| sources::row(viewer, feed, now)).collect(),
            counts: if rows.iter().any(|row| row.count.is_some()) {
                chart::counts(&rows, &[], &Words { title: lang.fill("outlet.chart", &[("outlet", &name)]) })
            } else {
                String::new()
            },
            citation: crate::exports::citation(
                &state,
                &params::to_query(&Filter { outlet: Some(name.clone()), ..Filter::default() }),
            ),
            history: history.collect(),
            form: f.may_edit().then(|| Form::of(lang, &name, &current)),
            name: name.clone(),
            list,
            f,
        })
    })
    .await
}

/// Reports of an outlet by week, beside its documents read.
async fn series(state: &AppState, filter: Filter) -> Result<Vec<chart::Row>, Failure> {
    if state.watches.is_none() {
        return Ok(Vec::new());
    }
    let tally = Tally { filter, ..Tally::default() };
    let counted = state.ask_watches(move |store| store.tally(&tally)).await?;
    Ok(counted.first().map(|one| chart::rows(&one.series, last_periods(&one.series, PERIODS))).unwrap_or_default())
}

/// Every outlet that has reports or of which something is noted: how many reports, and what is noted.
///
/// # Errors
/// [`Failure::NotFound`] where there are no notes; what the store says.
pub async fn all(state: &AppState) -> Result<BTreeMap<String, (u64, Option<OutletRow>)>, Failure> {
    let outlets = state.outlets.clone().ok_or(Failure::NotFound)?;
    let (counts, noted) =
        state.ask(move |store| Ok((store.facets(&Filter::default())?.outlets, outlets.outlets()?))).await?;
    let mut all: BTreeMap<String, (u64, Option<OutletRow>)> = BTreeMap::new();
    counts.into_iter().for_each(|one| all.entry(one.value).or_default().0 = one.count);
    for row in noted {
        let noted = &mut all.entry(row.outlet.clone()).or_default().1;
        *noted = Some(row);
    }
    Ok(all)
}

/// `/api/outlets`: every outlet with its number of reports and what is noted of it.
pub async fn list_api(State(state): State<AppState>, RawQuery(raw): RawQuery) -> Response {
    let result = async {
        params::pairs(raw.as_deref(), &[], Unknown::Refuse)?;
        let rows: Vec<_> = all(&state)
            .await?
            .into_iter()
            .map(|(name, (reports, noted))| json!({ "outlet": name, "reports": reports, "noted": noted }))
            .collect();
        Ok(json!({ "rows": rows }))
    };
    crate::api::answer(result.await)
}

/// `/api/outlets/{outlet}`: one outlet, with everything that was noted of it and who carries its wire.
pub async fn one_api(State(state): State<AppState>, Path(name): Path<String>, RawQuery(raw): RawQuery) -> Response {
    let result = async {
        params::pairs(raw.as_deref(), &[], Unknown::Refuse)?;
        let outlets = state.outlets.clone().ok_or(Failure::NotFound)?;
        let wanted = name.clone();
        let told = state.ask(move |store| told(store, outlets.as_ref(), &wanted)).await?.ok_or(Failure::NotFound)?;
        let carried_by: Vec<&str> = told
            .all
            .iter()
            .filter(|row| row.facts.carries.iter().any(|one| one.wire == name))
            .map(|row| row.outlet.as_str())
            .collect();
        Ok(json!({
            "outlet": name, "reports": told.reports, "noted": told.versions.last(), "carried_by": carried_by,
            "versions": told.versions,
        }))
    };
    crate::api::answer(result.await)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_name_is_one_part_of_a_path() {
        assert_eq!(path_segment("a/b?c"), "a%2Fb%3Fc");
        assert_eq!(path_segment("وكالة"), "%D9%88%D9%83%D8%A7%D9%84%D8%A9");
        assert_eq!(path_segment(".."), "%2E%2E");
        assert_eq!(outlet_href(Lang::En, "x y"), "/en/sources/x%20y");
    }
}
