//! How far two values are from each other, as alpha takes it: 0 where they are the same.

use std::collections::BTreeSet;

/// A distance between two values.
pub type Distance<T> = fn(&T, &T) -> f64;

/// Of names: 0 or 1.
#[must_use]
pub fn nominal<T: PartialEq>(a: &T, b: &T) -> f64 {
    f64::from(u8::from(a != b))
}

/// Of numbers: the square of their difference (Krippendorff's interval metric).
#[must_use]
pub fn interval(a: &f64, b: &f64) -> f64 {
    (a - b) * (a - b)
}

/// Of sets: the share of what either has that not both have (Jaccard 1912). Two empty sets are the same.
#[must_use]
pub fn jaccard<T: Ord>(a: &BTreeSet<T>, b: &BTreeSet<T>) -> f64 {
    let both = a.intersection(b).count();
    let either = a.len() + b.len() - both;
    if either == 0 { 0.0 } else { 1.0 - both as f64 / either as f64 }
}

/// Of sets: MASI (Passonneau 2006), which weighs Jaccard's share by how the sets stand to each other: the same 1, one inside
/// the other 2/3, overlapping 1/3, apart 0.
#[must_use]
pub fn masi<T: Ord>(a: &BTreeSet<T>, b: &BTreeSet<T>) -> f64 {
    let weight = if a == b {
        1.0
    } else if a.is_disjoint(b) {
        0.0
    } else if a.is_subset(b) || b.is_subset(a) {
        2.0 / 3.0
    } else {
        1.0 / 3.0
    };
    1.0 - (1.0 - jaccard(a, b)) * weight
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn set(of: &[u8]) -> BTreeSet<u8> {
        of.iter().copied().collect()
    }

    #[test]
    fn sets_are_as_far_apart_as_the_paper_says() {
        let near = |a: f64, b: f64| (a - b).abs() < 1e-12;
        assert!(near(masi(&set(&[1, 2]), &set(&[1, 2])), 0.0));
        // Half of what either has, one inside the other: 1 - 1/2 * 2/3.
        assert!(near(masi(&set(&[1, 2]), &set(&[1, 2, 3, 4])), 2.0 / 3.0));
        // A third of what either has, overlapping: 1 - 1/3 * 1/3.
        assert!(near(masi(&set(&[1, 2]), &set(&[2, 3])), 8.0 / 9.0));
        assert!(near(masi(&set(&[1]), &set(&[2])), 1.0));
        assert!(near(masi(&set(&[]), &set(&[])), 0.0));
        assert!(near(masi(&set(&[]), &set(&[1])), 1.0));
        assert!(near(jaccard(&set(&[1, 2]), &set(&[2, 3])), 2.0 / 3.0));
    }

    proptest! {
        #[test]
        fn a_distance_is_one_both_ways_and_between_0_and_1(
            a in prop::collection::btree_set(0u8..6, 0..5), b in prop::collection::btree_set(0u8..6, 0..5)
        ) {
            for d in [jaccard, masi] as [Distance<BTreeSet<u8>>; 2] {
                prop_assert!((d(&a, &b) - d(&b, &a)).abs() < 1e-12);
                prop_assert!((0.0..=1.0).contains(&d(&a, &b)));
                prop_assert_eq!(d(&a, &b).abs() < 1e-12, a == b);
            }
            prop_assert!(masi(&a, &b) + 1e-12 >= jaccard(&a, &b));
        }
    }
}
