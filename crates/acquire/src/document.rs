//! From fetched bytes to a document.

use crate::furniture::Furniture;
use crate::sniff::{self, Kind};
use crate::{AcquireError, Fetched, charset, html, pdf, plain, records};
use marsad_model::{Day, Document};

/// How a page is to be read.
#[derive(Debug, Clone, Default)]
pub struct ReadOptions {
    /// The day of publication, if known from elsewhere: it beats whatever the page says.
    pub published: Option<Day>,
    /// Lines that are no part of articles.
    pub furniture: Furniture,
    /// The day until which pages can have been published; today where not given.
    pub today: Option<Day>,
}

/// What kind of thing an address leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MediaKind {
    /// A picture.
    Image,
    /// A film, or the page of its player.
    Video,
    /// Sound.
    Audio,
}

/// A picture, film or sound of a page: told by its address, never fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Media {
    /// Its address.
    pub url: String,
    /// What it is.
    pub kind: MediaKind,
}

/// What a page says beside its document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Aside {
    /// The section of the outlet that the page stands in, in the page's words.
    pub section: Option<String>,
    /// The day of the last change, where the page tells one after the day of publication: then the text is not the first
    /// version.
    pub updated: Option<Day>,
    /// Pictures, films and sound, at most 50.
    pub media: Vec<Media>,
}

/// A document and what was doubtful in reading it.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// The readable text with what the page says of itself.
    pub document: Document,
    /// What else the page says.
    pub aside: Aside,
    /// The charset that the bytes were decoded with.
    pub charset: String,
    /// What a person may want to check.
    pub warnings: Vec<Warning>,
}

/// Something doubtful about a page that was read all the same.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Warning {
    /// The declared charset does not fit the bytes.
    #[error("declared as {declared} but read as {used}: check that the letters are right")]
    Charset {
        /// As declared.
        declared: String,
        /// As used.
        used: String,
    },
    /// Some bytes are no letters in the page's charset.
    #[error("{places} places are broken in {charset} and show as �")]
    BrokenBytes {
        /// The charset used.
        charset: String,
        /// How many.
        places: usize,
    },
    /// No day of publication was found.
    #[error("no day of publication found: give it with --published, or relative dates stay open")]
    NoDate,
    /// The day of publication is only a day of creation or change.
    #[error("the day of publication {day} is a guess from a date of change: check it")]
    DoubtfulDate {
        /// The day taken.
        day: Day,
    },
    /// No headline was found.
    #[error("no title found")]
    NoTitle,
    /// Next to no text.
    #[error("very little text: the page may need a browser, or be only a picture or video")]
    ShortText,
    /// Lines of a PDF whose letters came in the order of the eye.
    #[error("{lines} lines of the PDF stood in the order of the eye and were turned: check them")]
    Turned {
        /// How many.
        lines: usize,
    },
    /// Markup was taken out so that it could be parsed.
    #[error("the markup is nested beyond reason and was flattened: check the text")]
    Flattened,
}

/// Reads a document from fetched bytes: HTML or plain text in whatever charset, PDF by an outside program, or a record of
/// [`crate::sources`] (an e-mail, a message, an article as JSON), which is told by its media type.
///
/// The same bytes and options give the same document; only the plausibility of dates looks at the clock, unless
/// [`ReadOptions::today`] is given.
pub fn to_document(fetched: &Fetched, options: &ReadOptions) -> Result<Reading, AcquireError> {
    let today = options.today.unwrap_or_else(|| jiff::tz::Offset::UTC.to_datetime(jiff::Timestamp::now()).date());
    if let Some(read) = records::read(fetched, options, today) {
        return read.map(|(document, charset, warnings)| Reading {
            document,
            charset,
            aside: Aside::default(),
            warnings,
        });
    }
    if sniff::is_pdf(&fetched.bytes) {
        return of_pdf(fetched, options, today);
    }
    sniff::refuse_other_kinds(&fetched.target, &fetched.bytes)?;
    let decoded = charset::decode(&fetched.bytes, fetched.charset_hint.as_deref());
    let (document, aside, mut doubts) = match sniff::kind(&fetched.media_type, &decoded.text) {
        Kind::Html => html::read(&decoded.text, &fetched.target, options, today)?,
        Kind::Plain => {
            let (document, doubts) = plain::read(&decoded.text, &fetched.target, options, today)?;
            (document, Aside::default(), doubts)
        }
    };
    let mut warnings = decoded.warnings;
    warnings.append(&mut doubts);
    Ok(Reading { document, aside, charset: decoded.charset, warnings })
}

/// Reads a PDF by its text.
fn of_pdf(fetched: &Fetched, options: &ReadOptions, today: Day) -> Result<Reading, AcquireError> {
    let read = pdf::read(&fetched.target, &fetched.bytes)?;
    let (document, mut warnings) = plain::read(&read.text, &fetched.target, options, today)?;
    if read.turned > 0 {
        warnings.push(Warning::Turned { lines: read.turned });
    }
    Ok(Reading { document, aside: Aside::default(), charset: "UTF-8".to_owned(), warnings })
}
