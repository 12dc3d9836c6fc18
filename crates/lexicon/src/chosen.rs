//! Which folders a program reads its lexicon from: those that are named, and the user's own.

use std::path::{Path, PathBuf};

use crate::{Files, LexiconError};

/// The user's own lexicon folder: what `MARSAD_LEXICON` names, else `marsad-lexicon` in the user's data folder. None where no home
/// folder is known.
#[must_use]
pub fn user_folder() -> Option<PathBuf> {
    let named = std::env::var_os("MARSAD_LEXICON").filter(|v| !v.is_empty()).map(PathBuf::from);
    let data = || {
        let data = std::env::var_os("XDG_DATA_HOME").map(PathBuf::from);
        data.or_else(|| std::env::var_os("HOME").map(|h| PathBuf::from(h).join(".local/share")))
    };
    named.or_else(|| Some(data()?.join("marsad-lexicon")))
}

impl Files {
    /// The built-in files where `builtin` says so, with the user's own folder and then those of `overlays` laid over them. The user's
    /// own is read without being named, unless it is named or nothing but what is named is wanted.
    ///
    /// # Errors
    /// As [`Files::overlay`], and where a folder that was named is not there.
    pub fn chosen(overlays: &[impl AsRef<Path>], builtin: bool) -> Result<Self, LexiconError> {
        let mut files = if builtin { Self::builtin() } else { Self::default() };
        let named = |own: &PathBuf| overlays.iter().any(|o| o.as_ref() == own);
        if let Some(own) = user_folder().filter(|f| builtin && f.is_dir() && !named(f)) {
            files.overlay(&own)?;
        }
        for folder in overlays.iter().map(AsRef::as_ref) {
            if !folder.is_dir() {
                let kind = std::io::ErrorKind::NotFound;
                let source = std::io::Error::new(
                    kind,
                    "no such folder; --lexicon wants one that holds `lexicon/` or `gazetteer/`",
                );
                return Err(LexiconError::Io { path: folder.display().to_string(), source });
            }
            files.overlay(folder)?;
        }
        Ok(files)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_that_are_named_are_laid_over_and_one_that_is_not_there_is_told() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(dir.path().join("lexicon/ar")).unwrap();
        std::fs::write(dir.path().join("lexicon/ar/own.tsv"), "x\n").unwrap();
        let files = Files::chosen(&[dir.path()], false).unwrap();
        assert_eq!(files.get("lexicon/ar/own.tsv").len(), 1);
        assert!(files.paths("gazetteer/", "").next().is_none(), "the built-in files were left out");
        let error = Files::chosen(&["/no/such/lexicon"], true).err().unwrap().to_string();
        assert!(error.contains("/no/such/lexicon") && error.contains("no such folder"), "{error}");
    }
}
