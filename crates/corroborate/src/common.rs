//! How often each actor, place and count is told: two tellings that share a rare one agree more than two that share what is told
//! every day.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::compare::Comparison;
use crate::telling::{Party, Telling};
use crate::weights::Field;

/// How much of the difference counts: neighbours share common values more often than all tellings do.
const PART: f64 = 0.5;
/// How many bits one field may gain or lose.
const MOST: f64 = 3.0;
/// Squares by which places are counted have this many to a degree.
const SQUARES: f64 = 50.0;

/// Counts of values, made from tellings read before and then kept as they are, so that two tellings compare today as they did
/// yesterday.
#[derive(Debug, Clone, Default)]
pub struct Commonness {
    seen: BTreeMap<Field, (u32, FxHashMap<String, u32>)>,
}

fn party(list: &[Party]) -> impl Iterator<Item = String> + '_ {
    list.iter().map(|p| p.id.clone())
}

/// What a telling has in a field, as names that are equal where the values are.
fn values(telling: &Telling, field: Field) -> Vec<String> {
    match field {
        Field::Actor => party(&telling.actors).collect(),
        Field::Recipient => party(&telling.recipients).collect(),
        Field::Place => {
            let exact = telling.places.iter().filter(|p| p.precision <= 3).filter_map(|p| p.point);
            exact.map(|(lat, lon)| format!("{:.0},{:.0}", lat * SQUARES, lon * SQUARES)).collect()
        }
        Field::Count => telling.numbers.iter().map(|n| format!("{:?} {:?} {:?}", n.what, n.min, n.max)).collect(),
        _ => Vec::new(),
    }
}

const COUNTED: [Field; 4] = [Field::Actor, Field::Recipient, Field::Place, Field::Count];

impl Commonness {
    /// Nothing counted yet: every value is as common as any other.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Counts what a telling tells.
    pub fn add(&mut self, telling: &Telling) {
        for field in COUNTED {
            let (all, by_value) = self.seen.entry(field).or_default();
            for value in values(telling, field) {
                *all += 1;
                *by_value.entry(value).or_default() += 1;
            }
        }
    }

    /// By how many bits the agreement of two tellings in a field says more than such agreement does on the whole; less than 0
    /// where what they share is told often, 0 where they share nothing or nothing was counted.
    #[must_use]
    pub fn bits(&self, a: &Telling, b: &Telling, field: Field) -> f64 {
        let Some((all, by_value)) = self.seen.get(&field) else { return 0.0 };
        let theirs = values(b, field);
        let shared = values(a, field).into_iter().filter(|v| theirs.contains(v));
        let Some(rarest) = shared.map(|v| by_value.get(&v).copied().unwrap_or(0).max(1)).min() else { return 0.0 };
        let all = f64::from((*all).max(1));
        // The share that a value has on the whole where two agree.
        let chance: f64 = by_value.values().map(|n| (f64::from(*n) / all).powi(2)).sum();
        (PART * (chance / (f64::from(rarest) / all)).log2()).clamp(-MOST, MOST)
    }

    /// A comparison with each part weighed by how common the shared value is.
    #[must_use]
    pub fn weigh(&self, a: &Telling, b: &Telling, mut comparison: Comparison) -> Comparison {
        for part in comparison.parts.iter_mut().filter(|p| p.weight > 0.0 && COUNTED.contains(&p.field)) {
            part.weight += self.bits(a, b, part.field);
        }
        comparison.weight = comparison.parts.iter().map(|p| p.weight).sum();
        comparison
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Weights;
    use crate::compare;
    use crate::telling::tests::attack;

    #[test]
    fn sharing_a_rare_place_says_more_than_sharing_the_one_of_every_day() {
        let mut common = Commonness::new();
        (0..50).for_each(|i| common.add(&attack(&format!("d{i}"), 1, 10, (36.2, 37.1), 3)));
        common.add(&attack("rare", 1, 10, (35.0, 40.4), 3));
        let weight = |at: (f64, f64)| {
            let (a, b) = (attack("a", 1, 10, at, 3), attack("b", 1, 10, at, 3));
            let found = common.weigh(&a, &b, compare(&a, &b, Weights::builtin()));
            assert!((found.parts.iter().map(|p| p.weight).sum::<f64>() - found.weight).abs() < 1e-9);
            found.weight
        };
        assert!(weight((35.0, 40.4)) > weight((36.2, 37.1)) + 1.0);
        let (a, b) = (attack("a", 1, 10, (36.2, 37.1), 3), attack("b", 1, 10, (36.2, 37.1), 3));
        let plain = compare(&a, &b, Weights::builtin());
        assert_eq!(Commonness::new().weigh(&a, &b, plain.clone()).weight, plain.weight);
    }
}
