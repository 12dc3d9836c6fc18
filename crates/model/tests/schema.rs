//! The checked-in JSON Schema is the one the types give.

use std::path::Path;

#[test]
fn checked_in_schema_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/schema/coded-document.schema.json");
    let now = serde_json::to_string_pretty(&marsad_model::report_schema()).unwrap() + "\n";
    if std::env::var_os("MARSAD_UPDATE").is_some() {
        std::fs::write(&path, &now).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == now,
        "docs/schema/coded-document.schema.json is out of date: run `MARSAD_UPDATE=1 cargo test -p marsad-model`"
    );
}
