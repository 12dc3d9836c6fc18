//! Writing a backup.

use super::tar;
use super::{FORM, FileEntry, MANIFEST, Manifest, OnProgress, Plan, hashed, open_plain};
use crate::error::StoreError;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

/// The tar file inside the working folder, until it is whole.
pub(super) const TAR: &str = "backup.tar";

/// Writes a whole backup into its working folder; as a tar file, that is [`TAR`] in it.
pub(super) fn pack(
    work: &Path,
    as_tar: bool,
    progress: OnProgress<'_>,
    prepare: impl FnOnce(&Path) -> Result<Plan, StoreError>,
) -> Result<Manifest, StoreError> {
    let plan = prepare(work)?;
    let mut files = Vec::with_capacity(plan.files.len());
    let mut sources = Vec::with_capacity(plan.files.len());
    for (name, path, end) in plan.files {
        let fail = |e| StoreError::io("read", &path, e);
        let size = match end {
            Some(end) => end,
            None => path.metadata().map_err(fail)?.len(),
        };
        files.push(FileEntry { path: name, size, sha256: String::new() });
        sources.push(path);
    }
    // Everything is read twice for a tar file, whose head says what follows; in a folder the manifest comes last.
    let total = files.iter().map(|file| file.size).sum::<u64>() * if as_tar { 2 } else { 1 };
    let mut done = 0;
    let mut tell = |bytes: usize| {
        done += bytes as u64;
        progress(done, total);
    };
    for (entry, source) in files.iter_mut().zip(&sources) {
        let fail = |e| StoreError::io("read", source, e);
        let mut from = open_plain(source).map_err(fail)?;
        let target = work.join(&entry.path);
        // What was made for the backup stands where it belongs already.
        let mut out = if as_tar || *source == target { None } else { Some(create(&target)?) };
        entry.sha256 = hashed(&mut from, entry.size, |bytes| {
            tell(bytes.len());
            out.as_mut().map_or(Ok(()), |out| out.write_all(bytes))
        })
        .map_err(|e| StoreError::io("copy", source, e))?;
        match out {
            Some(out) => finish(out, &target)?,
            None if !as_tar => from.sync_all().map_err(fail)?,
            None => {}
        }
    }
    let manifest = Manifest {
        marsad_backup: FORM,
        store: plan.store.to_owned(),
        format: plan.format,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        made_at: jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        documents: plan.documents,
        reports: plan.reports,
        files,
    };
    let mut json = serde_json::to_vec_pretty(&manifest).map_err(|e| StoreError::io("write", work, e.into()))?;
    json.push(b'\n');
    if !as_tar {
        let path = work.join(MANIFEST);
        let mut out = create(&path)?;
        out.write_all(&json).map_err(|e| StoreError::io("write", &path, e))?;
        finish(out, &path)?;
        return Ok(manifest);
    }
    let path = work.join(TAR);
    let fail = |e| StoreError::io("write", &path, e);
    let mut out = create(&path)?;
    tar::begin(&mut out, MANIFEST, json.len() as u64).map_err(fail)?;
    out.write_all(&json).map_err(fail)?;
    tar::end(&mut out, json.len() as u64).map_err(fail)?;
    for (entry, source) in manifest.files.iter().zip(&sources) {
        tar::begin(&mut out, &entry.path, entry.size).map_err(fail)?;
        let mut from = open_plain(source).map_err(|e| StoreError::io("read", source, e))?;
        let sha256 = hashed(&mut from, entry.size, |bytes| {
            tell(bytes.len());
            out.write_all(bytes)
        })
        .map_err(|e| StoreError::io("copy", source, e))?;
        if sha256 != entry.sha256 {
            let why = "it changed while the backup was made, which an archive never does".to_owned();
            return Err(StoreError::Damaged { path: source.clone(), offset: 0, why });
        }
        tar::end(&mut out, entry.size).map_err(fail)?;
    }
    tar::finish(&mut out).map_err(fail)?;
    finish(out, &path)?;
    Ok(manifest)
}

fn create(path: &Path) -> Result<BufWriter<File>, StoreError> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|e| StoreError::io("make the folder", folder, e))?;
    }
    Ok(BufWriter::new(File::create(path).map_err(|e| StoreError::io("write", path, e))?))
}

fn finish(out: BufWriter<File>, path: &Path) -> Result<(), StoreError> {
    let file = out.into_inner().map_err(|e| StoreError::io("write", path, e.into_error()))?;
    file.sync_all().map_err(|e| StoreError::io("write", path, e))
}
