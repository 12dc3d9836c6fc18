//! One pass over the bytes of a text: its tokens, their folded forms, and the index from scalar values to bytes.
//!
//! Nearly every character of the news is ASCII or one of the 256 of the Arabic block; what these are and how they fold is
//! looked up in two small tables made from [`class`] and [`fold_into`], which also serve every other character.

use std::sync::OnceLock;

use marsad_model::Span;

use crate::fold::fold_into;
use crate::token::{Class, Token, TokenKind, class, digit_separator};

/// How many scalar values lie between two entries of the byte index.
pub(crate) const STRIDE: usize = 32;

/// What one pass finds.
pub(crate) struct Reading {
    pub tokens: Vec<Token>,
    /// The folded forms of all tokens, one after another.
    pub arena: String,
    /// Byte offset of every STRIDE-th scalar value.
    pub index: Vec<u32>,
    /// Length of the text in scalar values.
    pub chars: usize,
}

/// Class and folded form of one character.
#[derive(Clone, Copy)]
struct Entry {
    class: Class,
    /// UTF-8 of the folded form.
    fold: [u8; 2],
    /// How many bytes of `fold` count; [`LONG`] where two do not suffice.
    len: u8,
}

/// Marks a folded form that is written by [`fold_into`].
const LONG: u8 = u8::MAX;

impl Entry {
    fn of(c: char) -> Self {
        let mut folded = String::new();
        fold_into(c, &mut folded);
        let bytes = folded.as_bytes();
        let mut fold = [0; 2];
        let len = if bytes.len() <= 2 {
            fold[..bytes.len()].copy_from_slice(bytes);
            u8::try_from(bytes.len()).unwrap_or(LONG)
        } else {
            LONG
        };
        Self { class: class(c), fold, len }
    }
}

/// The entries of U+0000–U+007F and of U+0600–U+06FF.
struct Tables {
    ascii: [Entry; 128],
    arabic: [Entry; 256],
}

fn tables() -> &'static Tables {
    static TABLES: OnceLock<Tables> = OnceLock::new();
    TABLES.get_or_init(|| {
        let at = |base: u32, k: usize| {
            Entry::of(char::from_u32(base + u32::try_from(k).unwrap_or(0)).unwrap_or(char::REPLACEMENT_CHARACTER))
        };
        Tables { ascii: std::array::from_fn(|k| at(0, k)), arabic: std::array::from_fn(|k| at(0x600, k)) }
    })
}

/// The character at a byte of a text, as the tokeniser sees it.
#[derive(Clone, Copy)]
struct Seen {
    entry: Entry,
    /// Bytes in the text.
    width: usize,
}

fn see(source: &str, tables: &Tables, byte: usize) -> Option<Seen> {
    let bytes = source.as_bytes();
    let first = *bytes.get(byte)?;
    Some(match first {
        0..=0x7F => Seen { entry: tables.ascii[usize::from(first)], width: 1 },
        // Two bytes, 110110xx 10xxxxxx: U+0600 to U+06FF.
        0xD8..=0xDB => {
            let second = *bytes.get(byte + 1)?;
            Seen { entry: tables.arabic[usize::from(first & 3) << 6 | usize::from(second & 0x3F)], width: 2 }
        }
        _ => {
            let c = source[byte..].chars().next()?;
            Seen { entry: Entry::of(c), width: c.len_utf8() }
        }
    })
}

fn offset(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

pub(crate) fn tokenise(source: &str) -> Reading {
    let tables = tables();
    let mut tokens: Vec<Token> = Vec::with_capacity(source.len() / 9);
    let mut arena: Vec<u8> = Vec::with_capacity(source.len());
    let mut long = String::new();
    let mut index = Vec::with_capacity(source.len() / STRIDE + 1);
    let (mut spaced, mut broken) = (true, false);
    // Kind of the token being read, or none after a space or a mark.
    let mut open: Option<Class> = None;
    let (mut at, mut byte) = (0, 0);
    while let Some(seen) = see(source, tables, byte) {
        if at % STRIDE == 0 {
            index.push(offset(byte));
        }
        let next = byte + seen.width;
        let mut kind = seen.entry.class;
        if kind == Class::Mark && open == Some(Class::Digit) {
            let separator = source[byte..next].chars().next().is_some_and(digit_separator);
            if separator && see(source, tables, next).is_some_and(|s| s.entry.class == Class::Digit) {
                kind = Class::Digit;
            }
        }
        match kind {
            Class::Joined => {
                if let (Some(_), Some(token)) = (open, tokens.last_mut()) {
                    token.span.end = at + 1;
                    token.bytes.end = offset(next);
                }
            }
            Class::Space => {
                open = None;
                spaced = true;
                broken |= matches!(&source[byte..next], "\n" | "\r" | "\u{2029}");
            }
            _ => {
                let from = offset(arena.len());
                match seen.entry.len {
                    LONG => {
                        long.clear();
                        long.extend(source[byte..next].chars().next());
                        let c = long.chars().next().unwrap_or_default();
                        long.clear();
                        fold_into(c, &mut long);
                        arena.extend_from_slice(long.as_bytes());
                    }
                    2 => arena.extend_from_slice(&seen.entry.fold),
                    1 => arena.push(seen.entry.fold[0]),
                    _ => {}
                }
                match tokens.last_mut() {
                    Some(token) if open == Some(kind) && kind != Class::Mark => {
                        token.span.end = at + 1;
                        token.bytes.end = offset(next);
                        token.fold.end = offset(arena.len());
                    }
                    _ => {
                        tokens.push(Token {
                            span: Span::new(at, at + 1),
                            kind: match kind {
                                Class::Arabic => TokenKind::Arabic,
                                Class::Foreign => TokenKind::Foreign,
                                Class::Digit => TokenKind::Number,
                                _ => TokenKind::Mark,
                            },
                            spaced,
                            mark: if kind == Class::Mark { source[byte..next].chars().next() } else { None },
                            fold: from..offset(arena.len()),
                            bytes: offset(byte)..offset(next),
                            broken,
                        });
                        (spaced, broken) = (false, false);
                        open = (kind != Class::Mark).then_some(kind);
                    }
                }
            }
        }
        at += 1;
        byte = next;
    }
    // What was pushed is whole folded characters; the check is one pass and never fails.
    let arena = String::from_utf8(arena).unwrap_or_default();
    Reading { tokens, arena, index, chars: at }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fold_str;

    #[test]
    fn every_character_of_the_tables_folds_as_fold_does() {
        for c in (0..128).chain(0x600..0x700).filter_map(char::from_u32) {
            let word = format!("ab{c}cd");
            let folded = tokenise(&word).arena;
            let kept: String = if class(c) == Class::Space { "abcd".into() } else { fold_str(&word) };
            assert_eq!(folded, kept, "U+{:04X}", c as u32);
        }
    }

    #[test]
    fn line_breaks_are_noted_on_the_token_after_them() {
        let read = tokenise("أ ب\n\u{200F}\nج\r\nد هـ");
        let broken: Vec<bool> = read.tokens.iter().map(|t| t.broken).collect();
        assert_eq!(broken, [false, false, true, true, false]);
    }
}
