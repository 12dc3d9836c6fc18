//! One-to-one: within one document every event is told once, so two documents' tellings are matched in pairs.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::compare::{Comparison, compare};
use crate::telling::Telling;
use crate::weights::Weights;

/// From which weight, in bits, two tellings are taken for one event.
pub const ACCEPT: f64 = 3.25;
/// From which weight a person is asked.
pub const SUGGEST: f64 = 1.0;

/// Two tellings that may tell one event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Match {
    /// Id of one telling, the lesser of both.
    pub a: String,
    /// Id of the other.
    pub b: String,
    /// Why, field by field.
    pub comparison: Comparison,
}

/// Pairs off two lists by weight: the heaviest pair first, then the heaviest among those left, none below `least`.
///
/// `pairs` are (left, right, weight); the answer holds indices into it. Ties go to the lower left, then the lower right.
#[must_use]
pub fn pair_off(pairs: &[(usize, usize, f64)], least: f64) -> Vec<usize> {
    let mut order: Vec<usize> = (0..pairs.len()).filter(|i| pairs[*i].2 >= least).collect();
    order.sort_by(|x, y| {
        let (p, q) = (pairs[*x], pairs[*y]);
        q.2.total_cmp(&p.2).then((p.0, p.1).cmp(&(q.0, q.1)))
    });
    let (mut left, mut right) = (BTreeSet::new(), BTreeSet::new());
    order.retain(|i| {
        let (a, b, _) = pairs[*i];
        let free = !left.contains(&a) && !right.contains(&b);
        if free {
            left.insert(a);
            right.insert(b);
        }
        free
    });
    order
}

/// Matches the tellings of one document with those of another: no telling twice, none that weighs less than `least` bits.
/// The answer depends on these tellings alone, and not on which document is named first.
#[must_use]
pub fn match_documents(a: &[&Telling], b: &[&Telling], weights: &Weights, least: f64) -> Vec<Match> {
    let id = |list: &[&Telling]| list.iter().map(|t| t.id.clone()).min();
    let (a, b) = if id(b) < id(a) { (b, a) } else { (a, b) };
    let (mut a, mut b) = (a.to_vec(), b.to_vec());
    a.sort_by(|x, y| x.id.cmp(&y.id));
    b.sort_by(|x, y| x.id.cmp(&y.id));
    let mut made = Vec::new();
    for (i, x) in a.iter().enumerate() {
        for (j, y) in b.iter().enumerate() {
            made.push((i, j, compare(x, y, weights)));
        }
    }
    let pairs: Vec<(usize, usize, f64)> = made.iter().map(|(i, j, c)| (*i, *j, c.weight)).collect();
    let kept = pair_off(&pairs, least);
    kept.into_iter()
        .map(|k| {
            let (i, j, comparison) = &made[k];
            let (x, y) = (a[*i].id.clone(), b[*j].id.clone());
            let (a, b) = if x <= y { (x, y) } else { (y, x) };
            Match { a, b, comparison: comparison.clone() }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::telling::tests::attack;

    #[test]
    fn two_attacks_of_one_day_are_matched_each_with_its_own() {
        let (x, y) = (attack("a", 1, 10, (36.50, 40.74), 3), attack("a", 2, 10, (36.52, 40.80), 9));
        let (u, v) = (attack("b", 1, 10, (36.52, 40.80), 9), attack("b", 2, 10, (36.50, 40.74), 3));
        let found = match_documents(&[&x, &y], &[&u, &v], Weights::builtin(), ACCEPT);
        let mut pairs: Vec<(&str, &str)> = found.iter().map(|m| (m.a.as_str(), m.b.as_str())).collect();
        pairs.sort_unstable();
        assert_eq!(pairs, [("a#1", "b#2"), ("a#2", "b#1")]);
        assert_eq!(found, match_documents(&[&v, &u], &[&y, &x], Weights::builtin(), ACCEPT));
    }

    #[test]
    fn the_heaviest_pair_goes_first_and_nobody_is_paired_twice() {
        let pairs = [(0, 0, 5.0), (0, 1, 9.0), (1, 1, 8.0), (1, 0, 1.0)];
        assert_eq!(pair_off(&pairs, 2.0), [1]);
        assert_eq!(pair_off(&pairs, 0.0), [1, 3]);
    }
}
