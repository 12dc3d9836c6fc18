//! Forests: what was learned from labelled text, as small decision trees in a text file.
//!
//! A file has the names of the columns, a base, the chance from which the answer is yes (`cut`), and one tree a line in preorder: `COLUMN<=MOST` and then the tree where that
//! holds and the tree where it does not; a leaf is `=VALUE`. The sum of the leaves and the base is the logarithm of the odds.

use std::fmt::{self, Write as _};
use std::str::FromStr;

use crate::scorer::{MOST_LEAVES, Scorer, leaves};

/// One node of a tree.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Node {
    /// A value to add.
    Leaf(f32),
    /// Goes left where the column is at most `most`, else right.
    Split {
        /// The column's number.
        feature: u16,
        /// The greatest value that goes left.
        most: f32,
        /// Node on the left.
        left: u32,
        /// Node on the right.
        right: u32,
    },
}

/// Trees whose leaves add up to the logarithm of the odds of a yes.
#[derive(Debug, Clone, PartialEq)]
pub struct Forest {
    names: Vec<String>,
    base: f32,
    /// From which chance the answer is yes.
    pub cut: f32,
    trees: Vec<Vec<Node>>,
    scorer: Scorer,
}

/// Why a forest could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line} of a forest: {why}")]
pub struct ForestError {
    line: usize,
    why: &'static str,
}

impl ForestError {
    /// The line that cannot be read, from 1.
    #[must_use]
    pub fn line(&self) -> usize {
        self.line
    }
}

impl Forest {
    /// A forest over named columns.
    ///
    /// # Panics
    /// When a tree has more leaves than [`MOST_LEAVES`].
    #[must_use]
    pub fn new(names: Vec<String>, base: f32, trees: Vec<Vec<Node>>) -> Self {
        assert!(trees.iter().all(|t| leaves(t) <= MOST_LEAVES), "a tree with too many leaves");
        let scorer = Scorer::of(&trees, names.len());
        Self { names, base, cut: 0.5, trees, scorer }
    }

    /// The trees, each with its root first.
    #[must_use]
    pub fn trees(&self) -> &[Vec<Node>] {
        &self.trees
    }

    /// The names of the columns it looks at, in the order of a row.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The chance of a yes for a row, 0 to 1. A column that the row has not is 0.
    #[must_use]
    pub fn chance(&self, row: &[f32]) -> f32 {
        self.begin(&[]).chance(row)
    }

    /// Weighs the first columns of rows that have them in common.
    #[must_use]
    pub fn begin(&self, first: &[f32]) -> Begun<'_> {
        let mut left = vec![u16::MAX; self.trees.len()];
        self.scorer.see(0, first, &mut left);
        Begun { forest: self, seen: first.len(), left }
    }
}

/// Rows whose first columns are weighed.
#[derive(Debug, Clone)]
pub struct Begun<'f> {
    forest: &'f Forest,
    seen: usize,
    /// Of each tree, the leaves that can still be reached.
    left: Vec<u16>,
}

impl Begun<'_> {
    /// The chance of a yes for the row that goes on with these columns. A column that it has not is 0.
    #[must_use]
    pub fn chance(&self, rest: &[f32]) -> f32 {
        let mut left = self.left.clone();
        let scorer = &self.forest.scorer;
        scorer.see(self.seen, rest, &mut left);
        for column in self.seen + rest.len()..self.forest.names.len() {
            scorer.see(column, &[0.0], &mut left);
        }
        let sum: f32 = left.iter().zip(&scorer.leaves).map(|(l, leaves)| leaves[l.trailing_zeros() as usize]).sum();
        1.0 / (1.0 + (-(self.forest.base + sum)).exp())
    }
}

impl fmt::Display for Forest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "columns\t{}", self.names.join("\t"))?;
        writeln!(f, "base\t{}\ncut\t{}", self.base, self.cut)?;
        for tree in &self.trees {
            let mut line = String::new();
            let mut open = vec![0usize];
            while let Some(at) = open.pop() {
                if !line.is_empty() {
                    line.push(' ');
                }
                match tree[at] {
                    Node::Leaf(value) => write!(line, "={value}")?,
                    Node::Split { feature, most, left, right } => {
                        write!(line, "{feature}<={most}")?;
                        open.extend([right as usize, left as usize]);
                    }
                }
            }
            writeln!(f, "{line}")?;
        }
        Ok(())
    }
}

