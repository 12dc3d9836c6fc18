//! `marsad audit`: what was done to the store by people, and whether the log of it is whole.

use std::io::Write;

use marsad_store::{AuditFilter, MOST_AUDIT};

use super::{Done, StoreChoice};
use crate::talk::talk;

/// Show what people did, the newest first, and check that the log is as it was written
#[derive(Debug, clap::Args)]
pub struct Audit {
    /// Only what this one did
    #[arg(long, value_name = "NAME")]
    who: Option<String>,
    /// At most so many rows; all without it
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// One JSON object a line, with the hashes
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    store: StoreChoice,
}

impl Audit {
    pub fn run(self) -> anyhow::Result<Done> {
        let store = self.store.open()?;
        let mut out = std::io::stdout().lock();
        let mut left = self.limit.unwrap_or(usize::MAX);
        let mut filter = AuditFilter { who: self.who, ..AuditFilter::default() };
        while left > 0 {
            filter.limit = Some(left.min(MOST_AUDIT));
            let rows = store.audit(&filter)?;
            let Some(last) = rows.last() else { break };
            filter.before = Some(last.n);
            left -= rows.len();
            for row in rows {
                match self.json {
                    true => writeln!(out, "{}", serde_json::to_string(&row)?)?,
                    false => writeln!(out, "{}\t{}\t{}\t{}\t{}", row.n, row.at, row.who, row.what, row.subject)?,
                }
            }
        }
        out.flush()?;
        let found = store.check_audit()?;
        if let Some(broken) = found.broken {
            talk!("{broken}; what was done since, and by whom, cannot be relied on");
            return Ok(Done::Some);
        }
        match found.head {
            Some(head) => talk!("the log is whole: {} rows, the last has the hash {head}", found.rows),
            None => talk!("the log is empty"),
        }
        Ok(Done::All)
    }
}
