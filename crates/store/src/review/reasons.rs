//! The reasons that a coder gives with one key; their words stand in `data/review_reasons.tsv`.

use std::sync::OnceLock;

/// One reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reason {
    /// The digit that is pressed, 0 to 9.
    pub digit: u8,
    /// Its name in data.
    pub name: &'static str,
    /// In English.
    pub en: &'static str,
    /// In Arabic.
    pub ar: &'static str,
}

/// All of them, in the order of the file.
pub fn reasons() -> &'static [Reason] {
    static ALL: OnceLock<Vec<Reason>> = OnceLock::new();
    ALL.get_or_init(|| {
        let lines = include_str!("../../data/review_reasons.tsv").lines().filter(|line| !line.starts_with('#'));
        lines
            .filter_map(|line| {
                let mut cells = line.split('\t');
                let mut next = || cells.next().filter(|cell| !cell.is_empty());
                Some(Reason { digit: next()?.parse().ok()?, name: next()?, en: next()?, ar: next()? })
            })
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_digit_has_one_reason() {
        let mut digits: Vec<u8> = reasons().iter().map(|reason| reason.digit).collect();
        digits.sort_unstable();
        assert_eq!(digits, (0..=9).collect::<Vec<_>>());
        let lines = include_str!("../../data/review_reasons.tsv").lines().filter(|line| !line.starts_with('#'));
        assert_eq!(lines.count(), 10);
    }
}
