//! Questions as counts over time: any filter becomes a series of days or weeks, with how much was read beside it.
//!
//! A count means little without what was read to get it, so a series from a store always carries its exposure: the current
//! documents of all topics that were published in the same period, by every outlet or by a fixed panel of them. A period in
//! which nothing was read is a gap and no zero.

use marsad_model::Day;
use marsad_watch::{Measure, Series, Step, When};
use serde::{Deserialize, Serialize};

use crate::api::Filter;
use crate::backend::{Memory, Moment};
use crate::columns::{Frame, Mention};
use crate::error::StoreError;
use crate::events::db::EventTables;
use crate::events::tally;
use crate::query::parse;

/// Most series that a split gives: those with the highest counts.
pub const MOST_SERIES: usize = 30;

/// The part of a watch under which the upper ends of a part's counts are kept: no place, actor, type or outlet is called so.
#[must_use]
pub fn upper_part(of: &str) -> String {
    format!("{UPPER}{of}")
}

/// The part whose upper ends are kept under a part; none where it is no such part.
#[must_use]
pub fn lower_part(part: &str) -> Option<&str> {
    part.strip_prefix(UPPER)
}

/// What the names of parts with upper ends begin with.
const UPPER: char = '↑';

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
    /// As it was known on this day: only what was published by then, of events as they were put together then. Decisions of
    /// persons count from the day on which they were taken. Pages count as they read now; a page without a day of publication
    /// is left out. Where none is named, all that is known now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub known: Option<Day>,
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
            known: None,
            until: None,
        }
    }
}

/// One series of an answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Counted {
    /// What it is of, where the count was cut.
    pub of: Option<String>,
    /// Everything in it; at the least, where counts have two ends.
    pub total: u64,
    /// The counts, each with the documents read in its period; of counts with two ends the lower.
    pub series: Series,
    /// The upper ends of the counts ([`Measure::is_ranged`]). Where somebody told an open number («at least 40»), the highest number
    /// that was named stands here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub upper: Option<Series>,
    /// Everything in them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_upper: Option<u64>,
}

/// How many texts, sources and events the reports of a question are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Folded {
    /// Reports.
    pub reports: u64,
    /// Documents that tell them.
    pub documents: u64,
    /// Origins that these go back to: copies of one text are one.
    pub origins: u64,
    /// Events that they tell; plans, demands and the like are none.
    pub events: u64,
}

/// A store that counts over time. Every answer is one pass over the columns in memory; of events, with the tables of events beside.
pub trait Counting: Send + Sync {
    /// The series of a question: one, or with a split at most [`MOST_SERIES`], the highest counts first.
    ///
    /// # Errors
    /// When the search of the filter cannot be read, or the database.
    fn tally(&self, ask: &Tally) -> Result<Vec<Counted>, StoreError>;

    /// Which reports count from one day to another: how many, and the ids of the newest, at most `limit`. Of measures of events
    /// these are the reports by which the events of those days count.
    ///
    /// # Errors
    /// As [`Counting::tally`].
    fn tallied(&self, ask: &Tally, from: Day, to: Day, limit: usize) -> Result<(u64, Vec<i64>), StoreError>;

    /// How many texts, origins and events the reports of a question are, of all days; `since`, `until` and the split mean nothing.
    ///
    /// # Errors
    /// As [`Counting::tally`].
    fn folded(&self, ask: &Tally) -> Result<Folded, StoreError>;

    /// Each day on which each value of the split was counted, by day, once; nothing where there is no split.
    ///
    /// # Errors
    /// As [`Counting::tally`].
    fn sightings(&self, ask: &Tally) -> Result<Vec<(Day, String)>, StoreError>;
}

/// Whether a measure is more than one pass over the columns.
fn asks_tables(measure: Measure) -> bool {
    !measure.counts_copies()
}

/// What has to be known of the columns for a measure that asks tables, and its reports.
fn framed(moment: &mut dyn Moment, memory: &Memory, ask: &Tally) -> Result<(Frame, Vec<Mention>), StoreError> {
    let query = parse(ask.filter.q.as_deref().unwrap_or(""))?;
    let columns = memory.of(moment)?;
    let asked = columns.asked(&ask.filter, &query, &mut |term| moment.documents_with(term))?;
    let mut mentions = Vec::new();
    columns.mentions(ask, &asked, |mention| mentions.push(mention));
    let frame = columns.frame(ask, mentions.iter().map(|m| m.value));
    Ok((frame, mentions))
}

/// What a store has for counting: its moments, its columns and its tables of events.
pub(crate) trait Countable: EventTables {
    /// Runs `work` on one moment.
    fn at_a_moment<T>(
        &self,
        work: impl FnOnce(&mut dyn Moment, &Memory) -> Result<T, StoreError>,
    ) -> Result<T, StoreError>;
}

impl<S: Countable + Send + Sync> Counting for S {
    fn tally(&self, ask: &Tally) -> Result<Vec<Counted>, StoreError> {
        if asks_tables(ask.measure) {
            let (frame, mentions) = self.at_a_moment(|moment, memory| framed(moment, memory, ask))?;
            let units = tally::units(self, ask, &mentions)?;
            return Ok(frame.series(units.into_iter().map(|unit| unit.unit)));
        }
        self.at_a_moment(|moment, memory| {
            let query = parse(ask.filter.q.as_deref().unwrap_or(""))?;
            let columns = memory.of(moment)?;
            let asked = columns.asked(&ask.filter, &query, &mut |term| moment.documents_with(term))?;
            Ok(columns.tally(ask, &asked))
        })
    }

    fn tallied(&self, ask: &Tally, from: Day, to: Day, limit: usize) -> Result<(u64, Vec<i64>), StoreError> {
        if asks_tables(ask.measure) {
            let (_, mentions) = self.at_a_moment(|moment, memory| framed(moment, memory, ask))?;
            return Ok(tally::reports(tally::units(self, ask, &mentions)?, from, to, limit));
        }
        self.at_a_moment(|moment, memory| {
            let query = parse(ask.filter.q.as_deref().unwrap_or(""))?;
            let columns = memory.of(moment)?;
            let asked = columns.asked(&ask.filter, &query, &mut |term| moment.documents_with(term))?;
            Ok(columns.tallied(ask, &asked, (from, to), limit))
        })
    }

    fn folded(&self, ask: &Tally) -> Result<Folded, StoreError> {
        let whole = Tally { measure: Measure::Events, when: When::Told, split: None, ..ask.clone() };
        let (_, mentions) = self.at_a_moment(|moment, memory| framed(moment, memory, &whole))?;
        tally::folded(self, &whole, &mentions)
    }

    fn sightings(&self, ask: &Tally) -> Result<Vec<(Day, String)>, StoreError> {
        self.at_a_moment(|moment, memory| {
            let query = parse(ask.filter.q.as_deref().unwrap_or(""))?;
            let columns = memory.of(moment)?;
            let asked = columns.asked(&ask.filter, &query, &mut |term| moment.documents_with(term))?;
            Ok(columns.sightings(ask, &asked))
        })
    }
}