impl FromStr for Forest {
    type Err = ForestError;

    fn from_str(text: &str) -> Result<Self, ForestError> {
        let mut out = Self::new(Vec::new(), 0.0, Vec::new());
        for (number, line) in text.lines().enumerate().filter(|(_, l)| !l.starts_with('#') && !l.is_empty()) {
            let wrong = |why| ForestError { line: number + 1, why };
            if let Some(names) = line.strip_prefix("columns\t") {
                out.names = names.split('\t').map(str::to_owned).collect();
            } else if let Some(base) = line.strip_prefix("base\t") {
                out.base = base.parse().map_err(|_| wrong("the base is no number"))?;
            } else if let Some(cut) = line.strip_prefix("cut\t") {
                out.cut = cut.parse().map_err(|_| wrong("the cut is no number"))?;
            } else {
                let tree = read_tree(line, out.names.len()).map_err(wrong)?;
                if leaves(&tree) > MOST_LEAVES {
                    return Err(wrong("a tree with more than 16 leaves"));
                }
                out.trees.push(tree);
            }
        }
        out.scorer = Scorer::of(&out.trees, out.names.len());
        Ok(out)
    }
}

/// Reads one line in preorder; the node on the left always follows its parent.
fn read_tree(line: &str, width: usize) -> Result<Vec<Node>, &'static str> {
    let mut nodes: Vec<Node> = Vec::new();
    // Splits whose right side is still to come.
    let mut open: Vec<usize> = Vec::new();
    let mut done = false;
    for part in line.split(' ') {
        if done {
            return Err("words behind the end of the tree");
        }
        let at = u32::try_from(nodes.len()).map_err(|_| "a tree too large")?;
        if let Some(value) = part.strip_prefix('=') {
            nodes.push(Node::Leaf(value.parse().map_err(|_| "a leaf is no number")?));
            match open.pop() {
                Some(parent) => {
                    if let Node::Split { right, .. } = &mut nodes[parent] {
                        *right = at + 1;
                    }
                }
                None => done = true,
            }
        } else {
            let (feature, most) = part.split_once("<=").ok_or("neither a leaf nor a split")?;
            let feature: u16 = feature.parse().map_err(|_| "a column is no number")?;
            if usize::from(feature) >= width {
                return Err("a column that is not named");
            }
            let most = most.parse().map_err(|_| "a bound is no number")?;
            open.push(nodes.len());
            nodes.push(Node::Split { feature, most, left: at + 1, right: 0 });
        }
    }
    if done { Ok(nodes) } else { Err("a tree breaks off") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_writes_and_weighs() {
        let text = "columns\ta\tb\nbase\t-1\ncut\t0.4\n0<=0.5 =-1 1<=2 =3 =0.25\n=0.5\n";
        let forest: Forest = text.parse().expect("a forest");
        assert_eq!(forest.to_string(), text);
        let odds = |row: &[f32]| {
            let p = forest.chance(row);
            (p / (1.0 - p)).ln()
        };
        assert!((odds(&[0.0, 9.0]) + 1.5).abs() < 1e-4);
        assert!((odds(&[1.0, 2.0]) - 2.5).abs() < 1e-4);
        assert!((odds(&[1.0, 3.0]) + 0.25).abs() < 1e-4);
        assert!((odds(&[1.0]) - 2.5).abs() < 1e-4);
    }

    #[test]
    fn a_broken_file_says_where() {
        for (text, why) in [
            ("columns\ta\n0<=1 =2", "a tree breaks off"),
            ("columns\ta\n1<=1 =2 =3", "a column that is not named"),
            ("columns\ta\n=2 =3", "words behind the end of the tree"),
            ("columns\ta\nx", "neither a leaf nor a split"),
        ] {
            let error = text.parse::<Forest>().expect_err(text).to_string();
            assert!(error.contains(why) && error.contains("line 2"), "{error}");
        }
    }
}
