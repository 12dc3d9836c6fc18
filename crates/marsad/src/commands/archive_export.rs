//! `marsad archive export`: pages of a store as one file that other archive programs open.

use std::path::PathBuf;

use marsad_acquire::warc::{PackedPage, pack};

use super::{Done, StoreChoice};
use crate::talk::{Progress, talk};

/// Pack documents as a WACZ file, with the requests and redirects that led to them
///
/// The same documents and title give the same bytes.
#[derive(Debug, clap::Args)]
pub struct Export {
    /// The file to write; it must not be there yet
    #[arg(long, value_name = "FILE")]
    wacz: PathBuf,
    /// Documents by their numbers
    #[arg(value_name = "ID", required_unless_present = "query", conflicts_with = "query")]
    ids: Vec<i64>,
    /// Documents by their words, as `marsad search` finds them, up to 1000
    #[arg(long, value_name = "WORDS")]
    query: Option<String>,
    /// What the collection is called
    #[arg(long, value_name = "TEXT", default_value = "Marsad")]
    title: String,
    #[command(flatten)]
    store: StoreChoice,
}

impl Export {
    pub fn run(self) -> anyhow::Result<Done> {
        let store = self.store.open()?;
        let mut done = Done::All;
        let ids = match &self.query {
            None => self.ids.clone(),
            Some(query) => {
                let found = store.search(query, usize::MAX)?;
                let (packed, total) = (found.rows.len(), found.total);
                if total > packed as u64 {
                    talk!("{packed} of {total} documents are packed; narrow the query for the others");
                    done = Done::Some;
                }
                found.rows.iter().map(|hit| hit.document).collect()
            }
        };
        let mut pages = Vec::new();
        for id in ids {
            let Some(row) = store.document(id)? else {
                talk!("{id}: there is no document of this number; `marsad search` names them");
                done = Done::Some;
                continue;
            };
            let file = store.archive_folder().join(&row.capture.file);
            let (offset, length) = (row.capture.offset, row.capture.length);
            pages.push(PackedPage { file, offset, length, title: row.document.title });
        }
        anyhow::ensure!(!pages.is_empty(), "nothing to export: no such documents");
        let mut progress = Progress::of("pages");
        let packed = pack(&self.wacz, &self.title, &pages, || progress.one())?;
        talk!("{}: {} pages, {} records, {} bytes", self.wacz.display(), packed.pages, packed.records, packed.bytes);
        Ok(done)
    }
}
