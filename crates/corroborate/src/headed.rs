//! Which stories are compared as wholes, for stores: numbers under which a story is filed, and numbers under which others are asked
//! for; and what a comparison of stories is worth among matches of tellings.
//!
//! Two stories meet where they were published a few days apart and share rare words of their heads. Whoever meets is met.

use marsad_model::Day;

use crate::assign::ACCEPT;
use crate::compare::Comparison;
use crate::shingle::mix;
use crate::weights::Weights;
use crate::whole::{SAME_STORY, Story, compare_stories};

/// How many days apart two stories may be published to be compared.
pub const STORY_DAYS: i64 = 2;
/// How many of these numbers two stories have to share.
pub const SHARED_WORDS: usize = 2;
/// How many words of a head are filed, and how rare they must be, in bits.
const FILED: usize = 12;
const RARE: f32 = 5.0;

fn keys(story: &Story, days: std::ops::RangeInclusive<i64>) -> Vec<u64> {
    let Some(published) = story.published else { return Vec::new() };
    let day = Day::constant(2000, 1, 1).until(published).map_or(0, |span| i64::from(span.get_days()));
    let words = story.rarest(FILED, RARE);
    // Numbers of two days are apart: a story is filed under one day and asks for several.
    days.flat_map(|by| {
        let day = (day + by) as u64;
        words.iter().map(move |word| mix(word ^ mix(day.wrapping_mul(0x9E37_79B9) ^ 0x57))).collect::<Vec<_>>()
    })
    .collect()
}

impl Story {
    /// The numbers under which a store files it; none where its day of publication is not known.
    #[must_use]
    pub fn filed(&self) -> Vec<u64> {
        keys(self, 0..=0)
    }

    /// The numbers under which those stand that it is compared with, if they share [`SHARED_WORDS`] of them.
    #[must_use]
    pub fn asked(&self) -> Vec<u64> {
        keys(self, -STORY_DAYS..=STORY_DAYS)
    }
}

/// What the comparison of two stories is worth as a match of the tellings of their main events: [`ACCEPT`] where the stories are
/// just taken for one.
#[must_use]
pub fn story_match(a: &Story, b: &Story) -> f64 {
    ACCEPT - SAME_STORY + story_grounds(a, b).weight
}

/// The comparison itself, with its words.
#[must_use]
pub fn story_grounds(a: &Story, b: &Story) -> Comparison {
    compare_stories(a, b, Weights::stories())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::Rarity;
    use marsad_model::Document;
    use proptest::prelude::*;

    fn story(day: i8, text: &str) -> Story {
        let document =
            Document { text: text.to_owned(), published: Some(Day::constant(2022, 3, day)), ..Document::default() };
        Story::read(&document, &[], Rarity::builtin(), &|_| None)
    }

    fn shared(a: &Story, b: &Story) -> usize {
        let filed = b.filed();
        a.asked().iter().filter(|key| filed.contains(key)).count()
    }

    #[test]
    fn stories_of_one_thing_meet_by_their_rare_words_and_not_weeks_later() {
        let told = "انفجار عبوة ناسفة في سوق البصيرة بريف دير الزور يودي بحياة الصراف سليمان الحمود";
        let other = "دير الزور: الصراف سليمان الحمود قتيلا بعبوة في البصيرة";
        assert!(shared(&story(10, told), &story(11, other)) >= SHARED_WORDS);
        assert_eq!(shared(&story(10, told), &story(14, other)), 0);
        assert_eq!(
            shared(&story(10, "قال مصدر إن"), &story(10, "قال مصدر إن")),
            0,
            "words of every day are filed nowhere"
        );
        let mut undated = story(10, told);
        undated.published = None;
        assert!(undated.filed().is_empty() && undated.asked().is_empty());
    }

    proptest! {
        #[test]
        fn whoever_meets_is_met(a in "[ابتثجحخ ]{0,60}", b in "[ابتثجحخ ]{0,60}", x in 1_i8..9, y in 1_i8..9) {
            let (a, b) = (story(x, &a), story(y, &b));
            prop_assert_eq!(shared(&a, &b), shared(&b, &a));
            prop_assert!(a.filed().len() <= FILED);
        }
    }
}
