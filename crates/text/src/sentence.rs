//! Sentences and headings.

use std::ops::Range;

use marsad_model::Span;

use crate::layout::abbreviations::{Abbreviations, Ending};
use crate::token::{Token, TokenKind};
use crate::tokenise::Reading;

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
/// The longest exclamation or question in quotation marks that is part of the sentence around it, in tokens.
const TITLE_TOKENS: usize = 3;

/// The longest name of a letter as abbreviations are spelt out, in letters.
const SPELT_LETTERS: usize = 2;

/// Splits tokens into sentences: at line breaks, at `. ! ? ؟ …` where they close, and at `..` as Arabic headlines use it.
/// Closing quotation marks and brackets stay with the sentence they close. Every token is in exactly one sentence.
pub(crate) fn split_sentences(source: &str, read: &Reading) -> Vec<Sentence> {
    let tokens = &read.tokens;
    let mut splitter = Splitter {
        source,
        read,
        tokens,
        abbreviations: Abbreviations::builtin(),
        out: Vec::with_capacity(tokens.len() / 24 + 1),
        from: 0,
        line: 0,
        paragraph: 0,
        words: false,
        opened: None,
        passed: 0,
    };
    let mut lines: Vec<(usize, usize)> = Vec::new();
    let mut i = 0;
    while i < tokens.len() {
        if tokens[i].broken && i > 0 {
            splitter.push(i);
            lines.push((splitter.line, i));
            splitter.line = i;
            splitter.paragraph += 1;
            splitter.opened = None;
        }
        match tokens[i].mark {
            None => splitter.words = true,
            Some(c) if ends(c) => {
                if let Some(end) = splitter.end_at(i) {
                    splitter.push(end);
                    i = end;
                    continue;
                }
            }
            Some('"') => splitter.opened = if splitter.opened.is_some() { None } else { Some(i) },
            Some('«' | '“') => splitter.opened = Some(i),
            Some('»' | '”') => splitter.opened = None,
            Some(_) => {}
        }
        i += 1;
    }
    splitter.push(tokens.len());
    lines.push((splitter.line, tokens.len()));
    let mut out = splitter.out;
    for s in &mut out {
        if let Some(&(a, b)) = lines.get(s.paragraph) {
            let whole = s.tokens.start == a && s.tokens.end == b;
            let last = mark(tokens, b.saturating_sub(1));
            s.heading = whole && b - a <= HEADING_TOKENS && !matches!(last, '.' | '،' | '؛' | ':' | '»' | '"');
        }
    }
    out
}

/// The state of one pass over the tokens.
struct Splitter<'a> {
    source: &'a str,
    read: &'a Reading,
    tokens: &'a [Token],
    abbreviations: &'a Abbreviations,
    out: Vec<Sentence>,
    /// First token of the sentence being read.
    from: usize,
    /// First token of its line.
    line: usize,
    paragraph: usize,
    /// Whether the sentence has a word or a number yet.
    words: bool,
    /// The quotation mark that is open in this line.
    opened: Option<usize>,
    /// One past the last stop of a row that closes nothing.
    passed: usize,
}

