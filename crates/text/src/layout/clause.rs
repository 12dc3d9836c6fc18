//! Clauses: how far a word that colours others reaches.
//!
//! A clause ends before a particle that opens one (`lexicon/ar/layout/clauses.tsv`), before a verb that «و», «ف» or a comma
//! introduces, after a comma, semicolon or colon, and at the marks of what is quoted as speech. The clauses of a sentence hold
//! each of its tokens once.

use std::ops::Range;

use marsad_model::Span;

use super::{LayoutLexicon, QuoteHint, QuotedPart};
use crate::{Text, TokenKind};

/// How a clause hangs on the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ClauseKind {
    /// Begins a sentence.
    Main,
    /// A verb after «و», «ف», «ثم», «أو» or a comma, or a particle like «وقد».
    Coordinate,
    /// What is said, known or wanted: «أن», «إن».
    Content,
    /// «الذي», «التي».
    Relative,
    /// «إذا», «لو», «في حال».
    Condition,
    /// «عندما», «بعد أن».
    Time,
    /// «لأن», «إذ».
    Cause,
    /// «لكي», «حتى».
    Purpose,
    /// «لكن», «رغم أن», «بينما».
    Contrast,
    /// «كما», «وكأن».
    Manner,
    /// «دون أن».
    Without,
    /// Speech in quotation marks.
    Quoted,
    /// A stretch after a comma, semicolon or colon that no verb or particle opens: often part of the clause before.
    Phrase,
}

impl ClauseKind {
    /// The kind that a word of the lexicon names.
    pub(super) fn of_name(name: &str) -> Option<Self> {
        Some(match name {
            "coordinate" => Self::Coordinate,
            "content" => Self::Content,
            "relative" => Self::Relative,
            "condition" => Self::Condition,
            "time" => Self::Time,
            "cause" => Self::Cause,
            "purpose" => Self::Purpose,
            "contrast" => Self::Contrast,
            "manner" => Self::Manner,
            "without" => Self::Without,
            _ => return None,
        })
    }
}

/// A stretch of a sentence within which negation and modality reach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// Its tokens, with the particle that opens it and the mark that ends it.
    pub tokens: Range<usize>,
    /// From its first to its last token.
    pub span: Span,
    /// Index of its sentence in [`Text::sentences`].
    pub sentence: usize,
    /// How it hangs on what stands before.
    pub kind: ClauseKind,
    /// The words that open it, where there are such words.
    pub opener: Option<Range<usize>>,
    /// Index of the clause it hangs on; none for a main clause.
    pub parent: Option<usize>,
}

/// Splits every sentence into clauses.
pub(super) fn clauses(
    text: &Text,
    lexicon: &LayoutLexicon,
    quotations: &[QuotedPart],
    is_verb: &dyn Fn(usize) -> bool,
) -> Vec<Clause> {
    let mut out: Vec<Clause> = Vec::new();
    // Where speech in quotation marks begins and ends, by its marks.
    let mut speech: Vec<(usize, bool)> = Vec::new();
    for q in quotations.iter().filter(|q| q.quoted.depth == 0 && q.hint == QuoteHint::Speech) {
        let marked = usize::from(q.quoted.outer.start < q.quoted.span.start);
        speech.push((q.quoted.tokens.start - marked, true));
        speech.push((q.quoted.tokens.end, false));
    }
    speech.sort_unstable();
    let mut next_speech = 0;
    for (number, sentence) in text.sentences().iter().enumerate() {
        let range = sentence.tokens.clone();
        let first = out.len();
        let mut start = range.start;
        let mut open = (ClauseKind::Main, None);
        let mut i = range.start;
        while i < range.end {
            while speech.get(next_speech).is_some_and(|s| s.0 < i) {
                next_speech += 1;
            }
            let found = match speech.get(next_speech) {
                Some(&(at, true)) if at == i && i > range.start => Some((ClauseKind::Quoted, None, i)),
                Some(&(at, false)) if at == i && i > range.start && closes(text, i) => {
                    // The mark itself, and what stands right after it, belong to the quotation.
                    let past = (i..range.end).take_while(|&k| closes(text, k)).count();
                    let past = past + usize::from(past > 0 && pause(text, i + past, &range));
                    (i + past < range.end).then(|| {
                        let (kind, opener) = opened_at(text, lexicon, i + past, is_verb, true);
                        (kind, opener, i + past)
                    })
                }
                Some(&(at, true)) if at == i + 1 && at < range.end && pause(text, i, &range) => {
                    Some((ClauseKind::Quoted, None, at))
                }
                _ => boundary(text, lexicon, i, &range, is_verb),
            };
            if let Some((kind, opener, at)) = found {
                let begins = at > start && text.tokens()[start..at].iter().any(|t| t.kind != TokenKind::Mark);
                if begins {
                    push(text, &mut out, first, number, start..at, open);
                    start = at;
                    open = (kind, opener);
                } else if opener.is_some() {
                    // A particle right at the start: «إن …» leaves a main clause main, «إذا …» does not.
                    let kind = if open.0 == ClauseKind::Main && kind == ClauseKind::Content { open.0 } else { kind };
                    let coordinate = open.0 == ClauseKind::Main && kind == ClauseKind::Coordinate;
                    open = (if coordinate { ClauseKind::Main } else { kind }, opener);
                }
                i = open.1.as_ref().map_or(at, |o: &Range<usize>| o.end).max(at).max(i + 1);
                continue;
            }
            i += 1;
        }
        push(text, &mut out, first, number, start..range.end, open);
    }
    out
}

