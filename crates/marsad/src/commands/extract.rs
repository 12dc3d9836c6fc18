//! `marsad extract`: HTML to document JSON.

use std::io::Write;

use super::Done;
use crate::pages::{LimitOptions, read};
use crate::talk::talk;

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
            match read(input, &self.limits, None) {
                Ok(page) => writeln!(out, "{}", serde_json::to_string(&page.document)?)?,
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
