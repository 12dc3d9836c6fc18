//! The output folder: where everything lies in it, and what is done.
//!
//! A file is made under `_tmp` and moved to its place when it is whole. An input is done when its marker stands under `_done`,
//! which is written after its files are in their place. Killed at any moment, a run leaves whole files, and inputs without a marker
//! are done again: their files have the same names and, being made of the same input, the same bytes.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::error::BatchError;
use crate::inputs::Input;
use crate::sink::Made;

/// What a folder was coded with. Datasets are of one reading throughout.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// Version of this layout.
    pub format: u32,
    /// Version of the program.
    pub marsad: String,
    /// Hash of the lexicon.
    pub lexicon: String,
    /// The languages that were taken; all where there are none.
    pub languages: Vec<String>,
    /// Whether mentions were written.
    pub mentions: bool,
}

/// The note of a finished folder.
pub(crate) const FINISHED: &str = "_finished.json";

/// The version of the layout.
pub const FORMAT: u32 = 1;

/// What became of one input.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marker {
    /// Its name.
    pub input: String,
    /// What it was like.
    pub fingerprint: String,
    /// Documents in it.
    pub documents: u64,
    /// Their reports.
    pub reports: u64,
    /// Their mentions.
    pub mentions: u64,
    /// Records that gave no document.
    pub errors: u64,
    /// Documents in other languages, left out.
    pub other_languages: u64,
    /// Records that are no pages: pictures and the like.
    pub passed_over: u64,
    /// Its files.
    pub files: Vec<Made>,
}

impl Marker {
    /// Counts what another one counts, too.
    pub fn add(&mut self, other: &Self) {
        self.documents += other.documents;
        self.reports += other.reports;
        self.mentions += other.mentions;
        self.errors += other.errors;
        self.other_languages += other.other_languages;
        self.passed_over += other.passed_over;
    }
}

/// The output folder of a batch.
#[derive(Debug, Clone)]
pub struct Out {
    root: PathBuf,
}

