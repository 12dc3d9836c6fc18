//! Reading a backup, which may be damaged or made to do harm: everything is checked before anything of it is used.

use super::{
    FORM, LARGEST_MANIFEST, MANIFEST, Manifest, OnProgress, beside, hashed, open_plain, refuse_full_folder, tar,
};
use crate::archive::{is_file_name, sync_folder};
use crate::error::{StoreError, shortened};
use crate::postgres::{PostgresStore, TABLES, tables_of};
use crate::sqlite::{DATABASE, SqliteStore};
use crate::upkeep::{Upkeep, free_bytes};
use std::collections::HashSet;
use std::fs::File;
use std::io::{BufReader, Read, Write};
use std::path::{Path, PathBuf};

/// The files of a backup, one after the other.
enum Source {
    Folder(PathBuf),
    Tar(BufReader<File>),
}

struct Backup {
    path: PathBuf,
    manifest: Manifest,
    source: Source,
}

/// Reads a whole backup and compares every file with its SHA-256; changes nothing.
///
/// # Errors
/// [`StoreError::BadBackup`] with what is wrong, when it is damaged, cut off, or no backup.
pub fn check_backup(from: &Path, progress: OnProgress<'_>) -> Result<Manifest, StoreError> {
    let mut backup = Backup::open(from)?;
    backup.unpack(None, progress)?;
    Ok(backup.manifest)
}

/// Makes a store of a backup of a SQLite store, in a folder that is not there yet or is empty, and checks all of it: every
/// file, the database, every page of the archive. Until that is done, the folder is not there.
///
/// # Errors
/// As [`check_backup`]; when there is something at `to`; when the restored store has damage; when there is no room.
pub fn restore(from: &Path, to: &Path, progress: OnProgress<'_>) -> Result<Manifest, StoreError> {
    let mut backup = Backup::open(from)?;
    backup.must_be("sqlite")?;
    if to.join(DATABASE).exists() {
        return Err(StoreError::Exists { path: to.to_path_buf() });
    }
    refuse_full_folder(to)?;
    let work = backup.work_beside(to)?;
    let made = backup.unpack(Some(&work), progress).and_then(|()| {
        SqliteStore::refuse_other_schema(&work).map_err(|why| backup.bad(why))?;
        crate::sqlite::write_readme(&work)?;
        backup.must_be_sound(&SqliteStore::open(&work)?)?;
        if to.exists() {
            std::fs::remove_dir(to).map_err(|e| StoreError::io("write", to, e))?;
        }
        std::fs::rename(&work, to).map_err(|e| StoreError::io("write", to, e))?;
        match to.parent().filter(|parent| !parent.as_os_str().is_empty()) {
            Some(parent) => sync_folder(parent),
            None => Ok(()),
        }
    });
    if made.is_err() {
        let _ = std::fs::remove_dir_all(&work);
    }
    made.map(|()| backup.manifest)
}

/// The same for a backup of a store on PostgreSQL: into a database that has none, its archive into a folder that is not there
/// yet or is empty.
///
/// # Errors
/// As [`restore`].
pub fn restore_postgres(
    from: &Path,
    url: &str,
    archive: &Path,
    progress: OnProgress<'_>,
) -> Result<Manifest, StoreError> {
    let mut backup = Backup::open(from)?;
    backup.must_be("postgres")?;
    let archive = &std::path::absolute(archive).map_err(|e| StoreError::io("find", archive, e))?;
    refuse_full_folder(archive)?;
    let work = backup.work_beside(archive)?;
    let made = backup.unpack(Some(&work), progress).and_then(|()| {
        let store = PostgresStore::fill(url, archive, &work, backup.manifest.format)?;
        if let Err(error) = backup.must_be_sound(&store) {
            drop(store);
            PostgresStore::remove(url)?;
            let _ = std::fs::remove_dir_all(archive);
            return Err(error);
        }
        Ok(())
    });
    let _ = std::fs::remove_dir_all(&work);
    made.map(|()| backup.manifest)
}

