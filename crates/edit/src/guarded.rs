//! The coder as it is called on stored documents: a fault of its own is kept to the document it happened on.

use marsad_coder::Coder;
use marsad_model::{CodedDocument, Document};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Codes a document; a panic becomes an error of it.
pub(crate) fn coded(coder: &Coder<'_>, document: &Document) -> Result<CodedDocument, String> {
    catch_unwind(AssertUnwindSafe(|| coder.code(document)))
        .map_err(|_| "coding failed inside Marsad; please report it with the text".to_owned())
}
