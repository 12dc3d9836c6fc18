//! Second readers: other programs read a document too, and what they say is set beside the record.
//!
//! A [`SecondReader`] takes a document and gives back proposals ([`Read`]). Two are here: [`ChatReader`] asks any server that
//! speaks the chat protocol of OpenAI (llama.cpp, Ollama and others do, on this machine), and with the feature `onnx`
//! `NameReader` runs a token classifier that lies in a folder.
//!
//! Whatever a reader says is a stranger's bytes. It comes out of this crate as codes of closed sets and as words that stand in
//! the document, found again there and quoted with their place ([`Words`]); everything else is dropped and counted. Nobody
//! is asked whom the user did not name. [`differences`] says where the record and a reading are not the same; a person decides.
//!
//! [`Run`] has a reader read what it has not read yet of a store. Beside second readings nothing is written: no report changes.

mod chat;
mod compare;
mod error;
#[cfg(feature = "onnx")]
mod names;
mod run;
mod words;

pub use chat::{Answered, ChatReader, ChatSettings, Key, instructions, schema};
pub use compare::differences;
pub use error::ReadError;
#[cfg(feature = "onnx")]
pub use names::{NameReader, WordPieces};
pub use run::{House, Outcome, PATIENCE, Run, RunError, Totals, Which};
pub use words::Words;

use marsad_model::Document;
use marsad_store::{ProposedName, ProposedReport};

/// What a second reader made of a document: every quote in it stands in the document's full text under its span.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Read {
    /// The reports that it proposes, in the order of the text.
    pub reports: Vec<ProposedReport>,
    /// The names that it has found, of a reader of names, in the order of the text.
    pub names: Vec<ProposedName>,
    /// How many fields were left out because their words do not stand in the document or are no code of their set.
    pub dropped: u64,
}

/// Somebody else who reads documents.
pub trait SecondReader {
    /// Who it is: the program, the model, and the version of what it is asked. Another model is another reader.
    fn id(&self) -> &str;

    /// Whether it proposes reports. A reader of names says nothing of reports that it does not have.
    fn reads_reports(&self) -> bool;

    /// Reads a document.
    ///
    /// # Errors
    /// [`ReadError`], which says whether the next document has a better chance.
    fn read(&self, document: &Document) -> Result<Read, ReadError>;
}
