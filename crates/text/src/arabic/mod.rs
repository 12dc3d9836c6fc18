//! What knows Arabic: conjugation, declension, words and their segments, numbers, dates.

pub mod conjugate;
pub mod inflect;
pub mod morphology;
pub mod segment;

pub mod number;
pub mod time;
