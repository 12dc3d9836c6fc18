//! The user's own lexicon folder: the only place that is ever written, a change at a time.

use crate::draft::{Draft, FileText};
use crate::error::EditError;
use crate::history::{self, Entry, EntryFile, entry_folder, hash, is_plain, numbers};
use crate::reach::Reach;
use std::fs::{File, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How long another program that changes the folder is waited for.
const WAIT: Duration = Duration::from_secs(5);

/// A user's lexicon folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder(PathBuf);

impl Folder {
    /// The folder at a path; it need not be there yet.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }

    fn history(&self) -> PathBuf {
        self.0.join("history")
    }

    /// All changes, the latest first.
    ///
    /// # Errors
    /// When the history cannot be read.
    pub fn log(&self) -> Result<Vec<Entry>, EditError> {
        history::log(&self.history())
    }

    /// Keeps a change: all of its files or, on an error, none.
    ///
    /// # Errors
    /// [`EditError::Refused`] where lint or a case speaks against it, [`EditError::Changed`] where the files are not as they were
    /// when it was made ready.
    pub fn save(&self, draft: &Draft, who: &str, why: &str) -> Result<Entry, EditError> {
        let against = draft.against();
        if !against.is_empty() {
            return Err(EditError::Refused { lines: against });
        }
        if draft.texts.is_empty() {
            return Err(EditError::bad("nothing would change: the rows stand there as they are"));
        }
        let entry = Entry {
            id: 0,
            at: crate::now(),
            who: who.to_owned(),
            why: why.trim().to_owned(),
            words: draft.words(),
            changes: draft.changes.clone(),
            cases: draft.cases.clone(),
            files: Vec::new(),
            undoes: None,
            reach: draft.reach.clone(),
            undone: false,
        };
        let _lock = self.lock()?;
        self.recover()?;
        self.write(entry, &draft.texts)
    }

    /// Takes a change back: its files are as they were before it, byte for byte. `check` sees them before they are written.
    ///
    /// # Errors
    /// [`EditError::NoUndo`] where a later change or another hand has touched the files since.
    pub fn undo(
        &self,
        id: u64,
        who: &str,
        why: &str,
        check: impl FnOnce(&[FileText]) -> Result<(), EditError>,
    ) -> Result<Entry, EditError> {
        let _lock = self.lock()?;
        self.recover()?;
        let log = self.log()?;
        let no = |why: String| EditError::NoUndo { id, why };
        let entry = log.iter().find(|entry| entry.id == id).ok_or_else(|| no("there is no such change".into()))?;
        if entry.undone {
            return Err(no("it was taken back already".into()));
        }
        let mut texts = Vec::with_capacity(entry.files.len());
        for file in &entry.files {
            let path = self.0.join(&file.path);
            let now = read(&path)?;
            if now.as_deref().map(|text| hash(text.as_bytes())) != file.after {
                let undone: Vec<u64> = log.iter().filter_map(|e| e.undoes).collect();
                let later = log.iter().rev().find(|e| {
                    e.id > id
                        && e.undoes.is_none()
                        && !undone.contains(&e.id)
                        && e.files.iter().any(|f| f.path == file.path)
                });
                return Err(no(match later {
                    Some(later) => {
                        format!("change {} came after it in {}: take that back first", later.id, path.display())
                    }
                    None => format!("{} was changed by hand since: change its rows there", path.display()),
                }));
            }
            let kept = entry_folder(&self.history(), id).join("before").join(&file.path);
            let before = match &file.before {
                None => None,
                Some(known) => {
                    let text = read(&kept)?.filter(|text| hash(text.as_bytes()) == *known);
                    Some(text.ok_or_else(|| no(format!("{} is not as it was kept", kept.display())))?)
                }
            };
            let name = path.display().to_string();
            texts.push(FileText { path: file.path.clone(), name, before: now, after: before });
        }
        check(&texts)?;
        let undoing = Entry {
            id: 0,
            at: crate::now(),
            who: who.to_owned(),
            why: why.trim().to_owned(),
            words: entry.words.clone(),
            changes: Vec::new(),
            cases: Vec::new(),
            files: Vec::new(),
            undoes: Some(id),
            reach: entry.reach.clone(),
            undone: false,
        };
        self.write(undoing, &texts)
    }

    /// The latest change that can be taken back: none takes it back, and it takes none back.
    ///
    /// # Errors
    /// When the history cannot be read.
    pub fn last(&self) -> Result<Option<Entry>, EditError> {
        Ok(self.log()?.into_iter().find(|entry| !entry.undone && entry.undoes.is_none()))
    }

    /// What a change can touch.
    ///
    /// # Errors
    /// When there is no such change.
    pub fn reach(&self, id: u64) -> Result<Reach, EditError> {
        let found = self.log()?.into_iter().find(|entry| entry.id == id);
        found
            .map(|entry| entry.reach)
            .ok_or_else(|| EditError::bad(format!("there is no change {id}: see `marsad lexicon log`")))
    }

    /// Held by whoever changes the folder, until it is dropped.
    fn lock(&self) -> Result<File, EditError> {
        let history = self.history();
        std::fs::create_dir_all(&history).map_err(|e| EditError::io("make the folder", &history, e))?;
        let path = history.join("lock");
        let file = File::options()
            .create(true)
            .write(true)
            .truncate(false)
            .open(&path)
            .map_err(|e| EditError::io("write", &path, e))?;
        let began = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(file),
                Err(TryLockError::WouldBlock) if began.elapsed() < WAIT => {
                    std::thread::sleep(Duration::from_millis(20))
                }
                Err(TryLockError::WouldBlock) => return Err(EditError::Locked { path: self.0.clone() }),
                Err(TryLockError::Error(e)) => return Err(EditError::io("lock", &path, e)),
            }
        }
    }

    /// Puts back the files of changes that were cut short.
    fn recover(&self) -> Result<(), EditError> {
        let (_, parts) = numbers(&self.history())?;
        for part in parts {
            // Without its entry no file was touched yet.
            if part.join("entry.json").exists() {
                let entry = history::read(&part)?;
                for file in &entry.files {
                    let path = self.0.join(&file.path);
                    let now = read(&path)?;
                    if now.as_deref().map(|text| hash(text.as_bytes())) == file.after {
                        let before =
                            if file.before.is_some() { read(&part.join("before").join(&file.path))? } else { None };
                        put(&path, before.as_deref())?;
                    }
                }
            }
            std::fs::remove_dir_all(&part).map_err(|e| EditError::io("remove", &part, e))?;
        }
        Ok(())
    }

    /// Writes the files of a change and its entry.
    fn write(&self, mut entry: Entry, texts: &[FileText]) -> Result<Entry, EditError> {
        for text in texts {
            if !is_plain(&text.path) {
                return Err(EditError::bad(format!("`{}` is no file of a lexicon", text.path)));
            }
            let path = self.0.join(&text.path);
            if read(&path)? != text.before {
                return Err(EditError::Changed { file: path.display().to_string() });
            }
        }
        let history = self.history();
        entry.id = numbers(&history)?.0.last().copied().unwrap_or(0) + 1;
        let of = |text: &Option<String>| text.as_deref().map(|text| hash(text.as_bytes()));
        entry.files = texts
            .iter()
            .map(|text| EntryFile { path: text.path.clone(), before: of(&text.before), after: of(&text.after) })
            .collect();
        let whole = entry_folder(&history, entry.id);
        let part = whole.with_extension("part");
        for text in texts {
            if let Some(before) = &text.before {
                put(&part.join("before").join(&text.path), Some(before))?;
            }
        }
        let json = serde_json::to_string_pretty(&entry)
            .map_err(|e| EditError::History { path: part.clone(), why: e.to_string() })?;
        put(&part.join("entry.json"), Some(&json))?;
        for text in texts {
            put(&self.0.join(&text.path), text.after.as_deref())?;
        }
        std::fs::rename(&part, &whole).map_err(|e| EditError::io("write", &whole, e))?;
        sync(&history);
        Ok(entry)
    }
}

