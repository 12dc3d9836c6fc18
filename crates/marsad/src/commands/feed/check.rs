//! `marsad feed check`: what would be taken from a feed now.

use std::io::Write;

use marsad_collect::add::Wish;
use marsad_collect::{Collector, System, World, listing};
use marsad_store::ledger::FeedRow;

use super::find;
use super::look::{PATIENCE, with_collector};
use crate::commands::collect::AskOptions;
use crate::commands::{Done, StoreChoice, WithLedger};
use crate::talk::talk;

/// Read feeds now and tell what would be taken; changes nothing
#[derive(Debug, clap::Args)]
pub struct Check {
    /// Numbers or addresses of feeds, or addresses that are not followed yet; without any, all feeds
    #[arg(value_name = "FEED")]
    feeds: Vec<String>,
    #[command(flatten)]
    asking: AskOptions,
    #[command(flatten)]
    pub store: StoreChoice,
}

impl Check {
    pub fn run(self, store: &dyn WithLedger) -> anyhow::Result<Done> {
        let feeds = store.feeds()?;
        let names: Vec<String> = if self.feeds.is_empty() {
            feeds.iter().map(|f| f.feed.address.clone()).collect()
        } else {
            self.feeds.clone()
        };
        with_collector(store, &self.asking.settings(PATIENCE)?, |collector| {
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
