//! What a batch reads: files, folders, patterns and object stores, as a list of inputs in one order.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use futures::StreamExt;
use marsad_acquire::sources;
use object_store::{ObjectMeta, ObjectStore, ObjectStoreExt};
use sha2::{Digest, Sha256};
use url::Url;

use crate::error::BatchError;

/// Where an input lies.
#[derive(Debug, Clone)]
enum Place {
    File(PathBuf),
    Object(Arc<dyn ObjectStore>, object_store::path::Path),
}

/// One file or object.
#[derive(Debug, Clone)]
pub struct Input {
    /// Its absolute path or its address: what the datasets call it, and what the names of its files are made of.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// Changes when the input does: of an object its entity tag, of a file its size and time of change.
    pub fingerprint: String,
    place: Place,
}

/// An input on this machine: a file of the user's, or a copy of an object that goes when this does.
pub struct Local {
    path: PathBuf,
    _copy: Option<tempfile::NamedTempFile>,
}

impl Local {
    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

impl Input {
    /// A name for its files that is the same in every run: the beginning of its own name and a hash of all of it.
    #[must_use]
    pub fn key(&self) -> String {
        let last = self.name.rsplit('/').next().unwrap_or_default();
        let stem: String = last
            .split('.')
            .next()
            .unwrap_or_default()
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() || c == '-' || c == '_' { c } else { '-' })
            .take(48)
            .collect();
        format!("{}-{}", stem.trim_matches('-'), &hex(&Sha256::digest(self.name.as_bytes()))[..16])
    }

    /// The shard that it belongs to, of so many, from 1: by its name alone, so that more inputs move none.
    #[must_use]
    pub fn shard(&self, of: u32) -> u32 {
        let hash = Sha256::digest(self.name.as_bytes());
        let number = hash.iter().rev().take(8).fold(0_u64, |n, b| n << 8 | u64::from(*b));
        u32::try_from(number % u64::from(of.max(1))).unwrap_or(0) + 1
    }

    /// The input as a file. An object is copied into `scratch` first, in pieces as they come, and the copy goes with what is returned.
    ///
    /// # Errors
    /// When it cannot be fetched.
    pub fn local(&self, scratch: &Path, runtime: &tokio::runtime::Handle) -> Result<Local, BatchError> {
        let (store, object) = match &self.place {
            Place::File(path) => return Ok(Local { path: path.clone(), _copy: None }),
            Place::Object(store, object) => (store, object),
        };
        // Its kind is told by its name.
        let name = format!("-{}", self.name.rsplit('/').next().unwrap_or_default());
        let copy = tempfile::Builder::new()
            .prefix("copy-")
            .suffix(&name)
            .tempfile_in(scratch)
            .map_err(|e| BatchError::write(scratch, &e))?;
        let fetch = async {
            use std::io::Write;
            let mut file = copy.as_file();
            let mut bytes = store.get(object).await.map_err(|e| e.to_string())?.into_stream();
            while let Some(piece) = bytes.next().await {
                file.write_all(&piece.map_err(|e| e.to_string())?).map_err(|e| e.to_string())?;
            }
            file.flush().map_err(|e| e.to_string())
        };
        runtime.block_on(fetch).map_err(|why| {
            BatchError::input(&self.name, format!("cannot be fetched ({why}); run the same command again to go on"))
        })?;
        Ok(Local { path: copy.path().to_owned(), _copy: Some(copy) })
    }
}

/// What was found, and what could not be looked at or was passed over.
#[derive(Debug, Default)]
pub struct Found {
    /// The inputs, sorted by name, each once.
    pub inputs: Vec<Input>,
    /// What was passed over, in words.
    pub told: Vec<String>,
}

