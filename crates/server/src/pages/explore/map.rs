//! The map as the server draws it: countries, places and areas as one SVG, which needs no script. The script puts a map in its
//! place that can be moved; the table beside says the same to everybody.

use crate::assets;
use crate::highlight::escape;
use crate::i18n::{Lang, number};
use marsad_store::{Area, Grid};
use serde::Deserialize;
use std::fmt::Write;
use std::sync::LazyLock;

/// Width and height of the drawing.
const W: f64 = 960.0;
const H: f64 = 520.0;
/// What is shown where nothing has a position.
const REGION: Area = Area { west: 8.0, south: 10.0, east: 66.0, north: 42.0 };

#[derive(Deserialize)]
struct Countries {
    features: Vec<Country>,
}

#[derive(Deserialize)]
struct Country {
    properties: Properties,
    geometry: Geometry,
}

#[derive(Deserialize)]
struct Properties {
    iso: Option<String>,
    at: Option<(f64, f64)>,
}

#[derive(Deserialize)]
struct Geometry {
    coordinates: Vec<Vec<Vec<(f64, f64)>>>,
}

static COUNTRIES: LazyLock<Countries> = LazyLock::new(|| {
    let read = assets::bytes("basemap.json").and_then(|json| serde_json::from_slice(&json).ok());
    read.unwrap_or(Countries { features: Vec::new() })
});

/// Names of countries that we have words for, and where they stand.
pub fn labels(lang: Lang) -> Vec<(String, f64, f64)> {
    let name = |c: &Country| {
        let (iso, (lon, lat)) = (c.properties.iso.as_deref()?, c.properties.at?);
        Some((lang.get(&format!("country.{iso}"))?.to_owned(), lat, lon))
    };
    COUNTRIES.features.iter().filter_map(name).collect()
}

/// A stretch that holds all places of a grid, with a margin, in the drawing's proportion.
pub fn frame(grid: &Grid, within: Option<Area>) -> Area {
    let cells = grid.cells.iter().map(|c| c.extent);
    let areas = grid.areas.iter().filter_map(|a| Some([a.lon?, a.lat?, a.lon?, a.lat?]));
    let all = cells.chain(areas).fold(None, |seen: Option<[f64; 4]>, e| {
        let s = seen.unwrap_or(e);
        Some([s[0].min(e[0]), s[1].min(e[1]), s[2].max(e[2]), s[3].max(e[3])])
    });
    let base = match (within, all) {
        (Some(area), _) => area,
        (None, Some(e)) => Area { west: e[0], south: e[1], east: e[2], north: e[3] },
        (None, None) => REGION,
    };
    let (x, y) = ((base.west + base.east) / 2.0, (base.south + base.north) / 2.0);
    let width = ((base.east - base.west) * 1.25).max((base.north - base.south) * 1.25 * W / H / 1.15).clamp(6.0, 360.0);
    let height = width * H / W * 1.15;
    Area {
        west: (x - width / 2.0).max(-180.0),
        south: (y - height / 2.0).max(-90.0),
        east: (x + width / 2.0).min(180.0),
        north: (y + height / 2.0).min(90.0),
    }
}

/// The scale of the drawing, as the zoom of a map.
pub fn zoom(view: &Area) -> f64 {
    (W / 512.0 * 360.0 / (view.east - view.west).max(0.01)).log2()
}

/// How far an area reaches, in kilometres, by how exactly it is known: a round reach, not a border.
pub fn reach(precision: u8) -> f64 {
    match precision {
        3 => 20.0,
        4 => 60.0,
        5 => 120.0,
        _ => 220.0,
    }
}

/// Draws the map. `href` gives the question for a stretch.
pub fn draw(
    lang: Lang,
    grid: &Grid,
    view: &Area,
    label: &str,
    href: impl Fn(Area) -> String,
    name: impl Fn(&str) -> String,
) -> String {
    let (dx, dy) = (W / (view.east - view.west).max(0.01), H / (view.north - view.south).max(0.01));
    let at = |lon: f64, lat: f64| ((lon - view.west) * dx, (view.north - lat) * dy);
    let mut out = format!(
        "<svg class=\"chart map-plain\" viewBox=\"0 0 {W} {H}\" role=\"group\" aria-label=\"{}\" direction=\"ltr\">",
        escape(label)
    );
    land(lang, view, &mut out);
    for area in &grid.areas {
        let (Some(lat), Some(lon)) = (area.lat, area.lon) else { continue };
        let (x, y) = at(lon, lat);
        let radius = reach(area.precision) / 111.0 * dy;
        let words = format!(
            "{} — {}: {}",
            name(&area.name),
            lang.code_name("precision", &area.precision.to_string()),
            lang.count("list.count", area.count)
        );
        let _ = write!(
            out,
            "<circle class=\"halo\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius:.1}\"><title>{}</title></circle>",
            escape(&words)
        );
    }
    for cell in &grid.cells {
        let (x, y) = at(cell.lon, cell.lat);
        let radius = 4.0 + 3.2 * (cell.count as f64).ln_1p();
        let words = format!("{}: {}", name(&cell.name), lang.count("list.count", cell.count));
        let _ = write!(
            out,
            "<a href=\"{}\"><title>{}</title><circle class=\"spot\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius:.1}\"/>",
            escape(&href(around(cell.extent))),
            escape(&words)
        );
        if cell.count > 9 {
            let _ = write!(
                out,
                "<text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>",
                y + 4.0,
                number(cell.count)
            );
        }
        out.push_str("</a>");
    }
    out.push_str("</svg>");
    out
}

