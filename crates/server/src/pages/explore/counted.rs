//! The question of the page counted by week or day, beside what was read: events once, the hurt at the least and at the most.

use super::Choice;
use crate::brief::ends;
use crate::chart;
use crate::dates;
use crate::i18n::{Lang, number};
use crate::params;
use marsad_store::{Counted, Filter, Measure, Tally, When};
use marsad_watch::Step;

/// Periods that are drawn: the last ones.
const PERIODS: usize = 156;

/// A row of the table.
pub struct Told {
    pub period: String,
    pub iso: String,
    pub count: String,
    pub read: String,
    pub share: String,
}

/// The form, and where it was sent, the counts.
pub struct Series {
    pub measures: Vec<Choice>,
    pub steps: Vec<Choice>,
    pub whens: Vec<Choice>,
    pub known: String,
    /// The question, to be sent with the form.
    pub hidden: Vec<(String, String)>,
    pub counts: String,
    pub shares: String,
    pub total: String,
    pub rows: Vec<Told>,
    /// Whether something was asked for.
    pub asked: bool,
    /// The same as JSON.
    pub json: String,
}

/// The choices as they stand, and the counts where there are any.
pub fn series(lang: Lang, filter: &Filter, ask: &Tally, asked: bool, counted: Option<&Counted>) -> Series {
    let choice = |value: &str, label: String, selected: bool| Choice { value: value.to_owned(), label, selected };
    let measures =
        Measure::ALL.map(|m| choice(m.name(), lang.t(&format!("measure.{}", m.name())).to_owned(), m == ask.measure));
    let steps = [("week", Step::Week), ("day", Step::Day)]
        .map(|(name, step)| choice(name, lang.t(&format!("series.step.{name}")).to_owned(), step == ask.step));
    let whens =
        When::ALL.map(|w| choice(w.name(), lang.t(&format!("series.when.{}", w.name())).to_owned(), w == ask.when));
    let question = params::to_query(&Filter { after: None, limit: None, ..filter.clone() });
    let mut hidden: Vec<(String, String)> = vec![("view".to_owned(), "timeline".to_owned())];
    hidden.extend(form_urlencoded::parse(question.as_bytes()).into_owned());
    let step = if ask.step == Step::Day { "day" } else { "week" };
    let known = ask.known.map(|day| day.to_string()).unwrap_or_default();
    let mut json = format!("measure={}&step={step}&when={}", ask.measure.name(), ask.when.name());
    for more in [question, if known.is_empty() { String::new() } else { format!("known={known}") }] {
        if !more.is_empty() {
            json = format!("{json}&{more}");
        }
    }
    let mut out = Series {
        measures: measures.into(),
        steps: steps.into(),
        whens: whens.into(),
        known,
        hidden,
        counts: String::new(),
        shares: String::new(),
        total: String::new(),
        rows: Vec::new(),
        asked,
        json: format!("/api/series?{json}"),
    };
    if let Some(one) = counted.filter(|one| !one.series.is_empty()) {
        let first = one.series.len().saturating_sub(PERIODS);
        let rows = chart::ranged(&one.series, one.upper.as_ref(), first);
        let what = lang.t(&format!("measure.{}", ask.measure.name())).to_owned();
        out.counts = chart::counts(&rows, &[], &chart::Words { title: lang.fill("series.counts", &[("what", &what)]) });
        out.shares = chart::shares(&rows, &chart::Words { title: lang.t("series.shares").to_owned() });
        out.total = lang.fill("series.total", &[("total", &ends(one.total, one.total_upper))]);
        out.rows = rows.iter().rev().filter(|row| row.count != Some(0)).map(|row| told(lang, row, ask.step)).collect();
    }
    out
}

fn told(lang: Lang, row: &chart::Row, step: Step) -> Told {
    Told {
        period: match step {
            Step::Day => dates::day(lang, row.from),
            Step::Week => dates::range(lang, Some(row.from), Some(row.to)).unwrap_or_default(),
        },
        iso: row.from.to_string(),
        count: row.count.map_or_else(|| lang.t("watch.gap").to_owned(), |count| ends(count, row.upper)),
        read: row.read.map_or_else(|| "–".to_owned(), number),
        share: row.share.map_or_else(|| "–".to_owned(), crate::pages::shown),
    }
}
