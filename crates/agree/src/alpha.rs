//! Krippendorff's alpha (K. Krippendorff, *Computing Krippendorff's Alpha-Reliability*, 2011).

use crate::distance::Distance;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The values that were given for one thing, one of each coder who gave one. Who gave none is left out.
pub type Unit<T> = Vec<T>;

/// How far coders agree beyond chance.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Alpha {
    /// 1 for perfect agreement, 0 for what chance gives, below for less. Null where all values are the same: nothing varies that
    /// could be agreed upon.
    pub alpha: Option<f64>,
    /// Things with at least two values.
    pub units: u64,
    /// Values of these.
    pub values: u64,
}

/// Alpha of some units under a distance. Units with fewer than two values count for nothing; the order of values does not matter.
///
/// With `m_u` values in unit `u`, `n` values in all, and δ the distance:
/// `D_o = 1/n Σ_u 1/(m_u − 1) Σ_{i≠j in u} δ`, `D_e = 1/(n (n − 1)) Σ_{i≠j} δ`, `α = 1 − D_o / D_e`.
#[must_use]
pub fn alpha<T: Clone>(units: &[Unit<T>], distance: Distance<T>, key: impl Fn(&T) -> String) -> Alpha {
    let pairable: Vec<&Unit<T>> = units.iter().filter(|unit| unit.len() > 1).collect();
    let n: usize = pairable.iter().map(|unit| unit.len()).sum();
    let mut out = Alpha { alpha: None, units: pairable.len() as u64, values: n as u64 };
    if n == 0 {
        return out;
    }
    // Equal values are counted, so that the pairs of all values are as many as there are different ones.
    let mut different: BTreeMap<String, (&T, f64)> = BTreeMap::new();
    let mut within = 0.0;
    for unit in &pairable {
        let mut sum = 0.0;
        for (i, a) in unit.iter().enumerate() {
            different.entry(key(a)).or_insert((a, 0.0)).1 += 1.0;
            sum += unit.iter().skip(i + 1).map(|b| 2.0 * distance(a, b)).sum::<f64>();
        }
        within += sum / (unit.len() as f64 - 1.0);
    }
    let all: Vec<(&T, f64)> = different.into_values().collect();
    let mut between = 0.0;
    for (i, (a, times)) in all.iter().enumerate() {
        between += all.iter().skip(i + 1).map(|(b, of_b)| 2.0 * times * of_b * distance(a, b)).sum::<f64>();
    }
    let n = n as f64;
    let expected = between / (n * (n - 1.0));
    if expected > 0.0 {
        out.alpha = Some(1.0 - (within / n) / expected);
    }
    out
}

/// Of all pairs of coders in the same unit, how many gave the same value, and how many pairs there are.
#[must_use]
pub fn observed<T>(units: &[Unit<T>], same: impl Fn(&T, &T) -> bool) -> (u64, u64) {
    let (mut equal, mut pairs) = (0, 0);
    for unit in units {
        for (i, a) in unit.iter().enumerate() {
            for b in unit.iter().skip(i + 1) {
                pairs += 1;
                equal += u64::from(same(a, b));
            }
        }
    }
    (equal, pairs)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::distance::{interval, nominal};
    use proptest::prelude::*;

    /// Rows of coders, a column for each unit; `.` for no value.
    fn units(rows: &[&str]) -> Vec<Unit<f64>> {
        let rows: Vec<Vec<&str>> = rows.iter().map(|row| row.split(' ').collect()).collect();
        (0..rows[0].len())
            .map(|at| {
                rows.iter()
                    .filter_map(|row| row[at].chars().next().filter(|c| *c != '.'))
                    .map(|c| f64::from(u32::from(c)))
                    .collect()
            })
            .collect()
    }

    fn rounded(units: &[Unit<f64>], distance: Distance<f64>) -> f64 {
        (alpha(units, distance, f64::to_string).alpha.unwrap() * 1000.0).round() / 1000.0
    }

    #[test]
    fn two_observers_with_yes_and_no_as_published() {
        // Krippendorff 2011, section A: alpha = 0.095.
        let data = units(&["0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0"]);
        assert_eq!(rounded(&data, nominal), 0.095);
    }

    #[test]
    fn two_observers_with_five_names_as_published() {
        // Krippendorff 2011, section B: alpha = 0.692.
        let data = units(&["a a b b d c c c e d d a", "b a b b b c c c e d d d"]);
        assert_eq!(rounded(&data, nominal), 0.692);
    }

    #[test]
    fn four_observers_with_gaps_as_published() {
        // Krippendorff 2011, sections C and D: 0.743 nominal, 0.849 interval.
        let data = units(&[
            "1 2 3 3 2 1 4 1 2 . . .",
            "1 2 3 3 2 2 4 1 2 5 . 3",
            ". 3 3 3 2 3 4 2 2 5 1 .",
            "1 2 3 3 2 4 4 1 2 5 1 .",
        ]);
        assert_eq!(rounded(&data, nominal), 0.743);
        assert_eq!(rounded(&data, interval), 0.849);
        let all = alpha(&data, nominal, f64::to_string);
        assert_eq!((all.units, all.values), (11, 40));
    }

    #[test]
    fn where_nothing_varies_there_is_no_alpha() {
        let data = vec![vec![1.0, 1.0], vec![1.0, 1.0]];
        assert_eq!(alpha(&data, nominal, f64::to_string).alpha, None);
        assert_eq!(observed(&data, |a, b| a == b), (2, 2));
        assert_eq!(alpha(&[vec![1.0]], nominal, f64::to_string), Alpha { alpha: None, units: 0, values: 0 });
    }

    proptest! {
        #[test]
        fn equals_the_formula_written_out(data in prop::collection::vec(prop::collection::vec(0u8..4, 0..5), 0..12)) {
            let data: Vec<Unit<f64>> = data.into_iter().map(|u| u.into_iter().map(f64::from).collect()).collect();
            for distance in [nominal::<f64>, interval] as [Distance<f64>; 2] {
                let pairable: Vec<&Unit<f64>> = data.iter().filter(|u| u.len() > 1).collect();
                let all: Vec<f64> = pairable.iter().flat_map(|u| u.iter().copied()).collect();
                let n = all.len() as f64;
                let pairs = |of: &[f64]| -> f64 {
                    let mut sum = 0.0;
                    for (i, a) in of.iter().enumerate() {
                        for (j, b) in of.iter().enumerate() {
                            if i != j { sum += distance(a, b); }
                        }
                    }
                    sum
                };
                let within: f64 = pairable.iter().map(|u| pairs(u) / (u.len() as f64 - 1.0)).sum::<f64>() / n;
                let between = pairs(&all) / (n * (n - 1.0));
                let found = alpha(&data, distance, f64::to_string).alpha;
                if pairable.is_empty() || between == 0.0 {
                    prop_assert_eq!(found, None);
                } else {
                    prop_assert!((found.unwrap() - (1.0 - within / between)).abs() < 1e-9);
                }
            }
        }
    }
}
