//! `marsad watch`: questions that are counted again and again, and the alarms that come of it.

use std::path::PathBuf;

use anyhow::Context;
use jiff::Timestamp;
use marsad_alert::Channels;
use marsad_lexicon::Lexicon;
use marsad_model::Day;
use marsad_store::ledger::Millis;
use marsad_store::{Upkeep, WatchRow};
use marsad_watch::sentence::Language;

use super::{Done, Place, StoreChoice, watch_add, watch_alarms, watch_backtest, watch_deliver, watch_run, watch_show};

/// Counts over time: watch a question, raise alarms where it becomes more frequent, replay detectors
#[derive(Debug, clap::Args)]
pub struct WatchCommand {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    Add(Box<watch_add::Add>),
    List(watch_add::List),
    Remove(watch_add::Remove),
    Run(watch_run::Run),
    Show(watch_show::Show),
    Alarms(watch_alarms::Alarms),
    Ack(watch_alarms::Ack),
    Mute(watch_alarms::Mute),
    Note(watch_alarms::Note),
    Deliver(watch_deliver::Deliver),
    Backtest(watch_backtest::Backtest),
}

impl WatchCommand {
    pub fn run(self) -> anyhow::Result<Done> {
        match self.what {
            What::Add(command) => command.run(),
            What::List(command) => command.run(),
            What::Remove(command) => command.run(),
            What::Run(command) => command.run(),
            What::Show(command) => command.run(),
            What::Alarms(command) => command.run(),
            What::Ack(command) => command.run(),
            What::Mute(command) => command.run(),
            What::Note(command) => command.run(),
            What::Deliver(command) => command.run(),
            What::Backtest(command) => command.run(),
        }
    }
}

/// The language of sentences.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub enum Lang {
    Ar,
    En,
}

impl Lang {
    /// As the sentences take it.
    pub fn language(self) -> Language {
        match self {
            Self::Ar => Language::Arabic,
            Self::En => Language::English,
        }
    }
}

/// The time of this machine, in milliseconds since 1970.
pub fn now() -> Millis {
    Timestamp::now().as_millisecond()
}

/// The day of an instant, in UTC.
pub fn day_of(millis: Millis) -> Day {
    let days = millis.div_euclid(86_400_000);
    let span = jiff::Span::new().try_days(days).unwrap_or_default();
    Day::constant(1970, 1, 1).checked_add(span).unwrap_or(Day::MAX)
}

/// The first instant of a day, in UTC.
pub fn start_of(day: Day) -> Millis {
    let days = Day::constant(1970, 1, 1).until(day).map_or(0, |span| i64::from(span.get_days()));
    days * 86_400_000
}

/// The watch that a person names by its id or its name.
pub fn named(store: &dyn Upkeep, name: &str) -> anyhow::Result<WatchRow> {
    let all = store.watches(false)?;
    let by_name = all.iter().find(|watch| watch.watch.name == name);
    let by_id = || name.parse().ok().and_then(|id: i64| all.iter().find(|watch| watch.id == id));
    by_name.or_else(by_id).cloned().with_context(|| {
        let names: Vec<&str> = all.iter().map(|watch| watch.watch.name.as_str()).collect();
        match names.is_empty() {
            true => format!("there is no watch `{name}`, and no other; add one with `marsad watch add`"),
            false => format!("there is no watch `{name}`; there are {}", names.join(", ")),
        }
    })
}

/// Who says something, where nobody is named: the user of this machine.
pub fn who(given: Option<String>) -> anyhow::Result<String> {
    let user = || ["USER", "USERNAME"].iter().find_map(|name| std::env::var(name).ok()).filter(|u| !u.is_empty());
    given.or_else(user).context("who says so? Name them with --by")
}

/// Where the channels stand that alarms go to.
#[derive(Debug, clap::Args)]
pub struct ChannelChoice {
    /// The file of channels [default: `delivery.toml` in the store's folder, or in the archive's with PostgreSQL]
    #[arg(long, value_name = "FILE")]
    channels: Option<PathBuf>,
}

impl ChannelChoice {
    /// The file; one that was named must be there.
    pub fn file(&self, choice: &StoreChoice, store: &dyn Upkeep) -> anyhow::Result<PathBuf> {
        if let Some(file) = &self.channels {
            anyhow::ensure!(file.is_file(), "{}: no such file; --channels wants one", file.display());
        }
        self.place(choice, store)
    }

    /// Where the file is, or will be.
    pub fn place(&self, choice: &StoreChoice, store: &dyn Upkeep) -> anyhow::Result<PathBuf> {
        if let Some(file) = &self.channels {
            return Ok(file.clone());
        }
        let folder = match choice.place()? {
            Place::Folder(folder) => folder,
            Place::Postgres(..) => store.archive_folder().to_path_buf(),
        };
        Ok(folder.join("delivery.toml"))
    }

    /// The channels.
    pub fn read(&self, choice: &StoreChoice, store: &dyn Upkeep) -> anyhow::Result<Channels> {
        Ok(Channels::read(&self.file(choice, store)?)?)
    }
}

/// What places and actors are called, by the lexicon.
pub struct LexiconNames(std::collections::HashMap<String, String>);

impl LexiconNames {
    /// The Arabic names of a lexicon.
    pub fn of(lexicon: &Lexicon) -> Self {
        let places = lexicon.gazetteer.all().map(|p| (p.en.to_owned(), p.ar.to_owned()));
        let actors = lexicon.entities.all.iter().map(|e| (e.en.clone(), e.ar.clone()));
        Self(places.chain(actors).filter(|(en, ar)| !en.is_empty() && !ar.is_empty()).collect())
    }
}

impl marsad_alert::Names for LexiconNames {
    fn name(&self, id: &str, language: Language) -> Option<String> {
        match language {
            Language::Arabic => self.0.get(id).cloned(),
            Language::English => None,
        }
    }
}
