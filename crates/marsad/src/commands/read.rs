//! `marsad read`: pages once, without a store.

use std::io::BufWriter;

use marsad_coder::Coder;
use marsad_model::Day;

use super::{Done, LexiconChoice};
use crate::coding::reports;
use crate::output::{Format, Item, Printer};
use crate::pages::{LimitOptions, read};
use crate::talk::talk;

/// Read pages or plain text once and print the reports with their quotes
#[derive(Debug, clap::Args)]
pub struct Read {
    /// Files, addresses (http, https) or `-` for standard input
    #[arg(required = true, value_name = "PATH|URL|-")]
    inputs: Vec<String>,
    /// Day of publication, where the page does not say it or says it wrongly
    #[arg(long, value_name = "DATE", value_parser = super::day)]
    published: Option<Day>,
    /// Form of output
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    #[command(flatten)]
    limits: LimitOptions,
    #[command(flatten)]
    lexicon: LexiconChoice,
}

impl Read {
    pub fn run(self) -> anyhow::Result<Done> {
        let lexicon = self.lexicon.load()?;
        let coder = Coder::new(&lexicon);
        let mut done = Done::All;
        let mut printer = Printer::begin(BufWriter::new(std::io::stdout().lock()), self.format)?;
        for input in &self.inputs {
            let coded = read(input, &self.limits, self.published).and_then(|page| {
                let reports = reports(&coder, &page.document).map_err(|what| format!("{input}: {what}"))?;
                Ok((page.document, reports))
            });
            let (document, reports) = match coded {
                Ok(coded) => coded,
                Err(error) => {
                    talk!("{error}");
                    done = Done::Some;
                    continue;
                }
            };
            if reports.is_empty() {
                talk!("{input}: no report: it names no act that the coder knows");
            }
            for report in &reports {
                printer.print(&Item {
                    document: &document.id,
                    title: &document.title,
                    outlet: document.outlet.as_deref(),
                    url: document.url.as_deref(),
                    published: document.published.map(|p| p.to_string()),
                    report,
                })?;
            }
            printer.flush()?;
        }
        printer.end()?;
        Ok(done)
    }
}
