//! One-to-one: within one document every event is told once, so two documents' tellings are matched in pairs.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde::{Deserialize, Serialize};

use crate::compare::{Comparison, compare};
use crate::telling::Telling;
use crate::weights::Weights;

/// From which weight, in bits, two tellings are taken for one event.
pub const ACCEPT: f64 = 3.5;
/// From which weight a person is asked.
pub const SUGGEST: f64 = 1.0;

/// How many steps one search for a better pairing may take.
const MOST_STEPS: usize = 100_000;

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

/// Pairs off two lists so that the sum of what the pairs weigh above `least` is greatest: two middling pairs may go before one
/// heavy one that leaves two tellings over.
///
/// `pairs` and the answer are those of [`pair_off`]. Every left one is added in turn along the path of changes that gains most.
#[must_use]
pub fn pair_off_best(pairs: &[(usize, usize, f64)], least: f64) -> Vec<usize> {
    let size = |f: fn(&(usize, usize, f64)) -> usize| pairs.iter().map(f).max().map_or(0, |m| m + 1);
    let (lefts, rights) = (size(|p| p.0), size(|p| p.1));
    let mut edges: Vec<Vec<usize>> = vec![Vec::new(); lefts];
    for (k, (left, _, weight)) in pairs.iter().enumerate() {
        if *weight > least {
            edges[*left].push(k);
        }
    }
    // The pair of each left one and of each right one.
    let (mut of_left, mut of_right): (Vec<Option<usize>>, Vec<Option<usize>>) = (vec![None; lefts], vec![None; rights]);
    let mut gain = vec![f64::NEG_INFINITY; rights];
    for start in 0..lefts {
        let mut by: BTreeMap<usize, usize> = BTreeMap::new();
        // What a path gains that ends by leaving this left one without a pair, and where paths end best.
        let mut best: (f64, Option<usize>, Option<usize>) = (0.0, None, None);
        let mut queue = VecDeque::from([(start, 0.0)]);
        let mut rounds = 0_usize;
        while let Some((left, so_far)) = queue.pop_front() {
            rounds += 1;
            if rounds > MOST_STEPS {
                break;
            }
            for k in &edges[left] {
                let (_, right, weight) = pairs[*k];
                let total = so_far + weight - least;
                if Some(*k) == of_left[left] || total <= gain[right] + 1e-9 {
                    continue;
                }
                gain[right] = total;
                by.insert(right, *k);
                match of_right[right] {
                    None if total > best.0 + 1e-9 => best = (total, Some(right), None),
                    None => {}
                    Some(old) => {
                        let without = total - (pairs[old].2 - least);
                        if without > best.0 + 1e-9 {
                            best = (without, Some(right), Some(pairs[old].0));
                        }
                        queue.push_back((pairs[old].0, without));
                    }
                }
            }
        }
        by.keys().for_each(|right| gain[*right] = f64::NEG_INFINITY);
        // Walk the path back from its end to the start.
        let (_, end, dropped) = best;
        if let Some(left) = dropped {
            of_left[left] = None;
        }
        let mut at = end;
        let mut steps = by.len();
        while let Some(right) = at {
            let Some(k) = by.get(&right).copied() else { break };
            let left = pairs[k].0;
            let before = of_left[left].filter(|_| left != start).map(|old| pairs[old].1);
            of_left[left] = Some(k);
            of_right[right] = Some(k);
            at = before;
            if steps == 0 {
                break;
            }
            steps -= 1;
        }
    }
    let mut kept: Vec<usize> = of_left.into_iter().flatten().collect();
    kept.sort_by(|x, y| pairs[*y].2.total_cmp(&pairs[*x].2).then(x.cmp(y)));
    kept
}

/// [`pair_off_best`] of the tellings of two documents by their names: `pairs` are (a telling of the one, a telling of the other,
/// weight), and the answer holds indices into it. The outcome is the same whichever document is the one.
#[must_use]
pub fn pair_off_named(pairs: &[(&str, &str, f64)], least: f64) -> Vec<usize> {
    let mut left: Vec<&str> = pairs.iter().map(|p| p.0).collect();
    let mut right: Vec<&str> = pairs.iter().map(|p| p.1).collect();
    for list in [&mut left, &mut right] {
        list.sort_unstable();
        list.dedup();
    }
    let turned = right.first() < left.first();
    let at = |list: &[&str], name: &str| list.binary_search(&name).unwrap_or(0);
    let mut made: Vec<(usize, usize, f64, usize)> = pairs
        .iter()
        .enumerate()
        .map(|(k, (a, b, weight))| {
            let (i, j) = (at(&left, a), at(&right, b));
            if turned { (j, i, *weight, k) } else { (i, j, *weight, k) }
        })
        .collect();
    made.sort_by_key(|m| (m.0, m.1));
    let plain: Vec<(usize, usize, f64)> = made.iter().map(|m| (m.0, m.1, m.2)).collect();
    pair_off_best(&plain, least).into_iter().map(|k| made[k].3).collect()
}

/// How often [`among_rivals`] goes over rows and columns.
const ROUNDS: usize = 8;

