//! A store that answers in public form only.
//!
//! Lists and counts come from the store behind it; every row is put into its public form on the way out. A question that touches
//! a hidden name (its words, a part of it, in whatever field) is asked again of the public forms, so that neither a row nor
//! a count shows that the name is there.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use marsad_store::{
    Added, ChangePage, Changes, DocumentRow, Exclusion, Facets, Filter, Hint, NewDocument, Page, ReportRow, Search,
    SearchHit, Stats, Store, StoreError, Upkeep, Version,
};

use crate::asking::{Check, counted, is_named, named, wider, without_exclusions};
use crate::finder::Finder;
use crate::hide;
use crate::look::{Lately, Seen};

/// A question that touches a hidden name is asked of so many rows at most, the newest first.
const MOST_ASKED: usize = 5000;
/// The same while documents are still looked through: each row may need its document read first.
const MOST_ASKED_YET: usize = 400;

/// A store before which a veil hangs. Give this, and nothing else, to whoever shows the record to the public.
///
/// What is hidden of a document is found when the document is first shown. What may not be asked for is known when all documents
/// have been looked through ([`PublicStore::look`]); until then every question with words or names is asked of public forms, and
/// only names that the lexicon or the gazetteer has are listed.
pub struct PublicStore {
    pub(crate) inner: Arc<dyn Upkeep>,
    pub(crate) finder: Finder,
    pub(crate) seen: RwLock<Seen>,
    /// What is hidden of the documents shown lately.
    pub(crate) lately: Mutex<Lately>,
    /// Held while new documents are looked through, so that it is done once.
    pub(crate) looking: Mutex<()>,
}

impl PublicStore {
    /// The store behind.
    pub(crate) fn inner(&self) -> &dyn Upkeep {
        &*self.inner
    }

    /// Whether this is the name of somebody hidden, or may be.
    pub(crate) fn is_hidden_name(&self, name: &str) -> bool {
        let seen = self.seen.read().unwrap_or_else(PoisonError::into_inner);
        seen.unspoken.has_name(name) || !seen.ready && !self.finder.is_listed(name)
    }

    /// Whether this is the name of somebody known to be hidden: enough for what stands beside the words of its documents.
    pub(crate) fn is_unspoken_name(&self, name: &str) -> bool {
        self.seen.read().unwrap_or_else(PoisonError::into_inner).unspoken.has_name(name)
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
        self.keep_up()?;
        let seen = self.seen.read().unwrap_or_else(PoisonError::into_inner);
        let mut asked = Filter { within: filter.within.map(wider), ..filter.clone() };
        // What may be a name that nobody looked for yet is taken for one.
        let yet = !seen.ready;
        let spoken = |name: &str| !seen.unspoken.is_in_a_name(name) && (!yet || self.finder.is_listed(name));
        let in_name = |name: &Option<String>| name.as_deref().is_some_and(|name| name != "-" && !spoken(name));
        let hidden = |not: &Exclusion| is_named(not.field) && not.value != "-" && !spoken(&not.value);
        let touches = search.meets(&seen.unspoken)
            || yet && !search.is_empty()
            || in_name(&filter.actor)
            || in_name(&filter.place)
            || in_name(&filter.said_by)
            || filter.not.iter().any(hidden);
        if !touches {
            return Ok((asked, None));
        }
        // What leaves out a hidden name leaves out nothing: no public form has it.
        asked.not.retain(|not| !hidden(not));
        asked.q = filter.q.as_deref().map(|q| without_exclusions(q, (!yet).then_some(&seen.unspoken)));
        Ok((asked, Some(Check { search, filter: filter.clone() })))
    }

    /// Those of some reports whose public forms answer.
    fn answering(&self, rows: Vec<ReportRow>, check: &Check) -> Result<Vec<ReportRow>, StoreError> {
        self.look_at(rows.iter().map(|row| row.document))?;
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
        let most = if self.is_ready() { MOST_ASKED } else { MOST_ASKED_YET };
        let mut asked = Filter { after: None, limit: Some(most.min(1000)), ..asked.clone() };
        let (mut out, mut left) = (Vec::new(), most);
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

pub(crate) fn unshowable(document: i64) -> StoreError {
    StoreError::BadInput {
        target: format!("document {document}"),
        why: "its public form cannot be made; nothing of it is shown".into(),
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
            self.look_at(page.rows.iter().map(|row| row.document))?;
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
            for values in [&mut facets.actors, &mut facets.places, &mut facets.said_by] {
                values.retain(|v| v.value == "-" || !self.is_hidden_name(&v.value));
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
        let most = match (meets, self.is_ready()) {
            (false, _) => limit,
            (true, true) => usize::MAX,
            (true, false) => MOST_ASKED_YET,
        };
        let found = self.inner.search(asked.q.as_deref().unwrap_or(query), most)?;
        self.look_at(found.rows.iter().map(|hit| hit.document))?;
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
