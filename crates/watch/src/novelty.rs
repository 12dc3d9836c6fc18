//! Signals that are no counts: the first event in a place, a method that was not there before.

use std::collections::BTreeMap;

use marsad_model::Day;
use serde::Serialize;

use crate::series::days_between;

/// What is new.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// The place of an event.
    Place,
    /// The mode of an act.
    Method,
}

/// A place or method that is there for the first time, or for the first time in long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Novelty<'a> {
    /// Place or method.
    pub kind: Kind,
    /// Its id.
    pub id: &'a str,
    /// The day of the event.
    pub day: Day,
    /// The day of the last event before, if there was one.
    pub last: Option<Day>,
    /// The day of the first event of all: since when "never before" can be said.
    pub since: Day,
}

impl Novelty<'_> {
    /// The key of its sentence.
    pub fn key(&self) -> &'static str {
        match (self.kind, self.last) {
            (Kind::Place, None) => "first-in-place",
            (Kind::Place, Some(_)) => "again-in-place",
            (Kind::Method, None) => "new-method",
            (Kind::Method, Some(_)) => "again-method",
        }
    }
}

/// When something is new.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoveltyRules {
    /// Days of watching before anything may be called new: at first everything is.
    pub learn_days: i64,
    /// Days without an event after which the next is called new again.
    pub absent_days: i64,
}

/// A year of learning, a year of absence.
pub const NOVELTY: NoveltyRules = NoveltyRules { learn_days: 365, absent_days: 365 };

/// What is new among events, each a day and the id of its place or method. The order of the events does not matter; of several
/// on one day and with one id, one is told.
pub fn novelties<'a>(
    kind: Kind,
    events: impl IntoIterator<Item = (Day, &'a str)>,
    rules: NoveltyRules,
) -> Vec<Novelty<'a>> {
    let mut events: Vec<(Day, &str)> = events.into_iter().collect();
    events.sort_unstable();
    let Some((since, _)) = events.first().copied() else { return Vec::new() };
    let mut seen: BTreeMap<&str, Day> = BTreeMap::new();
    let mut found = Vec::new();
    for (day, id) in events {
        let last = seen.insert(id, day);
        let absent = last.is_none_or(|last| days_between(last, day) > rules.absent_days);
        if absent && days_between(since, day) >= rules.learn_days {
            found.push(Novelty { kind, id, day, last, since });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn what_is_first_in_a_place_is_told_once_and_not_while_learning() {
        let events = [
            (day("2023-03-01"), "sur"),
            (day("2022-01-01"), "hasakah"),
            (day("2022-02-01"), "raqqah"),
            (day("2023-03-01"), "sur"),
            (day("2023-03-05"), "sur"),
            (day("2023-06-01"), "raqqah"),
        ];
        let found = novelties(Kind::Place, events, NOVELTY);
        let told: Vec<_> = found.iter().map(|n| (n.id, n.day, n.last, n.key())).collect();
        assert_eq!(
            told,
            [
                ("sur", day("2023-03-01"), None, "first-in-place"),
                ("raqqah", day("2023-06-01"), Some(day("2022-02-01")), "again-in-place"),
            ]
        );
        let english = crate::sentence::of_novelty(&found[1], "Raqqa", crate::sentence::Language::English);
        assert_eq!(english, "Again in “Raqqa” on 2023-06-01, after nothing since 2022-02-01.");
    }

    #[test]
    fn nothing_is_new_where_nothing_happened() {
        assert!(novelties(Kind::Method, [], NOVELTY).is_empty());
    }
}
