//! Stories as wholes in tables: whose heads share rare words, and what two stories are worth as a match of their main events.
//!
//! Of the main events of two documents the stories decide, both ways: what the library says of the two as wholes is what the store
//! says. Of everything else that they tell, the tellings decide. What two stories weigh follows from the two alone, since the
//! words are weighed by a table that is the same everywhere ([`marsad_corroborate::Rarity::builtin`]).

use super::db::{Db, values};
use super::weigh::Run;
use crate::error::StoreError;
use marsad_corroborate::{ACCEPT, SAME_STORY, SHARED_WORDS, Story, story_match};
use std::collections::BTreeMap;

/// The kind of keys under which stories stand among the keys of copies.
pub(super) const STORIES: i64 = 2;
/// What two stories weigh that speak neither for one event nor against it: below it nobody is asked.
const OPEN: f64 = ACCEPT - SAME_STORY;

/// Files a document's story.
pub(super) fn add(db: &mut dyn Db, run: &mut Run<'_>, id: i64) -> Result<(), StoreError> {
    let Some(story) = run.story(db, id)? else { return Ok(()) };
    let rows: Vec<Vec<i64>> = story.filed().into_iter().map(|key| vec![STORIES, key as i64, id]).collect();
    db.insert("INSERT INTO copy_keys (kind, key, document)", &rows)
}

/// Takes it out.
pub(super) fn remove(db: &mut dyn Db, run: &mut Run<'_>, id: i64) -> Result<(), StoreError> {
    let Some(story) = run.story(db, id)? else { return Ok(()) };
    let keys: Vec<i64> = story.filed().into_iter().map(|key| key as i64).collect();
    let sql = format!("DELETE FROM copy_keys WHERE kind = {STORIES} AND document = $1 AND key IN ({{}})");
    db.run_in(&sql, values![id], &keys).map(|_| ())
}

/// The documents whose heads share rare words with a story.
pub(super) fn beside(db: &mut dyn Db, story: &Story, id: i64) -> Result<Vec<i64>, StoreError> {
    let keys: Vec<i64> = story.asked().into_iter().map(|key| key as i64).collect();
    let sql = format!("SELECT document FROM copy_keys WHERE kind = {STORIES} AND key IN ({{}})");
    let mut shared: BTreeMap<i64, usize> = BTreeMap::new();
    for row in db.rows_in(&sql, &keys)? {
        *shared.entry(row.int(0)).or_default() += 1;
    }
    shared.remove(&id);
    Ok(shared.into_iter().filter(|(_, n)| *n >= SHARED_WORDS).map(|(document, _)| document).collect())
}

/// What two stories are worth as a match of their main events; none where they are no match and no question.
pub(super) fn weight(a: &Story, b: &Story) -> Option<f64> {
    Some(story_match(a, b)).filter(|weight| *weight > OPEN)
}