/// The text of a file; none where there is no such file.
fn read(path: &Path) -> Result<Option<String>, EditError> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(EditError::io("read", path, e)),
    }
}

/// Writes a file so that it is there whole or not at all; without a text it goes.
fn put(path: &Path, text: Option<&str>) -> Result<(), EditError> {
    let Some(text) = text else {
        return match std::fs::remove_file(path) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(EditError::io("remove", path, e)),
            _ => Ok(()),
        };
    };
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent).map_err(|e| EditError::io("make the folder", parent, e))?;
    }
    let mut half = path.as_os_str().to_owned();
    half.push(".part");
    let half = PathBuf::from(half);
    let written = File::create(&half).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()
    });
    written.and_then(|()| std::fs::rename(&half, path)).map_err(|e| EditError::io("write", path, e))?;
    if let Some(parent) = path.parent() {
        sync(parent);
    }
    Ok(())
}

/// Has the names in a folder reach the disk, where the system does that.
fn sync(folder: &Path) {
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Case, Change};
    use marsad_lexicon::{Files, Lexicon};

    fn draft(folder: &Folder, change: &str) -> Draft {
        let mut files = Files::builtin();
        files.overlay(folder.path()).unwrap();
        let lexicon = Lexicon::compile(&files).unwrap();
        Draft::make(&files, &lexicon, folder.path(), vec![Change::read(change).unwrap()], Vec::new()).unwrap()
    }

    const ONE: &str = "actor:id=wadi-brigade;en=Wadi Brigade;ar=لواء الوادي;kind=armed-group;sector=REB;country=SYR";
    const TWO: &str = "actor:id=hill-brigade;en=Hill Brigade;ar=لواء التلال;kind=armed-group;sector=REB;country=SYR";

    #[test]
    fn a_change_is_kept_with_who_and_why_and_taken_back_to_the_byte() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::new(dir.path().join("mine"));
        let first = folder.save(&draft(&folder, ONE), "Rima", "new in the south").unwrap();
        assert_eq!((first.id, first.who.as_str(), first.why.as_str()), (1, "Rima", "new in the south"));
        let path = folder.path().join("lexicon/ar/actors/own.tsv");
        let bytes = std::fs::read(&path).unwrap();
        let second = folder.save(&draft(&folder, TWO), "Omar", "").unwrap();
        assert_ne!(std::fs::read(&path).unwrap(), bytes);

        let error = folder.undo(1, "Rima", "", |_| Ok(())).unwrap_err().to_string();
        assert!(error.contains("change 2 came after it"), "{error}");
        assert_eq!(folder.last().unwrap().unwrap().id, 2);
        let undone = folder.undo(second.id, "Rima", "no such group", |_| Ok(())).unwrap();
        assert_eq!((undone.id, undone.undoes), (3, Some(2)));
        assert_eq!(std::fs::read(&path).unwrap(), bytes);
        assert!(folder.undo(2, "Rima", "", |_| Ok(())).unwrap_err().to_string().contains("already"));
        assert_eq!(folder.last().unwrap().unwrap().id, 1);
        folder.undo(1, "Rima", "", |_| Ok(())).unwrap();
        assert!(!path.exists());
        let log = folder.log().unwrap();
        assert_eq!(
            log.iter().map(|e| (e.id, e.undone)).collect::<Vec<_>>(),
            [(4, false), (3, false), (2, true), (1, true)]
        );
        assert_eq!(folder.last().unwrap(), None);
    }

    #[test]
    fn what_another_hand_changed_is_neither_overwritten_nor_taken_back() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::new(dir.path());
        let late = draft(&folder, TWO);
        folder.save(&draft(&folder, ONE), "Rima", "").unwrap();
        assert!(matches!(folder.save(&late, "Omar", "").unwrap_err(), EditError::Changed { .. }));
        let path = dir.path().join("lexicon/ar/actors/own.tsv");
        let mut text = std::fs::read_to_string(&path).unwrap();
        text.push_str("# by hand\n");
        std::fs::write(&path, &text).unwrap();
        let error = folder.undo(1, "Rima", "", |_| Ok(())).unwrap_err().to_string();
        assert!(error.contains("by hand"), "{error}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
        let refused = folder.undo(1, "Rima", "", |_| Err(EditError::Cancelled)).unwrap_err();
        assert!(matches!(refused, EditError::NoUndo { .. }));
    }

    #[test]
    fn lint_and_cases_keep_a_change_out() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::new(dir.path());
        let mut bad = draft(&folder, ONE);
        let case = Case { expect: "wadi-brigade".into(), text: "⟦مسلحون⟧ هاجموا".into() };
        bad.results.push(crate::CaseResult { case, holds: false, found: Vec::new(), file: None });
        let error = folder.save(&bad, "Rima", "").unwrap_err().to_string();
        assert!(error.contains("nothing was saved") && error.contains("expects wadi-brigade"), "{error}");
        assert!(!dir.path().join("lexicon").exists());
    }

    #[test]
    fn a_change_that_was_cut_short_is_put_back_by_the_next() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::new(dir.path());
        folder.save(&draft(&folder, ONE), "Rima", "").unwrap();
        let path = dir.path().join("lexicon/ar/actors/own.tsv");
        let bytes = std::fs::read(&path).unwrap();
        folder.save(&draft(&folder, TWO), "Rima", "").unwrap();
        // As if the program had been killed before the entry got its name.
        std::fs::rename(dir.path().join("history/000002"), dir.path().join("history/000002.part")).unwrap();
        assert_eq!(folder.log().unwrap().len(), 1);
        let error = folder.undo(7, "Rima", "", |_| Ok(())).unwrap_err().to_string();
        assert!(error.contains("no such change"), "{error}");
        assert_eq!(std::fs::read(&path).unwrap(), bytes);
        assert!(!dir.path().join("history/000002.part").exists());
        assert_eq!(folder.save(&draft(&folder, TWO), "Rima", "").unwrap().id, 2);
    }

    #[test]
    fn two_programs_take_turns() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::new(dir.path());
        let held = folder.lock().unwrap();
        let other = folder.clone();
        let waiting = std::thread::spawn(move || other.lock().map(|_| ()));
        std::thread::sleep(Duration::from_millis(100));
        assert!(!waiting.is_finished());
        drop(held);
        waiting.join().unwrap().unwrap();
    }
}
