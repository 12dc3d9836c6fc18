//! What was learned from the project's own labelled stories: one forest for each question (`lexicon/ar/learned`).

use crate::forest::{Forest, ForestError};
use crate::{Files, LexiconError};

/// The forests, each where there is one.
#[derive(Debug, Clone, Default)]
pub struct Learned {
    /// Whether somebody named near an act did it.
    pub actor: Option<Forest>,
    /// Whether it was done to them.
    pub recipient: Option<Forest>,
    /// Whether it was there.
    pub place: Option<Forest>,
    /// Whether a careful reader would report the act.
    pub report: Option<Forest>,
}

impl Learned {
    pub(crate) fn load(files: &Files) -> Result<Self, LexiconError> {
        Ok(Self {
            actor: forest(files, "actor")?,
            recipient: forest(files, "recipient")?,
            place: forest(files, "place")?,
            report: forest(files, "report")?,
        })
    }
}

/// The last layer's forest under a name: trees of two layers do not add up.
fn forest(files: &Files, name: &str) -> Result<Option<Forest>, LexiconError> {
    let layer = files.get(&format!("lexicon/ar/learned/{name}.forest")).last();
    let Some(layer) = layer.filter(|l| !l.text.is_empty()) else { return Ok(None) };
    let wrong = |e: ForestError| LexiconError::Row { file: layer.name.clone(), line: e.line(), what: e.to_string() };
    layer.text.parse().map(Some).map_err(wrong)
}
