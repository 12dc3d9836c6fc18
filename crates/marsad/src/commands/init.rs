//! `marsad init`: a new store.

use std::io::Write;

use anyhow::Context;
use marsad_store::{PostgresStore, SqliteStore, Upkeep};

use super::{Done, Place, StoreChoice};
use crate::talk::talk;

/// Make a new, empty store
#[derive(Debug, clap::Args)]
pub struct Init {
    #[command(flatten)]
    store: StoreChoice,
}

impl Init {
    pub fn run(self) -> anyhow::Result<Done> {
        let store: Box<dyn Upkeep> = match self.store.place()? {
            Place::Folder(folder) => Box::new(SqliteStore::create(&folder)?),
            Place::Postgres(url, archive) => {
                let archive =
                    archive.context("a store on PostgreSQL keeps its pages in a folder: name it with --archive DIR")?;
                Box::new(PostgresStore::create(&url, &archive)?)
            }
        };
        writeln!(std::io::stdout(), "{}", store.place())?;
        talk!("a new store is ready in {}; add pages with `marsad add`", store.place());
        Ok(Done::All)
    }
}
