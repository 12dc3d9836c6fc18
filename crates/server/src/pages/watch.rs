//! One watch: its counts as a drawing and as a table, as known now or on a day before, with its alarms and notes.

use super::alarms::{Panel, instant, panels, shown};
use super::{Frame, page};
use crate::brief::ends;
use crate::chart::{self, Row};
use crate::dates;
use crate::errors::Failure;
use crate::i18n::Lang;
use crate::params::{self, Fault, Unknown};
use crate::state::AppState;
use crate::watches::{last_periods, part_name, watch_href, watch_name, with_days};
use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use marsad_model::Day;
use marsad_store::{AlarmFilter, Note, watch_history};
use marsad_watch::sentence::{self, Language};
use marsad_watch::{Detector, Step};
use std::collections::HashMap;

/// Periods that the page shows.
const PERIODS: usize = 156;
/// Days of knowledge that can be chosen from.
const KNOWN: usize = 40;
/// Alarms shown below.
const ALARMS: usize = 20;

/// A row of the table, in words.
struct Told {
    period: String,
    iso: String,
    count: String,
    read: String,
    share: String,
    expected: String,
    bound: String,
    alarm: Option<i64>,
}

/// A note in words.
struct Said {
    who: String,
    when: String,
    text: String,
    alarm: Option<i64>,
}

#[derive(Template)]
#[template(path = "watch.html")]
struct WatchPage {
    f: Frame,
    name: String,
    /// What is asked: field and value.
    asked: Vec<(String, String)>,
    muted: Option<String>,
    last_run: Option<String>,
    /// Parts: name, address, whether shown.
    parts: Vec<(String, String, bool)>,
    /// Days of knowledge: ISO, words, whether chosen.
    known: Vec<(String, String, bool)>,
    part: String,
    counts: String,
    shares: String,
    rows: Vec<Told>,
    /// What the detectors say of the last period: name and sentence.
    verdicts: Vec<(String, String)>,
    panels: Vec<Panel>,
    notes: Vec<Said>,
    action: String,
    table: String,
    citation: String,
}

