//! What hangs together: sets that are joined, each known by its least member.

use std::collections::HashMap;
use std::hash::Hash;

/// Things joined to sets. One that was never joined is a set of its own.
pub(super) struct Joined<T> {
    of: HashMap<T, T>,
}

impl<T> Default for Joined<T> {
    fn default() -> Self {
        Self { of: HashMap::new() }
    }
}

impl<T: Copy + Eq + Ord + Hash> Joined<T> {
    /// The least member of the set of `one`.
    pub(super) fn first(&mut self, one: T) -> T {
        let mut first = one;
        while let Some(next) = self.of.get(&first).copied() {
            first = next;
        }
        // Who was asked for is nearer the next time.
        let mut at = one;
        while at != first {
            match self.of.insert(at, first) {
                Some(next) => at = next,
                None => break,
            }
        }
        first
    }

    /// Joins the sets of two.
    pub(super) fn join(&mut self, a: T, b: T) {
        let (a, b) = (self.first(a), self.first(b));
        if a != b {
            self.of.insert(a.max(b), a.min(b));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_are_known_by_their_least_member_in_whatever_order_they_were_joined() {
        for order in [[(1, 2), (5, 4), (2, 5)], [(2, 5), (4, 5), (2, 1)]] {
            let mut joined = Joined::default();
            order.into_iter().for_each(|(a, b)| joined.join(a, b));
            assert_eq!([1, 2, 3, 4, 5].map(|n| joined.first(n)), [1, 1, 3, 1, 1]);
        }
    }
}
