//! The inside of a WACZ file: archives in a zip file, with a list of their hashes.

use super::input::Place;
use super::{WarcError, hex};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;
use zip::{CompressionMethod, ZipArchive};

type Zip = ZipArchive<BufReader<File>>;

/// Most bytes of a zip file's list of contents.
const MAX_DIRECTORY: u64 = 64 * 1024 * 1024;
/// Most bytes of `datapackage.json`.
const MAX_PACKAGE: u64 = 16 * 1024 * 1024;
/// Most bytes of one archive that has to be unpacked from the zip file to be read.
const MAX_UNPACKED: u64 = 16 << 30;

/// The archives of a WACZ file, and what is wrong with it.
pub(super) struct Inside {
    pub places: Vec<Place>,
    pub problems: Vec<WarcError>,
}

/// Opens a WACZ file: compares the hashes of its list and finds its archives. Reads each file once for that.
pub(super) fn inside(path: &Path) -> Result<Inside, WarcError> {
    let io = |source| WarcError::Io { path: path.to_owned(), action: "opening the archive", source };
    let mut file = File::open(path).map_err(io)?;
    check_directory(&mut file, path).map_err(io)??;
    let mut zip = ZipArchive::new(BufReader::new(file))
        .map_err(|e| problem(path, "the zip file", format!("its list of contents is broken ({e})")))?;
    let mut names: Vec<String> = zip.file_names().map(str::to_owned).collect();
    names.sort();
    let mut problems = Vec::new();
    match check_list(&mut zip, path) {
        Ok(mut found) => problems.append(&mut found),
        Err(error) => problems.push(error),
    }
    let mut places = Vec::new();
    for name in names.iter().filter(|name| is_archive(name)) {
        match place(&mut zip, path, name) {
            Ok(place) => places.push(place),
            Err(error) => problems.push(error),
        }
    }
    if places.is_empty() {
        if !names.iter().any(|name| name == "datapackage.json") {
            let what = "a zip file without an archive inside";
            return Err(WarcError::NotWarc { path: path.to_owned(), what });
        }
        return Err(problems
            .into_iter()
            .next()
            .unwrap_or_else(|| problem(path, "archive/", "there is no archive in it")));
    }
    Ok(Inside { places, problems })
}

fn problem(path: &Path, inner: &str, reason: impl Into<String>) -> WarcError {
    WarcError::Package { path: path.to_owned(), inner: inner.to_owned(), reason: reason.into() }
}

fn is_archive(name: &str) -> bool {
    let bare = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst")).unwrap_or(name);
    name.starts_with("archive/") && (bare.ends_with(".warc") || bare.ends_with(".arc"))
}

/// Refuses a list of contents that would not fit in memory before it is read.
fn check_directory(file: &mut File, path: &Path) -> std::io::Result<Result<(), WarcError>> {
    let length = file.seek(SeekFrom::End(0))?;
    let tail = length.min(66 * 1024);
    file.seek(SeekFrom::Start(length - tail))?;
    let mut end = Vec::new();
    file.by_ref().take(tail).read_to_end(&mut end)?;
    file.rewind()?;
    let number = |bytes: &[u8], at: usize, len: usize| {
        bytes.get(at..at + len).map_or(0, |b| b.iter().rev().fold(0u64, |n, b| (n << 8) | u64::from(*b)))
    };
    let mut size = end.windows(4).rposition(|w| w == b"PK\x05\x06").map_or(0, |at| number(&end, at + 12, 4));
    if size == 0xffff_ffff {
        size = end.windows(4).rposition(|w| w == b"PK\x06\x06").map_or(u64::MAX, |at| number(&end, at + 40, 8));
    }
    if size > MAX_DIRECTORY.min(length) {
        return Ok(Err(problem(path, "the zip file", "its list of contents is larger than any real one")));
    }
    Ok(Ok(()))
}

