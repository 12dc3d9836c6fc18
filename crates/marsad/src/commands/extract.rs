//! `marsad extract`: HTML to document JSON.

use std::io::Write;

use super::Done;
use crate::pages::{LimitOptions, fetch, read};

/// Print the readable text and metadata of a page as JSON
#[derive(Debug, clap::Args)]
pub struct Extract {
    /// Files, addresses or `-`
    #[arg(value_name = "PATH|URL|-", default_value = "-")]
    inputs: Vec<String>,
    #[command(flatten)]
    limits: LimitOptions,
}

impl Extract {
    pub fn run(self) -> anyhow::Result<Done> {
        let mut done = Done::All;
        let mut out = std::io::stdout().lock();
        for input in &self.inputs {
            match fetch(input, &self.limits.limits()).and_then(|f| read(&f, None)) {
                Ok(reading) => writeln!(out, "{}", serde_json::to_string(&reading.document)?)?,
                Err(error) => {
                    eprintln!("marsad: {error}");
                    done = Done::Some;
                }
            }
        }
        out.flush()?;
        Ok(done)
    }
}
