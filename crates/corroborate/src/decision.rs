//! What persons decide about events, which the machine never undoes.

use serde::{Deserialize, Serialize};

/// What a person decided. Telling ids are `document#event`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Decision {
    /// These two tell one event.
    Together(String, String),
    /// These two do not tell one event.
    Apart(String, String),
    /// The event of this telling is complete: the machine adds nothing to what persons put together.
    Pinned(String),
}

impl Decision {
    /// The tellings that it names.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        let (a, b) = match self {
            Decision::Together(a, b) | Decision::Apart(a, b) => (a, Some(b)),
            Decision::Pinned(a) => (a, None),
        };
        std::iter::once(a).chain(b).map(String::as_str)
    }
}

/// A decision that contradicts earlier ones.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{a}` and `{b}` were {earlier}; withdraw that first")]
pub struct Contradiction {
    /// One telling.
    pub a: String,
    /// The other.
    pub b: String,
    /// What was decided before, in words.
    pub earlier: &'static str,
}
