//! Whether the settled record is what the log says.

use super::second;
use super::{log, reading, tables};
use crate::error::StoreError;
use crate::events::db::Db;
use crate::upkeep::MOST_LINES;
use std::collections::BTreeMap;

/// [`super::Reviews::check_reviews`].
pub(super) fn all(db: &mut dyn Db) -> Result<Vec<String>, StoreError> {
    let mut out = Vec::new();
    let mut after = 0;
    loop {
        let documents = db.ints(
            "SELECT document FROM (SELECT document FROM reviews UNION SELECT document FROM review_items) AS both_of
             WHERE document > $1 ORDER BY document LIMIT 200",
            crate::events::db::values![after],
        )?;
        let Some(last) = documents.last() else { break };
        after = *last;
        for document in documents {
            one(db, document, &mut out)?;
            if out.len() >= MOST_LINES {
                out.truncate(MOST_LINES);
                return Ok(out);
            }
        }
    }
    second::check(db, &mut out)?;
    out.truncate(MOST_LINES);
    Ok(out)
}

fn one(db: &mut dyn Db, document: i64, out: &mut Vec<String>) -> Result<(), StoreError> {
    let Some(page) = tables::page(db, document)? else {
        out.push(format!("reviews of document {document}, which is not there"));
        return Ok(());
    };
    let items = match reading::settled(db, document) {
        Ok(items) => items,
        Err(error @ StoreError::BadRow { .. }) => {
            out.push(error.to_string());
            return Ok(());
        }
        Err(error) => return Err(error),
    };
    let wanted = reading::record(&items);
    let there = tables::recorded(db, document)?;
    for (id, said) in &wanted {
        match there.get(id) {
            Some(found) if found == said => {}
            Some(_) => out.push(format!("report {id} of document {document} is not as its reviews settle it")),
            None => out.push(format!("report {id} of document {document} is settled and not in the record")),
        }
    }
    for id in there.keys().filter(|id| !wanted.contains_key(id)) {
        out.push(format!("report {id} of document {document} is in the record and not settled"));
    }
    let states: BTreeMap<i64, &str> = items.iter().map(|item| (item.report, item.state.as_str())).collect();
    let sql = "SELECT report, state FROM review_items WHERE document = $1";
    for row in db.rows(sql, crate::events::db::values![document])? {
        if states.get(&row.int(0)) != Some(&row.text(1)) {
            out.push(format!("report {} of document {document} is noted as {}", row.int(0), row.text(1)));
        }
    }
    let full: Vec<char> = page.full_text().chars().collect();
    for review in log::of_document(db, document)? {
        let words: Option<String> = full.get(review.trigger.start..review.trigger.end).map(|w| w.iter().collect());
        if words.is_none_or(|words| words.is_empty()) {
            out.push(format!("review {} marks words that document {document} does not have", review.id));
        }
    }
    Ok(())
}
