//! Events: tellings of many documents put together, as they arrive, and what persons decided about it.
//!
//! The events follow from the set of tellings and decisions alone. Matches between two documents depend on these two; pairs
//! are joined from the heaviest down, and never two tellings of one document, nor two that a person keeps apart. A new
//! telling can only change the connected part of the matches that it touches, so only that part is done again; the property
//! test compares with doing everything again.

use std::collections::{BTreeMap, BTreeSet};

use crate::assign::{ACCEPT, Match, SUGGEST, match_documents};
use crate::decision::{Contradiction, Decision};
use crate::group::{Member, group};
use crate::telling::Telling;
use crate::weights::Weights;

/// How many days the window of a telling is widened on both sides when others are looked for.
pub const SLACK: i64 = 1;

/// Tellings put together to events.
#[derive(Debug, Clone, Default)]
pub struct Events {
    tellings: BTreeMap<String, Telling>,
    documents: BTreeMap<String, BTreeSet<String>>,
    blocks: BTreeMap<String, BTreeSet<String>>,
    /// Matches from [`SUGGEST`] bits up, by both ids.
    matches: BTreeMap<(String, String), Match>,
    /// Who is matched with whom.
    beside: BTreeMap<String, BTreeSet<String>>,
    decisions: BTreeSet<Decision>,
    /// The decisions that name a telling.
    about: BTreeMap<String, BTreeSet<Decision>>,
    /// The event of each telling: the least id in it.
    event: BTreeMap<String, String>,
}

fn ordered(a: &str, b: &str) -> (String, String) {
    if a <= b { (a.to_owned(), b.to_owned()) } else { (b.to_owned(), a.to_owned()) }
}

impl Events {
    /// No tellings yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes in all tellings of one document, in place of what it told before, and puts together what belongs together.
    /// Tellings of other documents in the list are left out.
    pub fn put(&mut self, document: &str, tellings: Vec<Telling>, weights: &Weights) {
        let mut touched = self.take_out(document);
        for telling in tellings.into_iter().filter(|t| t.document == document) {
            for key in telling.blocks(SLACK) {
                self.blocks.entry(key).or_default().insert(telling.id.clone());
            }
            touched.insert(telling.id.clone());
            self.documents.entry(document.to_owned()).or_default().insert(telling.id.clone());
            self.tellings.insert(telling.id.clone(), telling);
        }
        for other in self.neighbours(document) {
            self.match_with(document, &other, weights);
        }
        self.settle(touched);
    }

    /// Takes a document out; says which tellings may have to be put together anew.
    fn take_out(&mut self, document: &str) -> BTreeSet<String> {
        let gone = self.documents.remove(document).unwrap_or_default();
        let mut touched = BTreeSet::new();
        for id in &gone {
            touched.extend(self.part_of(id));
            if let Some(telling) = self.tellings.remove(id) {
                for key in telling.blocks(SLACK) {
                    let empty = self.blocks.get_mut(&key).is_some_and(|set| set.remove(id) && set.is_empty());
                    if empty {
                        self.blocks.remove(&key);
                    }
                }
            }
            for other in self.beside.remove(id).unwrap_or_default() {
                self.matches.remove(&ordered(id, &other));
                self.beside.entry(other).or_default().remove(id);
            }
            self.event.remove(id);
        }
        touched.retain(|id| !gone.contains(id));
        touched
    }

    /// The documents that share a key with one.
    fn neighbours(&self, document: &str) -> BTreeSet<String> {
        let own = self.documents.get(document).into_iter().flatten().filter_map(|id| self.tellings.get(id));
        let keys: BTreeSet<String> = own.flat_map(|t| t.blocks(SLACK)).collect();
        let ids = keys.iter().filter_map(|key| self.blocks.get(key)).flatten();
        ids.filter_map(|id| self.tellings.get(id)).map(|t| t.document.clone()).filter(|d| d != document).collect()
    }

    fn match_with(&mut self, document: &str, other: &str, weights: &Weights) {
        let of = |d: &str| {
            self.documents.get(d).into_iter().flatten().filter_map(|id| self.tellings.get(id)).collect::<Vec<_>>()
        };
        for found in match_documents(&of(document), &of(other), weights, SUGGEST) {
            self.beside.entry(found.a.clone()).or_default().insert(found.b.clone());
            self.beside.entry(found.b.clone()).or_default().insert(found.a.clone());
            self.matches.insert((found.a.clone(), found.b.clone()), found);
        }
    }

