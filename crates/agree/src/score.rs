//! The machine's reading against gold: what a careful person wrote down from the same text.
//!
//! Reports of one document are paired one to one by their triggers, the larger overlap first; fields are compared over pairs
//! of the same type. A field is right where it means the same; actors and recipients where their words overlap; a place where
//! the first one lies near enough for its kind.

use marsad_model::{Actor, DateRange, EventType, Place, PlaceKind, Quote, Report};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What was found and what was not.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prf {
    /// In gold and found.
    pub right: u64,
    /// Found and not in gold.
    pub extra: u64,
    /// In gold and not found.
    pub missed: u64,
}

impl Prf {
    fn add(&mut self, right: usize, found: usize, gold: usize) {
        self.right += right as u64;
        self.extra += found.saturating_sub(right) as u64;
        self.missed += gold.saturating_sub(right) as u64;
    }

    /// The share of what was found that is right; 0 where nothing was found.
    #[must_use]
    pub fn precision(&self) -> f64 {
        part(self.right, self.right + self.extra)
    }

    /// The share of gold that was found; 0 where there is none.
    #[must_use]
    pub fn recall(&self) -> f64 {
        part(self.right, self.right + self.missed)
    }

    /// The harmonic mean of both.
    #[must_use]
    pub fn f1(&self) -> f64 {
        part(2 * self.right, 2 * self.right + self.extra + self.missed)
    }
}

/// How often something is right.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// So often.
    pub right: u64,
    /// Of so many.
    pub of: u64,
}

impl Share {
    fn add(&mut self, right: bool) {
        self.right += u64::from(right);
        self.of += 1;
    }

    /// The share; 0 of nothing.
    #[must_use]
    pub fn share(&self) -> f64 {
        part(self.right, self.of)
    }
}

fn part(some: u64, of: u64) -> f64 {
    if of == 0 { 0.0 } else { some as f64 / of as f64 }
}

/// A reading scored against gold. The names of lists and fields are those of the JSON.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// Documents of gold.
    pub documents: u64,
    /// Reports of gold.
    pub gold: u64,
    /// Reports of the reading.
    pub found: u64,
    /// `trigger` (whatever the type), `report` (trigger and type), and over pairs `mode`, `aux`, `actors`, `recipients`, `counts`.
    pub lists: BTreeMap<String, Prf>,
    /// Over pairs `modality`, `place`, `date`, `said_by`, each also as `…_given` where gold gives one; over the reports of gold
    /// `record`: type, actors, recipients, place and date all right at once.
    pub fields: BTreeMap<String, Share>,
    /// `report` by type.
    pub types: BTreeMap<String, Prf>,
}

fn overlap(a: &Quote, b: &Quote) -> usize {
    a.end.min(b.end).saturating_sub(a.start.max(b.start))
}

/// Which reports are about the same words, as places in both lists: each at most once, the larger overlap first.
#[must_use]
pub fn paired(gold: &[Report], found: &[Report], typed: bool) -> Vec<(usize, usize)> {
    let mut all: Vec<(std::cmp::Reverse<usize>, usize, usize)> = Vec::new();
    for (i, a) in gold.iter().enumerate() {
        for (j, b) in found.iter().enumerate() {
            let shared = overlap(&a.trigger, &b.trigger);
            if shared > 0 && (!typed || a.type_ == b.type_) {
                all.push((std::cmp::Reverse(shared), i, j));
            }
        }
    }
    all.sort_unstable();
    let (mut of_gold, mut of_found) = (vec![false; gold.len()], vec![false; found.len()]);
    let mut out = Vec::new();
    for (_, i, j) in all {
        if !of_gold[i] && !of_found[j] {
            (of_gold[i], of_found[j]) = (true, true);
            out.push((i, j));
        }
    }
    out
}

/// How many of `gold` are met by words of `found`, each by one.
fn met(gold: &[Actor], found: &[Actor]) -> usize {
    let mut used = vec![false; found.len()];
    let mut right = 0;
    for a in gold {
        if let Some(at) = (0..found.len()).find(|at| !used[*at] && overlap(&a.quote, &found[*at].quote) > 0) {
            used[at] = true;
            right += 1;
        }
    }
    right
}