impl Backup {
    fn open(path: &Path) -> Result<Self, StoreError> {
        let bad = |why: String| StoreError::BadBackup { path: path.to_path_buf(), why };
        let about = path.metadata().map_err(|e| StoreError::io("open", path, e))?;
        let (mut source, length) = if about.is_dir() {
            let length = path.join(MANIFEST).metadata().map_err(|_| bad(format!("it has no `{MANIFEST}`")))?.len();
            (Source::Folder(path.to_path_buf()), length)
        } else {
            let mut file = BufReader::new(open_plain(path).map_err(|e| bad(e.to_string()))?);
            match tar::next(&mut file).map_err(|e| bad(e.to_string()))? {
                Some((name, length)) if name == MANIFEST => (Source::Tar(file), length),
                _ => return Err(bad(format!("its first file is not `{MANIFEST}`"))),
            }
        };
        if length > LARGEST_MANIFEST {
            return Err(bad(format!("its `{MANIFEST}` has {length} bytes, more than any has")));
        }
        let mut json = Vec::new();
        let read = match &mut source {
            Source::Folder(folder) => {
                open_plain(&folder.join(MANIFEST)).and_then(|f| f.take(length).read_to_end(&mut json))
            }
            Source::Tar(file) => {
                file.take(length).read_to_end(&mut json).and_then(|n| tar::skip_end(file, length).map(|()| n))
            }
        };
        read.map_err(|e| bad(format!("its `{MANIFEST}` cannot be read ({e})")))?;
        if json.len() as u64 != length {
            return Err(bad(format!("it ends in the middle of its `{MANIFEST}`; it was cut off")));
        }
        let manifest: Manifest =
            serde_json::from_slice(&json).map_err(|e| bad(format!("its `{MANIFEST}` is none ({e})")))?;
        let backup = Self { path: path.to_path_buf(), manifest, source };
        backup.check_names()?;
        Ok(backup)
    }

    fn bad(&self, why: impl Into<String>) -> StoreError {
        StoreError::BadBackup { path: self.path.clone(), why: why.into() }
    }

    /// Only names that a backup has, each once.
    fn check_names(&self) -> Result<(), StoreError> {
        let manifest = &self.manifest;
        if manifest.marsad_backup != FORM {
            return Err(self.bad(format!(
                "it has form {}, and this program knows form {FORM}; use a newer Marsad",
                manifest.marsad_backup
            )));
        }
        let mut seen = HashSet::new();
        for file in &manifest.files {
            let ours = match manifest.store.as_str() {
                "sqlite" => file.path == DATABASE,
                "postgres" => file
                    .path
                    .strip_prefix("tables/")
                    .and_then(|name| name.strip_suffix(".copy"))
                    .is_some_and(|name| TABLES.contains(&name)),
                _ => {
                    return Err(
                        self.bad(format!("it is of an unknown kind of store, `{}`", shortened(&manifest.store)))
                    );
                }
            };
            if !ours && !file.path.strip_prefix("archive/").is_some_and(is_file_name) {
                return Err(self.bad(format!("it names a file that no backup has, `{}`", shortened(&file.path))));
            }
            if !seen.insert(&file.path) {
                return Err(self.bad(format!("it names `{}` twice", file.path)));
            }
        }
        let complete = match manifest.store.as_str() {
            "sqlite" => seen.iter().any(|path| *path == DATABASE),
            _ => tables_of(manifest.format).all(|table| seen.contains(&format!("tables/{table}.copy"))),
        };
        if complete { Ok(()) } else { Err(self.bad("it lacks the database")) }
    }

    fn must_be(&self, store: &str) -> Result<(), StoreError> {
        if self.manifest.store == store {
            return Ok(());
        }
        Err(self.bad(match store {
            "sqlite" => "it is of a store on PostgreSQL; name one with `--store postgres://…` to restore it to",
            _ => "it is of a store in a folder; name a folder with `--store DIR` to restore it to",
        }))
    }

    /// A working folder beside a place, with room for the backup.
    fn work_beside(&self, to: &Path) -> Result<PathBuf, StoreError> {
        let work = beside(to, ".restoring");
        if work.exists() {
            // Left by a run that was cut short.
            std::fs::remove_dir_all(&work).map_err(|e| StoreError::io("remove", &work, e))?;
        }
        std::fs::create_dir_all(&work).map_err(|e| StoreError::io("make the folder", &work, e))?;
        match free_bytes(&work) {
            Some(free) if free < self.manifest.size() => {
                let _ = std::fs::remove_dir_all(&work);
                Err(StoreError::NoRoom { path: to.to_path_buf(), needs: self.manifest.size(), free })
            }
            _ => Ok(work),
        }
    }

