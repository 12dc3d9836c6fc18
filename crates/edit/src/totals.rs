//! What a run over documents came to, in sum.

use crate::compare::{DocumentDiff, Summary, What};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Most values that are counted apart; the rest is in the sums only.
const MOST: usize = 10_000;
/// Most documents that failed and are named.
const NAMED: usize = 20;

/// Reports that came, went or changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// They have it now and had it not.
    pub gained: u64,
    /// They had it and have it no more.
    pub lost: u64,
    /// They had it and have it, and are read otherwise.
    pub changed: u64,
}

impl Tally {
    /// Whether nothing is counted.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }

    fn add(&mut self, before: bool, after: bool) {
        match (before, after) {
            (false, true) => self.gained += 1,
            (true, false) => self.lost += 1,
            (true, true) => self.changed += 1,
            (false, false) => {}
        }
    }
}

/// What a run came to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// Current documents in the store.
    pub stored: u64,
    /// Documents that the change can touch, as far as their words tell.
    pub candidates: u64,
    /// Documents that were read both ways.
    pub looked: u64,
    /// Those of them that are read otherwise.
    pub changed: u64,
    /// Those of them that were stored with another reading than the lexicon gives now: reading them again brings that, too.
    pub stale: u64,
    /// Documents that could not be read, and why; the first of them.
    pub failed: Vec<(i64, String)>,
    /// How many could not be read.
    pub failures: u64,
    /// Reports in sum.
    pub reports: Tally,
    /// By type.
    pub types: BTreeMap<String, Tally>,
    /// By actor or recipient.
    pub actors: BTreeMap<String, Tally>,
    /// By place.
    pub places: BTreeMap<String, Tally>,
}

impl Totals {
    /// Counts a document that is read otherwise.
    pub(crate) fn add(&mut self, diff: &DocumentDiff) {
        self.changed += 1;
        for report in &diff.reports {
            match report.what {
                What::Gained => self.reports.gained += 1,
                What::Lost => self.reports.lost += 1,
                What::Changed => self.reports.changed += 1,
            }
            let (before, after) = (report.before.as_ref(), report.after.as_ref());
            let type_ = |s: &Summary| vec![s.type_.clone()];
            let who = |s: &Summary| s.actors.iter().chain(&s.recipients).cloned().collect();
            let place = |s: &Summary| s.places.clone();
            count(&mut self.types, before.map(type_), after.map(type_));
            count(&mut self.actors, before.map(who), after.map(who));
            count(&mut self.places, before.map(place), after.map(place));
        }
    }

    /// Notes a document that could not be read.
    pub(crate) fn fail(&mut self, document: i64, why: String) {
        self.failures += 1;
        if self.failed.len() < NAMED {
            self.failed.push((document, why));
        }
    }

    /// The values of a field with most differences, those that came or went first.
    #[must_use]
    pub fn ranked(values: &BTreeMap<String, Tally>, most: usize) -> Vec<(String, Tally)> {
        let mut out: Vec<(String, Tally)> = values.iter().map(|(name, tally)| (name.clone(), *tally)).collect();
        out.sort_by_key(|(name, t)| (std::cmp::Reverse((t.gained + t.lost, t.changed)), name.clone()));
        out.truncate(most);
        out
    }
}

fn count(into: &mut BTreeMap<String, Tally>, before: Option<Vec<String>>, after: Option<Vec<String>>) {
    let (before, after) = (before.unwrap_or_default(), after.unwrap_or_default());
    let mut all: Vec<&String> = before.iter().chain(&after).collect();
    all.sort_unstable();
    all.dedup();
    for name in all {
        if into.len() < MOST || into.contains_key(name) {
            into.entry(name.clone()).or_default().add(before.contains(name), after.contains(name));
        }
    }
}
