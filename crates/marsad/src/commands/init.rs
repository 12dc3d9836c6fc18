//! `marsad init`: a new store.

use std::io::Write;

use marsad_store::SqliteStore;

use super::{Done, StoreChoice};
use crate::talk::talk;

/// Make a new, empty store
#[derive(Debug, clap::Args)]
pub struct Init {
    #[command(flatten)]
    store: StoreChoice,
}

impl Init {
    pub fn run(self) -> anyhow::Result<Done> {
        let folder = self.store.folder()?;
        SqliteStore::create(&folder)?;
        writeln!(std::io::stdout(), "{}", folder.display())?;
        talk!("a new store is ready in {}; add pages with `marsad add`", folder.display());
        Ok(Done::All)
    }
}
