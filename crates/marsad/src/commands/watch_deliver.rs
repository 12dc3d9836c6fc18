//! `marsad watch deliver`: where alarms go, and whether they get there.

use std::io::Write;

use anyhow::Context;
use marsad_alert::{send_due, send_to};

use super::watch::{ChannelChoice, now};
use super::watch_run::tell;
use super::{Done, StoreChoice};
use crate::talk::talk;

/// Send what is due again; or list or test the channels that `delivery.toml` names
#[derive(Debug, clap::Args)]
pub struct Deliver {
    /// List the channels, and send nothing
    #[arg(long)]
    list: bool,
    /// Send a test message to this channel, and nothing else
    #[arg(long, value_name = "CHANNEL", conflicts_with = "list")]
    test: Option<String>,
    #[command(flatten)]
    channels: ChannelChoice,
    #[command(flatten)]
    store: StoreChoice,
}

impl Deliver {
    pub fn run(self) -> anyhow::Result<Done> {
        let store = self.store.open()?;
        let file = self.channels.file(&self.store, &*store)?;
        let channels = self.channels.read(&self.store, &*store)?;
        if channels.all().next().is_none() {
            talk!("no channels: {} is not there or names none; docs/watch.md shows how it is written", file.display());
        }
        let mut out = std::io::stdout().lock();
        if self.list {
            for channel in channels.all() {
                writeln!(out, "{}\t{}", channel.name(), channel.target())?;
            }
            return Ok(Done::All);
        }
        if let Some(name) = &self.test {
            let channel = channels.named(name).with_context(|| format!("{}: no channel `{name}`", file.display()))?;
            let said = send_to(channel, now()).with_context(|| format!("channel `{name}`"))?;
            talk!("`{name}` took it: {said}");
            return Ok(Done::All);
        }
        let sent = send_due(&*store, &channels, &now)?;
        if sent.is_empty() {
            talk!("nothing is due");
        }
        Ok(if tell(&sent) { Done::All } else { Done::Some })
    }
}
