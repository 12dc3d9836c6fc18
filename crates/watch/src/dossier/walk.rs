//! A walk over a TOML table that takes what is known and finds fault with the rest, each fault with its line and key.

use super::read::Fault;
use marsad_model::Day;
use std::collections::BTreeMap;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Most faults that are told of one file.
const MOST_FAULTS: usize = 20;
/// Longest string that a value may be, in bytes.
const MOST_STRING: usize = 8 * 1024;

/// The text that is read, and what is wrong with it.
pub(super) struct Faults<'a> {
    text: &'a str,
    pub all: Vec<Fault>,
}

impl<'a> Faults<'a> {
    pub fn new(text: &'a str) -> Self {
        Self { text, all: Vec::new() }
    }

    /// The line, from 1, of a byte of the text.
    pub fn line(&self, byte: usize) -> usize {
        1 + self.text.bytes().take(byte).filter(|b| *b == b'\n').count()
    }

    /// Notes a fault.
    pub fn add(&mut self, byte: usize, key: &str, what: impl Into<String>) {
        if self.all.len() < MOST_FAULTS {
            self.all.push(Fault { line: self.line(byte), key: key.to_owned(), what: what.into() });
        }
    }
}

/// One table while it is taken apart. What is left at the end is not known.
pub(super) struct Walk<'t> {
    path: String,
    /// Where the table begins, for what is missing.
    at: usize,
    left: BTreeMap<&'t str, (usize, &'t Spanned<DeValue<'t>>)>,
}

impl<'t> Walk<'t> {
    pub fn over(path: &str, at: usize, table: &'t DeTable<'t>) -> Self {
        let left = table.iter().map(|(key, value)| (key.get_ref().as_ref(), (key.span().start, value))).collect();
        Self { path: path.to_owned(), at, left }
    }

    /// Where a key of this table stands, in full.
    pub fn key(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }

    /// Where the table begins.
    pub fn at(&self) -> usize {
        self.at
    }

    /// Takes a value, whatever it is, with where it stands.
    pub fn take(&mut self, name: &str) -> Option<(usize, &'t DeValue<'t>)> {
        self.left.remove(name).map(|(at, value)| (at, value.get_ref()))
    }

    /// Takes a string; an empty one is none.
    pub fn string(&mut self, faults: &mut Faults<'_>, name: &str) -> Option<(usize, String)> {
        let (at, value) = self.take(name)?;
        match value {
            DeValue::String(text) if text.len() > MOST_STRING => {
                faults.add(at, &self.key(name), format!("is longer than {MOST_STRING} bytes"));
                None
            }
            DeValue::String(text) => Some((at, text.trim().to_owned())).filter(|(_, text)| !text.is_empty()),
            other => {
                faults.add(
                    at,
                    &self.key(name),
                    format!("is {} and must be a string in quotation marks", called(other)),
                );
                None
            }
        }
    }

    /// Takes a word that `read` knows; `known` says which those are.
    pub fn code<T>(
        &mut self,
        faults: &mut Faults<'_>,
        name: &str,
        known: &str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let (at, word) = self.string(faults, name)?;
        let found = read(&word);
        if found.is_none() {
            faults.add(at, &self.key(name), format!("`{word}` is not known; there are {known}"));
        }
        found
    }

