//! Segments: a written word cut into what is joined in it.
//!
//! The proclitics و ف ب ك ل س and the joined pronouns are cut off; the article stays with its noun: «وبالمدينة» is و, ب,
//! المدينة; «للسلطة» is ل, لسلطة; «حياته» is حيات, ه. The parts together are the word as written.
//!
//! Every cut that [`crate::splits`] allows is weighed ([`weigh`]): what is known of its stem (verbs, nouns, closed-class
//! words, names), what its letters say where nothing is known, how common the clitics are, and the word before. The
//! lightest wins; names and known words stay whole unless something speaks for the cut.
//!
//! ```
//! use marsad_text::Text;
//! use marsad_text::arabic::segment::Segmenter;
//!
//! let text = Text::new("وقال للصحيفة إنه زار بغداد وكركوك.");
//! let names = |folded: &str| ["بغداد", "كركوك"].contains(&folded);
//! let words: Vec<String> = Segmenter::builtin().segment(&text, &names).iter().map(|w| w.parts.join("+")).collect();
//! assert_eq!(words, ["و+قال", "ل+لصحيفة", "إن+ه", "زار", "بغداد", "و+كركوك"]);
//! ```

mod joined;
mod weigh;

#[cfg(test)]
mod tests;

use std::collections::HashSet;

use marsad_model::Span;

use crate::arabic::morphology::Morphology;
use crate::{Text, TokenKind, is_mark};

pub use joined::Joined;

/// One written word and its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segments {
    /// Where the word stands.
    pub span: Span,
    /// The parts as written; together they are the word.
    pub parts: Vec<String>,
}

/// Cuts words by what a lexicon knows.
#[derive(Debug, Clone, Copy)]
pub struct Segmenter<'a> {
    words: &'a Morphology,
    joined: &'a Joined,
}

/// What the whole text says about how to read one of its words.
struct Surroundings<'a> {
    /// Folded words of the text, as they stand.
    seen: HashSet<&'a str>,
    /// Whether somebody is spoken to, or speaks of himself.
    you: bool,
    me: bool,
    /// Whether hamzas are written on alef, and ة at the end of words.
    careful: bool,
    feminine: bool,
}

impl Segmenter<'static> {
    /// With the lexicon that comes with the program.
    #[must_use]
    pub fn builtin() -> Self {
        Self { words: Morphology::builtin(), joined: Joined::builtin() }
    }
}

impl<'a> Segmenter<'a> {
    /// With a lexicon of the caller's.
    #[must_use]
    pub fn new(words: &'a Morphology, joined: &'a Joined) -> Self {
        Self { words, joined }
    }

    /// Every Arabic word of a text with its parts. `names` says whether a folded word is a name.
    ///
    /// Digits written to the letters before them («و2006») are a part of the word. Cost is linear in the text.
    #[must_use]
    pub fn segment(&self, text: &Text, names: &dyn Fn(&str) -> bool) -> Vec<Segments> {
        let tokens = text.tokens();
        let around = self.surroundings(text);
        let mut out = Vec::with_capacity(tokens.len());
        for (i, token) in tokens.iter().enumerate() {
            if token.kind != TokenKind::Arabic {
                continue;
            }
            let word = text.word(i);
            let number = tokens.get(i + 1).filter(|n| n.kind == TokenKind::Number && !n.spaced);
            if let Some(number) = number.filter(|_| word.chars().count() <= 3) {
                let span = Span::new(token.span.start, number.span.end);
                let digits = text.slice(number.span).to_owned();
                let cut = matches!(text.fold(i), "و" | "ف" | "ب" | "ك" | "ل");
                let parts = if cut { vec![word.to_owned(), digits] } else { vec![text.slice(span).to_owned()] };
                out.push(Segments { span, parts });
                continue;
            }
            let lengths = self.lengths(text, i, &around, names);
            out.push(Segments { span: token.span, parts: parts(word, &lengths) });
        }
        out
    }

    fn surroundings<'t>(&self, text: &'t Text) -> Surroundings<'t> {
        let mut out = Surroundings {
            seen: HashSet::new(),
            you: false,
            me: false,
            careful: text.source().contains(['أ', 'إ']),
            feminine: text.source().contains('ة'),
        };
        for i in 0..text.tokens().len() {
            if text.tokens()[i].kind != TokenKind::Arabic {
                continue;
            }
            let fold = text.fold(i);
            out.seen.insert(fold);
            let hosted = |pronoun| fold.strip_suffix(pronoun).is_some_and(|h: &str| self.is_host_folded(h));
            out.you |= hosted("ك") || hosted("كم");
            out.me |= hosted("ني") || fold == "انا" || fold == "لي" || fold == "كنت" || fold == "نحن";
        }
        out
    }

    /// Whether folded letters are a closed-class word before a pronoun; every spelling of such a word is tried.
    fn is_host_folded(&self, folded: &str) -> bool {
        self.joined.is_host(folded)
            || folded
                .strip_prefix('ا')
                .is_some_and(|r| self.joined.is_host(&format!("أ{r}")) || self.joined.is_host(&format!("إ{r}")))
    }

    /// The lengths, in letters without marks, of the parts of a word.
    fn lengths(&self, text: &Text, i: usize, around: &Surroundings<'_>, names: &dyn Fn(&str) -> bool) -> Vec<usize> {
        let word = text.word(i);
        let letters: String = word.chars().filter(|c| !is_mark(*c)).collect();
        if let Some(parts) = self.joined.parts(&letters) {
            return parts.iter().map(|p| usize::from(*p)).collect();
        }
        if self.joined.is_whole(&letters) {
            return vec![usize::MAX];
        }
        let nunated = word.contains(['\u{064B}', '\u{064C}', '\u{064D}']);
        weigh::Weigher { segmenter: self, text, at: i, letters: &letters, nunated, around, names }.best()
    }
}

/// Cuts a written word by the lengths of its parts; marks go with the letter before them.
fn parts(word: &str, lengths: &[usize]) -> Vec<String> {
    let mut out = vec![String::new()];
    let mut left = lengths.iter().copied();
    let mut room = left.next().unwrap_or(usize::MAX);
    for c in word.chars() {
        if !is_mark(c) {
            if room == 0 {
                out.push(String::new());
                room = left.next().unwrap_or(usize::MAX);
            }
            room = room.saturating_sub(1);
        }
        if let Some(last) = out.last_mut() {
            last.push(c);
        }
    }
    out
}
