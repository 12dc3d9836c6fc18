//! Saved watches: questions that are counted again and again, what was known when, the alarms that came of it, and what
//! people said and were told.
//!
//! Nothing is overwritten. A count that changed is kept beside the one before it, with the day from which it was known; notes
//! are only added; a watch that is removed keeps its history.

mod history;
mod rows;

pub use history::{History, watch_history};
pub use rows::{
    AlarmContent, AlarmFilter, AlarmRow, Delivery, DeliveryOutcome, DeliveryState, Method, NewAlarm, NewNote, NewWatch,
    Note, Raised, Sentences, Sighting, ToldCount, WatchRow,
};

use crate::StoreError;
use crate::api::Store;
use crate::counting::Counting;
use crate::ledger::Millis;
use marsad_model::Day;

/// Up to so many days apart, two alarms of one kind are the same alarm, told again.
pub const SAME_ALARM_DAYS: i64 = marsad_watch::QUIET_DAYS;

/// The book of watches, vintages, alarms, notes and deliveries. Every call is one transaction. No clock: times are given.
pub trait WatchStore: Send + Sync {
    /// Adds a watch. One that is there already under its name is left as it is; its id, and whether it is new.
    ///
    /// # Errors
    /// When the database cannot be written.
    fn add_watch(&self, new: &NewWatch, now: Millis) -> Result<(i64, bool), StoreError>;

    /// Every watch that was not removed, in the order of their ids; with `removed` those too.
    ///
    /// # Errors
    /// When the database cannot be read.
    fn watches(&self, removed: bool) -> Result<Vec<WatchRow>, StoreError>;

    /// One watch, also a removed one.
    ///
    /// # Errors
    /// When the database cannot be read.
    fn watch(&self, id: i64) -> Result<Option<WatchRow>, StoreError>;

    /// Takes a watch out of the list; its counts, alarms and notes stay. False where there is none.
    ///
    /// # Errors
    /// When the database cannot be written.
    fn remove_watch(&self, id: i64, now: Millis) -> Result<bool, StoreError>;

    /// Until then its alarms are kept and shown, and sent to nobody; `None` ends it. False where there is no such watch.
    ///
    /// # Errors
    /// When the database cannot be written.
    fn mute_watch(&self, id: i64, until: Option<Millis>) -> Result<bool, StoreError>;

    /// Keeps what is known of periods from the day `known` on. What is as it was before is not kept again; of two values of
    /// one period and day the later call counts. How many values were new or other than before.
    ///
    /// # Errors
    /// When the database cannot be written, or the watch is not there.
    fn tell_counts(&self, watch: i64, known: Day, now: Millis, counts: &[ToldCount]) -> Result<u64, StoreError>;

    /// Every value that was ever known of a watch's periods: by part, period and day.
    ///
    /// # Errors
    /// When the database cannot be read.
    fn told_counts(&self, watch: i64) -> Result<Vec<(Day, ToldCount)>, StoreError>;

    /// Raises an alarm, unless one of the same watch, part and method is there within [`SAME_ALARM_DAYS`]: that one is the
    /// same, and at most its level rises.
    ///
    /// # Errors
    /// When the database cannot be written, or the watch is not there.
    fn raise(&self, new: &NewAlarm, now: Millis) -> Result<(i64, Raised), StoreError>;

    /// Alarms, the newest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    fn alarms(&self, filter: &AlarmFilter) -> Result<Vec<AlarmRow>, StoreError>;

    /// One alarm.
    ///
    /// # Errors
    /// When the database cannot be read.
    fn alarm(&self, id: i64) -> Result<Option<AlarmRow>, StoreError>;

    /// Notes that somebody has seen an alarm. The first one stays; false where there is no such alarm or it was seen before.
    ///
    /// # Errors
    /// When the database cannot be written.
    fn acknowledge(&self, alarm: i64, who: &str, now: Millis) -> Result<bool, StoreError>;

    /// Adds a note to a watch, or to one of its alarms. Notes are never changed.
    ///
    /// # Errors
    /// When the database cannot be written, or the watch or alarm is not there.
    fn add_note(&self, new: &NewNote, now: Millis) -> Result<i64, StoreError>;

    /// The notes of a watch and of its alarms, the oldest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    fn notes(&self, watch: i64) -> Result<Vec<Note>, StoreError>;

    /// Puts an alarm on its way to a channel, once; false where it is on its way or was there.
    ///
    /// # Errors
    /// When the database cannot be written.
    fn queue_delivery(&self, alarm: i64, channel: &str, now: Millis) -> Result<bool, StoreError>;

    /// Takes what is to be sent at `now`, the oldest first. Until `lease_until` nobody else gets it.
    ///
    /// # Errors
    /// When the database cannot be written.
    fn claim_deliveries(&self, now: Millis, lease_until: Millis, limit: usize) -> Result<Vec<Delivery>, StoreError>;

    /// Writes what became of a try.
    ///
    /// # Errors
    /// When the database cannot be written.
    fn delivery_done(&self, id: i64, outcome: &DeliveryOutcome) -> Result<(), StoreError>;

    /// All deliveries of an alarm, in the order of their ids.
    ///
    /// # Errors
    /// When the database cannot be read.
    fn deliveries(&self, alarm: i64) -> Result<Vec<Delivery>, StoreError>;
}

/// A store that watches can be run on.
pub trait Watched: Store + Counting + WatchStore {}

impl<S: Store + Counting + WatchStore> Watched for S {}

