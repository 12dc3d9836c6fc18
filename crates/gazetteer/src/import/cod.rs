//! OCHA's common operational datasets of administrative boundaries and populated places (COD-AB): tables whose columns are
//! named by level, `ADM3_EN`, `ADM3_AR`, `ADM3_PCODE` or `admin3Name_en`, `admin3Name_ar`, `admin3Pcode`.

use marsad_model::PlaceKind;

use super::geonames::iso3;
use super::{Import, clean, csv, is_arabic};
use crate::place::NewPlace;

/// Names of the columns that hold a position.
const LATITUDES: &[&str] = &["lat", "latitude", "latitude_y", "point_y", "y", "lat_y", "center_lat"];
const LONGITUDES: &[&str] = &["lon", "long", "longitude", "longitude_x", "point_x", "x", "lon_x", "center_lon"];

/// Whether a first line is the header of such a table.
pub(super) fn is_header(line: &str) -> bool {
    line.split([',', ';', '\t']).map(plain).any(|c| level(&c).is_some_and(|(_, what)| what == "pcode"))
}

pub(super) fn table(text: &str, import: &mut Import, name: &str) {
    let mut header: Vec<String> = Vec::new();
    for (line, row) in csv::rows(text) {
        if header.is_empty() {
            header = row.iter().map(|c| plain(c)).collect();
            continue;
        }
        if row.iter().all(|c| c.trim().is_empty()) {
            continue;
        }
        let cells = header.iter().map(String::as_str).zip(row.iter().map(|c| c.trim()));
        match place(cells, None) {
            Ok(place) => import.places.push(place),
            Err(what) => import.fault(name, line, &what),
        }
    }
}

/// A column's name without quotes, in small letters.
pub(super) fn plain(column: &str) -> String {
    column.trim().trim_matches('"').trim_start_matches('\u{feff}').to_lowercase()
}

/// The level of a column and what it holds: `en`, `ar`, `pcode`.
pub(super) fn level(column: &str) -> Option<(u8, &str)> {
    let rest = column.strip_prefix("admin").or_else(|| column.strip_prefix("adm"))?;
    let level = rest.chars().next().and_then(|c| c.to_digit(10)).and_then(|d| u8::try_from(d).ok())?;
    let what = rest[1..].trim_start_matches('_');
    Some((level, what.strip_prefix("name_").or_else(|| what.strip_prefix("name")).unwrap_or(what)))
}

/// The place of a row: that of the deepest level which has a code. `centre` is the middle of its shape, where it has one.
pub(super) fn place<'a>(
    cells: impl Iterator<Item = (&'a str, &'a str)>,
    centre: Option<(f64, f64)>,
) -> Result<NewPlace, String> {
    let mut codes: [&str; 6] = [""; 6];
    let (mut english, mut arabic): ([Vec<&str>; 6], [Vec<&str>; 6]) = Default::default();
    let (mut lat, mut lon) = (None, None);
    for (column, cell) in cells.filter(|(_, cell)| !cell.is_empty()) {
        if LATITUDES.contains(&column) {
            lat = cell.parse::<f64>().ok();
        } else if LONGITUDES.contains(&column) {
            lon = cell.parse::<f64>().ok();
        }
        let Some((level, what)) = level(column).filter(|(l, _)| *l < 6) else { continue };
        let level = usize::from(level);
        match what {
            "pcode" => codes[level] = cell,
            "ar" => arabic[level].push(cell),
            "en" | "" | "ref" | "ref_en" => english[level].push(cell),
            w if w.starts_with("ar") || w.starts_with("altar") || w.starts_with("alt1ar") => arabic[level].push(cell),
            w if w.starts_with("alt") && !is_arabic(cell) => english[level].push(cell),
            _ => {}
        }
    }
    let own = (0..6).rev().find(|&l| !codes[l].is_empty()).ok_or("no level has a code")?;
    let (lat, lon) =
        lat.zip(lon).or(centre).ok_or("no position: neither columns of latitude and longitude nor a shape")?;
    if !(lat.abs() <= 90.0 && lon.abs() <= 180.0) {
        return Err(format!("{lat}, {lon} is not a position in degrees"));
    }
    let ar: Vec<String> = arabic[own].iter().map(|n| clean(n)).filter(|n| is_arabic(n)).collect();
    let en: Vec<String> = english[own].iter().map(|n| clean(n)).filter(|n| !is_arabic(n)).collect();
    if ar.is_empty() && en.is_empty() {
        return Err(format!("{} has no name", codes[own]));
    }
    let code = codes[own];
    let kind = match own {
        0 => PlaceKind::Country,
        1 => PlaceKind::Governorate,
        2 | 3 => PlaceKind::District,
        _ => PlaceKind::Village,
    };
    // Codes begin with the country's own: SY020001, or IRQ-G01 in some.
    let two: String = code.chars().take(2).collect();
    let three: String = code.chars().take(3).collect();
    let country = if codes[0].len() == 3 { codes[0].to_owned() } else { iso3(&two).to_owned() };
    let country = if three.chars().all(|c| c.is_ascii_uppercase()) { three } else { country };
    Ok(NewPlace {
        id: format!("pcode:{code}"),
        en: en.first().cloned().unwrap_or_default(),
        ar,
        latin: en.into_iter().skip(1).collect(),
        kind,
        lat,
        lon,
        country,
        admin1: english[1].first().map(|n| clean(n)).filter(|_| own > 1).unwrap_or_default(),
        parent: (0..own)
            .rev()
            .find(|&l| !codes[l].is_empty())
            .map(|l| format!("pcode:{}", codes[l]))
            .unwrap_or_default(),
        population: 0,
        refs: format!("pcode:{code}"),
        source: "OCHA COD-AB".to_owned(),
        licence: "CC-BY-IGO".to_owned(),
    })
}
