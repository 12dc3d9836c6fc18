//! Names of one word or several, found by their first word.

use marsad_model::Sector;
use rustc_hash::FxHashMap;

/// What a name is the name of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameKind {
    /// A body or state of the lexicon.
    Actor,
    /// A person of the lexicon.
    Person,
    /// A country.
    Country,
    /// A capital, which speaks for its government.
    Capital,
    /// «Syrian», «Syrians».
    Nationality,
    /// A noun that makes an actor: «rebels».
    Head,
    /// An office before a name: «President».
    Title,
}

/// What a name stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackName {
    /// What it is the name of.
    pub kind: NameKind,
    /// Id in the lexicon.
    pub id: Option<String>,
    /// Plain English name.
    pub entity: String,
    /// ISO 3166-1 alpha-3.
    pub country: Option<String>,
    /// PLOVER sector.
    pub sector: Option<Sector>,
    /// Whether it names people: «Israelis», «rebels».
    pub people: bool,
    /// Whether the form is that of an object, in languages that mark it.
    pub object: bool,
}

/// Names with one first word: their words, and what each stands for.
type Beginning<T> = Vec<(Vec<Box<str>>, T)>;

/// Values by lower-case words; the longest name wins.
#[derive(Debug, Clone)]
pub struct Names<T> {
    by_first: FxHashMap<Box<str>, Beginning<T>>,
}

impl<T> Default for Names<T> {
    fn default() -> Self {
        Self { by_first: FxHashMap::default() }
    }
}

impl<T> Names<T> {
    /// Adds a name; of several with the same words the first stays first.
    pub(crate) fn insert(&mut self, words: &[&str], value: T) {
        let Some((first, rest)) = words.split_first() else { return };
        let list = self.by_first.entry((*first).into()).or_default();
        let at = list.partition_point(|(other, _)| other.len() >= rest.len());
        list.insert(at, (rest.iter().map(|w| (*w).into()).collect(), value));
    }

    /// The longest name that begins at `at`, with its number of words.
    pub fn at<'w>(&self, word: impl Fn(usize) -> &'w str, at: usize) -> Option<(usize, &T)> {
        let list = self.by_first.get(word(at))?;
        list.iter()
            .find(|(rest, _)| rest.iter().enumerate().all(|(k, w)| word(at + 1 + k) == &**w))
            .map(|(rest, value)| (rest.len() + 1, value))
    }

    /// Whether a name of just these words is there.
    #[must_use]
    pub fn has(&self, words: &[&str]) -> bool {
        let Some((first, rest)) = words.split_first() else { return false };
        let same = |name: &[Box<str>]| name.len() == rest.len() && name.iter().zip(rest).all(|(a, b)| **a == **b);
        self.by_first.get(*first).is_some_and(|list| list.iter().any(|(name, _)| same(name)))
    }

    /// How many names there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.by_first.values().map(Vec::len).sum()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_first.is_empty()
    }
}
