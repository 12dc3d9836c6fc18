//! Documents as they come from Python, and what is refused.

use marsad_coder::Coder;
use marsad_model::{CodedDocument, Day, Document};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The longest text that is worked on, in characters, as in the program.
pub const LONGEST_TEXT: usize = 1_000_000;

/// A day, or a day and a time, in ISO 8601.
///
/// # Errors
/// A sentence, where it is neither.
pub fn day(text: &str) -> Result<Option<Day>, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let day = match text.get(..10) {
        Some(day) if text[10..].is_empty() || text[10..].starts_with(['T', 't', ' ']) => day,
        _ => text,
    };
    day.parse().map(Some).map_err(|_| {
        let shown: String = text.chars().take(40).collect();
        format!("`published` should be a day like 2022-03-23, but is `{shown}`")
    })
}

/// Codes one document; what is wrong with it, or goes wrong inside, is a sentence and the others go on.
///
/// # Errors
/// That sentence.
pub fn code(coder: &Coder<'_>, document: &Document) -> Result<CodedDocument, String> {
    for (name, text) in [("text", &document.text), ("title", &document.title)] {
        if text.len() > LONGEST_TEXT && text.chars().count() > LONGEST_TEXT {
            return Err(format!("`{name}` is longer than {LONGEST_TEXT} characters, which no article is: split it"));
        }
    }
    bounded("coding", || coder.code(document))
}

/// Does something with a stranger's text. A fault of ours costs this text, not the run.
///
/// # Errors
/// A sentence that asks for a report.
pub fn bounded<T>(what: &str, work: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work))
        .map_err(|_| format!("{what} failed inside Marsad; please report it together with the text"))
}
