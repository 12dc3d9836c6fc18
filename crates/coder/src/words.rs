//! What each word can be: closed-class word, finite verb, or something else.

use std::ops::Deref;
use std::sync::Arc;

use marsad_lexicon::facts::Facts;
use marsad_lexicon::{FunctionWord, Lexicon, VerbWord};
use marsad_text::{Split, Text, TokenKind, splits};

/// A word with what the lexicon says it can be.
#[derive(Debug, Clone, Default)]
pub(crate) struct Word<'a> {
    /// Its class if it is a closed-class word, with or without و or ف before it.
    pub function: Option<FunctionWord>,
    /// Its readings as a finite verb, all under one cut.
    pub verb: Option<Box<VerbUse<'a>>>,
}

/// A word read as a finite verb.
#[derive(Debug, Clone)]
pub(crate) struct VerbUse<'a> {
    /// What is joined to it.
    pub split: Split<'a>,
    /// What it can be.
    word: Arc<VerbWord>,
}

impl Deref for VerbUse<'_> {
    type Target = VerbWord;

    fn deref(&self) -> &VerbWord {
        &self.word
    }
}

/// Reads every token of a text.
pub(crate) fn read_words<'a>(lexicon: &Lexicon, text: &'a Text, facts: &[Facts]) -> Vec<Word<'a>> {
    let verbs = lexicon.verb_words(text, facts);
    let word = |((i, verb), facts): ((usize, Option<Arc<VerbWord>>), &Facts)| {
        if text.tokens()[i].kind != TokenKind::Arabic {
            return Word::default();
        }
        let read = |word: Arc<VerbWord>| {
            let split = splits(text.fold(i)).nth(word.cut)?;
            Some(Box::new(VerbUse { split, word }))
        };
        Word { function: facts.function, verb: verb.and_then(read) }
    };
    verbs.into_iter().enumerate().zip(facts).map(word).collect()
}
