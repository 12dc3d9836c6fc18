//! Finding the documents that may share words with a new one.

use std::convert::Infallible;

use rustc_hash::FxHashMap;

use crate::signature::{Bands, Signature};

/// How many documents one key names at most: the first ones. The hundredth copy of a story is found by the first.
pub const HOLDERS: usize = 64;
/// How many keys a candidate must share.
pub const SHARED_KEYS: u32 = 2;
/// How many candidates are handed back at most, those with the most shared keys first.
pub const CANDIDATES: usize = 64;

/// What a store answers about keys; [`MemoryIndex`] answers it from memory.
pub trait KeyIndex {
    /// What can go wrong when asking.
    type Error;

    /// Files a document under its keys. Filing the same document again changes nothing.
    ///
    /// # Errors
    /// What the store says.
    fn add(&mut self, document: u64, bands: &Bands) -> Result<(), Self::Error>;

    /// Hands every document filed under one of the keys to `found`, once for each key; no more than [`HOLDERS`] for a key.
    ///
    /// # Errors
    /// What the store says.
    fn holders(&self, bands: &Bands, found: &mut dyn FnMut(u64)) -> Result<(), Self::Error>;
}

/// A document that shares keys with another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    /// The document.
    pub document: u64,
    /// How many keys it shares.
    pub shared: u32,
}

/// The documents that may share words with a text, those with the most shared keys first; never `document` itself.
///
/// They are suspects: [`crate::Shingles::containment`] of both texts decides.
///
/// # Errors
/// What the store says.
pub fn candidates<I: KeyIndex + ?Sized>(
    index: &I,
    document: u64,
    signature: &Signature,
) -> Result<Vec<Candidate>, I::Error> {
    let mut shared: FxHashMap<u64, u32> = FxHashMap::default();
    let bands = signature.bands();
    index.holders(&bands, &mut |found| *shared.entry(found).or_default() += 1)?;
    // A text of a few sentences has a handful of keys: one of them is enough.
    let enough = if signature.shingles < 60 { 1 } else { SHARED_KEYS };
    let mut list: Vec<Candidate> = shared
        .into_iter()
        .filter(|(other, shared)| *other != document && *shared >= enough)
        .map(|(document, shared)| Candidate { document, shared })
        .collect();
    list.sort_unstable_by_key(|c| (std::cmp::Reverse(c.shared), c.document));
    list.truncate(CANDIDATES);
    Ok(list)
}

/// Keys in memory: for one run, for tests, and for as many documents as memory holds (about 1 kB each).
#[derive(Debug, Clone, Default)]
pub struct MemoryIndex {
    /// The first holder of each key, and where its others are.
    first: FxHashMap<u64, (u32, u32)>,
    /// The other holders of keys that have several; slot 0 stands for none.
    more: Vec<Vec<u32>>,
    documents: usize,
}

impl MemoryIndex {
    /// An empty index.
    #[must_use]
    pub fn new() -> Self {
        Self { first: FxHashMap::default(), more: vec![Vec::new()], documents: 0 }
    }

    /// How many documents were filed.
    #[must_use]
    pub fn len(&self) -> usize {
        self.documents
    }

    /// Whether nothing was filed yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.documents == 0
    }

    /// How many keys it holds.
    #[must_use]
    pub fn keys(&self) -> usize {
        self.first.len()
    }
}

impl KeyIndex for MemoryIndex {
    type Error = Infallible;

    fn add(&mut self, document: u64, bands: &Bands) -> Result<(), Infallible> {
        // In memory a document's number fits 32 bits long before its keys fit the machine.
        let document = u32::try_from(document).unwrap_or(u32::MAX);
        let mut new = bands.keys.is_empty();
        for key in &bands.keys {
            let Some((first, slot)) = self.first.get_mut(key) else {
                self.first.insert(*key, (document, 0));
                new = true;
                continue;
            };
            if *first == document {
                continue;
            }
            if *slot == 0 {
                if self.more.is_empty() {
                    self.more.push(Vec::new());
                }
                *slot = u32::try_from(self.more.len()).unwrap_or(0);
                self.more.push(Vec::new());
            }
            let list = &mut self.more[*slot as usize];
            if list.len() + 1 < HOLDERS && !list.contains(&document) {
                list.push(document);
                new = true;
            }
        }
        self.documents += usize::from(new);
        Ok(())
    }

    fn holders(&self, bands: &Bands, found: &mut dyn FnMut(u64)) -> Result<(), Infallible> {
        for (first, slot) in bands.keys.iter().filter_map(|key| self.first.get(key)) {
            found(u64::from(*first));
            self.more.get(*slot as usize).into_iter().flatten().for_each(|d| found(u64::from(*d)));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Shingles;
    use marsad_text::Text;

    fn signature(from: usize, to: usize) -> Signature {
        let words: Vec<String> = (from..to).map(|i| i.to_string()).collect();
        Signature::of(&Shingles::of(&Text::new(words.join(" "))))
    }

    fn ids(index: &MemoryIndex, document: u64, signature: &Signature) -> Vec<u64> {
        let Ok(list) = candidates(index, document, signature);
        list.into_iter().map(|c| c.document).collect()
    }

    #[test]
    fn a_copy_and_a_part_are_found_and_a_stranger_is_not() {
        let mut index = MemoryIndex::new();
        for (document, (from, to)) in (0..).zip([(0, 400), (1000, 1400), (2000, 5000)]) {
            let Ok(()) = index.add(document, &signature(from, to).bands());
        }
        assert_eq!(index.len(), 3);
        assert_eq!(ids(&index, 9, &signature(0, 390)), [0]);
        assert_eq!(ids(&index, 9, &signature(3000, 3150)), [2]);
        assert_eq!(ids(&index, 1, &signature(1000, 1400)), [] as [u64; 0]);
        assert!(ids(&index, 9, &signature(7000, 7400)).is_empty());
    }

    #[test]
    fn a_thousand_copies_of_one_story_stay_bounded_and_are_still_found() {
        let mut index = MemoryIndex::new();
        let story = signature(0, 300);
        for document in 0..1000 {
            let Ok(()) = index.add(document, &story.bands());
        }
        let Ok(list) = candidates(&index, 5000, &story);
        assert_eq!((list.len(), list[0].document), (CANDIDATES, 0));
        assert!(index.more.iter().all(|l| l.len() < HOLDERS));
    }

    #[test]
    fn filing_a_document_again_changes_nothing() {
        let mut index = MemoryIndex::new();
        for _ in 0..2 {
            let Ok(()) = index.add(3, &signature(0, 300).bands());
        }
        let Ok(list) = candidates(&index, 4, &signature(0, 300));
        assert_eq!((index.len(), list.len(), list[0].shared as usize), (1, 1, signature(0, 300).bands().keys.len()));
    }
}
