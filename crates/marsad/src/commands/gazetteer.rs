//! `marsad gazetteer`: places from other collections, on this machine.

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use marsad_gazetteer::Pack;
use marsad_gazetteer::import::{Import, Merged, TABLE, merge, save};
use marsad_lexicon::Gazetteer;

use super::{Done, user_lexicon};
use crate::talk::talk;

/// Fetch or import places that are not part of the program
#[derive(Debug, clap::Args)]
pub struct GazetteerCommand {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    Import(ImportFiles),
    Fetch(super::gazetteer_fetch::Fetch),
}

/// Import files: Marsad's own tables, GeoNames dumps, OCHA COD-AB, Who's On First
#[derive(Debug, clap::Args)]
pub struct ImportFiles {
    /// Files or folders of them, packed with gzip or zip or not; none: compile again what was imported
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    target: Target,
}

/// Where imported places go.
#[derive(Debug, clap::Args)]
pub struct Target {
    /// The lexicon folder to import into [default: your own, which every command reads]
    #[arg(long, value_name = "DIR")]
    to: Option<PathBuf>,
    /// Forget what was imported before
    #[arg(long)]
    replace: bool,
}

impl GazetteerCommand {
    pub fn run(self) -> anyhow::Result<Done> {
        match self.what {
            What::Import(command) => command.run(),
            What::Fetch(command) => command.run(),
        }
    }
}

impl ImportFiles {
    fn run(self) -> anyhow::Result<Done> {
        self.target.import(&self.files)
    }
}

impl Target {
    /// The folder of the user's gazetteer.
    pub fn folder(&self) -> anyhow::Result<PathBuf> {
        let root = match &self.to {
            Some(folder) => folder.clone(),
            None => user_lexicon()?,
        };
        Ok(root.join("gazetteer"))
    }

    /// Imports files beside what was imported before, and writes the whole.
    pub fn import(&self, files: &[PathBuf]) -> anyhow::Result<Done> {
        let folder = self.folder()?;
        let before = folder.join(TABLE);
        let mut import = Import::default();
        if !self.replace && before.exists() {
            import.add(&before)?;
        }
        anyhow::ensure!(
            !files.is_empty() || !import.places.is_empty(),
            "{}: nothing was imported yet; name the files to import",
            folder.display()
        );
        let kept = import.places.len();
        let mut done = Done::All;
        for file in files {
            let from = import.places.len();
            match import.add(file) {
                Ok(()) => talk!("{}: {} rows", file.display(), import.places.len() - from),
                Err(error) => {
                    talk!("{error}");
                    done = Done::Some;
                }
            }
        }
        import.finish();
        anyhow::ensure!(
            files.is_empty() || import.places.len() > kept,
            "nothing could be imported and nothing was changed: check the paths above, and the forms that \
             `marsad gazetteer import --help` lists"
        );
        say_faults(&import);
        if import.bad > 0 {
            done = Done::Some;
        }
        let own = Gazetteer::built_in_places()?;
        let merged = merge(std::mem::take(&mut import.places), &[&own]);
        save(&folder, &merged)?;
        report(&folder, &merged, &own)?;
        Ok(done)
    }
}

/// The rows that were no places, the first of them by name.
fn say_faults(import: &Import) {
    for fault in import.faults.iter().take(20) {
        talk!("{fault}");
    }
    if import.bad > 20 {
        talk!("and {} rows more that are no places", import.bad - 20);
    }
}

/// What came of it, as a table on standard output.
fn report(folder: &Path, merged: &Merged, own: &Pack) -> anyhow::Result<()> {
    let mut out = BufWriter::new(std::io::stdout().lock());
    let new = merged.places.iter().filter(|p| own.index(&p.id).is_none());
    let (mut count, mut arabic) = (0, 0);
    for place in new {
        count += 1;
        arabic += usize::from(!place.ar.is_empty());
    }
    writeln!(out, "places\t{count}")?;
    writeln!(out, "with an Arabic name\t{arabic}")?;
    writeln!(out, "rows about a place that was there\t{}", merged.joined)?;
    writeln!(out, "rows about a place of the program\t{}", merged.known)?;
    writeln!(out, "conflicts\t{}", merged.conflicts.len())?;
    out.flush()?;
    if !merged.conflicts.is_empty() {
        talk!("{} rows disagree with others; see {}", merged.conflicts.len(), folder.join("conflicts.txt").display());
    }
    talk!("{} is read by every command from now on", folder.join("imported.pack").display());
    Ok(())
}
