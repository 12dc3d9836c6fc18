//! Reading a pack where it lies.

use std::ops::Range;
use std::sync::Arc;

use fst::raw::{CompiledAddr, Fst, Output};
use marsad_model::PlaceKind;

use crate::place::Place;
use crate::write::{HEADER, MAGIC, RECORD, SECTIONS, checksum};

/// Why bytes are no pack.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum PackError {
    /// They never were one.
    #[error("not a compiled gazetteer")]
    Other,
    /// They were.
    #[error("a damaged compiled gazetteer: import its sources again")]
    Damaged,
    /// Made by a program of another version.
    #[error("a compiled gazetteer of another version of Marsad: import its sources again")]
    Version,
}

/// The bytes of a section: those of the program itself, or of a file that was read.
#[derive(Clone)]
enum Bytes {
    Static(&'static [u8]),
    Shared(Arc<[u8]>, Range<usize>),
}

impl AsRef<[u8]> for Bytes {
    fn as_ref(&self) -> &[u8] {
        match self {
            Bytes::Static(bytes) => bytes,
            Bytes::Shared(all, range) => &all[range.clone()],
        }
    }
}

/// Places in compact form.
#[derive(Clone)]
pub struct Pack {
    records: Bytes,
    strings: Bytes,
    names: Fst<Bytes>,
    ids: Fst<Bytes>,
    latin: Fst<Bytes>,
    lists: Bytes,
    countries: Bytes,
    hash: [u8; 32],
    places: u32,
}

impl std::fmt::Debug for Pack {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Pack of {} places", self.places)
    }
}

impl Pack {
    /// Opens a pack that is part of the program.
    ///
    /// # Errors
    /// As [`Pack::read`].
    pub fn built_in(bytes: &'static [u8]) -> Result<Self, PackError> {
        Self::open(bytes, |range| Bytes::Static(&bytes[range]))
    }

    /// Opens a pack that was read from a file.
    ///
    /// # Errors
    /// When the bytes are not a pack, or not whole.
    pub fn read(bytes: Vec<u8>) -> Result<Self, PackError> {
        let all: Arc<[u8]> = bytes.into();
        Self::open(&all, |range| Bytes::Shared(all.clone(), range))
    }

    fn open(bytes: &[u8], section: impl Fn(Range<usize>) -> Bytes) -> Result<Self, PackError> {
        match bytes.get(..MAGIC.len()) {
            Some(magic) if magic == MAGIC => {}
            Some(magic) if magic[..7] == MAGIC[..7] => return Err(PackError::Version),
            _ => return Err(PackError::Other),
        }
        if bytes.len() < HEADER || u64_at(bytes, 8) != checksum(&bytes[16..]) {
            return Err(PackError::Damaged);
        }
        let mut hash = [0; 32];
        hash.copy_from_slice(&bytes[16..48]);
        let places = u32_at(bytes, 48);
        let mut at = HEADER;
        let mut ranges = Vec::with_capacity(SECTIONS);
        for i in 0..SECTIONS {
            let end = at + u32_at(bytes, 52 + 4 * i) as usize;
            ranges.push(at..end);
            at = end;
        }
        if at != bytes.len() || ranges[0].len() != places as usize * RECORD {
            return Err(PackError::Damaged);
        }
        let automaton = |i: usize| Fst::new(section(ranges[i].clone())).map_err(|_| PackError::Damaged);
        Ok(Self {
            records: section(ranges[0].clone()),
            strings: section(ranges[1].clone()),
            names: automaton(2)?,
            ids: automaton(3)?,
            latin: automaton(4)?,
            lists: section(ranges[5].clone()),
            countries: section(ranges[6].clone()),
            hash,
            places,
        })
    }

    /// How many places it holds.
    #[must_use]
    pub fn len(&self) -> u32 {
        self.places
    }

