//! `marsad watch run`: count, keep what was known, raise alarms, send them.

use std::io::Write;

use marsad_alert::{Channels, Sent, queue, run, send_due};
use marsad_model::Day;
use marsad_store::{DeliveryState, Raised, Upkeep, WatchRow};
use marsad_watch::Verdict;
use marsad_watch::sentence;

use super::watch::{ChannelChoice, Lang, LexiconNames, day_of, named, now};
use super::{Done, LexiconChoice, StoreChoice, day};
use crate::talk::talk;
use crate::weighing;

/// Count every watch up to yesterday, raise its alarms once, and send them; for a timer, once a day
#[derive(Debug, clap::Args)]
pub struct Run {
    /// Only these watches, by name or id
    watches: Vec<String>,
    /// Count as if this were today
    #[arg(long, value_name = "DAY", value_parser = day)]
    day: Option<Day>,
    /// Send nothing
    #[arg(long)]
    no_deliver: bool,
    /// The language of the sentences that are printed
    #[arg(long, value_enum, default_value = "en")]
    lang: Lang,
    #[command(flatten)]
    channels: ChannelChoice,
    #[command(flatten)]
    lexicon: LexiconChoice,
    #[command(flatten)]
    store: StoreChoice,
}

impl Run {
    pub fn run(self) -> anyhow::Result<Done> {
        let store = self.store.open()?;
        let store: &dyn Upkeep = &*store;
        // Read before anything is counted: a fault in the file is told at once.
        let channels = if self.no_deliver { Channels::default() } else { self.channels.read(&self.store, store)? };
        let watches = match self.watches.is_empty() {
            true => store.watches(false)?,
            false => self.watches.iter().map(|name| named(store, name)).collect::<anyhow::Result<_>>()?,
        };
        let lexicon = self.lexicon.load()?;
        // Events are counted as they are put together: what waits is weighed first.
        let events = |watch: &WatchRow| !watch.watch.tally.measure.counts_copies();
        if watches.iter().any(events) && store.unweighed()? > 0 && weighing::weigh(store, &lexicon)?.busy {
            talk!("another process is weighing; events of what came last may be missing");
        }
        let names = LexiconNames::of(&lexicon);
        let today = self.day.unwrap_or_else(|| day_of(now()));
        let mut failed = run_all(store, &watches, today, &names, self.lang)?;
        if !self.no_deliver {
            for watch in &watches {
                queue(store, watch, &channels, today, now())?;
            }
            failed |= !tell(&send_due(store, &channels, &now)?);
        }
        Ok(if failed { Done::Some } else { Done::All })
    }
}

/// Runs watches and prints their new alarms; whether one could not be run.
pub fn run_all(
    store: &dyn Upkeep,
    watches: &[WatchRow],
    today: Day,
    names: &LexiconNames,
    lang: Lang,
) -> anyhow::Result<bool> {
    let mut out = std::io::stdout().lock();
    let mut failed = false;
    for watch in watches {
        let name = &watch.watch.name;
        let ran = match run(store, watch, today, now(), names) {
            Ok(ran) => ran,
            Err(error) => {
                talk!("watch `{name}`: {error}");
                failed = true;
                continue;
            }
        };
        for (id, raised) in ran.alarms.iter().filter(|(_, raised)| *raised != Raised::Known) {
            let Some(alarm) = store.alarm(*id)? else { continue };
            let sentences = &alarm.alarm.content.sentences;
            let says = if matches!(lang, Lang::Ar) { &sentences.ar } else { &sentences.en };
            let what = if *raised == Raised::New { "new" } else { "higher" };
            let level = alarm.alarm.level.name();
            writeln!(out, "{id}\t{name}\t{}\t{}\t{level}\t{what}\t{says}", alarm.alarm.of, alarm.alarm.day)?;
        }
        for note in &ran.notes {
            talk!("watch `{name}`: {note}");
        }
        for (part, verdict) in &ran.last {
            if matches!(verdict, Verdict::TooSparse(_) | Verdict::TooShort { .. }) {
                let of = if part.is_empty() { String::new() } else { format!(" ({part})") };
                let says = sentence::of_verdict(marsad_watch::Detector::Rise, verdict, lang.language());
                talk!("watch `{name}`{of}: {says}");
            }
        }
        talk!("watch `{name}`: {} periods, {} of them new or other than before", ran.periods, ran.changed);
    }
    Ok(failed)
}

/// Says what became of deliveries; whether all went out.
pub fn tell(sent: &[Sent]) -> bool {
    for one in sent {
        let (alarm, channel) = (one.delivery.alarm, &one.delivery.channel);
        match one.outcome.state {
            DeliveryState::Sent => talk!("alarm {alarm} went to `{channel}`: {}", one.outcome.result),
            DeliveryState::Waiting => talk!("alarm {alarm} could not go to `{channel}` yet: {}", one.outcome.result),
            DeliveryState::Failed => talk!("alarm {alarm} cannot go to `{channel}`: {}", one.outcome.result),
        }
    }
    sent.iter().all(|one| one.outcome.state == DeliveryState::Sent)
}
