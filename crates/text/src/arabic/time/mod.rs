//! Times: dates of every Arab month-name family and of the Hijri calendar, years in words, weekdays, times told against
//! publication, ranges, seasons, feasts, parts of the day; lengths and repetitions told apart from dates; each resolved to
//! an interval of days against the day of publication.
//!
//! The words stand in `lexicon/ar/time`; the grammar that puts them together is here. Conventions: «مطلع» and «أواخر» of a
//! month are its first and last ten days; «منذ» runs to publication and is open; «اليوم التالي» and «الشهر نفسه» are counted from the date named before them; «هذا الأسبوع» is the seven days to publication; weeks
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

use marsad_model::{Day, PeriodPart, Precision, Span, TimeType};

use super::number::{NumberLexicon, Reader};
use crate::Text;

mod amount;
mod around;
mod calendar;
mod date;
mod lexicon;
mod numeric;
mod period;
mod reader;
mod relative;
mod scan;
mod span;
mod story;
#[cfg(test)]
mod tests;
mod timex;
mod weekday;
mod year;

pub use lexicon::TimeLexicon;
pub(crate) use reader::Times;
pub(crate) use scan::{scan, scan_with_dates};
pub use story::Running;

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
    /// Whether the words leave the end open («منذ»); `to` is then the day of publication.
    pub open: bool,
    /// The smallest field given: of a range the field of its ends, of a duration or set its unit.
    pub precision: Option<Precision>,
    /// Which part of the period in `timex` is meant («مطلع», «أواخر»); `from` and `to` are that part.
    pub part: Option<PeriodPart>,
    /// The time as a TIMEX3 value: `2014-09`, `2014-Q3`, `2022-W05`, `2022-01-20TMO`, `P2D`; a range as an ISO 8601 interval.
    pub timex: Option<String>,
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
    scan(&Times::new(reader(text, lexicon, numbers), lexicon, reference))
}

/// A text with what may begin a number or a time in it, under any lexicons.
fn reader<'t>(text: &'t Text, lexicon: &TimeLexicon, numbers: &'t NumberLexicon) -> Reader<'t> {
    let mut opens = numbers.openers.scan(text);
    for (bits, more) in opens.iter_mut().zip(lexicon.openers.scan(text)) {
        *bits |= more;
    }
    Reader::new(text, numbers, opens)
}

/// The tokens of dates and of stretches between dates, lengths of time left out: where digits are no quantities.
pub(crate) fn dates(text: &Text, numbers: &NumberLexicon) -> Vec<Range<usize>> {
    let lexicon = TimeLexicon::builtin();
    scan_with_dates(&Times::new(reader(text, lexicon, numbers), lexicon, None)).1
}

/// The times of a text that tells a story, against its day of publication and against the time that the story has
/// reached: «بعد يومين» is counted from the date named before it, and «2 أيلول» lies in the year of that date.
/// Gives the times, and the time that the story has reached at the end of the text, for the text that goes on with it.
///
/// ```
/// use marsad_text::{Text, arabic::time::times_in_story};
/// let text = Text::new("دخلوا القرية في 3 آب 2014. وبعد يومين انسحبوا، وعادوا في الشهر التالي.");
/// let (found, running) = times_in_story(&text, "2024-04-20".parse().ok(), None);
/// assert_eq!(found[1].from, "2014-08-05".parse().ok());
/// assert_eq!(found[2].timex.as_deref(), Some("2014-09"));
/// assert_eq!(running.map(|r| r.from), "2014-09-01".parse().ok());
/// ```
#[must_use]
pub fn times_in_story(
    text: &Text,
    reference: Option<Day>,
    running: Option<Running>,
) -> (Vec<TimeMention>, Option<Running>) {
    let mut times = Times::new(super::reader(text), TimeLexicon::builtin(), reference);
    times.follows = true;
    times.running.set(running);
    let found = scan(&times);
    let reached = times.running.get();
    (found, reached)
}
