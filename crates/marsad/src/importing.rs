//! Many pages into the store: files with their items, coded on all cores, kept in order, noted as done.

use std::collections::HashMap;
use std::io::Write;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::Context;
use marsad_acquire::sources::{self, Item, Journal, Place, Source, SourceError, Standing, Unit};
use marsad_acquire::{Exchange, Limits, Warning, fetch_exchange};
use marsad_coder::Coder;
use marsad_lexicon::Lexicon;
use marsad_model::Day;
use marsad_store::{Added, NewDocument, Upkeep};

use crate::commands::add::new_document;
use crate::pages::{self, Page};
use crate::report::{Level, Report};
use crate::talk::{Bar, talk};
use crate::weighing;

/// Items that are read and coded before they are kept.
const BATCH: usize = 64;
/// New documents after which those that wait are weighed: parts that hang together are put together once for all of them.
const WEIGHED_AT_ONCE: u64 = 1_000;
/// Bytes of items that are held at once, about.
const BATCH_BYTES: usize = 64 << 20;

/// How an import is to go.
pub struct Options {
    /// Bounds on each item.
    pub limits: Limits,
    /// The day of publication of everything.
    pub published: Option<Day>,
    /// Whether files are read that were imported before.
    pub again: bool,
    /// How many threads read and code.
    pub threads: usize,
    /// How long to wait between two requests to the same host.
    pub delay: Duration,
}

/// An import under way.
pub struct Import<'s> {
    store: &'s dyn Upkeep,
    coder: &'s Coder<'s>,
    options: Options,
    journal: Journal,
    /// What went wrong.
    pub report: Report,
    /// Documents that are new.
    pub added: u64,
    /// Documents that were there already.
    pub known: u64,
    /// Files that were imported before and have not changed since.
    pub unchanged: u64,
    asked: HashMap<String, Instant>,
    lexicon: &'s Lexicon,
    /// New documents that were not weighed yet.
    waiting: u64,
}

/// An item, and how it came where it came over the wire.
struct Got {
    item: Item,
    exchange: Option<Box<Exchange>>,
}

/// What became of one step of a source.
enum Coded {
    Ready(Box<NewDocument>, Place, Vec<Warning>),
    Failed(Place, String, String),
    Told(SourceError),
}

impl<'s> Import<'s> {
    /// Prepares an import into a store; `notes` is the file that remembers how far imports are.
    pub fn new(
        store: &'s dyn Upkeep,
        coder: &'s Coder<'s>,
        lexicon: &'s Lexicon,
        notes: &Path,
        report: Report,
        options: Options,
    ) -> anyhow::Result<Self> {
        let journal = Journal::open(notes).with_context(|| {
            format!("{}: the record of imports cannot be read; move it away to import anew", notes.display())
        })?;
        let (added, known, unchanged, waiting) = (0, 0, 0, 0);
        let asked = HashMap::new();
        Ok(Self { store, coder, options, journal, report, added, known, unchanged, asked, lexicon, waiting })
    }

    /// Weighs what was added. What an import that is cut short leaves is weighed by the next one.
    pub fn weigh(&mut self) -> anyhow::Result<()> {
        if self.waiting > 0 {
            self.waiting = 0;
            weighing::weigh(self.store, self.lexicon)?;
        }
        Ok(())
    }

    /// Everything at a path: a file, or the files below a folder. True where there was more than one page to expect.
    pub fn path(&mut self, path: &Path, out: &mut impl Write) -> anyhow::Result<bool> {
        let folder = path.is_dir();
        let files = sources::files(path);
        let size = |f: &Path| std::fs::metadata(f).map_or(0, |m| m.len());
        let total: u64 = files.iter().flatten().map(|f| size(f)).sum();
        let mut many = folder;
        let mut bar = None;
        let mut through = 0;
        for file in files {
            let file = match file {
                Ok(file) => file,
                Err(error) => {
                    self.told(&error)?;
                    continue;
                }
            };
            match sources::open(&file, &self.options.limits) {
                Err(error) => self.told(&error)?,
                Ok(source) => {
                    many |= source.kind().is_many();
                    if many && bar.is_none() {
                        bar = Some(Bar::over(total));
                    }
                    self.source(source, folder, &mut bar, through, out)?;
                }
            }
            through += size(&file);
            if let Some(bar) = &mut bar {
                bar.at(through, || self.so_far());
            }
        }
        Ok(many)
    }