/// Longest name of a watch, a channel or a person, in characters.
const LONGEST_NAME: usize = 200;
/// Longest note, in characters.
const LONGEST_NOTE: usize = 20_000;
/// Alarms in a list where nothing is said.
pub(crate) const ALARMS: usize = 100;
/// Most alarms in a list.
pub(crate) const MOST_ALARMS: usize = 1000;

/// Refuses a text that is empty, too long, or that a database cannot keep.
fn checked(what: &str, text: &str, longest: usize) -> Result<(), StoreError> {
    let why = if text.trim().is_empty() {
        "it is empty".to_owned()
    } else if text.contains('\0') {
        "it holds a NUL character".to_owned()
    } else if text.chars().count() > longest {
        format!("it is longer than {longest} characters")
    } else {
        return Ok(());
    };
    Err(StoreError::BadInput { target: format!("{what} {}", crate::error::shortened(text)), why })
}

pub(crate) fn check_watch(new: &NewWatch) -> Result<(), StoreError> {
    checked("the watch", &new.name, LONGEST_NAME)?;
    new.name_ar.as_deref().map_or(Ok(()), |name| checked("the watch", name, LONGEST_NAME))
}

pub(crate) fn check_who(who: &str) -> Result<(), StoreError> {
    checked("the name", who, LONGEST_NAME)
}

pub(crate) fn check_note(new: &NewNote) -> Result<(), StoreError> {
    check_who(&new.who)?;
    checked("the note", &new.text, LONGEST_NOTE)
}

/// The days, as keys, between which an alarm of the same kind is the same one.
pub(crate) fn same_days(day: Day) -> (i64, i64) {
    let by = |days: i64| jiff::Span::new().try_days(days).and_then(|span| day.checked_add(span)).unwrap_or(day);
    (crate::day::key(by(-SAME_ALARM_DAYS)), crate::day::key(by(SAME_ALARM_DAYS)))
}

/// What a row of the table `watches` holds, before it is read.
pub(crate) struct WatchColumns {
    pub id: i64,
    pub name: String,
    pub name_ar: Option<String>,
    pub tally: String,
    pub detect: bool,
    pub added_at: Millis,
    pub muted_until: Option<Millis>,
    pub removed_at: Option<Millis>,
    pub last_run: Option<Millis>,
}

/// The columns of [`WatchColumns`].
pub(crate) const WATCH: &str = "id, name, name_ar, tally, detect, added_at, muted_until, removed_at, last_run";

impl WatchColumns {
    pub(crate) fn read(self) -> Result<WatchRow, String> {
        let tally = serde_json::from_str(&self.tally).map_err(|e| e.to_string())?;
        let Self { id, name, name_ar, detect, added_at, muted_until, removed_at, last_run, .. } = self;
        let watch = NewWatch { name, name_ar, tally, detect };
        Ok(WatchRow { id, watch, added_at, muted_until, removed_at, last_run })
    }
}

/// What a row of the table `watch_alarms` holds, before it is read.
pub(crate) struct AlarmColumns {
    pub id: i64,
    pub watch: i64,
    pub part: String,
    pub method: String,
    pub day: i64,
    pub level: String,
    pub content: String,
    pub raised_at: Millis,
    pub acknowledged_at: Option<Millis>,
    pub acknowledged_by: Option<String>,
}

/// The columns of [`AlarmColumns`].
pub(crate) const ALARM: &str =
    "id, watch, part, method, day, level, content, raised_at, acknowledged_at, acknowledged_by";

impl AlarmColumns {
    pub(crate) fn read(self) -> Result<AlarmRow, String> {
        let content = serde_json::from_str(&self.content).map_err(|e| e.to_string())?;
        let method = Method::named(&self.method).ok_or_else(|| format!("`{}` raises no alarms", self.method))?;
        let day = crate::day::from_key(self.day).ok_or_else(|| format!("{} is no day", self.day))?;
        let level = level_named(&self.level).ok_or_else(|| format!("`{}` is no level", self.level))?;
        let Self { id, watch, part, raised_at, acknowledged_at, acknowledged_by, .. } = self;
        let alarm = NewAlarm { watch, of: part, method, day, level, content };
        Ok(AlarmRow { id, alarm, raised_at, acknowledged_at, acknowledged_by })
    }
}

fn level_named(name: &str) -> Option<marsad_watch::Level> {
    use marsad_watch::Level;
    [Level::Watch, Level::Warning].into_iter().find(|level| level.name() == name)
}

/// What a row of the table `watch_deliveries` holds, before it is read.
pub(crate) fn delivery_state(name: &str) -> Result<DeliveryState, String> {
    DeliveryState::named(name).ok_or_else(|| format!("`{name}` is no state of a delivery"))
}

/// The columns of a delivery.
pub(crate) const DELIVERY: &str = "id, alarm, channel, state, tries, next_try, last_try, last_result";

/// A value as both databases keep it.
pub(crate) fn count_column(point: &marsad_watch::Point) -> Option<i64> {
    point.count.map(|count| i64::try_from(count).unwrap_or(i64::MAX))
}

/// A count as it came from a database.
pub(crate) fn told_count(of: String, period: i64, count: Option<i64>, exposure: Option<f64>) -> Option<ToldCount> {
    let point = marsad_watch::Point { count: count.and_then(|count| u64::try_from(count).ok()), exposure };
    Some(ToldCount { of, period: crate::day::from_key(period)?, point })
}
