//! Reports: one thing that one document says happened, or did not, will, should.

use crate::codes::{
    Aux, Certainty, CountKind, CueClass, EventType, MatchedBy, Modality, Mode, PlaceKind, Polarity, Quotation, Sector,
    SourceType,
};
use crate::{Context, Day, Quote};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Who did it, or to whom it was done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Actor {
    /// The words as written, without separable proclitics.
    #[serde(flatten)]
    pub quote: Quote,
    /// Plain English canonical name; the words themselves where the entity is unknown.
    pub entity: String,
    /// Id in the lexicon, where the entity is known.
    #[serde(default)]
    pub id: Option<String>,
    /// ISO 3166-1 alpha-3 code.
    #[serde(default)]
    pub country: Option<String>,
    /// PLOVER sector.
    #[serde(default)]
    pub sector: Option<Sector>,
    /// The loaded term inside the words, where the text uses one.
    #[serde(default)]
    pub loaded: Option<String>,
}

/// Another place of the same name that the words could have meant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Rival {
    /// Gazetteer id.
    pub id: String,
    /// English name.
    pub name: String,
    /// ISO 3166-1 alpha-3 code.
    pub country: Option<String>,
}

/// Where an act took place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Place {
    /// The words as written.
    #[serde(flatten)]
    pub quote: Quote,
    /// English name.
    pub name: String,
    /// Gazetteer id, where the place is known.
    #[serde(default)]
    pub id: Option<String>,
    /// Latitude, WGS 84 degrees; null where unknown.
    #[serde(default)]
    pub lat: Option<f64>,
    /// Longitude, WGS 84 degrees; null where unknown.
    #[serde(default)]
    pub lon: Option<f64>,
    /// What kind of place.
    #[serde(default)]
    pub kind: Option<PlaceKind>,
    /// ISO 3166-1 alpha-3 code of the country it lies in.
    #[serde(default)]
    pub country: Option<String>,
    /// UCDP GED's `where_prec`: 1 exact place, 2 near a place, 3 district, 4 governorate, 5 vague, 6 country, 7 unknown.
    #[serde(default)]
    pub precision: u8,
    /// Other places of the same name.
    #[serde(default)]
    pub rivals: Vec<Rival>,
    /// How the words were matched with a place of the gazetteer; null where they were not.
    #[serde(default)]
    pub matched: Option<MatchedBy>,
}

/// When: the words and the days they resolve to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DateRange {
    /// The words as written.
    #[serde(flatten)]
    pub quote: Quote,
    /// First day, inclusive; null where open.
    #[schemars(with = "Option<String>")]
    pub from: Option<Day>,
    /// Last day, inclusive; null where open.
    #[schemars(with = "Option<String>")]
    pub to: Option<Day>,
}

/// A stated quantity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Count {
    /// The words as written.
    #[serde(flatten)]
    pub quote: Quote,
    /// What happened to those counted.
    pub what: CountKind,
    /// Who or what is counted, as written.
    #[serde(default)]
    pub of: Option<String>,
    /// Least number stated; null where open.
    pub min: Option<u64>,
    /// Greatest number stated; null where open.
    pub max: Option<u64>,
}

/// Who the document names as its source for a report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SaidBy {
    /// The words as written.
    #[serde(flatten)]
    pub quote: Quote,
    /// Plain English canonical name; the words themselves where unknown.
    pub entity: String,
    /// What kind of source it is.
    pub source_type: SourceType,
    /// Whether the source has a name of its own.
    pub named: bool,
    /// The verb or phrase of saying.
    pub cue: Option<String>,
    /// How that verb stands to what is said.
    pub cue_class: CueClass,
    /// Direct or indirect speech.
    pub quotation: Quotation,
    /// The outlet that the document credits, if another.
    #[serde(default)]
    pub cited_outlet: Option<String>,
}

/// A loaded word of the text with the neutral word the record uses instead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LoadedTerm {
    /// The words as written.
    #[serde(flatten)]
    pub quote: Quote,
    /// The neutral wording.
    pub neutral: String,
}

/// What made a report: so that it can be made again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Versions {
    /// Version of the program.
    pub marsad: String,
    /// Content hash of the lexicon and gazetteer, `sha256:…`.
    pub lexicon: String,
}

/// One thing that one document says happened, is happening, will, should, or did not happen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Report {
    /// PLOVER type.
    #[serde(rename = "type")]
    pub type_: EventType,
    /// PLOVER modes; empty where the text does not say how.
    #[serde(default)]
    pub mode: Vec<Mode>,
    /// Auxiliary flags.
    #[serde(default)]
    pub aux: Vec<Aux>,
    /// In what voice it is told.
    pub modality: Modality,
    /// Whether the text says it was or was not.
    pub polarity: Polarity,
    /// How sure the words are.
    pub certainty: Certainty,
    /// The words that name the act.
    pub trigger: Quote,
    /// Number shared by the reports of one event within the document, from 1.
    pub event: u32,
    /// Who did it.
    #[serde(default)]
    pub actors: Vec<Actor>,
    /// To whom.
    #[serde(default)]
    pub recipients: Vec<Actor>,
    /// Where, most specific first.
    #[serde(default)]
    pub places: Vec<Place>,
    /// When; null where the text gives none.
    #[serde(default)]
    pub date: Option<DateRange>,
    /// How many.
    #[serde(default)]
    pub counts: Vec<Count>,
    /// Who says so; null where the outlet itself asserts it.
    #[serde(default)]
    pub said_by: Option<SaidBy>,
    /// PLOVER contexts, of the act itself and of its paragraph.
    #[serde(default)]
    pub contexts: Vec<Context>,
    /// Loaded words in the evidence.
    #[serde(default)]
    pub loaded_terms: Vec<LoadedTerm>,
    /// The coder's own estimate that a person would accept type and trigger, 0 to 1.
    pub confidence: f64,
    /// Name of the frame and pattern that made it.
    pub rule: String,
    /// The sentence that the report rests on.
    pub evidence: Quote,
    /// What made it.
    pub versions: Versions,
}
