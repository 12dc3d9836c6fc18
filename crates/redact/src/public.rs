//! A store that answers in public form only.
//!
//! Lists and counts come from the store behind it; every row is put into its public form on the way out. A question that touches
//! a hidden name (its words, a part of it, in whatever field) is asked again of the public forms, so that neither a row nor
//! a count shows that the name is there.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use marsad_store::{
    Added, ChangePage, Changes, DocumentRow, Exclusion, Facets, Filter, Happened, Hint, NewDocument, Page, ReportRow,
    Search, SearchHit, Stats, Store, StoreError, Unspoken, Upkeep, Version,
};

use crate::asking::{Check, counted, is_named, named, wider, without_exclusions};
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

    /// The store behind.
    pub(crate) fn inner(&self) -> &dyn Upkeep {
        &*self.inner
    }

    /// Whether this is the name of somebody hidden.
    pub(crate) fn is_hidden_name(&self, name: &str) -> bool {
        self.seen.read().unwrap_or_else(PoisonError::into_inner).unspoken.has_name(name)
    }

    /// Looks through what came in since.
    fn look(&self, progress: &dyn Fn(u64)) -> Result<(), StoreError> {
        let _one = self.looking.lock().unwrap_or_else(PoisonError::into_inner);
        let mut cursor = self.seen.read().unwrap_or_else(PoisonError::into_inner).cursor.clone();
        let mut done = 0;
        loop {
            let page = self.inner.changes(cursor.as_deref(), CHUNK)?;
            // What was read again or reviewed may name others than before.
            let mut looked: Vec<i64> =
                page.changes.iter().filter(|c| c.happened != Happened::Replaced).map(|c| c.document).collect();
            looked.sort_unstable();
            looked.dedup();
            let found = self.find_all(&looked)?;
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
    pub(crate) fn hidden(&self, document: i64) -> Result<Arc<Hidden>, StoreError> {
        if let Some(found) = self.seen.read().unwrap_or_else(PoisonError::into_inner).hidden.get(&document) {
            return Ok(Arc::clone(found));
        }
        self.look(&|_| {})?;
        let seen = self.seen.read().unwrap_or_else(PoisonError::into_inner);
        // A document that is not there hides nothing.
        Ok(seen.hidden.get(&document).cloned().unwrap_or_default())
    }

    fn report_of(&self, row: &ReportRow) -> Result<ReportRow, StoreError> {
        let hidden = self.hidden(row.document)?;
        hide::report(row, &hidden).ok_or_else(|| unshowable(row.document))
    }

    fn document_of(&self, row: &DocumentRow) -> Result<DocumentRow, StoreError> {
        let hidden = self.hidden(row.id)?;
        hide::document(row, &hidden).ok_or_else(|| unshowable(row.id))
    }

    /// A question as it may be asked of the store behind: positions only to a tenth of a degree. And where it touches what is
    /// hidden, what its answers are to be checked by.
    pub(crate) fn asked(&self, filter: &Filter) -> Result<(Filter, Option<Check>), StoreError> {
        let search = Search::parse(filter.q.as_deref().unwrap_or(""))?;
        self.look(&|_| {})?;
        let seen = self.seen.read().unwrap_or_else(PoisonError::into_inner);
        let mut asked = Filter { within: filter.within.map(wider), ..filter.clone() };
        let in_name = |name: &Option<String>| name.as_deref().is_some_and(|name| seen.unspoken.is_in_a_name(name));
        let hidden = |not: &Exclusion| is_named(not.field) && seen.unspoken.is_in_a_name(&not.value);
        let touches = search.meets(&seen.unspoken)
            || in_name(&filter.actor)
            || in_name(&filter.place)
            || in_name(&filter.said_by)
            || filter.not.iter().any(hidden);
        if !touches {
            return Ok((asked, None));
        }
        // What leaves out a hidden name leaves out nothing: no public form has it.
        asked.not.retain(|not| !hidden(not));
        asked.q = filter.q.as_deref().map(|q| without_exclusions(q, &seen.unspoken));
        Ok((asked, Some(Check { search, filter: filter.clone() })))
    }

    /// Those of some reports whose public forms answer.
    fn answering(&self, rows: Vec<ReportRow>, check: &Check) -> Result<Vec<ReportRow>, StoreError> {
        let mut documents: HashMap<i64, Option<DocumentRow>> = HashMap::new();
        let mut out = Vec::new();
        for row in rows {
            let shown = self.report_of(&row)?;
            let document = match documents.entry(row.document) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(slot) => slot.insert(self.document(row.document)?),
            };
            let Some(document) = document else { continue };
            if check.search.holds_report(document, &shown) && named(&shown, &check.filter) {
                out.push(shown);
            }
        }
        Ok(out)
    }

    /// All public forms that answer a question that touches what is hidden, within bounds.
    fn all_answering(&self, asked: &Filter, check: &Check) -> Result<Vec<ReportRow>, StoreError> {
        let mut asked = Filter { after: None, limit: Some(1000), ..asked.clone() };
        let (mut out, mut left) = (Vec::new(), MOST_ASKED);
        loop {
            let page = self.inner.reports(&asked)?;
            left = left.saturating_sub(page.rows.len());
            out.extend(self.answering(page.rows, check)?);
            match page.next.filter(|_| left > 0) {
                Some(next) => asked.after = Some(next),
                None => return Ok(out),
            }
        }
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
        if let Some(said_by) = r.report.said_by.as_ref().filter(|s| touches(s.quote.start, s.quote.end)) {
            unspoken.add_name(&said_by.entity);
            unspoken.add_name(&said_by.quote.text);
        }
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
        let (asked, check) = self.asked(filter)?;
        let page = self.inner.reports(&asked)?;
        // A review between the question and its answer may have brought a name.
        self.look(&|_| {})?;
        let Some(check) = check else {
            let rows = page.rows.iter().map(|row| self.report_of(row)).collect::<Result<_, _>>()?;
            return Ok(Page { rows, total: page.total, next: page.next });
        };
        let total = self.all_answering(&asked, &check)?.len() as u64;
        Ok(Page { rows: self.answering(page.rows, &check)?, total, next: page.next.filter(|_| total > 0) })
    }

    fn report(&self, id: i64) -> Result<Option<ReportRow>, StoreError> {
        let row = self.inner.report(id)?;
        self.look(&|_| {})?;
        row.map(|row| self.report_of(&row)).transpose()
    }

    fn facets(&self, filter: &Filter) -> Result<Facets, StoreError> {
        let (asked, check) = self.asked(filter)?;
        let Some(check) = check else {
            let mut facets = self.inner.facets(&asked)?;
            let seen = self.seen.read().unwrap_or_else(PoisonError::into_inner);
            for values in [&mut facets.actors, &mut facets.places, &mut facets.said_by] {
                values.retain(|v| !seen.unspoken.has_name(&v.value));
            }
            return Ok(facets);
        };
        let mut out = counted(&self.all_answering(&asked, &check)?);
        // A field's own filter is left out of its own counts, here as there.
        let with = |change: fn(&mut Filter)| {
            let mut other = filter.clone();
            change(&mut other);
            self.facets(&other)
        };
        if filter.actor.is_some() {
            out.actors = with(|f| f.actor = None)?.actors;
        }
        if filter.place.is_some() {
            out.places = with(|f| f.place = None)?.places;
        }
        if filter.said_by.is_some() {
            out.said_by = with(|f| f.said_by = None)?.said_by;
        }
        Ok(out)
    }

    fn document(&self, id: i64) -> Result<Option<DocumentRow>, StoreError> {
        let row = self.inner.document(id)?;
        self.look(&|_| {})?;
        row.map(|row| self.document_of(&row)).transpose()
    }

    /// The bytes of a page have every name: they are not given.
    fn capture(&self, _: i64) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(None)
    }

    fn search(&self, query: &str, limit: usize) -> Result<Page<SearchHit>, StoreError> {
        let (asked, check) = self.asked(&Filter { q: Some(query.to_owned()), ..Filter::default() })?;
        let search = Search::parse(query)?;
        let meets = check.is_some();
        let found = self.inner.search(asked.q.as_deref().unwrap_or(query), if meets { usize::MAX } else { limit })?;
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

    /// None: that a word has a hint, or none, tells whether texts have it.
    fn hints(&self, query: &str) -> Result<Vec<Hint>, StoreError> {
        Search::parse(query).map(|_| Vec::new())
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
