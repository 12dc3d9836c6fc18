//! The key of a server, which is shown to nobody else.

use crate::error::ReadError;
use std::path::Path;

/// Longest key that is taken.
const LONGEST: usize = 4096;

/// A key that no message and no log can hold: it has no words of its own.
#[derive(Clone, PartialEq, Eq)]
pub struct Key(String);

impl Key {
    /// A key as it stands, without the line's end that files have.
    ///
    /// # Errors
    /// [`ReadError::Setup`] where it is empty or no key; `from` says where it came from.
    pub fn new(text: &str, from: &str) -> Result<Self, ReadError> {
        let text = text.trim();
        if text.is_empty() || text.len() > LONGEST || !text.chars().all(|c| c.is_ascii_graphic()) {
            let why = format!("{from}: this is no key; a key is one word of letters, digits and signs");
            return Err(ReadError::Setup(why));
        }
        Ok(Self(text.to_owned()))
    }

    /// The key in an environment variable.
    ///
    /// # Errors
    /// [`ReadError::Setup`] where the variable is not set or holds no key.
    pub fn from_env(name: &str) -> Result<Self, ReadError> {
        match std::env::var(name) {
            Ok(text) => Self::new(&text, &format!("the environment variable {name}")),
            Err(_) => {
                Err(ReadError::Setup(format!("the environment variable {name} is not set; it should hold the key")))
            }
        }
    }

    /// The key in a file.
    ///
    /// # Errors
    /// [`ReadError::Setup`] where the file cannot be read or holds no key.
    pub fn from_file(path: &Path) -> Result<Self, ReadError> {
        let text = std::fs::read_to_string(path)
            .map_err(|e| ReadError::Setup(format!("cannot read the key in `{}`: {e}", path.display())))?;
        Self::new(&text, &format!("`{}`", path.display()))
    }

    /// The key itself, for the one header that it is meant for.
    pub(super) fn reveal(&self) -> &str {
        &self.0
    }

    /// What a server said, without the key, where it gave it back.
    pub(super) fn hidden(&self, text: &str) -> String {
        text.replace(&self.0, "…")
    }
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_shown_to_nobody() {
        let key = Key::new(" sk-secret\n", "x").unwrap();
        assert_eq!((key.reveal(), format!("{key:?}").as_str()), ("sk-secret", "Key(…)"));
        assert_eq!(key.hidden("wrong key sk-secret!"), "wrong key …!");
        for bad in ["", " \n", "two words", "مفتاح", "a\r\nb"] {
            let error = Key::new(bad, "`key.txt`").unwrap_err().to_string();
            assert!(error.contains("`key.txt`"), "{error}");
        }
        let missing = Key::from_env("MARSAD_TEST_NO_SUCH_VARIABLE").unwrap_err().to_string();
        assert!(missing.contains("MARSAD_TEST_NO_SUCH_VARIABLE"), "{missing}");
        assert!(Key::from_file(Path::new("/nonexistent/key")).unwrap_err().to_string().contains("/nonexistent/key"));
    }
}
