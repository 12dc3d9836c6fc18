//! Reports in the columns of ACLED's event export, so that what reads those files reads these.
//!
//! The shape is ACLED's, the content is not: nothing here is ACLED data. What it cannot hold is lost: ranges of numbers and days,
//! who says so, who did it to whom (its actors are not directional). One row stands for one report, or for one event.

use std::io::Write;

use marsad_model::{Aux, CountKind, Modality, Polarity};
use marsad_store::ReportRow;

use crate::about::About;
use crate::cells::{several, total};
use crate::csv;
use crate::error::ExportError;
use crate::merged::Behind;
use crate::tables::{acled_type, country, label};

pub(crate) const COLUMNS: [&str; 31] = [
    "event_id_cnty",
    "event_date",
    "year",
    "time_precision",
    "disorder_type",
    "event_type",
    "sub_event_type",
    "actor1",
    "assoc_actor_1",
    "inter1",
    "actor2",
    "assoc_actor_2",
    "inter2",
    "interaction",
    "civilian_targeting",
    "iso",
    "region",
    "country",
    "admin1",
    "admin2",
    "admin3",
    "location",
    "latitude",
    "longitude",
    "geo_precision",
    "source",
    "source_scale",
    "notes",
    "fatalities",
    "tags",
    "timestamp",
];

/// Whether a report tells that something was: affirmed, by the outlet or somebody, and neither planned nor thought of.
pub(crate) fn happened(row: &ReportRow) -> bool {
    let r = &row.report;
    r.polarity == Polarity::Affirmed
        && matches!(r.modality, Modality::Asserted | Modality::Reported | Modality::Alleged)
        && !r.aux.iter().any(|a| matches!(a, Aux::Future | Aux::Hypothetical | Aux::Negation))
}

/// How long the days of a report are: a day, a week, longer.
pub(crate) fn days(row: &ReportRow) -> Option<(marsad_model::Day, marsad_model::Day, i32)> {
    let date = row.report.date.as_ref();
    let (from, to) = match date.map(|d| (d.from, d.to)) {
        Some((Some(from), Some(to))) => (from, to),
        Some((Some(day), None) | (None, Some(day))) => (day, day),
        _ => (row.published?, row.published?),
    };
    let length = to.since(from).ok().map_or(1, |s| s.get_days() + 1);
    Some((from, to, length))
}

/// Writes the row; whether the shape has a place for it.
pub(crate) fn row(out: &mut impl Write, row: &ReportRow, behind: &Behind, about: &About) -> Result<bool, ExportError> {
    let r = &row.report;
    let (Some((event, sub, disorder)), Some((from, _, length)), true) = (acled_type(r), days(row), happened(row))
    else {
        return Ok(false);
    };
    let place = r.places.first();
    let code = place.and_then(|p| p.country.as_deref()).unwrap_or("");
    let known = country(code).unwrap_or_default();
    // Of those told as acting together the second is the other side, where nobody is named as such.
    let (first, second) = match (r.actors.first(), r.recipients.first()) {
        (Some(a), Some(b)) => (Some(a), Some(b)),
        (Some(a), None) => (Some(a), r.actors.get(1)),
        (None, b) => (None, b),
    };
    let protest = event == "Protests" || event == "Riots";
    let inter = |actor: Option<&marsad_model::Actor>, first: bool| match actor {
        Some(_) if protest && first => {
            if event == "Riots" {
                "Rioters"
            } else {
                "Protesters"
            }
        }
        Some(actor) => label(actor),
        None => "",
    };
    let (inter1, inter2) = (inter(first, true), inter(second, false));
    let interaction = match (inter1, inter2) {
        ("", _) => String::new(),
        (one, "") => format!("Sole {one} action"),
        (one, two) => format!("{one}-{two}"),
    };
    let civilian = inter2 == "Civilians" && disorder.starts_with("Political violence");
    let governorate = r.places.iter().find(|p| p.kind.is_some_and(|k| k.as_str() == "governorate"));
    let rest = |all: &[marsad_model::Actor], taken: Option<&marsad_model::Actor>| {
        several(all.iter().filter(|a| taken.is_none_or(|t| t.quote != a.quote)).map(|a| a.entity.as_str()))
    };
    let (assoc1, assoc2) = match r.recipients.is_empty() {
        true => (several(r.actors.iter().skip(2).map(|a| a.entity.as_str())), String::new()),
        false => (rest(&r.actors, first), rest(&r.recipients, second)),
    };
    let number = |n: Option<f64>| n.map(|n| n.to_string()).unwrap_or_default();
    let killed = total(&r.counts, CountKind::Killed).and_then(|c| c.min.or(c.max)).unwrap_or(0);
    csv::row(
        out,
        [
            format!("{}{}", if code.is_empty() { "XXX" } else { code }, row.id),
            from.to_string(),
            from.year().to_string(),
            match length {
                ..=1 => "1",
                2..=7 => "2",
                _ => "3",
            }
            .to_owned(),
            disorder.to_owned(),
            event.to_owned(),
            sub.to_owned(),
            first.map(|a| a.entity.clone()).unwrap_or_default(),
            assoc1,
            inter1.to_owned(),
            second.map(|a| a.entity.clone()).unwrap_or_default(),
            assoc2,
            inter2.to_owned(),
            interaction,
            if civilian { "Civilian targeting" } else { "" }.to_owned(),
            known.iso.to_owned(),
            known.acled_region.to_owned(),
            if known.name.is_empty() { code } else { known.name }.to_owned(),
            governorate.map(|p| p.name.clone()).unwrap_or_default(),
            String::new(),
            String::new(),
            place.map(|p| p.name.clone()).unwrap_or_default(),
            number(place.and_then(|p| p.lat)),
            number(place.and_then(|p| p.lon)),
            place
                .map(|p| match p.precision {
                    1 => "1",
                    2 | 3 => "2",
                    _ => "3",
                })
                .unwrap_or_default()
                .to_owned(),
            behind.outlets.clone(),
            String::new(),
            behind.notes.clone(),
            killed.to_string(),
            format!("marsad={}; accessed={}", behind.link, about.day()),
            about.accessed.as_second().to_string(),
        ],
    )?;
    Ok(true)
}
