//! What can go wrong with writing an export.

/// Why an export could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The bytes could not be written.
    #[error("the export could not be written: {0}")]
    Io(#[from] std::io::Error),
    /// A part of the file could not be made.
    #[error("the {form} could not be made: {why}")]
    Form {
        /// Which form.
        form: &'static str,
        /// In the words of the library.
        why: String,
    },
}

impl ExportError {
    pub(crate) fn form(form: &'static str, why: impl std::fmt::Display) -> Self {
        Self::Form { form, why: why.to_string() }
    }
}
