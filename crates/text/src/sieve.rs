//! A sieve before a table: most words that are looked up are in none, and one look at a few bits tells so.

use rustc_hash::FxHashMap;

/// Bits of a sieve, as a power of two: 8 KiB, which stays in the fastest cache.
const BITS: u32 = 16;

/// Which words may be in a set, by their first and last letters and their length. A word of the set always passes; one that
/// is not in it seldom does.
#[derive(Clone)]
pub struct Sieve {
    bits: Box<[u64]>,
}

impl Default for Sieve {
    fn default() -> Self {
        Self { bits: vec![0; 1 << (BITS - 6)].into() }
    }
}

impl std::fmt::Debug for Sieve {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let set: u32 = self.bits.iter().map(|b| b.count_ones()).sum();
        write!(f, "Sieve of {set} bits")
    }
}

impl Sieve {
    /// Lets a word pass from now on.
    pub fn add(&mut self, word: &str) {
        let bit = bit(word);
        self.bits[bit >> 6] |= 1 << (bit & 63);
    }

    /// Whether a word may be in the set.
    #[inline]
    #[must_use]
    pub fn passes(&self, word: &str) -> bool {
        let bit = bit(word);
        self.bits[bit >> 6] >> (bit & 63) & 1 == 1
    }
}

/// A map from folded words behind a sieve.
#[derive(Debug, Clone)]
pub struct WordMap<V> {
    sieve: Sieve,
    map: FxHashMap<Box<str>, V>,
}

impl<V> Default for WordMap<V> {
    fn default() -> Self {
        Self { sieve: Sieve::default(), map: FxHashMap::default() }
    }
}

impl<V> WordMap<V> {
    /// The value of a word.
    #[inline]
    #[must_use]
    pub fn get(&self, word: &str) -> Option<&V> {
        if self.sieve.passes(word) { self.map.get(word) } else { None }
    }

    /// Whether a word has a value.
    #[must_use]
    pub fn contains_key(&self, word: &str) -> bool {
        self.get(word).is_some()
    }

    /// Whether no word has one.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.map.is_empty()
    }

    /// The value of a word, made where there is none.
    pub fn or_default(&mut self, word: Box<str>) -> &mut V
    where
        V: Default,
    {
        self.sieve.add(&word);
        self.map.entry(word).or_default()
    }

    /// Every word, in no order.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.map.keys().map(|w| &**w)
    }

    /// Every value, in no order.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut V> {
        self.map.values_mut()
    }
}

/// The bit of a word.
#[inline]
fn bit(word: &str) -> usize {
    let bytes = word.as_bytes();
    let four = |at: usize| match bytes.get(at..at + 4).and_then(|b| b.try_into().ok()) {
        Some(b) => u32::from_le_bytes(b),
        None => bytes.iter().fold(0, |all, b| all << 8 | u32::from(*b)),
    };
    let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    let mixed = four(0) ^ four(bytes.len().saturating_sub(4)).rotate_left(11) ^ length.rotate_left(22);
    (mixed.wrapping_mul(0x9E37_79B1) >> (32 - BITS)) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_in_it_passes_and_most_else_does_not() {
        let words = ["", "و", "في", "قتل", "هجوم", "قوات", "الجيش", "استهداف"];
        let mut sieve = Sieve::default();
        words.iter().for_each(|w| sieve.add(w));
        assert!(words.iter().all(|w| sieve.passes(w)));
        let others = ["ف", "من", "قتلى", "هجومي", "قوه", "جيش", "استهدفت", "مدينه", "سوق", "كتب"];
        assert!(others.iter().filter(|w| sieve.passes(w)).count() < 2);
    }
}
