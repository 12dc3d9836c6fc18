//! "Did you mean": words of the vocabulary that are spelled nearly like a word of a search.

use serde::{Deserialize, Serialize};

/// A word of a search that no text has, and words that texts have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hint {
    /// The word, folded.
    pub word: String,
    /// Words like it, the likeliest first; at most three.
    pub suggestions: Vec<String>,
}

/// Most candidates whose documents are counted.
const MOST: usize = 12;

/// Collects the words nearest to one.
pub(crate) struct Nearest {
    word: Vec<char>,
    most: usize,
    found: Vec<(usize, String)>,
}

impl Nearest {
    /// For a folded word. Short words are near to too many others: those of one or two letters have no neighbours, of up to
    /// five one slip, longer ones two.
    pub(crate) fn new(word: &str) -> Self {
        let word: Vec<char> = word.chars().collect();
        let most = match word.len() {
            0..=2 => 0,
            3..=5 => 1,
            _ => 2,
        };
        Self { word, most, found: Vec::new() }
    }

    /// Takes a word of the vocabulary if it is near.
    pub(crate) fn look(&mut self, known: &str) {
        if self.most == 0 {
            return;
        }
        // Two bytes a letter at most would do for Arabic; three keep other scripts in.
        if known.len() > (self.word.len() + self.most) * 4 {
            return;
        }
        let letters: Vec<char> = known.chars().collect();
        if letters.len().abs_diff(self.word.len()) > self.most {
            return;
        }
        if let Some(distance) = distance(&self.word, &letters, self.most)
            && distance > 0
        {
            self.found.push((distance, known.to_owned()));
            if self.found.len() > 64 * MOST {
                self.thin();
            }
        }
    }

    /// The nearest ones with their distance.
    pub(crate) fn candidates(mut self) -> Vec<(String, usize)> {
        self.thin();
        self.found.into_iter().map(|(distance, word)| (word, distance)).collect()
    }

    fn thin(&mut self) {
        // The first letter is seldom the wrong one.
        let first = self.word.first().copied();
        self.found.sort_by_cached_key(|(distance, word)| (*distance, word.chars().next() != first, word.clone()));
        self.found.truncate(MOST);
    }
}

/// How many letters were added, left out, changed or swapped with their neighbour; none beyond `most`.
fn distance(a: &[char], b: &[char], most: usize) -> Option<usize> {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let mut best = (last[j] + usize::from(x != y)).min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                best = best.min(before[j - 1] + 1);
            }
            row.push(best);
        }
        if row.iter().min().is_some_and(|least| *least > most) {
            return None;
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().filter(|found| *found <= most)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn apart(a: &str, b: &str) -> Option<usize> {
        distance(&a.chars().collect::<Vec<_>>(), &b.chars().collect::<Vec<_>>(), 2)
    }

    #[test]
    fn slips_are_counted() {
        assert_eq!(apart("بغداد", "بغداد"), Some(0));
        assert_eq!(apart("بغدد", "بغداد"), Some(1));
        assert_eq!(apart("بغادد", "بغداد"), Some(1));
        assert_eq!(apart("الحسكه", "الحسقه"), Some(1));
        assert_eq!(apart("قصف", "حلبا"), None);
    }

    #[test]
    fn near_words_come_with_the_nearest_first() {
        let mut near = Nearest::new("الحسكا");
        for known in ["الحسكه", "الحسك", "المكسا", "الحسكا", "حلب", "الحشكه"] {
            near.look(known);
        }
        let found: Vec<String> = near.candidates().into_iter().map(|(word, _)| word).collect();
        assert_eq!(found, ["الحسك", "الحسكه", "الحشكه", "المكسا"]);
        let mut short = Nearest::new("في");
        short.look("فى");
        assert!(short.candidates().is_empty());
    }

    proptest! {
        #[test]
        fn one_slip_is_at_most_one_apart(word in "[ا-ي]{3,9}", at in 0usize..9, letter in "[ا-ي]", kind in 0u8..4) {
            let mut letters: Vec<char> = word.chars().collect();
            let at = at % (letters.len() - 1);
            let other = letter.chars().next().unwrap();
            match kind {
                0 => letters[at] = other,
                1 => letters.insert(at, other),
                2 => { letters.remove(at); }
                _ => letters.swap(at, at + 1),
            }
            let slip: String = letters.into_iter().collect();
            prop_assert!(apart(&word, &slip).is_some_and(|d| d <= 1), "{} {}", word, slip);
        }
    }
}
