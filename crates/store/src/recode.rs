//! Documents read again with another lexicon: what stays, what gives way, and what comes in its place.
//!
//! A report whose reading is the same keeps its row and its id; only the versions that it names change. One whose reading is
//! another gives way: its row stays under its id, and is in no list. All of a document changes in one transaction, so that
//! whoever reads sees the old reading or the new one. Events are weighed anew for the documents that changed.

use crate::api::{NewDocument, Told};
use crate::backend::Moment;
use crate::error::StoreError;
use crate::events::db::{Db, values};
use crate::query::Term;
use crate::upkeep::MOST_LINES;
use marsad_model::{CodedDocument, Document, Report};
use std::collections::BTreeMap;

/// A document as it is read now.
#[derive(Debug, Clone)]
pub struct Reading {
    /// Store id of the document.
    pub document: i64,
    /// Hash of the lexicon it is read with.
    pub lexicon: String,
    /// What coding made of it.
    pub coded: CodedDocument,
}

/// What became of one document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recoded {
    /// Store id of the document.
    pub document: i64,
    /// Reports whose reading stays.
    pub kept: usize,
    /// Reports that gave way, each with the one that tells of the same words now.
    pub gone: Vec<(i64, Option<i64>)>,
    /// Reports that came, also those that others became.
    pub fresh: Vec<i64>,
}

impl Recoded {
    /// Whether every report stays as it was.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        self.gone.is_empty() && self.fresh.is_empty()
    }
}

/// A store whose documents can be read again.
pub trait Recode: Send + Sync {
    /// Puts new readings in place of the stored ones, all of them in one transaction. Only current versions of pages are read
    /// again: what is another is passed over, and is not in the answer.
    ///
    /// # Errors
    /// When a reading cannot be stored, or the database not be written; then nothing changed.
    fn recode(&self, readings: &[Reading], at: &str) -> Result<Vec<Recoded>, StoreError>;

    /// The current documents that may hold one of these names, by rising ids: every word of the name ends a word of the text,
    /// whatever is joined to it in front, the article aside. More than hold it, never fewer.
    ///
    /// # Errors
    /// When the database cannot be read.
    fn documents_naming(&self, names: &[String]) -> Result<Vec<i64>, StoreError>;

    /// The next current documents after one, by rising ids, at most `limit`; 0 asks for the first.
    ///
    /// # Errors
    /// When the database cannot be read.
    fn documents_after(&self, document: i64, limit: usize) -> Result<Vec<i64>, StoreError>;

    /// What a report that gave way became: the last one of its line; none where it did not give way or nothing is left of it.
    ///
    /// # Errors
    /// When the database cannot be read.
    fn became(&self, report: i64) -> Result<Option<i64>, StoreError>;
}

/// What is to be done about the reports of one document.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Plan {
    /// Stored reports that stay, each with its place in the new reading.
    pub kept: Vec<(i64, usize)>,
    /// Stored reports that give way, each with the place of the one that tells of the same words.
    pub gone: Vec<(i64, Option<usize>)>,
    /// Places in the new reading that have no row yet.
    pub fresh: Vec<usize>,
}

/// Whether two reports say the same. Which lexicon and program read them is no part of that, nor is the number that tells which
/// reports of a document are about one event: another report before them changes it.
pub(crate) fn same(a: &Report, b: &Report) -> bool {
    let bare = |report: &Report| {
        let mut out = report.clone();
        out.versions.clone_from(&b.versions);
        out.event = 0;
        out
    };
    bare(a) == bare(b)
}

