//! What each word can be: closed-class word, finite verb, or something else.

use marsad_lexicon::{FunctionWord, Lexicon, VerbReading};
use marsad_text::arabic::conjugate::{Aspect, Person};
use marsad_text::{Split, Text, TokenKind, splits};

/// A word with what the lexicon says it can be.
#[derive(Debug, Clone, Default)]
pub(crate) struct Word<'a> {
    /// Its class if it is a closed-class word, with or without و or ف before it.
    pub function: Option<FunctionWord>,
    /// Its readings as a finite verb, all under one cut.
    pub verb: Option<VerbUse<'a>>,
}

/// A word read as a finite verb.
#[derive(Debug, Clone)]
pub(crate) struct VerbUse<'a> {
    /// Readings of the stem.
    pub readings: Vec<VerbReading>,
    /// What is joined to it.
    pub split: Split<'a>,
    /// Whether the same letters are also a noun the lexicon knows (masdar, participle, noun of a frame).
    pub noun_too: bool,
}

impl VerbUse<'_> {
    /// Whether some reading satisfies `test`.
    pub fn any(&self, test: impl Fn(&VerbReading) -> bool) -> bool {
        self.readings.iter().any(test)
    }
}

/// Reads every token of a text.
pub(crate) fn read_words<'a>(lexicon: &Lexicon, text: &'a Text) -> Vec<Word<'a>> {
    (0..text.tokens().len()).map(|i| read_word(lexicon, text, i)).collect()
}

fn read_word<'a>(lexicon: &Lexicon, text: &'a Text, i: usize) -> Word<'a> {
    if text.tokens()[i].kind != TokenKind::Arabic {
        return Word::default();
    }
    let fold = text.fold(i);
    let functions = &lexicon.cues.functions;
    let function = functions.get(fold).or_else(|| functions.get(fold.strip_prefix(['و', 'ف'])?)).copied();
    if function.is_some() {
        return Word { function, verb: None };
    }
    Word { function: None, verb: read_verb(lexicon, fold) }
}

fn read_verb<'a>(lexicon: &Lexicon, fold: &'a str) -> Option<VerbUse<'a>> {
    for split in splits(fold) {
        if split.article || matches!(split.preposition, Some('ب' | 'ك')) || split.pronoun == Some("ي") {
            continue;
        }
        let readings: Vec<VerbReading> = lexicon
            .verbs
            .finite(split.stem)
            .iter()
            .filter(|r| {
                let imperfect = r.features.aspect != Aspect::Perfect;
                let joined = split.pronoun.is_some();
                (!split.future || imperfect)
                    && (split.preposition.is_none() || imperfect)
                    && (if r.bound { joined } else { true })
                    // «قتلنا» as «قتل» + «نا» and as «قتلنا»: the second stands by itself.
                    && (!joined || lexicon.verbs.all[r.verb as usize].transitive)
                    && r.features.person != Person::Second
            })
            .copied()
            .collect();
        if !readings.is_empty() {
            let noun_too = split.pronoun.is_none() && !split.future && {
                !lexicon.verbs.nominal(split.stem).is_empty() || lexicon.frames.by_noun.contains_key(split.stem)
            };
            return Some(VerbUse { readings, split, noun_too });
        }
    }
    None
}
