//! `marsad archive`: what the store keeps of the pages themselves.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;

use clap::Subcommand;
use marsad_acquire::timestamp;
use marsad_acquire::warc::Known;
use marsad_store::{CaptureRef, Upkeep};
use serde_json::json;

use super::{Done, StoreChoice, archive_export, archive_kept, archive_reread, archive_stamp, archive_verify};
use crate::talk::talk;

/// Look at, check, stamp, export and read again the archived pages of a store
#[derive(Debug, clap::Args)]
pub struct ArchiveCommand {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    List(List),
    Verify(archive_verify::Verify),
    Export(archive_export::Export),
    Stamp(archive_stamp::Stamp),
    Kept(archive_kept::Kept),
    Reread(archive_reread::Reread),
}

impl ArchiveCommand {
    pub fn run(self) -> anyhow::Result<Done> {
        match self.command {
            Command::List(c) => c.run(),
            Command::Verify(c) => c.run(),
            Command::Export(c) => c.run(),
            Command::Stamp(c) => c.run(),
            Command::Kept(c) => c.run(),
            Command::Reread(c) => c.run(),
        }
    }
}

/// List the files of the archive: how large they are, how many captures they hold, whether they are stamped
#[derive(Debug, clap::Args)]
struct List {
    /// One JSON object a line
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    store: StoreChoice,
}

impl List {
    fn run(self) -> anyhow::Result<Done> {
        let store = self.store.open()?;
        let known = captures(&*store)?;
        let mut done = Done::All;
        let mut out = std::io::stdout().lock();
        for (name, path) in files(&*store)? {
            let bytes = path.metadata()?.len();
            let captures = known.get(&name).map_or(0, Vec::len);
            let stamped = timestamp::check(&path).unwrap_or_else(|error| {
                talk!("{error}");
                done = Done::Some;
                None
            });
            let stamped = stamped.map(|token| token.time.to_string());
            if self.json {
                let row = json!({"file": name, "bytes": bytes, "captures": captures, "stamped": stamped});
                writeln!(out, "{row}")?;
            } else {
                let stamped = stamped.map(|time| format!("stamped {time}")).unwrap_or_default();
                writeln!(out, "{name}\t{bytes} bytes\t{captures} captures\t{stamped}")?;
            }
        }
        out.flush()?;
        Ok(done)
    }
}

/// The archive files of a store by name.
pub fn files(store: &dyn Upkeep) -> anyhow::Result<BTreeMap<String, PathBuf>> {
    let mut files = BTreeMap::new();
    for (name, path) in everything(store)? {
        if name.ends_with(".warc.gz") {
            files.insert(name, path);
        }
    }
    Ok(files)
}

/// Everything in the archive folder by name.
pub fn everything(store: &dyn Upkeep) -> anyhow::Result<BTreeMap<String, PathBuf>> {
    let folder = store.archive_folder();
    let mut found = BTreeMap::new();
    for entry in folder.read_dir().map_err(|e| anyhow::anyhow!("{}: cannot be listed ({e})", folder.display()))? {
        let entry = entry?;
        found.insert(entry.file_name().to_string_lossy().into_owned(), entry.path());
    }
    Ok(found)
}

/// What the database knows of each archive file.
pub fn captures(store: &dyn Upkeep) -> anyhow::Result<BTreeMap<String, Vec<Known>>> {
    let mut known: BTreeMap<String, Vec<Known>> = BTreeMap::new();
    let mut last = 0;
    while let Some((document, _, capture)) = store.capture_after(last)? {
        last = document;
        let place = Known { offset: capture.offset, length: capture.length, sha256: capture.sha256 };
        known.entry(capture.file).or_default().push(place);
    }
    let mut last = 0;
    loop {
        let rows = store.exchanges(None, last, 1000)?;
        let Some(end) = rows.last() else { return Ok(known) };
        last = end.id;
        for row in rows {
            // A page that was read later is the capture of its document, and counted as that.
            let CaptureRef { file, offset, length, sha256, .. } = row.capture;
            if row.document.is_none() {
                known.entry(file).or_default().push(Known { offset, length, sha256 });
            }
        }
    }
}