/// Draws countries and their names.
fn land(lang: Lang, view: &Area, out: &mut String) {
    let (dx, dy) = (W / (view.east - view.west).max(0.01), H / (view.north - view.south).max(0.01));
    let at = |lon: f64, lat: f64| ((lon - view.west) * dx, (view.north - lat) * dy);
    for ring in COUNTRIES.features.iter().flat_map(|c| &c.geometry.coordinates).flatten() {
        let near = |(lon, lat): &(f64, f64)| {
            (view.west - 1.0..=view.east + 1.0).contains(lon) && (view.south - 1.0..=view.north + 1.0).contains(lat)
        };
        if !ring.iter().any(near) && !surrounds(ring, view) {
            continue;
        }
        let mut last = (f64::MIN, f64::MIN);
        let mut path = String::new();
        for (lon, lat) in ring {
            // Far outside is drawn at the edge.
            let (x, y) =
                at(lon.clamp(view.west - 30.0, view.east + 30.0), lat.clamp(view.south - 30.0, view.north + 30.0));
            if (x - last.0).abs() + (y - last.1).abs() < 1.6 {
                continue;
            }
            let _ = write!(path, "{}{x:.0} {y:.0}", if path.is_empty() { 'M' } else { 'L' });
            last = (x, y);
        }
        if path.contains('L') {
            let _ = write!(out, "<path class=\"land\" d=\"{path}Z\"/>");
        }
    }
    for (words, lat, lon) in labels(lang) {
        let (x, y) = at(lon, lat);
        if (20.0..W - 20.0).contains(&x) && (20.0..H - 10.0).contains(&y) {
            let _ = write!(out, "<text x=\"{x:.0}\" y=\"{y:.0}\" text-anchor=\"middle\">{}</text>", escape(&words));
        }
    }
}

/// One place on a map of its surroundings.
pub fn spot(lang: Lang, lat: f64, lon: f64, name: &str) -> String {
    // Wide enough to see a border, in the drawing's proportion.
    let (width, height) = (9.0, 9.0 * H / W);
    let view =
        Area { west: lon - width / 2.0, south: lat - height / 2.0, east: lon + width / 2.0, north: lat + height / 2.0 };
    let mut out = format!(
        "<svg class=\"chart map-plain\" viewBox=\"0 0 {W} {H}\" role=\"img\" aria-label=\"{}\" direction=\"ltr\">",
        escape(name)
    );
    land(lang, &view, &mut out);
    let _ = write!(
        out,
        "<circle class=\"spot\" cx=\"{}\" cy=\"{}\" r=\"9\"><title>{}</title></circle></svg>",
        W / 2.0,
        H / 2.0,
        escape(name)
    );
    out
}

/// The stretch around the places of a cell, rounded outwards.
pub fn around(extent: [f64; 4]) -> Area {
    let down = |n: f64| (n * 1000.0 - 1.0).floor() / 1000.0;
    let up = |n: f64| (n * 1000.0 + 1.0).ceil() / 1000.0;
    Area { west: down(extent[0]), south: down(extent[1]), east: up(extent[2]), north: up(extent[3]) }
}

/// Whether a ring reaches beyond the view on opposite sides, so that it may hold all of it.
fn surrounds(ring: &[(f64, f64)], view: &Area) -> bool {
    let far = |f: &dyn Fn(&(f64, f64)) -> bool| ring.iter().any(f);
    far(&|p| p.0 < view.west) && far(&|p| p.0 > view.east) && far(&|p| p.1 < view.south) && far(&|p| p.1 > view.north)
}

#[cfg(test)]
mod tests {
    use super::*;
    use marsad_store::{Cell, SpotCount};

    fn grid() -> Grid {
        let cell = Cell {
            lat: 34.45,
            lon: 40.95,
            extent: [40.95, 34.45, 40.95, 34.45],
            count: 12,
            places: 1,
            name: "<Al-Baghuz>".into(),
        };
        let area = SpotCount {
            name: "Idlib".into(),
            id: String::new(),
            kind: "governorate".into(),
            country: "SYR".into(),
            precision: 4,
            lat: Some(35.9),
            lon: Some(36.6),
            count: 3,
        };
        Grid { cells: vec![cell], areas: vec![area], unplaced: 0, outside: 0 }
    }

    #[test]
    fn a_governorate_is_an_area_and_a_village_a_spot() {
        let g = grid();
        let view = frame(&g, None);
        let svg = draw(Lang::En, &g, &view, "map", |a| format!("/?box={},{}", a.west, a.south), str::to_owned);
        assert_eq!((svg.matches("class=\"spot\"").count(), svg.matches("class=\"halo\"").count()), (1, 1));
        assert!(svg.contains("&lt;Al-Baghuz&gt;: 12 reports") && svg.contains("box=40.949,34.449"), "{svg}");
        assert!(svg.contains("class=\"land\"") && svg.contains(">Syria<"));
        assert!(svg.len() < 200_000, "{}", svg.len());
    }

    #[test]
    fn the_frame_holds_every_place_and_is_never_a_point() {
        let view = frame(&grid(), None);
        assert!(view.contains(34.45, 40.95) && view.contains(35.9, 36.6));
        assert!(zoom(&view) > 3.0 && zoom(&view) < 8.0, "{}", zoom(&view));
        let empty = frame(&Grid::default(), None);
        assert!(empty.contains(33.3, 44.4));
    }
}
