//! `marsad feed`: which feeds are followed, and the ledger of what they led to.

mod add;
mod check;
mod look;

use std::io::Write;
use std::path::PathBuf;

use anyhow::{Context, bail};
use marsad_collect::{System, World, opml};
use marsad_store::ledger::{FeedRow, NewFeed, TargetState};

use super::{Done, StoreChoice, WithLedger};
use crate::output::ledger;
use crate::talk::talk;

/// Say which feeds are followed, and see what became of them
#[derive(Debug, clap::Args)]
pub struct FeedCommand {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    Add(add::Add),
    List(List),
    Ledger(Pages),
    Pause(Named),
    Resume(Named),
    Remove(Named),
    Retry(Retry),
    Check(check::Check),
    Import(Import),
    Export(Export),
}

/// List the feeds: last success, next try, gaps, and what became of their pages
#[derive(Debug, clap::Args)]
struct List {
    /// As a table or one JSON object a line
    #[arg(long, value_name = "FORM", default_value = "table", value_parser = ["table", "json"])]
    format: String,
    #[command(flatten)]
    store: StoreChoice,
}

/// List the pages that the feeds led to: state, tries, next try, cause, redirects, document
#[derive(Debug, clap::Args)]
struct Pages {
    /// Of this feed only: its number or its address
    #[arg(value_name = "FEED")]
    feed: Option<String>,
    /// Only those in this state: waiting, claimed, done, failed, gone, refused
    #[arg(long, value_name = "STATE", value_parser = state)]
    state: Option<TargetState>,
    /// As a table or one JSON object a line
    #[arg(long, value_name = "FORM", default_value = "table", value_parser = ["table", "json"])]
    format: String,
    #[command(flatten)]
    store: StoreChoice,
}

/// The feeds meant
#[derive(Debug, clap::Args)]
struct Named {
    /// Their numbers or addresses
    #[arg(required = true, value_name = "FEED")]
    feeds: Vec<String>,
    #[command(flatten)]
    store: StoreChoice,
}

/// Try again what failed, was refused or is gone
#[derive(Debug, clap::Args)]
struct Retry {
    /// Of this feed only: its number or its address
    #[arg(value_name = "FEED")]
    feed: Option<String>,
    #[command(flatten)]
    store: StoreChoice,
}

/// Follow the feeds of an OPML list
#[derive(Debug, clap::Args)]
struct Import {
    /// The list
    #[arg(value_name = "FILE.opml")]
    file: PathBuf,
    #[command(flatten)]
    store: StoreChoice,
}

/// Write the feeds as an OPML list
#[derive(Debug, clap::Args)]
struct Export {
    #[command(flatten)]
    store: StoreChoice,
}

fn state(name: &str) -> Result<TargetState, String> {
    let all = TargetState::ALL.map(TargetState::as_str).join(", ");
    TargetState::from_name(name).ok_or_else(|| format!("`{name}` is no state; give one of {all}"))
}

impl What {
    fn store(&self) -> &StoreChoice {
        match self {
            Self::Add(c) => &c.store,
            Self::List(c) => &c.store,
            Self::Ledger(c) => &c.store,
            Self::Pause(c) | Self::Resume(c) | Self::Remove(c) => &c.store,
            Self::Retry(c) => &c.store,
            Self::Check(c) => &c.store,
            Self::Import(c) => &c.store,
            Self::Export(c) => &c.store,
        }
    }
}

impl FeedCommand {
    pub fn run(self) -> anyhow::Result<Done> {
        let store = self.what.store().open_ledger()?;
        let store = &*store;
        match self.what {
            What::Add(add) => add.run(store),
            What::List(list) => {
                ledger::feeds(&store.feeds()?, list.format == "json")?;
                Ok(Done::All)
            }
            What::Ledger(pages) => pages.run(store),
            What::Pause(named) => named.each(store, "paused", |id| store.pause_feed(id, true)),
            What::Resume(named) => named.each(store, "goes on", |id| store.pause_feed(id, false)),
            What::Remove(named) => named.each(store, "removed", |id| store.remove_feed(id)),
            What::Retry(retry) => {
                let feed = retry.feed.map(|name| find(&store.feeds()?, &name).map(|f| f.id)).transpose()?;
                talk!("{} pages are due again", store.retry(feed, System.now())?);
                Ok(Done::All)
            }
            What::Check(check) => check.run(store),
            What::Import(import) => import.run(store),
            What::Export(_) => {
                std::io::stdout().lock().write_all(opml::export(&store.feeds()?).as_bytes())?;
                Ok(Done::All)
            }
        }
    }
}

