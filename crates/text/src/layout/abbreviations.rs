//! Abbreviations: the words after which a full stop need not end a sentence.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use crate::arabic::number::table::{TableError, rows};
use crate::fold_str;

/// What a full stop after an abbreviation says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    /// Something follows that it belongs to: «د. سامي».
    Never,
    /// After a number the stop may end a sentence as after any word: «10.30 م.».
    Unit,
    /// It may end a sentence: «إلخ.».
    Ends,
}

/// Abbreviations by their folded form, full stops inside kept.
#[derive(Debug, Clone, Default)]
pub(crate) struct Abbreviations {
    forms: FxHashMap<Box<str>, Ending>,
}

impl Abbreviations {
    /// Those that come with the program.
    pub(crate) fn builtin() -> &'static Self {
        static BUILTIN: OnceLock<Abbreviations> = OnceLock::new();
        BUILTIN.get_or_init(|| {
            Self::parse(include_str!("../../../../lexicon/ar/layout/abbreviations.tsv")).unwrap_or_default()
        })
    }

    /// Reads the text of `abbreviations.tsv`.
    pub(crate) fn parse(text: &str) -> Result<Self, TableError> {
        let mut forms = FxHashMap::default();
        for row in rows("layout/abbreviations.tsv", text, &["form", "ending"])? {
            let ending = match row.cell(1) {
                "never" => Ending::Never,
                "unit" => Ending::Unit,
                "ends" => Ending::Ends,
                _ => return Err(row.bad(1, "never, unit or ends")),
            };
            forms.insert(fold_str(row.cell(0)).into(), ending);
        }
        Ok(Self { forms })
    }

    /// What is known of a word, with the full stops inside it.
    pub(crate) fn of(&self, word: &str) -> Option<Ending> {
        // Every form is short.
        if word.len() > 24 {
            return None;
        }
        self.forms.get(word).or_else(|| self.forms.get(fold_str(word).as_str())).copied()
    }
}
