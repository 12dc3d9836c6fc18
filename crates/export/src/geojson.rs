//! Reports as features of a map (RFC 7946): one point each, and a null geometry where the text gives no place.

use marsad_store::ReportRow;
use serde_json::{Map, Value, json};

use crate::about::About;
use crate::cells::{COLUMNS, cells};

/// A row as a feature, its properties the columns of the table.
pub(crate) fn feature(row: &ReportRow, about: &About) -> Value {
    let place = row.report.places.first();
    let point = place.and_then(|p| p.lon.zip(p.lat)).filter(|(lon, lat)| lon.is_finite() && lat.is_finite());
    let geometry = match point {
        Some((lon, lat)) => json!({ "type": "Point", "coordinates": [degrees(lon), degrees(lat)] }),
        None => Value::Null,
    };
    let mut properties: Map<String, Value> =
        COLUMNS.iter().zip(cells(row, about)).map(|(column, cell)| (column.name.to_owned(), cell.json())).collect();
    properties.insert("precision_label".to_owned(), precision(place.map(|p| p.precision)).into());
    json!({ "type": "Feature", "id": row.id, "geometry": geometry, "properties": properties })
}

/// Six decimals are a tenth of a metre; more would only pretend.
pub(crate) fn degrees(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}

/// What a point may be taken for.
pub(crate) fn precision(precision: Option<u8>) -> &'static str {
    match precision {
        Some(1) => "exact place",
        Some(2) => "near a place",
        Some(3) => "somewhere in a district",
        Some(4) => "somewhere in a governorate",
        Some(5) => "vague",
        Some(6) => "somewhere in a country",
        Some(_) => "unknown",
        None => "no place told",
    }
}
