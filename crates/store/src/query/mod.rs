//! What a person types into the search box, read into one form that every store answers from.
//!
//! | typed | means |
//! | --- | --- |
//! | `هدنة حلب` | both words, each with whatever is joined to it |
//! | `"وقف إطلاق"` (also “…” and «…») | the words side by side; a word of several parts such as `S-400` is a phrase too |
//! | `-هدنة` | not this one |
//! | `هدنة OR تهدئة`, `هدنة \| تهدئة` | either |
//! | `قصف*` | words that begin so |
//! | `actor:`, `place:`, `type:`, `source:`, `date:` | a field; a value of several words in quotation marks |
//!
//! Everything else is a separator, so nothing typed reaches the language of an index. What looks like syntax and cannot be
//! meant is an error that names its place and a way out.

mod dates;
mod holds;
mod term;

pub use holds::{Search, Shown, Unspoken, names_match};
pub(crate) use term::Term;

use crate::StoreError;
use crate::words::{has_letters, name_key, words};
use marsad_model::EventType;

/// Most words a search may have.
pub(crate) const MOST_WORDS: usize = 64;

/// A whole search: every clause must hold.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Query {
    /// The clauses, in order; none where nothing but separators was typed.
    pub clauses: Vec<Clause>,
}

/// Items joined by OR: one of them must hold.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Clause {
    /// At least one.
    pub items: Vec<Item>,
}

/// One condition.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Item {
    /// Whether it must not hold.
    pub excluded: bool,
    /// What it asks for.
    pub asks: Asks,
}

/// What an item asks for.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Asks {
    /// Words of the text.
    Words(Term),
    /// A name of an actor or recipient, as [`name_key`] gives it.
    Actor(String),
    /// A name of a place, likewise.
    Place(String),
    /// The name of the outlet, likewise.
    Source(String),
    /// A PLOVER type.
    Type(EventType),
    /// Days, as keys of `day`, both inclusive.
    Days(i64, i64),
}

impl Query {
    /// The terms that are looked for, without those that are excluded.
    pub(crate) fn wanted(&self) -> impl Iterator<Item = &Term> {
        self.clauses.iter().flat_map(|clause| &clause.items).filter_map(|item| match &item.asks {
            Asks::Words(term) if !item.excluded => Some(term),
            _ => None,
        })
    }
}

/// The fields and what they are called.
const FIELDS: [(&str, Field); 10] = [
    ("actor", Field::Actor),
    ("place", Field::Place),
    ("type", Field::Type),
    ("source", Field::Source),
    ("date", Field::Date),
    ("فاعل", Field::Actor),
    ("مكان", Field::Place),
    ("نوع", Field::Type),
    ("مصدر", Field::Source),
    ("تاريخ", Field::Date),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Actor,
    Place,
    Type,
    Source,
    Date,
}

/// Reads a search.
///
/// # Errors
/// With too many words, and where something looks like syntax and cannot be meant.
pub(crate) fn parse(query: &str) -> Result<Query, StoreError> {
    let mut reader = Reader { query, at: 0, words: 0, fault: None };
    let mut out = Query::default();
    // Where the last OR stands that still waits for its right side.
    let mut joins: Option<usize> = None;
    loop {
        reader.spaces();
        if let Some((at, length)) = reader.or() {
            if out.clauses.is_empty() || joins.is_some() {
                return Err(bad(
                    query,
                    at,
                    length,
                    "OR stands between two words, and there is none before it",
                    "write the word before it, or put \"or\" in quotation marks",
                ));
            }
            joins = Some(at);
            continue;
        }
        let Some(item) = reader.item()? else { break };
        match (item, joins.take()) {
            (None, waiting) => joins = waiting,
            (Some(item), Some(_)) => {
                out.clauses.last_mut().into_iter().for_each(|clause| clause.items.push(item.clone()))
            }
            (Some(item), None) => out.clauses.push(Clause { items: vec![item] }),
        }
    }
    if reader.words > MOST_WORDS {
        return Err(StoreError::QueryTooLong { words: reader.words, max: MOST_WORDS });
    }
    if let Some(fault) = reader.fault {
        return Err(fault);
    }
    match joins {
        Some(at) => Err(bad(
            query,
            at,
            2,
            "OR stands between two words, and there is none after it",
            "write the word after it, or put \"or\" in quotation marks",
        )),
        None => Ok(out),
    }
}

/// The error for a place of a search, `at` and `length` in bytes.
fn bad(query: &str, at: usize, length: usize, why: impl Into<String>, help: impl Into<String>) -> StoreError {
    let end = (at + length).min(query.len());
    let shown = query.get(at..end).unwrap_or_default();
    StoreError::BadQuery {
        start: query.get(..at).unwrap_or_default().chars().count(),
        end: query.get(..end).unwrap_or_default().chars().count(),
        shown: crate::error::shortened(shown),
        why: why.into(),
        help: help.into(),
    }
}