    /// Whether it holds none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.places == 0
    }

    /// SHA-256 of what it holds.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        self.hash
    }

    /// The place at an index below [`Pack::len`]; the last one for greater indices.
    ///
    /// # Panics
    /// When the pack is empty.
    #[must_use]
    pub fn place(&self, index: u32) -> Place<'_> {
        let at = index.min(self.places.saturating_sub(1)) as usize * RECORD;
        let r = &self.records.as_ref()[at..at + RECORD];
        let text = |i: usize| self.string(u32_at(r, 4 * i));
        let some = |s| if str::is_empty(s) { None } else { Some(s) };
        let degrees = |at| f64::from(u32_at(r, at).cast_signed()) / 1e6;
        let code = std::str::from_utf8(&r[32..35]).unwrap_or_default().trim_end_matches('\0');
        Place {
            id: text(0),
            en: text(1),
            ar: text(2),
            admin1: some(text(3)),
            parent: some(text(4)),
            lat: degrees(20),
            lon: degrees(24),
            population: u64::from(u32_at(r, 28)),
            country: some(code),
            kind: PlaceKind::ALL.get(usize::from(r[35])).copied().unwrap_or(PlaceKind::Village),
        }
    }

    fn string(&self, offset: u32) -> &str {
        let bytes = self.strings.as_ref();
        let (mut length, mut shift, mut at) = (0usize, 0, offset as usize);
        while let Some(&byte) = bytes.get(at) {
            length |= usize::from(byte & 0x7f) << shift;
            (shift, at) = (shift + 7, at + 1);
            if byte < 0x80 || shift > 21 {
                break;
            }
        }
        bytes.get(at..at + length).and_then(|b| std::str::from_utf8(b).ok()).unwrap_or_default()
    }

    /// The index of the place with this id.
    #[must_use]
    pub fn index(&self, id: &str) -> Option<u32> {
        self.ids.get(id).and_then(|o| u32::try_from(o.value()).ok())
    }

    /// Indices of the places of a country (ISO alpha-3).
    #[must_use]
    pub fn of_country(&self, code: &str) -> Range<u32> {
        let found = self.countries.as_ref().chunks_exact(11).find(|c| c[..3] == *code.as_bytes());
        found.map_or(0..0, |c| u32_at(c, 3)..u32_at(c, 7))
    }

    /// The beginning of all Arabic names.
    #[must_use]
    pub fn walk(&self) -> Walk<'_> {
        Walk { fst: &self.names, lists: self.lists.as_ref(), addr: self.names.root().addr(), out: Output::zero() }
    }

    /// Places of a country that have no Arabic name, by the consonants of a Latin one ([`crate::consonants`]).
    pub fn by_consonants(&self, country: &str, consonants: &str) -> impl Iterator<Item = u32> + '_ {
        let value = self.latin.get(format!("{country}{consonants}")).map(|o| o.value());
        value.into_iter().flat_map(|v| values(self.lists.as_ref(), v))
    }
}

/// A way into the names of a pack: what has been read so far is the beginning of a name.
#[derive(Clone, Copy)]
pub struct Walk<'a> {
    fst: &'a Fst<Bytes>,
    lists: &'a [u8],
    addr: CompiledAddr,
    out: Output,
}

impl<'a> Walk<'a> {
    /// Goes on with these letters, if a name does.
    #[must_use]
    pub fn on(mut self, letters: &str) -> Option<Self> {
        for &byte in letters.as_bytes() {
            let node = self.fst.node(self.addr);
            let t = node.transition(node.find_input(byte)?);
            self.out = self.out.cat(t.out);
            self.addr = t.addr;
        }
        Some(self)
    }

    /// The places whose name ends here.
    pub fn places(self) -> impl Iterator<Item = u32> + 'a {
        let node = self.fst.node(self.addr);
        let value = node.is_final().then(|| self.out.cat(node.final_output()).value());
        let lists = self.lists;
        value.into_iter().flat_map(move |v| values(lists, v))
    }

    /// Whether a name ends here.
    #[must_use]
    pub fn is_name(self) -> bool {
        self.fst.node(self.addr).is_final()
    }
}