/// Pairs the stored reports of a document with those of its new reading: equal ones first, then those of the same words and
/// type, then those of the same words.
pub(crate) fn plan(old: &[(i64, Report)], new: &[Report]) -> Plan {
    let mut out = Plan::default();
    let mut taken = vec![false; new.len()];
    let mut left: Vec<&(i64, Report)> = Vec::new();
    for stored in old {
        match (0..new.len()).find(|at| !taken[*at] && same(&stored.1, &new[*at])) {
            Some(at) => {
                taken[at] = true;
                out.kept.push((stored.0, at));
            }
            None => left.push(stored),
        }
    }
    out.fresh = (0..new.len()).filter(|at| !taken[*at]).collect();
    let mut became: BTreeMap<i64, usize> = BTreeMap::new();
    for with_type in [true, false] {
        for (id, report) in left.iter().copied() {
            if became.contains_key(id) {
                continue;
            }
            let words = (report.trigger.start, report.trigger.end);
            let found = out.fresh.iter().copied().find(|at| {
                !taken[*at]
                    && (new[*at].trigger.start, new[*at].trigger.end) == words
                    && (!with_type || new[*at].type_ == report.type_)
            });
            if let Some(at) = found {
                taken[at] = true;
                became.insert(*id, at);
            }
        }
    }
    out.gone = left.iter().map(|(id, _)| (*id, became.get(id).copied())).collect();
    out
}

/// How the reports of two readings of a document stand to each other; numbers are places in the old and in the new list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pairs {
    /// The same in both.
    pub kept: Vec<(usize, usize)>,
    /// Of the same words, and read otherwise.
    pub changed: Vec<(usize, usize)>,
    /// Only in the old reading.
    pub lost: Vec<usize>,
    /// Only in the new one.
    pub gained: Vec<usize>,
}

/// Compares two readings of a document as [`Recode::recode`] does.
#[must_use]
pub fn pairs(old: &[Report], new: &[Report]) -> Pairs {
    let stored: Vec<(i64, Report)> = (0..).zip(old.iter().cloned()).collect();
    let Plan { kept, gone, fresh } = plan(&stored, new);
    let place = |id: i64| usize::try_from(id).unwrap_or(0);
    let mut out = Pairs { kept: kept.into_iter().map(|(id, at)| (place(id), at)).collect(), ..Pairs::default() };
    for (id, became) in gone {
        match became {
            Some(at) => out.changed.push((place(id), at)),
            None => out.lost.push(place(id)),
        }
    }
    out.gained = fresh.into_iter().filter(|at| !out.changed.iter().any(|(_, new)| new == at)).collect();
    out
}

/// A reading as it is written: the reports in the order of their words, each with its JSON, and what else is told as JSON.
pub(crate) struct Written {
    pub reports: Vec<Report>,
    pub json: Vec<String>,
    pub told: Option<String>,
    pub lexicon: String,
}

/// Refuses a reading that could not be given back as it came.
pub(crate) fn written(reading: &Reading) -> Result<Written, StoreError> {
    let refuse = |why: String| StoreError::BadInput { target: format!("document {}", reading.document), why };
    let coded = reading.coded.clone();
    let made = NewDocument { document: Document::default(), ..NewDocument::default() }.coded(coded);
    let mut reports = made.reports;
    reports.sort_by_key(|report| report.trigger.start);
    let mut json = Vec::with_capacity(reports.len());
    for (at, report) in reports.iter().enumerate() {
        if !report.confidence.is_finite() {
            return Err(refuse(format!("the confidence of its report {} is no number", at + 1)));
        }
        let text =
            serde_json::to_string(report).map_err(|e| refuse(format!("its report {} is no JSON ({e})", at + 1)))?;
        json.push(text);
    }
    let told = (made.told != Told::default())
        .then(|| {
            serde_json::to_string(&made.told).map_err(|e| refuse(format!("its genre and figures are no JSON ({e})")))
        })
        .transpose()?;
    Ok(Written { reports, json, told, lexicon: reading.lexicon.clone() })
}

/// See [`Recode::documents_after`].
pub(crate) fn after(db: &mut dyn Db, document: i64, limit: usize) -> Result<Vec<i64>, StoreError> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    db.ints("SELECT id FROM documents WHERE id > $1 AND current ORDER BY id LIMIT $2", values![document, limit])
}

