//! `marsad archive kept`: what stands in the archive beside the pages of documents.

use std::io::Write;

use marsad_store::ExchangeRole;

use super::{Done, StoreChoice};

/// List what came over the wire and is no document: feeds, robots.txt, redirects, refusals, pages that could not be read
#[derive(Debug, clap::Args)]
pub struct Kept {
    /// Only these: feed, robots, redirect, error or unread
    #[arg(long, value_name = "ROLE", value_parser = role)]
    role: Option<ExchangeRole>,
    /// One JSON object a line
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    store: StoreChoice,
}

fn role(name: &str) -> Result<ExchangeRole, String> {
    let all = ExchangeRole::ALL.map(ExchangeRole::as_str).join(", ");
    ExchangeRole::from_name(name).ok_or_else(|| format!("`{name}` is none of them; give one of {all}"))
}

impl Kept {
    pub fn run(self) -> anyhow::Result<Done> {
        let store = self.store.open()?;
        let mut out = std::io::stdout().lock();
        if !self.json {
            writeln!(out, "id\trole\tstatus\tcaptured\tbytes\tfile\toffset\tdocument\taddress\tleads to\tcause")?;
        }
        let mut after = 0;
        loop {
            let rows = store.exchanges(self.role, after, 1000)?;
            let Some(last) = rows.last() else { break };
            after = last.id;
            for row in &rows {
                if self.json {
                    writeln!(out, "{}", serde_json::to_string(row)?)?;
                    continue;
                }
                let document = row.document.map_or_else(|| "-".to_owned(), |id| id.to_string());
                let plain =
                    |text: &Option<String>| text.as_deref().unwrap_or_default().replace(['\t', '\n', '\r'], " ");
                writeln!(
                    out,
                    "{}\t{}\t{}\t{}\t{}\t{}\t{}\t{document}\t{}\t{}\t{}",
                    row.id,
                    row.role.as_str(),
                    row.status,
                    row.capture.captured_at,
                    row.size,
                    row.capture.file,
                    row.capture.offset,
                    row.target,
                    plain(&row.leads_to),
                    plain(&row.cause)
                )?;
            }
        }
        out.flush()?;
        Ok(Done::All)
    }
}
