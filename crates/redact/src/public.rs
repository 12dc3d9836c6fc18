//! A store that answers in public form only.
//!
//! Lists and counts come from the store behind it; every row is put into its public form on the way out. A question that touches
//! a hidden name (its words, a part of it, in whatever field) is asked again of the public forms, so that neither a row nor
//! a count shows that the name is there.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use marsad_store::{
    Added, ChangePage, Changes, DocumentRow, FacetValue, Facets, Filter, Happened, Hint, NewDocument, Page, ReportRow,
    Search, SearchHit, Stats, Store, StoreError, Unspoken, Upkeep, Version,
};

use crate::finder::{Finder, Hidden};
use crate::hide;

/// A question that touches a hidden name is asked of so many rows at most, the newest first.
const MOST_ASKED: usize = 5000;
/// So many documents are looked through at a time.
const CHUNK: usize = 256;

/// A store before which a veil hangs. Give this, and nothing else, to whoever shows the record to the public.
pub struct PublicStore {
    inner: Arc<dyn Upkeep>,
    finder: Finder,
    seen: RwLock<Seen>,
    /// Held while new documents are looked through, so that it is done once.
    looking: Mutex<()>,
}

/// What has been looked through.
#[derive(Default)]
struct Seen {
    hidden: HashMap<i64, Arc<Hidden>>,
    unspoken: Unspoken,
    cursor: Option<String>,
}