/// See [`Recode::became`].
pub(crate) fn became(db: &mut dyn Db, report: i64) -> Result<Option<i64>, StoreError> {
    let mut last = None;
    let mut at = report;
    // Ids rise along a line, so that it ends.
    while let Some(row) = db.row("SELECT became FROM recoded WHERE report = $1", values![at])? {
        let Some(next) = row.maybe_int(0).filter(|next| *next > at) else { return Ok(None) };
        last = Some(next);
        at = next;
    }
    Ok(last)
}

/// Of these documents, those that are current.
pub(crate) fn current(db: &mut dyn Db, ids: &[i64]) -> Result<Vec<i64>, StoreError> {
    let rows = db.rows_in("SELECT id FROM documents WHERE current AND id IN ({})", ids)?;
    let mut out: Vec<i64> = rows.iter().map(|row| row.int(0)).collect();
    out.sort_unstable();
    Ok(out)
}

/// How many written forms one question to the word index names.
const FORMS: usize = 200;

/// The documents, current or not, that may hold one of these names.
pub(crate) fn naming(moment: &mut dyn Moment, names: &[String]) -> Result<Vec<i64>, StoreError> {
    let names: Vec<Vec<String>> =
        names.iter().map(|name| crate::words::words(name).iter().map(|word| stem(&word.folded)).collect()).collect();
    let mut forms: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for word in names.iter().flatten() {
        forms.entry(word.clone()).or_default();
    }
    if forms.is_empty() {
        return Ok(Vec::new());
    }
    moment.vocabulary(&mut |word| {
        for (stem, found) in &mut forms {
            if word.ends_with(stem.as_str()) {
                found.push(word.to_owned());
            }
        }
    })?;
    let mut holding: BTreeMap<&str, Vec<i64>> = BTreeMap::new();
    for (stem, found) in &forms {
        let mut ids = Vec::new();
        for part in found.chunks(FORMS) {
            ids.extend(moment.documents_with(&Term::any_of(part.to_vec()))?);
        }
        ids.sort_unstable();
        ids.dedup();
        holding.insert(stem, ids);
    }
    let mut out: Vec<i64> = Vec::new();
    for name in names.iter().filter(|name| !name.is_empty()) {
        let mut lists: Vec<&Vec<i64>> = name.iter().filter_map(|word| holding.get(word.as_str())).collect();
        lists.sort_by_key(|list| list.len());
        let Some((least, others)) = lists.split_first() else { continue };
        out.extend(least.iter().filter(|id| others.iter().all(|list| list.binary_search(id).is_ok())));
    }
    out.sort_unstable();
    out.dedup();
    Ok(out)
}

/// A folded word without the article, where two letters are left: texts have names with it and without.
fn stem(folded: &str) -> String {
    let bare = folded.strip_prefix("ال").filter(|rest| rest.chars().count() >= 2);
    bare.unwrap_or(folded).to_owned()
}

/// What of the readings does not fit together.
pub(crate) fn faults(db: &mut dyn Db) -> Result<Vec<String>, StoreError> {
    const FAULTS: &[(&str, &str)] = &[
        (
            "SELECT x.report FROM recoded x JOIN reports a ON a.id = x.report JOIN reports b ON b.id = x.became
             WHERE a.document <> b.document",
            "report {} became one of another document",
        ),
        (
            "SELECT x.report FROM recoded x JOIN reports a ON a.id = x.report JOIN recodings c ON c.seq = x.recoding
             WHERE a.document <> c.document",
            "report {} gave way when another document was read again",
        ),
    ];
    let mut out = Vec::new();
    for (sql, says) in FAULTS {
        for id in db.ints(&format!("{sql} LIMIT 10"), &[])? {
            out.push(says.replace("{}", &id.to_string()));
        }
    }
    out.truncate(MOST_LINES);
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stem_keeps_two_letters() {
        assert_eq!(stem("الحسكه"), "حسكه");
        assert_eq!(stem("ال"), "ال");
        assert_eq!(stem("الف"), "الف");
    }
}
