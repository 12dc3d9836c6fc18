//! One immutable text and what can be said of it.
//!
//! [`Text`] owns the original string and never changes it. On top of it stand the folded tokens ([`Token`]), sentences
//! ([`Sentence`]), its parts ([`Layout`]) and quotations; every position they give counts Unicode scalar values of the
//! original, so that a span always slices back to the words as published. [`language_of_paragraph`] says what may be read as
//! Arabic at all. Under [`arabic`] stand what knows the language: conjugation, numbers,
//! dates.
//!
//! Nothing here fails and nothing does IO: what cannot be read is simply not found. Nothing here knows of conflict.
#![doc = include_str!("../README.md")]
#![warn(missing_docs)]

mod aligned;
pub mod arabic;
mod clitic;
mod fold;
mod language;
mod layout;
mod quotation;
mod sentence;
mod sieve;
mod text;
mod token;
mod tokenise;

pub use aligned::Aligned;
pub use clitic::{Split, splits};
pub use fold::{fold_into, fold_str, is_mark};
pub use language::{
    ForeignParagraph, Language, LanguageLexicon, foreign_paragraphs, language_of_paragraph, language_of_text,
};
pub use layout::{
    Clause, ClauseKind, Dateline, Layout, LayoutLexicon, ListMark, Paragraph, ParagraphKind, QuoteHint, QuotedPart,
};
pub use quotation::{Quoted, quotations, quoted};
pub use sentence::Sentence;
pub use sieve::{Sieve, WordMap};
pub use text::Text;
pub use token::{Token, TokenKind};
