//! What was found out of a word, kept for the next time it is met: news has the same few thousand words over and over.

use std::hash::{Hash, Hasher};

use rustc_hash::FxHashMap;

/// Words of one generation: what a table of 65,536 buckets takes before it grows, some seven megabytes.
const GENERATION: usize = (1 << 16) / 8 * 7;
/// Bytes of a word as a key, its length and mark among them.
const WIDTH: usize = 32;

/// A short word where it can be compared in one go.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Key([u8; WIDTH]);

impl Key {
    /// None for a word that is too long to be kept. `mark` is below 8.
    #[inline]
    fn of(word: &str, mark: u8) -> Option<Self> {
        let bytes = word.as_bytes();
        let mut key = [0; WIDTH];
        *key.last_mut()? = u8::try_from(bytes.len()).ok()? | mark << 5;
        key[..WIDTH - 1].get_mut(..bytes.len())?.copy_from_slice(bytes);
        Some(Self(key))
    }
}

impl Hash for Key {
    #[inline]
    fn hash<H: Hasher>(&self, state: &mut H) {
        for part in self.0.chunks_exact(8) {
            state.write_u64(part.try_into().map_or(0, u64::from_le_bytes));
        }
    }
}

/// Answers by word, at most two generations of them: when the younger is full it becomes the elder, and the elder goes. A
/// word of the elder that is met again is young again, so that what is common stays.
pub(crate) struct Kept<V> {
    young: FxHashMap<Key, V>,
    old: FxHashMap<Key, V>,
}

impl<V> Default for Kept<V> {
    fn default() -> Self {
        Self { young: FxHashMap::default(), old: FxHashMap::default() }
    }
}

impl<V> std::fmt::Debug for Kept<V> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} and {} words kept", self.young.len(), self.old.len())
    }
}

impl<V: Clone> Kept<V> {
    /// The answer for a word, found out by `ask` where it is not kept. `mark`, below 8, tells answers to several questions
    /// about one word apart.
    #[inline]
    pub fn get_or_insert(&mut self, word: &str, mark: u8, ask: impl FnOnce(&str) -> V) -> V {
        let Some(key) = Key::of(word, mark) else { return ask(word) };
        if let Some(value) = self.young.get(&key) {
            return value.clone();
        }
        let value = self.old.get(&key).cloned().unwrap_or_else(|| ask(word));
        if self.young.len() >= GENERATION {
            std::mem::swap(&mut self.young, &mut self.old);
            self.young.clear();
        }
        self.young.insert(key, value.clone());
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_is_asked_once_and_long_ones_each_time() {
        let mut kept = Kept::default();
        let mut asked = 0;
        let long = "م".repeat(WIDTH);
        for word in ["قتل", "قتلى", "قتل", "", "", long.as_str(), long.as_str()] {
            let length = kept.get_or_insert(word, 0, |w| {
                asked += 1;
                w.len()
            });
            assert_eq!(length, word.len());
        }
        assert_eq!(asked, 5);
        assert_eq!(kept.get_or_insert("قتل", 7, |_| 99), 99);
    }

    #[test]
    fn no_more_than_two_generations_are_kept_and_what_is_common_stays() {
        let mut kept = Kept::default();
        let mut asked_again = 0;
        kept.get_or_insert("في", 0, |_| 1);
        for i in 0..3 * GENERATION {
            kept.get_or_insert(&i.to_string(), 0, |_| 0);
            if i % 1000 == 0 {
                kept.get_or_insert("في", 0, |_| {
                    asked_again += 1;
                    1
                });
            }
            assert!(kept.young.len() <= GENERATION && kept.old.len() <= GENERATION);
        }
        assert_eq!(asked_again, 0);
    }
}
