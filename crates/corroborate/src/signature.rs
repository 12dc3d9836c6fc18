//! Signatures: what a store keeps of a text so that copies can be found among millions.
//!
//! Two kinds of keys are made of the shingles. MinHash over 128 permutations, cut into bands, finds texts that resemble each
//! other as wholes. A fixed eighth of the shingles, the same eighth in every text, finds a short copy in a long page, which
//! resembles it little: what both hold of that eighth says how much of the one stands in the other.

use serde::{Deserialize, Serialize};

use crate::shingle::{Shingles, mix, ratio, shared_sorted};

/// How many permutations.
pub const PERMUTATIONS: usize = 128;
/// How many of them make one band.
pub const ROWS: usize = 4;
/// One of how many shingles is sampled.
pub const SAMPLE: u64 = 8;
/// How many sampled shingles are kept of one text; of more, the smallest hashes.
pub const MOST_SAMPLED: usize = 2_000;

/// What is kept of a text: about 0.7 kB for a news story.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// How many different shingles the text has.
    pub shingles: u32,
    /// The least value under each permutation; empty where the text has no shingle.
    minima: Vec<u32>,
    /// The sampled shingles, sorted.
    sample: Vec<u32>,
}

/// The keys under which a store files a text. Two texts that share a key may share words; no key shared, no copy suspected.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Bands {
    /// Sorted, each once: bands of the MinHash and sampled shingles alike.
    pub keys: Vec<u64>,
}

/// Why bytes are no signature.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{length} bytes are no signature of a text: {why}; read the text again to make one")]
pub struct NotASignature {
    /// How many bytes there were.
    pub length: usize,
    /// What is wrong with them.
    pub why: &'static str,
}

impl Signature {
    /// The signature of a text.
    #[must_use]
    pub fn of(shingles: &Shingles) -> Self {
        let mut minima = vec![u32::MAX; if shingles.is_empty() { 0 } else { PERMUTATIONS }];
        for hash in shingles.hashes() {
            for (i, least) in (1_u64..).zip(&mut minima) {
                // An odd multiplier and a shift for each permutation, made from its number.
                let (times, plus) = (mix(i) | 1, mix(i + 1_000));
                let value = (hash.wrapping_mul(times).wrapping_add(plus) >> 32) as u32;
                *least = (*least).min(value);
            }
        }
        let mut sample: Vec<u32> =
            shingles.hashes().iter().filter(|h| *h % SAMPLE == 0).map(|h| (h >> 32) as u32).collect();
        sample.sort_unstable();
        sample.dedup();
        sample.truncate(MOST_SAMPLED);
        Self { shingles: u32::try_from(shingles.len()).unwrap_or(u32::MAX), minima, sample }
    }

    /// The keys to file it under.
    #[must_use]
    pub fn bands(&self) -> Bands {
        let mut keys: Vec<u64> = (0_u64..)
            .zip(self.minima.chunks_exact(ROWS))
            .map(|(band, rows)| rows.iter().fold(mix(band + 1), |h, row| mix(h ^ u64::from(*row))) | 1)
            .chain(self.sample.iter().map(|s| mix(u64::from(*s)) & !1))
            .collect();
        keys.sort_unstable();
        keys.dedup();
        Bands { keys }
    }

    /// The estimated share of all shingles that both texts have, 0 to 1.
    #[must_use]
    pub fn resemblance(&self, other: &Self) -> f64 {
        let same = self.minima.iter().zip(&other.minima).filter(|(a, b)| a == b).count();
        ratio(same, self.minima.len().min(other.minima.len()))
    }

    /// The estimated share of the shorter text that stands in the longer, 0 to 1: the better of what the sample says and
    /// what follows from the resemblance.
    #[must_use]
    pub fn containment(&self, other: &Self) -> f64 {
        let sampled = ratio(shared_sorted(&self.sample, &other.sample), self.sample.len().min(other.sample.len()));
        let (a, b) = (f64::from(self.shingles), f64::from(other.shingles));
        let r = self.resemblance(other);
        let whole = if a.min(b) > 0.0 { r * (a + b) / (1.0 + r) / a.min(b) } else { 0.0 };
        sampled.max(whole).min(1.0)
    }

