//! `marsad doctor`: is everything in the store as it was stored?

use std::io::Write;
use std::path::PathBuf;

use marsad_store::check_backup;

use super::backup::Told;
use super::{Done, StoreChoice};
use crate::talk::talk;

/// Less free room than this is worth a word, in bytes.
const LITTLE_ROOM: u64 = 1_000_000_000;

/// Check the store: every archived page against its hash, the database and its indexes, what room is left
#[derive(Debug, clap::Args)]
pub struct Doctor {
    /// One JSON object
    #[arg(long)]
    json: bool,
    /// Check a backup instead of a store: every file against its hash
    #[arg(long, value_name = "FILE|FOLDER")]
    backup: Option<PathBuf>,
    #[command(flatten)]
    store: StoreChoice,
}

impl Doctor {
    pub fn run(self) -> anyhow::Result<Done> {
        if let Some(backup) = &self.backup {
            let mut told = Told::new("bytes of the backup");
            let found = check_backup(backup, &mut |done, total| told.so_far(done, total))?;
            let mut out = std::io::stdout().lock();
            match self.json {
                true => writeln!(out, "{}", serde_json::to_string(&found)?)?,
                false => writeln!(
                    out,
                    "{}\t{} documents\t{} reports\tmade {}\t{} files\t{} bytes",
                    backup.display(),
                    found.documents,
                    found.reports,
                    found.made_at,
                    found.files.len(),
                    found.size()
                )?,
            }
            talk!("the backup is whole");
            return Ok(Done::All);
        }
        let store = self.store.open()?;
        let stats = store.stats()?;
        let found = store.verify()?;
        let mut out = std::io::stdout().lock();
        if self.json {
            writeln!(out, "{}", serde_json::to_string(&found)?)?;
        } else {
            writeln!(out, "{}\t{} documents\t{} reports", store.place(), stats.documents, stats.reports)?;
            writeln!(out, "format\t{}", store.format())?;
            writeln!(out, "archive\t{}", store.archive_folder().display())?;
            writeln!(out, "archived pages checked\t{}", found.captures)?;
            writeln!(out, "other exchanges checked\t{}", found.exchanges)?;
            writeln!(out, "documents that wait to be weighed\t{}", store.unweighed()?)?;
            writeln!(out, "rows of the audit log checked\t{}", found.audit_rows)?;
            if let Some(head) = &found.audit_head {
                writeln!(out, "hash of the last of them\t{head}")?;
            }
            if let Some(free) = found.free_bytes {
                writeln!(out, "free space\t{} MB", free / 1_000_000)?;
            }
            for line in &found.notes {
                writeln!(out, "note\t{line}")?;
            }
            for d in &found.damaged {
                let what = d.document.map_or_else(|| "no document".to_owned(), |id| format!("document {id}"));
                writeln!(out, "damaged\t{what}\t{}\t{} at byte {}: {}", d.target, d.file, d.offset, d.why)?;
            }
            for line in &found.database {
                writeln!(out, "database\t{line}")?;
            }
            for line in &found.audit_faults {
                writeln!(out, "audit\t{line}")?;
            }
        }
        out.flush()?;
        if found.free_bytes.is_some_and(|free| free < LITTLE_ROOM) {
            talk!("less than {} MB are free where the archive stands", LITTLE_ROOM / 1_000_000);
        }
        if found.is_sound() {
            talk!("the store is sound");
            return Ok(Done::All);
        }
        if !found.audit_faults.is_empty() {
            talk!(
                "the audit log is not as it was written: compare it with that of a backup, `marsad audit --json` prints it"
            );
        }
        if found.damaged.is_empty() && found.database.is_empty() {
            return Ok(Done::Some);
        }
        talk!(
            "{} damaged pages, {} faults of the database: restore the store from a backup with `marsad restore`",
            found.damaged.len(),
            found.database.len()
        );
        Ok(Done::Some)
    }
}
