//! The answers of a question seen in time, in space and side by side, and what came in lately.

use crate::api::{Field, Filter};
use crate::backend::{Memory, Moment, answer};
use crate::error::StoreError;
use crate::query::parse;
use marsad_model::Day;
use serde::{Deserialize, Serialize};

/// Most values that [`Explore::multiples`] tells apart.
const MOST_SERIES: usize = 24;

/// How long the stretches of a timeline are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Step {
    /// Days.
    Day,
    /// Weeks, from Monday on.
    Week,
    /// Calendar months.
    Month,
    /// Calendar years.
    Year,
}

/// A stretch of days and how many reports begin in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bucket {
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
    /// Reports whose first day lies in it.
    pub count: u64,
}

/// The answers of a question in time, each at the first day that it is about. A few that lie far from all others are counted
/// outside, so that one memory of 1982 does not flatten a year of war; where the question names its days, these are shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timeline {
    /// How long each stretch is; chosen so that there are at most about 200.
    pub step: Step,
    /// The stretches, without a hole between.
    pub buckets: Vec<Bucket>,
    /// Reports before the first stretch.
    pub before: u64,
    /// Reports after the last.
    pub after: u64,
    /// Reports without any day.
    pub undated: u64,
}

/// One value of a field in time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Series {
    /// The value, as a filter takes it.
    pub value: String,
    /// How many reports it has in all.
    pub total: u64,
    /// How many in each stretch of the timeline.
    pub counts: Vec<u64>,
}

/// The commonest values of a field, each in the same time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Multiples {
    /// All of them together.
    pub all: Timeline,
    /// Each, the commonest first.
    pub series: Vec<Series>,
}

/// Where reports are, and how many.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SpotCount {
    /// English name of the place.
    pub name: String,
    /// Its gazetteer id; empty where unknown.
    pub id: String,
    /// What kind of place; empty where unknown.
    pub kind: String,
    /// ISO 3166-1 alpha-3 code of its country; empty where unknown.
    pub country: String,
    /// UCDP's `where_prec`: 1 exact … 7 unknown.
    pub precision: u8,
    /// Latitude, where known.
    pub lat: Option<f64>,
    /// Longitude, where known.
    pub lon: Option<f64>,
    /// Reports of the question drawn there.
    pub count: u64,
}

/// Places that lie together at some scale.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// Mean latitude, weighted by reports.
    pub lat: f64,
    /// Mean longitude.
    pub lon: f64,
    /// The stretch that its places take up: west, south, east, north.
    pub extent: [f64; 4],
    /// Reports.
    pub count: u64,
    /// Places.
    pub places: u64,
    /// The place with most reports.
    pub name: String,
}

/// The answers of a question on a map at one scale.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Grid {
    /// Places known to the spot or near it, those close together as one.
    pub cells: Vec<Cell>,
    /// What is only known to a district, governorate, region or country: never a spot.
    pub areas: Vec<SpotCount>,
    /// Reports whose place has no position, or that name none.
    pub unplaced: u64,
    /// Reports outside the stretch asked for.
    pub outside: u64,
}

/// A document that came in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Arrival {
    /// Store id.
    pub document: i64,
    /// Headline.
    pub title: String,
    /// Outlet.
    pub outlet: Option<String>,
    /// Day of publication.
    pub published: Option<Day>,
    /// UTC time of the capture, RFC 3339.
    pub captured_at: String,
    /// Version of its page, from 1.
    pub version: u32,
    /// Whether it is the current version.
    pub current: bool,
    /// How many reports it has.
    pub reports: u64,
}

/// Questions of the pages that go beyond lists and counts.
pub trait Explore: Send + Sync {
    /// The answers of a question in time.
    ///
    /// # Errors
    /// As [`crate::Store::reports`].
    fn timeline(&self, filter: &Filter) -> Result<Timeline, StoreError>;

    /// The answers of a question in time for each of the commonest values of a field, at most `most` (and 24).
    ///
    /// # Errors
    /// As [`crate::Store::reports`].
    fn multiples(&self, filter: &Filter, by: Field, most: usize) -> Result<Multiples, StoreError>;

    /// Where the answers of a question are drawn, the commonest first: each report at its most specific place that has a
    /// position. The question's own place, governorate and country are left out.
    ///
    /// # Errors
    /// As [`crate::Store::reports`].
    fn spots(&self, filter: &Filter) -> Result<Vec<SpotCount>, StoreError>;

    /// The answers of a question on a map whose world is `512 · 2^zoom` pixels wide: places that lie within about 50 pixels
    /// of each other are one. `view` limits it to a stretch.
    ///
    /// # Errors
    /// As [`crate::Store::reports`].
    fn grid(&self, filter: &Filter, zoom: f64, view: Option<crate::Area>) -> Result<Grid, StoreError>;

    /// Tells which governorate places lie in, so that questions for one find what lies in it; without, they find what is
    /// drawn at the governorate itself.
    fn know_places(&self, parts: std::sync::Arc<crate::PlaceParts>);

    /// The documents added after one, the last first, at most `limit`.
    ///
    /// # Errors
    /// When the database cannot be read.
    fn arrivals(&self, after: i64, limit: usize) -> Result<Vec<Arrival>, StoreError>;
}

pub(crate) fn timeline(moment: &mut dyn Moment, memory: &Memory, filter: &Filter) -> Result<Timeline, StoreError> {
    memory.answer(moment, "timeline", filter, |columns, asked| columns.timeline(asked, filter))
}

pub(crate) fn multiples(
    moment: &mut dyn Moment,
    memory: &Memory,
    filter: &Filter,
    by: Field,
    most: usize,
) -> Result<Multiples, StoreError> {
    let most = most.min(MOST_SERIES);
    let kind = format!("multiples {by:?} {most}");
    memory.answer(moment, &kind, filter, |columns, asked| columns.multiples(asked, filter, by, most))
}

pub(crate) fn spots(moment: &mut dyn Moment, memory: &Memory, filter: &Filter) -> Result<Vec<SpotCount>, StoreError> {
    memory.answer(moment, "spots", filter, |columns, asked| columns.spot_counts(asked))
}

pub(crate) fn grid(
    moment: &mut dyn Moment,
    memory: &Memory,
    filter: &Filter,
    zoom: f64,
    view: Option<crate::Area>,
) -> Result<Grid, StoreError> {
    let query = parse(filter.q.as_deref().unwrap_or(""))?;
    answer(moment, memory, filter, &query, |columns, asked| columns.grid(asked, zoom, view))
}
