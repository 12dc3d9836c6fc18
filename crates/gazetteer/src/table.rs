//! Places from tab-separated tables: the gazetteer's own form.

use marsad_model::PlaceKind;

use crate::place::NewPlace;

/// What is wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {what}")]
pub struct TableError {
    /// Line, from 1.
    pub line: usize,
    /// What is wrong.
    pub what: String,
}

/// A place from the cells of a row, by column name.
///
/// # Errors
/// What is wrong with the row: no id, a kind that is none, coordinates that are none.
pub fn place_of<'a>(get: impl Fn(&str) -> &'a str) -> Result<NewPlace, String> {
    let number = |column: &str, most: f64| {
        let cell = get(column);
        match cell.parse::<f64>() {
            Ok(n) if n.abs() <= most => Ok(n),
            Ok(_) => Err(format!("column `{column}`: {cell} is not a position in degrees")),
            Err(_) => Err(format!("column `{column}`: `{cell}` is not a number")),
        }
    };
    let list = |column: &str| -> Vec<String> {
        get(column).split('|').map(str::trim).filter(|s| !s.is_empty()).map(str::to_owned).collect()
    };
    let first = |a: &str, b: &str| if get(a).is_empty() { get(b) } else { get(a) }.to_owned();
    let id = get("id");
    if id.is_empty() {
        return Err("a place needs an `id`".to_owned());
    }
    let kind: PlaceKind = get("kind").parse().map_err(|e| format!("column `kind`: {e}"))?;
    let (lat, lon) = (number("lat", 90.0)?, number("lon", 180.0)?);
    let population = match get("population") {
        "" => 0,
        cell => cell.parse().map_err(|_| format!("column `population`: `{cell}` is not a whole number"))?,
    };
    // `en:Name|fas:نام`: names in other languages; those in Latin letters serve to find what has no Arabic name.
    let latin = list("names_other").into_iter().filter_map(|n| n.strip_prefix("en:").map(str::to_owned)).collect();
    Ok(NewPlace {
        id: id.to_owned(),
        en: get("name_en").to_owned(),
        ar: list("names_ar"),
        latin,
        kind,
        lat,
        lon,
        country: get("country").to_owned(),
        admin1: first("admin1", "admin1_en"),
        parent: get("parent").to_owned(),
        population,
        refs: get("refs").to_owned(),
        source: get("source").to_owned(),
        licence: get("licence").to_owned(),
    })
}

/// Reads a table with a header; each row goes to `each` as a place or as what is wrong with it.
pub fn read_places(text: &str, mut each: impl FnMut(usize, Result<NewPlace, TableError>)) {
    let mut header: Vec<&str> = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.strip_suffix('\r').unwrap_or(line);
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        let cells: Vec<&str> = line.split('\t').collect();
        if header.is_empty() {
            header = cells.iter().map(|c| c.trim_start_matches('\u{feff}').trim()).collect();
            continue;
        }
        let get =
            |column: &str| header.iter().position(|h| *h == column).and_then(|i| cells.get(i)).map_or("", |c| c.trim());
        each(number, place_of(get).map_err(|what| TableError { line: number, what }));
    }
}
