//! The first reports of a question to be reviewed, in an order of their review.

use super::Columns;
use super::ask::Asked;
use crate::review::QueueOrder;
use std::collections::{BTreeMap, HashSet};

/// A number that looks like chance and is the same for the same report and seed (SplitMix64).
fn chance(seed: u64, id: i64) -> u64 {
    let mut z = seed ^ id.cast_unsigned().wrapping_mul(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// The first of some by a key, in its order.
fn first<K: Ord>(mut all: Vec<u32>, limit: usize, key: impl Fn(u32) -> K) -> Vec<u32> {
    if all.len() > limit && limit > 0 {
        all.select_nth_unstable_by_key(limit - 1, |at| key(*at));
    }
    all.truncate(limit);
    all.sort_unstable_by_key(|at| key(*at));
    all
}

impl Columns {
    /// The ids of the first reports that answer, without some.
    pub(crate) fn first_to_review(
        &self,
        asked: &Asked,
        order: QueueOrder,
        limit: usize,
        without: &HashSet<i64>,
    ) -> Vec<i64> {
        let r = &self.reports;
        let wanted = |at: &u32| self.holds(asked, *at as usize) && !without.contains(&r.id[*at as usize]);
        let all = || (0..u32::try_from(r.id.len()).unwrap_or(u32::MAX)).filter(wanted).collect::<Vec<u32>>();
        let id = |at: u32| r.id[at as usize];
        let found = match order {
            QueueOrder::Newest => self.order.iter().copied().filter(wanted).take(limit).collect(),
            QueueOrder::Confidence => {
                // Confidences are between 0 and 1: their bits have the order of the numbers.
                first(all(), limit, |at| (r.confidence[at as usize].max(0.0).to_bits(), id(at)))
            }
            QueueOrder::Random { seed, stratified: false } => first(all(), limit, |at| (chance(seed, id(at)), id(at))),
            QueueOrder::Random { seed, stratified: true } => {
                let mut types: BTreeMap<u8, Vec<u32>> = BTreeMap::new();
                all().into_iter().for_each(|at| types.entry(r.type_[at as usize]).or_default().push(at));
                let name = |type_: u8| self.codes.all.get(usize::from(type_)).cloned().unwrap_or_default();
                let mut strata: Vec<(usize, String, Vec<u32>)> = types
                    .into_iter()
                    .map(|(type_, all)| {
                        (all.len(), name(type_), first(all, limit, |at| (chance(seed, id(at)), id(at))))
                    })
                    .collect();
                strata.sort();
                let longest = strata.iter().map(|(.., all)| all.len()).max().unwrap_or(0);
                let turns = (0..longest).flat_map(|turn| strata.iter().filter_map(move |(.., all)| all.get(turn)));
                turns.copied().take(limit).collect()
            }
        };
        found.into_iter().map(id).collect()
    }
}
