//! An event as it is shown: the best statement of each field by rule, every rival with who says it.

use std::collections::{BTreeMap, BTreeSet};

use marsad_model::Day;
use serde::{Deserialize, Serialize};

use crate::telling::{Spot, Telling};

/// One value of a field, and who tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Value {
    /// The value: a code, an id, a day or two (`2022-03-10/2022-03-12`).
    pub value: String,
    /// The tellings that have it.
    pub tellings: Vec<String>,
    /// The origins that have it.
    pub origins: Vec<String>,
    /// How vague it is: the precision of a place, the number of days of a date; 0 where that means nothing.
    pub vagueness: u32,
}

/// One field of an event: the best value first, then its rivals.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Statement {
    /// All values told.
    pub values: Vec<Value>,
}

impl Statement {
    /// The best value by rule: told by the most origins; of these the least vague; of these the one told first.
    #[must_use]
    pub fn best(&self) -> Option<&Value> {
        self.values.first()
    }
}

/// An event as all its tellings say together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventView {
    /// The event's name: the least id of its tellings.
    pub id: String,
    /// How many origins tell it. Shown beside the event; never a gate.
    pub origins: usize,
    /// How many documents.
    pub documents: usize,
    /// The first day any of it was published.
    pub first_told: Option<Day>,
    /// The last day.
    pub last_told: Option<Day>,
    /// PLOVER type.
    #[serde(rename = "type")]
    pub type_: Statement,
    /// Modes.
    pub modes: Statement,
    /// Days.
    pub days: Statement,
    /// Places by id.
    pub places: Statement,
    /// Actors by id.
    pub actors: Statement,
    /// Those it was done to, by id.
    pub recipients: Statement,
}

impl EventView {
    /// The view of one event. `origin` names the origin of a document ([`crate::Origins::names`]); a document that it does
    /// not know is an origin of its own. None where there is no telling.
    #[must_use]
    pub fn of(tellings: &[&Telling], origin: &BTreeMap<String, String>) -> Option<Self> {
        let mut tellings = tellings.to_vec();
        tellings.sort_by(|a, b| (a.published, &a.id).cmp(&(b.published, &b.id)));
        let name = |t: &Telling| origin.get(&t.document).cloned().unwrap_or_else(|| t.document.clone());
        let say = |values: &dyn Fn(&Telling) -> Vec<(String, u32)>| {
            let mut list: Vec<Value> = Vec::new();
            for telling in &tellings {
                for (value, vagueness) in values(telling) {
                    let at = list.iter().position(|v| v.value == value).unwrap_or_else(|| {
                        list.push(Value { value, tellings: vec![], origins: vec![], vagueness });
                        list.len() - 1
                    });
                    let entry = &mut list[at];
                    entry.vagueness = entry.vagueness.min(vagueness);
                    entry.tellings.push(telling.id.clone());
                    if !entry.origins.contains(&name(telling)) {
                        entry.origins.push(name(telling));
                    }
                }
            }
            // The sort is stable: what was told first stays before its equals.
            list.sort_by_key(|v| (std::cmp::Reverse(v.origins.len()), v.vagueness));
            Statement { values: list }
        };
        let days = |t: &Telling| {
            let Some((from, to)) = t.days else { return vec![] };
            let length = from.until(to).map_or(0, |s| s.get_days().unsigned_abs());
            vec![(if from == to { from.to_string() } else { format!("{from}/{to}") }, length)]
        };
        let place = |t: &Telling| {
            let named = |s: &Spot| s.id.clone().or_else(|| s.point.map(|(y, x)| format!("{y:.4},{x:.4}")));
            t.places.iter().filter_map(|s| Some((named(s)?, u32::from(s.precision)))).collect()
        };
        let set = |f: &dyn Fn(&Telling) -> String| tellings.iter().map(|t| f(t)).collect::<BTreeSet<_>>().len();
        Some(Self {
            id: tellings.iter().map(|t| &t.id).min()?.clone(),
            origins: set(&|t| name(t)),
            documents: set(&|t| t.document.clone()),
            first_told: tellings.iter().filter_map(|t| t.published).min(),
            last_told: tellings.iter().filter_map(|t| t.published).max(),
            type_: say(&|t| vec![(t.type_.as_str().to_owned(), 0)]),
            modes: say(&|t| t.modes.iter().map(|m| (m.as_str().to_owned(), 0)).collect()),
            days: say(&days),
            places: say(&place),
            actors: say(&|t| t.actors.iter().map(|p| (p.id.clone(), 0)).collect()),
            recipients: say(&|t| t.recipients.iter().map(|p| (p.id.clone(), 0)).collect()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::telling::tests::attack;

    #[test]
    fn what_more_origins_say_stands_first_and_copies_do_not_count_twice() {
        let told = [
            attack("a", 1, 10, (36.5, 40.7), 3),
            attack("b", 1, 11, (36.5, 40.7), 3),
            attack("c", 1, 11, (36.5, 40.7), 3),
            attack("d", 1, 10, (36.5, 40.7), 3),
        ];
        // b and c are copies of one text: a and d outweigh them.
        let origins = BTreeMap::from([("c".to_owned(), "b".to_owned())]);
        let view = EventView::of(&told.iter().collect::<Vec<_>>(), &origins).unwrap();
        assert_eq!((view.id.as_str(), view.origins, view.documents), ("a#1", 3, 4));
        assert_eq!(view.days.best().map(|v| v.value.as_str()), Some("2022-03-10"));
        let rival = &view.days.values[1];
        assert_eq!((rival.value.as_str(), rival.tellings.len(), rival.origins.len()), ("2022-03-11", 2, 1));
        assert_eq!((view.first_told, view.last_told), (told[0].published, told[1].published));
        assert_eq!(EventView::of(&[], &origins), None);
    }

    #[test]
    fn among_equals_the_less_vague_place_is_better() {
        let mut told = [attack("a", 1, 10, (36.5, 40.7), 3), attack("b", 1, 10, (36.6, 40.8), 3)];
        told[0].places[0].precision = 4;
        let view = EventView::of(&told.iter().collect::<Vec<_>>(), &BTreeMap::new()).unwrap();
        assert_eq!(view.places.best().map(|v| (v.value.as_str(), v.vagueness)), Some(("36.6000,40.8000", 1)));
    }
}
