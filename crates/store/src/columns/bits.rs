//! A set of numbers below a bound, one bit each.

/// The set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Bits {
    words: Vec<u64>,
    length: usize,
}

impl Bits {
    /// No number below `length`, or every one.
    pub(crate) fn new(length: usize, all: bool) -> Self {
        let mut out = Self { words: vec![if all { u64::MAX } else { 0 }; length.div_ceil(64)], length };
        out.trim();
        out
    }

    /// The numbers below `length` for which `holds`.
    pub(crate) fn of(length: usize, mut holds: impl FnMut(usize) -> bool) -> Self {
        let mut out = Self::new(length, false);
        for (n, word) in out.words.iter_mut().enumerate() {
            for bit in 0..64.min(length - n * 64) {
                *word |= u64::from(holds(n * 64 + bit)) << bit;
            }
        }
        out
    }

    pub(crate) fn get(&self, at: usize) -> bool {
        self.words.get(at / 64).is_some_and(|word| word >> (at % 64) & 1 == 1)
    }

    pub(crate) fn set(&mut self, at: usize) {
        if at < self.length {
            self.words[at / 64] |= 1 << (at % 64);
        }
    }

    /// Keeps what the other has too.
    pub(crate) fn and(&mut self, other: &Self) {
        self.words.iter_mut().zip(&other.words).for_each(|(a, b)| *a &= b);
    }

    /// Adds what the other has.
    pub(crate) fn or(&mut self, other: &Self) {
        self.words.iter_mut().zip(&other.words).for_each(|(a, b)| *a |= b);
    }

    /// Takes what it lacks instead of what it has.
    pub(crate) fn not(&mut self) {
        self.words.iter_mut().for_each(|word| *word = !*word);
        self.trim();
    }

    /// How many there are.
    pub(crate) fn count(&self) -> u64 {
        self.words.iter().map(|word| u64::from(word.count_ones())).sum()
    }

    fn trim(&mut self) {
        let over = self.length % 64;
        if over > 0
            && let Some(last) = self.words.last_mut()
        {
            *last &= (1 << over) - 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn is_a_set(a in prop::collection::vec(any::<bool>(), 0..200), b in prop::collection::vec(any::<bool>(), 200)) {
            let length = a.len();
            let (x, y) = (Bits::of(length, |n| a[n]), Bits::of(length, |n| b[n]));
            let check = |bits: &Bits, holds: &dyn Fn(usize) -> bool| {
                (0..length + 70).all(|n| bits.get(n) == (n < length && holds(n)))
                    && bits.count() == (0..length).filter(|n| holds(*n)).count() as u64
            };
            let (mut both, mut either, mut not) = (x.clone(), x.clone(), x.clone());
            both.and(&y);
            either.or(&y);
            not.not();
            prop_assert!(check(&both, &|n| a[n] && b[n]));
            prop_assert!(check(&either, &|n| a[n] || b[n]));
            prop_assert!(check(&not, &|n| !a[n]));
            prop_assert!(check(&Bits::new(length, true), &|_| true));
        }
    }
}