    /// Reads every file, compares it with the manifest, and writes it into a folder, if one is given.
    fn unpack(&mut self, into: Option<&Path>, progress: OnProgress<'_>) -> Result<(), StoreError> {
        let path = self.path.clone();
        let bad = |why: String| StoreError::BadBackup { path: path.clone(), why };
        let (total, mut done) = (self.manifest.size(), 0);
        for entry in &self.manifest.files {
            let mut plain;
            let from: &mut dyn Read = match &mut self.source {
                Source::Folder(folder) => {
                    let path = folder.join(&entry.path);
                    plain = open_plain(&path).map_err(|e| bad(format!("`{}` cannot be read ({e})", entry.path)))?;
                    let length = plain.metadata().map_err(|e| StoreError::io("read the length of", &path, e))?.len();
                    if length != entry.size {
                        return Err(bad(format!("`{}` has {length} bytes, and {} were noted", entry.path, entry.size)));
                    }
                    &mut plain
                }
                Source::Tar(file) => match tar::next(file).map_err(|e| bad(e.to_string()))? {
                    Some((name, size)) if name == entry.path && size == entry.size => file,
                    Some((name, _)) => {
                        return Err(bad(format!(
                            "`{}` stands where `{}` should, or has another length",
                            shortened(&name),
                            entry.path
                        )));
                    }
                    None => return Err(bad(format!("it ends before `{}`", entry.path))),
                },
            };
            let mut out = into.map(|folder| create(&folder.join(&entry.path))).transpose()?;
            // A failure to write must not be taken for a fault of the backup.
            let mut unwritten = None;
            let found = hashed(from, entry.size, |bytes| {
                done += bytes.len() as u64;
                progress(done, total);
                if let Some(Err(error)) = out.as_mut().map(|out| out.write_all(bytes)) {
                    unwritten = Some(error);
                    return Err(std::io::Error::other("not written"));
                }
                Ok(())
            });
            if let Some(error) = unwritten {
                return Err(StoreError::io("write", into.unwrap_or(&path), error));
            }
            let found = found.map_err(|e| {
                bad(format!("`{}` cannot be read to its end ({e}); it was cut off or damaged", entry.path))
            })?;
            if found != entry.sha256 {
                return Err(bad(format!(
                    "`{}` is damaged: its SHA-256 is {found}, and {} was noted",
                    entry.path,
                    shortened(&entry.sha256)
                )));
            }
            if let Source::Tar(file) = &mut self.source {
                tar::skip_end(file, entry.size).map_err(|e| bad(e.to_string()))?;
            }
            if let (Some(out), Some(folder)) = (out, into) {
                out.sync_all().map_err(|e| StoreError::io("write", folder, e))?;
                if entry.path.starts_with("archive/") {
                    // Where the last whole record ends, as the archive's writer notes it.
                    let note = folder.join(format!("{}.end", entry.path));
                    std::fs::write(&note, format!("{}\n", entry.size))
                        .map_err(|e| StoreError::io("write", &note, e))?;
                }
            }
        }
        if let Source::Tar(file) = &mut self.source
            && let Some((name, _)) = tar::next(file).map_err(|e| bad(e.to_string()))?
        {
            return Err(bad(format!("it has a file that its manifest does not name, `{}`", shortened(&name))));
        }
        Ok(())
    }

    fn must_be_sound(&self, store: &dyn Upkeep) -> Result<(), StoreError> {
        let found = store.verify()?;
        let first = found.damaged.first().map(|d| format!("the copy of {} is damaged: {}", d.target, d.why));
        match first.or_else(|| found.database.first().map(|line| format!("its database is damaged: {line}"))) {
            Some(why) => Err(self.bad(why)),
            None if found.captures != self.manifest.documents => {
                Err(self
                    .bad(format!("it has {} documents, and {} were noted", found.captures, self.manifest.documents)))
            }
            None => Ok(()),
        }
    }
}

fn create(path: &Path) -> Result<File, StoreError> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|e| StoreError::io("make the folder", folder, e))?;
    }
    File::create(path).map_err(|e| StoreError::io("write", path, e))
}
