//! Figures: stated quantities about a subject that are no count of an act.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{Actor, DateRange, Place, Quote, SaidBy, UnknownCode, Versions};

codes! {
    /// What a figure tells.
    FigureKind {
        /// People held in a prison or camp.
        Held = "held",
        /// Displaced people and refugees who live somewhere now.
        Displaced = "displaced",
        /// People in need of help.
        InNeed = "in-need",
        /// How many fight or serve in a force.
        Strength = "strength",
        /// Money that help needs or lacks.
        AidNeeded = "aid-needed",
    }
}

/// A stated quantity about a subject, as it stands at a time: 40,000 people in a camp.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Figure {
    /// The number with what it counts, as written.
    #[serde(flatten)]
    pub quote: Quote,
    /// What it tells.
    pub what: FigureKind,
    /// Who or what is counted, as written; of money, its unit.
    #[serde(default)]
    pub of: Option<String>,
    /// Least number stated; null where open.
    pub min: Option<u64>,
    /// Greatest number stated; null where open.
    pub max: Option<u64>,
    /// The words that say what is told of those counted.
    pub cue: Quote,
    /// Whose force or captives they are, or who they are, where the text names somebody beside the figure.
    #[serde(default)]
    pub subject: Option<Actor>,
    /// Where they are, where the text says so.
    #[serde(default)]
    pub place: Option<Place>,
    /// As of when; null where the text gives none.
    #[serde(default)]
    pub date: Option<DateRange>,
    /// Who says so; null where the outlet itself states it.
    #[serde(default)]
    pub said_by: Option<SaidBy>,
    /// Name of the rule that made it.
    pub rule: String,
    /// The sentence that it rests on.
    pub evidence: Quote,
    /// What made it.
    pub versions: Versions,
}
