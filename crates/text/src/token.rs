//! Tokens: the words, numbers and marks of a text.

use std::ops::Range;

use marsad_model::Span;

/// What a token is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// Arabic letters.
    Arabic,
    /// Letters of another script.
    Foreign,
    /// Digits of either kind, with separators inside: `1,200`, `3.5`, `٤٥`.
    Number,
    /// One mark of punctuation or one symbol.
    Mark,
}

/// One token. Its words are [`crate::Text::slice`] of the span; its folded form is [`crate::Text::fold`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Where it stands, in scalar values of the original.
    pub span: Span,
    /// What it is made of.
    pub kind: TokenKind,
    /// Whether white space or the start of the text stands before it.
    pub spaced: bool,
    /// The character of a mark; none for words and numbers.
    pub mark: Option<char>,
    /// Where its folded form stands in the text's arena.
    pub(crate) fold: Range<u32>,
    /// Where its words stand in the original, in bytes.
    pub(crate) bytes: Range<u32>,
    /// Whether a line break stands between the token before and this one.
    pub(crate) broken: bool,
}

impl Token {
    /// Whether the token is a word of either script.
    #[must_use]
    pub fn is_word(&self) -> bool {
        matches!(self.kind, TokenKind::Arabic | TokenKind::Foreign)
    }
}

/// What one character is to the tokeniser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    Arabic,
    Foreign,
    Digit,
    /// Goes with whatever stands before it.
    Joined,
    Space,
    Mark,
}

pub(crate) fn class(c: char) -> Class {
    match c {
        'a'..='z' | 'A'..='Z' => Class::Foreign,
        '0'..='9' | '٠'..='٩' | '۰'..='۹' => Class::Digit,
        ' '..='~' => {
            if c == ' ' {
                Class::Space
            } else {
                Class::Mark
            }
        }
        _ if crate::fold::is_mark(c) => Class::Joined,
        '،' | '؛' | '؟' | '٪' | '٫' | '٬' | '٭' | '۔' | '؍' | '﴾' | '﴿' => Class::Mark,
        '\u{0600}'..='\u{06FF}'
        | '\u{0750}'..='\u{077F}'
        | '\u{08A0}'..='\u{08C7}'
        | '\u{FB50}'..='\u{FDFF}'
        | '\u{FE70}'..='\u{FEFC}' => Class::Arabic,
        _ if c.is_whitespace() => Class::Space,
        _ if c.is_alphabetic() => Class::Foreign,
        _ if c.is_numeric() => Class::Mark,
        _ => Class::Mark,
    }
}

/// Whether `c` may stand between two digits of one number.
pub(crate) fn digit_separator(c: char) -> bool {
    matches!(c, ',' | '.' | '٬' | '٫' | '،')
}
