//! Sentences and headings.

use std::ops::Range;

use marsad_model::Span;

use crate::token::{Token, TokenKind};

/// A sentence, or a line that stands alone as a heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// Its tokens, as indices into [`crate::Text::tokens`].
    pub tokens: Range<usize>,
    /// From its first to its last token.
    pub span: Span,
    /// Number of its paragraph (line), from 0.
    pub paragraph: usize,
    /// Whether it is a short line of its own without a full stop.
    pub heading: bool,
}

/// The longest heading, in tokens.
const HEADING_TOKENS: usize = 24;

/// Splits tokens into sentences: at line breaks, at `. ! ? ؟ …` (not inside numbers or after single letters), and at `..`
/// as Arabic headlines use it. Closing quotation marks and brackets stay with the sentence they close.
pub(crate) fn split_sentences(tokens: &[Token]) -> Vec<Sentence> {
    let mut out: Vec<Sentence> = Vec::new();
    let mut from = 0;
    let mut paragraph = 0;
    let mut line_start = 0;
    let mut push = |range: Range<usize>, paragraph: usize| {
        if range.start < range.end {
            let span = Span::new(tokens[range.start].span.start, tokens[range.end - 1].span.end);
            out.push(Sentence { tokens: range, span, paragraph, heading: false });
        }
    };
    let mut lines: Vec<(usize, usize)> = Vec::new();
    let mut i = 0;
    while i < tokens.len() {
        if tokens[i].broken && i > 0 {
            push(from..i, paragraph);
            lines.push((line_start, i));
            from = i;
            line_start = i;
            paragraph += 1;
        }
        if tokens[i].kind == TokenKind::Mark && ends(mark(tokens, i)) && closes(tokens, i) {
            let mut end = i + 1;
            // Closing marks that follow without a space belong to the sentence.
            while end < tokens.len()
                && !tokens[end].spaced
                && tokens[end].kind == TokenKind::Mark
                && matches!(mark(tokens, end), '.' | '!' | '?' | '؟' | '…' | '»' | '”' | '"' | ')' | ']' | '\'')
            {
                end += 1;
            }
            push(from..end, paragraph);
            from = end;
            i = end - 1;
        }
        i += 1;
    }
    push(from..tokens.len(), paragraph);
    lines.push((line_start, tokens.len()));
    for s in &mut out {
        if let Some(&(a, b)) = lines.get(s.paragraph) {
            let whole = s.tokens.start == a && s.tokens.end == b;
            let last = mark(tokens, b.saturating_sub(1));
            s.heading = whole && b - a <= HEADING_TOKENS && !matches!(last, '.' | '،' | '؛' | ':' | '»' | '"');
        }
    }
    out
}

/// The character of a mark, or a blank for anything else.
fn mark(tokens: &[Token], i: usize) -> char {
    tokens.get(i).and_then(|t| t.mark).unwrap_or(' ')
}

fn ends(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '؟' | '…' | '۔')
}

/// Whether the full stop at `i` closes a sentence: white space follows (or a closing mark, or another stop), and it does
/// not stand after a single letter as in «د. سامي».
fn closes(tokens: &[Token], i: usize) -> bool {
    let c = mark(tokens, i);
    let Some(next) = tokens.get(i + 1) else { return true };
    if !next.spaced {
        return next.kind == TokenKind::Mark
            && matches!(mark(tokens, i + 1), '.' | '!' | '?' | '؟' | '…' | '»' | '”' | '"' | ')' | ']' | '\'');
    }
    if c == '.' && i > 0 && tokens[i - 1].is_word() && tokens[i - 1].span.len() == 1 {
        return false;
    }
    true
}
