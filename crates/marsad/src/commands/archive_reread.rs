//! `marsad archive reread`: pages that could not be read when they came, read again from the archive.

use std::collections::{HashMap, HashSet};
use std::io::Write;

use marsad_acquire::Limits;
use marsad_acquire::warc::read_member;
use marsad_coder::Coder;
use marsad_store::{Added, ExchangeRole, ExchangeRow, NewDocument};

use super::add::new_document;
use super::{Done, LexiconChoice, StoreChoice, WithLedger};
use crate::coding::guarded;
use crate::pages;
use crate::talk::{Progress, talk};

/// Read archived pages that could not be read when they came, and store those that can be read now
///
/// After a reader of PDF was installed, say, or a newer Marsad. Nothing is fetched, and nothing is archived twice.
#[derive(Debug, clap::Args)]
pub struct Reread {
    /// Numbers that `archive kept` names; without any, every page that is unread
    #[arg(value_name = "ID")]
    ids: Vec<i64>,
    #[command(flatten)]
    store: StoreChoice,
    #[command(flatten)]
    lexicon: LexiconChoice,
}

impl Reread {
    pub fn run(self) -> anyhow::Result<Done> {
        let store = self.store.open_ledger()?;
        let mut wanted: HashSet<i64> = self.ids.iter().copied().collect();
        let mut rows: Vec<ExchangeRow> = Vec::new();
        let mut after = 0;
        loop {
            let some = store.exchanges(Some(ExchangeRole::Unread), after, 1000)?;
            let Some(last) = some.last() else { break };
            after = last.id;
            rows.extend(some.into_iter().filter(|row| {
                let named = wanted.remove(&row.id);
                if self.ids.is_empty() { row.document.is_none() } else { named }
            }));
        }
        let mut done = Done::All;
        for id in wanted {
            talk!("{id}: no unread page has this number; `marsad archive kept --role unread` names them");
            done = Done::Some;
        }
        let outlets = outlets(&*store, &rows)?;
        let lexicon = self.lexicon.load()?;
        let coder = Coder::new(&lexicon);
        let mut out = std::io::stdout().lock();
        let mut progress = Progress::of("pages");
        for row in rows {
            progress.one();
            let read = guarded(|| read(&*store, &coder, &row, outlets.get(&row.address)));
            let new = match read {
                Ok(new) => new,
                Err(cause) => {
                    talk!("{}: {cause}", row.id);
                    done = Done::Some;
                    continue;
                }
            };
            let id = match store.add(&new)? {
                Added::New(id) | Added::Known(id) => id,
            };
            store.exchange_read(row.id, id)?;
            writeln!(out, "{id}\t{}\t{} reports", new.target, new.reports.len())?;
        }
        out.flush()?;
        Ok(done)
    }
}

/// The outlets that the user named for the feeds of these pages, by the address in the ledger.
fn outlets(store: &dyn WithLedger, rows: &[ExchangeRow]) -> anyhow::Result<HashMap<String, String>> {
    let wanted: HashSet<&str> = rows.iter().map(|row| row.address.as_str()).collect();
    let mut found = HashMap::new();
    let mut after = 0;
    while !wanted.is_empty() {
        let targets = store.targets(None, None, after, 1000)?;
        let Some(last) = targets.last() else { break };
        after = last.id;
        let ours = targets.into_iter().filter(|target| wanted.contains(target.address.as_str()));
        found.extend(ours.filter_map(|target| Some((target.address, target.outlet?))));
    }
    Ok(found)
}

/// The document of an archived page, coded.
fn read(
    store: &dyn WithLedger,
    coder: &Coder<'_>,
    row: &ExchangeRow,
    outlet: Option<&String>,
) -> Result<NewDocument, String> {
    let path = store.archive_folder().join(&row.capture.file);
    let record = read_member(&path, row.capture.offset, row.capture.length).map_err(|e| e.to_string())?;
    let page = record.page(&Limits::default()).ok_or_else(|| format!("{}: its record holds no page", row.target))?;
    let fetched = page.map_err(|e| e.to_string())?.fetched;
    let mut page = pages::document(fetched, None).map_err(|e| e.to_string())?;
    if outlet.is_some() {
        page.document.outlet = outlet.cloned();
    }
    let new = new_document(coder, page)?;
    Ok(NewDocument { captured_at: row.capture.captured_at.clone(), place: Some(row.capture.clone()), ..new })
}
