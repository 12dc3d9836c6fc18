//! The coder as the commands call it: with a bound on the text, and a fault of its own kept to the document it happened on.

use std::panic::{AssertUnwindSafe, catch_unwind};

use marsad_coder::{Coder, Explained};
use marsad_model::{CodedDocument, Document};

/// The longest text that is worked on, in characters. A long article has fifty thousand.
pub const LONGEST_TEXT: usize = 1_000_000;

/// Refuses texts that are no articles, before any work is spent on them.
pub fn check_length(text: &str) -> Result<(), String> {
    // Bytes are at least as many as characters: nearly every text is cleared without counting.
    if text.len() > LONGEST_TEXT && text.chars().count() > LONGEST_TEXT {
        return Err(format!("the text is longer than {LONGEST_TEXT} characters, which no article is: split it"));
    }
    Ok(())
}

/// Runs `work` on one input; a panic inside it becomes an error of that input, and the rest goes on.
pub fn guarded<T>(work: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|_| Err("coding failed inside Marsad; please report it with the text".to_owned()))
}

/// Everything that coding makes of one document.
pub fn coded(coder: &Coder<'_>, document: &Document) -> Result<CodedDocument, String> {
    check_length(&document.text)?;
    check_length(&document.title)?;
    guarded(|| Ok(coder.code(document)))
}

/// The same with the reasons for each report.
pub fn explained(coder: &Coder<'_>, document: &Document) -> Result<Explained, String> {
    check_length(&document.text)?;
    check_length(&document.title)?;
    guarded(|| Ok(coder.explain(document)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_counts_characters_not_bytes() {
        assert!(check_length(&"ق".repeat(LONGEST_TEXT)).is_ok());
        assert!(check_length(&"q".repeat(LONGEST_TEXT + 1)).unwrap_err().contains("split it"));
    }

    #[test]
    fn a_panic_is_an_error_of_its_input() {
        let error = guarded(|| -> Result<(), String> { panic!("as a fault of the coder would") }).unwrap_err();
        assert!(error.contains("inside Marsad"), "{error}");
        assert_eq!(guarded(|| Ok(1)), Ok(1));
    }
}