    /// One file to its end, from where an earlier run has left it.
    fn source(
        &mut self,
        mut source: Source,
        folder: bool,
        bar: &mut Option<Bar>,
        before: u64,
        out: &mut impl Write,
    ) -> anyhow::Result<()> {
        let path = source.path().to_owned();
        // A page that is named is always looked at: it costs nothing, and the person wants its number.
        let noted = source.kind().is_many() || folder;
        let standing = if noted { self.journal.standing(&path) } else { Standing::New };
        match if self.options.again { Standing::New } else { standing } {
            Standing::Done(count) => {
                self.unchanged += 1;
                if source.kind().is_many() {
                    talk!(
                        "{}: imported before ({count} items) and not changed since; --again reads it anew",
                        path.display()
                    );
                }
                return Ok(());
            }
            Standing::Until(count) => {
                talk!("{}: going on after item {count}", path.display());
                source = source.skip_to(count);
            }
            Standing::New => {}
        }
        loop {
            let mut batch = Vec::new();
            let mut bytes = 0;
            while batch.len() < BATCH && bytes < BATCH_BYTES {
                let Some(step) = source.next() else { break };
                let address = step.as_ref().is_ok_and(|item| item.fetched.is_none());
                let step = step.and_then(|item| self.fetched(item));
                bytes += step.as_ref().ok().and_then(|got| got.item.fetched.as_ref()).map_or(0, |f| f.bytes.len());
                batch.push(step);
                // What had to be fetched is kept at once.
                if address {
                    break;
                }
            }
            let ended = batch.is_empty();
            let count = source.number();
            let coded = self.code(batch);
            self.keep(coded, out)?;
            if noted {
                let standing = if ended { Standing::Done(count) } else { Standing::Until(count) };
                self.journal.note(&path, standing).with_context(|| {
                    format!(
                        "{}: how far it is imported cannot be noted; check the store's folder and the free space",
                        path.display()
                    )
                })?;
            }
            if let Some(bar) = bar {
                bar.at(before + source.through(), || self.so_far());
            }
            if ended {
                return Ok(());
            }
        }
    }

    /// An item with its bytes: an address is fetched, no host more often than it can bear.
    fn fetched(&mut self, item: Item) -> Result<Got, SourceError> {
        if item.fetched.is_some() {
            return Ok(Got { item, exchange: None });
        }
        let rest = item.target.split_once("://").map_or(item.target.as_str(), |(_, rest)| rest);
        let host = rest.split(['/', '?']).next().unwrap_or_default().to_owned();
        if let Some(last) = self.asked.get(&host) {
            std::thread::sleep(self.options.delay.saturating_sub(last.elapsed()));
        }
        let answer = fetch_exchange(&item.target, &self.options.limits);
        self.asked.insert(host, Instant::now());
        match answer {
            Ok(exchange) => {
                let item = Item { fetched: Some(exchange.fetched.clone()), captured_at: Some(exchange.at), ..item };
                Ok(Got { item, exchange: Some(Box::new(exchange)) })
            }
            Err(error) => Err(SourceError { place: item.place, reason: error.to_string(), notice: false }),
        }
    }

    /// Reads and codes a batch on all threads; the order stays.
    fn code(&self, batch: Vec<Result<Got, SourceError>>) -> Vec<Coded> {
        let count = batch.len();
        let steps: Vec<Mutex<Option<Result<Got, SourceError>>>> =
            batch.into_iter().map(|s| Mutex::new(Some(s))).collect();
        let done: Vec<Mutex<Option<Coded>>> = (0..count).map(|_| Mutex::new(None)).collect();
        let next = AtomicUsize::new(0);
        let work = || {
            loop {
                let at = next.fetch_add(1, Ordering::Relaxed);
                let Some(step) = steps.get(at) else { break };
                let step = step.lock().unwrap_or_else(PoisonError::into_inner).take();
                let coded = step.map(|step| code(self.coder, step, self.options.published));
                *done[at].lock().unwrap_or_else(PoisonError::into_inner) = coded;
            }
        };
        if count == 1 || self.options.threads < 2 {
            work();
        } else {
            std::thread::scope(|scope| {
                for _ in 0..self.options.threads.min(count) {
                    scope.spawn(work);
                }
            });
        }
        done.into_iter().filter_map(|slot| slot.into_inner().unwrap_or_else(PoisonError::into_inner)).collect()
    }