/// The feed with a number or an address.
fn find<'f>(feeds: &'f [FeedRow], name: &str) -> anyhow::Result<&'f FeedRow> {
    let bare = |address: &str| address.trim_end_matches('/').to_owned();
    let by_number = name.parse::<i64>().ok().and_then(|id| feeds.iter().find(|f| f.id == id));
    by_number
        .or_else(|| feeds.iter().find(|f| bare(&f.feed.address) == bare(name)))
        .with_context(|| format!("{name}: no such feed; `marsad feed list` shows their numbers and addresses"))
}

/// One line for a feed that was added or was there.
fn say_added(store: &dyn WithLedger, feed: &NewFeed) -> anyhow::Result<()> {
    let (id, new) = store.add_feed(feed, System.now())?;
    let title = feed.title.as_deref().unwrap_or_default();
    let word = if new { feed.kind.as_str() } else { "already there" };
    writeln!(std::io::stdout().lock(), "{id}\t{word}\t{}\t{title}", feed.address)?;
    Ok(())
}

impl Pages {
    fn run(self, store: &dyn WithLedger) -> anyhow::Result<Done> {
        let feeds = store.feeds()?;
        let feed = self.feed.map(|name| find(&feeds, &name).map(|f| f.id)).transpose()?;
        let mut out = std::io::stdout().lock();
        let json = self.format == "json";
        if !json {
            ledger::page_header(&mut out)?;
        }
        let mut after = 0;
        loop {
            let rows = store.targets(feed, self.state, after, 500)?;
            let Some(last) = rows.last() else { break };
            after = last.id;
            for row in &rows {
                ledger::page(&mut out, row, json)?;
            }
        }
        for gap in feed.map(|id| store.gaps(id)).transpose()?.unwrap_or_default() {
            talk!(
                "between {} and {} nothing that was listed was known: entries may have been missed",
                ledger::time(gap.since),
                ledger::time(gap.until)
            );
        }
        Ok(Done::All)
    }
}

impl Named {
    fn each(
        self,
        store: &dyn WithLedger,
        word: &str,
        work: impl Fn(i64) -> Result<bool, marsad_store::StoreError>,
    ) -> anyhow::Result<Done> {
        let feeds = store.feeds()?;
        let mut done = Done::All;
        for name in &self.feeds {
            match find(&feeds, name) {
                Ok(feed) => {
                    work(feed.id)?;
                    writeln!(std::io::stdout().lock(), "{}\t{word}\t{}", feed.id, feed.feed.address)?;
                }
                Err(error) => {
                    talk!("{error}");
                    done = Done::Some;
                }
            }
        }
        Ok(done)
    }
}

impl Import {
    fn run(self, store: &dyn WithLedger) -> anyhow::Result<Done> {
        let name = self.file.display().to_string();
        let about = std::fs::metadata(&self.file).with_context(|| format!("{name}: cannot be read"))?;
        if about.len() > 50 << 20 {
            bail!("{name}: larger than 50 MiB, which no list of feeds is");
        }
        let bytes = std::fs::read(&self.file).with_context(|| format!("{name}: cannot be read"))?;
        let (feeds, faults) = opml::import(&bytes, &name).map_err(|error| anyhow::anyhow!(error))?;
        for feed in &feeds {
            say_added(store, feed)?;
        }
        for fault in &faults {
            talk!("{fault}");
        }
        Ok(if faults.is_empty() { Done::All } else { Done::Some })
    }
}
