//! Copies: what the index finds against a brute-force check of all pairs, and how fast it fills.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result};
use marsad_corroborate::{KeyIndex, MemoryIndex, Shingles, Signature, VERBATIM, candidates};
use marsad_model::Document;
use marsad_text::Text;

use crate::{Score, row};

/// The least containment of a partial copy in the list of near copies.
const PARTIAL: f64 = 0.416;

/// The documents of a file of JSON lines.
pub fn documents(path: &Path) -> Result<Vec<Document>> {
    let file = File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
    let lines = BufReader::new(file).lines();
    let mut list = Vec::new();
    for line in lines {
        let wrong = || format!("{} has a bad line", path.display());
        let mut value: serde_json::Value = serde_json::from_str(&line?).with_context(wrong)?;
        // Some days of publication are only a month, which is no day.
        if value["published"].as_str().is_none_or(|p| p.parse::<marsad_model::Day>().is_err()) {
            value["published"] = serde_json::Value::Null;
        }
        list.push(serde_json::from_value(value).with_context(wrong)?);
    }
    Ok(list)
}

/// Finds copies among the articles and compares with all pairs and with the list of near copies.
pub fn measure(folder: &Path) -> Result<()> {
    let articles = documents(&folder.join("bench/news/articles.jsonl"))?;
    let shingles: Vec<Shingles> = articles.iter().map(|d| Shingles::of(&Text::new(d.text.clone()))).collect();
    let start = Instant::now();
    let mut truth: BTreeMap<(usize, usize), f64> = BTreeMap::new();
    for i in 0..shingles.len() {
        for j in i + 1..shingles.len() {
            let score = shingles[i].containment(&shingles[j]);
            if score >= PARTIAL {
                truth.insert((i, j), score);
            }
        }
    }
    row("copies", "articles", "documents", articles.len());
    row("copies", "articles", "pairs by brute force", truth.len());
    row("copies", "articles", "brute force, seconds", format!("{:.1}", start.elapsed().as_secs_f64()));

    let start = Instant::now();
    let mut index = MemoryIndex::new();
    let mut found: BTreeMap<(usize, usize), f64> = BTreeMap::new();
    let mut suspects = 0;
    for (i, own) in shingles.iter().enumerate() {
        let signature = Signature::of(own);
        let Ok(list) = candidates(&index, i as u64, &signature);
        suspects += list.len();
        for candidate in list {
            let j = candidate.document as usize;
            let score = own.containment(&shingles[j]);
            if score >= PARTIAL {
                found.insert((j, i), score);
            }
        }
        let Ok(()) = index.add(i as u64, &signature.bands());
    }
    row("copies", "articles", "index, seconds", format!("{:.1}", start.elapsed().as_secs_f64()));
    row("copies", "articles", "pairs suspected", suspects);
    for (name, from, to) in [("near-verbatim", VERBATIM, 1.1), ("partial", PARTIAL, VERBATIM)] {
        let in_class = |m: &BTreeMap<(usize, usize), f64>| {
            m.iter()
                .filter(|(_, s)| (from..to).contains(*s))
                .map(|(p, _)| *p)
                .collect::<std::collections::BTreeSet<_>>()
        };
        let (there, got) = (in_class(&truth), in_class(&found));
        let right = there.intersection(&got).count();
        Score { right, found: got.len(), there: there.len() }
            .print("copies", &format!("{name}, all pairs by brute force"));
    }

    let number: BTreeMap<&str, usize> = articles.iter().enumerate().map(|(i, d)| (d.id.as_str(), i)).collect();
    let file = File::open(folder.join("bench/news/near_copies.jsonl"))?;
    let mut listed: BTreeMap<&str, Score> = BTreeMap::new();
    let mut in_list = BTreeMap::new();
    for line in BufReader::new(file).lines() {
        let pair: serde_json::Value = serde_json::from_str(&line?)?;
        let at = |k: &str| pair[k].as_str().and_then(|id| number.get(id)).copied();
        let (Some(a), Some(b)) = (at("a"), at("b")) else { continue };
        let verbatim = pair["kind"].as_str().is_some_and(|k| k.contains("verbatim"));
        in_list.insert((a.min(b), a.max(b)), verbatim);
    }
    for (pair, verbatim) in &in_list {
        let score = listed.entry(if *verbatim { "near-verbatim, listed" } else { "partial, listed" }).or_default();
        score.there += 1;
        if found.get(pair).is_some_and(|s| (*s >= VERBATIM) == *verbatim) {
            score.right += 1;
        }
    }
    // The list is no full list of copies, so it says what is missed and not what is too much.
    for (name, score) in listed {
        row("copies", name, "R", format!("{:.3}", score.right as f64 / score.there.max(1) as f64));
    }
    Ok(())
}

/// The process's peak of resident memory in MB, where the system tells it.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|l| l.starts_with("VmHWM"))?;
    Some(line.split_whitespace().nth(1)?.parse::<u64>().ok()? / 1024)
}

/// Fills an index with real news, then with documents put together from paragraphs of it, until the time is over. Every
/// document is looked up first, as it would be on arrival.
pub fn fill(folder: &Path, seconds: u64) -> Result<()> {
    let path = folder.join("bench/news/bulk.jsonl");
    let path = std::env::var_os("MARSAD_BULK").map_or(path, Into::into);
    let news = documents(&path)?;
    let paragraphs: Vec<&str> = news.iter().flat_map(|d| d.text.lines()).filter(|l| l.len() > 120).collect();
    let mut index = MemoryIndex::new();
    let (mut filed, mut suspects, mut bytes, mut words) = (0_u64, 0_usize, 0_usize, 0_usize);
    let start = Instant::now();
    let mut seed = 1_u64;
    let mut next = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % below.max(1)
    };
    let mut slowest = 0.0_f64;
    while start.elapsed().as_secs() < seconds && filed < 1_000_000 {
        let text = match news.get(filed as usize) {
            Some(document) => document.text.clone(),
            None => (0..3 + next(5)).map(|_| paragraphs[next(paragraphs.len())]).collect::<Vec<_>>().join("\n"),
        };
        let shingles = Shingles::of(&Text::new(text));
        words += shingles.words();
        let signature = Signature::of(&shingles);
        bytes += signature.to_bytes().len();
        let asked = Instant::now();
        let Ok(list) = candidates(&index, filed, &signature);
        slowest = slowest.max(asked.elapsed().as_secs_f64());
        suspects += list.len();
        let Ok(()) = index.add(filed, &signature.bands());
        filed += 1;
        if filed == news.len() as u64 {
            row("index", "news", "documents", filed);
            row(
                "index",
                "news",
                "documents a second, read, looked up and filed",
                (filed as f64 / start.elapsed().as_secs_f64()) as u64,
            );
        }
    }
    let set = "news and documents of its paragraphs";
    row("index", set, "documents", filed);
    row(
        "index",
        set,
        "documents a second, read, looked up and filed",
        (filed as f64 / start.elapsed().as_secs_f64()) as u64,
    );
    row("index", set, "words of a document, mean", words / filed.max(1) as usize);
    row("index", set, "bytes of a signature, mean", bytes / filed.max(1) as usize);
    row("index", set, "keys", index.keys());
    row("index", set, "suspects of a document, mean", format!("{:.1}", suspects as f64 / filed.max(1) as f64));
    row("index", set, "slowest look-up, milliseconds", format!("{:.1}", slowest * 1000.0));
    if let Some(peak) = peak() {
        row("index", set, "peak of memory with the texts, MB", peak);
    }
    Ok(())
}