    /// Everything that hangs together with a telling by accepted matches and decisions.
    fn part_of(&self, id: &str) -> BTreeSet<String> {
        let mut part = BTreeSet::new();
        let mut open = vec![id.to_owned()];
        while let Some(id) = open.pop() {
            if !self.tellings.contains_key(&id) || part.contains(&id) {
                continue;
            }
            for other in self.beside.get(&id).into_iter().flatten() {
                let weight = self.matches.get(&ordered(&id, other)).map_or(0.0, |m| m.comparison.weight);
                if weight >= ACCEPT {
                    open.push(other.clone());
                }
            }
            for decision in self.about.get(&id).into_iter().flatten() {
                if let Decision::Together(a, b) = decision {
                    open.push(if *a == id { b.clone() } else { a.clone() });
                }
            }
            part.insert(id);
        }
        part
    }

    /// Puts the parts around some tellings together anew.
    fn settle(&mut self, touched: BTreeSet<String>) {
        let mut done: BTreeSet<String> = BTreeSet::new();
        for id in touched {
            if done.contains(&id) || !self.tellings.contains_key(&id) {
                continue;
            }
            let part = self.part_of(&id);
            let events = self.group(&part);
            self.event.extend(events);
            done.extend(part);
        }
    }

    /// The events of one part: what persons put together first, then matches from the heaviest down.
    fn group(&self, part: &BTreeSet<String>) -> Vec<(String, String)> {
        let tellings: BTreeMap<String, Member> =
            part.iter().filter_map(|id| Some((id.clone(), Member::of(self.tellings.get(id)?)))).collect();
        let decisions: BTreeSet<Decision> =
            part.iter().filter_map(|id| self.about.get(id)).flatten().cloned().collect();
        let accepted: Vec<(&str, &str, f64)> = part
            .iter()
            .flat_map(|id| {
                self.beside.get(id).into_iter().flatten().filter(move |other| id < *other).map(move |o| (id, o))
            })
            .filter_map(|(a, b)| self.matches.get(&(a.clone(), b.clone())))
            .filter(|m| m.comparison.weight >= ACCEPT)
            .map(|m| (m.a.as_str(), m.b.as_str(), m.comparison.weight))
            .collect();
        let mut out = Vec::with_capacity(part.len());
        for members in group(&tellings, &accepted, &decisions) {
            let Some(name) = members.first() else { continue };
            out.extend(members.iter().map(|id| ((*id).to_owned(), (*name).to_owned())));
        }
        out
    }

    /// Takes down what a person decided. Tellings that have not arrived yet may be named: the decision waits for them.
    ///
    /// # Errors
    /// Where it contradicts what was decided before; nothing is changed then.
    pub fn decide(&mut self, decision: Decision) -> Result<(), Contradiction> {
        let together = |a: &str, b: &str| self.put_together(a).contains(b);
        match &decision {
            Decision::Together(a, b) => {
                let (x, y) = (self.put_together(a), self.put_together(b));
                let mut named = x.iter().filter_map(|id| self.about.get(id)).flatten();
                let kept = named.find_map(|d| match d {
                    Decision::Apart(p, q) if (x.contains(p) && y.contains(q)) || (x.contains(q) && y.contains(p)) => {
                        Some((p, q))
                    }
                    _ => None,
                });
                if let Some((a, b)) = kept {
                    return Err(Contradiction { a: a.clone(), b: b.clone(), earlier: "kept apart by a person" });
                }
            }
            Decision::Apart(a, b) if a == b || together(a, b) => {
                return Err(Contradiction { a: a.clone(), b: b.clone(), earlier: "put together by a person" });
            }
            Decision::Apart(..) | Decision::Pinned(_) => {}
        }
        let mut touched = self.around(&decision);
        decision.names().for_each(|id| {
            self.about.entry(id.to_owned()).or_default().insert(decision.clone());
        });
        self.decisions.insert(decision.clone());
        touched.extend(self.around(&decision));
        self.settle(touched);
        Ok(())
    }

