//! One sentence with what is known of its words before any clause is read.

use marsad_lexicon::LanguagePack;
use marsad_lexicon::language::{Classes, FormFeature, NameKind, PackName, VerbForm};
use marsad_model::Span;

use crate::words::{Sentence, Word};

/// A name of the lexicon in the sentence.
#[derive(Debug, Clone)]
pub(crate) struct Named<'p> {
    pub start: usize,
    pub end: usize,
    pub name: &'p PackName,
}

/// A sentence, its word classes and names.
pub(crate) struct Scene<'a> {
    pub pack: &'a LanguagePack,
    pub words: &'a [Word],
    pub classes: Vec<Classes>,
    pub names: Vec<Named<'a>>,
    /// By word, the name it lies in.
    name_at: Vec<Option<usize>>,
}

impl<'a> Scene<'a> {
    pub(crate) fn new(pack: &'a LanguagePack, sentence: &'a Sentence) -> Self {
        let words = &sentence.words[..];
        // «Italy» is no adverb.
        let guessed = |w: &Word| w.capital && !pack.classes.contains_key(w.lower.as_str());
        let class = |w: &Word| if w.mark.is_some() || guessed(w) { Classes::default() } else { pack.class(&w.lower) };
        let classes = words.iter().map(class);
        let mut out =
            Self { pack, words, classes: classes.collect(), names: Vec::new(), name_at: vec![None; words.len()] };
        let mut at = 0;
        while at < words.len() {
            match out.name(at) {
                Some((len, name)) => {
                    let number = out.names.len();
                    out.name_at[at..at + len].fill(Some(number));
                    out.names.push(Named { start: at, end: at + len, name });
                    at += len;
                }
                None => at += 1,
            }
        }
        out
    }

    fn name(&self, at: usize) -> Option<(usize, &'a PackName)> {
        let (len, name) = self.pack.names.at(|i| self.lower(i), at)?;
        let common = matches!(name.kind, NameKind::Head | NameKind::Title);
        // A proper name has capitals; an owner ends it.
        let proper = common || self.words[at].capital;
        let whole = (at..at + len - 1).all(|i| !self.words[i].owner);
        (proper && whole).then_some((len, name))
    }

    /// The lower-case word at `i`; empty outside and for marks.
    pub(crate) fn lower(&self, i: usize) -> &'a str {
        self.words.get(i).filter(|w| w.mark.is_none()).map_or("", |w| &w.lower)
    }

    pub(crate) fn class(&self, i: usize) -> Classes {
        self.classes.get(i).copied().unwrap_or_default()
    }

    pub(crate) fn is(&self, i: usize, class: Classes) -> bool {
        self.class(i).any(class)
    }

    pub(crate) fn mark(&self, i: usize) -> Option<char> {
        self.words.get(i).and_then(|w| w.mark)
    }

    /// The name that word `i` lies in.
    pub(crate) fn named(&self, i: usize) -> Option<&Named<'a>> {
        self.name_at.get(i).copied().flatten().map(|n| &self.names[n])
    }

    /// The readings of a word as a form of a verb; a guess from its ending where no list has it.
    pub(crate) fn readings(&self, i: usize) -> Vec<VerbForm> {
        let word = self.lower(i);
        if word.is_empty() || self.is(i, Classes::NOMINAL) || self.pack.numbers.has(&[word]) {
            return Vec::new();
        }
        if let Some(found) = self.pack.verbs.get(word) {
            return found.clone();
        }
        // «re-opened» as «reopened».
        if let Some(found) = word.contains('-').then(|| self.pack.verbs.get(word.replace('-', "").as_str())).flatten() {
            return found.clone();
        }
        let known = !self.class(i).is_empty() || self.words[i].capital || word.contains('-');
        let guess =
            self.pack.guesses.iter().find(|(end, _)| word.len() > end.len() + 2 && word.ends_with(end.as_str()));
        match guess {
            Some((_, feature)) if !known => {
                let mut out = vec![VerbForm { lemma: u32::MAX, feature: *feature, negated: false, passive: false }];
                if *feature == FormFeature::Past {
                    out.push(VerbForm { feature: FormFeature::Participle, ..out[0] });
                }
                out
            }
            _ => Vec::new(),
        }
    }

    /// Whether the word names something: no closed class, no mark.
    pub(crate) fn noun_like(&self, i: usize) -> bool {
        self.words.get(i).is_some_and(|w| w.mark.is_none()) && self.class(i).is_empty()
    }

    /// The words from `start` to `end` as a span of the text.
    pub(crate) fn span(&self, start: usize, end: usize) -> Span {
        match (self.words.get(start), end.checked_sub(1).and_then(|e| self.words.get(e))) {
            (Some(a), Some(b)) if start < end => Span::new(a.span.start, b.span.end),
            _ => Span::new(0, 0),
        }
    }
}
