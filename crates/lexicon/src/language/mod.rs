//! Packs of further languages: one folder `lexicon/<tag>/` each, with the file names and shapes of the Arabic lexicon.
//!
//! Arabic has its own mechanisms. Every other language is read by the clause reader (`marsad-clause`), which knows no
//! language: what it asks about words stands in the pack. Frames are those of the Arabic lexicon ([`Frame`]), read with other
//! word forms; actors and people come from the same rows by their English names, places from the same gazetteer.

mod forms;
mod frame;
mod lists;
mod load;
mod names;
mod packs;

use std::fmt;

use marsad_model::{CountKind, CueClass, EventType, Modality, Mode, Sector};
use marsad_text::Language;
use rustc_hash::FxHashMap;

pub use forms::{Classes, FormFeature, VerbForm};
pub use frame::{PackFrame, PackPhrase, PackWords};
pub(crate) use load::tags;
pub use names::{NameKind, Names, PackName};
pub use packs::Packs;

use crate::Frame;

/// Where the object of a verb stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum WordOrder {
    /// Subject, verb, object.
    #[default]
    Svo,
    /// Subject, object, verb.
    Sov,
}

/// What an act becomes in a setting: `future` + AID → AGREE. A row of `composed.tsv`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Composed {
    /// `future`, `future-not`, `unless`, or the type of the act that governs it.
    pub setting: String,
    /// Type of the act.
    pub act: EventType,
    /// A mode that it must have, too.
    pub act_mode: Option<Mode>,
    /// What it is then.
    pub becomes: EventType,
    /// How.
    pub mode: Option<Mode>,
}

/// How far back or ahead a word of time reaches, or which day it names. A row of `time/*.tsv`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeWord {
    /// 1 Monday … 7 Sunday.
    Weekday(i8),
    /// 1 to 12.
    Month(i8),
    /// Days from publication.
    Days(i32),
    /// `D`, `W`, `M`, `Y`.
    Unit(char),
    /// −1 last, 0 this, 1 next.
    Step(i32),
    /// «ago».
    Ago,
}

/// A word that tells how many: a number, or what stands before one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumberWord {
    /// A number below a hundred.
    Unit(u64),
    /// Hundred, thousand, million.
    Scale(u64),
    /// «at least», «more than».
    Min,
    /// «up to».
    Max,
    /// «about»
    Approx,
    /// A quantity without a figure, from and to.
    Vague(u64, Option<u64>),
}

/// Everything known of one further language.
#[derive(Debug, Clone)]
pub struct LanguagePack {
    /// Which.
    pub language: Language,
    /// Where the object stands.
    pub order: WordOrder,
    /// Whether it is read only when a user's own folder switches it on (`experimental = false` in a `pack.toml`).
    pub experimental: bool,
    /// Endings of words that are taken for verbs although no list has them, with what they tell.
    pub guesses: Vec<(String, FormFeature)>,
    /// Endings of adverbs.
    pub adverbs: Vec<String>,
    /// Endings behind an apostrophe that belong to the word: «don't».
    pub kept: Vec<String>,
    /// Endings of nouns in the plural, and longer ones of others that only look so.
    pub plurals: (Vec<String>, Vec<String>),
    /// Endings behind an apostrophe that make an owner.
    pub owners: Vec<String>,
    /// Endings behind an apostrophe that make an object.
    pub objects: Vec<String>,
    /// The frames, in the order of their files.
    pub frames: Vec<PackFrame>,
    /// Lemmas of verbs.
    pub lemmas: Vec<String>,
    /// Surface forms of verbs.
    pub verbs: FxHashMap<Box<str>, Vec<VerbForm>>,
    /// Frames by the lemma of a verb, in the order in which they are asked.
    pub by_lemma: FxHashMap<u32, Vec<(u32, Option<PackPhrase>)>>,
    /// Frames by the first word of a noun or phrase.
    pub by_word: FxHashMap<Box<str>, Vec<(u32, PackPhrase)>>,
    /// Closed-class words.
    pub classes: FxHashMap<Box<str>, Classes>,
    /// Verbs of saying by lemma.
    pub saying: FxHashMap<u32, CueClass>,
    /// Verbs that carry the noun of an act.
    pub light: FxHashMap<u32, String>,
    /// Verbs with a sentence behind them («showed that …»), besides those of saying.
    pub names: Names<PackName>,
    /// Places of the program and the user's own tables (indices of the gazetteer) by their English names; several may bear one.
    pub places: FxHashMap<Box<str>, Vec<(Vec<String>, u32)>>,
    /// Words of means.
    pub modes: Names<(EventType, Mode)>,
    /// Nouns and verbs that say what happened to those counted.
    pub losses: Names<CountKind>,
    /// Phrases before a source: «according to».
    pub sources: Names<CueClass>,
    /// Words before «to» that make the act behind it planned or expected, and others that colour it.
    pub modality: Names<Modality>,
    /// Words of time.
    pub time: Names<TimeWord>,
    /// Words of number.
    pub numbers: Names<NumberWord>,
    /// Words that end in a full stop inside a sentence.
    pub abbreviations: rustc_hash::FxHashSet<Box<str>>,
    /// What acts become.
    pub composed: Vec<Composed>,
    /// `sha256:…` of the files it was made of.
    pub hash: String,
}

