//! Words for columns: lists, structs, schemas.

use arrow_schema::{DataType, Field, Schema, SchemaRef};
use std::sync::Arc;

/// A list.
pub fn list(of: DataType) -> DataType {
    DataType::List(Arc::new(Field::new("item", of, true)))
}

/// A struct.
pub fn fields(all: &[(&str, DataType)]) -> DataType {
    DataType::Struct(all.iter().map(|(name, of)| Field::new(*name, of.clone(), true)).collect())
}

/// The columns of a table; any may be null.
pub fn table(all: Vec<(&str, DataType)>) -> SchemaRef {
    Arc::new(Schema::new(all.into_iter().map(|(name, of)| Field::new(name, of, true)).collect::<Vec<_>>()))
}
