//! Items of lists: lines that begin with a bullet, a number, a letter or a word of order.

use std::ops::Range;

use super::LayoutLexicon;
use crate::{Text, TokenKind};

/// What an item of a list begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ListMark {
    /// «•», «-», «*».
    Bullet,
    /// «1-», «٢.», «3)».
    Number,
    /// «أ-», «ب)».
    Letter,
    /// «أولاً:», «ثانيا -».
    Ordinal,
}

/// The longest number of an item, in digits.
const DIGITS: usize = 3;

/// The mark that a line begins with, and the tokens of it; none where it is no item.
pub(super) fn list_mark(text: &Text, lexicon: &LayoutLexicon, line: &Range<usize>) -> Option<(ListMark, Range<usize>)> {
    let tokens = text.tokens();
    let first = line.start;
    let kind = |i: usize| (i < line.end).then(|| tokens[i].kind);
    let known = |i: usize, wanted: ListMark| {
        let fold = text.fold(i);
        lexicon.marks.iter().any(|(form, mark)| *mark == wanted && **form == *fold)
    };
    // Words after the mark are what makes it an item.
    let followed = |i: usize| kind(i).is_some_and(|k| k != TokenKind::Mark || text.tokens()[i].mark.is_some_and(opens));
    match tokens.get(first)?.kind {
        TokenKind::Mark => {
            let same =
                (first..line.end).take_while(|&i| tokens[i].mark.is_some() && known(i, ListMark::Bullet)).count();
            let end = first + same;
            // «-5 درجات» is a number below zero.
            let negative =
                kind(end) == Some(TokenKind::Number) && !tokens[end].spaced && tokens[end - 1].mark == Some('-');
            (same > 0 && followed(end) && !negative).then_some((ListMark::Bullet, first..end))
        }
        TokenKind::Number => {
            let plain = tokens[first].span.len() <= DIGITS && text.word(first).chars().all(char::is_numeric);
            let closed = tokens.get(first + 1).filter(|_| first + 1 < line.end).and_then(|t| t.mark);
            let separated = matches!(closed, Some('-' | '–' | '—' | '.' | ')' | ':' | 'ـ'));
            // «10 - 12 شخصا» and «5:30» are ranges and times.
            let range =
                kind(first + 2) == Some(TokenKind::Number) && matches!(closed, Some('-' | '–' | '—' | ':' | '.'));
            (plain && separated && followed(first + 2) && !range).then_some((ListMark::Number, first..first + 2))
        }
        TokenKind::Arabic => {
            let closed = tokens.get(first + 1).filter(|_| first + 1 < line.end)?.mark?;
            if known(first, ListMark::Ordinal) && matches!(closed, ':' | '-' | '–' | '—' | '،' | '.' | ')' | ',') {
                return followed(first + 2).then_some((ListMark::Ordinal, first..first + 2));
            }
            // After a full stop it is somebody's title: «د. سامي».
            (known(first, ListMark::Letter) && matches!(closed, '-' | '–' | ')') && followed(first + 2))
                .then_some((ListMark::Letter, first..first + 2))
        }
        TokenKind::Foreign => None,
    }
}

fn opens(c: char) -> bool {
    matches!(c, '«' | '“' | '"' | '(' | '[' | '#' | '@')
}
