//! What several fuzz targets have in common.

#[cfg(feature = "store")]
pub mod backup;
pub mod sources;
