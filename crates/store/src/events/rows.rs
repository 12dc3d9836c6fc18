//! What passes through [`super::EventStore`].

use crate::api::{Filter, ReportRow};
use marsad_corroborate::{Contested, Course, EventView, LinkKind, Part, Passage, Range, Standing};
use marsad_model::{CountKind, Day, EventType, Modality};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a weighing did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Weighed {
    /// Documents that were weighed.
    pub documents: u64,
    /// Events that there are now.
    pub events: u64,
    /// Whether another process was at it, so that this one left it alone.
    pub busy: bool,
}

/// A question to the events. Every field narrows; the default asks for all.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct EventFilter {
    /// An event answers if one of its reports does. `limit`, `after` and `document` of it are not asked; see
    /// [`EventFilter::document`].
    #[serde(flatten)]
    pub reports: Filter,
    /// Only events that this document tells.
    pub document: Option<i64>,
    /// Told by at least so many origins. For lists that somebody reads; no gate for what is known.
    pub min_origins: Option<u64>,
    /// Told by at most so many origins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_origins: Option<u64>,
    /// Only those with a figure that origins contest.
    pub contested: bool,
    /// Only those that a person pinned.
    pub pinned: bool,
    /// Told first on this day or later: what was new since.
    pub told_from: Option<Day>,
    /// Told first on this day or earlier.
    pub told_to: Option<Day>,
    /// At most so many rows (50 if not said, at most 1000).
    pub limit: Option<usize>,
    /// Opaque cursor from [`crate::Page::next`].
    pub after: Option<String>,
}

/// Something with an id and a name to show; the id is the name where it has none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// Id in the gazetteer or the lexicon.
    pub id: String,
    /// Plain English name.
    pub name: String,
}

/// One figure of an event in short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FigureRow {
    /// What happened to those counted.
    pub what: CountKind,
    /// From the least to the greatest that the origins told last.
    pub range: Range,
    /// The highest number that one of them told last, also where another leaves the end open («at least 40»). Null in what an
    /// older program put together.
    #[serde(default)]
    pub top: Option<u64>,
    /// How the origins stand to one another.
    pub standing: Standing,
    /// How the numbers of the origins went, where one went anywhere; `rising` for a toll told higher and higher.
    pub course: Course,
    /// How many origins tell it.
    pub origins: usize,
}

/// An event in a list: of each field the best statement by rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EventRow {
    /// Its id, which it keeps while it lives.
    pub id: i64,
    /// PLOVER type.
    #[serde(rename = "type")]
    pub type_: EventType,
    /// Modes.
    pub modes: Vec<String>,
    /// First and last day on which it happened; null where no report says.
    pub days: Option<(Day, Day)>,
    /// Places, the best first.
    pub places: Vec<Named>,
    /// Latitude and longitude in degrees of the best place; null where it is not known.
    pub point: Option<(f64, f64)>,
    /// Precision of that place, UCDP GED's `where_prec`: 1 exact to 7 unknown.
    pub precision: u8,
    /// ISO 3166-1 alpha-3 code of its country.
    pub country: Option<String>,
    /// Who did it, the best first.
    pub actors: Vec<Named>,
    /// To whom.
    pub recipients: Vec<Named>,
    /// How many, one for each kind that is told.
    pub figures: Vec<FigureRow>,
    /// In what voices its reports tell it.
    pub modalities: Vec<Modality>,
    /// Headline of the document that told it first.
    pub title: String,
    /// First day any of it was published.
    pub first_told: Option<Day>,
    /// Last day.
    pub last_told: Option<Day>,
    /// How many origins tell it.
    pub origins: u64,
    /// How many documents.
    pub documents: u64,
    /// How many reports.
    pub reports: u64,
    /// How many outlets published it.
    pub outlets: u64,
    /// Whether origins contest one of its figures.
    pub contested: bool,
    /// Whether a person pinned it.
    pub pinned: bool,
}

/// An event with all that is said of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EventFull {
    /// The best of each field.
    pub row: EventRow,
    /// Each field with all values told, the best first. `tellings` there are names of [`EventFull::tellings`], `origins` are
    /// ids of [`EventFull::origins`].
    pub view: EventView,
    /// Names of the places and actors in `view`, by id.
    pub names: BTreeMap<String, String>,
    /// Who tells each rival: by the name of a telling.
    pub speakers: BTreeMap<String, Vec<Speaker>>,
    /// The figures, by what happened to those counted.
    pub figures: BTreeMap<CountKind, Contested>,
    /// What each document says, in the order in which it was published.
    pub tellings: Vec<TellingRow>,
    /// The origins with their links.
    pub origins: Vec<OriginRow>,
    /// What persons decided about it, the latest first.
    pub decisions: Vec<Decided>,
    /// What may belong to it, too.
    pub suggestions: Vec<Suggestion>,
    /// Why these are one event: each telling beside the earlier one that it agrees with most.
    pub grounds: Vec<Grounds>,
    /// Ids of events that were merged into it.
    pub was: Vec<i64>,
}

