//! `marsad watch add`, `list` and `remove`: what is watched.

use std::io::Write;
use std::path::PathBuf;

use anyhow::Context;
use marsad_alert::{NEWS_DAYS, read_watches};
use marsad_model::Day;
use marsad_store::{Filter, Measure, NewWatch, Split, Tally, Upkeep, When};
use marsad_watch::Step;

use super::reports::Question;
use super::watch::{named, now};
use super::{Done, LexiconChoice, StoreChoice, day};
use crate::talk::talk;

/// Watch a question: the same words as `search` and `events` take
#[derive(Debug, clap::Args)]
pub struct Add {
    /// A name for it
    #[arg(required_unless_present = "file", conflicts_with = "file")]
    name: Option<String>,
    #[command(flatten)]
    question: Question,
    /// Take the watches of a TOML file instead
    #[arg(long, value_name = "FILE.toml")]
    file: Option<PathBuf>,
    /// Its name for the Arabic pages
    #[arg(long, value_name = "NAME")]
    name_ar: Option<String>,
    /// What is counted: reports, documents, origins (copies once), events (each once), how many they hurt (killed, wounded, missing, detained,
    /// kidnapped, displaced, released; the least and the most), or figures
    #[arg(long, value_name = "WHAT", default_value = "reports", value_parser = measure)]
    measure: Measure,
    /// How long a period is: week or day
    #[arg(long, value_name = "STEP", default_value = "week", value_parser = step)]
    step: Step,
    /// Where a report counts: told (day of publication) or happened (the day it tells of)
    #[arg(long, value_name = "WHEN", default_value = "told", value_parser = when)]
    when: When,
    /// Only what happened at most so many days before it was told
    #[arg(long, value_name = "DAYS", default_value_t = NEWS_DAYS)]
    fresh: u16,
    /// Count this outlet alone, and what it published as read; may be given several times
    #[arg(long, value_name = "OUTLET")]
    outlets: Vec<String>,
    /// Cut the count: place, actor, type or outlet
    #[arg(long, value_name = "FIELD", value_parser = split)]
    split: Option<Split>,
    /// First day of the count
    #[arg(long, value_name = "DAY", value_parser = day)]
    since: Option<Day>,
    /// Count only, and raise no alarms
    #[arg(long)]
    no_detect: bool,
    #[command(flatten)]
    store: StoreChoice,
    #[command(flatten)]
    lexicon: LexiconChoice,
}

fn one_of<T: Copy>(text: &str, all: &[T], name: impl Fn(T) -> &'static str) -> Result<T, String> {
    all.iter().copied().find(|one| name(*one) == text).ok_or_else(|| {
        let names: Vec<&str> = all.iter().map(|one| name(*one)).collect();
        format!("`{text}` is not known; there are {}", names.join(", "))
    })
}

fn measure(text: &str) -> Result<Measure, String> {
    one_of(text, &Measure::ALL, Measure::name)
}

fn when(text: &str) -> Result<When, String> {
    one_of(text, &When::ALL, When::name)
}

fn split(text: &str) -> Result<Split, String> {
    one_of(text, &Split::ALL, Split::name)
}

fn step(text: &str) -> Result<Step, String> {
    one_of(text, &[Step::Week, Step::Day], |step| if step == Step::Week { "week" } else { "day" })
}

impl Add {
    pub fn run(self) -> anyhow::Result<Done> {
        let store = self.store.open()?;
        let new = match (&self.file, &self.name) {
            (Some(file), _) => {
                let text =
                    std::fs::read_to_string(file).with_context(|| format!("{}: cannot be read", file.display()))?;
                read_watches(&text).map_err(|why| anyhow::anyhow!("{}: {why}", file.display()))?
            }
            (None, Some(name)) => vec![self.one(name)?],
            (None, None) => anyhow::bail!("name the watch, or a file of watches with --file"),
        };
        let mut done = Done::All;
        for watch in &new {
            // A question that cannot be read is told now, not at the first run.
            store.tally(&watch.tally).with_context(|| format!("watch `{}`", watch.name))?;
            strangers(&*store, watch)?;
            let (id, added) = store.add_watch(watch, now())?;
            writeln!(std::io::stdout(), "{id}\t{}", watch.name)?;
            if !added {
                talk!("there is a watch `{}` already; it was left as it is", watch.name);
                done = Done::Some;
            }
        }
        talk!("`marsad watch run` counts them");
        Ok(done)
    }

