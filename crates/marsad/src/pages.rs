//! Pages from where the user names them: files, addresses, standard input.

use std::path::Path;

use marsad_acquire::{AcquireError, Fetched, Limits, ReadOptions, Reading, fetch_url, read_file, read_stdin, to_document};
use marsad_model::Day;

/// The bytes of one named input.
pub fn fetch(input: &str, limits: &Limits) -> Result<Fetched, AcquireError> {
    if input == "-" {
        read_stdin(limits)
    } else if input.starts_with("http://") || input.starts_with("https://") {
        fetch_url(input, limits)
    } else {
        read_file(Path::new(input), limits)
    }
}

/// The reading of one input; its warnings go to standard error.
pub fn read(fetched: &Fetched, published: Option<Day>) -> Result<Reading, AcquireError> {
    let options = ReadOptions { published, ..ReadOptions::default() };
    let mut reading = to_document(fetched, &options)?;
    if reading.document.id.is_empty() {
        reading.document.id = fetched.target.clone();
    }
    for warning in &reading.warnings {
        eprintln!("marsad: {}: {warning}", fetched.target);
    }
    if reading.document.published.is_none() {
        eprintln!(
            "marsad: {}: no day of publication was found, so «yesterday» and the like stay open; give it with --published",
            fetched.target
        );
    }
    Ok(reading)
}

/// Options on how much of a page is read.
#[derive(Debug, clap::Args)]
pub struct LimitOptions {
    /// Most bytes of one page
    #[arg(long, value_name = "BYTES", default_value_t = Limits::default().max_bytes)]
    max_bytes: u64,
    /// Also fetch addresses of private networks
    #[arg(long)]
    allow_private: bool,
}

impl LimitOptions {
    /// The limits chosen.
    pub fn limits(&self) -> Limits {
        Limits { max_bytes: self.max_bytes, allow_private: self.allow_private, ..Limits::default() }
    }
}
