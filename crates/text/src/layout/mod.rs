//! The layout of a text: headline, dateline, headings, lists, paragraphs, clauses, quotations.
//!
//! Where things begin and end is said here; who speaks and what happened is for others to say. Words that mark parts are
//! read from `lexicon/ar/layout`.

pub(crate) mod abbreviations;
mod clause;
mod dateline;
mod lexicon;
mod list;
#[cfg(test)]
mod tests;

use std::ops::Range;

use marsad_model::Span;

use crate::{Quoted, Text, TokenKind, quoted};

pub use clause::{Clause, ClauseKind};
pub use dateline::Dateline;
pub use lexicon::LayoutLexicon;
pub use list::ListMark;

/// In how many paragraphs after the headline a dateline is looked for.
const DATELINE_WITHIN: usize = 3;
/// From how many words on quoted words are speech even without a verb.
const SPEECH_WORDS: usize = 6;
/// Up to how many words they are a name or a term.
const NAME_WORDS: usize = 2;

/// The parts of a text. All spans count scalar values of the text; token ranges are indices into [`Text::tokens`].
///
/// ```
/// use marsad_text::{Layout, Text};
/// let text = Text::new("انسحاب من حلب\n\nبيروت - رويترز: قال مصدر إن القوات انسحبت.");
/// let layout = Layout::of(&text);
/// assert_eq!(layout.headline, Some(0));
/// let dateline = layout.dateline.unwrap();
/// assert_eq!(text.slice(dateline.place.unwrap()), "بيروت");
/// assert_eq!(text.slice(dateline.outlet.unwrap()), "رويترز");
/// assert_eq!(text.slice(dateline.span), "بيروت - رويترز:");
/// assert_eq!(layout.clauses.iter().map(|c| text.slice(c.span)).last(), Some("إن القوات انسحبت."));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    /// Every line that is not blank, in order; together they hold every token.
    pub paragraphs: Vec<Paragraph>,
    /// Index of the headline in `paragraphs`: the first line, where a blank line follows it.
    pub headline: Option<usize>,
    /// The dateline of the first paragraphs.
    pub dateline: Option<Dateline>,
    /// The clauses of all sentences, in order; those of one sentence hold each of its tokens once.
    pub clauses: Vec<Clause>,
    /// Every quotation, nested ones too, by start, the outer first.
    pub quotations: Vec<QuotedPart>,
}

/// A line of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paragraph {
    /// Its tokens.
    pub tokens: Range<usize>,
    /// From its first to its last token.
    pub span: Span,
    /// Its sentences, as indices into [`Text::sentences`].
    pub sentences: Range<usize>,
    /// What it is.
    pub kind: ParagraphKind,
    /// The mark of an item of a list («1-», «أولاً:»); none for what is no item.
    pub mark: Option<Span>,
}

/// What a paragraph is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ParagraphKind {
    /// The first line, with a blank line after it.
    Headline,
    /// A short line without a full stop that stands over others.
    Heading,
    /// An item of a list.
    Item(ListMark),
    /// Running text.
    Body,
}

/// A quotation with a hint at what is quoted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuotedPart {
    /// Where it stands.
    pub quoted: Quoted,
    /// How many words and numbers it has.
    pub words: usize,
    /// Speech, or a name or term in quotation marks.
    pub hint: QuoteHint,
}

/// What stands between quotation marks, by its length, its verb and the colon before it. A hint, no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum QuoteHint {
    /// After a colon, or with a verb or a stop in it, or long.
    Speech,
    /// One or two words: a name, a term, a word that the writer keeps away from.
    Name,
    /// Three to five words without a verb.
    Unsure,
}

impl Layout {
    /// The layout of a text under the lexicon that comes with the program. Of verbs only some are known to it: whoever knows
    /// more calls [`Layout::with`].
    #[must_use]
    pub fn of(text: &Text) -> Self {
        Self::with(text, LayoutLexicon::builtin(), &|_| false)
    }

