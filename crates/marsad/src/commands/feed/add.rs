//! `marsad feed add`: feeds to be followed from now on.

use marsad_collect::add::{LookError, Wish};
use marsad_store::ledger::FeedKind;

use super::look::{PATIENCE, with_collector};
use super::say_added;
use crate::commands::collect::{AskOptions, duration};
use crate::commands::{Done, StoreChoice, WithLedger};
use crate::talk::talk;

/// Follow a feed, sitemap or page of links; of a home page, the feeds that it names
#[derive(Debug, clap::Args)]
pub struct Add {
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
    pub store: StoreChoice,
}

fn kind(name: &str) -> Result<FeedKind, String> {
    FeedKind::from_name(name).ok_or_else(|| format!("`{name}` is no kind; give feed, sitemap, index or home"))
}

fn rhythm(text: &str) -> Result<std::time::Duration, String> {
    let every = duration(text)?;
    if every.as_secs() < 300 {
        return Err(format!("`{text}` is oftener than a feed should be asked; give 5min or more"));
    }
    Ok(every)
}

impl Add {
    pub fn run(self, store: &dyn WithLedger) -> anyhow::Result<Done> {
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
        with_collector(store, &self.asking.settings(PATIENCE)?, |collector| {
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