    /// Takes a list of strings; one string is a list of one.
    pub fn strings(&mut self, faults: &mut Faults<'_>, name: &str) -> Option<(usize, Vec<String>)> {
        let (at, value) = self.take(name)?;
        let list: Vec<&DeValue<'_>> = match value {
            DeValue::String(_) => vec![value],
            DeValue::Array(values) => values.iter().map(Spanned::get_ref).collect(),
            other => {
                faults.add(at, &self.key(name), format!("is {} and must be a list of strings", called(other)));
                return None;
            }
        };
        let mut out = Vec::new();
        for value in list.iter().take(200) {
            match value {
                DeValue::String(text) if text.len() <= MOST_STRING && !text.trim().is_empty() => {
                    out.push(text.trim().to_owned());
                }
                other => faults.add(at, &self.key(name), format!("holds {} among its strings", called(other))),
            }
        }
        if list.len() > 200 {
            faults.add(at, &self.key(name), "has more than 200 values");
        }
        Some((at, out))
    }

    /// Takes a whole number from 0 on.
    pub fn number(&mut self, faults: &mut Faults<'_>, name: &str) -> Option<u64> {
        let (at, value) = self.take(name)?;
        let number = match value {
            DeValue::Integer(number) => u64::from_str_radix(number.as_str(), number.radix()).ok(),
            _ => None,
        };
        if number.is_none() {
            faults.add(at, &self.key(name), format!("is {} and must be a whole number, 0 or more", called(value)));
        }
        number
    }

    /// Takes a number between 0 and 1.
    pub fn share(&mut self, faults: &mut Faults<'_>, name: &str) -> Option<f64> {
        let (at, value) = self.take(name)?;
        let text = match value {
            DeValue::Float(number) => number.as_str(),
            DeValue::Integer(number) => number.as_str(),
            _ => "",
        };
        let share = text.parse::<f64>().ok().filter(|n| (0.0..=1.0).contains(n));
        if share.is_none() {
            faults.add(at, &self.key(name), "must be a number between 0 and 1");
        }
        share
    }

    /// Takes yes or no.
    pub fn truth(&mut self, faults: &mut Faults<'_>, name: &str) -> Option<bool> {
        let (at, value) = self.take(name)?;
        if let DeValue::Boolean(truth) = value {
            return Some(*truth);
        }
        faults.add(at, &self.key(name), format!("is {} and must be true or false", called(value)));
        None
    }

    /// Takes a day, written as TOML writes days or as a string.
    pub fn day(&mut self, faults: &mut Faults<'_>, name: &str) -> Option<Day> {
        let (at, value) = self.take(name)?;
        let text = match value {
            DeValue::String(text) => text.to_string(),
            DeValue::Datetime(day) => day.to_string(),
            _ => String::new(),
        };
        let day = text.trim().parse::<Day>().ok().filter(|_| text.trim().len() == 10);
        if day.is_none() {
            faults.add(at, &self.key(name), "must be a day such as 2022-01-20");
        }
        day
    }

    /// Takes a table.
    pub fn table(&mut self, faults: &mut Faults<'_>, name: &str) -> Option<Walk<'t>> {
        let (at, value) = self.take(name)?;
        match value {
            DeValue::Table(table) => Some(Walk::over(&self.key(name), at, table)),
            other => {
                faults.add(
                    at,
                    &self.key(name),
                    format!("is {} and must be a table, [{}]", called(other), self.key(name)),
                );
                None
            }
        }
    }

    /// Takes a list of tables, at most so many.
    pub fn tables(&mut self, faults: &mut Faults<'_>, name: &str, most: usize) -> Vec<Walk<'t>> {
        let Some((at, value)) = self.take(name) else { return Vec::new() };
        let key = self.key(name);
        let DeValue::Array(list) = value else {
            faults.add(at, &key, format!("is {} and must be written as [[{key}]]", called(value)));
            return Vec::new();
        };
        if list.len() > most {
            faults.add(at, &key, format!("is there {} times; at most {most} are read", list.len()));
        }
        let mut out = Vec::new();
        for (n, value) in list.iter().take(most).enumerate() {
            match value.get_ref() {
                DeValue::Table(table) => {
                    let name = table.iter().find(|(k, _)| k.get_ref().as_ref() == "key").map(|(_, v)| v.get_ref());
                    let named = match name {
                        Some(DeValue::String(name)) if !name.trim().is_empty() => name.trim().to_owned(),
                        _ => format!("{}", n + 1),
                    };
                    out.push(Walk::over(&format!("{key}.{named}"), value.span().start, table));
                }
                other => faults.add(value.span().start, &key, format!("is {} and must be a table", called(other))),
            }
        }
        out
    }

    /// Finds fault with what was not taken.
    pub fn end(self, faults: &mut Faults<'_>, known: &[&str]) {
        for (name, (at, _)) in &self.left {
            faults.add(*at, &self.key(name), format!("is not known here; there are {}", known.join(", ")));
        }
    }
}

/// What a value is called when it is not what it should be.
fn called(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a day or time",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
