//! `marsad lexicon version` and `diff`: which lexicon this is, and what differs from another.

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use marsad_lexicon::{Files, differences};

use super::{Done, LexiconChoice};
use crate::talk::talk;

/// Print the version, day and hash of the lexicon that is read with; `-` for version and day where it is no released one
#[derive(Debug, clap::Args)]
pub struct Version {
    /// Every release that the lexicon knows of, the latest first, with what changed
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    lexicon: LexiconChoice,
}

impl Version {
    pub fn run(self) -> anyhow::Result<Done> {
        let files = self.lexicon.files()?;
        let (hash, releases) = (files.hash(), files.releases()?);
        let mut out = BufWriter::new(std::io::stdout().lock());
        let this = releases.iter().find(|release| release.hash == hash);
        match this {
            _ if self.all => {
                for r in &releases {
                    writeln!(out, "{}\t{}\t{}\t{}", r.version, r.day, r.hash, r.changes)?;
                }
            }
            Some(release) => writeln!(out, "{}\t{}\t{hash}", release.version, release.day)?,
            None => writeln!(out, "-\t-\t{hash}")?,
        }
        out.flush()?;
        if let (None, Some(latest)) = (this, releases.first()) {
            talk!("no release has this hash; the latest is {} of {}", latest.version, latest.day);
        }
        Ok(Done::All)
    }
}

/// Show which rows came, went or changed between two lexicons, file by file
#[derive(Debug, clap::Args)]
pub struct Diff {
    /// The older one: a folder with `lexicon/` and `gazetteer/`, such as a release that was unpacked
    #[arg(value_name = "OLD")]
    old: PathBuf,
    /// The newer one [default: the one built into the program]
    #[arg(value_name = "NEW")]
    new: Option<PathBuf>,
    /// Only how many rows of each file
    #[arg(long)]
    summary: bool,
}

impl Diff {
    pub fn run(self) -> anyhow::Result<Done> {
        let new = self.new.as_deref().map_or_else(|| Ok(Files::builtin()), folder)?;
        let found = differences(&folder(&self.old)?, &new);
        let mut out = BufWriter::new(std::io::stdout().lock());
        for file in &found {
            writeln!(out, "{}\t+{} -{} ~{}", file.path, file.came.len(), file.went.len(), file.changed.len())?;
            let rows = [("+", &file.came), ("-", &file.went), ("~", &file.changed)];
            for (sign, keys) in rows.into_iter().filter(|_| !self.summary) {
                for key in keys {
                    writeln!(out, "  {sign} {key}")?;
                }
            }
        }
        out.flush()?;
        talk!("{} files differ", found.len());
        Ok(Done::All)
    }
}

/// The files of a folder alone.
fn folder(path: &Path) -> anyhow::Result<Files> {
    let mut files = Files::default();
    files.overlay(path)?;
    anyhow::ensure!(
        files.paths("", "").next().is_some(),
        "{}: no lexicon is there; a folder with `lexicon/` or `gazetteer/` is wanted, so unpack a release first",
        path.display()
    );
    Ok(files)
}
