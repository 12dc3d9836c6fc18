//! Trains the coder's forests: `marsad-train OUT < stories.jsonl`, or `marsad-train --test GOLD < stories.jsonl` to look at what
//! they would do elsewhere without writing anything.
//!
//! The figures printed are cross-validated over stories; the cut of each forest is the one that was best there.

mod boost;
mod slots;
mod stories;

use std::io::BufReader;
use std::path::PathBuf;

use anyhow::{Context, bail};

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let own = stories::read(std::io::stdin().lock())?;
    match arguments.as_slice() {
        [flag, path] if flag == "--test" => {
            let file = std::fs::File::open(path).with_context(|| format!("cannot read {path}"))?;
            slots::train(&own, Some(&stories::read(BufReader::new(file))?), None)
        }
        [out] if !out.starts_with('-') => slots::train(&own, None, Some(&PathBuf::from(out))),
        _ => bail!("usage: marsad-train OUT < stories.jsonl, or marsad-train --test GOLD < stories.jsonl"),
    }
}