    /// The signature as bytes for a store, little-endian: version 1, shingles, permutations, sampled, then the numbers.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = vec![1];
        let lengths = [self.shingles, self.minima.len() as u32, self.sample.len() as u32];
        for number in lengths.iter().chain(&self.minima).chain(&self.sample) {
            out.extend_from_slice(&number.to_le_bytes());
        }
        out
    }

    /// Reads what [`Signature::to_bytes`] wrote.
    ///
    /// # Errors
    /// Where the bytes are of another version or length, or their numbers are not in order.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, NotASignature> {
        let no = |why| NotASignature { length: bytes.len(), why };
        let (version, rest) = bytes.split_first().ok_or_else(|| no("there is nothing"))?;
        if *version != 1 {
            return Err(no("the version is not 1"));
        }
        let (chunks, left) = rest.as_chunks::<4>();
        let numbers: Vec<u32> = chunks.iter().map(|c| u32::from_le_bytes(*c)).collect();
        let [shingles, permutations, sampled, values @ ..] = &numbers[..] else {
            return Err(no("the beginning is cut off"));
        };
        let (permutations, sampled) = (*permutations as usize, *sampled as usize);
        if !left.is_empty() || permutations.checked_add(sampled) != Some(values.len()) {
            return Err(no("the length does not fit what the beginning says"));
        }
        if !(permutations == PERMUTATIONS || permutations == 0) || sampled > MOST_SAMPLED {
            return Err(no("the numbers of permutations and samples are not ours"));
        }
        let (minima, sample) = values.split_at(permutations);
        if !sample.is_sorted_by(|a, b| a < b) {
            return Err(no("the sample is not sorted"));
        }
        Ok(Self { shingles: *shingles, minima: minima.to_vec(), sample: sample.to_vec() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use marsad_text::Text;
    use proptest::prelude::*;

    fn words(from: usize, to: usize) -> Shingles {
        Shingles::of(&Text::new((from..to).map(|i| i.to_string()).collect::<Vec<_>>().join(" ")))
    }

    #[test]
    fn the_estimates_lie_near_what_is_so() {
        for (a, b) in [(0..1000, 500..1500), (0..2000, 0..400), (0..600, 100..700), (0..800, 800..1600)] {
            let (x, y) = (words(a.start, a.end), words(b.start, b.end));
            let (s, t) = (Signature::of(&x), Signature::of(&y));
            assert!((s.resemblance(&t) - x.resemblance(&y)).abs() < 0.12, "{a:?} {b:?}");
            assert!((s.containment(&t) - x.containment(&y)).abs() < 0.15, "{a:?} {b:?}: {}", s.containment(&t));
        }
    }

    #[test]
    fn a_short_text_in_a_long_page_shares_keys_with_it() {
        let (page, copy) = (Signature::of(&words(0, 3000)).bands(), Signature::of(&words(900, 1000)).bands());
        assert!(shared_sorted(&page.keys, &copy.keys) >= 4);
        assert_eq!(shared_sorted(&page.keys, &Signature::of(&words(5000, 5100)).bands().keys), 0);
    }

    #[test]
    fn the_hash_is_the_one_that_stores_hold() {
        let signature = Signature::of(&words(0, 40));
        assert_eq!(signature.shingles, 36);
        assert_eq!(mix(1), 0x5692_161d_100b_05e5, "stores hold keys made with this function");
    }

    proptest! {
        #[test]
        fn bytes_round_trip(n in 0_usize..200) {
            let signature = Signature::of(&words(0, n));
            prop_assert_eq!(Signature::from_bytes(&signature.to_bytes()), Ok(signature));
        }

        #[test]
        fn any_bytes_are_a_signature_or_an_error_and_never_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
            match Signature::from_bytes(&bytes) {
                Ok(signature) => prop_assert_eq!(signature.to_bytes(), bytes),
                Err(e) => prop_assert_eq!(e.length, bytes.len()),
            }
        }
    }
}
