//! `marsad archive stamp`: somebody else's word for when the archive files were there.

use std::io::Write;

use marsad_acquire::{Limits, timestamp};

use super::archive::files;
use super::{Done, StoreChoice};
use crate::talk::talk;

/// Have the finished archive files stamped by a timestamp authority (RFC 3161); only their SHA-256 is sent
///
/// The answer is kept beside the file (`.tsr`). `archive verify` compares the two; the signature is checked by
/// `openssl ts -verify`, with the authority's certificate.
#[derive(Debug, clap::Args)]
pub struct Stamp {
    /// Address of the authority
    #[arg(long, value_name = "URL", env = "MARSAD_TSA")]
    tsa: String,
    /// Also the file that is written to at present; the store begins a new one then
    #[arg(long)]
    all: bool,
    /// The authority may be in a private network
    #[arg(long)]
    allow_private: bool,
    #[command(flatten)]
    store: StoreChoice,
}

impl Stamp {
    pub fn run(self) -> anyhow::Result<Done> {
        let store = self.store.open()?;
        let files = files(&*store)?;
        let limits = Limits { allow_private: self.allow_private, ..Limits::default() };
        let mut done = Done::All;
        let mut out = std::io::stdout().lock();
        for (name, path) in &files {
            if marsad_acquire::warc::is_sealed(path) {
                continue;
            }
            // The last one of a row is still written to.
            let row = name.rsplit_once('-').map_or(name.as_str(), |(row, _)| row);
            let last = files.keys().rfind(|other| other.rsplit_once('-').is_some_and(|(r, _)| r == row));
            if last == Some(name) && !self.all {
                continue;
            }
            match timestamp::stamp(path, &self.tsa, &limits) {
                Ok(token) => writeln!(out, "{name}\t{}\t{}", token.time, token.serial)?,
                Err(error) => {
                    talk!("{error}");
                    done = Done::Some;
                }
            }
        }
        out.flush()?;
        Ok(done)
    }
}
