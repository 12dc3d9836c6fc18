//! `marsad restore`: a store out of a backup.

use std::io::Write;
use std::path::PathBuf;

use anyhow::Context;
use marsad_store::{restore, restore_postgres};

use super::backup::Told;
use super::{Done, Place, StoreChoice};
use crate::talk::talk;

/// Make a store of a backup, in an empty place, and check all of it
#[derive(Debug, clap::Args)]
pub struct Restore {
    /// The backup
    #[arg(value_name = "FILE|FOLDER")]
    from: PathBuf,
    #[command(flatten)]
    store: StoreChoice,
}

impl Restore {
    pub fn run(self) -> anyhow::Result<Done> {
        let mut told = Told::new("bytes of the backup");
        let mut progress = |done, total| told.so_far(done, total);
        let (made, place) = match self.store.place()? {
            Place::Folder(folder) => (restore(&self.from, &folder, &mut progress)?, folder.display().to_string()),
            Place::Postgres(url, archive) => {
                let archive =
                    archive.context("a store on PostgreSQL keeps its pages in a folder: name it with --archive DIR")?;
                let made = restore_postgres(&self.from, &url, &archive, &mut progress)?;
                (made, marsad_store::shown(&url)?)
            }
        };
        drop(told);
        writeln!(
            std::io::stdout(),
            "{place}\t{} documents\t{} reports\tmade {}",
            made.documents,
            made.reports,
            made.made_at
        )?;
        talk!("the store is restored, and every page and row of it was checked");
        Ok(Done::All)
    }
}
