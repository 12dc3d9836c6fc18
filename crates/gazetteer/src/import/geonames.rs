//! GeoNames: country dumps, alternate names, names of first-order divisions. <https://download.geonames.org/export/dump/readme.txt>

use marsad_model::PlaceKind;
use rustc_hash::FxHashMap;

use super::{Import, clean, is_arabic, is_really_arabic};
use crate::place::NewPlace;

/// What stands in files beside the dumps.
#[derive(Debug, Default)]
pub struct Names {
    /// Arabic names by GeoNames id, preferred ones first.
    arabic: FxHashMap<u64, Vec<String>>,
    /// English names of first-order divisions by `SY.09`, with their ids.
    admin1: FxHashMap<String, String>,
    /// `SY.09` of each place.
    divisions: Vec<(usize, String)>,
}

/// Country codes of two letters by those of three, as GeoNames' own country list has them.
const COUNTRIES: &str = include_str!("countries.txt");

/// ISO 3166-1 alpha-3 from alpha-2; empty where unknown.
pub(super) fn iso3(iso2: &str) -> &'static str {
    let mut pairs = COUNTRIES.split_whitespace().filter_map(|pair| pair.split_once(':'));
    pairs.find(|(two, _)| *two == iso2).map_or("", |(_, three)| three)
}

/// The codes of two and three letters of a country, from either.
#[must_use]
pub fn country(code: &str) -> Option<(String, String)> {
    let mut pairs = COUNTRIES.split_whitespace().filter_map(|pair| pair.split_once(':'));
    pairs.find(|(two, three)| *two == code || *three == code).map(|(two, three)| (two.to_owned(), three.to_owned()))
}

/// The kind of a GeoNames feature; nothing for what is no place of ours (roads, shops, former administrative units).
fn kind(class: &str, code: &str, population: u64) -> Option<PlaceKind> {
    Some(match (class, code) {
        ("P", "PPLX") => PlaceKind::Neighbourhood,
        ("P", "PPLQ" | "PPLW" | "PPLH") if population == 0 => PlaceKind::Village,
        ("P", "PPLC" | "PPLA") => PlaceKind::City,
        ("P", _) if population >= 50_000 => PlaceKind::City,
        ("P", _) if population >= 5_000 => PlaceKind::Town,
        ("P", "PPLA2" | "PPLA3") => PlaceKind::Town,
        ("P", _) => PlaceKind::Village,
        ("A", "ADM1") => PlaceKind::Governorate,
        ("A", "ADM2" | "ADM3" | "ADM4") => PlaceKind::District,
        ("A", "PCLI" | "PCLS" | "PCLD") => PlaceKind::Country,
        ("L", "RGN" | "CST" | "OAS") | ("T", "MTS" | "PLN" | "PEN" | "ISL" | "ISLS" | "VAL" | "DSRT") => {
            PlaceKind::Region
        }
        ("H", "STRT" | "GULF" | "BAY" | "LK") => PlaceKind::Region,
        ("S", "AIRP" | "AIRB" | "AIRF" | "HSP" | "PRN" | "DAM" | "PS" | "MNMT" | "BDG" | "REFN" | "OILR" | "CMPRF") => {
            PlaceKind::Site
        }
        ("L", "MILB" | "OILF" | "GASF" | "CMP" | "PRT") | ("H", "HBR") => PlaceKind::Site,
        ("S", "CMPREF" | "BRKS" | "FT" | "MN" | "PPQ") => PlaceKind::Site,
        _ => return None,
    })
}

pub(super) fn places(text: &str, import: &mut Import, name: &str) {
    for (line, row) in (1..).zip(text.lines()) {
        if row.trim().is_empty() {
            continue;
        }
        let cells: Vec<&str> = row.split('\t').collect();
        let (Some(&lat), Some(&lon)) = (cells.get(4), cells.get(5)) else {
            import.fault(name, line, "a GeoNames row has 19 cells");
            continue;
        };
        let (Ok(lat), Ok(lon)) = (lat.parse::<f64>(), lon.parse::<f64>()) else {
            import.fault(name, line, "columns 5 and 6 are not latitude and longitude");
            continue;
        };
        if lat.abs() > 90.0 || lon.abs() > 180.0 || cells.len() < 15 {
            import.fault(name, line, "not a position in degrees, or too few cells");
            continue;
        }
        let population = cells[14].parse().unwrap_or(0);
        let Some(kind) = kind(cells[6], cells[7], population) else { continue };
        // Alternate names come without their language: only what has no letter foreign to Arabic is taken.
        let (mut ar, mut latin) = (Vec::new(), Vec::new());
        for other in cells[3].split(',').map(clean).filter(|n| !n.is_empty()) {
            if is_really_arabic(&other) {
                ar.push(other);
            } else if !is_arabic(&other) && latin.len() < 8 {
                latin.push(other);
            }
        }
        import.names.divisions.push((import.places.len(), format!("{}.{}", cells[8], cells[10])));
        import.places.push(NewPlace {
            id: format!("geonames:{}", cells[0]),
            en: clean(cells[1]),
            ar,
            latin,
            kind,
            lat,
            lon,
            country: iso3(cells[8]).to_owned(),
            population,
            refs: format!("gn:{}", cells[0]),
            source: "GeoNames".to_owned(),
            licence: "CC-BY-4.0".to_owned(),
            ..NewPlace::default()
        });
    }
}

/// `alternateNameId geonameid isolanguage name isPreferred isShort isColloquial isHistoric …`
pub(super) fn alternate_names(text: &str, names: &mut Names) {
    for row in text.lines() {
        let cells: Vec<&str> = row.split('\t').collect();
        let (Some(id), Some(&"ar"), Some(name)) =
            (cells.get(1).and_then(|c| c.parse().ok()), cells.get(2), cells.get(3))
        else {
            continue;
        };
        if cells.get(7).is_some_and(|c| c.trim() == "1") {
            continue;
        }
        let name = clean(name);
        let list: &mut Vec<String> = names.arabic.entry(id).or_default();
        if is_arabic(&name) && !list.contains(&name) {
            let at = if cells.get(4).is_some_and(|c| c.trim() == "1") { 0 } else { list.len() };
            list.insert(at, name);
        }
    }
}

pub(super) fn admin1(text: &str, names: &mut Names) {
    for row in text.lines() {
        let mut cells = row.split('\t');
        if let (Some(code), Some(name)) = (cells.next(), cells.next()) {
            names.admin1.insert(code.to_owned(), clean(name));
        }
    }
}

/// Names that are known to be Arabic stand before those of unknown language.
pub(super) fn finish(import: &mut Import) {
    let names = std::mem::take(&mut import.names);
    for (i, code) in &names.divisions {
        if let (Some(place), Some(name)) = (import.places.get_mut(*i), names.admin1.get(code)) {
            place.admin1.clone_from(name);
        }
    }
    for place in &mut import.places {
        let id = place.id.strip_prefix("geonames:").and_then(|n| n.parse::<u64>().ok());
        if let Some(known) = id.and_then(|id| names.arabic.get(&id)) {
            let mut all = known.clone();
            all.extend(place.ar.drain(..).filter(|n| !known.contains(n)));
            place.ar = all;
        }
    }
}
