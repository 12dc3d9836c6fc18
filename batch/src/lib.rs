//! Whole archives coded into tables: on all cores, in bounded memory, to be gone on with after any interruption.
//!
//! ```text
//! inputs ─▶ records ─▶ documents, mentions, reports ─▶ Parquet by month ─▶ each document once ─▶ origins and events
//! ```
//!
//! [`inputs`] finds files and objects, [`read`] gives their records, [`coding`] codes one, [`pipeline`] does so in many threads and
//! keeps the order, [`sink`] writes the rows, [`done`] notes what is done, [`once`] leaves out what stands twice. [`run`] is all
//! of it. [`sql`] has the same as functions of a query, and [`corroborate`] does for a folder what a store does for its documents.
//!
//! The same inputs, lexicon and program give the same files, byte for byte: for any number of threads, shards and interruptions.
#![warn(missing_docs)]

#[cfg(feature = "cluster")]
pub mod cluster;
pub mod coding;
pub mod columns;
pub mod corroborate;
pub mod done;
mod engine;
mod error;
mod files;
pub mod inputs;
mod numbers;
pub mod once;
pub mod pipeline;
pub mod read;
pub mod run;
pub mod sink;
pub mod sql;
pub mod tables;

pub use engine::MEMORY;
pub use error::BatchError;