impl LanguagePack {
    /// The word classes of a lower-case word.
    #[must_use]
    pub fn class(&self, word: &str) -> Classes {
        let listed = self.classes.get(word).copied().unwrap_or_default();
        if listed.is_empty()
            && word.len() > 4
            && !self.verbs.contains_key(word)
            && self.adverbs.iter().any(|end| word.ends_with(end.as_str()))
        {
            return Classes::ADVERB;
        }
        listed
    }

    /// Whether a noun looks like a plural.
    #[must_use]
    pub fn is_plural(&self, word: &str) -> bool {
        let ends = |list: &[String]| list.iter().any(|e| word.ends_with(e.as_str()));
        ends(&self.plurals.0) && !ends(&self.plurals.1)
    }

    /// The index of a lemma.
    #[must_use]
    pub fn lemma(&self, word: &str) -> Option<u32> {
        self.lemmas.iter().position(|l| l == word).and_then(|i| u32::try_from(i).ok())
    }

    /// What an act of this type becomes in a setting; the rows with a mode are asked first.
    #[must_use]
    pub fn becomes(&self, setting: &str, act: EventType, modes: &[Mode]) -> Option<&Composed> {
        let fits = |c: &&Composed| c.setting == setting && c.act == act;
        self.composed
            .iter()
            .filter(fits)
            .find(|c| c.act_mode.is_some_and(|m| modes.contains(&m)))
            .or_else(|| self.composed.iter().filter(fits).find(|c| c.act_mode.is_none()))
    }

    /// The places whose whole name begins at a word, of the longest name.
    pub fn places_at<'w>(&self, word: impl Fn(usize) -> &'w str, at: usize) -> (usize, Vec<u32>) {
        let mut best: (usize, Vec<u32>) = (0, Vec::new());
        for (rest, index) in self.places.get(word(at)).into_iter().flatten() {
            if rest.iter().enumerate().all(|(k, w)| word(at + 1 + k) == w.as_str()) {
                let len = rest.len() + 1;
                if len > best.0 {
                    best = (len, Vec::new());
                }
                if len == best.0 {
                    best.1.push(*index);
                }
            }
        }
        best
    }

    /// A frame.
    #[must_use]
    pub fn frame(&self, index: u32) -> &Frame {
        &self.frames[index as usize].frame
    }
}

impl fmt::Display for LanguagePack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = if self.experimental { "experimental" } else { "scored" };
        write!(f, "{} ({state}): {} frames, {} verbs", self.language.tag(), self.frames.len(), self.lemmas.len())
    }
}

/// The sector of a row, where it has one.
pub(crate) type RowSector = Option<Sector>;