/// How many are in both, each as often as in both.
fn shared<T: Ord>(gold: Vec<T>, found: Vec<T>) -> usize {
    let mut times: BTreeMap<T, usize> = BTreeMap::new();
    gold.into_iter().for_each(|one| *times.entry(one).or_default() += 1);
    let mut right = 0;
    for one in found {
        if let Some(left) = times.get_mut(&one).filter(|left| **left > 0) {
            *left -= 1;
            right += 1;
        }
    }
    right
}

fn kilometres(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (lat_a, lat_b) = (a.0.to_radians(), b.0.to_radians());
    let (lat, lon) = ((lat_b - lat_a) / 2.0, (b.1 - a.1).to_radians() / 2.0);
    let h = lat.sin().powi(2) + lat_a.cos() * lat_b.cos() * lon.sin().powi(2);
    12_742.0 * h.sqrt().min(1.0).asin()
}

fn same_place(gold: &[Place], found: &[Place]) -> bool {
    let (Some(a), Some(b)) = (gold.first(), found.first()) else { return gold.is_empty() && found.is_empty() };
    match (a.lat.zip(a.lon), b.lat.zip(b.lon)) {
        (Some(at), Some(there)) => {
            let reach = match a.kind {
                Some(PlaceKind::Country) => 400.0,
                Some(PlaceKind::Region) => 120.0,
                Some(PlaceKind::Governorate) => 80.0,
                Some(PlaceKind::District) => 40.0,
                _ => 25.0,
            };
            kilometres(at, there) <= reach
        }
        _ => overlap(&a.quote, &b.quote) > 0,
    }
}

fn same_date(gold: Option<&DateRange>, found: Option<&DateRange>) -> bool {
    let days = |date: Option<&DateRange>| date.map(|d| (d.from, d.to)).filter(|d| *d != (None, None));
    days(gold) == days(found)
}