    fn one(&self, name: &str) -> anyhow::Result<NewWatch> {
        let filter = self.question.clone().filter(|| self.lexicon.load())?;
        let tally = Tally {
            filter,
            measure: self.measure,
            step: self.step,
            when: self.when,
            fresh: Some(self.fresh),
            panel: self.outlets.clone(),
            split: self.split,
            since: self.since,
            known: None,
            until: None,
        };
        Ok(NewWatch { name: name.to_owned(), name_ar: self.name_ar.clone(), tally, detect: !self.no_detect })
    }
}

/// Says which outlets of a panel the store has nothing of: a misspelt one would never count.
fn strangers(store: &dyn Upkeep, watch: &NewWatch) -> anyhow::Result<()> {
    if watch.tally.panel.is_empty() {
        return Ok(());
    }
    let known = store.facets(&Filter::default())?.outlets;
    for outlet in watch.tally.panel.iter().filter(|name| !known.iter().any(|one| one.value == **name)) {
        talk!("watch `{}`: the store has no reports of `{outlet}` yet", watch.name);
    }
    Ok(())
}

/// List what is watched
#[derive(Debug, clap::Args)]
pub struct List {
    /// Also those that were removed
    #[arg(long)]
    removed: bool,
    /// One JSON object a line
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    store: StoreChoice,
}

impl List {
    pub fn run(self) -> anyhow::Result<Done> {
        let store = self.store.open()?;
        let mut out = std::io::stdout().lock();
        if !self.json {
            writeln!(out, "id\tname\tcounted\tstate\tquestion")?;
        }
        for watch in store.watches(self.removed)? {
            if self.json {
                writeln!(out, "{}", serde_json::to_string(&watch)?)?;
                continue;
            }
            let state = match (&watch.removed_at, watch.is_muted(now()), watch.watch.detect) {
                (Some(_), ..) => "removed",
                (None, true, _) => "muted",
                (None, false, true) => "watched",
                (None, false, false) => "counted",
            };
            let counted = watch.last_run.map_or("never".to_owned(), |at| super::watch::day_of(at).to_string());
            writeln!(out, "{}\t{}\t{counted}\t{state}\t{}", watch.id, watch.watch.name, question(&watch.watch.tally)?)?;
        }
        Ok(Done::All)
    }
}

/// A question in one line: what is not as it is by itself.
fn question(tally: &Tally) -> anyhow::Result<String> {
    let usual = serde_json::to_value(Tally::default())?;
    let mut out = Vec::new();
    if let serde_json::Value::Object(fields) = serde_json::to_value(tally)? {
        for (name, value) in fields {
            if usual.get(&name) == Some(&value) {
                continue;
            }
            out.push(match value {
                serde_json::Value::String(text) => format!("{name}={text}"),
                other => format!("{name}={other}"),
            });
        }
    }
    Ok(if out.is_empty() { "everything".to_owned() } else { out.join(" ") })
}

/// Take a watch out of the list; its counts, alarms and notes stay in the store
#[derive(Debug, clap::Args)]
pub struct Remove {
    /// Its name or id
    watch: String,
    #[command(flatten)]
    store: StoreChoice,
}

impl Remove {
    pub fn run(self) -> anyhow::Result<Done> {
        let store = self.store.open()?;
        let watch = named(&*store, &self.watch)?;
        store.remove_watch(watch.id, now())?;
        talk!("`{}` is no longer watched", watch.watch.name);
        Ok(Done::All)
    }
}
