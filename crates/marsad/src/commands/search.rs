//! `marsad search`: documents by their words.

use std::io::Write;

use marsad_store::{SqliteStore, Store};

use super::{Done, StoreChoice};
use crate::talk::talk;

/// Find documents by their words: all must occur; "…" is a phrase; -word excludes
#[derive(Debug, clap::Args)]
pub struct Search {
    /// The words, best as one argument in single quotes; after `--` also words that begin with `-`
    #[arg(required = true, value_name = "WORDS")]
    query: Vec<String>,
    /// At most this many; 0 for as many as there are, up to 1000
    #[arg(long, default_value_t = 20)]
    limit: usize,
    /// One JSON object a line
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    store: StoreChoice,
}

impl Search {
    pub fn run(self) -> anyhow::Result<Done> {
        let store = SqliteStore::open(self.store.folder()?)?;
        let page = store.search(&self.query.join(" "), if self.limit == 0 { usize::MAX } else { self.limit })?;
        let mut out = std::io::stdout().lock();
        for hit in &page.rows {
            if self.json {
                writeln!(out, "{}", serde_json::to_string(hit)?)?;
            } else {
                let when = hit.published.map(|d| d.to_string()).unwrap_or_default();
                writeln!(out, "{}\t{when}\t{}\t{} reports\n\t{}", hit.document, hit.title, hit.reports, hit.snippet)?;
            }
        }
        out.flush()?;
        talk!("{} of {} documents", page.rows.len(), page.total);
        Ok(Done::All)
    }
}
