//! Frames of a pack: the Arabic shape with word lists compiled for another language.

use rustc_hash::{FxHashMap, FxHashSet};

use super::forms::Endings;
use crate::Frame;

/// A list of words of a frame: single words, several words, kinds of mentions.
#[derive(Debug, Clone, Default)]
pub struct PackWords {
    /// Single lower-case words.
    pub words: FxHashSet<Box<str>>,
    /// Several words.
    pub pairs: Vec<Vec<String>>,
    /// `#armed`, `#civil`, `#place`, `#number`, `#actor`.
    pub kinds: Vec<String>,
}

/// The kinds of mentions a list may ask for.
const KINDS: [&str; 5] = ["#actor", "#armed", "#civil", "#number", "#place"];

impl PackWords {
    /// Compiles a list; `plural` makes the plural of a word.
    pub(crate) fn of(list: &[String], groups: &Groups, endings: &Endings) -> Result<Self, String> {
        let mut out = Self::default();
        let mut pending: Vec<&str> = list.iter().map(String::as_str).collect();
        while let Some(word) = pending.pop() {
            if let Some(name) = word.strip_prefix('@') {
                let group = groups.0.get(name).ok_or_else(|| format!("no group `{name}` in word_groups.tsv"))?;
                pending.extend(group.iter().map(String::as_str));
            } else if word.starts_with('#') {
                if !KINDS.contains(&word) {
                    return Err(format!("`{word}` is none of {}", KINDS.join(" ")));
                }
                out.kinds.push(word.to_owned());
            } else if word.contains(' ') {
                out.pairs.push(word.split(' ').map(str::to_lowercase).collect());
            } else {
                let word = word.to_lowercase();
                out.words.extend(endings.make(&word, "plural").into_iter().map(Into::into));
                out.words.insert(word.into());
            }
        }
        Ok(out)
    }

    /// Whether the list asks for nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty() && self.pairs.is_empty() && self.kinds.is_empty()
    }
}

/// One way to say a frame in several words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PackPhrase {
    /// The words, each with the forms that count; behind a verb they may stand apart.
    pub words: Vec<Vec<String>>,
}

impl PackPhrase {
    /// Compiles the words; a `|` parts those that serve alike, and a noun finds its plural. A group stands for its words.
    pub(crate) fn of(words: &[&str], groups: &Groups, endings: &Endings) -> Result<Self, String> {
        let mut out = Self::default();
        for word in words {
            let mut forms = Vec::new();
            for way in word.split('|') {
                let listed = match way.strip_prefix('@') {
                    Some(name) => groups.0.get(name).ok_or_else(|| format!("no group `{name}` in word_groups.tsv"))?,
                    None => &vec![way.to_owned()],
                };
                for one in listed.iter().filter(|w| !w.contains(' ') && !w.starts_with('#')) {
                    // `=` behind a word: in this form only.
                    if let Some(exact) = one.strip_suffix('=') {
                        forms.push(exact.to_lowercase());
                        continue;
                    }
                    let one = one.to_lowercase();
                    forms.extend(endings.make(&one, "plural"));
                    forms.push(one);
                }
            }
            out.words.push(forms);
        }
        Ok(out)
    }
}

/// A frame with its lists.
#[derive(Debug, Clone)]
pub struct PackFrame {
    /// As its file has it.
    pub frame: Frame,
    /// Around it.
    pub needs: PackWords,
    /// Behind it, in its clause.
    pub after: PackWords,
    /// In what it is done to.
    pub objects: PackWords,
    /// In its subject.
    pub subjects: PackWords,
    /// In the name of who does it.
    pub doers: PackWords,
    /// Not right behind it.
    pub not_after: PackWords,
    /// Not right before it.
    pub not_before: PackWords,
    /// Not before it in the sentence.
    pub not_earlier: PackWords,
    /// Not near before it.
    pub not_near: PackWords,
}

impl PackFrame {
    pub(crate) fn of(frame: Frame, groups: &Groups, endings: &Endings) -> Result<Self, String> {
        let list = |words: &[String]| PackWords::of(words, groups, endings);
        Ok(Self {
            needs: list(&frame.needs)?,
            after: list(&frame.after)?,
            objects: list(&frame.objects)?,
            subjects: list(&frame.subjects)?,
            doers: list(&frame.doers)?,
            not_after: list(&frame.not_after)?,
            not_before: list(&frame.not_before)?,
            not_earlier: list(&frame.not_earlier)?,
            not_near: list(&frame.not_near)?,
            frame,
        })
    }
}

/// Groups of words by name.
#[derive(Debug, Default)]
pub(crate) struct Groups(pub(crate) FxHashMap<String, Vec<String>>);
