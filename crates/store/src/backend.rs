//! What every database has to do for a store, and the questions that are answered with it.

use crate::api::{Facets, Filter, Page, ReportRow, SearchHit, Stats};
use crate::columns::{Asked, Columns, PlaceParts};
use crate::cursor::Cursor;
use crate::error::StoreError;
use crate::hints::{self, Hint};
use crate::kept_answers::KeptAnswers;
use crate::query::{Query, Term, parse};
use crate::review::QueueOrder;
use crate::snippet::{marks, snippet};
use marsad_model::Day;
use std::collections::HashSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

const ROWS: usize = 50;
const MOST_ROWS: usize = 1000;

/// One moment of a database, for reading.
pub(crate) trait Moment {
    /// Loads into the columns what they lack.
    fn load(&mut self, columns: &mut Columns) -> Result<(), StoreError>;

    /// Whether the columns have everything.
    fn is_loaded(&mut self, columns: &Columns) -> Result<bool, StoreError>;

    /// The ids of the documents, current or not, that hold a term; rising.
    fn documents_with(&mut self, term: &Term) -> Result<Vec<i64>, StoreError>;

    /// The reports of these ids, in their order.
    fn report_rows(&mut self, ids: &[i64]) -> Result<Vec<ReportRow>, StoreError>;

    /// The documents of these ids, in their order, without their reports.
    fn texts(&mut self, ids: &[i64]) -> Result<Vec<TextRow>, StoreError>;

    /// Gives every word of the vocabulary, once.
    fn vocabulary(&mut self, word: &mut dyn FnMut(&str)) -> Result<(), StoreError>;
}

/// What a hit shows of a document.
pub(crate) struct TextRow {
    pub id: i64,
    pub title: String,
    pub body: String,
    pub outlet: Option<String>,
    pub published: Option<Day>,
}

/// The columns of a store, loaded when first asked and brought up to date with every question; and what they answered since they
/// last changed.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    columns: RwLock<Columns>,
    /// How often the columns changed; only changed by who holds them for writing.
    changes: AtomicU64,
    kept: KeptAnswers,
}

impl Memory {
    /// Tells which governorate places lie in.
    pub(crate) fn know_places(&self, parts: Arc<PlaceParts>) {
        let mut columns = self.columns.write().unwrap_or_else(PoisonError::into_inner);
        self.changes.fetch_add(1, Ordering::Relaxed);
        columns.know_places(parts);
    }

    /// The columns with everything that the moment has.
    pub(crate) fn of(&self, moment: &mut dyn Moment) -> Result<RwLockReadGuard<'_, Columns>, StoreError> {
        loop {
            let columns = self.columns.read().unwrap_or_else(PoisonError::into_inner);
            if moment.is_loaded(&columns)? {
                return Ok(columns);
            }
            drop(columns);
            let mut columns = self.columns.write().unwrap_or_else(PoisonError::into_inner);
            self.changes.fetch_add(1, Ordering::Relaxed);
            if let Err(error) = moment.load(&mut columns) {
                // Half of it may be there: begin anew the next time.
                *columns = columns.emptied();
                return Err(error);
            }
            if columns.is_worn() {
                *columns = Columns::default();
            } else {
                columns.settle();
            }
        }
    }

    /// What the columns say to a question, or said to it since they last changed. `kind` names what is asked besides the filter.
    pub(crate) fn answer<T: Clone + Send + Sync + 'static>(
        &self,
        moment: &mut dyn Moment,
        kind: &str,
        filter: &Filter,
        work: impl FnOnce(&Columns, &Asked) -> T,
    ) -> Result<T, StoreError> {
        let query = parse(filter.q.as_deref().unwrap_or(""))?;
        let columns = self.of(moment)?;
        // Nobody changes the columns while they are held.
        let changes = self.changes.load(Ordering::Relaxed);
        let key = serde_json::to_string(&(kind, filter)).ok();
        if let Some(found) = key.as_deref().and_then(|key| self.kept.get(changes, key)) {
            return Ok(found);
        }
        let asked = columns.asked(filter, &query, &mut |term| moment.documents_with(term))?;
        let found = work(&columns, &asked);
        if let Some(key) = key {
            self.kept.put(changes, key, found.clone());
        }
        Ok(found)
    }
}

