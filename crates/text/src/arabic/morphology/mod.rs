//! Words: what a written word can be.
//!
//! One look-up for verbs, nouns, adjectives and closed-class words, from every form to every reading. The built-in table is
//! compiled while the program is built, from `lexicon/ar/verbs/`, `lexicon/ar/nouns/`, `lexicon/ar/irregular_nouns.tsv` and
//! `lexicon/ar/function_words.tsv`; files of a user's own are laid over it at run time ([`Morphology::extend`]).
//!
//! ```
//! use marsad_text::arabic::morphology::Morphology;
//!
//! let words = Morphology::builtin();
//! // «وقصفوها»: و, a verb, ها.
//! let found = words.analyse("وقصفوها");
//! let best = found.iter().find(|a| !a.readings.verbs.is_empty()).unwrap();
//! assert_eq!((best.split.conjunction, best.split.pronoun), (Some('و'), Some("ها")));
//! assert_eq!(words.verb(best.readings.verbs[0].verb).unwrap().key, "قصف");
//! // A word that ends in ة carries no pronoun.
//! assert!(words.analyse("كتابة").iter().all(|a| a.split.pronoun.is_none()));
//! ```
//!
//! Forms are looked up folded. Each reading remembers how its form is spelled ([`Spelling`]), so that «إن» is not «أن».

mod analysis;
mod compile;
mod pack;
mod reading;
mod spelling;
mod table;

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

pub use analysis::{Analysis, Readings, SplitOwned};
pub use compile::MorphologyError;
pub use reading::{FunctionReading, NominalReading, NounReading, VerbReading};
pub use spelling::{Agreement, Spelling};

use compile::{Compiled, fingerprint};
use reading::{Lists, Packed, add};
pub use table::Slices;
use table::Table;

/// One verb, noun or closed-class word of the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word<'a> {
    /// Its key: the lemma, with `/2` behind it where two are spelled alike.
    pub key: &'a str,
    /// Of a verb `t` if it takes a direct object; of a noun its `pos`; of a closed-class word its classes, `|`-separated.
    pub class: &'a str,
    /// English gloss; empty for closed-class words.
    pub gloss: &'a str,
}

/// All forms of all words.
#[derive(Debug, Clone)]
pub struct Morphology {
    base: Arc<Table>,
    /// Forms that files laid over the base have too, with the readings of both.
    over: HashMap<Box<str>, Lists>,
    /// Lines of the words laid over.
    more: [Vec<Box<str>>; 3],
}

static BUILTIN: LazyLock<Morphology> = LazyLock::new(|| {
    let words = include_str!(concat!(env!("OUT_DIR"), "/morphology.words"));
    let forms: &'static [u8] = include_bytes!(concat!(env!("OUT_DIR"), "/morphology.forms"));
    let readings = include_bytes!(concat!(env!("OUT_DIR"), "/morphology.readings"));
    let filter: &'static [u8] = include_bytes!(concat!(env!("OUT_DIR"), "/morphology.filter"));
    match Table::open(Cow::Borrowed(words), Cow::Borrowed(forms), Cow::Borrowed(filter), readings) {
        Ok(table) => Morphology::new(table),
        Err(error) => panic!("the built-in table does not open: {error}"),
    }
});

/// Fingerprint of the files the built-in table was made from.
const FINGERPRINT: &str = include_str!(concat!(env!("OUT_DIR"), "/morphology.fingerprint"));

impl Morphology {
    fn new(table: Table) -> Self {
        Self { base: Arc::new(table), over: HashMap::new(), more: Default::default() }
    }