impl PublicStore {
    /// Looks through every document of a store: a minute or so for each hundred thousand of them and core. `progress` hears how many are done.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn open(inner: Arc<dyn Upkeep>, finder: Finder, progress: &dyn Fn(u64)) -> Result<Self, StoreError> {
        let out = Self { inner, finder, seen: RwLock::default(), looking: Mutex::new(()) };
        out.look(progress)?;
        Ok(out)
    }

    /// How many documents were looked through, and how many words are hidden.
    #[must_use]
    pub fn counted(&self) -> (usize, usize) {
        let seen = self.seen.read().unwrap_or_else(PoisonError::into_inner);
        (seen.hidden.len(), seen.unspoken.len())
    }

    /// Looks through what came in since.
    fn look(&self, progress: &dyn Fn(u64)) -> Result<(), StoreError> {
        let _one = self.looking.lock().unwrap_or_else(PoisonError::into_inner);
        let mut cursor = self.seen.read().unwrap_or_else(PoisonError::into_inner).cursor.clone();
        let mut done = 0;
        loop {
            let page = self.inner.changes(cursor.as_deref(), CHUNK)?;
            let added: Vec<i64> =
                page.changes.iter().filter(|c| c.happened == Happened::Added).map(|c| c.document).collect();
            let found = self.find_all(&added)?;
            let mut seen = self.seen.write().unwrap_or_else(PoisonError::into_inner);
            for (row, hidden) in found {
                note(&mut seen.unspoken, &row, &hidden);
                seen.hidden.insert(row.id, Arc::new(hidden));
                done += 1;
            }
            seen.cursor = Some(page.next.clone());
            drop(seen);
            progress(done);
            if !page.more {
                return Ok(());
            }
            cursor = Some(page.next);
        }
    }

    /// What is hidden of these documents, on every core.
    fn find_all(&self, ids: &[i64]) -> Result<Vec<(DocumentRow, Hidden)>, StoreError> {
        let threads = std::thread::available_parallelism().map_or(1, usize::from).min(ids.len().max(1));
        let each = |ids: &[i64]| -> Result<Vec<(DocumentRow, Hidden)>, StoreError> {
            let mut out = Vec::with_capacity(ids.len());
            for id in ids {
                if let Some(row) = self.inner.document(*id)? {
                    let hidden = self.finder.find(&row);
                    out.push((row, hidden));
                }
            }
            Ok(out)
        };
        if threads < 2 || ids.len() < 8 {
            return each(ids);
        }
        std::thread::scope(|scope| {
            let running: Vec<_> =
                ids.chunks(ids.len().div_ceil(threads)).map(|part| scope.spawn(move || each(part))).collect();
            let mut out = Vec::with_capacity(ids.len());
            for one in running {
                out.extend(one.join().unwrap_or_else(|cause| std::panic::resume_unwind(cause))?);
            }
            Ok(out)
        })
    }

    /// What is hidden of a document.
    fn hidden(&self, document: i64) -> Result<Arc<Hidden>, StoreError> {
        if let Some(found) = self.seen.read().unwrap_or_else(PoisonError::into_inner).hidden.get(&document) {
            return Ok(Arc::clone(found));
        }
        self.look(&|_| {})?;
        let seen = self.seen.read().unwrap_or_else(PoisonError::into_inner);
        // A document that is not there hides nothing.
        Ok(seen.hidden.get(&document).cloned().unwrap_or_default())
    }

    fn report_of(&self, row: &ReportRow) -> Result<ReportRow, StoreError> {
        hide::report(row, &*self.hidden(row.document)?).ok_or_else(|| unshowable(row.document))
    }

    fn document_of(&self, row: &DocumentRow) -> Result<DocumentRow, StoreError> {
        hide::document(row, &*self.hidden(row.id)?).ok_or_else(|| unshowable(row.id))
    }

    /// Reads a search, with what came in meanwhile looked through; whether it touches what is hidden.
    fn search_of(&self, query: &str) -> Result<(Search, bool), StoreError> {
        let search = Search::parse(query)?;
        self.look(&|_| {})?;
        let seen = self.seen.read().unwrap_or_else(PoisonError::into_inner);
        if search.excludes(&seen.unspoken) {
            // Whether something is missing from the answer would show the name.
            return Err(StoreError::BadQuery {
                start: 0,
                end: query.chars().count(),
                shown: query.chars().take(60).collect(),
                why: "this record is shown in public form, where words that can be names of private persons are not left out of an answer".into(),
                help: "ask without the word that begins with -".into(),
            });
        }
        let meets = search.meets(&seen.unspoken);
        Ok((search, meets))
    }

    /// A question that touches what is hidden: with the search, where it has one.
    fn touching(&self, filter: &Filter) -> Result<Option<Search>, StoreError> {
        let (search, meets) = self.search_of(filter.q.as_deref().unwrap_or(""))?;
        let seen = self.seen.read().unwrap_or_else(PoisonError::into_inner);
        let named = [&filter.actor, &filter.place].into_iter().flatten().any(|name| seen.unspoken.is_in_a_name(name));
        Ok((meets || named).then_some(search))
    }

    /// Those of some reports whose public forms answer.
    fn answering(&self, rows: Vec<ReportRow>, search: &Search, filter: &Filter) -> Result<Vec<ReportRow>, StoreError> {
        let mut documents: HashMap<i64, Option<DocumentRow>> = HashMap::new();
        let mut out = Vec::new();
        for row in rows {
            let shown = self.report_of(&row)?;
            if !documents.contains_key(&row.document) {
                documents.insert(row.document, self.document(row.document)?);
            }
            let Some(Some(document)) = documents.get(&row.document) else { continue };
            if search.holds_report(document, &shown) && named(&shown, filter) {
                out.push(shown);
            }
        }
        Ok(out)
    }

    /// All public forms that answer a question that touches what is hidden, within bounds.
    fn all_answering(&self, search: &Search, filter: &Filter) -> Result<Vec<ReportRow>, StoreError> {
        let mut asked = Filter { after: None, limit: Some(1000), ..filter.clone() };
        let (mut out, mut left) = (Vec::new(), MOST_ASKED);
        loop {
            let page = self.inner.reports(&asked)?;
            left = left.saturating_sub(page.rows.len());
            out.extend(self.answering(page.rows, search, filter)?);
            match page.next.filter(|_| left > 0) {
                Some(next) => asked.after = Some(next),
                None => return Ok(out),
            }
        }
    }
}

