//! Reports of deaths in the 49 columns of the UCDP Georeferenced Event Dataset.
//!
//! The shape is UCDP's, the content is not, and nobody at UCDP has judged it: whether a fight belongs to a conflict is left
//! open, and the numbers of conflicts, dyads and sides are empty. Only what has deaths qualifies.

use std::io::Write;

use marsad_model::{CountKind, Sector};
use marsad_store::ReportRow;

use crate::about::About;
use crate::acled::{days, happened};
use crate::cells::{several, total};
use crate::csv;
use crate::error::ExportError;
use crate::merged::Behind;
use crate::tables::{armed, country, state};

pub(crate) const COLUMNS: [&str; 49] = [
    "id",
    "relid",
    "year",
    "active_year",
    "code_status",
    "type_of_violence",
    "conflict_dset_id",
    "conflict_new_id",
    "conflict_name",
    "dyad_dset_id",
    "dyad_new_id",
    "dyad_name",
    "side_a_dset_id",
    "side_a_new_id",
    "side_a",
    "side_b_dset_id",
    "side_b_new_id",
    "side_b",
    "number_of_sources",
    "source_article",
    "source_office",
    "source_date",
    "source_headline",
    "source_original",
    "where_prec",
    "where_coordinates",
    "where_description",
    "adm_1",
    "adm_2",
    "latitude",
    "longitude",
    "geom_wkt",
    "priogrid_gid",
    "country",
    "country_id",
    "region",
    "event_clarity",
    "date_prec",
    "date_start",
    "date_end",
    "deaths_a",
    "deaths_b",
    "deaths_civilians",
    "deaths_unknown",
    "best",
    "high",
    "low",
    "gwnoa",
    "gwnob",
];

/// The cell of the half-degree grid PRIO-GRID that a point lies in, from 1 in the south-west.
pub(crate) fn priogrid(lat: f64, lon: f64) -> Option<u32> {
    let inside = (-90.0..90.0).contains(&lat) && (-180.0..180.0).contains(&lon);
    inside.then(|| ((lat + 90.0) * 2.0) as u32 * 720 + ((lon + 180.0) * 2.0) as u32 + 1)
}

/// Writes the row; whether the shape has a place for it.
pub(crate) fn row(out: &mut impl Write, row: &ReportRow, behind: &Behind, about: &About) -> Result<bool, ExportError> {
    let r = &row.report;
    let killed = total(&r.counts, CountKind::Killed);
    let (Some(killed), Some((from, to, length)), true) = (killed, days(row), happened(row)) else { return Ok(false) };
    let (low, high) = (killed.min.unwrap_or(0), killed.max.or(killed.min).unwrap_or(0));
    if high == 0 {
        return Ok(false);
    }
    let (a, b) = match (r.actors.first(), r.recipients.first()) {
        (Some(a), None) => (Some(a), r.actors.get(1)),
        sides => sides,
    };
    let civilians = b.is_some_and(|b| !armed(b) && b.sector != Some(Sector::Unk) && b.sector.is_some());
    let violence = match (a, b) {
        (Some(_), Some(_)) if civilians => "3",
        (Some(a), Some(b)) if state(a) || state(b) => "1",
        (Some(_), Some(_)) => "2",
        _ => "",
    };
    let side = |actor: Option<&marsad_model::Actor>| actor.map(|a| a.entity.clone()).unwrap_or_default();
    let place = r.places.first();
    let at = place.and_then(|p| p.lat.zip(p.lon));
    let code = place.and_then(|p| p.country.as_deref()).unwrap_or("");
    let known = country(code).unwrap_or_default();
    let governorate = r.places.iter().find(|p| p.kind.is_some_and(|k| k.as_str() == "governorate"));
    let gw = |actor: Option<&marsad_model::Actor>| {
        actor.filter(|a| state(a)).and_then(|a| a.country.as_deref()).and_then(country).map_or("", |c| c.gw).to_owned()
    };
    let (dead_civilians, dead_unknown) = if civilians { (low, 0) } else { (0, low) };
    csv::row(
        out,
        [
            row.id.to_string(),
            behind.name.clone(),
            from.year().to_string(),
            String::new(),
            format!("Not checked; accessed {}", about.day()),
            violence.to_owned(),
            String::new(),
            String::new(),
            String::new(),
            String::new(),
            String::new(),
            several([side(a), side(b)].iter().filter(|s| !s.is_empty())).replace("; ", " - "),
            String::new(),
            String::new(),
            side(a),
            String::new(),
            String::new(),
            if civilians { "Civilians".to_owned() } else { side(b) },
            behind.sources.to_string(),
            behind.articles.clone(),
            behind.outlets.clone(),
            behind.dates.clone(),
            behind.headlines.clone(),
            behind.said_by.clone(),
            place.map(|p| p.precision.to_string()).unwrap_or_default(),
            place.map(|p| p.name.clone()).unwrap_or_default(),
            place.map(|p| p.quote.text.clone()).unwrap_or_default(),
            governorate.map(|p| p.name.clone()).unwrap_or_default(),
            String::new(),
            at.map(|p| p.0.to_string()).unwrap_or_default(),
            at.map(|p| p.1.to_string()).unwrap_or_default(),
            at.map(|p| format!("POINT ({} {})", p.1, p.0)).unwrap_or_default(),
            at.and_then(|p| priogrid(p.0, p.1)).map(|n| n.to_string()).unwrap_or_default(),
            if known.name.is_empty() { code } else { known.name }.to_owned(),
            known.gw.to_owned(),
            known.ged_region.to_owned(),
            "1".to_owned(),
            match length {
                ..=1 => "1",
                2..=6 => "2",
                7 => "3",
                8..=31 => "4",
                _ => "5",
            }
            .to_owned(),
            format!("{from} 00:00:00.000"),
            format!("{to} 00:00:00.000"),
            "0".to_owned(),
            "0".to_owned(),
            dead_civilians.to_string(),
            dead_unknown.to_string(),
            low.max(u64::from(killed.min.is_none()) * high).to_string(),
            high.to_string(),
            low.to_string(),
            gw(a),
            gw(b),
        ],
    )?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    #[test]
    fn cells_of_the_grid_count_from_the_south_west() {
        assert_eq!(super::priogrid(-90.0, -180.0), Some(1));
        assert_eq!(super::priogrid(89.9, 179.9), Some(360 * 720));
        // Damascus.
        assert_eq!(super::priogrid(33.51, 36.29), Some(247 * 720 + 432 + 1));
        assert_eq!(super::priogrid(90.0, 0.0), None);
    }
}
