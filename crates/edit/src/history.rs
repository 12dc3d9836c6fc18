//! The history of a user's lexicon: each change an entry that says who, when and why, and can be taken back.
//!
//! An entry is a folder `history/000001` with `entry.json` and, under `before/`, the files as they were. One that ends in
//! `.part` was cut short: whoever changes the folder next puts the files back first.

use crate::cases::Case;
use crate::change::Change;
use crate::error::EditError;
use crate::reach::Reach;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

/// The largest entry that is read.
const LARGEST: u64 = 64 << 20;

/// One change of the lexicon.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its number, from 1.
    pub id: u64,
    /// When, UTC, RFC 3339.
    pub at: String,
    /// Who.
    pub who: String,
    /// Why, in their words.
    pub why: String,
    /// What it was about, in few words.
    pub words: String,
    /// What was changed; empty of an entry that takes another back.
    #[serde(default)]
    pub changes: Vec<Change>,
    /// The cases that came with it.
    #[serde(default)]
    pub cases: Vec<Case>,
    /// The files that it changed.
    pub files: Vec<EntryFile>,
    /// The entry that it takes back.
    #[serde(default)]
    pub undoes: Option<u64>,
    /// Which documents it can touch.
    pub reach: Reach,
    /// Whether a later entry took it back; follows from the others when the log is read.
    #[serde(default, skip_deserializing)]
    pub undone: bool,
}

/// A file of an entry by the SHA-256 of its bytes; none where there was or is no such file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryFile {
    /// Its path in the folder.
    pub path: String,
    /// Before.
    pub before: Option<String>,
    /// After.
    pub after: Option<String>,
}

/// SHA-256 of bytes, hexadecimal.
pub(crate) fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}

/// The folder of an entry.
pub(crate) fn entry_folder(history: &Path, id: u64) -> PathBuf {
    history.join(format!("{id:06}"))
}

/// Reads an entry.
pub(crate) fn read(folder: &Path) -> Result<Entry, EditError> {
    let path = folder.join("entry.json");
    let about = path.metadata().map_err(|e| EditError::io("read", &path, e))?;
    if about.len() > LARGEST {
        return Err(EditError::History { path, why: "it is larger than 64 MiB".into() });
    }
    let text = std::fs::read_to_string(&path).map_err(|e| EditError::io("read", &path, e))?;
    let entry: Entry =
        serde_json::from_str(&text).map_err(|e| EditError::History { path: path.clone(), why: e.to_string() })?;
    if let Some(file) = entry.files.iter().find(|file| !is_plain(&file.path)) {
        return Err(EditError::History { path, why: format!("`{}` is no file of a lexicon", file.path) });
    }
    Ok(entry)
}

/// Whether a path leads to a file of a lexicon and nowhere else.
pub(crate) fn is_plain(path: &str) -> bool {
    let parts: Vec<&str> = path.split('/').collect();
    matches!(parts.first(), Some(&"lexicon" | &"gazetteer"))
        && parts.len() > 1
        && parts
            .iter()
            .all(|part| !part.is_empty() && *part != "." && *part != ".." && !part.contains(['\\', '\0', ':']))
}

/// The numbers of the entries, rising, and the folders of those that were cut short.
pub(crate) fn numbers(history: &Path) -> Result<(Vec<u64>, Vec<PathBuf>), EditError> {
    let mut whole = Vec::new();
    let mut parts = Vec::new();
    let listed = match std::fs::read_dir(history) {
        Ok(listed) => listed,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok((whole, parts)),
        Err(e) => return Err(EditError::io("list", history, e)),
    };
    for entry in listed {
        let entry = entry.map_err(|e| EditError::io("list", history, e))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        match name.strip_suffix(".part") {
            Some(_) => parts.push(entry.path()),
            None => whole.extend(name.parse::<u64>().ok().filter(|_| entry.path().is_dir())),
        }
    }
    whole.sort_unstable();
    parts.sort();
    Ok((whole, parts))
}

/// All entries, the latest first.
pub(crate) fn log(history: &Path) -> Result<Vec<Entry>, EditError> {
    let (ids, _) = numbers(history)?;
    let mut out: Vec<Entry> = ids.iter().rev().map(|id| read(&entry_folder(history, *id))).collect::<Result<_, _>>()?;
    let undone: Vec<u64> = out.iter().filter_map(|entry| entry.undoes).collect();
    for entry in &mut out {
        entry.undone = undone.contains(&entry.id);
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_of_a_lexicon_are_plain() {
        for path in ["lexicon/ar/actors/own.tsv", "gazetteer/own.tsv"] {
            assert!(is_plain(path), "{path}");
        }
        for path in
            ["lexicon", "/etc/passwd", "lexicon/../x", "gazetteer//x", "other/x", "", "lexicon/a\\b", "lexicon/c:x"]
        {
            assert!(!is_plain(path), "{path}");
        }
    }
}