/// The weights of pairs with their rivals taken into account, in bits: what speaks for a pair against all other pairs of its left
/// and of its right telling, and against their standing alone, which weighs `alone`. A pair without rivals keeps its weight
/// less `alone`.
///
/// `pairs` are those of [`pair_off`]; the answer has one weight for each, above 0 where the pair is likelier than not.
#[must_use]
pub fn among_rivals(pairs: &[(usize, usize, f64)], alone: f64) -> Vec<f64> {
    let size = |f: fn(&(usize, usize, f64)) -> usize| pairs.iter().map(f).max().map_or(0, |m| m + 1);
    let odds: Vec<f64> = pairs.iter().map(|p| (p.2 - alone).clamp(-60.0, 60.0).exp2()).collect();
    // Each side in turn says how likely its telling is free for a pair; messages between the two sides settle within rounds.
    let (mut to_right, mut to_left) = (odds.clone(), odds.clone());
    for _ in 0..ROUNDS {
        let sum = |n: usize, of: fn(&(usize, usize, f64)) -> usize, odds: &[f64]| {
            let mut sums = vec![1.0; n];
            pairs.iter().zip(odds).for_each(|(p, o)| sums[of(p)] += o);
            sums
        };
        let rights = sum(size(|p| p.1), |p| p.1, &to_right);
        for (k, pair) in pairs.iter().enumerate() {
            to_left[k] = odds[k] / (rights[pair.1] - to_right[k]).max(1.0);
        }
        let lefts = sum(size(|p| p.0), |p| p.0, &to_left);
        for (k, pair) in pairs.iter().enumerate() {
            to_right[k] = odds[k] / (lefts[pair.0] - to_left[k]).max(1.0);
        }
    }
    let mut rights = vec![1.0; size(|p| p.1)];
    pairs.iter().zip(&to_right).for_each(|(p, o)| rights[p.1] += o);
    pairs.iter().zip(&to_right).map(|(p, o)| (o / (rights[p.1] - o).max(1.0)).log2()).collect()
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
    let kept = pair_off_best(&pairs, least);
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
    use proptest::prelude::*;

    #[test]
    fn pairs_by_name_are_the_same_from_either_document_in_whatever_order() {
        let pairs =
            [("a#1", "b#2", 5.0), ("a#1", "b#1", 5.0), ("a#2", "b#1", 4.0), ("a#3", "b#3", 0.5), ("a#2", "b#2", 4.5)];
        let names = |pairs: &[(&str, &str, f64)], kept: Vec<usize>| {
            let mut all: Vec<String> = kept
                .into_iter()
                .map(|k| {
                    let (a, b, _) = pairs[k];
                    format!("{} {}", a.min(b), a.max(b))
                })
                .collect();
            all.sort();
            all
        };
        let mut turned: Vec<(&str, &str, f64)> = pairs.iter().map(|(a, b, w)| (*b, *a, *w)).collect();
        turned.reverse();
        let one = names(&pairs, pair_off_named(&pairs, 1.0));
        assert_eq!(one, names(&turned, pair_off_named(&turned, 1.0)));
        assert_eq!(one, ["a#1 b#1", "a#2 b#2"]);
        assert!(pair_off_named(&[], 1.0).is_empty());
    }

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

    #[test]
    fn a_pair_without_rivals_keeps_its_weight_and_rivals_take_from_each_other() {
        let alone = among_rivals(&[(0, 0, 4.0)], 1.0);
        assert!((alone[0] - 3.0).abs() < 1e-9);
        let found = among_rivals(&[(0, 0, 4.0), (0, 1, 4.0), (1, 2, 4.0)], 1.0);
        assert!((found[0] - found[1]).abs() < 1e-9 && found[0] < 0.0, "either of two equals is no likelier than not");
        assert!((found[2] - 3.0).abs() < 1e-9);
        // The left one that has another partner leaves this one to its rival.
        let found = among_rivals(&[(0, 0, 4.0), (1, 0, 4.0), (1, 1, 9.0)], 1.0);
        assert!(found[0] > found[1] + 3.0, "{found:?}");
    }

    proptest! {
        #[test]
        fn the_best_pairing_weighs_as_much_as_the_best_of_all(
            told in proptest::collection::btree_map((0_usize..4, 0_usize..4), -30_i32..60, 0..12), least in -2_i32..3,
        ) {
            let pairs: Vec<(usize, usize, f64)> = told.iter().map(|((a, b), w)| (*a, *b, f64::from(*w) / 7.0)).collect();
            let least = f64::from(least);
            let found = pair_off_best(&pairs, least);
            let mut left: Vec<usize> = found.iter().map(|k| pairs[*k].0).collect();
            let mut right: Vec<usize> = found.iter().map(|k| pairs[*k].1).collect();
            left.sort_unstable(); right.sort_unstable();
            prop_assert!(left.windows(2).all(|w| w[0] != w[1]) && right.windows(2).all(|w| w[0] != w[1]));
            // Every set of pairs that share nothing.
            let mut best = 0.0_f64;
            for set in 0_u32..1 << pairs.len() {
                let (mut a, mut b, mut sum, mut fits) = (0_u32, 0_u32, 0.0, true);
                for (k, (i, j, w)) in pairs.iter().enumerate().filter(|(k, _)| set >> k & 1 == 1) {
                    let _ = k;
                    fits &= a >> i & 1 == 0 && b >> j & 1 == 0;
                    a |= 1 << i; b |= 1 << j; sum += w - least;
                }
                if fits { best = best.max(sum); }
            }
            let sum: f64 = found.iter().map(|k| pairs[*k].2 - least).sum();
            prop_assert!((sum - best).abs() < 1e-6, "{} instead of {}", sum, best);
        }
    }
}
