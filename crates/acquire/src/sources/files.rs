//! The files of a path: itself, or everything below it in order.

use super::{Place, SourceError, Unit, name_of};
use std::path::{Path, PathBuf};

/// Deepest folder that is gone into.
const MAX_DEPTH: usize = 64;

/// Endings of files that belong to saved pages and are none themselves.
const FURNITURE: &[&str] = &[
    "css", "js", "mjs", "map", "png", "jpg", "jpeg", "gif", "webp", "avif", "svg", "ico", "bmp", "woff", "woff2",
    "ttf", "otf", "eot", "mp3", "mp4", "m4a", "ogg", "webm", "wav", "mov", "avi",
];

/// The file itself, or the files below a folder, sorted by name, folder by folder. Hidden files and folders are left out,
/// and so are links to folders, which may lead in a circle. What is passed over for another reason, or cannot be read,
/// comes out as an error or notice at its place.
pub fn files(path: &Path) -> Vec<Result<PathBuf, SourceError>> {
    if !path.is_dir() {
        return vec![Ok(path.to_owned())];
    }
    let mut out = Vec::new();
    walk(path, 0, &mut out);
    out
}

fn walk(folder: &Path, depth: usize, out: &mut Vec<Result<PathBuf, SourceError>>) {
    let at = |path: &Path| Place { path: path.to_owned(), unit: Unit::File, at: 0 };
    if depth > MAX_DEPTH {
        let reason = format!("nested deeper than {MAX_DEPTH} folders; give the folder itself");
        out.push(Err(SourceError::new(at(folder), reason)));
        return;
    }
    let listed = std::fs::read_dir(folder).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let mut entries = match listed {
        Ok(entries) => entries,
        Err(e) => {
            out.push(Err(SourceError::new(at(folder), format!("cannot be read ({e}); check its permissions"))));
            return;
        }
    };
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        let name = name_of(&path).to_lowercase();
        if name.starts_with('.') {
            continue;
        }
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => walk(&path, depth + 1, out),
            Ok(kind) if kind.is_symlink() && path.is_dir() => {
                out.push(Err(SourceError::notice(
                    at(&path),
                    "a link to a folder was not followed; give that folder itself",
                )));
            }
            Ok(_) if FURNITURE.contains(&ending) => {
                out.push(Err(SourceError::notice(at(&path), "a picture, script or the like was passed over")));
            }
            Ok(kind) if kind.is_file() || kind.is_symlink() => out.push(Ok(path)),
            Ok(_) => out.push(Err(SourceError::notice(at(&path), "no file; passed over"))),
            Err(e) => out.push(Err(SourceError::new(at(&path), format!("cannot be read ({e})")))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_walked_in_order_and_nothing_is_left_out_in_silence() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["b/2.html", "b/10.html", "a.txt", ".hidden/x.html", ".x.html", "b/page_files/logo.png"] {
            let path = dir.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "x").unwrap();
        }
        #[cfg(unix)]
        std::os::unix::fs::symlink(dir.path(), dir.path().join("z")).unwrap();
        let found = files(dir.path());
        let good: Vec<String> = found
            .iter()
            .flatten()
            .map(|p| p.strip_prefix(dir.path()).unwrap().to_string_lossy().into_owned())
            .collect();
        assert_eq!(good, ["a.txt", "b/10.html", "b/2.html"]);
        let told: Vec<&SourceError> = found.iter().filter_map(|r| r.as_ref().err()).collect();
        assert!(told.iter().all(|e| e.notice), "{told:?}");
        assert_eq!(told.len(), 1 + usize::from(cfg!(unix)));
        assert_eq!(files(&dir.path().join("a.txt")).len(), 1);
    }
}
