//! The rows of watches and alarms.

use marsad_model::Day;
use marsad_watch::{Detector, Level, Numbers, Point};
use serde::{Deserialize, Serialize};

use crate::counting::Tally;
use crate::ledger::Millis;

/// A watch as it is asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NewWatch {
    /// Its name, which no other watch has.
    pub name: String,
    /// Its name for the Arabic pages, if it has one of its own.
    pub name_ar: Option<String>,
    /// What is counted. `until` means nothing here: each run counts up to its own day.
    pub tally: Tally,
    /// Whether detectors are run on it; without, it is a series to look at.
    pub detect: bool,
}

/// A stored watch.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WatchRow {
    /// Its id.
    pub id: i64,
    /// What it is.
    #[serde(flatten)]
    pub watch: NewWatch,
    /// When it was added.
    pub added_at: Millis,
    /// Until then its alarms are sent to nobody.
    pub muted_until: Option<Millis>,
    /// When it was taken out of the list.
    pub removed_at: Option<Millis>,
    /// When it was last counted.
    pub last_run: Option<Millis>,
}

impl WatchRow {
    /// Whether its alarms are sent to nobody now.
    #[must_use]
    pub fn is_muted(&self, now: Millis) -> bool {
        self.muted_until.is_some_and(|until| until > now)
    }
}

/// What is known of one period.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ToldCount {
    /// Which part of a split count; empty for the whole.
    pub of: String,
    /// First day of the period.
    pub period: Day,
    /// Its count, or that it is a gap, and what was read.
    pub point: Point,
}

/// What raised an alarm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "by", content = "detector")]
pub enum Method {
    /// A detector on the counts.
    Detector(Detector),
    /// The first in a place, or the first for long.
    Place,
    /// A method that was not there before, or not for long.
    Mode,
}

impl Method {
    /// Its name in tables and in the store.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Detector(detector) => detector.name(),
            Self::Place => "new-place",
            Self::Mode => "new-method",
        }
    }

    /// The method of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "new-place" => Some(Self::Place),
            "new-method" => Some(Self::Mode),
            other => Detector::named(other).map(Self::Detector),
        }
    }
}

/// What an alarm says, in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sentences {
    /// In Arabic.
    pub ar: String,
    /// In English.
    pub en: String,
}

/// What is new where no count is spoken of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sighting {
    /// The place (its English name) or the method (its code).
    pub what: String,
    /// The day on which it was last there before.
    pub last: Option<Day>,
    /// Since when it could have been there.
    pub since: Day,
}

/// What an alarm rests on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AlarmContent {
    /// What it says.
    pub sentences: Sentences,
    /// The numbers of a detector.
    pub numbers: Option<Numbers>,
    /// What is new, where no detector spoke.
    pub sighting: Option<Sighting>,
    /// The reports that were counted in the time that it speaks of: the newest, at most 200.
    pub reports: Vec<i64>,
    /// How many there were in all.
    pub report_count: u64,
    /// The day up to which was counted when it was raised: with it the counts of then can be asked for again.
    pub known: Day,
}

/// An alarm to be raised.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NewAlarm {
    /// The watch.
    pub watch: i64,
    /// Which part of a split count, or which place or method; empty for the whole.
    pub of: String,
    /// What raised it.
    pub method: Method,
    /// The last day of the period in which it was first to be had.
    pub day: Day,
    /// How much speaks for it.
    pub level: Level,
    /// What it rests on.
    pub content: AlarmContent,
}

/// A stored alarm.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AlarmRow {
    /// Its id.
    pub id: i64,
    /// What it is.
    #[serde(flatten)]
    pub alarm: NewAlarm,
    /// When it was raised.
    pub raised_at: Millis,
    /// When somebody said that they had seen it.
    pub acknowledged_at: Option<Millis>,
    /// Who.
    pub acknowledged_by: Option<String>,
}

/// What raising an alarm did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Raised {
    /// It is new.
    New,
    /// It was there, and is of a higher level now.
    Higher,
    /// It was there.
    Known,
}

/// Which alarms are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AlarmFilter {
    /// Of this watch alone.
    pub watch: Option<i64>,
    /// Only those that nobody has seen.
    pub open: bool,
    /// Only those with a smaller id, to go on with a list.
    pub before: Option<i64>,
    /// At most so many; 100 where nothing is said.
    pub limit: Option<usize>,
}

/// A note as it is added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewNote {
    /// On which watch.
    pub watch: i64,
    /// On which alarm of it, if on one.
    pub alarm: Option<i64>,
    /// Who says it.
    pub who: String,
    /// What.
    pub text: String,
}

/// A stored note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// Its id.
    pub id: i64,
    /// When it was written.
    pub at: Millis,
    /// What it is.
    #[serde(flatten)]
    pub note: NewNote,
}

/// How far a delivery is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DeliveryState {
    /// To be sent, for the first time or again.
    Waiting,
    /// Taken by who was to get it.
    Sent,
    /// Given up.
    Failed,
}

impl DeliveryState {
    /// The name in the store.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Failed => "failed",
        }
    }

    /// The state of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        [Self::Waiting, Self::Sent, Self::Failed].into_iter().find(|state| state.name() == name)
    }
}

/// An alarm on its way to somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// Its id.
    pub id: i64,
    /// The alarm.
    pub alarm: i64,
    /// The channel, by its name in `delivery.toml`.
    pub channel: String,
    /// How far it is.
    pub state: DeliveryState,
    /// How often it was tried.
    pub tries: u32,
    /// When it is tried next.
    pub next_try: Option<Millis>,
    /// When it was last tried.
    pub last_try: Option<Millis>,
    /// What came of it: the words of the other side, or why not.
    pub last_result: Option<String>,
}

/// What a try came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryOutcome {
    /// When.
    pub at: Millis,
    /// How far it is now.
    pub state: DeliveryState,
    /// When to try again, where it waits.
    pub next_try: Option<Millis>,
    /// In words.
    pub result: String,
}
