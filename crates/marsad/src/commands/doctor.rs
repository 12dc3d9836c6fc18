//! `marsad doctor`: is everything in the store as it was stored?

use std::io::Write;

use marsad_store::{SqliteStore, Store, Upkeep};

use super::{Done, StoreChoice};
use crate::talk::talk;

/// Check the store: every archived page against its hash, the database and its indexes
#[derive(Debug, clap::Args)]
pub struct Doctor {
    /// One JSON object
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    store: StoreChoice,
}

impl Doctor {
    pub fn run(self) -> anyhow::Result<Done> {
        let store = SqliteStore::open(self.store.folder()?)?;
        let stats = store.stats()?;
        let found = store.verify()?;
        let mut out = std::io::stdout().lock();
        if self.json {
            writeln!(out, "{}", serde_json::to_string(&found)?)?;
        } else {
            writeln!(out, "{}\t{} documents\t{} reports", store.folder().display(), stats.documents, stats.reports)?;
            writeln!(out, "archived pages checked\t{}", found.captures)?;
            for d in &found.damaged {
                writeln!(
                    out,
                    "damaged\tdocument {}\t{}\t{} at byte {}: {}",
                    d.document, d.target, d.file, d.offset, d.why
                )?;
            }
            for line in &found.database {
                writeln!(out, "database\t{line}")?;
            }
        }
        out.flush()?;
        if found.is_sound() {
            talk!("the store is sound");
            return Ok(Done::All);
        }
        talk!(
            "{} damaged pages, {} faults of the database: restore the store's folder from a backup",
            found.damaged.len(),
            found.database.len()
        );
        Ok(Done::Some)
    }
}
