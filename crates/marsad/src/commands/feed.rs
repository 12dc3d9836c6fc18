//! `marsad feed`: which feeds are followed, and the ledger of what they led to.

use std::io::Write;
use std::path::PathBuf;

use anyhow::{Context, bail};
use marsad_acquire::{Exchange, Visitor};
use marsad_collect::add::{LookError, Wish};
use marsad_collect::{Collector, Event, Reader, Settings, Stop, System, World, listing, opml};
use marsad_store::NewDocument;
use marsad_store::ledger::{FeedKind, FeedRow, NewFeed, TargetRow, TargetState};

use super::collect::{AskOptions, duration};
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
    Add(Add),
    List(List),
    Ledger(Pages),
    Pause(Named),
    Resume(Named),
    Remove(Named),
    Retry(Retry),
    Check(Check),
    Import(Import),
    Export(Export),
}

/// Follow a feed, sitemap or page of links; of a home page, the feeds that it names
#[derive(Debug, clap::Args)]
struct Add {
    /// Its address
    #[arg(required = true, value_name = "ADDRESS")]
    addresses: Vec<String>,
    /// What it is; without it, that is found out
    #[arg(long, value_name = "KIND", value_parser = kind)]
    kind: Option<FeedKind>,
    /// Which links are articles, like `/news/*/#`; makes a page of links out of any page
    #[arg(long, value_name = "PATTERN")]
    pattern: Option<String>,
    /// The outlet's name, for the documents that come from it
    #[arg(long, value_name = "NAME")]
    outlet: Option<String>,
    /// How often to visit it; without it, its own rhythm decides
    #[arg(long, value_name = "TIME", value_parser = rhythm)]
    every: Option<std::time::Duration>,
    /// Add it as it stands, without asking for it
    #[arg(long)]
    unseen: bool,
    #[command(flatten)]
    asking: AskOptions,
    #[command(flatten)]
    store: StoreChoice,
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

/// Read feeds now and tell what would be taken; changes nothing
#[derive(Debug, clap::Args)]
struct Check {
    /// Numbers or addresses of feeds, or addresses that are not followed yet; without any, all feeds
    #[arg(value_name = "FEED")]
    feeds: Vec<String>,
    #[command(flatten)]
    asking: AskOptions,
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

fn kind(name: &str) -> Result<FeedKind, String> {
    FeedKind::from_name(name).ok_or_else(|| format!("`{name}` is no kind; give feed, sitemap, index or home"))
}

fn state(name: &str) -> Result<TargetState, String> {
    let all = TargetState::ALL.map(TargetState::as_str).join(", ");
    TargetState::from_name(name).ok_or_else(|| format!("`{name}` is no state; give one of {all}"))
}

fn rhythm(text: &str) -> Result<std::time::Duration, String> {
    let every = duration(text)?;
    if every.as_secs() < 300 {
        return Err(format!("`{text}` is oftener than a feed should be asked; give 5min or more"));
    }
    Ok(every)
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

impl Add {
    fn run(self, store: &dyn WithLedger) -> anyhow::Result<Done> {
        let every = self.every.map(|every| i64::try_from(every.as_millis()).unwrap_or(i64::MAX));
        let wish = Wish { kind: self.kind, pattern: self.pattern, outlet: self.outlet, every };
        let mut done = Done::All;
        if self.unseen {
            let plain = if wish.pattern.is_some() { FeedKind::Index } else { FeedKind::Feed };
            for address in &self.addresses {
                match wish.at(address, self.kind.unwrap_or(plain), None) {
                    Ok(feed) => say_added(store, &feed)?,
                    Err(error) => {
                        talk!("{error}");
                        done = Done::Some;
                    }
                }
            }
            return Ok(done);
        }
        with_collector(store, &self.asking.settings()?, |collector| {
            for address in &self.addresses {
                match collector.discover(address, &wish) {
                    Ok(found) => {
                        for (feed, listing) in &found {
                            say_added(store, feed)?;
                            if let Some(listing) = listing {
                                listing.notes.iter().for_each(|note| talk!("{}: {note}", feed.address));
                            }
                        }
                    }
                    Err(LookError::Address(error)) => {
                        talk!("{error}");
                        done = Done::Some;
                    }
                    Err(error) => return Err(error.into()),
                }
            }
            Ok(done)
        })
    }
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

impl Check {
    fn run(self, store: &dyn WithLedger) -> anyhow::Result<Done> {
        let feeds = store.feeds()?;
        let names: Vec<String> = if self.feeds.is_empty() {
            feeds.iter().map(|f| f.feed.address.clone()).collect()
        } else {
            self.feeds.clone()
        };
        with_collector(store, &self.asking.settings()?, |collector| {
            let mut done = Done::All;
            for name in &names {
                if let Err(error) = check(store, collector, find(&feeds, name).ok(), name) {
                    talk!("{error:#}");
                    done = Done::Some;
                }
            }
            Ok(done)
        })
    }
}

/// Reads one feed and prints what would be taken from it.
fn check(store: &dyn WithLedger, collector: &Collector<'_>, known: Option<&FeedRow>, name: &str) -> anyhow::Result<()> {
    let found = match known {
        Some(row) => {
            let answer = collector.look(&row.feed.address)?;
            let listing = listing::read(&row.feed, &answer.exchange, System.now());
            vec![(row.feed.clone(), Some(listing.map_err(|why| anyhow::anyhow!("{}: {why}", row.feed.address))?))]
        }
        None => collector.discover(name, &Wish::default())?,
    };
    let mut out = std::io::stdout().lock();
    for (feed, listing) in &found {
        let Some(listing) = listing else {
            writeln!(out, "{}\t{}\t{}", feed.kind.as_str(), feed.address, feed.title.as_deref().unwrap_or_default())?;
            continue;
        };
        let mut there = std::collections::HashSet::new();
        let mut after = 0;
        loop {
            let rows = store.targets(known.map(|row| row.id), None, after, 1000)?;
            let Some(last) = rows.last() else { break };
            after = last.id;
            there.extend(rows.into_iter().map(|row| row.address));
        }
        let new = listing.found.iter().filter(|one| !there.contains(&one.address)).count();
        writeln!(out, "{}\t{}\t{} pages, {new} new", feed.kind.as_str(), feed.address, listing.found.len())?;
        for one in &listing.found {
            writeln!(out, "\t{}\t{}", if there.contains(&one.address) { "known" } else { "new" }, one.address)?;
        }
        for child in &listing.children {
            writeln!(out, "\t{}\t{}", child.kind.as_str(), child.address)?;
        }
        listing.notes.iter().for_each(|note| talk!("{}: {note}", feed.address));
    }
    Ok(())
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

/// For looking at feeds, no page is ever read.
struct NoPages;

impl Reader for NoPages {
    fn read(&self, _: &Exchange, target: &TargetRow) -> Result<NewDocument, String> {
        Err(format!("{}: pages are not read here", target.address))
    }
}

fn with_collector(
    store: &dyn WithLedger,
    settings: &Settings,
    work: impl FnOnce(&Collector<'_>) -> anyhow::Result<Done>,
) -> anyhow::Result<Done> {
    let visitor = Visitor::new(settings.visitor.clone())?;
    let told = |event: &Event| talk!("{event}");
    let stop = Stop::default();
    let collector = Collector {
        store,
        ledger: store,
        web: &visitor,
        reader: &NoPages,
        world: &System,
        settings,
        told: &told,
        stop: &stop,
    };
    work(&collector)
}
