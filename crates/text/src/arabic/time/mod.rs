//! Times: dates of every Arab month-name family and of the Hijri calendar, years in words, weekdays, times told against
//! publication, ranges, seasons, feasts, parts of the day; lengths and repetitions told apart from dates; each resolved to
//! an interval of days against the day of publication.
//!
//! The words stand in `lexicon/ar/time`; the grammar that puts them together is here. Conventions: «مطلع» and «أواخر» of a
//! month are its first and last ten days; «منذ» runs to publication; «هذا الأسبوع» is the seven days to publication; weeks
//! begin on Sunday; a date without a year is the latest that is not more than four weeks after publication; a bare weekday
//! is the last such day not after publication; «قبل ثلاثة أعوام» is the same month three years back.
//!
//! ```
//! use marsad_text::{Text, arabic::time::times};
//! let text = Text::new("وقع الانفجار مساء أمس، والمدينة محاصرة منذ مطلع نيسان.");
//! let found = times(&text, "2024-04-20".parse().ok());
//! assert_eq!(text.slice(found[0].span), "مساء أمس");
//! assert_eq!(found[0].from, "2024-04-19".parse().ok());
//! assert_eq!(found[1].from, "2024-04-01".parse().ok());
//! assert_eq!(found[1].to, "2024-04-20".parse().ok());
//! ```

use std::ops::Range;

use marsad_model::{Day, Span, TimeType};

use super::number::{NumberLexicon, Reader};
use crate::Text;

mod amount;
mod calendar;
mod date;
mod lexicon;
mod numeric;
mod period;
mod reader;
mod relative;
mod scan;
#[cfg(test)]
mod tests;
mod weekday;

pub use lexicon::TimeLexicon;
pub(crate) use reader::Times;
pub(crate) use scan::scan;

/// A time in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeMention {
    /// The words, proclitics not included.
    pub span: Span,
    /// The tokens that the span touches.
    pub tokens: Range<usize>,
    /// Date, range, duration or set.
    pub kind: TimeType,
    /// First day, inclusive; none where open or unknown.
    pub from: Option<Day>,
    /// Last day, inclusive; none where open or unknown.
    pub to: Option<Day>,
    /// ISO 8601 value of a duration or set; `PRESENT_REF` for now, `PAST_REF` for lately.
    pub value: Option<String>,
    /// Whether the words give the days exactly, not about («مطلع», «بضعة أيام»).
    pub precise: bool,
}

/// The times of a text in order, against its day of publication; they do not overlap.
#[must_use]
pub fn times(text: &Text, reference: Option<Day>) -> Vec<TimeMention> {
    scan(&Times::new(super::reader(text), TimeLexicon::builtin(), reference))
}

/// The times of a text under other lexicons.
#[must_use]
pub fn times_with(
    text: &Text,
    reference: Option<Day>,
    lexicon: &TimeLexicon,
    numbers: &NumberLexicon,
) -> Vec<TimeMention> {
    let mut opens = numbers.openers.scan(text);
    for (bits, more) in opens.iter_mut().zip(lexicon.openers.scan(text)) {
        *bits |= more;
    }
    scan(&Times::new(Reader::new(text, numbers, opens), lexicon, reference))
}
