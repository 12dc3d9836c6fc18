//! `marsad read`: pages once, without a store.

use std::io::BufWriter;

use marsad_acquire::trace;
use marsad_coder::{Coder, Explained};
use marsad_model::{Day, Document};

use super::{Done, LexiconChoice};
use crate::coding::{coded, explained};
use crate::output::{Format, Item, Page, Printer, Rows};
use crate::pages::{self, LimitOptions, read};
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
    /// Say for every report which rule made it and why each of its fields is as it is (text, json and jsonl)
    #[arg(long)]
    explain: bool,
    /// Print the figures in place of the reports: stated quantities that are no count of an act
    #[arg(long, conflicts_with = "explain")]
    figures: bool,
    #[command(flatten)]
    limits: LimitOptions,
    #[command(flatten)]
    lexicon: LexiconChoice,
}

impl Read {
    pub fn run(self) -> anyhow::Result<Done> {
        anyhow::ensure!(
            !self.explain || matches!(self.format, Format::Text | Format::Json | Format::Jsonl),
            "--explain has no room in a table or on a map: use it with --format text, json or jsonl"
        );
        let lexicon = self.lexicon.load()?;
        let coder = Coder::new(&lexicon);
        let mut done = Done::All;
        let rows = if self.figures { Rows::Figures } else { Rows::Reports };
        let mut printer = Printer::begin(BufWriter::new(std::io::stdout().lock()), self.format, rows)?;
        for input in &self.inputs {
            let coded = read(input, &self.limits, self.published).and_then(|page| {
                let coded = self.code(&coder, &page.document).map_err(|what| format!("{input}: {what}"))?;
                Ok((page, coded))
            });
            match coded {
                Ok((page, coded)) => {
                    self.print(&mut printer, &page, &coded, input)?;
                    printer.flush()?;
                }
                Err(error) => {
                    talk!("{error}");
                    done = Done::Some;
                }
            }
        }
        printer.end()?;
        Ok(done)
    }

    fn code(&self, coder: &Coder<'_>, document: &Document) -> Result<Explained, String> {
        if self.explain {
            return explained(coder, document);
        }
        coded(coder, document).map(|coded| Explained { coded, why: Vec::new() })
    }

    fn print(
        &self,
        printer: &mut Printer<impl std::io::Write>,
        pages::Page { document, fetched, .. }: &pages::Page,
        Explained { coded, why }: &Explained,
        input: &str,
    ) -> std::io::Result<()> {
        let trace = self.explain.then(|| trace(fetched, document));
        let page = Page {
            document: &document.id,
            title: &document.title,
            outlet: document.outlet.as_deref(),
            url: document.url.as_deref(),
            published: document.published.map(|p| p.to_string()),
            genre: coded.genre,
        };
        if !self.figures {
            if coded.reports.is_empty() {
                talk!("{input}: no report: it names no act that the coder knows");
            }
            for (k, report) in coded.reports.iter().enumerate() {
                printer.print(&Item {
                    page: &page,
                    report,
                    why: why.get(k).map(Vec::as_slice),
                    trace: trace.as_ref(),
                })?;
            }
        } else if coded.figures.is_empty() {
            talk!("{input}: no figure: it states no quantity but those of its acts");
        }
        // For reading, the figures stand under the reports.
        if self.figures || self.format == Format::Text {
            for figure in &coded.figures {
                printer.print_figure(&page, figure)?;
            }
        }
        Ok(())
    }
}
