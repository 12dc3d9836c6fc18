//! Gradient-boosted decision trees for yes-or-no questions, grown leaf by leaf on histograms of few values.
//!
//! After J. Friedman, “Greedy function approximation: a gradient boosting machine” (2001), with the second-order gain of
//! T. Chen and C. Guestrin, “XGBoost” (2016), and G. Ke et al.'s leaf-wise growth, “LightGBM” (2017). The same rows and
//! settings give the same trees, bit for bit.

use marsad_lexicon::{Forest, Node};

/// How trees are grown.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// Trees.
    pub trees: usize,
    /// Leaves of a tree at most.
    pub leaves: usize,
    /// Rows of a leaf at least.
    pub rows: usize,
    /// What each tree adds of what it found.
    pub rate: f64,
    /// Keeps leaves small: the L2 penalty.
    pub penalty: f64,
    /// Share of the features a tree may look at.
    pub features: f64,
    /// Share of the rows a tree sees.
    pub sample: f64,
}

impl Default for Settings {
    fn default() -> Self {
        Self { trees: 150, leaves: 12, rows: 20, rate: 0.05, penalty: 5.0, features: 0.4, sample: 0.8 }
    }
}

/// Most bins of a feature.
const BINS: usize = 64;

/// Rows by column, each value as the number of its bin.
pub struct Table {
    bins: Vec<Vec<u8>>,
    /// The upper edges of the bins: a value is in the first bin whose edge is not below it.
    edges: Vec<Vec<f32>>,
    rows: usize,
}

impl Table {
    /// Bins rows of equal length.
    #[must_use]
    pub fn new(rows: &[Vec<f32>]) -> Self {
        let width = rows.first().map_or(0, Vec::len);
        let mut out = Self { bins: Vec::new(), edges: Vec::new(), rows: rows.len() };
        for f in 0..width {
            let mut values: Vec<f32> = rows.iter().map(|r| r[f]).collect();
            values.sort_by(f32::total_cmp);
            values.dedup();
            let step = values.len().div_ceil(BINS).max(1);
            let mut edges: Vec<f32> = values.iter().skip(step - 1).step_by(step).copied().collect();
            if edges.last() != values.last() {
                edges.extend(values.last());
            }
            let bin = |v: f32| u8::try_from(edges.partition_point(|e| *e < v)).unwrap_or(u8::MAX);
            out.bins.push(rows.iter().map(|r| bin(r[f])).collect());
            out.edges.push(edges);
        }
        out
    }
}

/// A split that was found.
#[derive(Debug, Clone, Copy)]
struct Split {
    gain: f64,
    feature: usize,
    bin: u8,
}

/// A leaf that may still be split.
struct Leaf {
    node: usize,
    rows: Vec<u32>,
    split: Option<Split>,
}

/// A small generator of numbers: xorshift64*, of G. Marsaglia and S. Vigna.
struct Dice(u64);

impl Dice {
    fn share(&mut self) -> f64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let top = u32::try_from(self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 32).unwrap_or(u32::MAX);
        f64::from(top) / (f64::from(u32::MAX) + 1.0)
    }
}

/// Grows a forest that answers `truth` for the rows; `names` are those of the columns.
#[must_use]
pub fn grow(table: &Table, truth: &[bool], names: &[String], settings: Settings) -> Forest {
    let yes = truth.iter().filter(|t| **t).count();
    let share = (count(yes) + 0.5) / (count(truth.len()) + 1.0);
    let base = (share / (1.0 - share)).ln();
    let mut sums = vec![base; table.rows];
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    let mut trees = Vec::with_capacity(settings.trees);
    for _ in 0..settings.trees {
        let slopes: Vec<(f64, f64)> = sums
            .iter()
            .zip(truth)
            .map(|(s, t)| {
                let p = 1.0 / (1.0 + (-s).exp());
                (p - f64::from(u8::from(*t)), p * (1.0 - p))
            })
            .collect();
        let features: Vec<usize> = (0..table.bins.len()).filter(|_| dice.share() < settings.features).collect();
        let rows: Vec<u32> =
            (0..table.rows).filter(|_| dice.share() < settings.sample).filter_map(|r| u32::try_from(r).ok()).collect();
        let tree = tree(table, &slopes, rows, &features, settings);
        for (row, sum) in sums.iter_mut().enumerate() {
            *sum += f64::from(fall(table, &tree, row));
        }
        trees.push(tree);
    }
    #[allow(clippy::cast_possible_truncation)]
    Forest::new(names.to_vec(), base as f32, trees)
}

/// Parts that the stories are cut into for cross-validation.
const FOLDS: usize = 5;

/// The chance of each row by a forest that has seen no row of its story.
#[must_use]
pub fn cross_validated(rows: &[Vec<f32>], names: &[String], truth: &[bool], story: &[usize]) -> Vec<f32> {
    let mut out = vec![0.0; rows.len()];
    for fold in 0..FOLDS {
        let seen: Vec<usize> = (0..rows.len()).filter(|r| story[*r] % FOLDS != fold).collect();
        let values: Vec<Vec<f32>> = seen.iter().map(|&r| rows[r].clone()).collect();
        let answers: Vec<bool> = seen.iter().map(|&r| truth[r]).collect();
        let forest = grow(&Table::new(&values), &answers, names, Settings::default());
        for row in (0..rows.len()).filter(|r| story[*r] % FOLDS == fold) {
            out[row] = forest.chance(&rows[row]);
        }
    }
    out
}

