//! Putting together one part of the tellings: those that hang together by matches and by what persons decided.

use std::collections::{BTreeMap, BTreeSet};

use marsad_model::Day;

use crate::compare::kilometres;
use crate::decision::Decision;
use crate::telling::Telling;

/// Precise places further apart than this are never put into one event by way of others.
const FAR_KM: f64 = 40.0;
/// Told days further apart than this are not, either.
const FAR_DAYS: i32 = 2;
/// How many different places and days of a group are kept to be compared.
const MOST_KEPT: usize = 64;

/// What is needed of a telling to put it together with others.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// Its document.
    pub document: String,
    /// The one precise place that it tells; none where it tells several, or a vague one.
    pub point: Option<(f64, f64)>,
    /// The one day that it tells; none where it tells a longer time, or nothing.
    pub day: Option<Day>,
}

impl Member {
    /// Of a telling.
    #[must_use]
    pub fn of(telling: &Telling) -> Self {
        let mut precise = telling.places.iter().filter(|p| p.precision <= 3).filter_map(|p| p.point);
        let first = precise.next();
        let near = |p: (f64, f64)| first.is_some_and(|f| kilometres(f, p) <= FAR_KM);
        Self {
            document: telling.document.clone(),
            point: first.filter(|_| precise.all(near)),
            day: telling.days.filter(|(from, to)| from == to).map(|(from, _)| from),
        }
    }
}

/// Groups in the making, with what keeps groups from being joined.
#[derive(Default)]
struct Groups<'a> {
    of: BTreeMap<&'a str, usize>,
    members: Vec<BTreeSet<&'a str>>,
    /// The documents of each group.
    documents: Vec<BTreeSet<&'a str>>,
    /// Whether a person closed it.
    pinned: Vec<bool>,
    /// Tellings that a person keeps away from one of its members.
    kept_away: Vec<BTreeSet<&'a str>>,
    points: Vec<Vec<(f64, f64)>>,
    days: Vec<BTreeSet<Day>>,
}

impl<'a> Groups<'a> {
    fn add(&mut self, id: &'a str, member: &'a Member) {
        if !self.of.contains_key(id) {
            self.of.insert(id, self.members.len());
            self.members.push(BTreeSet::from([id]));
            self.documents.push(BTreeSet::from([member.document.as_str()]));
            self.points.push(member.point.into_iter().collect());
            self.days.push(member.day.into_iter().collect());
            self.pinned.push(false);
            self.kept_away.push(BTreeSet::new());
        }
    }

    fn pair(&self, a: &str, b: &str) -> Option<(usize, usize)> {
        Some((*self.of.get(a)?, *self.of.get(b)?))
    }

    fn join(&mut self, x: usize, y: usize) {
        if x == y {
            return;
        }
        let (into, from) = if self.members[x].len() >= self.members[y].len() { (x, y) } else { (y, x) };
        let moved = std::mem::take(&mut self.members[from]);
        self.of.extend(moved.iter().map(|id| (*id, into)));
        self.members[into].extend(moved);
        let documents = std::mem::take(&mut self.documents[from]);
        self.documents[into].extend(documents);
        let away = std::mem::take(&mut self.kept_away[from]);
        self.kept_away[into].extend(away);
        self.pinned[into] |= self.pinned[from];
        let days = std::mem::take(&mut self.days[from]);
        self.days[into].extend(days);
        for point in std::mem::take(&mut self.points[from]) {
            if self.points[into].len() < MOST_KEPT && !self.points[into].contains(&point) {
                self.points[into].push(point);
            }
        }
    }

    /// Whether all that one group tells of place or day is far from all that the other tells: what lies between them is
    /// vague, and tells of one of them or of neither.
    fn far(&self, x: usize, y: usize) -> bool {
        let (p, q) = (&self.points[x], &self.points[y]);
        let apart = !p.is_empty() && !q.is_empty() && !p.iter().any(|a| q.iter().any(|b| kilometres(*a, *b) <= FAR_KM));
        let (s, t) = (&self.days[x], &self.days[y]);
        let gap = |a: &Day, b: &Day| a.until(*b).map_or(i32::MAX, |s| s.get_days().abs());
        apart || !s.is_empty() && !t.is_empty() && !s.iter().any(|a| t.iter().any(|b| gap(a, b) <= FAR_DAYS))
    }

