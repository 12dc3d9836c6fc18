//! Putting together one part of the tellings: those that hang together by matches and by what persons decided.

use std::collections::{BTreeMap, BTreeSet};

use crate::decision::Decision;

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
}

impl<'a> Groups<'a> {
    fn add(&mut self, id: &'a str, document: &'a str) {
        if !self.of.contains_key(id) {
            self.of.insert(id, self.members.len());
            self.members.push(BTreeSet::from([id]));
            self.documents.push(BTreeSet::from([document]));
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
    }

    /// Whether the machine may join two groups: no document in both, nothing kept apart, neither pinned.
    fn may_join(&self, x: usize, y: usize) -> bool {
        if self.pinned[x] || self.pinned[y] {
            return false;
        }
        let (few, many) = if self.documents[x].len() <= self.documents[y].len() { (x, y) } else { (y, x) };
        !self.documents[few].iter().any(|d| self.documents[many].contains(d))
            && !self.kept_away[x].iter().any(|id| self.members[y].contains(id))
            && !self.kept_away[y].iter().any(|id| self.members[x].contains(id))
    }
}

/// The events of one part. `documents` has the document of each telling of the part, `accepted` the matches inside it with
/// their weights, `decisions` what persons decided about it. What persons put together goes first, then matches are joined
/// from the heaviest down; never two tellings of one document, two that a person keeps apart, or a pinned one.
///
/// The answer depends on what is given alone, not on its order.
#[must_use]
pub fn group<'a>(
    documents: &'a BTreeMap<String, String>,
    accepted: &[(&str, &str, f64)],
    decisions: &'a BTreeSet<Decision>,
) -> Vec<BTreeSet<&'a str>> {
    let mut groups = Groups::default();
    documents.iter().for_each(|(id, document)| groups.add(id, document));
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
