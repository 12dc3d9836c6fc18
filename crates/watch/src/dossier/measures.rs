//! Measures: what should be done or is promised, with what was reported about it later.

use super::Source;
use marsad_model::{Actor, Day, EventType, Modality, Place, Report, Span};
use serde::{Deserialize, Serialize};

/// A report with its document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Stated {
    /// Store id of the report.
    pub id: i64,
    /// Its document.
    pub source: Source,
    /// The report.
    pub report: Report,
}

impl Stated {
    /// The day it was told.
    pub(super) fn told(&self) -> Option<Day> {
        self.source.published
    }
}

/// What was reported about a measure later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// An act that carries it out.
    Reported,
    /// That it was refused or did not happen.
    Denied,
    /// Both, told by different reports.
    Contested,
    /// Neither.
    Nothing,
}

impl State {
    /// Its code, as in JSON.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Reported => "reported",
            Self::Denied => "denied",
            Self::Contested => "contested",
            Self::Nothing => "nothing",
        }
    }
}

/// A later report that answers a measure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Later {
    /// Store id of the report.
    pub report: i64,
    /// Whether it tells that the act was refused or did not happen.
    pub denied: bool,
    /// Its type.
    #[serde(rename = "type")]
    pub type_: EventType,
    /// Whether it was found by the actor, else by the place.
    pub by_actor: bool,
    /// The sentence.
    pub sentence: String,
    /// Its document.
    pub source: Source,
}

/// A measure with what followed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Followed {
    /// Store id of the report that tells it.
    pub report: i64,
    /// Its type.
    #[serde(rename = "type")]
    pub type_: EventType,
    /// In what voice.
    pub modality: Modality,
    /// Who asks or promises.
    pub actors: Vec<Actor>,
    /// Who is asked.
    pub recipients: Vec<Actor>,
    /// Where.
    pub places: Vec<Place>,
    /// Who says so, where the document names somebody.
    pub said_by: Option<String>,
    /// The sentence.
    pub sentence: String,
    /// Where the trigger stands in its document.
    pub trigger: Span,
    /// Its document.
    pub source: Source,
    /// What was reported later.
    pub state: State,
    /// The reports that say so, at most six, told first first.
    pub later: Vec<Later>,
}

/// How many measures there are in each state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// An act was reported later.
    pub reported: usize,
    /// A refusal was.
    pub denied: usize,
    /// Both were.
    pub contested: usize,
    /// Nothing was found.
    pub nothing: usize,
}

impl Tally {
    /// Counts measures.
    #[must_use]
    pub fn of(measures: &[Followed]) -> Self {
        let mut out = Self::default();
        for measure in measures {
            match measure.state {
                State::Reported => out.reported += 1,
                State::Denied => out.denied += 1,
                State::Contested => out.contested += 1,
                State::Nothing => out.nothing += 1,
            }
        }
        out
    }
}