fn push(
    text: &Text,
    out: &mut Vec<Clause>,
    first: usize,
    sentence: usize,
    tokens: Range<usize>,
    (kind, opener): (ClauseKind, Option<Range<usize>>),
) {
    if tokens.is_empty() {
        return;
    }
    let parent = (out.len() > first).then(|| out.len() - 1).and_then(|last| match kind {
        // Beside the clause before: hangs where that one hangs.
        ClauseKind::Coordinate => out[last].parent.or(Some(last)),
        ClauseKind::Main => None,
        _ => Some(last),
    });
    out.push(Clause { span: text.cover(tokens.start, tokens.end), tokens, sentence, kind, opener, parent });
}

/// What begins at token `i`, or right after it where it is a mark: kind, opening words, first token.
fn boundary(
    text: &Text,
    lexicon: &LayoutLexicon,
    i: usize,
    range: &Range<usize>,
    is_verb: &dyn Fn(usize) -> bool,
) -> Option<(ClauseKind, Option<Range<usize>>, usize)> {
    if pause(text, i, range) {
        let at = i + 1;
        if at >= range.end {
            return None;
        }
        let (kind, opener) = opened_at(text, lexicon, at, is_verb, true);
        return Some((kind, opener, at));
    }
    let (kind, opener) = opened_at(text, lexicon, i, is_verb, false);
    (kind != ClauseKind::Phrase).then_some((kind, opener, i))
}

/// Whether a comma, semicolon or colon stands at `i`.
fn pause(text: &Text, i: usize, range: &Range<usize>) -> bool {
    i < range.end && matches!(text.tokens()[i].mark, Some('،' | '؛' | ',' | ';' | ':'))
}

fn closes(text: &Text, i: usize) -> bool {
    matches!(text.tokens()[i].mark, Some('»' | '”' | '“' | '"' | '.' | '!' | '؟' | '?'))
}

/// What a word opens; a phrase where it opens nothing. `paused` says that a pause stands before it.
fn opened_at(
    text: &Text,
    lexicon: &LayoutLexicon,
    i: usize,
    is_verb: &dyn Fn(usize) -> bool,
    paused: bool,
) -> (ClauseKind, Option<Range<usize>>) {
    let fold = text.fold(i);
    if text.tokens().get(i).is_none_or(|t| t.kind != TokenKind::Arabic) {
        return (ClauseKind::Phrase, None);
    }
    let known = lexicon.openers.find(text, i).filter(|f| f.joined.prep.is_none());
    if let Some(found) = known {
        return (found.value, Some(i..found.end));
    }
    // «وقال», «فقتل»; after a comma also the bare verb.
    let joined = fold.starts_with(['و', 'ف']);
    if (joined || paused) && (is_verb(i) || lexicon.is_verb(fold)) {
        return (ClauseKind::Coordinate, None);
    }
    (ClauseKind::Phrase, None)
}
