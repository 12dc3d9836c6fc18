//! Codes one document: mentions, then who and where they are, then acts, then reports.
//!
//! ```text
//! Text ─▶ words ─▶ mentions (times, numbers, actors, people, places) ─▶ triggers of frames ─▶ slots ─▶ reports
//! ```
//!
//! The coder does no IO, reads no clock and rolls no dice: the same document and lexicon give the same bytes. It never
//! says what is true and never fills a slot that the text leaves empty. What it knows stands in the lexicon; here stand
//! the mechanisms.

mod actors;
mod amounts;
mod apart;
mod asked;
mod attribution;
mod coder;
mod contexts;
mod counts;
mod doers;
mod events;
mod explain;
mod fields;
mod figures;
mod further;
mod genre;
mod involved;
mod join;
mod learn;
mod loaded;
mod losses;
mod matching;
mod mentions;
mod modality;
mod near;
mod order;
mod places;
mod placing;
mod pronouns;
mod reading;
mod saying;
mod scene;
mod slots;
mod speaker;
mod subjects;
mod telling;
mod triggers;
mod when;
mod why;
mod words;

pub use coder::Coder;
pub use explain::{Explained, Reason};
pub use learn::{ReportExample, Sheet, SlotExample};
pub use mentions::{Wanted, WordSegments};
pub use why::{Known, PlaceReading};
