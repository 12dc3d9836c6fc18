//! The lexicon of a running server: what is read with now, changes that are tried, and documents that are read again.
//!
//! Whoever asks gets the lexicon of the moment ([`Desk::current`]). It is made anew and put in its place in one step when a change
//! is kept here, and when the files of the user's folder were changed by another program.

mod work;

use crate::cases::Case;
use crate::draft::{Draft, FileText};
use crate::error::EditError;
use crate::family::{Families, Family, FamilyRow, Origin, rows};
use crate::folder::Folder;
use crate::history::Entry;
use crate::job::{Job, JobView};
use marsad_lexicon::{Files, Lexicon};
use marsad_store::{Alias, AliasKind, Upkeep};
use marsad_text::fold_str;
use std::collections::VecDeque;
use std::path::Path;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::{Duration, Instant, SystemTime};

/// Reads the files anew: the program's own with the user's folders over them.
pub type Layers = Box<dyn Fn() -> Result<Files, EditError> + Send + Sync>;

/// Is told of every lexicon that takes the place of another.
type OnChange = Box<dyn Fn(&Lexicon) + Send + Sync>;

/// How often the folder is looked at for changes of other programs.
const LOOK: Duration = Duration::from_secs(2);
/// How many changes that were tried are remembered.
const KEPT: usize = 24;

/// How far work behind a page goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Documents of the first sample.
    pub sample: usize,
    /// Documents that a page shows.
    pub shown: usize,
    /// How long a trial may take.
    pub time: Duration,
    /// Trials under way at once.
    pub trials: usize,
    /// Threads of a trial.
    pub threads: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { sample: 300, shown: 200, time: Duration::from_secs(1800), trials: 2, threads: 1 }
    }
}

/// What is read with at a moment.
pub struct Current {
    /// The files.
    pub files: Files,
    /// Their families.
    pub families: Families,
    /// Compiled.
    pub lexicon: Lexicon,
    /// The files of the user's folder when it was made.
    stamp: Stamp,
}

/// The files of a folder with their sizes and times.
type Stamp = Vec<(String, u64, Option<SystemTime>)>;

/// A change that is tried.
struct Kept {
    id: u64,
    who: String,
    at: String,
    draft: Draft,
    /// The lexicon of the draft, until the first trial takes it.
    lexicon: Mutex<Option<Arc<Lexicon>>>,
    job: Mutex<Option<(Arc<Job>, bool)>>,
    saved: Mutex<Option<u64>>,
}

/// A change that is tried, as a page shows it.
#[derive(Debug, Clone)]
pub struct Tried {
    /// Its number.
    pub id: u64,
    /// Who tries it.
    pub who: String,
    /// Since when, UTC.
    pub at: String,
    /// The change; without its lexicon.
    pub draft: Draft,
    /// How the trial stands.
    pub job: Option<JobView>,
    /// Whether it goes over all documents, not a sample.
    pub whole: bool,
    /// The entry of the history that it became.
    pub saved: Option<u64>,
}

/// The desk that a server works at.
pub struct Desk {
    folder: Folder,
    layers: Layers,
    store: Arc<dyn Upkeep>,
    limits: Limits,
    current: RwLock<Arc<Current>>,
    looked: Mutex<Instant>,
    told: Mutex<Vec<OnChange>>,
    tried: Mutex<VecDeque<Arc<Kept>>>,
    again: Mutex<Option<(Arc<Job>, Option<u64>)>>,
    next: AtomicU64,
}

fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

impl std::fmt::Debug for Desk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Desk").field("folder", &self.folder).finish_non_exhaustive()
    }
}

impl Desk {
    /// A desk over a user's folder and a store.
    ///
    /// # Errors
    /// When the lexicon cannot be read or does not compile.
    pub fn open(folder: Folder, layers: Layers, store: Arc<dyn Upkeep>, limits: Limits) -> Result<Self, EditError> {
        let current = read(&folder, &layers)?;
        Ok(Self {
            folder,
            layers,
            store,
            limits,
            current: RwLock::new(Arc::new(current)),
            looked: Mutex::new(Instant::now()),
            told: Mutex::default(),
            tried: Mutex::default(),
            again: Mutex::default(),
            next: AtomicU64::new(1),
        })
    }

