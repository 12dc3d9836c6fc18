//! Reports in the 40 columns of POLECAT's weekly files, with tabs.
//!
//! POLECAT has no column for who says so, for numbers, or for the words that show it: those are lost. One row stands for a report.

use std::io::Write;

use marsad_model::{Actor, EventType};
use marsad_store::ReportRow;

use crate::acled::days;
use crate::csv;
use crate::error::ExportError;

pub(crate) const COLUMNS: [&str; 40] = [
    "Event ID",
    "Event Date",
    "Event Type",
    "Event Mode",
    "Intensity",
    "Quad Code",
    "Contexts",
    "Actor Name",
    "Actor Country",
    "Actor COW",
    "Primary Actor Sector",
    "Actor Sectors",
    "Actor Title",
    "Actor Name Raw",
    "Wikipedia Actor ID",
    "Recipient Name",
    "Recipient Country",
    "Recipient COW",
    "Primary Recipient Sector",
    "Recipient Sectors",
    "Recipient Title",
    "Recipient Name Raw",
    "Wikipedia Recipient ID",
    "Placename",
    "City",
    "District",
    "Province",
    "Country",
    "Latitude",
    "Longitude",
    "GeoNames ID",
    "Raw Placename",
    "Feature Type",
    "Source",
    "Publication Date",
    "Story People",
    "Story Organizations",
    "Story Locations",
    "Language",
    "Version",
];

/// Verbal or material, cooperation or conflict.
pub(crate) fn quad(type_: EventType) -> &'static str {
    match type_ {
        EventType::Agree | EventType::Consult | EventType::Support | EventType::Concede => "VERBAL COOPERATION",
        EventType::Cooperate | EventType::Aid | EventType::Retreat => "MATERIAL COOPERATION",
        EventType::Request | EventType::Accuse | EventType::Reject | EventType::Threaten => "VERBAL CONFLICT",
        EventType::Protest | EventType::Sanction | EventType::Mobilize | EventType::Coerce | EventType::Assault => {
            "MATERIAL CONFLICT"
        }
    }
}

/// Several values, as POLECAT joins them.
fn joined<'a>(values: impl Iterator<Item = &'a str>) -> String {
    values.collect::<Vec<_>>().join(";")
}

fn sector(actor: &Actor) -> &'static str {
    actor.sector.map_or("", |s| s.as_str())
}

/// Writes the row.
pub(crate) fn row(out: &mut impl Write, row: &ReportRow) -> Result<bool, ExportError> {
    let r = &row.report;
    let side = |all: &[Actor]| {
        [
            joined(all.iter().map(|a| a.entity.as_str())),
            joined(all.iter().filter_map(|a| a.country.as_deref())),
            String::new(),
            all.first().map(sector).unwrap_or_default().to_owned(),
            joined(all.iter().map(sector).filter(|s| !s.is_empty())),
            String::new(),
            joined(all.iter().map(|a| a.quote.text.as_str())),
            String::new(),
        ]
    };
    let place = r.places.first();
    let of = |kinds: &[&str]| {
        let found = r.places.iter().find(|p| p.kind.is_some_and(|k| kinds.contains(&k.as_str())));
        found.map(|p| p.name.clone()).unwrap_or_default()
    };
    let geonames = place.and_then(|p| p.id.as_deref()).and_then(|id| id.strip_prefix("geonames:"));
    let number = |n: Option<f64>| n.map(|n| n.to_string()).unwrap_or_default();
    let mut cells = vec![
        format!("MARSAD-{}", row.id),
        days(row).map(|d| d.0.to_string()).unwrap_or_default(),
        r.type_.to_string(),
        joined(r.mode.iter().map(|m| m.as_str())),
        String::new(),
        quad(r.type_).to_owned(),
        joined(r.contexts.iter().map(|c| c.as_str())),
    ];
    cells.extend(side(&r.actors));
    cells.extend(side(&r.recipients));
    cells.extend([
        place.map(|p| p.name.clone()).unwrap_or_default(),
        of(&["city", "town", "village"]),
        of(&["district"]),
        of(&["governorate"]),
        place.and_then(|p| p.country.clone()).unwrap_or_default(),
        number(place.and_then(|p| p.lat)),
        number(place.and_then(|p| p.lon)),
        geonames.unwrap_or_default().to_owned(),
        place.map(|p| p.quote.text.clone()).unwrap_or_default(),
        place.and_then(|p| p.kind).map(|k| k.to_string()).unwrap_or_default(),
        row.outlet.clone().unwrap_or_default(),
        row.published.map(|d| d.to_string()).unwrap_or_default(),
        String::new(),
        String::new(),
        String::new(),
        "ar".to_owned(),
        format!("marsad {}", r.versions.marsad),
    ]);
    csv::tabbed(out, cells)?;
    Ok(true)
}
