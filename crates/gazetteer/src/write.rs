//! Packing places: the writing side of the form that [`crate::Pack`] reads.
//!
//! ```text
//! "MARSADG1"  checksum u64  hash of the places [u8; 32]  places u32  7 × section length u32
//! records     36 bytes a place, sorted by country and id
//! strings     length as LEB128, then UTF-8; offset 0 is the empty string
//! names       automaton: folded Arabic name → a place, or a list in `lists`
//! ids         automaton: id → place
//! latin       automaton: country + consonants of a Latin name → as `names`
//! lists       count u32, then that many places u32
//! countries   3 bytes of code, first place u32, one past the last u32
//! ```
//! All numbers are little endian.

use std::collections::BTreeMap;

use marsad_text::Text;
use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};

use crate::latin::consonants;
use crate::place::NewPlace;

pub(crate) const MAGIC: &[u8; 8] = b"MARSADG1";
pub(crate) const RECORD: usize = 36;
pub(crate) const SECTIONS: usize = 7;
pub(crate) const HEADER: usize = 8 + 8 + 32 + 4 + 4 * SECTIONS;

/// Packs places. Of two with one id the later is kept, and the names of the earlier lead to it.
///
/// # Errors
/// When more than 2³¹ bytes of names or places are given, or the automata cannot be built.
pub fn pack(places: &[NewPlace]) -> Result<Vec<u8>, fst::Error> {
    let mut last: FxHashMap<&str, usize> = FxHashMap::default();
    for (i, place) in places.iter().enumerate() {
        last.insert(&place.id, i);
    }
    let mut order: Vec<usize> = last.values().copied().collect();
    order.sort_by(|&a, &b| (&places[a].country, &places[a].id).cmp(&(&places[b].country, &places[b].id)));
    let at: FxHashMap<&str, u32> = (0u32..).zip(&order).map(|(k, &i)| (places[i].id.as_str(), k)).collect();

    let mut strings = Strings::default();
    let mut records = Vec::with_capacity(order.len() * RECORD);
    let mut countries: Vec<(&str, u32, u32)> = Vec::new();
    for (k, &i) in (0u32..).zip(&order) {
        let place = &places[i];
        record(place, &mut strings, &mut records);
        match countries.last_mut() {
            Some(c) if c.0 == place.country => c.2 = k + 1,
            _ => countries.push((&place.country, k, k + 1)),
        }
    }
    let (mut names, mut latin): (BTreeMap<String, Vec<u32>>, BTreeMap<String, Vec<u32>>) = Default::default();
    for place in places {
        let Some(&k) = at.get(place.id.as_str()) else { continue };
        for name in &place.ar {
            put(&mut names, key(name), k);
        }
        if place.ar.is_empty() {
            for name in std::iter::once(&place.en).chain(&place.latin) {
                let bones = consonants(name);
                if bones.chars().count() >= 3 {
                    put(&mut latin, format!("{}{bones}", place.country), k);
                }
            }
        }
    }
    let mut lists = Vec::new();
    let names = automaton(names, &mut lists)?;
    let latin = automaton(latin, &mut lists)?;
    let mut ids: Vec<(&str, u32)> = at.into_iter().collect();
    ids.sort_unstable();
    let ids = fst::Map::from_iter(ids.into_iter().map(|(id, k)| (id, u64::from(k))))?.into_fst().into_inner();
    let mut ranges = Vec::new();
    for (code, from, to) in countries {
        let mut bytes = [0u8; 3];
        for (b, c) in bytes.iter_mut().zip(code.bytes()) {
            *b = c;
        }
        ranges.extend_from_slice(&bytes);
        ranges.extend_from_slice(&from.to_le_bytes());
        ranges.extend_from_slice(&to.to_le_bytes());
    }
    Ok(join(order.len(), [records, strings.bytes, names, ids, latin, lists, ranges]))
}

/// The key of a name: its folded words with one space between them.
pub(crate) fn key(name: &str) -> String {
    let text = Text::new(name);
    let words: Vec<&str> = (0..text.tokens().len()).map(|i| text.fold(i)).collect();
    words.join(" ")
}

