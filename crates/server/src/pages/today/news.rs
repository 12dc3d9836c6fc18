//! What else is new: alarms, events that nobody had told before, tolls that rose; each with its sources.

use super::super::events::{self, Row};
use crate::errors::Failure;
use crate::i18n::{Lang, number};
use crate::state::AppState;
use crate::view::Viewer;
use crate::watches::{alarm_sentence, watch_name};
use crate::{dates, params};
use marsad_store::{AlarmFilter, AlarmRow, News, StoreError, ToldBy, WatchRow, Watched};

/// How many of each are shown.
const SHOWN: usize = 8;
/// How many alarms are looked through.
const ALARMS: usize = 200;

/// A document that a line rests on.
pub struct Source {
    pub name: String,
    pub title: String,
    pub href: String,
}

/// An alarm in a line.
pub struct Alarm {
    pub href: String,
    pub watch: String,
    pub strong: bool,
    pub level: String,
    pub day: String,
    pub iso: String,
    pub sentence: String,
    pub sources: Vec<Source>,
}

/// A new event in a line.
pub struct Event {
    pub row: Row,
    pub sources: Vec<Source>,
}

/// A toll that rose.
pub struct Toll {
    pub row: Row,
    pub what: String,
    pub before: String,
    pub now: String,
    pub source: Source,
}

/// All of it.
#[derive(Default)]
pub struct Lines {
    pub alarms: Vec<Alarm>,
    /// How many alarms there are beyond those shown, in words.
    pub more_alarms: Option<String>,
    pub events: Vec<Event>,
    pub more_events: Option<String>,
    pub tolls: Vec<Toll>,
}

impl Lines {
    pub fn is_quiet(&self) -> bool {
        self.alarms.is_empty() && self.events.is_empty() && self.tolls.is_empty()
    }
}

fn source(lang: Lang, told: &ToldBy) -> Source {
    let title = if told.title.is_empty() { lang.t("document.untitled").to_owned() } else { told.title.clone() };
    Source {
        name: told.outlet.clone().unwrap_or_else(|| title.clone()),
        title,
        href: format!("/{}/documents/{}", lang.code(), told.document),
    }
}

/// A watch, an alarm of it, and who tells what it rests on.
type Raised = (WatchRow, AlarmRow, Vec<ToldBy>);

/// The alarms raised after an instant, with their watches and first reports.
fn raised(store: &dyn Watched, after: i64) -> Result<(Vec<Raised>, usize), StoreError> {
    let filter = AlarmFilter { limit: Some(ALARMS), ..AlarmFilter::default() };
    let mut all: Vec<AlarmRow> = store.alarms(&filter)?.into_iter().filter(|a| a.raised_at > after).collect();
    let more = all.len().saturating_sub(SHOWN);
    all.truncate(SHOWN);
    let mut out = Vec::with_capacity(all.len());
    for alarm in all {
        let Some(watch) = store.watch(alarm.alarm.watch)? else { continue };
        let mut sources: Vec<ToldBy> = Vec::new();
        for id in alarm.alarm.content.reports.iter().take(20) {
            let Some(row) = store.report(*id)? else { continue };
            if sources.len() < 3 && !sources.iter().any(|s| s.document == row.document) {
                sources.push(ToldBy { document: row.document, title: row.title, outlet: row.outlet });
            }
        }
        out.push((watch, alarm, sources));
    }
    Ok((out, more))
}

/// What is new since a document came in and since an instant.
pub async fn lines(state: &AppState, lang: Lang, document: i64, instant: i64) -> Result<Lines, Failure> {
    let mut out = Lines::default();
    if state.watches.is_some() {
        let (alarms, more) = state.ask_watches(move |store| raised(store, instant)).await?;
        out.alarms =
            alarms.iter().map(|(watch, alarm, sources)| told_alarm(state, lang, watch, alarm, sources)).collect();
        out.more_alarms = (more > 0).then(|| lang.count("today.more_alarms", more as u64));
    }
    if let Some(store) = state.events.clone() {
        let news: News = state.ask(move |_| store.news(document, SHOWN)).await?;
        let viewer = Viewer { lang, names: &state.names };
        let more = news.total.saturating_sub(news.events.len() as u64);
        out.more_events = (more > 0).then(|| lang.count("today.more_events", more));
        out.events = news
            .events
            .iter()
            .map(|new| Event {
                row: events::row(viewer, &new.row),
                sources: new.sources.iter().map(|told| source(lang, told)).collect(),
            })
            .collect();
        out.tolls = news
            .rises
            .iter()
            .map(|rise| Toll {
                row: events::row(viewer, &rise.row),
                what: lang.code_name("count", rise.what.as_str()),
                before: number(rise.before),
                now: number(rise.now),
                source: source(lang, &rise.source),
            })
            .collect();
    }
    Ok(out)
}

fn told_alarm(state: &AppState, lang: Lang, watch: &WatchRow, alarm: &AlarmRow, sources: &[ToldBy]) -> Alarm {
    let level = alarm.alarm.level.name();
    Alarm {
        href: format!("/{}/alarms/{}", lang.code(), params::encode(&alarm.id.to_string())),
        watch: watch_name(lang, watch).to_owned(),
        strong: level == "warning",
        level: lang.t(if level == "warning" { "alarm.warning" } else { "alarm.watch" }).to_owned(),
        day: dates::day(lang, alarm.alarm.day),
        iso: alarm.alarm.day.to_string(),
        sentence: alarm_sentence(lang, &state.names, alarm),
        sources: sources.iter().map(|told| source(lang, told)).collect(),
    }
}