fn count(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}

fn tree(table: &Table, slopes: &[(f64, f64)], rows: Vec<u32>, features: &[usize], settings: Settings) -> Vec<Node> {
    let mut nodes = vec![Node::Leaf(0.0)];
    let split = best(table, slopes, &rows, features, settings);
    let mut leaves = vec![Leaf { node: 0, rows, split }];
    while leaves.len() < settings.leaves {
        let gain = |l: &Leaf| l.split.map_or(0.0, |s| s.gain);
        let Some(at) = (0..leaves.len()).max_by(|a, b| gain(&leaves[*a]).total_cmp(&gain(&leaves[*b]))) else { break };
        let Some(split) = leaves[at].split.filter(|s| s.gain > 1e-9) else { break };
        let leaf = leaves.swap_remove(at);
        let (low, high): (Vec<u32>, Vec<u32>) =
            leaf.rows.iter().partition(|r| table.bins[split.feature][**r as usize] <= split.bin);
        let left = nodes.len();
        nodes.push(Node::Leaf(0.0));
        nodes.push(Node::Leaf(0.0));
        let feature = u16::try_from(split.feature).unwrap_or(u16::MAX);
        let edge = table.edges[split.feature][usize::from(split.bin)];
        nodes[leaf.node] = Node::Split { feature, most: edge, left: left as u32, right: left as u32 + 1 };
        for (node, rows) in [(left, low), (left + 1, high)] {
            let split = best(table, slopes, &rows, features, settings);
            leaves.push(Leaf { node, rows, split });
        }
    }
    for leaf in leaves {
        let (g, h) = total(slopes, &leaf.rows);
        #[allow(clippy::cast_possible_truncation)]
        let value = (-settings.rate * g / (h + settings.penalty)) as f32;
        nodes[leaf.node] = Node::Leaf(value);
    }
    nodes
}

fn total(slopes: &[(f64, f64)], rows: &[u32]) -> (f64, f64) {
    rows.iter().fold((0.0, 0.0), |(g, h), r| {
        let s = slopes[*r as usize];
        (g + s.0, h + s.1)
    })
}

fn best(table: &Table, slopes: &[(f64, f64)], rows: &[u32], features: &[usize], settings: Settings) -> Option<Split> {
    if rows.len() < 2 * settings.rows {
        return None;
    }
    let (g, h) = total(slopes, rows);
    let score = |g: f64, h: f64| g * g / (h + settings.penalty);
    let mut found: Option<Split> = None;
    for &feature in features {
        let width = table.edges[feature].len();
        if width < 2 {
            continue;
        }
        let mut sums = [(0.0f64, 0.0f64, 0usize); BINS + 2];
        for r in rows {
            let bin = usize::from(table.bins[feature][*r as usize]);
            let s = slopes[*r as usize];
            sums[bin].0 += s.0;
            sums[bin].1 += s.1;
            sums[bin].2 += 1;
        }
        let (mut lg, mut lh, mut n) = (0.0, 0.0, 0);
        for (bin, s) in sums.iter().enumerate().take(width - 1) {
            lg += s.0;
            lh += s.1;
            n += s.2;
            if n < settings.rows || rows.len() - n < settings.rows {
                continue;
            }
            let gain = score(lg, lh) + score(g - lg, h - lh) - score(g, h);
            if found.is_none_or(|f| gain > f.gain) {
                found = Some(Split { gain, feature, bin: u8::try_from(bin).unwrap_or(u8::MAX) });
            }
        }
    }
    found
}

/// What a tree says of a row.
fn fall(table: &Table, tree: &[Node], row: usize) -> f32 {
    let mut at = 0;
    loop {
        match tree[at] {
            Node::Leaf(value) => return value,
            Node::Split { feature, most, left, right } => {
                let f = usize::from(feature);
                let value = table.edges[f][usize::from(table.bins[f][row])];
                at = if value <= most { left } else { right } as usize;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn learns_what_no_single_column_tells() {
        let rows: Vec<Vec<f32>> =
            (0u8..200).map(|i| vec![f32::from(i % 2), f32::from(i / 2 % 2), f32::from(i % 7)]).collect();
        let truth: Vec<bool> = rows.iter().map(|r| (r[0] > 0.5) != (r[1] > 0.5)).collect();
        let names: Vec<String> = ["a", "b", "c"].map(str::to_owned).to_vec();
        let settings = Settings { features: 1.0, rows: 5, ..Settings::default() };
        let forest = grow(&Table::new(&rows), &truth, &names, settings);
        let right = rows.iter().zip(&truth).filter(|(r, t)| (forest.chance(r) > 0.5) == **t).count();
        assert_eq!(right, rows.len());
        let again = grow(&Table::new(&rows), &truth, &names, settings);
        assert_eq!(forest.to_string(), again.to_string());
        let read: Forest = forest.to_string().parse().expect("what was written can be read");
        assert_eq!(read.to_string(), forest.to_string());
    }
}
