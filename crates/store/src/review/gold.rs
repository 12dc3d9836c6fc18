//! Reviewed documents as gold.

use super::rows::{GoldDocument, ItemState};
use super::{log, reading, tables};
use crate::error::StoreError;
use crate::events::db::Db;

/// [`super::Reviews::next_gold`].
pub(super) fn next(db: &mut dyn Db, after: i64) -> Result<Option<GoldDocument>, StoreError> {
    let mut after = after;
    loop {
        let documents = log::documents(db, after, 100)?;
        let Some(last) = documents.last() else { return Ok(None) };
        after = *last;
        for document in documents {
            if let Some(gold) = one(db, document)? {
                return Ok(Some(gold));
            }
        }
    }
}

/// A document as gold, if nothing of it is left to be reviewed.
fn one(db: &mut dyn Db, document: i64) -> Result<Option<GoldDocument>, StoreError> {
    let items = reading::settled(db, document)?;
    if !items.iter().all(|item| matches!(item.state, ItemState::Settled | ItemState::Rejected)) {
        return Ok(None);
    }
    let Some(page) = tables::page(db, document)? else { return Ok(None) };
    let mut by: Vec<String> = log::of_document(db, document)?.into_iter().map(|review| review.new.coder).collect();
    by.sort_unstable();
    by.dedup();
    Ok(Some(GoldDocument {
        document,
        id: format!("{}#{}", page.name, page.version),
        outlet: page.outlet_name,
        url: page.url,
        published: page.published,
        title: page.title,
        text: page.text,
        reports: items.into_iter().filter(|item| item.in_record).map(|item| item.shown).collect(),
        reviewed_by: by,
        machine: reading::found(reading::machine(db, document)?).into_iter().map(|(_, report)| report).collect(),
    }))
}
