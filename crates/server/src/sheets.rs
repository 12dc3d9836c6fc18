//! What pages draw as small tables (CSV): counts in time, alarms, feeds, outlets, watches, the series of dossiers. Each row says how
//! it is to be cited, with the day of access.

use crate::errors::Failure;
use crate::exports;
use crate::params::{self, Fault, Unknown};
use crate::state::AppState;
use axum::extract::{Path, RawQuery, State};
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use marsad_export::csv_row;
use marsad_model::Day;
use marsad_store::{AlarmFilter, Field, Filter, Step, Timeline};

/// A table that is small enough to be made at once.
struct Sheet {
    name: &'static str,
    head: Vec<&'static str>,
    rows: Vec<Vec<String>>,
    citation: String,
}

impl Sheet {
    fn new(name: &'static str, head: &[&'static str], citation: String) -> Self {
        Self { name, head: head.to_vec(), rows: Vec::new(), citation }
    }

    fn response(self) -> Result<Response, Failure> {
        let mut out = Vec::new();
        let broken = |error: std::io::Error| Failure::Broken(error.to_string());
        csv_row(&mut out, self.head.iter().copied().chain(["citation"])).map_err(broken)?;
        for row in &self.rows {
            csv_row(&mut out, row.iter().map(String::as_str).chain([self.citation.as_str()])).map_err(broken)?;
        }
        let disposition = format!("attachment; filename=\"marsad-{}.csv\"", self.name);
        let head = [
            (header::CONTENT_TYPE, "text/csv; charset=utf-8; header=present".to_owned()),
            (header::CONTENT_DISPOSITION, disposition),
            (exports::CITATION, params::encode(&self.citation)),
        ];
        Ok((head, out).into_response())
    }
}

fn answered(result: Result<Response, Failure>) -> Response {
    result.unwrap_or_else(|failure| failure.problem())
}

fn maybe(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// A moment as RFC 3339.
fn moment(millis: i64) -> String {
    jiff::Timestamp::from_millisecond(millis)
        .map(|at| at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
        .unwrap_or_default()
}

fn step(step: Step) -> &'static str {
    match step {
        Step::Day => "day",
        Step::Week => "week",
        Step::Month => "month",
        Step::Year => "year",
    }
}

/// The stretches of a timeline, and what lies outside.
fn stretches(timeline: &Timeline) -> Vec<Vec<String>> {
    let inside = timeline
        .buckets
        .iter()
        .map(|b| vec![step(timeline.step).to_owned(), b.from.to_string(), b.to.to_string(), b.count.to_string()]);
    let outside = [("before", timeline.before), ("after", timeline.after), ("undated", timeline.undated)];
    let outside = outside
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(name, count)| vec![name.to_owned(), String::new(), String::new(), count.to_string()]);
    inside.chain(outside).collect()
}

/// `/api/timeline.csv`: a question's answers in time.
pub async fn timeline(State(state): State<AppState>, RawQuery(raw): RawQuery) -> Response {
    let result = async {
        let filter = params::filter(raw.as_deref(), Unknown::Refuse)?;
        let citation = exports::citation(&state, &params::to_query(&filter));
        let explore = state.explore.clone().ok_or(Failure::NotFound)?;
        let timeline = state.ask(move |_| explore.timeline(&filter)).await?;
        let mut sheet = Sheet::new("timeline", &["stretch", "from", "to", "reports"], citation);
        sheet.rows = stretches(&timeline);
        sheet.response()
    };
    answered(result.await)
}

/// `/api/multiples.csv?by=actor`: the same for each of the commonest values of a field.
pub async fn multiples(State(state): State<AppState>, RawQuery(raw): RawQuery) -> Response {
    let result = async {
        let (filter, by, most) = by(raw.as_deref())?;
        let citation = exports::citation(&state, &params::to_query(&filter));
        let explore = state.explore.clone().ok_or(Failure::NotFound)?;
        let multiples = state.ask(move |_| explore.multiples(&filter, by, most)).await?;
        let mut sheet = Sheet::new("multiples", &["field", "value", "stretch", "from", "to", "reports"], citation);
        let all = &multiples.all;
        for series in &multiples.series {
            for (bucket, count) in all.buckets.iter().zip(&series.counts) {
                sheet.rows.push(vec![
                    by.as_str().to_owned(),
                    series.value.clone(),
                    step(all.step).to_owned(),
                    bucket.from.to_string(),
                    bucket.to.to_string(),
                    count.to_string(),
                ]);
            }
        }
        sheet.response()
    };
    answered(result.await)
}

