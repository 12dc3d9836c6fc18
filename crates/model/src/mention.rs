//! Mentions: spans that name a time, number, place, actor, person or word.

use crate::codes::{PlaceKind, Sector};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a mention names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum MentionKind {
    /// A date, range, duration or set of times.
    Time,
    /// A quantity.
    Number,
    /// A place.
    Place,
    /// An armed group, state body, organisation.
    Actor,
    /// A named person.
    Person,
}

/// The four kinds of time expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum TimeType {
    /// A day or a named period (month, year).
    Date,
    /// From … to ….
    Range,
    /// A length of time.
    Duration,
    /// A repetition.
    Set,
}

/// The kinds of number expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum NumberType {
    /// A cardinal, exact or with a bound.
    Number,
    /// First, second ….
    Ordinal,
    /// A share of a hundred.
    Percent,
    /// Between … and ….
    Range,
    /// Tens, hundreds, several.
    Vague,
}

/// One mention, flat as it leaves the program. Fields that do not apply to its kind are absent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Mention {
    /// First scalar value.
    pub start: usize,
    /// One past the last scalar value.
    pub end: usize,
    /// The words.
    pub text: String,
    /// What it names.
    pub kind: MentionKind,
    /// `date`, `range`, `duration`, `set` of a time; `number`, `ordinal`, `percent`, `range`, `vague` of a number.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub type_: Option<String>,
    /// First day of a time, inclusive, ISO; null where open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Last day of a time, inclusive, ISO; null where open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// ISO 8601 value of a duration or set; `PRESENT_REF` for "now".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// Least number meant; null where open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<f64>,
    /// Greatest number meant; null where open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<f64>,
    /// English canonical name of a place, actor or person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Gazetteer or lexicon id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Latitude, WGS 84 degrees.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lat: Option<f64>,
    /// Longitude, WGS 84 degrees.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lon: Option<f64>,
    /// What kind of place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place_kind: Option<PlaceKind>,
    /// ISO 3166-1 alpha-3 code of an actor or place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// Sector of an actor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sector: Option<Sector>,
}