    /// A person takes a decision back.
    pub fn withdraw(&mut self, decision: &Decision) {
        let touched = self.around(decision);
        self.decisions.remove(decision);
        for id in decision.names() {
            let empty = self.about.get_mut(id).is_some_and(|set| set.remove(decision) && set.is_empty());
            if empty {
                self.about.remove(id);
            }
        }
        self.settle(touched);
    }

    /// A person splits an event: `out` are taken from the rest of their event, and stay with one another.
    ///
    /// # Errors
    /// Where persons had put some of `out` together with some of the rest; nothing is changed then.
    pub fn split(&mut self, out: &[String]) -> Result<(), Contradiction> {
        let Some(first) = out.first() else { return Ok(()) };
        let rest: Vec<String> = self.members(first).into_iter().filter(|id| !out.contains(id)).collect();
        let before = self.clone();
        let apart = out.iter().flat_map(|a| rest.iter().map(move |b| Decision::Apart(a.clone(), b.clone())));
        let with = out[1..].iter().map(|b| Decision::Together(first.clone(), b.clone()));
        for decision in apart.chain(with) {
            if let Err(error) = self.decide(decision) {
                *self = before;
                return Err(error);
            }
        }
        Ok(())
    }

    fn around(&self, decision: &Decision) -> BTreeSet<String> {
        let (Decision::Together(a, b) | Decision::Apart(a, b)) = decision else {
            let Decision::Pinned(id) = decision else { return BTreeSet::new() };
            return self.part_of(id);
        };
        let mut part = self.part_of(a);
        part.extend(self.part_of(b));
        part
    }

    /// Those that persons put together with one, itself among them.
    fn put_together(&self, id: &str) -> BTreeSet<String> {
        let mut set = BTreeSet::new();
        let mut open = vec![id.to_owned()];
        while let Some(id) = open.pop() {
            if set.insert(id.clone()) {
                for decision in self.about.get(&id).into_iter().flatten() {
                    if let Decision::Together(a, b) = decision {
                        open.extend([a.clone(), b.clone()]);
                    }
                }
            }
        }
        set
    }

    /// The event of a telling: the least id of those in it.
    #[must_use]
    pub fn event_of(&self, telling: &str) -> Option<&str> {
        self.event.get(telling).map(String::as_str)
    }

    /// The ids of all tellings of a telling's event, sorted.
    #[must_use]
    pub fn members(&self, telling: &str) -> Vec<String> {
        let Some(event) = self.event.get(telling) else { return Vec::new() };
        self.part_of(telling).into_iter().filter(|id| self.event.get(id) == Some(event)).collect()
    }

    /// A telling by its id.
    #[must_use]
    pub fn telling(&self, id: &str) -> Option<&Telling> {
        self.tellings.get(id)
    }

    /// All events, each as the sorted ids of its tellings, in the order of the least of them.
    #[must_use]
    pub fn all(&self) -> Vec<Vec<String>> {
        let mut events: BTreeMap<&String, Vec<String>> = BTreeMap::new();
        for (id, event) in &self.event {
            events.entry(event).or_default().push(id.clone());
        }
        events.into_values().collect()
    }

    /// Why two tellings were matched, where they were.
    #[must_use]
    pub fn why(&self, a: &str, b: &str) -> Option<&Match> {
        self.matches.get(&ordered(a, b))
    }

    /// What persons decided, in order.
    pub fn decisions(&self) -> impl Iterator<Item = &Decision> {
        self.decisions.iter()
    }

    /// The queue of suggestions: matches that were not joined and about which nobody decided, the heaviest first.
    #[must_use]
    pub fn suggestions(&self) -> Vec<&Match> {
        let decided = |m: &Match| {
            self.decisions.iter().any(|d| match d {
                Decision::Apart(a, b) | Decision::Together(a, b) => ordered(a, b) == (m.a.clone(), m.b.clone()),
                Decision::Pinned(_) => false,
            })
        };
        let mut list: Vec<&Match> =
            self.matches.values().filter(|m| self.event.get(&m.a) != self.event.get(&m.b) && !decided(m)).collect();
        list.sort_by(|x, y| {
            y.comparison.weight.total_cmp(&x.comparison.weight).then_with(|| (&x.a, &x.b).cmp(&(&y.a, &y.b)))
        });
        list
    }
}
