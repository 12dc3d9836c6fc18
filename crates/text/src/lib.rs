//! One immutable text and what can be said of it.
//!
//! [`Text`] owns the original string and never changes it. On top of it stand the folded tokens ([`Token`]), sentences
//! ([`Sentence`]) and quotations; every position they give counts Unicode scalar values of the original, so that a span
//! always slices back to the words as published. Under [`arabic`] stand what knows the language: conjugation, numbers,
//! dates.
//!
//! Nothing here fails and nothing does IO: what cannot be read is simply not found. Nothing here knows of conflict.
#![doc = include_str!("../README.md")]
#![warn(missing_docs)]

mod aligned;
pub mod arabic;
mod clitic;
mod fold;
mod quotation;
mod sentence;
mod text;
mod token;
mod tokenise;

pub use aligned::Aligned;
pub use clitic::{Split, splits};
pub use fold::{fold_into, fold_str, is_mark};
pub use quotation::quotations;
pub use sentence::Sentence;
pub use text::Text;
pub use token::{Token, TokenKind};
