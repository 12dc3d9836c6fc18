//! On what grounds tellings were taken for one event: the comparison that the weighing made, made again with its words.

use super::db::Db;
use super::rows::Grounds;
use super::summary::Told;
use super::weigh::Run;
use crate::error::StoreError;
use marsad_corroborate::{Telling, Weights, compare, story_grounds};
use std::collections::BTreeMap;

/// How many earlier tellings one is compared with: an event that a hundred documents tell is still shown at once.
const BEFORE: usize = 30;

/// A telling as it is compared: its document, its number in it, and what it tells.
#[derive(Clone, Copy)]
pub(super) struct One<'a> {
    pub(super) document: i64,
    pub(super) number: i64,
    pub(super) telling: &'a Telling,
}

impl<'a> One<'a> {
    fn of(told: &'a Told) -> Self {
        Self { document: told.document, number: told.number, telling: &told.telling }
    }
}

/// Whom actors belong to, as the tellings know it.
pub(super) fn above<'a>(tellings: impl IntoIterator<Item = &'a Telling>) -> BTreeMap<String, String> {
    let mut out = BTreeMap::new();
    for party in tellings.into_iter().flat_map(|t| t.actors.iter().chain(&t.recipients)) {
        let chain = std::iter::once(&party.id).chain(&party.above);
        out.extend(chain.clone().zip(chain.skip(1)).map(|(low, high)| (low.clone(), high.clone())));
    }
    out
}

/// How two tellings agree: as stories where both are the main events of their documents.
pub(super) fn of(db: &mut dyn Db, run: &mut Run<'_>, a: One<'_>, b: One<'_>) -> Result<Grounds, StoreError> {
    let (x, y) = (run.story(db, a.document)?, run.story(db, b.document)?);
    let main = |main: Option<u32>, one: One<'_>| main.is_some_and(|main| i64::from(main) == one.number);
    let stories = x.zip(y).filter(|(x, y)| main(x.main, a) && main(y.main, b));
    let found = match &stories {
        Some((x, y)) => story_grounds(x, y),
        None => compare(a.telling, b.telling, Weights::builtin()),
    };
    Ok(Grounds {
        a: a.telling.id.clone(),
        b: b.telling.id.clone(),
        stories: stories.is_some(),
        weight: found.weight,
        parts: found.parts,
    })
}

/// Each telling of an event beside the earlier one that it agrees with most.
pub(super) fn of_event(db: &mut dyn Db, told: &[Told]) -> Result<Vec<Grounds>, StoreError> {
    let above = above(told.iter().map(|one| &one.telling));
    let above = |id: &str| above.get(id).cloned();
    let mut run = Run::new(&above);
    let mut out = Vec::new();
    for (at, one) in told.iter().enumerate().skip(1) {
        let mut best: Option<Grounds> = None;
        for before in told[..at].iter().take(BEFORE) {
            let found = of(db, &mut run, One::of(before), One::of(one))?;
            // What a whole story says and what a telling says are measured apart: a comparison of stories goes before.
            let rank = |g: &Grounds| (g.stories, g.weight);
            let better = best.as_ref().is_none_or(|b| rank(&found).partial_cmp(&rank(b)).is_some_and(|o| o.is_gt()));
            if better {
                best = Some(found);
            }
        }
        out.extend(best);
    }
    Ok(out)
}