struct Reader<'a> {
    query: &'a str,
    at: usize,
    words: usize,
    fault: Option<StoreError>,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        &self.query[self.at..]
    }

    fn spaces(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    /// An OR at this place: where it begins and how long it is.
    fn or(&mut self) -> Option<(usize, usize)> {
        let rest = self.rest();
        let length = ["OR", "|"].iter().find(|or| {
            rest.strip_prefix(**or)
                .is_some_and(|after| **or == "|" || after.chars().next().is_none_or(char::is_whitespace))
        })?;
        let at = self.at;
        self.at += length.len();
        Some((at, length.len()))
    }

    /// The next item. None at the end; `Some(None)` for what has no words.
    #[allow(clippy::option_option)]
    fn item(&mut self) -> Result<Option<Option<Item>>, StoreError> {
        let from = self.at;
        let rest = self.rest();
        let after = rest.trim_start_matches('-');
        let excluded = after.len() < rest.len();
        self.at += rest.len() - after.len();
        let Some(first) = after.chars().next() else { return Ok(None) };
        if first.is_whitespace() {
            return Ok(Some(None));
        }
        if let Some((name, field)) = field(after) {
            self.at += name.len() + 1;
            let value = self.value();
            let asks = self.field(from, field, name, value)?;
            return Ok(Some(Some(Item { excluded, asks })));
        }
        let quoted = is_quote(first);
        let at = self.at;
        let chunk = self.value();
        let stars = chunk.len() - chunk.trim_end_matches('*').len();
        let prefix = !quoted && stars > 0;
        let found: Vec<String> = words(chunk).into_iter().map(|word| word.folded).collect();
        self.words += found.len();
        if found.is_empty() || self.words > MOST_WORDS {
            if prefix && self.fault.is_none() {
                self.fault = Some(bad(
                    self.query,
                    at,
                    chunk.len(),
                    "there is nothing before the `*`",
                    "write the beginning of a word before it: قصف*",
                ));
            }
            return Ok(Some(None));
        }
        if prefix && found.last().is_some_and(|last| !has_letters(last, 2)) {
            return Err(bad(
                self.query,
                at,
                chunk.len(),
                "too many words begin with one letter",
                "write at least two letters before the `*`",
            ));
        }
        Ok(Some(Some(Item { excluded, asks: Asks::Words(Term::new(found, prefix)) })))
    }

    /// What stands here up to the next space, or in quotation marks; those are left out.
    fn value(&mut self) -> &'a str {
        let rest = self.rest();
        match rest.chars().next().filter(|c| is_quote(*c)) {
            Some(quote) => {
                let inner = &rest[quote.len_utf8()..];
                let end = inner.find(is_quote).unwrap_or(inner.len());
                let close = inner[end..].chars().next().map_or(0, char::len_utf8);
                self.at += quote.len_utf8() + end + close;
                &inner[..end]
            }
            None => {
                let end = rest.find(|c: char| c.is_whitespace() || c == '|' || is_quote(c)).unwrap_or(rest.len());
                self.at += end;
                &rest[..end]
            }
        }
    }

    fn field(&mut self, from: usize, field: Field, name: &str, value: &str) -> Result<Asks, StoreError> {
        let length = self.at - from;
        let fault = |why: String, help: String| bad(self.query, from, length, why, help);
        if value.trim().is_empty() {
            let example = match field {
                Field::Actor => "actor:داعش",
                Field::Place => "place:\"دير الزور\"",
                Field::Type => "type:ASSAULT",
                Field::Source => "source:\"وكالة الساحل\"",
                Field::Date => "date:2019-03",
            };
            return Err(fault(
                format!("`{name}:` has no value"),
                format!("write it to the colon without a space, as in {example}"),
            ));
        }
        match field {
            Field::Type => value.trim().to_uppercase().parse().map(Asks::Type).map_err(|_| {
                let all: Vec<&str> = EventType::ALL.iter().map(|t| t.as_str()).collect();
                fault(format!("`{value}` is no type of act"), format!("the types are {}", all.join(", ")))
            }),
            Field::Date => dates::days(value.trim()).map(|(from, to)| Asks::Days(from, to)).map_err(|why| {
                fault(why, "write a year, month, day or a stretch of them: date:2019, date:2019-03, date:2019-03-01..2019-04, date:>2019".into())
            }),
            _ => {
                let key = name_key(value);
                self.words += key.split(' ').filter(|word| !word.is_empty()).count();
                if key.is_empty() {
                    return Err(fault(format!("the value of `{name}:` has no letters"), "write a name after the colon".into()));
                }
                Ok(match field {
                    Field::Actor => Asks::Actor(key),
                    Field::Place => Asks::Place(key),
                    _ => Asks::Source(key),
                })
            }
        }
    }
}

/// The field that a text begins with, with its name as typed.
fn field(text: &str) -> Option<(&str, Field)> {
    let name = &text[..text.find(':')?];
    let lower = name.to_lowercase();
    FIELDS.iter().find(|(known, _)| *known == lower).map(|(_, field)| (name, *field))
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '«' | '»')
}

#[cfg(test)]
mod tests;