/// Finds the inputs of some words of the command line: a file, a folder with everything below it, a pattern (`*`, `?`, `**`), or
/// `s3://bucket/prefix` with or without a pattern.
///
/// # Errors
/// When something that was named is not there, or gives nothing.
pub fn find(words: &[String], runtime: &tokio::runtime::Handle) -> Result<Found, BatchError> {
    let mut found = Found::default();
    for word in words {
        let before = found.inputs.len();
        match Url::parse(word) {
            Ok(url) if word.contains("://") && url.scheme() != "file" => objects(word, &url, runtime, &mut found)?,
            Ok(url) if url.scheme() == "file" => files(&percent_decoded(url.path()), &mut found)?,
            _ => files(word, &mut found)?,
        }
        if found.inputs.len() == before {
            return Err(BatchError::input(word, "there is nothing to read; check the path or the pattern"));
        }
    }
    found.inputs.sort_by(|a, b| a.name.cmp(&b.name));
    found.inputs.dedup_by(|a, b| a.name == b.name);
    Ok(found)
}

fn is_pattern(word: &str) -> bool {
    word.contains(['*', '?', '['])
}

fn files(word: &str, found: &mut Found) -> Result<(), BatchError> {
    // A file whose name looks like a pattern is that file.
    if !is_pattern(word) || Path::new(word).exists() {
        return below(Path::new(word), found);
    }
    let paths = glob::glob(word).map_err(|e| BatchError::input(word, format!("is no pattern ({e})")))?;
    for path in paths {
        match path {
            Ok(path) => below(&path, found)?,
            Err(error) => found.told.push(error.to_string()),
        }
    }
    Ok(())
}

fn below(path: &Path, found: &mut Found) -> Result<(), BatchError> {
    let unreadable = |path: &Path, e: std::io::Error| {
        BatchError::input(
            path.display().to_string(),
            format!("cannot be read ({e}); check the path and its permissions"),
        )
    };
    for file in sources::files(path) {
        let file = match file {
            Ok(file) => std::path::absolute(&file).map_err(|e| unreadable(&file, e))?,
            Err(error) => {
                found.told.push(error.to_string());
                continue;
            }
        };
        let meta = std::fs::metadata(&file).map_err(|e| unreadable(&file, e))?;
        let changed = meta.modified().ok().and_then(|t| jiff::Timestamp::try_from(t).ok());
        let fingerprint = format!("{} {}", meta.len(), changed.map(|t| t.as_nanosecond()).unwrap_or_default());
        let name = file.to_string_lossy().into_owned();
        found.inputs.push(Input { name, size: meta.len(), fingerprint, place: Place::File(file) });
    }
    Ok(())
}

/// The objects at an address. Keys and addresses of the service come from the environment (`AWS_…`), as its other programs read it.
fn objects(word: &str, url: &Url, runtime: &tokio::runtime::Handle, found: &mut Found) -> Result<(), BatchError> {
    let no = |why: String| BatchError::input(word, why);
    // A pattern begins behind the last `/` before its first sign.
    let path = url.path().trim_start_matches('/').to_owned();
    let path = percent_decoded(&path);
    let (prefix, pattern) = match path.find(['*', '?', '[']) {
        Some(at) => {
            let pattern = glob::Pattern::new(&path).map_err(|e| no(format!("is no pattern ({e})")))?;
            (path[..at].rsplit_once('/').map_or("", |(prefix, _)| prefix), Some(pattern))
        }
        None => (path.trim_end_matches('/'), None),
    };
    let mut base = url.clone();
    base.set_path("");
    base.set_query(None);
    let environment =
        std::env::vars().filter(|(name, _)| name.starts_with("AWS_")).map(|(n, v)| (n.to_ascii_lowercase(), v));
    let (store, _) = object_store::parse_url_opts(&base, environment)
        .map_err(|e| no(format!("is no object store that is read here ({e}); s3://bucket/prefix is")))?;
    let store: Arc<dyn ObjectStore> = Arc::from(store);
    let prefix = object_store::path::Path::from(prefix);
    let list = async {
        let mut all: Vec<ObjectMeta> = Vec::new();
        // One object that is named goes before those whose names begin like it.
        if pattern.is_none()
            && !prefix.as_ref().is_empty()
            && let Ok(meta) = store.head(&prefix).await
        {
            return Ok(vec![meta]);
        }
        let mut listed = store.list(Some(&prefix).filter(|p| !p.as_ref().is_empty()));
        while let Some(meta) = listed.next().await {
            all.push(meta?);
        }
        Ok::<_, object_store::Error>(all)
    };
    let all = runtime
        .block_on(list)
        .map_err(|e| no(format!("cannot be listed ({e}); check address, keys and AWS_ENDPOINT")))?;
    let options = glob::MatchOptions { require_literal_separator: true, ..glob::MatchOptions::new() };
    for meta in all {
        let key = meta.location.as_ref().to_owned();
        if pattern.as_ref().is_some_and(|p| !p.matches_with(&key, options)) || meta.size == 0 {
            continue;
        }
        let tag = meta.e_tag.clone().unwrap_or_else(|| meta.last_modified.to_rfc3339());
        let host = base.host_str().unwrap_or_default();
        found.inputs.push(Input {
            name: format!("{}://{host}/{key}", base.scheme()),
            size: meta.size,
            fingerprint: format!("{} {tag}", meta.size),
            place: Place::Object(Arc::clone(&store), meta.location),
        });
    }
    Ok(())
}

