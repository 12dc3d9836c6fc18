//! Shingles: the runs of five words that two texts may share.

use marsad_model::Span;
use marsad_text::{Text, TokenKind};

/// How many words stand in one shingle.
pub const WORDS: usize = 5;
/// How many shingles of one text are looked at; what stands behind them is compared no more.
pub const MOST: usize = 50_000;

/// The hash of some bytes: FNV-1a with a finish that spreads them over all bits. It is written into stores and must stay.
#[must_use]
pub(crate) fn hash_bytes(bytes: &[u8]) -> u64 {
    let mut h = 0xcbf2_9ce4_8422_2325_u64;
    for b in bytes {
        h = (h ^ u64::from(*b)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    mix(h)
}

/// Spreads a number over all bits (the finish of SplitMix64).
#[must_use]
pub(crate) fn mix(mut h: u64) -> u64 {
    h = (h ^ (h >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    h = (h ^ (h >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    h ^ (h >> 31)
}

/// One shingle where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Shingle {
    hash: u64,
    /// From the first to the last of its words.
    span: Span,
}

/// The shingles of one text: words and numbers, folded, marks left out.
///
/// ```
/// use marsad_corroborate::Shingles;
/// use marsad_text::Text;
/// let long = Shingles::of(&Text::new("قال ناطق إن القافلة وصلت إلى البلدة صباح اليوم ومعها مواد غذائية ودواء"));
/// let short = Shingles::of(&Text::new("القافلةُ وصلت إلى البلدة صباحَ اليوم"));
/// assert_eq!(long.containment(&short), 1.0);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shingles {
    /// In the order of the text.
    at: Vec<Shingle>,
    /// Sorted, each once.
    set: Vec<u64>,
    words: usize,
}

/// A passage that two texts share word for word, where it stands in each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Passage {
    /// Where it stands in the first text, in scalar values.
    pub a: Span,
    /// Where it stands in the second.
    pub b: Span,
    /// How many words it has.
    pub words: usize,
}

impl Shingles {
    /// Reads the shingles of a text. A text of fewer than five words has none.
    #[must_use]
    pub fn of(text: &Text) -> Self {
        let mut words: Vec<(u64, Span)> = Vec::with_capacity(text.tokens().len());
        for (i, token) in text.tokens().iter().enumerate() {
            if token.is_word() || token.kind == TokenKind::Number {
                words.push((hash_bytes(text.fold(i).as_bytes()), token.span));
            }
        }
        let at: Vec<Shingle> = words
            .windows(WORDS)
            .take(MOST)
            .map(|w| Shingle {
                hash: w.iter().fold(0, |h, (word, _)| mix(h ^ word).wrapping_add(*word)),
                span: Span::new(w[0].1.start, w[WORDS - 1].1.end),
            })
            .collect();
        let mut set: Vec<u64> = at.iter().map(|s| s.hash).collect();
        set.sort_unstable();
        set.dedup();
        Self { at, set, words: words.len() }
    }

    /// How many words and numbers the text has.
    #[must_use]
    pub fn words(&self) -> usize {
        self.words
    }

    /// How many different shingles there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.set.len()
    }

    /// Whether the text is too short to have any.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.set.is_empty()
    }

    /// The different hashes, sorted.
    #[must_use]
    pub fn hashes(&self) -> &[u64] {
        &self.set
    }

    /// How many shingles both have.
    #[must_use]
    pub fn shared(&self, other: &Self) -> usize {
        shared_sorted(&self.set, &other.set)
    }

    /// The share of the shorter text's shingles that stand in the longer, 0 to 1: high for a short copy of a long page.
    #[must_use]
    pub fn containment(&self, other: &Self) -> f64 {
        ratio(self.shared(other), self.len().min(other.len()))
    }

    /// The share of all shingles that both have, 0 to 1 (Jaccard).
    #[must_use]
    pub fn resemblance(&self, other: &Self) -> f64 {
        let shared = self.shared(other);
        ratio(shared, self.len() + other.len() - shared)
    }

    /// The passages that both share word for word, the longest first, no more than `most`.
    #[must_use]
    pub fn passages(&self, other: &Self, most: usize) -> Vec<Passage> {
        let mut places: Vec<(u64, u32)> = other.at.iter().zip(0..).map(|(s, i)| (s.hash, i)).collect();
        places.sort_unstable();
        places.dedup_by_key(|(hash, _)| *hash);
        let first =
            |hash: u64| places.binary_search_by_key(&hash, |(h, _)| *h).ok().map(|found| places[found].1 as usize);
        let mut found = Vec::new();
        let mut i = 0;
        while i < self.at.len() {
            let Some(j) = first(self.at[i].hash) else {
                i += 1;
                continue;
            };
            let run = self.at[i..].iter().zip(&other.at[j..]).take_while(|(a, b)| a.hash == b.hash).count().max(1);
            found.push(Passage {
                a: self.at[i].span.cover(self.at[i + run - 1].span),
                b: other.at[j].span.cover(other.at[j + run - 1].span),
                words: run + WORDS - 1,
            });
            i += run;
        }
        found.sort_by_key(|p| (std::cmp::Reverse(p.words), p.a.start));
        found.truncate(most);
        found
    }
}

/// How many numbers two sorted lists share.
#[must_use]
pub(crate) fn shared_sorted<T: Ord>(a: &[T], b: &[T]) -> usize {
    let (mut i, mut j, mut shared) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                shared += 1;
                i += 1;
                j += 1;
            }
        }
    }
    shared
}

