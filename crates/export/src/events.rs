//! Events as rows of a table, as JSON, as features of a map and as items of a feed: of each field what the record says is best,
//! with how many origins tell it.

use std::io::Write;

use marsad_model::CountKind;
use marsad_store::{EventRow, FigureRow, Named};
use serde_json::{Map, Value, json};

use crate::about::About;
use crate::cells::{Cell, Column, Kind, column, several};
use crate::error::ExportError;
use crate::geojson::{degrees, precision};
use crate::rss::{Item, item_of};

/// The columns of the table of events, in their order.
pub const EVENT_COLUMNS: &[Column] = &[
    column("event", Kind::Whole, "number of the event in this store; kept while it lives"),
    column("type", Kind::Text, "PLOVER type"),
    column("mode", Kind::Text, "PLOVER modes"),
    column("from", Kind::Day, "first day on which it happened; empty where no report says"),
    column("to", Kind::Day, "last day, inclusive"),
    column("place", Kind::Text, "the best place, in English"),
    column("place_id", Kind::Text, "its id in the gazetteer"),
    column("country", Kind::Text, "ISO 3166-1 alpha-3 code of the country that it lies in"),
    column("lat", Kind::Real, "latitude, WGS 84 degrees"),
    column("lon", Kind::Real, "longitude, WGS 84 degrees"),
    column(
        "precision",
        Kind::Whole,
        "UCDP GED's where_prec: 1 exact place, 2 near it, 3 district, 4 governorate, 5 vague, 6 country, 7 unknown",
    ),
    column("actors", Kind::Text, "who did it, the best told first"),
    column("actor_ids", Kind::Text, "their ids in the lexicon; the name where unknown"),
    column("recipients", Kind::Text, "to whom, likewise"),
    column("recipient_ids", Kind::Text, "their ids"),
    column(
        "killed_min",
        Kind::Whole,
        "least number killed of what the origins told last; empty where open or not told",
    ),
    column("killed_max", Kind::Whole, "greatest number killed"),
    column("killed_standing", Kind::Text, "how the origins stand to one another: one, agreed, rising, contested"),
    column("wounded_min", Kind::Whole, "least number wounded"),
    column("wounded_max", Kind::Whole, "greatest number wounded"),
    column("wounded_standing", Kind::Text, "how the origins stand to one another"),
    column("figures", Kind::Text, "every figure: kind, least..greatest, standing, how many origins"),
    column("modalities", Kind::Text, "in what voices its reports tell it"),
    column("title", Kind::Text, "headline of the document that told it first"),
    column("first_told", Kind::Day, "first day any of it was published"),
    column("last_told", Kind::Day, "last day"),
    column("origins", Kind::Whole, "how many origins tell it: copies count once"),
    column("documents", Kind::Whole, "how many documents"),
    column("reports", Kind::Whole, "how many reports"),
    column("outlets", Kind::Whole, "how many outlets published it"),
    column("contested", Kind::Flag, "whether origins contest one of its figures"),
    column("pinned", Kind::Flag, "whether a person said that it is complete"),
    column("citation", Kind::Text, "how to cite the row, with the day of access"),
];

/// A code of a figure as JSON spells it.
fn spelt(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}

fn figure(f: &FigureRow) -> String {
    let end = |n: Option<u64>| n.map(|n| n.to_string()).unwrap_or_default();
    format!("{} {}..{} {} {}", f.what, end(f.range.min), end(f.range.max), spelt(&f.standing), f.origins)
}

/// The cells of an event, one for each of [`EVENT_COLUMNS`].
#[must_use]
pub fn event_cells<'a>(row: &'a EventRow, about: &About) -> Vec<Cell<'a>> {
    let names = |all: &[Named]| several(all.iter().map(|n| n.name.as_str()));
    let ids = |all: &[Named]| several(all.iter().map(|n| n.id.as_str()));
    let of = |kind: CountKind| row.figures.iter().find(|f| f.what == kind);
    let (killed, wounded) = (of(CountKind::Killed), of(CountKind::Wounded));
    let standing = |f: Option<&FigureRow>| f.map(|f| spelt(&f.standing)).unwrap_or_default();
    let number = |n: u64| Cell::from(Some(n));
    let place = row.places.first();
    vec![
        row.id.into(),
        row.type_.as_str().into(),
        several(&row.modes).into(),
        row.days.map(|d| d.0).into(),
        row.days.map(|d| d.1).into(),
        place.map(|p| p.name.as_str()).into(),
        place.map(|p| p.id.as_str()).into(),
        row.country.as_deref().into(),
        row.point.map(|p| p.0).into(),
        row.point.map(|p| p.1).into(),
        i64::from(row.precision).into(),
        names(&row.actors).into(),
        ids(&row.actors).into(),
        names(&row.recipients).into(),
        ids(&row.recipients).into(),
        killed.and_then(|f| f.range.min).into(),
        killed.and_then(|f| f.range.max).into(),
        standing(killed).into(),
        wounded.and_then(|f| f.range.min).into(),
        wounded.and_then(|f| f.range.max).into(),
        standing(wounded).into(),
        several(row.figures.iter().map(figure)).into(),
        several(row.modalities.iter().map(|m| m.as_str())).into(),
        row.title.as_str().into(),
        row.first_told.into(),
        row.last_told.into(),
        number(row.origins),
        number(row.documents),
        number(row.reports),
        number(row.outlets),
        row.contested.into(),
        row.pinned.into(),
        about.cite_event(row).into(),
    ]
}

/// An event as JSON, with its citation.
pub(crate) fn object(row: &EventRow, about: &About) -> Value {
    let mut value = serde_json::to_value(row).unwrap_or(Value::Null);
    if let Value::Object(map) = &mut value {
        map.insert("citation".to_owned(), about.cite_event(row).into());
    }
    value
}

/// An event as a feature of a map.
pub(crate) fn feature(row: &EventRow, about: &About) -> Value {
    let geometry = match row.point.filter(|(lat, lon)| lat.is_finite() && lon.is_finite()) {
        Some((lat, lon)) => json!({ "type": "Point", "coordinates": [degrees(lon), degrees(lat)] }),
        None => Value::Null,
    };
    let cells = event_cells(row, about);
    let mut properties: Map<String, Value> =
        EVENT_COLUMNS.iter().zip(cells).map(|(column, cell)| (column.name.to_owned(), cell.json())).collect();
    let told = (!row.places.is_empty()).then_some(row.precision);
    properties.insert("precision_label".to_owned(), precision(told).into());
    json!({ "type": "Feature", "id": row.id, "geometry": geometry, "properties": properties })
}

/// An event as an item of a feed.
pub(crate) fn item(out: &mut impl Write, row: &EventRow, about: &About) -> Result<(), ExportError> {
    let place = row.places.first().map(|p| format!(", {}", p.name)).unwrap_or_default();
    let actors: Vec<&str> = row.actors.iter().map(|a| a.name.as_str()).collect();
    let who = if actors.is_empty() { String::new() } else { format!(": {}", actors.join(", ")) };
    item_of(
        out,
        &Item {
            title: format!("{}{who}{place}", row.type_),
            link: about.event_link(row.id),
            guid: format!("marsad:event:{}", row.id),
            day: row.last_told,
            category: row.type_.as_str(),
            source: None,
            text: format!("{}\n{}", row.title, about.cite_event(row)),
        },
    )
}
