//! `marsad events`: what many documents say together, and what persons decide about it.

use std::io::{BufWriter, Write};

use anyhow::Context;
use marsad_store::{Act, Decided, EventFilter, Upkeep};

use super::reports::Question;
use super::{Done, LexiconChoice, StoreChoice};
use crate::output::Format;
use crate::output::events::{self as print, Printer};
use crate::talk::talk;
use crate::weighing;

/// List events: what many documents tell together, with its origins and rival figures
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct EventsCommand {
    #[command(subcommand)]
    what: Option<What>,
    #[command(flatten)]
    list: List,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    Show(Show),
    Merge(Merge),
    Split(Split),
    Pin(Pin),
    Cut(Cut),
    Undo(Undo),
    Decisions(Decisions),
    Suggestions(Suggestions),
    Rebuild(Rebuild),
}

impl EventsCommand {
    pub fn run(self) -> anyhow::Result<Done> {
        match self.what {
            None => self.list.run(),
            Some(What::Show(c)) => c.run(),
            Some(What::Merge(c)) => c.run(),
            Some(What::Split(c)) => c.run(),
            Some(What::Pin(c)) => c.run(),
            Some(What::Cut(c)) => c.run(),
            Some(What::Undo(c)) => c.run(),
            Some(What::Decisions(c)) => c.run(),
            Some(What::Suggestions(c)) => c.run(),
            Some(What::Rebuild(c)) => c.run(),
        }
    }
}

/// The store, and the lexicon that says whom an actor belongs to.
#[derive(Debug, clap::Args)]
struct Where {
    #[command(flatten)]
    store: StoreChoice,
    #[command(flatten)]
    lexicon: LexiconChoice,
}

impl Where {
    /// The store, with all documents weighed.
    fn open(&self) -> anyhow::Result<Box<dyn Upkeep>> {
        let store = self.store.open()?;
        if store.unweighed()? > 0 {
            let lexicon = self.lexicon.load()?;
            if weighing::weigh(&*store, &lexicon)?.busy {
                talk!("another process is weighing; what came last may be missing");
            }
        }
        Ok(store)
    }
}

/// List events
#[derive(Debug, clap::Args)]
struct List {
    #[command(flatten)]
    question: Question,
    /// Told by at least so many origins
    #[arg(long, value_name = "N")]
    origins: Option<u64>,
    /// Told by at most so many origins
    #[arg(long, value_name = "N")]
    origins_to: Option<u64>,
    /// Only those with a figure that origins contest
    #[arg(long)]
    contested: bool,
    /// Only those that a person pinned
    #[arg(long)]
    pinned: bool,
    /// First told on this day or later
    #[arg(long, value_name = "DATE", value_parser = super::day)]
    told_from: Option<marsad_model::Day>,
    /// First told on this day or earlier
    #[arg(long, value_name = "DATE", value_parser = super::day)]
    told_to: Option<marsad_model::Day>,
    /// At most this many; 0 for all
    #[arg(long, default_value_t = 50)]
    limit: usize,
    /// Form of output
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    #[command(flatten)]
    at: Where,
}

impl List {
    fn run(self) -> anyhow::Result<Done> {
        let store = self.at.open()?;
        let wanted = if self.limit == 0 { usize::MAX } else { self.limit };
        let mut filter = EventFilter {
            reports: self.question.filter(|| self.at.lexicon.load())?,
            min_origins: self.origins,
            max_origins: self.origins_to,
            contested: self.contested,
            pinned: self.pinned,
            told_from: self.told_from,
            told_to: self.told_to,
            ..EventFilter::default()
        };
        if filter.reports.governorate.is_some() {
            store.know_places(super::serve::parts(&self.at.lexicon.load()?));
        }
        let mut printer = Printer::begin(BufWriter::new(std::io::stdout().lock()), self.format)?;
        let mut printed = 0;
        let total = loop {
            filter.limit = Some((wanted - printed).clamp(1, 1000));
            let page = store.events(&filter)?;
            printed += page.rows.len();
            for row in &page.rows {
                printer.print(row)?;
            }
            filter.after = page.next;
            if filter.after.is_none() || printed >= wanted {
                break page.total;
            }
        };
        printer.end()?;
        talk!("{printed} of {total} events");
        Ok(Done::All)
    }
}

/// Show an event: each field with its rivals, who says them, the figures by origin, the links between documents
#[derive(Debug, clap::Args)]
struct Show {
    /// The event's number
    id: i64,
    /// One JSON object
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    at: Where,
}

impl Show {
    fn run(self) -> anyhow::Result<Done> {
        let store = self.at.open()?;
        let found = store.event(self.id)?;
        let found = found.with_context(|| {
            format!("there is no event {}, or none of its reports is left; `marsad events` lists them", self.id)
        })?;
        let mut out = BufWriter::new(std::io::stdout().lock());
        if self.json {
            writeln!(out, "{}", serde_json::to_string(&found)?)?;
        } else {
            print::full(&mut out, &found)?;
        }
        out.flush()?;
        if found.row.id != self.id {
            talk!("event {} was merged into event {}", self.id, found.row.id);
        }
        Ok(Done::All)
    }
}