    /// The user's folder.
    #[must_use]
    pub fn folder(&self) -> &Folder {
        &self.folder
    }

    /// The limits of work behind pages.
    #[must_use]
    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// Has `told` hear of every lexicon that takes the place of another.
    pub fn on_change(&self, told: impl Fn(&Lexicon) + Send + Sync + 'static) {
        held(&self.told).push(Box::new(told));
    }

    /// What is read with now. Looks now and then whether another program changed the folder; what does not compile then is left
    /// out, and the lexicon stays as it was.
    #[must_use]
    pub fn current(&self) -> Arc<Current> {
        let due = {
            let mut looked = held(&self.looked);
            let due = looked.elapsed() >= LOOK;
            if due {
                *looked = Instant::now();
            }
            due
        };
        let now = self.now();
        if due && stamp(self.folder.path()) != now.stamp && self.reload().is_ok() {
            return self.now();
        }
        now
    }

    fn now(&self) -> Arc<Current> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Reads the lexicon anew and puts it in the place of the one before.
    ///
    /// # Errors
    /// When it cannot be read or does not compile; then nothing changed.
    pub fn reload(&self) -> Result<(), EditError> {
        let made = Arc::new(read(&self.folder, &self.layers)?);
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&made);
        for told in held(&self.told).iter() {
            told(&made.lexicon);
        }
        Ok(())
    }

    /// The rows of a family, in the order of its files.
    ///
    /// # Errors
    /// When there is no such family.
    pub fn rows(&self, family: &str) -> Result<(Family, Vec<FamilyRow>), EditError> {
        let current = self.current();
        let family = current.families.get(family)?.clone();
        let mut out = Vec::new();
        rows(&current.files, &family, self.folder.path(), |row| out.push(row));
        Ok((family, out))
    }

    /// Every row of a key, the one that counts last.
    ///
    /// # Errors
    /// When there is no such family.
    pub fn row(&self, family: &str, key: &str) -> Result<(Family, Vec<FamilyRow>), EditError> {
        let current = self.current();
        let family = current.families.get(family)?.clone();
        let mut out = Vec::new();
        rows(&current.files, &family, self.folder.path(), |row| {
            if row.key == key {
                out.push(row);
            }
        });
        // One's own counts before all others.
        out.sort_by_key(|row| row.origin == Origin::Own);
        Ok((family, out))
    }

    /// Rows with these words in a cell, whatever the spelling; at most so many, with their families, and how many there are.
    #[must_use]
    pub fn find(&self, words: &str, gazetteer: bool, most: usize) -> (u64, Vec<(String, FamilyRow)>) {
        let current = self.current();
        let folded = fold_str(words.trim());
        let lower = words.trim().to_lowercase();
        let (mut count, mut exact, mut out) = (0, Vec::new(), Vec::new());
        if lower.is_empty() {
            return (0, out);
        }
        for family in current.families.all().iter().filter(|family| family.is_gazetteer() == gazetteer) {
            rows(&current.files, family, self.folder.path(), |row| {
                let said = |cell: &str| cell.to_lowercase().contains(&lower) || fold_str(cell).contains(&folded);
                let hit = row.cells.iter().any(|(c, v)| !matches!(c.as_str(), "source" | "licence") && said(v));
                if !hit {
                    return;
                }
                count += 1;
                let whole = row.key == words.trim()
                    || row.cells.iter().any(|(_, v)| v.split('|').any(|part| fold_str(part.trim()) == folded));
                let into = if whole { &mut exact } else { &mut out };
                if into.len() < most {
                    into.push((family.key.clone(), row));
                }
            });
        }
        exact.append(&mut out);
        exact.truncate(most);
        (count, exact)
    }

    /// Keeps a change that was tried, and reads with it from now on.
    ///
    /// # Errors
    /// As [`Folder::save`].
    pub fn save(&self, id: u64, who: &str, why: &str) -> Result<Entry, EditError> {
        let kept = self.kept(id)?;
        if let Some(entry) = *held(&kept.saved) {
            return Err(EditError::bad(format!("it was saved already, as change {entry}")));
        }
        let entry = self.folder.save(&kept.draft, who, why)?;
        *held(&kept.saved) = Some(entry.id);
        self.reload()?;
        Ok(entry)
    }

    /// Takes a change back, and reads without it from now on.
    ///
    /// # Errors
    /// As [`Folder::undo`]; when the lexicon would not compile without it.
    pub fn undo(&self, id: u64, who: &str, why: &str) -> Result<Entry, EditError> {
        let current = self.current();
        let entry = self.folder.undo(id, who, why, |texts| compiles(&current.files, texts))?;
        self.reload()?;
        Ok(entry)
    }

    /// The history, the latest first.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn log(&self) -> Result<Vec<Entry>, EditError> {
        self.folder.log()
    }

    /// Names that corrections give to actors and places and that the lexicon does not know yet, with the family of the row that
    /// they are of; the best founded first, at most so many.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn suggestions(&self, most: usize) -> Result<Vec<(&'static str, Alias)>, EditError> {
        let current = self.current();
        let lexicon = &current.lexicon;
        let mut out = Vec::new();
        for alias in self.store.aliases()? {
            let family = match alias.kind {
                AliasKind::Place => lexicon
                    .gazetteer
                    .index(&alias.id)
                    .map(|at| ("places", lexicon.gazetteer.names.get(&alias.words).contains(&at))),
                AliasKind::Actor => lexicon.entities.get(&alias.id).map(|entity| {
                    let names = lexicon.entities.names.get(&alias.words);
                    let known = names.iter().any(|at| lexicon.entities.at(*at).id == alias.id);
                    (if entity.kind == "person" { "people" } else { "actors" }, known)
                }),
            };
            if let Some((family, false)) = family {
                out.push((family, alias));
                if out.len() == most {
                    break;
                }
            }
        }
        Ok(out)
    }

    /// The cases of one's own files.
    ///
    /// # Errors
    /// When a file of cases is not one.
    pub fn own_cases(&self) -> Result<Vec<(String, Vec<Case>)>, EditError> {
        let current = self.current();
        let all = crate::apply::own_cases(&current.files, self.folder.path());
        all.into_iter().map(|(name, text)| Ok((name.clone(), Case::of_file(&name, &text)?))).collect()
    }
}