/// Whether a public form has the names that a filter asks for.
fn named(row: &ReportRow, filter: &Filter) -> bool {
    let asks = |name: &Option<String>, field: &str| match name.as_deref().filter(|n| !n.trim().is_empty()) {
        None => true,
        Some(name) => Search::parse(&format!("{field}:\"{}\"", name.replace('"', " ")))
            .is_ok_and(|search| search.holds_report(&empty(row), row)),
    };
    asks(&filter.actor, "actor") && asks(&filter.place, "place")
}

/// A document without text, for questions that look at a report alone.
fn empty(row: &ReportRow) -> DocumentRow {
    DocumentRow {
        id: row.document,
        document: marsad_model::Document::default(),
        capture: marsad_store::CaptureRef {
            file: String::new(),
            offset: 0,
            length: 0,
            sha256: String::new(),
            captured_at: String::new(),
        },
        target: String::new(),
        version: row.version,
        current: row.current,
        told: marsad_store::Told::default(),
        reports: Vec::new(),
    }
}

fn unshowable(document: i64) -> StoreError {
    StoreError::BadInput {
        target: format!("document {document}"),
        why: "its public form cannot be made; nothing of it is shown".into(),
    }
}

/// Notes what may not be asked for.
fn note(unspoken: &mut Unspoken, row: &DocumentRow, hidden: &Hidden) {
    let full = row.document.full_text();
    let mut stretches = Vec::new();
    for span in &hidden.spans {
        stretches.push(span.slice(&full));
    }
    stretches.iter().for_each(|s| unspoken.add_words(s));
    hidden.words.iter().for_each(|w| unspoken.add_words(w));
    let touches = |start: usize, end: usize| hidden.spans.iter().any(|s| s.start < end && start < s.end);
    for r in &row.reports {
        for a in r.report.actors.iter().chain(&r.report.recipients) {
            if touches(a.quote.start, a.quote.end) {
                unspoken.add_name(&a.entity);
                unspoken.add_name(&a.quote.text);
            }
        }
        for p in &r.report.places {
            if touches(p.quote.start, p.quote.end) {
                unspoken.add_name(&p.name);
                unspoken.add_name(&p.quote.text);
            }
        }
    }
}

impl Store for PublicStore {
    fn add(&self, new: &NewDocument) -> Result<Added, StoreError> {
        Err(StoreError::BadInput { target: new.target.clone(), why: "a store in public form is only read".into() })
    }

    fn reports(&self, filter: &Filter) -> Result<Page<ReportRow>, StoreError> {
        let Some(search) = self.touching(filter)? else {
            let page = self.inner.reports(filter)?;
            let rows = page.rows.iter().map(|row| self.report_of(row)).collect::<Result<_, _>>()?;
            return Ok(Page { rows, total: page.total, next: page.next });
        };
        let total = self.all_answering(&search, filter)?.len() as u64;
        let page = self.inner.reports(filter)?;
        Ok(Page { rows: self.answering(page.rows, &search, filter)?, total, next: page.next.filter(|_| total > 0) })
    }

    fn report(&self, id: i64) -> Result<Option<ReportRow>, StoreError> {
        self.inner.report(id)?.map(|row| self.report_of(&row)).transpose()
    }

    fn facets(&self, filter: &Filter) -> Result<Facets, StoreError> {
        match self.touching(filter)? {
            Some(search) => Ok(counted(&self.all_answering(&search, filter)?)),
            None => {
                let mut facets = self.inner.facets(filter)?;
                let seen = self.seen.read().unwrap_or_else(PoisonError::into_inner);
                facets.actors.retain(|v| !seen.unspoken.has_name(&v.value));
                facets.places.retain(|v| !seen.unspoken.has_name(&v.value));
                Ok(facets)
            }
        }
    }

    fn document(&self, id: i64) -> Result<Option<DocumentRow>, StoreError> {
        self.inner.document(id)?.map(|row| self.document_of(&row)).transpose()
    }