/// Who decides, and why.
#[derive(Debug, clap::Args)]
struct By {
    /// Why; it is kept with the decision
    #[arg(long, value_name = "REASON")]
    why: String,
    /// Who decides [default: the name of the user]
    #[arg(long, value_name = "NAME", env = "MARSAD_WHO")]
    who: Option<String>,
}

impl By {
    fn act(self) -> Act {
        Act { who: who(self.who), why: self.why }
    }
}

/// Who is at work: the one named, else the name of the user.
pub fn who(named: Option<String>) -> String {
    let user = || ["USER", "LOGNAME", "USERNAME"].into_iter().find_map(|name| std::env::var(name).ok());
    named.or_else(user).filter(|who| !who.trim().is_empty()).unwrap_or_else(|| "unnamed".to_owned())
}

fn told(decided: &Decided) -> anyhow::Result<Done> {
    let now: Vec<String> = decided.now.iter().map(ToString::to_string).collect();
    writeln!(std::io::stdout(), "{}\t{}\t{}", decided.id, decided.what, now.join("\t"))?;
    Ok(Done::All)
}

/// Say that two events are one
#[derive(Debug, clap::Args)]
struct Merge {
    /// One event
    a: i64,
    /// The other
    b: i64,
    #[command(flatten)]
    by: By,
    #[command(flatten)]
    at: Where,
}

impl Merge {
    fn run(self) -> anyhow::Result<Done> {
        told(&self.at.open()?.merge_events(self.a, self.b, &self.by.act())?)
    }
}

/// Say that some reports of an event are another event
#[derive(Debug, clap::Args)]
struct Split {
    /// The event
    id: i64,
    /// The reports that go
    #[arg(required = true, value_name = "REPORT")]
    reports: Vec<i64>,
    #[command(flatten)]
    by: By,
    #[command(flatten)]
    at: Where,
}

impl Split {
    fn run(self) -> anyhow::Result<Done> {
        told(&self.at.open()?.split_event(self.id, &self.reports, &self.by.act())?)
    }
}

/// Say that an event is complete: nothing is added to it any more, only suggested
#[derive(Debug, clap::Args)]
struct Pin {
    /// The event
    id: i64,
    #[command(flatten)]
    by: By,
    #[command(flatten)]
    at: Where,
}

impl Pin {
    fn run(self) -> anyhow::Result<Done> {
        told(&self.at.open()?.pin_event(self.id, &self.by.act())?)
    }
}

/// Say that two documents do not go back to one source: cuts the link between them
#[derive(Debug, clap::Args)]
struct Cut {
    /// One document
    a: i64,
    /// The other
    b: i64,
    #[command(flatten)]
    by: By,
    #[command(flatten)]
    at: Where,
}

impl Cut {
    fn run(self) -> anyhow::Result<Done> {
        let store = self.at.open()?;
        let decided = store.cut_link(self.a, self.b, &self.by.act())?;
        if store.origin_of(self.a)?.is_some_and(|origin| origin.documents.contains(&self.b)) {
            talk!("documents {} and {} are one origin still: others link them", self.a, self.b);
        }
        told(&decided)
    }
}

/// Take a decision back
#[derive(Debug, clap::Args)]
struct Undo {
    /// The decision's number
    decision: i64,
    #[command(flatten)]
    by: By,
    #[command(flatten)]
    at: Where,
}

impl Undo {
    fn run(self) -> anyhow::Result<Done> {
        told(&self.at.open()?.undo_decision(self.decision, &self.by.act())?)
    }
}

/// List what persons decided, the latest first
#[derive(Debug, clap::Args)]
struct Decisions {
    /// Only what concerns this event
    event: Option<i64>,
    /// One JSON object a line
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    at: Where,
}

impl Decisions {
    fn run(self) -> anyhow::Result<Done> {
        let mut out = BufWriter::new(std::io::stdout().lock());
        for decided in self.at.open()?.decisions(self.event)? {
            if self.json {
                writeln!(out, "{}", serde_json::to_string(&decided)?)?;
            } else {
                print::decision(&mut out, &decided)?;
            }
        }
        out.flush()?;
        Ok(Done::All)
    }
}

/// List pairs of events that may be one, the likeliest first
#[derive(Debug, clap::Args)]
struct Suggestions {
    /// At most this many, up to 1000
    #[arg(long, default_value_t = 20)]
    limit: usize,
    /// One JSON object a line
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    at: Where,
}

impl Suggestions {
    fn run(self) -> anyhow::Result<Done> {
        let mut out = BufWriter::new(std::io::stdout().lock());
        for suggestion in self.at.open()?.suggestions(self.limit)? {
            if self.json {
                writeln!(out, "{}", serde_json::to_string(&suggestion)?)?;
            } else {
                print::suggestion(&mut out, &suggestion)?;
            }
        }
        out.flush()?;
        Ok(Done::All)
    }
}

/// Make all events again from the stored reports; numbers and decisions stay
#[derive(Debug, clap::Args)]
struct Rebuild {
    #[command(flatten)]
    at: Where,
}

impl Rebuild {
    fn run(self) -> anyhow::Result<Done> {
        let store = self.at.store.open()?;
        let done = weighing::rebuild(&*store, &self.at.lexicon.load()?)?;
        anyhow::ensure!(!done.busy, "another process is weighing; let it finish and try again");
        writeln!(std::io::stdout(), "{} documents\t{} events", done.documents, done.events)?;
        Ok(Done::All)
    }
}
