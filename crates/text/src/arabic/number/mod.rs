//! Numbers: digits of both kinds, words of every case and gender up to thousands of billions, duals, ranges, bounds,
//! percentages, fractions, ordinals, and quantities without a figure; always as a range from the least number meant to
//! the greatest, with what is counted.
//!
//! The words stand in `lexicon/ar/numbers.tsv`, `number_words.tsv`, `number_heads.tsv` and `countable.tsv`; the grammar
//! that puts them together is here.
//!
//! ```
//! use marsad_text::{Text, arabic::number::numbers};
//! let text = Text::new("قُتل أكثر من ثلاثة وأربعين شخصاً.");
//! let found = numbers(&text);
//! assert_eq!(text.slice(found[0].span), "أكثر من ثلاثة وأربعين");
//! assert_eq!((found[0].min, found[0].max), (Some(43.0), None));
//! ```

use std::ops::Range;

use marsad_model::{NumberType, Span};

use crate::Text;

mod cardinal;
mod counted;
mod digits;
mod lexicon;
pub(crate) mod openers;
mod quantity;
mod reader;
mod scan;
pub(crate) mod table;
#[cfg(test)]
mod tests;

pub(crate) use lexicon::{Class, Frame, Head};
pub use lexicon::{Countable, Grade, NumberLexicon};
pub(crate) use marsad_model::NumberType as NumberKind;
pub(crate) use reader::Reader;
pub(crate) use scan::scan;
pub use table::TableError;

/// A number in a text.
#[derive(Debug, Clone, PartialEq)]
pub struct NumberMention {
    /// The words, bounds included («أكثر من 20»), proclitics not.
    pub span: Span,
    /// The tokens that the span touches.
    pub tokens: Range<usize>,
    /// The tokens of the number itself, without its bounds.
    pub core: Range<usize>,
    /// What kind of number.
    pub kind: NumberType,
    /// Least number meant; none where open.
    pub min: Option<f64>,
    /// Greatest number meant; none where open.
    pub max: Option<f64>,
    /// The tokens of the noun that is counted, where it stands next to the number; of a dual noun, the noun.
    pub counted: Option<Range<usize>>,
    /// What kind of thing the counted noun is, where the lexicon knows it.
    pub class: Option<Countable>,
    /// Whether the number is said by the dual of a noun («جنديين»).
    pub dual_noun: bool,
}

/// The numbers of a text in order; they do not overlap.
#[must_use]
pub fn numbers(text: &Text) -> Vec<NumberMention> {
    numbers_with(text, NumberLexicon::builtin())
}

/// The numbers of a text under another lexicon.
#[must_use]
pub fn numbers_with(text: &Text, lexicon: &NumberLexicon) -> Vec<NumberMention> {
    scan(&Reader::new(text, lexicon, lexicon.openers.scan(text)), || super::time::dates(text, lexicon))
}