    /// The bytes of a page have every name: they are not given.
    fn capture(&self, _: i64) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(None)
    }

    fn search(&self, query: &str, limit: usize) -> Result<Page<SearchHit>, StoreError> {
        let (search, meets) = self.search_of(query)?;
        let found = self.inner.search(query, if meets { usize::MAX } else { limit })?;
        let mut rows = Vec::new();
        for hit in found.rows {
            let Some(row) = self.document(hit.document)? else { continue };
            if meets && !search.holds(&row) {
                continue;
            }
            let shown = search.shown(&row.document.title, &row.document.text);
            rows.push(SearchHit {
                title: row.document.title,
                snippet: shown.snippet,
                marks: shown.marks,
                title_marks: shown.title_marks,
                ..hit
            });
        }
        let total = if meets { rows.len() as u64 } else { found.total };
        rows.truncate(limit);
        Ok(Page { rows, total, next: None })
    }

    fn hints(&self, query: &str) -> Result<Vec<Hint>, StoreError> {
        if self.search_of(query)?.1 {
            return Ok(Vec::new());
        }
        let mut hints = self.inner.hints(query)?;
        let seen = self.seen.read().unwrap_or_else(PoisonError::into_inner);
        for hint in &mut hints {
            hint.suggestions.retain(|word| !seen.unspoken.has_word_of(word));
        }
        hints.retain(|hint| !hint.suggestions.is_empty());
        Ok(hints)
    }

    fn versions(&self, document: i64) -> Result<Vec<Version>, StoreError> {
        self.inner.versions(document)?.iter().map(|v| self.version_of(v)).collect()
    }

    fn versions_of(&self, target: &str) -> Result<Vec<Version>, StoreError> {
        self.inner.versions_of(target)?.iter().map(|v| self.version_of(v)).collect()
    }

    fn stats(&self) -> Result<Stats, StoreError> {
        self.inner.stats()
    }
}

impl PublicStore {
    fn version_of(&self, version: &Version) -> Result<Version, StoreError> {
        let hidden = self.hidden(version.document)?;
        let mut out = hide::anything(version, &hidden).ok_or_else(|| unshowable(version.document))?;
        let veil = hide::Veil::of(&hidden);
        out.title = veil.stretch(&version.title, 0);
        out.target = veil.address(&version.target);
        // The numbers of an older version may stand beside its names.
        if let Some(changed) = &mut out.changed
            && !hidden.words.is_empty()
        {
            changed.numbers.clear();
        }
        Ok(out)
    }
}

impl Changes for PublicStore {
    fn changes(&self, after: Option<&str>, limit: usize) -> Result<ChangePage, StoreError> {
        self.inner.changes(after, limit)
    }

    fn media_type(&self, _: i64) -> Result<Option<String>, StoreError> {
        Ok(None)
    }
}

/// Counts of rows by field, of the rows as they are shown.
fn counted(rows: &[ReportRow]) -> Facets {
    fn of<'a>(values: impl Iterator<Item = &'a str>, most: usize) -> Vec<FacetValue> {
        let mut counts: HashMap<&str, u64> = HashMap::new();
        for value in values.filter(|v| !v.is_empty()) {
            *counts.entry(value).or_default() += 1;
        }
        let mut out: Vec<_> =
            counts.into_iter().map(|(value, count)| FacetValue { value: value.to_owned(), count }).collect();
        out.sort_unstable_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
        out.truncate(most);
        out
    }
    Facets {
        types: of(rows.iter().map(|r| r.report.type_.as_str()), usize::MAX),
        places: of(rows.iter().flat_map(|r| r.report.places.iter().map(|p| p.name.as_str())), 30),
        actors: of(
            rows.iter().flat_map(|r| r.report.actors.iter().chain(&r.report.recipients).map(|a| a.entity.as_str())),
            30,
        ),
        modalities: of(rows.iter().map(|r| r.report.modality.as_str()), usize::MAX),
        outlets: of(rows.iter().filter_map(|r| r.outlet.as_deref()), usize::MAX),
    }
}