/// `/{lang}/watch/{id}?part=…&known=DAY`.
pub async fn watch(
    State(state): State<AppState>,
    Path((code, id)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Response {
    let path = format!("/watch/{}", params::encode(&id));
    let frame = |lang: Lang| Frame::new(lang, "alarms", &path, query.clone());
    let raw = query.clone();
    page(&code, frame, async move |mut f: Frame| {
        let lang = f.lang;
        let id: i64 = id.parse().map_err(|_| Failure::NotFound)?;
        let (mut part, mut asked): (Option<String>, Option<Day>) = (None, None);
        for (name, value) in params::pairs(raw.as_deref(), &["part", "known"], Unknown::Ignore)? {
            match name {
                "part" => part = Some(value),
                _ => {
                    let day = value.parse().map_err(|_| {
                        Failure::from(Fault::new("known", "error.date", vec![("value", value.clone())]))
                    })?;
                    asked = Some(day);
                }
            }
        }
        let found = state
            .ask_watches(move |store| {
                let Some(watch) = store.watch(id)? else { return Ok(None) };
                let filter = AlarmFilter { watch: Some(id), limit: Some(ALARMS), ..AlarmFilter::default() };
                Ok(Some((watch_history(store, &watch)?, store.alarms(&filter)?, store.notes(id)?, watch)))
            })
            .await?;
        let (history, alarms, notes, watch) = found.ok_or(Failure::NotFound)?;
        f.title = watch_name(lang, &watch).to_owned();
        f.json = Some(format!("/api/watch/{id}"));

        let part = part.or_else(|| history.parts.keys().next().cloned()).unwrap_or_default();
        let vintages = history.parts.get(&part);
        if vintages.is_none() && !history.parts.is_empty() {
            return Err(Failure::NotFound);
        }
        let empty = marsad_watch::Series::new(Day::constant(1970, 1, 1), watch.watch.tally.step);
        let series = vintages.map_or(empty, |v| asked.map_or_else(|| v.latest(), |day| v.as_of(day)));
        let upper = history.upper.get(&part).map(|v| asked.map_or_else(|| v.latest(), |day| v.as_of(day)));
        let rows = chart::ranged(&series, upper.as_ref(), last_periods(&series, PERIODS));
        let marks: Vec<(Day, i64)> = alarms
            .iter()
            .filter(|a| a.alarm.content.numbers.is_some() && a.alarm.of == part)
            .map(|a| (a.alarm.day, a.id))
            .collect();
        let words = |key| chart::Words { title: lang.fill(key, &[("watch", watch_name(lang, &watch))]) };
        let (counts, shares) = (
            chart::counts(&rows, &marks, &words("watch.chart.counts")),
            chart::shares(&rows, &words("watch.chart.shares")),
        );
        let told = rows.iter().rev().map(|row| told(lang, row, &marks, watch.watch.tally.step)).collect();
        let language = if lang == Lang::Ar { Language::Arabic } else { Language::English };
        let verdicts = Detector::ALL
            .into_iter()
            .filter(|_| watch.watch.detect)
            .filter_map(|d| {
                Some((
                    lang.t(&format!("method.{}", d.name())).to_owned(),
                    with_days(&sentence::of_verdict(d, &d.last(&series)?, language)),
                ))
            })
            .collect();
        let histories = HashMap::new();
        let panels = panels(&state, lang, alarms.into_iter().map(|a| (watch.clone(), a)).collect(), &histories).await?;
        let known = history
            .known
            .iter()
            .rev()
            .take(KNOWN)
            .map(|day| (day.to_string(), dates::day(lang, *day), asked == Some(*day)));
        let parts = history
            .parts
            .keys()
            .filter(|p| !p.is_empty())
            .map(|p| (part_name(lang, &state.names, p), watch_href(lang, id, p, asked), *p == part));
        Ok(WatchPage {
            name: watch_name(lang, &watch).to_owned(),
            asked: question(lang, &watch.watch.tally),
            muted: watch.muted_until.filter(|until| *until > super::sources::now()).map(|until| instant(lang, until)),
            last_run: watch.last_run.map(|at| instant(lang, at)),
            parts: parts.collect(),
            known: known.collect(),
            part,
            counts,
            shares,
            rows: told,
            verdicts,
            panels,
            notes: notes.iter().map(|note| said(lang, note)).collect(),
            action: format!("/{}/watch/{id}", lang.code()),
            table: format!("/api/watch/{id}.csv"),
            citation: crate::exports::citation(&state, &format!("watch {id}")),
            f,
        })
    })
    .await
}

fn told(lang: Lang, row: &Row, marks: &[(Day, i64)], step: Step) -> Told {
    let number = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), shown);
    Told {
        period: match step {
            Step::Day => dates::day(lang, row.from),
            Step::Week => dates::range(lang, Some(row.from), Some(row.to)).unwrap_or_default(),
        },
        iso: row.from.to_string(),
        count: row.count.map_or_else(|| lang.t("watch.gap").to_owned(), |count| ends(count, row.upper)),
        read: number(row.read.map(|read| read as f64)),
        share: number(row.share),
        expected: number(row.expected),
        bound: number(row.bound),
        alarm: marks.iter().find(|(day, _)| (row.from..=row.to).contains(day)).map(|(_, id)| *id),
    }
}

fn said(lang: Lang, note: &Note) -> Said {
    Said {
        who: note.note.who.clone(),
        when: instant(lang, note.at),
        text: note.note.text.clone(),
        alarm: note.note.alarm,
    }
}

/// What a watch asks, field by field.
fn question(lang: Lang, tally: &marsad_store::Tally) -> Vec<(String, String)> {
    let f = &tally.filter;
    let mut out: Vec<(String, String)> = Vec::new();
    let mut say = |key: &str, value: Option<String>| {
        out.extend(value.map(|value| (lang.t(key).to_owned(), value)));
    };
    say("filter.q", f.q.clone());
    say("filter.type", f.type_.map(|t| lang.code_name("type", t.as_str())));
    say("filter.place", f.place.clone());
    say("filter.actor", f.actor.clone());
    say("filter.modality", f.modality.map(|m| lang.code_name("modality", m.as_str())));
    say("filter.outlet", f.outlet.clone());
    say("filter.from", f.from.map(|d| dates::day(lang, d)));
    say("filter.to", f.to.map(|d| dates::day(lang, d)));
    say("filter.mode", f.mode.map(|m| lang.code_name("mode", m.as_str())));
    say("filter.said_by", f.said_by.clone());
    say("filter.country", f.country.clone());
    say("watch.measure", Some(lang.t(&format!("measure.{}", tally.measure.name())).to_owned()));
    let when = match tally.when {
        marsad_store::When::Told => "watch.told",
        marsad_store::When::Happened => "watch.happened",
    };
    say("watch.when", Some(lang.t(when).to_owned()));
    let panel = if tally.panel.is_empty() { lang.t("watch.everybody").to_owned() } else { tally.panel.join(" · ") };
    say("watch.panel", Some(panel));
    out
}