/// A share, 0 where there is nothing to share.
#[must_use]
pub(crate) fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(s: &str) -> Shingles {
        Shingles::of(&Text::new(s))
    }

    #[test]
    fn a_short_copy_is_contained_in_a_long_page_though_they_hardly_resemble_each_other() {
        let long = (0..200).map(|i| i.to_string()).collect::<Vec<_>>();
        let (page, copy) = (read(&long.join(" ")), read(&long[50..70].join(" ")));
        assert_eq!(page.containment(&copy), 1.0);
        assert!(page.resemblance(&copy) < 0.1);
        let passage = page.passages(&copy, 3);
        assert_eq!((passage.len(), passage[0].words), (1, 20));
    }

    #[test]
    fn spelling_and_marks_hide_no_copy_and_other_words_make_none() {
        let a = read("أعلنت الوزارة، مساء الأحد، أنّ القافلة وصلت إلى المدينة");
        assert_eq!(a.containment(&read("اعلنت الوزاره مساء الاحد ان القافله وصلت الي المدينه")), 1.0);
        assert_eq!(a.containment(&read("وصل الوفد أمس إلى العاصمة لبحث ملف المياه مع الحكومة")), 0.0);
        assert_eq!(read("كلمتان فقط").len(), 0);
        assert_eq!(a.containment(&read("")), 0.0);
    }

    #[test]
    fn a_passage_slices_to_the_same_words_in_both() {
        let (s, t) = ("قبل هذا قال الشاهد إن الجسر تهدم ليلا وبعده", "أمس قال الشاهد إن الجسر تهدم ليلاً ثم عاد");
        let found = read(s).passages(&read(t), 2);
        assert_eq!(found[0].a.slice(s), "قال الشاهد إن الجسر تهدم ليلا");
        assert_eq!(found[0].b.slice(t), "قال الشاهد إن الجسر تهدم ليلاً");
    }

    proptest! {
        #[test]
        fn containment_equals_a_count_of_sets_of_words(a in "[ابجد ]{0,60}", b in "[ابجد ]{0,60}") {
            let grams = |s: &str| {
                let words: Vec<String> = s.split_whitespace().map(str::to_owned).collect();
                words.windows(WORDS).map(<[String]>::to_vec).collect::<std::collections::BTreeSet<_>>()
            };
            let (x, y) = (grams(&a), grams(&b));
            prop_assert_eq!(read(&a).shared(&read(&b)), x.intersection(&y).count());
            for p in read(&a).passages(&read(&b), 99) {
                prop_assert_eq!(p.a.slice(&a).split_whitespace().collect::<Vec<_>>(), p.b.slice(&b).split_whitespace().collect::<Vec<_>>());
            }
        }
    }
}