fn values(lists: &[u8], value: u64) -> impl Iterator<Item = u32> + '_ {
    let at = usize::try_from(value >> 1).unwrap_or(usize::MAX);
    let one = (value & 1 == 1).then(|| u32::try_from(at).ok()).flatten();
    let list = (value & 1 == 0).then(|| lists.get(at..)).flatten().filter(|l| l.len() >= 4);
    let list = list.map(|l| l[4..].chunks_exact(4).take(u32_at(l, 0) as usize).map(|c| u32_at(c, 0)));
    one.into_iter().chain(list.into_iter().flatten())
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    let mut word = [0; 4];
    word.copy_from_slice(&bytes[at..at + 4]);
    u32::from_le_bytes(word)
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    let mut word = [0; 8];
    word.copy_from_slice(&bytes[at..at + 8]);
    u64::from_le_bytes(word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{NewPlace, consonants, pack};

    fn places() -> Vec<NewPlace> {
        let place = |id: &str, ar: &[&str], country: &str, lat| NewPlace {
            id: id.to_owned(),
            en: format!("English of {id}"),
            ar: ar.iter().map(|s| (*s).to_owned()).collect(),
            country: country.to_owned(),
            lat,
            lon: -36.5,
            population: 7,
            ..NewPlace::default()
        };
        vec![
            place("b", &["تل أبيض", "تل الأبيض"], "SYR", 36.7),
            place("a", &["تل"], "SYR", 33.6),
            place("c", &["تل"], "LBN", 34.0),
            NewPlace { en: "Kafr Nabudah".into(), ..place("d", &[], "SYR", 35.4) },
        ]
    }

    fn ids(pack: &Pack, name: &str) -> Vec<String> {
        let found = pack.walk().on(name).map(|w| w.places().map(|i| pack.place(i).id.to_owned()).collect());
        found.unwrap_or_default()
    }

    #[test]
    fn what_goes_in_comes_out() {
        let packed = Pack::read(pack(&places()).unwrap()).unwrap();
        assert_eq!(packed.len(), 4);
        let b = packed.place(packed.index("b").unwrap());
        assert_eq!((b.id, b.en, b.ar, b.lat, b.lon), ("b", "English of b", "تل أبيض", 36.7, -36.5));
        assert_eq!((b.country, b.admin1, b.population), (Some("SYR"), None, 7));
        assert_eq!(ids(&packed, "تل ابيض"), ["b"]);
        assert_eq!(ids(&packed, "تل"), ["a", "c"]);
        assert!(ids(&packed, "تل اب").is_empty());
        assert_eq!(packed.of_country("SYR").len(), 3);
        assert_eq!(packed.of_country("FRA"), 0..0);
        let found: Vec<u32> = packed.by_consonants("SYR", &consonants("كفر نبودة")).collect();
        assert_eq!(found.iter().map(|&i| packed.place(i).id).collect::<Vec<_>>(), ["d"]);
    }

    #[test]
    fn of_one_id_the_later_row_wins_and_keeps_the_names() {
        let mut rows = places();
        rows.push(NewPlace { id: "a".into(), en: "New".into(), ar: vec!["جديد".into()], ..NewPlace::default() });
        let packed = Pack::read(pack(&rows).unwrap()).unwrap();
        assert_eq!(packed.len(), 4);
        assert_eq!(packed.place(packed.index("a").unwrap()).en, "New");
        assert!(ids(&packed, "تل").contains(&"a".to_owned()) && ids(&packed, "جديد") == ["a"]);
    }

    #[test]
    fn damaged_bytes_are_refused() {
        let good = pack(&places()).unwrap();
        assert_eq!(Pack::read(b"id\tname".to_vec()).unwrap_err(), PackError::Other);
        for at in [9, 20, 50, 60, HEADER + 3, good.len() - 1] {
            let mut bad = good.clone();
            bad[at] ^= 1;
            assert_eq!(Pack::read(bad).unwrap_err(), PackError::Damaged, "byte {at}");
        }
        assert_eq!(Pack::read(good[..good.len() - 5].to_vec()).unwrap_err(), PackError::Damaged);
        let mut other = good;
        other[7] = b'9';
        assert_eq!(Pack::read(other).unwrap_err(), PackError::Version);
    }

    #[test]
    fn an_empty_pack_is_a_pack() {
        let packed = Pack::read(pack(&[]).unwrap()).unwrap();
        assert!(packed.is_empty() && packed.index("a").is_none() && packed.walk().on("تل").is_none());
    }
}