    /// Whether the machine may join two groups: no document in both, nothing kept apart, neither pinned, not far apart.
    fn may_join(&self, x: usize, y: usize) -> bool {
        if self.pinned[x] || self.pinned[y] {
            return false;
        }
        let (few, many) = if self.documents[x].len() <= self.documents[y].len() { (x, y) } else { (y, x) };
        !self.far(x, y)
            && !self.documents[few].iter().any(|d| self.documents[many].contains(d))
            && !self.kept_away[x].iter().any(|id| self.members[y].contains(id))
            && !self.kept_away[y].iter().any(|id| self.members[x].contains(id))
    }
}

/// The events of one part. `members` has the tellings of the part, `accepted` the matches inside it with
/// their weights, `decisions` what persons decided about it. What persons put together goes first, then matches are joined
/// from the heaviest down; never two tellings of one document, two that a person keeps apart, a pinned one, or what lies too far
/// apart to be joined by a vague telling that fits both.
///
/// The answer depends on what is given alone, not on its order.
#[must_use]
pub fn group<'a>(
    members: &'a BTreeMap<String, Member>,
    accepted: &[(&str, &str, f64)],
    decisions: &'a BTreeSet<Decision>,
) -> Vec<BTreeSet<&'a str>> {
    let mut groups = Groups::default();
    members.iter().for_each(|(id, member)| groups.add(id, member));
    for decision in decisions {
        match decision {
            Decision::Together(a, b) => {
                if let Some((x, y)) = groups.pair(a, b) {
                    groups.join(x, y);
                }
            }
            Decision::Apart(a, b) => {
                for (one, other) in [(a, b), (b, a)] {
                    if let Some(at) = groups.of.get(one.as_str()) {
                        groups.kept_away[*at].insert(other);
                    }
                }
            }
            Decision::Pinned(a) => {
                if let Some(at) = groups.of.get(a.as_str()) {
                    groups.pinned[*at] = true;
                }
            }
        }
    }
    let mut order: Vec<(&str, &str, f64)> =
        accepted.iter().map(|(a, b, w)| if a <= b { (*a, *b, *w) } else { (*b, *a, *w) }).collect();
    order.sort_by(|x, y| y.2.total_cmp(&x.2).then_with(|| (x.0, x.1).cmp(&(y.0, y.1))));
    for (a, b, _) in order {
        if let Some((x, y)) = groups.pair(a, b)
            && x != y
            && groups.may_join(x, y)
        {
            groups.join(x, y);
        }
    }
    let mut out: Vec<BTreeSet<&str>> = groups.members.into_iter().filter(|m| !m.is_empty()).collect();
    out.sort();
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::telling::tests::attack;

    #[test]
    fn a_vague_telling_joins_no_two_places_and_a_person_may() {
        let told = [attack("a", 1, 10, (36.5, 40.7), 3), attack("b", 1, 10, (33.5, 36.3), 3)];
        let mut vague = attack("v", 1, 10, (0.0, 0.0), 3);
        vague.places.clear();
        let members: BTreeMap<String, Member> =
            told.iter().chain([&vague]).map(|t| (t.id.clone(), Member::of(t))).collect();
        let accepted = [("a#1", "v#1", 5.0), ("b#1", "v#1", 4.0)];
        let none = BTreeSet::new();
        let found = group(&members, &accepted, &none);
        assert_eq!(found, [BTreeSet::from(["a#1", "v#1"]), BTreeSet::from(["b#1"])]);
        let one = BTreeSet::from([Decision::Together("a#1".into(), "b#1".into())]);
        assert_eq!(group(&members, &accepted, &one).len(), 1);
        // Days likewise.
        let days = [attack("a", 1, 10, (36.5, 40.7), 3), attack("b", 1, 16, (36.5, 40.7), 3)];
        let undated = Telling { days: None, ..attack("v", 1, 10, (36.5, 40.7), 3) };
        let members = days.iter().chain([&undated]).map(|t| (t.id.clone(), Member::of(t))).collect();
        assert_eq!(group(&members, &accepted, &none).len(), 2);
    }
}
