//! Looking through documents: what is hidden of each, found when it is first shown, and the words that nobody may ask for, found
//! in all of them, behind the answers.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use marsad_store::{DocumentRow, Happened, Store, StoreError, Unspoken, Upkeep};
use serde::{Deserialize, Serialize};

use crate::finder::{Finder, Hidden};
use crate::public::PublicStore;

/// So many documents are looked through at a time.
const CHUNK: usize = 256;
/// What is hidden is remembered of about so many documents.
const MOST_LATELY: usize = 40_000;
/// The file beside the archive that remembers which words may not be asked for.
const FILE: &str = "public-veil.json";

/// What has been looked through.
#[derive(Default)]
pub(crate) struct Seen {
    pub(crate) unspoken: Unspoken,
    /// How far in the feed of changes.
    cursor: Option<String>,
    documents: u64,
    /// Whether everything was looked through once.
    pub(crate) ready: bool,
}

/// What is hidden of the documents shown lately: two generations, of which the old one goes when the young one is full.
#[derive(Default)]
pub(crate) struct Lately {
    young: HashMap<i64, Arc<Hidden>>,
    old: HashMap<i64, Arc<Hidden>>,
}

impl Lately {
    fn get(&mut self, document: i64) -> Option<Arc<Hidden>> {
        if let Some(found) = self.young.get(&document) {
            return Some(Arc::clone(found));
        }
        let found = self.old.remove(&document)?;
        self.put(document, Arc::clone(&found));
        Some(found)
    }

    fn put(&mut self, document: i64, hidden: Arc<Hidden>) {
        if self.young.len() >= MOST_LATELY / 2 {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(document, hidden);
    }
}

/// What is remembered from one start to the next.
#[derive(Serialize, Deserialize)]
struct Remembered {
    /// The rules and lists that found it.
    rules: String,
    cursor: String,
    documents: u64,
    unspoken: Unspoken,
}

impl PublicStore {
    /// A veil before a store; nothing is read yet.
    #[must_use]
    pub fn new(inner: Arc<dyn Upkeep>, finder: Finder) -> Self {
        Self { inner, finder, seen: RwLock::default(), lately: Mutex::default(), looking: Mutex::new(()) }
    }

    /// A veil before a store, all of whose documents are looked through first: a minute or so for each hundred thousand of them
    /// and core. `progress` hears how many are done.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn open(inner: Arc<dyn Upkeep>, finder: Finder, progress: &dyn Fn(u64)) -> Result<Self, StoreError> {
        let out = Self::new(inner, finder);
        out.look(progress)?;
        Ok(out)
    }

    /// Looks through all documents in a thread of its own, beginning with what was remembered from the last time. Until it is
    /// done, answers are as [`PublicStore`] says. `told` hears how many documents were looked through, once, or why not.
    pub fn look_behind(self: &Arc<Self>, told: impl FnOnce(Result<u64, StoreError>) + Send + 'static) {
        let public = Arc::clone(self);
        std::thread::spawn(move || {
            public.remember();
            let done = public.look(&|_| {});
            if done.is_ok() {
                public.keep();
            }
            told(done.map(|()| public.counted().0));
        });
    }

    /// How many documents were looked through, and how many words are hidden.
    #[must_use]
    pub fn counted(&self) -> (u64, usize) {
        let seen = self.seen.read().unwrap_or_else(PoisonError::into_inner);
        (seen.documents, seen.unspoken.len())
    }

