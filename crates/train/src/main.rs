//! Trains the coder's forests: `marsad-train OUT < stories.jsonl`, or `marsad-train --test GOLD < stories.jsonl` to look at what
//! they would do elsewhere without writing anything.
//!
//! The figures printed are cross-validated over stories; the cut of each forest is the one that was best there. The forests of
//! the sides come first, since the forest of reports looks at what they chose.

// Its figures are its output.
#![allow(clippy::print_stdout)]

mod boost;
mod reports;
mod slots;
mod stories;

use std::io::BufReader;
use std::path::Path;

use anyhow::{Context, bail};
use marsad_lexicon::{Files, Forest, Lexicon};

/// Where the forests stand in the lexicon.
const FOLDER: &str = "lexicon/ar/learned";
/// The first line of each file.
const HEAD: &str = "# Learned from bench/own/reports by `make train`; not for editing by hand. See docs/lexicon.md";

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let own = stories::read(std::io::stdin().lock())?;
    let (test, out) = match arguments.as_slice() {
        [flag, path] if flag == "--test" => {
            let file = std::fs::File::open(path).with_context(|| format!("cannot read {path}"))?;
            (Some(stories::read(BufReader::new(file))?), None)
        }
        [out] if !out.starts_with('-') => (None, Some(Path::new(out))),
        _ => bail!("usage: marsad-train OUT < stories.jsonl, or marsad-train --test GOLD < stories.jsonl"),
    };
    let mut files = Files::builtin();
    for name in ["actor", "recipient", "report"] {
        files.replace(&path(name), "no forest", "");
    }
    let lexicon = Lexicon::compile(&files)?;
    let sides = slots::train(&own, test.as_deref(), &lexicon);
    for (name, forest) in &sides {
        files.replace(&path(name), name, &forest.to_string());
    }
    let lexicon = Lexicon::compile(&files)?;
    let report = reports::train(&own, test.as_deref(), &lexicon);
    for (name, forest) in sides.into_iter().chain([report]) {
        if let Some(folder) = out {
            save(folder, name, &forest)?;
        }
    }
    Ok(())
}

fn path(name: &str) -> String {
    format!("{FOLDER}/{name}.forest")
}

fn save(folder: &Path, name: &str, forest: &Forest) -> anyhow::Result<()> {
    let path = folder.join(format!("{name}.forest"));
    std::fs::write(&path, format!("{HEAD}\n{forest}")).with_context(|| format!("cannot write {}", path.display()))
}
