//! A search asked of rows that are at hand, instead of a database: for whoever shows texts otherwise than they are stored.

use super::{Asks, Item, Query, Term, parse};
use crate::api::{DocumentRow, ReportRow};
use crate::day;
use crate::error::StoreError;
use crate::snippet;
use crate::words::{name_key, words};
use marsad_model::Report;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A search that has been read.
#[derive(Debug, Clone, PartialEq)]
pub struct Search(Query);

/// Words and names that may not be asked for, folded as searches fold.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unspoken {
    words: BTreeSet<String>,
    names: BTreeSet<String>,
}

impl Unspoken {
    /// Adds the words of a text.
    pub fn add_words(&mut self, text: &str) {
        self.words.extend(words(text).into_iter().map(|w| w.folded));
    }

    /// Adds the name of an actor or a place.
    pub fn add_name(&mut self, name: &str) {
        let key = name_key(name);
        if !key.is_empty() {
            self.names.insert(key);
        }
    }

    /// Whether this is one of the names.
    #[must_use]
    pub fn has_name(&self, name: &str) -> bool {
        self.names.contains(&name_key(name))
    }

    /// Whether a text has one of the words.
    #[must_use]
    pub fn has_word_of(&self, text: &str) -> bool {
        words(text).iter().any(|w| self.words.contains(&w.folded))
    }

    /// Whether a name that is asked for is part of one of the names, as lists of reports compare them.
    #[must_use]
    pub fn is_in_a_name(&self, asked: &str) -> bool {
        let key = name_key(asked);
        !key.is_empty() && self.names.iter().any(|name| name.contains(&key))
    }

    fn meets(&self, item: &Item) -> bool {
        match &item.asks {
            Asks::Words(term) => term.each().any(|(forms, beginning)| {
                forms.iter().any(|form| match beginning {
                    true => self.words.range(form.clone()..).next().is_some_and(|word| word.starts_with(form.as_str())),
                    false => self.words.contains(form),
                })
            }),
            Asks::Actor(key) | Asks::Place(key) => self.names.iter().any(|name| name.contains(key.as_str())),
            Asks::Source(_) | Asks::Type(_) | Asks::Days(..) => false,
        }
    }

    /// How many words there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty() && self.names.is_empty()
    }
}

impl Search {
    /// Reads a search.
    ///
    /// # Errors
    /// As [`crate::Store::search`].
    pub fn parse(query: &str) -> Result<Self, StoreError> {
        parse(query).map(Self)
    }

    /// Whether it asks for nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items().next().is_none()
    }

    /// Whether an answer could depend on one of these words or names.
    #[must_use]
    pub fn meets(&self, unspoken: &Unspoken) -> bool {
        self.items().any(|item| unspoken.meets(item))
    }

    fn items(&self) -> impl Iterator<Item = &Item> {
        self.0.clauses.iter().flat_map(|clause| &clause.items)
    }

    /// Whether a document answers, as [`crate::Store::search`] asks.
    #[must_use]
    pub fn holds(&self, row: &DocumentRow) -> bool {
        let text = Text::of(row);
        self.0.clauses.iter().all(|clause| {
            clause.items.iter().any(|item| {
                let found = match &item.asks {
                    Asks::Words(term) => text.has(term),
                    _ => row.reports.iter().any(|r| field(&item.asks, r)) || of_document(&item.asks, row),
                };
                found != item.excluded
            })
        })
    }

    /// Whether one of its reports answers, as [`crate::Store::reports`] asks.
    #[must_use]
    pub fn holds_report(&self, row: &DocumentRow, report: &ReportRow) -> bool {
        let text = Text::of(row);
        self.0.clauses.iter().all(|clause| {
            clause.items.iter().any(|item| {
                let found = match &item.asks {
                    Asks::Words(term) => {
                        text.has(term) || names(&report.report).any(|n| term.find(&words(n)).is_some())
                    }
                    asks => field(asks, report),
                };
                found != item.excluded
            })
        })
    }

    /// Words around the first hit in a text, with the hits in it; and the hits in a title.
    #[must_use]
    pub fn shown(&self, title: &str, text: &str) -> Shown {
        let terms: Vec<&Term> = self.0.wanted().collect();
        let (snippet, marks) = snippet::snippet(text, &terms);
        Shown { title_marks: snippet::marks(title, &terms), snippet, marks }
    }
}

/// What a list of hits shows of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// Words around the first hit.
    pub snippet: String,
    /// The hits in them.
    pub marks: Vec<(usize, usize)>,
    /// The hits in the title.
    pub title_marks: Vec<(usize, usize)>,
}

struct Text {
    title: Vec<crate::words::Word>,
    body: Vec<crate::words::Word>,
}

impl Text {
    fn of(row: &DocumentRow) -> Self {
        Self { title: words(&row.document.title), body: words(&row.document.text) }
    }

    fn has(&self, term: &Term) -> bool {
        term.find(&self.title).is_some() || term.find(&self.body).is_some()
    }
}

/// The names of a report's actors and places, canonical and as written.
fn names(report: &Report) -> impl Iterator<Item = &str> {
    let actors =
        report.actors.iter().chain(&report.recipients).flat_map(|a| [a.entity.as_str(), a.quote.text.as_str()]);
    actors.chain(report.places.iter().flat_map(|p| [p.name.as_str(), p.quote.text.as_str()]))
}

fn has(key: &str, name: &str) -> bool {
    !key.is_empty() && name_key(name).contains(key)
}

/// Whether a name is one that is asked for, as lists of reports compare them.
#[must_use]
pub fn names_match(asked: &str, name: &str) -> bool {
    has(&name_key(asked), name)
}

/// What a field asks of one report.
fn field(asks: &Asks, row: &ReportRow) -> bool {
    let r = &row.report;
    match asks {
        Asks::Words(_) => false,
        Asks::Actor(key) => {
            r.actors.iter().chain(&r.recipients).any(|a| has(key, &a.entity) || has(key, &a.quote.text))
        }
        Asks::Place(key) => r.places.iter().any(|p| has(key, &p.name) || has(key, &p.quote.text)),
        Asks::Source(key) => row.outlet.as_deref().is_some_and(|outlet| has(key, outlet)),
        Asks::Type(type_) => r.type_ == *type_,
        Asks::Days(from, to) => day::reach(r, row.published).is_some_and(|(first, last)| last >= *from && first <= *to),
    }
}

/// What a field asks of a document itself.
fn of_document(asks: &Asks, row: &DocumentRow) -> bool {
    match asks {
        Asks::Source(key) => row.document.outlet.as_deref().is_some_and(|outlet| has(key, outlet)),
        Asks::Days(from, to) => row.document.published.is_some_and(|d| (*from..=*to).contains(&day::key(d))),
        _ => false,
    }
}
