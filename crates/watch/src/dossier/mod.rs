//! Dossiers: a saved question with its indicators, figures and measures, and what can be answered to it.
//!
//! A question is a file in TOML that a person writes ([`Question::read`]; the format is in `docs/dossiers.md`). What a store has
//! on it is handed in; the functions here put it together and decide nothing else: figures side by side by who tells them,
//! never averaged ([`FigureGroup`]); measures with what was reported later, by a written rule ([`follow`]); the answer from the
//! detectors ([`Answer`]).

mod answer;
mod brief;
mod figures;
mod follow;
mod measures;
mod question;
mod read;
mod walk;

pub use answer::{Answer, Saying};
pub use brief::{Brief, IndicatorLine, Note, Reach, Unknown};
pub use figures::{FigureGroup, FigureLine, Given};
pub use follow::follow;
pub use measures::{Followed, Later, State, Stated, Tally};
pub use question::{Both, FigureAsk, FigureOf, Indicator, Measures, Narrow, Question};
pub use read::{Fault, MOST_BYTES, MOST_ITEMS, QuestionError};

use marsad_model::Day;
use serde::{Deserialize, Serialize};

/// The document that a line of a dossier rests on.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Source {
    /// Store id of the document.
    pub document: i64,
    /// The outlet.
    pub outlet: Option<String>,
    /// Day of publication.
    pub published: Option<Day>,
    /// The headline.
    pub title: String,
    /// Where it was published.
    pub url: Option<String>,
    /// SHA-256 of the archived page, lower-case hexadecimal.
    pub sha256: String,
    /// UTC time of the capture, RFC 3339.
    pub captured_at: String,
}
