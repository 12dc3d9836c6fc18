//! `marsad events`: the stored reports that answer a question.

use std::io::Write;

use marsad_model::{Day, EventType, Modality};
use marsad_store::{Filter, SqliteStore, Store};

use super::{Done, StoreChoice};
use crate::output::{Format, Item, print};

/// List the reports in the store
#[derive(Debug, clap::Args)]
pub struct Events {
    /// Words in the text, or names of actors and places
    #[arg(value_name = "WORDS")]
    words: Vec<String>,
    /// PLOVER type, e.g. ASSAULT
    #[arg(long = "type", value_name = "TYPE")]
    type_: Option<EventType>,
    /// A place, in Arabic or English
    #[arg(long)]
    place: Option<String>,
    /// An actor or recipient, in Arabic or English
    #[arg(long)]
    actor: Option<String>,
    /// How it is told: asserted, reported, alleged …
    #[arg(long)]
    modality: Option<Modality>,
    /// The outlet
    #[arg(long)]
    outlet: Option<String>,
    /// First day
    #[arg(long, value_name = "DATE", value_parser = super::day)]
    from: Option<Day>,
    /// Last day
    #[arg(long, value_name = "DATE", value_parser = super::day)]
    to: Option<Day>,
    /// At most this many; 0 for all
    #[arg(long, default_value_t = 50)]
    limit: usize,
    /// Form of output
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    #[command(flatten)]
    store: StoreChoice,
}

impl Events {
    pub fn run(self) -> anyhow::Result<Done> {
        let store = SqliteStore::open(self.store.folder()?)?;
        let wanted = if self.limit == 0 { usize::MAX } else { self.limit };
        let mut filter = Filter {
            q: (!self.words.is_empty()).then(|| self.words.join(" ")),
            type_: self.type_,
            place: self.place,
            actor: self.actor,
            modality: self.modality,
            outlet: self.outlet,
            from: self.from,
            to: self.to,
            ..Filter::default()
        };
        let mut rows = Vec::new();
        let total = loop {
            filter.limit = Some(wanted.saturating_sub(rows.len()).clamp(1, 1000));
            let page = store.reports(&filter)?;
            rows.extend(page.rows);
            filter.after = page.next;
            if filter.after.is_none() || rows.len() >= wanted {
                break page.total;
            }
        };
        let ids: Vec<String> = rows.iter().map(|r| r.document.to_string()).collect();
        let items: Vec<Item<'_>> = rows
            .iter()
            .zip(&ids)
            .map(|(row, id)| Item {
                document: id,
                title: &row.title,
                outlet: row.outlet.as_deref(),
                url: row.url.as_deref(),
                published: row.published.map(|d| d.to_string()),
                report: &row.report,
            })
            .collect();
        let mut out = std::io::stdout().lock();
        print(&mut out, self.format, &items)?;
        out.flush()?;
        eprintln!("marsad: {} of {total} reports", items.len());
        Ok(Done::All)
    }
}