/// Compares every file that `datapackage.json` names with its size and hash, and that list with its own hash.
fn check_list(zip: &mut Zip, path: &Path) -> Result<Vec<WarcError>, WarcError> {
    let text = small(zip, path, "datapackage.json")?;
    let package: Value =
        serde_json::from_slice(&text).map_err(|e| problem(path, "datapackage.json", format!("it is no JSON ({e})")))?;
    let mut problems = Vec::new();
    if zip.index_for_name("datapackage-digest.json").is_some() {
        let digest = small(zip, path, "datapackage-digest.json")?;
        let digest: Value = serde_json::from_slice(&digest).unwrap_or_default();
        let found = format!("sha256:{}", hex(&Sha256::digest(&text)));
        match digest["hash"].as_str() {
            Some(noted) if noted.eq_ignore_ascii_case(&found) => {}
            noted => {
                let noted = noted.unwrap_or("missing");
                problems.push(problem(path, "datapackage.json", format!("its hash is {found}, noted is {noted}")));
            }
        }
    }
    for resource in package["resources"].as_array().into_iter().flatten() {
        let Some(name) = resource["path"].as_str() else {
            problems.push(problem(path, "datapackage.json", "it lists a file without a path"));
            continue;
        };
        problems.extend(check_one(zip, path, name, resource).err());
    }
    if package["resources"].as_array().is_none_or(Vec::is_empty) {
        problems.push(problem(path, "datapackage.json", "it lists no files"));
    }
    Ok(problems)
}

fn check_one(zip: &mut Zip, path: &Path, name: &str, resource: &Value) -> Result<(), WarcError> {
    let mut entry = zip.by_name(name).map_err(|e| problem(path, name, format!("it is listed but not there ({e})")))?;
    let (mut hash, mut length) = (Sha256::new(), 0u64);
    let mut chunk = vec![0u8; 64 * 1024];
    loop {
        let read = entry.read(&mut chunk).map_err(|e| problem(path, name, e.to_string()))?;
        if read == 0 {
            break;
        }
        length += read as u64;
        if length > MAX_UNPACKED {
            return Err(problem(path, name, format!("it unpacks to more than {MAX_UNPACKED} bytes")));
        }
        hash.update(&chunk[..read]);
    }
    // Version 1.0 had `stats`; today's `bytes`.
    let noted = resource["bytes"].as_u64().or(resource["stats"]["bytes"].as_u64());
    if noted.is_some_and(|n| n != length) {
        return Err(problem(path, name, format!("it has {length} bytes, noted are {}", noted.unwrap_or_default())));
    }
    let noted = resource["hash"].as_str().or(resource["stats"]["hash"].as_str()).unwrap_or_default();
    let found = hex(&hash.finalize());
    let value = noted.strip_prefix("sha256:").or_else(|| noted.strip_prefix("sha-256:")).unwrap_or(noted);
    match value {
        "" => Err(problem(path, name, "no hash of it is noted")),
        value if value.eq_ignore_ascii_case(&found) => Ok(()),
        _ if noted.contains(':') && !noted.starts_with("sha") => {
            Err(problem(path, name, format!("its hash {noted} is of an unknown kind and was not compared")))
        }
        _ => Err(problem(path, name, format!("its hash is sha256:{found}, noted is {noted}"))),
    }
}

fn small(zip: &mut Zip, path: &Path, name: &str) -> Result<Vec<u8>, WarcError> {
    let entry = zip.by_name(name).map_err(|e| problem(path, name, format!("it is not there ({e})")))?;
    let mut bytes = Vec::new();
    entry.take(MAX_PACKAGE + 1).read_to_end(&mut bytes).map_err(|e| problem(path, name, e.to_string()))?;
    if bytes.len() as u64 > MAX_PACKAGE {
        return Err(problem(path, name, format!("it is larger than {MAX_PACKAGE} bytes")));
    }
    Ok(bytes)
}

/// Where an archive of the zip file lies; one that is compressed there is unpacked into a temporary file first.
fn place(zip: &mut Zip, path: &Path, name: &str) -> Result<Place, WarcError> {
    let entry = zip.by_name(name).map_err(|e| problem(path, name, e.to_string()))?;
    if entry.compression() == CompressionMethod::Stored && !entry.encrypted() {
        let start = entry.data_start().ok_or_else(|| problem(path, name, "its place in the zip file is not known"))?;
        let (length, whole) = (entry.size(), std::fs::metadata(path).map_or(0, |m| m.len()));
        if start.checked_add(length).is_none_or(|end| end > whole) {
            return Err(problem(path, name, "it goes on behind the end of the zip file"));
        }
        return Ok(Place::part(path, name, start, length));
    }
    let fail = |e: std::io::Error| problem(path, name, format!("it cannot be unpacked ({e})"));
    let mut temp = tempfile::NamedTempFile::new().map_err(fail)?;
    let copied = std::io::copy(&mut entry.take(MAX_UNPACKED + 1), &mut temp).map_err(fail)?;
    if copied > MAX_UNPACKED {
        return Err(problem(path, name, format!("it unpacks to more than {MAX_UNPACKED} bytes")));
    }
    Place::unpacked(path, name, temp.into_temp_path()).map_err(fail)
}