fn put(map: &mut BTreeMap<String, Vec<u32>>, key: String, place: u32) {
    if key.is_empty() {
        return;
    }
    let list = map.entry(key).or_default();
    if !list.contains(&place) {
        list.push(place);
    }
}

/// One place as the value itself (odd), several as an offset into `lists` (even).
fn automaton(map: BTreeMap<String, Vec<u32>>, lists: &mut Vec<u8>) -> Result<Vec<u8>, fst::Error> {
    let mut builder = fst::MapBuilder::memory();
    for (key, places) in map {
        let value = match places[..] {
            [only] => u64::from(only) << 1 | 1,
            _ => {
                let offset = lists.len() as u64;
                lists.extend_from_slice(&(places.len() as u32).to_le_bytes());
                for place in places {
                    lists.extend_from_slice(&place.to_le_bytes());
                }
                offset << 1
            }
        };
        builder.insert(key, value)?;
    }
    builder.into_inner()
}

fn record(place: &NewPlace, strings: &mut Strings, out: &mut Vec<u8>) {
    let ar = place.ar.first().map_or("", String::as_str);
    for text in [place.id.as_str(), &place.en, ar, &place.admin1, &place.parent] {
        out.extend_from_slice(&strings.offset(text).to_le_bytes());
    }
    #[allow(clippy::cast_possible_truncation)]
    for degrees in [place.lat, place.lon] {
        out.extend_from_slice(&((degrees * 1e6).round() as i32).to_le_bytes());
    }
    out.extend_from_slice(&u32::try_from(place.population).unwrap_or(u32::MAX).to_le_bytes());
    let mut code = [0u8; 3];
    for (b, c) in code.iter_mut().zip(place.country.bytes()) {
        *b = c;
    }
    out.extend_from_slice(&code);
    out.push(marsad_model::PlaceKind::ALL.iter().position(|k| *k == place.kind).unwrap_or(0) as u8);
}

/// Strings, each once.
struct Strings {
    bytes: Vec<u8>,
    known: FxHashMap<String, u32>,
}

impl Default for Strings {
    fn default() -> Self {
        Self { bytes: vec![0], known: FxHashMap::default() }
    }
}

impl Strings {
    fn offset(&mut self, text: &str) -> u32 {
        if text.is_empty() {
            return 0;
        }
        if let Some(&at) = self.known.get(text) {
            return at;
        }
        let at = self.bytes.len() as u32;
        let mut length = text.len();
        while length >= 0x80 {
            self.bytes.push((length & 0x7f) as u8 | 0x80);
            length >>= 7;
        }
        self.bytes.push(length as u8);
        self.bytes.extend_from_slice(text.as_bytes());
        self.known.insert(text.to_owned(), at);
        at
    }
}

fn join(places: usize, sections: [Vec<u8>; SECTIONS]) -> Vec<u8> {
    let body: Vec<u8> = sections.concat();
    let mut out = Vec::with_capacity(HEADER + body.len());
    out.extend_from_slice(MAGIC);
    let mut rest = Vec::new();
    rest.extend_from_slice(&Sha256::digest(&body));
    rest.extend_from_slice(&(places as u32).to_le_bytes());
    for section in &sections {
        rest.extend_from_slice(&(section.len() as u32).to_le_bytes());
    }
    rest.extend_from_slice(&body);
    out.extend_from_slice(&checksum(&rest).to_le_bytes());
    out.extend_from_slice(&rest);
    out
}

/// A checksum against broken disks and half-written files, not against forgery: 64-bit words, multiplied and rotated
/// (as rustc's `FxHasher` mixes).
pub(crate) fn checksum(bytes: &[u8]) -> u64 {
    let mix = |h: u64, word: u64| (h.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95);
    let mut chunks = bytes.chunks_exact(8);
    let mut h = bytes.len() as u64;
    for chunk in &mut chunks {
        let mut word = [0u8; 8];
        word.copy_from_slice(chunk);
        h = mix(h, u64::from_le_bytes(word));
    }
    for &byte in chunks.remainder() {
        h = mix(h, u64::from(byte));
    }
    h
}
