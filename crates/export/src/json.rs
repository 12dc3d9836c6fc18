//! Reports as JSON: everything the record knows of each, as the API gives it, with its citation.

use marsad_store::ReportRow;
use serde_json::Value;

use crate::about::About;

/// A row as JSON.
pub(crate) fn object(row: &ReportRow, about: &About) -> Value {
    let mut value = serde_json::to_value(row).unwrap_or(Value::Null);
    if let Value::Object(map) = &mut value {
        map.insert("citation".to_owned(), about.cite(row).into());
    }
    value
}
