//! `marsad review export`: reviewed documents as gold, or the log of reviews.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::Context;
use marsad_store::{ReviewRow, Upkeep};
use serde::{Deserialize, Serialize};

use crate::talk::talk;

/// What a line of the log is, and its version.
pub const LOG: &str = "review/1";

/// A review on its way from one store to another: its document is named by its address and bytes, since numbers are another
/// store's own.
#[derive(Debug, Serialize, Deserialize)]
pub struct LogLine {
    /// Always [`LOG`].
    pub marsad: String,
    /// The address or path that the document was captured from.
    pub target: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// The review with its numbers in the store that it comes from.
    pub review: ReviewRow,
}

/// Where to write: a file that is there only when it is whole, or standard output.
fn with(
    to: Option<&Path>,
    out: &mut dyn Write,
    work: impl FnOnce(&mut dyn Write) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let Some(path) = to else { return work(out) };
    let part = path.with_extension("part");
    let mut file = BufWriter::new(File::create(&part).with_context(|| format!("cannot write `{}`", part.display()))?);
    work(&mut file)?;
    file.into_inner().map_err(|e| e.into_error()).and_then(|f| f.sync_all())?;
    std::fs::rename(&part, path).with_context(|| format!("cannot write `{}`", path.display()))
}

/// Writes gold.
pub fn gold(store: &dyn Upkeep, to: Option<&Path>, machine: bool, out: &mut dyn Write) -> anyhow::Result<()> {
    let (mut documents, mut reports) = (0, 0);
    with(to, out, |out| {
        let mut after = 0;
        while let Some(mut gold) = store.next_gold(after)? {
            after = gold.document;
            (documents, reports) = (documents + 1, reports + gold.reports.len());
            if !machine {
                gold.machine.clear();
            }
            writeln!(out, "{}", serde_json::to_string(&gold)?)?;
        }
        Ok(())
    })?;
    talk!("{documents} documents with {reports} reports; documents with a report that nobody has settled are left out");
    Ok(())
}

/// Writes the log.
pub fn log(store: &dyn Upkeep, to: Option<&Path>, out: &mut dyn Write) -> anyhow::Result<()> {
    let mut written = 0;
    with(to, out, |out| {
        let mut after = 0;
        let mut last: Option<(i64, String, String)> = None;
        loop {
            let rows = store.reviews(after, 1000)?;
            let Some(end) = rows.last() else { return Ok(()) };
            after = end.id;
            for review in rows {
                let document = review.new.document;
                if last.as_ref().is_none_or(|(id, ..)| *id != document) {
                    let row = store.document(document)?.context("a review of a document that is not there")?;
                    last = Some((document, row.target, row.capture.sha256));
                }
                if let Some((_, target, sha256)) = &last {
                    let (target, sha256) = (target.clone(), sha256.clone());
                    let line = LogLine { marsad: LOG.to_owned(), target, sha256, review };
                    writeln!(out, "{}", serde_json::to_string(&line)?)?;
                    written += 1;
                }
            }
        }
    })?;
    talk!("{written} reviews");
    Ok(())
}
