//! `marsad review import`: reviews of another store that has the same pages, or such as a program writes.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use anyhow::Context;
use marsad_lexicon::Lexicon;
use marsad_store::{NewReview, ReviewRow, StoreError, Upkeep, Verdict};

use super::Done;
use super::review_export::{LOG, LogLine};
use crate::nodes::LexiconNodes;
use crate::talk::talk;

/// Longest line, in bytes.
const LONGEST: u64 = 4 << 20;

/// What was taken over: the other store's numbers of reviews and reports, and ours.
#[derive(Default)]
struct Taken {
    reviews: HashMap<i64, i64>,
    /// Missed reports that we gave numbers of our own.
    added: HashMap<i64, i64>,
    documents: HashMap<(String, String), Option<i64>>,
}

/// Takes the lines of a file in, one after the other; one that does not fit is named and left out.
pub fn run(store: &dyn Upkeep, lexicon: &Lexicon, file: &Path) -> anyhow::Result<Done> {
    let open = || File::open(file).with_context(|| format!("cannot read `{}`", file.display()));
    let mut from: Box<dyn BufRead> = if file == Path::new("-") {
        Box::new(BufReader::new(std::io::stdin()))
    } else {
        Box::new(BufReader::new(open()?))
    };
    let nodes = LexiconNodes::new(lexicon);
    let (mut taken, mut done) = (Taken::default(), Done::All);
    let (mut number, mut added, mut known) = (0u64, 0u64, 0u64);
    loop {
        let mut line = String::new();
        number += 1;
        let read = (&mut *from).take(LONGEST).read_line(&mut line);
        if read.with_context(|| format!("line {number} of `{}` cannot be read", file.display()))? == 0 {
            break;
        }
        anyhow::ensure!((line.len() as u64) < LONGEST, "line {number}: longer than {} MiB", LONGEST >> 20);
        if line.trim().is_empty() {
            continue;
        }
        match one(store, &nodes, &mut taken, &line) {
            Ok(true) => added += 1,
            Ok(false) => known += 1,
            Err(why) => {
                talk!("line {number}: {why}");
                done = Done::Some;
            }
        }
    }
    crate::weighing::weigh(store, lexicon)?;
    talk!("{added} reviews taken in, {known} known already");
    Ok(done)
}

/// Takes one line in; false where the review is there already.
fn one(store: &dyn Upkeep, nodes: &LexiconNodes<'_>, taken: &mut Taken, line: &str) -> Result<bool, String> {
    let value: serde_json::Value = serde_json::from_str(line).map_err(|e| format!("not JSON ({e})"))?;
    let error = |e: StoreError| e.to_string();
    if value.get("marsad").is_none() {
        let new: NewReview = serde_json::from_value(value).map_err(|e| format!("no review ({e})"))?;
        return store.add_review(&new, nodes).map(|_| true).map_err(error);
    }
    let line: LogLine = serde_json::from_value(value).map_err(|e| format!("no review of a log ({e})"))?;
    if line.marsad != LOG {
        return Err(format!("it is a `{}`, and this program reads `{LOG}`", line.marsad));
    }
    let key = (line.target.clone(), line.sha256.clone());
    let document = match taken.documents.get(&key) {
        Some(known) => *known,
        None => {
            let versions = store.versions_of(&line.target).map_err(error)?;
            let found = versions.iter().find(|v| v.sha256 == line.sha256).map(|v| v.document);
            taken.documents.insert(key, found);
            found
        }
    };
    let document = document.ok_or_else(|| format!("{} is not in this store as it was reviewed", line.target))?;
    let review = line.review;
    let items = store.review_items(document, None).map_err(error)?;
    let there = items.iter().flat_map(|item| &item.reviews).find(|ours| same(ours, &review));
    if let Some(there) = there {
        taken.reviews.insert(review.id, there.id);
        taken.added.insert(review.report, there.report);
        return Ok(false);
    }
    if let Some(undoes) = review.undoes {
        let ours = taken.reviews.get(&undoes).ok_or("it takes back a review that was not taken in")?;
        let done = store.undo_review(*ours, &review.new.coder, &review.new.at).map_err(error)?;
        taken.reviews.insert(review.id, done.review);
        return Ok(true);
    }
    // The report is the one at the same words, of the type that it has or that the machine gave it.
    let fits = |item: &&marsad_store::ReviewItem| {
        let machine = item.machine.as_ref().unwrap_or(&item.settled);
        [machine, &item.settled].into_iter().any(|r| r.trigger.span() == review.trigger && r.type_ == review.type_)
    };
    let report =
        match review.new.verdict {
            Verdict::Missed => None,
            _ => {
                let ours = taken.added.get(&review.report).copied();
                let found = ours.or_else(|| items.iter().find(fits).map(|item| item.report));
                let words = || format!("{} of {}", review.type_, line.target);
                Some(found.ok_or_else(|| {
                    format!("this store has no such report: {}, at {}", words(), review.trigger.start)
                })?)
            }
        };
    let duplicate_of = match review.new.duplicate_of {
        Some(other) => {
            Some(*taken.added.get(&other).ok_or("the report that it is a duplicate of was not reviewed before")?)
        }
        None => None,
    };
    let new = NewReview { document, report, duplicate_of, ..review.new };
    let done = store.add_review(&new, nodes).map_err(error)?;
    taken.reviews.insert(review.id, done.review);
    taken.added.insert(review.report, done.report);
    Ok(true)
}

/// Whether a review is the same one: of the same coder at the same moment about the same words.
fn same(a: &ReviewRow, b: &ReviewRow) -> bool {
    a.new.coder == b.new.coder
        && a.new.at == b.new.at
        && a.new.verdict == b.new.verdict
        && a.trigger == b.trigger
        && a.new.changes == b.new.changes
}
