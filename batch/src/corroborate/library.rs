//! The documents that are compared, on the disk: each found by its number, those lately used kept as they are compared.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use marsad_corroborate::{Credits, Page, Rarity, Sources, Story, Telling, tells_an_event};
use marsad_model::{Document, Report};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::Above;
use crate::error::BatchError;

/// A document's place in the order of all: its input's in the first half, its own in the second.
pub(super) type Number = u64;

/// The number of a record of an input.
pub(super) fn number_of(input: usize, record: u64) -> Number {
    (input as u64) << 32 | record & 0xffff_ffff
}

/// The input and the record of a number.
pub(super) fn place_of(number: Number) -> (usize, u64) {
    ((number >> 32) as usize, number & 0xffff_ffff)
}

/// What is kept of a document.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Kept {
    pub(super) document: Document,
    /// In the order of the text.
    pub(super) reports: Vec<Report>,
}

/// What a document tells of events: the number of each in it, and the telling.
pub(super) type Told = Vec<(u32, Telling)>;

impl Kept {
    /// What it tells, under names that are the same whenever it is read.
    pub(super) fn told(&self, above: Above<'_>) -> Told {
        let page: String =
            Sha256::digest(self.document.id.as_bytes()).iter().take(8).map(|b| format!("{b:02x}")).collect();
        let reports: Vec<&Report> = self.reports.iter().filter(|r| tells_an_event(r)).collect();
        let mut numbers: Vec<u32> = Vec::new();
        for report in &reports {
            if !numbers.contains(&report.event) {
                numbers.push(report.event);
            }
        }
        let of = |number: u32| {
            let of: Vec<&Report> = reports.iter().filter(|r| r.event == number).copied().collect();
            let telling = Telling::of("", self.document.published, &of, above)?;
            Some((number, Telling { id: format!("{page}#{number}"), document: page.clone(), ..telling }))
        };
        numbers.into_iter().filter_map(of).collect()
    }

    /// The document as a whole.
    pub(super) fn story(&self, above: Above<'_>) -> Story {
        Story::read(&self.document, &self.reports, Rarity::builtin(), above)
    }
}

/// Values by number, of two generations: when the young one is full it becomes the old one, and the old one goes.
struct Lately<V> {
    young: HashMap<Number, Arc<V>>,
    old: HashMap<Number, Arc<V>>,
}

/// Values of one generation.
const GENERATION: usize = 1_500;

impl<V> Lately<V> {
    fn get(&mut self, number: Number) -> Option<Arc<V>> {
        if let Some(found) = self.young.get(&number) {
            return Some(Arc::clone(found));
        }
        let found = self.old.remove(&number)?;
        self.put(number, Arc::clone(&found));
        Some(found)
    }

    fn put(&mut self, number: Number, value: Arc<V>) {
        if self.young.len() >= GENERATION {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(number, value);
    }
}

/// What is remembered of one kind.
struct Memory<V>(Mutex<Lately<V>>);

impl<V> Memory<V> {
    fn new() -> Self {
        Self(Mutex::new(Lately { young: HashMap::new(), old: HashMap::new() }))
    }

    fn get(&self, number: Number, make: impl FnOnce() -> Result<V, BatchError>) -> Result<Arc<V>, BatchError> {
        if let Some(found) = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(number) {
            return Ok(found);
        }
        let made = Arc::new(make()?);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).put(number, Arc::clone(&made));
        Ok(made)
    }
}

/// A document as its events are compared.
pub(super) struct Teller {
    pub(super) told: Told,
    pub(super) story: Story,
}

/// The documents. In memory are 24 bytes of each, and those lately used.
pub(super) struct Library {
    path: PathBuf,
    files: Mutex<Vec<File>>,
    /// Number, place in the file and length, by number.
    index: Vec<(Number, u64, u32)>,
    pages: Memory<Page>,
    tellers: Memory<Teller>,
}

/// A library in the making.
pub(super) struct Shelf {
    path: PathBuf,
    file: BufWriter<File>,
    at: u64,
    index: Vec<(Number, u64, u32)>,
}

impl Shelf {
    pub(super) fn new(scratch: &Path) -> Result<Self, BatchError> {
        let path = scratch.join("documents.bin");
        let file = File::create(&path).map_err(|e| BatchError::write(&path, &e))?;
        Ok(Self { path, file: BufWriter::with_capacity(1 << 20, file), at: 0, index: Vec::new() })
    }

    pub(super) fn add(&mut self, number: Number, kept: &[u8]) -> Result<(), BatchError> {
        self.file.write_all(kept).map_err(|e| BatchError::write(&self.path, &e))?;
        self.index.push((number, self.at, u32::try_from(kept.len()).unwrap_or(u32::MAX)));
        self.at += kept.len() as u64;
        Ok(())
    }

    pub(super) fn end(mut self) -> Result<Library, BatchError> {
        self.file.flush().map_err(|e| BatchError::write(&self.path, &e))?;
        self.index.sort_unstable();
        Ok(Library {
            path: self.path,
            files: Mutex::default(),
            index: self.index,
            pages: Memory::new(),
            tellers: Memory::new(),
        })
    }
}

impl Library {
    /// How many documents there are.
    pub(super) fn len(&self) -> usize {
        self.index.len()
    }

    /// Their numbers, rising.
    pub(super) fn numbers(&self) -> impl Iterator<Item = Number> {
        self.index.iter().map(|(number, ..)| *number)
    }

    /// The place of a document among all, from 0.
    pub(super) fn position(&self, number: Number) -> Option<usize> {
        self.index.binary_search_by_key(&number, |(n, ..)| *n).ok()
    }

    /// A document as it was kept.
    pub(super) fn kept(&self, number: Number) -> Result<Kept, BatchError> {
        let lost = |why: String| BatchError::output(&self.path, why);
        let at =
            self.position(number).ok_or_else(|| lost(format!("document {number} is not in it; please report it")))?;
        let (_, from, length) = self.index[at];
        // One file for each thread that reads: a place in a file is not shared.
        let file = self.files.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let read = || -> std::io::Result<(File, Vec<u8>)> {
            let mut file = match file {
                Some(file) => file,
                None => File::open(&self.path)?,
            };
            let mut bytes = vec![0; length as usize];
            file.seek(SeekFrom::Start(from))?;
            file.read_exact(&mut bytes)?;
            Ok((file, bytes))
        };
        let (file, bytes) = read().map_err(|e| lost(format!("cannot be read ({e})")))?;
        self.files.lock().unwrap_or_else(PoisonError::into_inner).push(file);
        serde_json::from_slice(&bytes).map_err(|e| lost(format!("document {number} cannot be read ({e})")))
    }

    /// A document as its words are compared.
    pub(super) fn page(&self, number: Number) -> Result<Arc<Page>, BatchError> {
        self.pages.get(number, || Ok(Page::read(&self.kept(number)?.document, Credits::builtin())))
    }

    /// A document as its events are compared.
    pub(super) fn teller(&self, number: Number, above: Above<'_>) -> Result<Arc<Teller>, BatchError> {
        self.tellers.get(number, || {
            let kept = self.kept(number)?;
            Ok(Teller { told: kept.told(above), story: kept.story(above) })
        })
    }

    /// Whom a document credits and cites.
    pub(super) fn sources(&self, number: Number) -> Result<Sources, BatchError> {
        Ok(Sources::of(&*self.page(number)?))
    }
}
