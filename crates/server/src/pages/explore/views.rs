//! What the ways of seeing hand to the page: the answers in time, side by side, and on the map.

use super::facets::Maker;
use super::{charts, map};
use crate::i18n::number;
use crate::pages::script_json;
use crate::{assets, params};
use marsad_store::{Area, Bucket, Field, Filter, Grid, Multiples, Series, SpotCount, Timeline};
use serde_json::json;
use std::collections::HashMap;

/// How many rows the table beside the map has.
const MAP_ROWS: usize = 60;

/// A row of the table beside the map.
pub struct Spot {
    pub name: String,
    pub exact: String,
    pub country: String,
    pub count: String,
    pub href: String,
}

/// The answers in time.
pub struct Time {
    pub svg: String,
    pub rows: Vec<(String, String, String)>,
    pub outside: Vec<(String, Option<String>)>,
}

/// One small chart.
pub struct Small {
    pub name: String,
    pub href: String,
    pub total: String,
    pub svg: String,
}

pub fn time(maker: &Maker<'_>, timeline: &Timeline) -> Time {
    let lang = maker.viewer.lang;
    let narrower = |b: &Bucket| maker.href(&Filter { from: Some(b.from), to: Some(b.to), ..maker.filter.clone() });
    let rows = timeline.buckets.iter().filter(|b| b.count > 0);
    let mut outside = Vec::new();
    if let (Some(first), Some(last)) = (timeline.buckets.first(), timeline.buckets.last()) {
        if timeline.before > 0 {
            let to = first.from.yesterday().ok();
            outside.push((
                lang.count("time.before", timeline.before),
                Some(maker.href(&Filter { from: None, to, ..maker.filter.clone() })),
            ));
        }
        if timeline.after > 0 {
            let from = last.to.tomorrow().ok();
            outside.push((
                lang.count("time.after", timeline.after),
                Some(maker.href(&Filter { to: None, from, ..maker.filter.clone() })),
            ));
        }
    }
    if timeline.undated > 0 {
        outside.push((lang.count("time.undated", timeline.undated), None));
    }
    Time {
        svg: charts::bars(lang, timeline, lang.t("view.timeline"), narrower),
        rows: rows.map(|b| (charts::stretch(lang, b), number(b.count), narrower(b))).collect(),
        outside,
    }
}

pub type Bys = Vec<(&'static str, String, bool)>;

pub fn smalls(maker: &Maker<'_>, multiples: &Multiples, by: Field) -> (Vec<Small>, Bys) {
    let lang = maker.viewer.lang;
    let most = multiples.series.iter().flat_map(|s| &s.counts).copied().max().unwrap_or(0);
    let one = |s: &Series| {
        let link = maker.link(by, &s.value, s.total);
        let top = s.counts.iter().copied().max().unwrap_or(0);
        let label =
            lang.fill("multiples.label", &[("total", &lang.count("list.count", s.total)), ("most", &number(top))]);
        Small { svg: charts::small(s, most, &label), name: link.label, href: link.href, total: link.count }
    };
    let bys = Field::ALL.iter().map(|field| {
        let rest = format!("view=multiples&by={}", field.as_str());
        let other = Maker {
            viewer: maker.viewer,
            places: maker.places,
            filter: maker.filter,
            rest: &rest,
            seen: HashMap::new(),
        };
        (maker.field(*field), other.href(maker.filter), *field == by)
    });
    (multiples.series.iter().map(one).collect(), bys.collect())
}

pub fn drawn(
    maker: &Maker<'_>,
    grid: &Grid,
    view: &Area,
    spots: &[SpotCount],
    tiles: Option<&crate::Basemap>,
) -> (String, String, Vec<Spot>, Option<String>) {
    let lang = maker.viewer.lang;
    let narrower = |area| maker.href(&Filter { within: Some(area), ..maker.filter.clone() });
    let svg = map::draw(lang, grid, view, lang.t("view.map"), narrower, |name| maker.known(name));
    let rows = spots.iter().take(MAP_ROWS).map(|s| Spot {
        name: maker.known(&s.name),
        exact: lang.code_name("precision", &s.precision.to_string()),
        country: if s.country.is_empty() { String::new() } else { maker.value(Field::Country, &s.country) },
        count: number(s.count),
        href: maker.href(&Filter { place: Some(s.name.clone()), ..maker.filter.clone() }),
    });
    let categories = ["zero", "one", "two", "few", "many", "other"];
    let counted: HashMap<&str, &str> = categories.into_iter().map(|c| (c, lang.form("list.count", c))).collect();
    let precision: HashMap<String, String> =
        (1..=7).map(|p| (p.to_string(), lang.code_name("precision", &p.to_string()))).collect();
    let data = json!({
        "query": params::to_query(maker.filter),
        "view": [view.west, view.south, view.east, view.north],
        "basemap": assets::address("basemap.json"),
        "tiles": tiles.map(crate::Basemap::told),
        "pmtiles": tiles.and_then(|_| assets::address("marsad-pmtiles.js")),
        "labels": map::labels(lang),
        "explore": format!("/{}/explore", lang.code()),
        "script": assets::address("marsad-map.js"),
        "lang": lang.code(),
        "counted": counted,
        "precision": precision,
        "open": lang.t("map.open"),
        "label": lang.t("map.label"),
        "worker": assets::address("marsad-map-worker.js"),
        "style": assets::address("maplibre.css"),
    });
    let unplaced = (grid.unplaced > 0).then(|| lang.count("map.unplaced", grid.unplaced));
    (svg, script_json(&data), rows.collect(), unplaced)
}
