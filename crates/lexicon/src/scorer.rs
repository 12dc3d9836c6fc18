//! Weighing rows with many small trees at once.
//!
//! Instead of walking each tree from its root, every column strikes out, in all trees, the leaves that its value leaves out
//! of reach; the first leaf of a tree that is left is where the walk would have ended. This is QuickScorer (Lucchese and
//! others, SIGIR 2015): no jumps that the processor must guess, and columns that rows have in common are weighed once.

use crate::Node;

/// The most leaves a tree may have: one bit each.
pub(crate) const MOST_LEAVES: usize = 16;

/// Leaves that are out of reach where a column is above `most`.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Strike {
    most: f32,
    tree: u16,
    /// The leaves that stay.
    stay: u16,
}

/// Trees turned round: by column what they strike out.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Scorer {
    strikes: Vec<Strike>,
    /// Each column's least bound, and where its strikes are.
    columns: Vec<(f32, u32, u32)>,
    /// The values of each tree's leaves from left to right.
    pub leaves: Vec<[f32; MOST_LEAVES]>,
}

/// How many leaves a tree has.
pub(crate) fn leaves(tree: &[Node]) -> usize {
    tree.iter().filter(|n| matches!(n, Node::Leaf(_))).count()
}

impl Scorer {
    /// Turns trees over `columns` columns round; each tree has at most [`MOST_LEAVES`] leaves.
    pub fn of(trees: &[Vec<Node>], columns: usize) -> Self {
        let mut by_column: Vec<Vec<Strike>> = vec![Vec::new(); columns];
        let mut leaves = Vec::with_capacity(trees.len());
        for (tree, number) in trees.iter().zip(0_u16..) {
            let mut values = [0.0; MOST_LEAVES];
            let mut found = 0;
            turn(tree, 0, &mut values, &mut found, &mut |feature, most, stay| {
                if let Some(strikes) = by_column.get_mut(usize::from(feature)) {
                    strikes.push(Strike { most, tree: number, stay });
                }
            });
            leaves.push(values);
        }
        let mut out = Self { leaves, ..Self::default() };
        for mut strikes in by_column {
            strikes.sort_by(|a, b| a.most.total_cmp(&b.most));
            let at = |strikes: &[Strike]| u32::try_from(strikes.len()).unwrap_or(u32::MAX);
            let (least, from) = (strikes.first().map_or(f32::INFINITY, |s| s.most), at(&out.strikes));
            out.strikes.append(&mut strikes);
            out.columns.push((least, from, at(&out.strikes)));
        }
        out
    }

    /// Strikes out what the values of columns from `first` on leave out of reach.
    pub fn see(&self, first: usize, values: &[f32], left: &mut [u16]) {
        let columns = self.columns.get(first..).unwrap_or_default();
        for (&(least, from, to), &value) in columns.iter().zip(values) {
            // Most columns strike nothing out.
            if value <= least {
                continue;
            }
            for strike in &self.strikes[from as usize..to as usize] {
                if value <= strike.most {
                    break;
                }
                left[usize::from(strike.tree)] &= strike.stay;
            }
        }
    }
}

/// Numbers the leaves under a node from left to right and gives each split with the leaves that stay where it goes right.
fn turn(
    tree: &[Node],
    at: usize,
    values: &mut [f32; MOST_LEAVES],
    found: &mut usize,
    split: &mut impl FnMut(u16, f32, u16),
) {
    match tree[at] {
        Node::Leaf(value) => {
            values[*found] = value;
            *found += 1;
        }
        Node::Split { feature, most, left, right } => {
            let from = *found;
            turn(tree, left as usize, values, found, split);
            let stay = (from..*found).fold(u16::MAX, |all, leaf| all & !(1 << leaf));
            split(feature, most, stay);
            turn(tree, right as usize, values, found, split);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Forest;
    use proptest::prelude::*;

    /// The value of the leaf that a walk from the root comes to.
    fn fall(tree: &[Node], row: &[f32]) -> f32 {
        let mut at = 0;
        loop {
            match tree[at] {
                Node::Leaf(value) => return value,
                Node::Split { feature, most, left, right } => {
                    at = if row[usize::from(feature)] <= most { left } else { right } as usize;
                }
            }
        }
    }

    fn tree(depth: u32) -> impl Strategy<Value = String> {
        let leaf = (-8i8..8).prop_map(|v| format!("={v}"));
        leaf.prop_recursive(depth, 24, 2, |inner| {
            (0..4u8, -3i8..3, inner.clone(), inner)
                .prop_map(|(column, most, left, right)| format!("{column}<={most} {left} {right}"))
        })
    }

    proptest! {
        #[test]
        fn what_is_left_is_where_a_walk_ends(
            trees in prop::collection::vec(tree(4), 1..6),
            row in prop::collection::vec(-4i8..4, 4),
            shared in 0usize..=4,
        ) {
            let text = format!("columns\ta\tb\tc\td\nbase\t0.5\n{}\n", trees.join("\n"));
            let forest: Forest = text.parse().unwrap();
            let row: Vec<f32> = row.into_iter().map(f32::from).collect();
            let sum: f32 = 0.5 + forest.trees().iter().map(|t| fall(t, &row)).sum::<f32>();
            let walked = 1.0 / (1.0 + (-sum).exp());
            prop_assert_eq!(forest.chance(&row), walked);
            prop_assert_eq!(forest.begin(&row[..shared]).chance(&row[shared..]), walked);
        }
    }
}