impl Splitter<'_> {
    fn push(&mut self, end: usize) {
        if self.from < end {
            let span = Span::new(self.tokens[self.from].span.start, self.tokens[end - 1].span.end);
            self.out.push(Sentence { tokens: self.from..end, span, paragraph: self.paragraph, heading: false });
        }
        self.from = end;
        self.words = false;
    }

    /// One past the sentence that the stop at `i` closes; none where it closes none.
    fn end_at(&mut self, i: usize) -> Option<usize> {
        if !self.words || i < self.passed {
            return None;
        }
        // All stops in a row, then what they close.
        let mut end = i + 1;
        while self.same_line(end) && ends(mark(self.tokens, end)) && (!self.tokens[end].spaced || !self.glued(end + 1))
        {
            end += 1;
        }
        let stops = end - i;
        self.passed = end;
        let opened = self.opened;
        let mut after = opened;
        while self.same_line(end) && self.closing(end, &mut after) {
            end += 1;
        }
        if end >= self.tokens.len() || self.tokens[end].broken {
            return self.close(end, after);
        }
        let next = &self.tokens[end];
        // «إلى أين؟»، سأل: what goes on after a comma is the same sentence.
        if matches!(next.mark, Some('،' | '؛' | ',' | ';' | ':')) && !next.spaced {
            return None;
        }
        // (…) and [...] stand for words left out.
        if end > i + stops
            && i > self.from
            && matches!(mark(self.tokens, i - 1), '(' | '[')
            && matches!(mark(self.tokens, i + stops), ')' | ']')
        {
            return None;
        }
        // A title in quotation marks: «أين المفر؟» عنوان الكتاب.
        if let (Some(open), None) = (opened, after)
            && mark(self.tokens, i) != '.'
            && i - open <= TITLE_TOKENS
            && !ends(mark(self.tokens, end - 1))
        {
            return None;
        }
        let dot = mark(self.tokens, i) == '.' && stops == 1;
        if !next.spaced && end == i + stops && !self.missing_space(i, end) {
            return None;
        }
        // «(ش.م.ل.)» too.
        let bracketed = (i + 1..end).all(|k| mark(self.tokens, k) == ')');
        if dot && bracketed && self.abbreviated(i) {
            return None;
        }
        self.close(end, after)
    }

    fn close(&mut self, end: usize, opened: Option<usize>) -> Option<usize> {
        self.opened = opened;
        Some(end)
    }

    /// Whether there is a token at `i` on the same line as the one before it.
    fn same_line(&self, i: usize) -> bool {
        self.tokens.get(i).is_some_and(|t| !t.broken)
    }

    /// Whether a token stands at `i` with no space before it.
    fn glued(&self, i: usize) -> bool {
        self.tokens.get(i).is_some_and(|t| !t.spaced)
    }

    /// Whether the mark at `i` closes a quotation or bracket after a stop.
    fn closing(&self, i: usize, opened: &mut Option<usize>) -> bool {
        let token = &self.tokens[i];
        match token.mark {
            Some('»' | '”') => {
                *opened = None;
                true
            }
            Some(')' | ']') => true,
            Some('\'') => !token.spaced,
            // A straight mark opens where a word stands right after it and none is open.
            Some('"') if !token.spaced || !self.glued(i + 1) => {
                let closes = opened.is_some() || !self.glued(i + 1);
                if closes {
                    *opened = None;
                }
                closes
            }
            // A stop after the closing mark: «انتهى!».
            Some(c) => ends(c) && !token.spaced && i > 0 && !ends(mark(self.tokens, i - 1)),
            None => false,
        }
    }

    /// Whether the stops from `i` to `end` close a sentence though the next begins right after them: «انتهى.وقال».
    fn missing_space(&self, i: usize, end: usize) -> bool {
        let (Some(before), Some(next)) = (i.checked_sub(1).map(|b| &self.tokens[b]), self.tokens.get(end)) else {
            return false;
        };
        if before.spaced && i - 1 == self.line && before.kind == TokenKind::Number {
            return false;
        }
        let ended = before.kind == TokenKind::Arabic && letters(before) > 1
            || before.kind == TokenKind::Number
            || matches!(before.mark, Some('»' | '”' | '"' | ')' | ']'));
        let begins = next.kind == TokenKind::Arabic && letters(next) > 1 || matches!(next.mark, Some('«' | '“' | '"'));
        // Names of letters: «بي.بي.سي».
        let spelt = mark(self.tokens, i) == '.'
            && [before, next].iter().all(|t| t.kind == TokenKind::Arabic && letters(t) <= SPELT_LETTERS);
        let stops = end - i;
        ended && begins && (stops > 1 || !spelt && !self.abbreviated(i))
    }

    /// Whether the full stop at `i` belongs to what stands before it: «د. سامي», «1. الأول», «Mr. Smith».
    fn abbreviated(&self, i: usize) -> bool {
        let Some(before) = i.checked_sub(1).map(|b| &self.tokens[b]) else { return false };
        // The number of an item at the start of a line.
        if before.kind == TokenKind::Number && i - 1 == self.line {
            return true;
        }
        if !before.is_word() {
            return false;
        }
        // The whole of «ق.م» or U.S, back to the last space.
        let mut from = i - 1;
        while from > self.from
            && !self.tokens[from].spaced
            && (self.tokens[from - 1].is_word() || mark(self.tokens, from - 1) == '.')
        {
            from -= 1;
        }
        let start = self.tokens[from].bytes.start as usize;
        let whole = self.source.get(start..before.bytes.end as usize).unwrap_or("");
        let numbered = self.tokens[..from].last().is_some_and(|t| t.kind == TokenKind::Number);
        let fold = self.fold(before);
        // «د. عمر ود. سلمى».
        let single = letters(before) == 1
            && (before.spaced || i < 2 || matches!(self.tokens[i - 2].mark, Some('.' | '(' | '«' | '"' | '“')))
            || letters(before) == 2
                && fold.starts_with('و')
                && self.abbreviations.of(&fold[2..]) == Some(Ending::Never);
        match self.abbreviations.of(whole).or_else(|| self.abbreviations.of(fold)) {
            Some(Ending::Never) => true,
            Some(Ending::Unit) if numbered => false,
            Some(Ending::Ends) => false,
            Some(Ending::Unit) | None => single,
        }
    }

    fn fold(&self, token: &Token) -> &str {
        &self.read.arena[token.fold.start as usize..token.fold.end as usize]
    }
}

/// How many letters a word has, tatweel and vowel signs left out.
fn letters(token: &Token) -> usize {
    let bytes = (token.fold.end - token.fold.start) as usize;
    if token.kind == TokenKind::Arabic { bytes / 2 } else { bytes }
}

/// The character of a mark, or a blank for anything else.
fn mark(tokens: &[Token], i: usize) -> char {
    tokens.get(i).and_then(|t| t.mark).unwrap_or(' ')
}

fn ends(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '؟' | '…' | '۔')
}
