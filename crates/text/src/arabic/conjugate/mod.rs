//! The conjugator: from one dictionary entry to every form a newspaper may print.
//!
//! Forms are written as the press writes them, without vowel marks and without shadda, hamza on its right seat. Where
//! the press is divided (قرأوا, قرؤوا) all spellings are given, the standard one first.
//!
//! ```text
//! VerbEntry ──conjugate──▶ VerbForm      قتل ▶ يقتلون (imperfect, active, 3rd, plural, masculine)
//!           ──bound_forms▶ VerbForm      قتلو‑  before a pronoun: قتلوه
//!           ──participles▶ NominalForm   مقتول, قاتلي‑
//! masdar    ──masdar_forms▶ NominalForm  هجوم ▶ هجوما, هجومين
//! ```
//!
//! How it works: `theme` builds the stem of each tense from root and measure in a small broad transcription and
//! applies what weak, doubled and hamzated roots do to it; `paradigm` puts person, number and gender around the stem;
//! `spelling` turns the transcription into letters. The lemma as given is the judge of what root and measure leave
//! open (سمع or سما, ازدوج or ازداج): an entry whose lemma cannot come from its root and measure is an error.

mod entry;
mod features;
mod nominal;
mod paradigm;
mod spelling;
mod theme;

#[cfg(test)]
mod lexicon_tests;
#[cfg(test)]
mod tests;

pub use entry::{ConjugationError, ImperfectVowel, Measure, Transitivity, VerbEntry};
pub use features::{
    Aspect, Gender, NominalForm, NominalKind, NominalState, Number, Person, VerbFeatures, VerbForm, Voice,
};
pub use nominal::{masdar_forms, participles};
pub use paradigm::{bound_forms, conjugate};
pub(crate) use spelling::joins;
