//! Rows of the record as files of other programs: tables, maps, feeds, and the shapes of other event data sets.
//!
//! An [`Exporter`] takes rows one by one and writes bytes as they come: whatever the form, it holds at most one group of rows.
//! The server and `marsad export` use the same writers, so that a file and an address give the same bytes.
//!
//! This crate never decides what may be shown: it writes the rows that it is given.

mod about;
mod acled;
mod cells;
mod csv;
mod error;
mod events;
mod exporter;
mod format;
mod ged;
mod geojson;
mod json;
mod line;
mod merged;
mod parquet;
mod plover;
mod polecat;
mod rss;
mod stix;
mod tables;
mod xlsx;

pub use about::{About, Of};
pub use cells::{COLUMNS, Cell, Column, Kind, cells};
pub use csv::row as csv_row;
pub use error::ExportError;
pub use events::{EVENT_COLUMNS, event_cells};
pub use exporter::Exporter;
pub use format::Format;
pub use line::{DOCUMENT, DocumentLine, Page};
