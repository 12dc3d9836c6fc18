//! Trains the coder's forests: `marsad-train [--out FOLDER] [--test GOLD] < stories.jsonl`. With `--out` the forests are written
//! there; with `--test` they are tried on other labelled texts, which nothing is learned from.
//!
//! Rows of `part`, `set`, `figure` and `value` are printed. The figures on the project's own stories are cross-validated: no story
//! is judged by a forest that has seen it. The cut of each forest is the one that was best there. The forests of the sides come
//! first, then that of places, since each looks at what those before it chose.

// Its figures are its output.
#![allow(clippy::print_stdout)]

mod boost;
mod places;
mod reports;
mod slots;
mod stories;

use std::io::BufReader;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use marsad_lexicon::{Files, Forest, Lexicon};

/// Where the forests stand in the lexicon.
const FOLDER: &str = "lexicon/ar/learned";
/// The first line of each file.
const HEAD: &str = "# Learned from bench/own/reports by `make train`; not for editing by hand. See docs/lexicon.md";

/// The set that is learned from.
pub(crate) const OWN: &str = "own stories";
/// The set that nothing is learned from.
pub(crate) const OTHER: &str = "other texts";

fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let (mut test, mut out) = (None, None);
    while let Some(flag) = arguments.next() {
        match (flag.as_str(), arguments.next()) {
            ("--out", Some(folder)) => out = Some(PathBuf::from(folder)),
            ("--test", Some(path)) => {
                let file = std::fs::File::open(&path).with_context(|| format!("cannot read {path}"))?;
                test = Some(stories::read(BufReader::new(file))?);
            }
            _ => bail!("usage: marsad-train [--out FOLDER] [--test GOLD] < stories.jsonl"),
        }
    }
    let own = stories::read(std::io::stdin().lock())?;
    println!("part\tset\tfigure\tvalue");
    let mut files = Files::builtin();
    for name in ["actor", "recipient", "place", "report"] {
        files.replace(&path(name), "no forest", "");
    }
    let lexicon = Lexicon::compile(&files)?;
    let sides = slots::train(&own, test.as_deref(), &lexicon);
    for (name, forest) in &sides {
        files.replace(&path(name), name, &forest.to_string());
    }
    let lexicon = Lexicon::compile(&files)?;
    let place = places::train(&own, test.as_deref(), &lexicon);
    files.replace(&path(place.0), place.0, &place.1.to_string());
    let lexicon = Lexicon::compile(&files)?;
    let report = reports::train(&own, test.as_deref(), &lexicon);
    for (name, forest) in sides.into_iter().chain([place, report]) {
        if let Some(folder) = &out {
            save(folder, name, &forest)?;
        }
    }
    Ok(())
}

/// Prints one figure.
pub(crate) fn figure(part: &str, set: &str, figure: &str, value: impl std::fmt::Display) {
    println!("{part}\t{set}\t{figure}\t{value}");
}

fn path(name: &str) -> String {
    format!("{FOLDER}/{name}.forest")
}

fn save(folder: &Path, name: &str, forest: &Forest) -> anyhow::Result<()> {
    let path = folder.join(format!("{name}.forest"));
    std::fs::write(&path, format!("{HEAD}\n{forest}")).with_context(|| format!("cannot write {}", path.display()))
}