/// Who says something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Speaker {
    /// The outlet.
    pub outlet: Option<String>,
    /// Whom it names as its source.
    pub said_by: Option<String>,
}

/// What one document says of an event.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TellingRow {
    /// Its name, which stays when the page has a new version.
    pub name: String,
    /// Store id of the document.
    pub document: i64,
    /// The document's headline.
    pub title: String,
    /// Its outlet.
    pub outlet: Option<String>,
    /// Its address.
    pub url: Option<String>,
    /// Day of publication.
    pub published: Option<Day>,
    /// Which version of its page it is.
    pub version: u32,
    /// The origin: [`OriginRow::id`].
    pub origin: i64,
    /// Its reports of the event, in the order of the text.
    pub reports: Vec<ReportRow>,
}

/// A document that says something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ToldBy {
    /// Store id.
    pub document: i64,
    /// Headline.
    pub title: String,
    /// Outlet.
    pub outlet: Option<String>,
}

/// An event that nobody had told before.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NewEvent {
    /// The event.
    pub row: EventRow,
    /// Some of the documents that tell it, those that came first.
    pub sources: Vec<ToldBy>,
}

/// A toll that rose: a higher number than any that was told of the event before.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Rise {
    /// The event.
    pub row: EventRow,
    /// What happened to those counted.
    pub what: CountKind,
    /// The highest number told before.
    pub before: u64,
    /// The highest told now.
    pub now: u64,
    /// Who told it first.
    pub source: ToldBy,
}

/// What is new among events.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct News {
    /// Events that nobody had told before, those of the latest days first.
    pub events: Vec<NewEvent>,
    /// How many there are in all.
    pub total: u64,
    /// Tolls that rose, the steepest first.
    pub rises: Vec<Rise>,
}

/// On what grounds two tellings were taken for one event, or may be.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Grounds {
    /// Name of one telling.
    pub a: String,
    /// Name of the other.
    pub b: String,
    /// Whether they were compared as stories, as wholes: so are the main events of two documents.
    pub stories: bool,
    /// What speaks for one event, in bits.
    pub weight: f64,
    /// Why, field by field.
    pub parts: Vec<Part>,
}

/// Documents that go back to one source.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OriginRow {
    /// Its name: the least id of its documents.
    pub id: i64,
    /// All its documents, also those that tell other events; rising.
    pub documents: Vec<i64>,
    /// The links between them.
    pub links: Vec<LinkRow>,
}

/// On what grounds two documents go back to one source.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LinkRow {
    /// One document.
    pub a: i64,
    /// The other, with a higher id.
    pub b: i64,
    /// What kind of link.
    pub kind: LinkKind,
    /// The share of the shorter text that stands in the longer, 0 to 1.
    pub score: f64,
    /// The agency or outlet of a wire or citation link.
    pub source: Option<String>,
    /// Whether it holds only because both tell one event.
    pub by_event: bool,
    /// The words in both that show it.
    pub evidence: Vec<Passage>,
}

/// Two events that may be one.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Suggestion {
    /// One.
    pub a: EventRow,
    /// The other.
    pub b: EventRow,
    /// Whether that pair was compared as stories, as wholes.
    pub stories: bool,
    /// What the likeliest pair of their tellings weighs, in bits.
    pub weight: f64,
    /// Why, field by field.
    pub parts: Vec<Part>,
    /// Names of these two tellings.
    pub tellings: (String, String),
}

/// Who decides, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// Who.
    pub who: String,
    /// Why, in their words; not empty.
    pub why: String,
}

/// A decision as it was taken down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// Its number.
    pub id: i64,
    /// When, UTC, RFC 3339.
    pub at: String,
    /// Who.
    pub who: String,
    /// Why.
    pub why: String,
    /// `merge`, `split`, `pin`, `cut` or `undo`.
    pub what: String,
    /// The events it was about, as their ids were then: the one it was said of first.
    pub events: Vec<i64>,
    /// The reports that were named, of a split.
    pub reports: Vec<i64>,
    /// The documents whose link was cut, or is drawn again.
    #[serde(default)]
    pub documents: Vec<i64>,
    /// The event as it is after it: of a merge the whole, of a split what stays and then what went.
    pub now: Vec<i64>,
    /// The decision that this one takes back.
    pub undoes: Option<i64>,
    /// Whether it was taken back.
    pub undone: bool,
}
