//! Fills an index of keys on disk with a million documents of our own, one by one, each looked up before it is filed, and tells
//! speed, memory and how many of the planted copies were found. `bench/corroborate.sh` runs it.
//!
//! `million FOLDER DOCUMENTS`: where the keys lie meanwhile, and how many documents. Prints rows: part, set, figure, value.
#![allow(clippy::print_stdout, reason = "a program")]

#[path = "million/disk.rs"]
mod disk;
#[path = "million/made.rs"]
mod made;

use std::collections::BTreeMap;
use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use marsad_corroborate::{COPY, KeyIndex, MemoryIndex, Shingles, Signature, VERBATIM, candidates};
use marsad_text::Text;

use disk::DiskIndex;
use made::Maker;

/// From which containment on a suspect is a copy of part of a text.
const PART: f64 = 0.416;
/// How many of the first documents are also filed in memory, to compare.
const COMPARED: u64 = 20_000;

fn row(set: &str, figure: &str, value: impl std::fmt::Display) {
    println!("index\t{set}\t{figure}\t{value}");
}

/// A line of `/proc/self/status` in MB, where the system has it.
fn memory(line: &str) -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find(|l| l.starts_with(line))?.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kb| kb / 1024)
}

/// The time for which this thread had a processor: on a shared machine the clock says little. Needs Linux.
struct Work(File);

impl Work {
    fn so_far(&self) -> Result<Duration> {
        let mut bytes = [0; 64];
        let read = self.0.read_at(&mut bytes, 0)?;
        let first = std::str::from_utf8(&bytes[..read])?.split_whitespace().next().context("no time of work")?;
        Ok(Duration::from_nanos(first.parse()?))
    }
}

/// How many planted copies there were, how many were suspected with their original, and how many links came out.
#[derive(Default)]
struct Found {
    planted: usize,
    suspected: usize,
}

fn main() -> Result<()> {
    let mut args = std::env::args().skip(1);
    let folder = PathBuf::from(args.next().context("the folder for the keys is missing")?);
    let documents: u64 = args.next().map_or(Ok(1_000_000), |s| s.parse()).context("how many documents?")?;
    let set = format!("{documents} made documents, keys on disk");
    let maker = Maker::new(7);
    let shingle = |number: u64| Shingles::of(&Text::new(maker.text(number)));
    let mut index = DiskIndex::open(&folder)?;
    let mut memory_index = MemoryIndex::new();
    let (mut words, mut keys, mut suspects, mut links, mut strangers) = (0_usize, 0_usize, 0_usize, 0_usize, 0_usize);
    let mut classes: BTreeMap<&str, Found> = BTreeMap::new();
    let (mut making, mut slowest, mut slowest_filing) = (Duration::ZERO, Duration::ZERO, Duration::ZERO);
    let work = Work(File::open("/proc/thread-self/schedstat").context("/proc is missing")?);
    let (start, began_work) = (Instant::now(), work.so_far()?);
    let mut last = (began_work, Duration::ZERO);
    for number in 0..documents {
        let began = work.so_far()?;
        let text = maker.text(number);
        making += work.so_far()? - began;
        let own = Shingles::of(&Text::new(text));
        words += own.words();
        let signature = Signature::of(&own);
        let asked = Instant::now();
        let list = candidates(&index, number, &signature)?;
        slowest = slowest.max(asked.elapsed());
        suspects += list.len();
        // A suspect is a copy only when the words of both were counted; the other text is made again by its number.
        let original = maker.original(number);
        let mut family = false;
        for candidate in &list {
            let again = work.so_far()?;
            let other = maker.text(candidate.document);
            making += work.so_far()? - again;
            if own.containment(&Shingles::of(&Text::new(other))) >= PART {
                links += 1;
                let related = maker.root(candidate.document) == maker.root(number);
                strangers += usize::from(!related);
                family |= related;
            }
        }
        if let Some(original) = original {
            let again = work.so_far()?;
            let score = own.containment(&shingle(original));
            making += work.so_far()? - again;
            let class = [(VERBATIM, "near-verbatim"), (COPY, "copies"), (PART, "parts")];
            if let Some((_, class)) = class.iter().find(|(least, _)| score >= *least) {
                let found = classes.entry(class).or_default();
                found.planted += 1;
                found.suspected += usize::from(family || list.iter().any(|c| c.document == original));
            }
        }
        if number < COMPARED {
            let Ok(same) = candidates(&memory_index, number, &signature);
            ensure!(same == list, "document {number}: the index on disk suspects others than the one in memory");
            let Ok(()) = memory_index.add(number, &signature.bands());
            if number + 1 == COMPARED {
                memory_index = MemoryIndex::new();
            }
        }
        let bands = signature.bands();
        keys += bands.keys.len();
        let filing = Instant::now();
        index.add(number, &bands)?;
        slowest_filing = slowest_filing.max(filing.elapsed());
        if (number + 1) % 100_000 == 0 {
            let took = (work.so_far()? - last.0).saturating_sub(making - last.1);
            let speed = 100_000.0 / took.as_secs_f64();
            eprintln!("{} documents, {speed:.0}/s, {:?} MB", number + 1, memory("VmHWM"));
            row(&set, &format!("documents a second of work, the 100,000 up to {}", number + 1), speed as u64);
            last = (work.so_far()?, making);
        }
    }
    let took = (work.so_far()? - began_work).saturating_sub(making).as_secs_f64();
    let mean = |n: usize| n as f64 / documents.max(1) as f64;
    let speed = |seconds: f64| (documents as f64 / seconds) as u64;
    row(&set, "documents a second of work: read, looked up, suspects counted, filed", speed(took));
    row(
        &set,
        "documents a second by the clock, made and read again, the machine busy",
        speed(start.elapsed().as_secs_f64()),
    );
    row(&set, "words of a document, mean", words as u64 / documents.max(1));
    row(&set, "keys of a document, mean", format!("{:.1}", mean(keys)));
    row(&set, "suspects of a document, mean", format!("{:.2}", mean(suspects)));
    row(&set, "slowest look-up, milliseconds", format!("{:.1}", slowest.as_secs_f64() * 1000.0));
    row(
        &set,
        "slowest filing, with runs joined, milliseconds",
        format!("{:.0}", slowest_filing.as_secs_f64() * 1000.0),
    );
    for (class, found) in classes {
        row(&set, &format!("{class}: planted"), found.planted);
        row(&set, &format!("{class}: R"), format!("{:.4}", found.suspected as f64 / found.planted.max(1) as f64));
    }
    row(&set, "links", links);
    row(&set, "links by stock phrases alone", strangers);
    row(&set, "keys on disk, MB", index.bytes()? / 1_000_000);
    if let Some(peak) = memory("VmHWM") {
        row(&set, "peak of memory, MB", peak);
    }
    std::fs::remove_dir_all(&folder).with_context(|| format!("cannot clear {}", folder.display()))?;
    Ok(())
}
