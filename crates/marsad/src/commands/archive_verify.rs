//! `marsad archive verify`: reads the whole archive and compares it with everything that is known of it.

use std::io::Write;
use std::path::PathBuf;

use marsad_acquire::warc::{Finding, audit};
use serde_json::json;

use super::archive::{captures, everything};
use super::{Done, StoreChoice};
use crate::talk::{Bar, talk};

/// Read every record: against its digests, every stored page against its place and SHA-256, every file against its timestamp
///
/// Pages that no document knows of (bytes left by a crash) are named and are no fault.
#[derive(Debug, clap::Args)]
pub struct Verify {
    /// One JSON object a line: first one for each file, then one for all
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    store: StoreChoice,
}

/// What was found in all files.
#[derive(Default)]
struct Total {
    files: u64,
    records: u64,
    captures: u64,
    faults: u64,
    orphans: u64,
}

impl Verify {
    pub fn run(self) -> anyhow::Result<Done> {
        let store = self.store.open()?;
        let mut known = captures(&*store)?;
        let mut total = Total::default();
        let all = everything(&*store)?;
        let length = |path: &PathBuf| path.metadata().map_or(0, |about| about.len());
        let sizes = all.iter().filter(|(name, _)| name.ends_with(".warc.gz")).map(|(_, path)| length(path));
        let mut bar = Bar::over(sizes.sum());
        let mut before = 0;
        let mut out = std::io::stdout().lock();
        for (name, path) in all {
            if !name.ends_with(".warc.gz") {
                total.orphans += u64::from(self.beside(&name, &mut out)?);
                continue;
            }
            let places = known.remove(&name).unwrap_or_default();
            let mut found: Vec<Finding> = Vec::new();
            let mut records = total.records;
            let so_far = |position| {
                records += 1;
                bar.at(before + position, || format!("{records} records"));
            };
            let audited = audit(&path, &places, so_far, |finding| found.push(finding));
            let audited = audited.unwrap_or_else(|error| {
                found.push(error.into());
                Default::default()
            });
            before += length(&path);
            total.files += 1;
            total.records += audited.records;
            total.captures += audited.captures;
            let faults = found.iter().filter(|f| f.is_fault()).count() as u64;
            total.faults += faults;
            total.orphans += found.len() as u64 - faults;
            let stamped = audited.stamp.map(|token| token.time.to_string());
            if self.json {
                let told: Vec<_> =
                    found.iter().map(|f| json!({"fault": f.is_fault(), "said": f.to_string()})).collect();
                let (records, whole) = (audited.records, audited.captures);
                let row = json!({"file": name, "records": records, "captures": whole, "expected": places.len(),
                    "stamped": stamped, "found": told});
                writeln!(out, "{row}")?;
                continue;
            }
            let stamped = stamped.map(|time| format!("\tstamped {time}")).unwrap_or_default();
            writeln!(
                out,
                "{name}\t{} records\t{} of {} captures{stamped}",
                audited.records,
                audited.captures,
                places.len()
            )?;
            for finding in &found {
                writeln!(out, "{}\t{name}\t{finding}", if finding.is_fault() { "fault" } else { "orphan" })?;
            }
        }
        for (name, places) in known {
            total.faults += 1;
            let said = format!("the file is missing, and {} captures with it; restore it from a copy", places.len());
            match self.json {
                true => writeln!(out, "{}", json!({"file": name, "found": [{"fault": true, "said": said}]}))?,
                false => writeln!(out, "fault\t{name}\t{said}")?,
            }
        }
        drop(bar);
        self.sum(&total, &mut out)
    }

    /// A file that is no archive; true if it is worth naming.
    fn beside(&self, name: &str, out: &mut impl Write) -> anyhow::Result<bool> {
        if name.ends_with(".warc.gz.end") || name.ends_with(".warc.gz.tsr") {
            return Ok(false);
        }
        let said = match name.contains(".torn-") {
            true => "half a record, set aside after a crash; it does no harm",
            false => "is no part of the archive",
        };
        match self.json {
            true => writeln!(out, "{}", json!({"file": name, "found": [{"fault": false, "said": said}]}))?,
            false => writeln!(out, "orphan\t{name}\t{said}")?,
        }
        Ok(true)
    }

    fn sum(&self, total: &Total, out: &mut impl Write) -> anyhow::Result<Done> {
        let Total { files, records, captures, faults, orphans } = total;
        if self.json {
            let row = json!({"files": files, "records": records, "captures": captures, "faults": faults,
                "orphans": orphans});
            writeln!(out, "{row}")?;
        }
        out.flush()?;
        if *faults == 0 {
            talk!("the archive is sound: {files} files, {records} records, {captures} captures, {orphans} orphans");
            return Ok(Done::All);
        }
        talk!("{faults} faults in {files} files: restore what is named from a backup");
        Ok(Done::Some)
    }
}
