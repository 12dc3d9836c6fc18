//! Measures the crate on sets that stand beside the repository; `bench/corroborate.sh` runs it.
//!
//! `bench FOLDER CODED SECONDS`: the folder of the sets, what `marsad code` printed for the articles of the judged pairs, and
//! how long the index is filled. Prints a table: part, set, figure, value.
#![allow(clippy::print_stdout, reason = "a program")]

#[path = "bench/articles.rs"]
mod articles;
#[path = "bench/copies.rs"]
mod copies;
#[path = "bench/ged.rs"]
mod ged;

use std::path::PathBuf;

use anyhow::{Context, Result};

/// Prints one row.
fn row(part: &str, set: &str, figure: &str, value: impl std::fmt::Display) {
    println!("{part}\t{set}\t{figure}\t{value}");
}

/// Counts of what was found, to be turned into precision, recall and F1.
#[derive(Debug, Clone, Copy, Default)]
struct Score {
    right: usize,
    found: usize,
    there: usize,
}

impl Score {
    fn f1(self) -> f64 {
        2.0 * self.right as f64 / (self.found + self.there).max(1) as f64
    }

    fn print(self, part: &str, set: &str) {
        row(part, set, "P", format!("{:.3}", self.right as f64 / self.found.max(1) as f64));
        row(part, set, "R", format!("{:.3}", self.right as f64 / self.there.max(1) as f64));
        row(part, set, "F1", format!("{:.3}", self.f1()));
    }
}

fn main() -> Result<()> {
    let mut args = std::env::args().skip(1);
    let folder = PathBuf::from(args.next().context("the folder of the sets is missing")?);
    let coded = args.next().map(PathBuf::from);
    let seconds: u64 =
        args.next().map_or(Ok(20), |s| s.parse()).context("the third argument is a number of seconds")?;
    let only = args.next().unwrap_or_default();
    println!("part\tset\tfigure\tvalue");
    if only.is_empty() || only == "copies" {
        copies::measure(&folder)?;
    }
    if only.is_empty() || only == "articles" {
        articles::measure(
            &folder,
            coded.as_deref(),
            std::env::var_os("MARSAD_OWN_CODED").map(PathBuf::from).as_deref(),
        )?;
    }
    if only.is_empty() || only == "ged" {
        ged::measure(&folder)?;
    }
    if only.is_empty() || only == "index" {
        copies::fill(&folder, seconds)?;
    }
    Ok(())
}
