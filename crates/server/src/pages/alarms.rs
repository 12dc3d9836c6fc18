//! Alarms: the list of all, and as a feed.

use super::{Frame, page};
use crate::chart;
use crate::dates;
use crate::errors::Failure;
use crate::i18n::Lang;
use crate::params::{self, Unknown};
use crate::state::{AppState, preferred};
use crate::watches::{alarm_sentence, last_periods, part_name, watch_href, watch_name};
use crate::{Names, rss};
use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use marsad_model::Day;
use marsad_store::{AlarmFilter, AlarmRow, History, ReportRow, Store, StoreError, WatchRow, Watched, watch_history};
use std::collections::HashMap;

/// Alarms on one page.
const ON_PAGE: usize = 20;
/// Alarms in the feed.
const IN_FEED: usize = 50;
/// Periods in the small drawing of an alarm.
const PERIODS: usize = 78;
/// Reports that an alarm shows.
const SHOWN: usize = 6;

/// A report behind an alarm.
pub struct Behind {
    /// Its source view.
    pub href: String,
    /// The headline.
    pub title: String,
    /// The outlet.
    pub outlet: Option<String>,
    /// Day of publication: words and ISO.
    pub published: Option<(String, String)>,
}

/// One alarm as a page shows it.
pub struct Panel {
    /// Its id.
    pub id: i64,
    /// The watch: name and address, of what was known when it was raised.
    pub watch: (String, String),
    /// Which part, place or method.
    pub part: Option<String>,
    /// Its level, in words and as code.
    pub level: (String, &'static str),
    /// What raised it.
    pub method: String,
    /// The day: words and ISO.
    pub day: (String, String),
    /// What it says.
    pub sentence: String,
    /// Its numbers: what they are, and they.
    pub numbers: Vec<(String, String)>,
    /// The drawing of its series.
    pub chart: Option<String>,
    /// The newest reports.
    pub reports: Vec<Behind>,
    /// How many there are, in words.
    pub counted: String,
    /// Whether nobody has seen it.
    pub open: bool,
    /// Who saw it and when, or that nobody did.
    pub state: String,
}

/// A number as a reader can use it.
pub fn shown(value: f64) -> String {
    if value == 0.0 || value.abs() >= 100.0 {
        format!("{value:.0}")
    } else if value.abs() >= 0.1 {
        let text = format!("{value:.1}");
        text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
    } else if value.abs() >= 1e-5 {
        format!("{value:.5}").trim_end_matches('0').to_owned()
    } else {
        "< 0.00001".to_owned()
    }
}

/// The instant of milliseconds since 1970, as pages write it.
pub fn instant(lang: Lang, millis: i64) -> String {
    let seconds = millis.div_euclid(1000);
    let days = seconds.div_euclid(86_400);
    let of_day = seconds.rem_euclid(86_400);
    let day = Day::constant(1970, 1, 1).checked_add(jiff::Span::new().try_days(days).unwrap_or_default());
    let stamp = format!("{}T{:02}:{:02}:00Z", day.unwrap_or(Day::MAX), of_day / 3600, of_day % 3600 / 60);
    dates::instant(lang, &stamp)
}

/// An alarm with everything that it shows.
pub fn panel(
    lang: Lang,
    names: &Names,
    watch: &WatchRow,
    alarm: &AlarmRow,
    history: Option<&History>,
    reports: &[ReportRow],
) -> Panel {
    let a = &alarm.alarm;
    let part = if a.content.sighting.is_some() { "" } else { a.of.as_str() };
    let t = |key: &str| lang.t(key).to_owned();
    let mut numbers = Vec::new();
    if let Some(n) = &a.content.numbers {
        numbers.push((t("alarm.observed"), n.observed.to_string()));
        numbers.push((t("alarm.expected"), shown(n.expected)));
        numbers.push((t("alarm.dispersion"), shown(n.dispersion)));
        numbers.extend(n.exposure.map(|read| (t("alarm.exposure"), shown(read))));
        numbers.push((t("alarm.bound"), shown(n.bound)));
        numbers.push((t("alarm.score"), shown(n.score)));
        numbers.extend(n.p.map(|p| (t("alarm.p"), shown(p))));
    }
    let series = history.and_then(|h| h.parts.get(part)).map(|vintages| vintages.as_of(a.content.known));
    let drawing = series.filter(|_| a.content.numbers.is_some()).map(|series| {
        let until = series.until(series.index_of(a.day).map_or(series.len(), |at| at + 1));
        let rows = chart::rows(&until, last_periods(&until, PERIODS));
        let title = lang.fill("alarm.chart", &[("watch", watch_name(lang, watch))]);
        chart::counts(&rows, &[(a.day, alarm.id)], &chart::Words { title })
    });
    let state = match (alarm.acknowledged_at, &alarm.acknowledged_by) {
        (Some(at), Some(who)) => lang.fill_isolated("alarm.seen", &[("who", who), ("when", &instant(lang, at))]),
        _ => t("alarm.open"),
    };
    Panel {
        id: alarm.id,
        watch: (watch_name(lang, watch).to_owned(), watch_href(lang, watch.id, part, Some(a.content.known))),
        part: (!a.of.is_empty()).then(|| part_name(lang, names, &a.of)),
        level: (t(if a.level.name() == "warning" { "alarm.warning" } else { "alarm.watch" }), a.level.name()),
        method: lang.t(&format!("method.{}", a.method.name())).to_owned(),
        day: (dates::day(lang, a.day), a.day.to_string()),
        sentence: alarm_sentence(lang, names, alarm),
        numbers,
        chart: drawing,
        reports: reports.iter().map(|row| behind(lang, row)).collect(),
        counted: lang.count("alarm.reports", a.content.report_count),
        open: alarm.acknowledged_at.is_none(),
        state,
    }
}

fn behind(lang: Lang, row: &ReportRow) -> Behind {
    let title = if row.title.is_empty() { lang.t("document.untitled").to_owned() } else { row.title.clone() };
    Behind {
        href: format!("/{}/documents/{}?report={}", lang.code(), row.document, row.id),
        title,
        outlet: row.outlet.clone(),
        published: row.published.map(|day| (dates::day(lang, day), day.to_string())),
    }
}

/// The reports that an alarm shows.
///
/// # Errors
/// When the store cannot be read.
pub fn newest(store: &dyn Store, alarm: &AlarmRow) -> Result<Vec<ReportRow>, StoreError> {
    let mut out: Vec<ReportRow> = Vec::new();
    for id in &alarm.alarm.content.reports {
        let Some(row) = store.report(*id)? else { continue };
        // A text that tells of it twice is shown once.
        if !out.iter().any(|shown| shown.document == row.document) {
            out.push(row);
        }
        if out.len() == SHOWN {
            break;
        }
    }
    Ok(out)
}

/// An alarm with its watch.
type Told = (WatchRow, AlarmRow);

/// Alarms with their watches and histories.
struct Found {
    alarms: Vec<Told>,
    histories: HashMap<i64, History>,
    watches: Vec<WatchRow>,
}

fn found(store: &dyn Watched, filter: &AlarmFilter, histories: bool) -> Result<Found, StoreError> {
    let mut out = Found { alarms: Vec::new(), histories: HashMap::new(), watches: store.watches(false)? };
    for alarm in store.alarms(filter)? {
        let Some(watch) = store.watch(alarm.alarm.watch)? else { continue };
        if histories && !out.histories.contains_key(&watch.id) {
            out.histories.insert(watch.id, watch_history(store, &watch)?);
        }
        out.alarms.push((watch, alarm));
    }
    Ok(out)
}

#[derive(Template)]
#[template(path = "alarms.html")]
struct AlarmsPage {
    f: Frame,
    panels: Vec<Panel>,
    /// Watches: name, address, whether muted.
    watches: Vec<(String, String, bool)>,
    open: bool,
    next: Option<String>,
}

/// `/{lang}/alarms?open=1&before=ID`.
pub async fn alarms(State(state): State<AppState>, Path(code): Path<String>, RawQuery(query): RawQuery) -> Response {
    let frame = |lang: Lang| Frame::new(lang, "alarms", "/alarms", query.clone());
    let raw = query.clone();
    page(&code, frame, async move |mut f: Frame| {
        let lang = f.lang;
        f.title = lang.t("alarm.title").to_owned();
        f.json = Some("/api/alarms".to_owned());
        let mut filter = AlarmFilter { limit: Some(ON_PAGE + 1), ..AlarmFilter::default() };
        for (name, value) in params::pairs(raw.as_deref(), &["open", "before"], Unknown::Ignore)? {
            match name {
                "open" => filter.open = value == "1",
                _ => filter.before = Some(params::one_id(Some(&format!("before={value}")), "before")?.unwrap_or(0)),
            }
        }
        let open = filter.open;
        let mut told = state.ask_watches(move |store| found(store, &filter, true)).await?;
        let more = told.alarms.len() > ON_PAGE;
        told.alarms.truncate(ON_PAGE);
        let next = told.alarms.last().filter(|_| more).map(|(_, last)| {
            let open = if open { "open=1&" } else { "" };
            format!("/{}/alarms?{open}before={}", lang.code(), last.id)
        });
        let panels = panels(&state, lang, told.alarms, &told.histories).await?;
        let watches = told
            .watches
            .iter()
            .map(|w| {
                let muted = w.muted_until.is_some();
                (watch_name(lang, w).to_owned(), watch_href(lang, w.id, "", None), muted)
            })
            .collect();
        Ok(AlarmsPage { f, panels, watches, open, next })
    })
    .await
}

/// Panels of alarms, with their reports.
pub async fn panels(
    state: &AppState,
    lang: Lang,
    alarms: Vec<Told>,
    histories: &HashMap<i64, History>,
) -> Result<Vec<Panel>, Failure> {
    let asked = alarms.clone();
    let reports = state
        .ask(move |store| asked.iter().map(|(_, alarm)| newest(store, alarm)).collect::<Result<Vec<_>, _>>())
        .await?;
    let one = |((watch, alarm), reports): (&Told, &Vec<ReportRow>)| {
        panel(lang, &state.names, watch, alarm, histories.get(&watch.id), reports)
    };
    Ok(alarms.iter().zip(&reports).map(one).collect())
}

/// `/{lang}/alarms.rss`: the newest alarms for feed readers.
pub async fn feed(State(state): State<AppState>, Path(code): Path<String>, headers: HeaderMap) -> Response {
    let Some(lang) = Lang::from_code(&code) else {
        return Failure::NotFound.page(Frame::new(preferred(&headers), "", "/", None));
    };
    let filter = AlarmFilter { limit: Some(IN_FEED), ..AlarmFilter::default() };
    match state.ask_watches(move |store| found(store, &filter, false)).await {
        Ok(told) => {
            let base = rss::base(&headers);
            let items: Vec<rss::Item> = told
                .alarms
                .iter()
                .map(|(watch, alarm)| rss::Item {
                    title: format!(
                        "{} — {}",
                        lang.t(if alarm.alarm.level.name() == "warning" { "alarm.warning" } else { "alarm.watch" }),
                        watch_name(lang, watch)
                    ),
                    link: format!("{base}{}#alarm-{}", watch_href(lang, watch.id, "", None), alarm.id),
                    id: format!("marsad:alarm:{}:{}", alarm.id, alarm.alarm.level.name()),
                    text: alarm_sentence(lang, &state.names, alarm),
                    at: alarm.raised_at,
                })
                .collect();
            let channel = rss::Channel {
                title: format!("{} · {}", lang.t("alarm.title"), lang.t("app.name")),
                text: lang.t("alarm.lead").to_owned(),
                link: format!("{base}/{}/alarms", lang.code()),
                own: format!("{base}/{}/alarms.rss", lang.code()),
                language: lang.code(),
            };
            let media = "application/rss+xml; charset=utf-8";
            ([(header::CONTENT_TYPE, media)], rss::feed(&channel, &items)).into_response()
        }
        Err(failure) => failure.page(Frame::new(lang, "alarms", "/alarms", None)),
    }
}
