//! The JSON Schema of a line of `marsad code`, generated from the types.

use crate::CodedDocument;

/// The schema as pretty JSON. The copy under `docs/schema/` is checked against this by a test.
#[must_use]
pub fn report_schema() -> schemars::Schema {
    schemars::schema_for!(CodedDocument)
}