    /// The layout of a text under a lexicon. `is_verb` says whether the token at an index is a finite verb, whatever is joined
    /// before it; it adds to the verbs of the lexicon.
    #[must_use]
    pub fn with(text: &Text, lexicon: &LayoutLexicon, is_verb: &dyn Fn(usize) -> bool) -> Self {
        let mut paragraphs = paragraphs(text, lexicon);
        let headline = headline(text, &paragraphs);
        if let Some(headline) = headline {
            paragraphs[headline].kind = ParagraphKind::Headline;
            paragraphs[headline].mark = None;
        }
        let body = headline.map_or(0, |h| h + 1);
        let dateline = paragraphs
            .iter()
            .skip(body)
            .take(DATELINE_WITHIN)
            .find_map(|p| dateline::dateline(text, lexicon, &p.tokens, p.kind == ParagraphKind::Heading));
        let quotations: Vec<QuotedPart> = quoted(text)
            .into_iter()
            .map(|q| {
                let words = q.words(text);
                QuotedPart { hint: hint(text, lexicon, &q, words, is_verb), words, quoted: q }
            })
            .collect();
        let clauses = clause::clauses(text, lexicon, &quotations, is_verb);
        Self { paragraphs, headline, dateline, clauses, quotations }
    }

    /// Index of the clause that holds token `i`.
    #[must_use]
    pub fn clause_of(&self, i: usize) -> usize {
        self.clauses.partition_point(|c| c.tokens.end <= i).min(self.clauses.len().saturating_sub(1))
    }
}

fn paragraphs(text: &Text, lexicon: &LayoutLexicon) -> Vec<Paragraph> {
    let mut out: Vec<Paragraph> = Vec::new();
    let mut number = usize::MAX;
    for (k, sentence) in text.sentences().iter().enumerate() {
        match out.last_mut() {
            Some(p) if sentence.paragraph == number => {
                p.tokens.end = sentence.tokens.end;
                p.sentences.end = k + 1;
                p.kind = ParagraphKind::Body;
            }
            _ => out.push(Paragraph {
                tokens: sentence.tokens.clone(),
                span: sentence.span,
                sentences: k..k + 1,
                kind: if sentence.heading { ParagraphKind::Heading } else { ParagraphKind::Body },
                mark: None,
            }),
        }
        number = sentence.paragraph;
    }
    for p in &mut out {
        p.span = text.cover(p.tokens.start, p.tokens.end);
        if let Some((mark, tokens)) = list::list_mark(text, lexicon, &p.tokens) {
            p.kind = ParagraphKind::Item(mark);
            p.mark = Some(text.cover(tokens.start, tokens.end));
        }
    }
    out
}

/// The first line, where nothing stands before it and a blank line after it.
fn headline(text: &Text, paragraphs: &[Paragraph]) -> Option<usize> {
    let (first, source) = (paragraphs.first()?, text.source());
    let tokens = text.tokens();
    let (from, to) = (tokens[first.tokens.start].bytes.start as usize, tokens[first.tokens.end - 1].bytes.end as usize);
    let next = paragraphs.get(1).map_or(source.len(), |p| tokens[p.tokens.start].bytes.start as usize);
    let breaks = source[to..next].matches('\n').count();
    (!source[..from].contains('\n') && breaks > 1).then_some(0)
}

fn hint(text: &Text, lexicon: &LayoutLexicon, q: &Quoted, words: usize, is_verb: &dyn Fn(usize) -> bool) -> QuoteHint {
    let tokens = text.tokens();
    // The mark before the opening one.
    let before = q.tokens.start.checked_sub(2).and_then(|i| tokens[i].mark);
    if before == Some(':') || q.continues.is_some() || words >= SPEECH_WORDS {
        return QuoteHint::Speech;
    }
    let stops = tokens[q.tokens.clone()].iter().any(|t| matches!(t.mark, Some('.' | '؟' | '!' | '،')));
    let verb =
        q.tokens.clone().any(|i| tokens[i].kind == TokenKind::Arabic && (is_verb(i) || lexicon.is_verb(text.fold(i))));
    match words {
        0..=NAME_WORDS => QuoteHint::Name,
        _ if stops || verb => QuoteHint::Speech,
        _ => QuoteHint::Unsure,
    }
}