fn json(value: &impl Serialize) -> Vec<u8> {
    let mut bytes = serde_json::to_vec_pretty(value).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

impl Out {
    /// Opens or makes an output folder.
    ///
    /// # Errors
    /// When it cannot be made, holds something else, or was coded otherwise.
    pub fn open(root: &Path, settings: &Settings, again: bool) -> Result<Self, BatchError> {
        let out = Self { root: root.to_owned() };
        let path = root.join("_batch.json");
        if !path.exists()
            && std::fs::read_dir(root).is_ok_and(|mut all| all.next().is_some())
            && !root.join("_done").is_dir()
        {
            return Err(BatchError::output(root, "is not empty and no folder of a batch; name another --out"));
        }
        for folder in ["_done", "_tmp"] {
            let folder = root.join(folder);
            std::fs::create_dir_all(&folder).map_err(|e| BatchError::write(&folder, &e))?;
        }
        if again {
            // The markers go before the settings change: what is done later is done with these.
            out.keys()?.0.iter().try_for_each(|key| out.undo(key))?;
        }
        if again || !path.exists() {
            // Several shards may begin at once: they write the same.
            out.write_whole(&path, &json(settings))?;
        }
        out.agrees(settings)?;
        Ok(out)
    }

    /// Asks whether the folder is coded with these settings.
    ///
    /// # Errors
    /// When it is coded otherwise, or its note cannot be read.
    pub fn agrees(&self, settings: &Settings) -> Result<(), BatchError> {
        let (root, path) = (&self.root, self.root.join("_batch.json"));
        let found = std::fs::read(&path).map_err(|e| BatchError::output(&path, format!("cannot be read ({e})")))?;
        let found: Settings = serde_json::from_slice(&found)
            .map_err(|e| BatchError::output(&path, format!("is not what a batch writes ({e}); name another --out")))?;
        if found != *settings {
            let what = match () {
                () if found.format != settings.format => "by a program with another layout",
                () if found.lexicon != settings.lexicon => "with another lexicon",
                () if found.marsad != settings.marsad => "by another version of the program",
                () => "with other options (--languages, --no-mentions)",
            };
            let why = format!("was coded {what}; name another --out, or give --again to code everything anew");
            return Err(BatchError::output(root, why));
        }
        Ok(())
    }

    /// Opens a folder that a batch has written.
    ///
    /// # Errors
    /// When it is none.
    pub fn existing(root: &Path) -> Result<Self, BatchError> {
        if root.join("_batch.json").is_file() {
            return Ok(Self { root: root.to_owned() });
        }
        Err(BatchError::output(root, "is no folder that `marsad batch` has written; name the one given as --out"))
    }

    /// Writes a file so that it is there whole or not at all. Until it is, it stands where it is swept away.
    fn write_whole(&self, path: &Path, bytes: &[u8]) -> Result<(), BatchError> {
        let folder = self.root.join("_tmp");
        let write = || -> std::io::Result<()> {
            std::fs::create_dir_all(&folder)?;
            let mut new = tempfile::NamedTempFile::new_in(&folder)?;
            new.write_all(bytes)?;
            new.as_file().sync_all()?;
            new.persist(path)?;
            Ok(())
        };
        write().map_err(|e| BatchError::write(path, &e))
    }

    fn lock_file(&self) -> Result<File, BatchError> {
        let path = self.root.join("_lock");
        File::create(&path).map_err(|e| BatchError::write(path, &e))
    }

    /// Holds the folder while inputs are coded into it, beside others who do; waits while somebody has it alone.
    ///
    /// Where the file system knows no locks nothing is held: what is done by two is done twice, with the same outcome.
    ///
    /// # Errors
    /// When the folder cannot be written to.
    pub fn hold(&self) -> Result<File, BatchError> {
        let file = self.lock_file()?;
        let _ = file.lock_shared();
        Ok(file)
    }

    /// Takes the folder alone; none where others hold it.
    ///
    /// # Errors
    /// When the folder cannot be written to.
    pub fn alone(&self) -> Result<Option<File>, BatchError> {
        let file = self.lock_file()?;
        match file.try_lock() {
            Err(std::fs::TryLockError::WouldBlock) => Ok(None),
            _ => Ok(Some(file)),
        }
    }

    /// The folder.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A folder for files in the making, of one input or purpose; empty.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn scratch(&self, of: &str) -> Result<PathBuf, BatchError> {
        let folder = self.root.join("_tmp").join(of);
        if folder.exists() {
            std::fs::remove_dir_all(&folder).map_err(|e| BatchError::write(&folder, &e))?;
        }
        std::fs::create_dir_all(&folder).map_err(|e| BatchError::write(&folder, &e))?;
        Ok(folder)
    }

    /// A folder for the files of an input in the making, which no other attempt at it uses; it goes with what is returned, or, where
    /// the process ends first, when the folder is swept.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn attempt(&self, key: &str) -> Result<tempfile::TempDir, BatchError> {
        let folder = self.root.join("_tmp");
        std::fs::create_dir_all(&folder)
            .and_then(|()| tempfile::Builder::new().prefix(&format!("{key}.")).tempdir_in(&folder))
            .map_err(|e| BatchError::write(&folder, &e))
    }

    fn marker_path(&self, key: &str) -> PathBuf {
        self.root.join("_done").join(format!("{key}.json"))
    }

    /// What an input that is being moved to its place is noted in.
    fn moving_path(&self, key: &str) -> PathBuf {
        self.root.join("_done").join(format!("{key}.moving"))
    }

    /// What is noted of an input: where it is done.
    #[must_use]
    pub fn marker(&self, key: &str) -> Option<Marker> {
        serde_json::from_slice(&std::fs::read(self.marker_path(key)).ok()?).ok()
    }

    /// Whether an input is done as it is now.
    #[must_use]
    pub fn is_done(&self, input: &Input) -> bool {
        self.marker(&input.key()).is_some_and(|m| m.fingerprint == input.fingerprint)
    }

    /// Whether an input was done and has changed since.
    #[must_use]
    pub fn is_changed(&self, input: &Input) -> bool {
        self.marker(&input.key()).is_some_and(|m| m.fingerprint != input.fingerprint)
    }

    /// The keys of all inputs that are done, and of those that were begun and not ended.
    fn keys(&self) -> Result<(Vec<String>, Vec<String>), BatchError> {
        let folder = self.root.join("_done");
        let unreadable = |e: std::io::Error| BatchError::output(&folder, format!("cannot be read ({e})"));
        let (mut done, mut begun) = (Vec::new(), Vec::new());
        for entry in std::fs::read_dir(&folder).map_err(unreadable)? {
            let name = entry.map_err(unreadable)?.file_name().to_string_lossy().into_owned();
            if let Some(key) = name.strip_suffix(".json") {
                done.push(key.to_owned());
            } else if let Some(key) = name.strip_suffix(".moving") {
                begun.push(key.to_owned());
            }
        }
        done.sort();
        begun.sort();
        Ok((done, begun))
    }

    /// All markers with their keys, by the names of their inputs.
    ///
    /// # Errors
    /// When the folder cannot be read, or an input was begun and not ended.
    pub fn markers(&self) -> Result<Vec<(String, Marker)>, BatchError> {
        let (done, begun) = self.keys()?;
        if let Some(key) = begun.first() {
            let why = format!("{key} was begun and not ended; run the same command again with it among the inputs");
            return Err(BatchError::output(&self.root, why));
        }
        let mut out: Vec<(String, Marker)> =
            done.into_iter().filter_map(|key| Some((key.clone(), self.marker(&key)?))).collect();
        out.sort_by(|a, b| a.1.input.cmp(&b.1.input));
        Ok(out)
    }

    /// Takes the markers of all inputs away of which documents were left out, as another had their id: they may be the first now.
    ///
    /// # Errors
    /// When the folder cannot be read or written to.
    pub fn undo_left_out(&self) -> Result<(), BatchError> {
        let (done, _) = self.keys()?;
        done.iter().filter(|key| self.duplicates_path(key).exists()).try_for_each(|key| self.undo(key))
    }

    /// Takes the marker of an input away, so that it is done again; its files are known still.
    ///
    /// # Errors
    /// When it cannot be moved.
    fn undo(&self, key: &str) -> Result<(), BatchError> {
        let path = self.marker_path(key);
        match std::fs::rename(&path, self.moving_path(key)) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(BatchError::write(path, &e)),
            _ => Ok(()),
        }
    }

    /// The files of an input that are noted already.
    fn noted(&self, key: &str) -> BTreeSet<String> {
        let moving = std::fs::read(self.moving_path(key)).ok().and_then(|b| serde_json::from_slice::<Marker>(&b).ok());
        moving.into_iter().chain(self.marker(key)).flat_map(|m| m.files).map(|f| f.path).collect()
    }

    /// Moves the finished files of an input from `scratch` to their places and notes it as done. What it had before and has no
    /// longer is removed.
    ///
    /// # Errors
    /// When a file cannot be moved; the same input done again puts it right.
    pub fn keep(&self, key: &str, marker: &Marker, scratch: &Path) -> Result<(), BatchError> {
        let moving = self.moving_path(key);
        let old = self.noted(key);
        // From here on the folder is not finished, even if in the end all is as it was.
        remove(&self.root.join(FINISHED))?;
        // Until the marker stands, all files that may lie about are noted.
        let mut noted = marker.clone();
        let new: BTreeSet<&str> = marker.files.iter().map(|f| f.path.as_str()).collect();
        let gone: Vec<&String> = old.iter().filter(|p| !new.contains(p.as_str())).collect();
        noted.files.extend(gone.iter().map(|path| Made { path: (*path).clone(), rows: 0 }));
        self.write_whole(&moving, &json(&noted))?;
        for path in gone.iter().map(|p| self.root.join(p)).chain([self.duplicates_path(key)]) {
            remove(&path)?;
        }
        let mut folders = BTreeSet::new();
        for file in &marker.files {
            let (from, to) = (scratch.join(&file.path), self.root.join(&file.path));
            if let Some(folder) = to.parent() {
                std::fs::create_dir_all(folder).map_err(|e| BatchError::write(folder, &e))?;
                folders.insert(folder.to_owned());
            }
            std::fs::rename(&from, &to).map_err(|e| BatchError::write(&to, &e))?;
        }
        for folder in folders {
            File::open(&folder).and_then(|f| f.sync_all()).map_err(|e| BatchError::write(&folder, &e))?;
        }
        self.write_whole(&self.marker_path(key), &json(marker))?;
        remove(&moving)
    }

    /// Where the documents of an input are listed that were left out because another had their id.
    #[must_use]
    pub fn duplicates_path(&self, key: &str) -> PathBuf {
        self.root.join(format!("duplicates/month=unknown/{key}.parquet"))
    }

    /// Removes everything that was in the making; whoever has the folder alone may.
    ///
    /// # Errors
    /// When it cannot be removed.
    pub fn sweep(&self) -> Result<(), BatchError> {
        let folder = self.root.join("_tmp");
        match std::fs::remove_dir_all(&folder) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(BatchError::write(folder, &e)),
            _ => Ok(()),
        }
    }

    /// Reads a note under a name.
    #[must_use]
    pub fn note(&self, name: &str) -> Option<Vec<u8>> {
        std::fs::read(self.root.join(name)).ok()
    }

    /// Writes a note under a name.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn set_note(&self, name: &str, value: &impl Serialize) -> Result<(), BatchError> {
        self.write_whole(&self.root.join(name), &json(value))
    }
}