/// A question to small charts: the reports, the field, how many values.
///
/// # Errors
/// The first parameter that cannot be used.
pub fn by(raw: Option<&str>) -> Result<(Filter, Field, usize), Fault> {
    let (filter, rest) = params::filter_and(raw, Unknown::Refuse, &["by", "most"])?;
    let (mut by, mut most) = (Field::Type, 12);
    for (name, value) in rest {
        if name == "most" {
            most = params::whole(name, &value, 1, 24)?;
            continue;
        }
        let known = || vec![("value", value.clone()), ("known", Field::ALL.map(Field::as_str).join(", "))];
        by = Field::from_name(&value).ok_or_else(|| Fault::new("by", "error.by", known()))?;
    }
    Ok((filter, by, usize::try_from(most).unwrap_or(12)))
}

/// A question to alarms.
///
/// # Errors
/// The first parameter that cannot be used.
pub fn alarm_filter(raw: Option<&str>) -> Result<AlarmFilter, Fault> {
    let mut filter = AlarmFilter::default();
    for (name, value) in params::pairs(raw, &["watch", "open", "before"], Unknown::Refuse)? {
        match name {
            "open" => filter.open = params::whole(name, &value, 0, 1)? == 1,
            "watch" => filter.watch = Some(params::whole(name, &value, 1, i64::MAX)?),
            _ => filter.before = Some(params::whole(name, &value, 1, i64::MAX)?),
        }
    }
    Ok(filter)
}

/// `/api/alarms.csv`: the newest alarms.
pub async fn alarms(State(state): State<AppState>, RawQuery(raw): RawQuery) -> Response {
    let result = async {
        let filter = alarm_filter(raw.as_deref())?;
        let citation = exports::citation(&state, "alarms");
        let alarms = state.ask_watches(move |store| store.alarms(&filter)).await?;
        let head = [
            "alarm",
            "watch",
            "part",
            "method",
            "level",
            "day",
            "count",
            "expected",
            "bound",
            "reports",
            "known",
            "raised_at",
            "acknowledged_at",
            "sentence_en",
            "sentence_ar",
        ];
        let mut sheet = Sheet::new("alarms", &head, citation);
        for row in alarms {
            let (a, c) = (&row.alarm, &row.alarm.content);
            let numbers = c.numbers.as_ref();
            sheet.rows.push(vec![
                row.id.to_string(),
                a.watch.to_string(),
                a.of.clone(),
                a.method.name().to_owned(),
                a.level.name().to_owned(),
                a.day.to_string(),
                maybe(numbers.map(|n| n.observed)),
                maybe(numbers.map(|n| n.expected)),
                maybe(numbers.map(|n| n.bound).filter(|bound| bound.is_finite())),
                c.report_count.to_string(),
                c.known.to_string(),
                moment(row.raised_at),
                maybe(row.acknowledged_at.map(moment)),
                c.sentences.en.clone(),
                c.sentences.ar.clone(),
            ]);
        }
        sheet.response()
    };
    answered(result.await)
}

/// `/api/sources.csv`: the feeds as the ledger has them.
pub async fn sources(State(state): State<AppState>, RawQuery(raw): RawQuery) -> Response {
    let result = async {
        params::pairs(raw.as_deref(), &[], Unknown::Refuse)?;
        let ledger = state.ledger.clone().ok_or(Failure::NotFound)?;
        let feeds = state.ask(move |_| ledger.feeds()).await?;
        let head = [
            "feed",
            "address",
            "title",
            "outlet",
            "paused",
            "last_try",
            "last_success",
            "next_try",
            "failures",
            "last_error",
            "kept",
            "waiting",
            "not_had",
            "gaps",
        ];
        let mut sheet = Sheet::new("sources", &head, exports::citation(&state, "sources"));
        for feed in feeds {
            let c = feed.counts;
            sheet.rows.push(vec![
                feed.id.to_string(),
                feed.feed.address,
                maybe(feed.feed.title),
                maybe(feed.feed.outlet),
                feed.paused.to_string(),
                maybe(feed.last_try.map(moment)),
                maybe(feed.last_success.map(moment)),
                maybe(feed.next_try.map(moment)),
                feed.failures.to_string(),
                maybe(feed.last_error),
                c.done.to_string(),
                c.waiting.to_string(),
                (c.failed + c.gone + c.refused).to_string(),
                c.gaps.to_string(),
            ]);
        }
        sheet.response()
    };
    answered(result.await)
}

