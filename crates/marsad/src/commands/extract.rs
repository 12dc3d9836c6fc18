//! `marsad extract`: HTML to document JSON.

use std::io::Write;

use marsad_model::{Day, Document};
use serde::Serialize;

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

/// A document as it is printed, with what else the page says of it.
#[derive(Serialize)]
struct Printed<'a> {
    #[serde(flatten)]
    document: &'a Document,
    /// The section of the outlet that it stands in.
    #[serde(skip_serializing_if = "Option::is_none")]
    section: Option<&'a str>,
    /// The day of its last change, after that of publication.
    #[serde(skip_serializing_if = "Option::is_none")]
    modified: Option<Day>,
}

impl Extract {
    pub fn run(self) -> anyhow::Result<Done> {
        let mut done = Done::All;
        let mut out = std::io::stdout().lock();
        for input in &self.inputs {
            match read(input, &self.limits, None) {
                Ok(page) => {
                    let (section, modified) = (page.aside.section.as_deref(), page.aside.updated);
                    let printed = Printed { document: &page.document, section, modified };
                    writeln!(out, "{}", serde_json::to_string(&printed)?)?;
                }
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
