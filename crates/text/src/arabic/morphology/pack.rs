//! The packed form of a compiled table: an automaton of folded forms, and their readings one after the other.

use super::compile::{Compiled, MorphologyError};
use super::reading::{Lists, Packed};

/// A table as bytes.
#[derive(Debug, Clone, Default)]
pub(super) struct Bytes {
    /// Verbs, nouns and closed-class words, a line each; the three parts are divided by a line with `%`.
    pub words: String,
    /// Folded form to its place in the order of forms.
    pub forms: Vec<u8>,
    /// Readings in that order.
    pub readings: Vec<u8>,
    /// See [`passes`].
    pub filter: Vec<u8>,
}

/// Bits of the filter: a power of two. With two bits for each of some 170,000 forms one unknown word in 150 passes.
const FILTER_BITS: usize = 1 << 22;

/// Hash of a form for the filter, eight bytes at a step: every cut of every word is asked for.
fn filter_hash(bytes: &[u8]) -> u64 {
    const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;
    let mix = |hash: u64, part: u64| (hash.rotate_left(5) ^ part).wrapping_mul(FACTOR);
    let mut hash = bytes.len() as u64;
    let mut parts = bytes.chunks_exact(8);
    for part in parts.by_ref() {
        hash = mix(hash, part.try_into().map_or(0, u64::from_le_bytes));
    }
    hash = mix(hash, parts.remainder().iter().fold(0, |all, b| all << 8 | u64::from(*b)));
    (hash ^ hash >> 32).wrapping_mul(FACTOR)
}

/// The two bits of a form.
fn filter_bits(folded: &str) -> [usize; 2] {
    let hash = filter_hash(folded.as_bytes());
    let mask = FILTER_BITS - 1;
    [usize::try_from(hash >> 40).unwrap_or(0) & mask, usize::try_from(hash >> 12 & 0x0fff_ffff).unwrap_or(0) & mask]
}

/// Whether a form may be in the automaton. Most words that are looked up are cuts that nobody ever wrote: this spares
/// them the walk.
pub(super) fn passes(filter: &[u8], folded: &str) -> bool {
    filter_bits(folded).iter().all(|bit| filter.get(bit / 8).is_some_and(|byte| byte >> (bit % 8) & 1 == 1))
}

/// Packs a table.
pub(super) fn pack(compiled: &Compiled) -> Result<Bytes, MorphologyError> {
    let fail = |e: fst::Error| MorphologyError { file: "morphology".to_owned(), line: 0, what: e.to_string() };
    let mut builder = fst::MapBuilder::memory();
    let mut readings = Vec::new();
    let mut filter = vec![0_u8; FILTER_BITS / 8];
    for ((form, lists), at) in compiled.forms.iter().zip(0_u64..) {
        builder.insert(form, at).map_err(fail)?;
        write_lists(lists, &mut readings);
        for bit in filter_bits(form) {
            filter[bit / 8] |= 1 << (bit % 8);
        }
    }
    let words = format!("{}%\n{}%\n{}", compiled.verbs, compiled.nouns, compiled.functions);
    Ok(Bytes { words, forms: builder.into_inner().map_err(fail)?, readings, filter })
}

fn write_lists(lists: &Lists, out: &mut Vec<u8>) {
    let lengths =
        [lists.verbs.len(), lists.addressed.len(), lists.nominals.len(), lists.nouns.len(), lists.functions.len()];
    let mut present = 0_u8;
    for (bit, length) in lengths.iter().enumerate() {
        present |= u8::from(*length > 0) << bit;
    }
    out.push(present);
    out.extend(lengths.iter().filter(|l| **l > 0).map(|l| u8::try_from(*l).unwrap_or(u8::MAX)));
    write_all(&lists.verbs, out);
    write_all(&lists.addressed, out);
    write_all(&lists.nominals, out);
    write_all(&lists.nouns, out);
    write_all(&lists.functions, out);
}

fn write_all<T: Packed>(list: &[T], out: &mut Vec<u8>) {
    for reading in list.iter().take(usize::from(u8::MAX)) {
        let (number, features, spelling) = reading.pack();
        out.extend(&number.to_le_bytes()[..3]);
        out.extend(features.to_le_bytes());
        out.extend(spelling.to_le_bytes());
    }
}

/// Reads packed readings from the front of a slice.
pub(super) struct Reader<'a>(pub &'a [u8]);

impl Reader<'_> {
    fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        *first
    }

    /// How many readings of each kind the next form has.
    pub fn lengths(&mut self) -> [u8; 5] {
        let present = self.byte();
        let mut out = [0; 5];
        for (bit, length) in out.iter_mut().enumerate() {
            if present >> bit & 1 == 1 {
                *length = self.byte();
            }
        }
        out
    }

    /// The next readings.
    pub fn take<T: Packed>(&mut self, count: u8, out: &mut Vec<T>) {
        let bytes = usize::from(count) * 7;
        let Some((these, rest)) = self.0.split_at_checked(bytes) else { return };
        self.0 = rest;
        out.extend(these.chunks_exact(7).map(|c| {
            let number = u32::from_le_bytes([c[0], c[1], c[2], 0]);
            T::unpack(number, u16::from_le_bytes([c[3], c[4]]), u16::from_le_bytes([c[5], c[6]]))
        }));
    }
}
