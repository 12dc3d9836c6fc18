//! Reads the clauses of further languages: who does what to whom, by subject, verb and object.
//!
//! ```text
//! Text ─▶ sentences ─▶ names and classes of words ─▶ verb groups ─▶ links between them ─▶ acts of frames ─▶ sides ─▶ reports
//! ```
//!
//! The reader knows no language. What it asks about a word stands in the pack of the language
//! ([`marsad_lexicon::LanguagePack`]): forms of verbs, closed classes, names, frames. It reads languages whose verbs stand
//! between subject and object or behind both; Arabic has mechanisms of its own in `marsad-coder`.
#![warn(missing_docs)]

mod acts;
mod around;
mod compose;
mod groups;
mod links;
mod numbers;
mod parties;
mod places;
mod reader;
mod scene;
mod slots;
mod speech;
mod subject;
mod when;
mod words;

pub use reader::ClauseReader;