/// [`crate::Store::reports`].
pub(crate) fn reports(
    moment: &mut dyn Moment,
    memory: &Memory,
    filter: &Filter,
) -> Result<Page<ReportRow>, StoreError> {
    let limit = filter.limit.unwrap_or(ROWS).min(MOST_ROWS);
    let after = filter.after.as_deref().map(Cursor::decode).transpose()?;
    let (total, ids, next) =
        memory.answer(moment, "page", filter, |columns, asked| columns.page(asked, after, limit))?;
    Ok(Page { rows: moment.report_rows(&ids)?, total, next: next.map(Cursor::encode) })
}

/// Has the columns answer a question that was read.
pub(crate) fn answer<T>(
    moment: &mut dyn Moment,
    memory: &Memory,
    filter: &Filter,
    query: &Query,
    work: impl FnOnce(&Columns, &Asked) -> T,
) -> Result<T, StoreError> {
    let columns = memory.of(moment)?;
    let asked = columns.asked(filter, query, &mut |term| moment.documents_with(term))?;
    Ok(work(&columns, &asked))
}

/// The ids of all reports that answer a question.
pub(crate) fn report_ids(moment: &mut dyn Moment, memory: &Memory, filter: &Filter) -> Result<Vec<i64>, StoreError> {
    let query = parse(filter.q.as_deref().unwrap_or(""))?;
    let columns = memory.of(moment)?;
    let asked = columns.asked(filter, &query, &mut |term| moment.documents_with(term))?;
    Ok(columns.page(&asked, None, usize::MAX).1)
}

/// The ids of the first reports that answer a question, in an order of their review, without some.
pub(crate) fn first_to_review(
    moment: &mut dyn Moment,
    memory: &Memory,
    filter: &Filter,
    order: QueueOrder,
    limit: usize,
    without: &HashSet<i64>,
) -> Result<Vec<i64>, StoreError> {
    let query = parse(filter.q.as_deref().unwrap_or(""))?;
    answer(moment, memory, filter, &query, |columns, asked| columns.first_to_review(asked, order, limit, without))
}

/// [`crate::Store::facets`].
pub(crate) fn facets(moment: &mut dyn Moment, memory: &Memory, filter: &Filter) -> Result<Facets, StoreError> {
    // All pages of a list have the same.
    let whole = Filter { limit: None, after: None, ..filter.clone() };
    memory.answer(moment, "facets", &whole, |columns, asked| columns.facets(asked))
}

/// [`crate::Store::search`].
pub(crate) fn search(
    moment: &mut dyn Moment,
    memory: &Memory,
    query: &str,
    limit: usize,
) -> Result<Page<SearchHit>, StoreError> {
    let query = parse(query)?;
    let terms: Vec<&Term> = query.wanted().collect();
    let columns = memory.of(moment)?;
    let (total, ids) = columns.documents(&query, limit.min(MOST_ROWS), &mut |term| moment.documents_with(term))?;
    let rows = moment.texts(&ids)?.into_iter().map(|row| {
        let (snippet, marked) = snippet(&row.body, &terms);
        SearchHit {
            document: row.id,
            title_marks: marks(&row.title, &terms),
            title: row.title,
            outlet: row.outlet,
            published: row.published,
            snippet,
            marks: marked,
            reports: columns.reports_of(row.id),
        }
    });
    Ok(Page { rows: rows.collect(), total, next: None })
}

/// [`crate::Store::hints`].
pub(crate) fn hints(moment: &mut dyn Moment, query: &str) -> Result<Vec<Hint>, StoreError> {
    let query: Query = parse(query)?;
    let mut out = Vec::new();
    for term in query.wanted().filter(|term| !term.is_prefix()) {
        for word in term.words() {
            let alone = Term::new(vec![word.to_owned()], false);
            if out.iter().any(|hint: &Hint| hint.word == word) || !moment.documents_with(&alone)?.is_empty() {
                continue;
            }
            let mut near = hints::Nearest::new(word);
            moment.vocabulary(&mut |known| near.look(known))?;
            let mut found = Vec::new();
            for (like, distance) in near.candidates() {
                let count = moment.documents_with(&Term::new(vec![like.clone()], false))?.len();
                found.push((distance, std::cmp::Reverse(count), like));
            }
            found.sort_unstable();
            let suggestions: Vec<String> = found.into_iter().take(3).map(|(_, _, like)| like).collect();
            if !suggestions.is_empty() {
                out.push(Hint { word: word.to_owned(), suggestions });
            }
        }
    }
    Ok(out)
}

/// [`crate::Store::stats`].
pub(crate) fn stats(moment: &mut dyn Moment, memory: &Memory) -> Result<Stats, StoreError> {
    Ok(memory.of(moment)?.stats())
}