    /// The table that comes with the program, opened on first use.
    ///
    /// # Panics
    /// Never in a built program: the table is part of it and a test opens it.
    #[must_use]
    pub fn builtin() -> &'static Self {
        &BUILTIN
    }

    /// Compiles files, given by path and text: `…verbs/….tsv`, `…nouns/….tsv`, `…irregular_nouns.tsv`,
    /// `…function_words.tsv`. Where they are the built-in ones the built-in table is taken.
    ///
    /// # Errors
    /// When a row is not what its file asks for; the message names file and line.
    ///
    /// ```
    /// use marsad_text::arabic::morphology::Morphology;
    ///
    /// let nouns = "lemma\tpos\tgender\tplurals\tfeminine\tgloss_en\tsource\tlicence\n\
    ///              وزير\tnoun\tm\tوزراء\tة\tminister\town\tproject\n";
    /// let words = Morphology::parse(&[("nouns/x.tsv", nouns)]).unwrap();
    /// assert_eq!(words.nouns("وزراؤ").len(), 1);
    /// assert!(Morphology::parse(&[("nouns/x.tsv", &nouns.replace("\tnoun\t", "\tnuon\t"))]).is_err());
    /// ```
    pub fn parse(files: &[(&str, &str)]) -> Result<Self, MorphologyError> {
        if fingerprint(files) == FINGERPRINT {
            return Ok(Self::builtin().clone());
        }
        let mut compiled = Compiled::default();
        for (path, text) in files {
            compiled.read(path, text)?;
        }
        Ok(Self::new(Table::owned(pack::pack(&compiled)?)?))
    }

    /// Lays files over what is there; a verb or noun whose key is taken already is left as it is.
    ///
    /// # Errors
    /// As [`Morphology::parse`].
    pub fn extend(&mut self, files: &[(&str, &str)]) -> Result<(), MorphologyError> {
        let counts = [self.count(0), self.count(1), self.count(2)];
        let mut keys = Vec::new();
        for (which, tag) in [(0, 0_u8), (1, 1), (2, 2)] {
            for number in 0..counts[which] {
                let Some(word) = self.word(which, number) else { continue };
                let key = if which == 1 { format!("{} {}", word.key, word.class) } else { word.key.to_owned() };
                keys.push((tag, key));
            }
        }
        let mut compiled = Compiled::after(counts, keys.into_iter());
        for (path, text) in files {
            compiled.read(path, text)?;
        }
        for (which, lines) in [&compiled.verbs, &compiled.nouns, &compiled.functions].into_iter().enumerate() {
            self.more[which].extend(lines.lines().map(Box::from));
        }
        for (form, lists) in compiled.forms {
            let old = self.get(&form);
            let mut merged = Lists {
                verbs: old.verbs.to_vec(),
                addressed: old.addressed.to_vec(),
                nominals: old.nominals.to_vec(),
                nouns: old.nouns.to_vec(),
                functions: old.functions.to_vec(),
            };
            append(&mut merged.verbs, lists.verbs);
            append(&mut merged.addressed, lists.addressed);
            append(&mut merged.nominals, lists.nominals);
            append(&mut merged.nouns, lists.nouns);
            append(&mut merged.functions, lists.functions);
            self.over.insert(form.into(), merged);
        }
        Ok(())
    }

    /// Whether this is the built-in table, with nothing laid over it.
    #[must_use]
    pub fn is_builtin(&self) -> bool {
        self.over.is_empty() && Arc::ptr_eq(&self.base, &Self::builtin().base)
    }

    fn get(&self, folded: &str) -> Slices<'_> {
        if !self.over.is_empty()
            && let Some(lists) = self.over.get(folded)
        {
            return Slices {
                verbs: &lists.verbs,
                addressed: &lists.addressed,
                nominals: &lists.nominals,
                nouns: &lists.nouns,
                functions: &lists.functions,
            };
        }
        self.base.get(folded)
    }

    /// All readings of a folded form in one look-up.
    #[must_use]
    pub fn forms(&self, folded: &str) -> Slices<'_> {
        self.get(folded)
    }

    /// The readings of a folded form as a finite verb of the first or third person.
    #[must_use]
    pub fn finite(&self, folded: &str) -> &[VerbReading] {
        self.get(folded).verbs
    }

    /// The readings of a folded form as a verb of the second person or imperative.
    #[must_use]
    pub fn addressed(&self, folded: &str) -> &[VerbReading] {
        self.get(folded).addressed
    }

    /// The readings of a folded form as masdar or participle of a verb.
    #[must_use]
    pub fn nominal(&self, folded: &str) -> &[NominalReading] {
        self.get(folded).nominals
    }

    /// The readings of a folded form as a noun or adjective of the noun tables.
    #[must_use]
    pub fn nouns(&self, folded: &str) -> &[NounReading] {
        self.get(folded).nouns
    }

    /// The readings of a folded form as a closed-class word.
    #[must_use]
    pub fn functions(&self, folded: &str) -> &[FunctionReading] {
        self.get(folded).functions
    }

    fn count(&self, which: usize) -> u32 {
        u32::try_from(self.base.count(which) + self.more[which].len()).unwrap_or(u32::MAX)
    }

    fn word(&self, which: usize, number: u32) -> Option<Word<'_>> {
        let line = self.base.line(which, number).or_else(|| {
            let at = (number as usize).checked_sub(self.base.count(which))?;
            self.more[which].get(at).map(|l| &**l)
        })?;
        let mut cells = line.split('\t');
        Some(Word {
            key: cells.next()?,
            class: cells.next().unwrap_or_default(),
            gloss: cells.next().unwrap_or_default(),
        })
    }

    /// The verb of this number; `class` is `t` if it takes a direct object.
    #[must_use]
    pub fn verb(&self, number: u32) -> Option<Word<'_>> {
        self.word(0, number)
    }

    /// All verbs, in the order of their numbers.
    pub fn verbs(&self) -> impl Iterator<Item = Word<'_>> {
        (0..self.count(0)).filter_map(|n| self.word(0, n))
    }

    /// The noun or adjective of this number; `class` is its `pos`.
    #[must_use]
    pub fn noun(&self, number: u32) -> Option<Word<'_>> {
        self.word(1, number)
    }

    /// The closed-class word of this number; `class` holds its classes.
    #[must_use]
    pub fn function(&self, number: u32) -> Option<Word<'_>> {
        self.word(2, number)
    }

    /// How many distinct forms there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.base.len() + self.over.keys().filter(|k| self.base.get(k).is_empty()).count()
    }

    /// Whether there is no form.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

fn append<T: Packed>(list: &mut Vec<T>, more: Vec<T>) {
    for reading in more {
        add(list, reading);
    }
}