    /// Keeps coded items, all of them with one flush to the disk, or tells why there is none.
    fn keep(&mut self, batch: Vec<Coded>, out: &mut impl Write) -> anyhow::Result<()> {
        let mut ready = Vec::with_capacity(batch.len());
        let mut places = Vec::with_capacity(batch.len());
        for coded in batch {
            match coded {
                Coded::Told(error) => self.told(&error)?,
                Coded::Failed(place, target, message) => {
                    self.report.tell(Level::Error, Some(&place), &target, &message)?;
                }
                Coded::Ready(new, place, warnings) => {
                    for warning in warnings {
                        self.report.tell(Level::Warning, Some(&place), &new.target, &warning.to_string())?;
                    }
                    ready.push(*new);
                    places.push(place);
                }
            }
        }
        let Some(first) = ready.first() else { return Ok(()) };
        let added = self.store.add_all(&ready).with_context(|| {
            format!(
                "{} was not added, nor what was read together with it; what came before is kept, the same command goes on from here",
                first.target
            )
        })?;
        for ((new, place), added) in ready.iter().zip(&places).zip(added) {
            match added {
                Ok(Added::New(id)) => {
                    self.added += 1;
                    self.waiting += 1;
                    writeln!(out, "{id}\t{}\t{} reports", new.target, new.reports.len())?;
                }
                Ok(Added::Known(id)) => {
                    self.known += 1;
                    writeln!(out, "{id}\t{}\talready there", new.target)?;
                }
                Err(error) => self.report.tell(Level::Error, Some(place), &new.target, &error.to_string())?,
            }
        }
        if self.waiting >= WEIGHED_AT_ONCE {
            self.weigh()?;
        }
        Ok(())
    }

    /// A page that was asked for by itself: an address, or standard input.
    pub fn page(&mut self, input: &str, out: &mut impl Write) -> anyhow::Result<()> {
        let place = Place { path: input.into(), unit: Unit::File, at: 0 };
        let coded = match pages::fetch(input, &self.options.limits) {
            Ok((fetched, exchange)) => {
                let target = fetched.target.clone();
                let item = Item { target, fetched: Some(fetched), captured_at: None, place, number: 0 };
                code(self.coder, Ok(Got { item, exchange }), self.options.published)
            }
            Err(error) => Coded::Failed(place, input.to_owned(), error.to_string()),
        };
        self.keep(vec![coded], out)
    }

    fn told(&mut self, error: &SourceError) -> anyhow::Result<()> {
        let level = if error.notice { Level::Notice } else { Level::Error };
        self.report.tell(level, Some(&error.place), "", &error.reason)
    }

    /// What came of it until now.
    fn so_far(&self) -> String {
        format!("{} new, {} there already, {} failed", self.added, self.known, self.report.errors)
    }

    /// The last line of an import.
    pub fn summary(&self) -> String {
        let mut line = self.so_far();
        let mut more = |count: u64, what: &str| {
            if count > 0 {
                line.push_str(&format!(", {count} {what}"));
            }
        };
        more(self.report.notices, "passed over (pictures, notes and the like)");
        more(self.report.warnings, "doubts");
        more(self.unchanged, "files imported before and not changed since (--again reads them anew)");
        let told = self.report.errors + self.report.notices + self.report.warnings;
        match self.report.name() {
            Some(name) if told > 0 => line.push_str(&format!("; {name} lists each")),
            None if self.report.notices > 0 => line.push_str("; --errors FILE lists each"),
            _ => {}
        }
        line
    }
}

/// Reads and codes one item.
fn code(coder: &Coder<'_>, step: Result<Got, SourceError>, published: Option<Day>) -> Coded {
    let Got { item, exchange } = match step {
        Ok(got) => got,
        Err(error) => return Coded::Told(error),
    };
    let Item { target, fetched, captured_at, place, .. } = item;
    let Some(fetched) = fetched else { return Coded::Failed(place, target, "it has no bytes".to_owned()) };
    let read = pages::quietly(fetched, published).map_err(|e| e.to_string());
    match read.and_then(|(page, warnings)| Ok((new_document(coder, Page { exchange, ..page })?, warnings))) {
        Ok((mut new, warnings)) => {
            if let Some(at) = captured_at {
                new.captured_at = at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
            }
            Coded::Ready(Box::new(new), place, warnings)
        }
        Err(message) => Coded::Failed(place, target, message),
    }
}
