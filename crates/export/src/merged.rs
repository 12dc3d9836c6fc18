//! What stands behind a row of ACLED's or UCDP's shape: one report, or one event with all its reports. Of an event each field is
//! the best one told; its sources are those of all its documents.

use marsad_model::{Actor, Count, DateRange, Place};
use marsad_store::{EventRow, Named, ReportRow};

use crate::about::About;
use crate::acled::happened;
use crate::cells::several;

/// Most sources that one cell names.
const MOST_SOURCES: usize = 50;

/// What a row is cited by.
pub(crate) struct Behind {
    /// Its page, or what it is called.
    pub link: String,
    /// `MARSAD-…`.
    pub name: String,
    /// How many sources it has that do not go back to one another.
    pub sources: u64,
    pub outlets: String,
    pub articles: String,
    pub dates: String,
    pub headlines: String,
    pub said_by: String,
    pub notes: String,
}

/// Different values, in their order.
fn different(values: impl Iterator<Item = String>) -> String {
    let mut out: Vec<String> = Vec::new();
    for value in values.filter(|v| !v.is_empty()) {
        if out.len() < MOST_SOURCES && !out.contains(&value) {
            out.push(value);
        }
    }
    several(out)
}

fn day(row: &ReportRow) -> String {
    row.published.map(|d| d.to_string()).unwrap_or_default()
}

fn article(row: &ReportRow) -> String {
    format!("\"{}, {}, {}\"", row.outlet.as_deref().unwrap_or_default(), day(row), row.title)
}

fn speaker(row: &ReportRow) -> String {
    row.report.said_by.as_ref().map(|s| s.entity.clone()).unwrap_or_default()
}

impl Behind {
    /// One report.
    pub(crate) fn report(row: &ReportRow, about: &About) -> Self {
        Self {
            link: about.link(row).unwrap_or_else(|| format!("report {}", row.id)),
            name: format!("MARSAD-{}", row.id),
            sources: 1,
            outlets: row.outlet.clone().unwrap_or_default(),
            articles: article(row),
            dates: day(row),
            headlines: row.title.clone(),
            said_by: speaker(row),
            notes: row.report.evidence.text.clone(),
        }
    }

    /// An event with its reports.
    pub(crate) fn event(event: &EventRow, reports: &[ReportRow], about: &About) -> Self {
        let all = || reports.iter();
        Self {
            link: about.event_link(event.id).unwrap_or_else(|| format!("event {}", event.id)),
            name: format!("MARSAD-E{}", event.id),
            sources: event.origins,
            outlets: different(all().map(|r| r.outlet.clone().unwrap_or_default())),
            articles: different(all().map(article)),
            dates: different(all().map(day)),
            headlines: different(all().map(|r| r.title.clone())),
            said_by: different(all().map(speaker)),
            notes: different(all().map(|r| r.report.evidence.text.clone())),
        }
    }
}

/// One report that says what an event is best told to be; none where no report of it tells something that was.
pub(crate) fn merged(event: &EventRow, reports: &[ReportRow]) -> Option<ReportRow> {
    let told: Vec<&ReportRow> = reports.iter().filter(|row| happened(row)).collect();
    let mut out = (*told.first()?).clone();
    out.id = event.id;
    out.published = event.first_told.or(out.published);
    let actors = |wanted: &[Named], of: fn(&ReportRow) -> &[Actor]| -> Vec<Actor> {
        let find = |n: &Named| {
            let mut all = told.iter().flat_map(|row| of(row));
            all.find(|a| a.id.as_deref() == Some(n.id.as_str()) || a.entity == n.name).cloned()
        };
        wanted.iter().filter_map(find).collect()
    };
    let (who, whom) =
        (actors(&event.actors, |r| &r.report.actors), actors(&event.recipients, |r| &r.report.recipients));
    let all_places = || told.iter().flat_map(|row| &row.report.places);
    let place = |n: &Named| all_places().find(|p| p.id.as_deref() == Some(n.id.as_str()) || p.name == n.name).cloned();
    let mut places: Vec<Place> = event.places.iter().filter_map(place).collect();
    let governorate = all_places().find(|p| p.kind.is_some_and(|kind| kind.as_str() == "governorate"));
    places.extend(governorate.filter(|g| !places.iter().any(|p| p.name == g.name)).cloned());
    let all_counts = || told.iter().flat_map(|row| &row.report.counts);
    let count = |f: &marsad_store::FigureRow| {
        let one = all_counts().find(|c| c.what == f.what)?.clone();
        Some(Count { min: f.range.min, max: f.range.max, ..one })
    };
    let counts = event.figures.iter().filter_map(count).collect();
    let r = &mut out.report;
    r.type_ = event.type_;
    r.mode = event.modes.iter().filter_map(|mode| mode.parse().ok()).collect();
    if let Some((from, to)) = event.days {
        let quote = r.date.as_ref().map_or_else(|| r.trigger.clone(), |date| date.quote.clone());
        r.date = Some(DateRange { quote, from: Some(from), to: Some(to) });
    }
    (r.actors, r.recipients, r.places, r.counts) = (who, whom, places, counts);
    Some(out)
}