    /// Whether all documents were looked through once.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.seen.read().unwrap_or_else(PoisonError::into_inner).ready
    }

    /// Looks through what came in since the last time, once everything was.
    pub(crate) fn keep_up(&self) -> Result<(), StoreError> {
        if self.is_ready() { self.look(&|_| {}) } else { Ok(()) }
    }

    /// Looks through what was not looked through yet. `progress` hears how many are done.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn look(&self, progress: &dyn Fn(u64)) -> Result<(), StoreError> {
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
            for (row, hidden) in &found {
                note(&mut seen.unspoken, row, hidden);
            }
            done += found.len() as u64;
            seen.documents += found.len() as u64;
            seen.cursor = Some(page.next.clone());
            seen.ready |= !page.more;
            drop(seen);
            let mut lately = self.lately.lock().unwrap_or_else(PoisonError::into_inner);
            found.into_iter().for_each(|(row, hidden)| lately.put(row.id, Arc::new(hidden)));
            drop(lately);
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
                if let Some(row) = Store::document(&*self.inner, *id)? {
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

    /// Finds what is hidden of documents that are about to be shown, together.
    pub(crate) fn look_at(&self, documents: impl Iterator<Item = i64>) -> Result<(), StoreError> {
        let wanted: BTreeSet<i64> = documents.collect();
        let missing: Vec<i64> = {
            let mut lately = self.lately.lock().unwrap_or_else(PoisonError::into_inner);
            wanted.into_iter().filter(|id| lately.get(*id).is_none()).collect()
        };
        for part in missing.chunks(CHUNK) {
            let found = self.find_all(part)?;
            let mut lately = self.lately.lock().unwrap_or_else(PoisonError::into_inner);
            found.into_iter().for_each(|(row, hidden)| lately.put(row.id, Arc::new(hidden)));
        }
        Ok(())
    }

    /// What is hidden of a document. A document that is not there hides nothing.
    pub(crate) fn hidden(&self, document: i64) -> Result<Arc<Hidden>, StoreError> {
        if let Some(found) = self.lately.lock().unwrap_or_else(PoisonError::into_inner).get(document) {
            return Ok(found);
        }
        let Some(row) = Store::document(&*self.inner, document)? else { return Ok(Arc::default()) };
        let hidden = Arc::new(self.finder.find(&row));
        self.lately.lock().unwrap_or_else(PoisonError::into_inner).put(document, Arc::clone(&hidden));
        Ok(hidden)
    }

    fn file(&self) -> PathBuf {
        self.inner.archive_folder().join(FILE)
    }

    /// Takes up what was remembered from the last time, where the same rules found it. What cannot be read is found anew.
    fn remember(&self) {
        let read = fs::read(self.file()).ok().and_then(|bytes| serde_json::from_slice::<Remembered>(&bytes).ok());
        let Some(kept) = read.filter(|kept| kept.rules == self.finder.rules()) else { return };
        // Of another store, or of one that was restored to an earlier day: its place in the feed means nothing here.
        if self.inner.changes(Some(&kept.cursor), 1).is_err() {
            return;
        }
        let mut seen = self.seen.write().unwrap_or_else(PoisonError::into_inner);
        if seen.cursor.is_none() {
            (seen.cursor, seen.documents, seen.unspoken) = (Some(kept.cursor), kept.documents, kept.unspoken);
        }
    }

    /// Remembers what was found for the next start. Where that cannot be written, the next start looks again.
    fn keep(&self) {
        let kept = {
            let seen = self.seen.read().unwrap_or_else(PoisonError::into_inner);
            let Some(cursor) = seen.cursor.clone() else { return };
            let (documents, unspoken) = (seen.documents, seen.unspoken.clone());
            serde_json::to_vec(&Remembered { rules: self.finder.rules(), cursor, documents, unspoken })
        };
        let Ok(bytes) = kept else { return };
        let part = self.file().with_extension("part");
        let write = || -> std::io::Result<()> {
            let mut options = fs::OpenOptions::new();
            options.write(true).create(true).truncate(true);
            // It is a list of names: nobody else on the machine needs it.
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            let mut file = options.open(&part)?;
            file.write_all(&bytes)?;
            file.sync_all()?;
            fs::rename(&part, self.file())
        };
        if write().is_err() {
            let _ = fs::remove_file(&part);
        }
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
