//! What other data sets call things: the files under `data/`.

use marsad_model::{Actor, Report, Sector};

/// A country as other data sets number and group it.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Country {
    pub iso2: &'static str,
    pub iso: &'static str,
    pub gw: &'static str,
    pub name: &'static str,
    pub acled_region: &'static str,
    pub ged_region: &'static str,
}

/// The rows of a table, without notes and header.
fn rows(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    text.lines().filter(|l| !l.starts_with('#')).skip(1).map(|l| l.split('\t').collect())
}

/// A country by its ISO 3166-1 alpha-3 code; one that is not listed has its code as name.
pub(crate) fn country(code: &str) -> Option<Country> {
    rows(include_str!("../data/countries.tsv")).find(|row| row.first() == Some(&code)).and_then(|row| {
        let [_, iso2, iso, gw, name, acled_region, ged_region] = row[..] else { return None };
        Some(Country { iso2, iso, gw, name, acled_region, ged_region })
    })
}

fn sector(sector: Sector, column: usize) -> &'static str {
    let found = rows(include_str!("../data/sectors.tsv")).find(|row| row.first() == Some(&sector.as_str()));
    found.and_then(|row| row.get(column).copied()).unwrap_or("")
}

/// ACLED's label for a kind of actor; empty where unknown.
pub(crate) fn label(actor: &Actor) -> &'static str {
    actor.sector.map_or("", |s| sector(s, 1))
}

/// Whether an actor bears arms.
pub(crate) fn armed(actor: &Actor) -> bool {
    actor.sector.is_some_and(|s| sector(s, 2) == "yes")
}

/// Whether an actor is a government's.
pub(crate) fn state(actor: &Actor) -> bool {
    actor.sector.is_some_and(|s| sector(s, 3) == "yes")
}

/// ACLED's event type, sub-event type and disorder type that a report comes nearest to.
pub(crate) fn acled_type(report: &Report) -> Option<(&'static str, &'static str, &'static str)> {
    let both = report.actors.len() > 1 && report.recipients.is_empty();
    let against_armed = both || report.recipients.first().is_some_and(armed);
    rows(include_str!("../data/acled_types.tsv")).find_map(|row| {
        let [type_, mode, against, event, sub, disorder] = row[..] else { return None };
        let fits = type_ == report.type_.as_str()
            && (mode.is_empty() || report.mode.iter().any(|m| m.as_str() == mode))
            && (against == "any" || against_armed);
        fits.then_some((event, sub, disorder))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use marsad_model::{EventType, Mode};

    #[test]
    fn the_tables_have_all_their_columns_and_only_known_codes() {
        for row in rows(include_str!("../data/countries.tsv")) {
            assert_eq!(row.len(), 7, "{row:?}");
            assert!(row[0].len() == 3 && row[1].len() == 2 && row[2].parse::<u16>().is_ok_and(|n| n < 900), "{row:?}");
        }
        let sectors: Vec<&str> = rows(include_str!("../data/sectors.tsv")).map(|row| row[0]).collect();
        for sector in Sector::ALL {
            assert!(sectors.contains(&sector.as_str()), "{sector}");
        }
        for row in rows(include_str!("../data/acled_types.tsv")) {
            let type_: EventType = row[0].parse().unwrap();
            let mode: Option<Mode> = (!row[1].is_empty()).then(|| row[1].parse().unwrap());
            assert!(mode.is_none_or(|m| type_.modes().contains(&m)), "{row:?}");
        }
    }
}
