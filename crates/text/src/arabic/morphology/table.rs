//! A packed table, opened for looking up.

use std::borrow::Cow;

use super::compile::MorphologyError;
use super::pack::{Bytes, Reader, passes};
use super::reading::{FunctionReading, NominalReading, NounReading, VerbReading};

/// Where the readings of one form begin, and how many there are.
#[derive(Debug, Clone, Copy, Default)]
struct Entry {
    verbs: u32,
    nominals: u32,
    nouns: u32,
    functions: u32,
    /// As [`Reader::lengths`].
    lengths: [u8; 5],
}

/// Every form with its readings.
#[derive(Debug)]
pub(super) struct Table {
    words: Cow<'static, str>,
    /// Byte offsets of the lines of `words`, for verbs, nouns and closed-class words.
    lines: [Vec<u32>; 3],
    forms: fst::Map<Cow<'static, [u8]>>,
    filter: Cow<'static, [u8]>,
    entries: Vec<Entry>,
    verbs: Vec<VerbReading>,
    nominals: Vec<NominalReading>,
    nouns: Vec<NounReading>,
    functions: Vec<FunctionReading>,
}

/// The readings of one form.
#[derive(Debug, Clone, Copy, Default)]
pub struct Slices<'a> {
    /// As a finite verb of the first or third person.
    pub verbs: &'a [VerbReading],
    /// As a verb of the second person or imperative.
    pub addressed: &'a [VerbReading],
    /// As masdar or participle.
    pub nominals: &'a [NominalReading],
    /// As a noun or adjective.
    pub nouns: &'a [NounReading],
    /// As a closed-class word.
    pub functions: &'a [FunctionReading],
}

fn size(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// `length` readings from `from`; none where the table is shorter.
fn part<T>(all: &[T], from: u32, length: u8) -> &[T] {
    let from = from as usize;
    all.get(from..from + usize::from(length)).unwrap_or(&[])
}

impl Table {
    /// Opens a table that this run packed.
    pub fn owned(bytes: Bytes) -> Result<Self, MorphologyError> {
        Self::open(Cow::Owned(bytes.words), Cow::Owned(bytes.forms), Cow::Owned(bytes.filter), &bytes.readings)
    }

    /// Opens a packed table.
    pub fn open(
        words: Cow<'static, str>,
        forms: Cow<'static, [u8]>,
        filter: Cow<'static, [u8]>,
        readings: &[u8],
    ) -> Result<Self, MorphologyError> {
        let forms = fst::Map::new(forms).map_err(|e| MorphologyError {
            file: "morphology".to_owned(),
            line: 0,
            what: e.to_string(),
        })?;
        let mut out = Self {
            lines: Default::default(),
            entries: Vec::with_capacity(forms.len()),
            verbs: Vec::with_capacity(readings.len() / 10),
            nominals: Vec::with_capacity(readings.len() / 20),
            nouns: Vec::with_capacity(readings.len() / 20),
            functions: Vec::new(),
            words,
            forms,
            filter,
        };
        let (mut at, mut part) = (0, 0);
        for line in out.words.split_inclusive('\n') {
            if line == "%\n" {
                part = (part + 1).min(2);
            } else {
                out.lines[part].push(size(at));
            }
            at += line.len();
        }
        let mut reader = Reader(readings);
        for _ in 0..out.forms.len() {
            let lengths = reader.lengths();
            out.entries.push(Entry {
                verbs: size(out.verbs.len()),
                nominals: size(out.nominals.len()),
                nouns: size(out.nouns.len()),
                functions: size(out.functions.len()),
                lengths,
            });
            reader.take(lengths[0], &mut out.verbs);
            reader.take(lengths[1], &mut out.verbs);
            reader.take(lengths[2], &mut out.nominals);
            reader.take(lengths[3], &mut out.nouns);
            reader.take(lengths[4], &mut out.functions);
        }
        Ok(out)
    }

    /// The readings of a folded form; all empty where it is unknown.
    pub fn get(&self, folded: &str) -> Slices<'_> {
        if !passes(&self.filter, folded) {
            return Slices::default();
        }
        let entry = self.forms.get(folded).and_then(|i| self.entries.get(usize::try_from(i).ok()?));
        let Some(e) = entry else { return Slices::default() };
        Slices {
            verbs: part(&self.verbs, e.verbs, e.lengths[0]),
            addressed: part(&self.verbs, e.verbs + u32::from(e.lengths[0]), e.lengths[1]),
            nominals: part(&self.nominals, e.nominals, e.lengths[2]),
            nouns: part(&self.nouns, e.nouns, e.lengths[3]),
            functions: part(&self.functions, e.functions, e.lengths[4]),
        }
    }

    /// The line of one word; `which` is 0 for verbs, 1 for nouns, 2 for closed-class words.
    pub fn line(&self, which: usize, number: u32) -> Option<&str> {
        let from = *self.lines.get(which)?.get(number as usize)? as usize;
        self.words.get(from..)?.lines().next()
    }

    /// How many words of a kind there are.
    pub fn count(&self, which: usize) -> usize {
        self.lines.get(which).map_or(0, Vec::len)
    }

    /// How many distinct forms there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }
}
