//! How much stands on the one page.

/// How many lines of each part a brief shows. What does not fit stands in the dossier, and the brief says how much that is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    /// Numbers of each figure.
    pub figure_lines: usize,
    /// Measures.
    pub measures: usize,
    /// What is not known.
    pub unknown: usize,
    /// Notes.
    pub notes: usize,
}

impl Room {
    /// From roomy to tight; the first that fits on one page is taken.
    pub const LEVELS: [Self; 7] = [
        Self { figure_lines: 4, measures: 6, unknown: 7, notes: 2 },
        Self { figure_lines: 3, measures: 5, unknown: 6, notes: 2 },
        Self { figure_lines: 3, measures: 4, unknown: 5, notes: 1 },
        Self { figure_lines: 2, measures: 5, unknown: 5, notes: 1 },
        Self { figure_lines: 2, measures: 4, unknown: 5, notes: 1 },
        Self { figure_lines: 2, measures: 3, unknown: 4, notes: 1 },
        Self { figure_lines: 1, measures: 2, unknown: 3, notes: 1 },
    ];
}

impl Default for Room {
    fn default() -> Self {
        Self::LEVELS[1]
    }
}