/// Scores readings of documents: of each the reports of gold and those of the reading.
pub fn score<'a>(documents: impl IntoIterator<Item = (&'a [Report], &'a [Report])>) -> Score {
    let mut out = Score::default();
    for name in ["trigger", "report", "mode", "aux", "actors", "recipients", "counts"] {
        out.lists.insert(name.to_owned(), Prf::default());
    }
    for (gold, found) in documents {
        out.documents += 1;
        out.gold += gold.len() as u64;
        out.found += found.len() as u64;
        let mut list = |name: &str, right: usize, found: usize, gold: usize| {
            out.lists.entry(name.to_owned()).or_default().add(right, found, gold);
        };
        list("trigger", paired(gold, found, false).len(), found.len(), gold.len());
        let pairs = paired(gold, found, true);
        list("report", pairs.len(), found.len(), gold.len());
        let of = |all: &[Report], type_: EventType| all.iter().filter(|r| r.type_ == type_).count();
        for type_ in EventType::ALL {
            let right = pairs.iter().filter(|(i, _)| gold[*i].type_ == *type_).count();
            let (in_found, in_gold) = (of(found, *type_), of(gold, *type_));
            if in_found + in_gold > 0 {
                out.types.entry(type_.to_string()).or_default().add(right, in_found, in_gold);
            }
        }
        let mut records = 0;
        for (i, j) in &pairs {
            let (a, b) = (&gold[*i], &found[*j]);
            list("mode", shared(a.mode.clone(), b.mode.clone()), b.mode.len(), a.mode.len());
            list("aux", shared(a.aux.clone(), b.aux.clone()), b.aux.len(), a.aux.len());
            let (actors, recipients) = (met(&a.actors, &b.actors), met(&a.recipients, &b.recipients));
            list("actors", actors, b.actors.len(), a.actors.len());
            list("recipients", recipients, b.recipients.len(), a.recipients.len());
            let counts = |r: &Report| r.counts.iter().map(|c| (c.what, c.min, c.max)).collect::<Vec<_>>();
            list("counts", shared(counts(a), counts(b)), b.counts.len(), a.counts.len());
            let mut field = |name: &str, right: bool, given: bool| {
                out.fields.entry(name.to_owned()).or_default().add(right);
                if given {
                    out.fields.entry(format!("{name}_given")).or_default().add(right);
                }
            };
            let (place, date) = (same_place(&a.places, &b.places), same_date(a.date.as_ref(), b.date.as_ref()));
            let said = match (&a.said_by, &b.said_by) {
                (Some(a), Some(b)) => overlap(&a.quote, &b.quote) > 0,
                (a, b) => a.is_none() && b.is_none(),
            };
            field("modality", a.modality == b.modality, false);
            field("place", place, !a.places.is_empty());
            field("date", date, a.date.is_some());
            field("said_by", said, a.said_by.is_some());
            let whole = actors == a.actors.len().max(b.actors.len())
                && recipients == a.recipients.len().max(b.recipients.len())
                && place
                && date;
            records += usize::from(whole);
        }
        let record = out.fields.entry("record".to_owned()).or_default();
        record.right += records as u64;
        record.of += gold.len() as u64;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use marsad_model::{CountKind, Day};
    use serde_json::json;

    fn report(type_: &str, start: usize, end: usize) -> Report {
        let words = json!({ "start": start, "end": end, "text": "x".repeat(end - start) });
        serde_json::from_value(json!({
            "type": type_, "modality": "asserted", "polarity": "affirmed", "certainty": "unstated", "trigger": words, "event": 1,
            "confidence": 0.5, "rule": "r", "evidence": words, "versions": { "marsad": "0", "lexicon": "sha256:0" }
        }))
        .unwrap()
    }

    fn quote(start: usize) -> Quote {
        Quote { start, end: start + 2, text: "xx".into() }
    }

    #[test]
    fn a_reading_equal_to_gold_is_right_everywhere() {
        let mut one = report("ASSAULT", 3, 8);
        one.counts.push(marsad_model::Count {
            quote: quote(20),
            what: CountKind::Killed,
            of: None,
            min: Some(3),
            max: Some(3),
        });
        one.date = Some(DateRange { quote: quote(30), from: "2020-01-01".parse::<Day>().ok(), to: None });
        let gold = [one, report("PROTEST", 40, 44)];
        let score = score([(&gold[..], &gold[..])]);
        assert_eq!(score.lists["report"], Prf { right: 2, extra: 0, missed: 0 });
        assert_eq!(score.fields["record"], Share { right: 2, of: 2 });
        assert_eq!(score.fields["date_given"], Share { right: 1, of: 1 });
        assert_eq!(score.lists["counts"].f1(), 1.0);
        assert_eq!(score.types["PROTEST"].recall(), 1.0);
    }

    #[test]
    fn what_is_missed_extra_and_of_another_type_is_told_apart() {
        let gold = [report("ASSAULT", 0, 4), report("ASSAULT", 10, 14), report("AID", 20, 24)];
        let found = [report("ASSAULT", 1, 4), report("COERCE", 10, 14), report("AID", 50, 54)];
        let score = score([(&gold[..], &found[..])]);
        assert_eq!(score.lists["trigger"], Prf { right: 2, extra: 1, missed: 1 });
        assert_eq!(score.lists["report"], Prf { right: 1, extra: 2, missed: 2 });
        assert_eq!(score.types["ASSAULT"], Prf { right: 1, extra: 0, missed: 1 });
        assert_eq!(score.fields["record"], Share { right: 1, of: 3 });
    }

    #[test]
    fn the_larger_overlap_pairs_first_and_each_report_once() {
        let gold = [report("ASSAULT", 0, 10), report("ASSAULT", 8, 12)];
        let found = [report("ASSAULT", 8, 11), report("ASSAULT", 0, 3)];
        // Four candidates share 2, 3, 3 and 0 letters.
        assert_eq!(paired(&gold, &found, true), [(0, 1), (1, 0)]);
    }
}
