//! How far readings of one text agree: coders with each other ([`alpha`], [`agreement`]), and the machine with what coders
//! settled ([`Score`]).
//!
//! Readings are compared by what they mean, not by how they are written: two coders who name one actor by two mentions agree.
//! [`meaning`] says what of a field counts.
//!
//! This crate does no IO and knows no coder.

mod alpha;
mod distance;
mod fields;
mod meaning;
mod score;
mod table;

pub use alpha::{Alpha, Unit, alpha, observed};
pub use distance::{Distance, interval, jaccard, masi, nominal};
pub use fields::ReportField;
pub use meaning::{Meaning, meaning, same};
pub use score::{Prf, Score, Share, paired, score};
pub use table::{FieldAgreement, Given, agreement};
