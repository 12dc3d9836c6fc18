//! Several archive files that belong together: what one of them refers to may stand in another.

use super::input::Place;
use super::reader::Reader;
use super::record::Record;
use super::{Doubt, WITH_HEAD, WarcError};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::path::PathBuf;

/// Most records that are kept in mind; each takes about 150 bytes.
const MAX_NOTED: usize = 1_000_000;
/// Records that stand deeper in a member are not gone back to: everything before them would be unpacked again.
const MAX_DEPTH: u64 = 1000;

/// Streams over the records of a set of archives, and gives each revisit the record it refers to.
///
/// A revisit says "as on that day": its page stands in an earlier capture, of the same address or of another with the same
/// bytes. That capture is looked for among the records read so far and, if it is not there, in the whole set, which is read
/// through once for it. Where it is nowhere, the revisit carries [`Doubt::NoOriginal`].
pub struct Collection {
    files: std::vec::IntoIter<PathBuf>,
    all: Vec<PathBuf>,
    reader: Option<Reader>,
    limit: u64,
    noted: Noted,
    scanned: bool,
}

impl Collection {
    /// The archives of these files, in this order. None is opened yet: a file that is no archive comes out as an error in
    /// its turn.
    #[must_use]
    pub fn new(files: Vec<PathBuf>) -> Self {
        Self {
            files: files.clone().into_iter(),
            all: files,
            reader: None,
            limit: WITH_HEAD,
            noted: Noted::default(),
            scanned: false,
        }
    }

    /// Sets the most bytes of one record; larger ones come out as errors.
    #[must_use]
    pub fn with_limit(mut self, bytes: u64) -> Self {
        self.limit = bytes;
        self
    }

    fn resolve(&mut self, record: &mut Record) {
        let keys = referred(record);
        let mut found = self.noted.find(&keys, self.limit);
        if found.is_none() && !self.scanned && !keys.is_empty() {
            self.scanned = true;
            for path in &self.all {
                let Ok(mut reader) = Reader::open(path).map(|r| r.with_limit(self.limit)) else { continue };
                while let Some(next) = reader.next() {
                    if let Ok(other) = next {
                        self.noted.note(&other, reader.place());
                    }
                }
            }
            found = self.noted.find(&keys, self.limit);
        }
        match found {
            Some(original) => record.original = Some(Box::new(original)),
            None => {
                let named = ["WARC-Refers-To", "WARC-Refers-To-Target-URI", "WARC-Payload-Digest"];
                let refers = named.iter().find_map(|name| record.header(name)).unwrap_or("nothing is named");
                let why = match self.noted.full {
                    true => "was not found among the first million captures",
                    false => "is not in these files",
                };
                record.doubts.push(Doubt::NoOriginal { refers: refers.chars().take(200).collect(), why });
            }
        }
    }
}

impl Iterator for Collection {
    type Item = Result<Record, WarcError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if self.reader.is_none() {
                let path = self.files.next()?;
                match Reader::open(&path) {
                    Ok(reader) => self.reader = Some(reader.with_limit(self.limit)),
                    Err(error) => return Some(Err(error)),
                }
            }
            let reader = self.reader.as_mut()?;
            match reader.next() {
                None => self.reader = None,
                Some(Err(error)) => return Some(Err(error)),
                Some(Ok(mut record)) => {
                    if record.kind() == "revisit" {
                        self.resolve(&mut record);
                    } else if !self.scanned {
                        self.noted.note(&record, reader.place());
                    }
                    return Some(Ok(record));
                }
            }
        }
    }
}

/// What a capture can be referred to by.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Key {
    Id(String),
    Visit(String, String),
    Digest(String),
}

impl Key {
    /// Short, so that a million fit in memory. What is found by it is compared with the key itself.
    fn short(&self) -> u64 {
        let mut hash = Sha256::new();
        match self {
            Key::Id(id) => hash.update(["id", id].join("\n")),
            Key::Visit(uri, date) => hash.update(["visit", uri, date].join("\n")),
            Key::Digest(digest) => hash.update(["digest", digest].join("\n")),
        }
        hash.finalize().iter().take(8).fold(0, |n, byte| (n << 8) | u64::from(*byte))
    }
}

/// What a revisit refers to, the surest first.
fn referred(revisit: &Record) -> Vec<Key> {
    let bare = |name: &str| revisit.header(name).map(|v| v.trim_matches(['<', '>']).to_owned());
    let mut keys: Vec<Key> = bare("WARC-Refers-To").map(Key::Id).into_iter().collect();
    if let (Some(uri), Some(date)) = (bare("WARC-Refers-To-Target-URI"), bare("WARC-Refers-To-Date")) {
        keys.push(Key::Visit(uri, date));
    }
    keys.extend(bare("WARC-Payload-Digest").map(Key::Digest));
    keys
}

/// What a capture can be found by.
fn keys_of(record: &Record) -> Vec<Key> {
    if !matches!(record.kind(), "response" | "resource") {
        return Vec::new();
    }
    let mut keys: Vec<Key> = record.id().map(|id| Key::Id(id.to_owned())).into_iter().collect();
    if let (Some(uri), Some(date)) = (record.target(), record.header("WARC-Date")) {
        keys.push(Key::Visit(uri.to_owned(), date.to_owned()));
    }
    keys.extend(record.header("WARC-Payload-Digest").map(|d| Key::Digest(d.to_owned())));
    keys
}

/// Where the captures stand.
#[derive(Default)]
struct Noted {
    places: Vec<Place>,
    spots: HashMap<u64, Spot>,
    captures: usize,
    full: bool,
}

#[derive(Clone, Copy)]
struct Spot {
    place: u32,
    nth: u32,
    offset: u64,
}

impl Noted {
    fn note(&mut self, record: &Record, place: &Place) {
        let keys = keys_of(record);
        if keys.is_empty() || record.nth > MAX_DEPTH {
            return;
        }
        if self.captures >= MAX_NOTED {
            self.full = true;
            return;
        }
        self.captures += 1;
        if self.places.last().is_none_or(|last| last.name != place.name) {
            self.places.push(place.clone());
        }
        let number = u32::try_from(self.places.len() - 1).unwrap_or(u32::MAX);
        let spot = Spot { place: number, nth: u32::try_from(record.nth).unwrap_or(0), offset: record.offset };
        for key in keys {
            self.spots.entry(key.short()).or_insert(spot);
        }
    }

    fn find(&self, keys: &[Key], limit: u64) -> Option<Record> {
        keys.iter().find_map(|key| {
            let spot = self.spots.get(&key.short())?;
            let place = self.places.get(spot.place as usize)?;
            let reader = Reader::back_to(place, spot.offset, limit).ok()?;
            let record = reader.flatten().find(|record| record.nth == u64::from(spot.nth))?;
            (record.offset == spot.offset && keys_of(&record).contains(key)).then_some(record)
        })
    }
}
