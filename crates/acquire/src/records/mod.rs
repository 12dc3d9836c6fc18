//! Things that are no pages and are read like them: e-mails, messages of chats, rows of tables.
//!
//! Each has a media type under which the archive keeps its bytes, so that it can be read again from the archive alone.

pub(crate) mod article;
pub(crate) mod mail;
pub(crate) mod message;

use crate::document::{ReadOptions, Warning};
use crate::{AcquireError, Fetched};
use marsad_model::{Day, Document};

/// An e-mail as it came.
pub(crate) const MAIL: &str = "message/rfc822";
/// A message of a Telegram export, with the chat it stands in.
pub(crate) const TELEGRAM: &str = "application/vnd.marsad.telegram+json";
/// An article as a JSON object.
pub(crate) const ARTICLE: &str = "application/vnd.marsad.article+json";

/// What was read: the document, the charset of its bytes, and what was doubtful.
pub(crate) type Read = Result<(Document, String, Vec<Warning>), AcquireError>;

/// Reads a record by its media type; `None` where it is none of ours.
pub(crate) fn read(fetched: &Fetched, options: &ReadOptions, today: Day) -> Option<Read> {
    let (what, read) = match fetched.media_type.as_str() {
        MAIL => ("the e-mail", mail::read(fetched, options, today)),
        TELEGRAM => ("the message", message::read(fetched, options, today)),
        ARTICLE => ("the article", article::read(fetched, options, today)),
        _ => return None,
    };
    // Where furniture was all there was, nothing is left.
    Some(read.and_then(|(document, charset, warnings)| {
        if document.full_text().chars().any(char::is_alphanumeric) {
            Ok((document, charset, warnings))
        } else {
            Err(AcquireError::Wordless { target: fetched.target.clone(), what })
        }
    }))
}

fn broken(target: &str, what: &'static str, reason: impl ToString) -> AcquireError {
    AcquireError::Record { target: target.to_owned(), what, reason: reason.to_string() }
}

/// Options with a day of publication from the record itself, unless the user gives one.
fn dated(options: &ReadOptions, day: Option<Day>) -> ReadOptions {
    ReadOptions { published: options.published.or(day), ..options.clone() }
}

/// One line of text.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
