//! `marsad search`: documents by their words.

use std::io::Write;

use super::{Done, StoreChoice};
use crate::talk::talk;

/// Find documents by their words: all must occur; "…" is a phrase; -word excludes; also a OR b, word*, actor: place: type:
/// source: date:
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
        let store = self.store.open()?;
        let query = self.query.join(" ");
        let page = store.search(&query, if self.limit == 0 { usize::MAX } else { self.limit })?;
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
        if page.total == 0 {
            for hint in store.hints(&query)? {
                talk!("no text has `{}`; did you mean {}?", hint.word, hint.suggestions.join(", "));
            }
        }
        Ok(Done::All)
    }
}
