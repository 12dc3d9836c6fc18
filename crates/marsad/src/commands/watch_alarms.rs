//! `marsad watch alarms`, `ack`, `mute` and `note`: what was raised, and what people say to it.

use std::io::Write;

use anyhow::Context;
use marsad_model::Day;
use marsad_store::{AlarmFilter, NewNote, Upkeep};

use super::watch::{Lang, day_of, named, now, start_of, who};
use super::{Done, StoreChoice, day};
use crate::talk::talk;

/// List alarms, the newest first
#[derive(Debug, clap::Args)]
pub struct Alarms {
    /// Only those of this watch, by name or id
    #[arg(long, value_name = "WATCH")]
    watch: Option<String>,
    /// Only those that nobody has seen
    #[arg(long)]
    open: bool,
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 100)]
    limit: usize,
    /// One JSON object a line, with numbers, reports and deliveries
    #[arg(long)]
    json: bool,
    /// The language of the sentences
    #[arg(long, value_enum, default_value = "en")]
    lang: Lang,
    #[command(flatten)]
    store: StoreChoice,
}

impl Alarms {
    pub fn run(self) -> anyhow::Result<Done> {
        let store = self.store.open()?;
        let store: &dyn Upkeep = &*store;
        let watch = self.watch.as_deref().map(|name| named(store, name)).transpose()?;
        let filter =
            AlarmFilter { watch: watch.map(|watch| watch.id), open: self.open, before: None, limit: Some(self.limit) };
        let mut out = std::io::stdout().lock();
        if !self.json {
            writeln!(out, "id\twatch\tpart\tday\tby\tlevel\tseen\tsays")?;
        }
        for alarm in store.alarms(&filter)? {
            let name = store.watch(alarm.alarm.watch)?.map_or_else(String::new, |watch| watch.watch.name);
            if self.json {
                let mut value = serde_json::to_value(&alarm)?;
                value["watch_name"] = name.into();
                value["deliveries"] = serde_json::to_value(store.deliveries(alarm.id)?)?;
                writeln!(out, "{value}")?;
                continue;
            }
            let a = &alarm.alarm;
            let says = if matches!(self.lang, Lang::Ar) { &a.content.sentences.ar } else { &a.content.sentences.en };
            let seen = alarm.acknowledged_by.as_deref().unwrap_or("-");
            let by = a.method.name();
            writeln!(out, "{}\t{name}\t{}\t{}\t{by}\t{}\t{seen}\t{says}", alarm.id, a.of, a.day, a.level.name())?;
        }
        Ok(Done::All)
    }
}

/// Say that an alarm was seen
#[derive(Debug, clap::Args)]
pub struct Ack {
    /// Ids of alarms
    #[arg(required = true, value_name = "ALARM")]
    alarms: Vec<i64>,
    /// Who saw it [default: the user of this machine]
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    #[command(flatten)]
    store: StoreChoice,
}

impl Ack {
    pub fn run(self) -> anyhow::Result<Done> {
        let store = self.store.open()?;
        let who = who(self.by)?;
        let mut done = Done::All;
        for id in self.alarms {
            if store.acknowledge(id, &who, now())? {
                continue;
            }
            done = Done::Some;
            match store.alarm(id)? {
                Some(alarm) => {
                    talk!("alarm {id} was seen before, by {}", alarm.acknowledged_by.as_deref().unwrap_or("somebody"))
                }
                None => talk!("there is no alarm {id}; `marsad watch alarms` lists them"),
            }
        }
        Ok(done)
    }
}

/// Send no alarms of a watch for a while; they are still raised and shown
#[derive(Debug, clap::Args)]
pub struct Mute {
    /// Its name or id
    watch: String,
    /// The first day on which they are sent again
    #[arg(long, value_name = "DAY", value_parser = day, required_unless_present = "off")]
    until: Option<Day>,
    /// Send them again from now on
    #[arg(long, conflicts_with = "until")]
    off: bool,
    #[command(flatten)]
    store: StoreChoice,
}

impl Mute {
    pub fn run(self) -> anyhow::Result<Done> {
        let store = self.store.open()?;
        let watch = named(&*store, &self.watch)?;
        let until = self.until.filter(|_| !self.off);
        store.mute_watch(watch.id, until.map(start_of))?;
        match until {
            Some(day) if start_of(day) <= now() => talk!("{day} has begun: nothing is muted"),
            Some(day) => talk!("alarms of `{}` are sent to nobody until {day}", watch.watch.name),
            None => talk!("alarms of `{}` are sent", watch.watch.name),
        }
        Ok(Done::All)
    }
}

/// Add a note to a watch or to one of its alarms, or list them; notes are never changed
#[derive(Debug, clap::Args)]
pub struct Note {
    /// The watch, by name or id
    watch: String,
    /// What is to be said; without it the notes are listed
    text: Option<String>,
    /// To this alarm of the watch
    #[arg(long, value_name = "ALARM", requires = "text")]
    alarm: Option<i64>,
    /// Who says so [default: the user of this machine]
    #[arg(long, value_name = "NAME", requires = "text")]
    by: Option<String>,
    #[command(flatten)]
    store: StoreChoice,
}

impl Note {
    pub fn run(self) -> anyhow::Result<Done> {
        let store = self.store.open()?;
        let watch = named(&*store, &self.watch)?;
        let Some(text) = self.text else {
            let mut out = std::io::stdout().lock();
            writeln!(out, "day\twho\talarm\ttext")?;
            for note in store.notes(watch.id)? {
                let alarm = note.note.alarm.map(|id| id.to_string()).unwrap_or_default();
                let text = note.note.text.replace(['\t', '\r', '\n'], " ");
                writeln!(out, "{}\t{}\t{alarm}\t{text}", day_of(note.at), note.note.who)?;
            }
            return Ok(Done::All);
        };
        if let Some(id) = self.alarm {
            let alarm = store.alarm(id)?.with_context(|| format!("there is no alarm {id}"))?;
            let name = &watch.watch.name;
            anyhow::ensure!(alarm.alarm.watch == watch.id, "alarm {id} is of another watch than `{name}`");
        }
        let new = NewNote { watch: watch.id, alarm: self.alarm, who: who(self.by)?, text };
        writeln!(std::io::stdout(), "{}", store.add_note(&new, now())?)?;
        Ok(Done::All)
    }
}
