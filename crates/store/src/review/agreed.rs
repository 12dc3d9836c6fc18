//! How far coders agree.

use super::{log, reading};
use crate::error::StoreError;
use crate::events::db::{Db, values};
use marsad_agree::{FieldAgreement, Given, agreement};
use std::collections::HashSet;

/// [`super::Reviews::review_agreement`].
pub(super) fn of(db: &mut dyn Db, batch: Option<i64>) -> Result<Vec<FieldAgreement>, StoreError> {
    let only: Option<HashSet<i64>> = match batch {
        Some(batch) => {
            let ids = db.ints("SELECT DISTINCT report FROM review_assigned WHERE batch = $1", values![batch])?;
            Some(ids.into_iter().collect())
        }
        None => None,
    };
    let mut units: Vec<Vec<Given>> = Vec::new();
    let mut after = 0;
    loop {
        let documents = log::documents(db, after, 500)?;
        let Some(last) = documents.last() else { break };
        after = *last;
        for document in documents {
            for item in reading::settled(db, document)? {
                if item.answers.len() < 2 || only.as_ref().is_some_and(|only| !only.contains(&item.report)) {
                    continue;
                }
                let given = |answer: super::Answer| Given {
                    coder: answer.coder,
                    report: (!answer.rejects).then_some(answer.report),
                };
                units.push(item.answers.into_iter().map(given).collect());
            }
        }
    }
    Ok(agreement(&units))
}
