//! What knows Arabic: conjugation, numbers, dates.

pub mod conjugate;

pub mod number;
pub mod time;
