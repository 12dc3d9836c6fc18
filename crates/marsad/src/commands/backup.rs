//! `marsad backup`: the whole store, copied while it is in use.

use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::{Done, StoreChoice};
use crate::talk::talk;

/// Copy the whole store as it is now; others may go on reading and writing
#[derive(Debug, clap::Args)]
pub struct Backup {
    /// A new folder, or a new file where the name ends in `.tar`
    #[arg(value_name = "FILE|FOLDER")]
    to: PathBuf,
    #[command(flatten)]
    store: StoreChoice,
}

impl Backup {
    pub fn run(self) -> anyhow::Result<Done> {
        let store = self.store.open()?;
        let mut told = Told::new("bytes");
        let made = store.backup(&self.to, &mut |done, total| told.so_far(done, total))?;
        writeln!(
            std::io::stdout(),
            "{}\t{} documents\t{} reports\t{} files\t{} bytes",
            self.to.display(),
            made.documents,
            made.reports,
            made.files.len(),
            made.size()
        )?;
        talk!("the backup is whole; `marsad restore` makes a store of it");
        Ok(Done::All)
    }
}

/// Says now and then how far a long copy is: a line on a terminal that is written over, lines elsewhere.
pub struct Told {
    what: &'static str,
    last: Instant,
    terminal: bool,
}

impl Told {
    /// Begins; `what` names the things counted, in the plural.
    pub fn new(what: &'static str) -> Self {
        Self { what, last: Instant::now(), terminal: std::io::stderr().is_terminal() }
    }

    /// Takes how far it is.
    pub fn so_far(&mut self, done: u64, total: u64) {
        let every = if self.terminal { Duration::from_millis(200) } else { Duration::from_secs(10) };
        if self.last.elapsed() < every {
            return;
        }
        self.last = Instant::now();
        let percent = done.saturating_mul(100) / total.max(1);
        if self.terminal {
            let _ = write!(std::io::stderr(), "\rmarsad: {percent} % of {total} {} ", self.what);
        } else {
            talk!("{percent} % of {total} {}", self.what);
        }
    }
}

impl Drop for Told {
    fn drop(&mut self) {
        if self.terminal {
            let _ = write!(std::io::stderr(), "\r\x1b[K");
        }
    }
}