/// The words of an address as they are meant: `%2A` is a star.
fn percent_decoded(path: &str) -> String {
    let (mut out, bytes) = (Vec::with_capacity(path.len()), path.as_bytes());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let code =
            (*byte == b'%').then(|| path.get(at + 1..at + 3)).flatten().and_then(|h| u8::from_str_radix(h, 16).ok());
        out.push(code.unwrap_or(*byte));
        at += if code.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input(name: &str) -> Input {
        Input { name: name.to_owned(), size: 0, fingerprint: String::new(), place: Place::File(name.into()) }
    }

    #[test]
    fn keys_are_good_file_names_and_no_two_inputs_share_one() {
        let a = input("/data/أخبار/CC-NEWS-20240501000000-00001.warc.gz").key();
        let b = input("/other/CC-NEWS-20240501000000-00001.warc.gz").key();
        assert!(a.starts_with("CC-NEWS-20240501000000-00001-") && b.starts_with("CC-NEWS-") && a != b, "{a} {b}");
        assert!(input("/x/../أ ب.csv").key().chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c)));
    }

    #[test]
    fn every_input_is_in_one_shard_and_more_inputs_move_none() {
        let all: Vec<Input> = (0..200).map(|k| input(&format!("/data/{k}.warc.gz"))).collect();
        let mut sizes = [0; 5];
        for one in &all {
            let shard = one.shard(4);
            assert!((1..=4).contains(&shard));
            sizes[shard as usize] += 1;
        }
        assert!(sizes[1..].iter().all(|n| *n > 20), "{sizes:?}");
        assert_eq!(all[7].shard(1), 1);
    }

    #[test]
    fn folders_patterns_and_files_give_each_input_once_in_the_order_of_their_names() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["b/2.jsonl", "a.csv", "b/1.jsonl", "c.png"] {
            let path = dir.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "x").unwrap();
        }
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let root = dir.path().display().to_string();
        let words = [root.clone(), format!("{root}/b/*.jsonl"), format!("{root}/a.csv")];
        let found = find(&words, runtime.handle()).unwrap();
        let names: Vec<&str> = found.inputs.iter().map(|i| i.name.strip_prefix(&root).unwrap()).collect();
        assert_eq!(names, ["/a.csv", "/b/1.jsonl", "/b/2.jsonl"]);
        assert_eq!(found.told.len(), 1, "the picture is told");
        let gone = find(&[format!("{root}/*.warc")], runtime.handle()).unwrap_err().to_string();
        assert!(gone.contains("*.warc") && gone.contains("pattern"), "{gone}");
    }
}
