//! Closed-class words that decide cuts, from `lexicon/ar/joined.tsv`.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use crate::arabic::morphology::MorphologyError;

/// Words that are never cut, words cut in a way of their own, and what stands before pronouns.
#[derive(Debug, Clone, Default)]
pub struct Joined {
    whole: HashSet<Box<str>>,
    parts: HashMap<Box<str>, Vec<u8>>,
    hosts: HashSet<Box<str>>,
}

static BUILTIN: LazyLock<Joined> =
    LazyLock::new(|| match Joined::parse(&[("joined.tsv", include_str!("../../../lexicon/joined.tsv"))]) {
        Ok(joined) => joined,
        Err(error) => panic!("lexicon/ar/joined.tsv: {error}"),
    });

impl Joined {
    /// The list that comes with the program.
    ///
    /// # Panics
    /// Never in a built program: a test reads the file.
    #[must_use]
    pub fn builtin() -> &'static Self {
        &BUILTIN
    }

    /// Reads the columns `form`, `use` and `parts` of files given by name and text.
    ///
    /// # Errors
    /// When a use is unknown or the parts do not make the form.
    pub fn parse(files: &[(&str, &str)]) -> Result<Self, MorphologyError> {
        let mut out = Self::default();
        for (file, text) in files {
            let rows = text.lines().enumerate().filter(|(_, l)| !l.starts_with('#') && !l.trim().is_empty());
            for (number, line) in rows.skip(1) {
                out.row(line).map_err(|what| MorphologyError { file: (*file).to_owned(), line: number + 1, what })?;
            }
        }
        Ok(out)
    }

    fn row(&mut self, line: &str) -> Result<(), String> {
        let mut cells = line.split('\t').map(str::trim);
        let mut cell = || cells.next().unwrap_or_default();
        let (form, uses, parts) = (cell(), cell(), cell());
        for one in uses.split('|') {
            match one {
                "whole" => drop(self.whole.insert(form.into())),
                "host" => drop(self.hosts.insert(form.into())),
                "parts" => {
                    if parts.replace('|', "") != form {
                        return Err(format!("`{parts}` are not the parts of `{form}`"));
                    }
                    let lengths = parts.split('|').map(|p| u8::try_from(p.chars().count()).unwrap_or(u8::MAX));
                    self.parts.insert(form.into(), lengths.collect());
                }
                other => return Err(format!("`{other}` is not whole, parts or host")),
            }
        }
        Ok(())
    }

    /// Whether this word, as written, is never cut.
    pub(super) fn is_whole(&self, letters: &str) -> bool {
        self.whole.contains(letters)
    }

    /// The lengths of the parts of a word with a cut of its own.
    pub(super) fn parts(&self, letters: &str) -> Option<&[u8]> {
        self.parts.get(letters).map(Vec::as_slice)
    }

    /// Whether these letters are a closed-class word as it stands before a pronoun.
    pub(super) fn is_host(&self, letters: &str) -> bool {
        self.hosts.contains(letters)
    }
}
