//! What knows Arabic: conjugation, declension, words and their segments, numbers, dates.

use std::sync::OnceLock;

use marsad_model::Day;

use crate::Text;

pub mod conjugate;
pub mod inflect;
pub mod morphology;
pub mod number;
pub mod segment;
pub mod time;

/// The numbers and the times of a text, read together: what [`number::numbers`] and [`time::times`] give, at less cost
/// than one after the other.
///
/// ```
/// use marsad_text::{Text, arabic::numbers_and_times};
/// let (numbers, times) = numbers_and_times(&Text::new("سقط 12 قتيلاً في آذار 2019."), None);
/// assert_eq!((numbers.len(), times.len()), (1, 1));
/// ```
#[must_use]
pub fn numbers_and_times(text: &Text, reference: Option<Day>) -> (Vec<number::NumberMention>, Vec<time::TimeMention>) {
    let times = time::Times::new(reader(text), time::TimeLexicon::builtin(), reference);
    let (found, dates) = time::scan_with_dates(&times);
    (number::scan(&times.numbers, || dates), found)
}

/// A text with what may begin a number or a time in it, under the lexicons that come with the program.
fn reader(text: &Text) -> number::Reader<'_> {
    static BOTH: OnceLock<number::openers::Openers> = OnceLock::new();
    let lexicon = number::NumberLexicon::builtin();
    let openers = BOTH.get_or_init(|| lexicon.openers.merged(&time::TimeLexicon::builtin().openers));
    number::Reader::new(text, lexicon, openers.scan(text))
}
