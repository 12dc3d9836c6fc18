//! `marsad search`: documents by their words.

use std::io::Write;

use marsad_store::{SqliteStore, Store};

use super::{Done, StoreChoice};

/// Find documents by their words: all must occur; "…" is a phrase; -word excludes
#[derive(Debug, clap::Args)]
pub struct Search {
    /// The words
    #[arg(required = true, allow_hyphen_values = true)]
    query: Vec<String>,
    /// At most this many
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
        let page = store.search(&self.query.join(" "), self.limit)?;
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
        eprintln!("marsad: {} of {} documents", page.rows.len(), page.total);
        Ok(Done::All)
    }
}