/// Refuses texts with which the lexicon would not compile.
fn compiles(files: &Files, texts: &[FileText]) -> Result<(), EditError> {
    let mut after = files.clone();
    for text in texts {
        after.set_layer(&text.path, &text.name, text.after.as_deref());
    }
    Lexicon::compile(&after).map(|_| ()).map_err(EditError::from)
}

fn read(folder: &Folder, layers: &Layers) -> Result<Current, EditError> {
    // The stamp first: what is changed meanwhile is seen the next time.
    let stamp = stamp(folder.path());
    let files = layers()?;
    let lexicon = Lexicon::compile(&files)?;
    Ok(Current { families: Families::of(&files), files, lexicon, stamp })
}

/// The files of a lexicon folder with their sizes and times, in order.
fn stamp(folder: &Path) -> Stamp {
    fn walk(dir: &Path, out: &mut Stamp) {
        let Ok(listed) = std::fs::read_dir(dir) else { return };
        for entry in listed.flatten() {
            let Ok(about) = entry.metadata() else { continue };
            if about.is_dir() {
                walk(&entry.path(), out);
            } else if entry.path().extension().is_none_or(|end| end != "part") {
                out.push((entry.path().display().to_string(), about.len(), about.modified().ok()));
            }
        }
    }
    let mut out = Vec::new();
    for root in ["lexicon", "gazetteer"] {
        walk(&folder.join(root), &mut out);
    }
    out.sort();
    out
}
