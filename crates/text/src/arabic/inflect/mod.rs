//! Nouns and adjectives: from one dictionary entry to every form a newspaper may print.
//!
//! Forms are written without vowel marks, hamza on its seat, and without the article or other proclitics.
//!
//! ```
//! use marsad_text::arabic::inflect::{NounEntry, inflect};
//!
//! let entry = NounEntry::from_columns("وزير", "noun", "m", "وزراء", "ة").unwrap();
//! let forms: Vec<String> = inflect(&entry).into_iter().map(|f| f.surface).collect();
//! for form in ["وزير", "وزيرا", "وزيرة", "وزيرت", "وزيران", "وزيري", "وزراء", "وزراؤ", "وزرائ"] {
//!     assert!(forms.iter().any(|f| f == form), "{form}");
//! }
//! ```
//!
//! How it works: [`endings`] declines one spelled stem as a singular, a dual or a sound plural; [`paradigm`] says which
//! stems an entry has. A broken plural is declined as a singular is. What no rule gives (أبو, ذوو) stands in
//! `lexicon/ar/irregular_nouns.tsv`.

mod endings;
mod entry;
mod features;
mod paradigm;

#[cfg(test)]
mod tests;

pub use entry::{InflectionError, NounClass, NounEntry, PluralKind};
pub use features::{Case, NounFeatures, NounForm, NounKind, NounState};
pub use paradigm::inflect;