fn remove(path: &Path) -> Result<(), BatchError> {
    match std::fs::remove_file(path) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(BatchError::write(path, &e)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(lexicon: &str) -> Settings {
        Settings { format: FORMAT, marsad: "1".into(), lexicon: lexicon.into(), languages: vec![], mentions: true }
    }

    fn marker(files: &[&str]) -> Marker {
        let files = files.iter().map(|p| Made { path: (*p).to_owned(), rows: 1 }).collect();
        Marker { input: "/i".into(), fingerprint: "f".into(), files, ..Marker::default() }
    }

    fn make(out: &Out, files: &[&str]) -> PathBuf {
        let scratch = out.scratch("k").unwrap();
        for file in files {
            let path = scratch.join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "rows").unwrap();
        }
        scratch
    }

    #[test]
    fn a_folder_is_of_one_reading_and_no_other_folder_is_written_to() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().join("out");
        Out::open(&root, &settings("a"), false).unwrap();
        Out::open(&root, &settings("a"), false).unwrap();
        let error = Out::open(&root, &settings("b"), false).unwrap_err().to_string();
        assert!(error.contains("another lexicon") && error.contains("--again"), "{error}");
        Out::open(&root, &settings("b"), true).unwrap();
        let other = dir.path().join("other");
        std::fs::create_dir(&other).unwrap();
        std::fs::write(other.join("thesis.txt"), "x").unwrap();
        assert!(Out::open(&other, &settings("a"), false).unwrap_err().to_string().contains("--out"));
        assert!(Out::existing(&other).is_err());
    }

    #[test]
    fn what_an_input_had_before_goes_even_where_the_run_between_was_cut_short() {
        let dir = tempfile::tempdir().unwrap();
        let out = Out::open(dir.path(), &settings("a"), false).unwrap();
        let there = |path: &str| dir.path().join(path).exists();
        let first = ["documents/month=2024-01/k.parquet", "documents/month=2024-02/k.parquet"];
        let scratch = make(&out, &first);
        out.keep("k", &marker(&first), &scratch).unwrap();
        assert!(first.iter().all(|p| there(p)));
        // The input has changed; the run is cut short when one of the new files is in its place.
        out.undo("k").unwrap();
        assert!(out.marker("k").is_none() && out.markers().unwrap_err().to_string().contains("begun and not ended"));
        let second = ["documents/month=2024-02/k.parquet", "documents/month=2024-03/k.parquet"];
        let scratch = make(&out, &second[..1]);
        assert!(out.keep("k", &marker(&second), &scratch).is_err(), "a file is missing");
        let third = ["documents/month=2024-05/k.parquet"];
        let scratch = make(&out, &third);
        out.keep("k", &marker(&third), &scratch).unwrap();
        assert!(there(third[0]) && !first.iter().chain(&second).any(|p| there(p)));
        assert_eq!(out.markers().unwrap(), [("k".to_owned(), marker(&third))]);
    }
}