/// `/api/outlets.csv`: every outlet with its number of reports and what is noted of it.
pub async fn outlets(State(state): State<AppState>, RawQuery(raw): RawQuery) -> Response {
    let result = async {
        params::pairs(raw.as_deref(), &[], Unknown::Refuse)?;
        let all = crate::pages::all_outlets(&state).await?;
        let head = ["outlet", "reports", "kind", "language", "country", "panels", "carries", "stance"];
        let mut sheet = Sheet::new("outlets", &head, exports::citation(&state, "outlets"));
        for (outlet, (reports, row)) in all {
            let facts = row.map(|row| row.facts).unwrap_or_default();
            let list = |all: &mut dyn Iterator<Item = String>| all.collect::<Vec<_>>().join("; ");
            sheet.rows.push(vec![
                outlet,
                reports.to_string(),
                maybe(facts.kind.map(|kind| kind.as_str())),
                maybe(facts.language),
                maybe(facts.country),
                list(&mut facts.panels.iter().cloned()),
                list(&mut facts.carries.iter().map(ToString::to_string)),
                maybe(facts.stance),
            ]);
        }
        sheet.response()
    };
    answered(result.await)
}

/// `/api/watch/{id}.csv`: every value that was ever known of a watch's periods.
pub async fn watch(state: &AppState, id: i64) -> Result<Response, Failure> {
    let told = state
        .ask_watches(move |store| store.watch(id)?.map(|_| store.told_counts(id)).transpose())
        .await?
        .ok_or(Failure::NotFound)?;
    let citation = exports::citation(state, &format!("watch {id}"));
    let mut sheet = Sheet::new("watch", &["part", "period", "known", "count", "read"], citation);
    for (known, told) in told {
        sheet.rows.push(vec![
            told.of,
            told.period.to_string(),
            known.to_string(),
            maybe(told.point.count),
            maybe(told.point.exposure),
        ]);
    }
    sheet.response()
}

/// `/api/dossiers/{name}.csv`: the series of a dossier's indicators.
pub async fn dossier(state: &AppState, name: String, as_of: Option<Day>) -> Result<Response, Failure> {
    let citation = exports::citation(state, &format!("dossier {name}"));
    let found = state.whole(move |store| crate::pages::dossier_asked(store, &name, as_of)).await?;
    let Some((_, Ok(brief))) = found else { return Err(Failure::NotFound) };
    let mut sheet =
        Sheet::new("dossier", &["indicator", "title_en", "title_ar", "from", "to", "count", "read"], citation);
    for line in &brief.indicators {
        let series = &line.series;
        for at in 0..series.len() {
            let point = series.points()[at];
            sheet.rows.push(vec![
                line.key.clone(),
                line.title.en.clone(),
                line.title.ar.clone(),
                series.day(at).to_string(),
                series.last_day(at).to_string(),
                maybe(point.count),
                maybe(point.exposure),
            ]);
        }
    }
    sheet.response()
}

/// The name of a thing and whether it is asked for as a table: `7.csv`. Dots of the name itself stay.
#[must_use]
pub fn as_table(name: &str) -> (&str, bool) {
    name.strip_suffix(".csv").map_or((name, false), |name| (name, true))
}

/// The tables that pages have beside them: `/{lang}/alarms.csv` is `/api/alarms.csv`.
pub const BESIDE_PAGES: [&str; 5] = ["timeline", "multiples", "alarms", "sources", "outlets"];

/// `/{lang}/….csv`: to the same under `/api/`.
pub async fn elsewhere(name: &'static str, Path(code): Path<String>, RawQuery(raw): RawQuery) -> Response {
    if crate::i18n::Lang::from_code(&code).is_none() {
        return Failure::NotFound.problem();
    }
    let query = raw.map(|raw| format!("?{raw}")).unwrap_or_default();
    Redirect::temporary(&format!("/api/{name}.csv{query}")).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_asked_for_by_its_ending() {
        assert_eq!(as_table("7.csv"), ("7", true));
        assert_eq!(as_table("north-east"), ("north-east", false));
        assert_eq!(as_table("a.b.csv"), ("a.b", true));
    }

    #[test]
    fn a_question_to_alarms_is_read_or_named() {
        let filter = alarm_filter(Some("open=1&watch=3&before=9")).unwrap();
        assert_eq!((filter.open, filter.watch, filter.before), (true, Some(3), Some(9)));
        for (raw, parameter) in [("open=yes", "open"), ("watch=x", "watch"), ("befor=1", "befor")] {
            assert_eq!(alarm_filter(Some(raw)).unwrap_err().parameter, parameter);
        }
    }
}
