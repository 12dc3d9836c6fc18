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

/// The smallest field that a time gives: a day, a month …; of a range, the field of its ends; of a duration or set, its unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum Precision {
    Second,
    Minute,
    Hour,
    PartOfDay,
    Day,
    Week,
    Month,
    Quarter,
    Season,
    HalfYear,
    Year,
    Decade,
    Century,
}

impl Precision {
    /// The word as it leaves the program.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Second => "second",
            Self::Minute => "minute",
            Self::Hour => "hour",
            Self::PartOfDay => "part-of-day",
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Season => "season",
            Self::HalfYear => "half-year",
            Self::Year => "year",
            Self::Decade => "decade",
            Self::Century => "century",
        }
    }
}

/// The part of a period that the words mean (`mod` of TIMEX3): «مطلع», «منتصف», «أواخر».
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum PeriodPart {
    /// Its beginning.
    Start,
    /// Its middle.
    Mid,
    /// Its end.
    End,
}

/// The noun that a number counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Counted {
    /// First scalar value.
    pub start: usize,
    /// One past the last scalar value.
    pub end: usize,
    /// The words.
    pub text: String,
    /// `person`, `vehicle`, `weapon`, `thing`, `money`, `unit` or `time` where the lexicon knows the noun.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
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
    /// The smallest field that a time gives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub precision: Option<Precision>,
    /// Which part of the period in `timex` is meant; `from` and `to` are that part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period_part: Option<PeriodPart>,
    /// The time as a TIMEX3 value: `2014-09`, `2014-Q3`, `2022-W05`, `2022-01-20TMO`, `P2D`, `2014-08-03/2014-08-09`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timex: Option<String>,
    /// Least number meant; null where open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<f64>,
    /// Greatest number meant; null where open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<f64>,
    /// What a number counts, where it stands beside the number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counted: Option<Counted>,
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
