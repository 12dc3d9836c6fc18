//! Questions as counts over time: any filter becomes a series of days or weeks, with how much was read beside it.
//!
//! A count means little without what was read to get it, so a series from a store always carries its exposure: the current
//! documents of all topics that were published in the same period, by every outlet or by a fixed panel of them. A period in
//! which nothing was read is a gap and no zero.

use marsad_model::Day;
use marsad_watch::{Series, Step};
use serde::{Deserialize, Serialize};

use crate::api::Filter;
use crate::backend::{Memory, Moment};
use crate::error::StoreError;
use crate::query::parse;

/// Most series that a split gives: those with the highest counts.
pub const MOST_SERIES: usize = 30;

/// What is counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Measure {
    /// Reports: one text that tells of two attacks counts twice.
    #[default]
    Reports,
    /// Documents that have at least one such report.
    Documents,
}

impl Measure {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Reports, Self::Documents];

    /// The name in files and on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Reports => "reports",
            Self::Documents => "documents",
        }
    }
}

/// In which period a report counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum When {
    /// On the day its document was published: what was said then is beside what was read then.
    #[default]
    Told,
    /// On the day that it tells of. A report that cannot be put into one period counts nowhere.
    Happened,
}

impl When {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Told, Self::Happened];

    /// The name in files and on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Told => "told",
            Self::Happened => "happened",
        }
    }
}

/// What one count is cut by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Split {
    /// By place, under its English name. A report with two places counts in both.
    Place,
    /// By actor or recipient, likewise.
    Actor,
    /// By PLOVER type.
    Type,
    /// By outlet; each has its own documents as exposure.
    Outlet,
}

impl Split {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Place, Self::Actor, Self::Type, Self::Outlet];

    /// The name in files and on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Place => "place",
            Self::Actor => "actor",
            Self::Type => "type",
            Self::Outlet => "outlet",
        }
    }
}

/// A question that is answered with counts over time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Tally {
    /// Which reports count. `limit` and `after` mean nothing here; `from` and `to` narrow by what a report tells of, as
    /// everywhere. An `outlet` narrows what counts as read, too. Written down, its fields stand beside the others.
    #[serde(flatten)]
    pub filter: Filter,
    /// What is counted.
    pub measure: Measure,
    /// How long a period is. Weeks begin on Monday.
    pub step: Step,
    /// In which period a report counts.
    pub when: When,
    /// For [`When::Told`]: only reports of what happened at most this many days before it was told, so that anniversaries
    /// and court reports do not count as news. Reports without a date of their own count.
    pub fresh: Option<u16>,
    /// Only these outlets, exactly as they are named; all where there are none.
    pub panel: Vec<String>,
    /// What the count is cut by.
    pub split: Option<Split>,
    /// First day of interest; where none is named, the first day from which anything was read.
    pub since: Option<Day>,
    /// The last day that is known: only periods that are over by then are given. Where none is named, the last day from which
    /// anything was read.
    pub until: Option<Day>,
}

impl Default for Tally {
    fn default() -> Self {
        Self {
            filter: Filter::default(),
            measure: Measure::default(),
            step: Step::Week,
            when: When::default(),
            fresh: None,
            panel: Vec::new(),
            split: None,
            since: None,
            until: None,
        }
    }
}

/// One series of an answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Counted {
    /// What it is of, where the count was cut.
    pub of: Option<String>,
    /// Everything in it.
    pub total: u64,
    /// The counts, each with the documents read in its period.
    pub series: Series,
}

/// A store that counts over time. Every answer is one pass over the columns in memory.
pub trait Counting: Send + Sync {
    /// The series of a question: one, or with a split at most [`MOST_SERIES`], the highest counts first.
    ///
    /// # Errors
    /// When the search of the filter cannot be read, or the database.
    fn tally(&self, ask: &Tally) -> Result<Vec<Counted>, StoreError>;

    /// Which reports count from one day to another: how many, and the ids of the newest, at most `limit`.
    ///
    /// # Errors
    /// As [`Counting::tally`].
    fn tallied(&self, ask: &Tally, from: Day, to: Day, limit: usize) -> Result<(u64, Vec<i64>), StoreError>;

    /// Each day on which each value of the split was counted, by day, once; nothing where there is no split.
    ///
    /// # Errors
    /// As [`Counting::tally`].
    fn sightings(&self, ask: &Tally) -> Result<Vec<(Day, String)>, StoreError>;
}

/// [`Counting::tally`].
pub(crate) fn tally(moment: &mut dyn Moment, memory: &Memory, ask: &Tally) -> Result<Vec<Counted>, StoreError> {
    let query = parse(ask.filter.q.as_deref().unwrap_or(""))?;
    let columns = memory.of(moment)?;
    let asked = columns.asked(&ask.filter, &query, &mut |term| moment.documents_with(term))?;
    Ok(columns.tally(ask, &asked))
}

/// [`Counting::tallied`].
pub(crate) fn tallied(
    moment: &mut dyn Moment,
    memory: &Memory,
    ask: &Tally,
    between: (Day, Day),
    limit: usize,
) -> Result<(u64, Vec<i64>), StoreError> {
    let query = parse(ask.filter.q.as_deref().unwrap_or(""))?;
    let columns = memory.of(moment)?;
    let asked = columns.asked(&ask.filter, &query, &mut |term| moment.documents_with(term))?;
    Ok(columns.tallied(ask, &asked, between, limit))
}

/// [`Counting::sightings`].
pub(crate) fn sightings(
    moment: &mut dyn Moment,
    memory: &Memory,
    ask: &Tally,
) -> Result<Vec<(Day, String)>, StoreError> {
    let query = parse(ask.filter.q.as_deref().unwrap_or(""))?;
    let columns = memory.of(moment)?;
    let asked = columns.asked(&ask.filter, &query, &mut |term| moment.documents_with(term))?;
    Ok(columns.sightings(ask, &asked))
}
