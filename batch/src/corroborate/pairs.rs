//! Tables of keys, in which the engine finds pairs.

use std::path::{Path, PathBuf};

use datafusion::prelude::{ParquetReadOptions, SessionContext};

use crate::error::BatchError;
use crate::numbers::Table;

/// The tables of keys.
pub(super) struct Keys {
    /// Bands and samples of the words.
    pub(super) words: Table,
    /// Long quotations.
    pub(super) quotes: Table,
    /// Rare words of the heads of stories: filed, and asked for.
    pub(super) heads_filed: Table,
    pub(super) heads_asked: Table,
    /// Places and days of tellings: filed, and asked for.
    pub(super) told_filed: Table,
    pub(super) told_asked: Table,
}

const NAMES: [&str; 6] = ["words", "quotes", "heads_filed", "heads_asked", "told_filed", "told_asked"];

fn path(scratch: &Path, name: &str) -> PathBuf {
    scratch.join(format!("keys-{name}.parquet"))
}

impl Keys {
    pub(super) fn create(scratch: &Path) -> Result<Self, BatchError> {
        let table = |name: &str| Table::create(&path(scratch, name));
        Ok(Self {
            words: table("words")?,
            quotes: table("quotes")?,
            heads_filed: table("heads_filed")?,
            heads_asked: table("heads_asked")?,
            told_filed: table("told_filed")?,
            told_asked: table("told_asked")?,
        })
    }

    pub(super) fn end(self) -> Result<(), BatchError> {
        [self.words, self.quotes, self.heads_filed, self.heads_asked, self.told_filed, self.told_asked]
            .into_iter()
            .try_for_each(Table::end)
    }
}

/// Makes the tables of keys known to the engine.
pub(super) async fn register(session: &SessionContext, scratch: &Path) -> Result<(), BatchError> {
    for name in NAMES {
        let path = path(scratch, name);
        session.register_parquet(name, path.to_string_lossy(), ParquetReadOptions::default()).await?;
    }
    Ok(())
}
