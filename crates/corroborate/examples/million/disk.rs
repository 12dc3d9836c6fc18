//! Keys on disk in sorted runs: what is filed is kept in memory until there are two million keys, then written as one sorted
//! file; files of like size are joined. Memory holds the newest keys and about six bits for each key on disk.

use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Write};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use marsad_corroborate::{Bands, HOLDERS, KeyIndex};
use rustc_hash::FxHashMap;

/// How many keys are kept in memory.
const FRESH: usize = 2_000_000;
/// How many entries one block of a file has on average.
const BLOCK: u64 = 64;
/// Bits of the filter for each entry.
const FILTER: u64 = 4;
/// Bytes of an entry: the key, the document.
const ENTRY: usize = 12;

/// One sorted file.
struct Run {
    path: PathBuf,
    file: File,
    entries: u64,
    /// Where the entries begin whose keys have the same first bits.
    starts: Vec<u32>,
    /// How many first bits.
    bits: u32,
    /// A bit for each key that may be there.
    filter: Vec<u64>,
}

fn entry(bytes: &[u8]) -> (u64, u32) {
    let (mut key, mut document) = ([0; 8], [0; 4]);
    key.copy_from_slice(&bytes[..8]);
    document.copy_from_slice(&bytes[8..ENTRY]);
    (u64::from_be_bytes(key), u32::from_be_bytes(document))
}

/// Keys are hashes already; their last bit says of which kind they are, so they are stirred once more for the filter.
fn bit(key: u64, size: usize) -> (usize, u64) {
    let at = (u128::from(key.wrapping_mul(0x9e37_79b9_7f4a_7c15)) * (size as u128 * 64)) >> 64;
    ((at / 64) as usize, 1 << (at % 64))
}

impl Run {
    /// Writes sorted entries to a file, no more than [`HOLDERS`] for a key.
    fn write(path: PathBuf, most: u64, entries: impl Iterator<Item = Result<(u64, u32)>>) -> Result<Self> {
        let bits = (most / BLOCK).max(1).ilog2();
        let mut filter = vec![0_u64; (most * FILTER / 64 + 1) as usize];
        let mut starts: Vec<u32> = Vec::with_capacity((1 << bits) + 1);
        let file = File::create(&path).with_context(|| format!("cannot write {}", path.display()))?;
        let mut out = BufWriter::with_capacity(1 << 18, file);
        let (mut written, mut last, mut holders) = (0_u64, None, 0_usize);
        for next in entries {
            let (key, document) = next?;
            holders = if last == Some(key) { holders + 1 } else { 1 };
            last = Some(key);
            if holders > HOLDERS {
                continue;
            }
            let prefix = (key >> 1 >> (63 - bits)) as usize;
            while starts.len() <= prefix {
                starts.push(u32::try_from(written)?);
            }
            let (word, mask) = bit(key, filter.len());
            filter[word] |= mask;
            out.write_all(&key.to_be_bytes())?;
            out.write_all(&document.to_be_bytes())?;
            written += 1;
        }
        while starts.len() <= 1 << bits {
            starts.push(u32::try_from(written)?);
        }
        drop(out.into_inner()?);
        Ok(Self { file: File::open(&path)?, path, entries: written, starts, bits, filter })
    }

    fn find(&self, key: u64, block: &mut Vec<u8>, documents: &mut Vec<u32>) -> Result<()> {
        let (word, mask) = bit(key, self.filter.len());
        if self.filter[word] & mask == 0 {
            return Ok(());
        }
        let prefix = (key >> 1 >> (63 - self.bits)) as usize;
        let (from, to) = (self.starts[prefix] as usize, self.starts[prefix + 1] as usize);
        block.resize((to - from) * ENTRY, 0);
        self.file.read_exact_at(block, (from * ENTRY) as u64)?;
        let (entries, _) = block.as_chunks::<ENTRY>();
        let first = entries.partition_point(|e| entry(e).0 < key);
        documents.extend(entries[first..].iter().map(|e| entry(e)).take_while(|e| e.0 == key).map(|e| e.1));
        Ok(())
    }

    fn read(&self) -> Result<impl Iterator<Item = Result<(u64, u32)>> + use<>> {
        let mut file = BufReader::with_capacity(1 << 18, File::open(&self.path)?);
        let entries = self.entries;
        Ok((0..entries).map(move |_| {
            let mut bytes = [0; ENTRY];
            file.read_exact(&mut bytes)?;
            Ok(entry(&bytes))
        }))
    }
}

/// An index of keys in a folder of its own.
pub struct DiskIndex {
    folder: PathBuf,
    /// The oldest first.
    runs: Vec<Run>,
    fresh: FxHashMap<u64, Vec<u32>>,
    held: usize,
    named: usize,
}

impl DiskIndex {
    /// An empty index in a new folder.
    pub fn open(folder: &Path) -> Result<Self> {
        std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        Ok(Self { folder: folder.to_owned(), runs: Vec::new(), fresh: FxHashMap::default(), held: 0, named: 0 })
    }

    /// How many bytes its files have.
    pub fn bytes(&self) -> Result<u64> {
        self.runs.iter().map(|r| Ok(std::fs::metadata(&r.path)?.len())).sum()
    }

    fn name(&mut self) -> PathBuf {
        self.named += 1;
        self.folder.join(format!("{}.keys", self.named))
    }

    fn flush(&mut self) -> Result<()> {
        let mut entries: Vec<(u64, u32)> = Vec::with_capacity(self.held);
        entries.extend(std::mem::take(&mut self.fresh).iter().flat_map(|(key, list)| list.iter().map(|d| (*key, *d))));
        entries.sort_unstable();
        self.held = 0;
        let path = self.name();
        self.runs.push(Run::write(path, entries.len() as u64, entries.into_iter().map(Ok))?);
        while let [.., before, last] = &self.runs[..]
            && last.entries * 2 > before.entries
        {
            let path = self.folder.join(format!("{}.keys", self.named + 1));
            self.named += 1;
            let (mut a, mut b) = (before.read()?.peekable(), last.read()?.peekable());
            let both = std::iter::from_fn(|| match (a.peek(), b.peek()) {
                (Some(Ok(x)), Some(Ok(y))) if y < x => b.next(),
                (Some(_), _) => a.next(),
                (None, _) => b.next(),
            });
            let joined = Run::write(path, before.entries + last.entries, both)?;
            for old in self.runs.split_off(self.runs.len() - 2) {
                std::fs::remove_file(old.path)?;
            }
            self.runs.push(joined);
        }
        Ok(())
    }
}

impl KeyIndex for DiskIndex {
    type Error = anyhow::Error;

    fn add(&mut self, document: u64, bands: &Bands) -> Result<()> {
        let document = u32::try_from(document)?;
        for key in &bands.keys {
            let list = self.fresh.entry(*key).or_default();
            if list.len() < HOLDERS && !list.contains(&document) {
                list.push(document);
                self.held += 1;
            }
        }
        if self.held >= FRESH { self.flush() } else { Ok(()) }
    }

    fn holders(&self, bands: &Bands, found: &mut dyn FnMut(u64)) -> Result<()> {
        let (mut block, mut documents) = (Vec::new(), Vec::new());
        for key in &bands.keys {
            documents.clear();
            for run in &self.runs {
                if documents.len() < HOLDERS {
                    run.find(*key, &mut block, &mut documents)?;
                }
            }
            documents.extend(self.fresh.get(key).into_iter().flatten());
            documents.truncate(HOLDERS);
            documents.iter().for_each(|d| found(u64::from(*d)));
        }
        Ok(())
    }
}
