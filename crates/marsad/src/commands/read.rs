//! `marsad read`: pages once, without a store.

use std::io::Write;

use marsad_coder::Coder;
use marsad_model::Day;

use super::{Done, LexiconChoice};
use crate::output::{Format, Item, print};
use crate::pages::{LimitOptions, fetch, read};

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
        let mut documents = Vec::new();
        for input in &self.inputs {
            match fetch(input, &self.limits.limits()).and_then(|f| read(&f, self.published)) {
                Ok(reading) => {
                    let coded = coder.code(&reading.document);
                    documents.push((reading.document, coded.reports));
                }
                Err(error) => {
                    eprintln!("marsad: {error}");
                    done = Done::Some;
                }
            }
        }
        let items: Vec<Item<'_>> = documents
            .iter()
            .flat_map(|(d, reports)| {
                reports.iter().map(move |report| Item {
                    document: &d.id,
                    title: &d.title,
                    outlet: d.outlet.as_deref(),
                    url: d.url.as_deref(),
                    published: d.published.map(|p| p.to_string()),
                    report,
                })
            })
            .collect();
        let mut out = std::io::stdout().lock();
        print(&mut out, self.format, &items)?;
        out.flush()?;
        if items.is_empty() && !documents.is_empty() {
            eprintln!("marsad: nothing that the coder knows as an act stands in {}", self.inputs.join(", "));
        }
        Ok(done)
    }
}
